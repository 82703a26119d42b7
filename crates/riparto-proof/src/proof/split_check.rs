//! Whether the amounts of a claim of a split are what the method gives.

use std::cmp::Ordering;

use super::equal_claims::{largest_remainders_got_cents, ties_are_broken};
use super::plain_split::PlainSplit;
use super::refusal::{Checked, Refusal};
use super::split_claim::{SplitClaim, signpost, times};
use riparto_core::money::{MethodName, TieBreak};

impl SplitClaim {
    /// Whether the amounts are what the method gives.
    pub(super) fn check(&self) -> Checked {
        let divisor @ [above, below] = self.divisor.map(|number| number.0);
        if above < 0 || below < 0 || above.max(below) == 0 {
            return Err(Refusal::Parts);
        }
        let split = self.plain()?;
        match self.method {
            MethodName::LargestRemainder | MethodName::Truncated => split.by_shares(
                divisor,
                (self.residual_to.filter(|_| self.method == MethodName::Truncated), self.tie_break),
            ),
            MethodName::HalfUp => Err(Refusal::Parts),
            method => split.in_units().by_divisor(divisor, (method, self.tie_break)),
        }
    }
}

impl PlainSplit {
    /// Shares within floors and ceilings: whole units, and a remainder over the number above the divisor's line times the unit.
    fn by_shares(
        &self,
        [above, below]: [i128; 2],
        (residual_to, tie_break): (Option<usize>, TieBreak),
    ) -> Checked {
        let unit = i128::from(self.unit);
        let a_unit = times(above, unit)?;
        // What no part holds at a bound, in cents, and what the others weigh, times the number below the line.
        let (mut shares, mut left, mut free) = (Vec::new(), i128::from(self.total), 0_i128);
        for (weight, bounds) in self.weights.iter().zip(&self.bounds) {
            let [floor, ceiling] = bounds.map(i128::from);
            let share = times(*weight, below)?;
            let held = if share <= times(floor, above)? {
                Some(floor)
            } else if share >= times(ceiling, above)? {
                Some(ceiling)
            } else {
                None
            };
            match held {
                Some(held) => {
                    left -= held;
                    // Of a ceiling of the total, what is below one unit is a remainder.
                    shares.push((held / unit, times(held % unit, above)?));
                }
                None => {
                    free = free.checked_add(share).ok_or(Refusal::TooLarge)?;
                    shares.push((share / a_unit, share % a_unit));
                }
            }
        }
        if free != times(left, above)? || above == 0 && left != 0 {
            return Err(Refusal::Divisor);
        }
        let amounts: Vec<i64> = self.amounts.iter().map(|amount| amount / self.unit).collect();
        let Some(residual_to) = residual_to else {
            return largest_remainders_got_cents(&shares, (&self.weights, tie_break), &amounts);
        };
        let is_whole = |(part, (whole, _)): (usize, &(i128, i128))| {
            part == residual_to || *whole == i128::from(amounts[part])
        };
        match shares.iter().enumerate().all(is_whole) {
            true => Ok(()),
            false => Err(Refusal::Part(residual_to)),
        }
    }

    /// Units one by one: each that a part got was worth the divisor, and each that it did not get was not worth more.
    fn by_divisor(&self, [above, below]: [i128; 2], (method, tie_break): (MethodName, TieBreak)) -> Checked {
        let (mut got, mut not) = (Vec::new(), Vec::new());
        let parts = self.amounts.iter().zip(&self.weights).zip(&self.bounds);
        for (part, ((amount, weight), [floor, ceiling])) in parts.enumerate() {
            let worth = |units: i64| -> Result<Ordering, Refusal> {
                let Some([weighed, sign]) = signpost(method, *weight, units)? else {
                    return Err(Refusal::Parts);
                };
                Ok(times(weighed, below)?.cmp(&times(sign, above)?))
            };
            if amount > floor {
                match worth(amount - 1)? {
                    _ if *weight == 0 => return Err(Refusal::Part(part)),
                    Ordering::Less => return Err(Refusal::Part(part)),
                    Ordering::Equal => got.push((part, *weight)),
                    Ordering::Greater => {}
                }
            }
            if amount < ceiling && *weight > 0 {
                match worth(*amount)? {
                    Ordering::Greater => return Err(Refusal::Part(part)),
                    Ordering::Equal => not.push((part, *weight)),
                    Ordering::Less => {}
                }
            }
        }
        ties_are_broken(tie_break, &got, &not)
    }
}

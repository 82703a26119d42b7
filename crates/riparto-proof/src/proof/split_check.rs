//! Whether the amounts of a claim of a split are what the method gives.

use std::cmp::Ordering;

use super::equal_claims::{largest_remainders_got_cents, ties_are_broken};
use super::plain_split::PlainSplit;
use super::refusal::{Checked, Refusal};
use super::split_claim::{SplitClaim, UnboundedSplit, signpost, times};
use super::whole_number::WholeNumber;
use riparto_core::money::{MethodName, TieBreak};

impl SplitClaim {
    /// Whether the amounts are what the method gives.
    pub(super) fn check(&self) -> Checked {
        let divisor = fraction(self.divisor)?;
        let split = self.plain()?;
        let is_by_shares =
            matches!(self.method, MethodName::LargestRemainder | MethodName::Truncated | MethodName::HalfUp);
        if self.unbounded.is_some() == (is_by_shares || split.payers.is_empty()) {
            return Err(Refusal::Parts);
        }
        if is_by_shares {
            return split.by_shares(divisor, self);
        }
        let split = split.in_units();
        if let Some(unbounded) = &self.unbounded {
            split.others_have_theirs(unbounded, self)?;
        }
        split.by_divisor(divisor, (self.method, self.tie_break))
    }
}

/// A divisor: not both zero, and none below.
fn fraction(divisor: [WholeNumber; 2]) -> Result<[i128; 2], Refusal> {
    let [above, below] = divisor.map(|number| number.0);
    if above < 0 || below < 0 || above.max(below) == 0 { Err(Refusal::Parts) } else { Ok([above, below]) }
}

impl PlainSplit {
    /// Shares within floors and ceilings, rounded.
    fn by_shares(&self, divisor: [i128; 2], claim: &SplitClaim) -> Checked {
        let found = self.unit_shares(divisor)?;
        let amounts: Vec<i64> = self.amounts.iter().map(|amount| amount / self.unit).collect();
        if claim.method == MethodName::LargestRemainder {
            return largest_remainders_got_cents(&found.shares, (&self.weights, claim.tie_break), &amounts);
        }
        let is_half_up = claim.method == MethodName::HalfUp;
        for (part, (whole, remainder)) in found.shares.iter().enumerate() {
            let is_more = is_half_up && times(2, *remainder)? >= found.one;
            let takes_the_rest = !is_half_up && claim.residual_to == Some(part);
            if !takes_the_rest && whole + i128::from(is_more) != i128::from(amounts[part]) {
                return Err(Refusal::Part(part));
            }
        }
        Ok(())
    }

    /// Whether those who do not pay have what the method gives them where nobody has a bound, within theirs. In whole units.
    fn others_have_theirs(&self, unbounded: &UnboundedSplit, claim: &SplitClaim) -> Checked {
        let amounts = &unbounded.amounts;
        if amounts.len() != self.amounts.len()
            || amounts.iter().any(|cents| *cents < 0 || cents % claim.unit != 0)
        {
            return Err(Refusal::Parts);
        }
        let amounts: Vec<i64> = amounts.iter().map(|cents| cents / claim.unit).collect();
        if amounts.iter().map(|units| i128::from(*units)).sum::<i128>() != i128::from(self.total) {
            return Err(Refusal::Total);
        }
        for (part, [floor, ceiling]) in self.bounds.iter().enumerate() {
            if !self.pays(part) && amounts[part].min(*ceiling).max(*floor) != self.amounts[part] {
                return Err(Refusal::Part(part));
            }
        }
        let free = PlainSplit {
            total: self.total,
            unit: 1,
            weights: self.weights.clone(),
            bounds: vec![[0, self.total]; amounts.len()],
            amounts,
            payers: Vec::new(),
        };
        free.by_divisor(fraction(unbounded.divisor)?, (claim.method, claim.tie_break))
    }

    /// Units one by one, of those who pay: each that a part got was worth the divisor, and each that it did not get was not worth more.
    fn by_divisor(&self, [above, below]: [i128; 2], (method, tie_break): (MethodName, TieBreak)) -> Checked {
        let (mut got, mut not) = (Vec::new(), Vec::new());
        let parts = self.amounts.iter().zip(&self.weights).zip(&self.bounds);
        for (part, ((amount, weight), [floor, ceiling])) in
            parts.enumerate().filter(|(part, _)| self.pays(*part))
        {
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

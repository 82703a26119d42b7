//! `SplitClaim`: that amounts are what a method of apportionment gives, by the divisor; and whether they are.

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};

use super::equal_claims::{largest_remainders_got_cents, ties_are_broken};
use super::refusal::{Checked, Refusal};
use super::whole_number::{WholeNumber, given};
use riparto_core::money::{MethodName, TieBreak};

/// Amounts are what a method of apportionment gives: by the divisor that makes weights into shares.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct SplitClaim {
    /// What is split, in cents.
    pub total: i64,
    /// What it is split by.
    pub weights: Vec<WholeNumber>,
    /// The method.
    pub method: MethodName,
    /// Which of equal claims gets a cent; the first if left out.
    #[serde(default, skip_serializing_if = "is_first")]
    pub tie_break: TieBreak,
    /// What each part gets at least; nothing if left out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub floors: Vec<i64>,
    /// What each part gets at most; the total if left out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ceilings: Vec<i64>,
    /// The part that takes the leftover cents under `cut_down`.
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    pub residual_to: Option<usize>,
    /// The divisor, as a fraction: above and below the line. Its square under `huntington_hill`.
    pub divisor: [WholeNumber; 2],
    /// What each part gets, in cents.
    pub amounts: Vec<i64>,
}

fn is_first(tie_break: &TieBreak) -> bool {
    *tie_break == TieBreak::First
}

/// A product; refused where it leaves 128 bits.
pub(super) fn times(one: i128, other: i128) -> Result<i128, Refusal> {
    one.checked_mul(other).ok_or(Refusal::TooLarge)
}

/// How a weight and a number of cents compare under a divisor of one: by products that do.
pub(super) fn signpost(method: MethodName, weight: i128, cents: i64) -> Result<Option<[i128; 2]>, Refusal> {
    let cents = i128::from(cents);
    Ok(Some(match method {
        MethodName::Webster => [times(2, weight)?, 2 * cents + 1],
        MethodName::Jefferson => [weight, cents + 1],
        MethodName::Adams => [weight, cents],
        MethodName::HuntingtonHill => [times(weight, weight)?, times(cents, cents + 1)?],
        _ => return Ok(None),
    }))
}

impl SplitClaim {
    /// Whether the amounts are what the method gives.
    pub(super) fn check(&self) -> Checked {
        let parts = self.amounts.len();
        let fits = |list: &[i64]| list.is_empty() || list.len() == parts;
        let lists = self.weights.len() == parts && fits(&self.floors) && fits(&self.ceilings);
        let [above, below] = self.divisor.map(|number| number.0);
        let is_divisor = above >= 0 && below >= 0 && above.max(below) > 0;
        if !lists || !is_divisor || self.total < 0 || self.weights.iter().any(|weight| weight.0 < 0) {
            return Err(Refusal::Parts);
        }
        let sum = self.amounts.iter().map(|amount| i128::from(*amount)).sum::<i128>();
        if sum != i128::from(self.total) {
            return Err(Refusal::Total);
        }
        for part in 0..parts {
            let (floor, ceiling) = self.bounds(part);
            if floor < 0 || !(floor..=ceiling).contains(&self.amounts[part]) {
                return Err(Refusal::Part(part));
            }
        }
        if (self.method == MethodName::Truncated) != self.residual_to.is_some() {
            return Err(Refusal::Parts);
        }
        match self.method {
            MethodName::LargestRemainder | MethodName::Truncated => self.by_shares(),
            MethodName::HalfUp => Err(Refusal::Parts),
            _ => self.by_divisor(),
        }
    }

    fn bounds(&self, part: usize) -> (i64, i64) {
        let floor = self.floors.get(part).copied().unwrap_or(0);
        (floor, self.ceilings.get(part).copied().unwrap_or(self.total))
    }

    /// Shares within floors and ceilings: whole cents, and a remainder over the number above the divisor's line.
    fn by_shares(&self) -> Checked {
        let [above, below] = self.divisor.map(|number| number.0);
        let (mut shares, mut left, mut remainders) = (Vec::new(), i128::from(self.total), 0_i128);
        for (part, weight) in self.weights.iter().enumerate() {
            let (floor, ceiling) = self.bounds(part);
            let (floor, ceiling) = (i128::from(floor), i128::from(ceiling));
            let share = times(weight.0, below)?;
            let (whole, remainder) = if share <= times(floor, above)? {
                (floor, 0)
            } else if share >= times(ceiling, above)? {
                (ceiling, 0)
            } else {
                (share / above, share % above)
            };
            left = left.checked_sub(whole).ok_or(Refusal::TooLarge)?;
            remainders = remainders.checked_add(remainder).ok_or(Refusal::TooLarge)?;
            shares.push((whole, remainder));
        }
        if remainders != times(left, above)? {
            return Err(Refusal::Divisor);
        }
        let Some(residual_to) = self.residual_to else {
            let weights: Vec<i128> = self.weights.iter().map(|weight| weight.0).collect();
            return largest_remainders_got_cents(&shares, (&weights, self.tie_break), &self.amounts);
        };
        let is_whole = |(part, (whole, _)): (usize, &(i128, i128))| {
            part == residual_to || *whole == i128::from(self.amounts[part])
        };
        match residual_to < shares.len() && shares.iter().enumerate().all(is_whole) {
            true => Ok(()),
            false => Err(Refusal::Part(residual_to)),
        }
    }

    /// Cents one by one: each that a part got was worth the divisor, and each that it did not get was not worth more.
    fn by_divisor(&self) -> Checked {
        let [above, below] = self.divisor.map(|number| number.0);
        let (mut got, mut not) = (Vec::new(), Vec::new());
        for (part, (amount, weight)) in self.amounts.iter().zip(&self.weights).enumerate() {
            let (floor, ceiling) = self.bounds(part);
            let worth = |cents: i64| -> Result<Ordering, Refusal> {
                let Some([weighed, sign]) = signpost(self.method, weight.0, cents)? else {
                    return Err(Refusal::Parts);
                };
                Ok(times(weighed, below)?.cmp(&times(sign, above)?))
            };
            if *amount > floor {
                match worth(amount - 1)? {
                    _ if weight.0 == 0 => return Err(Refusal::Part(part)),
                    Ordering::Less => return Err(Refusal::Part(part)),
                    Ordering::Equal => got.push((part, weight.0)),
                    Ordering::Greater => {}
                }
            }
            if *amount < ceiling && weight.0 > 0 {
                match worth(*amount)? {
                    Ordering::Greater => return Err(Refusal::Part(part)),
                    Ordering::Equal => not.push((part, weight.0)),
                    Ordering::Less => {}
                }
            }
        }
        ties_are_broken(self.tie_break, &got, &not)
    }
}

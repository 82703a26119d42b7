//! `ApportionmentInput`: the total, weights, floors and ceilings of an apportionment as integers, checked.

use super::amount::{Money, MoneyDelta};
use super::method::Method;
use super::weight::Weight;
use crate::capacity::{MAX_LINES, MAX_WEIGHT_DIGITS};
use crate::error::{Cause, Error, Result};
use crate::words::both;

/// What to split, and over what.
///
/// Invariants, on which all arithmetic of the methods rests: at most 2^20 parts; cents up to 2^48; weights below
/// 10^18 < 2^60, so a product with cents is below 2^108, and with the sum of all weights below 2^128;
/// floor <= ceiling for each part; floors sum to at most the total; and the total can be reached without giving a part
/// of weight zero more than its floor.
pub(super) struct ApportionmentInput {
    pub(super) total: u64,
    pub(super) weights: Vec<u64>,
    pub(super) weight: u128,
    /// Empty if no part has a bound; else one for each part.
    floors: Vec<u64>,
    /// Empty if no part has a bound; else one for each part, at most the total.
    ceilings: Vec<u64>,
}

impl ApportionmentInput {
    /// Checks in this order: the number of parts and bounds, the weights, each part's bounds, the sums of bounds, the
    /// weights of zero, the named part.
    pub(super) fn new(
        total: Money,
        weights: &[Weight],
        floors: &[Option<Money>],
        ceilings: &[Option<Money>],
        method: Method,
    ) -> Result<ApportionmentInput> {
        if weights.is_empty() {
            return Err(Cause::WeightsMissing {}.into());
        }
        if weights.len() > MAX_LINES {
            return Err(Cause::TooMany {
                what: both("weights", "pesi"),
                found: weights.len(),
                allowed: MAX_LINES,
            }
            .into());
        }
        for (what, bounds) in [(both("floors", "minimi"), floors), (both("ceilings", "massimi"), ceilings)] {
            if !bounds.is_empty() && bounds.len() != weights.len() {
                let (found, parts) = (bounds.len(), weights.len());
                return Err(Cause::BoundsMismatch { what, found, parts }.into());
            }
        }
        let weights = on_one_scale(weights)?;
        let weight = weights.iter().map(|weight| u128::from(*weight)).sum();
        let bounded = floors.iter().chain(ceilings).any(Option::is_some);
        let mut input =
            ApportionmentInput { total: cents(total), weights, weight, floors: vec![], ceilings: vec![] };
        if bounded {
            input.bound(total, floors, ceilings)?;
        } else if weight == 0 && !total.is_zero() {
            return Err(Cause::WeightsAllZero { left: total.words() }.into());
        }
        match method {
            Method::CutDown { residual_to } if residual_to >= input.len() => {
                Err(Cause::ResidualUnknown { found: residual_to, last: input.len() - 1 }.into())
            }
            _ => Ok(input),
        }
    }

    pub(super) fn len(&self) -> usize {
        self.weights.len()
    }

    pub(super) fn is_bounded(&self) -> bool {
        !self.floors.is_empty()
    }

    /// The least that a part may get; zero if nothing was said.
    pub(super) fn floor(&self, part: usize) -> u64 {
        self.floors.get(part).copied().unwrap_or(0)
    }

    /// The most that a part may get; the total if nothing was said.
    pub(super) fn ceiling(&self, part: usize) -> u64 {
        self.ceilings.get(part).copied().unwrap_or(self.total)
    }

    fn bound(&mut self, total: Money, floors: &[Option<Money>], ceilings: &[Option<Money>]) -> Result<()> {
        let count = self.len();
        let floor = |part: usize| floors.get(part).copied().flatten().unwrap_or(Money::ZERO);
        let ceiling = |part: usize| ceilings.get(part).copied().flatten();
        for part in 0..count {
            if let Some(ceiling) = ceiling(part).filter(|ceiling| *ceiling < floor(part)) {
                let (floor, ceiling) = (floor(part).words(), ceiling.words());
                return Err(Cause::FloorAboveCeiling { part: part + 1, floor, ceiling }.into());
            }
        }
        self.floors = (0..count).map(|part| cents(floor(part))).collect();
        self.ceilings =
            (0..count).map(|part| ceiling(part).map_or(self.total, cents).min(self.total)).collect();
        let sum = |amounts: &[u64]| amounts.iter().map(|amount| i128::from(*amount)).sum::<i128>();
        let (lowest, highest, whole) = (sum(&self.floors), sum(&self.ceilings), i128::from(self.total));
        if lowest > whole {
            let (sum, excess) = (MoneyDelta::words(lowest), MoneyDelta::words(lowest - whole));
            return Err(Cause::FloorsAboveTotal { sum, total: total.words(), excess }.into());
        }
        // A part without a ceiling counts for the total, so where one is missing this cannot happen.
        if highest < whole {
            let (sum, missing) = (MoneyDelta::words(highest), MoneyDelta::words(whole - highest));
            return Err(Cause::CeilingsBelowTotal { sum, total: total.words(), missing }.into());
        }
        let proportional: i128 = (0..count)
            .map(|part| if self.weights[part] == 0 { self.floors[part] } else { self.ceilings[part] })
            .map(i128::from)
            .sum();
        if proportional < whole {
            let left = MoneyDelta::words(whole - proportional);
            return Err(if self.weight == 0 {
                Cause::WeightsAllZero { left }.into()
            } else {
                Cause::ProportionImpossible { left }.into()
            });
        }
        Ok(())
    }
}

fn cents(amount: Money) -> u64 {
    amount.cents().unsigned_abs()
}

/// The weights as whole numbers, all multiplied by one power of ten.
fn on_one_scale(weights: &[Weight]) -> Result<Vec<u64>> {
    let decimals = weights.iter().map(|weight| weight.decimals()).max().unwrap_or(0);
    let scaled = weights.iter().map(|weight| weight.scaled(decimals));
    scaled
        .collect::<Option<Vec<u64>>>()
        .ok_or_else(|| Error::from(Cause::WeightsTooFine { allowed: MAX_WEIGHT_DIGITS }))
}

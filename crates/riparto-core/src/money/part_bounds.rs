//! `PartBounds`: the least and the most that each part of a split may get, in multiples of a unit.

use super::amount::{Money, MoneyDelta};
use crate::error::{Cause, Result};
use crate::words::{Bilingual, both};

/// Floors and ceilings, one for each part, or none at all.
///
/// Invariants: floor <= ceiling for each part, both multiples of the unit; floors sum to at most the whole; and the whole can be
/// reached without giving a part of weight zero more than its floor.
#[derive(Default)]
pub(super) struct PartBounds {
    /// Empty if no part has a bound.
    floors: Vec<u64>,
    /// Empty if no part has a bound; at most the whole.
    ceilings: Vec<u64>,
}

/// What bounds are given for: the units that are split, and which parts weigh something.
pub(super) struct BoundedSplit<'a> {
    /// The most that multiples of the unit can sum to: the total without what is below one unit.
    pub(super) whole: Money,
    /// In cents, above zero.
    pub(super) unit: u64,
    pub(super) weighs: &'a dyn Fn(usize) -> bool,
    pub(super) parts: usize,
}

/// Refuses lists that are not one for each part.
pub(super) fn check_lengths(lists: &[(Bilingual, usize)], parts: usize) -> Result<()> {
    match lists.iter().find(|(_, found)| *found != 0 && *found != parts) {
        Some((what, found)) => Err(Cause::BoundsMismatch { what: what.clone(), found: *found, parts }.into()),
        None => Ok(()),
    }
}

/// What lists of floors and ceilings are called.
pub(super) fn floors_and_ceilings(floors: usize, ceilings: usize) -> [(Bilingual, usize); 2] {
    [(both("floors", "minimi"), floors), (both("ceilings", "massimi"), ceilings)]
}

impl PartBounds {
    /// Rounds bounds inwards to multiples of the unit, and checks in this order: each part's bounds, the sums of bounds, the weights
    /// of zero.
    pub(super) fn new(
        bounded: &BoundedSplit<'_>,
        floors: &[Option<Money>],
        ceilings: &[Option<Money>],
    ) -> Result<PartBounds> {
        let (count, unit, whole) = (bounded.parts, bounded.unit, cents(bounded.whole));
        let any_weighs = (0..count).any(|part| (bounded.weighs)(part));
        if !floors.iter().chain(ceilings).any(Option::is_some) {
            return match any_weighs || whole == 0 {
                true => Ok(PartBounds::default()),
                false => Err(Cause::WeightsAllZero { left: bounded.whole.words() }.into()),
            };
        }
        let floor = |part: usize| floors.get(part).copied().flatten().unwrap_or(Money::ZERO);
        let ceiling = |part: usize| ceilings.get(part).copied().flatten();
        let mut bounds =
            PartBounds { floors: Vec::with_capacity(count), ceilings: Vec::with_capacity(count) };
        for part in 0..count {
            let least = cents(floor(part)).div_ceil(unit) * unit;
            let most = ceiling(part).map(|most| cents(most) / unit * unit);
            if let Some(ceiling) = ceiling(part).filter(|_| most.is_some_and(|most| most < least)) {
                let (part, floor, is_above) = (part + 1, floor(part).words(), ceiling < floor(part));
                let ceiling = ceiling.words();
                return Err(match is_above {
                    true => Cause::FloorAboveCeiling { part, floor, ceiling }.into(),
                    false => {
                        let unit = MoneyDelta::words(unit.into());
                        Cause::NoMultipleBetween { part, floor, ceiling, unit }.into()
                    }
                });
            }
            bounds.floors.push(least);
            bounds.ceilings.push(most.unwrap_or(whole).min(whole));
        }
        bounds.check_sums(bounded, any_weighs)?;
        Ok(bounds)
    }

    fn check_sums(&self, bounded: &BoundedSplit<'_>, any_weighs: bool) -> Result<()> {
        let sum = |amounts: &[u64]| amounts.iter().map(|amount| i128::from(*amount)).sum::<i128>();
        let whole = i128::from(cents(bounded.whole));
        let (lowest, highest, total) = (sum(&self.floors), sum(&self.ceilings), bounded.whole.words());
        if lowest > whole {
            let (sum, excess) = (MoneyDelta::words(lowest), MoneyDelta::words(lowest - whole));
            return Err(Cause::FloorsAboveTotal { sum, total, excess }.into());
        }
        // A part without a ceiling counts for the total, so where one is missing this cannot happen.
        if highest < whole {
            let (sum, missing) = (MoneyDelta::words(highest), MoneyDelta::words(whole - highest));
            return Err(Cause::CeilingsBelowTotal { sum, total, missing }.into());
        }
        let most = |part: usize| if (bounded.weighs)(part) { self.ceilings[part] } else { self.floors[part] };
        let proportional: i128 = (0..bounded.parts).map(most).map(i128::from).sum();
        if proportional < whole {
            let left = MoneyDelta::words(whole - proportional);
            return Err(match any_weighs {
                true => Cause::ProportionImpossible { left }.into(),
                false => Cause::WeightsAllZero { left }.into(),
            });
        }
        Ok(())
    }

    pub(super) fn is_empty(&self) -> bool {
        self.floors.is_empty()
    }

    /// The least that a part may get; zero if nothing was said.
    pub(super) fn floor(&self, part: usize) -> u64 {
        self.floors.get(part).copied().unwrap_or(0)
    }

    /// The most that a part may get; `none` if nothing was said.
    pub(super) fn ceiling(&self, part: usize) -> Option<u64> {
        self.ceilings.get(part).copied()
    }
}

pub(super) fn cents(amount: Money) -> u64 {
    amount.cents().unsigned_abs()
}

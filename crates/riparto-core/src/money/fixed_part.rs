//! What each part gets first, and what is left of total and bounds for the weights.

use super::amount::{Money, MoneyDelta};
use super::part_bounds::{check_lengths, floors_and_ceilings};
use crate::error::{Cause, Result};
use crate::words::both;

/// What is left when each part has its fixed amount.
pub(super) struct AfterFixed {
    pub(super) total: Money,
    pub(super) floors: Vec<Option<Money>>,
    pub(super) ceilings: Vec<Option<Money>>,
}

impl AfterFixed {
    /// Bounds are those of what a part gets in all, so what is fixed counts towards them.
    ///
    /// # Errors
    /// Lists that are not one for each part (`bounds_mismatch`), an amount that is no multiple of the unit (`fixed_no_multiple`) or is
    /// above the part's ceiling (`fixed_above_ceiling`), amounts that sum to more than the total (`fixed_above_total`), and bounds
    /// that the total does not meet (`floor_above_ceiling`, `floors_above_total`, `ceilings_below_total`).
    pub(super) fn new(
        total: Money,
        fixed: &[Money],
        (floors, ceilings): (&[Option<Money>], &[Option<Money>]),
        (parts, unit): (usize, Money),
    ) -> Result<AfterFixed> {
        if fixed.is_empty() {
            return Ok(AfterFixed { total, floors: floors.to_vec(), ceilings: ceilings.to_vec() });
        }
        check_lengths(&[(both("fixed amounts", "importi fissi"), fixed.len())], parts)?;
        check_lengths(&floors_and_ceilings(floors.len(), ceilings.len()), parts)?;
        let wide = |amount: Money| i128::from(amount.cents());
        let (mut sum, mut lowest) = (0, 0);
        let (mut highest, mut is_open) = (0, ceilings.is_empty());
        for (part, amount) in fixed.iter().enumerate() {
            if amount.cents() % unit.cents() != 0 {
                let (found, unit) = (amount.words(), unit.words());
                return Err(Cause::FixedNoMultiple { part: part + 1, found, unit }.into());
            }
            let floor = floors.get(part).copied().flatten().unwrap_or(Money::ZERO);
            sum += wide(*amount);
            lowest += wide(floor.max(*amount));
            let Some(ceiling) = ceilings.get(part).copied().flatten() else {
                is_open = true;
                continue;
            };
            highest += wide(ceiling);
            let (part, words) = (part + 1, ceiling.words());
            if ceiling < floor {
                return Err(Cause::FloorAboveCeiling { part, floor: floor.words(), ceiling: words }.into());
            }
            if ceiling < *amount {
                let found = amount.words();
                return Err(Cause::FixedAboveCeiling { part, found, ceiling: words }.into());
            }
        }
        let (whole, stated) = (wide(total), total.words());
        let words = MoneyDelta::words;
        if sum > whole {
            let (sum, excess) = (words(sum), words(sum - whole));
            return Err(Cause::FixedAboveTotal { sum, total: stated, excess }.into());
        }
        if lowest > whole {
            let (sum, excess) = (words(lowest), words(lowest - whole));
            return Err(Cause::FloorsAboveTotal { sum, total: stated, excess }.into());
        }
        if !is_open && highest < whole {
            let (sum, missing) = (words(highest), words(whole - highest));
            return Err(Cause::CeilingsBelowTotal { sum, total: stated, missing }.into());
        }
        let beyond = |bounds: &[Option<Money>]| -> Vec<Option<Money>> {
            let less = |(bound, fixed): (&Option<Money>, &Money)| {
                bound.map(|bound| Money::saturating((wide(bound) - wide(*fixed)).max(0)))
            };
            bounds.iter().zip(fixed).map(less).collect()
        };
        Ok(AfterFixed {
            total: Money::saturating(whole - sum),
            floors: beyond(floors),
            ceilings: beyond(ceilings),
        })
    }
}

//! `ApportionmentInput`: the total, weights, floors and ceilings of an apportionment as integers, checked.

use super::amount::Money;
use super::criterion::{check_count, on_one_scale};
use super::method::Method;
use super::part_bounds::{BoundedSplit, PartBounds, cents, check_lengths, floors_and_ceilings};
use super::weight::Weight;
use crate::error::{Cause, Result};

/// What to split, and over what.
///
/// Invariants, on which all arithmetic of the methods rests: at most 2^20 parts; cents up to 2^48; weights below
/// 10^18 < 2^60, so a product with cents is below 2^108, and with the sum of all weights below 2^128; and those of [`PartBounds`].
pub(super) struct ApportionmentInput {
    pub(super) total: u64,
    pub(super) weights: Vec<u64>,
    pub(super) weight: u128,
    bounds: PartBounds,
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
        check_count(weights.len())?;
        check_lengths(&floors_and_ceilings(floors.len(), ceilings.len()), weights.len())?;
        let weights = on_one_scale(weights)?;
        let weight = weights.iter().map(|weight| u128::from(*weight)).sum();
        let weighs = |part: usize| weights[part] > 0;
        let bounded = BoundedSplit { whole: total, unit: 1, weighs: &weighs, parts: weights.len() };
        let bounds = PartBounds::new(&bounded, floors, ceilings)?;
        check_named(method, weights.len())?;
        Ok(ApportionmentInput { total: cents(total), weights, weight, bounds })
    }

    pub(super) fn len(&self) -> usize {
        self.weights.len()
    }

    pub(super) fn is_bounded(&self) -> bool {
        !self.bounds.is_empty()
    }

    /// The least that a part may get; zero if nothing was said.
    pub(super) fn floor(&self, part: usize) -> u64 {
        self.bounds.floor(part)
    }

    /// The most that a part may get; the total if nothing was said.
    pub(super) fn ceiling(&self, part: usize) -> u64 {
        self.bounds.ceiling(part).unwrap_or(self.total)
    }
}

/// Refuses a named part that does not exist.
pub(super) fn check_named(method: Method, parts: usize) -> Result<()> {
    match method {
        Method::Truncated { residual_to } if residual_to >= parts => {
            Err(Cause::ResidualUnknown { found: residual_to, last: parts - 1 }.into())
        }
        _ => Ok(()),
    }
}

//! `SideConstraints`: what is asked beside the rules; and the constraints that a plan's rules and these are together.

use super::constraint_set::ConstraintSet;
use super::measure::Measure;
use super::size;
use super::structure::Structure;
use super::target::NearnessCriterion;
use riparto_core::budget::Allocation;
use riparto_core::error::{Cause, Error, Result, quote};
use riparto_core::money::Money;
use riparto_core::plan::Plan;
use riparto_core::rules::{Base, Bounded, Breaches};

/// What is asked beside the rules: lines and sums of lines between two amounts; and the breaches that are accepted, where rules
/// ask no more than what is.
#[derive(Clone, Default)]
pub(super) struct SideConstraints {
    pub(super) lines: Vec<(usize, [i64; 2])>,
    pub(super) sums: Vec<(Vec<u32>, [i64; 2])>,
    pub(super) breaches: Breaches,
}

impl SideConstraints {
    pub(super) fn is_empty(&self) -> bool {
        self.lines.is_empty() && self.sums.is_empty() && self.breaches.is_empty()
    }
}

/// What rules ask of sums, with some lines side.
pub(super) fn constraint_set(plan: &Plan, bounds: &[Bounded], side: &SideConstraints) -> ConstraintSet {
    let mut constraint_set = ConstraintSet::new(plan.rulebook(), bounds);
    side.lines.iter().for_each(|(line, cents)| constraint_set.keep(*line, *cents));
    side.sums.iter().for_each(|(lines, cents)| constraint_set.keep_sum(lines, *cents));
    constraint_set
}

/// The structure that the groups and the cap on movement have.
pub(super) fn structure(plan: &Plan, constraint_set: &ConstraintSet) -> Result<Structure> {
    let mut caps = constraint_set.non_sums.iter().filter_map(|other| other.movement);
    let cents = |base: Base| -> Vec<i64> {
        plan.allocation_at(base).amounts().iter().map(|amount| amount.cents()).collect()
    };
    let Some((base, mut cap)) = caps.next() else {
        return Structure::of(constraint_set, None);
    };
    for (other, least) in caps {
        if other != base && plan.allocation_at(other) != plan.allocation_at(base) {
            return Ok(Structure::General);
        }
        cap = cap.min(least);
    }
    Structure::of(constraint_set, Some((cents(base), cap)))
}

/// Refuses what no search can be made for.
pub(super) fn accept(plan: &Plan, wish: &[Money], criterion: &NearnessCriterion) -> Result<()> {
    let lines = plan.envelope().line_count();
    for count in [wish.len(), if criterion.weights.is_empty() { lines } else { criterion.weights.len() }] {
        if count != lines {
            return Err(Cause::AmountsMismatch { found: count, lines }.into());
        }
    }
    size::accept_weights(&criterion.weights, wish, plan.envelope().total())?;
    if criterion.measure == Measure::InProportion
        && criterion.weights.windows(2).any(|pair| pair[0] != pair[1])
    {
        return Err(Cause::WeightsInProportion {}.into());
    }
    size::accept(lines, plan.envelope().total())
}

/// A rule that the method at hand does not cover.
pub(super) fn unsupported(plan: &Plan, rule: Option<usize>) -> Error {
    let rule = rule.map_or("", |rule| plan.rulebook().rules()[rule].id());
    Cause::RebalanceUnsupported { rule: quote(rule) }.into()
}

/// The allocation that amounts in cents are.
pub(super) fn allocation_of(plan: &Plan, cents: &[i64]) -> Result<Allocation> {
    let amounts = cents.iter().map(|cents| Money::from_cents(*cents)).collect::<Result<Vec<Money>>>()?;
    Allocation::new(plan.envelope(), amounts)
}

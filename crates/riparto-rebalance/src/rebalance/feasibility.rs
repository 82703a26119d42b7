//! Whether rules of every kind can hold together, as far as it is proven.

use super::constraint_set::ConstraintSet;
use super::constraints::{may_model, model};
use super::minimum_violation::Budget;
use super::nearest_search::NearestSearch;
use super::relaxation::{FULL_BUDGET, feasible_point};
use super::side_constraints::{accept, structure};
use super::target::NearnessCriterion;
use riparto_core::error::Result;
use riparto_core::plan::Plan;
use riparto_core::rules::Bounded;
use riparto_solve::{Answer, Meter};

/// Budget share of each search where rules are dropped one by one: `1 / BUDGET_SHARE` of the budget.
pub(super) const BUDGET_SHARE: usize = 16;

/// Budget share of the linear programs that are solved before branch and bound and often decide at once: `1 / PROBE_SHARE`.
const PROBE_SHARE: usize = 16;

/// Units of work to put a line of a rule into a tree or a network, and to send its flow.
const ARRANGED: usize = 64;

/// Units of work, for each bound, to leave a rule out and to test the others.
const LEFT_OUT: usize = 32;

/// The work of looking at what some rules bound without the others.
pub(super) fn feasibility_units(plan: &Plan, bounds: &[Bounded]) -> usize {
    LEFT_OUT.saturating_mul(bounds.len() + plan.envelope().line_count())
}

/// Whether some allocation keeps the bounds of sums; `None` where their structure has no exact method, or the meter is over.
pub(super) fn bounds_hold(plan: &Plan, bounds: &[Bounded], meter: &Meter) -> Result<Option<bool>> {
    let constraint_set = ConstraintSet::new(plan.rulebook(), bounds);
    if !meter.spend(ARRANGED * constraint_set.size()) {
        return Ok(None);
    }
    Ok(structure(plan, &constraint_set)?.holds(&constraint_set))
}

/// Whether some allocation keeps all of some rules, looked for in a part of a search's budget.
pub(super) fn feasibility(
    plan: &Plan,
    bounds: &[Bounded],
    part: usize,
    meter: &Meter,
) -> Result<Answer<(), ()>> {
    let constraint_set = ConstraintSet::new(plan.rulebook(), bounds);
    let are_bounds = constraint_set.non_sums.iter().all(|other| other.movement.is_some());
    match bounds_hold(plan, bounds, meter)? {
        Some(false) => return Ok(Answer::Infeasible(())),
        Some(true) if are_bounds => return Ok(Answer::Found(())),
        _ => {}
    }
    if !may_model(plan, bounds, meter) {
        return Ok(Answer::Unknown);
    }
    accept(plan, plan.approved().amounts(), &NearnessCriterion::default())?;
    let budget = |part: usize| Budget {
        programs: FULL_BUDGET.programs / part,
        entries: FULL_BUDGET.entries / part,
        ..FULL_BUDGET
    };
    let probed = feasible_point(plan, bounds, budget(PROBE_SHARE * part), meter).map(|_| ());
    if probed != Answer::Unknown {
        return Ok(probed);
    }
    let wish: Vec<i64> = plan.approved().amounts().iter().map(|amount| amount.cents()).collect();
    let (model, weights) = (model(plan, &constraint_set, bounds), vec![1; wish.len()]);
    let found = NearestSearch { model: &model, wish: &wish, weights: &weights, meter }.any(part);
    Ok(match (found.amounts, found.is_exhausted) {
        (Some(_), _) => Answer::Found(()),
        (None, true) => Answer::Infeasible(()),
        (None, false) => feasible_point(plan, bounds, budget(part), meter).map(|_| ()),
    })
}

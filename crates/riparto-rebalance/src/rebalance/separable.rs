//! The allocation of least separable cost inside the rules, for costs that the caller states by their demand functions.

use super::constraint_set::ConstraintSet;
use super::diagnosis::proven_conflict;
use super::lexicographic_ties::nearest_among_ties;
use super::rule_conflict::Conflict;
use super::side_constraints::{allocation_of, structure, unsupported};
use super::structure::Structure;
use super::water_filling::DemandFunction;
use riparto_core::budget::Allocation;
use riparto_core::error::Result;
use riparto_core::plan::Plan;
use riparto_core::rules::Authorization;
use riparto_solve::{Answer, Meter};

/// A line with the interval that its amount is in.
#[derive(Clone, Copy)]
#[doc(hidden)]
pub struct LineDomain {
    #[doc(hidden)]
    pub line: usize,
    #[doc(hidden)]
    pub low: i64,
    #[doc(hidden)]
    pub high: i64,
}

/// The allocation of least cost inside the rules, for costs given by their demand functions; among those that tie,
/// the most even one. The conflict, if no allocation respects the rules.
///
/// # Errors
/// Rules that are not on lines and one tree of scopes (`rebalance_unsupported`), if the outcome breaks them or if they
/// cross.
#[doc(hidden)]
pub fn least_cost<R: DemandFunction>(
    plan: &Plan,
    (up_to, meter): (Authorization, &Meter),
    demand: impl FnOnce(&[LineDomain]) -> R,
) -> Result<Answer<Allocation, Conflict>> {
    let constraint_set = ConstraintSet::new(plan.rulebook(), &plan.bounds(up_to)?);
    let structure = structure(plan, &constraint_set)?;
    if structure.holds(&constraint_set) == Some(false) {
        return Ok(Answer::Infeasible(proven_conflict(plan, up_to, meter)?));
    }
    let Structure::Laminar(laminar) = &structure else {
        return Err(unsupported(plan, constraint_set.groups.last().map(|group| group.rule)));
    };
    let Some(feasible_sums) = laminar.feasible_sums() else {
        return Ok(Answer::Infeasible(proven_conflict(plan, up_to, meter)?));
    };
    let domains = laminar.arrange(|line| LineDomain {
        line,
        low: constraint_set.low[line].cents,
        high: constraint_set.high[line].cents,
    });
    let even = vec![0; domains.len()];
    let amounts = nearest_among_ties(&laminar.tree, &feasible_sums, &demand(&domains), &even);
    let allocation = allocation_of(plan, &laminar.restore(amounts))?;
    match constraint_set.non_sums.first() {
        // What is no bound of a sum was left out of the search.
        Some(other) if plan.check_allocation(&allocation)?.authorization() > up_to => {
            Err(unsupported(plan, Some(other.rule)))
        }
        _ => Ok(Answer::Found(allocation)),
    }
}

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

/// What each line may hold, in order, where the rules whose breach needs more than a level are floors and ceilings of single lines alone, and
/// some allocation respects them; none otherwise.
///
/// # Errors
/// As [`Plan::bounds`].
#[doc(hidden)]
pub fn line_domains(plan: &Plan, up_to: Authorization) -> Result<Option<Vec<LineDomain>>> {
    let constraint_set = ConstraintSet::new(plan.rulebook(), &plan.bounds(up_to)?);
    let is_of_lines = constraint_set.groups.is_empty() && constraint_set.non_sums.is_empty();
    let bounds = constraint_set.low.iter().zip(&constraint_set.high).enumerate();
    let domains: Vec<LineDomain> =
        bounds.map(|(line, (low, high))| LineDomain { line, low: low.cents, high: high.cents }).collect();
    let sum =
        |end: fn(&LineDomain) -> i64| domains.iter().map(|domain| i128::from(end(domain))).sum::<i128>();
    let total = i128::from(constraint_set.total);
    let holds = constraint_set.total_holds()
        && domains.iter().all(|domain| domain.low <= domain.high)
        && (sum(|domain| domain.low)..=sum(|domain| domain.high)).contains(&total);
    Ok((is_of_lines && holds).then_some(domains))
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

//! `Relaxation`: the least total violation in cents, and the rules that are violated.

use std::collections::{BTreeMap, BTreeSet};

use super::constraint_set::ConstraintSet;
use super::constraints::{constraints, may_model, positions};
use super::infeasible_subset::{bounds_of, least_violation};
use super::laminar_problem::nearest_within;
use super::minimum_violation::{Budget, MinimumViolation, minimum_violation as branch_and_bound};
use super::side_constraints::{accept, allocation_of, structure};
use super::structure::Structure;
use super::target::NearnessCriterion;
use riparto_core::budget::position_number;
use riparto_core::capacity::{MAX_RELAXATION_LOOKS, MAX_RELAXED_PROGRAMS};
use riparto_core::error::Result;
use riparto_core::plan::Plan;
use riparto_core::rules::{Authorization, Bounded};
use riparto_solve::flow::Distance;
use riparto_solve::search::{Constraint, UNBOUNDED};
use riparto_solve::{Answer, Meter};

/// The budget of one search for the least violation.
pub(super) const FULL_BUDGET: Budget =
    Budget { cutoff: UNBOUNDED, programs: MAX_RELAXED_PROGRAMS, entries: MAX_RELAXATION_LOOKS };

/// By how much rules are relaxed so that all can hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Relaxation {
    /// By how many cents each rule is violated, in the order of the rules; only violations above zero.
    pub(super) rules: Vec<(usize, i128)>,
    /// A lower bound on the total violation.
    pub(super) at_least: i128,
}

impl Relaxation {
    /// One that is the cheapest.
    pub(super) fn proven(rules: Vec<(usize, i128)>) -> Relaxation {
        let at_least = rules.iter().map(|(_, cents)| cents).sum();
        Relaxation { rules, at_least }
    }
}

/// The least relaxation of rules whose bounds on sums are known to be infeasible.
pub(super) fn relaxation(
    plan: &Plan,
    constraint_set: &ConstraintSet,
    structure: &Structure,
    bounds: &[Bounded],
    (up_to, meter): (Authorization, &Meter),
) -> Result<Option<Relaxation>> {
    let (of_sums, amounts) = match structure {
        Structure::Laminar(laminar) => {
            let elements = bounds_of(constraint_set, laminar);
            let relaxed =
                least_violation(&laminar.tree, &elements, constraint_set.low.len(), constraint_set.total);
            (Some(relaxed.rules), Some(laminar.restore(relaxed.amounts)))
        }
        Structure::TwoLaminar(crossing) => (Some(crossing.least_violation(constraint_set)), None),
        Structure::General => (None, None),
    };
    // What is the cheapest under bounds of sums is so under all rules where there are no others.
    match of_sums.map(Relaxation::proven) {
        Some(proven) if constraint_set.non_sums.iter().all(|other| other.movement.is_some()) => {
            Ok(Some(proven))
        }
        known => {
            let start = nearest_violating(plan, bounds, amounts)?;
            cheapest_relaxation(
                plan,
                bounds,
                (up_to, meter),
                (known.map_or(0, |known| known.at_least), start),
            )
        }
    }
}

/// The amounts nearest to those approved last whose violations of bounds on sums are at most those of `missing`, if an exact
/// method finds them.
pub(super) fn nearest_violating(
    plan: &Plan,
    bounds: &[Bounded],
    missing: Option<Vec<i64>>,
) -> Result<Option<Vec<i64>>> {
    let mut constraint_set = ConstraintSet::new(plan.rulebook(), bounds);
    if let Some(amounts) = missing {
        constraint_set.loosen(&amounts);
    }
    let structure = structure(plan, &constraint_set)?;
    let wish: Vec<i64> = plan.approved().amounts().iter().map(|amount| amount.cents()).collect();
    let weights = vec![1; wish.len()];
    Ok(nearest_within(constraint_set.total, &structure, &wish, &weights, Distance::Squares))
}

/// The least relaxation of rules of every kind that are known to be infeasible, with `at_least` as a lower bound; `None` if none is
/// known. `start` are amounts to begin with.
pub(super) fn cheapest_relaxation(
    plan: &Plan,
    bounds: &[Bounded],
    (up_to, meter): (Authorization, &Meter),
    (at_least, start): (i128, Option<Vec<i64>>),
) -> Result<Option<Relaxation>> {
    if !may_model(plan, bounds, meter) {
        return Ok(None);
    }
    accept(plan, plan.approved().amounts(), &NearnessCriterion::default())?;
    let found = minimum_violation(plan, bounds, start, (FULL_BUDGET, meter));
    let Some((violation, amounts)) = found.amounts else { return Ok(None) };
    let mut rules: BTreeMap<usize, i128> = BTreeMap::new();
    for bounded in bounds {
        let most = asked(plan, bounded).iter().filter_map(|constraint| constraint.violation(&amounts)).max();
        if let Some(cents) = most.filter(|cents| *cents > 0) {
            *rules.entry(bounded.rule()).or_default() += i128::from(cents);
        }
    }
    let findings = plan.check_allocation(&allocation_of(plan, &amounts)?)?;
    let broken = findings.broken_rules(up_to);
    let giving: BTreeSet<usize> = rules.keys().copied().collect();
    // The relaxation is what the rules find broken, or none is reported.
    if broken != giving {
        return Ok(None);
    }
    let at_least = at_least.max(found.at_least).max(1).min(violation);
    Ok(Some(Relaxation { rules: rules.into_iter().collect(), at_least }))
}

/// An allocation that satisfies all of some rules, or a proof that there is none, if the search for zero violation ends within
/// its budget.
pub(super) fn feasible_point(
    plan: &Plan,
    bounds: &[Bounded],
    budget: Budget,
    meter: &Meter,
) -> Answer<Vec<i64>, ()> {
    let found = minimum_violation(plan, bounds, None, (Budget { cutoff: 1, ..budget }, meter));
    match found.amounts.filter(|(violation, _)| *violation == 0) {
        Some((_, amounts)) => Answer::Found(amounts),
        None if found.at_least > 0 => Answer::Infeasible(()),
        None => Answer::Unknown,
    }
}

fn minimum_violation(
    plan: &Plan,
    bounds: &[Bounded],
    start: Option<Vec<i64>>,
    (budget, meter): (Budget, &Meter),
) -> MinimumViolation {
    let asked: Vec<Vec<Constraint>> = bounds.iter().map(|bounded| asked(plan, bounded)).collect();
    // A canonical order, so that the answer does not depend on how rules are written.
    let mut asked: Vec<&[Constraint]> = asked.iter().map(Vec::as_slice).collect();
    asked.sort_unstable();
    let known: Vec<Vec<i64>> = start.into_iter().chain([starting_point(plan)]).collect();
    branch_and_bound(&asked, plan.envelope().total().cents(), known, (budget, meter))
}

/// A starting point: amounts of the right total, close to those approved last.
fn starting_point(plan: &Plan) -> Vec<i64> {
    let mut amounts: Vec<i64> = plan.approved().amounts().iter().map(|amount| amount.cents()).collect();
    let mut left = plan.envelope().total().cents() - amounts.iter().sum::<i64>();
    for amount in &mut amounts {
        let change = left.max(-*amount);
        *amount += change;
        left -= change;
    }
    amounts
}

/// What a rule asks, also of one line or of all.
fn asked(plan: &Plan, bounded: &Bounded) -> Vec<Constraint> {
    match bounded {
        Bounded::Line { line, low, high, .. } => {
            vec![Constraint::Sum { lines: vec![position_number(*line)], low: *low, high: *high }]
        }
        Bounded::Sum { selection, low, high, .. } => {
            vec![Constraint::Sum { lines: positions(plan, *selection), low: *low, high: *high }]
        }
        others => constraints(plan, others),
    }
}

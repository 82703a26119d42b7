//! Answer<(), Conflict>: whether rules can hold together, and if not, an IIS, its derivation, and the least relaxation.

use std::collections::BTreeSet;

use super::constraint_set::ConstraintSet;
use super::feasibility::{BUDGET_SHARE, bounds_hold, feasibility, feasibility_units};
use super::floors_above_ceilings::figures;
use super::greedy_iis::greedy_iis;
use super::infeasible_subset::{bounds_of, smallest_iis};
use super::refutation::{Refutation, RulePart};
use super::relaxation::{cheapest_relaxation, nearest_violating, relaxation};
use super::rule_conflict::Conflict;
use super::side_constraints::structure;
use super::structure::Structure;
use riparto_core::error::Result;
use riparto_core::plan::Plan;
use riparto_core::rules::{Authorization, Bounded};
use riparto_solve::{Answer, Meter, deletion_filter, next_combination};

/// The most rules of a greedy IIS that the deletion filter goes through.
const MOST_DROPPED: usize = 256;

/// From this many rules on, the deletion filter drops several at once.
const MANY: usize = 16;

/// The most bounds and lines read in all to prove minimum cardinality.
const MOST_LOOKS: usize = 1 << 21;

impl Conflict {
    /// Diagnoses the rules: whether they can hold together; if not, a smallest set that cannot and the least relaxation. Rules
    /// whose breach needs more than `up_to` count.
    ///
    /// If bounds on sums alone are feasible but there are rules of other kinds, a search decides: it finds an allocation, or it is
    /// exhausted and the rules conflict (see [`Rebalance::run`](super::Rebalance::run)). A deletion filter in the order of ids then makes the
    /// set irreducible.
    ///
    /// # Errors
    /// Scopes nested too deep (`too_many`); with scopes that cross, or rules that are no bounds of sums, a total so large over
    /// so many lines that sums leave 64 bits (`amount_overflow`).
    pub fn diagnose(plan: &Plan, up_to: Authorization) -> Result<Answer<(), Conflict>> {
        Conflict::diagnose_within(plan, up_to, &Meter::default())
    }

    /// As [`Conflict::diagnose`], with the work that a meter allows. At its limit, what is not known yet stays so: the diagnosis is
    /// [`Answer::Unknown`], or a conflict not proven to be [minimal](Conflict::is_minimal) or to have no smaller relaxation.
    ///
    /// # Errors
    /// As [`Conflict::diagnose`].
    pub fn diagnose_within(plan: &Plan, up_to: Authorization, meter: &Meter) -> Result<Answer<(), Conflict>> {
        let bounds = plan.bounds(up_to)?;
        if bounds_hold(plan, &bounds, meter)? != Some(false) {
            return match feasibility(plan, &bounds, 1, meter)? {
                Answer::Found(()) => Ok(Answer::Found(())),
                Answer::Unknown => Ok(Answer::Unknown),
                Answer::Infeasible(()) => {
                    Ok(Answer::Infeasible(searched_conflict(plan, &bounds, (up_to, meter))?))
                }
            };
        }
        let constraint_set = ConstraintSet::new(plan.rulebook(), &bounds);
        let structure = structure(plan, &constraint_set)?;
        let (rules, proof) = match &structure {
            Structure::Laminar(laminar) => {
                let (lines, total) = (constraint_set.low.len(), constraint_set.total);
                let elements = bounds_of(&constraint_set, laminar);
                let searched = smallest_iis(&laminar.tree, &elements, lines, total);
                let proven = searched.is_some();
                let found = searched.or_else(|| greedy_iis(&laminar.tree, &elements, lines, total));
                let rules = found.map(|found| found.rules).unwrap_or_default();
                let (rules, proof) = without_repetition(plan, &bounds, rules, proven, meter)?;
                // The sweep counts bounds on sums only: a set with a rule of another kind may be smaller.
                if constraint_set.non_sums.is_empty() {
                    (rules, proof)
                } else {
                    let (rules, minimal) = minimum_cardinality_iis(plan, &bounds, rules, meter)?;
                    (rules, (minimal, proof.1 || minimal))
                }
            }
            structure => {
                // A rule on all lines that the total violates is infeasible by itself.
                let broken = constraint_set.whole.iter().find(|rule| !constraint_set.allows_total(rule));
                let infeasible_set = match (broken, structure) {
                    (Some(broken), _) => BTreeSet::from([broken.rule]),
                    (None, Structure::TwoLaminar(crossing)) => {
                        crossing.infeasible_parts(&constraint_set).into_iter().map(|part| part.rule).collect()
                    }
                    (None, _) => bounds.iter().map(Bounded::rule).collect(),
                };
                let (rules, irreducible) =
                    deletion_filter_of_sums(plan, &bounds, infeasible_set.into_iter().collect(), meter)?;
                let (rules, minimal) = minimum_cardinality_iis(plan, &bounds, rules, meter)?;
                (rules, (minimal, irreducible || minimal))
            }
        };
        let relaxation = relaxation(plan, &constraint_set, &structure, &bounds, (up_to, meter))?;
        let derivation = derivation(plan, &bounds, &rules, meter)?;
        let rulebook = plan.rulebook().clone();
        Ok(Answer::Infeasible(Conflict::new(rulebook, rules, proof, relaxation, derivation)))
    }
}

/// A rule on each line is one rule, though it is several bounds: an IIS may then have fewer rules than bounds were counted.
/// Returns whether the set is of minimum cardinality, and whether it is irreducible.
fn without_repetition(
    plan: &Plan,
    bounds: &[Bounded],
    rules: Vec<usize>,
    proven: bool,
    meter: &Meter,
) -> Result<(Vec<usize>, (bool, bool))> {
    if plan.rulebook().rules().iter().all(|rule| rule.each().is_none()) {
        return Ok((rules, (proven, true)));
    }
    if !proven && rules.len() > MOST_DROPPED {
        return Ok((rules, (false, false)));
    }
    let (rules, irreducible) = deletion_filter_of_sums(plan, bounds, rules, meter)?;
    let (rules, minimal) = minimum_cardinality_iis(plan, bounds, rules, meter)?;
    Ok((rules, (minimal, irreducible || minimal)))
}

/// Why the rules of a conflict cannot hold together.
pub(super) fn derivation(
    plan: &Plan,
    bounds: &[Bounded],
    rules: &[usize],
    meter: &Meter,
) -> Result<Refutation> {
    let bounds = bounds_of_rules(bounds, rules);
    let constraint_set = ConstraintSet::new(plan.rulebook(), &bounds);
    let parts = match structure(plan, &constraint_set)? {
        Structure::Laminar(laminar) => {
            let (lines, total) = (constraint_set.low.len(), constraint_set.total);
            let elements = bounds_of(&constraint_set, &laminar);
            let found = smallest_iis(&laminar.tree, &elements, lines, total)
                .or_else(|| greedy_iis(&laminar.tree, &elements, lines, total));
            match found {
                Some(found) if found.rules == rules => {
                    return Ok(found.derivation.of_lines(&laminar.order));
                }
                _ => Vec::new(),
            }
        }
        Structure::TwoLaminar(crossing) => crossing.infeasible_parts(&constraint_set),
        Structure::General => Vec::new(),
    };
    let is_named = |bound: &&Bounded| {
        let first = match bound {
            Bounded::Line { line, .. } => Some(*line),
            Bounded::Sum { selection, .. } => {
                plan.rulebook().selection(*selection).positions(plan.envelope()).next()
            }
            _ => None,
        };
        let is_part = |part: &RulePart| part.rule == bound.rule() && Some(part.line) == first;
        parts.is_empty() || parts.iter().any(is_part)
    };
    let bounds: Vec<Bounded> = bounds.iter().filter(is_named).cloned().collect();
    Ok(figures(plan, &bounds, meter)?.unwrap_or(Refutation::Crossing { parts }))
}

/// Deletion filter by bounds on sums alone; returns whether the set is irreducible.
fn deletion_filter_of_sums(
    plan: &Plan,
    bounds: &[Bounded],
    rules: Vec<usize>,
    meter: &Meter,
) -> Result<(Vec<usize>, bool)> {
    let part = if rules.len() < MANY { 1 } else { rules.len() / 4 };
    deletion_filter(rules, part, |without| {
        if !meter.spend(feasibility_units(plan, bounds)) {
            return Ok(None);
        }
        Ok(Some(match bounds_hold(plan, &bounds_of_rules(bounds, without), meter)? {
            Some(true) => Answer::Found(()),
            Some(false) => Answer::Infeasible(()),
            None => Answer::Unknown,
        }))
    })
}

/// An IIS of minimum cardinality, the first in order, if trying all smaller sets is cheap enough; and whether it is proven that
/// there is no smaller one.
pub(super) fn minimum_cardinality_iis(
    plan: &Plan,
    bounds: &[Bounded],
    rules: Vec<usize>,
    meter: &Meter,
) -> Result<(Vec<usize>, bool)> {
    let all: BTreeSet<usize> = bounds.iter().map(Bounded::rule).collect();
    let all: Vec<usize> = all.into_iter().collect();
    let looks = (plan.envelope().line_count() + bounds.len()) * looks_of(plan, bounds)?;
    let (mut tried, mut sets) = (0_usize, 1_usize);
    let mut known = true;
    for size in 1..rules.len() {
        sets = sets.saturating_mul(all.len() + 1 - size) / size;
        tried = tried.saturating_add(sets.saturating_mul(looks));
        if tried > MOST_LOOKS {
            return Ok((rules, false));
        }
        let mut chosen: Vec<usize> = (0..size).collect();
        loop {
            let set: Vec<usize> = chosen.iter().map(|place| all[*place]).collect();
            match feasibility(plan, &bounds_of_rules(bounds, &set), BUDGET_SHARE, meter)? {
                Answer::Infeasible(()) => return Ok((set, known)),
                verdict => known &= verdict == Answer::Found(()),
            }
            if !next_combination(&mut chosen, all.len()) {
                break;
            }
        }
    }
    Ok((rules, known))
}

/// How many times a line is looked at, at most and about, to tell whether some of the rules can hold together.
fn looks_of(plan: &Plan, bounds: &[Bounded]) -> Result<usize> {
    /// A search visits this many nodes or more.
    const SEARCHED: usize = 256;
    let constraint_set = ConstraintSet::new(plan.rulebook(), bounds);
    let is_exact = constraint_set.non_sums.is_empty()
        && structure(plan, &constraint_set)?.holds(&constraint_set).is_some();
    Ok(if is_exact { 1 } else { SEARCHED })
}

/// The conflict of rules that are known to be infeasible.
pub(super) fn proven_conflict(plan: &Plan, up_to: Authorization, meter: &Meter) -> Result<Conflict> {
    Ok(match Conflict::diagnose_within(plan, up_to, meter)? {
        Answer::Infeasible(conflict) => conflict,
        // The search for a wish excluded every allocation, and the one for the approved amounts did not come so far:
        // all rules together are infeasible, and the set is not known to be irreducible.
        Answer::Found(()) | Answer::Unknown => {
            let rules: BTreeSet<usize> = plan.bounds(up_to)?.iter().map(Bounded::rule).collect();
            let is_single = rules.len() == 1;
            conflict_of(plan, rules.into_iter().collect(), (is_single, is_single), (up_to, meter))?
        }
    })
}

/// A conflict by the deletion filter; or one of minimum cardinality, if all smaller sets are few enough to be tried.
pub(super) fn searched_conflict(
    plan: &Plan,
    bounds: &[Bounded],
    (up_to, meter): (Authorization, &Meter),
) -> Result<Conflict> {
    let rules: BTreeSet<usize> = bounds.iter().map(Bounded::rule).collect();
    let mut rules: Vec<usize> = rules.into_iter().collect();
    let id = |rule: &usize| plan.rulebook().rules()[*rule].id();
    rules.sort_by(|a, b| id(a).cmp(id(b)));
    let (mut rules, irreducible) = deletion_filter_of_rules(plan, bounds, rules, meter)?;
    rules.sort_unstable();
    let (rules, minimal) = minimum_cardinality_iis(plan, bounds, rules, meter)?;
    conflict_of(plan, rules, (minimal, irreducible || minimal), (up_to, meter))
}

fn conflict_of(
    plan: &Plan,
    rules: Vec<usize>,
    proof: (bool, bool),
    (up_to, meter): (Authorization, &Meter),
) -> Result<Conflict> {
    let bounds = plan.bounds(up_to)?;
    let derivation = derivation(plan, &bounds, &rules, meter)?;
    let relaxation =
        cheapest_relaxation(plan, &bounds, (up_to, meter), (0, nearest_violating(plan, &bounds, None)?))?;
    Ok(Conflict::new(plan.rulebook().clone(), rules, proof, relaxation, derivation))
}

/// Deletion filter by what rules of every kind ask; returns whether the set is proven irreducible.
fn deletion_filter_of_rules(
    plan: &Plan,
    bounds: &[Bounded],
    rules: Vec<usize>,
    meter: &Meter,
) -> Result<(Vec<usize>, bool)> {
    let part = rules.len() / 2;
    deletion_filter(rules, part, |without| {
        if !meter.spend(feasibility_units(plan, bounds)) {
            return Ok(None);
        }
        let without: BTreeSet<usize> = without.iter().copied().collect();
        let left = bounds.iter().filter(|bound| without.contains(&bound.rule()));
        feasibility(plan, &left.cloned().collect::<Vec<Bounded>>(), BUDGET_SHARE, meter).map(Some)
    })
}

/// The bounds of some rules, given in order.
fn bounds_of_rules(bounds: &[Bounded], rules: &[usize]) -> Vec<Bounded> {
    bounds.iter().filter(|bound| rules.binary_search(&bound.rule()).is_ok()).cloned().collect()
}

//! Diagnosis: whether rules can hold together, and if not, an IIS, its derivation, and the least relaxation.

use std::collections::BTreeSet;

use super::constraint_set::ConstraintSet;
use super::feasibility::{BUDGET_SHARE, Feasibility};
use super::greedy_iis::greedy_iis;
use super::infeasible_subset::{Derivation, Part, bounds_of, smallest_iis};
use super::rule_conflict::{Conflict, Diagnosis};
use super::structure::Structure;
use crate::error::Result;
use crate::plan::Plan;
use crate::rules::{Authorization, Bounded};
use riparto_solve::Meter;

/// The most rules of a greedy IIS that the deletion filter goes through.
const MOST_DROPPED: usize = 256;

/// From this many rules on, the deletion filter drops several at once.
const MANY: usize = 16;

/// The most bounds and lines read in all to prove minimum cardinality.
const MOST_LOOKS: usize = 1 << 21;

impl Plan {
    /// Diagnoses the rules: whether they can hold together; if not, a smallest set that cannot and the least relaxation. Rules
    /// whose breach needs more than `up_to` count.
    ///
    /// If bounds on sums alone are feasible but there are rules of other kinds, a search decides: it finds an allocation, or it is
    /// exhausted and the rules conflict (see [`Plan::rebalance`]). A deletion filter in the order of ids then makes the
    /// set irreducible.
    ///
    /// # Errors
    /// Scopes nested too deep (`too_many`); with scopes that cross, or rules that are no bounds of sums, a total so large over
    /// so many lines that sums leave 64 bits (`amount_overflow`).
    pub fn conflict(&self, up_to: Authorization) -> Result<Diagnosis> {
        self.conflict_within(up_to, &Meter::default())
    }

    /// As [`Plan::conflict`], with the work that a meter allows. At its limit, what is not known yet stays so: the diagnosis is
    /// [`Diagnosis::Unproven`], or a conflict not proven to be [minimal](Conflict::is_minimal) or to have no smaller relaxation.
    ///
    /// # Errors
    /// As [`Plan::conflict`].
    pub fn conflict_within(&self, up_to: Authorization, meter: &Meter) -> Result<Diagnosis> {
        let bounds = self.bounds(up_to)?;
        if self.bounds_hold(&bounds, meter)? != Some(false) {
            return match self.feasibility(&bounds, 1, meter)? {
                Feasibility::Feasible => Ok(Diagnosis::Feasible),
                Feasibility::Unknown => Ok(Diagnosis::Unproven),
                Feasibility::Infeasible => {
                    Ok(Diagnosis::Conflict(Box::new(self.searched_conflict(&bounds, (up_to, meter))?)))
                }
            };
        }
        let constraint_set = ConstraintSet::new(self.rulebook(), &bounds);
        let structure = self.structure(&constraint_set)?;
        let (rules, proof) = match &structure {
            Structure::Laminar(laminar) => {
                let (lines, total) = (constraint_set.low.len(), constraint_set.total);
                let elements = bounds_of(&constraint_set, laminar);
                let searched = smallest_iis(&laminar.tree, &elements, lines, total);
                let proven = searched.is_some();
                let found = searched.or_else(|| greedy_iis(&laminar.tree, &elements, lines, total));
                let rules = found.map(|found| found.rules).unwrap_or_default();
                let (rules, proof) = self.without_repetition(&bounds, rules, proven, meter)?;
                // The sweep counts bounds on sums only: a set with a rule of another kind may be smaller.
                if constraint_set.non_sums.is_empty() {
                    (rules, proof)
                } else {
                    let (rules, minimal) = self.minimum_cardinality_iis(&bounds, rules, meter)?;
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
                    self.deletion_filter_of_sums(&bounds, infeasible_set.into_iter().collect(), meter)?;
                let (rules, minimal) = self.minimum_cardinality_iis(&bounds, rules, meter)?;
                (rules, (minimal, irreducible || minimal))
            }
        };
        let relaxation = self.relaxation(&constraint_set, &structure, &bounds, (up_to, meter))?;
        let derivation = self.derivation(&bounds, &rules, meter)?;
        let rulebook = self.rulebook().clone();
        Ok(Diagnosis::Conflict(Box::new(Conflict::new(rulebook, rules, proof, relaxation, derivation))))
    }

    /// A rule on each line is one rule, though it is several bounds: an IIS may then have fewer rules than bounds were counted.
    /// Returns whether the set is of minimum cardinality, and whether it is irreducible.
    fn without_repetition(
        &self,
        bounds: &[Bounded],
        rules: Vec<usize>,
        proven: bool,
        meter: &Meter,
    ) -> Result<(Vec<usize>, (bool, bool))> {
        if self.rulebook().rules().iter().all(|rule| rule.each().is_none()) {
            return Ok((rules, (proven, true)));
        }
        if !proven && rules.len() > MOST_DROPPED {
            return Ok((rules, (false, false)));
        }
        let (rules, irreducible) = self.deletion_filter_of_sums(bounds, rules, meter)?;
        let (rules, minimal) = self.minimum_cardinality_iis(bounds, rules, meter)?;
        Ok((rules, (minimal, irreducible || minimal)))
    }

    /// Why the rules of a conflict cannot hold together.
    pub(super) fn derivation(
        &self,
        bounds: &[Bounded],
        rules: &[usize],
        meter: &Meter,
    ) -> Result<Derivation> {
        let bounds = bounds_of_rules(bounds, rules);
        let constraint_set = ConstraintSet::new(self.rulebook(), &bounds);
        let parts = match self.structure(&constraint_set)? {
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
                    self.rulebook().selection(*selection).positions(self.envelope()).next()
                }
                _ => None,
            };
            let is_part = |part: &Part| part.rule == bound.rule() && Some(part.line) == first;
            parts.is_empty() || parts.iter().any(is_part)
        };
        let bounds: Vec<Bounded> = bounds.iter().filter(is_named).cloned().collect();
        Ok(self.figures(&bounds, meter)?.unwrap_or(Derivation::Crossing { parts }))
    }

    /// Deletion filter by bounds on sums alone: drops rules while the rest is infeasible; returns whether the set is irreducible.
    fn deletion_filter_of_sums(
        &self,
        bounds: &[Bounded],
        mut rules: Vec<usize>,
        meter: &Meter,
    ) -> Result<(Vec<usize>, bool)> {
        let mut many = if rules.len() < MANY { 1 } else { rules.len() / 4 };
        loop {
            let mut at = 0;
            while at < rules.len() {
                let end = rules.len().min(at + many);
                if !meter.spend(self.feasibility_units(bounds)) {
                    return Ok((rules, false));
                }
                let without: Vec<usize> = rules[..at].iter().chain(&rules[end..]).copied().collect();
                if self.may_hold(&bounds_of_rules(bounds, &without), meter)? {
                    at = end;
                } else {
                    rules = without;
                }
            }
            if many == 1 {
                return Ok((rules, !meter.is_over()));
            }
            many /= 2;
        }
    }

    /// An IIS of minimum cardinality, the first in order, if trying all smaller sets is cheap enough; and whether it is proven that
    /// there is no smaller one.
    pub(super) fn minimum_cardinality_iis(
        &self,
        bounds: &[Bounded],
        rules: Vec<usize>,
        meter: &Meter,
    ) -> Result<(Vec<usize>, bool)> {
        let all: BTreeSet<usize> = bounds.iter().map(Bounded::rule).collect();
        let all: Vec<usize> = all.into_iter().collect();
        let looks = (self.envelope().line_count() + bounds.len()) * self.looks_of(bounds)?;
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
                match self.feasibility(&bounds_of_rules(bounds, &set), BUDGET_SHARE, meter)? {
                    Feasibility::Infeasible => return Ok((set, known)),
                    verdict => known &= verdict == Feasibility::Feasible,
                }
                if !advance(&mut chosen, all.len()) {
                    break;
                }
            }
        }
        Ok((rules, known))
    }

    /// How many times a line is looked at, at most and about, to tell whether some of the rules can hold together.
    fn looks_of(&self, bounds: &[Bounded]) -> Result<usize> {
        /// A search visits this many nodes or more.
        const SEARCHED: usize = 256;
        let constraint_set = ConstraintSet::new(self.rulebook(), bounds);
        let is_exact = constraint_set.non_sums.is_empty()
            && self.structure(&constraint_set)?.holds(&constraint_set).is_some();
        Ok(if is_exact { 1 } else { SEARCHED })
    }

    /// Whether bounds on sums are not proven infeasible.
    fn may_hold(&self, bounds: &[Bounded], meter: &Meter) -> Result<bool> {
        Ok(self.bounds_hold(bounds, meter)? != Some(false))
    }
}

/// The bounds of some rules, given in order.
fn bounds_of_rules(bounds: &[Bounded], rules: &[usize]) -> Vec<Bounded> {
    bounds.iter().filter(|bound| rules.binary_search(&bound.rule()).is_ok()).cloned().collect()
}

/// The next choice of as many numbers below `count`, in lexicographic order; false after the last.
fn advance(chosen: &mut [usize], count: usize) -> bool {
    let size = chosen.len();
    let Some(place) = (0..size).rev().find(|place| chosen[*place] + size - place < count) else {
        return false;
    };
    chosen[place] += 1;
    for later in place + 1..size {
        chosen[later] = chosen[later - 1] + 1;
    }
    true
}

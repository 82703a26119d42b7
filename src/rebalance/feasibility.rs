//! `Feasibility`: whether rules of every kind can hold together, as far as it is proven; and the deletion filter over it.

use std::collections::BTreeSet;

use super::constraint_set::ConstraintSet;
use super::minimum_violation::Budget;
use super::nearest_search::NearestSearch;
use super::objective::Rebalance;
use super::relaxation::{FULL_BUDGET, FeasiblePoint};
use super::rule_conflict::{Conflict, Diagnosis};
use crate::error::Result;
use crate::plan::Plan;
use crate::rules::{Authorization, Bounded};
use riparto_solve::Meter;

/// Whether some rules can hold together.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Feasibility {
    Feasible,
    Infeasible,
    Unknown,
}

impl From<&FeasiblePoint> for Feasibility {
    fn from(keeping: &FeasiblePoint) -> Feasibility {
        match keeping {
            FeasiblePoint::Found(_) => Feasibility::Feasible,
            FeasiblePoint::Infeasible => Feasibility::Infeasible,
            FeasiblePoint::Unknown => Feasibility::Unknown,
        }
    }
}

/// Budget share of each search where rules are dropped one by one: `1 / BUDGET_SHARE` of the budget.
pub(super) const BUDGET_SHARE: usize = 16;

/// Budget share of the linear programs that are solved before branch and bound and often decide at once: `1 / PROBE_SHARE`.
const PROBE_SHARE: usize = 16;

/// Units of work to put a line of a rule into a tree or a network, and to send its flow.
const ARRANGED: usize = 64;

/// Units of work, for each bound, to leave a rule out and to test the others.
const LEFT_OUT: usize = 32;

impl Plan {
    /// The work of looking at what some rules bound without the others.
    pub(super) fn feasibility_units(&self, bounds: &[Bounded]) -> usize {
        LEFT_OUT.saturating_mul(bounds.len() + self.envelope().line_count())
    }

    /// Whether some allocation keeps the bounds of sums; `None` where their structure has no exact method, or the meter is over.
    pub(super) fn bounds_hold(&self, bounds: &[Bounded], meter: &Meter) -> Result<Option<bool>> {
        let constraint_set = ConstraintSet::new(self.rulebook(), bounds);
        if !meter.spend(ARRANGED * constraint_set.size()) {
            return Ok(None);
        }
        Ok(self.structure(&constraint_set)?.holds(&constraint_set))
    }

    /// Whether some allocation keeps all of some rules, looked for in a part of a search's budget.
    pub(super) fn feasibility(&self, bounds: &[Bounded], part: usize, meter: &Meter) -> Result<Feasibility> {
        let constraint_set = ConstraintSet::new(self.rulebook(), bounds);
        let are_bounds = constraint_set.non_sums.iter().all(|other| other.movement.is_some());
        match self.bounds_hold(bounds, meter)? {
            Some(false) => return Ok(Feasibility::Infeasible),
            Some(true) if are_bounds => return Ok(Feasibility::Feasible),
            _ => {}
        }
        if !self.may_model(bounds, meter) {
            return Ok(Feasibility::Unknown);
        }
        self.accept(self.approved().amounts(), &Rebalance::default())?;
        let budget = |part: usize| Budget {
            programs: FULL_BUDGET.programs / part,
            entries: FULL_BUDGET.entries / part,
            ..FULL_BUDGET
        };
        let probed = Feasibility::from(&self.feasible_point(bounds, budget(PROBE_SHARE * part), meter));
        if probed != Feasibility::Unknown {
            return Ok(probed);
        }
        let wish: Vec<i64> = self.approved().amounts().iter().map(|amount| amount.cents()).collect();
        let (model, weights) = (self.model(&constraint_set, bounds), vec![1; wish.len()]);
        let found = NearestSearch { model: &model, wish: &wish, weights: &weights, meter }.any(part);
        Ok(match (found.amounts, found.is_exhausted) {
            (Some(_), _) => Feasibility::Feasible,
            (None, true) => Feasibility::Infeasible,
            (None, false) => Feasibility::from(&self.feasible_point(bounds, budget(part), meter)),
        })
    }

    /// The conflict of rules that are known to be infeasible.
    pub(super) fn proven_conflict(&self, up_to: Authorization, meter: &Meter) -> Result<Conflict> {
        Ok(match self.conflict_within(up_to, meter)? {
            Diagnosis::Conflict(conflict) => *conflict,
            // The search for a wish excluded every allocation, and the one for the approved amounts did not come so far:
            // all rules together are infeasible, and the set is not known to be irreducible.
            Diagnosis::Feasible | Diagnosis::Unproven => {
                let rules: BTreeSet<usize> = self.bounds(up_to)?.iter().map(Bounded::rule).collect();
                let is_single = rules.len() == 1;
                self.conflict_of(rules.into_iter().collect(), (is_single, is_single), (up_to, meter))?
            }
        })
    }

    /// A conflict by the deletion filter; or one of minimum cardinality, if all smaller sets are few enough to be tried.
    pub(super) fn searched_conflict(
        &self,
        bounds: &[Bounded],
        (up_to, meter): (Authorization, &Meter),
    ) -> Result<Conflict> {
        let rules: BTreeSet<usize> = bounds.iter().map(Bounded::rule).collect();
        let mut rules: Vec<usize> = rules.into_iter().collect();
        let id = |rule: &usize| self.rulebook().rules()[*rule].id();
        rules.sort_by(|a, b| id(a).cmp(id(b)));
        let (mut rules, irreducible) = self.deletion_filter(bounds, rules, meter)?;
        rules.sort_unstable();
        let (rules, minimal) = self.minimum_cardinality_iis(bounds, rules, meter)?;
        self.conflict_of(rules, (minimal, irreducible || minimal), (up_to, meter))
    }

    fn conflict_of(
        &self,
        rules: Vec<usize>,
        proof: (bool, bool),
        (up_to, meter): (Authorization, &Meter),
    ) -> Result<Conflict> {
        let bounds = self.bounds(up_to)?;
        let derivation = self.derivation(&bounds, &rules, meter)?;
        let relaxation =
            self.cheapest_relaxation(&bounds, (up_to, meter), (0, self.nearest_violating(&bounds, None)?))?;
        Ok(Conflict::new(self.rulebook().clone(), rules, proof, relaxation, derivation))
    }

    /// Deletion filter: drops rules from an infeasible set while the rest is proven infeasible, large parts first, then one by one.
    /// Returns whether the set is proven irreducible.
    fn deletion_filter(
        &self,
        bounds: &[Bounded],
        mut rules: Vec<usize>,
        meter: &Meter,
    ) -> Result<(Vec<usize>, bool)> {
        let mut many = (rules.len() / 2).max(1);
        loop {
            let (mut at, mut irreducible) = (0, true);
            while at < rules.len() {
                let end = rules.len().min(at + many);
                if !meter.spend(self.feasibility_units(bounds)) {
                    return Ok((rules, false));
                }
                let without: BTreeSet<usize> = rules[..at].iter().chain(&rules[end..]).copied().collect();
                let kept: Vec<Bounded> =
                    bounds.iter().filter(|bound| without.contains(&bound.rule())).cloned().collect();
                match self.feasibility(&kept, BUDGET_SHARE, meter)? {
                    Feasibility::Infeasible => rules.retain(|rule| without.contains(rule)),
                    verdict => {
                        irreducible &= verdict == Feasibility::Feasible;
                        at = end;
                    }
                }
            }
            if many == 1 {
                return Ok((rules, irreducible));
            }
            many /= 2;
        }
    }
}

//! `Verdict`: whether rules of every kind can hold together, as far as a search tells.

use std::collections::BTreeSet;

use super::bounded_search::Quest;
use super::clash::{Conflict, Diagnosis};
use super::objective::Rebalance;
use super::relaxation::{FULL_BUDGET, Keeping};
use super::structure::Structure;
use super::way_out::Budget;
use crate::error::Result;
use crate::plan::Plan;
use crate::rules::{Authorization, Bounded};
use riparto_solve::Meter;

/// Whether some rules can hold together.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    Holds,
    Clashes,
    Unknown,
}

impl From<&Keeping> for Verdict {
    fn from(keeping: &Keeping) -> Verdict {
        match keeping {
            Keeping::Amounts(_) => Verdict::Holds,
            Keeping::Nothing => Verdict::Clashes,
            Keeping::Unknown => Verdict::Unknown,
        }
    }
}

/// Budget share of each search where rules are dropped one by one: `1 / BUDGET_SHARE` of the budget.
pub(super) const BUDGET_SHARE: usize = 16;

/// Budget share of the linear programs that are solved before branch and bound and often decide at once: `1 / PROBE_SHARE`.
const PROBE_SHARE: usize = 16;

/// To put a line of a rule into a tree or a network, and to send its flow, takes about as long as so many looks.
const ARRANGED: usize = 64;

/// To leave a rule out and to look at what the others bound takes about so many looks for each of them.
const LEFT_OUT: usize = 32;

impl Plan {
    /// The work of looking at what some rules bound without the others.
    pub(super) fn keeping_units(&self, bounds: &[Bounded]) -> usize {
        LEFT_OUT.saturating_mul(bounds.len() + self.envelope().line_count())
    }

    /// Whether some allocation keeps the bounds of sums; `None` where their shape has no exact method, or the meter is over.
    pub(super) fn bounds_hold(&self, bounds: &[Bounded], meter: &Meter) -> Result<Option<bool>> {
        let structure = Structure::new(self.rulebook(), bounds);
        if !meter.spend(ARRANGED * structure.size()) {
            return Ok(None);
        }
        Ok(self.shape(&structure)?.holds(&structure))
    }

    /// Whether some allocation keeps all of some rules, looked for in a part of a search's budget.
    pub(super) fn verdict(&self, bounds: &[Bounded], part: usize, meter: &Meter) -> Result<Verdict> {
        let structure = Structure::new(self.rulebook(), bounds);
        let are_bounds = structure.others.iter().all(|other| other.movement.is_some());
        match self.bounds_hold(bounds, meter)? {
            Some(false) => return Ok(Verdict::Clashes),
            Some(true) if are_bounds => return Ok(Verdict::Holds),
            _ => {}
        }
        if !self.may_model(bounds, meter) {
            return Ok(Verdict::Unknown);
        }
        self.accept(self.approved().amounts(), &Rebalance::default())?;
        let budget = |part: usize| Budget {
            programs: FULL_BUDGET.programs / part,
            entries: FULL_BUDGET.entries / part,
            ..FULL_BUDGET
        };
        let told = Verdict::from(&self.keeping(bounds, budget(PROBE_SHARE * part), meter));
        if told != Verdict::Unknown {
            return Ok(told);
        }
        let wish: Vec<i64> = self.approved().amounts().iter().map(|amount| amount.cents()).collect();
        let (model, weights) = (self.model(&structure, bounds), vec![1; wish.len()]);
        let found = Quest { model: &model, wish: &wish, weights: &weights, meter }.any(part);
        Ok(match (found.amounts, found.is_exhausted) {
            (Some(_), _) => Verdict::Holds,
            (None, true) => Verdict::Clashes,
            (None, false) => Verdict::from(&self.keeping(bounds, budget(part), meter)),
        })
    }

    /// The conflict of rules that are known to clash.
    pub(super) fn proven_conflict(&self, up_to: Authorization, meter: &Meter) -> Result<Conflict> {
        Ok(match self.conflict_within(up_to, meter)? {
            Diagnosis::Conflict(conflict) => *conflict,
            // The search for a wish excluded every allocation, and the one for the approved amounts did not come so far:
            // all rules together clash, and none is known to be spared.
            Diagnosis::Feasible | Diagnosis::Unproven => {
                let rules: BTreeSet<usize> = self.bounds(up_to)?.iter().map(Bounded::rule).collect();
                let is_single = rules.len() == 1;
                self.clash_of(rules.into_iter().collect(), (is_single, is_single), (up_to, meter))?
            }
        })
    }

    /// A conflict whose rules are dropped as far as the rest still clashes; or a smaller one, where all smaller sets are few
    /// enough to be tried.
    pub(super) fn searched_conflict(
        &self,
        bounds: &[Bounded],
        (up_to, meter): (Authorization, &Meter),
    ) -> Result<Conflict> {
        let rules: BTreeSet<usize> = bounds.iter().map(Bounded::rule).collect();
        let mut rules: Vec<usize> = rules.into_iter().collect();
        let id = |rule: &usize| self.rulebook().rules()[*rule].id();
        rules.sort_by(|a, b| id(a).cmp(id(b)));
        let (mut rules, irreducible) = self.reduced(bounds, rules, meter)?;
        rules.sort_unstable();
        let (rules, minimal) = self.fewest(bounds, rules, meter)?;
        self.clash_of(rules, (minimal, irreducible || minimal), (up_to, meter))
    }

    fn clash_of(
        &self,
        rules: Vec<usize>,
        proof: (bool, bool),
        (up_to, meter): (Authorization, &Meter),
    ) -> Result<Conflict> {
        let bounds = self.bounds(up_to)?;
        let derivation = self.derive(&bounds, &rules, meter)?;
        let relaxation = self.cheapest(&bounds, (up_to, meter), (0, self.near(&bounds, None)?))?;
        Ok(Conflict::new(self.rulebook().clone(), rules, proof, relaxation, derivation))
    }

    /// Drops rules from a clashing set as long as the rest is known to clash: large parts first, then one by one. Says whether
    /// the rest is known to hold without any one of those that are left.
    fn reduced(
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
                if !meter.spend(self.keeping_units(bounds)) {
                    return Ok((rules, false));
                }
                let without: BTreeSet<usize> = rules[..at].iter().chain(&rules[end..]).copied().collect();
                let kept: Vec<Bounded> =
                    bounds.iter().filter(|bound| without.contains(&bound.rule())).cloned().collect();
                match self.verdict(&kept, BUDGET_SHARE, meter)? {
                    Verdict::Clashes => rules.retain(|rule| without.contains(rule)),
                    verdict => {
                        irreducible &= verdict == Verdict::Holds;
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

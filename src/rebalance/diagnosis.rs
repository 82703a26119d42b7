//! Diagnosis: whether rules can hold together, and if not, which cannot, why, and the cheapest way out.

use std::collections::BTreeSet;

use super::clash::{Conflict, Diagnosis};
use super::conflict::{Derivation, Part, bounds_of, smallest};
use super::shape::Shape;
use super::structure::Structure;
use super::verdict::{BUDGET_SHARE, Verdict};
use super::witness::some;
use crate::error::Result;
use crate::plan::Plan;
use crate::rules::{Authorization, Bounded};
use riparto_solve::Meter;

/// The most rules that are dropped one by one where so many bounds clash that no smallest set is searched.
const MOST_DROPPED: usize = 256;

/// From how many rules on a clash is narrowed by many rules at once.
const MANY: usize = 16;

/// How many bounds and lines are looked at in all to prove that no fewer rules clash.
const MOST_LOOKS: usize = 1 << 21;

impl Plan {
    /// Whether the rules can hold together; if not, a smallest set that clashes and the cheapest way out. Rules whose
    /// breach needs more than `up_to` count.
    ///
    /// Where bounds of sums alone do not clash, but rules of other kinds are among the rules, they can hold together if a
    /// search finds an allocation, and clash if it exhausts what there is (see [`Plan::rebalance`]). The clashing rules are
    /// then reduced by dropping them, in the order of their ids.
    ///
    /// # Errors
    /// Scopes nested too deep (`too_many`); with scopes that cross, or rules that are no bounds of sums, a total so large over
    /// so many lines that sums leave 64 bits (`amount_overflow`).
    pub fn conflict(&self, up_to: Authorization) -> Result<Diagnosis> {
        self.conflict_within(up_to, &Meter::default())
    }

    /// As [`Plan::conflict`], with the work that a meter allows. At its limit, what is not known yet stays so: the diagnosis is
    /// [`Diagnosis::Unproven`], or a conflict not proven to be [minimal](Conflict::is_minimal) or to have no cheaper way out.
    ///
    /// # Errors
    /// As [`Plan::conflict`].
    pub fn conflict_within(&self, up_to: Authorization, meter: &Meter) -> Result<Diagnosis> {
        let bounds = self.bounds(up_to)?;
        if self.bounds_hold(&bounds, meter)? != Some(false) {
            return match self.verdict(&bounds, 1, meter)? {
                Verdict::Holds => Ok(Diagnosis::Feasible),
                Verdict::Unknown => Ok(Diagnosis::Unproven),
                Verdict::Clashes => {
                    Ok(Diagnosis::Conflict(Box::new(self.searched_conflict(&bounds, (up_to, meter))?)))
                }
            };
        }
        let structure = Structure::new(self.rulebook(), &bounds);
        let shape = self.shape(&structure)?;
        let (rules, proof) = match &shape {
            Shape::Tree(arranged) => {
                let (lines, total) = (structure.low.len(), structure.total);
                let elements = bounds_of(&structure, arranged);
                let searched = smallest(&arranged.tree, &elements, lines, total);
                let proven = searched.is_some();
                let found = searched.or_else(|| some(&arranged.tree, &elements, lines, total));
                let rules = found.map(|found| found.rules).unwrap_or_default();
                let (rules, proof) = self.without_repetition(&bounds, rules, proven, meter)?;
                // The sweep counts bounds of sums only: a rule of another kind may clash with fewer.
                if structure.others.is_empty() {
                    (rules, proof)
                } else {
                    let (rules, minimal) = self.fewest(&bounds, rules, meter)?;
                    (rules, (minimal, proof.1 || minimal))
                }
            }
            shape => {
                // A rule on all lines that the total breaks clashes by itself.
                let broken = structure.whole.iter().find(|rule| !structure.allows_total(rule));
                let clashing = match (broken, shape) {
                    (Some(broken), _) => BTreeSet::from([broken.rule]),
                    (None, Shape::Network(network)) => {
                        network.clashing(&structure).into_iter().map(|part| part.rule).collect()
                    }
                    (None, _) => bounds.iter().map(Bounded::rule).collect(),
                };
                let (rules, irreducible) =
                    self.irreducible(&bounds, clashing.into_iter().collect(), meter)?;
                let (rules, minimal) = self.fewest(&bounds, rules, meter)?;
                (rules, (minimal, irreducible || minimal))
            }
        };
        let relaxation = self.relaxation(&structure, &shape, &bounds, (up_to, meter))?;
        let derivation = self.derive(&bounds, &rules, meter)?;
        let rulebook = self.rulebook().clone();
        Ok(Diagnosis::Conflict(Box::new(Conflict::new(rulebook, rules, proof, relaxation, derivation))))
    }

    /// A rule on each line is one rule, though it is several bounds: fewer rules may then clash than bounds were counted. Says
    /// whether no smaller set clashes, and whether no rule can be spared.
    fn without_repetition(
        &self,
        bounds: &[Bounded],
        rules: Vec<usize>,
        proven: bool,
        meter: &Meter,
    ) -> Result<(Vec<usize>, (bool, bool))> {
        if self.rulebook().rules().iter().all(|rule| rule.each_of().is_none()) {
            return Ok((rules, (proven, true)));
        }
        if !proven && rules.len() > MOST_DROPPED {
            return Ok((rules, (false, false)));
        }
        let (rules, irreducible) = self.irreducible(bounds, rules, meter)?;
        let (rules, minimal) = self.fewest(bounds, rules, meter)?;
        Ok((rules, (minimal, irreducible || minimal)))
    }

    /// Why the rules of a conflict clash.
    pub(super) fn derive(&self, bounds: &[Bounded], rules: &[usize], meter: &Meter) -> Result<Derivation> {
        let bounds = kept(bounds, rules);
        let structure = Structure::new(self.rulebook(), &bounds);
        let parts = match self.shape(&structure)? {
            Shape::Tree(arranged) => {
                let (lines, total) = (structure.low.len(), structure.total);
                let elements = bounds_of(&structure, &arranged);
                let found = smallest(&arranged.tree, &elements, lines, total)
                    .or_else(|| some(&arranged.tree, &elements, lines, total));
                match found {
                    Some(found) if found.rules == rules => {
                        return Ok(found.derivation.of_lines(&arranged.order));
                    }
                    _ => Vec::new(),
                }
            }
            Shape::Network(network) => network.clashing(&structure),
            Shape::Unknown => Vec::new(),
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

    /// Drops rules from a clashing set as long as the rest still clashes; says whether no rule that is left can be spared.
    fn irreducible(
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
                if !meter.spend(self.keeping_units(bounds)) {
                    return Ok((rules, false));
                }
                let without: Vec<usize> = rules[..at].iter().chain(&rules[end..]).copied().collect();
                if self.holds(&kept(bounds, &without), meter)? {
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

    /// The first of the smallest sets that clash, if trying all sets of fewer rules takes few looks; and whether it is known
    /// that there is no smaller one.
    pub(super) fn fewest(
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
                match self.verdict(&kept(bounds, &set), BUDGET_SHARE, meter)? {
                    Verdict::Clashes => return Ok((set, known)),
                    verdict => known &= verdict == Verdict::Holds,
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
        let structure = Structure::new(self.rulebook(), bounds);
        let is_exact = structure.others.is_empty() && self.shape(&structure)?.holds(&structure).is_some();
        Ok(if is_exact { 1 } else { SEARCHED })
    }

    /// Whether bounds of sums are not known to clash.
    fn holds(&self, bounds: &[Bounded], meter: &Meter) -> Result<bool> {
        Ok(self.bounds_hold(bounds, meter)? != Some(false))
    }
}

/// The bounds of some rules, given in order.
fn kept(bounds: &[Bounded], rules: &[usize]) -> Vec<Bounded> {
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

//! `Conflict`: rules that cannot hold together, why, and the cheapest way out.

use std::collections::BTreeSet;

use super::conflict::{Derivation, bounds_of, relax, smallest};
use super::objective::Rebalance;
use super::shape::Shape;
use super::structure::Structure;
use crate::error::{Cause, Result};
use crate::money::{AmountStyle, Language, Money};
use crate::proposals::Plan;
use crate::rules::{Authorization, Bounded, Rule, Rulebook};

/// Whether rules can hold together.
#[derive(Clone, Debug, PartialEq)]
pub enum Diagnosis {
    /// Some allocation respects all of them.
    Feasible,
    /// None does.
    Conflict(Box<Conflict>),
}

/// Rules that cannot hold together. The envelope's total always stands and is not counted.
#[derive(Clone, Debug, PartialEq)]
pub struct Conflict {
    rulebook: Rulebook,
    rules: Vec<usize>,
    minimal: bool,
    relaxation: Vec<(usize, i128)>,
    derivation: Derivation,
}

impl Diagnosis {
    pub(crate) fn into_conflict(self) -> Result<Conflict> {
        match self {
            Diagnosis::Conflict(conflict) => Ok(*conflict),
            Diagnosis::Feasible => Err(Cause::RebalanceUnsupported { rule: String::new() }.into()),
        }
    }
}

impl Conflict {
    /// The rules of a smallest set that clashes; without any one of them the others can hold.
    pub fn rules(&self) -> impl ExactSizeIterator<Item = &Rule> {
        self.rules.iter().map(|rule| &self.rulebook.rules()[*rule])
    }

    /// Whether no smaller set clashes; false where only that none of its rules can be spared is proven.
    #[must_use]
    pub fn is_minimal(&self) -> bool {
        self.minimal
    }

    /// The fewest euros by which rules must give way in all, in cents; over all conflicts of the plan, not only this one.
    #[must_use]
    pub fn relaxation_cents(&self) -> i128 {
        self.relaxation.iter().map(|(_, cents)| cents).sum()
    }

    /// Which rules give way for that, and by how many cents each.
    pub fn relaxation(&self) -> impl ExactSizeIterator<Item = (&Rule, i128)> {
        self.relaxation.iter().map(|(rule, cents)| (&self.rulebook.rules()[*rule], *cents))
    }

    /// One sentence: what cannot hold together, by how much, and what lifts it.
    #[must_use]
    pub fn explanation(&self, language: Language) -> String {
        if self.derivation == Derivation::Crossing {
            let names: Vec<String> = self.rules.iter().map(|rule| self.name(*rule)).collect();
            let cannot = language.choose(
                "cannot hold together within the envelope's total",
                "non possono valere insieme entro il totale della dotazione",
            );
            return format!("{} {cannot}; {}", listed(&names, language), self.lifts(language));
        }
        self.explain_sums(language)
    }

    /// Floors against a ceiling, or ceilings against a floor.
    fn explain_sums(&self, language: Language) -> String {
        let style = AmountStyle::from(language);
        let euros = |cents: i128| Money::saturating(cents).to_text(style);
        let (one, limit, others, sum, is_ceiling) = match &self.derivation {
            Derivation::FloorsAboveCeiling { ceiling, limit, floors, sum } => {
                (ceiling, limit, floors, sum, true)
            }
            Derivation::CeilingsBelowFloor { floor, limit, ceilings, sum } => {
                (floor, limit, ceilings, sum, false)
            }
            Derivation::Crossing => return String::new(),
        };
        let limit = i128::from(*limit);
        let (upper, lower) = language.choose(("the ceiling", "the floor"), ("il massimale", "il minimo"));
        let of = language.choose("of", "di");
        let one = match (one, is_ceiling) {
            (None, _) => language.choose("the envelope's total", "il totale della dotazione").to_owned(),
            (Some(rule), true) => format!("{upper} {of} {}", self.name(*rule)),
            (Some(rule), false) => format!("{lower} {of} {}", self.name(*rule)),
        };
        let mut names: Vec<String> = others.iter().map(|rule| self.name(*rule)).collect();
        names.dedup();
        let kind = match (language, is_ceiling, names.len()) {
            (Language::English, true, 1) => "the floor of",
            (Language::English, true, _) => "the floors of",
            (Language::English, false, 1) => "the ceiling of",
            (Language::English, false, _) => "the ceilings of",
            (Language::Italian, true, 1) => "il minimo di",
            (Language::Italian, true, _) => "i minimi di",
            (Language::Italian, false, 1) => "il massimale di",
            (Language::Italian, false, _) => "i massimali di",
        };
        let apart = euros((limit - sum).abs());
        let verdict = match (language, is_ceiling) {
            (Language::English, true) => format!("{apart} too much"),
            (Language::English, false) => format!("{apart} is missing"),
            (Language::Italian, true) => format!("{apart} di troppo"),
            (Language::Italian, false) => format!("mancano {apart}"),
        };
        let (limit, sum, names) = (euros(limit), euros(*sum), listed(&names, language));
        let lifts = self.lifts(language);
        match language {
            Language::English => {
                format!(
                    "{one} ({limit}) cannot hold together with {kind} {names} ({sum}): {verdict}; {lifts}"
                )
            }
            Language::Italian => {
                format!(
                    "{one} ({limit}) non può valere insieme con {kind} {names} ({sum}): {verdict}; {lifts}"
                )
            }
        }
    }

    fn name(&self, rule: usize) -> String {
        format!("`{}`", self.rulebook.rules()[rule].id())
    }

    fn lifts(&self, language: Language) -> String {
        let count = self.rules.len();
        match count {
            0 | 1 => language
                .choose("dropping it lifts this conflict", "togliendolo questo conflitto cade")
                .to_owned(),
            2 => language
                .choose(
                    "dropping either of these two lifts this conflict",
                    "togliendo uno dei due questo conflitto cade",
                )
                .to_owned(),
            _ => language.choose(
                format!("dropping any one of these {count} lifts this conflict"),
                format!("togliendo uno qualsiasi di questi {count} questo conflitto cade"),
            ),
        }
    }
}

/// The most rules that are dropped one by one where so many bounds clash that no smallest set is searched.
const MOST_DROPPED: usize = 256;

/// How many rules a sentence names before it only counts the others.
const NAMED: usize = 8;

fn listed(names: &[String], language: Language) -> String {
    match names.len().checked_sub(NAMED) {
        None | Some(0) => names.join(", "),
        Some(others) => {
            let (and, more) = language.choose(("and", "others"), ("e altri", ""));
            format!("{} {and} {others} {more}", names[..NAMED].join(", ")).trim_end().to_owned()
        }
    }
}

impl Plan {
    /// Whether the rules can hold together; if not, a smallest set that clashes and the cheapest way out. Rules whose
    /// breach needs more than `up_to` count.
    ///
    /// # Errors
    /// Rules of kinds that the diagnosis does not cover stand in the way, or more than 256 rules are left to drop one by one
    /// (`rebalance_unsupported`); scopes nested too deep (`too_many`).
    pub fn conflict(&self, up_to: Authorization) -> Result<Diagnosis> {
        let bounds = self.bounds(up_to);
        let structure = Structure::new(self.rulebook(), &bounds);
        if self.holds(&bounds)? {
            return self.witness(&structure, up_to);
        }
        let (lines, total) = (self.envelope().line_count(), self.envelope().total().cents());
        let Shape::Tree(arranged) = self.shape(&structure)? else {
            // A rule on all lines that the total breaks clashes by itself.
            let broken = structure.whole.iter().find(|rule| total < rule.low || total > rule.high);
            let rules = match (broken, self.shape(&structure)?) {
                (Some(broken), _) => BTreeSet::from([broken.rule]),
                (None, Shape::Network(network)) => network.clashing(&structure),
                _ => bounds.iter().map(Bounded::rule).collect(),
            };
            return self.dropped_one_by_one(&bounds, rules, Vec::new());
        };
        let elements = bounds_of(&structure, &arranged);
        let Some(mut found) = smallest(&arranged.tree, &elements, lines, total) else {
            // More bounds clash than are searched for a smallest set: rules are dropped one by one instead.
            let rules: BTreeSet<usize> = bounds.iter().map(Bounded::rule).collect();
            if rules.len() > MOST_DROPPED {
                return Err(self.unsupported(rules.first().copied()));
            }
            let (_, relaxation) = relax(&arranged.tree, &elements, lines, total);
            return self.dropped_one_by_one(&bounds, rules, relaxation);
        };
        // A rule on each line is one rule, though it is several bounds: fewer rules may then clash than were counted.
        let each = self.rulebook().rules().iter().any(|rule| rule.each_of().is_some());
        let rules = self.irreducible(&bounds, found.rules.clone())?;
        if rules != found.rules {
            let kept: Vec<_> =
                elements.iter().filter(|bound| rules.binary_search(&bound.rule).is_ok()).copied().collect();
            found = smallest(&arranged.tree, &kept, lines, total).unwrap_or(found);
        }
        let (_, relaxation) = relax(&arranged.tree, &elements, lines, total);
        let minimal = !each || rules.len() == 1;
        let (rulebook, derivation) = (self.rulebook().clone(), found.derivation);
        Ok(Diagnosis::Conflict(Box::new(Conflict { rulebook, rules, minimal, relaxation, derivation })))
    }

    /// Bounds that can hold together say nothing of rules that are no bounds: an allocation that respects all is shown
    /// first.
    fn witness(&self, structure: &Structure, up_to: Authorization) -> Result<Diagnosis> {
        if structure.others.iter().any(|other| other.movement.is_none()) {
            let options = Rebalance { up_to, ..Rebalance::default() };
            self.rebalance(self.approved().amounts(), &options)?;
        }
        Ok(Diagnosis::Feasible)
    }

    /// A conflict of which no rule can be spared; that no smaller one exists is known only of a single rule.
    fn dropped_one_by_one(
        &self,
        bounds: &[Bounded],
        clashing: BTreeSet<usize>,
        relaxation: Vec<(usize, i128)>,
    ) -> Result<Diagnosis> {
        let rules = self.irreducible(bounds, clashing.into_iter().collect())?;
        let (rulebook, minimal, derivation) =
            (self.rulebook().clone(), rules.len() == 1, Derivation::Crossing);
        Ok(Diagnosis::Conflict(Box::new(Conflict { rulebook, rules, minimal, relaxation, derivation })))
    }

    /// Drops rules from a clashing set as long as the rest still clashes.
    fn irreducible(&self, bounds: &[Bounded], mut rules: Vec<usize>) -> Result<Vec<usize>> {
        let mut at = 0;
        while at < rules.len() {
            let without: Vec<usize> = rules.iter().copied().filter(|rule| *rule != rules[at]).collect();
            let kept: Vec<Bounded> =
                bounds.iter().filter(|bound| without.binary_search(&bound.rule()).is_ok()).cloned().collect();
            if self.holds(&kept)? {
                at += 1;
            } else {
                rules = without;
            }
        }
        Ok(rules)
    }

    /// Whether some allocation keeps bounds.
    fn holds(&self, bounds: &[Bounded]) -> Result<bool> {
        let structure = Structure::new(self.rulebook(), bounds);
        let shape = self.shape(&structure)?;
        let known = shape.holds(&structure);
        known.ok_or_else(|| self.unsupported(structure.groups.last().map(|group| group.rule)))
    }
}

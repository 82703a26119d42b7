//! `Conflict`: rules that cannot hold together (an IIS), why, and the least relaxation.

use std::collections::BTreeSet;
use std::fmt;

use super::refutation::{Refutation, RulePart};
use super::relaxation::Relaxation;
use super::total_side::TotalSide;
use riparto_core::money::{AmountStyle, Language, Money};
use riparto_core::rules::{Each, Rule, Rulebook};

/// Rules that cannot hold together: an infeasible subset, irreducible if [`Conflict::is_irreducible`]. The envelope's total always
/// holds and is not counted.
#[derive(Clone, Debug, PartialEq)]
pub struct Conflict {
    rulebook: Rulebook,
    rules: Vec<usize>,
    minimal: bool,
    irreducible: bool,
    relaxation: Option<Relaxation>,
    derivation: Refutation,
}

impl Conflict {
    pub(super) fn new(
        rulebook: Rulebook,
        rules: Vec<usize>,
        (minimal, irreducible): (bool, bool),
        relaxation: Option<Relaxation>,
        derivation: Refutation,
    ) -> Conflict {
        Conflict { rulebook, rules, minimal, irreducible, relaxation, derivation }
    }

    /// The rules of the set; without any one of them the others can hold, if the set is irreducible.
    pub fn rules(&self) -> impl ExactSizeIterator<Item = &Rule> {
        self.rules.iter().map(|rule| &self.rulebook.rules()[*rule])
    }

    /// Whether it is proven that no smaller set of rules is infeasible: an IIS of minimum cardinality.
    #[must_use]
    pub fn is_minimal(&self) -> bool {
        self.minimal
    }

    /// Whether the others can hold without any one of these rules. Always true, except when some rule is not a bound on a sum and
    /// a search without one of the rules hit its limit, or when too many rules with `each` conflict to drop each.
    #[must_use]
    pub fn is_irreducible(&self) -> bool {
        self.irreducible
    }

    /// The least total violation of the rules, in cents, over all conflicts of the plan, not only this one. A floor, a ceiling, a
    /// cap, a share and a derived line count by the cents that they are missed by; a rule with `each` on each line or part.
    /// Steps are never relaxed. `None` if no relaxation is known.
    #[must_use]
    pub fn relaxation_cents(&self) -> Option<i128> {
        Some(self.relaxation.as_ref()?.rules.iter().map(|(_, cents)| cents).sum())
    }

    /// The rules that are relaxed, and by how many cents each: loosened by that much, all rules can hold. Empty if no relaxation
    /// is known.
    #[doc(alias = "allentamento")]
    pub fn relaxation(&self) -> impl ExactSizeIterator<Item = (&Rule, i128)> {
        let rules = self.relaxation.as_ref().map_or(&[][..], |relaxation| &relaxation.rules);
        rules.iter().map(|(rule, cents)| (&self.rulebook.rules()[*rule], *cents))
    }

    /// A proven lower bound on the total violation, in cents: equal to [`Conflict::relaxation_cents`] if that is proven least. `None`
    /// if no relaxation is known.
    #[must_use]
    pub fn relaxation_at_least(&self) -> Option<i128> {
        Some(self.relaxation.as_ref()?.at_least)
    }

    /// Whether it is proven that no relaxation takes fewer cents. Always true, except when some rule is not a bound on a sum, or
    /// three families of scopes cross, and the search hit its limit.
    #[must_use]
    pub fn is_relaxation_proven(&self) -> bool {
        self.relaxation.is_some() && self.relaxation_at_least() == self.relaxation_cents()
    }

    /// For rules in the conflict that hold for each line, for each value of a label or each beginning of its values: the ids of the lines, the
    /// values, or the last value of each beginning. A rule
    /// whose parts the search does not tell apart is left out.
    pub fn parts(&self) -> impl Iterator<Item = (&Rule, Vec<&str>)> {
        let each = self.rules.iter().filter(|rule| self.rulebook.rules()[**rule].each().is_some());
        each.map(|rule| {
            let parts: BTreeSet<usize> =
                self.derivation.parts().filter(|part| part.rule == *rule).map(|part| part.line).collect();
            let names = parts.into_iter().filter_map(|line| self.part_name(RulePart { rule: *rule, line }));
            (&self.rulebook.rules()[*rule], names.collect())
        })
        .filter(|(_, names): &(&Rule, Vec<&str>)| !names.is_empty())
    }

    /// The line or the value of a label that a part of a rule is about, if the rule holds for each.
    fn part_name(&self, part: RulePart) -> Option<&str> {
        let line = self.rulebook.envelope().line(part.line);
        match self.rulebook.rules()[part.rule].each()? {
            Each::Line => Some(line.id()),
            Each::Label(key) | Each::Through(key) => line.labels().get(key),
        }
    }

    /// One sentence: what cannot hold together, by how much, and what lifts it.
    #[must_use]
    pub fn explanation(&self, language: Language) -> String {
        self.rulebook.envelope().currency().printing(|| self.explained(language))
    }

    fn explained(&self, language: Language) -> String {
        if let Refutation::Crossing { parts } = &self.derivation {
            let of_rule = |rule: &usize| -> String {
                let parts: Vec<RulePart> = parts.iter().filter(|part| part.rule == *rule).copied().collect();
                self.name(*rule, &parts, language)
            };
            let names: Vec<String> = self.rules.iter().map(of_rule).collect();
            let cannot = match (language, names.len()) {
                (Language::English, 1) => "cannot hold within the envelope's total",
                (Language::English, _) => "cannot hold together within the envelope's total",
                (Language::Italian, 1) => "è incompatibile con il totale della dotazione",
                (Language::Italian, _) => "sono incompatibili tra loro entro il totale della dotazione",
            };
            return format!("{} {cannot}; {}", listed(&names, language), self.lifts(language));
        }
        if let Refutation::FloorsAboveCeilings { floors, low, ceilings, high, total } = &self.derivation {
            return self.explain_sides((floors, *low), (ceilings, *high), *total, language);
        }
        self.explain_sums(language)
    }

    /// Floors against ceilings.
    fn explain_sides(
        &self,
        (floors, low): (&[RulePart], i128),
        (ceilings, high): (&[RulePart], i128),
        total: TotalSide,
        language: Language,
    ) -> String {
        let style = AmountStyle::from(language);
        let euros = |cents: i128| Money::saturating(cents).to_text(style);
        let side = |parts: &[RulePart], one: &str, many: &str, has_total: bool| {
            let of_rule = |parts: &[RulePart]| self.name(parts[0].rule, parts, language);
            let names: Vec<String> = parts.chunk_by(|a, b| a.rule == b.rule).map(of_rule).collect();
            let kind = if parts.len() == 1 { one } else { many };
            let own = (!parts.is_empty()).then(|| format!("{kind} {}", listed(&names, language)));
            let whole = language.choose("the envelope's total", "il totale della dotazione").to_owned();
            let and = language.choose(" and ", " e ");
            own.into_iter().chain(has_total.then_some(whole)).collect::<Vec<_>>().join(and)
        };
        let (floor, floors_of) =
            language.choose(("the floor of", "the floors of"), ("il minimo di", "i minimi di"));
        let (ceiling, ceilings_of) =
            language.choose(("the ceiling of", "the ceilings of"), ("il massimale di", "i massimali di"));
        let asked = side(floors, floor, floors_of, total == TotalSide::AmongFloors);
        let allowed = side(ceilings, ceiling, ceilings_of, total == TotalSide::AmongCeilings);
        let (apart, low, high) = (euros(low - high), euros(low), euros(high));
        let lifts = self.lifts(language);
        language.choose(
            format!("{asked} ({low} in all) cannot hold together with {allowed} ({high} in all): {apart} too much; {lifts}"),
            format!("{asked} (complessivi {low}) sono incompatibili con {allowed} (complessivi {high}): eccedenza {apart}; {lifts}"),
        )
    }

    /// Floors against a ceiling, or ceilings against a floor.
    fn explain_sums(&self, language: Language) -> String {
        let style = AmountStyle::from(language);
        let euros = |cents: i128| Money::saturating(cents).to_text(style);
        let (one, limit, others, sum, is_ceiling) = match &self.derivation {
            Refutation::FloorsAboveCeiling { ceiling, limit, floors, sum } => {
                (ceiling, limit, floors, sum, true)
            }
            Refutation::CeilingsBelowFloor { floor, limit, ceilings, sum } => {
                (floor, limit, ceilings, sum, false)
            }
            Refutation::FloorsAboveCeilings { .. } | Refutation::Crossing { .. } => {
                return String::new();
            }
        };
        let limit = i128::from(*limit);
        let (upper, lower) = language.choose(("the ceiling", "the floor"), ("il massimale", "il minimo"));
        let of = language.choose("of", "di");
        let one = match (one, is_ceiling) {
            (None, _) => language.choose("the envelope's total", "il totale della dotazione").to_owned(),
            (Some(part), true) => format!("{upper} {of} {}", self.name(part.rule, &[*part], language)),
            (Some(part), false) => format!("{lower} {of} {}", self.name(part.rule, &[*part], language)),
        };
        let of_rule = |parts: &[RulePart]| self.name(parts[0].rule, parts, language);
        let names: Vec<String> = others.chunk_by(|one, other| one.rule == other.rule).map(of_rule).collect();
        let kind = match (language, is_ceiling, others.len()) {
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
            (Language::Italian, true) => format!("eccedenza {apart}"),
            (Language::Italian, false) => format!("importo mancante {apart}"),
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
                format!("{one} ({limit}) è incompatibile con {kind} {names} ({sum}): {verdict}; {lifts}")
            }
        }
    }

    /// The id of a rule; if it holds for each line or each value of a label, with those that it is about.
    fn name(&self, rule: usize, parts: &[RulePart], language: Language) -> String {
        let id = self.rulebook.rules()[rule].id();
        let mut parts: Vec<&str> = parts.iter().filter_map(|part| self.part_name(*part)).collect();
        parts.dedup();
        let kind = match (self.rulebook.rules()[rule].each(), parts.len()) {
            (None, _) | (_, 0) => return format!("`{id}`"),
            (Some(Each::Line), 1) => language.choose("line", "voce"),
            (Some(Each::Line), _) => language.choose("lines", "voci"),
            (Some(Each::Label(key)), _) => key,
            (Some(Each::Through(key)), _) => {
                &*language.choose(format!("{key} up to"), format!("{key} fino a"))
            }
        };
        let names: Vec<String> = parts.iter().map(|part| format!("`{part}`")).collect();
        format!("`{id}` ({kind} {})", listed(&names, language))
    }

    fn lifts(&self, language: Language) -> String {
        let count = self.rules.len();
        if !self.irreducible {
            return language
                .choose("perhaps not all of them are needed for that", "forse non tutti vi concorrono")
                .to_owned();
        }
        match count {
            0 | 1 => language
                .choose("dropping it lifts this conflict", "eliminandolo il conflitto si risolve")
                .to_owned(),
            2 => language
                .choose(
                    "dropping either of these two lifts this conflict",
                    "eliminandone uno il conflitto si risolve",
                )
                .to_owned(),
            _ => language.choose(
                format!("dropping any one of these {count} lifts this conflict"),
                format!("eliminandone uno qualsiasi dei {count} il conflitto si risolve"),
            ),
        }
    }
}

/// The sentence in English.
impl fmt::Display for Conflict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.explanation(Language::English))
    }
}

/// How many rules, or parts of one, a sentence names before it only counts the others.
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

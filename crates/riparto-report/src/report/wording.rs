//! `Wording`: the words that sentences about events share: amounts, rules, breaches, changes.

use std::collections::{BTreeMap, BTreeSet};

use super::words::one_line;
use riparto_core::money::{AmountStyle, Language, Money};
use riparto_core::plan::Plan;
use riparto_core::words::choose;
use riparto_table::table::{AcceptedBreach, LineChange};

/// The plan, for the names of parties, lines and rules, and the language.
pub(super) struct Wording<'a> {
    pub(super) plan: Option<&'a Plan>,
    pub(super) language: Language,
}

impl Wording<'_> {
    /// Which earlier change of the total is taken back.
    pub(super) fn taking_back(&self, reversed: Option<&str>) -> String {
        let Some(reversed) = reversed else { return String::new() };
        choose!(self.language, ", taking back `{reversed}`", ", a revoca di `{reversed}`")
    }

    /// The lines that rise though the total is cut, or fall though it is raised.
    pub(super) fn against(&self, changes: &[LineChange], is_cut: bool) -> Vec<String> {
        let strays = changes.iter().filter(|change| (change.after > change.before) == is_cut);
        let names: Vec<String> = strays.map(|change| format!("`{}`", change.line)).collect();
        let names = names.join(", ");
        let sentence = match is_cut {
            true => self.language.choose(
                format!("Although the total is cut, these rise: {names}"),
                format!("Benché la dotazione diminuisca, aumentano: {names}"),
            ),
            false => self.language.choose(
                format!("Although the total is raised, these fall: {names}"),
                format!("Benché la dotazione aumenti, diminuiscono: {names}"),
            ),
        };
        (!names.is_empty()).then_some(sentence).into_iter().collect()
    }

    pub(super) fn money(&self, amount: Money) -> String {
        amount.to_text(self.language.into())
    }

    /// A rule by its id and its words.
    pub(super) fn rule(&self, id: &str) -> String {
        let rule = self.plan.and_then(|plan| plan.rulebook().rule(id).ok());
        match rule.map(|rule| one_line(rule.text_in(self.language))) {
            Some(words) if !words.is_empty() => {
                self.language.choose(format!("rule `{id}` ({words})"), format!("`{id}` ({words})"))
            }
            _ => self.rule_id(id),
        }
    }

    pub(super) fn rule_id(&self, id: &str) -> String {
        self.language.choose(format!("rule `{id}`"), format!("`{id}`"))
    }

    /// The rules that a decision leaves broken; the words and the source of a rule only once.
    pub(super) fn breaches(&self, breaches: &[AcceptedBreach]) -> Vec<String> {
        let mut shown: BTreeSet<&str> = BTreeSet::new();
        breaches.iter().map(|breach| self.breach(breach, shown.insert(&breach.rule))).collect()
    }

    fn breach(&self, breach: &AcceptedBreach, in_full: bool) -> String {
        let rule = if in_full { self.rule(&breach.rule) } else { self.rule_id(&breach.rule) };
        let line = breach.line.as_ref().map_or_else(String::new, |line| {
            self.language.choose(format!(" on line `{line}`"), format!(" sulla voce `{line}`"))
        });
        let excess = self.money(breach.excess);
        let needs = breach.needs.words(self.language);
        let demand = breach.needs.demand(self.language);
        let needs = match breach.waived {
            true => "waived".to_owned(),
            false if breach.stands => self
                .language
                .choose(format!("{needs}, authorized before"), format!("{demand}, già autorizzato")),
            false => self.language.choose(format!("needs {needs}"), demand.to_owned()),
        };
        let before = match breach.before {
            Money::ZERO => String::new(),
            before if before >= breach.excess => {
                self.language.choose(", no more than before", ", situazione non aggravata").to_owned()
            }
            before => {
                let before = self.money(before);
                self.language.choose(format!(" ({before} before)"), format!(" (prima {before})"))
            }
        };
        let mut text = self.language.choose(
            format!("Breaks {rule}{line} by {excess}{before}: {needs}"),
            match breach.waived {
                true => format!("In deroga al vincolo {rule}{line} per {excess}{before}"),
                false => format!("Superamento del limite {rule}{line} di {excess}{before}: {needs}"),
            },
        );
        let known = self.plan.and_then(|plan| plan.rulebook().rule(&breach.rule).ok());
        if let Some(rule) = known.filter(|rule| in_full && !rule.source().is_empty()) {
            let source = self.language.choose("source", "fonte");
            text.push_str(&format!(" ({source}: {})", one_line(rule.source_in(self.language))));
        }
        text
    }

    /// What lines held and hold.
    pub(super) fn changes(&self, changes: &[LineChange]) -> Vec<String> {
        changes.iter().map(|change| self.change(change)).collect()
    }

    /// What one line held and holds.
    pub(super) fn change_of(&self, line: &str, changes: &[LineChange]) -> Vec<String> {
        let changed = changes.iter().filter(|change| change.line == line);
        changed.map(|change| self.change(change)).collect()
    }

    fn change(&self, change: &LineChange) -> String {
        let style = AmountStyle::from(self.language);
        let delta = (change.after - change.before).to_figures(style);
        let (before, after) = (self.money(change.before), self.money(change.after));
        format!("`{}`: {before} → {after} ({delta})", change.line)
    }

    /// The rules that an act waives, with the reasons.
    pub(super) fn waived(&self, waivers: &BTreeMap<String, String>) -> Vec<String> {
        let waives = self.language.choose("Waives", "Deroga a");
        let waived = waivers.iter();
        waived.map(|(rule, reason)| format!("{waives} {}: {}", self.rule(rule), one_line(reason))).collect()
    }
}

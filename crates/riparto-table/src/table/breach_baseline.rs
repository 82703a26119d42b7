//! `BreachBaseline`: the breaches before an act on lines, which those after it are compared with.

use std::collections::{BTreeMap, BTreeSet};

use riparto_core::money::{Language, Money};
use riparto_core::rules::{Authorization, Breach, Each, Finding, Findings};

/// What was broken, by rule and by the part that a rule holds for. An act renumbers rules and lines, so both are named by id.
pub(super) struct BreachBaseline {
    broken: BTreeMap<BreachPart, (Authorization, Money)>,
    /// The line that an act splits: a part of it is compared with the breach of the whole line.
    split: Option<String>,
    parts: BTreeSet<String>,
}

/// The id of a rule, which of the things it says, the line or the value of a label that it holds for, and whether too much was found
/// or too little.
type BreachPart = (String, usize, Option<String>, bool);

impl BreachBaseline {
    /// What a check found before an act.
    pub(super) fn of(findings: &Findings) -> BreachBaseline {
        let broken =
            findings.iter().map(|finding| (part_of_rule(finding), (finding.needs(), finding.excess())));
        BreachBaseline { broken: broken.collect(), split: None, parts: BTreeSet::new() }
    }

    /// The same before a line is split into parts.
    pub(super) fn split(self, line: &str, parts: impl IntoIterator<Item = String>) -> BreachBaseline {
        BreachBaseline { split: Some(line.to_owned()), parts: parts.into_iter().collect(), ..self }
    }

    fn entry(&self, finding: &Finding) -> Option<(Authorization, Money)> {
        let (rule, conjunct, part, above) = part_of_rule(finding);
        let is_part = part.as_ref().is_some_and(|part| self.parts.contains(part));
        let part = match finding.rule().each() {
            Some(Each::Line) if is_part => self.split.clone(),
            _ => part,
        };
        self.broken.get(&(rule, conjunct, part, above)).copied()
    }

    /// By how much what a finding is about was broken.
    pub(super) fn before(&self, finding: &Finding) -> Money {
        self.entry(finding).map_or(Money::ZERO, |(_, excess)| excess)
    }

    /// Whether a finding is new, or worse than it was. Rules of a step bind transfers, and an act on lines has none.
    pub(super) fn is_worse_than_before(&self, finding: &Finding) -> bool {
        let now = (finding.needs(), finding.excess());
        finding.breach() != Breach::LineStep && self.entry(finding).is_none_or(|before| now > before)
    }
}

fn part_of_rule(finding: &Finding) -> BreachPart {
    let rule = finding.rule();
    let line = finding.lines().next();
    let part = match rule.each() {
        None => None,
        Some(Each::Line) => line.map(|line| line.id().to_owned()),
        Some(Each::Through(_)) => finding.part().map(|part| part.words(Language::English)),
        Some(Each::Label(key)) => line.and_then(|line| line.labels().get(key)).map(str::to_owned),
    };
    (rule.id().to_owned(), finding.conjunct(), part, finding.is_above())
}

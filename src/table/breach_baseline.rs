//! `BreachBaseline`: what was broken before an act changed the lines of a plan.

use std::collections::{BTreeMap, BTreeSet};

use crate::money::Money;
use crate::rules::{Authorization, Breach, Each, Finding, Findings};

/// What was broken, by rule and by the part that a rule holds for. Rules and positions of lines are others after the act, so
/// neither is known by a number here.
pub(super) struct BreachBaseline {
    broken: BTreeMap<Place, (Authorization, Money)>,
    /// The line that an act splits: a part of it is compared with what stood on the whole.
    split: Option<String>,
    parts: BTreeSet<String>,
}

/// The id of a rule, and the line or the value of a label that it holds for.
type Place = (String, Option<String>);

impl BreachBaseline {
    /// What a check found before an act.
    pub(super) fn of(findings: &Findings) -> BreachBaseline {
        let broken = findings.iter().map(|finding| (place(finding), (finding.needs(), finding.excess())));
        BreachBaseline { broken: broken.collect(), split: None, parts: BTreeSet::new() }
    }

    /// The same before a line is split into parts.
    pub(super) fn split(self, line: &str, parts: impl IntoIterator<Item = String>) -> BreachBaseline {
        BreachBaseline { split: Some(line.to_owned()), parts: parts.into_iter().collect(), ..self }
    }

    fn before_it(&self, finding: &Finding) -> Option<(Authorization, Money)> {
        let (rule, part) = place(finding);
        let is_part = part.as_ref().is_some_and(|part| self.parts.contains(part));
        let part = match finding.rule().each_of() {
            Some(Each::Line) if is_part => self.split.clone(),
            _ => part,
        };
        self.broken.get(&(rule, part)).copied()
    }

    /// By how much what a finding is about was broken.
    pub(super) fn before(&self, finding: &Finding) -> Money {
        self.before_it(finding).map_or(Money::ZERO, |(_, excess)| excess)
    }

    /// Whether a finding is new, or worse than it was. Rules of a step bind transfers, and an act on lines has none.
    pub(super) fn worsened_by(&self, finding: &Finding) -> bool {
        let now = (finding.needs(), finding.excess());
        finding.breach() != Breach::LineStep && self.before_it(finding).is_none_or(|stood| now > stood)
    }
}

fn place(finding: &Finding) -> Place {
    let rule = finding.rule();
    let line = finding.lines().next();
    let part = match rule.each_of() {
        None => None,
        Some(Each::Line) => line.map(|line| line.id().to_owned()),
        Some(Each::Label(key)) => line.and_then(|line| line.labels().get(key)).map(str::to_owned),
    };
    (rule.id().to_owned(), part)
}

//! `Part`: for which line or value of a label a rule holds that holds for each.

use serde::Serialize;

use super::rule::{Each, Rule};
use crate::budget::{Envelope, InOrder, Line};
use crate::money::Language;

/// The part of a scope that a finding, an allowance or a margin is about, where the rule holds for each line or each
/// value of a label. In JSON `{"line": "A1"}` or `{"key": "partner", "value": "ats"}`.
///
/// ```
/// use riparto::Plan;
/// use riparto::rules::Part;
///
/// let plan = Plan::from_json(
///     r#"{ "format": "riparto.plan/1", "title": "Plan", "total": "100.00",
///          "lines": [ {"id": "a", "amount": "60.00", "labels": {"partner": "ats"}},
///                     {"id": "b", "amount": "40.00", "labels": {"partner": "anci"}} ],
///          "rules": [ {"id": "r1", "scope": "all", "each": {"label": "partner"}, "limit": {"ceiling": "50.00"}} ] }"#,
/// )?;
/// let findings = plan.check();
/// let part = findings.iter().next().and_then(|finding| finding.part());
/// assert_eq!(part, Some(Part::Label { key: "partner", value: "ats" }));
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(untagged)]
pub enum Part<'a> {
    /// One line, by its id.
    Line {
        /// The id of the line.
        line: &'a str,
    },
    /// The lines with one value of a label.
    Label {
        /// The key of the label.
        key: &'a str,
        /// The value.
        value: &'a str,
    },
    /// The lines with one value of a label or a value before it.
    Through {
        /// The key of the label.
        key: &'a str,
        /// The last value.
        through: &'a str,
    },
}

impl<'a> Part<'a> {
    /// The part of a rule's scope that a line of the scope is in, of the beginnings of a label's values the one that ends with the
    /// line's; none if the rule holds for the scope's sum.
    #[doc(hidden)]
    pub fn of(rule: &'a Rule, line: Line<'a>) -> Option<Part<'a>> {
        match rule.each()? {
            Each::Line => Some(Part::Line { line: line.id() }),
            Each::Label(key) => Some(Part::Label { key, value: line.labels().get(key)? }),
            Each::Through(key) => Some(Part::Through { key, through: line.labels().get(key)? }),
        }
    }

    /// The part of a rule's scope that has just these lines.
    pub(super) fn of_lines(
        rule: &'a Rule,
        envelope: &'a Envelope,
        lines: impl IntoIterator<Item = Line<'a>>,
    ) -> Option<Part<'a>> {
        let lines = lines.into_iter().map(|line| line.position());
        Part::of(rule, envelope.line(Part::naming_line(rule, envelope, lines)?))
    }

    /// The line that a part of a rule's scope is named by: of the beginnings of a label's values, the first with the last value.
    pub(super) fn naming_line(
        rule: &Rule,
        envelope: &Envelope,
        lines: impl IntoIterator<Item = usize>,
    ) -> Option<usize> {
        let mut lines = lines.into_iter();
        let Some(Each::Through(key)) = rule.each() else { return lines.next() };
        let order = InOrder::of(envelope, key);
        let value = |line: usize| envelope.line(line).labels().get(key).unwrap_or_default();
        // Of several the first is kept.
        lines
            .reduce(|first, line| if order.compare(value(line), value(first)).is_gt() { line } else { first })
    }

    /// The part of a rule's scope with an id of a line or a value of a label.
    #[doc(hidden)]
    pub fn named(rule: &'a Rule, name: &'a str) -> Option<Part<'a>> {
        match rule.each()? {
            Each::Line => Some(Part::Line { line: name }),
            Each::Label(key) => Some(Part::Label { key, value: name }),
            Each::Through(key) => Some(Part::Through { key, through: name }),
        }
    }

    /// In words: ``line `A1` ``, ``partner `ats` ``.
    #[must_use]
    pub fn words(self, language: Language) -> String {
        match self {
            Part::Line { line } => format!("{} `{line}`", language.choose("line", "voce")),
            Part::Label { key, value } => format!("{key} `{value}`"),
            Part::Through { key, through } => {
                language.choose(format!("{key} up to `{through}`"), format!("{key} fino a `{through}`"))
            }
        }
    }
}

//! `FlowCap`: a rule of flow with its cap in cents, for those who choose transfers.

use super::authorization::Authorization;
use super::bases::Placement;
use super::compiled::Subject;
use super::rule::Rule;
use super::rulebook::Rulebook;
use super::view::Evaluation;
use crate::budget::{Envelope, Selection};

/// At most so many cents of transfers that count may be written.
#[derive(Clone)]
#[doc(hidden)]
pub struct FlowCap<'a> {
    #[doc(hidden)]
    pub rule: &'a Rule,
    #[doc(hidden)]
    pub cents: i64,
    envelope: &'a Envelope,
    from: &'a Selection,
    to: &'a Selection,
}

/// The role of a line in a rule of flow, as the end of a transfer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[doc(hidden)]
pub enum FlowRole {
    /// Outside the rule.
    Outside,
    /// The rule counts what passes here.
    Counted,
    /// In both scopes of the rule, which exchange freely.
    Within,
}

impl FlowRole {
    /// Whether the rule counts a transfer between two ends.
    #[doc(hidden)]
    pub fn counts(self, other: FlowRole) -> bool {
        self != FlowRole::Outside
            && other != FlowRole::Outside
            && (self == FlowRole::Counted || other == FlowRole::Counted)
    }

    fn new(side: bool, other_side: bool) -> FlowRole {
        match (side, other_side) {
            (false, _) => FlowRole::Outside,
            (true, false) => FlowRole::Counted,
            (true, true) => FlowRole::Within,
        }
    }
}

impl FlowCap<'_> {
    /// The role of a line that gives.
    #[doc(hidden)]
    pub fn giving(&self, line: usize) -> FlowRole {
        let (from, to) = self.sides(line);
        FlowRole::new(from, to)
    }

    /// The role of a line that takes.
    #[doc(hidden)]
    pub fn taking(&self, line: usize) -> FlowRole {
        let (from, to) = self.sides(line);
        FlowRole::new(to, from)
    }

    fn sides(&self, line: usize) -> (bool, bool) {
        (self.from.contains(self.envelope, line), self.to.contains(self.envelope, line))
    }
}

impl Rulebook {
    /// The caps that transfers from an approved allocation must respect to need no more than a level of authorization.
    pub(crate) fn flow_caps(&self, evaluation: &Evaluation, up_to: Authorization) -> Vec<FlowCap<'_>> {
        let compiled = self.compiled();
        let caps = compiled.checks.iter().filter_map(|check| {
            let Subject::Flow { from, to, .. } = check.subject else { return None };
            let (bound, _) = check.bands.iter().find(|(_, needs)| *needs > up_to)?;
            let bases = evaluation.bases(self, Placement::Selection(from));
            Some(FlowCap {
                rule: &compiled.rules[check.rule],
                cents: bound.interval(bases).1,
                envelope: &compiled.envelope,
                from: &compiled.selections[from],
                to: &compiled.selections[to],
            })
        });
        caps.collect()
    }
}

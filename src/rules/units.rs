//! How much work rules are, in the units of a [`Meter`](crate::meter::Meter), counted before it is done.

use super::compiled::{Check, Subject};
use super::rulebook::Rulebook;
use super::view::Standing;

/// Units of work for a line that a rule looks at, where it has to be told.
const TOLD: usize = 8;

impl Rulebook {
    /// The work of a check of an allocation, in units: lines that rules look at.
    pub(crate) fn check_units(&self) -> usize {
        let compiled = self.compiled();
        let lines = |check: &Check| compiled.selections[check.subject.scope()].len(self.envelope());
        compiled.checks.iter().map(lines).fold(0, usize::saturating_add).saturating_mul(TOLD)
    }

    /// The most work of an assessment of a proposal: transfers that rules of flow look at, and lines whose findings were
    /// counted, not kept, so that they are measured again.
    pub(crate) fn assessment_units(&self, standing: &Standing, transfers: usize) -> usize {
        let again = |check: &usize| match &self.compiled().checks[*check].subject {
            Subject::EachLine(scope) => self.compiled().selections[*scope].len(self.envelope()),
            _ => 1,
        };
        let measured_again: usize =
            standing.gathered.unlisted.keys().map(again).fold(0, usize::saturating_add);
        let is_flow = |check: &&Check| matches!(check.subject, Subject::Flow { .. });
        let flows = self.compiled().checks.iter().filter(is_flow).count();
        measured_again.saturating_add(flows.saturating_mul(transfers)).saturating_mul(TOLD)
    }
}

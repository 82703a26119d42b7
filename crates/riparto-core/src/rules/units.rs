//! How much work rules are, in the units of a meter, counted before it is done.

use super::compiled::{Check, Subject};
use super::rulebook::Rulebook;
use super::view::{Evaluation, Moves};

/// Units of work for a line that a rule looks at, where it has to be told.
const TOLD: usize = 2;

/// Units of work for a transfer or a changed line that a rule looks at.
const MOVED: usize = 4;

/// Units of work for a rule that is measured, whatever it looks at.
const MEASURED: usize = 8;

impl Rulebook {
    /// The work of a check of an allocation, in units: rules, and lines that rules look at one by one.
    #[doc(hidden)]
    pub fn check_units(&self) -> usize {
        let compiled = self.compiled();
        let lines = |check: &Check| compiled.looks(check).saturating_mul(TOLD).saturating_add(MEASURED);
        compiled.checks.iter().map(lines).fold(0, usize::saturating_add)
    }

    /// The work of compiling the rules and of checking an allocation: what a check takes, and lines, also those in lists.
    pub(crate) fn reading_units(&self) -> usize {
        let listed =
            self.compiled().selections.iter().map(|selection| selection.listed().saturating_mul(TOLD));
        let lines = self.envelope().line_count().saturating_mul(MEASURED);
        listed.fold(self.check_units().saturating_add(lines), usize::saturating_add)
    }

    /// The work of an assessment of moves: transfers and changed lines that the rules look at which are touched, findings that
    /// stand, and lines whose findings were counted, not kept, so that they are measured again.
    pub(crate) fn assessment_units(&self, evaluation: &Evaluation, moves: &Moves) -> usize {
        let compiled = self.compiled();
        let again = |check: &usize| compiled.looks(&compiled.checks[*check]);
        let measured_again: usize =
            evaluation.gathered.unlisted.keys().map(again).fold(0, usize::saturating_add);
        let transfers = moves.transfers.len();
        let moved = |check: usize| match &compiled.checks[check].subject {
            Subject::Sum(_) | Subject::Part { .. } => MEASURED,
            Subject::MovementBy { parts, inside: false, .. } => MEASURED.saturating_add(parts.len()),
            Subject::MovementBy { parts, .. } => {
                let moved = transfers.saturating_add(parts.len()).saturating_mul(MOVED);
                moved.saturating_add(MEASURED)
            }
            Subject::Flow { all: Some(_), .. } => {
                let lines = self.envelope().line_count().saturating_add(transfers);
                lines.saturating_mul(MOVED).saturating_add(MEASURED)
            }
            _ => transfers.saturating_mul(MOVED).saturating_add(MEASURED),
        };
        let touched = self.touched(evaluation, moves).into_iter().map(moved).fold(0, usize::saturating_add);
        let stood = evaluation.gathered.placed.len().saturating_mul(MEASURED);
        touched.saturating_add(stood).saturating_add(measured_again.saturating_mul(TOLD))
    }

    /// The most work of carrying a proposal out: as much as its assessment, what bounds all lines anew, and a check where not all
    /// findings are kept, or where rules measure from the last decision of a level or count them.
    pub(crate) fn advance_units(&self, evaluation: &Evaluation, moves: &Moves) -> usize {
        let asks_for_decisions = !self.authorized_levels().is_empty() || self.counted_from().is_some();
        if !evaluation.gathered.unlisted.is_empty() || asks_for_decisions {
            return self.assessment_units(evaluation, moves).saturating_add(self.check_units());
        }
        let is_anew = |check: &usize| self.compiled().checks[*check].bounds_all_lines_anew();
        let lines = self.envelope().line_count().saturating_mul(TOLD);
        let anew = self.touched(evaluation, moves).into_iter().filter(is_anew).map(|_| lines);
        let anew = anew.fold(0, usize::saturating_add);
        self.assessment_units(evaluation, moves).saturating_add(anew)
    }
}

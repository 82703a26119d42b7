//! Which rules that look at some lines are broken after moves: what a line of a draft must not go beyond.

use std::collections::BTreeSet;

use super::authorization::Authorization;
use super::bases::Placement;
use super::compiled::Subject;
use super::gathered::Gathered;
use super::rulebook::Rulebook;
use super::view::{Evaluation, Moves, Overlay};

impl Rulebook {
    /// The checks that look at any of some lines. Steps are left out, which transfers are judged by, and counts of changes.
    pub(crate) fn looking_at_lines(&self, lines: &[usize]) -> Vec<usize> {
        let compiled = self.compiled();
        let selections = lines.iter().flat_map(|line| compiled.index.selections(self.envelope(), *line));
        let checks: BTreeSet<usize> = selections
            .flat_map(|selection| compiled.index.checks(selection))
            .map(|check| *check as usize)
            .collect();
        let is_looked_at = |check: &usize| {
            !matches!(compiled.checks[*check].subject, Subject::Step(_) | Subject::Changes(_))
        };
        checks.into_iter().filter(is_looked_at).collect()
    }

    /// Of some checks, those that moves break for these lines, by more than a level of authorization allows and by more than stood
    /// before.
    pub(crate) fn broken_by(
        &self,
        evaluation: &Evaluation,
        moves: &Moves,
        (checks, lines): (&[usize], &[usize]),
        up_to: Authorization,
    ) -> BTreeSet<usize> {
        let overlay = Overlay::new(self, evaluation, moves);
        let bases = evaluation.bases(self, Placement::Selection(0));
        let mut gathered = Gathered::default();
        for check in checks {
            self.evaluate(*check, &overlay, bases, &mut gathered);
        }
        let mut broken: BTreeSet<usize> = gathered
            .unlisted
            .iter()
            .filter(|(_, left)| left.needs > up_to)
            .map(|(check, _)| *check)
            .collect();
        for fresh in &mut gathered.placed {
            let (check, detail) = (fresh.place.check, fresh.place.detail);
            let by_line = matches!(self.compiled().checks[check].subject, Subject::EachLine(_));
            if fresh.finding.needs() <= up_to || (by_line && !lines.contains(&detail)) {
                continue;
            }
            let before = self.broken_before(evaluation, fresh.place);
            fresh.finding.before = before.or_else(|| self.broken_before(evaluation, fresh.place.opposite()));
            if fresh.finding.is_worse() {
                broken.insert(check);
            }
        }
        broken
    }

    /// The rule of a check, by its number.
    pub(crate) fn rule_of(&self, check: usize) -> usize {
        self.compiled().checks[check].rule
    }
}

//! `Assessment`: what a proposal would do, and what it needs.

use super::proposal::Proposal;
use crate::budget::{Allocation, Change, Line};
use crate::money::Money;
use crate::rules::{Authorization, Findings};

/// What a proposal would do to a plan: before, after, the changes, what it breaks, and what it needs.
#[derive(Clone, Debug, PartialEq)]
pub struct Assessment {
    pub(super) proposal: Proposal,
    pub(super) before: Allocation,
    pub(super) changes: Vec<Change>,
    pub(super) findings: Findings,
}

impl Assessment {
    /// The proposal that was assessed.
    #[must_use]
    pub fn proposal(&self) -> &Proposal {
        &self.proposal
    }

    /// The approved allocation that the proposal was assessed against.
    #[must_use]
    pub fn before(&self) -> &Allocation {
        &self.before
    }

    /// The allocation that the proposal would lead to. It is put together at each call.
    #[must_use]
    pub fn after(&self) -> Allocation {
        let mut after = self.before.clone();
        let changes: Vec<(usize, i64)> =
            self.changes.iter().map(|change| (change.line, change.delta.cents())).collect();
        after.change(&changes);
        after
    }

    /// The lines that change, in their order; none if the transfers cancel out.
    #[must_use]
    pub fn changes(&self) -> &[Change] {
        &self.changes
    }

    /// The line of a change.
    #[must_use]
    pub fn line(&self, change: &Change) -> Line<'_> {
        self.before.envelope().line(change.line)
    }

    /// The sum of all increases, which is the sum of all decreases.
    #[must_use]
    pub fn moved(&self) -> Money {
        Money::saturating(self.changes.iter().map(|change| i128::from(change.delta.cents().max(0))).sum())
    }

    /// What the allocation after the proposal breaks, and what the transfers themselves break.
    #[must_use]
    pub fn findings(&self) -> &Findings {
        &self.findings
    }

    /// What the proposal needs: the most that any finding needs.
    #[must_use]
    pub fn authorization(&self) -> Authorization {
        self.findings.authorization()
    }
}

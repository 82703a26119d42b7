//! `TableVariation`: one decision that changed the allocation.

use crate::budget::Change;
use crate::money::MoneyDelta;

/// One decision that changed the allocation.
#[derive(Clone, Debug, PartialEq)]
pub struct TableVariation {
    pub(super) revision: u64,
    pub(super) id: String,
    pub(super) act: String,
    pub(super) kind: VariationKind,
    pub(super) total: MoneyDelta,
    pub(super) changes: Box<[Change]>,
}

/// What kind of decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VariationKind {
    /// A proposal was approved.
    Proposal,
    /// A reversal of a proposal was approved.
    Reversal,
    /// The total was changed.
    EnvelopeChange,
}

impl TableVariation {
    /// The revision of the event.
    #[must_use]
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// The id of the proposal or of the envelope change.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The act; may be empty.
    #[must_use]
    pub fn act(&self) -> &str {
        &self.act
    }

    /// What kind of decision it was.
    #[must_use]
    pub fn kind(&self) -> VariationKind {
        self.kind
    }

    /// By how much the total changed: zero but for envelope changes.
    #[must_use]
    pub fn total(&self) -> MoneyDelta {
        self.total
    }

    /// The lines that changed.
    #[must_use]
    pub fn changes(&self) -> &[Change] {
        &self.changes
    }
}

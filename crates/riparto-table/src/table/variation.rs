//! `TableVariation`: one decision that changed the allocation.

use serde::Serialize;

use riparto_core::budget::Change;
use riparto_core::money::MoneyDelta;

/// One decision that changed the allocation.
///
/// ```
/// use riparto::table::VariationKind;
/// # use riparto::journal::MemoryStore;
/// # use riparto::table::{Command, PersistentTable};
/// # let mut kept = PersistentTable::open(MemoryStore::new())?;
/// # let mut say = |text: &str| kept.submit(&Command::from_json(text)?);
/// # let _ = say(r#"{"id": "c1", "party": "regione", "do": {"open": {"plan":
/// #     { "format": "riparto.plan/1", "title": "Plan", "total": "100.00",
/// #       "lines": [ {"id": "desks", "amount": "60.00"}, {"id": "outreach", "amount": "40.00"} ],
/// #       "parties": [ {"id": "regione", "role": "authority"}, {"id": "anci"} ],
/// #       "rules": [ {"id": "up", "scope": {"lines": ["desks"]}, "limit": {"variation": {"up": {"percent": "20"}}}} ] }}}}"#)?;
/// # let _ = say(r#"{"id": "c2", "party": "anci", "do": {"propose": {"proposal":
/// #     {"id": "p1", "party": "anci", "transfers": [ {"from": "outreach", "to": "desks", "amount": "5.00"} ]}}}}"#)?;
/// # let _ = say(r#"{"id": "c3", "party": "regione", "do": {"approve": {"proposal": "p1", "act": "DD 1/2026"}}}"#)?;
/// # let table = kept.table();
///
/// let [variation] = table.variations() else { panic!("one decision changed amounts") };
/// assert_eq!((variation.revision(), variation.id(), variation.act()), (4, "p1", "DD 1/2026"));
/// assert_eq!((variation.kind(), variation.changes().len()), (VariationKind::Proposal, 2));
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct TableVariation {
    pub(super) revision: u64,
    pub(super) id: String,
    pub(super) act: String,
    pub(super) kind: VariationKind,
    pub(super) total: MoneyDelta,
    pub(super) changes: Box<[Change]>,
    /// How many lines it added.
    pub(super) added: usize,
}

/// What kind of decision.
///
/// ```
/// # use riparto::journal::MemoryStore;
/// # use riparto::table::{Command, PersistentTable};
/// # let mut kept = PersistentTable::open(MemoryStore::new())?;
/// # let mut say = |text: &str| kept.submit(&Command::from_json(text)?);
/// # let _ = say(r#"{"id": "c1", "party": "regione", "do": {"open": {"plan":
/// #     { "format": "riparto.plan/1", "title": "Plan", "total": "100.00",
/// #       "lines": [ {"id": "desks", "amount": "60.00"}, {"id": "outreach", "amount": "40.00"} ],
/// #       "parties": [ {"id": "regione", "role": "authority"}, {"id": "anci"} ],
/// #       "rules": [ {"id": "up", "scope": {"lines": ["desks"]}, "limit": {"variation": {"up": {"percent": "20"}}}} ] }}}}"#)?;
/// # let _ = say(r#"{"id": "c2", "party": "anci", "do": {"propose": {"proposal":
/// #     {"id": "p1", "party": "anci", "transfers": [ {"from": "outreach", "to": "desks", "amount": "5.00"} ]}}}}"#)?;
/// # let _ = say(r#"{"id": "c3", "party": "regione", "do": {"approve": {"proposal": "p1", "act": "DD 1/2026"}}}"#)?;
/// # let table = kept.table();
/// assert_eq!(table.variations()[0].kind(), riparto::table::VariationKind::Proposal);
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum VariationKind {
    /// A proposal was approved.
    Proposal,
    /// A reversal of a proposal was approved.
    Reversal,
    /// The total was changed.
    EnvelopeChange,
    /// A line was added.
    LineAdded,
    /// A line was split.
    LineSplit,
    /// A line was closed.
    LineClosed,
}

impl TableVariation {
    /// The revision of the event.
    #[must_use]
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// The id of the proposal or of the change.
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

    /// Whether it changed what lines are there, or may be used.
    #[must_use]
    pub fn is_of_lines(&self) -> bool {
        matches!(self.kind, VariationKind::LineAdded | VariationKind::LineSplit | VariationKind::LineClosed)
    }

    /// Whether proposals that were made before it are stale: not those before an act on lines that moved nothing.
    pub(super) fn makes_stale(&self) -> bool {
        !self.is_of_lines() || !self.changes.is_empty()
    }

    /// The lines that changed.
    #[must_use]
    pub fn changes(&self) -> &[Change] {
        &self.changes
    }
}

//! A table from its history.

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::co_design_table::CoDesignTable;
use super::fold::changed_lines;
use super::table_event::TableEvent;
use super::variation::TableVariation;
use crate::journal::{Record, Store};
use riparto_core::budget::{Change, ChangesByLine, Envelope};
use riparto_core::error::{Cause, Result};
use riparto_core::money::MoneyDelta;
use riparto_core::words::{bilingual, numbered};

impl CoDesignTable {
    /// Folds a record of a history into the table.
    ///
    /// # Errors
    /// `document_malformed` if its event is not that of a table, `event_impossible` if it cannot follow what happened before.
    pub fn fold_record(&mut self, record: &Record) -> Result<()> {
        self.fold_event(record, &CoDesignTable::event(record)?)
    }

    /// Folds in the event of a record that was read already.
    pub(super) fn fold_event(&mut self, record: &Record, event: &TableEvent) -> Result<()> {
        if record.revision() != self.revision + 1 {
            let why = bilingual!(
                "the table is at event {last}",
                "il tavolo è all'evento n. {last}",
                last = self.revision
            );
            return Err(Cause::EventImpossible { revision: record.revision(), why }.into());
        }
        if let Some(signed) = event.signed.as_ref().filter(|signed| !self.heads.passed(&signed.on)) {
            let why = bilingual!(
                "it was signed on a head at event {given} that this history has not passed through",
                "è stato firmato su un'impronta all'evento n. {given} per cui questo registro non passa",
                given = signed.on.revision()
            );
            return Err(Cause::EventImpossible { revision: record.revision(), why }.into());
        }
        self.apply(event)?;
        self.heads.note(&record.head());
        Ok(())
    }

    /// The event of a record of a table's history.
    ///
    /// # Errors
    /// `document_malformed` if it is not that of a table.
    pub fn event(record: &Record) -> Result<TableEvent> {
        record.event().read().map_err(|error| error.at(numbered("event", "evento n.", record.revision())))
    }

    /// The table at a revision of a history.
    ///
    /// # Errors
    /// `revision_unknown` beyond the last event; those of the store and of [`fold_record`](CoDesignTable::fold_record).
    pub fn at(store: &dyn Store, revision: u64) -> Result<CoDesignTable> {
        let last = store.head()?.revision();
        if revision > last {
            return Err(Cause::RevisionUnknown { found: revision, last }.into());
        }
        let mut table = CoDesignTable::new();
        store.read_after(0, &mut |record| {
            if record.revision() > revision { Ok(()) } else { table.fold_record(&record) }
        })?;
        Ok(table)
    }

    /// What changed in the allocation between two revisions, and by which decisions.
    ///
    /// # Errors
    /// `revision_unknown` for a revision beyond the last event, or before the table was opened.
    pub fn diff(&self, from: u64, to: u64) -> Result<TableDiff<'_>> {
        let (before, after) = (self.held_at(from)?, self.held_at(to)?);
        let (early, late) = (from.min(to), from.max(to));
        let variations = self.variations();
        let start = variations.partition_point(|variation| variation.revision() <= early);
        let end = variations.partition_point(|variation| variation.revision() <= late);
        Ok(TableDiff {
            envelope: self.opened()?.plan.envelope(),
            total: after.total() - before.total(),
            changes: changed_lines(&before, &after),
            variations: &variations[start..end],
        })
    }
}

/// What changed in the allocation between two revisions.
///
/// In JSON a map of `total`, the change of the total; `changes`, by how much each line changed; and `decisions`, each a map of
/// `revision`, `id`, `act` if one is named, `kind`, `total` if it changed, and `changes`.
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
/// let diff = table.diff(1, 4)?;
/// assert!(diff.total().is_zero());
/// assert_eq!(diff.changes()[0].delta.to_string(), "5.00");
/// assert_eq!(diff.variations()[0].id(), "p1");
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct TableDiff<'a> {
    envelope: &'a Envelope,
    total: MoneyDelta,
    changes: Vec<Change>,
    variations: &'a [TableVariation],
}

impl TableDiff<'_> {
    /// By how much the total changed.
    #[must_use]
    pub fn total(&self) -> MoneyDelta {
        self.total
    }

    /// The lines that changed, in the order of the envelope as it is now: one that was not there yet held nothing.
    #[must_use]
    pub fn changes(&self) -> &[Change] {
        &self.changes
    }

    /// The decisions between the two, in the order in which they were taken.
    #[must_use]
    pub fn variations(&self) -> &[TableVariation] {
        self.variations
    }
}

struct DecisionIn<'a>(&'a Envelope, &'a TableVariation);

impl Serialize for DecisionIn<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let DecisionIn(envelope, variation) = *self;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("revision", &variation.revision())?;
        map.serialize_entry("id", variation.id())?;
        if !variation.act().is_empty() {
            map.serialize_entry("act", variation.act())?;
        }
        map.serialize_entry("kind", &variation.kind())?;
        if !variation.total().is_zero() {
            map.serialize_entry("total", &variation.total())?;
        }
        map.serialize_entry("changes", &ChangesByLine(envelope, variation.changes()))?;
        map.end()
    }
}

impl Serialize for TableDiff<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let decisions: Vec<DecisionIn<'_>> =
            self.variations.iter().map(|variation| DecisionIn(self.envelope, variation)).collect();
        let mut map = serializer.serialize_map(Some(3))?;
        map.serialize_entry("total", &self.total)?;
        map.serialize_entry("changes", &ChangesByLine(self.envelope, &self.changes))?;
        map.serialize_entry("decisions", &decisions)?;
        map.end()
    }
}

//! A history in memory.

use super::chain::extend;
use super::event::Event;
use super::head::Head;
use super::record::Record;
use super::store::{Appended, Store};
use riparto_core::error::{Cause, Result};

/// A history in memory: for tests, for scenarios that are thrown away, and for readers of a journal.
///
/// See [`Store`] for an example.
///
/// ```
/// use riparto::journal::{Event, Head, MemoryStore, Store};
///
/// let mut store = MemoryStore::new();
/// store.append(&Head::START, &[Event::of(&serde_json::json!({"moved": "40000.00"}))?])?.accepted()?;
/// assert_eq!(store.records().len(), 1);
/// assert!(store.to_lines().starts_with(r#"{"event":{"moved":"40000.00"},"format":"riparto.history/1","#));
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct MemoryStore {
    records: Vec<Record>,
}

impl MemoryStore {
    /// A history without records.
    #[must_use]
    pub fn new() -> MemoryStore {
        MemoryStore::default()
    }

    /// A history of records that are there already, such as those of a journal that was read.
    ///
    /// ```
    /// use riparto::journal::{Event, MemoryStore, Store};
    ///
    /// let mut store = MemoryStore::new();
    /// store.append(&store.head()?, &[Event::of(&serde_json::json!({"note": "first"}))?])?.accepted()?;
    /// let copy = MemoryStore::with_records(store.records().to_vec())?;
    /// assert_eq!(copy.head()?, store.head()?);
    /// # Ok::<(), riparto::Error>(())
    /// ```
    ///
    /// # Errors
    /// `head_missed` for a record that does not follow the one before it.
    pub fn with_records(records: Vec<Record>) -> Result<MemoryStore> {
        let mut last = Head::START;
        for record in &records {
            if record.previous() != last.hash() || record.revision() != last.revision() + 1 {
                return Err(
                    Cause::HeadMissed { revision: last.revision(), hash: last.hash().to_string() }.into()
                );
            }
            last = record.head();
        }
        Ok(MemoryStore { records })
    }

    /// The records, in order.
    #[must_use]
    pub fn records(&self) -> &[Record] {
        &self.records
    }

    /// The history as the text of a journal.
    #[must_use]
    pub fn to_lines(&self) -> String {
        self.records.iter().flat_map(|record| [record.line(), "\n".into()]).collect()
    }

    fn last(&self) -> Head {
        self.records.last().map_or(Head::START, Record::head)
    }
}

impl Store for MemoryStore {
    fn head(&self) -> Result<Head> {
        Ok(self.last())
    }

    fn append(&mut self, expected: &Head, events: &[Event]) -> Result<Appended> {
        if self.last() != *expected {
            return Ok(Appended::HeadConflict(self.last()));
        }
        self.records.extend(extend(expected, events)?);
        Ok(Appended::Head(self.last()))
    }

    fn read_after(&self, revision: u64, each: &mut dyn FnMut(Record) -> Result<()>) -> Result<()> {
        let start = usize::try_from(revision).unwrap_or(usize::MAX);
        self.records.iter().skip(start).cloned().try_for_each(each)
    }
}

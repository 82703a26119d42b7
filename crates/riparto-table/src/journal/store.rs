//! `Store`: what keeps a history, and how an append ends.

use super::event::Event;
use super::head::Head;
use super::record::Record;
use riparto_core::error::{Cause, Result};

/// How an append ended.
///
/// ```
/// use riparto::journal::{Appended, Event, Head, MemoryStore, Store};
///
/// let (mut store, moved) = (MemoryStore::new(), Event::of(&serde_json::json!({"moved": "40000.00"}))?);
/// let head = store.append(&Head::START, std::slice::from_ref(&moved))?.accepted()?;
/// assert_eq!(store.append(&Head::START, &[moved])?, Appended::HeadConflict(head), "somebody else was faster");
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub enum Appended {
    /// The events are stored, and this is the new head.
    Head(Head),
    /// Nothing was written: the head is this and not the expected one. Read the events since and decide again.
    HeadConflict(Head),
}

impl Appended {
    /// The new head, for a caller that does not retry after a head conflict.
    ///
    /// # Errors
    /// `head_missed` if nothing was written.
    pub fn accepted(self) -> Result<Head> {
        match self {
            Appended::Head(head) => Ok(head),
            Appended::HeadConflict(head) => {
                Err(Cause::HeadMissed { revision: head.revision(), hash: head.hash().to_string() }.into())
            }
        }
    }
}

/// What keeps a history: it only grows, by whole batches, and only from the head that the writer expects.
///
/// All kinds of store behave alike: they pass [`store_suite`](super::store_suite) and, if they keep a history for longer
/// than a program runs, [`durable_store_suite`](super::durable_store_suite). [`extend`](super::extend) makes the
/// records of a batch, [`Record::line`] the text to keep of each, [`Chain`](super::Chain) checks lines that were kept, and
/// [`Error::storage`](riparto_core::Error::storage) tells what failed. docs/STORE.md is a guide, and `examples/postgres-store`
/// a store over PostgreSQL.
///
/// ```
/// use riparto::journal::{Event, Head, MemoryStore, Store};
///
/// fn note(store: &mut dyn Store, text: &str) -> riparto::Result<Head> {
///     let head = store.head()?;
///     store.append(&head, &[Event::of(&serde_json::json!({"note": text}))?])?.accepted()
/// }
///
/// let mut store = MemoryStore::new();
/// note(&mut store, "first")?;
/// note(&mut store, "second")?;
/// let records = store.records_after(1)?;
/// assert_eq!(records[0].event().as_str(), r#"{"note":"second"}"#);
/// # Ok::<(), riparto::Error>(())
/// ```
pub trait Store {
    /// The head of the history.
    ///
    /// # Errors
    /// Those of the store, such as `storage_failed` if it cannot be read.
    fn head(&self) -> Result<Head>;

    /// Appends a batch of events if the head is the expected one: all of them, durably, or none. No events only
    /// compare the head.
    ///
    /// # Errors
    /// `too_many` as for [`extend`](super::extend); those of the store, such as `storage_failed`. After an error nothing
    /// of the batch was acknowledged.
    fn append(&mut self, expected: &Head, events: &[Event]) -> Result<Appended>;

    /// Hands on the records after a revision, in order: 0 for all. An error of `each` ends the reading.
    ///
    /// # Errors
    /// `storage_failed`, `journal_broken`, and those of `each`.
    fn read_after(&self, revision: u64, each: &mut dyn FnMut(Record) -> Result<()>) -> Result<()>;

    /// The records after a revision: 0 for all.
    ///
    /// # Errors
    /// As for [`read_after`](Store::read_after).
    fn records_after(&self, revision: u64) -> Result<Vec<Record>> {
        let mut records = Vec::new();
        self.read_after(revision, &mut |record| {
            records.push(record);
            Ok(())
        })?;
        Ok(records)
    }
}

impl<S: Store + ?Sized> Store for &mut S {
    fn head(&self) -> Result<Head> {
        (**self).head()
    }

    fn append(&mut self, expected: &Head, events: &[Event]) -> Result<Appended> {
        (**self).append(expected, events)
    }

    fn read_after(&self, revision: u64, each: &mut dyn FnMut(Record) -> Result<()>) -> Result<()> {
        (**self).read_after(revision, each)
    }

    fn records_after(&self, revision: u64) -> Result<Vec<Record>> {
        (**self).records_after(revision)
    }
}

/// A store that is chosen while the program runs.
///
/// ```
/// use riparto::journal::{MemoryStore, Store};
/// use riparto::table::PersistentTable;
///
/// let store: Box<dyn Store + Send> = Box::new(MemoryStore::new());
/// let kept = PersistentTable::open(store)?;
/// assert_eq!(kept.head().revision(), 0);
/// # Ok::<(), riparto::Error>(())
/// ```
impl<S: Store + ?Sized> Store for Box<S> {
    fn head(&self) -> Result<Head> {
        (**self).head()
    }

    fn append(&mut self, expected: &Head, events: &[Event]) -> Result<Appended> {
        (**self).append(expected, events)
    }

    fn read_after(&self, revision: u64, each: &mut dyn FnMut(Record) -> Result<()>) -> Result<()> {
        (**self).read_after(revision, each)
    }

    fn records_after(&self, revision: u64) -> Result<Vec<Record>> {
        (**self).records_after(revision)
    }
}

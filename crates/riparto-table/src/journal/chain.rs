//! Extending a history, and checking that a record is the next.

use super::event::Event;
use super::fault::{Fault, FaultCode};
use super::head::Head;
use super::record::{Record, RecordLine};
use riparto_core::capacity::{MAX_BATCH_EVENTS, MAX_EVENT_INTEGER};
use riparto_core::error::{Cause, Result};
use riparto_core::words::both;

/// The records of a batch of events after a head, in their order. They are appended together or not at all.
///
/// ```
/// use riparto::journal::{Event, Head, extend};
///
/// let event = Event::of(&serde_json::json!({"tabled": "p1"}))?;
/// let records = extend(&Head::START, &[event])?;
/// assert_eq!(records[0].head().revision(), 1);
/// # Ok::<(), riparto::Error>(())
/// ```
///
/// # Errors
/// `too_many` for more than [`capacity::MAX_BATCH_EVENTS`](riparto_core::capacity::MAX_BATCH_EVENTS) events, or if revisions would
/// leave the whole numbers of the canonical form.
pub fn extend(head: &Head, events: &[Event]) -> Result<Vec<Record>> {
    let found = events.len();
    if found > MAX_BATCH_EVENTS {
        return Err(
            Cause::TooMany { what: both("events", "eventi"), found, allowed: MAX_BATCH_EVENTS }.into()
        );
    }
    let mut records = Vec::with_capacity(found);
    let (mut head, mut more) = (*head, u64::try_from(found).unwrap_or(u64::MAX));
    if MAX_EVENT_INTEGER.checked_sub(head.revision()).is_none_or(|left| left < more) {
        return Err(Cause::TooMany { what: both("events", "eventi"), found, allowed: 0 }.into());
    }
    for event in events {
        more -= 1;
        let record = Record::after(&head, event.clone(), more);
        head = record.head();
        records.push(record);
    }
    Ok(records)
}

/// How far the lines of a history were read, for the author of a [`Store`](super::Store) that keeps them: each line is checked
/// whole, and that it is the next.
///
/// ```
/// use riparto::journal::{Chain, Event, Head, extend};
///
/// let tabled = ["p1", "p2"].map(|id| Event::of(&serde_json::json!({"tabled": id})));
/// let [first, second] = tabled;
/// let kept = extend(&Head::START, &[first?, second?])?;
///
/// let mut chain = Chain::start();
/// for record in &kept {
///     assert_eq!(chain.read(&record.line())?, *record);
/// }
/// chain.finish()?;
/// assert_eq!(chain.head(), kept[1].head());
///
/// // The second of two that were appended together is missing.
/// let mut chain = Chain::start();
/// chain.read(&kept[0].line())?;
/// assert_eq!(chain.finish().unwrap_err().code(), "journal_broken");
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Chain {
    /// The head after the last whole batch.
    pub(crate) whole: Head,
    /// The head after the last record.
    pub(crate) last: Head,
    /// How many records must follow in the batch; nothing between batches.
    more: Option<u64>,
}

impl Chain {
    /// Before the first record.
    #[must_use]
    pub fn start() -> Chain {
        Chain { whole: Head::START, last: Head::START, more: None }
    }

    /// After a record that was checked before, which need not be the last of its batch.
    #[must_use]
    pub fn after(record: &Record) -> Chain {
        let more = Some(record.more()).filter(|more| *more > 0);
        let whole = if more.is_none() { record.head() } else { Head::START };
        Chain { whole, last: record.head(), more }
    }

    /// The head after the last record that was read.
    #[must_use]
    pub fn head(&self) -> Head {
        self.last
    }

    /// Reads the next line, without a line feed.
    ///
    /// # Errors
    /// `journal_broken` if it is not the next record, exactly as it was written.
    pub fn read(&mut self, line: &str) -> Result<Record> {
        self.take(line.as_bytes()).map(|line| Record::of_line(&line)).map_err(|fault| fault.refusal())
    }

    /// Checks, after the last line, that all of its batch was read.
    ///
    /// # Errors
    /// `journal_broken` if records of the batch are missing.
    pub fn finish(&self) -> Result<()> {
        if self.whole != self.last {
            return Err(Fault::new(self.next_revision(), FaultCode::BatchDiffers).refusal());
        }
        Ok(())
    }

    /// The revision that the next record must have.
    pub(crate) fn next_revision(&self) -> u64 {
        self.last.revision() + 1
    }

    /// The revision of the last record of a batch that was begun; nothing between batches.
    pub(crate) fn last_of_batch(&self) -> Option<u64> {
        self.more.map(|more| self.last.revision() + more)
    }

    /// That blocks are missing where the next record should be.
    pub(crate) fn blocks_missing(&self) -> Fault {
        Fault::new(self.next_revision(), FaultCode::BlocksMissing)
    }

    /// Takes a line, without its line feed, if it is the next record.
    pub(crate) fn take<'a>(&mut self, bytes: &'a [u8]) -> std::result::Result<RecordLine<'a>, Fault> {
        let revision = self.next_revision();
        let line = RecordLine::at(revision, bytes)?;
        if line.previous != self.last.hash() {
            return Err(Fault::new(revision, FaultCode::PreviousDiffers));
        }
        let allowed = u64::try_from(MAX_BATCH_EVENTS).unwrap_or(u64::MAX);
        if self.more.map_or(line.more >= allowed, |more| line.more + 1 != more) {
            return Err(Fault::new(revision, FaultCode::BatchDiffers));
        }
        self.last = line.head;
        self.more = Some(line.more).filter(|more| *more > 0);
        if self.more.is_none() {
            self.whole = line.head;
        }
        Ok(line)
    }
}

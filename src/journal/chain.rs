//! Extending a history, and checking that a record is the next.

use super::event::Event;
use super::fault::{Fault, FaultCode};
use super::head::Head;
use super::record::{Line, Record};
use crate::capacity::{MAX_BATCH_EVENTS, MAX_EVENT_INTEGER};
use crate::error::{Cause, Result};
use crate::words::both;

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
/// `too_many` for more than [`limits::MAX_BATCH_EVENTS`](crate::capacity::MAX_BATCH_EVENTS) events, or if revisions would
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

/// How far a history was checked.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Chain {
    /// The head after the last whole batch.
    pub(crate) whole: Head,
    /// The head after the last record.
    pub(crate) last: Head,
    /// How many records must follow in the batch; nothing between batches.
    more: Option<u64>,
}

impl Chain {
    pub(crate) fn after(head: Head) -> Chain {
        Chain { whole: head, last: head, more: None }
    }

    /// The chain after a record that was checked before, maybe inside its batch.
    #[cfg(feature = "sqlite")]
    pub(crate) fn after_line(line: &Line<'_>) -> Chain {
        let more = Some(line.more).filter(|more| *more > 0);
        let whole = if more.is_none() { line.head } else { Head::START };
        Chain { whole, last: line.head, more }
    }

    /// The revision that the next record must have.
    pub(crate) fn next_revision(&self) -> u64 {
        self.last.revision() + 1
    }

    /// Takes a line, without its line feed, if it is the next record.
    pub(crate) fn take<'a>(&mut self, bytes: &'a [u8]) -> std::result::Result<Line<'a>, Fault> {
        let revision = self.next_revision();
        let line = Line::read(bytes).map_err(|unread| Fault::unread(revision, unread))?;
        if line.head.revision() != revision {
            return Err(Fault::new(revision, FaultCode::RevisionDiffers));
        }
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

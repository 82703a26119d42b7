//! One suite for all kinds of store, and stores that break each of its promises.

use std::sync::{Arc, Mutex};

use riparto_core::Error;
use riparto_core::error::StorageFailure;
use riparto_table::journal::{
    Appended, Chain, Event, Head, Journal, MemoryStore, Record, Store, durable_store_suite, extend,
    store_suite,
};

use super::{Folder, event, history};

#[test]
fn a_history_in_memory_keeps_its_promises_by_value_by_reference_and_in_a_box() {
    assert_eq!(store_suite(&mut MemoryStore::new()), Ok(()));
    assert_eq!(store_suite(&mut &mut MemoryStore::new()), Ok(()));
    let mut boxed: Box<dyn Store + Send> = Box::new(MemoryStore::new());
    assert_eq!(store_suite(&mut boxed), Ok(()));
}

#[test]
fn a_head_conflict_is_an_error_for_who_does_not_retry() {
    let mut store = history(&[1]);
    let refused = store.append(&Head::START, &[event(9)]).unwrap().accepted().unwrap_err();
    assert_eq!(refused.code(), "head_missed");
}

#[test]
fn a_journal_keeps_its_promises_and_is_the_same_when_opened_again() {
    let folder = Folder::new("stores");
    let path = folder.join("table.jsonl");
    drop(Journal::create(&path).unwrap());
    assert_eq!(durable_store_suite(&|| Ok(Box::new(Journal::open(&path)?))), Ok(()));
    let (head, records) = super::contents(&path);
    let mut replayed = Vec::new();
    let journal = Journal::open_and_read(&path, &[head], &mut |record| {
        replayed.push(record);
        Ok(())
    });
    assert_eq!(journal.unwrap().head().unwrap(), head);
    assert_eq!(replayed, records);
}

#[cfg(feature = "sqlite")]
#[test]
fn a_database_keeps_its_promises_and_is_the_same_when_opened_again() {
    use riparto_table::journal::SqliteStore;

    assert_eq!(store_suite(&mut SqliteStore::in_memory().unwrap()), Ok(()));
    let folder = Folder::new("sqlite");
    let path = folder.join("table.sqlite");
    assert_eq!(durable_store_suite(&|| Ok(Box::new(SqliteStore::open(&path)?))), Ok(()));

    // A second program writes; the first misses that head, and reads it.
    let mut store = SqliteStore::open(&path).unwrap();
    let mut second = SqliteStore::open(&path).unwrap();
    let head = store.head().unwrap();
    let Appended::Head(later) = second.append(&head, &[event(5)]).unwrap() else { panic!() };
    assert_eq!(store.append(&head, &[event(6)]).unwrap(), Appended::HeadConflict(later));
    assert_eq!(store.records_after(head.revision()).unwrap().len(), 1);
}

/// A store as another program would write it, by the public face of the crate: the lines of a history in a list that many
/// share. It breaks one promise, if told to.
#[derive(Clone, Default)]
struct SharedLines {
    lines: Arc<Mutex<Vec<String>>>,
    opened: Arc<Mutex<u32>>,
    defect: Option<Defect>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Defect {
    IgnoresTheHead,
    ComparesOnlyRevisions,
    SkipsAnEmptyAppend,
    KeepsTheFirstOfABatch,
    TellsTheExpectedHead,
    ForgetsTheBatch,
    LosesAccents,
    StartsOneLate,
    SwallowsErrors,
    KeepsHalfOfTooMany,
    IsAlone,
    LocksNobodyOut,
    IsForgetful,
    IsClosed,
}

impl SharedLines {
    fn has(&self, defect: Defect) -> bool {
        self.defect == Some(defect)
    }

    fn last(&self, lines: &[String]) -> Result<Head, Error> {
        match lines.last() {
            None => Ok(Head::START),
            Some(line) => Ok(Record::from_line(lines.len().try_into().unwrap(), line)?.head()),
        }
    }
}

impl Store for SharedLines {
    fn head(&self) -> Result<Head, Error> {
        if self.has(Defect::IsClosed) {
            return Err(Error::storage(StorageFailure::Denied, "the portal's role may not read `history`"));
        }
        self.last(&self.lines.lock().unwrap())
    }

    fn append(&mut self, expected: &Head, events: &[Event]) -> Result<Appended, Error> {
        let head = self.last(&self.lines.lock().unwrap())?;
        if self.has(Defect::LocksNobodyOut) {
            std::thread::sleep(std::time::Duration::from_millis(2));
        }
        let is_same = match self.defect {
            Some(Defect::IgnoresTheHead) => true,
            Some(Defect::ComparesOnlyRevisions) => head.revision() == expected.revision(),
            Some(Defect::SkipsAnEmptyAppend) => head == *expected || events.is_empty(),
            _ => head == *expected,
        };
        let told = if self.has(Defect::TellsTheExpectedHead) { *expected } else { head };
        if !is_same {
            return Ok(Appended::HeadConflict(told));
        }
        let records = match extend(&head, events) {
            Err(_) if self.has(Defect::KeepsHalfOfTooMany) => extend(&head, &events[..2])?,
            records => records?,
        };
        let mut lines = self.lines.lock().unwrap();
        if !self.has(Defect::LocksNobodyOut) && self.last(&lines)? != head {
            return Ok(Appended::HeadConflict(self.last(&lines)?));
        }
        let kept = if self.has(Defect::KeepsTheFirstOfABatch) { 1.min(records.len()) } else { records.len() };
        lines.extend(records[..kept].iter().map(Record::line));
        Ok(Appended::Head(records.last().map_or(head, Record::head)))
    }

    fn read_after(
        &self,
        revision: u64,
        each: &mut dyn FnMut(Record) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let lines = self.lines.lock().unwrap().clone();
        let revision = if self.has(Defect::StartsOneLate) && revision > 1 { revision + 1 } else { revision };
        let start = usize::try_from(revision).unwrap_or(usize::MAX).min(lines.len());
        let mut chain = match start.checked_sub(1) {
            None => Chain::start(),
            Some(last) => Chain::after(&Record::from_line(start.try_into().unwrap(), &lines[last])?),
        };
        for line in &lines[start..] {
            let record = if self.has(Defect::LosesAccents) {
                chain.read(&line.replace('ù', "u"))?
            } else {
                chain.read(line)?
            };
            match each(record) {
                Err(_) if self.has(Defect::SwallowsErrors) => return Ok(()),
                handed_on => handed_on?,
            }
        }
        if self.has(Defect::ForgetsTheBatch) { Ok(()) } else { chain.finish() }
    }
}

/// Opens the lines again: all of them share the list, but where a defect says otherwise.
fn open_again(shared: &SharedLines) -> Result<Box<dyn Store>, Error> {
    if shared.has(Defect::IsForgetful) {
        return Ok(Box::new(SharedLines::default()));
    }
    if shared.has(Defect::IsAlone) {
        // The first writer never lets go.
        let mut opened = shared.opened.lock().unwrap();
        *opened += 1;
        if *opened > 3 {
            return Err(Error::storage(StorageFailure::Locked, "held by the writer before"));
        }
    }
    Ok(Box::new(shared.clone()))
}

#[test]
fn a_store_written_by_others_passes_the_suite() {
    let shared = SharedLines::default();
    assert_eq!(durable_store_suite(&|| open_again(&shared)), Ok(()));
    assert!(shared.lines.lock().unwrap().len() > 30);
}

#[test]
fn the_suite_names_the_promise_that_a_store_breaks() {
    for (defect, promise) in [
        (Defect::IsClosed, "a store has a head"),
        (Defect::IgnoresTheHead, "an append after another head is a head conflict, and tells the head"),
        (
            Defect::ComparesOnlyRevisions,
            "an append after another head is a head conflict, and tells the head",
        ),
        (Defect::SkipsAnEmptyAppend, "an append after another head is a head conflict, and tells the head"),
        (Defect::TellsTheExpectedHead, "an append after another head is a head conflict, and tells the head"),
        (Defect::KeepsTheFirstOfABatch, "the head is that of the last append"),
        (Defect::LosesAccents, "a store hands on its records"),
        (Defect::StartsOneLate, "records after a revision are those that follow it, also inside a batch"),
        (Defect::SwallowsErrors, "an error of the reader ends the reading and is handed back"),
        (Defect::KeepsHalfOfTooMany, "a batch of too many events is refused as `too_many`"),
        (Defect::IsForgetful, "a history opened again is the same"),
        (Defect::LocksNobodyOut, "writers that append at once meet a lock or a head conflict"),
        (Defect::IsAlone, "a writer gets its turn"),
    ] {
        let shared = SharedLines { defect: Some(defect), ..SharedLines::default() };
        let violation = durable_store_suite(&|| open_again(&shared)).unwrap_err();
        assert!(violation.to_string().starts_with(promise), "{defect:?}: {violation}");
    }
}

#[test]
fn lines_that_a_store_kept_are_read_as_they_were_written_or_refused() {
    let records = history(&[1, 3]).records().to_vec();
    let lines: Vec<String> = records.iter().map(Record::line).collect();
    for (revision, line) in (1..).zip(&lines) {
        assert_eq!(Record::from_line(revision, line).unwrap().revision(), revision);
        assert_eq!(Record::from_line(revision + 1, line).unwrap_err().code(), "journal_broken");
        assert_eq!(Record::from_line(revision, &format!("{line}\n")).unwrap_err().code(), "journal_broken");
        assert_eq!(
            Record::from_line(revision, &line.replacen("40000.00", "10000.00", 1)).unwrap_err().to_string(),
            format!(
                "event {revision} of the history is broken: the hash is not that of the record: go back to a copy that verifies"
            )
        );
    }
    // Inside a batch, and left out of one.
    let mut chain = Chain::after(&records[1]);
    assert_eq!(chain.read(&lines[2]).unwrap(), records[2]);
    assert_eq!(chain.finish().unwrap_err().code(), "journal_broken");
    assert_eq!(chain.read(&lines[3]).unwrap(), records[3]);
    assert_eq!((chain.finish(), chain.head()), (Ok(()), records[3].head()));
    assert_eq!(Chain::after(&records[0]).read(&lines[2]).unwrap_err().code(), "journal_broken");
}

#[test]
fn an_error_of_a_store_keeps_its_source() {
    use std::error::Error as _;

    let full = std::io::Error::other("could not extend file:\n  No space left on device");
    let error = Error::storage(StorageFailure::Full, full);
    assert_eq!(
        (error.code(), error.to_string()),
        (
            "storage_full",
            "the history cannot be read or written: could not extend file: No space left on device"
                .to_owned()
        )
    );
    let source = error.clone();
    let source = source.source().unwrap().downcast_ref::<std::io::Error>().unwrap();
    assert!(source.to_string().contains("No space left"), "a copy has it too");
    let codes = [
        (StorageFailure::Exists, "journal_exists"),
        (StorageFailure::Denied, "storage_denied"),
        (StorageFailure::Full, "storage_full"),
        (StorageFailure::Locked, "journal_locked"),
        (StorageFailure::Unsure, "storage_unsure"),
        (StorageFailure::Other, "storage_failed"),
    ];
    for (failure, code) in codes {
        let error = Error::storage(failure, "what the database says");
        assert_eq!((error.code(), error.kind()), (code, riparto_core::error::ErrorKind::Storage));
        assert_eq!(error.source().unwrap().to_string(), "what the database says");
    }
    let folder = Folder::new("source");
    let missing = Journal::open(folder.join("missing.jsonl")).unwrap_err();
    let source = missing.source().unwrap().downcast_ref::<std::io::Error>().unwrap();
    assert_eq!(source.kind(), std::io::ErrorKind::NotFound);
}

#[test]
fn a_store_of_records_that_are_there_is_the_store_that_they_are_from() {
    let mut store = MemoryStore::new();
    for note in ["one", "two", "three"] {
        let event = Event::of(&serde_json::json!({"note": note})).unwrap();
        let _ = store.append(&store.head().unwrap(), &[event]).unwrap();
    }
    let copy = MemoryStore::with_records(store.records().to_vec()).unwrap();
    assert_eq!((copy.head().unwrap(), copy.to_lines()), (store.head().unwrap(), store.to_lines()));
    let gap = store.records().iter().filter(|record| record.revision() != 2).cloned().collect();
    assert_eq!(MemoryStore::with_records(gap).unwrap_err().code(), "head_missed");
}

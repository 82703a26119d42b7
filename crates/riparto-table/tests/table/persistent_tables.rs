//! A table and its store: one suite over memory, a file, and SQLite; nothing lost, nothing done twice.

use std::fs;
use std::path::PathBuf;

use riparto_core::{Error, Result};
use riparto_table::journal::{Appended, Event, Head, Journal, MemoryStore, Record, Store};
use riparto_table::table::{CoDesignTable, Command, PersistentTable, SubmitOutcome};
use serde_json::json;

use riparto_table_tests::{command, plan, proposal};

/// A folder that is gone when the test is.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let path = std::env::temp_dir().join(format!("riparto-kept-{name}-{}", std::process::id()));
        fs::remove_dir_all(&path).ok();
        fs::create_dir_all(&path).unwrap();
        Folder(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).ok();
    }
}

fn propose(id: &str, amount: &str) -> Command {
    let proposal = proposal("anci", id, ("outreach", "desks", amount));
    command(&format!("propose-{id}"), "anci", &json!({"propose": {"against": 1, "proposal": proposal}}))
}

fn approve(id: &str) -> Command {
    command(&format!("approve-{id}"), "regione", &json!({"approve": {"proposal": id}}))
}

fn open() -> Command {
    command("open", "regione", &json!({"open": {"plan": plan()}}))
}

fn codes(outcomes: &[SubmitOutcome]) -> Vec<String> {
    let code = |outcome: &SubmitOutcome| match outcome {
        SubmitOutcome::Accepted(events) => format!("{} events", events.len()),
        SubmitOutcome::AlreadyDone { revision } => format!("done at {revision}"),
        SubmitOutcome::Rejected(rejection) => rejection.code().to_owned(),
    };
    outcomes.iter().map(code).collect()
}

/// Everything that a kept table promises, on a store that is empty. What its history ends as.
fn keeps_its_promises<S: Store>(store: S) -> (Head, Vec<Record>, S) {
    let mut kept = PersistentTable::open(store).unwrap();
    assert_eq!(kept.head(), Head::START);
    let outcomes = kept.submit_all(&[
        propose("p0", "1.00"),
        open(),
        propose("p1", "20.00"),
        approve("p1"),
        approve("p1"),
    ]);
    assert_eq!(codes(&outcomes.unwrap()), ["not_open", "1 events", "2 events", "1 events", "done at 4"]);
    let records = kept.store().records_after(0).unwrap();
    assert_eq!(records.iter().map(Record::more).collect::<Vec<_>>(), [3, 2, 1, 0], "one batch");

    // What was refused may be asked again, and what was accepted is done.
    for (again, expected) in [
        (propose("p0", "1.00"), "2 events"),
        (propose("p0", "1.00"), "done at 5"),
        (propose("p1", "20.00"), "done at 2"),
        (propose("p0", "1.01"), "command_reused"),
        (open(), "done at 1"),
    ] {
        let head = kept.head();
        let outcome = kept.submit(&again).unwrap();
        assert_eq!(codes(&[outcome]), [expected]);
        assert_eq!(kept.head() == head, expected != "2 events", "{expected}");
    }

    // All of them or none.
    let head = kept.head();
    let whole = [propose("p2", "5.00"), approve("p2"), approve("p9")];
    assert_eq!(kept.submit_whole(&whole).unwrap().unwrap_err().code(), "stale");
    let whole =
        [command("rebase", "anci", &json!({"rebase": {"proposal": "p0"}})), approve("p0"), approve("p9")];
    assert_eq!(kept.submit_whole(&whole).unwrap().unwrap_err().code(), "proposal_unknown");
    assert_eq!(kept.head(), head);
    assert_eq!(kept.table(), &kept.at(head.revision()).unwrap());
    assert_eq!(codes(&kept.submit_whole(&whole[..2]).unwrap().unwrap()), ["1 events", "1 events"]);
    assert_eq!(kept.submit_all(&[]).unwrap(), []);

    let (table, head) = (kept.table().clone(), kept.head());
    let records = kept.store().records_after(0).unwrap();
    let store = kept.into_store();
    assert_eq!(store.head().unwrap(), head);
    let mut folded = CoDesignTable::new();
    records.iter().for_each(|record| folded.fold_record(record).unwrap());
    assert_eq!(folded, table);
    (head, records, store)
}

fn again<S: Store>(store: S, head: Head) {
    let kept = PersistentTable::open(store).unwrap();
    assert_eq!(kept.head(), head);
    let (table, store) = (kept.table().clone(), kept.into_store());
    assert_eq!(PersistentTable::with(store, table, head).unwrap().head(), head);
}

#[test]
fn a_table_in_memory_keeps_its_promises() {
    let (head, _, store) = keeps_its_promises(MemoryStore::new());
    again(store, head);
}

#[test]
fn a_table_in_a_journal_keeps_its_promises_with_the_same_history() {
    let folder = Folder::new("journal");
    let path = folder.0.join("table.jsonl");
    let (head, records, journal) = keeps_its_promises(Journal::create(&path).unwrap());
    assert_eq!(records, keeps_its_promises(MemoryStore::new()).1);
    drop(journal);
    again(Journal::open(&path).unwrap(), head);
}

#[cfg(feature = "sqlite")]
#[test]
fn a_table_in_a_database_keeps_its_promises_with_the_same_history() {
    use riparto_table::journal::SqliteStore;

    let folder = Folder::new("sqlite");
    let path = folder.0.join("table.sqlite");
    let (head, records, store) = keeps_its_promises(SqliteStore::open(&path).unwrap());
    assert_eq!(records, keeps_its_promises(MemoryStore::new()).1);
    drop(store);
    let store = SqliteStore::open(&path).unwrap();
    // Two programs with one database: who comes second decides on what is there by then.
    let mut first = PersistentTable::open(store).unwrap();
    let mut second = PersistentTable::open(SqliteStore::open(&path).unwrap()).unwrap();
    assert_eq!(codes(&[first.submit(&propose("p7", "1.00")).unwrap()]), ["2 events"]);
    assert_eq!(
        codes(&[second.submit(&propose("p7", "1.00")).unwrap()]),
        [format!("done at {}", head.revision() + 1)]
    );
    let closing = command("close", "regione", &json!({"close": {"act": "DD"}}));
    assert_eq!(codes(&second.submit_all(&[closing]).unwrap()), ["proposals_open"]);
    assert_eq!(first.table(), second.table());
}

/// A store that another writer reaches first, so many times, and that can fail.
#[derive(Clone, Default)]
struct Contested {
    inner: MemoryStore,
    rivals: Vec<Command>,
    fails: bool,
}

impl Contested {
    fn rival(&mut self) -> Result<()> {
        let Some(command) = self.rivals.pop() else { return Ok(()) };
        let mut kept = PersistentTable::open(std::mem::take(&mut self.inner))?;
        let _outcome = kept.submit(&command)?;
        self.inner = kept.into_store();
        Ok(())
    }
}

impl Store for Contested {
    fn head(&self) -> Result<Head> {
        self.inner.head()
    }
    fn append(&mut self, expected: &Head, events: &[Event]) -> Result<Appended> {
        self.rival()?;
        if std::mem::take(&mut self.fails) {
            return Err("x".parse::<riparto_core::Money>().unwrap_err());
        }
        self.inner.append(expected, events)
    }
    fn read_after(&self, revision: u64, each: &mut dyn FnMut(Record) -> Result<()>) -> Result<()> {
        self.inner.read_after(revision, each)
    }
}

fn contested() -> PersistentTable<Contested> {
    let mut kept = PersistentTable::open(Contested::default()).unwrap();
    let outcomes = kept.submit_all(&[open(), propose("p1", "20.00"), propose("p2", "40.00")]).unwrap();
    assert_eq!(outcomes.len(), 3);
    kept
}

fn with_rivals(
    kept: PersistentTable<Contested>,
    rivals: &[Command],
    fails: bool,
) -> PersistentTable<Contested> {
    let (table, head) = (kept.table().clone(), kept.head());
    let store = Contested { rivals: rivals.to_vec(), fails, ..kept.into_store() };
    PersistentTable::with(store, table, head).unwrap()
}

#[test]
fn who_comes_second_decides_again_on_what_is_there_by_then() {
    let mut kept = with_rivals(contested(), &[approve("p2")], false);
    assert_eq!(codes(&[kept.submit(&approve("p1")).unwrap()]), ["stale"], "no update is lost");
    assert_eq!(kept.table().proposal("p2").unwrap().status().name(), "approved");
    assert_eq!(kept.table(), PersistentTable::open(kept.store().inner.clone()).unwrap().table());

    let mut kept = with_rivals(contested(), &[propose("p4", "1.00"), propose("p3", "1.00")], false);
    let outcomes = kept.submit_all(&[approve("p1"), propose("p3", "2.00"), approve("p3")]).unwrap();
    assert_eq!(codes(&outcomes), ["1 events", "command_reused", "stale"], "after two rivals");
    assert_eq!(kept.head().revision(), 5 + 4 + 1);
    assert_eq!(kept.table(), PersistentTable::open(kept.store().inner.clone()).unwrap().table());
}

#[test]
fn a_refusal_is_on_what_is_there_by_then_too() {
    let reopen = command("again", "anci", &json!({"table": {"proposal": "p3"}}));
    let draft =
        json!({"draft": {"against": 1, "proposal": proposal("anci", "p3", ("outreach", "desks", "1.00"))}});
    let rival = command("draft-p3", "anci", &draft);
    for whole in [false, true] {
        let mut kept = with_rivals(contested(), std::slice::from_ref(&rival), false);
        let outcomes = match whole {
            false => kept.submit_all(std::slice::from_ref(&reopen)).unwrap(),
            true => kept.submit_whole(std::slice::from_ref(&reopen)).unwrap().unwrap(),
        };
        assert_eq!(codes(&outcomes), ["1 events"], "the draft came first");
    }
}

#[test]
fn after_a_failure_of_the_store_the_table_is_as_the_history_tells_it() {
    for commands in [vec![approve("p1")], vec![approve("p1"), propose("p3", "1.00"), approve("p9")]] {
        let before = contested();
        let mut kept = with_rivals(before.clone(), &[], true);
        let error: Error = kept.submit_all(&commands).unwrap_err();
        assert_eq!(error.code(), "amount_malformed");
        assert_eq!((kept.table(), kept.head()), (before.table(), before.head()));
        assert_eq!(codes(&kept.submit_all(&commands[..1]).unwrap()), ["1 events"]);
    }
}

#[test]
fn a_history_that_is_no_longer_the_one_that_was_folded_is_missed() {
    let kept = contested();
    let other = {
        let mut other = PersistentTable::open(MemoryStore::new()).unwrap();
        other.submit_all(&[open(), propose("p1", "21.00"), propose("p2", "40.00")]).unwrap().clear();
        other
    };
    let swapped = |store: MemoryStore, head: Head| {
        PersistentTable::with(store, kept.table().clone(), head).err().map(|error| error.code())
    };
    assert_eq!(swapped(other.store().clone(), kept.head()), Some("head_missed"), "as long, and another");
    assert_eq!(swapped(MemoryStore::new(), kept.head()), Some("head_missed"), "shorter");
    let mut longer = other.clone();
    longer.submit_all(&[propose("p3", "1.00")]).unwrap().clear();
    assert_eq!(swapped(longer.store().clone(), kept.head()), Some("head_missed"), "longer, and another");
    assert_eq!(
        swapped(kept.store().inner.clone(), Head::START),
        Some("head_missed"),
        "the table has seen more"
    );

    // While it is used.
    let restored = Contested { inner: other.into_store(), ..Contested::default() };
    let swapped = Swapped { kept: kept.store().clone(), other: Some(restored) };
    let mut over = PersistentTable::with(swapped, kept.table().clone(), kept.head()).unwrap();
    assert_eq!(over.submit(&approve("p1")).unwrap_err().code(), "head_missed");
}

/// A store that is another one from the first append on.
struct Swapped {
    kept: Contested,
    other: Option<Contested>,
}

impl Store for Swapped {
    fn head(&self) -> Result<Head> {
        self.kept.head()
    }
    fn append(&mut self, expected: &Head, events: &[Event]) -> Result<Appended> {
        if let Some(other) = self.other.take() {
            self.kept = other;
        }
        self.kept.append(expected, events)
    }
    fn read_after(&self, revision: u64, each: &mut dyn FnMut(Record) -> Result<()>) -> Result<()> {
        self.kept.read_after(revision, each)
    }
}

#[test]
fn a_history_of_something_else_is_no_table() {
    let mut store = MemoryStore::new();
    let event = Event::of(&json!({"noted": 1})).unwrap();
    store.append(&Head::START, &[event]).unwrap().accepted().unwrap();
    let error = PersistentTable::open(store).unwrap_err();
    assert_eq!(error.code(), "document_malformed");
    assert!(error.to_string().starts_with("event 1: this event cannot be read"), "{error}");
}

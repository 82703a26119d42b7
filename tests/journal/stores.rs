//! One suite for all kinds of store.

use riparto::Error;
use riparto::capacity::MAX_BATCH_EVENTS;
use riparto::journal::{Appended, Event, Head, Journal, MemoryStore, Record, Store};

use super::{Folder, event, history};

/// Everything that a store promises, on one that is empty.
fn keeps_its_promises(store: &mut dyn Store) {
    grows_by_batches(store);
    refuses_whoever_missed_a_head(store);
    hands_on_what_it_holds(store);
    refuses_what_is_too_large(store);
}

fn grows_by_batches(store: &mut dyn Store) {
    let known = history(&[1, 3]);
    let heads: Vec<Head> = known.records().iter().map(Record::head).collect();
    assert_eq!(store.head().unwrap(), Head::START);
    assert_eq!(store.records_after(0).unwrap(), []);
    assert_eq!(store.append(&Head::START, &[]).unwrap(), Appended::Head(Head::START));
    assert_eq!(store.append(&Head::START, &[event(0)]).unwrap(), Appended::Head(heads[0]));
    assert_eq!(store.append(&heads[0], &[event(1), event(2), event(3)]).unwrap(), Appended::Head(heads[3]));
    assert_eq!(store.head().unwrap(), heads[3]);
    assert_eq!(store.records_after(0).unwrap(), known.records(), "all stores write the same records");
}

fn refuses_whoever_missed_a_head(store: &mut dyn Store) {
    let before = store.records_after(0).unwrap();
    let head = store.head().unwrap();
    let later = Head::new(head.revision() + 1, head.hash());
    let inside = before[1].head();
    let other = Head::new(head.revision(), before[0].hash());
    for stale in [Head::START, before[0].head(), inside, other, later] {
        assert_eq!(store.append(&stale, &[event(9)]).unwrap(), Appended::HeadConflict(head));
        assert_eq!(store.append(&stale, &[]).unwrap(), Appended::HeadConflict(head));
    }
    assert_eq!(store.records_after(0).unwrap(), before);
    let refused = store.append(&Head::START, &[event(9)]).unwrap().accepted().unwrap_err();
    assert_eq!(refused.code(), "head_missed");
}

fn hands_on_what_it_holds(store: &mut dyn Store) {
    let all = store.records_after(0).unwrap();
    for (count, after) in (0..all.len()).zip(0..) {
        assert_eq!(store.records_after(after).unwrap(), all[count..]);
    }
    assert_eq!(store.records_after(store.head().unwrap().revision()).unwrap(), []);
    assert_eq!(store.records_after(u64::MAX).unwrap(), []);
    let mut seen = 0;
    let stopped: Result<(), Error> = store.read_after(0, &mut |record| {
        seen += 1;
        if record.revision() == 2 { Err("x".parse::<riparto::Money>().unwrap_err()) } else { Ok(()) }
    });
    assert_eq!((stopped.unwrap_err().code(), seen), ("amount_malformed", 2));
}

fn refuses_what_is_too_large(store: &mut dyn Store) {
    let head = store.head().unwrap();
    let events = vec![Event::from_canonical("{}").unwrap(); MAX_BATCH_EVENTS + 1];
    assert_eq!(store.append(&head, &events).unwrap_err().code(), "too_many");
    assert_eq!(store.head().unwrap(), head);
    assert!(matches!(store.append(&head, &[event(4)]).unwrap(), Appended::Head(_)), "and goes on");
}

#[test]
fn a_history_in_memory_keeps_its_promises() {
    keeps_its_promises(&mut MemoryStore::new());
}

#[test]
fn a_journal_keeps_its_promises_and_is_the_same_when_opened_again() {
    let folder = Folder::new("stores");
    let path = folder.join("table.jsonl");
    let mut journal = Journal::create(&path).unwrap();
    keeps_its_promises(&mut journal);
    let (head, records) = (journal.head().unwrap(), journal.records_after(0).unwrap());
    drop(journal);
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
    use riparto::journal::SqliteStore;

    keeps_its_promises(&mut SqliteStore::in_memory().unwrap());
    let folder = Folder::new("sqlite");
    let path = folder.join("table.sqlite");
    let mut store = SqliteStore::open(&path).unwrap();
    keeps_its_promises(&mut store);
    let (head, records) = (store.head().unwrap(), store.records_after(0).unwrap());

    // A second program writes; the first misses that head, and reads it.
    let mut second = SqliteStore::open(&path).unwrap();
    let Appended::Head(later) = second.append(&head, &[event(5)]).unwrap() else { panic!() };
    assert_eq!(store.append(&head, &[event(6)]).unwrap(), Appended::HeadConflict(later));
    assert_eq!(store.records_after(head.revision()).unwrap().len(), 1);
    drop((store, second));
    let again = SqliteStore::open(&path).unwrap();
    assert_eq!(again.records_after(0).unwrap()[..records.len()], records);
}

//! What every store promises, tried on one: for the tests of stores that others write.

use std::collections::BTreeMap;
use std::fmt;
use std::thread;

use super::chain::{Chain, extend};
use super::event::Event;
use super::head::Head;
use super::record::Record;
use super::store::{Appended, Store};
use riparto_core::capacity::MAX_BATCH_EVENTS;
use riparto_core::error;

/// The first promise that a store does not keep, and what it did instead.
///
/// ```
/// use riparto::journal::{Appended, Event, Head, MemoryStore, Record, Store, store_suite};
///
/// /// Forgets to compare heads.
/// struct Hasty(MemoryStore);
///
/// impl Store for Hasty {
///     fn head(&self) -> riparto::Result<Head> {
///         self.0.head()
///     }
///     fn append(&mut self, _expected: &Head, events: &[Event]) -> riparto::Result<Appended> {
///         let head = self.0.head()?;
///         self.0.append(&head, events)
///     }
///     fn read_after(&self, revision: u64, each: &mut dyn FnMut(Record) -> riparto::Result<()>) -> riparto::Result<()> {
///         self.0.read_after(revision, each)
///     }
/// }
///
/// let violation = store_suite(&mut Hasty(MemoryStore::new())).unwrap_err();
/// assert!(violation.to_string().contains("another head"), "{violation}");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoreViolation {
    promise: &'static str,
    found: String,
}

/// `a store appends nothing after another head: the answer is …`.
impl fmt::Display for StoreViolation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.promise, self.found)
    }
}

impl std::error::Error for StoreViolation {}

type StoredEvents<T = ()> = Result<T, StoreViolation>;

/// Tries on an empty store all that a [`Store`] promises, and leaves some events in it. The crate's own stores pass it.
///
/// ```
/// use riparto::journal::{MemoryStore, store_suite};
///
/// store_suite(&mut MemoryStore::new())?;
/// # Ok::<(), riparto::journal::StoreViolation>(())
/// ```
///
/// # Errors
/// The first promise that the store does not keep, such as one that also appends after an earlier head.
pub fn store_suite(store: &mut dyn Store) -> Result<(), StoreViolation> {
    grows_by_batches(store)?;
    refuses_other_heads(store)?;
    hands_on_what_it_holds(store)?;
    refuses_what_is_inexpressible(store)
}

/// Tries all that a store promises which outlives the program: [`store_suite`] on what `open` gives, that a history
/// opened again is the same, and that of writers who append at once none loses an update. Each call of `open` opens the
/// same history, which has no records before the first; one that answers `journal_locked` is called again.
///
/// ```
/// use riparto::journal::{Journal, Store, durable_store_suite};
///
/// # let folder = std::env::temp_dir().join(format!("riparto-suite-{}", std::process::id()));
/// # std::fs::create_dir_all(&folder).unwrap();
/// let path = folder.join("table.jsonl");
/// # std::fs::remove_file(&path).ok();
/// drop(Journal::create(&path)?);
/// durable_store_suite(&|| Ok(Box::new(Journal::open(&path)?))).unwrap();
/// # std::fs::remove_dir_all(&folder).unwrap();
/// # Ok::<(), riparto::Error>(())
/// ```
///
/// # Errors
/// The first promise that the store does not keep.
pub fn durable_store_suite(
    open: &(dyn Fn() -> error::Result<Box<dyn Store>> + Sync),
) -> Result<(), StoreViolation> {
    let opened = || kept("a store opens", open());
    let mut store = opened()?;
    store_suite(&mut store)?;
    let before = (head(&store)?, records(&store, 0)?);
    drop(store);
    let store = opened()?;
    expect("a history opened again is the same", &(head(&store)?, records(&store, 0)?), &before)?;
    drop(store);
    writers_lose_no_update(open)?;
    let store = opened()?;
    let all = records(&store, 0)?;
    expect("writers leave what was there", &all[..before.1.len().min(all.len())], &before.1)?;
    is_one_chain(&all)?;
    let mut written: BTreeMap<&str, usize> = BTreeMap::new();
    for record in &all[before.1.len()..] {
        *written.entry(record.event().as_str()).or_default() += 1;
    }
    let events = (0..WRITERS * EACH)
        .map(|number| event(FIRST_OF_WRITERS + number))
        .collect::<StoredEvents<Vec<_>>>()?;
    let once: BTreeMap<&str, usize> = events.iter().map(|event| (event.as_str(), 1)).collect();
    expect("of writers that append at once, each event is there once", &written, &once)
}

const WRITERS: u64 = 4;
const EACH: u64 = 8;
const FIRST_OF_WRITERS: u64 = 100;
/// How often a writer tries before the store counts as one that lets nobody write.
const TRIES: u32 = 1 << 18;

fn violation(promise: &'static str, found: impl Into<String>) -> StoreViolation {
    StoreViolation { promise, found: found.into() }
}

/// What a store answers where it may not fail.
fn kept<T>(promise: &'static str, answer: error::Result<T>) -> StoredEvents<T> {
    answer.map_err(|error| violation(promise, format!("it answers {error:?}")))
}

fn expect<T: PartialEq + fmt::Debug + ?Sized>(
    promise: &'static str,
    found: &T,
    expected: &T,
) -> StoredEvents {
    if found == expected {
        return Ok(());
    }
    Err(violation(promise, format!("found {found:?}, expected {expected:?}")))
}

/// A proposal put on the table, with a text that a database has to keep byte for byte.
fn event(number: u64) -> StoredEvents<Event> {
    let tabled = serde_json::json!({"tabled":
        {"id": format!("p{number}"), "reason": "più sportelli \u{1f3e6}\\\n\t'\"%s", "amount": "40000.00"}});
    kept("an event is made", Event::of(&tabled))
}

fn head(store: &dyn Store) -> StoredEvents<Head> {
    kept("a store has a head", store.head())
}

fn records(store: &dyn Store, revision: u64) -> StoredEvents<Vec<Record>> {
    kept("a store hands on its records", store.records_after(revision))
}

fn appended(store: &mut dyn Store, expected: &Head, events: &[Event]) -> StoredEvents<Appended> {
    kept("a store answers an append", store.append(expected, events))
}

fn is_one_chain(records: &[Record]) -> StoredEvents {
    let mut chain = Chain::start();
    let promise = "the records of a store are one chain";
    records.iter().try_for_each(|record| kept(promise, chain.read(&record.line()).map(|_| ())))?;
    kept(promise, chain.finish())
}

fn grows_by_batches(store: &mut dyn Store) -> StoredEvents {
    expect("a store without records has the head before the first", &head(store)?, &Head::START)?;
    expect("a store without records hands on none", &records(store, 0)?, &Vec::new())?;
    let promise = "an append of no events compares the head and changes nothing";
    expect(promise, &appended(store, &Head::START, &[])?, &Appended::Head(Head::START))?;
    expect(promise, &head(store)?, &Head::START)?;
    let mut known: Vec<Record> = Vec::new();
    for size in [1, 3, 1] {
        let first = u64::try_from(known.len()).unwrap_or(u64::MAX);
        let batch = (first..first + size).map(event).collect::<StoredEvents<Vec<_>>>()?;
        let last = known.last().map_or(Head::START, Record::head);
        known.extend(kept("a batch is extended", extend(&last, &batch))?);
        let new = known.last().map_or(Head::START, Record::head);
        let promise = "an append after the head answers with the new one";
        expect(promise, &appended(store, &last, &batch)?, &Appended::Head(new))?;
        expect("the head is that of the last append", &head(store)?, &new)?;
    }
    expect("all stores write the same records", &records(store, 0)?, &known)
}

fn refuses_other_heads(store: &mut dyn Store) -> StoredEvents {
    let before = records(store, 0)?;
    let head = head(store)?;
    let mut stale: Vec<Head> = before.iter().map(Record::head).filter(|known| *known != head).collect();
    stale.push(Head::START);
    stale.push(Head::new(head.revision() + 1, head.hash()));
    stale.push(Head::new(head.revision(), before.first().map_or(Head::START.hash(), Record::hash)));
    stale.push(Head::new(u64::MAX, head.hash()));
    for stale in stale {
        let promise = "an append after another head is a head conflict, and tells the head";
        for events in [&[event(9)?][..], &[]] {
            expect(promise, &appended(store, &stale, events)?, &Appended::HeadConflict(head))?;
        }
    }
    expect("a head conflict writes nothing", &records(store, 0)?, &before)
}

fn hands_on_what_it_holds(store: &mut dyn Store) -> StoredEvents {
    let all = records(store, 0)?;
    for (revision, count) in (0..).zip(0..=all.len()) {
        let promise = "records after a revision are those that follow it, also inside a batch";
        expect(promise, &records(store, revision)?[..], &all[count..])?;
    }
    expect("there are no records after one that is not there", &records(store, u64::MAX)?, &Vec::new())?;
    let mut seen = 0;
    let stop = || error::Error::storage(error::StorageFailure::Other, "the reader has enough");
    let stopped = store.read_after(0, &mut |record| {
        seen = record.revision();
        if seen == 2 { Err(stop()) } else { Ok(()) }
    });
    let promise = "an error of the reader ends the reading and is handed back";
    expect(promise, &(stopped, seen), &(Err(stop()), 2))
}

fn refuses_what_is_inexpressible(store: &mut dyn Store) -> StoredEvents {
    let before = head(store)?;
    let empty = kept("an event is made", Event::from_canonical("{}"))?;
    let events = vec![empty; MAX_BATCH_EVENTS + 1];
    let refused = store.append(&before, &events).map_err(|error| error.code());
    expect("a batch of too many events is refused as `too_many`", &refused, &Err("too_many"))?;
    expect("a batch that is refused writes nothing", &head(store)?, &before)?;
    let after = kept("a batch is extended", extend(&before, &[event(9)?]))?;
    let after = Appended::Head(after.last().map_or(before, Record::head));
    expect("a store goes on after a refusal", &appended(store, &before, &[event(9)?])?, &after)
}

/// Writers append their events at once, each after the head that it saw last.
fn writers_lose_no_update(open: &(dyn Fn() -> error::Result<Box<dyn Store>> + Sync)) -> StoredEvents {
    let spawned = |why: std::io::Error| violation("a thread is started", why.to_string());
    thread::scope(|scope| {
        let writers = (0..WRITERS).map(|writer| {
            let numbers = (0..EACH).map(move |number| FIRST_OF_WRITERS + writer * EACH + number);
            let write = move || {
                let mut seen = Head::START;
                for number in numbers {
                    seen = written_by_one_of_many(open, seen, &event(number)?)?;
                }
                Ok(())
            };
            thread::Builder::new().spawn_scoped(scope, write).map_err(spawned)
        });
        let writers = writers.collect::<Vec<_>>();
        for writer in writers {
            let ended = writer?.join();
            ended.unwrap_or_else(|_| Err(violation("a store does not panic", "it does")))?;
        }
        Ok(())
    })
}

/// The head after an event, which is tried until no other writer comes first.
fn written_by_one_of_many(
    open: &(dyn Fn() -> error::Result<Box<dyn Store>> + Sync),
    mut seen: Head,
    event: &Event,
) -> StoredEvents<Head> {
    let events = std::slice::from_ref(event);
    for _ in 0..TRIES {
        match open().and_then(|mut store| store.append(&seen, events)) {
            Ok(Appended::Head(head)) => return Ok(head),
            Ok(Appended::HeadConflict(head)) if head == seen => {
                let found = format!("it expects {seen} and is told {head}");
                return Err(violation("a head conflict tells another head than the expected one", found));
            }
            Ok(Appended::HeadConflict(head)) => seen = head,
            Err(error) if error.code() == "journal_locked" => thread::yield_now(),
            Err(error) => {
                return kept("writers that append at once meet a lock or a head conflict", Err(error));
            }
        }
    }
    Err(violation("a writer gets its turn", format!("not in {TRIES} tries")))
}

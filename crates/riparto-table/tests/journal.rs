//! The history: canonical form, chain, stores, and what crashes, strangers and second writers can do to a journal.

mod canonical;
mod chain;
mod crash;
mod damage;
#[cfg(feature = "sqlite")]
mod database_cuts;
mod file;
mod line_ends;
mod lost_blocks;
mod merkle;
mod stores;
mod two_writers;
mod vectors;

use std::fs;
use std::path::{Path, PathBuf};

use riparto_table::journal::{Event, Head, Journal, MemoryStore, Record, Store};
use serde_json::json;

/// A folder that is gone when the test is.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let path =
            Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("history-{name}-{}", std::process::id()));
        fs::remove_dir_all(&path).ok();
        fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    fn join(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).ok();
    }
}

fn event(number: u64) -> Event {
    Event::of(
        &json!({"tabled": {"id": format!("p{number}"), "reason": "più sportelli\n", "amount": "40000.00"}}),
    )
    .unwrap()
}

/// A history of batches of so many events.
fn history(batches: &[u64]) -> MemoryStore {
    let mut store = MemoryStore::new();
    let mut number = 0;
    for size in batches {
        let events: Vec<Event> = (number..number + size).map(event).collect();
        let head = store.head().unwrap();
        store.append(&head, &events).unwrap().accepted().unwrap();
        number += size;
    }
    store
}

/// A journal file with that history.
fn journal_of(path: &Path, store: &MemoryStore) {
    fs::write(path, store.to_lines()).unwrap();
}

/// What a journal holds, read without its lock.
fn contents(path: &Path) -> (Head, Vec<Record>) {
    let mut records = Vec::new();
    let verification = Journal::inspect(path, &[], &mut |record| {
        records.push(record);
        Ok(())
    })
    .unwrap();
    assert_eq!(verification.fault(), None);
    (verification.head(), records)
}

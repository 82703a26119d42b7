//! Histories that somebody bent and sealed again.

use riparto_table::journal::{Event, MemoryStore, Store};
use riparto_table::table::{Audit, CoDesignTable, Replayed, TableEvent};

pub fn sealed(events: &[TableEvent]) -> MemoryStore {
    let mut store = MemoryStore::new();
    for event in events {
        let head = store.head().unwrap();
        store.append(&head, &[Event::of(event).unwrap()]).unwrap().accepted().unwrap();
    }
    store
}

/// Where the audit, and where a replay, finds fault.
pub fn found(events: &[TableEvent]) -> (Option<u64>, Option<(u64, &'static str)>) {
    let store = sealed(events);
    let audit = Audit::of(store.records()).unwrap();
    let replayed = Replayed::of(store.to_lines().as_bytes(), &[]).unwrap();
    if let Some(broken) = replayed.broken() {
        assert_eq!(replayed.head().revision(), broken.revision() - 1);
        let mut before = CoDesignTable::new();
        store.records()[..replayed.table().revision() as usize]
            .iter()
            .for_each(|record| before.fold_record(record).unwrap());
        assert_eq!(replayed.table(), &before, "the table before the first broken event");
        assert_eq!(replayed.table().revision(), broken.revision() - 1);
    }
    (
        audit.fault().map(|fault| fault.revision()),
        replayed.broken().map(|broken| (broken.revision(), broken.code())),
    )
}

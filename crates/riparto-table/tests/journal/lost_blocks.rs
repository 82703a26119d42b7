//! Blocks of a journal that are zeros: of one append that was cut off, or of what was acknowledged.

use std::fs;
use std::ops::Range;

use riparto_table::journal::{Event, FaultCode, Head, Journal, MemoryStore, Store, TornEnd, verify};
use serde_json::json;

use super::Folder;

const BLOCK: usize = 512;

/// A journal of batches of long events.
fn long(batches: &[u64]) -> MemoryStore {
    let mut store = MemoryStore::new();
    for (number, size) in (0..).zip(batches) {
        let event = |place| Event::of(&json!({"noted": [number, place], "text": "x".repeat(2_000)})).unwrap();
        let events: Vec<Event> = (0..*size).map(event).collect();
        let head = store.head().unwrap();
        store.append(&head, &events).unwrap().accepted().unwrap();
    }
    store
}

/// Where a record is, by its place from zero.
fn place_of(text: &str, record: usize) -> Range<usize> {
    let mut lines = text.split_inclusive('\n').map(str::len);
    let start = lines.by_ref().take(record).sum();
    start..start + lines.next().unwrap()
}

/// A block within a record: neither its first bytes nor its last.
fn within(text: &str, record: usize) -> Range<usize> {
    let place = place_of(text, record);
    let start = (place.start + 700).next_multiple_of(BLOCK);
    assert!(start + BLOCK < place.end - 300);
    start..start + BLOCK
}

/// The blocks in which a record ends.
fn at_end(text: &str, record: usize) -> Range<usize> {
    let end = place_of(text, record).end;
    (end - 100) / BLOCK * BLOCK..end.next_multiple_of(BLOCK)
}

fn without(text: &str, blocks: &[Range<usize>]) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    for block in blocks {
        let end = block.end.min(bytes.len());
        bytes[block.start..end].fill(0);
    }
    bytes
}

/// What is found: the revision of the head, and the code of a fault.
fn found(journal: &[u8]) -> (u64, Option<FaultCode>) {
    let found = verify(journal, &[]).unwrap();
    assert!(found.fault().is_some() || found.torn().unwrap().end() != TornEnd::LineFeed);
    (found.head().revision(), found.fault().map(|fault| fault.code()))
}

#[test]
fn blocks_of_one_append_are_torn_off_and_kept_aside() {
    let folder = Folder::new("lost-blocks");
    let path = folder.join("table.jsonl");
    let store = long(&[1, 3]);
    let text = store.to_lines();
    let start = place_of(&text, 1).start;
    let first_block = start..start.next_multiple_of(BLOCK);
    let all = start..text.len();
    for blocks in [
        vec![within(&text, 1)],
        vec![within(&text, 2)],
        vec![within(&text, 3)],
        vec![within(&text, 1), within(&text, 3)],
        vec![at_end(&text, 2)],
        vec![at_end(&text, 2), at_end(&text, 3)],
        vec![first_block.clone()],
        vec![first_block, within(&text, 2)],
        vec![all],
    ] {
        let left = without(&text, &blocks);
        assert_eq!(found(&left), (1, None), "{blocks:?}");
        fs::write(&path, &left).unwrap();
        assert_eq!(Journal::open(&path).unwrap_err().code(), "journal_torn");
        let repaired = Journal::repair_through(&path, &[store.records()[0].head()]).unwrap().unwrap();
        assert_eq!(repaired.head(), store.records()[0].head());
        assert_eq!(repaired.bytes(), u64::try_from(left.len() - start).unwrap());
        assert_eq!(fs::read(repaired.kept()).unwrap(), left[start..]);
        assert_eq!(fs::read(&path).unwrap(), text.as_bytes()[..start]);
    }
    // Nor is there more than a part of the blocks before it.
    for length in (start + 1_500..text.len()).step_by(333) {
        assert_eq!(found(&without(&text, &[within(&text, 1)])[..length]), (1, None), "{length}");
    }
}

#[test]
fn what_may_be_more_than_one_append_is_broken_and_says_why() {
    for (batches, blocks, head) in [
        // The end of the first record of the last batch, or a whole batch before it: nobody can tell.
        (vec![1, 2], vec![(1, true)], 1),
        (vec![1, 1, 1], vec![(1, true)], 1),
        // The first record of two batches tells that it is alone.
        (vec![1, 1, 1], vec![(1, false)], 1),
        (vec![1, 2, 1], vec![(2, false)], 1),
        (vec![2, 2, 2], vec![(1, true)], 0),
        (vec![2, 2, 2], vec![(3, false)], 2),
        (vec![1, 1, 1], vec![(1, false), (2, false)], 1),
    ] {
        let text = long(&batches).to_lines();
        let blocks: Vec<Range<usize>> = blocks
            .into_iter()
            .map(|(record, is_end)| if is_end { at_end(&text, record) } else { within(&text, record) })
            .collect();
        assert_eq!(found(&without(&text, &blocks)), (head, Some(FaultCode::BlocksMissing)), "{batches:?}");
    }
    let text = long(&[1, 2]).to_lines();
    let fault = verify(&without(&text, &[at_end(&text, 1)])[..], &[]).unwrap().fault().cloned().unwrap();
    assert_eq!(fault.code().name(), "blocks_missing");
    assert_eq!(fault.to_string(), "line 2: zeros stand where blocks of the disk were lost or never written");
}

#[test]
fn a_known_head_beyond_blocks_that_are_missing_is_missed() {
    let store = long(&[1, 1]);
    let text = store.to_lines();
    let left = without(&text, &[within(&text, 1)]);
    let code = |known: &[Head]| verify(&left[..], known).unwrap().fault().map(|fault| fault.code());
    assert_eq!(code(&[store.records()[0].head()]), None);
    assert_eq!(code(&[store.head().unwrap()]), Some(FaultCode::HeadMissing));
}

#[test]
fn zeros_that_fill_no_blocks_and_other_bytes_are_damage_like_any_other() {
    let text = long(&[1, 3]).to_lines();
    let block = within(&text, 1);
    let before_line_feed = at_end(&text, 1).start..place_of(&text, 1).end - 1;
    assert!(!before_line_feed.end.is_multiple_of(BLOCK));
    let (start, end) = (block.start, block.end);
    for zeros in [start + 1..end, start..end - 1, start..start + 1, before_line_feed] {
        assert_eq!(found(&without(&text, &[zeros])).1, Some(FaultCode::NotCanonical));
    }
    let mut bent = without(&text, &[block]);
    let later = place_of(&text, 3).start + 30;
    bent[later] ^= 1;
    assert_eq!(found(&bent), (1, Some(FaultCode::BlocksMissing)), "and something else was changed");
}

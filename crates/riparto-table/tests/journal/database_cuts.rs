//! Power that is cut while a database is written: what was acknowledged is there, nothing is invented. What SQLite had not
//! flushed of its log comes to disk in part, block by block, or not at all.

use std::fs;
use std::path::{Path, PathBuf};

use riparto_table::journal::{Event, Head, SqliteStore, Store};
use riparto_table_tests::dice::Dice;
use serde_json::json;

use super::Folder;

const BLOCK: usize = 512;
const FILES: [&str; 2] = ["table.sqlite", "table.sqlite-wal"];

/// The files of a database, as they are now. Its shared memory is not for the disk.
fn files(folder: &Path) -> [Vec<u8>; 2] {
    FILES.map(|name| fs::read(folder.join(name)).unwrap_or_default())
}

/// Of each block what was flushed or what came after, and the length of either, or one in between.
fn mixed(flushed: &[u8], later: &[u8], dice: &mut Dice) -> Vec<u8> {
    let longest = flushed.len().max(later.len());
    let length = match dice.roll(3) {
        0 => flushed.len(),
        1 => later.len(),
        _ => flushed.len() + dice.position(longest - flushed.len() + 1),
    };
    let mut disk = vec![0; length];
    // Blocks in order up to one of them, and beyond it any of them.
    let in_order = dice.position(2 * (length / BLOCK + 1));
    for (number, block) in disk.chunks_mut(BLOCK).enumerate() {
        let held = if number >= in_order && dice.one_in(2) { flushed } else { later };
        let held = held.get(number * BLOCK..).unwrap_or_default();
        let count = held.len().min(block.len());
        block[..count].copy_from_slice(&held[..count]);
    }
    disk
}

fn batch(dice: &mut Dice, number: u64) -> Vec<Event> {
    let event = |place| {
        let text = "perché ".repeat([1, 30, 700][usize::try_from((number + place) % 3).unwrap()]);
        Event::of(&json!({"noted": number, "place": place, "text": text})).unwrap()
    };
    (0..1 + dice.roll(3)).map(event).collect()
}

#[test]
fn a_database_whose_log_is_cut_anywhere_keeps_all_that_was_acknowledged() {
    let folder = Folder::new("database-cuts");
    let (whole, after): (PathBuf, PathBuf) = (folder.join("whole"), folder.join("after"));
    fs::create_dir_all(&whole).unwrap();
    let mut dice = Dice(1);
    let mut store = SqliteStore::open(whole.join(FILES[0])).unwrap();
    let (mut head, mut acknowledged) = (Head::START, Vec::new());
    let (mut unacknowledged, mut cuts) = (0, 0);
    for number in 0..24 {
        let flushed = files(&whole);
        let events = batch(&mut dice, number);
        head = store.append(&head, &events).unwrap().accepted().unwrap();
        let later = files(&whole);
        assert_eq!(flushed[0], later[0], "all of it is in the log");
        for _ in 0..12 {
            fs::create_dir_all(&after).unwrap();
            fs::write(after.join(FILES[0]), &later[0]).unwrap();
            fs::write(after.join(FILES[1]), mixed(&flushed[1], &later[1], &mut dice)).unwrap();
            let mut opened = SqliteStore::open(after.join(FILES[0])).unwrap();
            let found: Vec<Event> = opened
                .records_after(0)
                .unwrap()
                .into_iter()
                .map(riparto_table::journal::Record::into_event)
                .collect();
            assert!(found.starts_with(&acknowledged), "an acknowledged event is gone");
            let more = &found[acknowledged.len()..];
            assert!(more.is_empty() || more == events, "the batch is there whole or not at all");
            unacknowledged += usize::from(!more.is_empty());
            let last = opened.head().unwrap();
            let next = opened.append(&last, &batch(&mut Dice(2), number)).unwrap().accepted().unwrap();
            assert!(next.revision() > last.revision(), "and it goes on");
            drop(opened);
            fs::remove_dir_all(&after).unwrap();
            cuts += 1;
        }
        acknowledged.extend(events);
    }
    assert!(unacknowledged > 10 && unacknowledged < cuts / 2, "{unacknowledged} of {cuts}");
}

//! Every change of a history is noticed.

use std::fs;

use riparto::history::{FaultCode, Head, Journal, Record, Verification, verify};

use super::{Folder, contents, history, journal_of};

fn check(journal: &[u8]) -> Verification {
    verify(journal, &[]).unwrap()
}

/// The line that a byte is on, counted from 1.
fn line_of(journal: &[u8], place: usize) -> u64 {
    1 + u64::try_from(journal[..place].iter().filter(|byte| **byte == b'\n').count()).unwrap()
}

/// Ten events in seven batches.
fn ten() -> Vec<u8> {
    history(&[1, 3, 1, 1, 2, 1, 1]).to_lines().into_bytes()
}

#[test]
fn every_single_byte_change_is_noticed_on_its_line() {
    let journal = ten();
    let mut bent = journal.clone();
    for place in 0..journal.len() {
        let byte = journal[place];
        let line = line_of(&journal, place);
        for other in [1, 2, 4, 8, 16, 32, 64, 128]
            .map(|bit| byte ^ bit)
            .into_iter()
            .chain([0, b' ', b'\n', b'"', b'0', b'}', 255])
        {
            if other == byte {
                continue;
            }
            bent[place] = other;
            let found = check(&bent);
            if place + 1 == journal.len() {
                assert!(found.torn().is_some() && found.fault().is_none(), "the last line has no end");
            } else {
                assert_eq!(
                    found.fault().map(|fault| fault.revision()),
                    Some(line),
                    "byte {place}: {byte} -> {other}"
                );
            }
        }
        bent[place] = byte;
    }
    assert!(check(&bent).is_whole());
}

#[test]
fn every_byte_inserted_or_taken_out_is_noticed_on_its_line() {
    let journal = ten();
    for place in 0..journal.len() {
        let mut bent = journal.clone();
        bent.remove(place);
        let found = check(&bent);
        assert!(!found.is_whole(), "byte {place} was taken out");
        if place + 1 < journal.len() {
            let line = line_of(&journal, place);
            assert_eq!(found.fault().map(|fault| fault.revision()), Some(line), "byte {place} was taken out");
        }
    }
    for place in 0..=journal.len() {
        for byte in [b' ', b'\n', b'\r', b'0', b'"', b',', 0, 0xc3] {
            let mut bent = journal.clone();
            bent.insert(place, byte);
            assert!(!check(&bent).is_whole(), "{byte} was inserted at {place}");
        }
    }
}

#[test]
fn lines_swapped_repeated_or_taken_out_are_noticed() {
    let text = String::from_utf8(ten()).unwrap();
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let first_wrong = |lines: &[&str]| {
        let found = check(lines.concat().as_bytes());
        found.fault().map(|fault| (fault.revision(), fault.code()))
    };
    for one in 0..lines.len() {
        let line = u64::try_from(one).unwrap() + 1;
        for other in one + 1..lines.len() {
            let mut swapped = lines.clone();
            swapped.swap(one, other);
            assert_eq!(first_wrong(&swapped), Some((line, FaultCode::RevisionDiffers)));
        }
        let mut twice = lines.clone();
        twice.insert(one, lines[one]);
        assert_eq!(first_wrong(&twice), Some((line + 1, FaultCode::RevisionDiffers)));
        let mut fewer = lines.clone();
        fewer.remove(one);
        let expected = (one + 1 < lines.len()).then_some((line, FaultCode::RevisionDiffers));
        assert_eq!(first_wrong(&fewer), expected, "only the last batch can go unseen, without a known head");
    }
}

#[test]
fn a_broken_journal_is_named_and_neither_written_nor_repaired() {
    let folder = Folder::new("broken");
    let path = folder.join("table.jsonl");
    let bent = String::from_utf8(ten()).unwrap().replacen("\"p3\"", "\"p8\"", 1);
    fs::write(&path, &bent).unwrap();
    for refused in [Journal::open(&path).map(|_| ()), Journal::repair(&path).map(|_| ())] {
        let error = refused.unwrap_err();
        assert_eq!(error.code(), "journal_broken");
        assert_eq!(
            error.to_string(),
            "event 4 of the history is broken: the hash is not that of the record: go back to a copy that verifies"
        );
    }
    assert_eq!(fs::read_to_string(&path).unwrap(), bent);
    let mut seen = 0;
    let found = Journal::inspect(&path, &[], &mut |_| {
        seen += 1;
        Ok(())
    });
    assert_eq!((found.unwrap().head().revision(), seen), (1, 1), "the whole batches before it can be read");
}

/// Cuts a journal at every byte of its last two batches: whole batches stay, the rest is torn, repair keeps it aside.
#[test]
fn a_journal_cut_at_any_byte_of_its_last_two_batches_keeps_whole_batches() {
    let folder = Folder::new("cut");
    let path = folder.join("table.jsonl");
    let store = history(&[1, 2, 3, 1]);
    let text = store.to_lines();
    let heads: Vec<Head> = [0, 2, 5, 6].map(|last: usize| store.records()[last].head()).into();
    let ends: Vec<usize> =
        [1, 3, 6, 7].map(|lines| text.split_inclusive('\n').take(lines).map(str::len).sum()).into();
    for length in ends[1]..=text.len() {
        fs::write(&path, &text.as_bytes()[..length]).unwrap();
        let batch = ends.iter().rposition(|end| *end <= length).unwrap();
        let (whole, head) = (ends[batch], heads[batch]);
        assert_eq!(contents(&path).0, head);
        if length == whole {
            assert!(Journal::open(&path).is_ok(), "{length}");
            continue;
        }
        let error = Journal::open(&path).unwrap_err();
        assert_eq!(error.code(), "journal_torn");
        assert_eq!(fs::read(&path).unwrap().len(), length, "nothing is cut without being asked");
        let repaired = Journal::repair(&path).unwrap().unwrap();
        assert_eq!(repaired.head(), head);
        assert_eq!(repaired.bytes(), u64::try_from(length - whole).unwrap());
        assert_eq!(fs::read(repaired.kept()).unwrap(), text.as_bytes()[whole..length]);
        assert_eq!(fs::read(&path).unwrap(), text.as_bytes()[..whole]);
        assert_eq!(Journal::repair(&path).unwrap(), None);
        fs::remove_file(repaired.kept()).unwrap();
    }
}

#[test]
fn a_head_that_was_acknowledged_and_is_torn_away_is_missed() {
    let folder = Folder::new("missed");
    let path = folder.join("table.jsonl");
    let store = history(&[1, 2]);
    journal_of(&path, &store);
    let head = store.records()[2].head();
    fs::File::options().write(true).open(&path).unwrap().set_len(800).unwrap();
    let found = Journal::inspect(&path, &[head], &mut |_| Ok(())).unwrap();
    assert!(found.torn().is_some());
    assert_eq!(found.fault().map(|fault| fault.code()), Some(FaultCode::HeadMissing));
    let error = Journal::open_and_read(&path, &[head], &mut |_: Record| Ok(())).unwrap_err();
    assert_eq!(error.code(), "journal_broken");
}

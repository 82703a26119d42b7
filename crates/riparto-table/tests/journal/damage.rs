//! Every change of a history is noticed.

use std::fs;

use riparto_table::journal::{
    Event, FaultCode, Head, Journal, Record, TornEnd, Verification, extend, verify,
};

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
                let torn = found.torn().map(|torn| (torn.end(), torn.bytes()));
                assert_eq!((torn, found.fault()), (Some((TornEnd::LineFeed, 1)), None), "{byte} -> {other}");
                assert_eq!(found.head().revision(), 10, "the last record is whole");
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

/// Cuts a journal at every byte of its last two batches: whole batches stay, also one that lost but its last line feed; the
/// rest is torn, repair keeps it aside.
#[test]
fn a_journal_cut_at_any_byte_of_its_last_two_batches_keeps_whole_batches() {
    let folder = Folder::new("cut");
    let path = folder.join("table.jsonl");
    let store = history(&[1, 2, 3, 1]);
    let text = store.to_lines();
    let heads: Vec<Head> = [0, 2, 5, 6].map(|last: usize| store.records()[last].head()).into();
    let ends: Vec<usize> =
        [1, 3, 6, 7].map(|lines| text.split_inclusive('\n').take(lines).map(str::len).sum()).into();
    let mut unended = 0;
    for length in ends[1]..=text.len() {
        fs::write(&path, &text.as_bytes()[..length]).unwrap();
        let batch = ends.iter().rposition(|end| end - 1 <= length).unwrap();
        let (whole, head) = (ends[batch], heads[batch]);
        assert_eq!(contents(&path).0, head);
        if length == whole {
            assert!(Journal::open(&path).is_ok(), "{length}");
            continue;
        }
        let error = Journal::open(&path).unwrap_err();
        assert_eq!(error.code(), "journal_torn");
        assert_eq!(fs::read(&path).unwrap().len(), length, "nothing is changed without being asked");
        let repaired = Journal::repair(&path).unwrap().unwrap();
        assert_eq!(repaired.head(), head);
        assert_eq!(fs::read(&path).unwrap(), text.as_bytes()[..whole]);
        assert_eq!(Journal::repair(&path).unwrap(), None);
        let cut = length.saturating_sub(whole);
        assert_eq!(repaired.bytes(), u64::try_from(cut).unwrap());
        if cut > 0 {
            assert_eq!(fs::read(repaired.kept()).unwrap(), text.as_bytes()[whole..length]);
            fs::remove_file(repaired.kept()).unwrap();
        } else {
            unended += 1;
        }
        assert_eq!(fs::read_dir(&folder.0).unwrap().count(), 1, "no empty file is left");
    }
    assert_eq!(unended, 2, "both batches, once each, without their last line feed");
}

/// Whatever stands where the last line feed was, the record before it is whole, and a repair cuts off none.
#[test]
fn what_stands_in_place_of_the_last_line_feed_costs_no_record() {
    let folder = Folder::new("unended");
    let path = folder.join("table.jsonl");
    let store = history(&[2, 1, 2]);
    let text = store.to_lines().into_bytes();
    let records = &text[..text.len() - 1];
    let mut ends: Vec<Vec<u8>> = (0..=u8::MAX).filter(|byte| *byte != b'\n').map(|byte| vec![byte]).collect();
    let more: [&[u8]; 8] =
        [b"", b"\r", b"   ", b" \t \r", b"\0\0\0\0", b"}}}", "\u{feff}".as_bytes(), &[0; 5_000]];
    ends.extend(more.map(<[u8]>::to_vec));
    for end in &ends {
        let bent = [records, end].concat();
        let found = verify(&bent[..], &[store.records()[4].head()]).unwrap();
        assert_eq!(
            (found.fault(), found.head()),
            (None, store.records()[4].head()),
            "{end:?}: the head is found"
        );
        let torn = found.torn().unwrap();
        assert_eq!((torn.end(), torn.bytes()), (TornEnd::LineFeed, u64::try_from(end.len()).unwrap()));
        fs::write(&path, &bent).unwrap();
        assert_eq!(contents(&path).1, store.records(), "readers see the last record");
        assert_eq!(Journal::open(&path).unwrap_err().code(), "journal_torn", "no line is glued to another");
        let repaired = Journal::repair(&path).unwrap().unwrap();
        assert_eq!((repaired.head(), fs::read(&path).unwrap()), (found.head(), text.clone()));
        if end.is_empty() {
            assert_eq!(repaired.kept().as_os_str(), "");
        } else {
            assert_eq!(fs::read(repaired.kept()).unwrap(), *end);
            fs::remove_file(repaired.kept()).unwrap();
        }
    }
    assert_eq!(ends.len(), 263);
    // What may be other records that lost their line feeds is never cut off.
    for end in [store.to_lines().replace('\n', "\r"), "*{\"event\":{".to_owned()] {
        let bent = [records, b"\r", end.as_bytes()].concat();
        assert_eq!(verify(&bent[..], &[]).unwrap().fault().map(|fault| fault.revision()), Some(5));
        fs::write(&path, &bent).unwrap();
        assert_eq!(Journal::repair(&path).unwrap_err().code(), "journal_broken");
        assert_eq!(fs::read(&path).unwrap(), bent);
    }
}

#[test]
fn blanks_after_the_last_line_feed_are_told_and_taken_away() {
    let folder = Folder::new("blanks");
    let path = folder.join("table.jsonl");
    let text = history(&[2, 1]).to_lines().into_bytes();
    for end in [&b" "[..], b"\r", b"\t  ", b"\0", b" \0 "] {
        fs::write(&path, [&text, end].concat()).unwrap();
        let found = Journal::inspect(&path, &[], &mut |_| Ok(())).unwrap();
        assert_eq!((found.torn().unwrap().end(), found.head().revision()), (TornEnd::Blanks, 3));
        assert_eq!(Journal::open(&path).unwrap_err().code(), "journal_torn");
        assert_eq!(Journal::repair(&path).unwrap().unwrap().torn().end(), TornEnd::Blanks);
        assert_eq!(fs::read(&path).unwrap(), text);
    }
}

/// A head inside a batch that is torn is there as long as its record is; the head after the batch is not.
#[test]
fn a_known_head_in_a_torn_tail_is_found() {
    let store = history(&[1, 3]);
    let text = store.to_lines();
    let ends: Vec<usize> =
        (1..=4).map(|lines| text.split_inclusive('\n').take(lines).map(str::len).sum()).collect();
    let code = |length: usize, known: usize| {
        let found = verify(&text.as_bytes()[..length], &[store.records()[known].head()]).unwrap();
        assert_eq!(found.head().revision(), 1);
        found.fault().map(|fault| (fault.revision(), fault.code()))
    };
    for (length, standing) in
        [(ends[1], 2), (ends[2] - 2, 2), (ends[2] - 1, 3), (ends[2] + 9, 3), (ends[3] - 2, 3)]
    {
        for known in 0..4 {
            let expected =
                (known >= standing).then_some((u64::try_from(standing).unwrap() + 1, FaultCode::HeadMissing));
            assert_eq!(code(length, known), expected, "cut at {length}, head {}", known + 1);
        }
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

/// Zeros from the end of a block on stand where the last line feed was, and the last record is not the one that somebody noted.
#[test]
fn another_head_than_the_known_one_is_told_also_where_blocks_are_missing() {
    let padded = |length: usize| {
        let event = Event::of(&serde_json::json!({"noted": "x".repeat(length)})).unwrap();
        extend(&Head::START, &[event]).unwrap().remove(0)
    };
    let record = (0..512).map(padded).find(|record| record.line().len().is_multiple_of(512)).unwrap();
    let journal = [record.line().as_bytes(), &[0; 512]].concat();
    let found = check(&journal);
    assert_eq!((found.fault(), found.head()), (None, record.head()));
    assert_eq!(found.torn().map(|torn| (torn.end(), torn.bytes())), Some((TornEnd::LineFeed, 512)));
    let noted = Head::new(1, padded(1).hash());
    let fault = verify(&journal[..], &[noted]).unwrap().fault().map(|fault| (fault.revision(), fault.code()));
    assert_eq!(fault, Some((1, FaultCode::HeadDiffers)));
}

#[test]
fn a_hash_is_printed_for_programmers_with_its_digits() {
    let hash = history(&[1]).records()[0].hash();
    assert_eq!(format!("{hash:?}"), format!("Digest({hash})"));
    assert_eq!(hash.to_string().len(), 64);
}

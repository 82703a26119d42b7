//! The chain: revisions, batches, known heads.

use riparto_core::capacity::{MAX_BATCH_EVENTS, MAX_EVENT_INTEGER};
use riparto_table::journal::{Digest, Event, FaultCode, Head, Record, extend, verify};

use super::{event, history};

fn code_of(journal: &str, known: &[Head]) -> Option<(u64, FaultCode)> {
    let verification = verify(journal.as_bytes(), known).unwrap();
    verification.fault().map(|fault| (fault.revision(), fault.code()))
}

#[test]
fn a_history_is_the_same_whoever_writes_it() {
    assert_eq!(history(&[2, 1]).to_lines(), history(&[2, 1]).to_lines());
    assert_ne!(
        history(&[2, 1]).to_lines(),
        history(&[1, 2]).to_lines(),
        "batches are part of what is hashed"
    );
}

#[test]
fn every_record_follows_from_all_before_it() {
    let store = history(&[1, 3, 1]);
    let mut previous = Digest::ZERO;
    for (revision, record) in (1..).zip(store.records()) {
        assert_eq!((record.revision(), record.previous()), (revision, previous));
        previous = record.hash();
    }
    let more: Vec<u64> = store.records().iter().map(Record::more).collect();
    assert_eq!(more, [0, 2, 1, 0, 0]);
}

#[test]
fn a_hash_is_that_of_the_line_without_its_hash() {
    for record in history(&[2]).records() {
        let line = record.line();
        let field = format!(",\"hash\":\"{}\"", record.hash());
        assert_eq!(Digest::of(line.replace(&field, "").as_bytes()), record.hash());
    }
}

#[test]
fn known_heads_are_passed_in_any_order() {
    let store = history(&[1, 2, 1]);
    let heads: Vec<Head> = store.records().iter().rev().map(Record::head).chain([Head::START]).collect();
    assert_eq!(code_of(&store.to_lines(), &heads), None);
}

#[test]
fn a_history_that_was_cut_at_a_batch_is_told_by_a_known_head_only() {
    let store = history(&[1, 1, 2]);
    let head = store.records()[3].head();
    let lines = store.to_lines();
    let cut: String = lines.split_inclusive('\n').take(2).collect();
    assert_eq!(code_of(&cut, &[]), None);
    assert_eq!(code_of(&cut, &[head]), Some((3, FaultCode::HeadMissing)));
    assert_eq!(code_of("", &[head]), Some((1, FaultCode::HeadMissing)));
}

#[test]
fn a_history_that_was_written_anew_is_told_by_a_known_head_only() {
    let (store, other) = (history(&[1, 1, 2]), history(&[2, 2]));
    let known = store.records()[1].head();
    assert_eq!(code_of(&other.to_lines(), &[]), None);
    assert_eq!(code_of(&other.to_lines(), &[known]), Some((2, FaultCode::HeadDiffers)));
    let nowhere = Head::new(0, known.hash());
    assert_eq!(code_of(&other.to_lines(), &[nowhere]), Some((1, FaultCode::HeadDiffers)));
}

/// A line whose hash is right and whose content may not be.
fn forged(line: &str) -> String {
    let (start, rest) = line.split_once(",\"hash\":\"").unwrap();
    let end = &rest[Digest::ZERO.to_string().len() + 1..];
    let hash = Digest::of(format!("{start}{end}").as_bytes());
    format!("{start},\"hash\":\"{hash}\"{end}")
}

#[test]
fn a_forged_hash_does_not_help() {
    let store = history(&[2, 1]);
    let lines: Vec<String> = store.records().iter().map(Record::line).collect();
    assert_eq!(forged(&lines[1]), lines[1]);
    let zeros = Digest::ZERO.to_string();
    for (line, from, to, code) in [
        (0, "riparto.history/1", "riparto.history/2", FaultCode::FormatUnknown),
        (1, "\"revision\":2", "\"revision\":3", FaultCode::RevisionDiffers),
        (1, "\"revision\":2", "\"revision\":02", FaultCode::NotCanonical),
        (1, lines[0].as_str(), "", FaultCode::PreviousDiffers),
        (0, "\"more\":1", "\"more\":0", FaultCode::BatchDiffers),
        (1, "\"more\":0", "\"more\":1", FaultCode::BatchDiffers),
        (2, "\"more\":0", "\"more\":1048576", FaultCode::BatchDiffers),
        (0, "40000.00", "40000.01", FaultCode::PreviousDiffers),
    ] {
        let mut bent = lines.clone();
        bent[line] = match code {
            FaultCode::PreviousDiffers if to.is_empty() => {
                forged(&lines[line].replace(&store.records()[0].hash().to_string(), &zeros))
            }
            _ => forged(&lines[line].replace(from, to)),
        };
        assert_ne!(bent, lines);
        let revision = u64::try_from(line).unwrap() + 1;
        // Content that was changed with its hash shows in the record after it; a batch made shorter too.
        let shows = if matches!(to, "40000.01" | "\"more\":0") { revision + 1 } else { revision };
        let code = if to == "\"more\":0" { FaultCode::PreviousDiffers } else { code };
        assert_eq!(code_of(&(bent.join("\n") + "\n"), &[]), Some((shows, code)), "{from} {to}");
    }
}

#[test]
fn no_batch_is_larger_than_allowed_and_no_revision_leaves_the_whole_numbers() {
    let events = vec![Event::from_canonical("{}").unwrap(); MAX_BATCH_EVENTS + 1];
    assert_eq!(extend(&Head::START, &events).unwrap_err().code(), "too_many");
    let last = Head::new(MAX_EVENT_INTEGER - 1, Digest::ZERO);
    assert_eq!(extend(&last, &[event(1)]).unwrap()[0].revision(), MAX_EVENT_INTEGER);
    assert_eq!(extend(&last, &[event(1), event(2)]).unwrap_err().code(), "too_many");
    assert_eq!(extend(&Head::new(u64::MAX, Digest::ZERO), &[event(1)]).unwrap_err().code(), "too_many");
}

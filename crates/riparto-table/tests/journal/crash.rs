//! A writer that is killed: what it acknowledged is there, and nothing that it did not write.
//!
//! The writer is this test binary, run again. It appends batches whose events follow from their revision and says so on its
//! standard output after each.
#![cfg(unix)]

use std::env;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use riparto_table::journal::{Event, Head, Journal, Store};
use serde_json::json;

use super::{Folder, contents, history, journal_of};

const JOURNAL: &str = "RIPARTO_TEST_JOURNAL";
const BATCH: &str = "RIPARTO_TEST_BATCH";

/// The event of a revision: now and then so large that a write of it can be cut off.
fn event_at(revision: u64) -> Event {
    let size = if revision.is_multiple_of(5) { 30_000 } else { 10 };
    Event::of(&json!({"noted": revision, "text": "à".repeat(size)})).unwrap()
}

fn batch_after(head: Head, size: u64) -> Vec<Event> {
    (1..=size).map(|place| event_at(head.revision() + place)).collect()
}

fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    writeln!(out, "\n{line}").unwrap();
    out.flush().unwrap();
}

/// Appends until it is killed, or until an append fails. Does nothing unless another test runs it.
#[test]
fn writer() {
    let Some(path) = env::var_os(JOURNAL) else { return };
    let size = env::var(BATCH).unwrap().parse().unwrap();
    let mut journal = Journal::open(path).unwrap();
    let mut head = journal.head().unwrap();
    loop {
        match journal.append(&head, &batch_after(head, size)) {
            Ok(appended) => head = appended.accepted().unwrap(),
            Err(error) => {
                say(&format!("failed {}", error.code()));
                break;
            }
        }
        say(&format!("head {head}"));
    }
    // After an append that failed and was taken back, a smaller one stands.
    let small = Event::of(&json!({"noted": "small"})).unwrap();
    let appended = journal.append(&head, &[small]).unwrap().accepted().unwrap();
    say(&format!("small {appended}"));
}

/// The writer, run by a shell after some words.
fn run_writer(words: &str, path: &Path, size: u64) -> Command {
    let mut command = Command::new("sh");
    command.arg("-c").arg(format!("{words} exec \"$0\" journal::crash::writer --exact --nocapture"));
    command.arg(env::current_exe().unwrap()).env(JOURNAL, path).env(BATCH, size.to_string());
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    command
}

fn head_of(words: &str) -> Head {
    let (revision, hash) = words.split_once(' ').unwrap();
    Head::new(revision.parse().unwrap(), hash.parse().unwrap())
}

/// What the writer acknowledged last.
fn last_head(said: &str) -> Option<Head> {
    let whole = &said[..said.rfind('\n').map_or(0, |end| end + 1)];
    whole.lines().rev().find_map(|line| line.strip_prefix("head ")).map(head_of)
}

/// All that was acknowledged is in the journal, and at most one whole batch more, of events that the writer writes.
fn assert_nothing_lost_or_invented(path: &Path, acknowledged: Head, size: u64) -> bool {
    let (head, records) = contents(path);
    for record in &records {
        assert_eq!(*record.event(), event_at(record.revision()));
    }
    let count = acknowledged.revision();
    let at = records.iter().map(|record| record.head()).rfind(|head| head.revision() == count);
    assert_eq!(at.unwrap_or(Head::START), acknowledged, "an acknowledged event is gone");
    let more = head.revision() - count;
    assert!(more == 0 || more == size, "{more} events more than acknowledged");
    more > 0
}

#[test]
fn a_writer_killed_at_any_moment_loses_and_invents_nothing() {
    const ROUNDS: u64 = 36;
    let folder = Folder::new("kill");
    let mut appended = 0;
    for round in 0..ROUNDS {
        let path = folder.join(&format!("table-{}.jsonl", round / 6));
        if round % 6 == 0 {
            drop(Journal::create(&path).unwrap());
        }
        let size = 1 + round % 6;
        let before = contents(&path).0;
        let mut child = run_writer("", &path, size).spawn().unwrap();
        let mut said = BufReader::new(child.stdout.take().unwrap());
        let mut first = String::new();
        while !first.contains("head ") {
            first.clear();
            assert!(said.read_line(&mut first).unwrap() > 0, "the writer ended by itself");
        }
        thread::sleep(Duration::from_micros(round * 7919 % 5_000));
        child.kill().unwrap();
        child.wait().unwrap();
        let mut rest = String::new();
        said.read_to_string(&mut rest).unwrap();
        let acknowledged = last_head(&rest).unwrap_or_else(|| head_of(first["head ".len()..].trim_end()));
        assert_nothing_lost_or_invented(&path, acknowledged, size);
        appended += acknowledged.revision() - before.revision();

        if let Err(error) = Journal::open(&path) {
            assert_eq!(error.code(), "journal_torn", "{error}");
            Journal::repair(&path).unwrap().unwrap();
        }
        assert_nothing_lost_or_invented(&path, acknowledged, size);
    }
    assert!(appended >= ROUNDS);
}

/// The kernel kills a writer in the middle of a write, at the byte where its file may not grow.
#[test]
fn a_writer_killed_within_a_write_leaves_a_torn_end() {
    for size in 1..=4 {
        let folder = Folder::new(&format!("within-{size}"));
        let path = folder.join("table.jsonl");
        drop(Journal::create(&path).unwrap());
        let output = run_writer("ulimit -c 0; ulimit -f 40;", &path, size).output().unwrap();
        assert!(!output.status.success(), "killed");
        let said = String::from_utf8(output.stdout).unwrap();
        let acknowledged = last_head(&said).unwrap_or(Head::START);
        assert!(!assert_nothing_lost_or_invented(&path, acknowledged, size), "no batch came after");
        assert_eq!(Journal::open(&path).unwrap_err().code(), "journal_torn");
        assert_eq!(Journal::repair(&path).unwrap().unwrap().head(), acknowledged);
        assert_eq!(Journal::open(&path).unwrap().head().unwrap(), acknowledged);
    }
}

/// As when the disk is full: the write fails half way.
#[test]
fn an_append_that_finds_no_room_is_taken_back() {
    let folder = Folder::new("room");
    let path = folder.join("table.jsonl");
    journal_of(&path, &history(&[1, 2]));
    let before = contents(&path);
    let output = run_writer("ulimit -f 40; trap '' XFSZ;", &path, 5).output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{said}");
    assert!(said.contains("failed storage_failed") && !said.contains("head "), "{said}");
    let (head, records) = contents(&path);
    let small = said.lines().find_map(|line| line.strip_prefix("small ")).map(head_of);
    assert_eq!(small, Some(head));
    assert_eq!(records[..3], before.1);
    assert_eq!((head.revision(), records[3].event().as_str()), (4, "{\"noted\":\"small\"}"));
    assert!(Journal::open(&path).is_ok());
}

//! Two writers at once: none loses an update, and who is late learns what it missed.

use std::env;
use std::process::{Command, Stdio};
use std::sync::Barrier;
use std::thread;

use riparto_core::Error;
use riparto_table::journal::{Appended, Head, Journal, Store};

use super::{Folder, contents, event, history, journal_of};

#[test]
fn a_second_writer_is_kept_out_and_readers_are_not() {
    let folder = Folder::new("second");
    let path = folder.join("table.jsonl");
    journal_of(&path, &history(&[2]));
    let first = Journal::open(&path).unwrap();
    for refused in [Journal::open(&path).map(|_| ()), Journal::repair(&path).map(|_| ())] {
        assert_eq!(refused.unwrap_err().code(), "journal_locked");
    }
    assert_eq!(contents(&path).0.revision(), 2);
    drop(first);
    assert!(Journal::open(&path).is_ok());
}

/// Opens, waiting for the other writer.
fn open(path: &std::path::Path) -> Journal {
    loop {
        match Journal::open(path) {
            Ok(journal) => return journal,
            Err(error) => assert_eq!(error.code(), "journal_locked", "{error}"),
        }
        thread::yield_now();
    }
}

/// Appends an event after the last head seen; a missed head is taken note of, and the event tried again.
fn append(path: &std::path::Path, seen: &mut Head, number: u64) -> Result<u32, Error> {
    let mut missed = 0;
    loop {
        match open(path).append(seen, &[event(number)])? {
            Appended::Head(head) => {
                *seen = head;
                return Ok(missed);
            }
            Appended::HeadConflict(head) => {
                assert!(head.revision() > seen.revision());
                *seen = head;
                missed += 1;
            }
        }
    }
}

#[test]
fn two_writers_lose_no_update() {
    const EACH: u64 = 40;
    let folder = Folder::new("race");
    let path = folder.join("table.jsonl");
    drop(Journal::create(&path).unwrap());
    let barrier = Barrier::new(2);
    let missed: u32 = thread::scope(|scope| {
        let writers = [0, 1].map(|writer| {
            let (path, barrier) = (&path, &barrier);
            scope.spawn(move || {
                barrier.wait();
                let mut seen = Head::START;
                (0..EACH).map(|number| append(path, &mut seen, writer * EACH + number).unwrap()).sum::<u32>()
            })
        });
        writers.into_iter().map(|writer| writer.join().unwrap()).sum()
    });
    assert!(missed > 0, "the second to write missed the first one's head");
    let (head, records) = contents(&path);
    assert_eq!(head.revision(), 2 * EACH);
    let mut found: Vec<String> = records.iter().map(|record| record.event().as_str().to_owned()).collect();
    found.sort();
    let mut expected: Vec<String> = (0..2 * EACH).map(|number| event(number).as_str().to_owned()).collect();
    expected.sort();
    assert_eq!(found, expected, "every event once");
}

const EACH_PROGRAM: u64 = 15;

/// Appends its events, each after the head that it saw last, and says what it missed. Does nothing unless another test runs it.
#[test]
fn program() {
    let Some(path) = env::var_os("RIPARTO_TEST_SHARED") else { return };
    let writer: u64 = env::var("RIPARTO_TEST_WRITER").unwrap().parse().unwrap();
    let mut seen = Head::START;
    let mut missed = 0;
    for number in 0..EACH_PROGRAM {
        missed += append(path.as_ref(), &mut seen, writer * EACH_PROGRAM + number).unwrap();
    }
    println!("\nmissed {missed}");
}

/// Two real programs on one journal: who is late is refused with the head that it missed, and no update is lost.
#[test]
fn two_programs_lose_no_update() {
    let folder = Folder::new("programs");
    let path = folder.join("table.jsonl");
    drop(Journal::create(&path).unwrap());
    // Both are kept waiting until both run.
    let first = Journal::open(&path).unwrap();
    let programs = [0, 1].map(|writer: u64| {
        let mut program = Command::new(env::current_exe().unwrap());
        program.args(["journal::two_writers::program", "--exact", "--nocapture"]);
        program.env("RIPARTO_TEST_SHARED", &path).env("RIPARTO_TEST_WRITER", writer.to_string());
        program.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap()
    });
    drop(first);
    let missed = programs.map(|program| {
        let output = program.wait_with_output().unwrap();
        assert!(output.status.success());
        let said = String::from_utf8(output.stdout).unwrap();
        said.lines().find_map(|line| line.strip_prefix("missed ")).unwrap().parse::<u32>().unwrap()
    });
    // Whoever wrote second at the start had seen no head yet, and missed the first one's.
    assert!(missed.iter().any(|missed| *missed > 0), "{missed:?}");
    let (head, records) = contents(&path);
    assert_eq!(head.revision(), 2 * EACH_PROGRAM);
    let mut found: Vec<String> = records.iter().map(|record| record.event().as_str().to_owned()).collect();
    found.sort();
    let mut expected: Vec<String> =
        (0..2 * EACH_PROGRAM).map(|number| event(number).as_str().to_owned()).collect();
    expected.sort();
    assert_eq!(found, expected, "every event once");
}

//! The journal of a real table: killed, cut, bent, and recorded.

use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command as Program, Stdio};
use std::time::Duration;
use std::{env, fs, thread};

use riparto_table::journal::{Event, FaultCode, Head, Journal, MemoryStore, Record, Store, verify};
use riparto_table::table::{
    Action, ApprovalPolicies, Command, EventKind, OpeningPlan, PersistentTable, Replayed, SubmitOutcome,
};
use serde_json::json;

use riparto_table_tests::occasions::recorded;
use riparto_table_tests::{command, plan, proposal};

const JOURNAL: &str = "RIPARTO_TEST_TABLE";

/// The command of a number: a negotiation that goes on for ever.
fn command_at(number: u64) -> Command {
    let round = number.saturating_sub(1) / 4;
    let (id, back) = (format!("p{round}"), format!("r{round}"));
    let (by, action) = match (number, number % 4) {
        (0, _) => ("regione", json!({"open": {"plan": plan()}})),
        (_, 1) => {
            // Every round ends with the table at a revision six further on.
            let mut text = proposal("anci", &id, ("outreach", "desks", "20.00"));
            text["reason"] = json!("più sportelli\n".repeat(if round.is_multiple_of(7) { 200 } else { 1 }));
            ("anci", json!({"propose": {"against": 1 + 6 * round, "proposal": text}}))
        }
        (_, 2) => ("regione", json!({"approve": {"proposal": id}})),
        (_, 3) => ("anci", json!({"reverse": {"proposal": id, "reversal": back}})),
        (..) => ("regione", json!({"approve": {"proposal": back}})),
    };
    command(&format!("c{number}"), by, &action)
}

/// The history of so many commands, in memory.
fn history(commands: u64) -> MemoryStore {
    let mut kept = PersistentTable::open(MemoryStore::new()).unwrap();
    for number in 0..commands {
        assert!(matches!(kept.submit(&command_at(number)).unwrap(), SubmitOutcome::Accepted(_)), "{number}");
    }
    kept.into_store()
}

/// A folder that is gone when the test is.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let path = env::temp_dir().join(format!("riparto-table-{name}-{}", std::process::id()));
        fs::remove_dir_all(&path).ok();
        fs::create_dir_all(&path).unwrap();
        Folder(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).ok();
    }
}

/// Negotiates until it is killed. Does nothing unless another test runs it.
#[test]
fn negotiator() {
    let Some(path) = env::var_os(JOURNAL) else { return };
    let mut kept = PersistentTable::open(Journal::open(path).unwrap()).unwrap();
    for number in 0.. {
        let _outcome = kept.submit(&command_at(number)).unwrap();
        let mut out = std::io::stdout().lock();
        writeln!(out, "\nhead {}", kept.head()).unwrap();
        out.flush().unwrap();
    }
}

/// What is in a journal is what so many commands lead to in memory: nothing lost, nothing invented.
fn assert_is_a_prefix(path: &Path, acknowledged: Head) -> Head {
    let replayed = Replayed::of(fs::File::open(path).unwrap(), &[acknowledged]).unwrap();
    assert_eq!(replayed.broken(), None, "every acknowledged event is there");
    let head = replayed.head();
    let mut expected = PersistentTable::open(MemoryStore::new()).unwrap();
    for number in 0.. {
        if expected.head().revision() >= head.revision() {
            break;
        }
        let _outcome = expected.submit(&command_at(number)).unwrap();
    }
    assert_eq!((expected.head(), expected.table()), (head, replayed.table()));
    assert!(head.revision() - acknowledged.revision() <= 2, "one command more at most");
    head
}

fn head_of(words: &str) -> Head {
    let (revision, hash) = words.trim().split_once(' ').unwrap();
    Head::new(revision.parse().unwrap(), hash.parse().unwrap())
}

#[cfg(unix)]
#[test]
fn a_table_whose_program_is_killed_has_every_acknowledged_event_and_no_other() {
    const ROUNDS: u64 = 12;
    let folder = Folder::new("killed");
    let path = folder.0.join("table.jsonl");
    drop(Journal::create(&path).unwrap());
    for round in 0..ROUNDS {
        let mut program = Program::new(env::current_exe().unwrap());
        program.arg(format!("{}::negotiator", module_path!().split_once("::").unwrap().1));
        program.args(["--exact", "--nocapture"]).env(JOURNAL, &path);
        let mut child =
            program.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut said = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        while !line.starts_with("head ") {
            line.clear();
            assert!(said.read_line(&mut line).unwrap() > 0, "the program ended by itself");
        }
        thread::sleep(Duration::from_micros(round * 7919 % 9_000));
        child.kill().unwrap();
        child.wait().unwrap();
        let mut rest = String::new();
        said.read_to_string(&mut rest).unwrap();
        let whole = &rest[..rest.rfind('\n').map_or(0, |end| end + 1)];
        let last = whole.lines().rev().find_map(|line| line.strip_prefix("head "));
        let acknowledged = head_of(last.unwrap_or(&line["head ".len()..]));
        let head = assert_is_a_prefix(&path, acknowledged);
        if let Err(error) = Journal::open(&path) {
            assert_eq!(error.code(), "journal_torn", "{error}");
            Journal::repair(&path).unwrap().unwrap();
        }
        assert_eq!(PersistentTable::open(Journal::open(&path).unwrap()).unwrap().head(), head);
    }
}

/// After the repair the commands are sent again: those that stand are done, the lost one is carried out, and the journal is to
/// the byte what it would have been.
#[test]
fn a_table_cut_at_any_byte_of_its_last_two_events_goes_on_as_if_nothing_had_been() {
    const COMMANDS: u64 = 8;
    let folder = Folder::new("cut");
    let path = folder.0.join("table.jsonl");
    let store = history(COMMANDS);
    let (text, records) = (store.to_lines(), store.records());
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let last_two: usize = lines[lines.len() - 2..].iter().map(|line| line.len()).sum();
    let batches: Vec<Head> = records.iter().filter(|record| record.more() == 0).map(Record::head).collect();
    for length in text.len() - last_two..text.len() {
        fs::write(&path, &text.as_bytes()[..length]).unwrap();
        // The last line may lack its line feed, and stands.
        let whole = text[..=length].matches('\n').count();
        let expected = batches.iter().rfind(|head| head.revision() <= u64::try_from(whole).unwrap()).unwrap();
        let replayed = Replayed::of(&text.as_bytes()[..length], &[*expected]).unwrap();
        assert_eq!((replayed.head(), replayed.broken()), (*expected, None));
        if let Err(error) = Journal::open(&path) {
            assert_eq!(error.code(), "journal_torn");
            assert_eq!(Journal::repair(&path).unwrap().unwrap().head(), *expected);
        }
        // The last commands suffice: the others were acknowledged.
        if length % 16 == 0 {
            let mut kept = PersistentTable::open(Journal::open(&path).unwrap()).unwrap();
            assert_eq!((kept.head(), kept.table()), (*expected, replayed.table()));
            for number in 0..COMMANDS {
                assert!(!matches!(kept.submit(&command_at(number)).unwrap(), SubmitOutcome::Rejected(_)));
            }
            assert_eq!(fs::read_to_string(&path).unwrap(), text);
        }
    }
}

#[test]
fn every_single_byte_change_of_a_tables_journal_is_detected_on_its_line() {
    let text = history(5).to_lines();
    let mut bent = text.clone().into_bytes();
    let mut line = 1;
    for place in 0..bent.len() {
        let byte = bent[place];
        for other in [byte ^ 1, if byte == b'0' { b'9' } else { b'0' }] {
            bent[place] = other;
            let found = verify(&bent[..], &[]).unwrap();
            match place + 1 == bent.len() {
                true => assert!(found.torn().is_some()),
                false => assert_eq!(found.fault().map(|fault| fault.revision()), Some(line), "byte {place}"),
            }
        }
        bent[place] = byte;
        line += u64::from(byte == b'\n');
    }
}

/// A table at which everything happens, as it was written when the format was fixed. `.ci/run` lets the Python verifier read it.
#[test]
fn a_recorded_table_is_written_to_the_byte_as_it_was() {
    let written = include_str!("../../../../tests/vectors/table.jsonl");
    let desk = recorded();
    assert_eq!(desk.kept.store().to_lines(), written, "the format of events is stable");
    let replayed = Replayed::of(written.as_bytes(), &[desk.kept.head()]).unwrap();
    assert_eq!((replayed.broken(), replayed.table()), (None, desk.table()));
}

/// Amounts and lines may be written in several ways: the history keeps the one that was chosen, and the command stays the same.
#[test]
fn the_plan_that_opens_a_table_is_kept_as_it_was_written() {
    let written = json!({
        "total": "100.00", "lines": [{"labels": {}, "amount": "60.00", "id": "desks"}, {"id": "outreach", "title": "outreach",
        "amount": "40.00"}], "title": "Plan", "format": "riparto.plan/1", "rules": [],
        "parties": [{"id": "regione", "role": "authority"}], "approved": {"total": "100.00", "amounts": {"desks": "100.00", "outreach": "0.00"}}
    });
    let asked = json!({"id": "c1", "party": "regione", "do": {"open": {"plan": written}}});
    let command = Command::from_json(&asked.to_string()).unwrap();
    let asked_back = serde_json::to_value(&command).unwrap();
    assert_eq!(asked_back["do"]["open"]["plan"], written);
    let mut kept = PersistentTable::open(MemoryStore::new()).unwrap();
    let events = kept.submit(&command).unwrap().accepted().unwrap();
    let EventKind::Opened { plan, .. } = &events[0].what else { panic!() };
    assert_eq!(plan.plan().unwrap(), kept.table().plan().unwrap());
    assert_eq!(plan.as_json(), Event::of(&written).unwrap().as_str());
    assert!(kept.store().to_lines().contains(plan.as_json()));
    // A plan without what goes without saying is another document, and another command.
    let plain = OpeningPlan::of(kept.table().plan().unwrap()).unwrap();
    assert_eq!(plain.plan().unwrap(), plan.plan().unwrap());
    assert_ne!(&plain, plan);
    let again = Action::Open { plan: plain, policies: ApprovalPolicies::default() };
    let submitted = kept.submit(&Command::new("c1", "regione", again).unwrap()).unwrap();
    assert!(matches!(submitted, SubmitOutcome::Rejected(why) if why.code() == "command_reused"));
}

#[test]
fn a_replay_names_what_is_broken_or_torn() {
    let text = history(5).to_lines();
    let broken = |text: &str, known: &[Head]| {
        let replayed = Replayed::of(text.as_bytes(), known).unwrap();
        (replayed.broken().map(|broken| (broken.revision(), broken.code())), replayed.torn().is_some())
    };
    assert_eq!(broken(&text, &[]), (None, false));
    assert_eq!(broken(&text[..text.len() - 1], &[]), (None, true));
    assert_eq!(broken(&text.replacen("20.00", "21.00", 1), &[]).0, Some((2, FaultCode::HashDiffers.name())));
    let head = history(6).head().unwrap();
    assert_eq!(broken(&text, &[head]).0, Some((8, FaultCode::HeadMissing.name())));
    assert_eq!(broken("", &[]), (None, false));
}

//! What holds at the edges of a journal: its last byte, its name, its lock, and an output that nobody reads.
#![cfg(unix)]

use std::fs::{self, File};
use std::io::Read;
use std::process::{Child, Command, Output, Stdio};
use std::thread::sleep;
use std::time::Duration;

use super::kept_table::Table;
use super::{PLAN, err, out, riparto};

/// A table with a decision, and its head.
fn decided() -> (Table, String) {
    let table = Table::new();
    table.propose("anci", "p1", "outreach", "desks", "20000.00");
    table.approve("p1");
    let head = table.head();
    (table, head)
}

fn names(table: &Table) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(table.folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

/// What a program that must not hang ends with.
fn within_seconds(mut child: Child) -> Output {
    for _ in 0..4_000 {
        if child.try_wait().unwrap().is_some() {
            return child.wait_with_output().unwrap();
        }
        sleep(Duration::from_millis(5));
    }
    child.kill().unwrap();
    panic!("it hangs");
}

#[test]
fn a_journal_that_lost_its_last_line_feed_loses_no_event() {
    let (table, head) = decided();
    let whole = table.bytes();
    for end in ["", " ", "\r", "\0\0\0", "+"] {
        fs::write(&table.journal, [&whole[..whole.len() - 1], end.as_bytes()].concat()).unwrap();
        let bent = table.bytes();
        let verified = table.run("verify", &["--head", &head]);
        assert_eq!(verified.status.code(), Some(1));
        assert!(out(&verified).starts_with("Every event is what was written; only "), "{}", out(&verified));
        assert!(!out(&verified).contains("acknowledged"), "{}", out(&verified));
        assert!(out(&verified).contains("It ends at the head that was given"), "{}", out(&verified));
        let listed = table.run("list", &[]);
        assert!(out(&listed).contains("approved") && err(&listed).contains("repair"), "{}", out(&listed));
        let refused = table.run(
            "propose",
            &["--as", "ats", "--id", "p2", "--from", "desks", "--to", "outreach", "--amount", "1.00"],
        );
        assert_eq!(refused.status.code(), Some(2));
        assert!(err(&refused).contains("event 4, which is whole"), "{}", err(&refused));
        assert_eq!(table.bytes(), bent, "nothing but repair changes the journal");
        let repaired = table.done("repair", &[]);
        assert!(repaired.starts_with("Event 4 is whole and got its line feed back"), "{repaired}");
        assert_eq!(table.bytes(), whole);
        assert_eq!(names(&table).len(), 1 + usize::from(!end.is_empty()), "no empty file is left");
        names(&table)[1..].iter().for_each(|name| fs::remove_file(table.folder.path().join(name)).unwrap());
    }
    table.propose("ats", "p2", "desks", "outreach", "1.00");
    assert!(table.done("verify", &["--head", &head]).starts_with("Whole: "));
}

#[test]
fn a_file_without_an_event_is_no_table() {
    let table = Table::new();
    for (content, what) in [
        ("", "the file is empty"),
        ("  \t", "nothing but blanks"),
        ("\0\0", "nothing but blanks"),
        ("{\"ev", "no whole event"),
    ] {
        fs::write(&table.journal, content).unwrap();
        for command in ["verify", "list", "log", "ledger", "minutes"] {
            let output = table.run(command, &[]);
            assert_eq!((output.status.code(), out(&output)), (Some(2), ""), "{command} {content:?}");
            assert!(
                err(&output).contains(what) && err(&output).contains("there is no table"),
                "{}",
                err(&output)
            );
        }
    }
}

#[test]
fn a_journal_whose_tail_was_cut_verifies_and_says_that_only_a_head_can_tell() {
    let (table, head) = decided();
    let lines: Vec<String> =
        String::from_utf8(table.bytes()).unwrap().split_inclusive('\n').map(str::to_owned).collect();
    fs::write(&table.journal, lines[..3].concat()).unwrap();
    let verified = table.done("verify", &[]);
    assert!(
        verified.contains("Whether events are missing after event 3 cannot be seen from the journal alone"),
        "{verified}"
    );
    let earlier = format!("3:{}", table.head().split_once(':').unwrap().1);
    assert!(table.done("verify", &["--head", &earlier]).contains("It ends at the head that was given"));
    let missed = table.run("verify", &["--head", &head]);
    assert_eq!(missed.status.code(), Some(1));
    assert!(out(&missed).starts_with("Broken at event 4 [head_missing]"), "{}", out(&missed));
    fs::write(&table.journal, "").unwrap();
    assert_eq!(
        table.run("verify", &["--head", &head]).status.code(),
        Some(1),
        "what is known to be missing is broken"
    );
}

#[test]
fn what_is_no_file_is_refused_by_every_command_and_never_waited_for() {
    let table = Table::new();
    let pipe = table.folder.path().join("pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let folder = table.folder.path().to_str().unwrap().to_owned();
    let reading: [&[&str]; 9] = [
        &["verify"],
        &["list"],
        &["show", "p1"],
        &["log"],
        &["diff", "1"],
        &["at", "1"],
        &["ledger"],
        &["minutes"],
        &["compatible"],
    ];
    let writing: [&[&str]; 3] =
        [&["repair"], &["approve", "p1", "--as", "regione"], &["close-sitting", "--as", "ats"]];
    for path in [pipe.to_str().unwrap(), &folder, "/dev/null", "/dev/zero"] {
        for arguments in reading.iter().chain(&writing) {
            let mut command = super::command();
            command.args(["table", arguments[0], path]).args(&arguments[1..]);
            let child =
                command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
            let output = within_seconds(child);
            assert_eq!((output.status.code(), out(&output)), (Some(2), ""), "{arguments:?} {path}");
            assert!(err(&output).contains("not a regular file"), "{}", err(&output));
        }
    }
    let missing = table.folder.path().join("missing").to_str().unwrap().to_owned();
    assert_eq!(riparto(&["table", "verify", &missing], b"").status.code(), Some(2));
}

#[test]
fn the_lock_is_given_back_before_an_answer_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("table.jsonl").to_str().unwrap().to_owned();
    let lines: Vec<String> = (0..3_000)
        .map(|line| format!(r#"{{"id": "l{line}", "title": "{}", "amount": "1.00"}}"#, "x".repeat(60)))
        .collect();
    let plan = format!(
        r#"{{"format": "riparto.plan/1", "title": "Large", "total": "3000.00", "lines": [{}], "parties": [{{"id": "a", "role": "authority"}}, {{"id": "b", "role": "partner"}}]}}"#,
        lines.join(",")
    );
    fs::write(folder.path().join("plan.json"), plan).unwrap();
    let plan = folder.path().join("plan.json").to_str().unwrap().to_owned();
    let mut command = super::command();
    let mut asleep =
        command.args(["table", "new", &path, &plan, "--as", "a"]).stdout(Stdio::piped()).spawn().unwrap();
    while !fs::exists(&path).unwrap() {
        sleep(Duration::from_millis(5));
    }
    // Its reader sleeps; another program writes meanwhile.
    let transfer = ["--id", "p1", "--from", "l1", "--to", "l2", "--amount", "0.50"];
    let output = riparto(&[&["table", "propose", &path, "--as", "b"], &transfer[..]].concat(), b"");
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    assert!(asleep.try_wait().unwrap().is_none(), "more is said than a pipe holds");
    let mut said = String::new();
    asleep.stdout.take().unwrap().read_to_string(&mut said).unwrap();
    assert!(asleep.wait().unwrap().success() && said.len() > 1 << 16);
}

#[test]
fn an_answer_that_cannot_be_written_after_a_change_has_a_status_of_its_own() {
    // Only Linux has a device that is always full.
    if cfg!(not(target_os = "linux")) {
        return;
    }
    let full = File::options().write(true).open("/dev/full").unwrap();
    let table = Table::new();
    table.propose("anci", "p1", "outreach", "desks", "20000.00");
    let into = |arguments: &[&str], stdout: Stdio| {
        let mut command = super::command();
        command.args(["table", arguments[0], &table.journal]).args(&arguments[1..]);
        command.stdout(stdout).stderr(Stdio::piped()).output().unwrap()
    };
    let approve = ["approve", "p1", "--as", "regione"];
    let untold = into(&approve, full.try_clone().unwrap().into());
    assert_eq!(untold.status.code(), Some(3));
    assert!(err(&untold).contains("carried out, but the answer could not be written"), "{}", err(&untold));
    assert_eq!(table.events(), 4, "the approval stands");
    let unread = into(&["list"], full.into());
    assert_eq!(unread.status.code(), Some(2));
    assert!(!err(&unread).contains("carried out"));

    // A pipe whose reader is gone: quiet, and the status is that of the command.
    let gone = || {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        Stdio::from(writer)
    };
    let looked = into(&["list"], gone());
    assert_eq!((looked.status.code(), err(&looked)), (Some(0), ""));
    let refused = into(&["withdraw", "p1", "--as", "ats"], gone());
    assert_eq!((refused.status.code(), err(&refused)), (Some(1), ""));
    let told = into(&["open-sitting", "s1", "2026-03-12", "--as", "regione"], gone());
    assert_eq!(told.status.code(), Some(3), "{}", err(&told));
    assert_eq!(table.events(), 5);
}

#[test]
fn a_writer_that_waited_while_the_journal_was_replaced_writes_where_the_name_leads() {
    let (table, _) = decided();
    let held = File::options().read(true).append(true).open(&table.journal).unwrap();
    held.lock().unwrap();
    let waiting = table.start(&[
        "propose", "--as", "ats", "--id", "p2", "--from", "desks", "--to", "outreach", "--amount", "1.00",
    ]);
    sleep(Duration::from_millis(300));
    // As a synchronizing client does: a copy gets the name.
    let copy = table.folder.path().join("copy");
    fs::copy(&table.journal, &copy).unwrap();
    fs::rename(&copy, &table.journal).unwrap();
    drop(held);
    let output = within_seconds(waiting);
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    assert_eq!(table.events(), 6, "what was acknowledged is in the file of that name");
}

#[test]
fn a_new_table_says_what_has_its_name_and_leaves_nothing_behind() {
    let table = Table::new();
    let before = table.bytes();
    let again = table.run("new", &[PLAN, "--as", "regione"]);
    assert_eq!(again.status.code(), Some(2));
    assert!(err(&again).contains("there is a history in that file already"), "{}", err(&again));
    assert_eq!((table.bytes(), names(&table).len()), (before, 1));
    for (content, what) in [("", "an empty file has that name"), ("hello", "another file has that name")] {
        fs::write(&table.journal, content).unwrap();
        let taken = table.run("new", &[PLAN, "--as", "regione"]);
        assert_eq!(taken.status.code(), Some(2));
        assert!(err(&taken).contains(what), "{}", err(&taken));
        assert_eq!(table.bytes(), content.as_bytes());
    }
    // What a killed program left aside blocks nobody.
    fs::remove_file(&table.journal).unwrap();
    fs::write(table.folder.path().join("table.jsonl.new"), "{\"event").unwrap();
    table.done("new", &[PLAN, "--as", "regione"]);
    assert_eq!(names(&table), ["table.jsonl", "table.jsonl.new"]);
    assert!(table.done("verify", &[]).starts_with("Whole: "));
}

#[test]
fn line_ends_that_were_converted_are_told_and_put_back_on_request() {
    let (table, head) = decided();
    let whole = table.bytes();
    let converted = String::from_utf8(whole.clone()).unwrap().replace('\n', "\r\n");
    fs::write(&table.journal, &converted).unwrap();
    let verified = table.run("verify", &["--head", &head]);
    assert_eq!(verified.status.code(), Some(1));
    assert!(out(&verified).starts_with("Broken at event 1 [carriage_return]: "), "{}", out(&verified));
    for arguments in [&["list"][..], &["approve", "p1", "--as", "regione"], &["repair"]] {
        let refused = table.run(arguments[0], &arguments[1..]);
        assert_eq!((refused.status.code(), out(&refused)), (Some(2), ""), "{arguments:?}");
        for said in [err(&refused), out(&verified)] {
            assert!(said.contains("only line ends were converted") && said.contains("(CRLF)"), "{said}");
            assert!(
                said.contains(&format!("riparto table repair {} --line-ends", table.journal))
                    && said.contains("dos2unix"),
                "{said}"
            );
        }
    }
    assert_eq!(table.bytes(), converted.as_bytes());
    let restored = table.done("repair", &["--line-ends"]);
    assert!(restored.starts_with("Line ends were put back"), "{restored}");
    assert_eq!(table.bytes(), whole);
    assert_eq!(fs::read_to_string(table.folder.path().join("table.jsonl.converted-4")).unwrap(), converted);
    assert_eq!(table.run("repair", &["--line-ends"]).status.code(), Some(2), "there is nothing to put back");

    // An event that was changed as well is not covered up.
    fs::write(&table.journal, converted.replacen("20000.00", "20001.00", 1)).unwrap();
    let verified = table.run("verify", &[]);
    assert!(out(&verified).contains("Go back to a copy that verifies"), "{}", out(&verified));
    assert_eq!(table.run("repair", &["--line-ends"]).status.code(), Some(2));
    for blank in ["\n\n", "\r\n", " \n"] {
        fs::write(&table.journal, blank).unwrap();
        for command in ["verify", "list"] {
            let output = table.run(command, &[]);
            assert_eq!(output.status.code(), Some(2), "{command} {blank:?}");
            assert!(err(&output).contains("there is no table in it"), "{}", err(&output));
        }
    }
}

#[test]
fn a_document_that_is_no_journal_is_not_called_a_damaged_one() {
    let table = Table::new();
    fs::write(&table.journal, include_str!("../../examples/data/toscana-plan.json")).unwrap();
    let verified = table.run("verify", &[]);
    assert_eq!(verified.status.code(), Some(1));
    assert!(
        out(&verified).contains("if it is a plan or another document, give the journal of the table"),
        "{}",
        out(&verified)
    );
}

#[test]
fn two_copies_that_were_both_written_are_told_apart() {
    let (table, _) = decided();
    let other = table.folder.path().join("other.jsonl").to_str().unwrap().to_owned();
    fs::copy(&table.journal, &other).unwrap();
    let against = || table.run("verify", &["--against", &other]);
    assert!(out(&against()).ends_with("Both verify and hold the same events: 4.\n"));
    table.propose("ats", "p2", "desks", "outreach", "1.00");
    let ahead = against();
    assert_eq!(ahead.status.code(), Some(0));
    assert!(out(&ahead).contains("goes on; events after event 4: 2. Nothing is lost"), "{}", out(&ahead));
    let sitting = ["table", "open-sitting", &other, "s1", "2026-03-12", "--as", "regione"];
    assert_eq!(riparto(&sitting, b"").status.code(), Some(0));
    let forked = against();
    assert_eq!(forked.status.code(), Some(1));
    assert!(out(&forked).starts_with("Whole: "), "{}", out(&forked));
    assert!(out(&forked).contains("Both verify, and they part after event 4 (head 4:"), "{}", out(&forked));
    assert!(out(&forked).contains("other.jsonl --last 1\n"), "{}", out(&forked));
    fs::write(&other, Table::new().bytes().repeat(2)).unwrap();
    let broken = against();
    assert_eq!(broken.status.code(), Some(1));
    assert!(out(&broken).contains("other.jsonl is broken at event 2"), "{}", out(&broken));
}

#[test]
fn a_journal_that_misses_a_head_noted_down_is_not_repaired() {
    let table = Table::new();
    let before = table.head();
    table.propose("anci", "p1", "outreach", "desks", "20000.00");
    let noted = table.head();
    let whole = table.bytes();
    // The last record is gone, and a part of it is left.
    let cut = whole[..whole.len() - 20].to_vec();
    fs::write(&table.journal, &cut).unwrap();
    let refused = table.run("repair", &["--head", &noted]);
    assert_eq!((refused.status.code(), out(&refused)), (Some(2), ""));
    assert_eq!(table.bytes(), cut, "nothing is cut off");
    table.done("repair", &["--head", &before]);
    assert_eq!(table.head(), before);
}

//! Files that are no journals, and places where none can be.

use std::fs::{self, File};
use std::path::Path;

use riparto_core::Error;
use riparto_table::journal::{Head, Journal, Store};

use super::{Folder, event, history, journal_of};

fn opened(path: &Path) -> Result<Head, Error> {
    Journal::open(path).and_then(|journal| journal.head())
}

#[test]
fn an_empty_file_is_a_history_without_records() {
    let folder = Folder::new("empty");
    let path = folder.join("table.jsonl");
    fs::write(&path, "").unwrap();
    assert_eq!(opened(&path).unwrap(), Head::START);
    assert_eq!(Journal::repair(&path).unwrap(), None);
}

#[test]
fn files_of_other_kinds_are_broken_and_left_alone() {
    let folder = Folder::new("kinds");
    let path = folder.join("table.jsonl");
    let whole = history(&[1, 1]).to_lines();
    let utf16: Vec<u8> = whole.encode_utf16().flat_map(u16::to_le_bytes).collect();
    for (content, why) in [
        (
            b"\n".to_vec(),
            "event 1 of the history is broken: the line is not a record in canonical form: the fields are not those of a record (byte 1)",
        ),
        (
            b"hello".to_vec(),
            "event 1 of the history is broken: the line is not a record in canonical form: the fields are not those of a record (byte 1)",
        ),
        (
            b"{\"format\":\"riparto.plan/1\"}".to_vec(),
            "event 1 of the history is broken: the line is not a record in canonical form: the fields are not those of a record (byte 1)",
        ),
        (
            format!("\u{feff}{whole}").into_bytes(),
            "event 1 of the history is broken: the file begins with a byte order mark",
        ),
        (
            whole.replace('\n', "\r\n").into_bytes(),
            "event 1 of the history is broken: the line ends in a carriage return",
        ),
        (utf16, "event 1 of the history is broken: the line is not UTF-8"),
        (
            whole.replacen("p1", "p\u{e8}", 1).replace('\u{e8}', "?").into_bytes(),
            "event 2 of the history is broken: the hash is not that of the record",
        ),
        (
            [whole.as_bytes(), b"\xff\xfe\n"].concat(),
            "event 3 of the history is broken: the line is not UTF-8",
        ),
        (
            [whole.as_bytes(), b"hello"].concat(),
            "event 3 of the history is broken: the line is not a record in canonical form: the fields are not those of a record (byte 1)",
        ),
    ] {
        fs::write(&path, &content).unwrap();
        let error = opened(&path).unwrap_err();
        assert_eq!(error.code(), "journal_broken");
        assert_eq!(error.to_string(), format!("{why}: go back to a copy that verifies"));
        assert_eq!(Journal::repair(&path).unwrap_err(), error);
        assert_eq!(fs::read(&path).unwrap(), content);
    }
}

#[test]
fn a_torn_first_line_and_a_tail_of_zeros_are_torn() {
    let folder = Folder::new("torn");
    let path = folder.join("table.jsonl");
    let whole = history(&[1]).to_lines();
    for (start, torn) in
        [("", "{"), ("", "{\"event\":{\"a"), ("", "\0\0\0"), (&whole, "{\"event\":\0\0"), (&whole, "\0")]
    {
        fs::write(&path, format!("{start}{torn}")).unwrap();
        let error = opened(&path).unwrap_err();
        assert_eq!(error.code(), "journal_torn");
        let repaired = Journal::repair(&path).unwrap().unwrap();
        assert_eq!(fs::read_to_string(repaired.kept()).unwrap(), torn);
        assert_eq!(fs::read_to_string(&path).unwrap(), start);
    }
    let mut kept: Vec<String> = fs::read_dir(&folder.0)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    kept.sort();
    let names = ["", ".torn-0", ".torn-0-2", ".torn-0-3", ".torn-1", ".torn-1-2"];
    assert_eq!(kept, names.map(|end| format!("table.jsonl{end}")), "nothing kept is overwritten");
}

#[test]
fn what_is_no_file_is_refused() {
    let folder = Folder::new("places");
    let missing = opened(&folder.join("missing.jsonl")).unwrap_err();
    assert_eq!(missing.code(), "storage_failed");
    assert!(!missing.to_string().contains("missing.jsonl"), "who named a path knows it: {missing}");
    assert_eq!(opened(&folder.0).unwrap_err().code(), "journal_not_a_file");
    assert_eq!(Journal::repair(&folder.0).unwrap_err().code(), "journal_not_a_file");
    assert_eq!(Journal::inspect(&folder.0, &[], &mut |_| Ok(())).unwrap_err().code(), "journal_not_a_file");
    let nowhere = folder.join("nowhere").join("table.jsonl");
    assert_eq!(Journal::create(nowhere).unwrap_err().code(), "storage_failed");
}

#[test]
fn a_journal_is_never_created_over_a_file() {
    let folder = Folder::new("over");
    let path = folder.join("table.jsonl");
    journal_of(&path, &history(&[1]));
    assert_eq!(Journal::create(&path).unwrap_err().code(), "journal_exists");
    assert_eq!(opened(&path).unwrap().revision(), 1);
    let empty = folder.join("empty.jsonl");
    drop(Journal::create(&empty).unwrap());
    assert_eq!(Journal::create(&empty).unwrap_err().code(), "journal_exists", "also one without records");
    let minutes = folder.join("minutes.txt");
    fs::write(&minutes, "12 March 2026").unwrap();
    for other in [&minutes, &folder.0] {
        assert_eq!(Journal::create(other).unwrap_err().code(), "storage_failed", "no journal");
    }
}

#[cfg(unix)]
#[test]
fn a_link_leads_to_the_same_journal_and_the_same_lock() {
    let folder = Folder::new("link");
    let (path, link) = (folder.join("table.jsonl"), folder.join("link.jsonl"));
    journal_of(&path, &history(&[1]));
    std::os::unix::fs::symlink(&path, &link).unwrap();
    let mut journal = Journal::open(&link).unwrap();
    assert_eq!(opened(&path).unwrap_err().code(), "journal_locked");
    let head = journal.head().unwrap();
    journal.append(&head, &[event(1)]).unwrap().accepted().unwrap();
    drop(journal);
    assert_eq!(opened(&path).unwrap().revision(), 2);
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
}

#[cfg(unix)]
#[test]
fn a_file_that_may_not_be_written_can_be_read() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new("read-only");
    let path = folder.join("table.jsonl");
    journal_of(&path, &history(&[1]));
    fs::set_permissions(&path, fs::Permissions::from_mode(0o444)).unwrap();
    assert_eq!(super::contents(&path).0.revision(), 1);
    // The superuser may write all files.
    let may_write = File::options().append(true).open(&path).is_ok();
    match opened(&path) {
        Ok(head) => assert!(may_write && head.revision() == 1),
        Err(error) => assert!(!may_write && error.code() == "storage_denied", "{error}"),
    }
}

#[test]
fn a_line_without_end_is_refused_in_bounded_memory() {
    let folder = Folder::new("endless");
    let path = folder.join("table.jsonl");
    fs::write(&path, "{\"event\":{").unwrap();
    let file = File::options().write(true).open(&path).unwrap();
    // Ten gigabytes, none of which is on disk.
    if file.set_len(10 << 30).is_err() {
        return;
    }
    let error = opened(&path).unwrap_err();
    assert_eq!(
        error.to_string(),
        "event 1 of the history is broken: the line is longer than any record: go back to a copy that verifies"
    );
}

#[test]
fn a_journal_that_others_change_is_not_written() {
    let folder = Folder::new("changed");
    let path = folder.join("table.jsonl");
    let mut journal = Journal::create(&path).unwrap();
    let head = journal.append(&Head::START, &[event(0)]).unwrap().accepted().unwrap();
    let before = fs::read(&path).unwrap();
    fs::write(&path, [&before[..], b"\n"].concat()).unwrap();
    assert_eq!(journal.append(&head, &[event(1)]).unwrap_err().code(), "journal_changed");
    fs::write(&path, &before).unwrap();
    assert_eq!(journal.append(&head, &[event(1)]).unwrap().accepted().unwrap().revision(), 2);
}

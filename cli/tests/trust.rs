//! What is shown of a journal to those who do not keep it.

use std::fs;

use super::kept_table::Table;
use super::{err, out, riparto};

/// A table at which a proposal was approved, and a file beside its journal.
fn decided() -> (Table, String) {
    let table = Table::new();
    table.propose("ats", "p1", "desks", "outreach", "20000.00");
    table.done("state", &["p1", "consent", "--as", "anci"]);
    table.done("approve", &["p1", "--act", "DD 120/2024", "--as", "regione"]);
    let file = table.folder.path().join("p1.json").to_str().unwrap().to_owned();
    (table, file)
}

/// The root that `extract` prints, with its size.
fn root(said: &str) -> String {
    let line = said.lines().find(|line| line.contains("whose root is")).unwrap();
    line.split_whitespace().last().unwrap().to_owned()
}

#[test]
fn one_decision_is_shown_alone_and_checked_without_the_journal() {
    let (table, file) = decided();
    let said = table.done("extract", &["p1", "--out", &file]);
    assert!(said.contains("DD 120/2024"), "{said}");
    assert!(fs::metadata(&file).unwrap().len() <= 2048, "an ordinary decision");
    fs::remove_file(&table.journal).unwrap();
    let checked = riparto(&["table", "verify-extract", &file, "--root", &root(&said)], b"");
    assert_eq!(checked.status.code(), Some(0), "{}", err(&checked));
    assert!(
        out(&checked).starts_with("Proved: this is event 5 of the history of 5 events"),
        "{}",
        out(&checked)
    );
    assert!(out(&checked).contains(r#""act":"DD 120/2024""#));
    let changed = fs::read_to_string(&file).unwrap().replace("120/2024", "121/2024");
    fs::write(&file, changed).unwrap();
    let checked = riparto(&["table", "verify-extract", &file, "--root", &root(&said)], b"");
    assert_eq!(checked.status.code(), Some(1));
    assert!(out(&checked).starts_with("Not proved [proof_differs]: "), "{}", out(&checked));
}

#[test]
fn any_event_is_shown_alone_at_any_later_size() {
    let (table, file) = decided();
    let said = table.done("extract", &["2", "--size", "3", "--out", &file]);
    let checked = riparto(&["table", "verify-extract", &file, "--root", &root(&said)], b"");
    assert!(
        out(&checked).starts_with("Proved: this is event 2 of the history of 3 events"),
        "{}",
        out(&checked)
    );
    for (decision, size, why) in [
        ("p9", "5", "`p9` is neither a proposal or change that was decided nor the revision of an event"),
        ("4", "3", "`4` is neither"),
        ("4", "6", "there is no revision 6 of the table"),
        ("p1", "4", "`p1` is not decided"),
    ] {
        let output = table.run("extract", &[decision, "--size", size, "--out", &file]);
        assert_eq!(output.status.code(), Some(2));
        assert!(err(&output).contains(why), "{}", err(&output));
    }
    let output = riparto(&["table", "verify-extract", &file, "--root", "47DE"], b"");
    assert_eq!(output.status.code(), Some(2));
    assert!(err(&output).contains("write it as SIZE:ROOT"), "{}", err(&output));
}

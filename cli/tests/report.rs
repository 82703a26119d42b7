//! `riparto report`: a page and charts written as files.

use std::fs;

use super::kept_table::Table;
use super::{PLAN, err, out, riparto};

#[test]
fn a_report_is_written_with_its_charts_and_twice_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (page, charts) = (file("r.html"), file("charts"));
    let ask = || riparto(&["report", PLAN, "--out", &page, "--charts", &charts, "--lang", "it"], b"");
    let told = ask();
    assert_eq!(told.status.code(), Some(0), "{}", err(&told));
    assert!(out(&told).starts_with(&format!("scritto: {page}\nscritto: {charts}")), "{}", out(&told));
    let first = fs::read_to_string(&page).unwrap();
    assert!(first.starts_with("<!DOCTYPE html>\n<html lang=\"it\">") && first.contains("2.464.000,00"));
    assert!(fs::read_to_string(file("charts/envelope.svg")).unwrap().starts_with("<svg xmlns="));
    ask();
    assert_eq!(fs::read_to_string(&page).unwrap(), first, "the same bytes");
}

#[test]
fn the_report_of_a_journal_has_its_timeline_and_the_head_of_its_register() {
    let table = Table::new();
    table.propose("anci", "p1", "outreach", "desks", "20000.00");
    table.approve("p1");
    let folder = tempfile::tempdir().unwrap();
    let page = folder.path().join("r.html");
    let page = page.to_str().unwrap();
    let told = riparto(&["report", table.journal.as_str(), "--out", page], b"");
    assert_eq!(told.status.code(), Some(0), "{}", err(&told));
    let written = fs::read_to_string(page).unwrap();
    assert!(
        written.contains(&table.head()) && written.contains("<h2 id=\"timeline\">Timeline</h2>"),
        "{written}"
    );
    assert!(written.contains("+20,000.00") && written.contains("<h2 id=\"transfers\">"));
}

#[test]
fn what_cannot_be_written_or_assessed_is_told() {
    let refused = riparto(&["report", PLAN, "--out", "r.pdf", "--lang", "it"], b"");
    assert_eq!(refused.status.code(), Some(2));
    assert!(err(&refused).contains("il nome deve terminare in .html"), "{}", err(&refused));
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let proposal = r#"{"id": "p1", "party": "anci", "transfers": [{"from": "outreach", "to": "nowhere", "amount": "1.00"}]}"#;
    fs::write(file("p.json"), proposal).unwrap();
    let refused = riparto(&["report", PLAN, "--proposal", &file("p.json"), "--out", &file("r.html")], b"");
    assert_eq!(refused.status.code(), Some(2));
    assert!(err(&refused).contains("nowhere"), "{}", err(&refused));
    assert!(!folder.path().join("r.html").exists(), "nothing is written");
}

/// What an act left broken under a waiver is told as authorized, by `check` and by the report.
#[test]
fn a_breach_that_an_act_authorized_is_told_so() {
    let table = Table::new();
    table.propose("anci", "p3", "outreach", "desks", "60000.00");
    table.done("waive", &["p3", "outreach-floor", "--reason", "Urgenza", "--as", "regione"]);
    table.done("approve", &["p3", "--act", "DD 3/2026", "--as", "regione"]);
    let told = riparto(&["check", table.journal.as_str(), "--lang", "it"], b"");
    let revision = table.head().split(':').next().unwrap().to_owned();
    let sentence = "  [in deroga] vincolo `outreach-floor`: autorizzato con DD 3/2026, ";
    let line = out(&told).lines().find(|line| line.starts_with(sentence)).unwrap_or_default().to_owned();
    assert!(line.ends_with(&format!("evento {revision}")), "{}", out(&told));
    let folder = tempfile::tempdir().unwrap();
    let page = folder.path().join("r.html");
    let page = page.to_str().unwrap();
    let written = riparto(&["report", table.journal.as_str(), "--out", page, "--lang", "it"], b"");
    assert_eq!(written.status.code(), Some(0), "{}", err(&written));
    assert!(fs::read_to_string(page).unwrap().contains("<li><b>in deroga</b>: "));
}

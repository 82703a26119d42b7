//! `--by`: totals by labels on the command line.

use std::fs;

use super::{err, out, riparto};

const PLAN: &str = "../examples/data/sixty-plan.json";

#[test]
fn a_table_is_compared_and_its_ledger_told_by_label() {
    let folder = tempfile::tempdir().unwrap();
    let journal = folder.path().join("table.jsonl");
    let journal = journal.to_str().unwrap();
    let run = |words: &[&str]| {
        let output = riparto(&[&["table", words[0], journal], &words[1..]].concat(), b"");
        assert_eq!(output.status.code(), Some(0), "{words:?}: {}{}", out(&output), err(&output));
        out(&output).to_owned()
    };
    run(&["new", PLAN, "--as", "regione"]);
    let about = ["--from", "A6-anci-equipment", "--to", "A2-arti-travel", "--amount", "1000.00"];
    run(&[&["propose", "--as", "anci", "--id", "p1"][..], &about].concat());
    run(&["approve", "p1", "--as", "regione"]);
    let diff = run(&["diff", "1", "--by", "partner"]);
    assert!(diff.contains("  anci                   476,500.00    475,500.00  -1,000.00  -0.21\n"), "{diff}");
    assert!(diff.contains("  4 others, unchanged"), "{diff}");
    let all = run(&["diff", "1", "--by", "partner", "--all", "--lang", "it"]);
    assert!(all.contains("  comuni     441.000,00    441.000,00\n"), "{all}");
    let crossed = run(&["diff", "1", "--by", "action,category"]);
    assert!(crossed.contains("  A2                        +1,000.00             +1,000.00\n"), "{crossed}");
    let ledger = run(&["ledger", "--by", "partner"]);
    assert!(
        ledger.contains("  arti       472,000.00  1,000.00            +1,000.00    473,000.00          1\n"),
        "{ledger}"
    );
    let output = riparto(&["table", "ledger", journal, "--by", "owner"], b"");
    assert_eq!(output.status.code(), Some(2));
    assert!(err(&output).contains("no line has a label `owner`"), "{}", err(&output));
}

/// Two values that no line has both are no row of a ledger.
#[test]
fn a_ledger_has_rows_for_lines_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (journal, plan) = (path("table.jsonl"), path("plan.json"));
    let document = r#"{ "format": "riparto.plan/1", "title": "Plan", "total": "30.00", "lines": [
        {"id": "a", "amount": "10.00", "labels": {"action": "A1", "partner": "anci"}},
        {"id": "b", "amount": "20.00", "labels": {"action": "A2", "partner": "ats"}},
        {"id": "c", "amount": "0.00", "labels": {"action": "A2", "partner": "anci"}} ],
        "parties": [ {"id": "regione", "role": "authority"} ] }"#;
    fs::write(&plan, document).unwrap();
    assert_eq!(riparto(&["table", "new", &journal, &plan, "--as", "regione"], b"").status.code(), Some(0));
    let ledger = riparto(&["table", "ledger", &journal, "--by", "action,partner"], b"");
    let rows = out(&ledger).lines().filter(|line| line.starts_with("  A")).count();
    assert_eq!(rows, 3, "{}{}", out(&ledger), err(&ledger));
    assert!(out(&ledger).contains("those of single lines are in the ledger by line"), "{}", out(&ledger));
}

#[test]
fn headroom_is_told_for_all_lines_of_a_label_together() {
    let told = riparto(&["headroom", PLAN, "--by", "partner"], b"");
    assert_eq!(told.status.code(), Some(0), "{}", err(&told));
    assert!(
        out(&told).contains(
            "  ats      351,000.00  35,100.00  partner-variation    35,100.00  partner-variation\n"
        ),
        "{}",
        out(&told)
    );
    let told = riparto(&["headroom", PLAN, "--by", "partner", "--lang", "it"], b"");
    assert!(out(&told).contains("Le righe non si sommano."), "{}", out(&told));
    let refused = riparto(&["headroom", PLAN, "--by", "owner"], b"");
    assert_eq!(refused.status.code(), Some(2));
    assert!(err(&refused).contains("no line has a label `owner`"), "{}", err(&refused));
}

#[test]
fn totals_by_label_are_written_as_csv_and_markdown() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let written = |name: &str, words: &[&str]| {
        let output = riparto(&[&["export", PLAN, "--out", &path(name)], words].concat(), b"");
        assert_eq!(output.status.code(), Some(0), "{}", err(&output));
        fs::read_to_string(path(name)).unwrap()
    };
    let csv = written("plan.csv", &["--by", "partner"]);
    assert!(csv.starts_with("\u{feff}partner,EUR\r\nats,351000.00\r\n"), "{csv}");
    let markdown = written("plan.md", &["--by", "action,partner", "--lang", "it"]);
    assert!(
        markdown.contains("| A1 | 193.500,00 | 88.000,00 | 75.500,00 | 63.000,00 |  |  | 420.000,00 |\n"),
        "{markdown}"
    );
    // What is written is read again as a plan of the same total.
    let read = riparto(&["check", &path("plan.csv")], b"");
    assert!(out(&read).contains("2,464,000.00  100.00"), "{}{}", out(&read), err(&read));
    let page = written("plan.html", &["--by", "action,partner", "--lang", "it"]);
    assert!(page.contains("<td>A1</td>") && page.contains(">193.500,00</td>"), "{page}");
    let json = written("plan.json", &["--by", "partner"]);
    assert!(json.contains("\"351000.00\"") && json.ends_with("}\n"), "{json}");
    let book = riparto(&["export", PLAN, "--out", &path("plan.xlsx"), "--by", "action,partner"], b"");
    assert_eq!(book.status.code(), Some(0), "{}", err(&book));
    let read = riparto(&["check", &path("plan.xlsx"), "--by", "partner"], b"");
    assert!(out(&read).contains("351,000.00") && out(&read).contains("2,464,000.00"), "{}", out(&read));
    let refused = riparto(&["export", PLAN, "--out", &path("plan.txt"), "--by", "partner"], b"");
    assert!(err(&refused).contains("end the name in .xlsx, .csv, .md, .html or .json"), "{}", err(&refused));
}

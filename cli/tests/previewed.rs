//! Questions on a journal as it stands, with open proposals counted as if they were approved.

use super::kept_table::Table;
use super::{PLAN, err, out, riparto};

fn asked(arguments: &[&str]) -> (String, Option<i32>) {
    let output = riparto(arguments, b"");
    assert_eq!(err(&output), "", "{arguments:?}");
    (out(&output).to_owned(), output.status.code())
}

#[test]
fn a_question_with_proposals_counted_is_answered_as_after_their_approval() {
    let table = Table::new();
    table.propose("anci", "p1", "outreach", "desks", "20000.00");
    table.propose("arti", "p2", "services", "autonomy", "5000.00");
    table.propose("ats", "p3", "services", "desks", "1000.00");
    let questions = [
        &["check"][..],
        &["headroom"],
        &["rebalance", "--give", "autonomy=3000.00"],
        &["diagnose", "--up-to", "notification"],
    ];
    let ask = |question: &[&str], with: &[&str]| {
        asked(&[&[question[0], table.journal.as_str()], &question[1..], with].concat())
    };
    let before = table.bytes();
    let counted: Vec<_> = questions.iter().map(|question| ask(question, &["--with", "p1,p2"])).collect();
    assert_eq!(table.bytes(), before, "asking writes nothing");
    table.approve("p1");
    table.done("approve", &["p2", "--rebase", "--as", "regione"]);
    let said = "Counted as if approved, in this order:\n  \
                `p1`, version 1, ANCI Toscana: €20,000.00: outreach → desks [needs no authorization]\n  \
                `p2`, version 1, ARTI: €5,000.00: services → autonomy [needs no authorization]\n\n";
    for (question, (text, status)) in questions.iter().zip(counted) {
        let text = text.strip_prefix(said).unwrap_or_else(|| panic!("{text}"));
        assert_eq!((text.to_owned(), status), ask(question, &[]), "{question:?}");
    }
}

#[test]
fn headroom_of_a_journal_tells_what_pending_proposals_would_take() {
    let table = Table::new();
    assert!(!asked(&["headroom", &table.journal]).0.contains("would take"));
    table.propose("anci", "p1", "outreach", "desks", "20000.00");
    table.propose("ats", "p2", "outreach", "services", "40000.00");
    let (text, _) = asked(&["headroom", &table.journal]);
    let row = text.lines().rfind(|line| line.starts_with("  outreach ")).unwrap();
    let cells: Vec<&str> = row.split_whitespace().collect();
    assert_eq!(cells, ["outreach", "Outreach", "60,000.00", "50,000.00", "p1,", "p2"]);
    assert!(text.ends_with("More than the margin of `outreach`.\n"), "{text}");
    let (text, _) = asked(&["headroom", &table.journal, "--with", "p1,p2"]);
    assert!(text.contains("[forbidden (`outreach-floor`)]") && !text.contains("would take"), "{text}");
}

#[test]
fn what_cannot_be_counted_is_told() {
    let table = Table::new();
    table.propose("anci", "p1", "outreach", "desks", "20000.00");
    table.approve("p1");
    for (plan, with, said) in [
        (PLAN, "p1", "--with counts proposals of a table"),
        (&table.journal, "p1", "proposal `p1` is `approved` already"),
        (&table.journal, "p9", "there is no proposal `p9`"),
    ] {
        let output = riparto(&["check", plan, "--with", with], b"");
        assert_eq!(output.status.code(), Some(2), "{with}");
        assert!(err(&output).contains(said), "{}", err(&output));
    }
}

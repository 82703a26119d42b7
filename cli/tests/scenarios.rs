//! Several proposals approved at once, and scenarios: forked, tried, compared, promoted, dropped.

use std::fs;

use super::kept_table::Table;
use super::{err, out};

/// A table with three proposals.
fn proposed() -> Table {
    let table = Table::new();
    table.propose("anci", "p1", "outreach", "desks", "20000.00");
    table.propose("arti", "p2", "services", "autonomy", "5000.00");
    table.propose("ats", "p3", "outreach", "services", "40000.00");
    table
}

#[test]
fn several_proposals_are_approved_all_or_none_each_in_its_version() {
    let table = proposed();
    let refused = table.refused("approve", &["p1", "p2", "p3", "--as", "regione"]);
    assert!(refused.starts_with("Refused [forbidden]: `p3` is forbidden"), "{refused}");
    assert!(refused.ends_with("None of them is approved.\n"), "{refused}");
    let other = table.refused("approve", &["p1@1", "p2@2", "--as", "regione", "--lang", "it"]);
    assert!(other.starts_with("Rifiutato [version_differs]: la proposta `p2` è alla versione 1"), "{other}");
    assert!(other.contains("poi indicare quella versione: p2@1"), "{other}");

    let seen = table.done("try", &["approve", "p1@1", "p2", "--as", "regione"]);
    let done = table.done("approve", &["p1@1", "p2", "--as", "regione"]);
    for text in [&seen, &done] {
        assert!(text.contains("Regione Toscana approved proposal `p1`.\n  Version 1\n"), "{text}");
        assert!(text.contains("and approved proposal `p2`.\n  Version 1\n"), "{text}");
    }
    assert!(table.done("verify", &[]).starts_with("Whole: "));
    let stale = table.refused("approve", &["p3", "--as", "regione"]);
    assert!(stale.starts_with("Refused [stale]"), "{stale}");
}

#[test]
fn an_approval_names_the_version_that_was_seen() {
    let table = proposed();
    let shown = table.done("show", &["p1"]);
    assert!(shown.contains("To decide on just this version: p1@1, or --version 1\n"), "{shown}");
    let amended = ["--as", "anci", "--id", "p1", "--from", "outreach", "--to", "desks", "--amount", "1.00"];
    table.done("amend", &amended);
    let refused = table.refused("approve", &["p1@1", "--as", "regione"]);
    assert!(refused.starts_with("Refused [version_differs]"), "{refused}");
    let both = table.run("approve", &["p1", "p2", "--version", "1", "--as", "regione"]);
    assert_eq!(both.status.code(), Some(2));
    assert!(err(&both).contains("--version is of one proposal"), "{}", err(&both));
    for wrong in ["p1@0", "p1@x", "p1@"] {
        let output = table.run("approve", &[wrong, "--as", "regione"]);
        assert_eq!(output.status.code(), Some(2), "{wrong}");
        assert!(err(&output).contains("PROPOSAL@VERSION"), "{}", err(&output));
    }
    table.done("approve", &["p1@2", "--as", "regione"]);
}

#[test]
fn a_scenario_is_forked_tried_compared_promoted_and_dropped() {
    let table = proposed();
    let file = |name: &str| table.folder.path().join(name).to_str().unwrap().to_owned();
    let (one, two) = (file("one.scenario"), file("two.scenario"));
    let before = table.bytes();
    table.done("fork", &[&one]);
    table.done("fork", &[&two]);
    let again = table.run("fork", &[&one]);
    assert_eq!((again.status.code(), out(&again)), (Some(2), ""), "a file is not written over");
    let tried = table.done("try", &["--scenario", &one, "approve", "p1", "p2", "--as", "regione"]);
    assert!(
        tried.ends_with(&format!("Kept in the scenario {one}, commands: 2. The journal is as it was.\n")),
        "{tried}"
    );
    let refused = table.run("try", &["--scenario", &one, "approve", "p3", "--as", "regione", "--rebase"]);
    assert_eq!(refused.status.code(), Some(1), "what is refused is not kept: {}", out(&refused));
    table.done("try", &["--scenario", &two, "approve", "p3", "--as", "regione"]);
    let listed = table.done("try", &["--scenario", &one, "list"]);
    assert_eq!(listed.matches("approved").count(), 2, "{listed}");
    assert_eq!(table.bytes(), before, "the journal is as it was");

    let compared = table.done("compare", &[&one, &two]);
    let row: Vec<&str> =
        compared.lines().find(|line| line.starts_with("  outreach ")).unwrap().split_whitespace().collect();
    assert_eq!(row, ["outreach", "Outreach", "300,000.00", "280,000.00", "260,000.00"], "{compared}");
    assert!(compared.contains("one: decides `p1`, `p2`; no rule is broken.\n"), "{compared}");
    let json: serde_json::Value =
        serde_json::from_str(&table.done("compare", &[&one, &two, "--json"])).unwrap();
    assert!(json["head"].is_object() && json["scenarios"].to_string().contains("260000.00"), "{json}");
    assert!(table.done("compare", &[&one, "--lang", "it"]).contains("decisioni: `p1`, `p2`"));

    let promoted = table.done("promote", &[&one]);
    assert!(
        promoted.contains("approved proposal `p1`") && promoted.contains("Head of the history: "),
        "{promoted}"
    );
    let overtaken = table.refused("promote", &[&two]);
    assert!(overtaken.starts_with("Refused [overtaken]"), "{overtaken}");
    let forbidden = table.refused("promote", &[&two, "--rebase"]);
    assert!(
        forbidden.starts_with("Refused [stale]") || forbidden.starts_with("Refused [forbidden]"),
        "{forbidden}"
    );
    assert!(table.done("compare", &[&two]).contains("The table has gone on to event"));
    assert_eq!(table.done("promote", &[&one]), "Nothing to carry out.\n");
    table.done("drop", &[&two]);
    assert!(fs::metadata(&two).is_err() && fs::metadata(&one).is_ok());
}

#[test]
fn a_scenario_of_another_table_and_what_is_none_are_told_and_left_alone() {
    let (table, other) = (proposed(), Table::new());
    let file = table.folder.path().join("a.scenario").to_str().unwrap().to_owned();
    table.done("fork", &[&file]);
    for command in ["compare", "promote", "drop"] {
        let output = other.run(command, &[&file]);
        assert_eq!((output.status.code(), out(&output)), (Some(2), ""), "{command}");
    }
    let journal = table.journal.clone();
    for command in ["compare", "promote", "drop"] {
        let output = table.run(command, &[&journal]);
        assert_eq!(output.status.code(), Some(2), "{command}: a journal is no scenario");
    }
    assert!(fs::metadata(&file).is_ok() && fs::metadata(&journal).is_ok());
}

#[test]
fn questions_are_asked_of_a_scenario() {
    let table = proposed();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.scenario");
    let file = file.to_str().unwrap();
    table.done("fork", &[file]);
    table.done("try", &["--scenario", file, "approve", "p1", "--as", "regione"]);
    let before = fs::read(&table.journal).unwrap();
    let ask = |words: &[&str]| {
        let output = super::riparto(&[&[words[0], &table.journal[..]], &words[1..]].concat(), b"");
        assert_eq!(output.status.code(), Some(0), "{words:?}: {}{}", out(&output), err(&output));
        out(&output).to_owned()
    };
    let (as_it_stands, there) = (ask(&["check"]), ask(&["check", "--scenario", file]));
    assert!(as_it_stands.contains("640,000.00") && !there.contains("640,000.00"), "{as_it_stands}{there}");
    assert!(
        there.starts_with(&format!("In the scenario {file}:\n")) && there.contains("660,000.00"),
        "{there}"
    );
    let counted = ask(&["check", "--scenario", file, "--with", "p2"]);
    assert!(counted.contains("660,000.00") && counted.contains("p2"), "{counted}");
    for command in ["headroom", "diagnose"] {
        assert!(ask(&[command, "--scenario", file]).starts_with("In the scenario"));
    }
    let moved =
        ask(&["rebalance", "--scenario", file, "--give", "desks=1000.00", "--measure", "fewest_lines"]);
    assert!(moved.contains("660,000.00    661,000.00"), "{moved}");
    let title = "ILLUSTRATIVE SPLIT AND RULES";
    assert_eq!(moved.matches(title).count(), 1, "the title is said once: {moved}");
    let written = folder.path().join("there.json");
    ask(&["export", "--scenario", file, "--out", written.to_str().unwrap()]);
    assert!(fs::read_to_string(written).unwrap().contains("660000.00"));
    assert_eq!(fs::read(&table.journal).unwrap(), before);
    let plan = "../examples/data/toscana-plan.json";
    let refused = super::riparto(&["check", plan, "--scenario", file], b"");
    assert_eq!(refused.status.code(), Some(2));
    assert!(err(&refused).contains("--scenario asks about a table"), "{}", err(&refused));
}

//! What is tried is shown as if it were carried out, and written nowhere.

use super::kept_table::Table;
use super::{PLAN, err, out};

/// What a trial prints, without what it says of itself.
fn tried(table: &Table, words: &[&str]) -> (String, Option<i32>) {
    let before = table.bytes();
    let output = table.run("try", words);
    assert_eq!(table.bytes(), before, "{words:?}: a trial writes nothing");
    assert_eq!(err(&output), "", "{words:?}");
    let (told, head) = (out(&output), table.head());
    let told = match output.status.code() {
        Some(0) if told.starts_with("Preview") => told
            .strip_prefix("Preview: nothing was written.\n")
            .and_then(|told| told.strip_suffix(&format!("To carry it out, the same with --expect {head}\n")))
            .unwrap_or_else(|| panic!("{words:?}: {told}")),
        _ => told,
    };
    (told.to_owned(), output.status.code())
}

/// What a command prints, without the head after it.
fn done(table: &Table, words: &[&str]) -> (String, Option<i32>) {
    let output = table.run(words[0], &words[1..]);
    let told = out(&output).lines().filter(|line| !line.starts_with("Head of the history: "));
    (told.map(|line| format!("{line}\n")).collect(), output.status.code())
}

#[test]
fn what_is_tried_is_told_as_what_is_carried_out_and_nothing_is_written() {
    let table = Table::new();
    let about = ["--from", "outreach", "--to", "desks", "--amount", "80000.00"];
    let commands: Vec<Vec<&str>> = vec![
        vec!["open-sitting", "s1", "2026-03-12", "--title", "First", "--as", "regione"],
        [&["propose", "--as", "anci", "--id", "p1"][..], &about].concat(),
        [&["propose", "--draft", "--as", "ats", "--id", "p2"][..], &about].concat(),
        vec!["submit", "p2", "--as", "ats"],
        vec!["state", "p1", "consent", "--as", "arti"],
        vec!["approve", "p1", "--as", "regione"],
        vec!["waive", "p1", "outreach-floor", "--reason", "The survey is late", "--as", "regione"],
        vec!["approve", "p1", "--act", "DD 2/2026", "--as", "regione"],
        vec!["rebase", "p2", "--as", "ats"],
        vec!["request-changes", "p2", "--reason", "Less of it", "--as", "regione"],
        vec!["withdraw", "p2", "--as", "ats"],
        vec!["reverse", "p1", "p3", "--as", "anci"],
        vec!["reject", "p3", "--reason", "It is needed", "--as", "regione"],
        vec!["change-envelope", "e1", "--act", "DD 3/2026", "--amount", "1000.00", "--as", "regione"],
        vec!["add-line", "l1", "training", "--act", "DD 4/2026", "--as", "regione"],
        vec!["close-sitting", "--as", "ats"],
        vec!["close", "--act", "DD 9/2026", "--as", "regione"],
        vec!["ballot", "--line", "desks=1.00", "--as", "anci"],
    ];
    let (mut refused, mut carried_out) = (0, 0);
    for words in &commands {
        let tried = tried(&table, words);
        assert_eq!(tried, done(&table, words), "{words:?}");
        match tried.1 {
            Some(0) => carried_out += 1,
            _ => refused += 1,
        }
    }
    assert_eq!((carried_out, refused), (16, 2));
}

#[test]
fn what_was_tried_is_carried_out_on_just_that_state_of_the_history() {
    let table = Table::new();
    table.propose("anci", "p1", "outreach", "desks", "20000.00");
    let seen = table.done("try", &["approve", "p1", "--as", "regione"]);
    let head = seen.lines().last().unwrap().rsplit_once(' ').unwrap().1.to_owned();
    table.done("state", &["p1", "objection", "--reason", "Too much", "--as", "ats"]);
    let moved = table.refused("approve", &["p1", "--as", "regione", "--expect", &head]);
    assert!(moved.starts_with("Refused [head_moved]"), "{moved}");
    table.done("approve", &["p1", "--as", "regione", "--expect", &table.head()]);
}

#[test]
fn what_only_shows_is_shown_and_what_is_no_command_of_the_table_is_told() {
    let table = Table::new();
    table.propose("anci", "p1", "outreach", "desks", "20000.00");
    assert_eq!(table.done("try", &["list", "--lang", "it"]), table.done("list", &["--lang", "it"]));
    for (words, said) in [
        (&["verify"][..], "only what is done at a table, or shown of it, can be tried"),
        (&["new", PLAN, "--as", "regione"], "only what is done at a table, or shown of it, can be tried"),
        (&["try", "list"], "only what is done at a table, or shown of it, can be tried"),
        (&["aprove", "p1"], "there is no command `aprove`"),
        (&["approve"], "is missing"),
        (&[], "`<COMMAND>...` is missing"),
    ] {
        let output = table.run("try", words);
        assert_eq!(output.status.code(), Some(2), "{words:?}");
        assert!(err(&output).contains(said), "{words:?}: {}", err(&output));
    }
}

//! Commands sent again, and decisions on what was read before.

use super::PLAN;
use super::kept_table::Table;

/// Every command of the table, each sent again at once and once more at the end, with what the program fills in by itself:
/// nothing changes, and the answer is the same.
#[test]
fn every_command_sent_again_by_its_id_answers_as_the_first_time() {
    let folder = tempfile::tempdir().unwrap();
    let journal = folder.path().join("table.jsonl").to_str().unwrap().to_owned();
    let table = Table { folder, journal };
    let transfer = |id: &'static str, from: &'static str, amount: &'static str| {
        ["--id", id, "--from", from, "--to", "desks", "--amount", amount]
    };
    let (p1, p2, p3) = (
        transfer("p1", "outreach", "20.000,00"),
        transfer("p2", "outreach", "40000.00"),
        transfer("p3", "services", "1000.00"),
    );
    let amended = transfer("p2", "outreach", "41000.00");
    let with = |command: &'static str, head: &[&'static str], tail: &[&'static str]| {
        (command, [head, tail].concat())
    };
    let commands = [
        with("new", &[PLAN], &["--as", "regione"]),
        with("open-sitting", &["s1", "2026-03-12"], &["--as", "regione"]),
        with("propose", &p1, &["--as", "anci"]),
        with("propose", &p2, &["--as", "arti"]),
        with("propose", &p3, &["--as", "ats", "--draft"]),
        with("submit", &["p3"], &["--as", "ats"]),
        with("state", &["p1", "consent"], &["--as", "ats"]),
        with("approve", &["p1"], &["--as", "regione"]),
        with("rebase", &["p2"], &["--as", "arti"]),
        with("request-changes", &["p2", "--reason", "Less"], &["--as", "regione"]),
        with("amend", &amended, &["--as", "arti"]),
        with("waive", &["p2", "outreach-floor", "--reason", "Once"], &["--as", "regione"]),
        with("approve", &["p2", "--act", "DD 1/2026"], &["--as", "regione"]),
        with("reverse", &["p1", "r1"], &["--as", "cnr-igsg"]),
        with("withdraw", &["r1"], &["--as", "cnr-igsg"]),
        with("reject", &["p3", "--reason", "No"], &["--as", "regione"]),
        with(
            "change-envelope",
            &["e1", "--act", "DD 2/2026", "--amount", "1.000,00", "--share", "desks=1000.00"],
            &["--as", "regione"],
        ),
        with(
            "add-line",
            &["l1", "training", "--act", "DD 4/2026", "--title", "Training", "--label", "area=north"],
            &["--as", "regione"],
        ),
        with(
            "split-line",
            &[
                "l2",
                "autonomy",
                "--act",
                "DD 5/2026",
                "--part",
                "work=400.000,00",
                "--part",
                "school=14.000,00",
            ],
            &["--as", "regione"],
        ),
        with(
            "close-line",
            &["l3", "school", "--act", "DD 6/2026", "--remainder-to", "work"],
            &["--as", "regione"],
        ),
        with("ballot", &["--line", "desks=2465000.00"], &["--as", "anci"]),
        with("close-sitting", &[], &["--as", "regione"]),
        with("correct-sitting", &["s1", "--date", "2026-03-13", "--reason", "A slip"], &["--as", "regione"]),
        with("close", &["--act", "DD 3/2026"], &["--as", "regione"]),
    ];
    let mut answers = Vec::new();
    for (place, (command, arguments)) in commands.iter().enumerate() {
        let id = format!("k{place}");
        let sent = [arguments, &["--command-id", id.as_str()][..]].concat();
        let first = table.done(command, &sent);
        let (bytes, again) = (table.bytes(), table.done(command, &sent));
        assert!(again.starts_with("Done already, at event "), "{command}: {again}");
        assert_eq!(again.split_once('\n').unwrap().1, first, "{command}");
        assert_eq!(table.bytes(), bytes, "{command}");
        answers.push(again);
        // Anything else by that id is refused.
        if place > 0 {
            let other = table.refused("close-sitting", &["--as", "local-authorities", "--command-id", &id]);
            assert!(other.starts_with("Refused [command_reused]"), "{command}: {other}");
        }
    }
    let bytes = table.bytes();
    for (place, ((command, arguments), answer)) in commands.iter().zip(answers).enumerate() {
        let id = format!("k{place}");
        let sent = [arguments, &["--command-id", id.as_str()][..]].concat();
        assert_eq!(table.done(command, &sent), answer, "{command}, after all the others");
    }
    assert_eq!(table.bytes(), bytes);
    let other = table.refused("new", &[PLAN, "--as", "regione", "--command-id", "k3"]);
    assert!(other.starts_with("Refused [command_reused]"), "{other}");
}

#[test]
fn a_decision_may_name_the_head_and_the_version_that_were_read() {
    let table = Table::new();
    table.propose("anci", "p1", "outreach", "desks", "20000.00");
    let head =
        |text: &str| text.lines().last().unwrap().strip_prefix("Head of the history: ").unwrap().to_owned();
    let read = head(&table.done("show", &["p1"]));
    assert_eq!((head(&table.done("list", &[])), &read), (table.head(), &table.head()));
    let amended =
        ["--as", "anci", "--id", "p1", "--from", "outreach", "--to", "desks", "--amount", "49000.00"];
    table.done("amend", &amended);
    let cases: [(&str, &[&str]); 9] = [
        ("approve", &["p1"]),
        ("reject", &["p1", "--reason", "No"]),
        ("request-changes", &["p1", "--reason", "Less"]),
        ("waive", &["p1", "outreach-floor", "--reason", "Once"]),
        ("change-envelope", &["e1", "--act", "DD", "--amount", "1.00"]),
        ("add-line", &["l1", "training", "--act", "DD"]),
        ("split-line", &["l1", "desks", "--act", "DD", "--part", "a=1.00", "--part", "b=2.00"]),
        ("close-line", &["l1", "desks", "--act", "DD"]),
        ("close", &["--act", "DD"]),
    ];
    for (command, arguments) in cases {
        let refused = table.refused(command, &[arguments, &["--as", "regione", "--expect", &read]].concat());
        assert!(refused.starts_with("Refused [head_moved]: the history is at revision 4"), "{refused}");
        if arguments[0] == "p1" {
            let refused =
                table.refused(command, &[arguments, &["--as", "regione", "--version", "1"]].concat());
            assert!(refused.starts_with("Refused [version_differs]"), "{refused}");
        }
    }
    let read = head(&table.done("show", &["p1"]));
    let approved = table.done("approve", &["p1", "--as", "regione", "--expect", &read, "--version", "2"]);
    assert!(approved.contains("\n  Version 2\n"), "{approved}");
    let malformed = table.run("approve", &["p1", "--as", "regione", "--expect", "3"]);
    assert_eq!(malformed.status.code(), Some(2));
}

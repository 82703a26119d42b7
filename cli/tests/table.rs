//! `riparto table`, run as the people at the table run it.

use std::fs;
use std::process::{Child, Output};

use super::kept_table::Table;
use super::{PLAN, err, out, riparto};

#[test]
fn a_whole_negotiation_from_the_opening_to_the_final_act() {
    let table = Table::new();
    let opened = table.done("open-sitting", &["s1", "2026-03-12", "--title", "First", "--as", "regione"]);
    assert!(opened.starts_with("Regione Toscana opened sitting `s1` of 12 March 2026: First.\n"), "{opened}");
    let tabled = table.propose("anci", "p1", "outreach", "desks", "20.000,00");
    assert!(
        tabled.starts_with("ANCI Toscana submitted proposal `p1`: €20,000.00: outreach → desks.\n"),
        "{tabled}"
    );
    assert!(tabled.contains(
        "`desks` (One-stop-shop desks and multiservice centres): €640,000.00 → €660,000.00 (+20,000.00)"
    ));
    assert!(tabled.ends_with("Needs no authorization.\n"), "{tabled}");
    table.propose("arti", "p2", "outreach", "autonomy", "€ 40.000,00");
    table.done("state", &["p2", "objection", "--reason", "Outreach is thin already", "--as", "cnr-igsg"]);
    table.approve("p1");

    // The allocation has changed: the second is refused as stale until it is rebased.
    let stale = table.refused("approve", &["p2", "--as", "regione"]);
    assert!(
        stale.starts_with("Refused [stale]: proposal `p2` was made against revision 4, and `p1` changed"),
        "{stale}"
    );
    assert!(
        stale.contains(&format!(
            "\n  → see the difference: riparto table show {} p2; then rebase",
            table.journal
        )),
        "{stale}"
    );
    let rebased = table.done("rebase", &["p2", "--as", "arti"]);
    assert!(rebased.contains(
        "On the latest allocation, at revision 8:\n  `outreach` (Outreach): €280,000.00 → €240,000.00"
    ));
    assert!(rebased.contains("[forbidden] `outreach-floor`"), "{rebased}");
    let forbidden = table.refused("approve", &["p2", "--as", "regione"]);
    assert!(
        forbidden
            .contains("Up to €30,000.00 from `outreach` to `autonomy` would pass without authorization.")
    );
    table.done("request-changes", &["p2", "--reason", "Stay above the floor", "--as", "regione"]);
    table.done(
        "amend",
        &["--as", "arti", "--id", "p2", "--from", "outreach", "--to", "autonomy", "--amount", "30000.00"],
    );
    table.approve("p2");
    table.done("close-sitting", &["--as", "ats"]);

    table.done("reverse", &["p1", "p3", "--reason", "Hours were found elsewhere", "--as", "anci"]);
    table.approve("p3");
    let grown = table.done(
        "change-envelope",
        &[
            "e1",
            "--as",
            "regione",
            "--act",
            "DD 9/2026",
            "--amount",
            "10.000,00",
            "--share",
            "desks=10000.00",
        ],
    );
    assert!(grown.contains("from €2,464,000.00 to €2,474,000.00 (`e1`) by DD 9/2026"), "{grown}");
    let listed = table.done("list", &[]);
    for status in ["reversed by `p3`", "takes back `p1`", "approved (s1, 12 March 2026)"] {
        assert!(listed.contains(status), "{listed}");
    }
    let closed = table.done("close", &["--act", "DD 10/2026", "--as", "regione"]);
    assert!(closed.contains("Decisions recognized: `p1`, `p2`, `p3`, `e1` (DD 9/2026)\n"), "{closed}");
    let late = table.refused("open-sitting", &["s2", "2026-04-01", "--as", "regione"]);
    assert!(late.starts_with("Refused [closed]: the table is closed by DD 10/2026\n"), "{late}");
    assert!(table.done("verify", &[]).starts_with("Whole: "));
}

#[test]
fn what_was_is_shown_at_any_revision_and_compared() {
    let table = Table::new();
    table.propose("anci", "p1", "outreach", "desks", "20000.00");
    table.approve("p1");
    table.propose("ats", "p2", "desks", "services", "5000.00");
    let before = table.done("at", &["2"]);
    assert!(before.contains("640,000.00") && before.contains("a draft"), "{before}");
    let after = table.done("at", &["4", "--lang", "it"]);
    assert!(after.contains("660.000,00") && after.contains("approvata"), "{after}");
    let diff = table.done("diff", &["1"]);
    assert!(diff.contains(
        "desks     One-stop-shop desks and multiservice centres    640,000.00    660,000.00  +20,000.00  +3.13"
    ));
    assert!(diff.ends_with("Decisions:\n  proposal `p1`, event 4\n"), "{diff}");
    assert_eq!(table.done("diff", &["4", "6"]), "From revision 4 to revision 6\nNothing changed.\n");
    let ledger = table.done("ledger", &[]);
    assert!(
        ledger.contains(
            "  line-variation  outreach     down, of the original   60,000.00  20,000.00   40,000.00"
        )
    );
    let log = table.done("log", &["--last", "2"]);
    assert_eq!(log.lines().filter(|line| line.contains("  ats  ")).count(), 2, "{log}");
    assert!(log.lines().last().unwrap().starts_with("      6        ats  submitted proposal `p2`"), "{log}");
    assert!(table.done("show", &["p2"]).contains("€5,000.00: `desks` (One-stop-shop"));
    for arguments in [["at", "7"], ["at", "0"], ["diff", "7"], ["show", "p9"]] {
        let output = table.run(arguments[0], &arguments[1..]);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert_eq!((out(&output), err(&output).lines().count()), ("", 1), "{}", err(&output));
    }
}

#[test]
fn refusals_have_a_code_a_sentence_and_a_way_out_in_both_languages() {
    let table = Table::new();
    table.propose("anci", "p1", "outreach", "desks", "80000.00");
    let cases: [(&[&str], &str, &str); 5] = [
        (
            &["approve", "p1", "--as", "anci"],
            "[not_allowed]: `anci` may not do this: it is for the authority",
            "let the authority do it",
        ),
        (
            &["approve", "p1", "--as", "lazio"],
            "[party_unknown]: `lazio` is not at the table",
            "name a party of the plan with --as",
        ),
        (
            &["state", "p1", "objection", "--as", "ats"],
            "[reason_missing]: a reason is missing",
            "give it with --reason",
        ),
        (
            &["withdraw", "p1", "--as", "ats"],
            "[not_proposer]: proposal `p1` is that of `anci`",
            "name it with --as",
        ),
        (
            &["close", "--act", "DD 1/2026", "--as", "regione"],
            "[proposals_open]: these proposals are on the table still: `p1`",
            "approve, reject or withdraw each",
        ),
    ];
    for (arguments, sentence, remedy) in cases {
        let refused = table.refused(arguments[0], &arguments[1..]);
        assert!(refused.starts_with(&format!("Refused {sentence}")), "{refused}");
        assert!(refused.lines().nth(1).unwrap().contains(remedy), "{refused}");
    }
    let refused = table.refused("approve", &["p1", "--as", "regione", "--lang", "it"]);
    assert!(
        refused.starts_with("Rifiutato [forbidden]: `p1` non è ammissibile: `outreach-floor`"),
        "{refused}"
    );
    assert!(
        refused.contains("La proposta ammissibile più vicina:\n  50.000,00 € da `outreach` a `desks`\n"),
        "{refused}"
    );
    table.done("waive", &["p1", "outreach-floor", "--reason", "The survey is late", "--as", "regione"]);
    let refused = table.refused("approve", &["p1", "--as", "regione"]);
    assert!(
        refused.starts_with("Refused [act_missing]: the approval needs `prior_approval`, and so the act"),
        "{refused}"
    );
    let approved = table.done("approve", &["p1", "--act", "DD 2/2026", "--as", "regione"]);
    assert!(approved.contains(
        "Breaks rule `outreach-floor` (Outreach at least 250,000.00) on line `outreach` by €30,000.00: waived"
    ));
    let minutes = table.done("minutes", &[]);
    let waiver = "3. Regione Toscana waived rule `outreach-floor` (Outreach at least 250,000.00) for";
    assert!(minutes.contains(waiver), "{minutes}");
}

#[test]
fn a_plan_without_an_authority_opens_no_table_and_leaves_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let journal = folder.path().join("table.jsonl");
    let plan = fs::read_to_string(PLAN).unwrap().replace("\"role\": \"authority\"", "\"role\": \"partner\"");
    let arguments = ["table", "new", journal.to_str().unwrap(), "-", "--as", "regione"];
    let output = riparto(&arguments, plan.as_bytes());
    assert_eq!(output.status.code(), Some(1), "{}", err(&output));
    assert!(out(&output).starts_with("Refused [authority_missing]"), "{}", out(&output));
    assert!(!journal.exists());
    let table = Table::new();
    let output = table.run("new", &[PLAN, "--as", "regione"]);
    assert_eq!(output.status.code(), Some(2), "a journal is never written over");
    assert!(err(&output).contains("there is a history in that file already"), "{}", err(&output));
}

#[test]
fn policies_bind_approvals() {
    let folder = tempfile::tempdir().unwrap();
    let policies = folder.path().join("policies.json");
    fs::write(&policies, r#"{"policies": [ {"from": "free", "consent": "unanimity"} ]}"#).unwrap();
    let journal = folder.path().join("table.jsonl").to_str().unwrap().to_owned();
    let table = Table { folder, journal };
    table.done("new", &[PLAN, "--as", "regione", "--policies", policies.to_str().unwrap()]);
    table.propose("anci", "p1", "outreach", "desks", "20000.00");
    let refused = table.refused("approve", &["p1", "--as", "regione"]);
    assert!(refused.starts_with(
        "Refused [consent_missing]: not enough consent to `p1`: 1 of 5 parties; at least 5 needed"
    ));
    for party in ["ats", "arti", "cnr-igsg", "local-authorities"] {
        table.done("state", &["p1", "consent", "--as", party]);
    }
    table.approve("p1");
    fs::write(&policies, r#"{"policies": []}"#).unwrap();
    let other = table.folder.path().join("other.jsonl");
    let arguments = ["table", "new", other.to_str().unwrap(), PLAN, "--as", "regione", "--policies"];
    let output = riparto(&[&arguments[..], &[policies.to_str().unwrap()]].concat(), b"");
    assert_eq!((output.status.code(), out(&output)), (Some(2), ""));
    assert!(err(&output).contains("policies.json: "), "{}", err(&output));
}

#[test]
fn a_command_sent_twice_by_its_id_is_carried_out_once() {
    let table = Table::new();
    table.propose("anci", "p1", "outreach", "desks", "20000.00");
    let stance = ["p1", "consent", "--as", "ats", "--command-id", "letter-12"];
    let first = table.done("state", &stance);
    let events = table.events();
    assert_eq!(table.done("state", &stance), format!("Done already, at event 4.\n{first}"));
    assert_eq!(table.events(), events);
    let reused = table.refused("state", &["p1", "abstention", "--as", "ats", "--command-id", "letter-12"]);
    assert!(reused.starts_with("Refused [command_reused]"), "{reused}");
    // Without an id of its own, saying the same again later is another statement.
    table.done("state", &["p1", "consent", "--as", "arti"]);
    table.done("state", &["p1", "consent", "--as", "arti"]);
    assert_eq!(table.events(), events + 2);
}

#[test]
fn the_same_commands_on_the_same_plan_give_the_same_bytes() {
    let (one, other) = (Table::new(), Table::new());
    for table in [&one, &other] {
        table.propose("anci", "p1", "outreach", "desks", "20000.00");
        table.approve("p1");
    }
    assert_eq!(one.bytes(), other.bytes());
}

#[test]
fn input_that_makes_no_sense_exits_with_two_and_writes_nothing() {
    let table = Table::new();
    let cases: [(&[&str], &str); 6] = [
        (
            &["propose", "--as", "anci", "--id", "p1", "--from", "a", "--to", "b", "--amount", "1.234"],
            "1.234",
        ),
        (&["propose", "--as", "anci", "--id", "p 1", "--from", "a", "--to", "b", "--amount", "1,00"], "p 1"),
        (
            &[
                "propose", "--as", "anci", "--id", "p1", "--from", "a", "--from", "c", "--to", "b",
                "--amount", "1,00",
            ],
            "2 --from, 1 --to and 1 --amount",
        ),
        (&["propose", "--as", "anci", "absent.json"], "absent.json: there is no such file"),
        (&["open-sitting", "s1", "2026-02-30", "--as", "regione"], "2026-02-30"),
        (&["verify", "--head", "3"], "REVISION:HASH"),
    ];
    let before = table.bytes();
    for (arguments, sentence) in cases {
        let output = table.run(arguments[0], &arguments[1..]);
        assert_eq!((output.status.code(), out(&output)), (Some(2), ""), "{arguments:?}");
        assert!(err(&output).contains(sentence), "{}", err(&output));
    }
    assert_eq!(table.bytes(), before);
    let absent = riparto(&["table", "list", "absent.jsonl"], b"");
    assert_eq!(absent.status.code(), Some(2));
    assert!(
        err(&absent).starts_with("riparto: absent.jsonl: the history cannot be opened"),
        "{}",
        err(&absent)
    );
}

#[test]
fn an_append_that_was_cut_off_is_told_and_only_repair_changes_it() {
    let table = Table::new();
    table.propose("anci", "p1", "outreach", "desks", "20000.00");
    let head = table.head();
    table.approve("p1");
    let whole = table.bytes();
    let torn = &whole[..whole.len() - 7];
    fs::write(&table.journal, torn).unwrap();

    let listed = table.run("list", &[]);
    assert_eq!(listed.status.code(), Some(0));
    assert!(out(&listed).contains("on the table") && !out(&listed).contains("approved"), "{}", out(&listed));
    assert!(err(&listed).contains(&format!("riparto table repair {}", table.journal)), "{}", err(&listed));
    let refused = table.run("approve", &["p1", "--as", "regione"]);
    assert_eq!((refused.status.code(), out(&refused)), (Some(2), ""));
    assert!(err(&refused).contains("was never acknowledged: repair it to go on"), "{}", err(&refused));
    let verified = table.run("verify", &["--lang", "it"]);
    assert_eq!(verified.status.code(), Some(1));
    assert!(out(&verified).starts_with("Il registro termina con "), "{}", out(&verified));
    assert_eq!(table.bytes(), torn, "nothing but repair changes the journal");

    let repaired = table.done("repair", &[]);
    assert!(repaired.contains("bytes of an append that was never acknowledged were cut off and are kept in"));
    assert_eq!(table.head(), head);
    let kept = fs::read(table.folder.path().join("table.jsonl.torn-3")).unwrap();
    assert_eq!([table.bytes(), kept].concat(), torn);
    assert_eq!(table.done("repair", &[]), "Nothing to repair.\n");
    table.approve("p1");
    assert_eq!(table.bytes(), whole);
}

#[test]
fn a_changed_byte_is_told_with_its_event_and_nothing_is_written_after_it() {
    let table = Table::new();
    table.propose("anci", "p1", "outreach", "desks", "20000.00");
    table.approve("p1");
    let bent = String::from_utf8(table.bytes()).unwrap().replacen("\"20000.00\"", "\"10000.00\"", 1);
    fs::write(&table.journal, &bent).unwrap();
    let verified = table.run("verify", &[]);
    assert_eq!(verified.status.code(), Some(1));
    assert_eq!(
        out(&verified),
        "Broken at event 2 [hash_differs]: the hash is not that of the record.\nGo back to a copy that verifies.\n"
    );
    for arguments in [&["list"][..], &["minutes"], &["withdraw", "p1", "--as", "anci"], &["repair"]] {
        let output = table.run(arguments[0], &arguments[1..]);
        assert_eq!((output.status.code(), out(&output)), (Some(2), ""), "{arguments:?}");
        assert!(err(&output).contains("the hash is not that of the record"), "{}", err(&output));
    }
    assert_eq!(table.bytes(), bent.as_bytes());
}

#[test]
fn a_head_that_was_noted_proves_that_nothing_was_rewritten() {
    let table = Table::new();
    table.propose("anci", "p1", "outreach", "desks", "20000.00");
    let noted = table.head();
    table.approve("p1");
    assert!(table.done("verify", &["--head", &noted]).starts_with("Whole: "));
    let minutes = table.done("minutes", &[]);
    assert!(
        minutes.ends_with(&format!("\nriparto table verify JOURNAL --head {}\n", table.head())),
        "{minutes}"
    );

    // Another history that is as whole, but not the one of the noted head.
    let other = Table::new();
    other.propose("anci", "p1", "outreach", "desks", "19999.99");
    other.approve("p1");
    fs::write(&table.journal, other.bytes()).unwrap();
    let verified = table.run("verify", &["--head", &noted]);
    assert_eq!(verified.status.code(), Some(1));
    assert!(out(&verified).starts_with("Broken at event 3 [head_differs]"), "{}", out(&verified));
}

#[test]
fn minutes_state_a_sitting_from_the_history_alone() {
    let table = Table::new();
    table.done("open-sitting", &["s1", "2026-03-01", "--title", "Avvio", "--as", "regione"]);
    table.propose("anci", "p1", "outreach", "desks", "20.000,00");
    table.done("state", &["p1", "objection", "--reason", "Manca la relazione", "--as", "arti"]);
    table.done("close-sitting", &["--as", "regione"]);
    table.done("open-sitting", &["s2", "2026-04-02", "--as", "regione"]);
    table.approve("p1");
    let first = table.done("minutes", &["--sitting", "s1", "--lang", "it"]);
    for line in [
        "# Verbale del tavolo di co-progettazione",
        "- **Organo**: tavolo di co-progettazione presso Regione Toscana",
        "## Seduta `s1` del 1º marzo 2026. Avvio",
        "- **Presenti**: non verbalizzati. Hanno compiuto atti: ANCI Toscana, ARTI, Regione Toscana",
        "- **Esito**: non decisa: rinviata",
        "3. ARTI: obiezione alla proposta `p1`. Motivazione: Manca la relazione. (evento 5)",
        "La ripartizione non è variata.",
        "Rinviate, ancora da decidere: `p1`.",
    ] {
        assert!(first.lines().any(|found| found == line), "{line}: {first}");
    }
    assert!(!first.contains("approva"), "{first}");
    let second = table.done("minutes", &["--sitting", "s2"]);
    assert!(second.contains("The sitting is not closed."), "{second}");
    assert!(second.contains("300,000.00 | 280,000.00 | -20,000.00 | -6.67 |"), "{second}");
    let head = table.head();
    assert!(
        second.contains(&format!("Head of the history at this point: {head} (in short, to type: `")),
        "{second}"
    );
    let typed = second.trim_end().trim_end_matches("`)").rsplit_once('`').unwrap().1;
    table.done("verify", &["--typed", typed]);
    assert_eq!(table.run("minutes", &["--sitting", "s3"]).status.code(), Some(2));
}

#[test]
fn open_proposals_that_fit_together_and_ballots_are_shown() {
    let table = Table::new();
    assert_eq!(table.done("compatible", &[]), "No proposal is on the table.\n");
    table.propose("anci", "p1", "outreach", "desks", "30000.00");
    table.propose("arti", "p2", "outreach", "autonomy", "30000.00");
    table.propose("ats", "p3", "services", "mediators", "10000.00");
    let compatible = table.done("compatible", &["--up-to", "free"]);
    assert!(compatible.contains("  `p1`, `p3`\n  `p2`, `p3`\n"), "{compatible}");
    assert!(compatible.contains("`p1`, `p2` cannot all be approved: `outreach-floor`"), "{compatible}");
    assert_eq!(table.run("ballots", &[]).status.code(), Some(2), "nobody has cast one");
    table.done("ballot", &[PLAN, "--as", "ats"]);
    let unbalanced = table.refused("ballot", &["--line", "desks=10,00", "--as", "anci"]);
    assert!(unbalanced.starts_with("Refused [impossible]"), "{unbalanced}");
    table.done("ballot", &["--line", "desks=2.464.000,00", "--as", "anci"]);
    let ballots = table.done("ballots", &["--rule", "mean"]);
    assert!(
        ballots.contains("  desks          640,000.00     640,000.00  2,464,000.00  1,552,000.00"),
        "{ballots}"
    );
    assert!(
        ballots
            .contains("Ballots: 2, aggregated by mean. All grant €640,000.00; €1,824,000.00 is contested.")
    );
}

#[test]
fn two_programs_at_once_lose_nothing_and_one_learns_what_it_missed() {
    let table = Table::new();
    table.propose("anci", "p1", "outreach", "desks", "20000.00");
    table.propose("arti", "p2", "information", "autonomy", "20000.00");
    let children = ["p1", "p2"].map(|id| table.start(&["approve", id, "--as", "regione"]));
    let mut outputs: Vec<Output> =
        children.into_iter().map(|child| child.wait_with_output().unwrap()).collect();
    outputs.sort_by_key(|output| output.status.code());
    assert_eq!(outputs[0].status.code(), Some(0), "{}", err(&outputs[0]));
    assert_eq!(outputs[1].status.code(), Some(1), "{}", err(&outputs[1]));
    assert!(out(&outputs[1]).starts_with("Refused [stale]"), "{}", out(&outputs[1]));
    assert_eq!(table.events(), 6);

    let ids: Vec<String> = (10..18).map(|number| format!("p{number}")).collect();
    let children: Vec<Child> = ids
        .iter()
        .map(|id| {
            let transfer = ["--from", "desks", "--to", "outreach", "--amount", "1.000,00"];
            table.start(&[&["propose", "--as", "ats", "--id", id], &transfer[..]].concat())
        })
        .collect();
    for child in children {
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{}{}", out(&output), err(&output));
    }
    assert_eq!(table.events(), 6 + 2 * ids.len());
    let listed = table.done("list", &["--open"]);
    assert!(ids.iter().all(|id| listed.contains(&format!("  {id} "))), "{listed}");
    assert!(table.done("verify", &[]).starts_with("Whole: "));
}

#[test]
fn who_acts_and_when_is_kept_and_told() {
    let table = Table::new();
    let who = ["--as", "regione", "--acting", "Anna Rossi", "--when", "2026-03-12T10:15:00+01:00"];
    let done = table.done("open-sitting", &[&["s1", "2026-03-12"][..], &who].concat());
    assert!(
        done.contains("acting for the party: Anna Rossi; time stated: 12 March 2026 at 10:15:00 (UTC+01:00)"),
        "{done}"
    );
}

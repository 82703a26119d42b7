//! Changes of the total by the command: shown first, waivers stand, and an act is taken back by an act.

use super::kept_table::Table;

const CUT: [&str; 8] =
    ["e1", "--as", "regione", "--act", "DD 64/2026", "--amount", "-64.000,00", "--nearest"];

/// A table on which the floor of a line is waived and its amount is below.
fn waived() -> Table {
    let table = Table::new();
    table.propose("anci", "p1", "outreach", "desks", "80000.00");
    table.done("waive", &["p1", "outreach-floor", "--reason", "The survey is late", "--as", "regione"]);
    table.done("approve", &["p1", "--as", "regione", "--act", "DD 1/2026"]);
    table
}

/// What lines hold, by the plan that `at` prints.
fn amounts(table: &Table) -> Vec<String> {
    let printed = table.done("at", &[&table.events().to_string()]);
    let ids = ["mediators", "desks", "services", "outreach", "autonomy", "information"];
    let row = |id: &&str| printed.lines().find(|line| line.trim_start().starts_with(*id)).unwrap().to_owned();
    ids.iter().map(row).collect()
}

#[test]
fn a_cut_is_shown_first_leaves_what_is_waived_and_is_taken_back() {
    let table = waived();
    let (bytes, before) = (table.bytes(), amounts(&table));
    let preview = table.done("change-envelope", &CUT);
    assert_eq!(table.bytes(), bytes, "a preview writes nothing");
    assert!(preview.starts_with("Preview: nothing was written.\n"), "{preview}");
    let changed: Vec<&str> = preview.lines().filter(|line| line.contains(" → ")).collect();
    assert!(changed.len() == 5 && changed.iter().all(|line| line.contains("(-")), "no line rises: {preview}");
    assert!(!changed.iter().any(|line| line.contains("`outreach`")), "what is waived stands: {preview}");
    assert!(!preview.contains("Although"), "{preview}");
    let head = table.head();
    assert!(preview.ends_with(&format!("To carry it out, the same with --expect {head}\n")), "{preview}");
    let italian = table.done("change-envelope", &[&CUT[..], &["--lang", "it"]].concat());
    assert!(italian.starts_with("Anteprima: non è stato scritto nulla.\n"), "{italian}");

    let done = table.done("change-envelope", &[&CUT[..], &["--expect", &head]].concat());
    let shown =
        |text: &str| text.lines().filter(|line| line.contains(" → ")).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(shown(&done), shown(&preview), "what was shown is carried out");
    let after = amounts(&table);
    assert!(before[3].contains("220,000.00") && after[3].contains("220,000.00"), "{before:?} {after:?}");

    let back = ["e1", "e2", "--as", "regione", "--act", "DD 65/2026"];
    let bytes = table.bytes();
    let seen = table.done("reverse-envelope", &[&back[..], &["--preview"]].concat());
    assert!(seen.contains("(+") && !seen.contains("(-") && table.bytes() == bytes, "{seen}");
    let reversed = table.done("reverse-envelope", &[&back[..], &["--command-id", "k1"]].concat());
    let told = "from €2,400,000.00 to €2,464,000.00 (`e2`) by DD 65/2026, taking back `e1`.";
    assert!(reversed.contains(told), "{reversed}");
    let twice = table.refused("reverse-envelope", &["e1", "e4", "--as", "regione", "--act", "DD 66/2026"]);
    assert!(twice.starts_with("Refused [reversal_differs]"), "{twice}");
    assert_eq!(amounts(&table), before, "to the cent");
    let again = table.done("reverse-envelope", &[&back[..], &["--command-id", "k1"]].concat());
    assert!(again.starts_with("Done already"), "{again}");
    assert!(table.done("verify", &[]).starts_with("Whole: "));
    let unknown = table.run("reverse-envelope", &["e9", "e3", "--as", "regione", "--act", "DD"]);
    assert_eq!(unknown.status.code(), Some(2));
}

#[test]
fn an_act_is_not_taken_back_where_a_line_holds_too_little() {
    let table = Table::new();
    let grown =
        ["e1", "--as", "regione", "--act", "DD", "--amount", "9000.00", "--share", "information=9000.00"];
    table.done("change-envelope", &grown);
    let all = [
        "e2",
        "--as",
        "regione",
        "--act",
        "DD",
        "--amount",
        "-185000.00",
        "--share",
        "information=-185000.00",
    ];
    table.done("change-envelope", &all);
    let refused = table.refused("reverse-envelope", &["e1", "e3", "--as", "regione", "--act", "DD"]);
    assert!(refused.starts_with("Refused [impossible]") && refused.contains("information"), "{refused}");
}

#[test]
fn a_rise_lowers_no_line_and_is_carried_out_unseen_only_if_told_so() {
    let table = waived();
    let rise = ["e1", "--as", "regione", "--act", "DD", "--amount", "12000.00", "--nearest"];
    let bytes = table.bytes();
    let preview = table.done("change-envelope", &rise);
    assert_eq!(table.bytes(), bytes);
    let done = table.done("change-envelope", &[&rise[..], &["--yes"]].concat());
    for text in [&preview, &done] {
        let changed: Vec<&str> = text.lines().filter(|line| line.contains(" → ")).collect();
        assert!(!changed.is_empty() && changed.iter().all(|line| line.contains("(+")), "{text}");
    }
    let named = ["e2", "--as", "regione", "--act", "DD", "--amount", "0.00", "--share", "desks=1.00"];
    table.refused("change-envelope", &[&named[..], &["--preview"]].concat());
    let against = [
        "e2",
        "--as",
        "regione",
        "--act",
        "DD",
        "--amount",
        "-1.00",
        "--share",
        "desks=1.00",
        "--share",
        "services=-2.00",
    ];
    let told = table.done("change-envelope", &[&against[..], &["--preview"]].concat());
    assert!(told.contains("Although the total is cut, these rise: `desks`\n"), "{told}");
}

/// What an approval authorized stands: nobody need authorize it again, and it is told.
#[test]
fn what_stands_authorized_needs_nobody_again() {
    let table = Table::new();
    // 145,000.00 is more than a fifth of `desks` beyond its original amount.
    table.propose("anci", "p1", "services", "desks", "145000.00");
    let unnamed = table.refused("approve", &["p1", "--as", "regione"]);
    assert!(unnamed.starts_with("Refused [act_missing]"), "{unnamed}");
    table.done("approve", &["p1", "--as", "regione", "--act", "DD 1/2026"]);
    let proposed = table.propose("ats", "p2", "mediators", "autonomy", "1000.00");
    assert!(proposed.contains("Needs no authorization.\n"), "{proposed}");
    assert_eq!(proposed.matches("(authorized before, no worse now)").count(), 2, "{proposed}");
    let approved = table.approve("p2");
    assert!(approved.contains("Authorization needed: none"), "{approved}");
    // More of the same is authorized anew.
    table.propose("ats", "p3", "mediators", "desks", "1000.00");
    let more = table.refused("approve", &["p3", "--as", "regione"]);
    assert!(more.starts_with("Refused [act_missing]"), "{more}");
    for arguments in [&["--lang", "en"][..], &["--lang", "it"]] {
        assert!(table.done("minutes", arguments).contains("`line-variation`"));
        assert!(table.done("ledger", arguments).contains("line-variation"));
    }
    assert!(table.done("verify", &[]).starts_with("Whole: "));
}

//! Ballots on actions of a plan with many lines, and their outcome as a proposal to a table.

use std::fs;

use riparto::Money;
use riparto::sheets::{SheetCell, TableSheet};

use super::{err, out, riparto};

const PLAN: &str = r#"{ "format": "riparto.plan/1", "title": "Plan", "total": "1000.00",
    "lines": [
        {"id": "a1", "amount": "200.00", "labels": {"action": "Desks"}},
        {"id": "a2", "amount": "400.00", "labels": {"action": "Desks"}},
        {"id": "b1", "amount": "300.00", "labels": {"action": "Outreach work"}},
        {"id": "b2", "amount": "100.00", "labels": {"action": "Outreach work"}} ],
    "parties": [ {"id": "regione", "role": "authority"}, {"id": "anci", "name": "ANCI Toscana"}, {"id": "ats", "role": "lead"} ],
    "rules": [ {"id": "floor", "scope": {"lines": ["b2"]}, "limit": {"floor": "90.00"}} ] }"#;

const BALLOTS: &str = "partecipante;Desks;Outreach work\nANCI Toscana;800,00;200,00\nats;700,00;300,00\n";

#[test]
fn ballots_on_actions_become_a_proposal_on_lines_that_the_table_takes() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (plan, ballots, journal, proposal) =
        (file("plan.json"), file("b.csv"), file("t.jsonl"), file("p1.json"));
    fs::write(&plan, PLAN).unwrap();
    fs::write(&ballots, BALLOTS).unwrap();
    assert_eq!(riparto(&["table", "new", &journal, &plan, "--as", "regione"], b"").status.code(), Some(0));
    let asked = ["aggregate", &ballots, "--plan", &journal, "--by", "action", "--rule", "mean"];
    let output = riparto(&[&asked[..], &["--proposal", &proposal, "--as", "ats"]].concat(), b"");
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    let text = out(&output);
    assert!(
        text.contains("What leads the plan there:\n") && text.contains("`action=Desks` gets €150.00."),
        "{text}"
    );
    let assessed = riparto(&["assess", &journal, &proposal], b"");
    assert_eq!(assessed.status.code(), Some(0), "{}", out(&assessed));
    let proposed = riparto(&["table", "propose", &journal, &proposal, "--as", "ats"], b"");
    assert_eq!(proposed.status.code(), Some(0), "{}", out(&proposed));
    // The floor holds b2 up: b1 gives what it does not.
    // The next one has an id of its own.
    let second = file("p2.json");
    let output = riparto(&[&asked[..], &["--proposal", &second, "--as", "ats"]].concat(), b"");
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    assert!(fs::read_to_string(&second).unwrap().contains("\"id\": \"p2\""));
    let lines = riparto(&["check", &journal, "--with", "p1"], b"");
    for amount in ["250.00", "500.00", "160.00", " 90.00"] {
        assert!(out(&lines).contains(amount), "{amount}: {}", out(&lines));
    }
}

#[test]
fn an_outcome_on_lines_becomes_a_proposal_too() {
    let folder = tempfile::tempdir().unwrap();
    let proposal = folder.path().join("p1.json").to_str().unwrap().to_owned();
    let (ballots, plan) = ("../examples/data/toscana-ballots.csv", "../examples/data/toscana-plan.json");
    let asked = ["aggregate", ballots, "--plan", plan, "--proposal", &proposal, "--as", "ats"];
    let output = riparto(&asked, b"");
    assert_eq!(output.status.code(), Some(0), "{}{}", out(&output), err(&output));
    assert_eq!(riparto(&["assess", plan, &proposal], b"").status.code(), Some(0));
}

#[test]
fn what_a_label_needs_is_told() {
    let ballots = "../examples/data/toscana-ballots.csv";
    let without_plan = riparto(&["aggregate", ballots, "--by", "action"], b"");
    assert_eq!(without_plan.status.code(), Some(2));
    let unknown = riparto(
        &["aggregate", ballots, "--plan", "../examples/data/toscana-plan.json", "--by", "azione"],
        b"",
    );
    assert_eq!(unknown.status.code(), Some(2));
    assert!(err(&unknown).contains("no line has a label `azione`"), "{}", err(&unknown));
}

/// Workbooks of Excel and LibreOffice are taken as CSV is; what is wrong in them is told by cell, all of it.
#[test]
fn ballots_of_a_workbook_are_taken_and_their_mistakes_told_by_cell() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let journal = file("t.jsonl");
    let plan = "../examples/data/toscana-piano.json";
    assert_eq!(riparto(&["table", "new", &journal, plan, "--as", "regione"], b"").status.code(), Some(0));
    let before = fs::read(&journal).unwrap();
    let [xlsx, ods] = ["xlsx", "ods"].map(|ending| {
        let book = format!("../tests/vectors/sheets/schede.{ending}");
        let tried = riparto(&["table", "try", &journal, "take-ballots", &book, "--lang", "it"], b"");
        assert_eq!(tried.status.code(), Some(0), "{}", err(&tried));
        out(&tried).to_owned()
    });
    assert!(xlsx.contains("Schede acquisite: 6 (") && xlsx == ods, "{xlsx}{ods}");
    let heads =
        ["partecipante", "mediatori", "sportelli", "servizi", "outreach", "autonomia", "informazione"];
    let row = |party: &str, last: u32| {
        let amounts = [280_000, 959_000, 180_000, 375_000, 375_000, last].map(Money::from_euros);
        [SheetCell::Text(party.into())].into_iter().chain(amounts.map(SheetCell::Amount))
    };
    let sheet = |heads: [&str; 7]| {
        let sheet = TableSheet::new("Schede", heads).row(row("regione", 295_000));
        sheet.row(row("ats", 295_001)).row(row("regione", 295_000)).workbook().unwrap()
    };
    let book = file("b.xlsx");
    let refused = |bytes: Vec<u8>| {
        fs::write(&book, bytes).unwrap();
        let refused = riparto(&["table", "take-ballots", &journal, &book, "--lang", "it"], b"");
        assert_eq!(refused.status.code(), Some(2), "{}", out(&refused));
        err(&refused).to_owned()
    };
    let told = refused(sheet(heads));
    let lines: Vec<&str> = told.lines().collect();
    let unbalanced = "b.xlsx: foglio `Schede`, cella A3: scheda di `ats`: gli importi sommano a 2.464.001,00";
    assert!(lines[0].contains(unbalanced) && lines.len() == 2, "{told}");
    assert!(lines[1].contains("foglio `Schede`, cella A4: "), "{told}");
    let mut wrong = heads;
    wrong[2] = "sportello";
    let told = refused(sheet(wrong));
    assert!(told.contains("foglio `Schede`, cella C1: la voce `sportello` non esiste"), "{told}");
    assert_eq!(fs::read(&journal).unwrap(), before);
}

#[test]
fn ballots_of_a_file_are_taken_into_a_table_all_or_none() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (plan, ballots, journal) = (file("plan.json"), file("b.csv"), file("t.jsonl"));
    fs::write(&plan, PLAN).unwrap();
    fs::write(&ballots, BALLOTS).unwrap();
    assert_eq!(riparto(&["table", "new", &journal, &plan, "--as", "regione"], b"").status.code(), Some(0));
    let before = fs::read(&journal).unwrap();
    let tried =
        riparto(&["table", "try", &journal, "take-ballots", &ballots, "--by", "action", "--lang", "it"], b"");
    assert!(out(&tried).contains("Schede acquisite: 2 (`anci`, `ats`)."), "{}{}", out(&tried), err(&tried));
    assert_eq!(fs::read(&journal).unwrap(), before, "what is tried is not written");
    // A party that may not, beside one that may: none is taken, and each refusal is told.
    let wrong = file("wrong.csv");
    fs::write(&wrong, format!("{BALLOTS}nobody;800,00;200,00\nnone;800,00;200,00\n")).unwrap();
    let refused = riparto(&["table", "take-ballots", &journal, &wrong, "--by", "action"], b"");
    assert_eq!(refused.status.code(), Some(1), "{}{}", out(&refused), err(&refused));
    for party in ["`nobody`", "`none`", "No ballot is taken."] {
        assert!(out(&refused).contains(party), "{party}: {}", out(&refused));
    }
    assert_eq!(fs::read(&journal).unwrap(), before);
    let taken = riparto(&["table", "take-ballots", &journal, &ballots, "--by", "action"], b"");
    assert_eq!(taken.status.code(), Some(0), "{}{}", out(&taken), err(&taken));
    // The lines of an action share what it gets: 800.00 of 200.00 and 400.00.
    let text = fs::read_to_string(&journal).unwrap();
    assert!(text.contains(r#""a1":"266.67","a2":"533.33""#), "{text}");
    let shown = riparto(&["table", "ballots", &journal, "--by", "action", "--rule", "mean"], b"");
    assert!(
        out(&shown).contains("  Desks                600.00         700.00      800.00      750.00\n"),
        "{}",
        out(&shown)
    );
    let verified = riparto(&["table", "verify", &journal], b"");
    assert_eq!(verified.status.code(), Some(0), "{}", out(&verified));
}

/// What each ballot gives each line, counted by hand: the same outcome as of the ballots, for people and for programs.
#[test]
fn counts_give_the_outcome_of_the_ballots() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (plan, ballots, counts) = (file("plan.json"), file("b.csv"), file("c.csv"));
    fs::write(&plan, PLAN).unwrap();
    fs::write(
        &ballots,
        "party;weight;a1;a2;b1;b2\nanci;2;300,00;400,00;250,00;50,00\nats;1;100,00;500,00;300,00;100,00\n",
    )
    .unwrap();
    let table = "amount,line,weight\n300.00,a1,2\n100.00,a1,1\n400.00,a2,2\n500.00,a2,1\n250.00,b1,2\n300.00,b1,1\n50.00,b2,2\n100.00,b2,1\n";
    fs::write(&counts, table).unwrap();
    for rule in ["mean", "ladder", "utilitarian_proportional"] {
        let asked = ["--plan", &plan, "--rule", rule, "--integral", "--fairness", "--json"];
        let [of_ballots, of_counts] = [&[ballots.as_str()][..], &["--counts", &counts]].map(|which| {
            let output = riparto(&[&["aggregate"], which, &asked[..]].concat(), b"");
            assert_eq!(output.status.code(), Some(0), "{}", err(&output));
            serde_json::from_str::<serde_json::Value>(out(&output)).unwrap()
        });
        for same in [
            "rule",
            "feasible",
            "amounts",
            "exact",
            "receipt",
            "guarantee",
            "repair",
            "compromise",
            "integral",
        ] {
            assert_eq!(of_ballots[same], of_counts[same], "{rule}: {same}");
            assert!(!of_counts[same].is_null() || same == "integral", "{rule}: {same}");
        }
        assert_eq!(of_ballots["fairness"]["welfare"], of_counts["fairness"]["welfare"]);
        for same in ["consensus", "contested", "most_divided_line", "distance_from_mean"] {
            assert_eq!(of_ballots["disagreement"][same], of_counts["disagreement"][same], "{rule}: {same}");
        }
        assert_eq!(of_counts["weight"], 3);
    }
    let text =
        riparto(&["aggregate", "--counts", &counts, "--plan", &plan, "--fairness", "--lang", "it"], b"");
    assert_eq!(text.status.code(), Some(0), "{}", err(&text));
    for words in [
        "Schede contate di 1.000,00\u{a0}€ ciascuna, che pesano insieme 3",
        "Voce più controversa: `a1`, da",
        "I conteggi non dicono quali importi sono di una",
        "il minimo di ogni ripartizione è",
    ] {
        assert!(unwrapped(out(&text)).contains(&unwrapped(words)), "{words}: {}", out(&text));
    }
    // From standard input, without a plan, in English.
    let piped = riparto(&["aggregate", "--counts", "-", "--rule", "mean"], table.as_bytes());
    assert!(
        out(&piped).contains("Counted ballots of €1,000.00 each, which weigh 3 together"),
        "{}",
        out(&piped)
    );
    let refused = riparto(&["aggregate", "--counts", "-"], b"line,amount,weight\na,6.00,2\nb,4.00,1\n");
    assert_eq!(refused.status.code(), Some(2));
    assert!(err(&refused).contains("line `b` weighs 1 and line `a` 2: 1 is missing"), "{}", err(&refused));
    for wrong in [
        vec!["aggregate"],
        vec!["aggregate", &ballots, "--counts", &counts],
        vec!["aggregate", "--counts", &counts, "--tolerance", "1.00"],
    ] {
        assert_eq!(riparto(&wrong, b"").status.code(), Some(2), "{wrong:?}");
    }
}

/// A text without its line breaks, and with plain spaces.
fn unwrapped(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn what_each_party_and_group_obtains_is_told() {
    let ballots = "../examples/data/toscana-ballots.csv";
    let asked = [
        "aggregate",
        ballots,
        "--fairness",
        "--group",
        "enti di ricerca=cnr-igsg,arti",
        "--tolerance",
        "50000",
    ];
    let italian = riparto(&[&asked[..], &["--lang", "it"]].concat(), b"");
    assert_eq!(italian.status.code(), Some(0), "{}", err(&italian));
    for words in [
        "Quanto ciascuno ottiene di ciò che ha chiesto:",
        "enti di ricerca",
        "tutti gli altri",
        "arXiv:2510.24872",
        // One of six, rounded as all percentages are.
        "16,67",
    ] {
        assert!(unwrapped(out(&italian)).contains(words), "{words}: {}", out(&italian));
    }
    let json = riparto(&[&asked[..], &["--json"]].concat(), b"");
    let json: serde_json::Value = serde_json::from_str(out(&json)).unwrap();
    assert_eq!(json["fairness"]["coalitions"][0]["name"], "enti di ricerca");
    let unknown = riparto(&["aggregate", ballots, "--fairness", "--group", "x=nessuno"], b"");
    assert_eq!(unknown.status.code(), Some(2));
    assert!(err(&unknown).contains("group `x`: there is no party `nessuno`"), "{}", err(&unknown));
    assert_eq!(riparto(&["aggregate", ballots, "--group", "x=cnr"], b"").status.code(), Some(2));
}

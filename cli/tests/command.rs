//! The command `riparto`, run as a person runs it.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

mod ballots;
mod bounds;
mod by_label;
mod previewed;
mod envelope;
mod for_programs;
mod durability;
mod in_words;
mod kept_table;
mod languages;
mod lines;
mod minutes;
mod page_file;
mod received;
mod report;
mod resent;
mod scenarios;
mod spreadsheets;
mod stateless;
mod table;
mod texts;
mod tried;
mod proofs;
mod signed_commands;
mod trust;
mod units;
mod waiting;

use std::fs;
use std::io::Write;
use std::process::{Command, Output, Stdio};

const PLAN: &str = "../examples/data/toscana-plan.json";

/// The command, without the variables of the language that stand around the tests.
fn command() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_riparto"));
    for name in ["LC_ALL", "LC_MESSAGES", "LANG"] {
        command.env_remove(name);
    }
    command
}

/// The command with each sentence on a line of its own: how lines are broken is for `texts` to say.
fn unbroken() -> Command {
    let mut command = command();
    command.args(["--width", "none"]);
    command
}

fn riparto(arguments: &[&str], input: &[u8]) -> Output {
    riparto_in(&[], arguments, input)
}

/// Run with these variables of the language set and no others.
fn riparto_in(variables: &[(&str, &str)], arguments: &[&str], input: &[u8]) -> Output {
    let mut child = unbroken()
        .envs(variables.iter().copied())
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A command that ends before it has read everything closes the pipe.
    drop(child.stdin.take().unwrap().write_all(input));
    child.wait_with_output().unwrap()
}

fn out(output: &Output) -> &str {
    std::str::from_utf8(&output.stdout).unwrap()
}

fn err(output: &Output) -> &str {
    std::str::from_utf8(&output.stderr).unwrap()
}

#[test]
fn check_prints_a_table_that_ends_in_the_total_and_exits_with_zero() {
    let output = riparto(&["check", PLAN], b"");
    assert_eq!(output.status.code(), Some(0));
    assert!(out(&output).contains("ILLUSTRATIVE"), "{}", out(&output));
    assert!(out(&output).contains("2,464,000.00  100.00"));
    assert!(out(&output).ends_with("Free: no rule is broken.\n"));
}

#[test]
fn check_tells_equal_shares_and_labels_written_in_two_ways_in_both_languages() {
    let line = |id: &str, partner: &str| {
        format!(r#"{{"id": "{id}", "amount": "1.00", "labels": {{"partner": "{partner}"}}}}"#)
    };
    let lines = [line("a", "ats"), line("b", "ATS"), line("c", "anci")].join(",");
    let plan =
        format!(r#"{{"format": "riparto.plan/1", "title": "t", "total": "3.00", "lines": [{lines}]}}"#);
    for (language, share, column, labels) in [
        ("en", "33.33", "the column sums to 99.99", "note: values of the label `partner`"),
        ("it", "33,33", "la colonna somma a 99,99", "nota: valori dell'etichetta `partner`"),
    ] {
        let output = riparto(&["check", "-", "--lang", language], plan.as_bytes());
        assert_eq!(output.status.code(), Some(0), "{}", err(&output));
        assert_eq!(out(&output).matches(share).count(), 3, "{}", out(&output));
        assert!(out(&output).contains(column) && out(&output).contains(labels), "{}", out(&output));
        assert!(out(&output).contains("`ats`") && out(&output).contains("`ATS`"), "{}", out(&output));
    }
}

#[test]
fn assess_tells_what_is_forbidden_and_what_would_pass_and_exits_with_one() {
    let output = riparto(&["assess", PLAN, "../examples/data/toscana-proposal-3.json"], b"");
    assert_eq!(output.status.code(), Some(1));
    assert!(
        out(&output)
            .contains("`outreach-floor` (Outreach at least 250,000.00): line `outreach` holds €220,000.00")
    );
    assert!(
        out(&output)
            .contains("Up to €50,000.00 from `outreach` to `autonomy` would pass without authorization.")
    );
    let counter = "The nearest proposal that is not forbidden:\n  €50,000.00 from `outreach` to `autonomy`\n";
    assert!(out(&output).contains(counter), "{}", out(&output));
}

#[test]
fn assess_tells_what_makes_derived_lines_right() {
    let plan = r#"{"format": "riparto.plan/1", "title": "Plan", "total": "1000.00",
        "lines": [{"id": "desks", "amount": "500.00"}, {"id": "indirect", "amount": "35.00"}, {"id": "reserve", "amount": "465.00"}],
        "rules": [{"id": "flat-rate", "scope": {"lines": ["indirect"]}, "needs": "prior_approval",
                   "limit": {"derived": {"percent": "7", "of": {"lines": ["desks"]}}}}]}"#;
    let proposal = concat!(env!("CARGO_TARGET_TMPDIR"), "/derived-proposal.json");
    let moves = r#"{"id": "p1", "party": "anci", "transfers": [{"from": "reserve", "to": "desks", "amount": "107.00"}]}"#;
    std::fs::write(proposal, moves).unwrap();
    for (arguments, expected) in [
        (
            &["assess", "-", proposal][..],
            "With these transfers added, derived lines hold what is due:\n  €7.00 from `desks` to `indirect`\n",
        ),
        (
            &["assess", "--balance", "reserve", "--lang", "it", "-", proposal],
            "Storni da aggiungere per adeguare le voci calcolate:\n  7,49 € da `reserve` a `indirect`\n",
        ),
        (
            &["assess", "--balance", "indirect", "-", proposal],
            "Derived lines cannot be made right: no line is there to balance the derived lines: name one that is not derived.\n",
        ),
    ] {
        let output = riparto(arguments, plan.as_bytes());
        assert_eq!(output.status.code(), Some(0));
        assert!(out(&output).contains(expected), "{}", out(&output));
    }
    let output = riparto(&["assess", "--balance", "nobody", "-", proposal], plan.as_bytes());
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn assess_of_what_needs_prior_approval_exits_with_zero_and_says_so_in_italian() {
    let arguments = ["assess", "--lang", "it", PLAN, "../examples/data/toscana-proposal-2.json"];
    let output = riparto(&arguments, b"");
    assert_eq!(output.status.code(), Some(0));
    assert!(out(&output).contains("Soggetta ad approvazione preventiva"));
    assert!(out(&output).contains(
        "voce `outreach`: 390.000,00 €, superiore al massimo di 360.000,00 € (20 % in più rispetto a 300.000,00 € iniziali)"
    ));
}

#[test]
fn settle_respects_a_minimum_where_it_can() {
    let output = riparto(&["settle", "--minimum", "1.000.000,00 €", PLAN, PLAN], b"");
    assert_eq!((output.status.code(), out(&output)), (Some(0), "Nothing changes.\n"));
    let output = riparto(&["settle", "--minimum", "1.234", PLAN, PLAN], b"");
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn headroom_names_the_rule_that_binds() {
    let output = riparto(&["headroom", "--up-to", "prior_approval", PLAN], b"");
    assert_eq!(output.status.code(), Some(0));
    let outreach = out(&output).lines().find(|line| line.contains("Outreach")).unwrap();
    assert!(outreach.contains("50,000.00  outreach-floor"), "{outreach}");
}

#[test]
fn rebalance_gives_to_a_line_in_proportion_and_says_what_rules_do_not_allow() {
    let plan = r#"{ "format": "riparto.plan/1", "title": "Plan", "total": "1000.00",
        "lines": [ {"id": "desks", "amount": "500.00"}, {"id": "office", "amount": "400.00"}, {"id": "travel", "amount": "100.00"} ],
        "rules": [ {"id": "c", "scope": {"lines": ["desks"]}, "limit": {"ceiling": "550.00"}} ] }"#;
    let run = |arguments: &[&str]| {
        let output = riparto(&[&["rebalance", "-"], arguments].concat(), plan.as_bytes());
        (output.status.code(), String::from_utf8(output.stdout).unwrap())
    };
    let (code, text) = run(&["--give", "desks=50,00", "--measure", "in-proportion", "--lang", "it"]);
    assert_eq!(code, Some(0));
    assert!(
        text.contains("360,00") && text.contains("90,00") && text.contains("`desks` riceve 50,00 €."),
        "{text}"
    );
    let (_, text) = run(&["--give", "desks=80.00", "--from", "travel"]);
    assert!(text.contains("`desks` gets €50.00 of €80.00: the rules allow nothing nearer."), "{text}");
    let (_, text) = run(&["--give", "desks=50.00", "--measure", "fewest_lines", "--from", "office,travel"]);
    assert!(text.contains("1 transfer"), "{text}");
}

#[test]
fn from_where_a_line_may_get_more_is_compared_and_becomes_a_proposal_that_passes() {
    let give = ["rebalance", PLAN, "--give", "desks=50000.00"];
    let compared = riparto(&[&give[..], &["--compare"]].concat(), b"");
    let row = out(&compared).lines().find(|line| line.starts_with("  services ")).unwrap();
    assert!(row.ends_with("510,000.00          -10,000.00     -13,980.26             -50,000.00"), "{row}");
    let fewest = "from the fewest lines (--measure fewest_lines): 1 transfer, €50,000.00.\n";
    assert!(out(&compared).ends_with(fewest), "{}", out(&compared));

    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("p1.json").to_str().unwrap().to_owned();
    for choice in [
        ["--measure", "equal"],
        ["--measure", "in_proportion"],
        ["--from", "services,autonomy"],
        ["--measure", "fewest_lines"],
    ] {
        let found = riparto(&[&give[..], &choice, &["--proposal", &file, "--as", "ats"]].concat(), b"");
        assert_eq!(found.status.code(), Some(0), "{}", err(&found));
        let assessed = riparto(&["assess", PLAN, &file], b"");
        assert_eq!(assessed.status.code(), Some(0), "{}", err(&assessed));
        let text = out(&assessed);
        let row = text.lines().find(|line| line.starts_with("  desks ")).unwrap();
        assert!(row.ends_with("640,000.00    690,000.00  +50,000.00  +7.81"), "{choice:?}: {row}");
        assert!(text.contains("€50,000.00"), "{text}");
    }
    for lacking in [&["rebalance", PLAN, "--compare"][..], &[&give[..], &["--proposal", &file]].concat()] {
        assert_eq!(riparto(lacking, b"").status.code(), Some(2), "{lacking:?}");
    }
}

#[test]
fn rebalance_finds_the_nearest_plan_and_the_transfers() {
    let broken =
        fs::read_to_string(PLAN).unwrap().replace("\"floor\": \"250000.00\"", "\"floor\": \"350000.00\"");
    let output = riparto(&["rebalance", "-"], broken.as_bytes());
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    let outreach = out(&output).lines().find(|line| line.contains("Outreach")).unwrap();
    assert!(outreach.contains("300,000.00    350,000.00"), "{outreach}");
    assert!(out(&output).contains("Held by: `outreach-floor`."));
    assert!(out(&output).contains("5 transfers, the fewest that can do."));
}

#[test]
fn diagnose_names_what_clashes_and_exits_with_one() {
    let floor = "\"floor\": \"2500000.00\"";
    let broken = fs::read_to_string(PLAN).unwrap().replace("\"floor\": \"250000.00\"", floor);
    let output = riparto(&["diagnose", "--lang", "it", "-"], broken.as_bytes());
    assert_eq!(output.status.code(), Some(1), "{}", err(&output));
    assert!(out(&output).contains("36.000,00 €"), "{}", out(&output));
    assert_eq!(riparto(&["diagnose", PLAN], b"").status.code(), Some(0));
}

#[test]
fn plans_come_from_standard_input_too() {
    let plan = fs::read(PLAN).unwrap();
    let output = riparto(&["check", "-"], &plan);
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
}

#[test]
fn settle_prints_the_fewest_transfers_with_their_total_or_the_rules_in_the_way() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| {
        let file = folder.path().join(name);
        fs::write(&file, text).unwrap();
        file.to_str().unwrap().to_owned()
    };
    let plan = fs::read_to_string(PLAN).unwrap();
    let to = plan.replace("\"420000.00\"", "\"430000.00\"").replace("\"640000.00\"", "\"630000.00\"");
    let to = file("to.json", &to);
    let output = riparto(&["settle", PLAN, &to], b"");
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    assert!(out(&output).contains("  desks  One-stop-shop desks and multiservice centres  mediators"));
    assert!(out(&output).ends_with("10,000.00\n\n1 transfer, the fewest that can do.\n"), "{}", out(&output));
    let output = riparto(&["settle", "--lang", "it", PLAN, &to], b"");
    assert!(out(&output).ends_with("10.000,00\n\n1 storno, il minimo possibile.\n"), "{}", out(&output));
    assert_eq!(out(&riparto(&["settle", PLAN, PLAN], b"")), "Nothing changes.\n");

    let rule = r#"{"id": "closed", "text": "Desks stay desks", "scope": {"lines": ["desks"]},
                   "limit": {"flow": {"to": {"lines": ["mediators"]}, "amount": "0.00"}}},"#;
    let closed = file("closed.json", &plan.replace("\"rules\": [", &format!("\"rules\": [{rule}")));
    let output = riparto(&["settle", &closed, &to], b"");
    assert_eq!(output.status.code(), Some(1), "{}", err(&output));
    assert_eq!(
        out(&output),
        "no transfers can make these changes within the rules of flow: `closed`\n  `closed`: Desks stay desks\n"
    );

    let other = file("other.json", &plan.replace("\"desks\"", "\"booths\""));
    assert_eq!(riparto(&["settle", PLAN, &other], b"").status.code(), Some(2));
}

#[test]
fn rule_packs_add_rules_and_say_what_does_not_apply() {
    let output = riparto(&["check", "--pack", "cpr-2021-1060-art-54-a", PLAN], b"");
    assert_eq!(output.status.code(), Some(0));
    assert!(
        out(&output)
            .contains("note: rule `cpr-54-a` does not apply here: no line has the labels that it is about")
    );
    assert!(out(&output).contains("Rules of `cpr-2021-1060-art-54-a`: in force from 1 July 2021\n"));
}

#[test]
fn a_pack_that_was_printed_can_be_read_back_as_a_file() {
    let folder = tempfile::tempdir().unwrap();
    for form in ["json", "markdown"] {
        let printed = riparto(&["packs", "gu-22a01850-art-15", "--output", form], b"");
        assert_eq!(printed.status.code(), Some(0));
        let file = folder.path().join("pack.txt");
        fs::write(&file, &printed.stdout).unwrap();
        let output = riparto(&["check", "--rules", file.to_str().unwrap(), PLAN], b"");
        assert_eq!(output.status.code(), Some(0), "{}", err(&output));
        let shown = riparto(&["packs", file.to_str().unwrap()], b"");
        assert_eq!(out(&shown), out(&riparto(&["packs", "gu-22a01850-art-15"], b"")), "{form}");
    }
    assert!(out(&riparto(&["packs"], b"")).contains("gu-22a01850-art-15\n"));
}

#[test]
fn the_tests_of_a_pack_file_are_run() {
    let page = riparto(&["packs", "gu-22a01850-art-15", "--output", "markdown"], b"");
    let wrong = out(&page).replace("a -> b 150.01 | forbidden", "a -> b 150.01 | prior_approval");
    let output = riparto(&["packs", "-"], wrong.as_bytes());
    assert_eq!(output.status.code(), Some(1));
    assert!(out(&output).contains("150.01  prior approval, but found: forbidden\n"), "{}", out(&output));
    let output = riparto(&["packs", "-"], wrong.replace("## Para", "# Para").as_bytes());
    assert_eq!(output.status.code(), Some(2));
    assert!(err(&output).starts_with("riparto: standard input: line 2"), "{}", err(&output));
}

#[test]
fn bad_input_exits_with_two_and_one_line_that_names_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let named = |name: &str, text: &[u8]| {
        let file = folder.path().join(name);
        fs::write(&file, text).unwrap();
        file.to_str().unwrap().to_owned()
    };
    let cent = fs::read_to_string(PLAN).unwrap().replace("\"180000.00\"", "\"179999.99\"");
    let cases = [
        (named("empty.json", b""), "empty.json: this plan cannot be read: it is empty"),
        (
            named("cent.json", cent.as_bytes()),
            "cent.json: the lines sum to 2463999.99 and the total is 2464000.00: 0.01 is missing",
        ),
        (named("latin1.json", b"{\"title\": \"citt\xe0\"}"), "latin1.json: byte 16 is not UTF-8"),
        (named("brackets.json", &b"[".repeat(10_000_000)), "brackets.json: this plan cannot be read"),
        (
            folder.path().join("absent.json").to_str().unwrap().to_owned(),
            "absent.json: there is no such file",
        ),
    ];
    for (file, sentence) in cases {
        let output = riparto(&["check", &file], b"");
        assert_eq!(output.status.code(), Some(2), "{file}");
        assert_eq!(out(&output), "");
        assert!(err(&output).starts_with("riparto: ") && err(&output).contains(sentence), "{}", err(&output));
        assert_eq!(err(&output).lines().count(), 1, "{}", err(&output));
    }
    assert_eq!(riparto(&["check"], b"").status.code(), Some(2));
    assert_eq!(riparto(&["check", "--pack", "fami", PLAN], b"").status.code(), Some(2));
}

#[test]
fn api_answers_every_line_in_order_and_never_stops() {
    let requests = b"{\"id\":1,\"op\":\"nothing\"}\n\nnot json\n\xff\xfe\n{\"id\":\"b\",\"op\":\"apportion\",\"total\":\"0.03\",\"weights\":[1,1],\"method\":\"largest_remainder\"}";
    let output = riparto(&["api"], requests);
    assert_eq!(output.status.code(), Some(0));
    let lines: Vec<&str> = out(&output).lines().collect();
    assert_eq!(lines.len(), 5);
    assert!(lines[0].starts_with("{\"id\":1,\"error\":{\"code\":\"operation_unknown\""));
    assert!(lines[1].starts_with("{\"id\":null,\"error\":{\"code\":\"document_malformed\""));
    assert!(lines[3].contains("UTF-8"));
    assert!(lines[4].starts_with("{\"id\":\"b\",\"ok\":{\"amounts\":[\"0.02\",\"0.01\"]"));
}

#[test]
fn schema_prints_the_schema_of_the_api() {
    let output = riparto(&["schema"], b"");
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(out(&output), riparto::api::schema());
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let mut child = command()
        .args(["packs", "gu-21a05568-art-9"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(err(&output), "");
}

const BALLOTS: &str = "../examples/data/toscana-ballots.csv";

#[test]
fn aggregate_makes_one_split_of_a_table_of_ballots_and_says_where_they_differ() {
    let output = riparto(&["aggregate", BALLOTS, "--plan", PLAN, "--tolerance", "250000"], b"");
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    let text = out(&output);
    assert!(text.contains("ILLUSTRATIVE"), "{text}");
    let desks = text.lines().find(|line| line.contains("One-stop-shop")).unwrap();
    assert!(desks.ends_with("170,000.00     974,000.00    724,500.00    705,111.11"), "{desks}");
    for sentence in [
        "the leftover cent went to `mediators`, whose remainder was largest; of equal claims, the line that stands first.",
        "No party can bring the exact outcome nearer to its ballot by writing another one",
        "Truthfulness ends here: the outcome must respect the plan's rules",
        "Most divided on `autonomy`: from €140,000.00 (Partner local authorities) to €1,274,000.00 (ARTI).",
        "Within €250,000.00 on every line agree Regione Toscana and Partner local authorities: 2 of 6 by weight.",
    ] {
        assert!(text.contains(sentence), "{sentence}\n{text}");
    }
}

#[test]
fn aggregate_compares_the_rules_in_italian() {
    let piano = "../examples/data/toscana-piano.json";
    let ballots = "../examples/data/toscana-schede.csv";
    let output = riparto(&["aggregate", ballots, "--plan", piano, "--compare", "--lang", "it"], b"");
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    assert!(out(&output).contains("ILLUSTRATIVI"));
    assert!(out(&output).contains("La garanzia di non manipolabilità viene meno"));
    assert!(
        out(&output)
            .contains("Distanza maggiore: tra ARTI ed Enti locali partner, 1.224.000,00 €, soprattutto")
    );
    let region = out(&output).lines().rfind(|line| line.contains("Regione Toscana")).unwrap();
    assert!(region.contains("+116.166,66"), "{region}");
}

#[test]
fn aggregate_reads_json_and_completes_ballots_only_when_asked() {
    let json = br#"{"format": "riparto.ballots/1", "total": "100.00", "ballots": [
        {"party": "anci", "amounts": {"desks": "60.00", "outreach": "40.00"}}, {"party": "ats", "amounts": {"desks": "70.00"}}]}"#;
    let output = riparto(&["aggregate", "-"], json);
    assert_eq!((output.status.code(), out(&output)), (Some(2), ""));
    assert_eq!(
        err(&output),
        "riparto: standard input: ballot of `ats`: line `outreach` has no amount, the others sum to 70.00 and the total is \
         100.00: 30.00 is missing\n"
    );
    let output = riparto(&["aggregate", "-", "--remainder-to", "outreach", "--rule", "mean"], json);
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    let outreach = out(&output).lines().find(|line| line.contains("outreach")).unwrap();
    let cells: Vec<&str> = outreach.split_whitespace().collect();
    assert_eq!(cells, ["outreach", "30.00", "10.00", "35.00", "35.00"]);
    assert!(out(&output).contains("These ballots were completed: ats."));
    assert!(out(&output).contains("Not truthful"));
}

#[test]
fn aggregate_under_rules_that_clash_names_them_and_exits_with_one() {
    let plan = std::env::temp_dir().join(format!("riparto-clash-{}.json", std::process::id()));
    fs::write(
        &plan,
        r#"{"format": "riparto.plan/1", "title": "Plan", "total": "100.00",
            "lines": [{"id": "a", "amount": "60.00"}, {"id": "b", "amount": "40.00"}],
            "rules": [{"id": "low", "scope": "all", "each": "line", "limit": {"ceiling": "30.00"}}]}"#,
    )
    .unwrap();
    let output =
        riparto(&["aggregate", "-", "--plan", plan.to_str().unwrap()], b"party,a,b\nx,50.00,50.00\n");
    fs::remove_file(&plan).unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", err(&output));
    assert!(out(&output).contains("No allocation respects all rules:"), "{}", out(&output));
}

//! `--proof` and `riparto verify`: what is written is taken back, and what is changed in it is refused.

use std::fs;

use super::{err, out, riparto};

const PLAN: &str = r#"{ "format": "riparto.plan/1", "title": "Plan", "total": "100.00",
    "lines": [ {"id": "desks", "amount": "60.00"}, {"id": "outreach", "amount": "40.00"} ],
    "rules": [ {"id": "desks-floor", "scope": {"lines": ["desks"]}, "limit": {"floor": "55.00"}}, RULES ] }"#;

fn plan(rule: &str) -> String {
    PLAN.replace("RULES", rule)
}

#[test]
fn a_proof_is_written_and_verified() {
    let folder = tempfile::tempdir().unwrap();
    let [plan_file, proof, wish] =
        ["plan.json", "proof.json", "wish.json"].map(|name| folder.path().join(name).display().to_string());
    let ceiling =
        r#"{"id": "outreach-cap", "scope": {"lines": ["outreach"]}, "limit": {"ceiling": "42.00"}}"#;
    fs::write(&plan_file, plan(ceiling)).unwrap();
    fs::write(&wish, plan(ceiling).replace("60.00", "50.00").replace("40.00", "50.00")).unwrap();
    let output = riparto(&["rebalance", &plan_file, &wish, "--proof", &proof], b"");
    assert!(out(&output).contains(&format!("written: {proof}\n")), "{}{}", out(&output), err(&output));
    let output = riparto(&["verify", &plan_file, &proof], b"");
    assert_eq!(output.status.code(), Some(0));
    assert!(out(&output).starts_with("Proven: these amounts keep the rules, and none"), "{}", out(&output));
    // Another amount.
    let changed = fs::read_to_string(&proof).unwrap().replace("5800", "5900").replace("4200", "4100");
    let output = riparto(&["verify", &plan_file, "-", "--lang", "it"], changed.as_bytes());
    assert_eq!(output.status.code(), Some(1));
    assert!(out(&output).starts_with("Non dimostrato: "), "{}", out(&output));
    // Another plan.
    fs::write(&plan_file, plan(&ceiling.replace("42.00", "43.00"))).unwrap();
    let output = riparto(&["verify", &plan_file, &proof], b"");
    assert_eq!(output.status.code(), Some(1));
    assert!(out(&output).contains("about another plan"), "{}", out(&output));
}

#[test]
fn a_conflict_has_a_proof_and_what_has_none_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let [plan_file, proof] =
        ["plan.json", "proof.json"].map(|name| folder.path().join(name).display().to_string());
    let floor = r#"{"id": "outreach-floor", "scope": {"lines": ["outreach"]}, "limit": {"floor": "50.00"}}"#;
    fs::write(&plan_file, plan(floor)).unwrap();
    let output = riparto(&["diagnose", &plan_file, "--proof", &proof, "--lang", "it"], b"");
    assert!(out(&output).contains(&format!("scritto: {proof}\n")), "{}{}", out(&output), err(&output));
    let output = riparto(&["verify", &plan_file, &proof], b"");
    assert_eq!(
        out(&output),
        "Proven: no amounts keep these rules together, and without any one of them some keep the others: `desks-floor`, `outreach-floor`.\n\
         Proven: the rules can hold if they give way by €5.00 in all (`outreach-floor`), and not by less.\n"
    );
    fs::write(&plan_file, plan(&floor.replace("50.00", "10.00"))).unwrap();
    let arguments = ["rebalance", &plan_file, &plan_file, "--measure", "fewest_lines", "--proof", &proof];
    let output = riparto(&arguments, b"");
    let said = "The proof says that the amounts keep the rules; that no others are nearer has none.\n";
    assert!(out(&output).ends_with(said), "{}", out(&output));
    let output = riparto(&["verify", &plan_file, &proof], b"");
    assert_eq!(out(&output), "Proven: these amounts keep the rules.\n");
    let output = riparto(&["verify", &plan_file, "-"], b"{}");
    assert_eq!(output.status.code(), Some(2));
    assert!(err(&output).contains("the document has no `format`"), "{}", err(&output));
}

/// What is asked for beside the rules is proven as the nearest with the lines that are not free held where they are.
#[test]
fn what_lines_are_to_get_has_a_proof() {
    let folder = tempfile::tempdir().unwrap();
    let [plan_file, proof] =
        ["plan.json", "proof.json"].map(|name| folder.path().join(name).display().to_string());
    let cap = r#"{"id": "cap", "scope": {"lines": ["outreach"]}, "limit": {"ceiling": "99.00"}}"#;
    fs::write(&plan_file, plan(cap)).unwrap();
    let output = riparto(&["rebalance", &plan_file, "--give", "outreach=3.00", "--proof", &proof], b"");
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    let written = fs::read_to_string(&proof).unwrap();
    assert!(written.contains(r#""wish":{"outreach":4300}"#), "{written}");
    let output = riparto(&["verify", &plan_file, &proof], b"");
    let said = "Proven: these amounts keep the rules, and none that do are nearer to the wish by least squares with the weights of the proof: 90000.\n";
    assert_eq!(out(&output), said);
    for (was, falsified) in [
        ("[5700,4300]", "[5600,4400]"),
        (r#""objective":90000"#, r#""objective":89999"#),
        (r#""wish":{"outreach":4300}"#, r#""wish":{"outreach":4200}"#),
        ("least_squares", "least_moved"),
    ] {
        assert!(written.contains(was), "{written}");
        let output = riparto(&["verify", &plan_file, "-"], written.replacen(was, falsified, 1).as_bytes());
        assert_eq!(output.status.code(), Some(1), "{falsified}");
    }
    let arguments = ["rebalance", &plan_file, "--give", "outreach=3.00", "--compare", "--proof", &proof];
    assert_eq!(riparto(&arguments, b"").status.code(), Some(2));
}

/// A proof that is asked for and not made is no success, and no file.
#[test]
fn a_proof_that_cannot_be_made_is_said_and_is_no_success() {
    let folder = tempfile::tempdir().unwrap();
    let [table, proof] =
        ["parts.csv", "proof.json"].map(|name| folder.path().join(name).display().to_string());
    // Weights of eighteen digits over criteria leave 128 bits.
    let rows = "a,999999999999999989,999999999999999967\nb,999999999999999877,1\nc,7,999999999999999863\n";
    fs::write(&table, format!("part,one,other\n{rows}")).unwrap();
    let by = ["apportion", &table, "--criterion", "one=40", "--criterion", "other=60"];
    let arguments = [&by[..], &["--total", "1000.00", "--proof", &proof]].concat();
    for (language, said) in [("en", "is not written: no proof can be made"), ("it", "non è scritto: ")] {
        let output = riparto(&[&arguments[..], &["--lang", language]].concat(), b"");
        assert_eq!(output.status.code(), Some(1), "{}{}", out(&output), err(&output));
        assert!(err(&output).contains(said), "{}", err(&output));
        assert!(!out(&output).is_empty() && !fs::exists(&proof).unwrap());
    }
}

/// What is no plan's: a split, what is made of ballots, transfers.
#[test]
fn a_proof_about_no_plan_is_verified_alone() {
    let folder = tempfile::tempdir().unwrap();
    let [table, ballots, plan_file, to, proof] =
        ["parts.csv", "ballots.json", "plan.json", "to.json", "proof.json"]
            .map(|name| folder.path().join(name).display().to_string());
    fs::write(&table, "part,weight\na,3\nb,2\nc,2\n").unwrap();
    fs::write(
        &ballots,
        r#"{"format": "riparto.ballots/1", "total": "1.00", "ballots": [
            {"party": "anci", "amounts": {"desks": "0.70", "outreach": "0.30"}},
            {"party": "ats", "amounts": {"desks": "0.20", "outreach": "0.80"}} ]}"#,
    )
    .unwrap();
    let ceiling = r#"{"id": "cap", "scope": {"lines": ["outreach"]}, "limit": {"ceiling": "99.00"}}"#;
    fs::write(&plan_file, plan(ceiling)).unwrap();
    fs::write(&to, plan(ceiling).replace("60.00", "55.00").replace("40.00", "45.00")).unwrap();
    let counts = folder.path().join("counts.csv").display().to_string();
    fs::write(&counts, "line,amount,weight\ndesks,0.70,3\ndesks,0.20,1\noutreach,0.30,3\noutreach,0.80,1\n")
        .unwrap();
    let asked: [&[&str]; 5] = [
        &["apportion", &table, "--total", "1.00", "--proof", &proof],
        &["apportion", &table, "--total", "1.00", "--method", "half_up", "--proof", &proof],
        &["aggregate", "--counts", &counts, "--integral", "--proof", &proof],
        &["aggregate", &ballots, "--proof", &proof],
        &["settle", &plan_file, &to, "--proof", &proof],
    ];
    let said = [
        "Proven: these amounts are what the method “largest remainder” gives of the total by these weights.\n",
        "Proven: these amounts are the shares of the total by these weights, each rounded half up: they sum to €0.01 more than the total.\n",
        "Proven: these amounts are what the rule “ladder” makes of these counts of ballots.\n\
         Proven: these amounts are what the rule “ladder” makes of these counts of ballots in whole cents.\n",
        "Proven: these amounts are what the rule “ladder” makes of these ballots.\n",
        "Proven: these transfers lead to the changes, and fewer do not: 1.\n",
    ];
    for (arguments, said) in asked.into_iter().zip(said) {
        let output = riparto(arguments, b"");
        assert!(out(&output).contains(&format!("written: {proof}\n")), "{}{}", out(&output), err(&output));
        let output = riparto(&["verify", &proof], b"");
        assert_eq!((out(&output), output.status.code()), (said, Some(0)), "{}", err(&output));
        // With a plan it is not what was asked.
        let output = riparto(&["verify", &plan_file, &proof], b"");
        assert!(out(&output).contains("about no plan"), "{}", out(&output));
    }
    let output = riparto(&["rebalance", &plan_file, &to, "--proof", &proof], b"");
    assert!(out(&output).contains("written"), "{}{}", out(&output), err(&output));
    let output = riparto(&["verify", &proof, "--lang", "it"], b"");
    assert_eq!(output.status.code(), Some(1));
    assert!(out(&output).contains("riguarda un piano"), "{}", out(&output));
}

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
    assert!(out(&output).contains("No proof can be made for this measure"), "{}", out(&output));
    let output = riparto(&["verify", &plan_file, "-"], b"{}");
    assert_eq!(output.status.code(), Some(2));
    assert!(err(&output).contains("the document has no `format`"), "{}", err(&output));
}

//! What people ask, asked by programs: `--json` answers with the fields of the API.

use serde_json::{Value, json};

use super::kept_table::Table;
use super::{err, out, riparto};

const PLAN: &str = "../examples/data/toscana-plan.json";
const SIXTY: &str = "../examples/data/sixty-plan.json";

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|why| panic!("{why}: {text}"))
}

/// What the command answers with, and its exit status.
fn told(arguments: &[&str]) -> (Value, Option<i32>) {
    let output = riparto(&[arguments, &["--json"]].concat(), b"");
    assert_eq!(err(&output), "", "{arguments:?}");
    assert_eq!(out(&output).lines().count(), 1, "{arguments:?}");
    (parsed(out(&output)), output.status.code())
}

/// What the API answers to a request about a plan.
fn api(operation: &str, plan: &str, fields: Value) -> Value {
    let mut request = json!({"op": operation, "plan": parsed(&std::fs::read_to_string(plan).unwrap())});
    request.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    parsed(&riparto::api::respond(&request.to_string()))["ok"].clone()
}

#[test]
fn every_question_about_a_plan_answers_programs_as_the_api_does() {
    let proposal = parsed(&std::fs::read_to_string("../examples/data/toscana-proposal-3.json").unwrap());
    let give = json!({"desks": "50000.00"});
    let cases: [(&[&str], &str, &str, Value); 8] = [
        (&["check", SIXTY, "--by", "partner"], "check", SIXTY, json!({"by": ["partner"]})),
        (
            &["assess", PLAN, "../examples/data/toscana-proposal-3.json"],
            "assess",
            PLAN,
            json!({"proposal": proposal}),
        ),
        (&["headroom", PLAN, "--up-to", "notification"], "headroom", PLAN, json!({"up_to": "notification"})),
        (&["headroom", SIXTY, "--by", "action"], "headroom", SIXTY, json!({"by": ["action"]})),
        (&["rebalance", PLAN, "--give", "desks=50000.00"], "rebalance", PLAN, json!({"give": give})),
        (
            &["rebalance", PLAN, "--give", "desks=50000.00", "--compare"],
            "rebalance",
            PLAN,
            json!({"give": give, "choices": true}),
        ),
        (&["diagnose", PLAN], "diagnose", PLAN, json!({})),
        (&["settle", PLAN, PLAN], "settle", PLAN, json!({"to": {}})),
    ];
    for (arguments, operation, plan, fields) in cases {
        let (answer, _) = told(arguments);
        assert!(answer.as_object().is_some_and(|answer| !answer.is_empty()), "{arguments:?}");
        assert_eq!(answer, api(operation, plan, fields), "{arguments:?}");
    }
}

#[test]
fn the_exit_status_is_that_of_the_text_for_people() {
    let folder = tempfile::tempdir().unwrap();
    let clash = folder.path().join("clash.json").to_str().unwrap().to_owned();
    let plan = r#"{"format": "riparto.plan/1", "title": "Plan", "total": "100.00",
        "lines": [{"id": "a", "amount": "60.00"}, {"id": "b", "amount": "40.00"}],
        "rules": [{"id": "low", "scope": "all", "limit": {"ceiling": "90.00"}}]}"#;
    std::fs::write(&clash, plan).unwrap();
    let cases: [&[&str]; 6] = [
        &["check", &clash],
        &["diagnose", &clash],
        &["rebalance", &clash],
        &["assess", PLAN, "../examples/data/toscana-proposal-3.json"],
        &["assess", PLAN, "../examples/data/toscana-proposal-1.json"],
        &["rebalance", PLAN, "--give", "desks=900000.00", "--compare"],
    ];
    let mut seen = Vec::new();
    for arguments in cases {
        let status = riparto(arguments, b"").status.code();
        assert_eq!(told(arguments).1, status, "{arguments:?}");
        seen.push(status);
    }
    assert_eq!(seen[..5], [Some(1), Some(1), Some(1), Some(1), Some(0)]);
}

#[test]
fn what_is_wrong_is_told_as_it_is_to_people_and_nothing_is_printed() {
    let unknown = riparto(&["check", PLAN, "--by", "colour", "--json"], b"");
    assert_eq!((unknown.status.code(), out(&unknown)), (Some(2), ""));
    assert!(err(&unknown).starts_with("riparto: ../examples/data/toscana-plan.json: "), "{}", err(&unknown));
    assert!(err(&unknown).contains("no line has a label `colour`"), "{}", err(&unknown));
    let file = riparto(&["rebalance", PLAN, "--proposal", "p.json", "--as", "anci", "--json"], b"");
    assert_eq!(file.status.code(), Some(2));
    assert!(err(&file).contains("--json"), "{}", err(&file));
}

#[test]
fn other_questions_answer_programs_too() {
    let folder = tempfile::tempdir().unwrap();
    let table = folder.path().join("piano.csv").to_str().unwrap().to_owned();
    std::fs::write(&table, "Voce;Importo\nPersonale;60.000,00\nViaggi;40.000,00\nTotale;100.000,00\n")
        .unwrap();
    let (imported, status) = told(&["import", &table]);
    assert_eq!((&imported["report"]["lines"], status), (&json!(2), Some(0)), "{imported}");
    assert_eq!(imported["plan"]["total"], "100000.00");
    let (packs, _) = told(&["packs"]);
    assert!(packs["packs"].as_array().unwrap().len() >= 16, "{packs}");
    let (aggregate, _) = told(&["aggregate", "../examples/data/toscana-ballots.csv", "--plan", PLAN]);
    assert_eq!(aggregate["rule"], "ladder", "{aggregate}");
    let units = r#"{"format": "riparto.plan/1", "title": "Plan", "total": "150.00", "lines": [
        {"id": "mediation", "amount": "100.00", "units": {"quantities": [{"count": "10", "of": "hours"}], "unit_cost": "10.00"}},
        {"id": "reserve", "amount": "50.00"}]}"#;
    let recomputed = riparto(&["units", "-", "mediation", "--count", "hours=12", "--json"], units.as_bytes());
    assert_eq!(parsed(out(&recomputed))["change"], "20.00", "{}", err(&recomputed));
}

#[test]
fn a_split_and_a_proof_answer_programs() {
    let table = b"Comune;peso\nArezzo;1\nSiena;2\n";
    let split = riparto(&["apportion", "-", "--total", "100.00", "--json"], table);
    assert_eq!(parsed(out(&split))["amounts"], json!(["33.33", "66.67"]), "{}", err(&split));
    let folder = tempfile::tempdir().unwrap();
    let proof = folder.path().join("proof.json").to_str().unwrap().to_owned();
    assert_eq!(riparto(&["diagnose", PLAN, "--proof", &proof], b"").status.code(), Some(0));
    let (verified, status) = told(&["verify", PLAN, &proof]);
    assert_eq!((&verified["proven"], status), (&json!(true), Some(0)), "{verified}");
    let other = std::fs::read_to_string(PLAN).unwrap().replace("\"Integration", "\"Other integration");
    let other_plan = folder.path().join("other.json").to_str().unwrap().to_owned();
    std::fs::write(
        &other_plan,
        other.replacen("640000.00", "640000.01", 1).replacen("420000.00", "419999.99", 1),
    )
    .unwrap();
    let (refused, status) = told(&["verify", &other_plan, &proof]);
    assert_eq!((&refused["proven"], status), (&json!(false), Some(1)), "{refused}");
}

/// One sitting with an approved proposal, a proposal that is objected to, a draft and two ballots.
fn table() -> Table {
    let table = Table::new();
    table.done("open-sitting", &["s1", "2026-03-12", "--as", "regione"]);
    table.propose("anci", "p1", "outreach", "desks", "20000.00");
    table.approve("p1");
    table.done("close-sitting", &["--as", "regione"]);
    table.propose("arti", "p2", "services", "autonomy", "5000.00");
    table.done("state", &["p2", "objection", "--reason", "Too much", "--as", "ats"]);
    table.propose("ats", "p3", "outreach", "desks", "10000.00");
    for party in ["anci", "ats"] {
        table.done("ballot", &[PLAN, "--as", party]);
    }
    table
}

fn ask(table: &Table, operation: &str, fields: Value) -> Value {
    let history = String::from_utf8(table.bytes()).unwrap();
    let mut request = json!({"op": operation, "history": history});
    request.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    let mut answer = parsed(&riparto::api::respond(&request.to_string()))["ok"].clone();
    if operation != "table_minutes" {
        answer.as_object_mut().unwrap().remove("text");
    }
    answer
}

#[test]
fn a_table_answers_programs_as_the_api_does() {
    let table = table();
    let json = |command, arguments: &[&str]| parsed(&table.done(command, &[arguments, &["--json"]].concat()));
    let state = ask(&table, "table_state", json!({}));
    assert_eq!(json("list", &[]), json!({"head": state["head"], "proposals": state["proposals"]}));
    let open = json("list", &["--open"]);
    let ids: Vec<&str> =
        open["proposals"].as_array().unwrap().iter().filter_map(|of| of["proposal"]["id"].as_str()).collect();
    assert_eq!(ids, ["p2", "p3"]);
    assert_eq!(json("log", &[]), ask(&table, "table_log", json!({})));
    let of_arti = ask(&table, "table_log", json!({"by": "arti", "last": 1}));
    assert_eq!(of_arti["events"].as_array().map(Vec::len), Some(1), "{of_arti}");
    assert_eq!(json("log", &["--by", "arti", "--last", "1"]), of_arti);
    assert_eq!(json("at", &["4"]), ask(&table, "table_state", json!({"at": 4})));
    assert_eq!(json("minutes", &["--sitting", "s1"]), ask(&table, "table_minutes", json!({"sitting": "s1"})));
    assert_eq!(json("verify", &[]), ask(&table, "table_verify", json!({})));
    let known = json("verify", &["--head", &table.head()]);
    assert_eq!(known["valid"], true);
    let unknown = table.run("log", &["--by", "lazio", "--json"]);
    assert_eq!((unknown.status.code(), out(&unknown)), (Some(2), ""));
}

#[test]
fn what_has_no_operation_answers_programs_with_the_parts_of_others() {
    let table = table();
    let json = |command, arguments: &[&str]| parsed(&table.done(command, &[arguments, &["--json"]].concat()));
    let shown = json("show", &["p3"]);
    let state = ask(&table, "table_state", json!({}));
    assert_eq!(shown["proposal"], state["proposals"][2]);
    assert_eq!(shown["assessment"]["now"]["changes"], json!({"desks": "10000.00", "outreach": "-10000.00"}));
    assert_eq!(json("show", &["p1"])["assessment"], Value::Null);
    let diff = json("diff", &["1", "s1"]);
    assert_eq!(diff["diff"]["changes"], json!({"desks": "20000.00", "outreach": "-20000.00"}));
    assert_eq!(diff["diff"]["decisions"][0]["id"], "p1");
    assert_eq!((&diff["from"], &diff["to"]), (&json!(1), &json!(6)));
    let rows = diff["comparison"]["rows"].as_array().unwrap();
    assert!(rows.iter().any(|row| row["line"] == "desks" && row["change"] == "20000.00"), "{diff}");
    let compatible = json("compatible", &[]);
    assert_eq!(compatible["largest"], json!([["p2", "p3"]]), "{compatible}");
    assert_eq!(compatible["head"], state["head"]);
    let ballots = json("ballots", &["--rule", "mean"]);
    assert_eq!(
        (&ballots["rule"], &ballots["ballots"][1]["party"]),
        (&json!("mean"), &json!("ats")),
        "{ballots}"
    );
    let headroom = parsed(out(&riparto(&["headroom", &table.journal, "--with", "p3", "--json"], b"")));
    assert_eq!(headroom["counted"], json!([{"proposal": "p3", "version": 1, "authorization": "free"}]));
    let claimed: Vec<&Value> = headroom["claims"].as_array().unwrap().iter().map(|of| &of["line"]).collect();
    assert_eq!(claimed, ["services", "autonomy"], "{headroom}");
    assert!(headroom["headroom"]["desks"]["give"].is_string(), "{headroom}");
    let check = parsed(out(&riparto(&["check", &table.journal, "--json"], b"")));
    assert_eq!((&check["head"], &check["authorization"]), (&state["head"], &json!("free")));
    let tried = parsed(&table.done("try", &["list", "--json"]));
    assert_eq!(tried["head"], state["head"]);
}

#[test]
fn a_journal_that_was_changed_and_an_extract_are_told_to_programs() {
    let table = table();
    let file = |name: &str| table.folder.path().join(name).to_str().unwrap().to_owned();
    let extract = file("p1.json");
    let said = table.done("extract", &["p1", "--out", &extract]);
    let root = said.split_whitespace().find(|word| word.ends_with('=')).unwrap();
    let verify = |root: &str| riparto(&["table", "verify-extract", &extract, "--root", root, "--json"], b"");
    let proven = parsed(out(&verify(root)));
    assert_eq!(
        (&proven["proven"], &proven["event"]["what"]["approved"]["proposal"]),
        (&json!(true), &json!("p1"))
    );
    let (size, _) = root.split_once(':').unwrap();
    let other = verify(&format!("{size}:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="));
    assert_eq!((&parsed(out(&other))["proven"], other.status.code()), (&json!(false), Some(1)));
    let changed = String::from_utf8(table.bytes()).unwrap().replacen("20000.00", "20000.01", 1);
    std::fs::write(&table.journal, changed).unwrap();
    let broken = table.run("verify", &["--json"]);
    assert_eq!((&parsed(out(&broken))["valid"], broken.status.code()), (&json!(false), Some(1)));
}

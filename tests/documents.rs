//! Bad documents and what is told of them: code, path and sentence of every mistake, in both languages. The cases stand in
//! `vectors/documents.json`.

use riparto::ballots::{BallotSheet, ReadBallots};
use riparto::reader::text_of;
use riparto::rules::RulePack;
use riparto::table::{ApprovalPolicies, Command};
use riparto::{Error, Language, Plan, Proposal, api};
use serde_json::{Value, json};

const CASES: &str = include_str!("vectors/documents.json");

/// What a document of a kind is refused with.
fn refusal(kind: &str, text: &str) -> Option<Error> {
    match kind {
        "plan" => Plan::from_json(text).err(),
        "proposal" => Proposal::from_json(text).err(),
        "policies" => ApprovalPolicies::from_json(text).err(),
        "command" => Command::from_json(text).err(),
        "rule_pack" => RulePack::from_json(text).err(),
        "ballots" => BallotSheet::from_json(text, &ReadBallots::default()).err(),
        other => panic!("{other}"),
    }
}

/// The mistakes as the cases state them.
fn told(error: &Error) -> Value {
    error
        .all()
        .map(|mistake| {
            json!([
                mistake.code(),
                mistake.path(),
                mistake.message(Language::English),
                mistake.message(Language::Italian)
            ])
        })
        .collect()
}

#[test]
fn every_mistake_of_a_document_is_told_with_its_path_in_both_languages() {
    let cases: Vec<Value> = serde_json::from_str(CASES).unwrap();
    assert!(cases.len() > 25);
    for case in &cases {
        let text = case["text"].as_str().unwrap();
        let error =
            refusal(case["kind"].as_str().unwrap(), text).unwrap_or_else(|| panic!("{}", case["name"]));
        assert_eq!(told(&error), case["mistakes"], "{}", case["name"]);
    }
}

/// The error of a response.
fn answered(request: &str) -> Value {
    serde_json::from_str::<Value>(&api::respond(request)).unwrap()["error"].take()
}

fn paths(error: &Value) -> Vec<&str> {
    error["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|mistake| mistake["path"].as_str().unwrap_or_default())
        .collect()
}

const PLAN: &str = r#"{"format": "riparto.plan/1", "title": "Plan", "total": "100.00",
    "lines": [{"id": "a", "amount": "60.00"}, {"id": "b", "amount": "40.00"}], "parties": [{"id": "anci"}]}"#;

#[test]
fn paths_count_from_the_whole_request() {
    let error = answered(&format!(
        r#"{{"op": "assess", "plan": {}, "up_to": "fre", "proposal": {{"id": "p1", "party": "anci",
            "transfers": [{{"from": "a", "to": "b", "amount": "1.00"}}, {{"from": "a", "to": "b", "amount": 2}}]}}}}"#,
        PLAN.replace("]}", r#"], "rules": [{"id": "r1", "scope": "all", "limit": {"floor": true}}]}"#)
    ));
    assert_eq!(error["code"], "document_malformed");
    assert_eq!(error["path"], "plan.rules[0].limit.floor");
    assert_eq!(paths(&error), ["plan.rules[0].limit.floor", "up_to", "proposal.transfers[1].amount"]);
    let error = answered(&format!(
        r#"{{"op": "assess", "plan": {PLAN}, "proposal": {{"id": "p1", "party": "ats",
            "transfers": [{{"from": "a", "to": "z", "amount": "1.00"}}, {{"from": "a", "to": "a", "amount": "1.00"}}]}}}}"#
    ));
    assert_eq!(error["code"], "transfer_to_itself");
    let mut all = paths(&error);
    all.sort_unstable();
    assert_eq!(all, ["proposal.party", "proposal.transfers[0].to", "proposal.transfers[1].to"]);
    let error =
        answered(&format!(r#"{{"op": "check", "plan": {PLAN}, "amounts": {{"a": "1,00", "z": "99.00"}}}}"#));
    assert_eq!((&error["code"], &error["path"]), (&json!("amount_not_plain"), &json!("amounts.a")));
    assert_eq!(paths(&error), ["amounts.a", "amounts.z"]);
    let error = answered(r#"{"op": "check", "plan": {"title": "Plan"]}"#);
    assert_eq!(
        error["message"],
        "this request cannot be read at line 1, column 41: `]` stands here: a comma or the closing `}` belongs after a field of a map"
    );
}

#[test]
fn a_sum_that_is_off_has_the_path_of_its_field() {
    let error = answered(&format!(r#"{{"op": "check", "plan": {PLAN}, "amounts": {{"a": "59.00"}}}}"#));
    assert_eq!((&error["code"], &error["path"]), (&json!("total_mismatch"), &json!("amounts")));
}

#[test]
fn a_key_given_twice_is_refused_in_records_and_in_the_plan_of_a_command() {
    let record = r#"{"event": {"a": 1, "a": 2}, "format": "riparto.history/1"}"#;
    let error = answered(&format!(r#"{{"op": "replay", "history": [{record}]}}"#));
    assert_eq!(
        (&error["code"], &error["path"]),
        (&json!("document_malformed"), &json!("history[0].event.a"))
    );
    assert_eq!(error["message"], "`a` is given twice in `event`: give it once");
    let open =
        |plan: &str| format!(r#"{{"id": "c1", "party": "regione", "do": {{"open": {{"plan": {plan}}}}}}}"#);
    assert!(Command::from_json(&open(PLAN)).is_ok());
    for (twice, path) in [
        (PLAN.replace(r#""title""#, r#""title": "A", "title""#), "do.open.plan.title"),
        (
            PLAN.replace(r#""amount": "40.00""#, r#""amount": "40.00", "amount": "40.00""#),
            "do.open.plan.lines[1].amount",
        ),
    ] {
        let error = Command::from_json(&open(&twice)).unwrap_err();
        assert_eq!((error.code(), error.path()), ("document_malformed", Some(path)));
    }
}

#[test]
fn the_path_of_a_deep_mistake_is_told_by_its_ends() {
    let error = Plan::from_json(&"[".repeat(127)).unwrap_err();
    let path = error.path().unwrap();
    assert_eq!(path.chars().count(), 255);
    assert!(path.starts_with("[0][0]") && path.contains('…'), "{path}");
    assert!(path.ends_with("[0][0]"), "{path}");
    let error = answered(&format!(r#"{{"op": "check", "plan": {}"#, "[".repeat(100)));
    let path = error["path"].as_str().unwrap();
    assert!(path.chars().count() <= 255 && path.starts_with("plan[0]") && path.ends_with("[0]"), "{path}");
}

#[test]
fn mistakes_are_bounded_and_how_many_more_there_are_is_told() {
    let transfers = vec![r#"{"from": "a", "to": "b", "amount": 1}"#; 130].join(", ");
    let text = format!(r#"{{"id": "p1", "party": "ats", "transfers": [{transfers}]}}"#);
    let error = Proposal::from_json(&text).unwrap_err();
    assert_eq!((error.all().count(), error.unlisted()), (100, 30));
    let error = answered(&format!(r#"{{"op": "assess", "plan": {PLAN}, "proposal": {text}}}"#));
    assert_eq!((error["errors"].as_array().unwrap().len(), &error["more"]), (100, &json!(31)));
}

#[test]
fn a_list_does_not_stand_for_a_map() {
    for (limit, path) in [
        (r#"{"locked": []}"#, "rules[0].limit.locked"),
        (r#"{"share_floor": ["7"]}"#, "rules[0].limit.share_floor"),
    ] {
        let rules = format!(r#"], "rules": [{{"id": "r1", "scope": "all", "limit": {limit}}}]}}"#);
        let error = Plan::from_json(&PLAN.replace("]}", &rules)).unwrap_err();
        assert_eq!((error.code(), error.path()), ("document_malformed", Some(path)));
    }
}

#[test]
fn files_of_other_kinds_are_told_by_their_kind() {
    let utf16: Vec<u8> = "{\"a\": 1}".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let marked = [b"\xff\xfe".as_slice(), &utf16].concat();
    let cases: [(&[u8], &str, &str); 9] = [
        (b"PK\x03\x04....xl/workbook.xml", "this is a spreadsheet", "questo è un foglio di calcolo"),
        (
            b"PK\x03\x04....word/document.xml",
            "this is a document of a word processor",
            "questo è un documento di videoscrittura",
        ),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
            "this is a file of an older office program",
            "questo è un file di un vecchio programma",
        ),
        (b"%PDF-1.7", "this is a PDF", "questo è un PDF"),
        (b"\x1f\x8b\x08", "this is a file compressed by gzip", "questo è un file compresso con gzip"),
        (&utf16, "this text is in the encoding UTF-16", "questo testo è nella codifica UTF-16"),
        (&marked, "this text is in the encoding UTF-16", "questo testo è nella codifica UTF-16"),
        (
            b"{\n \"citt\xe0",
            "byte 9 is not UTF-8 (line 2, column 7); in Windows-1252 it is `à`",
            "il byte 9 non è in UTF-8 (riga 2, colonna 7)",
        ),
        (b"\0\0\0\0a", "this file holds zero bytes", "questo file contiene byte nulli"),
    ];
    for (bytes, english, italian) in cases {
        let error = text_of(bytes).unwrap_err();
        assert_eq!(error.code(), "document_malformed");
        assert!(error.message(Language::English).starts_with(english), "{error}");
        assert!(
            error.message(Language::Italian).starts_with(italian),
            "{}",
            error.message(Language::Italian)
        );
    }
    assert_eq!(text_of("\u{feff}{\"città\": 1}".as_bytes()).unwrap(), "{\"città\": 1}");
    assert_eq!(text_of(b"").unwrap(), "");
}

#[test]
fn a_byte_order_mark_is_passed_over_in_every_document() {
    assert!(Plan::from_json(&format!("\u{feff}{PLAN}")).is_ok());
    assert!(ApprovalPolicies::from_json("\u{feff}{\"policies\": [{\"from\": \"free\"}]}").is_ok());
    assert!(
        Command::from_json("\u{feff}{\"id\": \"c\", \"party\": \"p\", \"do\": {\"close_sitting\": {}}}")
            .is_ok()
    );
    assert!(Proposal::from_json("\u{feff}{\"id\": \"c\", \"party\": \"p\", \"transfers\": []}").is_ok());
    let pack = RulePack::built_in("gu-21a05568-art-9").unwrap();
    assert_eq!(RulePack::from_json(&format!("\u{feff}{}", pack.to_json())), Ok(pack));
}

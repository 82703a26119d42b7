//! What other tools get of a co-design table: `replay` and `compatible`, as shapes of the JSON contract.

use riparto::journal::MemoryStore;
use riparto::journal::Store;
use riparto::table::{ApprovalPolicies, Command, PersistentTable, Replayed};
use riparto::{Plan, Proposal};
use serde_json::{Value, json};

use crate::schema::ask;

const PLAN: &str = r#"{ "format": "riparto.plan/1", "title": "Plan", "total": "100.00",
    "lines": [ {"id": "a", "amount": "60.00"}, {"id": "b", "amount": "40.00"} ],
    "parties": [ {"id": "regione", "role": "authority"}, {"id": "anci", "name": "ANCI «Toscana»\u2028"} ] }"#;

/// The lines of a journal: a table opened, a proposal drafted and tabled in one batch, approved.
fn journal() -> Vec<String> {
    let mut kept = PersistentTable::open(MemoryStore::new()).unwrap();
    let plan = Plan::from_json(PLAN).unwrap();
    let proposal = Proposal::new("p1", "anci").unwrap().transfer("b", "a", "5.00".parse().unwrap()).unwrap();
    let proposal: Value = serde_json::to_value(&proposal).unwrap();
    let propose =
        json!({"id": "c2", "party": "anci", "do": {"propose": {"proposal": proposal, "against": 1}}});
    let approve = json!({"id": "c3", "party": "regione", "do": {"approve": {"proposal": "p1"}}});
    let open = Command::open("c1", "regione", &plan, ApprovalPolicies::default()).unwrap();
    let further = [propose, approve].map(|command| Command::from_json(&command.to_string()).unwrap());
    for command in [open].iter().chain(&further) {
        kept.submit(command).unwrap().accepted().unwrap();
    }
    let mut lines = Vec::new();
    let mut keep = |record: riparto::journal::Record| {
        lines.push(record.line().to_owned());
        Ok(())
    };
    kept.store().read_after(0, &mut keep).unwrap();
    lines
}

fn replay(history: impl Into<Value>) -> Value {
    ask(&json!({"op": "replay", "history": history.into()}))["ok"].clone()
}

fn records(lines: &[String]) -> Vec<Value> {
    lines.iter().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn a_history_is_the_same_as_text_as_lines_and_as_objects() {
    let lines = journal();
    assert_eq!(lines.len(), 4);
    let text = lines.iter().map(|line| format!("{line}\n")).collect::<String>();
    let replayed = Replayed::of(text.as_bytes(), &[]).unwrap();
    let answer = replay(text);
    assert_eq!(answer, serde_json::to_value(&replayed).unwrap());
    assert_eq!(answer, replay(lines.clone()));
    assert_eq!(answer, replay(records(&lines)));
    assert_eq!(answer["valid"], true);
    assert_eq!(answer["revision"], 4);
    assert_eq!(answer["amounts"], json!({"a": "65.00", "b": "35.00"}));
    assert_eq!(answer["head"], records(&lines)[3]["hash"]);
    assert_eq!(answer.get("broken"), None);
}

#[test]
fn an_empty_history_is_no_table_and_not_valid() {
    let answer = replay(Vec::<String>::new());
    assert_eq!(
        answer,
        json!({"head": "0".repeat(64), "revision": 0, "total": null, "amounts": null, "valid": false,
               "broken": {"event": 1, "code": "empty", "message": "the history holds no event"}})
    );
    assert_eq!(answer, replay(""));
}

#[test]
fn the_first_broken_event_is_named_and_the_table_before_it_is_told() {
    let mut records = records(&journal());
    records[3]["event"]["what"]["approved"]["changes"][0]["after"] = "66.00".into();
    let answer = replay(records);
    assert_eq!((&answer["valid"], &answer["revision"]), (&json!(false), &json!(3)));
    assert_eq!(answer["amounts"], json!({"a": "60.00", "b": "40.00"}));
    assert_eq!((&answer["broken"]["event"], &answer["broken"]["code"]), (&json!(4), &json!("hash_differs")));
}

#[test]
fn a_history_that_ends_inside_a_batch_is_torn() {
    let lines = journal();
    for history in [json!(lines[..2]), json!(lines[..2].join("\n"))] {
        let answer = replay(history);
        assert_eq!((&answer["valid"], &answer["revision"]), (&json!(false), &json!(1)));
        assert_eq!(answer["broken"]["code"], "torn");
        assert_eq!(answer["broken"]["event"], 2);
    }
}

#[test]
fn a_head_that_the_history_does_not_pass_through_is_missed() {
    let lines = journal();
    let head = |revision: u64, hash: &Value| json!({"revision": revision, "hash": hash});
    let whole = records(&lines);
    let ask_for = |history: &[String], head: Value| {
        ask(&json!({"op": "replay", "history": history, "head": head}))["ok"].clone()
    };
    assert_eq!(ask_for(&lines, head(3, &whole[2]["hash"]))["valid"], true);
    let other = ask_for(&lines, head(3, &whole[1]["hash"]));
    assert_eq!(other["broken"]["code"], "head_differs");
    let cut = ask_for(&lines[..1], head(4, &whole[3]["hash"]));
    assert_eq!(cut["broken"]["code"], "head_missing");
}

#[test]
fn what_is_no_record_is_told_and_no_error() {
    for (history, code) in [
        (json!([{"amount": 0.5}]), "not_canonical"),
        (json!([{}]), "not_canonical"),
        (json!(["no JSON"]), "not_canonical"),
        (json!([{"event": 1e300}]), "not_canonical"),
        (json!("\u{feff}{}"), "byte_order_mark"),
    ] {
        let answer = replay(history.clone());
        assert_eq!(answer["broken"]["code"], code, "{history}");
        assert_eq!(answer["broken"]["event"], 1, "{history}");
    }
}

fn compatible(transfers: &[(&str, &str, &str)], more: Value) -> Value {
    let proposals: Vec<Value> = transfers
        .iter()
        .enumerate()
        .map(|(place, (from, to, amount))| {
            json!({"id": format!("p{place}"), "party": "anci",
                   "transfers": [{"from": from, "to": to, "amount": amount}]})
        })
        .collect();
    let mut request = json!({"op": "compatible", "proposals": proposals});
    let mut plan: Value = serde_json::from_str(PLAN).unwrap();
    plan["rules"] = json!([{"id": "r1", "scope": {"lines": ["a"]}, "limit": {"ceiling": "70.00"}, "needs": "notification"}]);
    request["plan"] = plan;
    request.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    ask(&request)
}

#[test]
fn no_proposal_at_all_fits_together() {
    let answer = compatible(&[], json!({}));
    assert_eq!(
        answer["ok"],
        json!({"largest": [[]], "order": [], "orders": [[]], "clashes": [], "proven": true})
    );
}

#[test]
fn proposals_fit_in_an_order_that_is_told() {
    let answer = compatible(&[("b", "a", "45.00"), ("a", "b", "10.00")], json!({}));
    assert_eq!(answer["ok"]["largest"], json!([["p0", "p1"]]));
    assert_eq!(answer["ok"]["order"], json!(["p1", "p0"]));
    assert_eq!(answer["ok"]["clashes"], json!([]));
}

#[test]
fn what_is_allowed_decides_what_fits() {
    let moves = [("b", "a", "6.00"), ("b", "a", "6.00")];
    assert_eq!(compatible(&moves, json!({}))["ok"]["largest"], json!([["p0", "p1"]]));
    let free = compatible(&moves, json!({"up_to": "free"}));
    assert_eq!(free["ok"]["largest"], json!([["p0"], ["p1"]]));
    assert_eq!(free["ok"]["clashes"][0]["proposals"], json!(["p0", "p1"]));
    assert_eq!(free["ok"]["clashes"][0]["rules"], json!(["r1"]));
}

#[test]
fn a_proposal_that_fits_with_none_clashes_by_itself() {
    let answer = compatible(&[("b", "a", "40.01")], json!({}));
    assert_eq!(answer["ok"]["largest"], json!([[]]));
    assert_eq!(answer["ok"]["clashes"][0]["proposals"], json!(["p0"]));
    assert_eq!(answer["ok"]["clashes"][0]["rules"], json!([]));
    let unknown = compatible(&[("b", "nowhere", "1.00")], json!({}));
    assert_eq!(unknown["error"]["code"], "line_unknown");
}

//! What moves between lines of a scope, in answers: how much would pass. The rule itself is tested in riparto-rebalance.

use serde_json::{Value, json};

use crate::vectors::ask;

/// Direct costs in three categories, and two lines outside; 10.00 may move between the categories.
fn document(moved: &Value) -> Value {
    json!({
        "format": "riparto.plan/1", "title": "Plan", "total": "200.00",
        "lines": [
            {"id": "staff", "amount": "60.00", "labels": {"cost": "direct", "cat": "staff"}},
            {"id": "experts", "amount": "20.00", "labels": {"cost": "direct", "cat": "staff"}},
            {"id": "travel", "amount": "40.00", "labels": {"cost": "direct", "cat": "travel"}},
            {"id": "office", "amount": "50.00"},
            {"id": "reserve", "amount": "30.00"}
        ],
        "rules": [
            {"id": "inside", "scope": {"labels": {"cost": "direct"}}, "limit": {"moved": moved}, "needs": "prior_approval"}
        ]
    })
}

#[test]
fn an_assessment_says_how_much_would_pass() {
    let mut document = document(&json!({"inside": true, "at_most": "10.00"}));
    document["approved"] = json!({"total": "200.00", "amounts":
        {"staff": "53.00", "experts": "20.00", "travel": "67.00", "office": "30.00", "reserve": "30.00"}});
    document["parties"] = json!([{"id": "region", "role": "authority"}]);
    let transfer = json!([{"from": "staff", "to": "travel", "amount": "9.00"}]);
    let answer = ask(
        &json!({"op": "assess", "plan": document, "proposal": {"id": "p", "party": "region", "transfers": transfer}}),
    );
    assert_eq!(answer["ok"]["would_pass"], json!([{"authorization": "free", "amount": "3.00"}]), "{answer}");
    document["rules"][0]["needs"] = json!("forbidden");
    let answer = ask(
        &json!({"op": "assess", "plan": document, "proposal": {"id": "p", "party": "region", "transfers": transfer}}),
    );
    let counter = &answer["ok"]["counter_proposal"]["proposal"]["transfers"];
    assert_eq!(*counter, json!([{"from": "staff", "to": "travel", "amount": "3.00"}]), "{answer}");
}

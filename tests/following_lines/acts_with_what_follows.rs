//! Acts that change the total, with what follows them, as the API answers: one answer with proposals, and with what is recorded.

use serde_json::{Value, json};

fn ask(request: &Value) -> Value {
    serde_json::from_str::<Value>(&riparto::api::respond(&request.to_string())).unwrap()["ok"].clone()
}

fn plan(payer: &Value) -> Value {
    json!({"format": "riparto.plan/1", "title": "Plan", "total": "1000.00",
        "lines": [{"id": "desks", "amount": "500.00"}, {"id": "indirect", "amount": "35.00"}, {"id": "reserve", "amount": "465.00"}],
        "rules": [{"id": "flat", "scope": {"lines": ["indirect"]},
                   "limit": {"derived": {"percent": "7", "of": {"lines": ["desks"]}, "paid_by": payer}}}]})
}

fn change(payer: &Value, amount: &str, distribution: Value) -> Value {
    ask(
        &json!({"op": "change_envelope", "change": "e1", "amount": amount, "distribution": distribution, "plan": plan(payer)}),
    )
}

#[test]
fn every_distribution_is_followed_and_recorded_by_its_changes() {
    let reserve = json!({"lines": ["reserve"]});
    let named = json!({"named": {"desks": "100.00"}});
    let weights = json!({"apportion": {"weights": {"desks": 1}}});
    let nearest = json!({"nearest": {"wish": {"desks": "600.00"}}});
    for distribution in [named, weights, nearest] {
        let answer = change(&reserve, "100.00", distribution.clone());
        let amounts = json!({"desks": "600.00", "indirect": "42.00", "reserve": "458.00"});
        assert_eq!(answer["amounts"], amounts, "{distribution}");
        assert_eq!(answer["authorization"], "free");
        let recorded = change(&reserve, "100.00", json!({"named": answer["changes"]}));
        assert_eq!((&recorded["amounts"], recorded.get("follows")), (&amounts, None));
    }
    let wished = change(&reserve, "100.00", json!({"nearest": {"wish": {"desks": "600.00"}}}));
    assert_eq!(wished["nearest"]["wish_follows"], json!({"indirect": "42.00", "reserve": "458.00"}));
    assert_eq!(wished["nearest"]["objective"]["moved"], "0");
}

#[test]
fn what_cannot_follow_says_why_and_stays_as_it_was_distributed() {
    let reserve = json!({"lines": ["reserve"]});
    let answer = change(&reserve, "10000.00", json!({"named": {"desks": "10000.00"}}));
    assert_eq!(answer["changes"], json!({"desks": "10000.00"}));
    assert_eq!(answer["follows"]["code"], "too_little");
    assert_eq!(answer["follows"]["message"], "the lines that balance hold too little: €235.00 is missing");
    assert_eq!(answer["findings"][0]["rule"], "flat");
}

#[test]
fn a_split_that_is_followed_keeps_its_receipt() {
    let answer = change(&json!("giver"), "0.08", json!("pro_rata"));
    assert_eq!(answer["receipt"]["method"], "largest_remainder");
    let none = change(&json!("giver"), "0.00", json!({"named": {"desks": "100.00", "reserve": "-100.00"}}));
    // The reserve gives, and pays.
    assert_eq!(none["changes"], json!({"desks": "100.00", "indirect": "7.00", "reserve": "-107.00"}));
}

//! What the schema refuses, the code refuses too: each case of `vectors/invalid_requests.json` puts one value in the
//! place of another in a valid request.

use riparto::api;
use serde_json::{Value, json};

use super::{ask, flaws, plan_with, proposal};

/// A valid request of an operation.
fn valid(operation: &str) -> Value {
    let plan = plan_with(&json!({"floor": "1.00"}), &json!({}));
    let transfers = json!([{"from": "a", "to": "b", "amount": "1.00"}]);
    match operation {
        "apportion" => {
            json!({"op": "apportion", "total": "1.00", "weights": [1], "method": "largest_remainder"})
        }
        "retrace" => {
            json!({"op": "retrace", "total": "1.00", "weights": [1], "published": ["1.00"]})
        }
        "assess" => json!({"op": "assess", "plan": plan, "proposal": proposal(&transfers)}),
        "change_envelope" => json!({"op": "change_envelope", "plan": plan, "change": "e1", "amount": "0.00",
            "distribution": {"apportion": {"method": "webster"}}}),
        "rebalance" => json!({"op": "rebalance", "plan": plan, "wish": {"a": "1.00"}, "weights": {"b": 2}}),
        "settle" => {
            json!({"op": "settle", "from": {"a": "1.00", "b": "0.00"}, "to": {"a": "0.00", "b": "1.00"}})
        }
        "aggregate" => {
            let amounts = json!({"a": "50.00", "b": "30.00", "c": "20.00"});
            let ballots =
                json!([{"party": "p", "weight": 2, "amounts": amounts}, {"party": "q", "amounts": amounts}]);
            json!({"op": "aggregate", "total": "100.00", "rule": "ladder", "plan": plan, "ballots": ballots,
                   "completion": {"remainder_to": "c"}, "tolerance": "1.00"})
        }
        "table_decide" => json!({"op": "table_decide", "history": [],
            "command": {"id": "c1", "party": "p", "do": {"close": {"act": "DD 1/2026"}}}}),
        "seal" => json!({"op": "seal", "proposal": proposal(&transfers), "when": "2026-03-12"}),
        "unseal" => {
            let sealed = api::respond(&json!({"op": "seal", "proposal": proposal(&transfers)}).to_string());
            let sealed: Value = serde_json::from_str(&sealed).unwrap();
            json!({"op": "unseal", "submission": sealed["ok"]["submission"]})
        }
        "table_verify" | "table_log" => json!({"op": operation, "history": []}),
        operation => json!({"op": operation, "plan": plan}),
    }
}

/// The same request with another value at a place, which may be a new field.
fn with(mut request: Value, place: &str, value: &Value) -> Value {
    let (parent, field) = place.rsplit_once('/').unwrap();
    match request.pointer_mut(parent).unwrap() {
        Value::Object(map) => drop(map.insert(field.to_owned(), value.clone())),
        Value::Array(list) => list[field.parse::<usize>().unwrap()] = value.clone(),
        other => panic!("{place} is in {other}"),
    }
    request
}

fn expect_refused(why: &str, request: &Value) {
    assert!(flaws("request", request).is_some(), "the schema takes {why}: {request}");
    let response: Value = serde_json::from_str(&api::respond(&request.to_string())).unwrap();
    assert!(response.get("error").is_some(), "the code takes {why}: {request}");
    assert_eq!(flaws("error_response", &response), None);
}

#[test]
fn what_the_schema_refuses_the_code_refuses_too() {
    let cases: Vec<Value> = serde_json::from_str(include_str!("../vectors/invalid_requests.json")).unwrap();
    let mut count = 0;
    for case in &cases {
        let text = |field: &str| case[field].as_str().unwrap();
        let request = valid(text("request"));
        assert!(ask(&request).get("ok").is_some());
        for value in case["values"].as_array().unwrap() {
            let why = format!("{} ({} = {value})", text("why"), text("at"));
            expect_refused(&why, &with(request.clone(), text("at"), value));
            count += 1;
        }
    }
    assert!(count > 150, "{count}");
}

#[test]
fn bands_that_measure_different_things_are_refused() {
    // A schema cannot compare two scopes; the code must, because a rule measures one thing.
    let band = |limit: Value, needs: &str| json!({"limit": limit, "needs": needs});
    let (b, c) = (json!({"lines": ["b"]}), json!({"lines": ["c"]}));
    for (field, tight, loose) in [
        ("to", json!({"flow": {"to": b, "amount": "1.00"}}), json!({"flow": {"to": c, "amount": "2.00"}})),
        (
            "of",
            json!({"share_ceiling": {"percent": "1"}}),
            json!({"share_ceiling": {"percent": "2", "of": c}}),
        ),
        ("of", json!({"share_floor": {"percent": "2", "of": b}}), json!({"share_floor": {"percent": "1"}})),
        ("by", json!({"movement": {"percent": "1"}}), json!({"movement": {"percent": "2", "by": "cost"}})),
    ] {
        let bands = json!({"bands": [band(tight, "notification"), band(loose, "forbidden")]});
        let request = json!({"op": "check", "plan": plan_with(&bands, &json!({}))});
        let response = ask(&request);
        let sentence = format!(
            "rule `r1`: band 2: the limit's `{field}` is not that of the first band: write one rule for each `{field}`"
        );
        let message =
            response["error"]["message"].as_str().unwrap_or_else(|| panic!("the code takes {bands}"));
        assert!(message.contains(&sentence), "{message}");
    }
}

#[test]
fn what_is_no_request_is_refused() {
    for request in [json!({}), json!(null), json!([]), json!("check"), json!(1), json!({"op": "check"})] {
        expect_refused("no request", &request);
    }
}

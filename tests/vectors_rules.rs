//! Every kind of limit, checked and assessed through the JSON interface: `rules.json` and `headroom.json`.

use serde_json::{Value, json};

use crate::vectors::{ask, cases, name, only, plan};

const RULES: &str = include_str!("vectors/rules.json");
const HEADROOM: &str = include_str!("vectors/headroom.json");

/// A case with `transfers` is a proposal to assess; others are allocations to check.
fn answer(case: &Value) -> Value {
    let plan = plan(RULES, case);
    let request = match case.get("transfers") {
        Some(transfers) => {
            let transfers: Vec<Value> = transfers.as_array().unwrap().iter().map(transfer).collect();
            json!({"op": "assess", "plan": plan, "proposal": {"id": "p1", "party": "ats", "transfers": transfers}})
        }
        None => json!({"op": "check", "plan": plan, "amounts": case.get("amounts")}),
    };
    let mut response = ask(&request);
    assert!(response.get("error").is_none(), "{}: {response}", name(case));
    response["ok"].take()
}

fn transfer(parts: &Value) -> Value {
    json!({"from": parts[0], "to": parts[1], "amount": parts[2]})
}

#[test]
fn rules_are_judged_as_stated() {
    for case in cases(RULES) {
        let name = name(&case);
        let answer = answer(&case);
        let expected = case["findings"].as_array().expect("findings");
        let found = answer["findings"].as_array().expect("findings");
        assert_eq!(found.len(), expected.len(), "{name}: {found:#?}");
        for (found, expected) in found.iter().zip(expected) {
            assert_eq!(&only(found, expected), expected, "{name}");
        }
        assert_eq!(answer["authorization"], case["authorization"], "{name}");
        if let Some(expected) = case.get("would_pass") {
            assert_eq!(&answer["would_pass"], expected, "{name}");
        }
        if let Some(expected) = case.get("notices") {
            let notices = answer["notices"].as_array().expect("notices");
            let found: Vec<Value> =
                notices.iter().map(|notice| json!([notice["rule"], notice["code"]])).collect();
            assert_eq!(&Value::Array(found), expected, "{name}");
        }
    }
}

#[test]
fn every_kind_of_limit_has_a_case_that_holds_and_one_that_does_not() {
    let kinds = [
        "floor",
        "ceiling",
        "share_floor",
        "share_ceiling",
        "locked",
        "variation",
        "movement",
        "flow",
        "step",
        "derived",
        "bands",
    ];
    let cases = cases(RULES);
    for kind in kinds {
        let about = |case: &&Value| case["rules"][0]["limit"].get(kind).is_some();
        let (held, broken): (Vec<&Value>, Vec<&Value>) =
            cases.iter().filter(about).partition(|case| case["findings"] == json!([]));
        assert!(
            !held.is_empty() && !broken.is_empty(),
            "{kind}: {} held, {} broken",
            held.len(),
            broken.len()
        );
    }
}

#[test]
fn headroom_is_as_stated() {
    for case in cases(HEADROOM) {
        let mut request = json!({"op": "headroom", "plan": plan(HEADROOM, &case)});
        if let Some(up_to) = case.get("up_to") {
            request["up_to"] = up_to.clone();
        }
        assert_eq!(ask(&request)["ok"], case["lines"], "{}", name(&case));
    }
}

//! Every list of names and every bound in the schema is the one that the code has: the code says in its error
//! messages what it allows.

use riparto::{api, capacity};
use serde_json::{Value, json};

use super::{plan_with, proposal, schema};

/// The names in backticks after the misspelled one, sorted: what an error message says is allowed.
fn allowed(request: &Value) -> Vec<String> {
    let response: Value = serde_json::from_str(&api::respond(&request.to_string())).unwrap();
    let message =
        response["error"]["message"].as_str().unwrap_or_else(|| panic!("{request}: {response}")).to_owned();
    let (_, after) = message.split_once("`misspelled`").unwrap_or_else(|| panic!("{message}"));
    let mut names: Vec<String> = after.split('`').skip(1).step_by(2).map(str::to_owned).collect();
    names.sort();
    names
}

fn keys(map: &Value) -> Vec<String> {
    map.as_object().unwrap().keys().cloned().collect()
}

#[test]
fn the_schema_lists_the_operations_and_fields_that_the_code_has() {
    let definitions = &schema()["$defs"];
    let operations: Vec<String> = allowed(&json!({"op": "misspelled"}));
    let of_kind = |end: &str, choice: &str| -> Vec<String> {
        let names = definitions[end].get(choice).unwrap().as_array().unwrap().iter();
        let names =
            names.map(|name| name["$ref"].as_str().unwrap().trim_start_matches("#/$defs/").to_owned());
        let mut names: Vec<String> =
            names.map(|name| name.trim_end_matches(&format!("_{end}")).to_owned()).collect();
        names.sort();
        names
    };
    assert_eq!(of_kind("request", "oneOf"), operations);
    let mut answers = operations.clone();
    answers.push("error".to_owned());
    answers.sort();
    assert_eq!(of_kind("response", "anyOf"), answers);
    for operation in &operations {
        let mut fields = allowed(&json!({"op": operation, "misspelled": 1}))
            .into_iter()
            .chain(["id".into(), "op".into()])
            .collect::<Vec<_>>();
        fields.sort();
        assert_eq!(keys(&definitions[format!("{operation}_request")]["properties"]), fields, "{operation}");
    }
}

/// A valid check whose only rule has this limit.
fn limited(limit: &Value) -> Value {
    json!({"op": "check", "plan": plan_with(limit, &json!({}))})
}

#[test]
fn the_schema_lists_the_fields_that_documents_have() {
    let floor = json!({"floor": "1.00"});
    let moves = json!([{"from": "a", "to": "b", "amount": "1.00"}]);
    let assess = json!({"op": "assess", "plan": plan_with(&floor, &json!({})), "proposal": proposal(&moves)});
    for (place, definition) in [
        ("/plan", "/plan/properties"),
        ("/plan/lines/0", "/line/properties"),
        ("/plan/parties/0", "/party/properties"),
        ("/plan/rules/0", "/rule/properties"),
        ("/plan/rules/0/scope", "/scope/oneOf/1/properties"),
        ("/plan/approved", "/plan/properties/approved/oneOf/0/properties"),
        ("/proposal", "/proposal/properties"),
        ("/proposal/transfers/0", "/transfer/properties"),
    ] {
        expect_fields(assess.clone(), place, definition);
    }
    let ballots = json!([{"party": "p", "amounts": {"a": "1.00"}}]);
    let aggregate = json!({"op": "aggregate", "total": "1.00", "ballots": ballots});
    expect_fields(aggregate, "/ballots/0", "/ballot/properties");
    for (rule, definition) in [("apportion", "weighted"), ("nearest", "nearest")] {
        let plan = plan_with(&floor, &json!({}));
        let change = json!({"op": "change_envelope", "plan": plan, "change": "e1", "amount": "1.00", "distribution": {rule: {}}});
        let definition = format!("/{definition}_distribution/properties");
        expect_fields(change, &format!("/distribution/{rule}"), &definition);
    }
    let share = json!({"percent": "1", "of": "all"});
    let variation = json!({"variation": {"up": {"percent": "1"}}});
    for (limit, place, definition) in [
        (json!({}), "", "/limit/properties"),
        (json!({"share_floor": share}), "/share_floor", "/share/properties"),
        (json!({"locked": {}}), "/locked", "/lock/properties"),
        (variation.clone(), "/variation", "/variation/properties"),
        (variation, "/variation/up", "/allowance/properties"),
        (json!({"movement": {"percent": "1"}}), "/movement", "/movement/properties"),
        (json!({"flow": {"to": "all"}}), "/flow", "/flow/properties"),
        (json!({"derived": share}), "/derived", "/derived/properties"),
        (json!({"sum": {"at_most": "1.00"}}), "/sum", "/sum_bounds/properties"),
        (json!({"change": {"up": "1.00"}}), "/change", "/change_bounds/properties"),
        (json!({"moved": {"at_most": "1.00"}}), "/moved", "/moved_bounds/properties"),
        (json!({"bands": [{"limit": floor, "needs": "free"}]}), "/bands/0", "/bands/items/properties"),
    ] {
        expect_fields(limited(&limit), &format!("/plan/rules/0/limit{place}"), definition);
    }
}

fn expect_fields(mut request: Value, place: &str, definition: &str) {
    request.pointer_mut(place).unwrap()["misspelled"] = json!("x");
    let properties = schema()["$defs"].pointer(definition).unwrap().clone();
    assert_eq!(keys(&properties), allowed(&request), "{definition}");
}

#[test]
fn the_schema_lists_the_names_that_documents_have() {
    let split = json!({"op": "apportion", "total": "1.00", "weights": [1], "method": "largest_remainder"});
    let check = limited(&json!({"floor": "1.00"}));
    let locked = limited(&json!({"locked": {}}));
    let variation = limited(&json!({"variation": {"up": {"percent": "1"}}}));
    let derived = limited(&json!({"derived": {"percent": "1", "of": "all"}}));
    let rebalance =
        json!({"op": "rebalance", "plan": plan_with(&json!({"floor": "1.00"}), &json!({})), "wish": {}});
    let ballots = json!([{"party": "p", "amounts": ["1.00"]}]);
    let aggregate = json!({"op": "aggregate", "total": "1.00", "ballots": ballots});
    for (mut request, place, field, definition) in [
        (aggregate, "", "rule", "/aggregation_rule"),
        (rebalance.clone(), "", "measure", "/measure"),
        (rebalance, "", "up_to", "/authorization"),
        (split.clone(), "", "method", "/method"),
        (split, "", "tie_break", "/tie_break"),
        (check.clone(), "/plan/parties/0", "role", "/party/properties/role"),
        (check, "/plan/rules/0", "needs", "/authorization"),
        (locked, "/plan/rules/0/limit/locked", "base", "/base"),
        (variation, "/plan/rules/0/limit/variation/up", "take", "/take"),
        (derived, "/plan/rules/0/limit/derived", "rounding", "/derived/properties/rounding"),
    ] {
        request.pointer_mut(place).unwrap()[field] = json!("misspelled");
        let listed = schema()["$defs"].pointer(definition).unwrap().clone();
        let names = listed.get("enum").unwrap_or_else(|| &listed["oneOf"][0]["enum"]).clone();
        let mut names: Vec<String> = serde_json::from_value(names).unwrap();
        names.sort();
        assert_eq!(names, allowed(&request), "{definition}");
    }
}

#[test]
fn the_bounds_of_the_schema_are_those_of_the_crate() {
    let definitions = &schema()["$defs"];
    for (place, bound) in [
        ("/plan/properties/lines/maxItems", capacity::MAX_LINES),
        ("/plan/properties/rules/maxItems", capacity::MAX_RULES),
        ("/plan/properties/parties/maxItems", capacity::MAX_PARTIES),
        ("/proposal/properties/transfers/maxItems", capacity::MAX_TRANSFERS),
        ("/apportion_request/properties/weights/maxItems", capacity::MAX_LINES),
        ("/part_bounds/oneOf/0/maxItems", capacity::MAX_LINES),
        ("/criteria/maxItems", capacity::MAX_CRITERIA),
        ("/retrace_request/properties/published/maxItems", capacity::MAX_LINES),
        ("/aggregate_request/properties/ballots/maxItems", capacity::MAX_BALLOTS),
        ("/ballots/properties/ballots/maxItems", capacity::MAX_BALLOTS),
        ("/bands/maxItems", capacity::MAX_BANDS),
        ("/line/properties/labels/maxProperties", capacity::MAX_LABEL_KEYS),
        ("/text/maxLength", capacity::MAX_TEXT_CHARS),
    ] {
        assert_eq!(definitions.pointer(place), Some(&json!(bound)), "{place}");
    }
    let says = |definition: &str, number: String| {
        assert!(definitions[definition].to_string().contains(&number), "{definition} does not say {number}");
    };
    says("amount", riparto::Money::MAX.to_string());
    says("percent", format!("0 to {}", capacity::MAX_PERCENT));
    says("percent", format!("{{1,{}}}", capacity::MAX_PERCENT_DECIMALS));
    says("id", format!("{{1,{}}}", capacity::MAX_ID_CHARS));
    says("weight", format!("up to {} digits", capacity::MAX_WEIGHT_DIGITS));
    says("rebalance_request", format!("from 1 to {}", capacity::MAX_WISH_WEIGHT));
    says("policies", format!("from 1 to {}", capacity::MAX_BALLOT_WEIGHT));
    says("scope", format!("up to {} deep", capacity::MAX_SCOPE_DEPTH));
}

//! What the runners of `tests/vectors/*.json` share. Each case of such a file has a `name`, and a `why`: what it shows
//! or where it comes from.

use serde_json::{Map, Value, json};

/// The cases of a file, after a look at their names and motivations.
pub fn cases(file: &str) -> Vec<Value> {
    let document: Value = serde_json::from_str(file).unwrap();
    let cases = document["cases"].as_array().expect("a list `cases`").clone();
    assert!(!cases.is_empty());
    let names: Vec<&str> = cases.iter().map(name).collect();
    for (number, name) in names.iter().enumerate() {
        assert!(!names[..number].contains(name), "two cases are called `{name}`");
    }
    assert!(cases.iter().all(|case| case["why"].as_str().is_some_and(|why| !why.is_empty())));
    cases
}

pub fn name(case: &Value) -> &str {
    case["name"].as_str().expect("a name")
}

/// The plan that a case names among the plans of its file, with the case's rules and approved amounts.
pub fn plan(file: &str, case: &Value) -> Value {
    let document: Value = serde_json::from_str(file).unwrap();
    let plan = &document["plans"][case["plan"].as_str().expect("the name of a plan")];
    let mut plan = json!({
        "format": "riparto.plan/1",
        "title": "Plan",
        "total": plan["total"],
        "lines": plan["lines"],
        "rules": case["rules"],
    });
    if let Some(approved) = case.get("approved") {
        plan["approved"] = json!({"total": plan["total"], "amounts": approved});
    }
    plan
}

/// Those fields of an object that another one has.
pub fn only(object: &Value, like: &Value) -> Value {
    let fields = like.as_object().expect("an object").keys();
    let kept: Map<String, Value> = fields.map(|field| (field.clone(), object[field].clone())).collect();
    Value::Object(kept)
}

//! Recorded optima and conflicts, on which two engines other than ours agreed, and the plans that they are about.

use serde_json::{Map, Value, json};

/// A recorded case: amounts are whole cents.
pub struct Recorded {
    pub id: String,
    pub request: Value,
    pub expect: Value,
}

pub fn recorded(text: &str) -> Vec<Recorded> {
    let cases = recorded_lines(text);
    assert!(cases.len() >= 10);
    cases
}

pub fn recorded_lines(text: &str) -> Vec<Recorded> {
    text.lines()
        .map(|line| {
            let mut case: Value = serde_json::from_str(line).unwrap();
            Recorded {
                id: case["id"].as_str().unwrap().to_owned(),
                request: case["request"].take(),
                expect: case["expect"].take(),
            }
        })
        .collect()
}

pub fn euros(cents: &Value) -> Value {
    let cents = cents.as_i64().unwrap();
    json!(format!("{}.{:02}", cents / 100, cents % 100))
}

pub fn line(number: usize) -> String {
    format!("L{number}")
}

/// The plan that a recorded case describes: its rules are named as the case names them.
pub fn plan(request: &Value) -> Value {
    let list = |field: &str| request[field].as_array().cloned().unwrap_or_default();
    let lines = list("floors").len();
    let base = list("baseline");
    let amount = |number: usize| match base.get(number) {
        Some(cents) => euros(cents),
        None if number == 0 => euros(&request["total"]),
        None => json!("0.00"),
    };
    let mut rules = Vec::new();
    let mut rule = |id: String, scope: Value, limit: Value| {
        rules.push(json!({"id": id, "scope": scope, "limit": limit}))
    };
    for (number, (floor, ceiling)) in list("floors").iter().zip(list("ceils")).enumerate() {
        let scope = json!({"lines": [line(number)]});
        if *floor == ceiling {
            // A recorded lock is a floor and a ceiling here; a conflict that names either names the lock.
            rule(format!("lock:{number}"), scope.clone(), json!({"ceiling": euros(floor)}));
            rule(format!("lock:{number}:floor"), scope, json!({"floor": euros(floor)}));
            continue;
        }
        if floor.as_i64() != Some(0) {
            rule(format!("floor:{number}"), scope.clone(), json!({"floor": euros(floor)}));
        }
        if !ceiling.is_null() {
            rule(format!("ceil:{number}"), scope, json!({"ceiling": euros(&ceiling)}));
        }
    }
    for family in ["groups", "categories"] {
        for (number, group) in list(family).iter().enumerate() {
            let members = group["members"].as_array().unwrap();
            let scope = json!({"lines": members.iter().map(|member| line(member.as_u64().unwrap() as usize)).collect::<Vec<_>>()});
            if group["floor"].as_i64() != Some(0) {
                rule(
                    format!("{family}:{number}:floor"),
                    scope.clone(),
                    json!({"floor": euros(&group["floor"])}),
                );
            }
            if !group["ceil"].is_null() {
                rule(format!("{family}:{number}:ceil"), scope, json!({"ceiling": euros(&group["ceil"])}));
            }
        }
    }
    if let Some(cap) = request["cum_cap"].as_i64() {
        let base: i64 = list("baseline").iter().map(|cents| cents.as_i64().unwrap()).sum();
        // A cap on all changes, up and down, is one on the increases.
        let increases = (cap + request["total"].as_i64().unwrap() - base).div_euclid(2);
        rule("cap".to_owned(), json!("all"), json!({"movement": {"amount": euros(&json!(increases))}}));
    }
    let lines: Vec<Value> =
        (0..lines).map(|number| json!({"id": line(number), "amount": amount(number)})).collect();
    let mut plan = json!({"format": "riparto.plan/1", "title": "Case", "total": euros(&request["total"]), "lines": lines, "rules": rules});
    let held: i64 = base.iter().map(|cents| cents.as_i64().unwrap()).sum();
    if !base.is_empty() && held != request["total"] {
        // A base with another total: the envelope has changed since, and all of it lies on the first line.
        let amounts: Map<String, Value> = (0..base.len())
            .map(|number| (line(number), if number == 0 { euros(&request["total"]) } else { json!("0.00") }))
            .collect();
        plan["total"] = euros(&json!(held));
        plan["approved"] = json!({"total": euros(&request["total"]), "amounts": amounts});
    }
    plan
}

pub fn wish(request: &Value) -> (Map<String, Value>, Map<String, Value>) {
    let named = |field: &str, read: fn(&Value) -> Value| {
        let list = request[field].as_array().cloned().unwrap_or_default();
        list.iter().enumerate().map(|(number, value)| (line(number), read(value))).collect()
    };
    (named("wish", euros), named("weights", Value::clone))
}

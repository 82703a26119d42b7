//! Conflicts: the way out that they name is one, and their sentences have figures.

use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use riparto::{Answer, Authorization, Conflict, Plan, api};
use serde_json::{Value, json};

use super::plans::any_small_plan;

fn euros(cents: i64) -> String {
    format!("{}.{:02}", cents / 100, cents % 100)
}

fn cents(text: &Value) -> i64 {
    text.as_str().unwrap().replace('.', "").parse().unwrap()
}

/// The document of a plan whose named rules give way; `None` if one does that a test cannot loosen by an amount.
fn loosened(document: &Value, relaxation: &[(String, i64)]) -> Option<Value> {
    let mut document = document.clone();
    for rule in document["rules"].as_array_mut().unwrap() {
        let Some((_, by)) = relaxation.iter().find(|(id, _)| rule["id"] == json!(id)) else { continue };
        let limit = &mut rule["limit"];
        if let Some(floor) = limit.get_mut("floor") {
            *floor = json!(euros((cents(floor) - by).max(0)));
        } else if let Some(ceiling) = limit.get_mut("ceiling") {
            *ceiling = json!(euros(cents(ceiling) + by));
        } else if let Some(amount) = limit.get_mut("movement").and_then(|movement| movement.get_mut("amount"))
        {
            *amount = json!(euros(cents(amount) + by));
        } else if let Some(amount) = limit.get_mut("flow").and_then(|flow| flow.get_mut("amount")) {
            *amount = json!(euros(cents(amount) + by));
        } else {
            return None;
        }
    }
    Some(document)
}

#[test]
fn rules_that_give_way_as_a_conflict_says_can_hold_together() {
    let mut runner = TestRunner::deterministic();
    let floors = proptest::collection::vec(100..1_200i64, 2..4);
    let tables = any_small_plan().prop_flat_map(move |plan| (proptest::prelude::Just(plan), floors.clone()));
    let mut checked = 0;
    for _ in 0..160 {
        let (plan, floors) = tables.new_tree(&mut runner).unwrap().current();
        let mut document: Value = serde_json::from_str(&plan.to_json()).unwrap();
        for (line, floor) in floors.into_iter().enumerate() {
            let rule = json!({"id": format!("f{line}"), "scope": {"lines": [format!("l{line}")]},
                              "limit": {"floor": euros(floor)}});
            document["rules"].as_array_mut().unwrap().push(rule);
        }
        let plan = Plan::from_json(&document.to_string()).unwrap();
        let Answer::Infeasible(conflict) = Conflict::diagnose(&plan, Authorization::Free).unwrap() else {
            continue;
        };
        let relaxation: Vec<(String, i64)> = conflict
            .relaxation()
            .map(|(rule, cents)| (rule.id().to_owned(), i64::try_from(cents).unwrap()))
            .collect();
        if relaxation.is_empty() {
            continue;
        }
        let Some(document) = loosened(&document, &relaxation) else { continue };
        let after = Plan::from_json(&document.to_string()).unwrap();
        let found = Conflict::diagnose(&after, Authorization::Free).unwrap();
        assert_eq!(found, Answer::Found(()), "{relaxation:?} of {document}");
        checked += 1;
    }
    println!("{checked} ways out checked");
    assert!(checked > 20);
}

fn explanation(plan: &Value) -> String {
    let request = json!({"op": "diagnose", "plan": plan});
    let answer: Value = serde_json::from_str(&api::respond(&request.to_string())).unwrap();
    answer["ok"]["conflict"]["explanation"].as_str().unwrap().to_owned()
}

/// Eight lines in three families that cross.
fn cube(rules: Value) -> Value {
    let lines: Vec<Value> = (0..8)
        .map(|line| {
            let labels = json!({"a": (line & 1).to_string(), "b": (line >> 1 & 1).to_string(), "c": (line >> 2).to_string()});
            json!({"id": format!("l{line}"), "amount": "10.00", "labels": labels})
        })
        .collect();
    json!({"format": "riparto.plan/1", "title": "Plan", "total": "80.00", "lines": lines, "rules": rules})
}

#[test]
fn a_conflict_beside_rules_that_do_not_matter_keeps_its_figures() {
    let of = |key: &str, value: &str| json!({"labels": {key: value}});
    let ceiling = |id: &str, scope: Value, amount: &str| json!({"id": id, "scope": scope, "limit": {"ceiling": amount}});
    let floor = |id: &str, line: &str, amount: &str| json!({"id": id, "scope": {"lines": [line]}, "limit": {"floor": amount}});
    let clash =
        [ceiling("cap", of("a", "0"), "30.00"), floor("f0", "l0", "20.00"), floor("f2", "l2", "15.00")];
    let alone = explanation(&cube(json!(clash)));
    assert!(alone.contains("€30.00") && alone.contains("€35.00"), "{alone}");
    let others = [
        ceiling("u1", of("b", "0"), "70.00"),
        ceiling("u2", of("c", "0"), "70.00"),
        ceiling("u3", of("b", "1"), "75.00"),
        json!({"id": "u4", "scope": of("c", "1"), "limit": {"share_ceiling": {"percent": "90", "of": of("b", "1")}}}),
        json!({"id": "u5", "scope": of("c", "1"), "limit": {"flow": {"to": of("b", "1"), "amount": "60.00"}}}),
    ];
    for count in 1..=others.len() {
        let rules: Vec<Value> = clash.iter().chain(&others[..count]).cloned().collect();
        assert_eq!(explanation(&cube(json!(rules))), alone, "beside {count} others");
    }
}

#[test]
fn floors_and_ceilings_that_cross_are_told_with_their_sums() {
    let of = |key: &str, value: &str| json!({"labels": {key: value}});
    // The lines of a = 0 are in c = 0 or in c = 1, and those of b = 0 likewise.
    let rules = json!([
        {"id": "floor", "scope": of("a", "0"), "limit": {"floor": "60.00"}},
        {"id": "c0", "scope": of("c", "0"), "limit": {"ceiling": "25.00"}},
        {"id": "c1", "scope": {"lines": ["l4", "l6"]}, "limit": {"ceiling": "20.00"}},
        {"id": "u1", "scope": of("b", "0"), "limit": {"ceiling": "79.00"}}
    ]);
    assert_eq!(
        explanation(&cube(rules)),
        "the floor of `floor` (€60.00 in all) cannot hold together with the ceilings of `c0`, `c1` (€45.00 in all): €15.00 too much; dropping any one of these 3 lifts this conflict"
    );
}

//! The nearest allocation and conflicts, on recorded optima: two engines other than this crate agreed on each.

use std::collections::BTreeSet;

use riparto::api::respond;
use riparto::{Answer, Authorization, Conflict, Language, Plan};
use riparto_test_support::recorded::{Recorded, euros, line, plan, recorded, wish};
use serde_json::{Value, json};

pub(crate) fn ask(request: Value) -> Value {
    let answer: Value = serde_json::from_str(&respond(&request.to_string())).unwrap();
    assert!(answer.get("error").is_none(), "{answer}");
    answer["ok"].clone()
}

/// Asks for each measure and compares the objective that it minimizes.
pub(crate) fn assert_optima(case: &Recorded) {
    let Recorded { id, request, expect } = case;
    let plan = plan(request);
    let (wish, weights) = wish(request);
    for (measure, objective, norm) in
        [("least_squares", "squares", "l2"), ("least_moved", "moved", "l1"), ("least_peak", "peak", "linf")]
    {
        let mut asked = json!({"op": "rebalance", "plan": plan, "wish": wish, "measure": measure});
        if !weights.is_empty() {
            asked["weights"] = json!(weights);
        }
        let answer = ask(asked);
        assert_eq!(answer["feasible"], expect["feasible"], "{id}");
        if expect["feasible"] == true {
            let found: i128 = answer["objective"][objective].as_str().unwrap().parse().unwrap();
            assert_eq!(found, i128::from(expect[norm].as_i64().unwrap()), "{id}: {measure}");
            assert!(answer["optimal_for"].as_array().unwrap().contains(&json!(measure)), "{id}: {measure}");
            assert_kept(&plan, &answer["amounts"], id);
        }
    }
}

/// The amounts sum to the total and break no rule: read by `check`, which shares nothing with the search.
fn assert_kept(plan: &Value, amounts: &Value, id: &str) {
    let answer = ask(json!({"op": "check", "plan": plan, "amounts": amounts}));
    assert_eq!(answer["findings"], json!([]), "{id}");
}

#[test]
fn trees_reach_the_recorded_optimum_by_each_measure() {
    for text in [include_str!("vectors/repair_laminar.jsonl"), include_str!("vectors/repair_cents.jsonl")] {
        recorded(text).iter().for_each(assert_optima);
    }
}

#[test]
fn crossing_families_reach_the_recorded_optimum_by_each_measure() {
    for text in
        [include_str!("vectors/repair_crossing.jsonl"), include_str!("vectors/repair_structure.jsonl")]
    {
        recorded(text).iter().for_each(assert_optima);
    }
}

#[test]
fn caps_on_movement_reach_the_recorded_optimum_by_each_measure() {
    recorded(include_str!("vectors/repair_cumcap.jsonl")).iter().for_each(assert_optima);
}

#[test]
fn crossing_conflicts_are_recorded_ones_or_irreducible() {
    let mut conflicts = 0;
    for Recorded { id, request, expect } in recorded(include_str!("vectors/feasibility_crossing.jsonl")) {
        let plan = plan(&request);
        let answer = ask(json!({"op": "diagnose", "plan": plan}));
        assert_eq!(answer["feasible"], expect["feasible"], "{id}");
        if expect["feasible"] == false {
            conflicts += 1;
            assert_irreducible(&plan, &answer["conflict"]["rules"], &id);
        }
    }
    assert!(conflicts >= 3, "{conflicts}");
}

/// The named rules clash by themselves, and do not without any one of them.
fn assert_irreducible(plan: &Value, named: &Value, id: &str) {
    let named: Vec<&Value> = named.as_array().unwrap().iter().collect();
    let feasible = |dropped: Option<&Value>| {
        let mut plan = plan.clone();
        let rules = plan["rules"].as_array_mut().unwrap();
        rules.retain(|rule| named.contains(&&rule["id"]) && Some(&rule["id"]) != dropped);
        ask(json!({"op": "diagnose", "plan": plan}))["feasible"] == true
    };
    assert!(!feasible(None), "{id}");
    for rule in &named {
        assert!(feasible(Some(rule)), "{id}: {rule} can be spared");
    }
}

#[test]
fn a_rule_on_all_lines_that_the_total_breaks_clashes_by_itself() {
    let lines = json!([{"id": "a", "amount": "1.00"}, {"id": "b", "amount": "1.00"}]);
    let rules = json!([{"id": "mv", "scope": "all", "limit": {"movement": {"base": "approved", "percent": "15"}}},
                       {"id": "cap", "scope": "all", "limit": {"ceiling": "1.00"}}]);
    let plan =
        json!({"format": "riparto.plan/1", "title": "t", "total": "2.00", "lines": lines, "rules": rules});
    let answer = ask(json!({"op": "diagnose", "plan": plan}));
    assert_eq!(answer["conflict"]["rules"], json!(["cap"]));
    let explanation = "the envelope's total (€2.00) cannot hold together with the ceiling of `cap` (€1.00): \
                       €1.00 is missing; dropping it lifts this conflict";
    assert_eq!(answer["conflict"]["explanation"], explanation);
}

#[test]
fn one_rule_that_clashes_on_thousands_of_lines_is_named() {
    let lines: Vec<Value> = (0..5_000).map(|number| json!({"id": line(number), "amount": "10.00"})).collect();
    let rules = json!([{"id": "c", "scope": "all", "each": "line", "limit": {"ceiling": "9.99"}}]);
    let plan = json!({"format": "riparto.plan/1", "title": "t", "total": "50000.00", "lines": lines, "rules": rules});
    let answer = ask(json!({"op": "diagnose", "plan": plan}));
    assert_eq!(answer["conflict"]["rules"], json!(["c"]));
    assert_eq!(answer["conflict"]["relaxation"]["total"], "50.00");
}

#[test]
fn a_rule_for_each_says_which_of_its_parts_clash() {
    let lines = json!([{"id": "a", "amount": "6.00", "labels": {"partner": "Nord"}},
                       {"id": "b", "amount": "3.00", "labels": {"partner": "Sud"}},
                       {"id": "c", "amount": "1.00", "labels": {"partner": "Sud"}}]);
    let rules = json!([{"id": "low", "scope": "all", "each": "line", "limit": {"floor": "2.00"}},
                       {"id": "top", "scope": "all", "each": {"label": "partner"}, "limit": {"ceiling": "3.50"}},
                       {"id": "a-top", "scope": {"lines": ["a"]}, "limit": {"ceiling": "9.00"}}]);
    let plan = |rules: Value| json!({"format": "riparto.plan/1", "title": "t", "total": "10.00", "lines": lines, "rules": rules});
    let answer = ask(json!({"op": "diagnose", "plan": plan(rules.clone())}))["conflict"].clone();
    assert_eq!(answer["rules"], json!(["top"]));
    assert_eq!(answer["minimal"], true);
    assert_eq!(
        answer["parts"],
        json!([{"rule": "top", "of": ["Nord", "Sud"],
                "part": [{"key": "partner", "value": "Nord"}, {"key": "partner", "value": "Sud"}]}])
    );
    let explanation = "the envelope's total (€10.00) cannot hold together with the ceilings of `top` (partner `Nord`, \
                       `Sud`) (€7.00): €3.00 is missing; dropping it lifts this conflict";
    assert_eq!(answer["explanation"], explanation);
    let two = json!([rules[0], {"id": "sud", "scope": {"labels": {"partner": "Sud"}}, "limit": {"ceiling": "3.50"}}]);
    let answer = ask(json!({"op": "diagnose", "plan": plan(two.clone())}))["conflict"].clone();
    assert_eq!(
        answer["parts"],
        json!([{"rule": "low", "of": ["b", "c"], "part": [{"line": "b"}, {"line": "c"}]}])
    );
    let plan = Plan::from_json(&plan(two).to_string()).unwrap();
    let Answer::Infeasible(conflict) = Conflict::diagnose(&plan, Authorization::Free).unwrap() else {
        panic!("4 > 3.5")
    };
    assert_eq!(
        conflict.explanation(Language::Italian),
        "il massimale di `sud` (3,50 €) è incompatibile con i minimi di `low` (voci `b`, `c`) (4,00 €): eccedenza \
         0,50 €; eliminandone uno il conflitto si risolve"
    );
}

#[test]
fn crossing_rules_give_way_by_the_fewest_cents() {
    let line = |id: &str, action: &str, category: &str| json!({"id": id, "amount": "2.00", "labels": {"action": action, "category": category}});
    let lines = json!([line("a", "1", "x"), line("b", "1", "y"), line("c", "2", "x"), line("d", "2", "y")]);
    let rule = |id: &str, key: &str, value: &str, limit: Value| json!({"id": id, "scope": {"labels": {key: value}}, "limit": limit});
    let rules = json!([rule("action-1", "action", "1", json!({"floor": "6.00"})),
                       rule("category-x", "category", "x", json!({"ceiling": "1.00"})),
                       {"id": "b-top", "scope": {"lines": ["b"]}, "limit": {"ceiling": "4.50"}},
                       rule("action-2", "action", "2", json!({"floor": "0.50"}))]);
    let plan =
        json!({"format": "riparto.plan/1", "title": "t", "total": "8.00", "lines": lines, "rules": rules});
    let conflict = ask(json!({"op": "diagnose", "plan": plan}))["conflict"].clone();
    assert_eq!(conflict["rules"], json!(["action-1", "category-x", "b-top"]));
    assert_eq!(conflict["minimal"], true);
    assert_eq!(conflict["relaxation"]["total"], "0.50");
    let ways = conflict["relaxation"]["rules"].as_array().unwrap();
    assert!(ways.iter().all(|way| conflict["rules"].as_array().unwrap().contains(&way["rule"])), "{ways:?}");
}

#[test]
fn a_conflict_of_more_floors_than_are_searched_is_found_in_one_sweep() {
    let count = 6_000;
    let lines: Vec<Value> = (0..count).map(|number| json!({"id": line(number), "amount": "10.00"})).collect();
    let floor = |number| json!({"id": format!("f{number}"), "scope": {"lines": [line(number)]}, "limit": {"floor": "10.01"}});
    let rules: Vec<Value> = (0..count).map(floor).collect();
    let plan = json!({"format": "riparto.plan/1", "title": "t", "total": "60000.00", "lines": lines, "rules": rules});
    let conflict = ask(json!({"op": "diagnose", "plan": plan}))["conflict"].clone();
    // 5,995 floors sum to 60,009.95 and 5,994 to 59,999.94.
    assert_eq!(conflict["rules"].as_array().unwrap().len(), 5_995);
    assert_eq!(conflict["minimal"], false);
    assert_eq!(conflict["relaxation"]["total"], "60.00");
}

#[test]
fn conflicts_are_the_recorded_smallest_ones() {
    let mut conflicts = 0;
    for Recorded { id, request, expect } in recorded(include_str!("vectors/feasibility.jsonl")) {
        let plan = plan(&request);
        let answer = ask(json!({"op": "diagnose", "plan": plan}));
        assert_eq!(answer["feasible"], expect["feasible"], "{id}");
        if expect["feasible"] == true {
            continue;
        }
        conflicts += 1;
        let conflict = &answer["conflict"];
        let named: BTreeSet<String> = conflict["rules"]
            .as_array()
            .unwrap()
            .iter()
            .map(|rule| rule.as_str().unwrap())
            .map(|rule| {
                if rule.starts_with("lock:") { rule.trim_end_matches(":floor") } else { rule }.to_owned()
            })
            .collect();
        let recorded: Vec<BTreeSet<String>> =
            serde_json::from_value(expect["min_conflicts"].clone()).unwrap();
        assert!(recorded.contains(&named), "{id}: {named:?} is none of {recorded:?}");
        assert_eq!(conflict["minimal"], true, "{id}");
        assert_eq!(conflict["relaxation"]["total"], euros(&expect["min_relax_total"]), "{id}");
    }
    assert!(conflicts >= 5, "{conflicts}");
}

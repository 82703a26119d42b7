//! The cases of `tests/vectors`, whose optima come from two independent engines.

use serde_json::Value;

use super::instance::{DISTANCES, Instance};
use crate::flow::{Group, infeasible_set, is_feasible, is_optimal, solve};

fn integers(value: &Value) -> Vec<i64> {
    value.as_array().unwrap().iter().map(|entry| entry.as_i64().unwrap()).collect()
}

fn ceiling(value: &Value) -> i64 {
    value.as_i64().unwrap_or(i64::MAX)
}

fn family(value: &Value) -> Vec<Group> {
    let groups = value.as_array().map(Vec::as_slice).unwrap_or_default();
    groups
        .iter()
        .map(|group| Group {
            lines: integers(&group["members"]).into_iter().map(|line| u32::try_from(line).unwrap()).collect(),
            low: group["floor"].as_i64().unwrap(),
            high: ceiling(&group["ceil"]),
        })
        .collect()
}

fn read(request: &Value) -> Instance {
    let low = integers(&request["floors"]);
    let total = request["total"].as_i64().unwrap();
    let movement = request.get("cum_cap").map(|cap| {
        let base = integers(&request["baseline"]);
        let moved = cap.as_i64().unwrap() + total - base.iter().sum::<i64>();
        (base, moved.div_euclid(2))
    });
    Instance {
        total,
        wish: request.get("wish").map_or_else(|| vec![0; low.len()], integers),
        high: request["ceils"].as_array().unwrap().iter().map(ceiling).collect(),
        weights: request.get("weights").map_or_else(|| vec![1; low.len()], integers),
        families: [family(&request["groups"]), family(&request["categories"])],
        movement,
        low,
    }
}

/// As many cases as recorded; the optima of the second number of them are compared.
fn check(cases: &str, recorded: usize, optima: usize) {
    let (mut count, mut compared) = (0, 0);
    for line in cases.lines() {
        let case: Value = serde_json::from_str(line).unwrap();
        let (id, expect) = (case["id"].as_str().unwrap(), &case["expect"]);
        let instance = read(&case["request"]);
        let problem = instance.problem();
        count += 1;
        assert_eq!(is_feasible(&problem), expect["feasible"].as_bool().unwrap(), "{id}");
        assert_eq!(infeasible_set(&problem).is_none(), is_feasible(&problem), "{id}");
        for (place, distance) in DISTANCES.into_iter().enumerate() {
            let answer = solve(&problem, distance);
            assert_eq!(answer.is_some(), is_feasible(&problem), "{id} {distance:?}");
            let (Some(amounts), Some(best)) = (answer, expect.get(["l2", "l1", "linf"][place])) else {
                continue;
            };
            assert!(instance.allows(&amounts), "{id} {distance:?}");
            let cost = instance.objectives(&amounts)[place];
            assert_eq!(cost, i128::from(best.as_i64().unwrap()), "{id} {distance:?}");
            assert!(is_optimal(&problem, distance, &amounts), "{id} {distance:?}");
            compared += 1;
        }
    }
    assert_eq!(count, recorded);
    assert!(compared >= optima, "{compared} optima were compared");
}

#[test]
fn crossing_families() {
    check(include_str!("../../../../../tests/vectors/repair_crossing.jsonl"), 20, 54);
}

#[test]
fn caps_on_the_movement() {
    check(include_str!("../../../../../tests/vectors/repair_cumcap.jsonl"), 20, 51);
}

#[test]
fn structures_without_a_common_optimum() {
    check(include_str!("../../../../../tests/vectors/repair_structure.jsonl"), 22, 66);
}

#[test]
fn crossing_families_feasible_or_not() {
    check(include_str!("../../../../../tests/vectors/feasibility_crossing.jsonl"), 10, 0);
}

#[test]
fn one_family() {
    check(include_str!("../../../../../tests/vectors/repair_laminar.jsonl"), 50, 144);
}

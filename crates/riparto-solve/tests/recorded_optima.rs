//! The recorded optima at the solver itself, as integers: no plan, no rule, no JSON of the API in between. Two other engines agreed on
//! each.

use riparto_solve::flow::{Distance, Family, Group, Problem, infeasible_set, is_nearest, solve};
use serde_json::Value;

const RECORDED: [(&str, &str); 5] = [
    ("cents", include_str!("../../../tests/vectors/repair_cents.jsonl")),
    ("crossing", include_str!("../../../tests/vectors/repair_crossing.jsonl")),
    ("cap", include_str!("../../../tests/vectors/repair_cumcap.jsonl")),
    ("laminar", include_str!("../../../tests/vectors/repair_laminar.jsonl")),
    ("structure", include_str!("../../../tests/vectors/repair_structure.jsonl")),
];

/// A recorded question as the solver's slices.
struct Instance {
    total: i64,
    wish: Vec<i64>,
    low: Vec<i64>,
    high: Vec<i64>,
    weights: Vec<i64>,
    families: [Vec<Group>; 2],
    base: Vec<i64>,
    cap: Option<i64>,
}

fn integers(value: &Value, missing: i64) -> Vec<i64> {
    value.as_array().into_iter().flatten().map(|number| number.as_i64().unwrap_or(missing)).collect()
}

fn groups(value: &Value) -> Vec<Group> {
    let group = |group: &Value| Group {
        lines: integers(&group["members"], 0).into_iter().map(|line| line.try_into().unwrap()).collect(),
        low: group["floor"].as_i64().unwrap(),
        high: group["ceil"].as_i64().unwrap_or(i64::MAX),
    };
    value.as_array().into_iter().flatten().map(group).collect()
}

impl Instance {
    fn of(request: &Value) -> Instance {
        let (total, base) = (request["total"].as_i64().unwrap(), integers(&request["baseline"], 0));
        let cap = request["cum_cap"].as_i64();
        Instance {
            total,
            wish: integers(&request["wish"], 0),
            low: integers(&request["floors"], 0),
            high: integers(&request["ceils"], i64::MAX),
            weights: integers(&request["weights"], 1),
            families: [groups(&request["groups"]), groups(&request["categories"])],
            // The recorded cap is one on Σ |x − b|.
            cap: cap.map(|cap| (cap + total - base.iter().sum::<i64>()).div_euclid(2)),
            base,
        }
    }

    fn problem(&self) -> Problem<'_> {
        Problem {
            total: self.total,
            wish: &self.wish,
            low: &self.low,
            high: &self.high,
            weights: &self.weights,
            families: [Family::Laminar(&self.families[0]), Family::Laminar(&self.families[1])],
            movement: self.cap.map(|cap| (&self.base[..], cap)),
        }
    }

    fn distance(&self, distance: Distance, amounts: &[i64]) -> i128 {
        let weight = |line: usize| i128::from(self.weights.get(line).copied().unwrap_or(1));
        let changes =
            amounts.iter().zip(&self.wish).map(|(amount, wish)| i128::from(amount - wish)).enumerate();
        match distance {
            Distance::Squares => changes.map(|(line, change)| weight(line) * change * change).sum(),
            Distance::Moved => changes.map(|(line, change)| weight(line) * change.abs()).sum(),
            Distance::Peak => changes.map(|(line, change)| weight(line) * change.abs()).max().unwrap_or(0),
        }
    }
}

#[test]
fn the_flow_reaches_the_recorded_optimum_of_each_distance() {
    let (mut optima, mut infeasible) = (0, 0);
    for (family, text) in RECORDED {
        for line in text.lines() {
            let case: Value = serde_json::from_str(line).unwrap();
            let (id, expect) = (format!("{family} {}", case["id"]), &case["expect"]);
            let instance = Instance::of(&case["request"]);
            let problem = instance.problem();
            assert_eq!(infeasible_set(&problem).is_none(), expect["feasible"] == true, "{id}");
            for (distance, norm) in Distance::ALL.into_iter().zip(["l2", "l1", "linf"]) {
                let Some(amounts) = solve(&problem, distance) else {
                    assert_eq!(expect["feasible"], false, "{id}");
                    infeasible += 1;
                    continue;
                };
                let found = instance.distance(distance, &amounts);
                assert_eq!(found, i128::from(expect[norm].as_i64().unwrap()), "{id}: {norm}");
                assert!(is_nearest(&problem, distance, &amounts), "{id}: {norm}");
                optima += 1;
            }
        }
    }
    assert_eq!((optima, infeasible), (3 * 121, 3 * 7));
}

//! Splitting by weights through JSON: recorded optima here, ties and refusals below. The laws of the methods are tests of riparto-core.

mod refusals;

use riparto::{Method, api};
use serde_json::{Value, json};

use riparto_test_support::split_oracle::{Case, Ratio};

const FIVE: [Method; 5] =
    [Method::LargestRemainder, Method::Webster, Method::Jefferson, Method::Adams, Method::HuntingtonHill];

fn euros(cents: &Value) -> Value {
    cents.as_u64().map_or(Value::Null, |cents| json!(format!("{}.{:02}", cents / 100, cents % 100)))
}

fn euro_list(cents: &Value) -> Value {
    cents.as_array().unwrap().iter().map(euros).collect()
}

/// Cases whose optima two engines found, or an enumeration: our answer must be as good, by its exact objective.
#[test]
fn recorded_optima_are_reached() {
    let cases = include_str!("vectors/apportion_optima.jsonl");
    let mut feasible = 0;
    for line in cases.lines() {
        let case: Value = serde_json::from_str(line).unwrap();
        let (id, request, expect) = (&case["id"], &case["request"], &case["expect"]);
        let (name, method) = match request["method"].as_str().unwrap() {
            "hamilton" => ("largest_remainder", Method::LargestRemainder),
            "webster" => ("webster", Method::Webster),
            "jefferson" => ("jefferson", Method::Jefferson),
            "adams" => ("adams", Method::Adams),
            "hill" => ("huntington_hill", Method::HuntingtonHill),
            other => panic!("{other}"),
        };
        let response = api::respond(
            &json!({
                "id": id, "op": "apportion", "total": euros(&request["total"]), "weights": request["weights"],
                "floors": euro_list(&request["floors"]), "ceilings": euro_list(&request["ceils"]), "method": name
            })
            .to_string(),
        );
        let response: Value = serde_json::from_str(&response).unwrap();
        if expect["feasible"] == json!(false) {
            assert_eq!(response["error"]["code"], "ceilings_below_total", "{id}");
            continue;
        }
        feasible += 1;
        let numbers = |list: &Value| -> Vec<Option<u64>> {
            list.as_array().unwrap().iter().map(Value::as_u64).collect()
        };
        let case = Case {
            total: request["total"].as_u64().unwrap(),
            weights: numbers(&request["weights"]).iter().map(|w| w.unwrap().try_into().unwrap()).collect(),
            floors: numbers(&request["floors"]).into_iter().map(Option::unwrap).collect(),
            ceilings: numbers(&request["ceils"]),
        };
        let found: Vec<u64> = response["ok"]["amounts"]
            .as_array()
            .unwrap_or_else(|| panic!("{response}"))
            .iter()
            .map(|amount| amount.as_str().unwrap().replace('.', "").parse().unwrap())
            .collect();
        assert_eq!(found.iter().sum::<u64>(), case.total, "{id}");
        for (part, cents) in found.iter().enumerate() {
            assert!((case.floors[part]..=case.ceiling(part)).contains(cents), "{id}: part {part}");
        }
        let water: Vec<Ratio> = expect["waterfill"]
            .as_array()
            .unwrap()
            .iter()
            .map(|q| Ratio::parse(q.as_str().unwrap()))
            .collect();
        assert_eq!(case.water_fill(), water, "{id}");
        let optimum = Ratio::parse(expect["objective"].as_str().unwrap());
        assert_eq!(case.objective(method, &found), (0, optimum), "{id}: {found:?}");
    }
    assert_eq!((cases.lines().count(), feasible), (39, 38));
}

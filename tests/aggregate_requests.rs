//! Aggregation through the JSON API: the recorded cases in either shape, and what lies at the edges.

use std::collections::BTreeMap;

use riparto::Money;
use riparto::ballots::{AggregationRule, CountSheet, ReadBallots};
use serde_json::{Map, Value, json};

use crate::schema::ask;

/// Each case: votes in cents, and the exact outcome that two other programs computed.
const CASES: &str = include_str!("vectors/aggregate.jsonl");

fn numbers(list: &Value) -> Vec<i64> {
    list.as_array().unwrap().iter().map(|number| number.as_i64().unwrap()).collect()
}

fn text(cents: i64) -> String {
    Money::from_cents(cents).unwrap().to_string()
}

/// The request of ballots over lines `z`, `y`, … by id, or in lists.
fn request(total: i64, votes: &[Vec<i64>], weights: &Value, rule: &str, by_line: bool) -> Value {
    let ballot = |(party, vote): (usize, &Vec<i64>)| {
        let amounts = match by_line {
            false => json!(vote.iter().map(|cents| text(*cents)).collect::<Vec<_>>()),
            true => {
                // A line may stand anywhere in a later ballot.
                let mut pairs: Vec<(String, Value)> =
                    vote.iter().enumerate().map(|(line, cents)| (id(line), json!(text(*cents)))).collect();
                pairs.rotate_left(party % vote.len());
                Value::Object(pairs.into_iter().collect::<Map<_, _>>())
            }
        };
        json!({"party": format!("p{party}"), "weight": weights.get(party).cloned(), "amounts": amounts})
    };
    let ballots: Vec<Value> = votes.iter().enumerate().map(ballot).collect();
    json!({"op": "aggregate", "total": text(total), "rule": rule, "ballots": ballots})
}

fn id(line: usize) -> String {
    format!("l{line}")
}

/// Values by line, whatever their shape.
fn by_position(values: &Value) -> Vec<&str> {
    match values {
        Value::Array(list) => list.iter().map(|value| value.as_str().unwrap()).collect(),
        map => (0..map.as_object().unwrap().len()).map(|line| map[&id(line)].as_str().unwrap()).collect(),
    }
}

#[test]
fn recorded_cases_are_answered_in_the_shape_of_their_ballots() {
    for line in CASES.lines() {
        let case: Value = serde_json::from_str(line).unwrap();
        let votes: Vec<Vec<i64>> = case["request"]["votes"].as_array().unwrap().iter().map(numbers).collect();
        let (total, rule) =
            (case["request"]["total"].as_i64().unwrap(), case["request"]["rule"].as_str().unwrap());
        let exact: Vec<&str> = case["expect"]["cents_exact"]
            .as_array()
            .unwrap()
            .iter()
            .map(|text| text.as_str().unwrap())
            .collect();
        let rounded: Vec<String> = numbers(&case["expect"]["cents_rounded"]).into_iter().map(text).collect();
        for by_line in [false, true] {
            let answer = ask(&request(total, &votes, &case["request"]["weights"], rule, by_line));
            let ok = &answer["ok"];
            assert_eq!(ok["exact"].is_object(), by_line);
            assert_eq!(by_position(&ok["exact"]), exact, "{}", case["id"]);
            assert_eq!(by_position(&ok["amounts"]), rounded, "{}", case["id"]);
            assert_eq!(ok["rule"], rule);
            for leftover in ok["receipt"]["leftovers"].as_array().unwrap() {
                let part = usize::try_from(leftover["part"].as_u64().unwrap()).unwrap();
                assert!(exact[part].contains('/'), "{}", case["id"]);
                assert_eq!(leftover.get("line"), by_line.then(|| json!(id(part))).as_ref());
            }
        }
    }
}

/// What each rule makes of ballots in lists.
fn outcomes(total: i64, votes: &[Vec<i64>], weights: &Value) -> Vec<Vec<String>> {
    let outcome = |rule: AggregationRule| {
        let answer = ask(&request(total, votes, weights, rule.name(), false));
        by_position(&answer["ok"]["exact"]).into_iter().map(str::to_owned).collect()
    };
    AggregationRule::ALL.map(outcome).to_vec()
}

fn all_are(outcomes: &[Vec<String>], expected: &[&str]) {
    assert!(outcomes.iter().all(|outcome| outcome == expected), "{outcomes:?}");
}

#[test]
fn parties_that_are_written_nearly_alike_are_named() {
    let ballots = |parties: &[&str]| {
        let ballots = parties.iter().map(|party| json!({"party": party, "amounts": ["60.00", "40.00"]}));
        ask(&json!({"op": "aggregate", "total": "100.00", "rule": "mean", "ballots": ballots.collect::<Vec<_>>()}))["ok"].clone()
    };
    let twice = ballots(&["anci", "ats", "ANCI", "A-TS", "cnr"]);
    assert_eq!(twice["near_equal_parties"], json!([["anci", "ANCI"], ["ats", "A-TS"]]));
    assert_eq!(ballots(&["anci", "ats"]).get("near_equal_parties"), None);
}

#[test]
fn what_lies_at_the_edges_is_answered() {
    let none = Value::Null;
    let most = 1 << 48;
    all_are(&outcomes(0, &[vec![0, 0, 0], vec![0, 0, 0]], &none), &["0", "0", "0"]);
    all_are(&outcomes(0, &[vec![0]], &none), &["0"]);
    all_are(&outcomes(1, &[vec![1]], &none), &["1"]);
    all_are(&outcomes(7, &[vec![7], vec![7], vec![7]], &json!([1, 1024, 3])), &["7"]);
    all_are(&outcomes(5, &[vec![0, 5, 0]], &json!(["1024"])), &["0", "5", "0"]);
    // A line that nobody wants, and ties everywhere.
    all_are(&outcomes(10, &[vec![5, 5, 0], vec![5, 5, 0], vec![5, 5, 0]], &none), &["5", "5", "0"]);
    all_are(
        &outcomes(most, &[vec![most, 0], vec![most, 0]], &json!([1024, 1023])),
        &[&most.to_string(), "0"],
    );
    let halves = outcomes(most, &[vec![most, 0], vec![0, most]], &json!([1024, 1024]));
    all_are(&halves, &[&(most / 2).to_string(), &(most / 2).to_string()]);
    // The largest total, the heaviest ballots, a cent apart.
    let votes = [vec![most - 1, 1], vec![1, most - 1], vec![most, 0]];
    for outcome in outcomes(most, &votes, &json!([1024, 1023, 1021])) {
        assert_eq!(outcome.len(), 2);
    }
}

#[test]
fn weights_count_in_proportion_however_they_are_written() {
    let votes = [vec![9, 1, 0], vec![2, 5, 3], vec![0, 0, 10]];
    let plain = outcomes(10, &votes, &json!([3, 2, 1]));
    for weights in [
        json!(["3", "2", "1"]),
        json!([3000, 2000, 1000]),
        json!(["1.5", 1, "0.5"]),
        json!(["0.3", "0.20", "0.1"]),
    ] {
        assert_eq!(outcomes(10, &votes, &weights), plain, "{weights}");
    }
}

#[test]
fn rules_of_a_plan_are_respected_or_said_to_clash() {
    let plan = |ceiling: &str| {
        json!({"format": "riparto.plan/1", "title": "Plan", "total": "0.10",
               "lines": [{"id": "l0", "amount": "0.10"}, {"id": "l1", "amount": "0.00"}],
               "rules": [{"id": "r", "scope": "all", "each": "line", "limit": {"ceiling": ceiling}, "needs": "prior_approval"}]})
    };
    let mut request = request(10, &[vec![10, 0], vec![8, 2]], &Value::Null, "mean", true);
    request["plan"] = plan("0.06");
    let ok = &ask(&request)["ok"];
    assert_eq!(ok["amounts"], json!({"l0": "0.06", "l1": "0.04"}));
    assert_eq!(ok["exact"], json!({"l0": "9", "l1": "1"}));
    assert_eq!(
        ok["repair"],
        json!({"before": {"l0": "0.09", "l1": "0.01"}, "moved": "0.06", "binding": ["r"], "cost": "0.12"})
    );
    assert_eq!(ok["compromise"], json!({"amounts": {"l0": "0.06", "l1": "0.04"}, "cost": "0.12"}));
    assert_eq!(ok["guarantee"], "not_truthful");
    request["plan"] = plan("0.04");
    let ok = &ask(&request)["ok"];
    assert_eq!((&ok["feasible"], &ok["conflict"]["rules"]), (&json!(false), &json!(["r"])));
    request["up_to"] = json!("prior_approval");
    assert_eq!(ask(&request)["ok"]["amounts"], json!({"l0": "0.09", "l1": "0.01"}));
    request["total"] = json!("0.09");
    assert_eq!(ask(&request)["error"]["code"], "ballot_unbalanced");
}

/// Whole cents beside the rounded outcome, for every rule; none where there are no phantoms.
#[test]
fn phantoms_that_rise_by_whole_cents_are_told_where_they_are_asked_for() {
    let ballots = json!([
        {"party": "anci", "amounts": {"a": "0.05", "b": "0.01", "c": "0.04"}},
        {"party": "arti", "weight": 2, "amounts": {"a": "0.00", "b": "0.07", "c": "0.03"}},
        {"party": "cnr", "amounts": {"a": "0.10", "b": "0.00", "c": "0.00"}}
    ]);
    let mut told = 0;
    for rule in AggregationRule::ALL {
        let request =
            json!({"op": "aggregate", "total": "0.10", "rule": rule, "ballots": ballots, "integral": true});
        let answer = ask(&request)["ok"].clone();
        let integral = &answer["integral"];
        assert_eq!(integral.is_null(), !rule.is_strategyproof(), "{rule:?}");
        if integral.is_null() {
            continue;
        }
        assert_eq!(integral["guarantee"], "truthful_to_the_cent");
        let amounts = integral["amounts"].as_object().unwrap();
        let sum =
            Money::checked_sum(amounts.values().map(|amount| amount.as_str().unwrap().parse().unwrap()));
        assert_eq!(sum.unwrap().to_string(), "0.10");
        told += 1;
        let mut plain = request.clone();
        plain.as_object_mut().unwrap().remove("integral");
        assert!(ask(&plain)["ok"].get("integral").is_none());
    }
    assert_eq!(told, 5);
}

/// How much weight stands at each amount of each line, as JSON and as a table.
fn counted(votes: &[Vec<i64>], weights: &Value) -> (Value, String) {
    let (mut counts, mut table) = (Map::new(), String::from("line,amount,weight\n"));
    for line in 0..votes[0].len() {
        let mut of_line: BTreeMap<i64, u64> = BTreeMap::new();
        for (ballot, vote) in votes.iter().enumerate() {
            let weight = weights.get(ballot).map_or(1, |weight| match weight {
                Value::String(text) => text.parse().unwrap(),
                number => number.as_u64().unwrap(),
            });
            *of_line.entry(vote[line]).or_default() += weight;
            table.push_str(&format!("{},{},{weight}\n", id(line), text(vote[line])));
        }
        let of_line = of_line.into_iter().map(|(cents, weight)| (text(cents), json!(weight)));
        counts.insert(id(line), Value::Object(of_line.collect()));
    }
    (Value::Object(counts), table)
}

#[test]
fn counts_are_answered_as_the_ballots_are_through_every_door() {
    for line in CASES.lines() {
        let case: Value = serde_json::from_str(line).unwrap();
        let votes: Vec<Vec<i64>> = case["request"]["votes"].as_array().unwrap().iter().map(numbers).collect();
        let (rule, weights) = (case["request"]["rule"].as_str().unwrap(), &case["request"]["weights"]);
        let mut of_ballots = request(case["request"]["total"].as_i64().unwrap(), &votes, weights, rule, true);
        of_ballots["integral"] = json!(true);
        of_ballots["fairness"] = json!(true);
        let (counts, table) = counted(&votes, weights);
        let of_counts =
            json!({"op": "aggregate", "rule": rule, "counts": counts, "integral": true, "fairness": true});
        let [ballots, counts] = [&of_ballots, &of_counts].map(|asked| ask(asked)["ok"].clone());
        for same in ["rule", "amounts", "exact", "receipt", "guarantee", "integral"] {
            assert_eq!(ballots[same], counts[same], "{}: {same}", case["id"]);
        }
        assert_eq!(ballots["fairness"]["welfare"], counts["fairness"]["welfare"], "{}", case["id"]);
        let sheet = CountSheet::from_csv(&table, &ReadBallots::default()).unwrap();
        let rule: AggregationRule = serde_json::from_value(json!(rule)).unwrap();
        let aggregate = sheet.tally().aggregate(rule);
        let exact: Vec<String> = aggregate.exact().iter().map(ToString::to_string).collect();
        assert_eq!(by_position(&counts["exact"]), exact, "{}", case["id"]);
        assert_eq!(sheet.tally().weight(), u32::try_from(counts["weight"].as_u64().unwrap()).unwrap());
    }
}

#[test]
fn what_needs_the_ballots_is_refused_with_counts() {
    let counts = json!({"a": {"1.00": 2}});
    for (field, value) in [
        ("ballots", json!([{"party": "p", "amounts": {"a": "1.00"}}])),
        ("completion", json!("in_proportion")),
        ("tolerance", json!("1.00")),
        ("groups", json!({"all": ["p"]})),
    ] {
        let mut request = json!({"op": "aggregate", "counts": counts});
        request[field] = value;
        let response: Value = serde_json::from_str(&riparto::api::respond(&request.to_string())).unwrap();
        assert_eq!(response["error"]["code"], "counts_cannot", "{field}");
        assert!(response["error"]["message"].as_str().unwrap().contains(&format!("`{field}`")), "{response}");
        assert!(crate::schema::flaws("request", &request).is_some(), "{field}");
        request[field] = Value::Null;
        assert_eq!(ask(&request)["ok"]["amounts"]["a"], "1.00");
    }
    for (counts, code) in [
        (json!({"a": {"1.00": 2}, "b": {"0.00": 2, "0": 1}}), "id_taken"),
        (json!({"a": {"uno": 2}}), "amount_not_plain"),
        (json!({"a b": {"1.00": 2}}), "id_malformed"),
        (json!({"a": {"1.00": 0}}), "ballot_weight"),
        (json!({"a": 2}), "document_malformed"),
    ] {
        let request = json!({"op": "aggregate", "counts": counts}).to_string();
        let response: Value = serde_json::from_str(&riparto::api::respond(&request)).unwrap();
        assert_eq!(response["error"]["code"], code, "{response}");
    }
    let none: Value =
        serde_json::from_str(&riparto::api::respond(r#"{"op": "aggregate", "total": "1.00"}"#)).unwrap();
    assert_eq!(none["error"]["code"], "field_missing");
}

#[test]
fn whole_cents_within_the_rules_are_told_or_why_there_are_none() {
    let ballots = json!([
        {"party": "p", "amounts": {"a": "0.90", "b": "0.10", "c": "0.00"}},
        {"party": "q", "amounts": {"a": "0.60", "b": "0.20", "c": "0.20"}}]);
    let asked = |scope: Value, limit: Value| {
        let plan = json!({"format": "riparto.plan/1", "title": "Plan", "total": "1.00",
            "lines": [{"id": "a", "amount": "0.40"}, {"id": "b", "amount": "0.30"}, {"id": "c", "amount": "0.30"}],
            "rules": [{"id": "r", "scope": scope, "limit": limit}]});
        ask(&json!({"op": "aggregate", "ballots": ballots, "plan": plan, "integral": true}))["ok"]["integral"]
            .clone()
    };
    let of_line = asked(json!({"lines": ["b"]}), json!({"floor": "0.35"}));
    assert_eq!(of_line["within"], json!({"a": "0.58", "b": "0.35", "c": "0.07"}));
    assert_eq!(of_line.get("no_within"), None);
    let of_two = asked(json!({"lines": ["b", "c"]}), json!({"floor": "0.35"}));
    assert_eq!(of_two["within"], Value::Null);
    assert!(of_two["no_within"].as_str().unwrap().contains("single lines"), "{of_two}");
    let mut plain = json!({"op": "aggregate", "total": "1.00", "ballots": ballots, "integral": true});
    assert_eq!(ask(&plain)["ok"]["integral"].get("within"), None, "without a plan");
    plain["rule"] = json!("mean");
    assert_eq!(ask(&plain)["ok"]["integral"], Value::Null);
}

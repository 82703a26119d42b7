//! Aggregation rules: recorded cases, an independent oracle, and what the papers promise.

mod counts;
mod fairness;
mod files;
mod integral;
mod oracle;
mod profiles;
mod properties;
mod ratio;
mod under_rules;
mod worst_cases;

use riparto_ballots::ballots::{AggregationRule, Ballot, Ballots};
use riparto_core::Money;
use serde_json::Value;

/// Each case: votes in cents, and the exact outcome that two other programs computed.
const CASES: &str = include_str!("../../../tests/vectors/aggregate.jsonl");

pub(crate) fn money(cents: i64) -> Money {
    Money::from_cents(cents).unwrap()
}

pub(crate) fn ballots(votes: &[Vec<i64>], weights: &[u32]) -> Ballots {
    let total = money(votes[0].iter().sum());
    let ballot = |(party, vote): (usize, &Vec<i64>)| {
        let amounts = vote.iter().map(|cents| money(*cents)).collect();
        Ballot::new(format!("p{party}"), weights.get(party).copied().unwrap_or(1), amounts).unwrap()
    };
    Ballots::new(total, votes.iter().enumerate().map(ballot).collect()).unwrap()
}

pub(crate) fn exact(ballots: &Ballots, rule: AggregationRule) -> Vec<String> {
    ballots.aggregate(rule).exact().iter().map(ToString::to_string).collect()
}

fn numbers(list: &Value) -> Vec<i64> {
    list.as_array().unwrap().iter().map(|number| number.as_i64().unwrap()).collect()
}

#[test]
fn recorded_cases_have_their_exact_outcome() {
    let mut count = 0;
    for line in CASES.lines() {
        let case: Value = serde_json::from_str(line).unwrap();
        let request = &case["request"];
        let votes: Vec<Vec<i64>> = request["votes"].as_array().unwrap().iter().map(numbers).collect();
        let weights: Vec<u32> = match &request["weights"] {
            Value::Null => Vec::new(),
            weights => numbers(weights).into_iter().map(|weight| weight.try_into().unwrap()).collect(),
        };
        let rule: AggregationRule = serde_json::from_value(request["rule"].clone()).unwrap();
        let ballots = ballots(&votes, &weights);
        let expected: Vec<String> = case["expect"]["cents_exact"]
            .as_array()
            .unwrap()
            .iter()
            .map(|text| text.as_str().unwrap().to_owned())
            .collect();
        assert_eq!(exact(&ballots, rule), expected, "{}", case["id"]);
        let cents: Vec<i64> = ballots.aggregate(rule).amounts().iter().map(|amount| amount.cents()).collect();
        assert_eq!(cents, numbers(&case["expect"]["cents_rounded"]), "{}", case["id"]);
        count += 1;
    }
    assert_eq!(count, 78);
}

//! What a person asks for in words: fairly, the same percentage from each; or from as few as can be.

use riparto::{
    Answer, Authorization, Measure, Money, Plan, Proposal, Rebalance, Settlement, SettlementAnswer,
};
use serde_json::{Value, json};

use super::plans::{any_small_plan, any_wish};

pub(super) fn plan(amounts: &[&str], rules: &Value) -> Plan {
    let total = Money::checked_sum(amounts.iter().map(|amount| amount.parse::<Money>().unwrap())).unwrap();
    let lines: Vec<Value> = amounts
        .iter()
        .enumerate()
        .map(|(number, amount)| json!({"id": format!("l{number}"), "amount": amount}))
        .collect();
    let plan = json!({"format": "riparto.plan/1", "title": "Plan", "total": total.to_string(), "lines": lines, "rules": rules});
    Plan::from_json(&plan.to_string()).unwrap()
}

fn proposal_of(settlement: &Settlement) -> Proposal {
    settlement.transfers().iter().fold(Proposal::new("p", "x").unwrap(), |proposal, transfer| {
        proposal.transfer(transfer.from(), transfer.to(), transfer.amount()).unwrap()
    })
}

/// The amounts that an answer has; its amounts break no rule, and its transfers pass.
fn amounts(plan: &Plan, measure: Measure) -> (Vec<String>, usize) {
    let options = Rebalance::new().measure(measure);
    let wish = plan.approved().amounts();
    let Answer::Found(nearest) = options.clone().wishes(wish).run(plan).unwrap() else {
        panic!("there is one")
    };
    assert!(nearest.is_proven());
    assert!(nearest.optimal_for().contains(&measure));
    assert!(options.clone().wishes(wish).verify(plan, nearest.allocation()).unwrap());
    assert!(plan.check_allocation(nearest.allocation()).unwrap().is_empty());
    let Some(SettlementAnswer::Found(settlement)) = nearest.settlement() else {
        panic!("nothing is in the way")
    };
    let proposal = proposal_of(settlement);
    assert!(plan.assess(&proposal).unwrap().findings().is_empty());
    (
        nearest.allocation().amounts().iter().map(|amount| amount.to_string()).collect(),
        settlement.transfers().len(),
    )
}

#[test]
fn a_floor_on_one_of_ten_equal_lines_takes_one_transfer_from_one_line() {
    let plan = plan(
        &["500.00"; 10],
        &json!([{"id": "r", "scope": {"lines": ["l3"]}, "limit": {"floor": "800.00"}}]),
    );
    let (after, transfers) = amounts(&plan, Measure::FewestLines);
    assert_eq!(transfers, 1);
    assert_eq!(after.iter().filter(|amount| *amount == "500.00").count(), 8);
    assert_eq!((after[0].as_str(), after[3].as_str()), ("200.00", "800.00"));
    let (_, transfers) = amounts(&plan, Measure::LeastSquares);
    assert_eq!(transfers, 9);
}

#[test]
fn what_is_taken_in_proportion_is_the_same_percentage_of_each() {
    let plan = plan(
        &["3790.19", "614000.00", "82209.81", "1000000.00"],
        &json!([{"id": "r", "scope": {"lines": ["l3"]}, "limit": {"floor": "1050000.00"}}]),
    );
    let (after, _) = amounts(&plan, Measure::InProportion);
    // 7.142857 % of each.
    assert_eq!(after, ["3519.46", "570142.86", "76337.68", "1050000.00"]);
    let (after, _) = amounts(&plan, Measure::LeastSquares);
    assert_eq!(after[0], "0.00");
}

#[test]
fn answers_by_each_measure_pass_and_their_transfers_too() {
    use proptest::strategy::{Strategy, ValueTree};
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let tables = any_small_plan().prop_flat_map(|plan| (any_wish(&plan), proptest::prelude::Just(plan)));
    let (mut passed, mut proven) = (0, 0);
    for number in 0..120 {
        let (wish, plan) = tables.new_tree(&mut runner).unwrap().current();
        let measure = [Measure::InProportion, Measure::FewestLines][number % 2];
        let options = Rebalance::new().measure(measure);
        let Answer::Found(nearest) = options.clone().wishes(&wish).run(&plan).unwrap() else { continue };
        assert!(plan.check_allocation(nearest.allocation()).unwrap().is_empty());
        assert!(nearest.at_least() <= nearest.objective().of(measure));
        proven += usize::from(nearest.is_proven());
        let Some(SettlementAnswer::Found(settlement)) = nearest.settlement() else { continue };
        if settlement.transfers().is_empty() {
            continue;
        }
        let proposal = proposal_of(settlement);
        assert!(plan.assess(&proposal).unwrap().authorization() <= Authorization::Free);
        passed += 1;
    }
    println!("{passed} passed, {proven} proven");
    assert!(passed > 30 && proven > 60);
}

#[test]
fn weights_may_be_decimals_and_large() {
    let ask = |weights: Value| -> Value {
        let plan = json!({"format": "riparto.plan/1", "title": "Plan", "total": "100.00", "lines": [
            {"id": "a", "amount": "40.00"}, {"id": "b", "amount": "40.00"}, {"id": "c", "amount": "20.00"}],
            "rules": [{"id": "r", "scope": {"lines": ["c"]}, "limit": {"floor": "27.00"}}]});
        let request = json!({"op": "rebalance", "plan": plan, "wish": {}, "weights": weights});
        serde_json::from_str(&riparto::api::respond(&request.to_string())).unwrap()
    };
    let amounts = |weights: Value| ask(weights)["ok"]["amounts"].clone();
    let known = amounts(json!({"a": 2, "b": 5, "c": 2}));
    assert_eq!(known, json!({"a": "35.00", "b": "38.00", "c": "27.00"}));
    assert_eq!(amounts(json!({"b": "2.5"})), known);
    assert_eq!(amounts(json!({"a": "2000", "b": "5000.0", "c": "2000"})), known);
    assert_eq!(amounts(json!({"a": "333.2", "b": "833", "c": "333.2"})), known);
    // Co-financing of 48,125 and of 950, and thirds with a decimal.
    let cofinanced = amounts(json!({"a": 1_925, "b": 38, "c": 1_925}));
    assert_eq!(amounts(json!({"a": 48_125, "b": 950, "c": 48_125})), cofinanced);
    assert_eq!(amounts(json!({"a": "481250.0", "b": "9500", "c": 481_250})), cofinanced);
    assert_eq!(cofinanced, json!({"a": "39.86", "b": "33.14", "c": "27.00"}));
    let thirds = amounts(json!({"a": "333.3"}));
    assert_eq!(thirds, amounts(json!({"a": 3_333, "b": 10, "c": 10})));
    assert_eq!(thirds, json!({"a": "39.98", "b": "33.02", "c": "27.00"}));
    assert_eq!(amounts(json!({"a": 1_073_741_824})), json!({"a": "40.00", "b": "33.00", "c": "27.00"}));
    assert_eq!(amounts(json!({"a": "0.0001"})), json!({"a": "33.00", "b": "40.00", "c": "27.00"}));
    let most = "in lowest terms, weights of a wish go from 1 to 1073741824";
    for (weights, blamed) in [
        (json!({"a": 0}), "0"),
        (json!({"a": "0.00"}), "0.00"),
        (json!({"a": 1_073_741_825}), "1073741825"),
        (json!({"a": "0.0000000001"}), "0.0000000001"),
        (json!({"b": 999_999_999_999_999_999_u64, "a": "0.1"}), "999999999999999999"),
    ] {
        let error = &ask(weights.clone())["error"];
        assert_eq!(error["code"], "wish_weight", "{weights}");
        assert_eq!(error["message"], format!("the weight {blamed} is out of range: {most}"));
    }
    for (weight, why) in [
        (json!("1,5"), "`1,5` is not a weight: write a number of zero or more, such as `3` or `12.5`"),
        (json!("-1"), "`-1` is not a weight: write a number of zero or more, such as `3` or `12.5`"),
        (
            json!("1.000.000"),
            "`1.000.000` is not a weight: write a number of zero or more, such as `3` or `12.5`",
        ),
        (
            json!("1234567890.123456789"),
            "weight `1234567890.123456789` is too long: at most 18 digits are allowed",
        ),
    ] {
        let message = ask(json!({"a": weight}))["error"]["message"].clone();
        assert!(message.as_str().is_some_and(|message| message.ends_with(why)), "{message}");
    }
}

//! Weights far apart, and as large as they may be beside the largest amounts.

use proptest::prelude::*;
use riparto_core::capacity::{MAX_AMOUNT_CENTS, MAX_WISH_WEIGHT};
use riparto_core::{Money, Plan};
use riparto_rebalance::rebalance::DistributionRule;
use riparto_rebalance::{Answer, Measure, Rebalance};
use serde_json::{Value, json};

use super::instance::{Instance, TOLD, any_instance, cents, medium, money};
use riparto_test_support::cases;

proptest! {
    #![proptest_config(cases(300))]

    /// Weights that all grow by one factor lead to the same amounts, as far by so many times.
    #[test]
    fn weights_in_one_proportion_have_one_answer(instance in any_instance(medium()), factor in 2..1_000_u32) {
        let factor = instance.weights.iter().max().map_or(factor, |most| factor.min(MAX_WISH_WEIGHT / most));
        let weights = instance.weights.iter().map(|weight| weight * factor).collect();
        let scaled = Instance { weights, ..instance.clone() };
        let mut compared = 0;
        for measure in TOLD {
            let (one, other) = (instance.nearest(measure), scaled.nearest(measure));
            prop_assert_eq!(one.is_some(), other.is_some());
            let Some((one, other)) = one.zip(other) else { continue };
            prop_assert_eq!(cents(one.allocation()), cents(other.allocation()), "{:?}", measure);
            prop_assert_eq!(one.optimal_for(), other.optimal_for());
            let factor = if instance.weights.is_empty() || measure == Measure::FewestLines { 1 } else { factor };
            prop_assert_eq!(one.objective().of(measure) * i128::from(factor), other.objective().of(measure));
            compared += 1;
        }
        prop_assume!(compared > 0);
    }
}

/// Rules of every shape: nested, crossing, a cap on what moves, a share, steps.
fn shapes(most: &str) -> Vec<Value> {
    let rule =
        |id: &str, lines: Value, limit: Value| json!({"id": id, "scope": {"lines": lines}, "limit": limit});
    let part = |cents: i64| money(MAX_AMOUNT_CENTS / cents).to_string();
    let nested = [
        rule("r1", json!(["a", "b", "c"]), json!({"floor": part(3)})),
        rule("r2", json!(["a", "b"]), json!({"ceiling": part(4)})),
    ];
    let crossing = [
        rule("r1", json!(["a", "b"]), json!({"floor": part(3)})),
        rule("r2", json!(["b", "c"]), json!({"ceiling": part(2)})),
        rule("r3", json!(["a", "d"]), json!({"ceiling": part(2)})),
    ];
    let moved = [rule("r1", json!(["a", "b", "c", "d"]), json!({"movement": {"percent": "40"}}))];
    let shared = [rule(
        "r1",
        json!(["a"]),
        json!({"share_floor": {"percent": "33.3", "of": {"lines": ["a", "b", "c"]}}}),
    )];
    let stepped = [
        rule("r1", json!(["a"]), json!({"step": "500.00"})),
        rule("r2", json!(["b"]), json!({"share_ceiling": {"percent": "70", "of": {"lines": ["c"]}}})),
    ];
    let lines: Vec<Value> = ["a", "b", "c", "d"]
        .into_iter()
        .map(|id| json!({"id": id, "amount": if id == "c" { most } else { "0.00" }}))
        .collect();
    let plan = |rules: &[Value]| json!({"format": "riparto.plan/1", "title": "Plan", "total": most, "lines": lines, "rules": rules});
    vec![plan(&nested), plan(&crossing), plan(&moved), plan(&shared), plan(&stepped)]
}

/// Arithmetic that leaves its numbers stops a test.
#[test]
fn nothing_overflows_at_the_largest_amounts_and_weights() {
    let (mut found, mut proven) = (0, 0);
    for plan in shapes(&money(MAX_AMOUNT_CENTS).to_string()) {
        let plan = Plan::from_json(&plan.to_string()).unwrap_or_else(|error| panic!("{error}: {plan}"));
        for wished in [[0, 0, 0, 1], [1, 0, 1, 0], [1, 1, 1, 1], [0, 0, 0, 0], [0, 1, 0, 0]] {
            let wish = wished.map(|part| money(part * MAX_AMOUNT_CENTS));
            let squares = 1 + wished.iter().sum::<i64>();
            let heaviest = u32::try_from((3_i64 << 29) / squares).unwrap().min(MAX_WISH_WEIGHT);
            for weights in
                [[heaviest, 1, 1, 1], [1, heaviest, 1, heaviest], [heaviest, 1_925, 38, heaviest - 1]]
            {
                for measure in TOLD {
                    let options = Rebalance::new().measure(measure).weights(&weights);
                    let answer = options.clone().wishes(&wish).run(&plan).unwrap();
                    let Answer::Found(nearest) = answer else { panic!("{answer:?}: {plan:?} {wished:?}") };
                    assert!(plan.check_allocation(nearest.allocation()).unwrap().is_empty());
                    found += 1;
                    if nearest.is_proven() {
                        proven += 1;
                        assert!(options.clone().wishes(&wish).verify(&plan, nearest.allocation()).unwrap());
                    }
                }
                let refused = |weight: u32| {
                    let weights = vec![weight, 1, 1, 1];
                    let options = Rebalance::new().weights(&weights);
                    options.clone().wishes(&wish).run(&plan).unwrap_err().to_string()
                };
                let says = |weight: u32| {
                    format!(
                        "the weight {weight} is out of range: in lowest terms, weights of a wish go from 1 to {heaviest}"
                    )
                };
                assert_eq!(refused(heaviest + 1), says(heaviest + 1));
            }
        }
    }
    println!("{found} found, {proven} proven");
    assert!(found == 300 && proven > 200);
}

/// What real co-financing asks for: 48,125 against 950 is 1,925 against 38, on a tree, a grid and beyond sums.
#[test]
fn weights_in_lowest_terms_or_not_have_the_same_answer() {
    for plan in shapes("1000.03") {
        // Bounds of sums that are too large for this plan are left out.
        let mut plan = plan;
        let keeps =
            |rule: &Value| rule["limit"].get("floor").is_none() && rule["limit"].get("step").is_none();
        plan["rules"].as_array_mut().unwrap().retain(keeps);
        let plan = Plan::from_json(&plan.to_string()).unwrap();
        let wish: Vec<Money> = [40_001, 30_003, 70_000, 13].map(money).to_vec();
        for measure in TOLD {
            let of = |weights: [u32; 4]| {
                let options = Rebalance::new().measure(measure).weights(&weights);
                let Answer::Found(nearest) = options.clone().wishes(&wish).run(&plan).unwrap() else {
                    panic!()
                };
                assert!(nearest.is_proven());
                assert!(options.clone().wishes(&wish).verify(&plan, nearest.allocation()).unwrap());
                cents(nearest.allocation())
            };
            let known = of([1_925, 38, 1_925, 38]);
            assert_eq!(of([48_125, 950, 48_125, 950]), known, "{measure:?}");
            assert_eq!(of([1_925 << 19, 38 << 19, 1_925 << 19, 38 << 19]), known, "{measure:?}");
        }
    }
}

#[test]
fn weights_of_a_changed_total_that_cannot_be_are_errors() {
    let plan = Plan::from_json(&shapes("1000.03")[2].to_string()).unwrap();
    let most = "in lowest terms, weights of a wish go from 1 to 1073741824";
    for (weights, sentence) in [
        (json!({"b": 0}), format!("the weight 0 is out of range: {most}")),
        (json!({"b": "1073741824.5"}), format!("the weight 1073741824.5 is out of range: {most}")),
        (json!({"a": 2, "b": "0.0000000001"}), format!("the weight 0.0000000001 is out of range: {most}")),
    ] {
        let rule: DistributionRule =
            serde_json::from_value(json!({"nearest": {"weights": weights}})).unwrap();
        let error = rule.run(&plan, "e1", "1.00".parse().unwrap()).unwrap_err();
        assert_eq!((error.code(), error.to_string()), ("wish_weight", sentence));
    }
}

//! Splits that other libraries got wrong, and those of the domain: `apportion.json`.

use riparto_core::money::{TieBreak, Weight};
use riparto_core::{Apportion, Apportionment, Error, Method, Money, apportion};
use serde_json::Value;

use riparto_test_support::vectors::{cases, name};

const CASES: &str = include_str!("../../../tests/vectors/apportion.json");

fn texts(list: &Value) -> Vec<String> {
    list.as_array().expect("a list").iter().map(|text| text.as_str().unwrap().to_owned()).collect()
}

fn cents(list: &Value) -> Vec<i64> {
    list.as_array().expect("a list").iter().map(|cents| cents.as_i64().unwrap()).collect()
}

fn split(case: &Value, weights: &[String]) -> Result<Apportionment, Error> {
    let total = Money::from_cents(case["total_cents"].as_i64().unwrap()).unwrap();
    let weights: Vec<Weight> = weights.iter().map(|weight| weight.parse().unwrap()).collect();
    let tie_break: TieBreak =
        case.get("tie_break").map_or(TieBreak::First, |text| serde_json::from_value(text.clone()).unwrap());
    apportion(total, &weights, &Apportion::new().method(Method::LargestRemainder).tie_break(tie_break))
}

fn amounts(split: &Apportionment) -> Vec<i64> {
    split.amounts().iter().map(|amount| amount.cents()).collect()
}

#[test]
fn splits_are_as_stated() {
    for case in cases(CASES) {
        let name = name(&case);
        match split(&case, &texts(&case["weights"])) {
            Ok(split) => assert_eq!(amounts(&split), cents(&case["cents"]), "{name}"),
            Err(error) => assert_eq!(error.code(), case["error"], "{name}: {error}"),
        }
    }
}

#[test]
fn receipts_name_the_parts_above_their_rounded_share() {
    for case in cases(CASES).iter().filter(|case| case.get("cents").is_some()) {
        let weights = texts(&case["weights"]);
        let split = split(case, &weights).unwrap();
        let decimals: Vec<rust_decimal::Decimal> =
            weights.iter().map(|weight| weight.parse().unwrap()).collect();
        let sum: rust_decimal::Decimal = decimals.iter().sum();
        let total = rust_decimal::Decimal::from(case["total_cents"].as_i64().unwrap());
        let is_above = |part: &usize| {
            decimals[*part] * total < sum * rust_decimal::Decimal::from(amounts(&split)[*part])
        };
        let above: Vec<usize> = (0..weights.len()).filter(is_above).collect();
        let named: Vec<usize> = split.receipt().leftovers.iter().map(|leftover| leftover.part).collect();
        assert_eq!(named, above, "{}", name(case));
    }
}

#[test]
fn rounding_each_part_half_up_loses_or_makes_cents() {
    let contrasts: Vec<Value> =
        cases(CASES).into_iter().filter(|case| case.get("half_up_sum").is_some()).collect();
    assert_eq!(contrasts.len(), 2);
    for case in contrasts {
        let weights: Vec<i128> =
            texts(&case["weights"]).iter().map(|weight| weight.parse().unwrap()).collect();
        let (sum, total) = (weights.iter().sum::<i128>(), i128::from(case["total_cents"].as_i64().unwrap()));
        let half_up: i128 = weights.iter().map(|weight| (2 * weight * total + sum) / (2 * sum)).sum();
        assert_eq!(half_up, i128::from(case["half_up_sum"].as_i64().unwrap()), "{}", name(&case));
    }
}

#[test]
fn the_order_of_the_parts_does_not_matter_where_no_claims_are_equal() {
    let any_order: Vec<Value> = cases(CASES).into_iter().filter(|case| case["any_order"] == true).collect();
    assert!(!any_order.is_empty());
    for case in any_order {
        let pairs: Vec<(String, i64)> =
            texts(&case["weights"]).into_iter().zip(cents(&case["cents"])).collect();
        let mut seen = 0;
        permute(&mut pairs.clone(), 0, &mut |pairs| {
            let (weights, expected): (Vec<String>, Vec<i64>) = pairs.iter().cloned().unzip();
            assert_eq!(amounts(&split(&case, &weights).unwrap()), expected, "{}", name(&case));
            seen += 1;
        });
        assert_eq!(seen, (1..=pairs.len()).product::<usize>());
    }
}

fn permute<T>(list: &mut Vec<T>, from: usize, visit: &mut impl FnMut(&[T])) {
    if from == list.len() {
        return visit(list);
    }
    for place in from..list.len() {
        list.swap(from, place);
        permute(list, from + 1, visit);
        list.swap(from, place);
    }
}

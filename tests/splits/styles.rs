//! Splits in the ways that acts publish them, under every method: what `styles.py` makes of them by exact fractions.

use std::collections::BTreeSet;

use riparto::{Money, MoneyDelta};
use serde_json::{Value, json};

use super::respond;

const STYLES: &str = include_str!("../vectors/split_styles.json");

fn tables() -> Vec<Value> {
    serde_json::from_str(STYLES).unwrap()
}

/// A request about a table: its weights or criteria, its total, unit and what each gets first.
fn about(table: &Value, op: &str) -> Value {
    let mut request = json!({"op": op});
    for field in ["total", "weights", "criteria", "unit", "fixed"] {
        if let Some(value) = table.get(field) {
            request[field] = value.clone();
        }
    }
    request
}

fn sum(amounts: &Value) -> Money {
    Money::checked_sum(
        amounts.as_array().unwrap().iter().map(|amount| amount.as_str().unwrap().parse().unwrap()),
    )
    .unwrap()
}

#[test]
fn every_method_splits_as_exact_fractions_do() {
    let mut splits = 0;
    for table in tables() {
        for (method, amounts) in table["amounts"].as_object().unwrap() {
            let mut request = about(&table, "apportion");
            request["method"] = json!(method);
            if method == "cut_down" {
                request["residual_to"] = table["residual_to"].clone();
            }
            let answer = respond(&request);
            assert_eq!(&answer["ok"]["amounts"], amounts, "{}: {method}: {answer}", table["id"]);
            let total: Money = table["total"].as_str().unwrap().parse().unwrap();
            let apart: MoneyDelta = sum(amounts) - total;
            match method == "half_up" {
                true => assert_eq!(answer["ok"]["difference"], json!(apart.to_string()), "{}", table["id"]),
                false => assert!(apart.is_zero(), "{}: {method}", table["id"]),
            }
            splits += 1;
        }
    }
    assert!(splits >= 80, "{splits}");
}

/// A table published by one method is reproduced by it and by those that come to the same amounts, and by no other.
#[test]
fn a_table_is_retraced_to_the_methods_that_make_it() {
    let mut told_apart = 0;
    for table in tables() {
        let by_method = table["amounts"].as_object().unwrap();
        for (method, published) in by_method {
            let mut request = about(&table, "retrace");
            request["published"] = published.clone();
            let answer = respond(&request)["ok"].take();
            let found: BTreeSet<&str> =
                answer["reproduced_by"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
            assert!(found.contains(method.as_str()), "{}: {method}: {found:?}", table["id"]);
            for (other, amounts) in by_method.iter().filter(|(other, _)| *other != "cut_down") {
                let is_same = amounts == published;
                assert_eq!(found.contains(other.as_str()), is_same, "{}: {method} as {other}", table["id"]);
                told_apart += usize::from(!is_same);
                let pairs = amounts.as_array().unwrap().iter().zip(published.as_array().unwrap());
                let off = pairs.filter(|(amount, published)| amount != published).count();
                assert_eq!(answer["methods"][other]["lines_off"], json!(off), "{}: {other}", table["id"]);
            }
        }
    }
    assert!(told_apart > 150, "{told_apart}");
}

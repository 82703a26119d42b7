//! Amounts as people write them: `money_text.json`.

use riparto_core::money::AmountStyle;
use riparto_core::words::Language;
use riparto_core::{Money, MoneyDelta};
use serde_json::Value;

use riparto_test_support::vectors::{cases, name};

const CASES: &str = include_str!("../../../tests/vectors/money_text.json");

fn style(name: &str) -> AmountStyle {
    match name {
        "plain" => AmountStyle::Plain,
        "italian" => AmountStyle::Italian,
        "english" => AmountStyle::English,
        "european" => AmountStyle::European,
        other => panic!("no style {other}"),
    }
}

fn read(case: &Value) -> Result<Money, riparto_core::Error> {
    let text = case["text"].as_str().expect("a text");
    match case.get("style") {
        Some(name) => Money::parse(text, style(name.as_str().unwrap())),
        None => text.parse(),
    }
}

#[test]
fn amounts_are_read_as_stated() {
    for case in cases(CASES) {
        let name = name(&case);
        match (read(&case), case["cents"].as_i64()) {
            (Ok(money), cents) => assert_eq!(Some(money.cents()), cents, "{name}"),
            (Err(error), Some(cents)) => panic!("{name}: {error}, not {cents}"),
            (Err(error), None) => assert_eq!(error.code(), case["error"], "{name}: {error}"),
        }
    }
}

#[test]
fn ambiguous_amounts_are_refused_with_both_readings() {
    let readings = |case: &Value| case["readings"].as_array().cloned();
    let ambiguous: Vec<Value> = cases(CASES).into_iter().filter(|case| readings(case).is_some()).collect();
    assert!(ambiguous.len() > 3);
    for case in ambiguous {
        let sentence = read(&case).unwrap_err().to_string();
        for reading in readings(&case).unwrap() {
            assert!(sentence.contains(reading.as_str().unwrap()), "{}: {sentence}", name(&case));
        }
    }
}

#[test]
fn a_remedy_is_read_where_it_is_given() {
    let said = |text: &str, style| Money::parse(text, style).unwrap_err().to_string();
    assert_eq!(
        said("25.000", AmountStyle::Plain),
        "amount `25.000` has more than two decimals and is never rounded: \
         write `25000.00` if the point stands between thousands, and whole cents otherwise"
    );
    assert!(said("0.001", AmountStyle::Plain).contains("such as `1234.00`"));
    // A sign that cannot stand is told with the readings; where it can, it is no mistake.
    let unsigned = "-36.000".parse::<Money>().unwrap_err().to_string();
    assert_eq!(
        unsigned,
        "amount `-36.000` can be read as -36000.00 or as -36.000: write `-36000.00` or `-36.000,00` for the first, \
         but here without the sign: an amount is zero or more"
    );
    let signed = "-36.000".parse::<MoneyDelta>().unwrap_err().to_string();
    assert!(signed.ends_with("`-36.000,00` for the first"), "{signed}");
}

#[test]
fn what_is_written_is_read_back_in_every_style() {
    let styles = ["plain", "italian", "english", "european"].map(style);
    for money in cases(CASES).iter().filter_map(|case| read(case).ok()) {
        for style in styles {
            assert_eq!(Money::parse(&money.to_text(style), style), Ok(money));
            assert_eq!(Money::parse(&money.to_figures(style), style), Ok(money));
            assert_eq!(money.to_text(style).parse(), Ok(money), "two decimals leave no doubt");
            let change = -MoneyDelta::from(money);
            assert_eq!(change.to_text(style).parse(), Ok(change));
        }
    }
}

#[test]
fn the_head_of_a_column_names_the_currency_in_the_language_of_the_page() {
    let francs: riparto_core::money::Currency = "CHF".parse().unwrap();
    assert_eq!(francs.head(Language::English, "before", "prima"), "before CHF");
    assert_eq!(francs.head(Language::Italian, "before", "prima"), "prima CHF");
}

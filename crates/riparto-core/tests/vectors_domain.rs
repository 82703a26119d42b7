//! Published budgets, with their slips: `domain.json`.

use riparto_core::money::Rounding;
use riparto_core::{Allocation, Envelope, Money, Percent};
use serde_json::Value;

use riparto_test_support::vectors::{cases, name};

const CASES: &str = include_str!("../../../tests/vectors/domain.json");

fn money(text: &Value) -> Money {
    text.as_str().expect("an amount").parse().unwrap()
}

fn parts(case: &Value) -> Vec<Money> {
    case["parts"].as_array().expect("parts").iter().map(money).collect()
}

fn envelope(case: &Value) -> Envelope {
    let builder = Envelope::builder(name(case), money(&case["total"]));
    let lines = 1..=parts(case).len();
    lines.fold(builder, |builder, line| builder.line(&format!("line-{line}"), "Line")).build().unwrap()
}

#[test]
fn published_parts_sum_to_their_total_or_are_told_by_how_much_they_do_not() {
    let mut slips = 0;
    for case in cases(CASES) {
        match (Allocation::new(&envelope(&case), parts(&case)), case["difference"].as_str()) {
            (Ok(allocation), None) => assert_eq!(allocation.amounts(), parts(&case), "{}", name(&case)),
            (Err(error), Some(difference)) => {
                assert_eq!(error.code(), "total_mismatch", "{}", name(&case));
                assert!(error.to_string().ends_with(&format!(": {difference}")), "{}: {error}", name(&case));
                slips += 1;
            }
            (outcome, _) => panic!("{}: {outcome:?}", name(&case)),
        }
    }
    assert_eq!(slips, 2);
}

/// The shares as they would be printed, half up to two decimals.
#[test]
fn printed_percentages_do_not_sum_to_a_hundred() {
    let mut seen = 0;
    for case in cases(CASES).iter().filter(|case| case.get("printed_percent_sum").is_some()) {
        let total = money(&case["total"]).cents();
        let hundredths = parts(case).iter().map(|part| (part.cents() * 20_000 + total) / (total * 2)).sum();
        let sum = Money::from_cents(hundredths).unwrap();
        assert_eq!(sum.to_string(), case["printed_percent_sum"], "{}", name(case));
        seen += 1;
    }
    assert_eq!(seen, 2);
}

#[test]
fn printed_percentages_do_not_rebuild_the_amounts() {
    let mut seen = 0;
    for case in cases(CASES).iter().filter(|case| case.get("percentages").is_some()) {
        let total = money(&case["total"]);
        let percentages: Vec<&str> =
            case["percentages"].as_array().unwrap().iter().map(|percent| percent.as_str().unwrap()).collect();
        let sum = Money::checked_sum(percentages.iter().map(|percent| percent.parse().unwrap())).unwrap();
        assert_eq!(sum.to_string(), "100.00");
        assert_eq!(percentages.len(), parts(case).len());
        let rebuilt = percentages
            .iter()
            .map(|percent| percent.parse::<Percent>().unwrap().of(total, Rounding::HalfUp).unwrap());
        let deviations = rebuilt.zip(parts(case)).map(|(rebuilt, part)| (rebuilt - part).abs());
        assert_eq!(deviations.max().unwrap().to_string(), case["largest_deviation"], "{}", name(case));
        seen += 1;
    }
    assert_eq!(seen, 1);
}

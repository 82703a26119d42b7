//! Lines as quantities times a unit cost.

use proptest::collection::vec;
use proptest::prelude::*;
use riparto_core::plan::{LinePart, LineUnits};
use riparto_core::{Language, Money, MoneyDelta, Plan, Proposal};
use riparto_report::report::Report;
use serde_json::{Value, json};

fn document(amount: &str, units: &Value) -> String {
    let amount: Money = amount.parse().unwrap();
    let total = Money::checked_sum([amount, Money::from_euros(50_000)]).unwrap();
    json!({
        "format": "riparto.plan/1", "title": "Plan", "total": total,
        "lines": [{"id": "mediation", "amount": amount, "units": units}, {"id": "reserve", "amount": "50000.00"}],
        "rules": [{"id": "reserve-floor", "scope": {"lines": ["reserve"]}, "limit": {"floor": "40000.00"}}]
    })
    .to_string()
}

fn mediation() -> Value {
    json!({"quantities": [{"count": "12", "of": "mediators"}, {"count": "320", "of": "hours"}], "unit_cost": "31.50"})
}

fn plan() -> Plan {
    Plan::from_json(&document("120960.00", &mediation())).unwrap()
}

#[test]
fn units_survive_reading_writing_and_decisions() {
    let mut plan = plan();
    assert_eq!(Plan::from_json(&plan.to_json()).unwrap(), plan);
    let written: Value = serde_json::from_str(&plan.to_json()).unwrap();
    assert_eq!(written["lines"][0]["units"], mediation());
    let proposal = Proposal::new("p1", "ats")
        .unwrap()
        .transfer("reserve", "mediation", "10080.00".parse().unwrap())
        .unwrap();
    plan.apply(&proposal, riparto_core::Authorization::Forbidden).unwrap();
    assert_eq!(Plan::from_json(&plan.to_json()).unwrap(), plan);
    let text = plan.text(Language::Italian);
    assert!(
        text.contains("mediation: 12 mediators × 320 hours × 31,50 = 120.960,00; importo vigente 131.040,00"),
        "{text}"
    );
    let closed = plan.close_line("mediation", Some("reserve")).unwrap();
    assert!(closed.units("mediation").is_some());
    assert_eq!(Plan::from_json(&closed.to_json()).unwrap(), closed);
    let half = |id: &str| LinePart::new(id, Money::from_euros(65_520)).original(Money::from_euros(60_480));
    let split = plan.split_line("mediation", &[half("m1"), half("m2")]).unwrap();
    assert!(split.units("mediation").is_none());
    assert_eq!(Plan::from_json(&split.to_json()).unwrap(), split);
}

#[test]
fn units_that_do_not_make_the_amount_are_refused() {
    let error = Plan::from_json(&document("120960.01", &mediation())).unwrap_err();
    assert_eq!(error.code(), "units_differ");
    assert_eq!(
        error.message(Language::English),
        "line `mediation`: 12 mediators × 320 hours × 31.50 is 120960.00 and the amount is 120960.01: the units make 0.01 less"
    );
    for (units, code) in [
        (json!({"quantities": [], "unit_cost": "1"}), "too_many"),
        (json!({"quantities": [{"count": "1", "of": " "}], "unit_cost": "1"}), "text_missing"),
        (
            json!({"quantities": [{"count": "1", "of": "a"}, {"count": "1", "of": "a"}], "unit_cost": "1"}),
            "id_taken",
        ),
        (json!({"quantities": [{"count": "3", "of": "a"}], "unit_cost": "0.333"}), "units_inexact"),
        (
            json!({"quantities": [{"count": "999999999999999999", "of": "a"}], "unit_cost": "999999999999999999"}),
            "units_inexact",
        ),
        (json!({"quantities": [{"count": "-1", "of": "a"}], "unit_cost": "1"}), "document_malformed"),
        (
            json!({"quantities": [{"count": "1", "of": "a", "x-a": 1}], "unit_cost": "1"}),
            "document_malformed",
        ),
        (json!({"quantities": [{"count": 1.5, "of": "a"}], "unit_cost": "1"}), "document_malformed"),
    ] {
        let error = Plan::from_json(&document("1.00", &units)).unwrap_err();
        assert_eq!(error.code(), code, "{units}: {error}");
    }
}

#[test]
fn another_count_gives_the_amount_the_change_and_the_transfer() {
    let plan = plan();
    let units = plan.units("mediation").unwrap();
    let more =
        plan.recomputed("mediation", units.with_count("mediators", "13".parse().unwrap()).unwrap()).unwrap();
    assert_eq!(
        (more.amount(), more.change().to_string()),
        (Money::from_euros(131_040), "10080.00".to_owned())
    );
    let transfer = more.transfer("reserve").unwrap().unwrap();
    assert_eq!(
        (transfer.from(), transfer.to(), transfer.amount().to_string()),
        ("reserve", "mediation", "10080.00".into())
    );
    let proposal = Proposal::new("p1", "ats").unwrap().with_transfers([transfer]).unwrap();
    assert_eq!(plan.assess(&proposal).unwrap().authorization(), riparto_core::Authorization::Forbidden);
    let less = plan.recomputed("mediation", units.clone().with_unit_cost("31.25".parse().unwrap())).unwrap();
    let transfer = less.transfer("reserve").unwrap().unwrap();
    assert_eq!(
        (transfer.from(), transfer.to(), transfer.amount().to_string()),
        ("mediation", "reserve", "960.00".into())
    );
    let same = plan.recomputed("mediation", units.clone()).unwrap();
    assert_eq!((same.change(), same.transfer("reserve").unwrap()), (MoneyDelta::ZERO, None));
}

proptest! {
    /// The product is that of whole numbers: hundredths of counts, ten-thousandths of the cost.
    #[test]
    fn the_product_is_exact(counts in vec(0..5_000u64, 1..4), cost in 0..1_000_000u64) {
        let text = |digits: u64, decimals: u32| {
            let unit = 10u64.pow(decimals);
            format!("{}.{:0width$}", digits / unit, digits % unit, width = decimals as usize)
        };
        let units = counts.iter().enumerate().fold(
            LineUnits::new(text(cost, 4).parse().unwrap()),
            |units, (number, count)| units.quantity(text(*count, 2).parse().unwrap(), format!("q{number}")),
        );
        let digits: u128 = counts.iter().map(|count| u128::from(*count)).product::<u128>() * u128::from(cost);
        let unit = 10u128.pow(2 * counts.len() as u32 + 2);
        match units.amount() {
            Ok(amount) => prop_assert_eq!(u128::try_from(amount.cents()).unwrap() * unit, digits),
            Err(error) => {
                prop_assert_eq!(error.code(), "units_inexact");
                prop_assert!(!digits.is_multiple_of(unit) || digits / unit > Money::MAX.cents() as u128);
            }
        }
    }
}

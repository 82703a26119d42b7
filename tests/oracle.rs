//! **`check` equals a ten-line brute-force reading of the rules.**
//!
//! The oracle reads the plan document, not the crate's types: what a scope selects, what a limit allows, in exact
//! integers. It is written to be read next to the documentation of the limits, and is slow.

pub(crate) mod reading;

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use riparto::arbitrary::{any_allocation_of, any_plan};
use riparto::rules::Part;
use riparto::{Allocation, Plan};
use serde_json::{Value, json};

use crate::properties::{cases, given};
pub(crate) use reading::{
    Broken, Reading, bands, cents, expected, expected_after, expected_on, found, scaled,
};

proptest! {
    #![proptest_config(cases(384))]

    #[test]
    fn check_equals_a_brute_force_reading_of_the_rules(
        (plan, other) in any_plan().prop_flat_map(|plan| (Just(plan.clone()), any_allocation_of(plan.envelope())))
    ) {
        prop_assert_eq!(found(&plan.check()), expected(&plan, plan.approved()), "{}", plan.to_json());
        let findings = plan.check_allocation(&other).unwrap();
        prop_assert_eq!(found(&findings), expected(&plan, &other), "{:?} of {}", other, plan.to_json());
    }
}

/// A plan with rules for every beginning of a label's values in the place of each value, rules that are in force on some days, and
/// derived lines for which somebody pays.
fn in_time(plan: &Plan, drawn: &[(bool, usize, usize)]) -> Option<Plan> {
    let mut document: Value = serde_json::from_str(&plan.to_json()).unwrap();
    let rules = document.get_mut("rules")?.as_array_mut().unwrap();
    for (rule, (through, period, payer)) in rules.iter_mut().zip(drawn) {
        if let Some(key) = rule["each"].get("label").filter(|_| *through) {
            rule["each"] = json!({"through": key});
        }
        let periods = [
            json!(null),
            json!({"from": "2026-06-01"}),
            json!({"until": "2026-05-31"}),
            json!({"from": "2026-03-01", "until": "2026-09-30"}),
        ];
        if !periods[*period].is_null() {
            rule["when"] = periods[*period].clone();
        }
        if let Some(derived) = rule["limit"].get_mut("derived") {
            derived["paid_by"] = [json!("giver"), json!("receiver"), json!("all")][*payer].clone();
        }
    }
    Plan::from_json(&document.to_string()).ok()
}

proptest! {
    #![proptest_config(cases(384))]

    /// Beginnings of labels' values, days on which rules are in force, and payers of derived lines, which change no finding.
    #[test]
    fn check_equals_the_reading_on_every_day(
        (plan, other) in any_plan().prop_flat_map(|plan| (Just(plan.clone()), any_allocation_of(plan.envelope()))),
        drawn in prop::collection::vec((any::<bool>(), 0..4usize, 0..3usize), 8),
    ) {
        let plan = given(in_time(&plan, &drawn))?;
        let other = Allocation::new(plan.envelope(), other.amounts().to_vec()).unwrap();
        prop_assert_eq!(Plan::from_json(&plan.to_json()).unwrap(), plan.clone());
        for day in ["2026-02-28", "2026-05-31", "2026-06-01", "2026-10-01"] {
            let plan = plan.on(day.parse().unwrap()).unwrap();
            prop_assert_eq!(found(&plan.check()), expected_on(&plan, plan.approved(), day), "{} {}", day, plan.to_json());
            let findings = plan.check_allocation(&other).unwrap();
            prop_assert_eq!(found(&findings), expected_on(&plan, &other, day), "{} {:?} of {}", day, other, plan.to_json());
        }
    }
}

/// The beginnings come up, and are broken.
#[test]
fn the_reading_meets_beginnings_that_are_broken() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut broken = 0;
    for _ in 0..400 {
        let plan = any_plan().new_tree(&mut runner).unwrap().current();
        let Some(plan) = in_time(&plan, &[(true, 0, 0); 8]) else { continue };
        let findings = plan.check();
        broken +=
            findings.iter().filter(|finding| matches!(finding.part(), Some(Part::Through { .. }))).count();
    }
    assert!(broken > 20, "{broken}");
}

#[test]
fn the_oracle_meets_every_kind_of_limit_broken() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut kinds: BTreeSet<String> = BTreeSet::new();
    for _ in 0..600 {
        let strategy =
            any_plan().prop_flat_map(|plan| (Just(plan.clone()), any_allocation_of(plan.envelope())));
        let (plan, other) = strategy.new_tree(&mut runner).unwrap().current();
        let reading = Reading::new(&plan.to_json(), &other);
        for (id, ..) in reading.broken() {
            let rule = reading.rules.iter().find(|rule| rule["id"] == id.as_str()).unwrap();
            let kind = |limit: &Value| limit.as_object().unwrap().keys().next().unwrap().clone();
            kinds.insert(kind(&rule["limit"]));
            kinds.insert(kind(bands(rule)[0].0));
        }
    }
    let all = [
        "bands",
        "ceiling",
        "change",
        "derived",
        "floor",
        "flow",
        "locked",
        "moved",
        "movement",
        "share_ceiling",
        "share_floor",
        "step",
        "sum",
        "variation",
    ];
    assert_eq!(kinds.iter().map(String::as_str).collect::<Vec<_>>(), all);
}

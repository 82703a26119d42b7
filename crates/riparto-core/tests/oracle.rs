//! **`check` equals a ten-line brute-force reading of the rules.**
//!
//! The oracle reads the plan document, not the crate's types: see `tests/support/oracle`.

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use riparto_arbitrary::arbitrary::{PlanForms, any_allocation_of, any_plan, any_plan_of};
use riparto_core::Plan;
use riparto_core::rules::Part;
use serde_json::Value;

use riparto_test_support::cases;
use riparto_test_support::oracle::{Reading, bands, expected, expected_on, found};

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

proptest! {
    #![proptest_config(cases(384))]

    /// Beginnings of labels' values, days on which rules are in force, changes that were made, payers, units and co-financing.
    #[test]
    fn check_equals_the_reading_on_every_day_in_every_form(
        (plan, other) in any_plan_of(PlanForms::all())
            .prop_flat_map(|plan| (Just(plan.clone()), any_allocation_of(plan.envelope()))),
    ) {
        prop_assert_eq!(Plan::from_json(&plan.to_json()).unwrap(), plan.clone());
        prop_assert_eq!(found(&plan.check()), expected(&plan, plan.approved()), "{}", plan.to_json());
        for day in ["2026-02-28", "2026-05-31", "2026-06-01", "2027-10-01"] {
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
        let mut forms = PlanForms::default();
        forms.beginnings = true;
        let plan = any_plan_of(forms).new_tree(&mut runner).unwrap().current();
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

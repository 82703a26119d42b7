//! **`check` equals a ten-line brute-force reading of the rules.**
//!
//! The oracle reads the plan document, not the crate's types: what a scope selects, what a limit allows, in exact
//! integers. It is written to be read next to the documentation of the limits, and is slow.

pub(crate) mod reading;

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use riparto::arbitrary::{any_allocation_of, any_plan};
use serde_json::Value;

use crate::properties::cases;
pub(crate) use reading::{Broken, Reading, bands, cents, expected, expected_after, found, scaled};

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

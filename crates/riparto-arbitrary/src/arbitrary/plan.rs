//! Plans.

use std::collections::BTreeSet;

use proptest::collection::vec;
use proptest::prelude::*;

use super::envelope::{any_allocation_of, any_envelope};
use super::money::{accepted, any_money};
use super::rule::any_rule_for;
use riparto_core::budget::Allocation;
use riparto_core::plan::{Party, Plan, Role};
use riparto_core::rules::Rule;

/// A plan: any envelope, up to eight rules, with or without parties, still as it began or already changed.
///
/// ```
/// use proptest::prelude::*;
/// use riparto::{Plan, arbitrary::any_plan};
///
/// proptest!(|(plan in any_plan())| {
///     prop_assert_eq!(Plan::from_json(&plan.to_json()), Ok(plan));
/// });
/// ```
pub fn any_plan() -> impl Strategy<Value = Plan> {
    any_envelope()
        .prop_flat_map(|envelope| any_allocation_of(&envelope))
        .prop_flat_map(|original| {
            let rules = vec(any_rule_for(&original), 0..=8);
            (rules, any_approved_after(&original), 0..=4usize, Just(original))
        })
        .prop_map(|(rules, approved, parties, original)| {
            let plan = accepted(
                Plan::builder(&original).rules(distinct(rules)).parties(some_parties(parties)).build(),
            );
            match approved {
                Some(approved) => accepted(plan.with_approved(&approved)),
                None => plan,
            }
        })
}

/// What was approved since: nothing, another split, or another split of another total.
fn any_approved_after(original: &Allocation) -> BoxedStrategy<Option<Allocation>> {
    let envelope = original.envelope().clone();
    let other_total = any_money().prop_flat_map(move |total| any_allocation_of(&envelope.with_total(total)));
    prop_oneof![
        4 => Just(None),
        3 => any_allocation_of(original.envelope()).prop_map(Some),
        1 => other_total.prop_map(Some),
    ]
    .boxed()
}

/// The rules whose ids no earlier one has.
fn distinct(mut rules: Vec<Rule>) -> Vec<Rule> {
    let mut ids = BTreeSet::new();
    rules.retain(|rule| ids.insert(rule.id().to_owned()));
    rules
}

fn some_parties(count: usize) -> Vec<Party> {
    let parties = [
        ("regione", "Regione Toscana", Role::Authority),
        ("ats", "Associazione temporanea di scopo", Role::Lead),
        ("anci", "ANCI Toscana", Role::Partner),
        ("cnr", "", Role::Partner),
    ];
    parties.into_iter().take(count).map(|(id, name, role)| accepted(Party::new(id, name, role))).collect()
}

//! Envelopes and their allocations.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

use super::money::{accepted, any_money};
use riparto_core::budget::{Allocation, Envelope};
use riparto_core::money::{Apportion, Weight, apportion};

/// The label keys that lines may have.
const KEYS: [&str; 3] = ["partner", "category", "anno di attività"];
/// The values of each key.
const VALUES: [[&str; 4]; 3] = [
    ["ats", "regione", "anci", "cnr"],
    ["staff", "travel", "indirect", "other"],
    ["2024", "2025", "2026", "2027"],
];

/// An envelope: 1 to 12 lines, labels of none to three keys on some of them, any total.
///
/// ```
/// use proptest::prelude::*;
/// use riparto::arbitrary::any_envelope;
///
/// proptest!(|(envelope in any_envelope())| {
///     prop_assert!((1..=12).contains(&envelope.line_count()));
/// });
/// ```
pub fn any_envelope() -> impl Strategy<Value = Envelope> {
    let id = prop::sample::select(vec!["A", "line-", "WP1.", "x_y:"]);
    // A value of four, or no label of that key.
    let values = || option::weighted(0.8, 0..4usize);
    let lines = vec((values(), values(), values()), 1..=12);
    (any_money(), id, lines, 0..=KEYS.len()).prop_map(|(total, id, lines, keys)| {
        let mut builder = Envelope::builder("Piano di attività", total).source("Notice, art. 4");
        for (number, (first, second, third)) in (1..).zip(lines) {
            builder = builder.line(&format!("{id}{number}"), &format!("Line number {number}"));
            for (key, value) in [first, second, third].into_iter().enumerate().take(keys) {
                if let Some(value) = value {
                    builder = builder.label(KEYS[key], VALUES[key][value]);
                }
            }
        }
        accepted(builder.build())
    })
}

/// An allocation of an envelope: even, uneven, all on one line, with lines that hold nothing.
///
/// ```
/// use proptest::prelude::*;
/// use riparto::arbitrary::{any_allocation_of, any_envelope};
///
/// let allocations = any_envelope().prop_flat_map(|envelope| any_allocation_of(&envelope));
/// proptest!(|(allocation in allocations)| {
///     let sum: i64 = allocation.amounts().iter().map(|amount| amount.cents()).sum();
///     prop_assert_eq!(sum, allocation.envelope().total().cents());
/// });
/// ```
pub fn any_allocation_of(envelope: &Envelope) -> impl Strategy<Value = Allocation> + use<> {
    let envelope = envelope.clone();
    let weight = prop_oneof![2 => Just(0u32), 2 => Just(1u32), 2 => 1..=5u32, 3 => 1..=1_000_000u32];
    (vec(weight, envelope.line_count()), 0..envelope.line_count()).prop_map(move |(mut weights, heir)| {
        if weights.iter().all(|weight| *weight == 0) {
            weights[heir] = 1;
        }
        let weights: Vec<Weight> = weights.into_iter().map(Weight::from).collect();
        let split = accepted(apportion(envelope.total(), &weights, &Apportion::default()));
        accepted(Allocation::new(&envelope, split.into_amounts()))
    })
}

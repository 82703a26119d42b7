//! Envelopes and their allocations.

use std::collections::BTreeSet;

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

use super::money::{accepted, any_money};
use riparto_core::budget::{Allocation, Envelope};
use riparto_core::money::{Apportion, Money, Weight, apportion};

/// The label keys that lines may have.
const KEYS: [&str; 3] = ["partner", "category", "anno di attività"];
/// The values of each key.
const VALUES: [[&str; 4]; 3] = [
    ["ats", "regione", "anci", "cnr"],
    ["staff", "travel", "indirect", "other"],
    ["2024", "2025", "2026", "2027"],
];

/// The label of what is co-financed, and that of the sources.
pub(super) const CO_FINANCED: [&str; 2] = ["action", "source"];
/// The sources, of which two or three pay.
pub(super) const SOURCES: [&str; 3] = ["eu", "state", "region"];

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
    (any_money(), style(), vec(line_seed(), 1..=12))
        .prop_map(|(total, style, lines)| style.envelope(total, &lines))
}

/// A line of an envelope.
#[derive(Clone, Copy, Debug)]
pub(super) struct LineSeed {
    /// What its id ends in: it keeps it when a case shrinks to fewer lines.
    number: u32,
    /// For each key the number of a value, or no label of that key.
    labels: [Option<usize>; KEYS.len()],
}

pub(super) fn line_seed() -> impl Strategy<Value = LineSeed> + Clone {
    let labels = prop::array::uniform(option::weighted(0.8, 0..4usize));
    ((1..=999u32).no_shrink(), labels).prop_map(|(number, labels)| LineSeed { number, labels })
}

/// How the lines of an envelope are named, and by how many keys they are labelled.
#[derive(Clone, Copy, Debug)]
pub(super) struct Style {
    id: &'static str,
    keys: usize,
    co_financed: Option<CoFinanced>,
}

/// How many actions at most have a line of each of so many sources.
#[derive(Clone, Copy, Debug)]
struct CoFinanced {
    actions: usize,
    sources: usize,
}

pub(super) fn style() -> impl Strategy<Value = Style> + Clone {
    let id = prop::sample::select(vec!["A", "line-", "WP1.", "x_y:"]);
    (id, 0..=KEYS.len()).prop_map(|(id, keys)| Style { id, keys, co_financed: None })
}

/// The same, where the first lines may be those of co-financed actions.
pub(super) fn co_financed_style() -> impl Strategy<Value = Style> + Clone {
    (style(), 0..=3usize, 2..=SOURCES.len()).prop_map(|(style, actions, sources)| Style {
        co_financed: Some(CoFinanced { actions, sources }),
        ..style
    })
}

impl Style {
    pub(super) fn envelope(self, total: Money, lines: &[LineSeed]) -> Envelope {
        let Style { id, keys, co_financed } = self;
        let mut builder = Envelope::builder("Piano di attività", total).source("Notice, art. 4");
        let mut taken = BTreeSet::new();
        for (place, LineSeed { number, labels }) in lines.iter().enumerate() {
            let mut number = *number;
            while !taken.insert(number) {
                number += 1;
            }
            builder = builder.line(&format!("{id}{number}"), &format!("Line number {number}"));
            for (key, value) in labels.iter().enumerate().take(keys) {
                if let Some(value) = value {
                    builder = builder.label(KEYS[key], VALUES[key][*value]);
                }
            }
            if let Some(CoFinanced { actions, sources }) = co_financed
                && place / sources < actions.min(lines.len() / sources)
            {
                let [each, by] = CO_FINANCED;
                builder = builder.label(each, &format!("A{}", place / sources + 1));
                builder = builder.label(by, SOURCES[place % sources]);
            }
        }
        accepted(builder.build())
    }
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
    vec(line_weight(), envelope.line_count()).prop_map(move |weights| split(&envelope, weights))
}

/// What a line holds, in proportion to the other lines.
pub(super) fn line_weight() -> impl Strategy<Value = u32> + Clone {
    prop_oneof![2 => Just(0u32), 2 => Just(1u32), 2 => 1..=5u32, 3 => 1..=1_000_000u32]
}

/// The total by the weights of lines; where all are zero, on the first.
pub(super) fn split(envelope: &Envelope, mut weights: Vec<u32>) -> Allocation {
    if weights.iter().all(|weight| *weight == 0) {
        weights[0] = 1;
    }
    let weights: Vec<Weight> = weights.into_iter().map(Weight::from).collect();
    let split = accepted(apportion(envelope.total(), &weights, &Apportion::new()));
    accepted(Allocation::new(envelope, split.into_amounts()))
}

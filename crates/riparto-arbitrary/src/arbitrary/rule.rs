//! Rules for an allocation.

use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use super::limit::{Ladder, RUNGS, held_by, ladder_of_parts, ladder_of_whole};
use super::money::accepted;
use super::scope::any_scope_of;
use riparto_core::budget::{Allocation, Envelope, Scope, Selection};
use riparto_core::rules::{Authorization, Band, Each, Limit, Rule};

/// A rule for the lines of an allocation: every kind of limit, for a scope or each of its parts, with or without bands,
/// needing any authorization. About a third are broken by the allocation, many others are just kept.
///
/// ```
/// use proptest::prelude::*;
/// use riparto::{Rulebook, arbitrary::{any_allocation_of, any_envelope, any_rule_for}};
///
/// let ruled = any_envelope()
///     .prop_flat_map(|envelope| any_allocation_of(&envelope))
///     .prop_flat_map(|original| (any_rule_for(&original), Just(original)));
/// proptest!(|((rule, original) in ruled)| {
///     prop_assert!(Rulebook::compile(original.envelope(), vec![rule], &original).is_ok());
/// });
/// ```
pub fn any_rule_for(allocation: &Allocation) -> impl Strategy<Value = Rule> + use<> {
    let (parted, whole) = (allocation.clone(), allocation.clone());
    let scope = || any_scope_of(allocation.envelope());
    let each = any_each(allocation.envelope());
    let of_parts = (scope(), each, 0..64usize).prop_flat_map(move |(scope, each, part)| {
        let each = each.filter(|each| has_parts(&parted, &scope, each));
        let held = held_by_part(&parted, &scope, each.as_ref(), part);
        (Just((scope, each)), ladder_of_parts(parted.total().cents(), held))
    });
    let of_whole = (scope(), scope()).prop_flat_map(move |(scope, other)| {
        let ladder = ladder_of_whole(&whole, &scope, other);
        (Just((scope, None)), ladder)
    });
    let measured = prop_oneof![3 => of_parts, 2 => of_whole];
    let words = prop_oneof![Just(""), Just("Al massimo il 20 % — \"tetto\"")];
    let needs = subsequence(Authorization::ALL.to_vec(), RUNGS);
    (
        0..1_000_000u32,
        measured,
        words,
        select(Authorization::ALL.to_vec()),
        needs,
        prop_oneof![2 => Just(1), 1 => 2..=RUNGS],
    )
        .prop_map(|(number, ((scope, each), ladder), words, needs, levels, rungs)| {
            let limit = climbed(ladder, &levels, rungs);
            let banded = matches!(limit, Limit::Bands(_));
            let rule = accepted(Rule::new(format!("r{number}"), scope, limit));
            let rule = accepted(accepted(rule.with_text(words)).with_source(words));
            let rule = if banded { rule } else { accepted(rule.with_needs(needs)) };
            match each {
                Some(each) => accepted(rule.with_each(each)),
                None => rule,
            }
        })
}

/// The tightest limit of a ladder, or its first rungs as bands.
fn climbed(mut ladder: Ladder, levels: &[Authorization], rungs: usize) -> Limit {
    if rungs == 1 || ladder.len() == 1 {
        return ladder.swap_remove(0);
    }
    let bands = ladder.into_iter().zip(levels).take(rungs);
    Limit::Bands(bands.map(|(limit, needs)| Band::new(limit, *needs)).collect())
}

fn any_each(envelope: &Envelope) -> BoxedStrategy<Option<Each>> {
    let mut keys: Vec<Each> = Vec::new();
    for line in envelope.lines() {
        for (key, _) in line.labels().iter() {
            let each = Each::Label(key.to_owned());
            if !keys.contains(&each) {
                keys.push(each);
            }
        }
    }
    if keys.is_empty() {
        return prop_oneof![2 => Just(None), 1 => Just(Some(Each::Line))].boxed();
    }
    prop_oneof![2 => Just(None), 1 => Just(Some(Each::Line)), 1 => select(keys).prop_map(Some)].boxed()
}

/// Whether a scope has lines that a rule for each part would hold for.
fn has_parts(allocation: &Allocation, scope: &Scope, each: &Each) -> bool {
    let Each::Label(key) = each else { return true };
    let parts = Selection::resolve(scope, allocation.envelope())
        .and_then(|selection| selection.split_by(allocation.envelope(), key));
    parts.is_ok_and(|parts| !parts.is_empty())
}

/// What one of the parts that a rule holds for has, in cents.
fn held_by_part(allocation: &Allocation, scope: &Scope, each: Option<&Each>, part: usize) -> i64 {
    let envelope = allocation.envelope();
    let selection = accepted(Selection::resolve(scope, envelope));
    match each {
        None => held_by(allocation, scope),
        Some(Each::Line) => {
            let lines: Vec<usize> = selection.positions(envelope).collect();
            allocation.amounts()[lines[part % lines.len()]].cents()
        }
        Some(Each::Label(key)) => {
            let parts = accepted(selection.split_by(envelope, key));
            Selection::sums(&parts[part % parts.len()..=part % parts.len()], envelope, allocation.amounts())
                [0]
        }
    }
}

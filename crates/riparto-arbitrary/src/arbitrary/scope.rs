//! Scopes of an envelope.

use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use riparto_core::budget::{Envelope, Labels, Scope, Selection};

/// A scope that selects at least one line of an envelope: one line, several, all, by label, with exceptions.
///
/// ```
/// use proptest::prelude::*;
/// use riparto::{Limit, Money, Rule, Rulebook, arbitrary::{any_allocation_of, any_envelope, any_scope_of}};
///
/// let scopes = any_envelope().prop_flat_map(|envelope| (any_allocation_of(&envelope), any_scope_of(&envelope)));
/// proptest!(|((original, scope) in scopes)| {
///     let rule = Rule::new("r1", scope, Limit::Ceiling(Money::ZERO)).unwrap();
///     prop_assert!(Rulebook::compile(original.envelope(), vec![rule], &original).is_ok());
/// });
/// ```
pub fn any_scope_of(envelope: &Envelope) -> impl Strategy<Value = Scope> + use<> {
    let envelope = envelope.clone();
    (any_selected(&envelope), prop::option::weighted(0.2, any_selected(&envelope))).prop_map(
        move |(scope, except)| {
            let Some(except) = except else { return scope };
            let narrower = scope.clone().except(except);
            match Selection::resolve(&narrower, &envelope) {
                Ok(_) => narrower,
                Err(_) => scope,
            }
        },
    )
}

/// A scope without exceptions.
fn any_selected(envelope: &Envelope) -> BoxedStrategy<Scope> {
    let ids: Vec<String> = envelope.lines().map(|line| line.id().to_owned()).collect();
    let labels: Vec<(String, String)> = envelope.lines().flat_map(|line| pairs(line.labels())).collect();
    let lines = prop_oneof![
        1 => Just(Scope::all()),
        3 => select(ids.clone()).prop_map(|id| Scope::lines([id])),
        3 => subsequence(ids.clone(), 1..=ids.len()).prop_shuffle().prop_map(Scope::lines),
    ];
    if labels.is_empty() {
        return lines.boxed();
    }
    let several = (select(labels.clone()), subsequence(labels.clone(), 0..=labels.len())).prop_map(
        |((key, value), others)| {
            let others = others.into_iter().filter(|(other, _)| *other == key).map(|(_, value)| value);
            Scope::label_in(key.clone(), std::iter::once(value).chain(others))
        },
    );
    let all_of_one_line =
        envelope.lines().map(|line| pairs(line.labels())).filter(|labels| !labels.is_empty());
    prop_oneof![
        4 => lines,
        2 => select(labels).prop_map(|label| Scope::labels([label])),
        2 => several,
        1 => select(all_of_one_line.collect::<Vec<_>>()).prop_map(Scope::labels),
    ]
    .boxed()
}

fn pairs(labels: Labels<'_>) -> Vec<(String, String)> {
    labels.iter().map(|(key, value)| (key.to_owned(), value.to_owned())).collect()
}

//! Scopes of an envelope.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

use super::pick::{Pick, any_pick};
use riparto_core::budget::{Envelope, Line, Scope, Selection};

/// A scope that selects at least one line of an envelope: one line, several, all, by label, with exceptions.
///
/// ```
/// use proptest::prelude::*;
/// use riparto::rules::Rulebook;
/// use riparto::{Limit, Money, Rule, arbitrary::{any_allocation_of, any_envelope, any_scope_of}};
///
/// let scopes = any_envelope().prop_flat_map(|envelope| (any_allocation_of(&envelope), any_scope_of(&envelope)));
/// proptest!(|((original, scope) in scopes)| {
///     let rule = Rule::new("r1", scope, Limit::Ceiling(Money::ZERO)).unwrap();
///     prop_assert!(Rulebook::compile(original.envelope(), vec![rule], &original).is_ok());
/// });
/// ```
pub fn any_scope_of(envelope: &Envelope) -> impl Strategy<Value = Scope> + use<> {
    let envelope = envelope.clone();
    any_scope().prop_map(move |picked| picked.of(&envelope))
}

/// A scope of an envelope that is known later.
#[derive(Clone, Debug)]
pub(super) struct PickedScope {
    selected: PlainScope,
    except: Option<PlainScope>,
}

/// A scope without exceptions. Where no line has a label, lines are picked in the place of labels.
#[derive(Clone, Debug)]
enum PlainScope {
    All,
    Line(Pick),
    Lines(Vec<Pick>),
    Label(Pick),
    Values(Pick, Vec<Pick>),
    LabelsOfLine(Pick),
}

pub(super) fn any_scope() -> BoxedStrategy<PickedScope> {
    (any_selected(), option::weighted(0.2, any_selected()))
        .prop_map(|(selected, except)| PickedScope { selected, except })
        .boxed()
}

fn any_selected() -> impl Strategy<Value = PlainScope> {
    prop_oneof![
        2 => Just(PlainScope::All),
        5 => any_pick().prop_map(PlainScope::Line),
        5 => vec(any_pick(), 1..=8).prop_map(PlainScope::Lines),
        6 => any_pick().prop_map(PlainScope::Label),
        6 => (any_pick(), vec(any_pick(), 0..=4)).prop_map(|(first, others)| PlainScope::Values(first, others)),
        3 => any_pick().prop_map(PlainScope::LabelsOfLine),
    ]
}

impl PickedScope {
    /// The scope of an envelope; without its exception where that leaves nothing.
    pub(super) fn of(&self, envelope: &Envelope) -> Scope {
        let scope = self.selected.of(envelope);
        let Some(except) = &self.except else { return scope };
        let narrower = scope.clone().except(except.of(envelope));
        match Selection::resolve(&narrower, envelope) {
            Ok(_) => narrower,
            Err(_) => scope,
        }
    }
}

/// The line that is picked.
pub(super) fn picked_line(envelope: &Envelope, pick: Pick) -> Line<'_> {
    envelope.line(pick.position(envelope.lines().map(|line| line.id())))
}

impl PlainScope {
    fn of(&self, envelope: &Envelope) -> Scope {
        let labels: Vec<(&str, &str)> = envelope.lines().flat_map(|line| line.labels().iter()).collect();
        // Values of different keys differ.
        let label = |pick: &Pick| labels[pick.position(labels.iter().map(|(_, value)| *value))];
        match self {
            PlainScope::All => Scope::all(),
            PlainScope::Lines(picks) => {
                let mut lines: Vec<&str> = Vec::new();
                for pick in picks {
                    let id = picked_line(envelope, *pick).id();
                    if !lines.contains(&id) {
                        lines.push(id);
                    }
                }
                Scope::lines(lines)
            }
            PlainScope::Label(pick) if !labels.is_empty() => Scope::labels([label(pick)]),
            PlainScope::Values(first, others) if !labels.is_empty() => {
                let (key, value) = label(first);
                let others = others.iter().map(label).filter(|(other, _)| *other == key);
                Scope::label_in(key, std::iter::once(value).chain(others.map(|(_, value)| value)))
            }
            PlainScope::LabelsOfLine(pick) if !labels.is_empty() => {
                let labelled: Vec<Line<'_>> =
                    envelope.lines().filter(|line| line.labels().iter().next().is_some()).collect();
                let line = labelled[pick.position(labelled.iter().map(|line| line.id()))];
                Scope::labels(line.labels().iter())
            }
            PlainScope::Line(pick)
            | PlainScope::Label(pick)
            | PlainScope::Values(pick, _)
            | PlainScope::LabelsOfLine(pick) => Scope::lines([picked_line(envelope, *pick).id()]),
        }
    }
}

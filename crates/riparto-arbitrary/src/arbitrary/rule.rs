//! Rules for an allocation.

use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use super::any_quantity::{LadderOfQuantity, LadderPlace, ladder_of_quantity};
use super::limit::{Ladder, LadderOfParts, LadderOfWhole, RUNGS, held_by, ladder_of_parts, ladder_of_whole};
use super::money::accepted;
use super::pick::{Pick, any_pick};
use super::scope::{PickedScope, any_scope};
use riparto_core::budget::{Allocation, Envelope, Scope, Selection};
use riparto_core::rules::{Authorization, Band, Each, Limit, Rule, Rulebook};

/// A rule for the lines of an allocation: every kind of limit, for a scope or each of its parts, with or without bands,
/// needing any authorization. About a third are broken by the allocation, many others are just kept.
///
/// ```
/// use proptest::prelude::*;
/// use riparto::rules::Rulebook;
/// use riparto::arbitrary::{any_allocation_of, any_envelope, any_rule_for};
///
/// let ruled = any_envelope()
///     .prop_flat_map(|envelope| any_allocation_of(&envelope))
///     .prop_flat_map(|original| (any_rule_for(&original), Just(original)));
/// proptest!(|((rule, original) in ruled)| {
///     prop_assert!(Rulebook::compile(original.envelope(), vec![rule], &original).is_ok());
/// });
/// ```
pub fn any_rule_for(allocation: &Allocation) -> impl Strategy<Value = Rule> + use<> {
    let allocation = allocation.clone();
    (0..1_000_000u32, rule_seed())
        .prop_map(move |(number, seed)| seed.rule(&format!("r{number}"), &allocation))
}

/// A rule for lines and amounts that are known later.
#[derive(Clone, Debug)]
pub(super) struct RuleSeed {
    scope: PickedScope,
    measured: MeasuredRule,
    words: &'static str,
    needs: Authorization,
    /// What bands need, from tight to loose.
    levels: Vec<Authorization>,
    rungs: usize,
}

#[derive(Clone, Debug)]
enum MeasuredRule {
    /// The scope's sum, or each of its parts; the limits are close to what one of them holds.
    Parts {
        each: EachSeed,
        part: usize,
        ladder: LadderOfParts,
    },
    Whole(LadderOfWhole),
    /// The scope or each of its parts, in long form.
    Quantity {
        each: EachSeed,
        part: usize,
        ladder: Box<LadderOfQuantity>,
    },
}

#[derive(Clone, Debug)]
enum EachSeed {
    Together,
    Line,
    Label(Pick),
}

pub(super) fn rule_seed() -> BoxedStrategy<RuleSeed> {
    let each = |together| {
        prop_oneof![
            together => Just(EachSeed::Together),
            1 => Just(EachSeed::Line),
            1 => any_pick().prop_map(EachSeed::Label),
        ]
    };
    let parts = (each(2), 0..64usize, ladder_of_parts());
    let quantity = (each(1), 0..64usize, ladder_of_quantity());
    let measured = prop_oneof![
        3 => parts.prop_map(|(each, part, ladder)| MeasuredRule::Parts { each, part, ladder }),
        2 => ladder_of_whole().prop_map(MeasuredRule::Whole),
        3 => quantity.prop_map(|(each, part, ladder)| {
            MeasuredRule::Quantity { each, part, ladder: Box::new(ladder) }
        }),
    ];
    let words = prop_oneof![Just(""), Just("Al massimo il 20 % — \"tetto\"")];
    let level = select(Authorization::ALL.to_vec());
    let levels = subsequence(Authorization::ALL.to_vec(), RUNGS);
    let rungs = prop_oneof![2 => Just(1), 1 => 2..=RUNGS];
    (any_scope(), measured, words, level, levels, rungs)
        .prop_map(|(scope, measured, words, needs, levels, rungs)| RuleSeed {
            scope,
            measured,
            words,
            needs,
            levels,
            rungs,
        })
        .boxed()
}

impl RuleSeed {
    pub(super) fn rule(&self, id: &str, allocation: &Allocation) -> Rule {
        let scope = self.scope.of(allocation.envelope());
        let (each, ladder) = self.ladder(allocation, &scope);
        let rule = self.climbed_rule(id, &scope, ladder, each);
        match (&self.measured, Rulebook::compile(allocation.envelope(), vec![rule.clone()], allocation)) {
            (MeasuredRule::Quantity { ladder, .. }, Err(_)) => {
                // A scope relative to parts may be ambiguous or leave nothing: then the rule has no parts.
                let held = held_by(allocation, &scope);
                let ladder = ladder.of(&LadderPlace { allocation, each: None, held });
                self.climbed_rule(id, &scope, ladder, None)
            }
            _ => rule,
        }
    }

    fn ladder(&self, allocation: &Allocation, scope: &Scope) -> (Option<Each>, Ladder) {
        let envelope = allocation.envelope();
        match &self.measured {
            MeasuredRule::Whole(ladder) => (None, ladder.of(allocation, scope)),
            MeasuredRule::Parts { each, part, ladder } => {
                let each = each.of(envelope).filter(|each| has_parts(allocation, scope, each));
                let held = held_by_part(allocation, scope, each.as_ref(), *part);
                (each, ladder.of(allocation.total().cents(), held))
            }
            MeasuredRule::Quantity { each, part, ladder } => {
                let each = each.of(envelope).filter(|each| has_parts(allocation, scope, each));
                let held = held_by_part(allocation, scope, each.as_ref(), *part);
                let ladder = ladder.of(&LadderPlace { allocation, each: each.as_ref(), held });
                (each, ladder)
            }
        }
    }

    fn climbed_rule(&self, id: &str, scope: &Scope, ladder: Ladder, each: Option<Each>) -> Rule {
        let limit = climbed(ladder, &self.levels, self.rungs);
        let banded = matches!(limit, Limit::Bands(_));
        let rule = accepted(Rule::new(id, scope.clone(), limit));
        let rule = accepted(accepted(rule.with_text(self.words)).with_source(self.words));
        let rule = if banded { rule } else { accepted(rule.with_needs(self.needs)) };
        match each {
            Some(each) => accepted(rule.with_each(each)),
            None => rule,
        }
    }
}

impl EachSeed {
    /// For each value of a key, where lines are labelled by one; else for each line.
    fn of(&self, envelope: &Envelope) -> Option<Each> {
        let mut keys: Vec<&str> = Vec::new();
        for (key, _) in envelope.lines().flat_map(|line| line.labels().iter()) {
            if !keys.contains(&key) {
                keys.push(key);
            }
        }
        match self {
            EachSeed::Together => None,
            EachSeed::Label(pick) if !keys.is_empty() => {
                Some(Each::Label(keys[pick.position(keys.iter().copied())].to_owned()))
            }
            EachSeed::Line | EachSeed::Label(_) => Some(Each::Line),
        }
    }
}

/// The tightest limit of a ladder, or its first rungs as bands.
fn climbed(mut ladder: Ladder, levels: &[Authorization], rungs: usize) -> Limit {
    if rungs == 1 || ladder.len() == 1 {
        return ladder.swap_remove(0);
    }
    let bands = ladder.into_iter().zip(levels).take(rungs);
    Limit::Bands(bands.map(|(limit, needs)| Band::new(limit, *needs)).collect())
}

/// Whether a scope has lines that a rule for each part would hold for.
fn has_parts(allocation: &Allocation, scope: &Scope, each: &Each) -> bool {
    let Some(key) = each.key() else { return true };
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
        Some(each @ (Each::Label(key) | Each::Through(key))) => {
            let parts = accepted(match each {
                Each::Through(_) => selection.split_through(envelope, key),
                Each::Line | Each::Label(_) => selection.split_by(envelope, key),
            });
            Selection::sums(&parts[part % parts.len()..=part % parts.len()], envelope, allocation.amounts())
                [0]
        }
    }
}

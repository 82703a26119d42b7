//! Limits in their long forms: a quantity, bounded by amounts of any kind.

use proptest::array;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use super::limit::{Ladder, RUNGS, held_by, keys, sorted};
use super::money::{NearMoney, near_money};
use super::percent::{NearPercent, near_percent};
use super::pick::{Pick, any_pick};
use super::scope::{PickedScope, any_scope};
use riparto_core::budget::{Allocation, Scope};
use riparto_core::money::Rounding;
use riparto_core::rules::{
    Authorization, Base, ChangeBounds, Each, Flow, Limit, LimitAmount, MovedBounds, PercentOf, SumBounds,
    Threshold,
};

/// A ladder in long form, for a part of a scope that is known later.
#[derive(Clone, Debug)]
pub(super) struct LadderOfQuantity {
    measure: QuantityForm,
    amounts: AnyAmounts,
    others: AnyAmounts,
}

/// Where a ladder is for: what one of the parts holds in the original allocation, in cents.
pub(super) struct LadderPlace<'a> {
    pub(super) allocation: &'a Allocation,
    /// None where scopes may not depend on the part.
    pub(super) each: Option<&'a Each>,
    pub(super) held: i64,
}

#[derive(Clone, Debug)]
enum QuantityForm {
    AtMost,
    AtLeast,
    Between,
    Exactly(Option<Rounding>),
    Change { base: Base, up: bool, down: bool },
    Moved { base: Base, by: Pick, inside: bool },
    Flow { to: QuantityTarget, since: Base },
}

/// A scope, or one relative to the part where a rule has parts.
#[derive(Clone, Debug)]
struct QuantityTarget {
    scope: PickedScope,
    relative: Option<(Pick, bool)>,
}

/// Amounts of one shape.
#[derive(Clone, Debug)]
struct AnyAmounts {
    shape: AmountShape,
    of: Option<Of>,
    base: Option<Base>,
    strict: bool,
    percents: [NearPercent; RUNGS],
    amounts: [NearMoney; RUNGS],
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum AmountShape {
    Amount,
    Percent,
    Lesser,
    Greater,
}

#[derive(Clone, Debug)]
enum Of {
    Total,
    Scope(QuantityTarget),
}

/// What amounts bound.
#[derive(Clone, Copy, PartialEq)]
enum BoundKind {
    Most,
    Least,
    Exactly,
    Change,
}

pub(super) fn ladder_of_quantity() -> BoxedStrategy<LadderOfQuantity> {
    let rounding = option::of(select(vec![Rounding::Down, Rounding::Up, Rounding::HalfUp]));
    let sides = select(vec![(true, true), (true, false), (false, true)]);
    let measure = prop_oneof![
        2 => Just(QuantityForm::AtMost),
        2 => Just(QuantityForm::AtLeast),
        2 => Just(QuantityForm::Between),
        1 => rounding.prop_map(QuantityForm::Exactly),
        3 => (any_since(), sides).prop_map(|(base, (up, down))| QuantityForm::Change { base, up, down }),
        3 => (any_since(), any_pick(), any::<bool>())
            .prop_map(|(base, by, inside)| QuantityForm::Moved { base, by, inside }),
        3 => (any_target(), any_since()).prop_map(|(to, since)| QuantityForm::Flow { to, since }),
    ];
    (measure, any_amounts(), any_amounts())
        .prop_map(|(measure, amounts, others)| LadderOfQuantity { measure, amounts, others })
        .boxed()
}

fn any_amounts() -> BoxedStrategy<AnyAmounts> {
    let shape = select(vec![
        AmountShape::Amount,
        AmountShape::Percent,
        AmountShape::Percent,
        AmountShape::Lesser,
        AmountShape::Greater,
    ]);
    let of = prop_oneof![Just(Of::Total), any_target().prop_map(Of::Scope)];
    let base = prop_oneof![3 => any_since(), 1 => Just(Base::After)];
    let percents = array::uniform(near_percent());
    (
        shape,
        option::of(of),
        option::of(base),
        proptest::bool::weighted(0.3),
        percents,
        array::uniform(near_money()),
    )
        .prop_map(|(shape, of, base, strict, percents, amounts)| AnyAmounts {
            shape,
            of,
            base,
            strict,
            percents,
            amounts,
        })
        .boxed()
}

fn any_target() -> impl Strategy<Value = QuantityTarget> {
    (any_scope(), option::weighted(0.75, (any_pick(), any::<bool>())))
        .prop_map(|(scope, relative)| QuantityTarget { scope, relative })
}

/// A base that a change may be measured against.
fn any_since() -> impl Strategy<Value = Base> + Clone {
    select(vec![
        Base::Original,
        Base::Approved,
        Base::InitialWithActs,
        Base::Authorized(Authorization::Notification),
        Base::Authorized(Authorization::PriorApproval),
    ])
}

impl LadderOfQuantity {
    /// The limits of a part.
    pub(super) fn of(&self, part: &LadderPlace<'_>) -> Ladder {
        let amounts = |bounded| self.amounts.of(part, bounded);
        let others = |bounded| self.others.of(part, bounded);
        let sum = |least: Option<[Threshold; RUNGS]>, most: Option<[Threshold; RUNGS]>| {
            let rung = |rung: usize| {
                let mut bounds = SumBounds::new();
                bounds.at_least = least.as_ref().map(|least| least[RUNGS - 1 - rung].clone());
                bounds.at_most = most.as_ref().map(|most| most[rung].clone());
                Limit::Sum(bounds)
            };
            (0..RUNGS).map(rung).collect()
        };
        match &self.measure {
            QuantityForm::AtMost => sum(None, Some(amounts(BoundKind::Most))),
            QuantityForm::AtLeast => sum(Some(amounts(BoundKind::Least)), None),
            QuantityForm::Between => sum(Some(amounts(BoundKind::Least)), Some(others(BoundKind::Most))),
            QuantityForm::Exactly(rounding) => {
                let [due, ..] = amounts(BoundKind::Exactly);
                let mut bounds = SumBounds::new();
                (bounds.exactly, bounds.rounding) = (Some(due.amount), *rounding);
                vec![Limit::Sum(bounds)]
            }
            QuantityForm::Change { base, up, down } => {
                let up = up.then(|| amounts(BoundKind::Change));
                let down = down.then(|| others(BoundKind::Change));
                let rung = |rung: usize| {
                    let mut bounds = ChangeBounds::new().base(*base);
                    bounds.up = up.as_ref().map(|up| up[rung].clone());
                    bounds.down = down.as_ref().map(|down| down[rung].clone());
                    Limit::Change(bounds)
                };
                (0..RUNGS).map(rung).collect()
            }
            QuantityForm::Moved { base, by, inside } => {
                let keys = keys(part.allocation);
                let by = keys[by.position(keys.iter().map(|key| key.unwrap_or_default()))];
                let moved = |most: Threshold| {
                    let moved = MovedBounds::new(most).base(*base).inside(*inside);
                    Limit::Moved(by.map_or(moved.clone(), |key| moved.by(key)))
                };
                amounts(BoundKind::Change).map(moved).into()
            }
            QuantityForm::Flow { to, since } => {
                let to = to.of(part);
                let flow = |most: Threshold| Limit::Flow(Flow::since(*since, to.clone(), most));
                amounts(BoundKind::Change).map(flow).into()
            }
        }
    }
}

impl QuantityTarget {
    fn of(&self, part: &LadderPlace<'_>) -> Scope {
        let keys = keys(part.allocation);
        match self.relative {
            Some((key, is_same)) if part.each.is_some() && keys.len() > 1 => {
                let names: Vec<&str> = keys.into_iter().flatten().collect();
                let key = names[key.position(names.iter().copied())];
                if is_same { Scope::same(key) } else { Scope::other(key) }
            }
            _ => self.scope.of(part.allocation.envelope()),
        }
    }
}

impl AnyAmounts {
    /// From the least to the largest.
    fn of(&self, part: &LadderPlace<'_>, bounded: BoundKind) -> [Threshold; RUNGS] {
        let total = part.allocation.total().cents();
        let (scope, is_total) = match &self.of {
            Some(Of::Scope(target)) => (Some(target.of(part)), false),
            Some(Of::Total) => (None, true),
            None => (None, false),
        };
        let whole = match &scope {
            Some(scope) => held_by(part.allocation, scope),
            None if bounded == BoundKind::Change && !is_total => part.held,
            None => total,
        };
        // A change is compared with what lines held before only.
        let base = self.base.filter(|base| *base != Base::After || is_total || bounded != BoundKind::Change);
        let is_share = scope.is_some() && matches!(base, None | Some(Base::After));
        let shape = match (self.shape, bounded) {
            (AmountShape::Greater, BoundKind::Most) if is_share => AmountShape::Lesser,
            (AmountShape::Lesser, BoundKind::Least) if is_share => AmountShape::Greater,
            (AmountShape::Lesser | AmountShape::Greater, BoundKind::Exactly) if is_share => {
                AmountShape::Percent
            }
            (shape, _) => shape,
        };
        let near = if bounded == BoundKind::Change { part.held / 5 } else { part.held };
        let percents = sorted(self.percents.map(|percent| percent.of(near, whole)));
        let amounts = sorted(self.amounts.map(|amount| amount.of(near)));
        std::array::from_fn(|rung| {
            let mut percent = PercentOf::new(percents[rung]);
            percent.base = base;
            let percent = LimitAmount::Percent(match &scope {
                Some(scope) => percent.of(scope.clone()),
                None if is_total => percent.of_total(),
                None => percent,
            });
            let amount = LimitAmount::Fixed(amounts[rung]);
            let amount = match shape {
                AmountShape::Amount => amount,
                AmountShape::Percent => percent,
                AmountShape::Lesser => LimitAmount::Lesser(vec![percent, amount]),
                AmountShape::Greater => LimitAmount::Greater(vec![amount, percent]),
            };
            Threshold::new(amount).strict(self.strict)
        })
    }
}

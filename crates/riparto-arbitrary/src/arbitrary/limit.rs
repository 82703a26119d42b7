//! Limits of every kind, close to what a scope holds.

use proptest::array;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use super::money::{NearMoney, any_money, clamped, near_money};
use super::percent::{NearPercent, any_percent, near_percent};
use super::pick::{Pick, any_pick};
use super::scope::{PickedScope, any_scope};
use riparto_core::budget::{Allocation, Scope, Selection};
use riparto_core::capacity::MAX_AMOUNT_CENTS;
use riparto_core::money::{Money, Percent, Rounding};
use riparto_core::rules::{Allowance, Base, Derived, Flow, Limit, Lock, Movement, Share, Take, Variation};

/// How many limits a ladder has at most.
pub(super) const RUNGS: usize = 3;

/// Limits of one kind, from tight to loose: one, or as many as bands may be made of.
pub(super) type Ladder = Vec<Limit>;

/// A ladder for what each part of a scope holds, which is known later.
#[derive(Clone, Debug)]
pub(super) enum LadderOfParts {
    Floor([NearMoney; RUNGS]),
    Ceiling([NearMoney; RUNGS]),
    ShareFloor([NearPercent; RUNGS]),
    ShareCeiling([NearPercent; RUNGS]),
    Locked(Base),
    Variation { base: Base, up: Option<Allowances>, down: Option<Allowances>, otherwise: Allowances },
}

/// A ladder for a scope as a whole, measured against another scope or by what moves.
#[derive(Clone, Debug)]
pub(super) enum LadderOfWhole {
    ShareFloor(PickedScope, [NearPercent; RUNGS]),
    ShareCeiling(PickedScope, [NearPercent; RUNGS]),
    Derived(PickedScope, NearPercent, Rounding),
    Flow(PickedScope, Base, Allowances),
    Movement { base: Base, allowances: Allowances, by: Pick },
    Step(StepSize),
}

#[derive(Clone, Copy, Debug)]
pub(super) enum StepSize {
    Cents(i64),
    /// All that the scope holds.
    Held,
}

/// Allowances of one shape.
#[derive(Clone, Debug)]
pub(super) struct Allowances {
    shape: LimitShape,
    percents: [Percent; RUNGS],
    amounts: [NearMoney; RUNGS],
}

#[derive(Clone, Copy, Debug)]
enum LimitShape {
    Percent,
    Amount,
    Both(Option<Take>),
}

pub(super) fn ladder_of_parts() -> BoxedStrategy<LadderOfParts> {
    let amounts = || array::uniform(near_money());
    let shares = || array::uniform(near_percent());
    let side = || option::weighted(0.7, allowances());
    prop_oneof![
        2 => amounts().prop_map(LadderOfParts::Floor),
        2 => amounts().prop_map(LadderOfParts::Ceiling),
        1 => shares().prop_map(LadderOfParts::ShareFloor),
        1 => shares().prop_map(LadderOfParts::ShareCeiling),
        1 => any_base().prop_map(LadderOfParts::Locked),
        2 => (any_base(), side(), side(), allowances()).prop_map(|(base, up, down, otherwise)| {
            LadderOfParts::Variation { base, up, down, otherwise }
        }),
    ]
    .boxed()
}

pub(super) fn ladder_of_whole() -> BoxedStrategy<LadderOfWhole> {
    let shares = || (any_scope(), array::uniform(near_percent()));
    let rounding = select(vec![Rounding::Down, Rounding::Up, Rounding::HalfUp]);
    let derived = (any_scope(), near_percent(), rounding);
    let flow = (any_scope(), any_base(), allowances());
    let movement = (any_base(), allowances(), any_pick());
    let step = prop_oneof![
        4 => select(vec![1, 5, 100, 10_000, 50_000, 100_000]).prop_map(StepSize::Cents),
        1 => Just(StepSize::Held),
        1 => (1..=MAX_AMOUNT_CENTS).prop_map(StepSize::Cents),
    ];
    prop_oneof![
        1 => shares().prop_map(|(of, percents)| LadderOfWhole::ShareFloor(of, percents)),
        1 => shares().prop_map(|(of, percents)| LadderOfWhole::ShareCeiling(of, percents)),
        1 => derived.prop_map(|(of, percent, rounding)| LadderOfWhole::Derived(of, percent, rounding)),
        2 => flow.prop_map(|(to, base, allowances)| LadderOfWhole::Flow(to, base, allowances)),
        2 => movement.prop_map(|(base, allowances, by)| LadderOfWhole::Movement { base, allowances, by }),
        1 => step.prop_map(LadderOfWhole::Step),
    ]
    .boxed()
}

impl LadderOfParts {
    /// The limits of parts of a total, where a part holds about so much, in cents.
    pub(super) fn of(&self, total: i64, held: i64) -> Ladder {
        let amounts = |near: &[NearMoney; RUNGS]| sorted(near.map(|near| near.of(held)));
        let shares = |near: &[NearPercent; RUNGS]| sorted(near.map(|near| near.of(held, total)));
        match self {
            LadderOfParts::Floor(near) => amounts(near).into_iter().rev().map(Limit::Floor).collect(),
            LadderOfParts::Ceiling(near) => amounts(near).into_iter().map(Limit::Ceiling).collect(),
            LadderOfParts::ShareFloor(near) => shares(near)
                .into_iter()
                .rev()
                .map(|percent| Limit::ShareFloor(Share::of_total(percent)))
                .collect(),
            LadderOfParts::ShareCeiling(near) => shares(near)
                .into_iter()
                .map(|percent| Limit::ShareCeiling(Share::of_total(percent)))
                .collect(),
            LadderOfParts::Locked(base) => vec![Limit::Locked(Lock::new(*base))],
            LadderOfParts::Variation { base, up, down, otherwise } => {
                let up = up.as_ref().or(Some(otherwise).filter(|_| down.is_none()));
                let up = up.map(|up| up.of(held));
                let down = down.as_ref().map(|down| down.of(held));
                let rung = |rung: usize| {
                    let mut variation = Variation::new().base(*base);
                    variation.up = up.as_ref().map(|up| up[rung].clone());
                    variation.down = down.as_ref().map(|down| down[rung].clone());
                    Limit::Variation(variation)
                };
                (0..RUNGS).map(rung).collect()
            }
        }
    }
}

impl LadderOfWhole {
    /// The limits of a scope of an allocation.
    pub(super) fn of(&self, allocation: &Allocation, scope: &Scope) -> Ladder {
        let held = held_by(allocation, scope);
        let shares = |of: &PickedScope, near: &[NearPercent; RUNGS]| {
            let of = of.of(allocation.envelope());
            let whole = held_by(allocation, &of);
            let percents = sorted(near.map(|near| near.of(held, whole)));
            percents.map(|percent| Share::new(percent, of.clone()))
        };
        match self {
            LadderOfWhole::ShareFloor(of, near) => {
                shares(of, near).into_iter().rev().map(Limit::ShareFloor).collect()
            }
            LadderOfWhole::ShareCeiling(of, near) => {
                shares(of, near).into_iter().map(Limit::ShareCeiling).collect()
            }
            LadderOfWhole::Derived(of, near, rounding) => {
                let of = of.of(allocation.envelope());
                let percent = near.of(held, held_by(allocation, &of));
                vec![Limit::Derived(Derived::new(percent, of).rounding(*rounding))]
            }
            LadderOfWhole::Flow(to, base, allowances) => {
                let to = to.of(allocation.envelope());
                let flow = |allowance| Limit::Flow(Flow::new(to.clone(), allowance).base(*base));
                allowances.of(held).into_iter().map(flow).collect()
            }
            LadderOfWhole::Movement { base, allowances, by } => {
                let keys = keys(allocation);
                let by = keys[by.position(keys.iter().map(|key| key.unwrap_or_default()))];
                let movement = |allowance| {
                    let movement = Movement::new(allowance).base(*base);
                    Limit::Movement(by.map_or(movement.clone(), |key| movement.by(key)))
                };
                allowances.of(held).into_iter().map(movement).collect()
            }
            LadderOfWhole::Step(StepSize::Cents(cents)) => vec![Limit::Step(clamped(*cents))],
            LadderOfWhole::Step(StepSize::Held) => vec![Limit::Step(clamped(held.max(1)))],
        }
    }
}

/// The keys that lines are labelled by, after none.
pub(super) fn keys(allocation: &Allocation) -> Vec<Option<&str>> {
    let mut keys = vec![None];
    for (key, _) in allocation.envelope().lines().flat_map(|line| line.labels().iter()) {
        if !keys.contains(&Some(key)) {
            keys.push(Some(key));
        }
    }
    keys
}

/// What a scope holds, in cents.
pub(super) fn held_by(allocation: &Allocation, scope: &Scope) -> i64 {
    let envelope = allocation.envelope();
    Selection::resolve(scope, envelope)
        .map_or(0, |selection| Selection::sums(&[selection], envelope, allocation.amounts())[0])
}

fn allowances() -> BoxedStrategy<Allowances> {
    let amount = prop_oneof![
        1 => Just(NearMoney::Other(Money::ZERO)),
        4 => (0..=400i64).prop_map(NearMoney::Thousandths),
        1 => near_money(),
        1 => any_money().prop_map(NearMoney::Other),
    ];
    let takes = select(vec![None, Some(Take::Lesser), Some(Take::Greater)]);
    let shape = prop_oneof![
        1 => Just(LimitShape::Percent),
        1 => Just(LimitShape::Amount),
        3 => takes.prop_map(LimitShape::Both),
    ];
    (shape, array::uniform(any_percent()), array::uniform(amount))
        .prop_map(|(shape, percents, amounts)| Allowances { shape, percents: sorted(percents), amounts })
        .boxed()
}

impl Allowances {
    /// From tight to loose, where a scope holds so many cents.
    fn of(&self, held: i64) -> [Allowance; RUNGS] {
        let amounts = sorted(self.amounts.map(|near| near.of(held)));
        std::array::from_fn(|rung| match self.shape {
            LimitShape::Percent => Allowance::percent(self.percents[rung]),
            LimitShape::Amount => Allowance::amount(amounts[rung]),
            LimitShape::Both(take) => {
                let mut both = Allowance::lesser(self.percents[rung], amounts[rung]);
                both.take = take;
                both
            }
        })
    }
}

fn any_base() -> impl Strategy<Value = Base> + Clone {
    prop_oneof![Just(Base::Original), Just(Base::Approved)]
}

pub(super) fn sorted<T: Ord>(mut values: [T; RUNGS]) -> [T; RUNGS] {
    values.sort();
    values
}

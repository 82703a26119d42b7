//! Limits of every kind, close to what a scope holds.

use proptest::prelude::*;

use super::money::{any_money, clamped, money_near};
use super::percent::{any_percent, percent_near};
use riparto_core::budget::{Allocation, Scope, Selection};
use riparto_core::capacity::MAX_AMOUNT_CENTS;
use riparto_core::money::{Money, Percent, Rounding};
use riparto_core::rules::{Allowance, Base, Derived, Flow, Limit, Lock, Movement, Share, Take, Variation};

/// How many limits a ladder has at most.
pub(super) const RUNGS: usize = 3;

/// Limits of one kind, from tight to loose: one, or as many as bands may be made of.
pub(super) type Ladder = Vec<Limit>;

/// A ladder for what each part of a scope holds, where a part holds about so much.
pub(super) fn ladder_of_parts(total: i64, held: i64) -> BoxedStrategy<Ladder> {
    let shares = || sorted(percent_near(held, total));
    let share = |percent| Share::of_total(percent);
    prop_oneof![
        2 => sorted(money_near(held)).prop_map(|amounts| amounts.into_iter().rev().map(Limit::Floor).collect()),
        2 => sorted(money_near(held)).prop_map(|amounts| amounts.into_iter().map(Limit::Ceiling).collect()),
        1 => shares().prop_map(move |percents| percents.into_iter().rev().map(|percent| Limit::ShareFloor(share(percent))).collect()),
        1 => shares().prop_map(move |percents| percents.into_iter().map(|percent| Limit::ShareCeiling(share(percent))).collect()),
        1 => any_base().prop_map(|base| vec![Limit::Locked(Lock::new(base))]),
        2 => variations(held),
    ]
    .boxed()
}

/// A ladder for a scope as a whole, measured against another scope or by what moves.
pub(super) fn ladder_of_whole(allocation: &Allocation, scope: &Scope, other: Scope) -> BoxedStrategy<Ladder> {
    let held = held_by(allocation, scope);
    let whole = held_by(allocation, &other);
    let (of, to) = (other.clone(), other.clone());
    let shares = (any::<bool>(), sorted(percent_near(held, whole))).prop_map(move |(at_most, percents)| {
        let share = |percent| Share::new(percent, of.clone());
        match at_most {
            true => percents.into_iter().map(|percent| Limit::ShareCeiling(share(percent))).collect(),
            false => percents.into_iter().rev().map(|percent| Limit::ShareFloor(share(percent))).collect(),
        }
    });
    let rounding = prop::sample::select(vec![Rounding::Down, Rounding::Up, Rounding::HalfUp]);
    let derived = (percent_near(held, whole), rounding).prop_map(move |(percent, rounding)| {
        vec![Limit::Derived(Derived::new(percent, other.clone()).rounding(rounding))]
    });
    let flows = (any_base(), allowances(held)).prop_map(move |(base, allowances)| {
        let flow = |allowance| Limit::Flow(Flow::new(to.clone(), allowance).base(base));
        allowances.into_iter().map(flow).collect()
    });
    prop_oneof![2 => shares, 1 => derived, 2 => flows, 2 => movements(allocation, held), 1 => steps(held)]
        .boxed()
}

/// What a scope holds, in cents.
pub(super) fn held_by(allocation: &Allocation, scope: &Scope) -> i64 {
    let envelope = allocation.envelope();
    Selection::resolve(scope, envelope)
        .map_or(0, |selection| Selection::sums(&[selection], envelope, allocation.amounts())[0])
}

fn movements(allocation: &Allocation, held: i64) -> BoxedStrategy<Ladder> {
    let mut keys: Vec<Option<String>> = vec![None];
    for line in allocation.envelope().lines() {
        for (key, _) in line.labels().iter() {
            if !keys.iter().any(|known| known.as_deref() == Some(key)) {
                keys.push(Some(key.to_owned()));
            }
        }
    }
    (any_base(), allowances(held), prop::sample::select(keys))
        .prop_map(|(base, allowances, by)| {
            let movement = |allowance| {
                let movement = Movement::new(allowance).base(base);
                Limit::Movement(by.iter().fold(movement, Movement::by))
            };
            allowances.into_iter().map(movement).collect()
        })
        .boxed()
}

fn steps(held: i64) -> BoxedStrategy<Ladder> {
    let round = prop::sample::select(vec![1, 5, 100, 10_000, 50_000, 100_000]);
    let step = prop_oneof![4 => round, 1 => Just(held.max(1)), 1 => 1..=MAX_AMOUNT_CENTS];
    step.prop_map(|cents| vec![Limit::Step(clamped(cents))]).boxed()
}

fn variations(held: i64) -> BoxedStrategy<Ladder> {
    let side = move || prop::option::weighted(0.7, allowances(held));
    (any_base(), side(), side(), allowances(held))
        .prop_map(|(base, up, down, otherwise)| {
            let up = if down.is_none() { Some(up.unwrap_or(otherwise)) } else { up };
            let variation = |rung: usize| {
                let rises =
                    up.iter().fold(Variation::new().base(base), |limit, up| limit.up(up[rung].clone()));
                down.iter().fold(rises, |limit, down| limit.down(down[rung].clone()))
            };
            (0..RUNGS).map(|number| Limit::Variation(variation(number))).collect()
        })
        .boxed()
}

/// Allowances of one shape, from tight to loose.
fn allowances(held: i64) -> BoxedStrategy<Vec<Allowance>> {
    let part = (0..=400i64).prop_map(move |thousandths| super::money::scaled(held, thousandths));
    let amount = prop_oneof![1 => Just(Money::ZERO), 4 => part, 1 => money_near(held), 1 => any_money()];
    let shapes = prop::sample::select(vec![
        (true, false, None),
        (false, true, None),
        (true, true, None),
        (true, true, Some(Take::Lesser)),
        (true, true, Some(Take::Greater)),
    ]);
    (shapes, sorted::<Percent>(any_percent().boxed()), sorted(amount.boxed()))
        .prop_map(|((in_percent, in_euros, take), percents, amounts)| {
            let rungs = percents.into_iter().zip(amounts);
            let allowance = |(percent, amount)| match (in_percent, in_euros) {
                (true, false) => Allowance::percent(percent),
                (false, _) => Allowance::amount(amount),
                (true, true) => {
                    let mut allowance = Allowance::lesser(percent, amount);
                    allowance.take = take;
                    allowance
                }
            };
            rungs.map(allowance).collect()
        })
        .boxed()
}

fn any_base() -> impl Strategy<Value = Base> + Clone {
    prop_oneof![Just(Base::Original), Just(Base::Approved)]
}

/// As many values as a ladder has rungs, from small to large.
fn sorted<T: Ord + std::fmt::Debug + 'static>(value: BoxedStrategy<T>) -> impl Strategy<Value = Vec<T>> {
    prop::collection::vec(value, RUNGS).prop_map(|mut values| {
        values.sort();
        values
    })
}

//! The fewest cents by which bounds give way, against the plain list of all allocations.

use super::instance::{Dice, Instance, random_instance};
use crate::flow::{feasible, give_way};

/// By how many cents an allocation passes the bounds of the groups and the cap, in all.
fn beyond(instance: &Instance, amounts: &[i64]) -> i64 {
    let groups = instance.families.iter().flatten().map(|group| {
        let sum: i64 = group.lines.iter().map(|line| amounts[*line as usize]).sum();
        group.low.saturating_sub(sum).max(0) + sum.saturating_sub(group.high).max(0)
    });
    let cap = instance.movement.as_ref().map_or(0, |(base, cap)| {
        let moved: i64 = amounts.iter().zip(base).map(|(amount, base)| (amount - base).max(0)).sum();
        (moved - cap).max(0)
    });
    groups.sum::<i64>() + cap
}

/// The least of it over all allocations.
fn least(instance: &Instance, amounts: &mut Vec<i64>, rest: i64) -> i64 {
    let line = amounts.len();
    if line == instance.wish.len() {
        return if rest == 0 { beyond(instance, amounts) } else { i64::MAX };
    }
    let mut best = i64::MAX;
    for amount in instance.low[line]..=instance.high[line].min(rest) {
        amounts.push(amount);
        best = best.min(least(instance, amounts, rest - amount));
        amounts.pop();
    }
    best
}

#[test]
fn bounds_give_way_by_as_little_as_full_enumeration_finds() {
    let mut dice = Dice(81);
    let (mut clashing, mut crossing, mut capped) = (0, 0, 0);
    for number in 0..1_500 {
        let lines = dice.pick(1, 4) as usize;
        let mut instance = random_instance(&mut dice, lines, 5, 1);
        instance.low.fill(0);
        instance.high.fill(instance.total.max(0));
        for group in instance.families.iter_mut().flatten().filter(|group| group.low > i64::MIN) {
            group.low += dice.pick(0, 3);
        }
        let caps = match &mut instance.movement {
            Some((_, cap)) => {
                *cap -= dice.pick(0, 4);
                vec![*cap]
            }
            None => Vec::new(),
        };
        let given = give_way(&instance.problem(), &caps);
        let cents = given.groups.iter().flatten().chain(&given.caps).sum::<i64>();
        assert_eq!(cents, least(&instance, &mut Vec::new(), instance.total), "{number}: {instance:?}");
        assert_eq!(cents == 0, feasible(&instance.problem()), "{number}: {instance:?}");
        clashing += usize::from(cents > 0);
        capped += usize::from(given.caps.iter().any(|cents| *cents > 0));
        crossing += usize::from(cents > 0 && instance.families.iter().all(|family| !family.is_empty()));
        for (family, given) in instance.families.iter_mut().zip(&given.groups) {
            for (group, cents) in family.iter_mut().zip(given) {
                group.low = group.low.saturating_sub(*cents);
                group.high = group.high.saturating_add(*cents);
            }
        }
        if let (Some((_, cap)), [cents]) = (&mut instance.movement, given.caps.as_slice()) {
            *cap += cents;
        }
        assert!(feasible(&instance.problem()), "{number}: giving way as told is enough");
    }
    for (count, what) in
        [(clashing, "clash"), (crossing, "clash with two families"), (capped, "pass their cap")]
    {
        assert!(count > 30, "only {count} instances {what}");
    }
}

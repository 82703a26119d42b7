//! The least total violation, against full enumeration.

use super::instance::{Dice, Instance, random_instance};
use crate::flow::{is_feasible, least_violation};

/// The total violation of an allocation: groups and cap on the movement, in cents.
fn violation_of(instance: &Instance, amounts: &[i64]) -> i64 {
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

/// Its least value over all allocations.
fn least_of(instance: &Instance, amounts: &mut Vec<i64>, rest: i64) -> i64 {
    let line = amounts.len();
    if line == instance.wish.len() {
        return if rest == 0 { violation_of(instance, amounts) } else { i64::MAX };
    }
    let mut best = i64::MAX;
    for amount in instance.low[line]..=instance.high[line].min(rest) {
        amounts.push(amount);
        best = best.min(least_of(instance, amounts, rest - amount));
        amounts.pop();
    }
    best
}

#[test]
fn the_least_violation_is_that_of_full_enumeration() {
    let mut dice = Dice(81);
    let (mut infeasible, mut crossing, mut capped) = (0, 0, 0);
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
        let violation = least_violation(&instance.problem(), &caps);
        let cents = violation.groups.iter().flatten().chain(&violation.caps).sum::<i64>();
        assert_eq!(cents, least_of(&instance, &mut Vec::new(), instance.total), "{number}: {instance:?}");
        assert_eq!(cents == 0, is_feasible(&instance.problem()), "{number}: {instance:?}");
        infeasible += usize::from(cents > 0);
        capped += usize::from(violation.caps.iter().any(|cents| *cents > 0));
        crossing += usize::from(cents > 0 && instance.families.iter().all(|family| !family.is_empty()));
        for (family, violation) in instance.families.iter_mut().zip(&violation.groups) {
            for (group, cents) in family.iter_mut().zip(violation) {
                group.low = group.low.saturating_sub(*cents);
                group.high = group.high.saturating_add(*cents);
            }
        }
        if let (Some((_, cap)), [cents]) = (&mut instance.movement, violation.caps.as_slice()) {
            *cap += cents;
        }
        assert!(is_feasible(&instance.problem()), "{number}: relaxed by the violations, all bounds hold");
    }
    for (count, what) in
        [(infeasible, "infeasible"), (crossing, "infeasible with two families"), (capped, "above their cap")]
    {
        assert!(count > 30, "only {count} instances: {what}");
    }
}

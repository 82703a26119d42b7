//! Against full enumeration, for few lines.

use super::instance::{DISTANCES, Dice, Instance, random_instance};
use crate::flow::infeasible_set::InfeasibleSet;
use crate::flow::{Family, Group, Problem, infeasible_set, is_optimal, least_moved, solve};

/// All allocations that respect the bounds, in descending lexicographic order.
fn all(instance: &Instance) -> Vec<Vec<i64>> {
    let mut found = Vec::new();
    extend(instance, &mut Vec::new(), instance.total, &mut found);
    found
}

fn extend(instance: &Instance, amounts: &mut Vec<i64>, rest: i64, found: &mut Vec<Vec<i64>>) {
    let line = amounts.len();
    if line == instance.wish.len() {
        if instance.allows(amounts) {
            found.push(amounts.clone());
        }
        return;
    }
    for amount in (instance.low[line]..=instance.high[line].min(rest)).rev() {
        amounts.push(amount);
        extend(instance, amounts, rest - amount, found);
        amounts.pop();
    }
}

#[test]
fn the_answer_is_that_of_full_enumeration() {
    let mut dice = Dice(11);
    let (mut infeasible, mut tied, mut crossing, mut capped, mut differ, mut free) = (0, 0, 0, 0, 0, 0);
    for number in 0..4_500 {
        let lines = dice.pick(1, 5) as usize;
        let instance = random_instance(&mut dice, lines, 5, 1);
        let all = all(&instance);
        let problem = instance.problem();
        assert_eq!(infeasible_set(&problem).is_none(), !all.is_empty(), "{number}: {instance:?}");
        infeasible += usize::from(all.is_empty());
        crossing += usize::from(instance.families.iter().all(|family| !family.is_empty()));
        capped += usize::from(instance.movement.is_some());
        let mut answers = Vec::new();
        for (place, distance) in DISTANCES.into_iter().enumerate() {
            let cost = |amounts: &Vec<i64>| {
                let objectives = instance.objectives(amounts);
                (objectives[place], objectives[0])
            };
            // The first of the cheapest is the lexicographically greatest.
            let best = all.iter().min_by_key(|amounts| cost(amounts)).cloned();
            assert_eq!(solve(&problem, distance), best, "{number}: {distance:?} {instance:?}");
            for amounts in &all {
                let is_best = best.as_ref().is_some_and(|best| cost(amounts) == cost(best));
                assert_eq!(
                    is_optimal(&problem, distance, amounts),
                    is_best,
                    "{number}: {distance:?} {amounts:?} {instance:?}"
                );
                tied += usize::from(is_best && best.as_ref() != Some(amounts));
            }
            answers.push(best);
        }
        let moved = least_moved(&problem);
        assert_eq!(moved.is_some(), !all.is_empty(), "{number}: {instance:?}");
        if let (Some(moved), Some(best)) = (moved, &answers[1]) {
            assert!(instance.allows(&moved), "{number}: {instance:?}");
            let cost = |amounts| instance.objectives(amounts)[1];
            assert_eq!(cost(&moved), cost(best), "{number}: {instance:?}");
            free += usize::from(moved != *best);
        }
        differ += usize::from(answers[0] != answers[1] || answers[1] != answers[2]);
    }
    for (count, what) in [
        (infeasible, "infeasible"),
        (tied, "tied"),
        (crossing, "crossing"),
        (capped, "capped"),
        (differ, "differ"),
        (free, "several move the least"),
    ] {
        assert!(count > 100, "only {count} instances: {what}");
    }
}

/// The instance with all bounds outside the infeasible set dropped.
fn only(found: &InfeasibleSet, instance: &Instance) -> Instance {
    let mut rest = instance.clone();
    for line in 0..rest.wish.len() {
        if !found.line_floors.contains(&(line as u32)) {
            rest.low[line] = -100;
        }
        if !found.line_ceilings.contains(&(line as u32)) {
            rest.high[line] = 1_000;
        }
    }
    for (family, groups) in rest.families.iter_mut().enumerate() {
        for (group, bounds) in groups.iter_mut().enumerate() {
            if !found.group_floors.contains(&(family, group)) {
                bounds.low = i64::MIN;
            }
            if !found.group_ceilings.contains(&(family, group)) {
                bounds.high = i64::MAX;
            }
        }
    }
    if !found.movement {
        rest.movement = None;
    }
    rest
}

#[test]
fn an_infeasible_set_is_infeasible_without_the_other_bounds() {
    let mut dice = Dice(12);
    let mut conflicts = 0;
    for number in 0..4_500 {
        let lines = dice.pick(1, 5) as usize;
        let mut instance = random_instance(&mut dice, lines, 5, 1);
        if dice.once_in(2) {
            instance.total += dice.pick(-6, 6);
        }
        let Some(found) = infeasible_set(&instance.problem()) else { continue };
        conflicts += 1;
        assert!(found.deficiency > 0, "{number}: {found:?}");
        let mut rest = only(&found, &instance);
        let totals = if found.total { rest.total..=rest.total } else { -40..=60 };
        for total in totals {
            rest.total = total;
            assert!(infeasible_set(&rest.problem()).is_some(), "{number}: {found:?} {instance:?}");
        }
    }
    assert!(conflicts > 300, "only {conflicts} conflicts");
}

#[test]
fn bounds_that_exclude_each_other_at_first_sight_are_named_all_of_them_and_no_other() {
    let empty = |low, high| [Group { lines: Vec::new(), low, high }];
    let named = |total: i64, low: [i64; 2], high: [i64; 2], groups: &[Group]| {
        let families = [Family::Laminar(groups), Family::Laminar(&[])];
        let (wish, weights) = (&[0, 0], &[]);
        infeasible_set(&Problem { total, wish, low: &low, high: &high, weights, families, movement: None })
    };
    let none = InfeasibleSet::default();
    let line = InfeasibleSet { deficiency: 2, line_floors: vec![1], line_ceilings: vec![1], ..none.clone() };
    assert_eq!(named(9, [0, 7], [9, 5], &[]), Some(line));
    let floors = InfeasibleSet { deficiency: 2, total: true, line_floors: vec![0, 1], ..none.clone() };
    assert_eq!(named(5, [3, 4], [9, 9], &[]), Some(floors));
    let group =
        InfeasibleSet { deficiency: 1, group_floors: vec![(0, 0)], group_ceilings: vec![(0, 0)], ..none };
    // What no line is in holds nothing, neither more nor less.
    assert_eq!(named(9, [0, 0], [9, 9], &empty(1, 3)), Some(group.clone()));
    assert_eq!(named(9, [0, 0], [9, 9], &empty(-3, -1)), Some(group));
    for (low, high) in [(0, 0), (-1, 0), (0, 1), (i64::MIN, i64::MAX)] {
        assert_eq!(named(9, [0, 0], [9, 9], &empty(low, high)), None);
    }
}

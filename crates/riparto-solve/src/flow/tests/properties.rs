//! Larger instances: certificates, and what must not change the answer.

use super::instance::{DISTANCES, Dice, Instance, random_instance};
use crate::flow::Distance;
use crate::flow::{is_optimal, solve};

/// Feasible instances of 300 lines, or fewer, in cents up to ten thousand euros.
fn larger(seed: u64, count: usize) -> Vec<Instance> {
    let mut dice = Dice(seed);
    let mut instances = Vec::new();
    for _ in 0..20 * count {
        let smallest = dice.pick(2, 40) as usize;
        let mut instance = random_instance(&mut dice, 300, 1_000_000, smallest);
        // Of 300 lines many groups are drawn: their bounds are kept apart, so that most instances are feasible.
        for group in instance.families.iter_mut().flatten() {
            group.low = group.low.saturating_sub(if dice.once_in(8) { 0 } else { 90_000 });
            group.high = group.high.saturating_add(if dice.once_in(8) { 0 } else { 90_000 });
        }
        if solve(&instance.problem(), Distance::Squares).is_some() {
            instances.push(instance);
        }
        if instances.len() == count {
            return instances;
        }
    }
    panic!("only {} of {count} feasible instances", instances.len());
}

#[test]
fn every_answer_is_certified_and_no_neighbor_is() {
    let mut dice = Dice(21);
    let mut neighbors = 0;
    for (number, instance) in larger(22, 40).iter().enumerate() {
        let problem = instance.problem();
        for distance in DISTANCES {
            let amounts = solve(&problem, distance).unwrap();
            assert!(instance.allows(&amounts), "{number} {distance:?}");
            assert!(is_optimal(&problem, distance, &amounts), "{number} {distance:?}");
            for _ in 0..20 {
                let (one, other) = (dice.pick(0, 299) as usize, dice.pick(0, 299) as usize);
                let mut moved = amounts.clone();
                moved[one] += 50;
                moved[other] -= 50;
                if one == other || instance.objectives(&moved) == instance.objectives(&amounts) {
                    continue;
                }
                neighbors += usize::from(instance.allows(&moved));
                assert!(!is_optimal(&problem, distance, &moved), "{number} {distance:?}");
            }
        }
    }
    assert!(neighbors > 100, "only {neighbors} neighbors were feasible");
}

#[test]
fn the_order_of_groups_changes_nothing() {
    let mut dice = Dice(31);
    for instance in larger(32, 10) {
        let mut other = instance.clone();
        for family in &mut other.families {
            dice.shuffle(family);
            for group in family {
                dice.shuffle(&mut group.lines);
            }
        }
        for distance in DISTANCES {
            assert_eq!(solve(&instance.problem(), distance), solve(&other.problem(), distance));
        }
    }
}

#[test]
fn transposing_the_families_changes_nothing() {
    let mut transposed = 0;
    for mut instance in larger(42, 10) {
        if instance.movement.is_some() {
            continue;
        }
        transposed += 1;
        let answers = DISTANCES.map(|distance| solve(&instance.problem(), distance));
        instance.families.reverse();
        assert_eq!(answers, DISTANCES.map(|distance| solve(&instance.problem(), distance)));
    }
    assert!(transposed >= 3, "{transposed} instances have no cap on the movement");
}

#[test]
fn an_answer_as_wish_is_kept() {
    for mut instance in larger(52, 10) {
        for distance in DISTANCES {
            let amounts = solve(&instance.problem(), distance).unwrap();
            let wish = std::mem::replace(&mut instance.wish, amounts.clone());
            assert_eq!(solve(&instance.problem(), distance), Some(amounts));
            instance.wish = wish;
        }
    }
}

#[test]
fn many_lines_on_few_arcs() {
    let mut dice = Dice(61);
    let lines = 20_000;
    let mut instance = random_instance(&mut dice, lines, 1_000_000, lines / 4);
    for family in &mut instance.families {
        family.iter_mut().for_each(|group| {
            group.low = group.low.saturating_sub(100_000_000);
            group.high = group.high.saturating_add(100_000_000);
        });
    }
    let problem = instance.problem();
    for distance in DISTANCES {
        assert!(is_optimal(&problem, distance, &solve(&problem, distance).unwrap()), "{distance:?}");
    }
}

#[test]
fn amounts_at_the_limit_do_not_overflow() {
    let largest = 1_i64 << 48;
    let mut dice = Dice(71);
    let mut solved = 0;
    for _ in 0..80 {
        let mut instance = random_instance(&mut dice, 12, largest / 16, 1);
        instance.weights.iter_mut().for_each(|weight| *weight = (1 << 30) / *weight.min(&mut 200));
        instance.wish.iter_mut().for_each(|wish| *wish = if *wish % 2 == 0 { largest } else { -largest });
        for distance in DISTANCES {
            if let Some(amounts) = solve(&instance.problem(), distance) {
                assert!(is_optimal(&instance.problem(), distance, &amounts), "{distance:?} {instance:?}");
                solved += 1;
            }
        }
    }
    assert!(solved > 30, "only {solved} answers");
}

#[test]
fn weights_in_the_same_proportion_change_nothing() {
    let mut factors = 0;
    for (number, mut instance) in larger(82, 10).into_iter().enumerate() {
        let heaviest = instance.weights.iter().max().copied().unwrap_or(1);
        let answers = DISTANCES.map(|distance| solve(&instance.problem(), distance));
        // Weights go up to 2^30.
        let largest = (1 << 30) / heaviest;
        for factor in [2, 25, largest].into_iter().filter(|factor| *factor <= largest) {
            factors += usize::from(factor > 1);
            let weights = instance.weights.clone();
            instance.weights.iter_mut().for_each(|weight| *weight *= factor);
            assert_eq!(
                answers,
                DISTANCES.map(|distance| solve(&instance.problem(), distance)),
                "{number} {factor}"
            );
            instance.weights = weights;
        }
    }
    assert!(factors > 10, "only {factors} factors");
}

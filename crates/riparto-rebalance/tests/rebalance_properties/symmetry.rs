//! What must not matter, and what may only move one way.

use proptest::prelude::*;
use riparto_core::Authorization;
use riparto_rebalance::{Answer, Conflict, Measure};

use super::instance::{Asks, Instance, any_instance, cents, medium, tiny};
use riparto_test_support::{cases, given};

/// An instance with its lines in another order: line `order[i]` comes at place i.
fn permuted(instance: &Instance, order: &[usize]) -> Instance {
    let moved = |values: &[i64]| order.iter().map(|line| values[*line]).collect();
    let mut permuted = instance.clone();
    permuted.original = moved(&instance.original);
    permuted.wish = moved(&instance.wish);
    if !instance.weights.is_empty() {
        permuted.weights = order.iter().map(|line| instance.weights[*line]).collect();
    }
    for demand in &mut permuted.demands {
        for line in &mut demand.lines {
            *line = order.iter().position(|place| place == line).unwrap();
        }
    }
    permuted
}

/// How many rules clash in the smallest conflict, and the cents of the cheapest way out.
fn clash(instance: &Instance) -> Option<(usize, Option<i128>)> {
    match Conflict::diagnose(&instance.plan(), Authorization::Free).unwrap() {
        Answer::Found(()) => None,
        Answer::Unknown => panic!("bounds of sums are decided"),
        Answer::Infeasible(conflict) => {
            let size = if conflict.is_minimal() { conflict.rules().len() } else { 0 };
            Some((size, conflict.relaxation_cents()))
        }
    }
}

/// An instance with a shuffle of its lines and one of its rules.
fn shuffled() -> impl Strategy<Value = (Instance, Vec<usize>, Instance)> {
    any_instance(medium()).prop_flat_map(|instance| {
        let lines: Vec<usize> = (0..instance.original.len()).collect();
        let demands = Just(instance.demands.clone()).prop_shuffle();
        (Just(instance), Just(lines).prop_shuffle(), demands).prop_map(|(instance, lines, demands)| {
            let reordered = Instance { demands, ..instance.clone() };
            (instance, lines, reordered)
        })
    })
}

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn the_order_of_lines_matters_for_ties_only((instance, order, _) in shuffled()) {
        let permuted = permuted(&instance, &order);
        for measure in Measure::ALL {
            let (here, there) = (instance.nearest(measure), permuted.nearest(measure));
            prop_assert_eq!(
                here.map(|nearest| nearest.objective().of(measure)),
                there.map(|nearest| nearest.objective().of(measure))
            );
        }
        prop_assert_eq!(clash(&instance), clash(&permuted));
    }

    #[test]
    fn the_order_of_rules_does_not_matter((instance, _, reordered) in shuffled()) {
        for measure in Measure::ALL {
            let (here, there) = (instance.nearest(measure), reordered.nearest(measure));
            let seen = |nearest: riparto_rebalance::Nearest| {
                (nearest.allocation().amounts().to_vec(), nearest.objective(), nearest.optimal_for().to_vec())
            };
            prop_assert_eq!(here.map(seen), there.map(seen));
        }
        prop_assert_eq!(clash(&instance), clash(&reordered));
    }

    #[test]
    fn a_larger_total_lowers_no_line(
        instance in prop_oneof![any_instance(tiny()), any_instance(medium())],
        more in prop_oneof![Just(1i64), 1..=50_000i64],
    ) {
        let mut smaller = instance;
        smaller.weights.clear();
        smaller.demands.retain(|demand| demand.asks != Asks::Lock);
        let mut larger = smaller.clone();
        larger.original[0] += more;
        let less = given(smaller.nearest(Measure::LeastSquares))?;
        let more = given(larger.nearest(Measure::LeastSquares))?;
        let pairs = cents(less.allocation()).into_iter().zip(cents(more.allocation()));
        for (line, (less, more)) in pairs.enumerate() {
            prop_assert!(less <= more, "line {line}: {less} before, {more} with the larger total");
        }
    }
}

//! The search against a look at every allocation.

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use riparto_core::Authorization;
use riparto_rebalance::{Answer, Conflict, Measure};

use super::tiny::{Asks, Tiny, any_tiny};
use riparto_test_support::cases;

impl Tiny {
    /// The allocations that respect some of the rules.
    fn kept(&self, rules: &[usize]) -> Vec<Vec<i64>> {
        let mut kept = self.allocations();
        kept.retain(|amounts| rules.iter().all(|rule| self.keeps(&self.rules[*rule], amounts)));
        kept
    }
}

#[test]
fn tiny_plans_vary() {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let (mut runner, strategy) = (TestRunner::deterministic(), any_tiny());
    for _ in 0..400 {
        let tiny = strategy.new_tree(&mut runner).unwrap().current();
        let all: Vec<usize> = (0..tiny.rules.len()).collect();
        let best = |rules: &[usize]| {
            tiny.kept(rules).iter().map(|amounts| tiny.far(Measure::LeastSquares, amounts)).min()
        };
        let nearest = best(&all);
        *counts.entry(if nearest.is_some() { "feasible" } else { "infeasible" }.to_owned()).or_default() += 1;
        for rule in &all {
            let others: Vec<usize> = all.iter().copied().filter(|other| other != rule).collect();
            if nearest.is_some() && best(&others) != nearest {
                *counts.entry(format!("{} holds the answer", tiny.rules[*rule].kind())).or_default() += 1;
            }
        }
    }
    println!("{counts:#?}");
    assert_eq!(counts.len(), 15, "{counts:#?}");
    assert!(counts.values().all(|count| *count >= 4), "{counts:#?}");
    assert!(counts["feasible"] >= 100 && counts["infeasible"] >= 40, "{counts:#?}");
}

proptest! {
    #![proptest_config(cases(600))]

    #[test]
    fn no_allocation_of_all_is_nearer(tiny in any_tiny()) {
        let (plan, all) = (tiny.plan(), (0..tiny.rules.len()).collect::<Vec<_>>());
        let kept = tiny.kept(&all);
        for measure in [&Measure::DISTANCES[..], &[Measure::FewestLines]].concat() {
            let least = kept.iter().map(|amounts| tiny.far(measure, amounts)).min();
            match tiny.options(measure).wishes(&tiny.wish()).run(&plan).unwrap() {
                Answer::Found(nearest) => {
                    let amounts: Vec<i64> = nearest.allocation().amounts().iter().map(|amount| amount.cents()).collect();
                    prop_assert!(kept.contains(&amounts), "{:?} is not within the rules", amounts);
                    prop_assert!(plan.check_allocation(nearest.allocation()).unwrap().is_empty());
                    prop_assert!(nearest.is_proven());
                    prop_assert_eq!(Some(nearest.objective().of(measure)), least, "{:?}", measure);
                    prop_assert_eq!(Some(nearest.at_least()), least);
                    for claimed in nearest.optimal_for() {
                        let least = kept.iter().map(|amounts| tiny.far(*claimed, amounts)).min();
                        prop_assert_eq!(Some(nearest.objective().of(*claimed)), least, "{:?}", claimed);
                    }
                    if measure == Measure::FewestLines {
                        let moved = |amounts: &Vec<i64>| tiny.far(Measure::LeastMoved, amounts);
                        let tied = kept.iter().filter(|amounts| Some(tiny.far(measure, amounts)) == least);
                        if tiny.weights.iter().all(|weight| *weight == 1) {
                            prop_assert_eq!(Some(moved(&amounts)), tied.map(moved).min());
                        }
                        continue;
                    }
                    // Of the answers that tie, one of least squares.
                    let tied = kept.iter().filter(|amounts| Some(tiny.far(measure, amounts)) == least);
                    let evenest = tied.map(|amounts| tiny.far(Measure::LeastSquares, amounts)).min();
                    prop_assert_eq!(Some(nearest.objective().squares), evenest, "{:?}", measure);
                }
                Answer::Infeasible(_) => prop_assert_eq!(least, None),
                Answer::Unknown => prop_assert!(false, "a tiny plan is searched whole"),
            }
        }
    }

    #[test]
    fn the_certificate_accepts_just_the_least_squares(tiny in any_tiny()) {
        let (plan, all) = (tiny.plan(), (0..tiny.rules.len()).collect::<Vec<_>>());
        let options = tiny.options(Measure::LeastSquares);
        let kept = tiny.kept(&all);
        let least = kept.iter().map(|amounts| tiny.far(Measure::LeastSquares, amounts)).min();
        for amounts in tiny.allocations().iter().step_by(97).chain(kept.iter().step_by(13)) {
            let money = amounts.iter().map(|cents| riparto_core::Money::from_cents(*cents).unwrap()).collect();
            let allocation = riparto_core::Allocation::new(plan.envelope(), money).unwrap();
            let is_best = kept.contains(amounts) && Some(tiny.far(Measure::LeastSquares, amounts)) == least;
            prop_assert_eq!(options.clone().wishes(&tiny.wish()).verify(&plan, &allocation).unwrap(), is_best, "{:?}", amounts);
        }
    }

    #[test]
    fn a_diagnosis_is_true_and_a_conflict_irreducible(tiny in any_tiny()) {
        let all: Vec<usize> = (0..tiny.rules.len()).collect();
        match Conflict::diagnose(&tiny.plan(), Authorization::Free).unwrap() {
            Answer::Found(()) => prop_assert!(!tiny.kept(&all).is_empty()),
            Answer::Infeasible(conflict) => {
                let named: Vec<usize> = conflict.rules().map(|rule| rule.id()[1..].parse().unwrap()).collect();
                prop_assert!(tiny.kept(&named).is_empty());
                prop_assert!(conflict.is_irreducible());
                for rule in &named {
                    let others: Vec<usize> = named.iter().copied().filter(|other| other != rule).collect();
                    prop_assert!(!tiny.kept(&others).is_empty(), "r{} can be spared", rule);
                }
            }
            Answer::Unknown => prop_assert!(false, "a tiny plan is searched whole"),
        }
    }

    #[test]
    fn the_order_in_which_rules_are_written_changes_nothing(tiny in any_tiny()) {
        let order: Vec<usize> = (0..tiny.rules.len()).collect();
        let reversed: Vec<usize> = order.iter().rev().copied().collect();
        for measure in Measure::ALL {
            let answers = [&order, &reversed].map(|order| {
                match tiny.options(measure).wishes(&tiny.wish()).run(&tiny.plan_with(order)).unwrap() {
                    Answer::Found(nearest) => Some(nearest.allocation().clone()),
                    _ => None,
                }
            });
            prop_assert_eq!(&answers[0], &answers[1]);
        }
    }
}

#[test]
fn a_flow_that_lines_in_both_scopes_exchange_is_not_counted() {
    let tiny = Tiny {
        original: vec![5, 5, 5],
        approved: vec![5, 5, 5],
        wish: vec![0, 10, 5],
        weights: vec![1; 3],
        rules: vec![Asks::Flow { from: vec![0, 1], to: vec![0, 1], cap: 0 }],
    };
    let Answer::Found(nearest) =
        tiny.options(Measure::LeastSquares).wishes(&tiny.wish()).run(&tiny.plan()).unwrap()
    else {
        panic!("nothing is asked")
    };
    assert_eq!(nearest.objective().squares, 0);
}

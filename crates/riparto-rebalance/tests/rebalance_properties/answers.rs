//! What every answer is: an allocation within the rules that the certificate accepts and a cent less good does not.

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use riparto_core::capacity::MAX_WISH_WEIGHT;
use riparto_core::{Allocation, Authorization, Plan};
use riparto_rebalance::{Measure, Rebalance};

use super::instance::{Asks, Instance, TOLD, any_instance, cents, medium, monies, tiny};
use riparto_test_support::{cases, given};

#[test]
fn instances_vary() {
    for size in [tiny(), medium()] {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        let (mut runner, strategy) = (TestRunner::deterministic(), any_instance(size));
        for _ in 0..1_000 {
            let instance = strategy.new_tree(&mut runner).unwrap().current();
            let nearest = instance.nearest(Measure::LeastSquares);
            let free =
                Instance { demands: Vec::new(), ..instance.clone() }.nearest(Measure::LeastSquares).unwrap();
            let kept_by = |asks: fn(&Asks) -> bool| {
                nearest.is_some() && instance.demands.iter().any(|demand| asks(&demand.asks))
            };
            let kinds = [
                ("impossible", nearest.is_none()),
                (
                    "held by rules",
                    nearest.as_ref().is_some_and(|nearest| nearest.allocation() != free.allocation()),
                ),
                ("a kept lock", kept_by(|asks| *asks == Asks::Lock)),
                ("a kept floor", kept_by(|asks| matches!(asks, Asks::Floor(_)))),
                ("a kept ceiling", kept_by(|asks| matches!(asks, Asks::Ceiling(_)))),
                ("unequal weights", instance.weights.windows(2).any(|pair| pair[0] != pair[1])),
                (
                    "a rule on some lines together",
                    instance.demands.iter().any(|demand| {
                        !demand.each && (2..instance.original.len()).contains(&demand.lines.len())
                    }),
                ),
                (
                    "a rule on each of some lines",
                    instance.demands.iter().any(|demand| demand.each && demand.lines.len() > 1),
                ),
            ];
            for (kind, is) in kinds {
                *counts.entry(kind).or_default() += usize::from(is);
            }
        }
        assert!(counts.values().all(|count| *count >= 100), "{counts:#?}");
    }
}

#[test]
fn the_certificate_refuses_weights_that_the_search_refuses() {
    let plan = Plan::from_json(
        r#"{"format": "riparto.plan/1", "title": "Plan", "total": "0.03",
            "lines": [{"id": "a", "amount": "0.01"}, {"id": "b", "amount": "0.01"}, {"id": "c", "amount": "0.01"}]}"#,
    )
    .unwrap();
    let amounts = plan.approved().amounts();
    for weights in [vec![1], vec![1, 2], vec![1, 2, 3, 4], vec![0, 1, 1], vec![1, 1, MAX_WISH_WEIGHT + 1]] {
        let options = Rebalance::new().weights(&weights);
        let refused = options.clone().wishes(amounts).run(&plan).unwrap_err();
        assert_eq!(options.clone().wishes(amounts).verify(&plan, plan.approved()), Err(refused));
    }
    let refused = Rebalance::new().wishes(&amounts[1..]).run(&plan).unwrap_err();
    assert_eq!(Rebalance::new().wishes(&amounts[1..]).verify(&plan, plan.approved()), Err(refused));
}

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn an_answer_sums_to_the_total_and_breaks_no_rule(instance in any_instance(medium())) {
        let plan = instance.plan();
        let mut answered = 0;
        for measure in Measure::ALL {
            let Some(nearest) = instance.nearest(measure) else { continue };
            prop_assert!(instance.keeps(&cents(nearest.allocation())));
            prop_assert!(plan.check_allocation(nearest.allocation()).unwrap().is_empty());
            for known in TOLD.into_iter().filter(|_| measure != Measure::InProportion) {
                prop_assert_eq!(nearest.objective().of(known), instance.far(known, &cents(nearest.allocation())));
            }
            prop_assert!(nearest.optimal_for().contains(&measure));
            answered += 1;
        }
        prop_assert!(answered == 0 || answered == Measure::ALL.len(), "{} measures have an answer", answered);
        prop_assume!(answered > 0);
    }

    #[test]
    fn the_certificate_accepts_the_answer_and_no_cent_moved_for_the_worse(instance in any_instance(medium())) {
        let nearest = given(instance.nearest(Measure::LeastSquares))?;
        let (plan, wish) = (instance.plan(), monies(&instance.wish));
        let options = instance.options(Measure::LeastSquares);
        prop_assert!(options.clone().wishes(&wish).verify(&plan, nearest.allocation()).unwrap());
        let best = cents(nearest.allocation());
        for from in 0..best.len() {
            for to in (0..best.len()).filter(|to| *to != from && best[from] > 0) {
                let mut moved = best.clone();
                (moved[from], moved[to]) = (moved[from] - 1, moved[to] + 1);
                let as_good = instance.keeps(&moved)
                    && instance.far(Measure::LeastSquares, &moved) == instance.far(Measure::LeastSquares, &best);
                let moved = Allocation::new(plan.envelope(), monies(&moved)).unwrap();
                prop_assert_eq!(options.clone().wishes(&wish).verify(&plan, &moved).unwrap(), as_good);
            }
        }
    }

    #[test]
    fn the_certificate_accepts_just_the_least_squares(instance in any_instance(tiny())) {
        let (plan, wish) = (instance.plan(), monies(&instance.wish));
        let allocations = instance.allocations();
        let far = |amounts: &Vec<i64>| instance.far(Measure::LeastSquares, amounts);
        let least = allocations.iter().filter(|amounts| instance.keeps(amounts)).map(far).min();
        for amounts in &allocations {
            let allocation = Allocation::new(plan.envelope(), monies(amounts)).unwrap();
            let accepted = instance.options(Measure::LeastSquares).wishes(&wish).verify(&plan, &allocation).unwrap();
            prop_assert_eq!(accepted, instance.keeps(amounts) && Some(far(amounts)) == least);
        }
    }

    #[test]
    fn repairing_the_repaired_changes_nothing(instance in any_instance(medium())) {
        let mut repeats = 0;
        for measure in Measure::ALL {
            let Some(nearest) = instance.nearest(measure) else { continue };
            let mut again = instance.clone();
            again.wish = cents(nearest.allocation());
            let repeated = again.nearest(measure).unwrap();
            prop_assert_eq!(repeated.allocation(), nearest.allocation());
            prop_assert!(TOLD.iter().all(|known| repeated.objective().of(*known) == 0));
            prop_assert!(repeated.objective().of(measure) == 0);
            repeats += 1;
        }
        prop_assume!(repeats > 0);
    }

    #[test]
    fn a_wish_that_respects_the_rules_is_returned_unchanged(mut instance in any_instance(medium())) {
        let original = instance.original.clone();
        // Rules that the original keeps, so that it may be the wish.
        instance.demands.retain(|demand| demand.lacks(&original, &original) == 0);
        instance.wish = original.clone();
        for measure in Measure::ALL {
            prop_assert_eq!(cents(instance.nearest(measure).unwrap().allocation()), original.clone());
        }
    }

    #[test]
    fn rules_that_the_authorization_covers_are_not_asked(instance in any_instance(medium())) {
        let options = instance.options(Measure::LeastSquares).up_to(Authorization::Forbidden);
        let mut free = instance.clone();
        free.demands.clear();
        let nearest = options.clone().wishes(&monies(&instance.wish)).run(&instance.plan()).unwrap();
        let riparto_rebalance::Answer::Found(nearest) = nearest else { panic!("nothing is asked") };
        let unbound = free.nearest(Measure::LeastSquares).unwrap();
        prop_assert_eq!(cents(nearest.allocation()), cents(unbound.allocation()));
    }
}

//! What every answer is: an allocation within the rules that the certificate accepts and a cent less good does not.

use proptest::prelude::*;
use riparto::{Allocation, Authorization, Measure, Rebalance};

use super::instance::{any_instance, cents, medium, monies, tiny};
use crate::properties::cases;

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn an_answer_sums_to_the_total_and_breaks_no_rule(instance in any_instance(medium())) {
        let plan = instance.plan();
        for measure in Measure::ALL {
            let Some(nearest) = instance.nearest(measure) else { continue };
            prop_assert!(instance.keeps(&cents(nearest.allocation())));
            prop_assert!(plan.check_allocation(nearest.allocation()).unwrap().is_empty());
            for known in Measure::ALL {
                prop_assert_eq!(nearest.objective().of(known), instance.far(known, &cents(nearest.allocation())));
            }
            prop_assert!(nearest.optimal_for().contains(&measure));
        }
    }

    #[test]
    fn the_certificate_accepts_the_answer_and_no_cent_moved_for_the_worse(instance in any_instance(medium())) {
        let Some(nearest) = instance.nearest(Measure::LeastSquares) else { return Ok(()) };
        let (plan, wish) = (instance.plan(), monies(&instance.wish));
        let options = instance.options(Measure::LeastSquares);
        prop_assert!(plan.verify(&wish, nearest.allocation(), &options).unwrap());
        let best = cents(nearest.allocation());
        for from in 0..best.len() {
            for to in (0..best.len()).filter(|to| *to != from && best[from] > 0) {
                let mut moved = best.clone();
                (moved[from], moved[to]) = (moved[from] - 1, moved[to] + 1);
                let as_good = instance.keeps(&moved)
                    && instance.far(Measure::LeastSquares, &moved) == instance.far(Measure::LeastSquares, &best);
                let moved = Allocation::new(plan.envelope(), monies(&moved)).unwrap();
                prop_assert_eq!(plan.verify(&wish, &moved, &options).unwrap(), as_good);
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
            let accepted = plan.verify(&wish, &allocation, &instance.options(Measure::LeastSquares)).unwrap();
            prop_assert_eq!(accepted, instance.keeps(amounts) && Some(far(amounts)) == least);
        }
    }

    #[test]
    fn repairing_the_repaired_changes_nothing(instance in any_instance(medium())) {
        for measure in Measure::ALL {
            let Some(nearest) = instance.nearest(measure) else { continue };
            let mut again = instance.clone();
            again.wish = cents(nearest.allocation());
            let repeated = again.nearest(measure).unwrap();
            prop_assert_eq!(repeated.allocation(), nearest.allocation());
            prop_assert!(Measure::ALL.iter().all(|known| repeated.objective().of(*known) == 0));
        }
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
        let options = Rebalance { up_to: Authorization::Forbidden, ..instance.options(Measure::LeastSquares) };
        let mut free = instance.clone();
        free.demands.clear();
        let nearest = instance.plan().rebalance(&monies(&instance.wish), &options).unwrap();
        let riparto::Rebalanced::Nearest(nearest) = nearest else { panic!("nothing is asked") };
        let unbound = free.nearest(Measure::LeastSquares).unwrap();
        prop_assert_eq!(cents(nearest.allocation()), cents(unbound.allocation()));
    }
}

//! The search against a look at every allocation, on instances of a few lines and cents.

use proptest::prelude::*;
use riparto_core::Authorization;
use riparto_rebalance::{Answer, Conflict, Measure};

use super::instance::{TOLD, any_instance, cents, tiny};
use riparto_test_support::cases;

proptest! {
    #![proptest_config(cases(1_500))]

    #[test]
    fn no_allocation_of_all_is_nearer(instance in any_instance(tiny())) {
        let mut kept = instance.allocations();
        kept.retain(|amounts| instance.keeps(amounts));
        let feasible = Conflict::diagnose(&instance.plan(), Authorization::Free).unwrap() == Answer::Found(());
        prop_assert_eq!(feasible, !kept.is_empty());
        let mut answered = 0;
        for measure in TOLD {
            let nearest = instance.nearest(measure);
            prop_assert_eq!(nearest.is_some(), feasible);
            let Some(nearest) = nearest else { continue };
            answered += 1;
            prop_assert!(kept.contains(&cents(nearest.allocation())));
            if measure == Measure::FewestLines {
                let far = |amounts: &Vec<i64>| instance.far(measure, amounts);
                let moved = |amounts: &Vec<i64>| amounts.iter().zip(&instance.wish).map(|(amount, wish)| (amount - wish).abs()).sum::<i64>();
                let least = kept.iter().map(far).min();
                prop_assert_eq!(Some(nearest.at_least()), least);
                if instance.weights.windows(2).all(|pair| pair[0] == pair[1]) {
                    let least = kept.iter().filter(|amounts| Some(far(amounts)) == least).map(moved).min();
                    prop_assert_eq!(Some(moved(&cents(nearest.allocation()))), least);
                }
            }
            for claimed in nearest.optimal_for() {
                let least = kept.iter().map(|amounts| instance.far(*claimed, amounts)).min();
                prop_assert_eq!(Some(nearest.objective().of(*claimed)), least, "{:?}", claimed);
            }
        }
        prop_assume!(answered > 0);
    }
}

//! The search against a look at every allocation, on instances of a few lines and cents.

use proptest::prelude::*;
use riparto::{Authorization, Diagnosis, Measure};

use super::instance::{any_instance, cents, tiny};
use crate::properties::cases;

proptest! {
    #![proptest_config(cases(1_500))]

    #[test]
    fn no_allocation_of_all_is_nearer(instance in any_instance(tiny())) {
        let mut kept = instance.allocations();
        kept.retain(|amounts| instance.keeps(amounts));
        let feasible = instance.plan().conflict(Authorization::Free).unwrap() == Diagnosis::Feasible;
        prop_assert_eq!(feasible, !kept.is_empty());
        for measure in Measure::ALL {
            let nearest = instance.nearest(measure);
            prop_assert_eq!(nearest.is_some(), feasible);
            let Some(nearest) = nearest else { continue };
            prop_assert!(kept.contains(&cents(nearest.allocation())));
            for claimed in nearest.optimal_for() {
                let least = kept.iter().map(|amounts| instance.far(*claimed, amounts)).min();
                prop_assert_eq!(Some(nearest.objective().of(*claimed)), least, "{:?}", claimed);
            }
        }
    }
}

//! The search on plans with rules of every kind: an answer is right, or it is refused.

use proptest::prelude::*;
use riparto::arbitrary::{any_allocation_of, any_plan};
use riparto::{Allocation, Authorization, Diagnosis, Plan, Rebalance, Rebalanced};

use crate::properties::cases;

/// A plan, a wish for it and the authorization that may be used.
fn any_task() -> impl Strategy<Value = (Plan, Allocation, Rebalance)> {
    let up_to = prop::sample::select(Authorization::ALL.to_vec());
    (any_plan(), up_to).prop_flat_map(|(plan, up_to)| {
        let wish = any_allocation_of(plan.envelope());
        (Just(plan), wish, Just(Rebalance { up_to, ..Rebalance::default() }))
    })
}

proptest! {
    // Few cases: some of these plans are searched to the limit, three times over.
    #![proptest_config(cases(24))]

    #[test]
    fn an_answer_keeps_rules_of_every_kind((plan, wish, options) in any_task()) {
        match plan.rebalance(wish.amounts(), &options) {
            Ok(Rebalanced::Nearest(nearest)) => {
                let findings = plan.check_allocation(nearest.allocation()).unwrap();
                prop_assert!(findings.authorization() <= options.up_to);
                // The certificate accepts only what is proven.
                if nearest.is_proven() {
                    prop_assert!(plan.verify(wish.amounts(), nearest.allocation(), &options).unwrap());
                }
                let again = plan.rebalance(nearest.allocation().amounts(), &options).unwrap();
                let Rebalanced::Nearest(again) = again else { panic!("the answer is an answer") };
                prop_assert_eq!(again.allocation(), nearest.allocation());
            }
            Ok(Rebalanced::Impossible(conflict)) => {
                prop_assert_eq!(plan.conflict(options.up_to), Ok(Diagnosis::Conflict(conflict)));
                prop_assert!(plan.check_allocation(&wish).unwrap().authorization() > options.up_to);
            }
            Ok(Rebalanced::Unproven) => {}
            Err(error) => prop_assert!(false, "{error}"),
        }
    }
}

proptest! {
    #![proptest_config(cases(512))]

    #[test]
    fn what_respects_rules_of_every_kind_is_returned_unchanged((plan, wish, options) in any_task()) {
        if plan.check_allocation(&wish).unwrap().authorization() > options.up_to {
            return Ok(());
        }
        match plan.rebalance(wish.amounts(), &options) {
            Ok(Rebalanced::Nearest(nearest)) => prop_assert_eq!(nearest.allocation(), &wish),
            Ok(Rebalanced::Impossible(conflict)) => prop_assert!(false, "{conflict:?}"),
            Ok(Rebalanced::Unproven) => prop_assert!(false, "the wish itself is an answer"),
            Err(error) => prop_assert!(false, "{error}"),
        }
    }
}

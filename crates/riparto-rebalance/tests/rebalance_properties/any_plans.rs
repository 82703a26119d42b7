//! The search on plans with rules of every kind: an answer is right, or it is refused.

use proptest::prelude::*;
use riparto_arbitrary::arbitrary::{any_allocation_of, any_plan};
use riparto_core::{Allocation, Authorization, Plan};
use riparto_rebalance::{Answer, Conflict, Rebalance};

use riparto_test_support::{cases, given};

/// A plan, a wish for it and the authorization that may be used.
fn any_task() -> impl Strategy<Value = (Plan, Allocation, Authorization)> {
    let up_to = prop::sample::select(Authorization::ALL.to_vec());
    (any_plan(), up_to).prop_flat_map(|(plan, up_to)| {
        let wish = any_allocation_of(plan.envelope());
        (Just(plan), wish, Just(up_to))
    })
}

proptest! {
    // Few cases: some of these plans are searched to the limit, three times over.
    #![proptest_config(cases(24))]

    #[test]
    fn an_answer_keeps_rules_of_every_kind((plan, wish, up_to) in any_task()) {
        match Rebalance::new().up_to(up_to).wishes(wish.amounts()).run(&plan) {
            Ok(Answer::Found(nearest)) => {
                let findings = plan.check_allocation(nearest.allocation()).unwrap();
                prop_assert!(findings.authorization() <= up_to);
                // The certificate accepts only what is proven.
                if nearest.is_proven() {
                    prop_assert!(Rebalance::new().up_to(up_to).wishes(wish.amounts()).verify(&plan, nearest.allocation()).unwrap());
                }
                let again = Rebalance::new().up_to(up_to).wishes(nearest.allocation().amounts()).run(&plan).unwrap();
                let Answer::Found(again) = again else { panic!("the answer is an answer") };
                prop_assert_eq!(again.allocation(), nearest.allocation());
            }
            Ok(Answer::Infeasible(conflict)) => {
                prop_assert_eq!(Conflict::diagnose(&plan, up_to), Ok(Answer::Infeasible(conflict)));
                prop_assert!(plan.check_allocation(&wish).unwrap().authorization() > up_to);
            }
            // Searched to the limit.
            Ok(Answer::Unknown) => return given(None),
            Err(error) => prop_assert!(false, "{error}"),
        }
    }
}

proptest! {
    #![proptest_config(cases(512))]

    #[test]
    fn what_respects_rules_of_every_kind_is_returned_unchanged((plan, wish, up_to) in any_task()) {
        prop_assume!(plan.check_allocation(&wish).unwrap().authorization() <= up_to);
        match Rebalance::new().up_to(up_to).wishes(wish.amounts()).run(&plan) {
            Ok(Answer::Found(nearest)) => prop_assert_eq!(nearest.allocation(), &wish),
            Ok(Answer::Infeasible(conflict)) => prop_assert!(false, "{conflict:?}"),
            Ok(Answer::Unknown) => prop_assert!(false, "the wish itself is an answer"),
            Err(error) => prop_assert!(false, "{error}"),
        }
    }
}

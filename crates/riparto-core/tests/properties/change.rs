//! Acts that change the total.

use proptest::prelude::*;
use riparto_arbitrary::arbitrary::{any_allocation_of, any_money, any_plan};
use riparto_core::plan::{Distribution, EnvelopeChange};
use riparto_core::{Allocation, Envelope, Money, MoneyDelta, Plan};

use riparto_test_support::{cases, summed, total};

proptest! {
    #![proptest_config(cases(192))]

    #[test]
    fn a_change_pro_rata_keeps_sums_and_stays_within_a_cent_of_each_share(
        plan in any_plan(), after in any_money(), part in 0..=1_000i64,
    ) {
        // A new total anywhere, or a part of the old one.
        let after = match part {
            0..=500 => after,
            _ => Money::from_cents(plan.envelope().total().cents() / 1_000 * part).unwrap(),
        };
        let change = after - plan.envelope().total();
        let act = EnvelopeChange::new("e1", change, Distribution::ProRata).unwrap();
        let outcome = plan.change_envelope(&act);
        if total(&plan) == 0 && !change.is_zero() {
            prop_assert_eq!(outcome.unwrap_err().code(), "weights_all_zero");
            return Ok(());
        }
        let (changed, receipt) = outcome.unwrap();
        prop_assert!(receipt.is_some());
        prop_assert_eq!(total(&changed), i128::from(after.cents()));
        prop_assert_eq!(summed(changed.approved()), i128::from(after.cents()));
        prop_assert_eq!(changed.original(), plan.original());
        for (new, old) in changed.approved().amounts().iter().zip(plan.approved().amounts()) {
            let (new, old) = (i128::from(new.cents()), i128::from(old.cents()));
            prop_assert!((new * total(&plan) - old * total(&changed)).abs() < total(&plan).max(1));
            prop_assert!(old > 0 || new == 0);
        }
        prop_assert_eq!(Plan::from_json(&changed.to_json()).unwrap(), changed);
    }

    #[test]
    fn a_change_by_name_gives_each_line_its_share_and_nothing_else(
        (plan, after) in any_plan().prop_flat_map(|plan| (Just(plan.clone()), any_other_split(&plan))),
    ) {
        let pairs = plan.approved().iter().zip(after.amounts());
        let shares = pairs.map(|((line, before), after)| (line.id().to_owned(), after - before));
        let shares: Vec<(String, MoneyDelta)> = shares.filter(|(_, share)| !share.is_zero()).collect();
        let change = after.total() - plan.envelope().total();
        let act = EnvelopeChange::new("e1", change, Distribution::Named(shares.clone())).unwrap();
        let (changed, receipt) = plan.change_envelope(&act).unwrap();
        prop_assert!(receipt.is_none());
        prop_assert_eq!(changed.approved().amounts(), after.amounts());
        prop_assert_eq!(total(&changed), summed(changed.approved()));
        prop_assert_eq!(changed.original(), plan.original());

        let cent = MoneyDelta::from_cents(1).unwrap();
        let unbalanced = change.checked_add(if change.cents() > 0 { -cent } else { cent }).unwrap();
        let act = EnvelopeChange::new("e2", unbalanced, Distribution::Named(shares)).unwrap();
        prop_assert_eq!(plan.change_envelope(&act).unwrap_err().code(), "change_unbalanced");
    }
}

/// Another total, split over the same lines.
fn any_other_split(plan: &Plan) -> impl Strategy<Value = Allocation> + use<> {
    let lines: Vec<String> = plan.envelope().lines().map(|line| line.id().to_owned()).collect();
    any_money().prop_flat_map(move |total| {
        let builder = lines.iter().fold(Envelope::builder("Plan", total), |builder, id| builder.line(id, id));
        any_allocation_of(&builder.build().unwrap())
    })
}

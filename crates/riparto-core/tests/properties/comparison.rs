//! Comparisons and pivots: by whatever labels, rows sum to the totals; allowances are those used once a proposal is carried out.

use std::collections::BTreeSet;

use proptest::prelude::*;
use riparto_core::plan::Comparison;
use riparto_core::rules::{AllowanceKind, AllowanceUse, Base};
use riparto_core::{Authorization, Plan};

use riparto_test_support::{any_table, cases, summed};

/// No key, each key, and each two keys of the plan's lines.
fn keys(plan: &Plan) -> Vec<Vec<String>> {
    let labels = plan.envelope().lines().flat_map(|line| line.labels().iter().map(|(key, _)| key.to_owned()));
    let single: Vec<String> = labels.collect::<BTreeSet<_>>().into_iter().collect();
    let pairs = single.iter().flat_map(|a| single.iter().map(move |b| vec![a.clone(), b.clone()]));
    [Vec::new()].into_iter().chain(single.iter().map(|key| vec![key.clone()])).chain(pairs).collect()
}

proptest! {
    #![proptest_config(cases(192))]

    #[test]
    fn rows_sum_to_the_totals_by_whatever_labels((plan, proposal) in any_table()) {
        let assessment = plan.assess(&proposal).unwrap();
        let after = assessment.after();
        for keys in keys(&plan) {
            let comparison = Comparison::of_assessment(&plan, &assessment).unwrap().by(&keys).unwrap();
            let rows = comparison.rows();
            let sum = |of: &dyn Fn(usize) -> i64| -> i128 { (0..rows.len()).map(|row| i128::from(of(row))).sum() };
            prop_assert_eq!(sum(&|row| rows[row].before.cents()), summed(plan.approved()));
            prop_assert_eq!(sum(&|row| rows[row].after.cents()), summed(&after));
            prop_assert_eq!(sum(&|row| rows[row].change.cents()), 0);
            prop_assert!(rows.iter().all(|row| row.change == row.after - row.before));
            prop_assert!(rows.iter().all(|row| (row.needs > Authorization::Free) == row.rule.is_some()));
            if keys.is_empty() {
                prop_assert_eq!(rows.len(), plan.envelope().line_count());
                continue;
            }
            let pivot = after.pivot(&keys).unwrap();
            prop_assert_eq!(pivot.total(), after.total());
            let amounts: Vec<_> = pivot.rows().map(|row| (row.labels, row.amount)).collect();
            let compared: Vec<_> = rows.iter().map(|row| (row.labels.clone(), row.after)).collect();
            prop_assert_eq!(amounts, compared);
            let known: BTreeSet<_> = rows.iter().map(|row| row.labels.clone()).collect();
            prop_assert_eq!(known.len(), rows.len(), "each combination once");
        }
    }

    #[test]
    fn allowances_after_a_proposal_are_those_that_it_leaves((plan, proposal) in any_table()) {
        let before = plan.allowance_uses_after(&proposal).unwrap();
        let mut applied = plan.clone();
        applied.carry_out(&proposal).unwrap();
        let after = applied.allowance_uses();
        prop_assert_eq!(before.len(), after.len());
        // What is in percent of the allocation approved last is another amount once that is this one.
        let stays = |allowance: &AllowanceUse| {
            let rule = serde_json::to_string(&plan.rulebook().rules()[allowance.rule]).unwrap();
            allowance.base() == Base::Original && !["approved", "authorized"].iter().any(|base| rule.contains(base))
        };
        for (before, after) in before.iter().zip(&after).filter(|(before, _)| stays(before)) {
            prop_assert_eq!((before.kind(), before.most(), before.needs()), (after.kind(), after.most(), after.needs()));
            match before.kind() {
                AllowanceKind::Up | AllowanceKind::Down => prop_assert_eq!(before.used(), after.used()),
                // What a proposal itself moves inside a scope counts as long as it is looked at.
                AllowanceKind::Movement => prop_assert!(before.used() >= after.used()),
            }
        }
    }
}

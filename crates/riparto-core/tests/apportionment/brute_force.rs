//! Every method against all splits there are, and the divisor methods against their definition.

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use riparto_core::Method;
use riparto_core::money::TieBreak;

use super::{DIVISORS, FIVE};
use riparto_test_support::cases;
use riparto_test_support::split_oracle::{Case, Large, Ratio, amounts, cent_by_cent, cents};

/// Small splits: weights that repeat, so that ties are common, and bounds around what proportion gives.
fn small_case() -> impl Strategy<Value = Case> {
    let part = (0u32..7, 0u64..4, proptest::option::weighted(0.6, 0u64..6));
    (0u64..13, proptest::collection::vec(part, 1..5)).prop_map(|(total, parts)| Case {
        total,
        weights: parts.iter().map(|part| part.0).collect(),
        floors: parts.iter().map(|part| part.1 / 2).collect(),
        ceilings: parts.iter().map(|part| part.2).collect(),
    })
}

fn bounds_meet(case: &Case) -> bool {
    (0..case.weights.len()).all(|part| case.ceilings[part].is_none_or(|most| case.floors[part] <= most))
}

proptest! {
    #![proptest_config(cases(1_500))]

    #[test]
    fn no_other_split_within_the_bounds_is_better(case in small_case()) {
        let all = if bounds_meet(&case) { case.all() } else { Vec::new() };
        for method in FIVE {
            let Ok(split) = case.run(method, TieBreak::First) else {
                prop_assert!(all.is_empty(), "{:?} refused", method);
                continue;
            };
            let found = amounts(&split);
            prop_assert!(all.contains(&found), "{:?}: {:?}", method, found);
            let value = case.objective(method, &found);
            let best: Vec<&Vec<u64>> =
                all.iter().filter(|other| case.objective(method, other) <= value).collect();
            prop_assert!(best.iter().all(|other| case.objective(method, other) == value), "{:?}", method);
            // Equal claims exactly where several splits are best; Adams's and Hill's first cents cost nothing alike.
            prop_assert_eq!(best.len() > 1, !split.receipt().tied.is_empty(), "{:?}: {:?}", method, best);
            let refused = case.run(method, TieBreak::Refuse).map_err(|error| error.code());
            prop_assert_eq!(refused.is_err(), best.len() > 1);
            // Among the best, the first parts are favoured: the last in the order of lists.
            prop_assert_eq!(Some(&&found), best.iter().max());
            let last = amounts(&case.run(method, TieBreak::Last).unwrap());
            let reversed = |split: &[u64]| split.iter().rev().copied().collect::<Vec<_>>();
            prop_assert_eq!(Some(reversed(&last)), best.iter().map(|split| reversed(split)).max());
        }
    }

    #[test]
    fn the_receipt_adds_up(case in small_case(), named in 0usize..5) {
        prop_assume!(bounds_meet(&case) && !case.all().is_empty());
        let water = case.water_fill();
        let truncated = Method::Truncated { residual_to: named % case.weights.len() };
        for method in FIVE.into_iter().chain([truncated]) {
            let Ok(split) = case.run(method, TieBreak::First) else {
                prop_assert!(method == truncated);
                continue;
            };
            let mut rebuilt: Vec<i64> = water.iter().map(|q| i64::try_from(q.0 / q.1).unwrap()).collect();
            for leftover in &split.receipt().leftovers {
                prop_assert!(leftover.cents != 0);
                rebuilt[leftover.part] += leftover.cents;
                let remainder = Ratio(leftover.remainder.numerator().unwrap(), leftover.remainder.denominator().unwrap());
                let exact = water[leftover.part];
                prop_assert_eq!(remainder, Ratio::lowest(exact.0 % exact.1, exact.1));
            }
            let found = amounts(&split);
            prop_assert_eq!(rebuilt, found.iter().map(|cents| *cents as i64).collect::<Vec<_>>());
            let receipt = split.receipt();
            for (part, cents) in found.iter().enumerate() {
                prop_assert_eq!(receipt.at_floor.contains(&part), *cents == case.floors[part]);
                prop_assert_eq!(receipt.at_ceiling.contains(&part), Some(*cents) == case.ceilings[part]);
            }
        }
    }
}

/// The generator of small cases varies: without this, the properties above could hold for want of cases.
#[test]
fn small_cases_are_infeasible_tied_and_tight_often_enough() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let (mut refused, mut tied, mut bounded) = (0, 0, 0);
    for _ in 0..1_000 {
        let case = small_case().new_tree(&mut runner).unwrap().current();
        match case.run(Method::Webster, TieBreak::First) {
            Err(_) => refused += 1,
            Ok(split) => {
                tied += usize::from(!split.receipt().tied.is_empty());
                bounded += usize::from(!split.receipt().at_ceiling.is_empty());
            }
        }
    }
    assert!(refused > 100 && tied > 30 && bounded > 100, "{refused} {tied} {bounded}");
}

proptest! {
    #![proptest_config(cases(600))]

    /// Weights from 1 to 10^12 side by side, so that the search has far to go and must refine its units.
    #[test]
    fn divisor_methods_hand_out_cent_by_cent(
        total in 0u64..400,
        parts in proptest::collection::vec(
            (0u32..13, 1u64..10, 0u64..20, proptest::option::weighted(0.4, 0u64..200)), 1..12
        ),
    ) {
        let weights: Vec<u64> = parts.iter().map(|part| part.1 * 10u64.pow(part.0) / 3).collect();
        let floors: Vec<u64> = parts.iter().map(|part| part.2).collect();
        let ceilings: Vec<Option<u64>> =
            parts.iter().map(|part| part.3.map(|more| part.2 + more)).collect();
        let large = Large {
            total,
            weights: weights.iter().map(|weight| weight.to_string().parse().unwrap()).collect(),
            floors: floors.iter().map(|floor| Some(cents(*floor))).collect(),
            ceilings: ceilings.iter().map(|ceiling| ceiling.map(cents)).collect(),
        };
        let most: Vec<u64> = ceilings.iter().map(|ceiling| ceiling.unwrap_or(u64::MAX)).collect();
        let splits = DIVISORS.map(|method| (method, large.run(total, method)));
        prop_assume!(splits.iter().any(|(_, split)| split.is_ok()));
        for (method, split) in splits.into_iter().filter_map(|(method, split)| Some((method, split.ok()?))) {
            prop_assert_eq!(amounts(&split), cent_by_cent(method, total, &weights, &floors, &most));
        }
    }
}

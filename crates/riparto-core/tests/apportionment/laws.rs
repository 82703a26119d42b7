//! The laws of the methods on amounts and weights of any size, and input made to be slow or to overflow.

use std::fmt::Write as _;

use proptest::prelude::*;
use riparto_core::money::Weight;
use riparto_core::{Apportion, Apportionment, Method, Money, apportion};

use super::{DIVISORS, FIVE};
use riparto_test_support::split_oracle::{Case, Large, cents};
use riparto_test_support::{cases, given};

fn weight() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => (0u64..100).prop_map(|weight| weight.to_string()),
        2 => (0u64..10_000_000).prop_map(|weight| format!("{}.{:02}", weight / 100, weight % 100)),
        1 => (0u64..1_000_000_000_000_000).prop_map(|weight| weight.to_string()),
    ]
}

/// Splits of up to 40 parts with amounts up to the largest; a third of the parts have a floor, a third a ceiling.
fn large_case() -> impl Strategy<Value = Large> {
    let total = prop_oneof![0u64..100, 0u64..1_000_000_000, 0u64..(1 << 48)];
    let part =
        (weight(), proptest::option::weighted(0.3, 0u64..100), proptest::option::weighted(0.3, 0u64..300));
    (total, proptest::collection::vec(part, 1..40)).prop_map(|(total, parts)| {
        // Bounds are percentages of the mean, so that they bind but often leave a split.
        let mean = total / parts.len() as u64;
        let floors: Vec<Option<u64>> =
            parts.iter().map(|part| part.1.map(|share| mean / 100 * share)).collect();
        let ceilings = parts.iter().zip(&floors).map(|(part, floor)| {
            part.2.map(|share| cents((mean / 100 * share).max(floor.unwrap_or(0)).min(1 << 48)))
        });
        Large {
            total,
            weights: parts.iter().map(|part| part.0.parse().unwrap()).collect(),
            ceilings: ceilings.collect(),
            floors: floors.iter().map(|floor| floor.map(cents)).collect(),
        }
    })
}

proptest! {
    #![proptest_config(cases(400))]

    #[test]
    fn parts_sum_to_the_total_within_their_bounds(case in large_case()) {
        for method in FIVE {
            match case.run(case.total, method) {
                Ok(split) => {
                    prop_assert_eq!(Money::checked_sum(split.amounts().iter().copied()).unwrap(), cents(case.total));
                    for (part, amount) in split.amounts().iter().enumerate() {
                        prop_assert!(case.floors[part].is_none_or(|floor| floor <= *amount));
                        prop_assert!(case.ceilings[part].is_none_or(|ceiling| *amount <= ceiling));
                    }
                }
                Err(error) => prop_assert!(
                    ["ceilings_below_total", "proportion_impossible", "weights_all_zero"].contains(&error.code()),
                    "{}", error
                ),
            }
        }
    }

    #[test]
    fn largest_remainder_stays_within_a_cent_of_the_exact_share(case in large_case()) {
        let split = given(case.run(case.total, Method::LargestRemainder).ok())?;
        for leftover in &split.receipt().leftovers {
            prop_assert_eq!(leftover.cents, 1);
            prop_assert!(leftover.remainder.numerator() > Some(0));
        }
    }

    #[test]
    fn a_larger_total_takes_no_cent_from_a_part_under_divisor_methods(case in large_case(), more in 1u64..20) {
        let larger = (case.total + more).min(1 << 48);
        let mut compared = 0;
        for method in DIVISORS {
            let (Ok(before), Ok(after)) = (case.run(case.total, method), case.run(larger, method)) else {
                continue;
            };
            for (before, after) in before.amounts().iter().zip(after.amounts()) {
                prop_assert!(before <= after, "{:?}", method);
            }
            compared += 1;
        }
        prop_assume!(compared > 0);
    }

    #[test]
    fn scaling_the_weights_changes_nothing(case in large_case(), factor in 2u32..1_000) {
        let scaled = Large {
            weights: case
                .weights
                .iter()
                .map(|weight| {
                    let digits: u64 = weight.to_string().replace('.', "").parse().unwrap();
                    let decimals = if weight.to_string().contains('.') { 1 } else { 100 };
                    (u128::from(digits) * decimals * u128::from(factor)).to_string()
                })
                .map(|text| text.parse())
                .collect::<riparto_core::Result<_>>()
                .or_else(|_| Ok::<_, riparto_core::Error>(case.weights.clone()))
                .unwrap(),
            ..case.clone()
        };
        for method in FIVE {
            let amounts = |case: &Large| case.run(case.total, method).map(Apportionment::into_amounts);
            prop_assert_eq!(amounts(&case).ok(), amounts(&scaled).ok());
        }
    }

    #[test]
    fn relabeling_changes_nothing_but_ties(case in large_case()) {
        let reversed = Large {
            total: case.total,
            weights: case.weights.iter().rev().copied().collect(),
            floors: case.floors.iter().rev().copied().collect(),
            ceilings: case.ceilings.iter().rev().copied().collect(),
        };
        let mut compared = 0;
        for method in FIVE {
            let (Ok(one), Ok(other)) = (case.run(case.total, method), reversed.run(case.total, method)) else {
                continue;
            };
            let back: Vec<Money> = other.amounts().iter().rev().copied().collect();
            if one.receipt().tied.is_empty() {
                prop_assert_eq!(one.amounts(), back);
            } else {
                prop_assert_eq!(one.receipt().tied.len(), other.receipt().tied.len());
            }
            compared += 1;
        }
        prop_assume!(compared > 0);
    }
}

/// Cent by cent, with bounds and equal weights: no part ever loses.
#[test]
fn divisor_methods_are_house_monotone_cent_by_cent() {
    let mut case = Case::new(0, &[1, 1, 2, 3, 5, 8, 8, 13, 21, 144]);
    case.floors[1] = 2;
    case.ceilings[9] = Some(60);
    case.ceilings[4] = Some(3);
    for method in DIVISORS {
        case.total = 2;
        let mut before = case.amounts(method);
        for total in 3..400 {
            case.total = total;
            let after = case.amounts(method);
            let raised: Vec<u64> =
                before.iter().zip(&after).map(|(a, b)| b.checked_sub(*a).unwrap()).collect();
            assert_eq!(raised.iter().sum::<u64>(), 1, "{method:?} at {total}");
            before = after;
        }
    }
    // Largest remainder is not: the Alabama paradox.
    assert_eq!(Case::new(10, &[6, 6, 2]).amounts(Method::LargestRemainder), [4, 4, 2]);
    assert_eq!(Case::new(11, &[6, 6, 2]).amounts(Method::LargestRemainder), [5, 5, 1]);
}

/// A million parts, with bounds on some, under every method.
#[test]
fn a_million_parts_are_split_exactly() {
    let count = if cfg!(debug_assertions) { 100_000 } else { 1_000_000 };
    let mut text = String::new();
    let weights: Vec<Weight> = (0..count)
        .map(|part: u64| {
            text.clear();
            write!(text, "{}.{:02}", part * 7_919 % 90_000, part % 100).unwrap();
            text.parse().unwrap()
        })
        .collect();
    let total = cents(count * 31_415);
    let floors: Vec<Option<Money>> = (0..count).map(|part| (part % 5 == 0).then(|| cents(20_000))).collect();
    let ceilings: Vec<Option<Money>> =
        (0..count).map(|part| (part % 7 == 0).then(|| cents(45_000))).collect();
    for method in FIVE {
        let plain = Apportion::new().method(method);
        let bounded = plain.clone().floors(floors.clone()).ceilings(ceilings.clone());
        for options in [plain, bounded] {
            let split = apportion(total, &weights, &options).unwrap();
            assert_eq!(Money::checked_sum(split.amounts().iter().copied()).unwrap(), total);
        }
    }
}

/// Each floor binds only after the one before is held: variable fixing alone would take a round for each part.
#[test]
fn floors_that_bind_one_after_the_other_do_not_take_forever() {
    let count: u64 = if cfg!(debug_assertions) { 20_000 } else { 200_000 };
    let total = count << 27;
    let (mut rest, mut floors) = (total, Vec::new());
    for part in 0..count / 2 {
        // Just above what the parts that are still open would have.
        let floor = rest / (count - part) + 1;
        floors.push(Some(cents(floor)));
        rest -= floor;
    }
    floors.resize(usize::try_from(count).unwrap(), None);
    let weights = vec![Weight::from(1); floors.len()];
    for method in FIVE {
        let options = Apportion::new().method(method).floors(floors.clone());
        let split = apportion(cents(total), &weights, &options).unwrap();
        assert_eq!(Money::checked_sum(split.amounts().iter().copied()).unwrap(), cents(total));
    }
}

/// The largest amount, the heaviest weights beside the lightest, ceilings that leave the rest to the light parts.
#[test]
fn extremes_stay_exact() {
    let most = Money::MAX.cents().unsigned_abs();
    let heavy: Weight = "999999999999999999".parse().unwrap();
    let light = Weight::from(1);
    let none: Vec<Option<Money>> = Vec::new();
    for (total, weights, ceilings) in [
        (most, vec![heavy; 1_000], none.clone()),
        (most, vec![heavy, light], none.clone()),
        (1, vec![light, heavy], none.clone()),
        (most, vec![heavy, light], vec![Some(cents(most - 1)), None]),
        (most, vec![heavy, light, light], vec![Some(cents(5)), None, None]),
        (
            (1 << 40) + 3,
            vec![heavy, light, light, light, light],
            vec![Some(cents(1 << 40)), None, None, None, None],
        ),
        (2, vec![light; 1_000], none.clone()),
        (most, vec![light; 1_000], none),
    ] {
        for method in FIVE {
            let options = Apportion::new().method(method).ceilings(ceilings.clone());
            let split = apportion(cents(total), &weights, &options).unwrap();
            assert_eq!(Money::checked_sum(split.amounts().iter().copied()).unwrap(), cents(total));
        }
    }
}

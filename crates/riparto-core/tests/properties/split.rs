//! Splitting an amount by weights.

use proptest::collection::vec;
use proptest::prelude::*;
use riparto_arbitrary::arbitrary::any_money;
use riparto_core::money::{TieBreak, Weight};
use riparto_core::{Apportion, Method, Money, apportion};

use riparto_test_support::cases;

const TIE_BREAKS: [TieBreak; 3] = [TieBreak::First, TieBreak::Last, TieBreak::LargestWeight];

/// Weights in thousandths and as the crate reads them.
fn any_weights() -> impl Strategy<Value = Vec<(i128, Weight)>> {
    let thousandths = prop_oneof![1 => Just(0u64), 3 => (1..=4u64).prop_map(|whole| whole * 1_000), 3 => 1..=999_999_999u64];
    let weight = thousandths.prop_map(|thousandths| {
        let text = format!("{}.{:03}", thousandths / 1_000, thousandths % 1_000);
        let text = text.trim_end_matches('0').trim_end_matches('.');
        (i128::from(thousandths), text.parse().unwrap())
    });
    vec(weight, 1..12)
        .prop_filter("a weight above zero", |weights| weights.iter().any(|(claim, _)| *claim > 0))
}

fn options(tie_break: TieBreak) -> Apportion {
    Apportion::new().method(Method::LargestRemainder).tie_break(tie_break)
}

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn parts_sum_to_the_amount_and_stay_within_a_cent_of_their_quota(total in any_money(), weights in any_weights()) {
        let (claims, weights): (Vec<i128>, Vec<Weight>) = weights.into_iter().unzip();
        let (sum, cents) = (claims.iter().sum::<i128>(), i128::from(total.cents()));
        for tie_break in TIE_BREAKS {
            let split = apportion(total, &weights, &options(tie_break)).unwrap();
            let parts: Vec<i128> = split.amounts().iter().map(|part| i128::from(part.cents())).collect();
            prop_assert_eq!(parts.iter().sum::<i128>(), cents);
            for (part, claim) in parts.iter().zip(&claims) {
                prop_assert!((part * sum - claim * cents).abs() < sum);
                prop_assert!(*claim > 0 || *part == 0);
            }
            let leftovers = &split.receipt().leftovers;
            let floors: i128 = claims.iter().map(|claim| claim * cents / sum).sum();
            prop_assert_eq!(i128::try_from(leftovers.len()).unwrap(), cents - floors);
            for leftover in leftovers {
                prop_assert_eq!(leftover.cents, 1);
                prop_assert_eq!(parts[leftover.part], claims[leftover.part] * cents / sum + 1);
            }
        }
    }

    #[test]
    fn no_part_without_a_leftover_cent_has_a_larger_remainder(total in any_money(), weights in any_weights()) {
        let (claims, weights): (Vec<i128>, Vec<Weight>) = weights.into_iter().unzip();
        let (sum, cents) = (claims.iter().sum::<i128>(), i128::from(total.cents()));
        let split = apportion(total, &weights, &options(TieBreak::First)).unwrap();
        let winners: Vec<usize> = split.receipt().leftovers.iter().map(|leftover| leftover.part).collect();
        let remainder = |part: usize| claims[part] * cents % sum;
        let least = winners.iter().map(|part| remainder(*part)).min();
        let most = (0..claims.len()).filter(|part| !winners.contains(part)).map(remainder).max();
        if let (Some(least), Some(most)) = (least, most) {
            prop_assert!(least >= most);
            let tied = (0..claims.len()).filter(|part| remainder(*part) == least);
            let tied: Vec<usize> = if least == most { tied.collect() } else { vec![] };
            prop_assert_eq!(&split.receipt().tied, &tied);
        } else {
            prop_assert!(split.receipt().tied.is_empty());
        }
    }

    #[test]
    fn a_tie_is_refused_just_when_the_outcome_depends_on_it(total in any_money(), weights in any_weights()) {
        let weights: Vec<Weight> = weights.into_iter().map(|(_, weight)| weight).collect();
        let split = apportion(total, &weights, &options(TieBreak::First)).unwrap();
        match apportion(total, &weights, &options(TieBreak::Refuse)) {
            Ok(refusing) => {
                prop_assert!(split.receipt().tied.is_empty());
                for tie_break in TIE_BREAKS {
                    let other = apportion(total, &weights, &options(tie_break)).unwrap();
                    prop_assert_eq!(other.amounts(), refusing.amounts());
                }
            }
            Err(error) => {
                prop_assert_eq!(error.code(), "tie_refused");
                let last = apportion(total, &weights, &options(TieBreak::Last)).unwrap();
                prop_assert_ne!(last.amounts(), split.amounts());
            }
        }
    }

    #[test]
    fn the_scale_of_weights_changes_nothing(total in any_money(), weights in vec(0..=100_000u32, 1..12), times in 1..1_000u32) {
        prop_assume!(weights.iter().any(|weight| *weight > 0));
        let split = |times: u32| {
            let weights: Vec<Weight> = weights.iter().map(|weight| Weight::from(weight * times)).collect();
            apportion(total, &weights, &Apportion::default()).unwrap()
        };
        prop_assert_eq!(split(times), split(1));
    }

    #[test]
    fn amounts_as_weights_are_kept_where_their_sum_is_split(amounts in vec(0..=1i64 << 44, 1..12)) {
        let amounts: Vec<Money> = amounts.into_iter().map(|cents| Money::from_cents(cents).unwrap()).collect();
        let weights: Vec<Weight> = amounts.iter().copied().map(Weight::from).collect();
        let split = apportion(Money::checked_sum(amounts.iter().copied()).unwrap(), &weights, &Apportion::default()).unwrap();
        prop_assert_eq!(split.amounts(), amounts.as_slice());
    }
}

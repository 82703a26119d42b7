//! Amounts, their texts, and percentages of them.

use proptest::prelude::*;
use riparto_arbitrary::arbitrary::{any_money, any_percent};
use riparto_core::money::{AmountStyle, Rounding};
use riparto_core::rules::Share;
use riparto_core::{Allocation, Envelope, Limit, Money, MoneyDelta, Percent, Plan, Rule, Scope};
use rust_decimal::Decimal;

use riparto_test_support::{cases, given};

const STYLES: [AmountStyle; 4] =
    [AmountStyle::Plain, AmountStyle::Italian, AmountStyle::English, AmountStyle::European];
/// How many units of nine decimals make a hundred percent.
const HUNDRED: i128 = 100_000_000_000;

/// A percentage in units of its ninth decimal, read from its text.
fn units(percent: Percent) -> i128 {
    riparto_test_support::oracle::scaled(&serde_json::to_value(percent).unwrap(), 9)
}

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn an_amount_is_read_back_from_its_text_in_every_style(amount in any_money()) {
        for style in STYLES {
            for text in [amount.to_text(style), amount.to_figures(style)] {
                prop_assert_eq!(Money::parse(&text, style), Ok(amount));
                prop_assert_eq!(text.parse(), Ok(amount), "{}", text);
            }
        }
    }

    #[test]
    fn a_change_is_read_back_from_its_text_in_every_style(amount in any_money(), negative: bool) {
        let change = if negative { -MoneyDelta::from(amount) } else { amount.into() };
        for style in STYLES {
            for text in [change.to_text(style), change.to_figures(style), change.to_string()] {
                prop_assert_eq!(text.trim_start_matches('+').parse(), Ok(change), "{}", text);
            }
        }
        let text = serde_json::to_string(&change).unwrap();
        prop_assert_eq!(serde_json::from_str::<MoneyDelta>(&text).unwrap(), change);
    }

    #[test]
    fn figures_with_two_readings_are_refused_without_a_style(thousands in 1..1_000u32, rest in 0..1_000u32) {
        for (mark, grouped, decimal) in
            [('.', AmountStyle::Italian, AmountStyle::Plain), (',', AmountStyle::English, AmountStyle::Italian)]
        {
            let text = format!("{thousands}{mark}{rest:03}");
            prop_assert_eq!(text.parse::<Money>().unwrap_err().code(), "amount_ambiguous");
            prop_assert_eq!(Money::parse(&text, grouped), Ok(Money::from_euros(thousands * 1_000 + rest)));
            prop_assert_eq!(Money::parse(&text, decimal).unwrap_err().code(), "amount_too_precise");
        }
    }

    #[test]
    fn no_text_makes_the_reader_panic(text in "[-+€ .,0-9a-z\u{a0}]{0,24}") {
        let _ = text.parse::<Money>();
        STYLES.iter().for_each(|style| drop(Money::parse(&text, *style)));
    }

    /// A style can refuse what is read without one, but never reads something else; and some style reads it.
    #[test]
    fn a_text_with_one_reading_has_it_in_every_style_that_reads_it(text in "€? ?[1-9][0-9]{0,2}([., ]?[0-9]{3}){0,2}([.,][0-9]{1,2})?") {
        let amount = given(text.parse::<Money>().ok())?;
        let readings: Vec<Money> = STYLES.into_iter().filter_map(|style| Money::parse(&text, style).ok()).collect();
        prop_assert!(!readings.is_empty() && readings.iter().all(|reading| *reading == amount), "{}: {:?}", text, readings);
    }

    #[test]
    fn decimals_at_the_border_are_exact(amount in any_money(), digits in 1..1_000i64, scale in 3..20u32) {
        prop_assert_eq!(Money::try_from(Decimal::from(amount)), Ok(amount));
        prop_assert_eq!(Decimal::from(amount).to_string(), amount.to_string());
        let back = -MoneyDelta::from(amount);
        prop_assert_eq!(MoneyDelta::try_from(Decimal::from(back)), Ok(back));
        let fine = Decimal::from(amount) + Decimal::new(digits, scale);
        let exact = fine.normalize().scale() <= 2;
        match Money::try_from(fine) {
            Ok(read) => prop_assert!(exact && Decimal::from(read) == fine),
            Err(error) if exact => {
                prop_assert!(fine > Decimal::from(Money::MAX));
                prop_assert_eq!(error.code(), "amount_too_large");
            }
            Err(error) => prop_assert_eq!(error.code(), "amount_too_precise"),
        }
    }

    #[test]
    fn arithmetic_is_exact_or_refused(a in any_money(), b in any_money()) {
        let sum = i128::from(a.cents()) + i128::from(b.cents());
        match a.checked_add(b) {
            Ok(found) => prop_assert_eq!(i128::from(found.cents()), sum),
            Err(error) => {
                prop_assert!(sum > i128::from(Money::MAX.cents()));
                prop_assert_eq!(error.code(), "amount_overflow");
            }
        }
        prop_assert_eq!(a.checked_add(b - a), Ok(b));
        prop_assert_eq!(-(a - b), b - a);
        prop_assert_eq!((a - b).abs(), if a > b { a - b } else { b - a }.abs());
        prop_assert_eq!(Money::checked_sum([a, b]).is_ok(), a.checked_add(b).is_ok());
    }

    #[test]
    fn a_share_is_the_nearest_cent_on_the_side_asked_for(amount in any_money(), percent in any_percent()) {
        let exact = units(percent) * i128::from(amount.cents());
        let share = |rounding| percent.of(amount, rounding).map(|share| i128::from(share.cents()) * HUNDRED);
        let most = i128::from(Money::MAX.cents());
        let rounded = [exact / HUNDRED, (exact + HUNDRED - 1) / HUNDRED, (2 * exact + HUNDRED) / (2 * HUNDRED)];
        for (rounding, cents) in [Rounding::Down, Rounding::Up, Rounding::HalfUp].into_iter().zip(rounded) {
            prop_assert_eq!(share(rounding).ok(), (cents <= most).then_some(cents * HUNDRED), "{:?}", rounding);
        }
    }

    #[test]
    fn a_share_of_the_total_is_broken_just_when_the_exact_ratio_is(
        total in any_money(), percent in any_percent(), held in 0..=1_000u64, cents in -1..=1i64, at_most: bool,
    ) {
        // Close to the bound most often: where rounding would show.
        let near = percent.of(total, Rounding::Down).unwrap_or(total).min(total).cents() + cents;
        let held = if held < 700 { near } else { total.cents() / 1_000 * i64::try_from(held).unwrap() };
        let held = Money::from_cents(held.clamp(0, total.cents())).unwrap();
        let share = Share::of_total(percent);
        let limit = if at_most { Limit::ShareCeiling(share) } else { Limit::ShareFloor(share) };
        let envelope = Envelope::builder("Plan", total).line("a", "A").line("b", "B").build().unwrap();
        let rest = (total - held).abs();
        let original = Allocation::new(&envelope, vec![held, rest]).unwrap();
        let rule = Rule::new("r", Scope::lines(["a"]), limit).unwrap();
        let plan = Plan::builder(&original).rule(rule).build().unwrap();
        let (part, share) = (i128::from(held.cents()) * HUNDRED, units(percent) * i128::from(total.cents()));
        let broken = if at_most { part > share } else { part < share };
        prop_assert_eq!(!plan.check().is_empty(), broken, "{} of {} against {} %", held, total, percent);
    }

    #[test]
    fn a_percentage_is_read_back_from_its_text(percent in any_percent()) {
        prop_assert_eq!(percent.to_string().parse(), Ok(percent));
        prop_assert_eq!(serde_json::from_value::<Percent>(serde_json::to_value(percent).unwrap()).unwrap(), percent);
    }
}

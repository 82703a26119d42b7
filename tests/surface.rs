//! What a Rust programmer expects of the public types: threads, names, arithmetic, iteration.

use std::collections::BTreeMap;
use std::fmt::{Debug, Display};
use std::str::FromStr;

use proptest::prelude::*;
use riparto::arbitrary::{any_allocation_of, any_envelope, any_money, any_percent};
use riparto::budget::*;
use riparto::error::*;
use riparto::money::*;
use riparto::plan::*;
use riparto::rebalance::*;
use riparto::rules::*;
use riparto::transfers::*;
use riparto::{Date, Language, Meter, UnknownLanguage};
use rust_decimal::Decimal;
use serde::Serialize;
use serde::de::DeserializeOwned;

use riparto_test_support::cases;

const fn crosses_threads<T: Send + Sync>() {}

macro_rules! cross_threads {
    ($($type:ty),* $(,)?) => {
        const _: () = { $( crosses_threads::<$type>(); )* };
        const CROSS_THREADS: &[&str] = &[$( stringify!($type) ),*];
    };
}

cross_threads! {
    Allocation,
    AllocationBuilder,
    AllocationIter<'_>,
    AllocationSeed<'_>,
    Allowance,
    AmountStyle,
    Answer<Nearest, Conflict>,
    Apportion,
    Apportionment,
    Assessment,
    Authorization,
    Balance,
    Band,
    Base,
    Blockage,
    Breach,
    Change,
    CompletedProposal,
    Conflict,
    CounterProposal,
    Derived,
    DerivedCompletion,
    Difference,
    Distribution,
    Each,
    Envelope,
    EnvelopeBuilder,
    EnvelopeChange,
    Error,
    ErrorKind,
    Finding,
    Findings,
    Flow,
    Fraction,
    Given,
    Giving,
    GivingChoices,
    Headroom,
    Incomplete,
    LabelUse,
    Labels<'_>,
    Language,
    Leftover,
    Limit,
    Line<'_>,
    LinePart,
    Lock,
    Margin<'_>,
    Measure,
    Meter,
    Method,
    MethodName,
    Money,
    MoneyDelta,
    Movement,
    Nearest,
    NearestChange,
    NewLine,
    Notice,
    NoticeCode,
    Objective,
    Part<'_>,
    Period,
    Date,
    Party,
    Percent,
    Pivot,
    Plan,
    PlanBuilder,
    PlanPart,
    Proposal,
    Rebalance,
    Receipt,
    Result<()>,
    Role,
    Rounding,
    Rule,
    RulePack,
    Rulebook,
    Scope,
    Settle,
    Settlement,
    Share,
    Splitting,
    Stop<'_>,
    StoppedBy,
    Take,
    TieBreak,
    Transfer, TransferBounds,
    UnknownLanguage,
    Variation,
    SettlementAnswer,
    Weight,
}

/// The types that the roots of the core and of the rebalancing export: names that begin with a capital.
fn exported() -> Vec<String> {
    let source = concat!(
        include_str!("../crates/riparto-core/src/lib.rs"),
        include_str!("../crates/riparto-rebalance/src/lib.rs")
    );
    let exports = source.split("\npub use ").skip(1).filter_map(|rest| rest.split(';').next());
    let names = exports.flat_map(|export| {
        let names =
            export.split_once('{').map_or_else(|| export.rsplit("::").next().unwrap(), |(_, names)| names);
        names.trim_end_matches('}').split(',').map(|name| name.trim().to_owned()).collect::<Vec<_>>()
    });
    names.filter(|name| name.starts_with(char::is_uppercase)).collect()
}

#[test]
fn every_exported_type_crosses_threads() {
    let known: Vec<&str> =
        CROSS_THREADS.iter().filter_map(|name| name.split('<').next()).map(str::trim).collect();
    let exported = exported();
    assert!(exported.len() > 60 && exported.iter().any(|name| name == "Plan"), "{exported:?}");
    let missing: Vec<&String> = exported.iter().filter(|name| !known.contains(&name.as_str())).collect();
    assert!(missing.is_empty(), "the list of types that cross threads misses {missing:?}");
}

/// A value's name in documents is what it shows and what it is read from.
fn named<T>(values: &[T])
where
    T: Copy + Debug + Display + PartialEq + FromStr<Err = Error> + Serialize + DeserializeOwned,
{
    for value in values {
        let shown = value.to_string();
        assert_eq!(serde_json::to_value(value).unwrap(), shown);
        assert_eq!(shown.parse(), Ok(*value));
        assert_eq!(format!("{value:>20}"), format!("{shown:>20}"), "columns line up");
        let refused = format!("{shown}x").parse::<T>().unwrap_err();
        assert_eq!(refused.code(), "name_unknown");
        assert!(refused.to_string().ends_with(&format!("did you mean `{shown}`?")), "{refused}");
    }
}

#[test]
fn values_with_names_are_shown_read_and_written_by_them() {
    named(&[Role::Authority, Role::Lead, Role::Partner]);
    named(&[MethodName::LargestRemainder, MethodName::Webster, MethodName::Jefferson]);
    named(&[MethodName::Adams, MethodName::HuntingtonHill, MethodName::Truncated]);
    named(&[TieBreak::First, TieBreak::Last, TieBreak::LargestWeight, TieBreak::Refuse]);
    named(&[Rounding::Down, Rounding::HalfUp]);
    named(&[Base::Original, Base::Approved]);
    named(&[Splitting::Change, Splitting::Total]);
    named(&Measure::ALL);
    for level in Authorization::ALL {
        assert_eq!(level.name().parse(), Ok(level));
        assert_eq!(serde_json::to_value(level).unwrap(), level.name());
    }
    let refused = "prior approval".parse::<Authorization>().unwrap_err();
    assert_eq!(
        refused.message(Language::Italian),
        "`prior approval` non è un livello di autorizzazione: i nomi sono `free`, `notification`, `prior_approval`, \
         `exceptional`, `forbidden`; forse si intendeva `prior_approval`?"
    );
    for language in [Language::English, Language::Italian] {
        assert_eq!(language.to_string().parse(), Ok(language));
        assert_eq!(serde_json::from_value::<Language>(language.to_string().into()).unwrap(), language);
    }
}

proptest! {
    #[test]
    fn amounts_add_and_subtract_exactly_or_say_that_they_cannot(a in any_money(), b in any_money()) {
        let (more, less) = (a.cents() + b.cents(), a.cents() - b.cents());
        prop_assert_eq!(a.checked_add(b).ok(), Money::checked_from_cents(more));
        prop_assert_eq!(a.checked_sub(b).ok(), Money::checked_from_cents(less));
        prop_assert_eq!((a - b).cents(), less);
        prop_assert_eq!(a - b, -(b - a));
        let borrowed: Vec<MoneyDelta> = [a].iter().zip(&[b]).map(|(a, b)| a - b).collect();
        prop_assert_eq!(borrowed, [a - b]);
        prop_assert_eq!((a - b).abs().cents(), less.abs());
        prop_assert_eq!((a - b).checked_add(b.into()), Ok(a.into()));
        prop_assert_eq!(MoneyDelta::from(a).checked_sub(b.into()), Ok(a - b));
        prop_assert_eq!(Money::try_from(more), Money::from_cents(more));
        prop_assert_eq!(MoneyDelta::try_from(less), Ok(a - b));
    }

    #[test]
    fn percentages_and_weights_are_decimals_of_the_same_digits(percent in any_percent(), cents in 0..=1_000_000_000u32) {
        let decimal = Decimal::from(percent);
        prop_assert_eq!(decimal.to_string(), percent.to_string());
        prop_assert_eq!(Percent::try_from(decimal), Ok(percent));
        let weight = Decimal::new(cents.into(), 2);
        prop_assert_eq!(Weight::try_from(weight).unwrap().to_string(), weight.normalize().to_string());
    }

    #[test]
    fn an_allocation_is_gone_through_from_both_ends_and_by_line(
        allocation in any_envelope().prop_flat_map(|envelope| any_allocation_of(&envelope)),
    ) {
        let pairs: Vec<(&str, Money)> = (&allocation).into_iter().map(|(line, amount)| (line.id(), amount)).collect();
        let mut backwards: Vec<(&str, Money)> =
            allocation.iter().rev().map(|(line, amount)| (line.id(), amount)).collect();
        backwards.reverse();
        prop_assert_eq!(&pairs, &backwards);
        prop_assert_eq!(pairs.len(), allocation.iter().len());
        let by_line: BTreeMap<String, Money> = allocation.clone().into_iter().collect();
        for (line, amount) in &by_line {
            prop_assert_eq!(allocation.amount(line), Ok(*amount));
        }
        prop_assert_eq!(by_line.len(), pairs.len());
    }
}

#[test]
fn percentages_of_decimals_are_exact_or_refused() {
    for (decimal, code) in [
        ("-0.5", "percent_malformed"),
        ("0.0000000001", "percent_too_precise"),
        ("10000.1", "percent_too_large"),
    ] {
        assert_eq!(Percent::try_from(Decimal::from_str(decimal).unwrap()).unwrap_err().code(), code);
    }
    let long = Decimal::from_str("0.1234567890123456789").unwrap();
    assert_eq!(Weight::try_from(long).unwrap_err().code(), "weight_too_long");
}

proptest! {
    #![proptest_config(cases(64))]

    #[test]
    fn what_debug_prints_of_a_plan_is_the_plan(plan in riparto::arbitrary::any_plan()) {
        let printed = format!("{plan:?}");
        let document = printed.strip_prefix("Plan ").unwrap();
        prop_assert_eq!(Plan::from_json(document), Ok(plan.clone()));
        let allocation = format!("{:?}", plan.approved());
        for (line, amount) in plan.approved() {
            prop_assert!(allocation.contains(&format!("\"{}\": {amount}", line.id())), "{allocation}");
        }
    }
}

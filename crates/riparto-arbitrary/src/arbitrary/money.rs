//! Amounts, anywhere and close to a given one.

use proptest::prelude::*;

use riparto_core::capacity::MAX_AMOUNT_CENTS;
use riparto_core::error::Result;
use riparto_core::money::Money;

/// An amount: nothing, some cents, a realistic sum (most often), anything, or close to [`Money::MAX`].
///
/// ```
/// use proptest::prelude::*;
/// use riparto::{Money, arbitrary::any_money};
///
/// proptest!(|(amount in any_money())| {
///     prop_assert_eq!(amount.to_string().parse::<Money>(), Ok(amount));
/// });
/// ```
pub fn any_money() -> impl Strategy<Value = Money> + Clone {
    prop_oneof![
        1 => Just(0),
        1 => 1..=1_000i64,
        4 => (1..=5_000i64).prop_map(|thousands| thousands * 100_000),
        3 => 1..=1_000_000_000i64,
        1 => 0..=MAX_AMOUNT_CENTS,
        1 => MAX_AMOUNT_CENTS - 1_000..=MAX_AMOUNT_CENTS,
    ]
    .prop_map(clamped)
}

/// An amount about as large as another: just that, a cent off, a part or a multiple of it; seldom something else.
pub(super) fn money_near(held: i64) -> BoxedStrategy<Money> {
    let part = (0..=2_000i64).prop_map(move |thousandths| scaled(held, thousandths));
    prop_oneof![
        4 => Just(clamped(held)),
        1 => Just(clamped(held - 1)),
        1 => Just(clamped(held + 1)),
        5 => part,
        1 => any_money(),
    ]
    .boxed()
}

/// So many thousandths of some cents.
pub(super) fn scaled(cents: i64, thousandths: i64) -> Money {
    // Below 2^48 times 2^11.
    clamped(cents * thousandths / 1_000)
}

/// The amount of so many cents, or the nearest one.
pub(super) fn clamped(cents: i64) -> Money {
    Money::saturating(cents.into())
}

/// What a constructor accepted. That it refuses what a strategy made is a bug of the strategy.
pub(super) fn accepted<T>(made: Result<T>) -> T {
    match made {
        Ok(made) => made,
        Err(error) => unreachable!("a strategy made what is not valid: {error}"),
    }
}

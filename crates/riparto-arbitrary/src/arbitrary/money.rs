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

/// An amount about as large as one that is known later.
#[derive(Clone, Copy, Debug)]
pub(super) enum NearMoney {
    Same,
    CentLess,
    CentMore,
    Thousandths(i64),
    Other(Money),
}

impl NearMoney {
    /// The amount near one of so many cents.
    pub(super) fn of(self, held: i64) -> Money {
        match self {
            NearMoney::Same => clamped(held),
            NearMoney::CentLess => clamped(held - 1),
            NearMoney::CentMore => clamped(held + 1),
            NearMoney::Thousandths(thousandths) => scaled(held, thousandths),
            NearMoney::Other(amount) => amount,
        }
    }
}

/// Just as large, a cent off, a part or a multiple; seldom something else.
pub(super) fn near_money() -> BoxedStrategy<NearMoney> {
    prop_oneof![
        4 => Just(NearMoney::Same),
        1 => Just(NearMoney::CentLess),
        1 => Just(NearMoney::CentMore),
        5 => (0..=2_000i64).prop_map(NearMoney::Thousandths),
        1 => any_money().prop_map(NearMoney::Other),
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

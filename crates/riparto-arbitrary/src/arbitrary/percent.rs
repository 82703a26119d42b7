//! Percentages, anywhere and close to a given ratio.

use proptest::prelude::*;

use super::money::accepted;
use riparto_core::money::Percent;

/// How many units make one percent: nine decimals.
const UNITS: u64 = 1_000_000_000;
/// The largest percentage, in units.
const MOST: u64 = 10_000 * UNITS;

/// A percentage: whole and common most often, with up to nine decimals, zero, a hundred, or above.
///
/// ```
/// use proptest::prelude::*;
/// use riparto::money::Rounding;
/// use riparto::{Money, arbitrary::{any_money, any_percent}};
///
/// proptest!(|(amount in any_money(), percent in any_percent())| {
///     let down = percent.of(amount, Rounding::Down);
///     prop_assert!(down.is_err() || down.unwrap() <= percent.of(amount, Rounding::Up).unwrap_or(Money::MAX));
/// });
/// ```
pub fn any_percent() -> impl Strategy<Value = Percent> + Clone {
    prop_oneof![
        6 => (0..=30u64).prop_map(|whole| whole * UNITS),
        2 => (0..=100u64).prop_map(|whole| whole * UNITS),
        2 => (0..=1_000u64).prop_map(|tenths| tenths * UNITS / 10),
        2 => 0..=100 * UNITS,
        1 => prop::sample::select(vec![0, 1, 100 * UNITS - 1, 100 * UNITS, 100 * UNITS + 1, 33_333_333_333]),
        1 => 0..=MOST,
    ]
    .prop_map(of_units)
}

/// A percentage about as large as one amount is of another, which are known later.
#[derive(Clone, Copy, Debug)]
pub(super) enum NearPercent {
    JustBelow,
    JustAbove,
    Thousandths(u64),
    Other(Percent),
}

impl NearPercent {
    /// The percentage near that which a part is of a whole, in cents.
    pub(super) fn of(self, part: i64, whole: i64) -> Percent {
        let units = i128::from(part) * i128::from(100 * UNITS) / i128::from(whole.max(1));
        let units = u64::try_from(units).unwrap_or(MOST).min(MOST - 1);
        match self {
            NearPercent::JustBelow => of_units(units),
            NearPercent::JustAbove => of_units(units + 1),
            NearPercent::Thousandths(thousandths) => of_units((units / 1_000 * thousandths).min(MOST)),
            NearPercent::Other(percent) => percent,
        }
    }
}

/// Just below or above, a part or a multiple, or something else.
pub(super) fn near_percent() -> BoxedStrategy<NearPercent> {
    prop_oneof![
        2 => Just(NearPercent::JustBelow),
        2 => Just(NearPercent::JustAbove),
        2 => (0..=2_000u64).prop_map(NearPercent::Thousandths),
        4 => any_percent().prop_map(NearPercent::Other),
    ]
    .boxed()
}

fn of_units(units: u64) -> Percent {
    accepted(format!("{}.{:09}", units / UNITS, units % UNITS).parse())
}

//! The border with `rust_decimal`: exact both ways, and only here.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::amount::{Money, MoneyDelta};
use super::percent::Percent;
use super::weight::Weight;
use crate::capacity::MAX_PERCENT_DECIMALS;
use crate::error::{Cause, Error, Result};

/// The amount in euros with two decimals, exact.
///
/// ```
/// use riparto::Money;
/// use rust_decimal::Decimal;
///
/// let amount = Money::from_cents(246_400_000)?;
/// assert_eq!(Decimal::from(amount), Decimal::new(246_400_000, 2));
/// assert_eq!(Money::try_from(Decimal::new(2_464_000, 0))?, amount);
/// assert_eq!(Money::try_from(Decimal::new(1_005, 3)).unwrap_err().code(), "amount_too_precise");
/// # Ok::<(), riparto::Error>(())
/// ```
impl From<Money> for Decimal {
    fn from(amount: Money) -> Decimal {
        Decimal::new(amount.cents(), 2)
    }
}

/// The change in euros with two decimals, exact.
impl From<MoneyDelta> for Decimal {
    fn from(change: MoneyDelta) -> Decimal {
        Decimal::new(change.cents(), 2)
    }
}

/// # Errors
/// A value that is no whole number of cents (`amount_too_precise`), negative (`amount_negative`) or out of range
/// (`amount_too_large`). Nothing is rounded.
impl TryFrom<Decimal> for Money {
    type Error = Error;

    fn try_from(euros: Decimal) -> Result<Money> {
        if euros.is_sign_negative() && !euros.is_zero() {
            return Err(Cause::AmountNegative { found: euros.to_string() }.into());
        }
        MoneyDelta::try_from(euros).map(MoneyDelta::abs)
    }
}

/// # Errors
/// As for [`Money`], but for the sign.
impl TryFrom<Decimal> for MoneyDelta {
    type Error = Error;

    fn try_from(euros: Decimal) -> Result<MoneyDelta> {
        let exact = euros.normalize();
        if exact.scale() > 2 {
            return Err(Cause::amount_too_precise(&euros.to_string()).into());
        }
        exact
            .checked_mul(Decimal::ONE_HUNDRED)
            .and_then(|cents| cents.to_i128())
            .and_then(MoneyDelta::from_wide)
            .ok_or_else(|| {
                Cause::AmountTooLarge { found: euros.to_string(), allowed: Money::MAX.words() }.into()
            })
    }
}

/// The percentage, exact.
///
/// ```
/// use riparto::Percent;
/// use rust_decimal::Decimal;
///
/// let indirect = Percent::try_from(Decimal::new(125, 1))?;
/// assert_eq!(indirect.to_string(), "12.5");
/// assert_eq!(Decimal::from(indirect), Decimal::new(125, 1));
/// assert_eq!(Percent::try_from(Decimal::new(-7, 0)).unwrap_err().code(), "percent_malformed");
/// # Ok::<(), riparto::Error>(())
/// ```
impl From<Percent> for Decimal {
    fn from(percent: Percent) -> Decimal {
        Decimal::from_i128_with_scale(percent.units().into(), MAX_PERCENT_DECIMALS as u32).normalize()
    }
}

/// # Errors
/// A value below zero (`percent_malformed`), with more than nine decimals (`percent_too_precise`) or above 10,000
/// (`percent_too_large`). Nothing is rounded.
impl TryFrom<Decimal> for Percent {
    type Error = Error;

    fn try_from(percent: Decimal) -> Result<Percent> {
        percent.normalize().to_string().parse()
    }
}

/// # Errors
/// A value below zero (`weight_malformed`) or of over 18 digits (`weight_too_long`). Nothing is rounded.
///
/// ```
/// use riparto::money::Weight;
/// use rust_decimal::Decimal;
///
/// assert_eq!(Weight::try_from(Decimal::new(3_986, 2))?, "39.86".parse()?);
/// assert_eq!(Weight::try_from(Decimal::new(-1, 0)).unwrap_err().code(), "weight_malformed");
/// # Ok::<(), riparto::Error>(())
/// ```
impl TryFrom<Decimal> for Weight {
    type Error = Error;

    fn try_from(weight: Decimal) -> Result<Weight> {
        weight.normalize().to_string().parse()
    }
}

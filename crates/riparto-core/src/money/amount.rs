//! `Money` and `MoneyDelta`: whole cents with checked arithmetic.

use std::fmt;
use std::ops::{Neg, Sub};

use crate::capacity::MAX_AMOUNT_CENTS;
use crate::error::{Cause, Error, Result};
use crate::words::{Bilingual, both};

/// An amount of euros in whole cents, from zero to [`Money::MAX`].
///
/// An operation that can leave the range returns a [`Result`]; `-` cannot, and gives the [`MoneyDelta`] between two amounts. In
/// text and in JSON an amount is a decimal string (`"2464000.00"`), never a number.
///
/// ```
/// use riparto::Money;
///
/// let total: Money = "2.464.000,00 €".parse()?;
/// assert_eq!(total, Money::from_cents(246_400_000)?);
/// assert_eq!(total.to_string(), "2464000.00");
/// assert!(Money::MAX.checked_add(total).is_err());
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(transparent)]
pub struct Money(i64);

/// A change of an amount in whole cents: positive, negative or zero, within the range of [`Money`] on either side.
///
/// ```
/// use riparto::Money;
///
/// let before = Money::from_cents(41_000_000)?;
/// let after = Money::from_cents(37_000_000)?;
/// assert_eq!((after - before).to_string(), "-40000.00");
/// assert_eq!((after - before).abs(), Money::from_euros(40_000));
/// assert_eq!(before.checked_add(after - before)?, after);
/// assert_eq!(before.checked_add(-(before - after)), Ok(after));
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(transparent)]
pub struct MoneyDelta(i64);

impl Money {
    /// No money.
    pub const ZERO: Money = Money(0);
    /// The largest amount: [`MAX_AMOUNT_CENTS`].
    pub const MAX: Money = Money(MAX_AMOUNT_CENTS);

    /// An amount of this many cents.
    ///
    /// # Errors
    /// Below zero (`amount_negative`) or above [`Money::MAX`] (`amount_too_large`).
    pub fn from_cents(cents: i64) -> Result<Money> {
        if cents < 0 {
            return Err(Cause::AmountNegative { found: MoneyDelta::plain(i128::from(cents)) }.into());
        }
        Money::from_wide(i128::from(cents)).ok_or_else(|| {
            let found = MoneyDelta::plain(i128::from(cents));
            Cause::AmountTooLarge { found, allowed: Money::MAX.words() }.into()
        })
    }

    /// An amount of this many cents, for constants; none below zero or above [`Money::MAX`].
    ///
    /// ```
    /// use riparto::Money;
    ///
    /// const CENT: Money = match Money::checked_from_cents(1) {
    ///     Some(cent) => cent,
    ///     None => Money::ZERO,
    /// };
    /// assert_eq!(CENT.to_string(), "0.01");
    /// assert_eq!(Money::checked_from_cents(-1), None);
    /// ```
    #[must_use]
    pub const fn checked_from_cents(cents: i64) -> Option<Money> {
        match 0 <= cents && cents <= MAX_AMOUNT_CENTS {
            true => Some(Money(cents)),
            false => None,
        }
    }

    /// An amount of this many whole euros; always in range.
    #[must_use]
    pub const fn from_euros(euros: u32) -> Money {
        // 2^32 euros are below 2^39 cents, in range.
        Money(euros as i64 * 100)
    }

    /// The amount in cents.
    #[must_use]
    pub const fn cents(self) -> i64 {
        self.0
    }

    /// Whether there is no money.
    #[must_use]
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// The amount after a change, or with another amount on top.
    ///
    /// ```
    /// use riparto::{Money, MoneyDelta};
    ///
    /// let desks = Money::from_euros(60);
    /// assert_eq!(desks.checked_add(Money::from_euros(40))?, Money::from_euros(100));
    /// let cut: MoneyDelta = "-60.01".parse()?;
    /// assert_eq!(desks.checked_add(cut).unwrap_err().code(), "amount_below_zero");
    /// # Ok::<(), riparto::Error>(())
    /// ```
    ///
    /// # Errors
    /// Below zero (`amount_below_zero`) or above [`Money::MAX`] (`amount_overflow`).
    pub fn checked_add(self, change: impl Into<MoneyDelta>) -> Result<Money> {
        let change: MoneyDelta = change.into();
        let after = self.0 + change.0;
        if after < 0 {
            return Err(Cause::AmountBelowZero {
                held: self.words(),
                taken: change.abs().words(),
                missing: MoneyDelta::words(-i128::from(after)),
            }
            .into());
        }
        Money::from_wide(i128::from(after)).ok_or_else(|| overflow(both("the sum", "la somma")))
    }

    /// The amount before a change, or without another amount.
    ///
    /// ```
    /// use riparto::Money;
    ///
    /// let (desks, outreach) = (Money::from_euros(60), Money::from_euros(40));
    /// assert_eq!(desks.checked_sub(outreach)?, Money::from_euros(20));
    /// assert_eq!(outreach.checked_sub(desks).unwrap_err().code(), "amount_below_zero");
    /// # Ok::<(), riparto::Error>(())
    /// ```
    ///
    /// # Errors
    /// Below zero (`amount_below_zero`) or above [`Money::MAX`] (`amount_overflow`).
    pub fn checked_sub(self, change: impl Into<MoneyDelta>) -> Result<Money> {
        self.checked_add(-change.into())
    }

    /// The sum of many amounts, exact.
    ///
    /// # Errors
    /// Above [`Money::MAX`] (`amount_overflow`).
    pub fn checked_sum(amounts: impl IntoIterator<Item = Money>) -> Result<Money> {
        // Even 2^63 addends of at most 2^48 stay within 128 bits.
        let sum: i128 = amounts.into_iter().map(|amount| i128::from(amount.0)).sum();
        Money::from_wide(sum).ok_or_else(|| overflow(both("the sum", "la somma")))
    }

    /// The amount of this many cents if it is in range: for results computed in 128 bits.
    pub(crate) fn from_wide(cents: i128) -> Option<Money> {
        i64::try_from(cents).ok().filter(|cents| (0..=MAX_AMOUNT_CENTS).contains(cents)).map(Money)
    }

    /// The amount of cents that are known to be in range, because they are parts of an amount.
    #[doc(hidden)]
    pub fn within_range(cents: i64) -> Money {
        debug_assert!((0..=MAX_AMOUNT_CENTS).contains(&cents));
        Money(cents)
    }

    /// The amount nearest to this many cents, in range: for bounds that may lie beyond any allocation.
    #[doc(hidden)]
    pub fn saturating(cents: i128) -> Money {
        let inside = cents.clamp(0, i128::from(MAX_AMOUNT_CENTS));
        Money(i64::try_from(inside).unwrap_or(MAX_AMOUNT_CENTS))
    }
}

impl MoneyDelta {
    /// No change.
    pub const ZERO: MoneyDelta = MoneyDelta(0);

    /// A change of this many cents.
    ///
    /// # Errors
    /// Further from zero than [`Money::MAX`] (`amount_too_large`).
    pub fn from_cents(cents: i64) -> Result<MoneyDelta> {
        MoneyDelta::from_wide(i128::from(cents)).ok_or_else(|| {
            let found = MoneyDelta::plain(i128::from(cents));
            Cause::AmountTooLarge { found, allowed: Money::MAX.words() }.into()
        })
    }

    /// The change in cents.
    #[must_use]
    pub const fn cents(self) -> i64 {
        self.0
    }

    /// Whether nothing changes.
    #[must_use]
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// Both changes together.
    ///
    /// # Errors
    /// Further from zero than [`Money::MAX`] (`amount_overflow`).
    pub fn checked_add(self, other: MoneyDelta) -> Result<MoneyDelta> {
        MoneyDelta::from_wide(i128::from(self.0) + i128::from(other.0))
            .ok_or_else(|| overflow(both("the sum of changes", "la somma delle variazioni")))
    }

    /// This change without another one.
    ///
    /// # Errors
    /// Further from zero than [`Money::MAX`] (`amount_overflow`).
    pub fn checked_sub(self, other: MoneyDelta) -> Result<MoneyDelta> {
        self.checked_add(-other)
    }

    /// The size of the change, without its sign.
    #[must_use]
    pub const fn abs(self) -> Money {
        Money(self.0.abs())
    }

    pub(crate) fn from_wide(cents: i128) -> Option<MoneyDelta> {
        let cents = i64::try_from(cents).ok()?;
        (-MAX_AMOUNT_CENTS..=MAX_AMOUNT_CENTS).contains(&cents).then_some(MoneyDelta(cents))
    }

    /// Any count of cents in plain style, also out of range: for sentences about such counts.
    #[doc(hidden)]
    pub fn plain(cents: i128) -> String {
        let sign = if cents < 0 { "-" } else { "" };
        let size = cents.unsigned_abs();
        format!("{sign}{}.{:02}", size / 100, size % 100)
    }
}

/// The amount as it is written: `2464000.00`.
impl fmt::Debug for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The change as it is written: `-40000.00`.
impl fmt::Debug for MoneyDelta {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The change from the other amount to this one; always in range.
impl Sub for Money {
    type Output = MoneyDelta;

    fn sub(self, other: Money) -> MoneyDelta {
        MoneyDelta(self.0 - other.0)
    }
}

impl Sub<&Money> for Money {
    type Output = MoneyDelta;

    fn sub(self, other: &Money) -> MoneyDelta {
        self - *other
    }
}

impl Sub<Money> for &Money {
    type Output = MoneyDelta;

    fn sub(self, other: Money) -> MoneyDelta {
        *self - other
    }
}

impl Sub for &Money {
    type Output = MoneyDelta;

    fn sub(self, other: &Money) -> MoneyDelta {
        *self - *other
    }
}

/// The opposite change.
impl Neg for MoneyDelta {
    type Output = MoneyDelta;

    fn neg(self) -> MoneyDelta {
        MoneyDelta(-self.0)
    }
}

/// An amount of this many cents.
///
/// # Errors
/// As [`Money::from_cents`].
impl TryFrom<i64> for Money {
    type Error = Error;

    fn try_from(cents: i64) -> Result<Money> {
        Money::from_cents(cents)
    }
}

/// A change of this many cents.
///
/// # Errors
/// As [`MoneyDelta::from_cents`].
impl TryFrom<i64> for MoneyDelta {
    type Error = Error;

    fn try_from(cents: i64) -> Result<MoneyDelta> {
        MoneyDelta::from_cents(cents)
    }
}

impl From<Money> for MoneyDelta {
    fn from(amount: Money) -> MoneyDelta {
        MoneyDelta(amount.0)
    }
}

fn overflow(operation: Bilingual) -> Error {
    Cause::AmountOverflow { operation, allowed: Money::MAX.words() }.into()
}

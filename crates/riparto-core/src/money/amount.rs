//! `Money` and `MoneyDelta`: whole cents with checked arithmetic.

use crate::capacity::MAX_AMOUNT_CENTS;
use crate::error::{Cause, Error, Result};
use crate::words::{Bilingual, both};

/// An amount of euros in whole cents, from zero to [`Money::MAX`].
///
/// There are no operators: every operation that can leave the range returns a [`Result`]. In text and in JSON an
/// amount is a decimal string (`"2464000.00"`), never a number.
///
/// ```
/// use riparto::Money;
///
/// let total: Money = "2.464.000,00 €".parse()?;
/// assert_eq!(total, Money::from_cents(246_400_000)?);
/// assert_eq!(total.to_string(), "2464000.00");
/// assert!(Money::MAX.plus(total).is_err());
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(transparent)]
pub struct Money(i64);

/// A change of an amount in whole cents: positive, negative or zero, within the range of [`Money`] on either side.
///
/// ```
/// use riparto::Money;
///
/// let before = Money::from_cents(41_000_000)?;
/// let after = Money::from_cents(37_000_000)?;
/// assert_eq!(after.minus(before).to_string(), "-40000.00");
/// assert_eq!(before.changed_by(after.minus(before))?, after);
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(transparent)]
pub struct MoneyDelta(i64);

impl Money {
    /// No money.
    pub const ZERO: Money = Money(0);
    /// The largest amount: [`MAX_AMOUNT_CENTS`].
    pub const MAX: Money = Money(MAX_AMOUNT_CENTS);

    /// An amount of so many cents.
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

    /// An amount of so many whole euros; always in range.
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

    /// The sum of two amounts.
    ///
    /// # Errors
    /// Above [`Money::MAX`] (`amount_overflow`).
    pub fn plus(self, other: Money) -> Result<Money> {
        Money::from_wide(i128::from(self.0) + i128::from(other.0))
            .ok_or_else(|| overflow(both("the sum", "la somma")))
    }

    /// The change from the other amount to this one; always in range.
    #[must_use]
    pub const fn minus(self, other: Money) -> MoneyDelta {
        MoneyDelta(self.0 - other.0)
    }

    /// The amount after a change.
    ///
    /// # Errors
    /// Below zero (`amount_below_zero`) or above [`Money::MAX`] (`amount_overflow`).
    pub fn changed_by(self, change: MoneyDelta) -> Result<Money> {
        let after = self.0 + change.0;
        if after < 0 {
            return Err(Cause::AmountBelowZero {
                held: self.words(),
                taken: change.magnitude().words(),
                missing: MoneyDelta::words(-i128::from(after)),
            }
            .into());
        }
        Money::from_wide(i128::from(after)).ok_or_else(|| overflow(both("the sum", "la somma")))
    }

    /// The sum of many amounts, exact.
    ///
    /// # Errors
    /// Above [`Money::MAX`] (`amount_overflow`).
    pub fn sum(amounts: impl IntoIterator<Item = Money>) -> Result<Money> {
        // Even 2^63 addends of at most 2^48 stay within 128 bits.
        let sum: i128 = amounts.into_iter().map(|amount| i128::from(amount.0)).sum();
        Money::from_wide(sum).ok_or_else(|| overflow(both("the sum", "la somma")))
    }

    /// The amount of so many cents if it is in range: for results computed in 128 bits.
    pub(crate) fn from_wide(cents: i128) -> Option<Money> {
        i64::try_from(cents).ok().filter(|cents| (0..=MAX_AMOUNT_CENTS).contains(cents)).map(Money)
    }

    /// The amount of cents that are known to be in range, because they are parts of an amount.
    #[doc(hidden)]
    pub fn within_range(cents: i64) -> Money {
        debug_assert!((0..=MAX_AMOUNT_CENTS).contains(&cents));
        Money(cents)
    }

    /// The amount nearest to so many cents, in range: for bounds that may lie beyond any allocation.
    #[doc(hidden)]
    pub fn saturating(cents: i128) -> Money {
        let inside = cents.clamp(0, i128::from(MAX_AMOUNT_CENTS));
        Money(i64::try_from(inside).unwrap_or(MAX_AMOUNT_CENTS))
    }
}

impl MoneyDelta {
    /// No change.
    pub const ZERO: MoneyDelta = MoneyDelta(0);

    /// A change of so many cents.
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
    pub fn plus(self, other: MoneyDelta) -> Result<MoneyDelta> {
        MoneyDelta::from_wide(i128::from(self.0) + i128::from(other.0))
            .ok_or_else(|| overflow(both("the sum of changes", "la somma delle variazioni")))
    }

    /// The opposite change.
    #[must_use]
    pub const fn reversed(self) -> MoneyDelta {
        MoneyDelta(-self.0)
    }

    /// The size of the change, without its sign.
    #[must_use]
    pub const fn magnitude(self) -> Money {
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

impl From<Money> for MoneyDelta {
    fn from(amount: Money) -> MoneyDelta {
        MoneyDelta(amount.0)
    }
}

fn overflow(operation: Bilingual) -> Error {
    Cause::AmountOverflow { operation, allowed: Money::MAX.words() }.into()
}

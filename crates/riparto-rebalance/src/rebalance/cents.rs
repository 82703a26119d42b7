//! `Cents`: amounts in cents, however they are held.

use riparto_core::money::Money;

/// An amount in cents.
pub(crate) trait Cents: Copy {
    fn cents(self) -> i64;
    /// An amount that lies between two others.
    fn of_cents(cents: i64) -> Self;
}

impl Cents for i64 {
    fn cents(self) -> i64 {
        self
    }

    fn of_cents(cents: i64) -> i64 {
        cents
    }
}

impl Cents for Money {
    fn cents(self) -> i64 {
        Money::cents(self)
    }

    fn of_cents(cents: i64) -> Money {
        Money::within_range(cents)
    }
}

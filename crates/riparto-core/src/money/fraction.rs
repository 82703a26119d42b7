//! `Fraction`: an exact number of cents or part of one, for receipts and exact splits.

use std::cmp::Ordering;
use std::fmt;

use serde::ser::{Serialize, Serializer};

use super::amount::Money;
use super::natural::Natural;
use super::wide::Wide;

/// An exact number of cents, zero or more, or a part of one. It is written in lowest terms, `2/3`, and plainly where it is
/// whole, `60`.
///
/// ```
/// use riparto::{Apportion, apportion};
/// use riparto::money::Weight;
///
/// let split = apportion("0.02".parse()?, &[Weight::from(1); 3], &Apportion::default())?;
/// let remainder = &split.receipt().leftovers[0].remainder;
/// assert_eq!((remainder.numerator(), remainder.denominator()), (Some(2), Some(3)));
/// assert_eq!(remainder.to_string(), "2/3");
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone)]
pub struct Fraction {
    // As computed: a receipt of a million parts is made without a million greatest common divisors.
    numerator: u128,
    denominator: u128,
    /// In the place of both, in lowest terms, where these leave 128 bits.
    long: Option<Box<(Natural, Natural)>>,
}

impl Fraction {
    #[doc(hidden)]
    pub fn of(numerator: u128, denominator: u128) -> Fraction {
        Fraction { numerator, denominator: denominator.max(1), long: None }
    }

    /// A fraction of numbers of any length, of which the one below the line is above zero.
    pub(super) fn of_naturals(numerator: &Natural, denominator: &Natural) -> Fraction {
        if let (Some(numerator), Some(denominator)) = (numerator.to_u128(), denominator.to_u128()) {
            return Fraction::of(numerator, denominator);
        }
        let common = numerator.common_divisor(denominator);
        let (numerator, denominator) = (numerator.exactly_by(&common), denominator.exactly_by(&common));
        match (numerator.to_u128(), denominator.to_u128()) {
            (Some(numerator), Some(denominator)) => Fraction::of(numerator, denominator),
            _ => Fraction { numerator: 0, denominator: 1, long: Some(Box::new((numerator, denominator))) },
        }
    }

    /// The number above the line, in lowest terms. None where one of the two numbers leaves 128 bits, as the common denominator of
    /// several criteria may: the text has it.
    #[must_use]
    pub fn numerator(&self) -> Option<u128> {
        self.long.is_none().then(|| self.lowest().0)
    }

    /// The number below the line, in lowest terms; at least one. None where one of the two leaves 128 bits.
    #[must_use]
    pub fn denominator(&self) -> Option<u128> {
        self.long.is_none().then(|| self.lowest().1)
    }

    /// The sum of the differences between exact amounts, all with one denominator or whole, and amounts of cents.
    #[doc(hidden)]
    pub fn distance(exact: &[Fraction], amounts: &[Money]) -> Fraction {
        let denominator = exact.iter().map(|share| share.denominator).max().unwrap_or(1);
        let apart = exact.iter().zip(amounts).map(|(share, amount)| {
            (share.numerator * (denominator / share.denominator))
                .abs_diff(u128::from(amount.cents().unsigned_abs()) * denominator)
        });
        Fraction::of(apart.sum(), denominator)
    }

    /// The whole part.
    #[must_use]
    pub fn floor(&self) -> u128 {
        match &self.long {
            Some(long) => long.0.divided(&long.1).0.into(),
            None => self.numerator / self.denominator,
        }
    }

    fn naturals(&self) -> (Natural, Natural) {
        match &self.long {
            Some(long) => long.as_ref().clone(),
            None => (Natural::from(self.numerator), Natural::from(self.denominator)),
        }
    }

    fn lowest(&self) -> (u128, u128) {
        let (mut a, mut b) = (self.numerator, self.denominator);
        while b > 0 {
            (a, b) = (b, a % b);
        }
        (self.numerator / a, self.denominator / a)
    }
}

impl PartialEq for Fraction {
    fn eq(&self, other: &Fraction) -> bool {
        (self.lowest(), &self.long) == (other.lowest(), &other.long)
    }
}

impl Eq for Fraction {}

impl PartialOrd for Fraction {
    fn partial_cmp(&self, other: &Fraction) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Fraction {
    fn cmp(&self, other: &Fraction) -> Ordering {
        if self.long.is_some() || other.long.is_some() {
            let ((above, below), (other_above, other_below)) = (self.naturals(), other.naturals());
            return above.times(&other_below).cmp(&other_above.times(&below));
        }
        Wide::product(self.numerator, other.denominator)
            .cmp(&Wide::product(other.numerator, self.denominator))
    }
}

impl fmt::Display for Fraction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(long) = &self.long {
            return write!(f, "{}/{}", long.0, long.1);
        }
        let (numerator, denominator) = self.lowest();
        if denominator == 1 { write!(f, "{numerator}") } else { write!(f, "{numerator}/{denominator}") }
    }
}

impl fmt::Debug for Fraction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Fraction {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

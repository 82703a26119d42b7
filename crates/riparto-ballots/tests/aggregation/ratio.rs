//! Exact fractions for the oracle: small, plain, and independent of the crate.

use std::cmp::Ordering;
use std::ops::{Add, Div, Mul, Sub};

use riparto_core::money::Fraction;

/// A fraction in lowest terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Ratio {
    above: i128,
    below: i128,
}

pub(crate) fn ratio(above: i128, below: i128) -> Ratio {
    let (mut a, mut b) = (above.abs(), below.abs());
    while b != 0 {
        (a, b) = (b, a % b);
    }
    let common = if below < 0 { -a.max(1) } else { a.max(1) };
    Ratio { above: above / common, below: below / common }
}

pub(crate) fn whole(number: i64) -> Ratio {
    ratio(number.into(), 1)
}

impl Ratio {
    pub(crate) fn abs(self) -> Ratio {
        Ratio { above: self.above.abs(), below: self.below }
    }

    /// Thousandths, rounded down.
    pub(crate) fn thousandths(self) -> i128 {
        self.above * 1_000 / self.below
    }
}

impl From<&Fraction> for Ratio {
    fn from(fraction: &Fraction) -> Ratio {
        ratio(
            fraction.numerator().unwrap().try_into().unwrap(),
            fraction.denominator().unwrap().try_into().unwrap(),
        )
    }
}

impl PartialOrd for Ratio {
    fn partial_cmp(&self, other: &Ratio) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Ratio {
    fn cmp(&self, other: &Ratio) -> Ordering {
        (self.above * other.below).cmp(&(other.above * self.below))
    }
}

impl Add for Ratio {
    type Output = Ratio;

    fn add(self, other: Ratio) -> Ratio {
        ratio(self.above * other.below + other.above * self.below, self.below * other.below)
    }
}

impl Sub for Ratio {
    type Output = Ratio;

    fn sub(self, other: Ratio) -> Ratio {
        ratio(self.above * other.below - other.above * self.below, self.below * other.below)
    }
}

impl Mul for Ratio {
    type Output = Ratio;

    fn mul(self, other: Ratio) -> Ratio {
        ratio(self.above * other.above, self.below * other.below)
    }
}

impl Div for Ratio {
    type Output = Ratio;

    fn div(self, other: Ratio) -> Ratio {
        ratio(self.above * other.below, self.below * other.above)
    }
}

impl std::iter::Sum for Ratio {
    fn sum<I: Iterator<Item = Ratio>>(ratios: I) -> Ratio {
        ratios.fold(whole(0), Add::add)
    }
}

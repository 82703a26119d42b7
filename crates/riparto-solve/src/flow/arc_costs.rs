//! Convex costs of arcs: marginal costs, and the supply at a price.

use std::ops::{Add, Mul, Neg, Shr, Sub};

use super::problem::Interval;

/// The number type of prices: `i64` where costs fit, which is several times faster, else `i128`.
pub trait Price:
    Copy
    + Ord
    + From<i64>
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Neg<Output = Self>
    + Shr<u32, Output = Self>
{
    /// ⌊self / divisor⌋; the divisor is positive.
    fn floor_div(self, divisor: Self) -> Self;

    /// As cents, saturating beyond every amount.
    fn cents(self) -> i64;
}

impl Price for i64 {
    #[inline]
    fn floor_div(self, divisor: Self) -> Self {
        self.div_euclid(divisor)
    }

    #[inline]
    fn cents(self) -> i64 {
        self
    }
}

impl Price for i128 {
    fn floor_div(self, divisor: Self) -> Self {
        self.div_euclid(divisor)
    }

    fn cents(self) -> i64 {
        i64::try_from(self.clamp(-i128::from(BEYOND_AMOUNTS), i128::from(BEYOND_AMOUNTS))).unwrap_or(0)
    }
}

/// The cost p·f(x − w) of one line with wish w and weight p.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CostFunction {
    /// p |x − w|.
    AbsoluteDeviation,
    /// p (x − w)².
    Quadratic,
}

impl CostFunction {
    /// x(price) − w without bounds: how far above its wish a line is when it takes exactly the cents of marginal cost below
    /// `price`.
    #[inline]
    pub(super) fn shift_at<P: Price>(self, weight: P, price: P) -> i64 {
        let one = P::from(1);
        match self {
            Self::AbsoluteDeviation if price <= -weight => -BEYOND_AMOUNTS,
            Self::AbsoluteDeviation if price <= weight => 0,
            Self::AbsoluteDeviation => BEYOND_AMOUNTS,
            // The cent from shift s to s + 1 costs p (2 s + 1).
            Self::Quadratic if weight == one => (price >> 1).cents(),
            Self::Quadratic => (((price - one).floor_div(weight) + one) >> 1).cents(),
        }
    }

    /// x(price) within bounds: the amount of a line that takes exactly the cents of marginal cost below `price`.
    #[inline]
    pub(super) fn supply_at<P: Price>(self, wish: i64, interval: Interval, weight: P, price: P) -> i64 {
        (wish + self.shift_at(weight, price)).max(interval.low).min(interval.high)
    }

    /// The marginal cost of the cent above `amount`.
    #[inline]
    pub(super) fn marginal_cost<P: Price>(self, wish: i64, weight: P, amount: i64) -> P {
        match self {
            Self::AbsoluteDeviation if amount < wish => -weight,
            Self::AbsoluteDeviation => weight,
            Self::Quadratic => weight * P::from(2 * (amount - wish) + 1),
        }
    }
}

/// The marginal cost of a cent beyond a bound.
pub(super) const INFINITE_COST: i64 = 1 << 62;

/// Marginal costs below it leave room for potentials, which are sums of many of them, in 64 bits.
pub(super) const MAX_COST: i64 = 1 << 51;

/// Larger than every amount.
const BEYOND_AMOUNTS: i64 = 1 << 61;

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

    /// max |marginal cost| over an interval, saturating.
    #[inline]
    pub(super) fn max_marginal_cost(self, wish: i64, interval: Interval, weight: i64) -> i64 {
        match self {
            Self::AbsoluteDeviation => weight,
            Self::Quadratic => {
                let farthest =
                    (2 * (interval.low - wish) + 1).abs().max((2 * (interval.high - wish) + 1).abs());
                weight.saturating_mul(farthest)
            }
        }
    }
}

/// Convex costs of all arcs, with their bounds.
pub(super) trait ArcCosts {
    /// How marginal costs are stored.
    type Stored: StoredCost;

    /// A lower bound of the reduced cost of every residual line arc when all potentials are zero and each line arc carries its
    /// supply at price zero.
    const MIN_COST_AT_ZERO: i64;

    /// The bounds of an arc.
    fn bounds(&self, arc: usize) -> Interval;

    /// The marginal cost of the cent above `amount`, which is below the upper bound of the arc.
    fn marginal_cost(&self, arc: usize, amount: i64) -> i64;

    /// The amount of an arc that takes exactly the cents of marginal cost below `price`.
    fn supply_at(&self, arc: usize, price: i64) -> i64;

    /// Wish and weight, if the cost of the arc is the [`CostFunction::Quadratic`] of a single piece.
    fn single_quadratic(&self, arc: usize) -> Option<(i64, i64)>;

    /// The weight of the pieces of a line arc; zero for a tree arc.
    fn weight(&self, arc: usize) -> i64;

    /// max |marginal cost| over all arcs whose marginal cost depends on the amount, saturating; zero if it depends on none.
    /// Marginal costs may be read in 64 bits only if this is below [`MAX_COST`].
    fn max_marginal_cost(&self) -> i64;
}

/// A marginal cost as it is stored for each arc.
pub(super) trait StoredCost: Copy {
    /// Stores a marginal cost; beyond the type's range it counts as ±[`INFINITE_COST`].
    fn of(cents: i64) -> Self;

    /// The marginal cost that was stored.
    fn cents(self) -> i64;
}

impl StoredCost for i64 {
    fn of(cents: i64) -> Self {
        cents
    }

    fn cents(self) -> i64 {
        self
    }
}

/// For marginal costs within ± a weight: a half or a quarter of the memory.
macro_rules! stored_weights {
    ($stored:ty) => {
        impl StoredCost for $stored {
            fn of(cents: i64) -> Self {
                cents.max(Self::MIN.into()).min(Self::MAX.into()) as Self
            }

            fn cents(self) -> i64 {
                match self {
                    Self::MAX => INFINITE_COST,
                    Self::MIN => -INFINITE_COST,
                    cents => cents.into(),
                }
            }
        }
    };
}

stored_weights!(i16);
stored_weights!(i32);

/// The marginal cost of a cent beyond a bound.
pub(super) const INFINITE_COST: i64 = 1 << 62;

/// Marginal costs below it leave room for potentials, which are sums of many of them, in 64 bits.
pub(super) const MAX_COST: i64 = 1 << 51;

/// Larger than every amount.
const BEYOND_AMOUNTS: i64 = 1 << 61;

//! What a cent costs, as searches ask for it.

use std::ops::{Add, Mul, Neg, Shr, Sub};

use super::problem::Interval;

/// What a cent costs, in 64 bits where that suffices, which is several times faster, and in 128 where it does not.
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
    /// The quotient rounded down; the divisor is above zero.
    fn floor_div(self, divisor: Self) -> Self;

    /// As cents, or beyond every amount.
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

/// The cost of one line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CostFunction {
    /// The weight times the distance from the wish.
    AbsoluteDeviation,
    /// The weight times the square of the distance from the wish.
    Quadratic,
}

impl CostFunction {
    /// How far above its wish a line goes when it takes exactly the cents that cost less than `price`.
    #[inline]
    pub(super) fn shift_at<P: Price>(self, weight: P, price: P) -> i64 {
        let one = P::from(1);
        match self {
            Self::AbsoluteDeviation if price <= -weight => -BEYOND_AMOUNTS,
            Self::AbsoluteDeviation if price <= weight => 0,
            Self::AbsoluteDeviation => BEYOND_AMOUNTS,
            // The cent from shift s to s + 1 costs weight (2 s + 1).
            Self::Quadratic if weight == one => (price >> 1).cents(),
            Self::Quadratic => (((price - one).floor_div(weight) + one) >> 1).cents(),
        }
    }

    /// What a line holds when it takes exactly the cents that cost less than `price`.
    #[inline]
    pub(super) fn supply_at<P: Price>(self, wish: i64, interval: Interval, weight: P, price: P) -> i64 {
        (wish + self.shift_at(weight, price)).max(interval.low).min(interval.high)
    }

    /// What the cent above `amount` costs on a line.
    #[inline]
    pub(super) fn marginal_cost<P: Price>(self, wish: i64, weight: P, amount: i64) -> P {
        match self {
            Self::AbsoluteDeviation if amount < wish => -weight,
            Self::AbsoluteDeviation => weight,
            Self::Quadratic => weight * P::from(2 * (amount - wish) + 1),
        }
    }

    /// What a cent costs at most within a span, with either sign, or the largest number where that is more.
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

/// The costs of all arcs, convex, with their bounds.
pub(super) trait ArcCosts {
    /// In what a search keeps them.
    type Stored: StoredCost;

    /// What a cent costs at least on a cell that carries what it does at prices of zero.
    const MIN_COST_AT_ZERO: i64;

    /// The bounds of an arc.
    fn bounds(&self, arc: usize) -> Interval;

    /// The cost of the cent above `amount` on an arc, where there is room for it.
    fn marginal_cost(&self, arc: usize, amount: i64) -> i64;

    /// What an arc carries when it takes exactly the cents that cost less than `price`.
    fn supply_at(&self, arc: usize, price: i64) -> i64;

    /// The wish and the weight of a cell that is a single piece, if its cost is that of [`Shape::Bowl`].
    fn single_quadratic(&self, arc: usize) -> Option<(i64, i64)>;

    /// The weight of the pieces of a cell.
    fn weight(&self, arc: usize) -> i64;

    /// What a cent costs at most, with either sign, if that depends on amounts; the largest number where it is more. Only
    /// below [`FITTING`] may a search ask what cents cost.
    fn max_marginal_cost(&self) -> i64;
}

/// The cost of a cent as a search keeps it for each arc.
pub(super) trait StoredCost: Copy {
    /// A cost, or what is as good as [`NEVER`].
    fn of(cents: i64) -> Self;

    /// The cost that it was made of.
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

/// For costs of no more than a weight: a quarter of the memory, or half.
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

/// The cost of a cent for which there is no room.
pub(super) const INFINITE_COST: i64 = 1 << 62;

/// What a cent costs at most so that prices, which are sums of many costs, fit into 64 bits with room to spare.
pub(super) const MAX_COST: i64 = 1 << 51;

/// Beyond every amount.
const BEYOND_AMOUNTS: i64 = 1 << 61;

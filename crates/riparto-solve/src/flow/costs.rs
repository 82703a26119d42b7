//! What a cent costs, as searches ask for it.

use std::ops::{Add, Mul, Neg, Shr, Sub};

use super::problem::Span;

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
    fn over(self, divisor: Self) -> Self;

    /// As cents, or beyond every amount.
    fn cents(self) -> i64;
}

impl Price for i64 {
    #[inline]
    fn over(self, divisor: Self) -> Self {
        self.div_euclid(divisor)
    }

    #[inline]
    fn cents(self) -> i64 {
        self
    }
}

impl Price for i128 {
    fn over(self, divisor: Self) -> Self {
        self.div_euclid(divisor)
    }

    fn cents(self) -> i64 {
        i64::try_from(self.clamp(-i128::from(FAR), i128::from(FAR))).unwrap_or(0)
    }
}

/// The cost of one line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// The weight times the distance from the wish.
    Vee,
    /// The weight times the square of the distance from the wish.
    Bowl,
}

impl Shape {
    /// How far above its wish a line goes when it takes exactly the cents that cost less than `price`.
    #[inline]
    pub(super) fn reach_below<P: Price>(self, weight: P, price: P) -> i64 {
        let one = P::from(1);
        match self {
            Self::Vee if price <= -weight => -FAR,
            Self::Vee if price <= weight => 0,
            Self::Vee => FAR,
            // The cent from shift s to s + 1 costs weight (2 s + 1).
            Self::Bowl if weight == one => (price >> 1).cents(),
            Self::Bowl => (((price - one).over(weight) + one) >> 1).cents(),
        }
    }

    /// What a line holds when it takes exactly the cents that cost less than `price`.
    #[inline]
    pub(super) fn amount_below<P: Price>(self, wish: i64, span: Span, weight: P, price: P) -> i64 {
        (wish + self.reach_below(weight, price)).max(span.low).min(span.high)
    }

    /// What the cent above `amount` costs on a line.
    #[inline]
    pub(super) fn cost_above<P: Price>(self, wish: i64, weight: P, amount: i64) -> P {
        match self {
            Self::Vee if amount < wish => -weight,
            Self::Vee => weight,
            Self::Bowl => weight * P::from(2 * (amount - wish) + 1),
        }
    }

    /// What a cent costs at most within a span, with either sign, or the largest number where that is more.
    #[inline]
    pub(super) fn steepest(self, wish: i64, span: Span, weight: i64) -> i64 {
        match self {
            Self::Vee => weight,
            Self::Bowl => {
                let farthest = (2 * (span.low - wish) + 1).abs().max((2 * (span.high - wish) + 1).abs());
                weight.saturating_mul(farthest)
            }
        }
    }
}

/// The costs of all arcs, convex, with their bounds.
pub(super) trait Costs {
    /// In what a search keeps them.
    type Kept: Kept;

    /// What a cent costs at least on a cell that carries what it does at prices of zero.
    const FIRST_CENT: i64;

    /// The bounds of an arc.
    fn bounds(&self, arc: usize) -> Span;

    /// The cost of the cent above `amount` on an arc, where there is room for it.
    fn cost_above(&self, arc: usize, amount: i64) -> i64;

    /// What an arc carries when it takes exactly the cents that cost less than `price`.
    fn amount_below(&self, arc: usize, price: i64) -> i64;

    /// The wish and the weight of a cell that is a single piece, if its cost is that of [`Shape::Bowl`].
    fn single(&self, arc: usize) -> Option<(i64, i64)>;

    /// The weight of the pieces of a cell.
    fn weight(&self, arc: usize) -> i64;

    /// What a cent costs at most, with either sign, if that depends on amounts; the largest number where it is more. Only
    /// below [`FITTING`] may a search ask what cents cost.
    fn steepest(&self) -> i64;
}

/// The cost of a cent as a search keeps it for each arc.
pub(super) trait Kept: Copy {
    /// A cost, or what is as good as [`NEVER`].
    fn of(cents: i64) -> Self;

    /// The cost that it was made of.
    fn cents(self) -> i64;
}

impl Kept for i64 {
    fn of(cents: i64) -> Self {
        cents
    }

    fn cents(self) -> i64 {
        self
    }
}

/// For costs of no more than a weight: a quarter of the memory, or half.
macro_rules! keep_weights {
    ($kept:ty) => {
        impl Kept for $kept {
            fn of(cents: i64) -> Self {
                cents.max(Self::MIN.into()).min(Self::MAX.into()) as Self
            }

            fn cents(self) -> i64 {
                match self {
                    Self::MAX => NEVER,
                    Self::MIN => -NEVER,
                    cents => cents.into(),
                }
            }
        }
    };
}

keep_weights!(i16);
keep_weights!(i32);

/// The cost of a cent for which there is no room.
pub(super) const NEVER: i64 = 1 << 62;

/// What a cent costs at most so that prices, which are sums of many costs, fit into 64 bits with room to spare.
pub(super) const FITTING: i64 = 1 << 51;

/// Beyond every amount.
const FAR: i64 = 1 << 61;

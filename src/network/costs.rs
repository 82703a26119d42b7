//! What a cent costs, as searches ask for it.

use super::problem::Span;

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
    pub(super) fn reach_below(self, weight: i64, price: i64) -> i64 {
        match self {
            Self::Vee if price <= -weight => -FAR,
            Self::Vee if price <= weight => 0,
            Self::Vee => FAR,
            // The cent from shift s to s + 1 costs weight (2 s + 1).
            Self::Bowl if weight == 1 => price >> 1,
            Self::Bowl => ((price - 1).div_euclid(weight) + 1) >> 1,
        }
    }

    /// What a line holds when it takes exactly the cents that cost less than `price`.
    #[inline]
    pub(super) fn amount_below(self, wish: i64, span: Span, weight: i64, price: i64) -> i64 {
        (wish + self.reach_below(weight, price)).max(span.low).min(span.high)
    }

    /// What the cent above `amount` costs on a line.
    #[inline]
    pub(super) fn cost_above(self, wish: i64, weight: i64, amount: i64) -> i64 {
        match self {
            Self::Vee if amount < wish => -weight,
            Self::Vee => weight,
            Self::Bowl => weight * (2 * (amount - wish) + 1),
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

    /// What a cent costs at most, with either sign, if that depends on amounts.
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

/// For costs of no more than a weight: a quarter of the memory.
impl Kept for i16 {
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

/// The cost of a cent for which there is no room.
pub(super) const NEVER: i64 = 1 << 62;

/// What a cent costs at most so that prices, which are sums of many costs, fit into 64 bits with room to spare.
pub(super) const FITTING: i64 = 1 << 51;

/// Beyond every amount.
const FAR: i64 = 1 << 61;

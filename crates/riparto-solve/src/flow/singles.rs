//! What a cent more or less costs where every cell is a single piece.

use std::borrow::Cow;
use std::marker::PhantomData;

use super::clash::Conflict;
use super::costs::{Costs, Kept, Shape};
use super::frame::Frame;
use super::problem::Span;

/// A shape by its type, so that a search is compiled for it.
pub(super) trait Form {
    /// The shape.
    const SHAPE: Shape;
    /// In what a search keeps costs.
    type Kept: Kept;
}

/// [`Shape::Vee`], with weights that fit into what is kept of them.
pub(super) struct Vee<K>(PhantomData<K>);

/// [`Shape::Bowl`].
pub(super) struct Bowl;

impl<K: Kept> Form for Vee<K> {
    const SHAPE: Shape = Shape::Vee;
    type Kept = K;
}

impl Form for Bowl {
    const SHAPE: Shape = Shape::Bowl;
    type Kept = i64;
}

/// The costs of a network whose cells are single pieces: those of the pieces, with nothing laid out in between.
pub(super) struct Singles<'a, F> {
    frame: &'a Frame<'a>,
    /// The bounds of the stems.
    stems: Vec<Span>,
    /// The wish of each cell.
    wish: Cow<'a, [i64]>,
    /// Its weight; empty if all are one.
    weights: Cow<'a, [i64]>,
    form: PhantomData<F>,
}

impl<'a, F: Form> Singles<'a, F> {
    /// The costs of a network under its present boxes; `None` if some cell has several pieces.
    pub(super) fn of(frame: &'a Frame<'a>) -> Option<Result<Self, Box<Conflict>>> {
        let wish = frame.wishes_of_singles()?;
        let weights = frame.weights_of_singles();
        let stems = frame.stem_bounds(|cell| frame.boxes.at(cell));
        Some(stems.map(|stems| Self { frame, stems, wish, weights, form: PhantomData }))
    }

    #[inline]
    fn weight_of(&self, cell: usize) -> i64 {
        self.weights.get(cell).copied().unwrap_or(1)
    }
}

impl<F: Form> Costs for Singles<'_, F> {
    type Kept = F::Kept;

    /// A weight.
    const FIRST_CENT: i64 = 1;

    #[inline]
    fn bounds(&self, arc: usize) -> Span {
        match arc.checked_sub(self.stems.len()) {
            Some(cell) => self.frame.boxes.at(cell),
            None => self.stems[arc],
        }
    }

    #[inline]
    fn cost_above(&self, arc: usize, amount: i64) -> i64 {
        match arc.checked_sub(self.stems.len()) {
            Some(cell) => F::SHAPE.cost_above(self.wish[cell], self.weight_of(cell), amount),
            None => 0,
        }
    }

    #[inline]
    fn amount_below(&self, arc: usize, price: i64) -> i64 {
        match arc.checked_sub(self.stems.len()) {
            Some(cell) => {
                let span = self.frame.boxes.at(cell);
                F::SHAPE.amount_below(self.wish[cell], span, self.weight_of(cell), price)
            }
            None if price <= 0 => self.stems[arc].low,
            None => self.stems[arc].high,
        }
    }

    fn single(&self, arc: usize) -> Option<(i64, i64)> {
        let cell = arc.checked_sub(self.stems.len())?;
        (F::SHAPE == Shape::Bowl).then(|| (self.wish[cell], self.weight_of(cell)))
    }

    fn weight(&self, arc: usize) -> i64 {
        arc.checked_sub(self.stems.len()).map_or(0, |cell| self.weight_of(cell))
    }

    fn steepest(&self) -> i64 {
        if F::SHAPE == Shape::Vee {
            return 0;
        }
        let steepest =
            self.wish.iter().enumerate().map(|(cell, wish)| {
                F::SHAPE.steepest(*wish, self.frame.boxes.at(cell), self.weight_of(cell))
            });
        steepest.max().unwrap_or(0)
    }
}

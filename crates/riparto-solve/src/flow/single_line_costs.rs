//! The costs of a network in which each line arc has a single piece.

use std::borrow::Cow;
use std::marker::PhantomData;

use super::arc_costs::{ArcCosts, CostFunction, StoredCost};
use super::flow_network::FlowNetwork;
use super::infeasible_set::InfeasibleSet;
use super::problem::Interval;

/// A [`CostFunction`] as a type, so that searches are compiled for it.
pub(super) trait StaticCost {
    /// The function.
    const FUNCTION: CostFunction;
    /// How marginal costs are stored.
    type Stored: StoredCost;
}

/// [`CostFunction::AbsoluteDeviation`], with weights that fit the type that stores them.
pub(super) struct AbsoluteDeviation<K>(PhantomData<K>);

/// [`CostFunction::Quadratic`].
pub(super) struct Quadratic;

impl<K: StoredCost> StaticCost for AbsoluteDeviation<K> {
    const FUNCTION: CostFunction = CostFunction::AbsoluteDeviation;
    type Stored = K;
}

impl StaticCost for Quadratic {
    const FUNCTION: CostFunction = CostFunction::Quadratic;
    type Stored = i64;
}

/// The costs of a network in which each line arc has a single piece, read from the problem: nothing is stored for each arc.
pub(super) struct SingleLineCosts<'a, F> {
    network: &'a FlowNetwork<'a>,
    /// The bounds of the tree arcs.
    tree_arcs: Vec<Interval>,
    /// The wish of each line arc.
    wish: Cow<'a, [i64]>,
    /// The weight of each line arc; empty if all are one.
    weights: Cow<'a, [i64]>,
    function: PhantomData<F>,
}

impl<'a, F: StaticCost> SingleLineCosts<'a, F> {
    /// The costs of a network under its present bounds; `None` if some line arc has several pieces.
    pub(super) fn of(network: &'a FlowNetwork<'a>) -> Option<Result<Self, Box<InfeasibleSet>>> {
        let wish = network.single_line_wishes()?;
        let weights = network.single_line_weights();
        let tree_arcs = network.tree_arc_bounds(|line_arc| network.piece_bounds.at(line_arc));
        Some(tree_arcs.map(|tree_arcs| Self { network, tree_arcs, wish, weights, function: PhantomData }))
    }

    #[inline]
    fn weight_of(&self, line_arc: usize) -> i64 {
        self.weights.get(line_arc).copied().unwrap_or(1)
    }
}

impl<F: StaticCost> ArcCosts for SingleLineCosts<'_, F> {
    type Stored = F::Stored;

    /// The least weight.
    const MIN_COST_AT_ZERO: i64 = 1;

    #[inline]
    fn bounds(&self, arc: usize) -> Interval {
        match arc.checked_sub(self.tree_arcs.len()) {
            Some(line_arc) => self.network.piece_bounds.at(line_arc),
            None => self.tree_arcs[arc],
        }
    }

    #[inline]
    fn marginal_cost(&self, arc: usize, amount: i64) -> i64 {
        match arc.checked_sub(self.tree_arcs.len()) {
            Some(line_arc) => {
                F::FUNCTION.marginal_cost(self.wish[line_arc], self.weight_of(line_arc), amount)
            }
            None => 0,
        }
    }

    #[inline]
    fn supply_at(&self, arc: usize, price: i64) -> i64 {
        match arc.checked_sub(self.tree_arcs.len()) {
            Some(line_arc) => {
                let interval = self.network.piece_bounds.at(line_arc);
                F::FUNCTION.supply_at(self.wish[line_arc], interval, self.weight_of(line_arc), price)
            }
            None if price <= 0 => self.tree_arcs[arc].low,
            None => self.tree_arcs[arc].high,
        }
    }

    fn single_quadratic(&self, arc: usize) -> Option<(i64, i64)> {
        let line_arc = arc.checked_sub(self.tree_arcs.len())?;
        (F::FUNCTION == CostFunction::Quadratic).then(|| (self.wish[line_arc], self.weight_of(line_arc)))
    }

    fn weight(&self, arc: usize) -> i64 {
        arc.checked_sub(self.tree_arcs.len()).map_or(0, |line_arc| self.weight_of(line_arc))
    }

    fn max_marginal_cost(&self) -> i64 {
        if F::FUNCTION == CostFunction::AbsoluteDeviation {
            return 0;
        }
        let max_marginal_cost = self.wish.iter().enumerate().map(|(line_arc, wish)| {
            F::FUNCTION.max_marginal_cost(
                *wish,
                self.network.piece_bounds.at(line_arc),
                self.weight_of(line_arc),
            )
        });
        max_marginal_cost.max().unwrap_or(0)
    }
}

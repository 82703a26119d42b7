//! `BoundTree`: why no allocation of a model costs less, as prices, or as a tree of cases with prices for each.
//!
//! It is what a search would show for its answer: the caller says of which prices it is convinced, and which columns may be cut. Bounds
//! are not propagated, so that whoever checks prices has nothing to redo but a sum.

use super::branching::{branching_line, branching_point};
use super::constraint_model::{Bounds, Model};
use super::lagrangian::{LagrangianDual, RowKind};
use super::separable_cost::SeparableCost;
use crate::meter::Meter;

/// Prices over a scale, each with the sign that adds `price × (side − terms)` to the cost.
#[derive(Clone, Debug)]
pub struct DualPrices {
    /// What prices are divided by.
    pub scale: i128,
    /// One for each sum, in the order of the model.
    pub sums: Vec<i128>,
    /// One for each share.
    pub shares: Vec<i128>,
    /// One for each cap.
    pub caps: Vec<i128>,
}

/// Why no allocation costs less.
#[derive(Clone, Debug)]
pub enum BoundTree {
    /// Prices.
    Prices(DualPrices),
    /// What a column holds is at most an amount, or more.
    Cases {
        /// The column.
        column: usize,
        /// The amount.
        at: i64,
        /// Where it is at most that.
        below: Box<BoundTree>,
        /// Where it is more.
        above: Box<BoundTree>,
    },
}

/// What a tree is grown for.
pub struct TreeGoal<'a> {
    /// Whether prices convince, given the bounds of columns in their case.
    pub accepts: &'a dyn Fn(&DualPrices, &Bounds) -> bool,
    /// Whether a sum may be cut, by number.
    pub may_cut: &'a dyn Fn(usize) -> bool,
    /// The cost that prices are to reach.
    pub cutoff: i128,
    /// The amounts that the cost is least at, if there are any.
    pub best: Option<&'a [i64]>,
    /// How many cases may be open or closed in all, and how deep they may lie in each other.
    pub most: usize,
    /// How deep cases may lie in each other.
    pub depth: usize,
}

/// Rounds of ascent without cases, and in each of them.
const ROUNDS: [usize; 2] = [128, 48];

/// A tree that convinces; or the prices without cases, if none was found. None where costs are too large for prices, or where a
/// column can hold nothing at all.
pub fn bound_tree(
    model: &Model,
    cost: SeparableCost<'_>,
    goal: &TreeGoal<'_>,
    meter: &Meter,
) -> Result<BoundTree, Option<DualPrices>> {
    let mut dual = LagrangianDual::new(model, cost, meter);
    let bounds = &model.bounds;
    let is_empty = |column: usize| bounds.low[column] > bounds.high[column];
    if !dual.is_usable() || (0..model.columns()).any(is_empty) {
        return Err(None);
    }
    let mut prices = vec![0; dual.rows.len()];
    dual.penalty_continuation(&mut prices, &model.bounds, ROUNDS[1]);
    let mut growth = Growth { model, dual: &dual, goal, left: goal.most };
    let (first, _) = growth.ascended(&prices, &model.bounds, ROUNDS[0]);
    let tree = growth.tree(&model.bounds, first.clone(), 0);
    growth.left = goal.most;
    let tree = tree.or_else(|| growth.around_best(&model.bounds, first.clone(), &growth.pinned(), 0));
    tree.ok_or(Some(growth.named(&first)))
}

struct Growth<'a> {
    model: &'a Model,
    dual: &'a LagrangianDual<'a>,
    goal: &'a TreeGoal<'a>,
    left: usize,
}

impl Growth<'_> {
    /// Better prices, and the amounts that solve their subproblems.
    fn ascended(&self, prices: &[i128], bounds: &Bounds, rounds: usize) -> (Vec<i128>, Vec<i64>) {
        let mut prices = prices.to_vec();
        let found = self.dual.ascend(&mut prices, bounds, self.goal.cutoff, rounds);
        (prices, found.amounts)
    }

    fn tree(&mut self, bounds: &Bounds, start: Vec<i128>, depth: usize) -> Option<BoundTree> {
        self.left = self.left.checked_sub(1)?;
        let rounds = if depth == 0 { 0 } else { ROUNDS[1] };
        let (prices, amounts) = self.ascended(&start, bounds, rounds);
        let named = self.named(&prices);
        if (self.goal.accepts)(&named, bounds) {
            return Some(BoundTree::Prices(named));
        }
        if depth == self.goal.depth || self.dual.meter.is_over() {
            return None;
        }
        let (column, at) = self.branching_point(bounds, &amounts)?;
        let part = |low: Option<i64>, high: Option<i64>| {
            let mut part = bounds.clone();
            part.low[column] = part.low[column].max(low.unwrap_or(i64::MIN));
            part.high[column] = part.high[column].min(high.unwrap_or(i64::MAX));
            part
        };
        let below = self.tree(&part(None, Some(at)), prices.clone(), depth + 1)?;
        let above = self.tree(&part(Some(at + 1), None), prices, depth + 1)?;
        Some(BoundTree::Cases { column, at, below: Box::new(below), above: Box::new(above) })
    }

    /// The columns of shares that may be cut, with what they hold at the best amounts.
    fn pinned(&self) -> Vec<(usize, i64)> {
        let Some(best) = self.goal.best else { return Vec::new() };
        let amounts = self.model.column_amounts(best);
        let columns = self.model.shares.iter().flat_map(|share| [share.part, share.whole]);
        let may_cut = |column: &usize| column.checked_sub(self.model.lines).is_none_or(self.goal.may_cut);
        let mut pinned: Vec<(usize, i64)> = Vec::new();
        for column in columns.filter(may_cut) {
            if pinned.iter().all(|(known, _)| *known != column) {
                pinned.push((column, amounts[column]));
            }
        }
        pinned
    }

    /// A tree that cuts columns below and above the best amounts, one after another: where all of them are pinned, prices often do.
    fn around_best(
        &mut self,
        bounds: &Bounds,
        start: Vec<i128>,
        pinned: &[(usize, i64)],
        depth: usize,
    ) -> Option<BoundTree> {
        let Some(((column, at), rest)) = pinned.split_first() else { return self.tree(bounds, start, depth) };
        let (prices, _) = self.ascended(&start, bounds, ROUNDS[1]);
        let named = self.named(&prices);
        if (self.goal.accepts)(&named, bounds) {
            return Some(BoundTree::Prices(named));
        }
        if depth + 2 > self.goal.depth || self.dual.meter.is_over() {
            return None;
        }
        let (column, at) = (*column, *at);
        let mut inside = bounds.clone();
        (inside.low[column], inside.high[column]) = (at, at);
        let (is_lower, is_higher) = (bounds.low[column] < at, bounds.high[column] > at);
        let mut depth = depth;
        let mut part = |low: i64, high: i64, depth: usize| {
            let mut part = bounds.clone();
            part.low[column] = part.low[column].max(low);
            part.high[column] = part.high[column].min(high);
            self.tree(&part, prices.clone(), depth)
        };
        let mut outside = [None, None];
        for (place, (is_there, low, high)) in
            [(is_lower, i64::MIN, at - 1), (is_higher, at + 1, i64::MAX)].into_iter().enumerate()
        {
            if is_there {
                depth += 1;
                outside[place] = Some(Box::new(part(low, high, depth)?));
            }
        }
        let mut tree = self.around_best(&inside, prices.clone(), rest, depth)?;
        let [lower, higher] = outside;
        if let Some(above) = higher {
            tree = BoundTree::Cases { column, at, below: Box::new(tree), above };
        }
        if let Some(below) = lower {
            tree = BoundTree::Cases { column, at: at - 1, below, above: Box::new(tree) };
        }
        Some(tree)
    }

    /// The column to branch on, and where: at the constraint that the subproblem solutions violate most.
    fn branching_point(&self, bounds: &Bounds, amounts: &[i64]) -> Option<(usize, i64)> {
        let lines = &amounts[..self.model.lines];
        let solved = self.model.column_amounts(lines);
        let inside = |(line, amount): (usize, &i64)| {
            let (low, high) = (bounds.low[line], bounds.high[line]);
            (*amount).max(low).min(high)
        };
        let best = self.goal.best.unwrap_or(lines);
        let best: Vec<i64> = best.iter().enumerate().map(inside).collect();
        let best = self.model.column_amounts(&best);
        let may_cut = |column: usize| match column.checked_sub(self.model.lines) {
            None => true,
            Some(sum) => (self.goal.may_cut)(sum),
        };
        match branching_point(self.model, bounds, &solved, &best) {
            Some((column, at)) if may_cut(column) => Some((column, at)),
            Some((column, _)) => branching_line(self.model, bounds, &solved, &best, column),
            None => None,
        }
    }

    fn named(&self, prices: &[i128]) -> DualPrices {
        let mut named =
            DualPrices { scale: self.dual.scale, sums: Vec::new(), shares: Vec::new(), caps: Vec::new() };
        for (row, price) in self.dual.rows.iter().zip(prices) {
            match row.kind {
                RowKind::Sum { .. } => named.sums.push(-price),
                RowKind::Share { .. } => named.shares.push(-price),
                RowKind::Cap { .. } => named.caps.push(-price),
            }
        }
        named
    }
}

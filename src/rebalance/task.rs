//! `Task`: the nearest amounts inside a structure whose shape is known.

use super::certificate::Certified;
use super::changes::least_squares;
use super::equal_shift::{Shift, Threshold, WeightedShift, farthest_slope, solve};
use super::reach::Reach;
use super::shape::{Shape, Sides};
use super::structure::{Arranged, Structure};
use super::ties::nearest_among_ties;
use super::tree::Tree;
use riparto_solve::flow::{self, Distance};

/// The nearest amounts inside the bounds of a structure; `None` if there are none, or if its shape has no exact method.
pub(crate) fn nearest_within(
    structure: &Structure,
    shape: &Shape,
    wish: &[i64],
    weights: &[i64],
    measure: Distance,
) -> Option<Vec<i64>> {
    match shape {
        Shape::Unknown => None,
        Shape::Tree(arranged) => {
            let task = Task::new(structure, arranged, wish, weights);
            task.solve(measure).map(|amounts| arranged.restore(&amounts))
        }
        Shape::Network(network) => {
            let sides = Sides::new(structure);
            flow::solve(&network.problem(&sides, structure.total, wish, weights), measure)
        }
    }
}

/// Whether amounts keep the bounds of a structure and none that do are nearer; `None` if its shape has no certificate.
pub(crate) fn is_nearest(
    structure: &Structure,
    shape: &Shape,
    (wish, weights): (&[i64], &[i64]),
    measure: Distance,
    amounts: &[i64],
) -> Option<bool> {
    match shape {
        Shape::Unknown => None,
        Shape::Tree(arranged) => {
            let task = Task::new(structure, arranged, wish, weights);
            Some(task.is_nearest(measure, &arranged.arrange(|line| amounts[line])))
        }
        Shape::Network(network) => {
            let sides = Sides::new(structure);
            let problem = network.problem(&sides, structure.total, wish, weights);
            Some(flow::is_nearest(&problem, measure, amounts))
        }
    }
}

/// A search in the order of a tree.
struct Task<'a> {
    tree: &'a Tree,
    wish: Vec<i64>,
    low: Vec<i64>,
    high: Vec<i64>,
    /// Empty if all lines count the same.
    weights: Vec<i64>,
}

impl Task<'_> {
    fn new<'a>(structure: &Structure, arranged: &'a Arranged, wish: &[i64], weights: &[i64]) -> Task<'a> {
        let equal = weights.windows(2).all(|pair| pair[0] == pair[1]);
        Task {
            tree: &arranged.tree,
            wish: arranged.arrange(|line| wish[line]),
            low: arranged.arrange(|line| structure.low[line].cents),
            high: arranged.arrange(|line| structure.high[line].cents),
            weights: if equal { Vec::new() } else { arranged.arrange(|line| weights[line]) },
        }
    }

    /// The nearest amounts, in the order of the tree; `None` if bounds leave none.
    fn solve(&self, measure: Distance) -> Option<Vec<i64>> {
        let (wish, low, high) = (&self.wish[..], &self.low[..], &self.high[..]);
        if self.weights.is_empty() {
            return least_squares(self.tree, &Shift { wish, low, high });
        }
        let reach = Reach::new(self.tree, |line| (low[line], high[line]))?;
        Some(match measure {
            Distance::Squares => self.least_squares(&reach, low, high),
            Distance::Moved => self.least_moved(&reach),
            Distance::Peak => self.least_peak(),
        })
    }

    /// Least weighted squares within bounds of lines: in 64 bits where slopes fit, with room for the sums that are added to them,
    /// which are at most 2^62.
    fn least_squares(&self, reach: &Reach, low: &[i64], high: &[i64]) -> Vec<i64> {
        let (wish, weights) = (&self.wish[..], &self.weights[..]);
        let farthest = farthest_slope(wish, low, high, weights);
        match i64::try_from(farthest) {
            Ok(farthest) if farthest < 1 << 60 => {
                let response = WeightedShift { wish, low, high, weights, farthest };
                solve(self.tree, reach, &response).amounts
            }
            _ => {
                let response = WeightedShift { wish, low, high, weights, farthest };
                solve(self.tree, reach, &response).amounts
            }
        }
    }

    /// Least weighted movement; among the many allocations that tie, the one of least squares.
    fn least_moved(&self, reach: &Reach) -> Vec<i64> {
        let response =
            Threshold { wish: &self.wish, low: &self.low, high: &self.high, weights: &self.weights };
        nearest_among_ties(self.tree, reach, &response, &self.wish)
    }

    /// The least weighted peak, found by halving; among the allocations that keep it, the one of least squares.
    fn least_peak(&self) -> Vec<i64> {
        let farthest = |line: usize| {
            let (low, high) = (self.low[line] - self.wish[line], self.high[line] - self.wish[line]);
            i128::from(self.weights[line]) * i128::from(low.abs().max(high.abs()))
        };
        // Within this, no line is bound further: at most 2^30 times 2^49.
        let (mut kept, mut failed) = ((0..self.wish.len()).map(farthest).max().unwrap_or(0), -1i128);
        while kept - failed > 1 {
            let middle = failed + (kept - failed) / 2;
            if self.within(middle).is_some() {
                kept = middle;
            } else {
                failed = middle;
            }
        }
        let Some((reach, low, high)) = self.within(kept) else { return Vec::new() };
        self.least_squares(&reach, &low, &high)
    }

    /// The bounds of lines that come no further from their wishes than a weighted peak; `None` if they leave no amounts.
    fn within(&self, peak: i128) -> Option<(Reach, Vec<i64>, Vec<i64>)> {
        let small = i64::try_from(peak);
        let reach = |line: usize| {
            let weight = self.weights.get(line).copied().unwrap_or(1);
            match small {
                Ok(peak) => peak / weight,
                Err(_) => i64::try_from(peak / i128::from(weight)).unwrap_or(i64::MAX),
            }
        };
        let lines = 0..self.wish.len();
        let low: Vec<i64> = lines
            .clone()
            .map(|line| self.low[line].max(self.wish[line].saturating_sub(reach(line))))
            .collect();
        let high: Vec<i64> =
            lines.map(|line| self.high[line].min(self.wish[line].saturating_add(reach(line)))).collect();
        Reach::new(self.tree, |line| (low[line], high[line])).map(|reach| (reach, low, high))
    }

    /// A sum of convex costs has a certificate; for the peak, a smaller one must leave no amounts.
    fn is_nearest(&self, measure: Distance, amounts: &[i64]) -> bool {
        let weight = |line: usize| self.weights.get(line).copied().map_or(1, i128::from);
        let change = |line: usize| i128::from(amounts[line] - self.wish[line]);
        let certified = Certified { tree: self.tree, low: &self.low, high: &self.high, amounts };
        match measure {
            Distance::Squares => certified.is_optimal(
                |line| weight(line) * (2 * change(line) + 1),
                |line| weight(line) * (2 * change(line) - 1),
            ),
            Distance::Moved => certified.is_optimal(
                |line| if change(line) < 0 { -weight(line) } else { weight(line) },
                |line| if change(line) <= 0 { -weight(line) } else { weight(line) },
            ),
            Distance::Peak => {
                let far = |line: usize| weight(line) * change(line).abs();
                let peak = (0..amounts.len()).map(far).max().unwrap_or(0);
                certified.is_optimal(|_| 0, |_| 0) && (peak == 0 || self.within(peak - 1).is_none())
            }
        }
    }
}

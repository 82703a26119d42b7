//! `Task`: the nearest amounts inside a structure whose shape is known.

use super::certificate::Certified;
use super::changes::least_squares;
use super::equal_shift::{Shift, Threshold, WeightedShift, solve};
use super::reach::Reach;
use super::shape::{Shape, Sides};
use super::structure::{Arranged, Structure};
use super::ties::nearest_among_ties;
use super::tree::Tree;
use crate::network::{self, Distance};

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
            network::solve(&network.problem(&sides, structure.total, wish, weights), measure)
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
            Some(network::is_nearest(&problem, measure, amounts))
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
        let weights = &self.weights[..];
        Some(match measure {
            Distance::Squares => {
                solve(self.tree, &reach, &WeightedShift { wish, low, high, weights }).amounts
            }
            Distance::Moved => self.least_moved(&reach),
            Distance::Peak => self.least_peak(),
        })
    }

    /// Least weighted movement; among the many allocations that tie, the one of least squares.
    fn least_moved(&self, reach: &Reach) -> Vec<i64> {
        let response =
            Threshold { wish: &self.wish, low: &self.low, high: &self.high, weights: &self.weights };
        nearest_among_ties(self.tree, reach, &response, &self.wish)
    }

    /// The least weighted peak, found by halving; among the allocations that keep it, the one of least squares.
    fn least_peak(&self) -> Vec<i64> {
        // Amounts and wishes are at most 2^48 cents, weights at most 2^10.
        let (mut kept, mut failed) = (1i64 << 59, -1i64);
        while kept - failed > 1 {
            let middle = failed + (kept - failed) / 2;
            if self.within(middle).is_some() {
                kept = middle;
            } else {
                failed = middle;
            }
        }
        let Some((reach, low, high)) = self.within(kept) else { return Vec::new() };
        let response = WeightedShift { wish: &self.wish, low: &low, high: &high, weights: &self.weights };
        solve(self.tree, &reach, &response).amounts
    }

    /// The bounds of lines that come no further from their wishes than a weighted peak; `None` if they leave no amounts.
    fn within(&self, peak: i64) -> Option<(Reach, Vec<i64>, Vec<i64>)> {
        let reach = |line: usize| peak / self.weights.get(line).copied().unwrap_or(1);
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
                let peak = i64::try_from(peak).unwrap_or(i64::MAX);
                certified.is_optimal(|_| 0, |_| 0) && (peak == 0 || self.within(peak - 1).is_none())
            }
        }
    }
}

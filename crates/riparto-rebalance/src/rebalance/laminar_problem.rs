//! `LaminarProblem`: the nearest amounts inside a constraint set whose structure is known.

use std::borrow::Cow;

use super::constraint_set::{LaminarOrder, LineBounds};
use super::delta_bounds::least_squares;
use super::exchange_certificate::ExchangeCertificate;
use super::feasible_sums::FeasibleSums;
use super::lexicographic_ties::nearest_among_ties;
use super::nested_slices::NestedSlices;
use super::structure::Structure;
use super::water_filling::{LeastSquaresDemand, ThresholdDemand, WeightedDemand, farthest_slope, solve};
use riparto_solve::flow::{self, Distance};

/// The nearest amounts inside bounds of a structure, given their total; `None` if there are none, or if the structure has no exact
/// method.
pub(crate) fn nearest_within(
    total: i64,
    structure: &Structure,
    wish: &[i64],
    weights: &[i64],
    measure: Distance,
) -> Option<Vec<i64>> {
    match structure {
        Structure::General => None,
        Structure::Laminar(laminar) => {
            let problem = LaminarProblem::new(laminar, wish, weights);
            problem.solve(measure).map(|amounts| laminar.restore(amounts))
        }
        Structure::TwoLaminar(crossing) => flow::solve(&crossing.problem(total, wish, weights), measure),
    }
}

/// Whether amounts keep the bounds of a structure, given their total, and none that do are nearer; `None` if the structure has no
/// certificate.
pub(crate) fn is_nearest(
    total: i64,
    structure: &Structure,
    (wish, weights): (&[i64], &[i64]),
    measure: Distance,
    amounts: &[i64],
) -> Option<bool> {
    match structure {
        Structure::General => None,
        Structure::Laminar(laminar) => {
            let problem = LaminarProblem::new(laminar, wish, weights);
            Some(problem.is_nearest(measure, &laminar.arranged(amounts)))
        }
        Structure::TwoLaminar(crossing) => {
            Some(flow::is_nearest(&crossing.problem(total, wish, weights), measure, amounts))
        }
    }
}

/// A wish, weights and bounds of lines, in the order of a laminar family.
struct LaminarProblem<'a> {
    tree: &'a NestedSlices,
    wish: Cow<'a, [i64]>,
    low: &'a [i64],
    high: &'a [i64],
    /// Empty if all lines count the same.
    weights: Cow<'a, [i64]>,
}

impl<'a> LaminarProblem<'a> {
    fn new(laminar: &'a LaminarOrder, wish: &'a [i64], weights: &'a [i64]) -> LaminarProblem<'a> {
        let equal = weights.windows(2).all(|pair| pair[0] == pair[1]);
        let LineBounds { low, high } = &laminar.line_bounds;
        let weights = if equal { Cow::Borrowed(&[][..]) } else { laminar.arranged(weights) };
        LaminarProblem { tree: &laminar.tree, wish: laminar.arranged(wish), low, high, weights }
    }

    /// The nearest amounts, in the order of the tree; `None` if bounds leave none.
    fn solve(&self, measure: Distance) -> Option<Vec<i64>> {
        let (wish, low, high) = (&self.wish[..], self.low, self.high);
        if self.weights.is_empty() {
            return least_squares(self.tree, &LeastSquaresDemand { wish, low, high });
        }
        let feasible_sums = FeasibleSums::new(self.tree, |line| (low[line], high[line]))?;
        Some(match measure {
            Distance::Squares => self.least_squares(&feasible_sums, low, high),
            Distance::Moved => self.least_moved(&feasible_sums),
            Distance::Peak => self.least_peak(),
        })
    }

    /// Least weighted squares within bounds of lines: in 64 bits where slopes fit, with room for the sums that are added to them,
    /// which are at most 2^62.
    fn least_squares(&self, feasible_sums: &FeasibleSums, low: &[i64], high: &[i64]) -> Vec<i64> {
        let (wish, weights) = (&self.wish[..], &self.weights[..]);
        let farthest = farthest_slope(wish, low, high, weights);
        match i64::try_from(farthest) {
            Ok(farthest) if farthest < 1 << 60 => {
                let demand = WeightedDemand { wish, low, high, weights, farthest };
                solve(self.tree, feasible_sums, &demand).amounts
            }
            _ => {
                let demand = WeightedDemand { wish, low, high, weights, farthest };
                solve(self.tree, feasible_sums, &demand).amounts
            }
        }
    }

    /// Least weighted movement; among the many allocations that tie, the one of least squares.
    fn least_moved(&self, feasible_sums: &FeasibleSums) -> Vec<i64> {
        let demand =
            ThresholdDemand { wish: &self.wish, low: self.low, high: self.high, weights: &self.weights };
        nearest_among_ties(self.tree, feasible_sums, &demand, &self.wish)
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
        let Some((feasible_sums, low, high)) = self.within(kept) else { return Vec::new() };
        self.least_squares(&feasible_sums, &low, &high)
    }

    /// The bounds of lines that come no further from their wishes than a weighted peak; `None` if they leave no amounts.
    fn within(&self, peak: i128) -> Option<(FeasibleSums, Vec<i64>, Vec<i64>)> {
        let small = i64::try_from(peak);
        let farthest_move = |line: usize| {
            let weight = self.weights.get(line).copied().unwrap_or(1);
            match small {
                Ok(peak) => peak / weight,
                Err(_) => i64::try_from(peak / i128::from(weight)).unwrap_or(i64::MAX),
            }
        };
        let lines = 0..self.wish.len();
        let low: Vec<i64> = lines
            .clone()
            .map(|line| self.low[line].max(self.wish[line].saturating_sub(farthest_move(line))))
            .collect();
        let high: Vec<i64> = lines
            .map(|line| self.high[line].min(self.wish[line].saturating_add(farthest_move(line))))
            .collect();
        FeasibleSums::new(self.tree, |line| (low[line], high[line]))
            .map(|feasible_sums| (feasible_sums, low, high))
    }

    /// A sum of convex costs has an exchange certificate; for the peak, a smaller one must be infeasible.
    fn is_nearest(&self, measure: Distance, amounts: &[i64]) -> bool {
        let weight = |line: usize| self.weights.get(line).copied().map_or(1, i128::from);
        let change = |line: usize| i128::from(amounts[line] - self.wish[line]);
        let certificate = ExchangeCertificate { tree: self.tree, low: self.low, high: self.high, amounts };
        match measure {
            Distance::Squares => certificate.is_optimal(
                |line| weight(line) * (2 * change(line) + 1),
                |line| weight(line) * (2 * change(line) - 1),
            ),
            Distance::Moved => certificate.is_optimal(
                |line| if change(line) < 0 { -weight(line) } else { weight(line) },
                |line| if change(line) <= 0 { -weight(line) } else { weight(line) },
            ),
            Distance::Peak => {
                let far = |line: usize| weight(line) * change(line).abs();
                let peak = (0..amounts.len()).map(far).max().unwrap_or(0);
                certificate.is_optimal(|_| 0, |_| 0) && (peak == 0 || self.within(peak - 1).is_none())
            }
        }
    }
}

//! `LagrangianDual`: lower bounds on the cost from prices (Lagrange multipliers) on the constraints that couple columns.
//!
//! Dualized are the definitions of the sums, the shares and the caps. What remains is one subproblem for each column: a
//! piecewise quadratic (line) or piecewise linear (sum) function of one integer within an interval, which is minimized exactly
//! at a few candidates, also under a step. For every vector of prices, the minima add up to a lower bound on the cost of every
//! feasible allocation within the bounds (weak duality; Geoffrion, *Lagrangean relaxation for integer programming*, 1974;
//! Fisher 1981). So prices may be found by any method. Prices are integers over the denominator `scale`, and so is the bound.

use std::cell::Cell;

use super::constraint::TermFunction;
use super::constraint_model::{Bounds, Model};
use super::newton::FIXED_POINT_SCALE;
use super::ratio_bound::RatioBound;
use super::separable_cost::SeparableCost;
use crate::meter::Meter;

/// A dualized constraint, with one price.
#[derive(Clone, Debug)]
pub(super) struct DualizedRow {
    /// Which constraint, with its right side.
    pub(super) kind: RowKind,
    /// Line and coefficient. Empty for caps, whose terms are piecewise linear.
    pub(super) lines: Vec<(u32, i64)>,
    /// The largest coefficient.
    pub(super) unit: i64,
    /// The largest absolute price: with larger ones, sums could leave 128 bits.
    pub(super) price_limit: i128,
}

/// The constraint that a row dualizes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RowKind {
    /// `Σ lines = column`.
    Sum { column: usize },
    /// `low ≤ Σ coefficient × line ≤ high`, each side optional.
    Share { low: Option<i64>, high: Option<i64> },
    /// `Σ terms ≤ most` of the cap with this number.
    Cap { number: usize },
}

/// A term of a dualized cap, as part of the subproblem of its column.
#[derive(Clone, Copy, Debug)]
struct PricedTerm {
    row: usize,
    base: i64,
    function: TermFunction,
}

/// The solution of the subproblem of a line.
#[derive(Clone, Copy, Debug)]
pub(super) struct SubproblemSolution {
    /// The minimum, times the scale.
    pub(super) value: i128,
    /// The amount in cents where it is attained.
    pub(super) amount: i64,
    /// The minimizer of the continuous subproblem on the same piece, in fixed point.
    pub(super) fixed_point: i128,
    /// Whether that minimizer is inside its piece, so that it depends continuously on the prices.
    pub(super) is_interior: bool,
}

/// The Lagrangian dual of a model and a cost.
pub(super) struct LagrangianDual<'a> {
    pub(super) model: &'a Model,
    pub(super) cost: SeparableCost<'a>,
    /// The denominator of prices and values; zero if costs are too large for prices.
    pub(super) scale: i128,
    pub(super) rows: Vec<DualizedRow>,
    /// The dualized cap terms on each column.
    priced_terms: Vec<Vec<PricedTerm>>,
    /// The number of line subproblems solved.
    subproblems: Cell<usize>,
    pub(super) meter: &'a Meter,
}

impl<'a> LagrangianDual<'a> {
    /// Dualizes the sums, shares and caps of a model, in this order.
    pub(super) fn new(model: &'a Model, cost: SeparableCost<'a>, meter: &'a Meter) -> LagrangianDual<'a> {
        let mut rows: Vec<DualizedRow> = Vec::new();
        for (number, sum) in model.sums.iter().enumerate() {
            let kind = RowKind::Sum { column: model.lines + number };
            rows.push(DualizedRow {
                kind,
                lines: sum.iter().map(|line| (*line, 1)).collect(),
                unit: 1,
                price_limit: 0,
            });
        }
        for share in &model.shares {
            let RatioBound { numerator: whole_unit, denominator: part_unit, least: low, most: high } =
                share.ratio;
            let mut lines: Vec<(u32, i64)> = Vec::new();
            let mut add = |column: usize, coefficient: i64| match column.checked_sub(model.lines) {
                None => lines.push((u32::try_from(column).unwrap_or(u32::MAX), coefficient)),
                Some(sum) => lines.extend(model.sums[sum].iter().map(|line| (*line, coefficient))),
            };
            add(share.part, part_unit);
            add(share.whole, -whole_unit);
            lines.sort_unstable();
            let mut merged: Vec<(u32, i64)> = Vec::with_capacity(lines.len());
            for (line, coefficient) in lines {
                match merged.last_mut() {
                    Some(last) if last.0 == line => last.1 += coefficient,
                    _ => merged.push((line, coefficient)),
                }
            }
            let unit = part_unit.max(whole_unit);
            rows.push(DualizedRow {
                kind: RowKind::Share { low, high },
                lines: merged,
                unit,
                price_limit: 0,
            });
        }
        let mut priced_terms: Vec<Vec<PricedTerm>> = vec![Vec::new(); model.columns()];
        for (number, cap) in model.caps.iter().enumerate() {
            for term in &cap.terms {
                priced_terms[term.column].push(PricedTerm {
                    row: rows.len(),
                    base: term.base,
                    function: term.function,
                });
            }
            rows.push(DualizedRow {
                kind: RowKind::Cap { number },
                lines: Vec::new(),
                unit: 1,
                price_limit: 0,
            });
        }
        let mut dual =
            LagrangianDual { model, cost, scale: 0, rows, priced_terms, subproblems: Cell::new(0), meter };
        dual.choose_scale();
        dual
    }

    /// Chooses the scale and the price limits: scaled costs stay below 2^108 and priced terms below 2^116, so that sums stay within
    /// 128 bits.
    fn choose_scale(&mut self) {
        let bounds = &self.model.bounds;
        let costs = (0..self.model.lines)
            .map(|line| self.cost.max_of_line(line, bounds.low[line], bounds.high[line]));
        let bits = 128 - costs.fold(0i128, i128::saturating_add).leading_zeros();
        self.scale = if bits > 108 { 0 } else { 1 << (108 - bits).min(40) };
        let rows = self.rows.len() as i128;
        let bases = self.model.caps.iter().flat_map(|cap| &cap.terms).map(|term| term.base);
        let largest = bases.fold(bounds.high[self.model.lines], i64::max);
        let room = (1i128 << 115) / (i128::from(largest) + 1) / (self.model.lines as i128 * (rows + 1));
        self.rows.iter_mut().for_each(|row| row.price_limit = room / i128::from(row.unit));
    }

    /// Whether there is a scale: costs of more than 108 bits leave no room for prices.
    pub(super) fn is_usable(&self) -> bool {
        self.scale > 0
    }

    /// The number of line subproblems solved so far.
    pub(super) fn subproblems_solved(&self) -> usize {
        self.subproblems.get()
    }

    /// The linear coefficient of each line: `Σ price × coefficient` over the rows that are linear.
    pub(super) fn slopes(&self, prices: &[i128]) -> Vec<i128> {
        let mut slopes = vec![0; self.model.lines];
        for (row, price) in self.rows.iter().zip(prices).filter(|(_, price)| **price != 0) {
            row.lines.iter().for_each(|(line, coefficient)| {
                slopes[*line as usize] += price * i128::from(*coefficient);
            });
        }
        slopes
    }

    /// Minimizes `scale × cost + slope × amount + priced terms` over the amounts of one line within its bounds that are multiples of
    /// its step. With a scale of zero, the cost does not count.
    pub(super) fn solve_line(
        &self,
        line: usize,
        slope: i128,
        prices: &[i128],
        bounds: &Bounds,
        scale: i128,
    ) -> SubproblemSolution {
        self.subproblems.set(self.subproblems.get() + 1);
        let (step, wish) = (self.model.steps[line], self.cost.wish[line]);
        let weight = i128::from(self.cost.weights[line]) * scale;
        let priced_terms = &self.priced_terms[line];
        let mut best: Option<SubproblemSolution> = None;
        let mut piece = |from: i64, to: i64| {
            // On one piece the function is a parabola, or linear where the scale is zero.
            let side = if from >= wish { 1 } else { -1 };
            let mut linear = slope + weight * self.cost.l1_coefficient * side;
            for term in priced_terms {
                linear += prices[term.row] * term_slope(term.function, from >= term.base);
            }
            let (low, high) = (i128::from(from), i128::from(to));
            let (floor, rest) = match 2 * weight {
                0 if linear > 0 => (low, 0),
                0 => (high, 0),
                curvature => {
                    let (floor, rest) = divide_fixed_point(-linear, curvature);
                    (i128::from(wish) + floor, rest)
                }
            };
            let is_inside = weight > 0 && (low..high).contains(&floor);
            let vertex = if is_inside {
                floor * FIXED_POINT_SCALE + rest
            } else {
                floor.clamp(low, high) * FIXED_POINT_SCALE
            };
            let floor = i64::try_from(floor.clamp(low, high)).unwrap_or(from);
            let multiple = floor - if step == 1 { 0 } else { floor.rem_euclid(step) };
            let (least, most) = match step {
                1 => (from, to),
                step => (from + (-from).rem_euclid(step), to.div_euclid(step) * step),
            };
            if least > most {
                return;
            }
            for amount in [multiple, multiple + step] {
                let amount = amount.clamp(least, most);
                let change = i128::from(amount) - i128::from(wish);
                let own = weight * (self.cost.l1_coefficient * change.abs() + change * change);
                let priced =
                    priced_terms.iter().map(|term| prices[term.row] * term_value(term, amount)).sum::<i128>();
                let value = own + slope * i128::from(amount) + priced;
                if best.is_none_or(|best| value < best.value) {
                    best = Some(SubproblemSolution {
                        value,
                        amount,
                        fixed_point: vertex,
                        is_interior: is_inside,
                    });
                }
            }
        };
        self.for_each_smooth_piece(line, bounds, &mut piece);
        // Without a multiple of the step within the bounds the subproblem is infeasible.
        best.unwrap_or(SubproblemSolution {
            value: i128::MAX / 4,
            amount: bounds.low[line],
            fixed_point: i128::from(bounds.low[line]) * FIXED_POINT_SCALE,
            is_interior: false,
        })
    }

    /// Visits the pieces of a line's interval on which its function is smooth: between the wish and the bases of its terms.
    fn for_each_smooth_piece(&self, line: usize, bounds: &Bounds, piece: &mut impl FnMut(i64, i64)) {
        let (low, high, wish) = (bounds.low[line], bounds.high[line], self.cost.wish[line]);
        let priced_terms = &self.priced_terms[line];
        if priced_terms.is_empty() {
            let is_cut = self.cost.l1_coefficient > 0 && low < wish && wish < high;
            piece(low, if is_cut { wish } else { high });
            if is_cut {
                piece(wish, high);
            }
            return;
        }
        let mut corners: Vec<i64> = priced_terms.iter().map(|term| term.base).chain([wish]).collect();
        corners.sort_unstable();
        let mut from = low;
        for corner in corners.into_iter().filter(|corner| (low..high).contains(corner)) {
            if corner > from {
                piece(from, corner);
                from = corner;
            }
        }
        piece(from, high);
    }

    /// Minimizes the priced terms of a sum less `price × amount` within its bounds: the minimum and its amount. Of equal minima,
    /// `preferred` is taken.
    pub(super) fn solve_sum(
        &self,
        column: usize,
        price: i128,
        preferred: i64,
        prices: &[i128],
        bounds: &Bounds,
    ) -> (i128, i64) {
        let (low, high) = (bounds.low[column], bounds.high[column]);
        let priced_terms = &self.priced_terms[column];
        let corners = priced_terms.iter().map(|term| term.base.clamp(low, high));
        let value = |amount: i64| {
            priced_terms.iter().map(|term| prices[term.row] * term_value(term, amount)).sum::<i128>()
                - price * i128::from(amount)
        };
        let mut best = (value(preferred.clamp(low, high)), preferred.clamp(low, high));
        for amount in corners.chain([low, high]) {
            let value = value(amount);
            if value < best.0 {
                best = (value, amount);
            }
        }
        best
    }

    /// The sum of the terms of a cap, in fixed point.
    pub(super) fn cap_total(&self, number: usize, amount: impl Fn(usize) -> i128) -> i128 {
        let cap = &self.model.caps[number];
        let values = cap.terms.iter().map(|term| {
            let change = amount(term.column) - i128::from(term.base) * FIXED_POINT_SCALE;
            match term.function {
                TermFunction::PositivePart => change.max(0),
                TermFunction::Identity => change,
                TermFunction::NegativePart => change.min(0),
            }
        });
        values.sum()
    }

    /// The derivative of each term of a cap at the amounts of the columns, in fixed point: column and slope.
    pub(super) fn cap_slopes(&self, number: usize, amount: impl Fn(usize) -> i128) -> Vec<(usize, i64)> {
        let terms = self.model.caps[number].terms.iter();
        let slope = |base: i64, function: TermFunction, amount: i128| match function {
            TermFunction::PositivePart => i64::from(amount > i128::from(base) * FIXED_POINT_SCALE),
            TermFunction::Identity => 1,
            TermFunction::NegativePart => i64::from(amount < i128::from(base) * FIXED_POINT_SCALE),
        };
        terms.map(|term| (term.column, slope(term.base, term.function, amount(term.column)))).collect()
    }
}

/// Floor division: the quotient, and the remainder over the divisor in fixed point.
fn divide_fixed_point(number: i128, by: i128) -> (i128, i128) {
    // A weight that is a power of two makes the divisor one.
    if by.count_ones() == 1 {
        let bits = by.trailing_zeros();
        return (number >> bits, ((number & (by - 1)) * FIXED_POINT_SCALE) >> bits);
    }
    (number.div_euclid(by), number.rem_euclid(by) * FIXED_POINT_SCALE / by)
}

/// The value of a term at an amount.
fn term_value(term: &PricedTerm, amount: i64) -> i128 {
    let change = i128::from(amount) - i128::from(term.base);
    match term.function {
        TermFunction::PositivePart => change.max(0),
        TermFunction::Identity => change,
        TermFunction::NegativePart => change.min(0),
    }
}

/// The slope of a term on one side of its base.
fn term_slope(function: TermFunction, is_above: bool) -> i128 {
    match function {
        TermFunction::PositivePart => i128::from(is_above),
        TermFunction::Identity => 1,
        TermFunction::NegativePart => i128::from(!is_above),
    }
}

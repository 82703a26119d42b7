//! Dual ascent: prices improved by Newton steps on all rows at once, and by coordinate ascent where these do not help.

use super::constraint_model::Bounds;
use super::lagrangian::{LagrangianDual, RowKind, SubproblemSolution};
use super::newton::{FIXED_POINT_SCALE, solve_symmetric};

/// The Lagrangian function at a vector of prices.
#[derive(Clone, Debug)]
pub(super) struct LagrangianEvaluation {
    /// The sum of the subproblems: a lower bound on the cost of every feasible allocation within the bounds, times the scale.
    pub(super) value: i128,
    /// The amounts of all columns that solve the subproblems.
    pub amounts: Vec<i64>,
    /// The solutions of the line subproblems.
    solutions: Vec<SubproblemSolution>,
    /// A subgradient of the dual function: the residual of each row, in fixed point.
    subgradient: Vec<i128>,
}

/// The units of work of one subproblem.
const SUBPROBLEM_WORK: usize = 8;

/// The most halvings of a Newton step.
const MOST_HALVINGS: u32 = 8;

/// Coordinate ascent is used for least squares only in an ascent of at least this many rounds.
const COORDINATE_ROUNDS: usize = 32;

/// Up to this L1 coefficient the squares matter about as much as movement: their slope is this where a change is half of it.
const MOST_SLOPE: i128 = 1 << 20;

/// The most doublings of the length in a ray search.
const MOST_DOUBLINGS: u32 = 90;

impl LagrangianDual<'_> {
    /// The lower bound on the cost in whole numbers.
    pub(super) fn bound(&self, evaluation: &LagrangianEvaluation) -> i128 {
        -(-evaluation.value).div_euclid(self.scale)
    }

    /// Solves all subproblems at the prices.
    pub(super) fn evaluate(&self, prices: &[i128], bounds: &Bounds) -> LagrangianEvaluation {
        self.evaluate_scaled(prices, bounds, self.scale)
    }

    /// Whether the prices are a certificate of infeasibility: with a cost of zero, their bound is positive.
    pub(super) fn proves_infeasible(&self, prices: &[i128], bounds: &Bounds) -> bool {
        self.evaluate_scaled(prices, bounds, 0).value > 0
    }

    fn evaluate_scaled(&self, prices: &[i128], bounds: &Bounds, scale: i128) -> LagrangianEvaluation {
        self.meter.spend(SUBPROBLEM_WORK * self.model.size());
        let slopes = self.slopes(prices);
        let lines = self.model.lines;
        let solutions: Vec<SubproblemSolution> =
            (0..lines).map(|line| self.solve_line(line, slopes[line], prices, bounds, scale)).collect();
        let mut value: i128 = solutions.iter().map(|solution| solution.value).sum();
        let mut amounts: Vec<i64> = solutions.iter().map(|solution| solution.amount).collect();
        let mut subgradient = Vec::with_capacity(self.rows.len());
        for (row, price) in self.rows.iter().zip(prices) {
            let sum: i128 = row
                .lines
                .iter()
                .map(|(line, coefficient)| solutions[*line as usize].fixed_point * i128::from(*coefficient))
                .sum();
            match row.kind {
                RowKind::Sum { column } => {
                    let preferred = i64::try_from(sum.div_euclid(FIXED_POINT_SCALE)).unwrap_or(0);
                    let (own, amount) = self.solve_sum(column, *price, preferred, prices, bounds);
                    value += own;
                    amounts.push(amount);
                    let inside = *price == 0
                        && amount == preferred
                        && sum.rem_euclid(FIXED_POINT_SCALE) > 0
                        && preferred < bounds.high[column];
                    subgradient.push(if inside { 0 } else { sum - i128::from(amount) * FIXED_POINT_SCALE });
                }
                RowKind::Share { low, high } => {
                    let (residual, side) = share_subgradient(sum, low, high, *price);
                    value -= price * side;
                    subgradient.push(residual);
                }
                RowKind::Cap { number } => {
                    let amount = |column: usize| match solutions.get(column) {
                        Some(solution) => solution.fixed_point,
                        None => i128::from(amounts[column]) * FIXED_POINT_SCALE,
                    };
                    let most = i128::from(self.model.caps[number].most);
                    let residual = self.cap_total(number, amount) - most * FIXED_POINT_SCALE;
                    value -= price * most;
                    subgradient.push(if *price == 0 { residual.max(0) } else { residual });
                }
            }
        }
        LagrangianEvaluation { value, amounts, solutions, subgradient }
    }

    /// Penalty continuation: prices for least squares first, then for an L1 coefficient that doubles up to its value.
    pub(super) fn penalty_continuation(&mut self, prices: &mut Vec<i128>, bounds: &Bounds, rounds: usize) {
        let l1_coefficient = self.cost.l1_coefficient;
        let mut coefficient_now: i128 = 0;
        while coefficient_now < l1_coefficient && !self.meter.is_over() {
            self.cost.l1_coefficient = coefficient_now;
            self.ascend(prices, bounds, i128::MAX, rounds);
            // Once movement dominates squares, prices grow in proportion to its coefficient.
            if coefficient_now > MOST_SLOPE {
                let doubled = |row: usize| self.project_price(row, prices[row], prices[row] * 2);
                *prices = (0..prices.len()).map(doubled).collect();
            }
            coefficient_now = (coefficient_now * 2).max(1);
        }
        self.cost.l1_coefficient = l1_coefficient;
    }

    /// Improves prices for a number of rounds, or until their bound reaches the cutoff.
    pub(super) fn ascend(
        &self,
        prices: &mut Vec<i128>,
        bounds: &Bounds,
        cutoff: i128,
        rounds: usize,
    ) -> LagrangianEvaluation {
        let mut evaluation = self.evaluate(prices, bounds);
        for _ in 0..rounds {
            if self.bound(&evaluation) >= cutoff || self.meter.is_over() {
                break;
            }
            let mut stepped = None;
            if let Some((steps, rays)) = self.newton_step(prices, &evaluation) {
                stepped = self.line_search(prices, &steps, bounds, &evaluation);
                // Newton steps do not see kinks: the wish under an L1 cost, and the ends of intervals.
                for ray in rays {
                    let further =
                        self.ray_search(prices, &ray, bounds, stepped.as_ref().unwrap_or(&evaluation));
                    stepped = further.or(stepped);
                }
            }
            let next = match stepped {
                Some(next) if next.value - evaluation.value > self.scale / 4 => Some(next),
                // Below the root, prices start close to optimal, and coordinate ascent is expensive.
                _ if rounds < COORDINATE_ROUNDS && self.cost.l1_coefficient == 0 => None,
                _ => self.coordinate_ascent(prices, bounds, &evaluation),
            };
            match next {
                Some(next) => evaluation = next,
                None => break,
            }
        }
        evaluation
    }

    /// The Newton step on the active rows (with a residual or a price), and the rays along which all but one active row keep their
    /// residuals. Rays lead on where the dual function is piecewise linear, as simplex steps do.
    fn newton_step(
        &self,
        prices: &[i128],
        evaluation: &LagrangianEvaluation,
    ) -> Option<(Vec<i128>, Vec<Vec<i128>>)> {
        let active: Vec<usize> = (0..self.rows.len())
            .filter(|row| prices[*row] != 0 || evaluation.subgradient[*row] != 0)
            .collect();
        if active.is_empty()
            || !self
                .meter
                .spend(active.len().saturating_pow(2).saturating_mul(active.len() + self.model.lines))
        {
            return None;
        }
        // For each line, its active rows with the coefficients over the row's unit, in fixed point.
        let mut entries: Vec<Vec<(usize, i128)>> = vec![Vec::new(); self.model.lines];
        for (position, number) in active.iter().enumerate() {
            let row = &self.rows[*number];
            for (line, coefficient) in &row.lines {
                let share = i128::from(*coefficient) * FIXED_POINT_SCALE / i128::from(row.unit);
                entries[*line as usize].push((position, share));
            }
            if let RowKind::Cap { number } = row.kind {
                let amount = |column: usize| match evaluation.solutions.get(column) {
                    Some(solution) => solution.fixed_point,
                    None => i128::from(evaluation.amounts[column]) * FIXED_POINT_SCALE,
                };
                for (column, slope) in
                    self.cap_slopes(number, amount).into_iter().filter(|(_, slope)| *slope != 0)
                {
                    if let Some(entries) = entries.get_mut(column) {
                        entries.push((position, i128::from(slope) * FIXED_POINT_SCALE));
                    }
                }
            }
        }
        let mut matrix = vec![vec![0i128; active.len()]; active.len()];
        for (line, entries) in
            entries.iter().enumerate().filter(|(line, _)| evaluation.solutions[*line].is_interior)
        {
            let weight = 2 * i128::from(self.cost.weights[line]);
            for (a, first) in entries {
                for (b, second) in entries {
                    matrix[*a][*b] += first * second / weight;
                }
            }
        }
        let right_side = active
            .iter()
            .map(|row| evaluation.subgradient[*row] / i128::from(self.rows[*row].unit))
            .collect();
        let solved = solve_symmetric(matrix, right_side)?;
        let in_rows = |solved: Vec<i128>| -> Option<Vec<i128>> {
            let mut steps = vec![0; self.rows.len()];
            for (row, step) in active.iter().zip(solved) {
                steps[*row] =
                    step.checked_mul(self.scale)? / FIXED_POINT_SCALE / i128::from(self.rows[*row].unit);
            }
            Some(steps)
        };
        let rays = solved.rays.into_iter().map(in_rows).collect::<Option<Vec<Vec<i128>>>>()?;
        Some((in_rows(solved.steps)?, rays))
    }

    /// Line search along a ray: the length doubles while the bound rises, then changes by steps that are halved.
    fn ray_search(
        &self,
        prices: &mut Vec<i128>,
        ray: &[i128],
        bounds: &Bounds,
        evaluation: &LagrangianEvaluation,
    ) -> Option<LagrangianEvaluation> {
        let at = |length: i128| -> (Vec<i128>, LagrangianEvaluation) {
            let moved = |row: usize| prices[row].saturating_add(ray[row].saturating_mul(length));
            let trial: Vec<i128> =
                (0..self.rows.len()).map(|row| self.project_price(row, prices[row], moved(row))).collect();
            let evaluation = self.evaluate(&trial, bounds);
            (trial, evaluation)
        };
        let mut length = 1;
        let mut best: Option<(i128, Vec<i128>, LagrangianEvaluation)> = None;
        for _ in 0..MOST_DOUBLINGS {
            let (trial, next) = at(length);
            // Prices at their limit no longer follow the ray.
            let is_projected =
                trial.iter().zip(&self.rows).any(|(price, row)| price.abs() >= row.price_limit);
            if is_projected || next.value <= best.as_ref().map_or(evaluation.value, |(_, _, best)| best.value)
            {
                break;
            }
            best = Some((length, trial, next));
            length *= 2;
        }
        let (mut kept, mut trial, mut next) = best?;
        let mut part = kept / 2;
        while part > kept / 1_024 {
            for length in [kept - part, kept + part] {
                let (other_trial, other) = at(length);
                if other.value > next.value {
                    (kept, trial, next) = (length, other_trial, other);
                    break;
                }
            }
            part /= 2;
        }
        *prices = trial;
        Some(next)
    }

    /// Line search along a Newton step, which is halved until the bound no longer rises.
    fn line_search(
        &self,
        prices: &mut Vec<i128>,
        steps: &[i128],
        bounds: &Bounds,
        evaluation: &LagrangianEvaluation,
    ) -> Option<LagrangianEvaluation> {
        let mut best: Option<(Vec<i128>, LagrangianEvaluation)> = None;
        for halving in 0..MOST_HALVINGS {
            let trial: Vec<i128> = (0..self.rows.len())
                .map(|row| self.project_price(row, prices[row], prices[row] + (steps[row] >> halving)))
                .collect();
            let next = self.evaluate(&trial, bounds);
            let least = best.as_ref().map_or(evaluation.value, |(_, best)| best.value);
            if next.value > least {
                best = Some((trial, next));
            } else if best.is_some() {
                break;
            }
        }
        let (trial, next) = best?;
        *prices = trial;
        Some(next)
    }

    /// Projects a price on the sign and the limit that its row admits. A price that would change its sign becomes zero first.
    fn project_price(&self, row: usize, before: i128, price: i128) -> i128 {
        let most = self.rows[row].price_limit;
        let (low, high) = match self.rows[row].kind {
            RowKind::Sum { .. } => (-most, most),
            RowKind::Share { low, high } => {
                (if low.is_some() { -most } else { 0 }, if high.is_some() { most } else { 0 })
            }
            RowKind::Cap { .. } => (0, most),
        };
        let price = price.clamp(low, high);
        let is_equation = row == 0;
        if !is_equation && before.signum() * price.signum() < 0 { 0 } else { price }
    }

    /// One pass of coordinate ascent over the rows with a residual or a price.
    fn coordinate_ascent(
        &self,
        prices: &mut Vec<i128>,
        bounds: &Bounds,
        evaluation: &LagrangianEvaluation,
    ) -> Option<LagrangianEvaluation> {
        let mut trial = prices.clone();
        for row in 0..self.rows.len() {
            if !self.meter.is_over() && (evaluation.subgradient[row] != 0 || trial[row] != 0) {
                self.coordinate_step(row, &mut trial, bounds);
            }
        }
        let next = self.evaluate(&trial, bounds);
        if next.value - evaluation.value <= self.scale / 4 {
            return None;
        }
        *prices = trial;
        Some(next)
    }

    /// The best price of one row, all others fixed: the stride grows until the derivative changes its sign, then bisection.
    fn coordinate_step(&self, row: usize, prices: &mut [i128], bounds: &Bounds) {
        let most = self.rows[row].price_limit;
        let (floor, ceiling) = (self.project_price(row, 0, -most), self.project_price(row, 0, most));
        let start = prices[row];
        let mut slopes = self.slopes(prices);
        for (line, coefficient) in &self.rows[row].lines {
            slopes[*line as usize] -= start * i128::from(*coefficient);
        }
        let mut derivative = |price: i128| {
            prices[row] = price;
            self.partial_derivative(row, prices, &slopes, bounds)
        };
        let sign = derivative(start).signum();
        if sign == 0 {
            return;
        }
        let (mut kept, mut stride) = (start, self.scale.max(1));
        let mut past = loop {
            let next = (start + sign * stride).clamp(floor, ceiling);
            if next == kept {
                break kept;
            }
            if derivative(next).signum() != sign {
                break next;
            }
            kept = next;
            stride = stride.saturating_mul(4);
        };
        while (past - kept).abs() > 1 {
            let middle = kept + (past - kept) / 2;
            if derivative(middle).signum() == sign { kept = middle } else { past = middle }
        }
        prices[row] = past;
    }

    /// The derivative of the dual function by one price, in cents: non-increasing in that price.
    fn partial_derivative(&self, row: usize, prices: &[i128], slopes: &[i128], bounds: &Bounds) -> i128 {
        self.meter.spend(SUBPROBLEM_WORK * (self.rows[row].lines.len() + 1));
        let price = prices[row];
        let solution =
            |line: usize, slope: i128| self.solve_line(line, slope, prices, bounds, self.scale).amount;
        match self.rows[row].kind {
            RowKind::Cap { number } => {
                let cap = &self.model.caps[number];
                let values = cap.terms.iter().map(|term| {
                    let amount = match slopes.get(term.column) {
                        Some(slope) => solution(term.column, *slope),
                        None => {
                            let sum = term.column - self.model.lines;
                            self.solve_sum(term.column, prices[sum], 0, prices, bounds).1
                        }
                    };
                    i128::from(term.value(amount))
                });
                let residual = values.sum::<i128>() - i128::from(cap.most);
                if price == 0 { residual.max(0) } else { residual }
            }
            kind => {
                let amount: i128 = self.rows[row]
                    .lines
                    .iter()
                    .map(|(line, coefficient)| {
                        let coefficient = i128::from(*coefficient);
                        let slope = slopes[*line as usize] + price * coefficient;
                        i128::from(solution(*line as usize, slope)) * coefficient
                    })
                    .sum();
                match kind {
                    RowKind::Share { low, high } => {
                        share_subgradient(amount * FIXED_POINT_SCALE, low, high, price).0
                    }
                    RowKind::Sum { column } => {
                        let preferred = i64::try_from(amount).unwrap_or(0);
                        amount - i128::from(self.solve_sum(column, price, preferred, prices, bounds).1)
                    }
                    RowKind::Cap { .. } => 0,
                }
            }
        }
    }
}

/// The residual of a share's row, and the side that its price multiplies.
fn share_subgradient(sum: i128, low: Option<i64>, high: Option<i64>, price: i128) -> (i128, i128) {
    let above = high.map(|high| sum - i128::from(high) * FIXED_POINT_SCALE);
    let below = low.map(|low| sum - i128::from(low) * FIXED_POINT_SCALE);
    match price.signum() {
        1 => (above.unwrap_or(0), high.unwrap_or(0).into()),
        -1 => (below.unwrap_or(0), low.unwrap_or(0).into()),
        _ => (
            above.filter(|residual| *residual > 0).or(below.filter(|residual| *residual < 0)).unwrap_or(0),
            0,
        ),
    }
}

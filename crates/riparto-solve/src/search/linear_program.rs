//! `LinearProgram`: a linear cost minimized over linear constraints and bounds, exactly, by the dual simplex method.
//!
//! Lemke, *The dual method of solving the linear programming problem*, 1954, with bounded variables. Each row of the tableau has
//! integer coefficients over a common denominator, reduced after each elimination. Costs are not negative, so the basis of
//! surplus variables is dual feasible and no first phase is needed. The cost of the basis is non-decreasing over the iterations,
//! and each is a lower bound on the optimum. Where a number would leave 128 bits or the budget ends, the status is
//! `LimitReached`.

use crate::gcd::gcd;
use crate::meter::Meter;

/// `Σ coefficient × column ≥ least`, or `= least` for an equation.
#[derive(Clone, Debug)]
pub struct LinearConstraint {
    /// Column and coefficient; a column may occur more than once.
    pub terms: Vec<(usize, i64)>,
    /// The right side.
    pub least: i128,
    /// Whether the sum must equal the right side.
    pub is_equation: bool,
}

/// How an optimization ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LpStatus {
    /// The basis is optimal.
    Optimal,
    /// No values are feasible, or none that cost less than the cutoff.
    InfeasibleOrCutoff,
    /// The budget ended, or a number left 128 bits.
    LimitReached,
}

/// A basic variable in terms of the nonbasic ones: `denominator × variable = constant − Σ coefficients × nonbasic`.
#[derive(Clone, Debug)]
struct TableauRow {
    denominator: i128,
    constant: i128,
    coefficients: Vec<i128>,
}

/// A linear program and its present basis. Variables are the columns, then one surplus variable for each constraint.
#[derive(Clone, Debug)]
pub struct LinearProgram {
    columns: usize,
    low: Vec<i128>,
    high: Vec<i128>,
    /// The basic variable of each row.
    basic: Vec<usize>,
    rows: Vec<TableauRow>,
    cost: TableauRow,
    /// The nonbasic variable of each coefficient of a row, and whether it is at its upper bound.
    nonbasic: Vec<(usize, bool)>,
    /// Whether a number left 128 bits within a pivot: then the tableau is partly updated and its values are meaningless.
    is_corrupt: bool,
}

/// As an upper bound of a variable: none. As a cutoff: none.
pub const UNBOUNDED: i128 = i128::MAX;

/// Iterations after which Bland's rule chooses the leaving variable, so that no basis repeats.
const BLAND_AFTER: usize = 2_048;

impl LinearProgram {
    /// A program with a column for each cost. Columns are at least zero and so are costs.
    pub fn new(costs: &[i64], rows: &[LinearConstraint]) -> LinearProgram {
        let columns = costs.len();
        let variables = columns + rows.len();
        let mut high = vec![UNBOUNDED; variables];
        let mut tableau = Vec::with_capacity(rows.len());
        for (number, row) in rows.iter().enumerate() {
            let mut coefficients = vec![0; columns];
            row.terms
                .iter()
                .for_each(|(column, coefficient)| coefficients[*column] -= i128::from(*coefficient));
            tableau.push(TableauRow { denominator: 1, constant: -row.least, coefficients });
            if row.is_equation {
                high[columns + number] = 0;
            }
        }
        let cost = costs.iter().map(|cost| -i128::from(*cost)).collect();
        LinearProgram {
            columns,
            low: vec![0; variables],
            high,
            basic: (columns..variables).collect(),
            rows: tableau,
            cost: TableauRow { denominator: 1, constant: 0, coefficients: cost },
            nonbasic: (0..columns).map(|column| (column, false)).collect(),
            is_corrupt: false,
        }
    }

    /// The number of entries of the tableau.
    pub fn tableau_size(&self) -> usize {
        (self.rows.len() + 1) * self.columns
    }

    /// The surplus variable of a constraint: by how much its terms exceed the right side.
    pub fn surplus(&self, row: usize) -> usize {
        self.columns + row
    }

    /// Intersects the bounds of a variable with an interval. The basis stays dual feasible.
    pub fn tighten(&mut self, variable: usize, low: i128, high: i128) {
        self.low[variable] = self.low[variable].max(low);
        self.high[variable] = self.high[variable].min(high);
        if self.low[variable] == self.high[variable] {
            let fixed = self.nonbasic.iter_mut().filter(|(other, _)| *other == variable);
            fixed.for_each(|(_, is_high)| *is_high = false);
        }
    }

    /// Whether values, binding variables and the lower bound can be read from the basis.
    pub fn is_sound(&self) -> bool {
        !self.is_corrupt
    }

    /// Iterates until the basis is optimal or its cost reaches the cutoff. Budget and meter count tableau entries.
    pub fn solve(&mut self, cutoff: i128, (budget, meter): (&mut usize, &Meter)) -> LpStatus {
        if self.low.iter().zip(&self.high).any(|(low, high)| low > high) {
            return LpStatus::InfeasibleOrCutoff;
        }
        for iteration in 0_usize.. {
            let work = self.tableau_size();
            if *budget < work || !meter.spend(work) {
                return LpStatus::LimitReached;
            }
            *budget -= work;
            match self.iterate(cutoff, iteration >= BLAND_AFTER) {
                Some(None) => {}
                Some(Some(status)) => return status,
                None => {
                    self.is_corrupt = true;
                    return LpStatus::LimitReached;
                }
            }
        }
        LpStatus::LimitReached
    }

    /// One iteration of the dual simplex: the status if there is no pivot to make. The outer `None` says that a number is too large.
    ///
    /// The leaving variable is the basic one with the largest violation of its bounds, of equal ones the first variable.
    fn iterate(&mut self, cutoff: i128, uses_bland: bool) -> Option<Option<LpStatus>> {
        if self.lower_bound()? >= cutoff {
            return Some(Some(LpStatus::InfeasibleOrCutoff));
        }
        let values = self.nonbasic_values();
        let mut leaving: Option<(i128, usize, bool)> = None;
        for (row, variable) in self.basic.iter().enumerate() {
            let tableau_row = &self.rows[row];
            let value = tableau_row.scaled_value(&values)?;
            let (low, high) = (self.low[*variable], self.high[*variable]);
            let below = low.checked_mul(tableau_row.denominator)?.checked_sub(value)?;
            let above = if high == UNBOUNDED {
                0
            } else {
                value.checked_sub(high.checked_mul(tableau_row.denominator)?)?
            };
            let violation = below.max(above);
            if violation > 0 {
                let violation = if uses_bland { 0 } else { violation / tableau_row.denominator };
                let is_better = |(most, known, _): (i128, usize, bool)| {
                    violation > most || (violation == most && *variable < self.basic[known])
                };
                if leaving.is_none_or(is_better) {
                    leaving = Some((violation, row, below > 0));
                }
            }
        }
        let Some((_, row, is_below)) = leaving else { return Some(Some(LpStatus::Optimal)) };
        let Some(position) = self.ratio_test(row, is_below)? else {
            return Some(Some(LpStatus::InfeasibleOrCutoff));
        };
        self.pivot(row, position, !is_below)?;
        Some(None)
    }

    /// The nonbasic variables that are not at zero: position and value.
    fn nonbasic_values(&self) -> Vec<(usize, i128)> {
        let at = |(variable, is_high): &(usize, bool)| {
            if *is_high { self.high[*variable] } else { self.low[*variable] }
        };
        self.nonbasic.iter().map(at).enumerate().filter(|(_, at)| *at != 0).collect()
    }

    /// The cost of the basis rounded up: a lower bound on the cost of all feasible integer values. `None` if it is too large.
    pub fn lower_bound(&self) -> Option<i128> {
        Some(-(-self.cost.scaled_value(&self.nonbasic_values())?).div_euclid(self.cost.denominator))
    }

    /// The dual ratio test: the position of the entering variable, that of the least reduced cost for each unit that the row gains.
    /// The inner `None` says that the row, and so the program, is infeasible.
    fn ratio_test(&self, row: usize, is_below: bool) -> Option<Option<usize>> {
        let mut best: Option<(i128, i128, usize)> = None;
        for (position, (variable, is_high)) in self.nonbasic.iter().enumerate() {
            let number = self.rows[row].coefficients[position];
            let helps = if is_below == *is_high { number > 0 } else { number < 0 };
            if !helps || self.low[*variable] == self.high[*variable] {
                continue;
            }
            let (cost, gain) = (self.cost.coefficients[position].abs(), number.abs());
            let is_better = match best {
                None => true,
                Some((known_cost, known_gain, known)) => {
                    let (here, there) = (cost.checked_mul(known_gain)?, known_cost.checked_mul(gain)?);
                    here < there || (here == there && *variable < self.nonbasic[known].0)
                }
            };
            if is_better {
                best = Some((cost, gain, position));
            }
        }
        Some(best.map(|(_, _, position)| position))
    }

    /// Exchanges the basic variable of a row with a nonbasic one; the leaving variable goes to its lower or upper bound.
    fn pivot(&mut self, row: usize, position: usize, is_high: bool) -> Option<()> {
        let mut pivot_row = std::mem::replace(
            &mut self.rows[row],
            TableauRow { denominator: 1, constant: 0, coefficients: Vec::new() },
        );
        let sign = pivot_row.coefficients[position].signum();
        let denominator = pivot_row.coefficients[position] * sign;
        pivot_row.coefficients[position] = pivot_row.denominator;
        pivot_row.constant *= sign;
        pivot_row.coefficients.iter_mut().for_each(|number| *number *= sign);
        pivot_row.denominator = denominator;
        for other_row in self.rows.iter_mut().chain([&mut self.cost]) {
            if other_row.coefficients.get(position).is_some_and(|number| *number != 0) {
                other_row.eliminate(&pivot_row, position)?;
            }
        }
        self.rows[row] = pivot_row;
        let left = std::mem::replace(&mut self.basic[row], self.nonbasic[position].0);
        self.nonbasic[position] = (left, is_high && self.low[left] != self.high[left]);
        Some(())
    }

    /// The nonbasic variables with a reduced cost whose bound is binding: relaxing the upper bound of such a column, or such a
    /// constraint, lowers the cost. Ascending, so columns come first.
    pub fn binding(&self) -> Vec<usize> {
        let nonbasic = self.nonbasic.iter().zip(&self.cost.coefficients);
        // A column that is fixed at zero counts as one at its upper bound.
        let binds = |(variable, number): (usize, i128)| {
            if variable < self.columns { number > 0 } else { number != 0 }
        };
        let binding =
            nonbasic.map(|((variable, _), number)| (*variable, *number)).filter(|pair| binds(*pair));
        let mut binding: Vec<usize> = binding.map(|(variable, _)| variable).collect();
        binding.sort_unstable();
        binding
    }

    /// The value of a variable: numerator and positive denominator. `None` if it is too large.
    pub fn value(&self, variable: usize) -> Option<(i128, i128)> {
        match self.basic.iter().position(|basic| *basic == variable) {
            Some(row) => {
                Some((self.rows[row].scaled_value(&self.nonbasic_values())?, self.rows[row].denominator))
            }
            None => {
                let (_, is_high) = self.nonbasic.iter().find(|(other, _)| *other == variable)?;
                Some((if *is_high { self.high[variable] } else { self.low[variable] }, 1))
            }
        }
    }
}

impl TableauRow {
    /// The value of the basic variable times the denominator, given the nonbasic ones that are not at zero.
    fn scaled_value(&self, values: &[(usize, i128)]) -> Option<i128> {
        let mut value = self.constant;
        for (position, at) in values {
            value = value.checked_sub(self.coefficients[*position].checked_mul(*at)?)?;
        }
        Some(value)
    }

    /// Eliminates the entering variable by the pivot row, and divides the row by its common divisor.
    fn eliminate(&mut self, pivot_row: &TableauRow, position: usize) -> Option<()> {
        let by = std::mem::take(&mut self.coefficients[position]);
        // The common divisor of the two factors is divided out first.
        let common = common_divisor(by, pivot_row.denominator);
        let (by, times) = (by / common, pivot_row.denominator / common);
        let merge = |own: i128, of_pivot: i128| match (own, of_pivot) {
            (0, 0) => Some(0),
            (own, 0) => own.checked_mul(times),
            (own, of_pivot) => own.checked_mul(times)?.checked_sub(by.checked_mul(of_pivot)?),
        };
        self.constant = merge(self.constant, pivot_row.constant)?;
        for (own, of_pivot) in self.coefficients.iter_mut().zip(&pivot_row.coefficients) {
            *own = merge(*own, *of_pivot)?;
        }
        self.denominator = self.denominator.checked_mul(times)?;
        if self.denominator > 1 {
            let coefficients = self.coefficients.iter().chain([&self.constant]);
            let mut common = self.denominator;
            for number in coefficients.filter(|number| **number != 0) {
                common = common_divisor(common, *number);
                if common == 1 {
                    return Some(());
                }
            }
            self.denominator /= common;
            self.constant /= common;
            self.coefficients.iter_mut().for_each(|number| *number /= common);
        }
        Some(())
    }
}

/// The greatest common divisor, whatever the signs, where the second number is not zero.
fn common_divisor(a: i128, b: i128) -> i128 {
    i128::try_from(gcd(a.unsigned_abs(), b.unsigned_abs())).unwrap_or(1)
}

#[cfg(test)]
mod tests {
    use super::{LinearConstraint, LinearProgram, LpStatus, UNBOUNDED};
    use crate::meter::Meter;

    fn row(terms: &[(usize, i64)], least: i128) -> LinearConstraint {
        LinearConstraint { terms: terms.to_vec(), least, is_equation: false }
    }

    fn whole(terms: &[(usize, i64)], sum: i128) -> LinearConstraint {
        LinearConstraint { terms: terms.to_vec(), least: sum, is_equation: true }
    }

    /// Two columns sum to 10; twice the first is at most three times the second, with an elastic variable at a cost of one; the
    /// first is at least 7, with an elastic variable at a cost of two.
    fn elastic() -> LinearProgram {
        let share = row(&[(0, -2), (1, 3), (2, 1)], 0);
        LinearProgram::new(&[0, 0, 1, 2], &[whole(&[(0, 1), (1, 1)], 10), share, row(&[(0, 1), (3, 1)], 7)])
    }

    #[test]
    fn the_cheaper_of_two_relaxations_is_found() {
        let mut program = elastic();
        // The floor is violated by one: each unit of it saves five of the share.
        assert_eq!(program.solve(UNBOUNDED, (&mut 1_000, &Meter::default())), LpStatus::Optimal);
        assert_eq!(program.lower_bound(), Some(2));
        let whole =
            |column: usize| program.value(column).map(|(above, below)| (above / below, above % below));
        assert_eq!([0, 1, 2, 3].map(whole), [6, 4, 0, 1].map(|cents| Some((cents, 0))));
    }

    #[test]
    fn values_are_fractions_and_costs_are_rounded_up() {
        let share = row(&[(0, 3), (1, -1), (2, 3)], 0);
        let mut program =
            LinearProgram::new(&[0, 0, 1], &[whole(&[(0, 1), (1, 1)], 10), share, row(&[(0, -1)], -2)]);
        assert_eq!(program.solve(UNBOUNDED, (&mut 1_000, &Meter::default())), LpStatus::Optimal);
        assert_eq!((program.value(2), program.lower_bound()), (Some((2, 3)), Some(1)));
    }

    #[test]
    fn infeasible_programs_and_those_above_the_cutoff_are_told() {
        assert_eq!(elastic().solve(2, (&mut 1_000, &Meter::default())), LpStatus::InfeasibleOrCutoff);
        let mut cut = elastic();
        cut.tighten(3, 0, 0);
        cut.tighten(2, 0, 4);
        assert_eq!(cut.solve(UNBOUNDED, (&mut 1_000, &Meter::default())), LpStatus::InfeasibleOrCutoff);
        let mut cut = elastic();
        cut.tighten(3, 0, 0);
        assert_eq!(
            (cut.solve(UNBOUNDED, (&mut 1_000, &Meter::default())), cut.lower_bound()),
            (LpStatus::Optimal, Some(5))
        );
    }

    #[test]
    fn nothing_is_claimed_without_budget_or_beyond_128_bits() {
        assert_eq!(elastic().solve(UNBOUNDED, (&mut 20, &Meter::default())), LpStatus::LimitReached);
        let large = |number: i64| row(&[(0, number), (1, -number + 1), (2, 1)], 1 << 100);
        let mut program = LinearProgram::new(&[0, 0, 1], &[large(i64::MAX), large(i64::MAX - 2)]);
        assert_eq!(program.solve(UNBOUNDED, (&mut 1_000, &Meter::default())), LpStatus::LimitReached);
        assert!(!program.is_sound() && elastic().is_sound());
        // Also where no budget is left after the iteration.
        let mut program = LinearProgram::new(&[0, 0, 1], &[large(i64::MAX), large(i64::MAX - 2)]);
        while program.is_sound() {
            let mut budget = program.tableau_size();
            assert_eq!(program.solve(UNBOUNDED, (&mut budget, &Meter::default())), LpStatus::LimitReached);
        }
    }
}

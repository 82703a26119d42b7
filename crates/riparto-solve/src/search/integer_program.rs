//! `integer_minimum`: branch and bound for a linear program with integer columns, depth first.

use super::linear_program::{LinearProgram, LpStatus, UNBOUNDED};
use crate::meter::Meter;

/// The result of an integer program.
#[derive(Clone, Debug)]
pub struct IntegerOutcome {
    /// The integer values of the columns in the order asked for: the best found, optimal if their cost is `at_least`. `None` if
    /// none below the cutoff was found.
    pub values: Option<Vec<i128>>,
    /// A proven lower bound on the cost of integer values, at most the cutoff.
    pub at_least: i128,
    /// The variables whose bounds are binding at the optimum of the root relaxation.
    pub binding: Vec<usize>,
}

/// The most open nodes at once: each holds a tableau.
const MOST_OPEN_NODES: usize = 1 << 8;

/// The most nodes visited: where no integer values lie near the optimum of the relaxation, most nodes are alike.
const MOST_NODES: usize = 1 << 9;

/// The least cost below `cutoff` with integer values in `columns`; costs are whole. Branches on the first fractional one of them.
/// The budget is counted in tableau entries.
pub fn integer_minimum(
    root: LinearProgram,
    columns: &[usize],
    cutoff: i128,
    (budget, meter): (&mut usize, &Meter),
) -> IntegerOutcome {
    let mut outcome = IntegerOutcome { values: None, at_least: 0, binding: Vec::new() };
    let mut cutoff = cutoff;
    let mut open: Vec<(i128, LinearProgram)> = vec![(0, root)];
    let (mut is_root, mut nodes) = (true, 0);
    while let Some((bound, mut program)) = open.pop() {
        if bound >= cutoff {
            continue;
        }
        if nodes == MOST_NODES {
            open.push((bound, program));
            break;
        }
        nodes += 1;
        let status = program.solve(cutoff, (&mut *budget, meter));
        let is_sound = program.is_sound();
        let bound = if is_sound { program.lower_bound().unwrap_or(bound).max(bound) } else { bound };
        if std::mem::take(&mut is_root) && is_sound {
            outcome.binding = program.binding();
        }
        match status {
            LpStatus::InfeasibleOrCutoff => {}
            LpStatus::Optimal if bound >= cutoff => {}
            LpStatus::Optimal => match fractional(&program, columns) {
                Some(None) => {
                    let values = columns.iter().map(|column| integer_value(&program, *column));
                    outcome.values = values.collect();
                    cutoff = bound;
                }
                Some(Some((column, floor, rounds_up))) if open.len() < MOST_OPEN_NODES => {
                    *budget = budget.saturating_sub(program.tableau_size());
                    let (mut lower, mut upper) = (program.clone(), program);
                    lower.tighten(column, 0, floor);
                    upper.tighten(column, floor + 1, UNBOUNDED);
                    // The child on the nearer side is visited first.
                    let (first, second) = if rounds_up { (upper, lower) } else { (lower, upper) };
                    open.push((bound, second));
                    open.push((bound, first));
                }
                _ => {
                    open.push((bound, program));
                    break;
                }
            },
            LpStatus::LimitReached => {
                open.push((bound, program));
                break;
            }
        }
    }
    outcome.at_least = open.iter().map(|(bound, _)| *bound).min().unwrap_or(cutoff).min(cutoff);
    outcome
}

/// The value of a column that is an integer.
fn integer_value(program: &LinearProgram, column: usize) -> Option<i128> {
    program.value(column).map(|(numerator, denominator)| numerator / denominator)
}

/// The first column with a fractional value: its number, the floor, and whether the ceiling is nearer. The outer `None` says
/// that numbers are too large.
fn fractional(program: &LinearProgram, columns: &[usize]) -> Option<Option<(usize, i128, bool)>> {
    for column in columns {
        let (numerator, denominator) = program.value(*column)?;
        let rest = numerator.rem_euclid(denominator);
        if rest != 0 {
            return Some(Some((*column, numerator.div_euclid(denominator), rest >= denominator - rest)));
        }
    }
    Some(None)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::linear_program::{LinearConstraint, LinearProgram};
    use super::integer_minimum;
    use crate::meter::Meter;

    proptest! {
        /// Three columns of up to 6 under a few rows, against enumeration of all 343 points.
        #[test]
        fn it_is_the_least_of_all(
            costs in prop::collection::vec(0..5_i64, 3),
            rows in prop::collection::vec((prop::collection::vec(-4..5_i64, 3), -9..9_i128, prop::bool::ANY), 1..4),
        ) {
            let all = (0..343_i64).map(|number| [number % 7, number / 7 % 7, number / 49]);
            let sum = |of: &[i64], values: &[i64; 3]| of.iter().zip(values).map(|(a, b)| i128::from(a * b)).sum::<i128>();
            let is_feasible = |values: &[i64; 3]| rows.iter().all(|(terms, least, is_equation)| {
                let sum = sum(terms, values);
                if *is_equation { sum == *least } else { sum >= *least }
            });
            let least = all.filter(is_feasible).map(|values| sum(&costs, &values)).min();
            let asked: Vec<LinearConstraint> = rows.iter().map(|(terms, least, is_equation)| LinearConstraint {
                terms: terms.iter().copied().enumerate().collect(), least: *least, is_equation: *is_equation,
            }).collect();
            let mut program = LinearProgram::new(&costs, &asked);
            (0..3).for_each(|column| program.tighten(column, 0, 6));
            let found = integer_minimum(program.clone(), &[0, 1, 2], 1_000, (&mut 1_000_000, &Meter::default()));
            prop_assert_eq!(found.values.is_some(), least.is_some());
            prop_assert_eq!(found.at_least, least.unwrap_or(1_000));
            // The bound is valid wherever the search ends.
            let found = integer_minimum(program, &[0, 1, 2], 1_000, (&mut 40, &Meter::default()));
            prop_assert!(found.at_least <= least.unwrap_or(1_000));
        }
    }
}

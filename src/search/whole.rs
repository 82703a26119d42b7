//! `least_whole`: the least of a linear cost where columns are whole numbers: boxes of a program cut in two.

use super::program::{FREE, Program, Reached};
use crate::meter::Meter;

/// How far a search for whole values came.
#[derive(Clone, Debug)]
pub(crate) struct Whole {
    /// The values of the columns, of least cost if the search went to its end.
    pub(crate) values: Option<Vec<i128>>,
    /// No whole values cost less.
    pub(crate) at_least: i128,
    /// The variables whose bounds hold the cost where it is before anything is cut.
    pub(crate) binding: Vec<usize>,
}

/// How many boxes may wait at once: each is a program.
const MOST_WAITING: usize = 1 << 8;

/// How many boxes are looked at: where no whole values lie near to the best ones, most of them are alike.
const MOST_BOXES: usize = 1 << 9;

/// The whole values of least cost below `enough`. Costs are whole. `columns` are those that must be whole, the first ones cut first.
pub(crate) fn least_whole(
    root: Program,
    columns: &[usize],
    enough: i128,
    (budget, meter): (&mut usize, &Meter),
) -> Whole {
    let mut whole = Whole { values: None, at_least: 0, binding: Vec::new() };
    let mut enough = enough;
    let mut open: Vec<(i128, Program)> = vec![(0, root)];
    let (mut is_root, mut looked_at) = (true, 0);
    while let Some((bound, mut program)) = open.pop() {
        if bound >= enough {
            continue;
        }
        if looked_at == MOST_BOXES {
            open.push((bound, program));
            break;
        }
        looked_at += 1;
        let reached = program.descend(enough, (&mut *budget, meter));
        let is_sound = program.is_sound();
        let bound = if is_sound { program.least().unwrap_or(bound).max(bound) } else { bound };
        if std::mem::take(&mut is_root) && is_sound {
            whole.binding = program.binding();
        }
        match reached {
            Reached::Nothing => {}
            Reached::Least if bound >= enough => {}
            Reached::Least => match fractional(&program, columns) {
                Some(None) => {
                    let values = columns.iter().map(|column| whole_value(&program, *column));
                    whole.values = values.collect();
                    enough = bound;
                }
                Some(Some((column, down, is_high))) if open.len() < MOST_WAITING => {
                    *budget = budget.saturating_sub(program.numbers());
                    let (mut below, mut above) = (program.clone(), program);
                    below.narrow(column, 0, down);
                    above.narrow(column, down + 1, FREE);
                    // The nearer side is looked at first.
                    let (first, second) = if is_high { (above, below) } else { (below, above) };
                    open.push((bound, second));
                    open.push((bound, first));
                }
                _ => {
                    open.push((bound, program));
                    break;
                }
            },
            Reached::Ended => {
                open.push((bound, program));
                break;
            }
        }
    }
    whole.at_least = open.iter().map(|(bound, _)| *bound).min().unwrap_or(enough).min(enough);
    whole
}

fn whole_value(program: &Program, column: usize) -> Option<i128> {
    program.value(column).map(|(above, below)| above / below)
}

/// The first column that is no whole number: the next lower one, and whether the next higher one is nearer. `None` outside where
/// numbers are too large.
fn fractional(program: &Program, columns: &[usize]) -> Option<Option<(usize, i128, bool)>> {
    for column in columns {
        let (above, below) = program.value(*column)?;
        let rest = above.rem_euclid(below);
        if rest != 0 {
            return Some(Some((*column, above.div_euclid(below), rest >= below - rest)));
        }
    }
    Some(None)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::program::{Program, Row};
    use super::least_whole;
    use crate::meter::Meter;

    proptest! {
        /// Three columns of up to 6 under two rows: the cheapest of all 343.
        #[test]
        fn it_is_the_least_of_all(
            costs in prop::collection::vec(0..5_i64, 3),
            rows in prop::collection::vec((prop::collection::vec(-4..5_i64, 3), -9..9_i128, prop::bool::ANY), 1..4),
        ) {
            let all = (0..343_i64).map(|number| [number % 7, number / 7 % 7, number / 49]);
            let sum = |of: &[i64], values: &[i64; 3]| of.iter().zip(values).map(|(a, b)| i128::from(a * b)).sum::<i128>();
            let keeps = |values: &[i64; 3]| rows.iter().all(|(terms, least, is_exact)| {
                let sum = sum(terms, values);
                if *is_exact { sum == *least } else { sum >= *least }
            });
            let least = all.filter(keeps).map(|values| sum(&costs, &values)).min();
            let asked: Vec<Row> = rows.iter().map(|(terms, least, is_exact)| Row {
                terms: terms.iter().copied().enumerate().collect(), least: *least, is_exact: *is_exact,
            }).collect();
            let mut program = Program::new(&costs, &asked);
            (0..3).for_each(|column| program.narrow(column, 0, 6));
            let found = least_whole(program.clone(), &[0, 1, 2], 1_000, (&mut 1_000_000, &Meter::default()));
            prop_assert_eq!(found.values.is_some(), least.is_some());
            prop_assert_eq!(found.at_least, least.unwrap_or(1_000));
            // However soon it ends, it says no more than it knows.
            let found = least_whole(program, &[0, 1, 2], 1_000, (&mut 40, &Meter::default()));
            prop_assert!(found.at_least <= least.unwrap_or(1_000));
        }
    }
}

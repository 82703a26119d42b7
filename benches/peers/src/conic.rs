//! Least squares as a quadratic program, by Clarabel.

use clarabel::algebra::CscMatrix;
use clarabel::solver::{DefaultSettings, DefaultSolver, IPSolver, NonnegativeConeT, SolverStatus, ZeroConeT};

use crate::measure::Answer;
use crate::question::{NO_CEILING, Question};

/// A unit of ten thousand euros: with cents for units the numbers are too large for the solver's tolerances.
pub(crate) const SCALE: f64 = 1e6;

/// The amounts of least squared distance from the wish, in units of so many cents, rounded to cents.
pub(crate) fn clarabel(question: &Question, scale: f64) -> Answer {
    let instance = &question.instance;
    let lines = instance.wish.len();
    // Row 0 is the total; then come the bounds of groups; then the floor and the ceiling of each line.
    let mut bounds = vec![instance.total as f64 / scale];
    let mut of_line: Vec<Vec<(usize, f64)>> = vec![Vec::new(); lines];
    for group in question.groups() {
        let sides = [(-1.0, group.low, group.low > 0), (1.0, group.high, group.high < NO_CEILING)];
        for (sign, bound, stands) in sides {
            if stands {
                group.lines.iter().for_each(|line| of_line[*line].push((bounds.len(), sign)));
                bounds.push(sign * bound as f64 / scale);
            }
        }
    }
    let (mut starts, mut rows, mut signs) = (vec![0], Vec::new(), Vec::new());
    for (line, groups) in of_line.iter().enumerate() {
        let boxes = [(bounds.len(), -1.0), (bounds.len() + 1, 1.0)];
        for (row, sign) in [(0, 1.0)].into_iter().chain(groups.iter().copied()).chain(boxes) {
            rows.push(row);
            signs.push(sign);
        }
        starts.push(rows.len());
        bounds.push(-instance.floors[line] as f64 / scale);
        bounds.push(instance.ceilings[line] as f64 / scale);
    }
    let constraints = CscMatrix::new(bounds.len(), lines, starts, rows, signs);
    let target: Vec<f64> = instance.wish.iter().map(|wish| -*wish as f64 / scale).collect();
    let cones = [ZeroConeT(1), NonnegativeConeT(bounds.len() - 1)];
    let settings = DefaultSettings { verbose: false, max_threads: 1, ..DefaultSettings::default() };
    let squares = CscMatrix::identity(lines);
    let mut solver = DefaultSolver::new(&squares, &target, &constraints, &bounds, &cones, settings)
        .map_err(|error| error.to_string())?;
    solver.solve();
    match solver.solution.status {
        SolverStatus::Solved | SolverStatus::AlmostSolved => {
            Ok(solver.solution.x.iter().map(|amount| (amount * scale).round() as i64).collect())
        }
        other => Err(other.to_string()),
    }
}

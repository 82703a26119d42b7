//! Least movement as a linear program, by good_lp and microlp.

use good_lp::solvers::microlp::microlp as solver;
use good_lp::{Expression, ProblemVariables, Solution, SolverModel, Variable, constraint, variable};

use crate::measure::Answer;
use crate::question::{NO_CEILING, Question};

/// Each line is its wish and two parts, up and down; what they sum to is least. The optimum is whole in theory, and is
/// rounded to cents here.
pub(crate) fn microlp(question: &Question) -> Answer {
    let instance = &question.instance;
    let (wish, floors, ceilings) = (&instance.wish, &instance.floors, &instance.ceilings);
    let mut variables = ProblemVariables::new();
    let mut parts = |most: &dyn Fn(usize) -> i64| -> Vec<Variable> {
        (0..wish.len()).map(|line| variables.add(variable().min(0).max(most(line) as f64))).collect()
    };
    let up = parts(&|line| ceilings[line] - wish[line]);
    let down = parts(&|line| wish[line] - floors[line]);
    let moved: Expression = up.iter().chain(&down).sum();
    let change = |lines: &mut dyn Iterator<Item = usize>| -> (Expression, i64) {
        let (mut sum, mut wished) = (Expression::default(), 0);
        for line in lines {
            sum += up[line];
            sum -= down[line];
            wished += wish[line];
        }
        (sum, wished)
    };
    let (all, wished) = change(&mut (0..wish.len()));
    let mut model =
        variables.minimise(moved).using(solver).with(constraint!(all == (instance.total - wished) as f64));
    for group in question.groups() {
        let (sum, wished) = change(&mut group.lines.iter().copied());
        if group.low > 0 {
            model = model.with(constraint!(sum.clone() >= (group.low - wished) as f64));
        }
        if group.high < NO_CEILING {
            model = model.with(constraint!(sum <= (group.high - wished) as f64));
        }
    }
    let solution = model.solve().map_err(|error| error.to_string())?;
    let line = |line: usize| wish[line] as f64 + solution.value(up[line]) - solution.value(down[line]);
    Ok((0..wish.len()).map(|number| line(number).round() as i64).collect())
}

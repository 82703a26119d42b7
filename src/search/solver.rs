//! `suggest`: amounts that a solver for linear programs suggests, where the search alone does not come to an end.
//!
//! The solver ([microlp](https://docs.rs/microlp), simplex and branch and bound) computes in floating point, with tolerances:
//! this is the only file of the library that does. So nothing it says is believed. Of its answer only the amounts are
//! taken, rounded to whole cents, mended, and given back if they meet every demand of the [`Model`] in whole numbers; what it says
//! of optima, and that there are no amounts at all, is not even read. Bounds and proofs stay those of the search.
#![allow(clippy::float_arithmetic, reason = "what comes of it is checked in whole cents")]

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use microlp::{ComparisonOp, LinearExpr, OptimizationDirection, Problem, SolveOptions, Variable};

use super::cost::Cost;
use super::demand::Bend;
use super::dual::{fraction, share_sides};
use super::mend::{Kinds, mend};
use super::model::{Cap, Model, Share};
use crate::limits::{MAX_SOLVER_COLUMNS, MAX_SOLVER_NODES, MAX_SOLVER_SECONDS};

/// What the solver is to make small.
#[derive(Clone, Copy, Debug)]
enum Wanted<'a> {
    /// The cents moved, each line by its weight.
    Moved,
    /// The largest weighted change of a line.
    Peak,
    /// The weighted squares, as they are around these amounts.
    SquaresNear(&'a [i64]),
}

/// Whether the solver may split cents: it then needs no branches, and what it suggests is rounded and mended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cents {
    Split,
    Whole,
}

/// How much work mending what the solver suggests may take.
const MENDING: usize = 1 << 22;

/// From one corner of the cost to the next, this many times as far.
const WIDER: i64 = 4;

/// How often the solver is asked again around what it suggested.
const MOST_TURNS: usize = 4;

/// Amounts that meet every demand and cost less than the known ones, as the solver suggests them; `None` if it suggests none
/// in time, or none that does.
pub(crate) fn suggest(model: &Model, cost: Cost<'_>, known: Option<Vec<i64>>) -> Option<Vec<i64>> {
    let is_better =
        |amounts: &[i64], than: Option<&Vec<i64>>| than.is_none_or(|than| cost.of(amounts) < cost.of(than));
    let mut best = known.clone();
    if cost.kink > 0 || best.is_none() {
        let moved = ask(model, cost, Wanted::Moved).filter(|moved| is_better(moved, best.as_ref()));
        best = moved.or(best);
    }
    for _ in 0..MOST_TURNS {
        let Some(near) = best.as_deref().filter(|_| cost.kink == 0) else { break };
        let Some(nearer) = ask(model, cost, Wanted::SquaresNear(near)) else { break };
        if !is_better(&nearer, best.as_ref()) {
            break;
        }
        best = Some(nearer);
    }
    best.filter(|best| is_better(best, known.as_ref()))
}

/// Amounts that meet every demand, none of which is far from its wish.
pub(crate) fn suggest_least_peak(model: &Model, cost: Cost<'_>) -> Option<Vec<i64>> {
    ask(model, cost, Wanted::Peak)
}

fn ask(model: &Model, cost: Cost<'_>, wanted: Wanted<'_>) -> Option<Vec<i64>> {
    let boxes = &model.boxes;
    if model.columns() > MAX_SOLVER_COLUMNS || boxes.low.iter().zip(&boxes.high).any(|(low, high)| low > high)
    {
        return None;
    }
    let anchor: Vec<i64> = match wanted {
        Wanted::SquaresNear(amounts) => amounts.to_vec(),
        Wanted::Moved | Wanted::Peak => {
            (0..model.lines).map(|line| cost.wish[line].clamp(boxes.low[line], boxes.high[line])).collect()
        }
    };
    let kinds = Kinds::new(model);
    let suggested = |cents: Cents| {
        // A solver that loses its way in rounding errors may panic.
        let question = || Question::new(model, cost, wanted, &anchor, cents).solve();
        let mut amounts = catch_unwind(AssertUnwindSafe(question)).ok()??;
        balance(model, &mut amounts);
        // Mending looks at costs alone, and may leave the least peak.
        let mended = mend(model, &kinds, cost, &amounts, MENDING);
        Some(mended.into_iter().chain(model.keeps(&amounts).then_some(amounts)))
    };
    let worth = |amounts: &Vec<i64>| match wanted {
        Wanted::Moved | Wanted::SquaresNear(_) => cost.of(amounts),
        Wanted::Peak => {
            let change = |line: usize| {
                i128::from(cost.weights[line]) * i128::from((amounts[line] - cost.wish[line]).abs())
            };
            (0..model.lines).map(change).max().unwrap_or(0)
        }
    };
    let mut best: Option<Vec<i64>> = None;
    for cents in [Cents::Split, Cents::Whole] {
        // Where the solver loses its way with split cents, it does so with whole ones.
        let Some(suggested) = suggested(cents) else { break };
        best = best.into_iter().chain(suggested).min_by_key(worth);
    }
    best
}

/// Brings amounts back into their boxes, and their sum to the total, by the lines with most room.
fn balance(model: &Model, amounts: &mut [i64]) {
    let boxes = &model.boxes;
    for (line, amount) in amounts.iter_mut().enumerate() {
        *amount = (*amount).clamp(boxes.low[line], boxes.high[line]);
    }
    let mut missing = boxes.low[model.lines] - amounts.iter().sum::<i64>();
    while missing != 0 {
        let room = |line: usize| {
            if missing > 0 { boxes.high[line] - amounts[line] } else { boxes.low[line] - amounts[line] }
        };
        let order = |line: &usize| (model.steps[*line] == 1, room(*line).abs(), usize::MAX - line);
        let Some(line) = (0..amounts.len()).max_by_key(order).filter(|line| room(*line) != 0) else { return };
        let cents = if missing > 0 { missing.min(room(line)) } else { missing.max(room(line)) };
        amounts[line] += cents;
        missing -= cents;
    }
}

/// A linear program: each line as so many of its steps away from where it begins, which keeps numbers small.
struct Question<'a> {
    model: &'a Model,
    problem: Problem,
    /// The least that each line can begin from, in whole steps.
    begins: Vec<i64>,
    /// How many steps each line is away from there.
    lines: Vec<Variable>,
    /// What each sum holds beyond what its lines begin from.
    sums: Vec<(i64, Variable)>,
    cents: Cents,
}

impl<'a> Question<'a> {
    fn new(
        model: &'a Model,
        cost: Cost<'_>,
        wanted: Wanted<'_>,
        anchor: &[i64],
        cents: Cents,
    ) -> Question<'a> {
        let mut problem = Problem::new(OptimizationDirection::Minimize);
        let peak = matches!(wanted, Wanted::Peak).then(|| problem.add_var(1.0, (0.0, f64::INFINITY)));
        let (mut begins, mut lines) = (Vec::new(), Vec::new());
        for (line, anchor) in anchor.iter().enumerate() {
            let (low, high, step) = (model.boxes.low[line], model.boxes.high[line], model.steps[line]);
            let begin = anchor - anchor.rem_euclid(step);
            let (least, most) = (-(begin - low).div_euclid(step), (high - begin).div_euclid(step));
            let steps = match (i32::try_from(least), i32::try_from(most)) {
                (Ok(least), Ok(most)) if least <= most && cents == Cents::Whole => {
                    problem.add_integer_var(0.0, (least, most))
                }
                _ => problem.add_var(0.0, (float(least), float(most.max(least)))),
            };
            begins.push(begin);
            lines.push(steps);
        }
        let mut question = Question { model, problem, begins, lines, sums: Vec::new(), cents };
        for line in 0..model.lines {
            match (wanted, peak) {
                (Wanted::SquaresNear(near), _) => question.squares(cost, line, near[line]),
                (_, Some(peak)) => question.peak(cost, line, peak),
                _ => question.moved(cost, line),
            }
        }
        question.add_sums();
        model.shares.iter().for_each(|share| question.add_share(share));
        model.caps.iter().for_each(|cap| question.add_cap(cap));
        question
    }

    fn solve(self) -> Option<Vec<i64>> {
        let mut options = SolveOptions::default();
        options.node_limit = Some(MAX_SOLVER_NODES);
        options.time_limit = Some(Duration::from_secs(MAX_SOLVER_SECONDS));
        let outcome = self.problem.solve_with(options);
        let outcome = outcome.ok()?;
        let solution = outcome.solution()?;
        let amount = |line: usize| {
            self.begins[line] + whole(solution.var_value_raw(self.lines[line])) * self.model.steps[line]
        };
        Some((0..self.model.lines).map(amount).collect())
    }

    /// A column may be counted several times.
    fn row(&mut self, terms: &[(Variable, f64)], comparison: ComparisonOp, bound: f64) {
        let mut terms = terms.to_vec();
        terms.sort_by_key(|(column, _)| *column);
        let mut expression = LinearExpr::empty();
        for same in terms.chunk_by(|one, other| one.0 == other.0) {
            expression.add(same[0].0, same.iter().map(|(_, coefficient)| coefficient).sum());
        }
        self.problem.add_constraint(expression, comparison, bound);
    }

    /// The line costs its weight for each cent from its wish.
    fn moved(&mut self, cost: Cost<'_>, line: usize) {
        let weight = cost.weights[line];
        self.bend(line, cost.wish[line], &[(i64::MAX, weight)], &[(i64::MAX, weight)]);
    }

    /// Around an amount, the line costs what its squares do from one corner to the next, further and further apart.
    fn squares(&mut self, cost: Cost<'_>, line: usize, near: i64) {
        let corners = |sign: i64, end: i64| {
            let (mut at, mut width) = (near, 1);
            let mut pieces = Vec::new();
            while at != end {
                let next = if sign > 0 { (at + width).min(end) } else { (at - width).max(end) };
                // What a cent costs on average, with its sign: from there on up, or down.
                let slope = cost.weights[line] * sign * (at + next - 2 * cost.wish[line]);
                pieces.push(((next - at).abs(), slope));
                (at, width) = (next, width.saturating_mul(WIDER));
            }
            pieces
        };
        let (low, high) = (self.model.boxes.low[line], self.model.boxes.high[line]);
        let (up, down) = (corners(1, high), corners(-1, low));
        self.bend(line, near, &up, &down);
    }

    /// The cost of a line as pieces from some amount on: how long, and what a cent costs there.
    fn bend(&mut self, line: usize, from: i64, up: &[(i64, i64)], down: &[(i64, i64)]) {
        let mut terms = vec![(self.lines[line], float(self.model.steps[line]))];
        for (sign, pieces) in [(-1.0, up), (1.0, down)] {
            for (length, slope) in pieces {
                let most = if *length == i64::MAX { f64::INFINITY } else { float(*length) };
                terms.push((self.problem.add_var(float(*slope), (0.0, most)), sign));
            }
        }
        self.row(&terms, ComparisonOp::Eq, float(from - self.begins[line]));
    }

    /// No line is further from its wish than the peak allows.
    fn peak(&mut self, cost: Cost<'_>, line: usize, peak: Variable) {
        let beyond = float(cost.wish[line] - self.begins[line]);
        let (steps, share) = (float(self.model.steps[line]), 1.0 / float(cost.weights[line]));
        self.row(&[(self.lines[line], steps), (peak, -share)], ComparisonOp::Le, beyond);
        self.row(&[(self.lines[line], steps), (peak, share)], ComparisonOp::Ge, beyond);
    }

    fn add_sums(&mut self) {
        for (number, lines) in self.model.sums.iter().enumerate() {
            let column = self.model.lines + number;
            let begin: i64 = lines.iter().map(|line| self.begins[*line as usize]).sum();
            let (low, high) = (self.model.boxes.low[column], self.model.boxes.high[column]);
            let sum = self.problem.add_var(0.0, (float(low - begin), float(high - begin)));
            let of_line = |line: &u32| (self.lines[*line as usize], float(self.model.steps[*line as usize]));
            let terms: Vec<_> = lines.iter().map(of_line).chain([(sum, -1.0)]).collect();
            self.row(&terms, ComparisonOp::Eq, 0.0);
            self.sums.push((begin, sum));
        }
    }

    /// What a column holds: where it begins, and how much of what is added.
    fn column(&self, column: usize) -> (i64, Variable, f64) {
        match column.checked_sub(self.model.lines) {
            None => (self.begins[column], self.lines[column], float(self.model.steps[column])),
            Some(sum) => (self.sums[sum].0, self.sums[sum].1, 1.0),
        }
    }

    /// In cents of the part, so that coefficients are near one.
    fn add_share(&mut self, share: &Share) {
        let (below, above) = fraction(share.percent);
        let (low, high) = share_sides(share.due, below);
        let ((part_begin, part, part_unit), (whole_begin, whole, whole_unit)) =
            (self.column(share.part), self.column(share.whole));
        let ratio = float(above) / float(below);
        let begins = i128::from(below) * i128::from(part_begin) - i128::from(above) * i128::from(whole_begin);
        let terms = if part == whole {
            vec![(part, part_unit - ratio * whole_unit)]
        } else {
            vec![(part, part_unit), (whole, -ratio * whole_unit)]
        };
        for (side, comparison) in [(low, ComparisonOp::Ge), (high, ComparisonOp::Le)] {
            if let Some(side) = side {
                let bound = (i128::from(side) - begins) as f64 / float(below);
                self.row(&terms, comparison, bound);
            }
        }
    }

    fn add_cap(&mut self, cap: &Cap) {
        let (mut most, mut terms) = (cap.most, Vec::with_capacity(cap.terms.len()));
        for term in &cap.terms {
            let (begin, column, unit) = self.column(term.column);
            let (low, high) = (self.model.boxes.low[term.column], self.model.boxes.high[term.column]);
            let beyond = float(term.base - begin);
            match term.bend {
                Bend::Shift => {
                    most += term.base - begin;
                    terms.push((column, unit));
                }
                Bend::Rise => {
                    let rise = self.problem.add_var(0.0, (0.0, f64::INFINITY));
                    self.row(&[(rise, 1.0), (column, -unit)], ComparisonOp::Ge, -beyond);
                    terms.push((rise, 1.0));
                }
                Bend::Fall if low < term.base => {
                    let (least, rise) = (float(low - term.base), float((high - term.base).max(0)));
                    let fall = self.problem.add_var(0.0, (least, 0.0));
                    // Either it falls by what the column does, or not at all.
                    let rises = match self.cents {
                        Cents::Split => self.problem.add_var(0.0, (0.0, 1.0)),
                        Cents::Whole => self.problem.add_binary_var(0.0),
                    };
                    self.row(&[(fall, 1.0), (column, -unit), (rises, rise)], ComparisonOp::Ge, -beyond);
                    self.row(&[(fall, 1.0), (rises, least)], ComparisonOp::Ge, least);
                    terms.push((fall, 1.0));
                }
                Bend::Fall => {}
            }
        }
        self.row(&terms, ComparisonOp::Le, float(most));
    }
}

/// Exact for amounts: they have 53 bits at most.
fn float(cents: i64) -> f64 {
    cents as f64
}

/// The nearest whole number; the ends of the range beyond it.
fn whole(number: f64) -> i64 {
    number.round() as i64
}

#[cfg(test)]
mod tests {
    use proptest::strategy::{Strategy, ValueTree};
    use proptest::test_runner::TestRunner;

    use super::{suggest, suggest_least_peak};
    use crate::search::cost::Cost;
    use crate::search::model::Model;
    use crate::search::small::{LINES, TOTAL, instance, kept};

    /// On instances small enough to look at every allocation, what the solver is asked is what was meant: with room for its
    /// branches it suggests the best there is, and where there is none it suggests nothing.
    #[test]
    fn suggestions_are_the_best_of_all_allocations() {
        let mut runner = TestRunner::deterministic();
        let (mut feasible, mut nearest) = (0, [0; 3]);
        for _ in 0..400 {
            let Ok(tree) = instance().new_tree(&mut runner) else { continue };
            let (demands, wish, weights) = tree.current();
            let lines = LINES as usize;
            let model = Model::new(TOTAL, vec![0; lines], vec![TOTAL; lines], &demands);
            let kept = kept(&model);
            feasible += usize::from(!kept.is_empty());
            let (wish, weights) = (&wish[..], &weights[..]);
            let peak = |amounts: &Vec<i64>| {
                (0..lines)
                    .map(|line| weights[line] * (amounts[line] - wish[line]).abs())
                    .max()
                    .into_iter()
                    .sum()
            };
            for (number, kink) in [0, 1 << 20].into_iter().enumerate() {
                let cost = Cost { wish, weights, kink };
                let best = kept.iter().map(|amounts| cost.of(amounts)).min();
                let found = suggest(&model, cost, None);
                assert!(found.iter().all(|found| model.keeps(found)), "{demands:?} {found:?}");
                let found = found.map(|found| cost.of(&found));
                // Of allocations that move as little, the solver does not know which is the nearest.
                let worth = |cost: i128| if kink > 0 { cost / kink } else { cost };
                nearest[number] += usize::from(found.is_some() && found.map(worth) == best.map(worth));
                // What is known is only bettered.
                if let Some(known) = kept.first() {
                    let bettered = suggest(&model, cost, Some(known.clone()));
                    assert!(bettered.iter().all(|found| cost.of(found) < cost.of(known)), "{demands:?}");
                }
            }
            let found = suggest_least_peak(&model, Cost { wish, weights, kink: 0 });
            assert!(found.iter().all(|found| model.keeps(found)), "{demands:?} {found:?}");
            let (found, best): (Option<i64>, Option<i64>) =
                (found.as_ref().map(peak), kept.iter().map(peak).min());
            nearest[2] += usize::from(found.is_some() && found == best);
        }
        // Squares are seen as they are around what is known: a few are nearer elsewhere.
        assert_eq!((feasible, nearest), (332, [327, 332, 332]));
    }
}

//! Branch and bound for the least total violation of rules of every kind, in whole cents.
//!
//! The optimum of the elastic program is a lower bound. Its values, rounded, are an allocation, whose violation is an upper bound.
//! Where the two differ, the search branches: on a sum of lines that is not a whole multiple of its step, on a change whose positive
//! and negative parts are both above zero, or on a fractional shortfall.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::elastic_program::ElasticProgram;
use super::rounding_heuristic::{ColumnValue, RoundingHeuristic, total_violation};
use riparto_solve::Meter;
use riparto_solve::search::{Constraint, LinearProgram, LpStatus, UNBOUNDED};

/// What the search found.
pub(super) struct MinimumViolation {
    /// The incumbent: its total violation and its amounts; none if no amounts were found that are multiples of their steps.
    pub(super) amounts: Option<(i128, Vec<i64>)>,
    /// A lower bound on the total violation.
    pub(super) at_least: i128,
}

/// A variable, and the bounds that it is tightened to.
type Tightening = (usize, i128, i128);

/// The tightenings that lead to a node, the last one first; the two children of a node share those before.
struct NodeBounds {
    last: Tightening,
    before: Option<Rc<NodeBounds>>,
}

/// The tightenings one by one.
fn each(tightenings: Option<&Rc<NodeBounds>>) -> impl Iterator<Item = Tightening> {
    std::iter::successors(tightenings, |tightenings| tightenings.before.as_ref())
        .map(|tightenings| tightenings.last)
}

/// How a node branches: on a variable, below and above a gap (and whether the upper child comes first), or on a complementary pair.
enum Branching {
    At(usize, i128, i128, bool),
    /// One of two variables is zero.
    Complementary(usize, usize),
}

/// The work that a search may take, and what it looks for.
#[derive(Clone, Copy)]
pub(super) struct Budget {
    /// Only violations below this matter.
    pub(super) cutoff: i128,
    /// The most programs solved.
    pub(super) programs: usize,
    /// The most tableau entries read in all of them.
    pub(super) entries: usize,
}

struct ViolationSearch<'a> {
    budget: Budget,
    meter: &'a Meter,
    elastic: &'a ElasticProgram,
    rounding: RoundingHeuristic<'a>,
    total: i64,
    best: Option<(i128, Vec<i64>)>,
}

/// Minimizes the total violation. `known` are amounts to begin with.
pub(super) fn minimum_violation(
    asked: &[&[Constraint]],
    total: i64,
    known: Vec<Vec<i64>>,
    (budget, meter): (Budget, &Meter),
) -> MinimumViolation {
    let lines = known.first().map_or(0, Vec::len);
    let violations =
        known.into_iter().filter_map(|amounts| Some((total_violation(asked, &amounts)?, amounts)));
    let starting_point = violations.min_by_key(|(violation, _)| *violation);
    let Some(elastic) = ElasticProgram::new(lines, total, asked) else {
        return MinimumViolation { amounts: starting_point, at_least: 0 };
    };
    let rounding = RoundingHeuristic::new(asked, &elastic);
    ViolationSearch { budget, meter, elastic: &elastic, rounding, total, best: starting_point }.run()
}

impl ViolationSearch<'_> {
    fn run(mut self) -> MinimumViolation {
        let mut budget = self.budget.entries;
        let mut root = self.elastic.program.clone();
        // The least bound of a node that was neither closed nor branched on.
        let mut unresolved = UNBOUNDED;
        // Best bound first; of equal bounds, the latest node first: a dive.
        let mut open: BTreeMap<(i128, usize), Option<Rc<NodeBounds>>> = BTreeMap::new();
        open.insert((0, usize::MAX), None);
        for number in 0..self.budget.programs {
            let Some(((bound, _), tightenings)) =
                open.pop_first().filter(|((bound, _), _)| *bound < self.cutoff())
            else {
                open.clear();
                break;
            };
            let mut program = root.clone();
            each(tightenings.as_ref()).for_each(|(variable, low, high)| program.tighten(variable, low, high));
            let status =
                program.solve(self.cutoff() - self.elastic.constant_shortfall, (&mut budget, self.meter));
            if status == LpStatus::InfeasibleOrCutoff {
                continue;
            }
            let known = if program.is_sound() { program.lower_bound().unwrap_or(0) } else { 0 };
            let least = (known + self.elastic.constant_shortfall).max(bound);
            let branching =
                if status == LpStatus::Optimal { self.evaluate_node(&program, number + 1) } else { None };
            match branching {
                None => unresolved = unresolved.min(least),
                Some(None) => {}
                Some(Some(branching)) => {
                    for (child, tightening) in branching.children().into_iter().enumerate() {
                        let tightenings =
                            Rc::new(NodeBounds { last: tightening, before: tightenings.clone() });
                        open.insert((least, usize::MAX - 2 * number - child - 1), Some(tightenings));
                    }
                }
            }
            if tightenings.is_none() {
                root = program;
            }
        }
        if let Some((_, amounts)) = &mut self.best {
            self.rounding.exchange(amounts);
        }
        let left = open.first_key_value().map_or(UNBOUNDED, |((bound, _), _)| *bound);
        // Exchanges never raise the violation.
        let amounts =
            self.best.and_then(|(_, amounts)| Some((self.rounding.total_violation(&amounts)?, amounts)));
        let least = amounts.as_ref().map_or(UNBOUNDED, |(violation, _)| *violation);
        MinimumViolation { at_least: left.min(unresolved).min(self.budget.cutoff).min(least), amounts }
    }

    /// Nodes with a bound of at least this are pruned.
    fn cutoff(&self) -> i128 {
        self.best.as_ref().map_or(self.budget.cutoff, |(violation, _)| self.budget.cutoff.min(*violation))
    }

    /// Rounds a node's values to a candidate, and returns how to branch if they are not whole. `None` if numbers are too large.
    fn evaluate_node(&mut self, program: &LinearProgram, number: usize) -> Option<Option<Branching>> {
        let elastic = self.elastic;
        let aggregates = elastic.aggregates.iter().map(|aggregate| aggregate.step).enumerate();
        let held: Vec<ColumnValue> = aggregates
            .map(|(column, step)| ColumnValue::new(program, column, step))
            .collect::<Option<Vec<ColumnValue>>>()?;
        self.offer(&held, number);
        let mut both: Option<(i128, Branching)> = None;
        for pair in &elastic.complementary {
            let ((below, unit), (above, other)) = (program.value(pair.below)?, program.value(pair.above)?);
            let least = (below / unit).min(above / other);
            if below > 0 && above > 0 && both.as_ref().is_none_or(|(most, _)| least > *most) {
                both = Some((least, Branching::Complementary(pair.below, pair.above)));
            }
        }
        if let Some((_, branching)) = both {
            return Some(Some(branching));
        }
        let sums = elastic.sums.iter().map(|(column, step)| ColumnValue::new(program, *column, *step));
        let sums = sums.collect::<Option<Vec<ColumnValue>>>()?;
        // Steps before cents, and sums before their lines.
        let before = |(is_sum, held): &(bool, &ColumnValue)| {
            (held.step > 1, *is_sum, held.off(), usize::MAX - held.column)
        };
        let all = sums.iter().map(|sum| (true, sum)).chain(held.iter().map(|line| (false, line)));
        if let Some((_, held)) = all.filter(|(_, held)| held.rest != 0).max_by_key(before) {
            return Some(held.branching());
        }
        for column in elastic.shortfalls.clone() {
            let held = ColumnValue::new(program, column, 1)?;
            if held.rest != 0 {
                return Some(held.branching());
            }
        }
        Some(None)
    }

    /// Offers the rounded values as an incumbent. Those of programs 1, 2, 4, 8, … are improved by exchanges: a good incumbent helps
    /// most early.
    fn offer(&mut self, held: &[ColumnValue], number: usize) {
        let Some(mut rounded) = self.rounding.round(held, self.total) else { return };
        if number.is_power_of_two() {
            self.rounding.exchange(&mut rounded);
        }
        if let Some(violation) = self.rounding.total_violation(&rounded)
            && self.best.as_ref().is_none_or(|(least, _)| violation < *least)
        {
            self.best = Some((violation, rounded));
        }
    }
}

impl ColumnValue {
    fn branching(&self) -> Option<Branching> {
        let up = self.down + i128::from(self.step);
        (self.rest != 0).then_some(Branching::At(self.column, self.down, up, self.is_high()))
    }
}

impl Branching {
    fn children(self) -> [Tightening; 2] {
        match self {
            Branching::At(variable, low, high, true) => [(variable, 0, low), (variable, high, UNBOUNDED)],
            Branching::At(variable, low, high, false) => [(variable, high, UNBOUNDED), (variable, 0, low)],
            Branching::Complementary(one, other) => [(one, 0, 0), (other, 0, 0)],
        }
    }
}

//! `RoundingHeuristic`: a program's values rounded to whole amounts, improved by pairwise exchange.

use std::collections::BTreeSet;

use super::elastic_program::{AggregatedColumn, ElasticProgram, unary_violation};
use super::violation_function::ViolationFunction;
use riparto_solve::search::{Constraint, LinearProgram, capped_lcm};

/// The value of a column: a multiple of its step, and a remainder below one step.
pub(super) struct ColumnValue {
    pub(super) column: usize,
    pub(super) step: i64,
    /// The next lower multiple.
    pub(super) down: i128,
    /// The remainder as a fraction of a step.
    pub(super) rest: i128,
    unit: i128,
}

/// The most exchanges of a cent or a step between two aggregated columns.
const MOST_MOVES: usize = 64;

/// The most lines read in one run of exchanges.
const MOST_LOOKS: usize = 1 << 22;

/// More than any violation in cents, so that no exchange breaks a step.
const MISSED_STEP: i64 = 1 << 60;

/// Rounds to amounts by line; an aggregated column's sum is spread over its lines at the least violation of their own bounds.
pub(super) struct RoundingHeuristic<'a> {
    asked: &'a [&'a [Constraint]],
    aggregates: &'a [AggregatedColumn],
    /// For each line, the violation of its own bounds.
    unary: Vec<ViolationFunction>,
    /// For each line, the rules that see it.
    seen_by: Vec<Vec<usize>>,
}

/// The total violation of all rules in cents; `None` if an amount is not a multiple of its step.
pub(super) fn total_violation(asked: &[&[Constraint]], amounts: &[i64]) -> Option<i128> {
    asked.iter().map(|constraints| Some(i128::from(worst_violation(constraints, amounts)?))).sum()
}

fn worst_violation(constraints: &[Constraint], amounts: &[i64]) -> Option<i64> {
    constraints.iter().try_fold(0, |most, constraint| Some(constraint.violation(amounts)?.max(most)))
}

impl ColumnValue {
    /// What a column holds; `None` where numbers are too large.
    pub(super) fn new(program: &LinearProgram, column: usize, step: i64) -> Option<ColumnValue> {
        let (above, below) = program.value(column)?;
        let unit = below.checked_mul(i128::from(step))?;
        let down = above.div_euclid(unit).checked_mul(i128::from(step))?;
        Some(ColumnValue { column, step, down, rest: above.rem_euclid(unit), unit })
    }

    /// How far it is from whole multiples, in millionths of a step.
    pub(super) fn off(&self) -> i128 {
        let rest = self.rest_in_millionths();
        rest.min(1_000_000 - rest)
    }

    /// Whether it is nearer to the next higher multiple.
    pub(super) fn is_high(&self) -> bool {
        self.rest >= self.unit - self.rest
    }

    fn rest_in_millionths(&self) -> i128 {
        self.rest.saturating_mul(1_000_000) / self.unit
    }
}

impl RoundingHeuristic<'_> {
    pub(super) fn new<'a>(
        asked: &'a [&'a [Constraint]],
        elastic: &'a ElasticProgram,
    ) -> RoundingHeuristic<'a> {
        let unary: Vec<ViolationFunction> = elastic.unary.iter().map(unary_violation).collect();
        let mut seen_by: Vec<Vec<usize>> = vec![Vec::new(); unary.len()];
        for (rule, constraints) in asked.iter().enumerate() {
            let mut note = |line: u32| {
                let rules = &mut seen_by[line as usize];
                if rules.last() != Some(&rule) {
                    rules.push(rule);
                }
            };
            constraints.iter().for_each(|constraint| constraint.for_each_line(&mut note));
        }
        RoundingHeuristic { asked, aggregates: &elastic.aggregates, unary, seen_by }
    }

    pub(super) fn total_violation(&self, amounts: &[i64]) -> Option<i128> {
        total_violation(self.asked, amounts)
    }

    /// Whole multiples that sum to the total, by line: each column is rounded down, and the remaining cents go to the columns of
    /// largest remainder first; `None` if nothing takes it.
    pub(super) fn round(&self, held: &[ColumnValue], total: i64) -> Option<Vec<i64>> {
        let sums = held.iter().map(|held| i64::try_from(held.down).ok());
        let mut sums = sums.collect::<Option<Vec<i64>>>()?;
        let mut left = total - sums.iter().sum::<i64>();
        let mut order: Vec<&ColumnValue> = held.iter().filter(|held| held.step == 1).collect();
        order.sort_by_key(|held| (-held.rest_in_millionths(), held.column));
        let mut takers = i64::try_from(order.len()).ok()?;
        for held in order {
            // The first ones take the odd cents.
            let taken = left.div_euclid(takers) + i64::from(left.rem_euclid(takers) > 0);
            sums[held.column] += taken;
            left -= taken;
            takers -= 1;
        }
        (left == 0).then(|| self.distribute(&sums))
    }

    /// The sums of aggregated columns, distributed to their lines at the least violation of the lines' own bounds.
    fn distribute(&self, sums: &[i64]) -> Vec<i64> {
        let mut amounts = vec![0; self.unary.len()];
        for (aggregate, sum) in self.aggregates.iter().zip(sums) {
            let costs = aggregate.lines.iter().map(|line| &self.unary[*line as usize]);
            let slopes: BTreeSet<i64> = costs.flat_map(ViolationFunction::slopes).collect();
            let mut left = *sum;
            for slope in slopes {
                for line in &aggregate.lines {
                    let taken = left.min(self.unary[*line as usize].length_at(slope));
                    amounts[*line as usize] += taken;
                    left -= taken;
                }
            }
        }
        amounts
    }

    /// For each aggregated column, the line that gives and the line that takes in an exchange, each at the least violation of the
    /// lines' own bounds.
    fn exchange_ends(&self, amounts: &[i64]) -> Vec<(Option<usize>, Option<usize>)> {
        let ends = |aggregate: &AggregatedColumn| {
            let margin = |line: usize, cents: i64| {
                let cost = &self.unary[line];
                cost.at(amounts[line] + cents) - cost.at(amounts[line])
            };
            let lines = || aggregate.lines.iter().map(|line| *line as usize);
            let givers = lines().filter(|line| amounts[*line] >= aggregate.step);
            (
                givers.min_by_key(|line| (margin(*line, -aggregate.step), *line)),
                lines().min_by_key(|line| (margin(*line, aggregate.step), *line)),
            )
        };
        self.aggregates.iter().map(ends).collect()
    }

    /// Pairwise exchange: moves a cent or a step between two aggregated columns while that lowers the total violation, or leaves it
    /// and violates fewer rules.
    pub(super) fn exchange(&self, amounts: &mut [i64]) {
        let mut looks = MOST_LOOKS;
        let known = self.asked.iter().map(|constraints| worst_violation(constraints, amounts));
        let Some(mut known) = known.collect::<Option<Vec<i64>>>() else { return };
        for _ in 0..MOST_MOVES {
            let mut best: Option<((i64, i64), usize, usize, i64)> = None;
            let ends = self.exchange_ends(amounts);
            let pairs = (0..ends.len()).flat_map(|giver| (0..ends.len()).map(move |taker| (giver, taker)));
            for (giver, taker) in pairs.filter(|(giver, taker)| giver != taker) {
                let step = capped_lcm(self.aggregates[giver].step, self.aggregates[taker].step, i64::MAX);
                let (Some(from), Some(to)) = (ends[giver].0, ends[taker].1) else { continue };
                if amounts[from] < step {
                    continue;
                }
                amounts[from] -= step;
                amounts[to] += step;
                let mut change = (0, 0);
                for rule in merged(&self.seen_by[from], &self.seen_by[to]) {
                    looks = looks.saturating_sub(self.unary.len());
                    let violation = worst_violation(self.asked[rule], amounts).unwrap_or(MISSED_STEP);
                    change.0 += violation - known[rule];
                    change.1 += i64::from(violation > 0) - i64::from(known[rule] > 0);
                }
                amounts[from] += step;
                amounts[to] -= step;
                if change < best.map_or((0, 0), |(change, ..)| change) {
                    best = Some((change, from, to, step));
                }
                if looks == 0 {
                    break;
                }
            }
            let Some((_, from, to, step)) = best else { return };
            amounts[from] -= step;
            amounts[to] += step;
            for (known, constraints) in known.iter_mut().zip(self.asked) {
                *known = worst_violation(constraints, amounts).unwrap_or(*known);
            }
        }
    }
}

/// The numbers of two rising lists, each once.
fn merged<'a>(one: &'a [usize], other: &'a [usize]) -> impl Iterator<Item = usize> + 'a {
    one.iter().chain(other.iter().filter(|number| one.binary_search(number).is_err())).copied()
}

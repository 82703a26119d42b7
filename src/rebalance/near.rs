//! `Near`: whole amounts near to a program's values, and what rules lack there.

use std::collections::BTreeSet;

use super::convex::Cost;
use super::elastic::{Bunch, Elastic, alone_cost};
use riparto_solve::search::{Constraint, LinearProgram, capped_lcm};

/// What a column of a program holds: a multiple of its step, and a rest that is less than one.
pub(super) struct Held {
    pub(super) column: usize,
    pub(super) step: i64,
    /// The next lower multiple.
    pub(super) down: i128,
    /// The rest as a fraction of a step.
    pub(super) rest: i128,
    unit: i128,
}

/// How many cents or steps are moved between two bunches at most, to mend amounts.
const MOST_MOVES: usize = 64;

/// How many lines may be looked at to mend amounts once.
const MOST_LOOKS: usize = 1 << 22;

/// More than any rule lacks, so that no step is missed.
const MISSED_STEP: i64 = 1 << 60;

/// Amounts by line; those of a bunch lie where the rules on its single lines lack least.
pub(super) struct Near<'a> {
    asked: &'a [&'a [Constraint]],
    bunches: &'a [Bunch],
    /// For each line, what the rules on it alone lack.
    alone: Vec<Cost>,
    /// For each line, the rules that see it.
    seen_by: Vec<Vec<usize>>,
}

/// By how many cents amounts lack what each rule asks, in all; `None` where one is no multiple of its step.
pub(super) fn lacks(asked: &[&[Constraint]], amounts: &[i64]) -> Option<i128> {
    asked.iter().map(|constraints| Some(i128::from(most_lacking(constraints, amounts)?))).sum()
}

fn most_lacking(constraints: &[Constraint], amounts: &[i64]) -> Option<i64> {
    constraints.iter().try_fold(0, |most, constraint| Some(constraint.violation(amounts)?.max(most)))
}

impl Held {
    /// What a column holds; `None` where numbers are too large.
    pub(super) fn new(program: &LinearProgram, column: usize, step: i64) -> Option<Held> {
        let (above, below) = program.value(column)?;
        let unit = below.checked_mul(i128::from(step))?;
        let down = above.div_euclid(unit).checked_mul(i128::from(step))?;
        Some(Held { column, step, down, rest: above.rem_euclid(unit), unit })
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

impl Near<'_> {
    pub(super) fn new<'a>(asked: &'a [&'a [Constraint]], elastic: &'a Elastic) -> Near<'a> {
        let alone: Vec<Cost> = elastic.alone.iter().map(alone_cost).collect();
        let mut seen_by: Vec<Vec<usize>> = vec![Vec::new(); alone.len()];
        for (rule, constraints) in asked.iter().enumerate() {
            let mut note = |line: u32| {
                let rules = &mut seen_by[line as usize];
                if rules.last() != Some(&rule) {
                    rules.push(rule);
                }
            };
            constraints.iter().for_each(|constraint| constraint.for_each_line(&mut note));
        }
        Near { asked, bunches: &elastic.bunches, alone, seen_by }
    }

    pub(super) fn lacks(&self, amounts: &[i64]) -> Option<i128> {
        lacks(self.asked, amounts)
    }

    /// Whole multiples that sum to the total, by line: each bunch the next lower one, and what is left shared among cents, the
    /// largest rests first; `None` if nothing takes it.
    pub(super) fn rounded(&self, held: &[Held], total: i64) -> Option<Vec<i64>> {
        let sums = held.iter().map(|held| i64::try_from(held.down).ok());
        let mut sums = sums.collect::<Option<Vec<i64>>>()?;
        let mut left = total - sums.iter().sum::<i64>();
        let mut order: Vec<&Held> = held.iter().filter(|held| held.step == 1).collect();
        order.sort_by_key(|held| (-held.rest_in_millionths(), held.column));
        let mut takers = i64::try_from(order.len()).ok()?;
        for held in order {
            // The first ones take the odd cents.
            let taken = left.div_euclid(takers) + i64::from(left.rem_euclid(takers) > 0);
            sums[held.column] += taken;
            left -= taken;
            takers -= 1;
        }
        (left == 0).then(|| self.spread(&sums))
    }

    /// What bunches hold, put on their lines where rules on single lines lack least.
    fn spread(&self, sums: &[i64]) -> Vec<i64> {
        let mut amounts = vec![0; self.alone.len()];
        for (bunch, sum) in self.bunches.iter().zip(sums) {
            let costs = bunch.lines.iter().map(|line| &self.alone[*line as usize]);
            let slopes: BTreeSet<i64> = costs.flat_map(Cost::slopes).collect();
            let mut left = *sum;
            for slope in slopes {
                for line in &bunch.lines {
                    let taken = left.min(self.alone[*line as usize].length_at(slope));
                    amounts[*line as usize] += taken;
                    left -= taken;
                }
            }
        }
        amounts
    }

    /// For each bunch, the line from which cents are taken, and the one to which they go, so that rules on single lines lack
    /// least after that.
    fn ends(&self, amounts: &[i64]) -> Vec<(Option<usize>, Option<usize>)> {
        let ends = |bunch: &Bunch| {
            let margin = |line: usize, cents: i64| {
                let cost = &self.alone[line];
                cost.of(amounts[line] + cents) - cost.of(amounts[line])
            };
            let lines = || bunch.lines.iter().map(|line| *line as usize);
            let givers = lines().filter(|line| amounts[*line] >= bunch.step);
            (
                givers.min_by_key(|line| (margin(*line, -bunch.step), *line)),
                lines().min_by_key(|line| (margin(*line, bunch.step), *line)),
            )
        };
        self.bunches.iter().map(ends).collect()
    }

    /// Moves a cent or a step between two bunches at a time, as long as rules lack less after that, or as much in fewer rules.
    pub(super) fn mend(&self, amounts: &mut [i64]) {
        let mut looks = MOST_LOOKS;
        let known = self.asked.iter().map(|constraints| most_lacking(constraints, amounts));
        let Some(mut known) = known.collect::<Option<Vec<i64>>>() else { return };
        for _ in 0..MOST_MOVES {
            let mut best: Option<((i64, i64), usize, usize, i64)> = None;
            let ends = self.ends(amounts);
            let pairs = (0..ends.len()).flat_map(|giver| (0..ends.len()).map(move |taker| (giver, taker)));
            for (giver, taker) in pairs.filter(|(giver, taker)| giver != taker) {
                let step = capped_lcm(self.bunches[giver].step, self.bunches[taker].step, i64::MAX);
                let (Some(from), Some(to)) = (ends[giver].0, ends[taker].1) else { continue };
                if amounts[from] < step {
                    continue;
                }
                amounts[from] -= step;
                amounts[to] += step;
                let mut change = (0, 0);
                for rule in merged(&self.seen_by[from], &self.seen_by[to]) {
                    looks = looks.saturating_sub(self.alone.len());
                    let lacks = most_lacking(self.asked[rule], amounts).unwrap_or(MISSED_STEP);
                    change.0 += lacks - known[rule];
                    change.1 += i64::from(lacks > 0) - i64::from(known[rule] > 0);
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
                *known = most_lacking(constraints, amounts).unwrap_or(*known);
            }
        }
    }
}

/// The numbers of two rising lists, each once.
fn merged<'a>(one: &'a [usize], other: &'a [usize]) -> impl Iterator<Item = usize> + 'a {
    one.iter().chain(other.iter().filter(|number| one.binary_search(number).is_err())).copied()
}

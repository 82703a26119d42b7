//! `Near`: whole amounts near to a program's values, and what rules lack there.

use super::elastic::Bunch;
use crate::search::{Demand, Program, common_multiple};

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

/// Amounts by line, of which those of a bunch stand on its first.
pub(super) struct Near<'a> {
    asked: &'a [&'a [Demand]],
    bunches: &'a [Bunch],
    lines: usize,
    /// For each bunch, the rules that see it.
    seen_by: Vec<Vec<usize>>,
}

/// By how many cents amounts lack what each rule asks, in all; `None` where one is no multiple of its step.
pub(super) fn lacks(asked: &[&[Demand]], amounts: &[i64]) -> Option<i128> {
    asked.iter().map(|demands| Some(i128::from(most_lacking(demands, amounts)?))).sum()
}

fn most_lacking(demands: &[Demand], amounts: &[i64]) -> Option<i64> {
    demands.iter().try_fold(0, |most, demand| Some(demand.lacks(amounts)?.max(most)))
}

impl Held {
    /// What a column holds; `None` where numbers are too large.
    pub(super) fn new(program: &Program, column: usize, step: i64) -> Option<Held> {
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
    pub(super) fn new<'a>(asked: &'a [&'a [Demand]], bunches: &'a [Bunch], lines: usize) -> Near<'a> {
        let mut seen: Vec<Vec<usize>> = vec![Vec::new(); lines];
        for (rule, demand) in asked
            .iter()
            .enumerate()
            .flat_map(|(rule, demands)| demands.iter().map(move |demand| (rule, demand)))
        {
            demand.for_each_line(|line| {
                let rules = &mut seen[line as usize];
                if rules.last() != Some(&rule) {
                    rules.push(rule);
                }
            });
        }
        let seen_by =
            bunches.iter().map(|bunch| std::mem::take(&mut seen[bunch.lines[0] as usize])).collect();
        Near { asked, bunches, lines, seen_by }
    }

    pub(super) fn lacks(&self, amounts: &[i64]) -> Option<i128> {
        lacks(self.asked, amounts)
    }

    /// Whole multiples that sum to the total, by line: each the next lower one, and what is left shared among cents, the
    /// largest rests first; `None` if nothing takes it.
    pub(super) fn rounded(&self, held: &[Held], total: i64) -> Option<Vec<i64>> {
        let mut amounts = vec![0; self.lines];
        let mut left = total;
        for (bunch, held) in self.bunches.iter().zip(held) {
            let down = i64::try_from(held.down).ok()?;
            amounts[bunch.lines[0] as usize] = down;
            left -= down;
        }
        let mut order: Vec<&Held> = held.iter().filter(|held| held.step == 1).collect();
        order.sort_by_key(|held| (-held.rest_in_millionths(), held.column));
        let mut takers = i64::try_from(order.len()).ok()?;
        for held in order {
            // The first ones take the odd cents.
            let taken = left.div_euclid(takers) + i64::from(left.rem_euclid(takers) > 0);
            amounts[self.bunches[held.column].lines[0] as usize] += taken;
            left -= taken;
            takers -= 1;
        }
        (left == 0).then_some(amounts)
    }

    /// Moves a cent or a step between two bunches at a time, as long as rules lack less after that, or as much in fewer rules.
    pub(super) fn mend(&self, amounts: &mut [i64]) {
        let mut looks = MOST_LOOKS;
        let known = self.asked.iter().map(|demands| most_lacking(demands, amounts));
        let Some(mut known) = known.collect::<Option<Vec<i64>>>() else { return };
        for _ in 0..MOST_MOVES {
            let mut best: Option<((i64, i64), usize, usize, i64)> = None;
            for giver in 0..self.bunches.len() {
                for taker in (0..self.bunches.len()).filter(|taker| *taker != giver) {
                    let step = common_multiple(self.bunches[giver].step, self.bunches[taker].step, i64::MAX);
                    let (from, to) = (self.bunches[giver].lines[0], self.bunches[taker].lines[0]);
                    if amounts[from as usize] < step {
                        continue;
                    }
                    amounts[from as usize] -= step;
                    amounts[to as usize] += step;
                    let mut change = (0, 0);
                    for rule in merged(&self.seen_by[giver], &self.seen_by[taker]) {
                        looks = looks.saturating_sub(self.lines);
                        let lacks = most_lacking(self.asked[rule], amounts).unwrap_or(MISSED_STEP);
                        change.0 += lacks - known[rule];
                        change.1 += i64::from(lacks > 0) - i64::from(known[rule] > 0);
                    }
                    amounts[from as usize] += step;
                    amounts[to as usize] -= step;
                    if change < best.map_or((0, 0), |(change, ..)| change) {
                        best = Some((change, from as usize, to as usize, step));
                    }
                }
                if looks == 0 {
                    break;
                }
            }
            let Some((_, from, to, step)) = best else { return };
            amounts[from] -= step;
            amounts[to] += step;
            for (known, demands) in known.iter_mut().zip(self.asked) {
                *known = most_lacking(demands, amounts).unwrap_or(*known);
            }
        }
    }
}

/// The numbers of two rising lists, each once.
fn merged<'a>(one: &'a [usize], other: &'a [usize]) -> impl Iterator<Item = usize> + 'a {
    one.iter().chain(other.iter().filter(|number| one.binary_search(number).is_err())).copied()
}

//! Which rules hold the nearest allocation back from the wish.
//!
//! A rule does so if the allocation meets it without a cent to spare, and if a cent that moves from one line to another and
//! brings the allocation nearer to the wish would break it. Nearer is by the measure asked for, and then by squares.

use super::constraints::constraints;
use super::objective::Objective;
use riparto_core::budget::Selection;
use riparto_core::plan::Plan;
use riparto_core::rules::Bounded;
use riparto_solve::flow::Distance;
use riparto_solve::search::Constraint;

/// Amounts, the wish that they are near to, and what a change of each line counts.
pub(super) struct Deviation<'a> {
    pub(super) amounts: &'a [i64],
    pub(super) wish: &'a [i64],
    pub(super) weights: &'a [i64],
}

/// So many lines that gain most by giving or taking a cent are tried with a rule that is no bound of a sum.
const TRIED: usize = 8;

/// What a cent costs by the measure, and by squares.
type UnitCosts = (i128, i128);

/// The rules that hold amounts back from a wish, in their order.
pub(super) fn binding(
    plan: &Plan,
    bounds: &[Bounded],
    deviation: &Deviation<'_>,
    measure: Distance,
) -> Vec<usize> {
    let objective = Objective::new(deviation.amounts, deviation.wish, deviation.weights);
    if objective.moved == 0 {
        return Vec::new();
    }
    let costs = MarginalCosts::new(deviation, measure, objective.peak);
    let lines_of = |selection: usize| plan.rulebook().selection(selection).positions(plan.envelope());
    let sum = |selection: usize| lines_of(selection).map(|line| deviation.amounts[line]).sum::<i64>();
    let holds = |bounded: &&Bounded| match bounded {
        Bounded::Line { line, low, high, .. } => {
            let held = deviation.amounts[*line];
            (held == *low && costs.can_decrease(&[*line])) || (held == *high && costs.can_increase(&[*line]))
        }
        Bounded::Sum { selection, low, high, .. } => {
            let held = sum(*selection);
            let is_tight =
                *plan.rulebook().selection(*selection) != Selection::All && (held == *low || held == *high);
            is_tight && {
                let lines: Vec<usize> = lines_of(*selection).collect();
                (held == *low && costs.can_decrease(&lines)) || (held == *high && costs.can_increase(&lines))
            }
        }
        Bounded::Step { .. } => false,
        others => constraints(plan, others).iter().any(|constraint| costs.breaks(constraint)),
    };
    let mut rules: Vec<usize> = bounds.iter().filter(holds).map(Bounded::rule).collect();
    rules.sort_unstable();
    rules.dedup();
    rules
}

/// What a cent less and a cent more on each line cost, below zero if they bring it nearer to its wish.
struct MarginalCosts<'a> {
    amounts: &'a [i64],
    less: Vec<UnitCosts>,
    more: Vec<UnitCosts>,
    /// Lines by what a cent less costs on them, and by what a cent more does: the cheapest first.
    givers: Vec<usize>,
    takers: Vec<usize>,
}

impl MarginalCosts<'_> {
    fn new<'a>(deviation: &Deviation<'a>, measure: Distance, peak: i128) -> MarginalCosts<'a> {
        let price = |line: usize, by: i64| -> UnitCosts {
            let weight = deviation.weights.get(line).copied().map_or(1, i128::from);
            let change = i128::from(deviation.amounts[line]) - i128::from(deviation.wish[line]);
            let after = change + i128::from(by);
            let squares = weight * (after * after - change * change);
            let by_measure = match measure {
                Distance::Squares => squares,
                Distance::Moved => weight * (after.abs() - change.abs()),
                Distance::Peak => {
                    let (before, after) = (weight * change.abs(), weight * after.abs());
                    if after > peak || before == peak { (after - before).signum() } else { 0 }
                }
            };
            (by_measure, squares)
        };
        let lines = 0..deviation.amounts.len();
        let less: Vec<UnitCosts> = lines.clone().map(|line| price(line, -1)).collect();
        let more: Vec<UnitCosts> = lines.clone().map(|line| price(line, 1)).collect();
        let by = |prices: &[UnitCosts]| {
            let mut sorted: Vec<usize> = lines.clone().collect();
            sorted.sort_by_key(|line| prices[*line]);
            sorted
        };
        let givers = by(&less).into_iter().filter(|line| deviation.amounts[*line] > 0).collect();
        MarginalCosts { amounts: deviation.amounts, takers: by(&more), givers, less, more }
    }

    /// Whether a cent that leaves some lines, given in their order, brings amounts nearer.
    fn can_decrease(&self, lines: &[usize]) -> bool {
        let inside = |line: &&usize| lines.binary_search(line).is_ok();
        let giver = lines.iter().filter(|line| self.amounts[**line] > 0).min_by_key(|line| self.less[**line]);
        let taker = self.takers.iter().find(|line| !inside(line));
        giver.zip(taker).is_some_and(|(giver, taker)| self.is_nearer(*giver, *taker))
    }

    /// Whether a cent that enters some lines, given in their order, brings amounts nearer.
    fn can_increase(&self, lines: &[usize]) -> bool {
        let inside = |line: &&usize| lines.binary_search(line).is_ok();
        let taker = lines.iter().min_by_key(|line| self.more[**line]);
        let giver = self.givers.iter().find(|line| !inside(line));
        giver.zip(taker).is_some_and(|(giver, taker)| self.is_nearer(*giver, *taker))
    }

    fn is_nearer(&self, giver: usize, taker: usize) -> bool {
        let (less, more) = (self.less[giver], self.more[taker]);
        (less.0 + more.0, less.1 + more.1) < (0, 0)
    }

    /// Whether a cent that brings amounts nearer breaks what a rule asks.
    fn breaks(&self, constraint: &Constraint) -> bool {
        let mut named = vec![false; self.amounts.len()];
        constraint.for_each_line(|line| named[line as usize] = true);
        let first = |lines: &[usize]| -> Vec<usize> {
            let of = |inside: bool| {
                lines.iter().copied().filter(|line| named[*line] == inside).take(TRIED).collect()
            };
            let (mut some, others): (Vec<usize>, Vec<usize>) = (of(true), of(false));
            some.extend(others);
            some
        };
        let (givers, takers) = (first(&self.givers), first(&self.takers));
        let mut amounts = self.amounts.to_vec();
        for giver in givers {
            for taker in &takers {
                if giver != *taker && (named[giver] || named[*taker]) && self.is_nearer(giver, *taker) {
                    amounts[giver] -= 1;
                    amounts[*taker] += 1;
                    let is_broken = constraint.violation(&amounts).is_none_or(|violation| violation > 0);
                    amounts[giver] += 1;
                    amounts[*taker] -= 1;
                    if is_broken {
                        return true;
                    }
                }
            }
        }
        false
    }
}

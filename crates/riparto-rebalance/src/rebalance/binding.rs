//! Which rules hold the nearest allocation back from the wish.
//!
//! A rule does so if the allocation meets it without a cent to spare, and if a cent that moves from one line to another and
//! brings the allocation nearer to the wish would break it. Nearer is by the measure asked for, and then by squares.

use std::cell::OnceCell;

use super::constraints::constraints;
use super::objective::Objective;
use riparto_core::budget::Selection;
use riparto_core::plan::Plan;
use riparto_core::rules::{Bounded, Rulebook};
use riparto_solve::flow::Distance;
use riparto_solve::search::Constraint;

/// Amounts, the wish that they are near to, what a change of each line counts, and how far they are.
pub(super) struct Deviation<'a> {
    pub(super) amounts: &'a [i64],
    pub(super) wish: &'a [i64],
    pub(super) weights: &'a [i64],
    pub(super) objective: &'a Objective,
}

/// So many lines that gain most by giving or taking a cent are tried with a rule that is no bound of a sum.
const TRIED: usize = 8;

/// So many lines that gain most are looked at before all lines are, where a rule on a sum holds some of them back.
const FOREMOST: usize = 64;

/// What a cent costs by the measure, and by squares.
type UnitCosts = (i128, i128);

/// The rules that hold amounts back from a wish, in their order, of those that bound lines and sums.
pub(super) fn binding_sums(
    rulebook: &Rulebook,
    bounds: &[Bounded],
    deviation: &Deviation<'_>,
    measure: Distance,
) -> Vec<usize> {
    binding_beside(rulebook, bounds, (deviation, measure), |_, _| false)
}

/// The rules that hold amounts back from a wish, in their order.
pub(super) fn binding(
    plan: &Plan,
    bounds: &[Bounded],
    deviation: &Deviation<'_>,
    measure: Distance,
) -> Vec<usize> {
    binding_beside(plan.rulebook(), bounds, (deviation, measure), |costs, others| {
        constraints(plan, others).iter().any(|constraint| costs.breaks(constraint))
    })
}

/// As [`binding`]; `is_broken` tells of a rule that bounds no sum whether a cent that brings amounts nearer breaks it.
fn binding_beside(
    rulebook: &Rulebook,
    bounds: &[Bounded],
    (deviation, measure): (&Deviation<'_>, Distance),
    is_broken: impl Fn(&MarginalCosts<'_>, &Bounded) -> bool,
) -> Vec<usize> {
    if deviation.objective.moved == 0 {
        return Vec::new();
    }
    let costs = MarginalCosts::new(deviation, measure);
    let lines_of = |selection: usize| rulebook.selection(selection).positions(rulebook.envelope());
    let sum = |selection: usize| {
        let mut sum = 0;
        let selection = rulebook.selection(selection);
        selection.for_each(rulebook.envelope(), |line| sum += deviation.amounts[line]);
        sum
    };
    let holds = |bounded: &&Bounded| match bounded {
        Bounded::Line { line, low, high, .. } => {
            let held = deviation.amounts[*line];
            (held == *low && costs.can_decrease(&[*line])) || (held == *high && costs.can_increase(&[*line]))
        }
        Bounded::Sum { selection, low, high, .. } => {
            let held = sum(*selection);
            let is_tight =
                (held == *low || held == *high) && *rulebook.selection(*selection) != Selection::All;
            is_tight && {
                let lines: Vec<usize> = lines_of(*selection).collect();
                (held == *low && costs.can_decrease(&lines)) || (held == *high && costs.can_increase(&lines))
            }
        }
        Bounded::Step { .. } => false,
        others => is_broken(&costs, others),
    };
    let mut rules: Vec<usize> = bounds.iter().filter(holds).map(Bounded::rule).collect();
    rules.sort_unstable();
    rules.dedup();
    rules
}

/// What a cent less and a cent more on each line cost, below zero if they bring it nearer to its wish.
struct MarginalCosts<'a> {
    deviation: &'a Deviation<'a>,
    measure: Distance,
    less: Foremost,
    more: Foremost,
}

/// Lines by what a cent costs on them, the cheapest first: those that are looked at first, and all of them once these do not do.
#[derive(Default)]
struct Foremost {
    first: OnceCell<Vec<usize>>,
    all: OnceCell<Vec<usize>>,
}

impl MarginalCosts<'_> {
    fn new<'a>(deviation: &'a Deviation<'a>, measure: Distance) -> MarginalCosts<'a> {
        MarginalCosts { deviation, measure, less: Foremost::default(), more: Foremost::default() }
    }

    fn price(&self, line: usize, by: i64) -> UnitCosts {
        let Deviation { amounts, wish, weights, objective } = self.deviation;
        let weight = weights.get(line).copied().map_or(1, i128::from);
        let change = i128::from(amounts[line]) - i128::from(wish[line]);
        let after = change + i128::from(by);
        let squares = weight * (after * after - change * change);
        let by_measure = match self.measure {
            Distance::Squares => squares,
            Distance::Moved => weight * (after.abs() - change.abs()),
            Distance::Peak => {
                let (before, after) = (weight * change.abs(), weight * after.abs());
                if after > objective.peak || before == objective.peak { (after - before).signum() } else { 0 }
            }
        };
        (by_measure, squares)
    }

    fn less(&self, line: usize) -> UnitCosts {
        self.price(line, -1)
    }

    fn more(&self, line: usize) -> UnitCosts {
        self.price(line, 1)
    }

    fn gives(&self, line: &usize) -> bool {
        self.deviation.amounts[*line] > 0
    }

    /// All lines that can give a cent, those first on which it costs least.
    fn givers(&self) -> &[usize] {
        self.less.all.get_or_init(|| {
            let mut lines: Vec<usize> =
                (0..self.deviation.amounts.len()).filter(|line| self.gives(line)).collect();
            lines.sort_by_cached_key(|line| self.less(*line));
            lines
        })
    }

    /// All lines, those first on which a cent more costs least.
    fn takers(&self) -> &[usize] {
        self.more.all.get_or_init(|| {
            let mut lines: Vec<usize> = (0..self.deviation.amounts.len()).collect();
            lines.sort_by_cached_key(|line| self.more(*line));
            lines
        })
    }

    /// The giver outside of some lines, given in their order, on which a cent costs least.
    fn giver_outside(&self, lines: &[usize]) -> Option<UnitCosts> {
        let outside = |line: &usize| lines.binary_search(line).is_err();
        let all = || (0..self.deviation.amounts.len()).filter(|line| self.gives(line));
        let first = self.less.first.get_or_init(|| foremost(all(), |line| self.less(line)));
        let found = first.iter().copied().find(outside);
        let found = found.map(|line| self.less(line));
        found.or_else(|| all().filter(outside).map(|line| self.less(line)).min())
    }

    /// The taker outside of some lines on which a cent costs least.
    fn taker_outside(&self, lines: &[usize]) -> Option<UnitCosts> {
        let outside = |line: &usize| lines.binary_search(line).is_err();
        let all = || 0..self.deviation.amounts.len();
        let first = self.more.first.get_or_init(|| foremost(all(), |line| self.more(line)));
        let found = first.iter().copied().find(outside);
        let found = found.map(|line| self.more(line));
        found.or_else(|| all().filter(outside).map(|line| self.more(line)).min())
    }

    /// Whether a cent that leaves some lines, given in their order, brings amounts nearer.
    fn can_decrease(&self, lines: &[usize]) -> bool {
        let giver = lines.iter().filter(|line| self.gives(line)).map(|line| self.less(*line)).min();
        giver.is_some_and(|less| self.taker_outside(lines).is_some_and(|more| is_nearer(less, more)))
    }

    /// Whether a cent that enters some lines, given in their order, brings amounts nearer.
    fn can_increase(&self, lines: &[usize]) -> bool {
        let taker = lines.iter().map(|line| self.more(*line)).min();
        taker.is_some_and(|more| self.giver_outside(lines).is_some_and(|less| is_nearer(less, more)))
    }

    /// Whether a cent that brings amounts nearer breaks what a rule asks.
    fn breaks(&self, constraint: &Constraint) -> bool {
        let mut named = vec![false; self.deviation.amounts.len()];
        constraint.for_each_line(|line| named[line as usize] = true);
        let first = |lines: &[usize]| -> Vec<usize> {
            let of = |inside: bool| {
                lines.iter().copied().filter(|line| named[*line] == inside).take(TRIED).collect()
            };
            let (mut some, others): (Vec<usize>, Vec<usize>) = (of(true), of(false));
            some.extend(others);
            some
        };
        let (givers, takers) = (first(self.givers()), first(self.takers()));
        let mut amounts = self.deviation.amounts.to_vec();
        for giver in givers {
            for taker in &takers {
                let is_concerned = giver != *taker && (named[giver] || named[*taker]);
                if is_concerned && is_nearer(self.less(giver), self.more(*taker)) {
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

/// Whether a cent less at one price and a cent more at another bring amounts nearer.
fn is_nearer(less: UnitCosts, more: UnitCosts) -> bool {
    (less.0 + more.0, less.1 + more.1) < (0, 0)
}

/// The first [`FOREMOST`] of some lines by price, the cheapest first.
fn foremost(lines: impl Iterator<Item = usize>, price: impl Fn(usize) -> UnitCosts) -> Vec<usize> {
    let mut priced: Vec<(UnitCosts, usize)> = Vec::with_capacity(2 * FOREMOST);
    let mut worst = None;
    for line in lines {
        let entry = (price(line), line);
        if worst.is_none_or(|worst| entry < worst) {
            priced.push(entry);
            if priced.len() == 2 * FOREMOST {
                priced.select_nth_unstable(FOREMOST - 1);
                priced.truncate(FOREMOST);
                worst = priced.last().copied();
            }
        }
    }
    priced.sort_unstable();
    priced.truncate(FOREMOST);
    priced.into_iter().map(|(_, line)| line).collect()
}

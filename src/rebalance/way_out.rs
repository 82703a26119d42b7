//! The way out of a conflict of rules of every kind: a search in whole cents for the least that rules must give way in all.
//!
//! The program's least is a bound below which nothing holds. Its values, rounded to whole cents, are an allocation, and what
//! its rules lack is a way out. Where the two differ, the values are cut in two: a sum of lines that is no whole multiple, a
//! sum that is said to rise and to fall at once, a rule that lacks a part of a cent.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::elastic::Elastic;
use super::near::{Held, Near, lacks};
use riparto_solve::Meter;
use riparto_solve::search::{Constraint, LinearProgram, LpStatus, UNBOUNDED};

/// What the search found.
pub(super) struct WayOut {
    /// Amounts that lack least, of those found; none if no amounts were found that are multiples of their steps.
    pub(super) amounts: Option<(i128, Vec<i64>)>,
    /// No amounts lack less.
    pub(super) at_least: i128,
}

/// A variable, and the least and the most that it may be.
type Cut = (usize, i128, i128);

/// The cuts that lead to a part, the last one first; both halves of a part share those before.
struct Cuts {
    last: Cut,
    before: Option<Rc<Cuts>>,
}

/// The cuts one by one.
fn each(cuts: Option<&Rc<Cuts>>) -> impl Iterator<Item = Cut> {
    std::iter::successors(cuts, |cuts| cuts.before.as_ref()).map(|cuts| cuts.last)
}

/// What a program's values leave to be cut in two: a variable, the end of the lower half, the beginning of the upper one.
enum Split {
    At(usize, i128, i128, bool),
    /// One of two variables is zero.
    Either(usize, usize),
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

struct Search<'a> {
    budget: Budget,
    meter: &'a Meter,
    elastic: &'a Elastic,
    near: Near<'a>,
    total: i64,
    best: Option<(i128, Vec<i64>)>,
}

/// Looks for amounts that lack least in all. `known` are amounts to begin with.
pub(super) fn way_out(
    asked: &[&[Constraint]],
    total: i64,
    known: Vec<Vec<i64>>,
    (budget, meter): (Budget, &Meter),
) -> WayOut {
    let lines = known.first().map_or(0, Vec::len);
    let lacking = known.into_iter().filter_map(|amounts| Some((lacks(asked, &amounts)?, amounts)));
    let begun = lacking.min_by_key(|(lacks, _)| *lacks);
    let Some(elastic) = Elastic::new(lines, total, asked) else {
        return WayOut { amounts: begun, at_least: 0 };
    };
    let near = Near::new(asked, &elastic);
    Search { budget, meter, elastic: &elastic, near, total, best: begun }.run()
}

impl Search<'_> {
    fn run(mut self) -> WayOut {
        let mut budget = self.budget.entries;
        let mut root = self.elastic.program.clone();
        // The least bound of a part of which nothing more is known.
        let mut given_up = UNBOUNDED;
        // From the most promising on; of those that promise the same, the latest first: straight down to an answer.
        let mut open: BTreeMap<(i128, usize), Option<Rc<Cuts>>> = BTreeMap::new();
        open.insert((0, usize::MAX), None);
        for number in 0..self.budget.programs {
            let Some(((bound, _), cuts)) = open.pop_first().filter(|((bound, _), _)| *bound < self.enough())
            else {
                open.clear();
                break;
            };
            let mut program = root.clone();
            each(cuts.as_ref()).for_each(|(variable, low, high)| program.tighten(variable, low, high));
            let status =
                program.solve(self.enough() - self.elastic.lacking_anyway, (&mut budget, self.meter));
            if status == LpStatus::InfeasibleOrCutoff {
                continue;
            }
            let known = if program.is_sound() { program.lower_bound().unwrap_or(0) } else { 0 };
            let least = (known + self.elastic.lacking_anyway).max(bound);
            let split = if status == LpStatus::Optimal { self.look_at(&program, number + 1) } else { None };
            match split {
                None => given_up = given_up.min(least),
                Some(None) => {}
                Some(Some(split)) => {
                    for (half, cut) in split.halves().into_iter().enumerate() {
                        let cuts = Rc::new(Cuts { last: cut, before: cuts.clone() });
                        open.insert((least, usize::MAX - 2 * number - half - 1), Some(cuts));
                    }
                }
            }
            if cuts.is_none() {
                root = program;
            }
        }
        if let Some((_, amounts)) = &mut self.best {
            self.near.mend(amounts);
        }
        let left = open.first_key_value().map_or(UNBOUNDED, |((bound, _), _)| *bound);
        // Mended amounts lack no more.
        let amounts = self.best.and_then(|(_, amounts)| Some((self.near.lacks(&amounts)?, amounts)));
        let least = amounts.as_ref().map_or(UNBOUNDED, |(lacks, _)| *lacks);
        WayOut { at_least: left.min(given_up).min(self.budget.cutoff).min(least), amounts }
    }

    /// From this on, nothing is worth looking for.
    fn enough(&self) -> i128 {
        self.best.as_ref().map_or(self.budget.cutoff, |(lacks, _)| self.budget.cutoff.min(*lacks))
    }

    /// Offers what a program's values come to, and says where they are cut in two if they are not whole. `None` where
    /// numbers are too large.
    fn look_at(&mut self, program: &LinearProgram, number: usize) -> Option<Option<Split>> {
        let elastic = self.elastic;
        let bunches = elastic.bunches.iter().map(|bunch| bunch.step).enumerate();
        let held: Vec<Held> =
            bunches.map(|(column, step)| Held::new(program, column, step)).collect::<Option<Vec<Held>>>()?;
        self.offer(&held, number);
        let mut both: Option<(i128, Split)> = None;
        for fall in &elastic.falls {
            let ((below, unit), (above, other)) = (program.value(fall.below)?, program.value(fall.above)?);
            let least = (below / unit).min(above / other);
            if below > 0 && above > 0 && both.as_ref().is_none_or(|(most, _)| least > *most) {
                both = Some((least, Split::Either(fall.below, fall.above)));
            }
        }
        if let Some((_, split)) = both {
            return Some(Some(split));
        }
        let sums = elastic.sums.iter().map(|(column, step)| Held::new(program, *column, *step));
        let sums = sums.collect::<Option<Vec<Held>>>()?;
        // Steps before cents, and sums before their lines.
        let before =
            |(is_sum, held): &(bool, &Held)| (held.step > 1, *is_sum, held.off(), usize::MAX - held.column);
        let all = sums.iter().map(|sum| (true, sum)).chain(held.iter().map(|line| (false, line)));
        if let Some((_, held)) = all.filter(|(_, held)| held.rest != 0).max_by_key(before) {
            return Some(held.split());
        }
        for column in elastic.lacking.clone() {
            let held = Held::new(program, column, 1)?;
            if held.rest != 0 {
                return Some(held.split());
            }
        }
        Some(None)
    }

    /// Offers whole amounts near to a program's values. Programs 1, 2, 4, 8, … are mended: answers help most at first.
    fn offer(&mut self, held: &[Held], number: usize) {
        let Some(mut rounded) = self.near.rounded(held, self.total) else { return };
        if number.is_power_of_two() {
            self.near.mend(&mut rounded);
        }
        if let Some(lacks) = self.near.lacks(&rounded)
            && self.best.as_ref().is_none_or(|(least, _)| lacks < *least)
        {
            self.best = Some((lacks, rounded));
        }
    }
}

impl Held {
    fn split(&self) -> Option<Split> {
        let up = self.down + i128::from(self.step);
        (self.rest != 0).then_some(Split::At(self.column, self.down, up, self.is_high()))
    }
}

impl Split {
    fn halves(self) -> [Cut; 2] {
        match self {
            Split::At(variable, low, high, true) => [(variable, 0, low), (variable, high, UNBOUNDED)],
            Split::At(variable, low, high, false) => [(variable, high, UNBOUNDED), (variable, 0, low)],
            Split::Either(one, other) => [(one, 0, 0), (other, 0, 0)],
        }
    }
}

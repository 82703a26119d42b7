//! The sweep: the moment at which the lines' medians sum to the total, exactly.
//!
//! Each line is at one [`Place`] at a moment, and comes through its places in one order. While no line changes its place the
//! sum of what lines hold is straight in time, so one division finds where it would reach the total, and the moment is found
//! if all lines are still at these places then. Otherwise that guess, put on a grid, is the next step to look at (Newton's
//! method), within a bracket that is halved where the guesses are slow. A line whose places at both ends of the bracket agree
//! is settled and never looked at again. If the bracket is down to one step of the grid, the changes within it are sorted
//! as fractions and searched. Every eighth line alone, and every eighth of these, gives the step to begin with: the sum of
//! their medians is sought where it is the sum of their means.
//!
//! So the expected time is a few passes over the lines, with a binary search in each; at the worst, the sort of all changes.

use std::cmp::Ordering;

use super::column::Columns;
use super::phantom::{Moment, Phantoms};
use super::place::{Held, Place};
use crate::money::{ExactSplit, Money};

/// So few lines are not worth a sample.
const FEW_LINES: usize = 24;

/// Of how many lines one is in the sample.
const SAMPLED: usize = 8;

/// How exact the sample's moment is, in bits.
const SAMPLE_BITS: u32 = 9;

/// A line that is not settled: its places at both ends of the bracket, and at the step that was looked at last.
struct Open {
    line: usize,
    early: Place,
    late: Place,
    now: Place,
}

struct Sweep<'a> {
    columns: &'a Columns,
    phantoms: Phantoms,
    /// What the lines are to hold, in units.
    target: i128,
    /// The bracket: too little before, enough after.
    low: i128,
    high: i128,
    open: Vec<Open>,
    /// The lines that are settled, and what they hold together.
    settled: Vec<(usize, Place)>,
    held: Held,
    /// What all lines hold where they are now, as straight lines in time.
    now: Held,
}

/// The exact split at the moment when all lines sum to the total.
///
/// It exists. At the last moment the phantoms of the weight c are at c / n of T, or higher. A line then holds the largest amount a
/// such that ballots of at least a / T of the weight give it at least a. Over two lines together that is at most the sum
/// over each (if a ballot gives both together more than a + b, it gives the first more than a or the second more than b), and over
/// all lines together it is T.
pub(super) fn sweep(columns: &Columns, total: Money, stages: &[Phantoms]) -> ExactSplit {
    let target = |phantoms: &Phantoms| i128::from(columns.total) * phantoms.unit();
    for (number, phantoms) in stages.iter().enumerate() {
        let mut sweep = Sweep::new(columns, *phantoms, 1, target(phantoms));
        if number + 1 < stages.len() {
            let last = sweep.high;
            if sweep.look(last).is_lt() {
                continue;
            }
        }
        let guess = guess(columns, phantoms, SAMPLED);
        let moment = sweep.search(guess);
        return sweep.split(total, moment);
    }
    ExactSplit { total, wholes: vec![0; columns.lines], remainders: vec![0; columns.lines], denominator: 1 }
}

/// The step to begin with if every so many lines are representative of all.
fn guess(columns: &Columns, phantoms: &Phantoms, stride: usize) -> i128 {
    let last = phantoms.last_step();
    if columns.lines / (stride / SAMPLED) <= FEW_LINES {
        return last / 2;
    }
    let lines = (0..columns.lines).step_by(stride);
    let sum: i128 = lines.map(|line| columns.column(line).weighted_sum()).sum();
    let target = sum / i128::from(columns.column(0).weight(columns.ballots)) * phantoms.unit();
    let mut sample = Sweep::new(columns, *phantoms, stride, target);
    let mut step = guess(columns, phantoms, stride * SAMPLED);
    while sample.high - sample.low > 1 {
        step = step.clamp(sample.low + 1, sample.high - 1);
        sample.look(step);
        let next = sample.next(step, Pace::Fast);
        if (next - step).abs() <= step >> SAMPLE_BITS {
            return next;
        }
        step = next;
    }
    step
}

/// Whether a search closes in on its end; one that does not is halved.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Pace {
    Fast,
    Slow,
}

impl<'a> Sweep<'a> {
    fn new(columns: &'a Columns, phantoms: Phantoms, stride: usize, target: i128) -> Sweep<'a> {
        let late = Place::FIRST;
        let early = Place::last(&columns.column(0));
        let open = (0..columns.lines).step_by(stride).map(|line| Open { line, early, late, now: early });
        Sweep {
            columns,
            phantoms,
            target,
            low: 0,
            high: phantoms.last_step(),
            open: open.collect(),
            settled: Vec::new(),
            held: Held::default(),
            now: Held::default(),
        }
    }

    /// The moment when the lines hold the target. It is within the bracket.
    fn search(&mut self, guess: i128) -> Moment {
        let mut step = guess;
        let mut widths = [self.high - self.low; 2];
        while self.high - self.low > 1 {
            step = step.clamp(self.low + 1, self.high - 1);
            let order = self.look(step);
            if let Some(moment) = self.solution(order) {
                return moment;
            }
            let width = self.high - self.low;
            let pace = if width > widths[0] / 2 { Pace::Slow } else { Pace::Fast };
            widths = [widths[1], width];
            step = self.next(step, pace);
        }
        self.search_changes()
    }

    /// Finds what the lines hold at a step, which becomes an end of the bracket, and how that compares with the target.
    fn look(&mut self, step: i128) -> Ordering {
        let moment = self.phantoms.moment(step);
        let order = self.hold(moment);
        self.narrow(order);
        if order.is_lt() {
            self.low = step
        } else {
            self.high = step
        }
        order
    }

    /// Places all open lines at a moment in the bracket; how what all lines hold compares with the target.
    fn hold(&mut self, moment: Moment) -> Ordering {
        let now = self.phantoms.instant(moment);
        let mut held = self.held;
        for open in &mut self.open {
            let column = self.columns.column(open.line);
            open.now = Place::at(&column, &self.phantoms, &now, open.early, open.late);
            held.add(open.now.held(&column, &self.phantoms));
        }
        self.now = held;
        (held.constant * moment.below + held.slope * moment.above).cmp(&(self.target * moment.below))
    }

    /// Takes the places where lines are now for one end of the bracket, and settles lines.
    fn narrow(&mut self, order: Ordering) {
        let Sweep { columns, phantoms, open, settled, held, .. } = self;
        open.retain_mut(|open| {
            if order.is_lt() {
                open.early = open.now
            } else {
                open.late = open.now
            }
            if open.early != open.late {
                return true;
            }
            held.add(open.now.held(&columns.column(open.line), phantoms));
            settled.push((open.line, open.now));
            false
        });
    }

    /// The moment when the lines hold the target, if all open lines are then where they are now.
    fn solution(&self, order: Ordering) -> Option<Moment> {
        let held = self.now;
        if held.slope == 0 {
            let end = if order.is_lt() { self.low } else { self.high };
            return (held.constant == self.target).then(|| self.phantoms.moment(end));
        }
        let moment = Moment { above: self.target - held.constant, below: held.slope };
        let parts = self.phantoms.parts();
        let is_within = self.low * moment.below <= moment.above * parts
            && moment.above * parts <= self.high * moment.below;
        if !is_within {
            return None;
        }
        let now = self.phantoms.instant(moment);
        let holds = |open: &Open| open.now.holds(&self.columns.column(open.line), &self.phantoms, &now);
        self.open.iter().all(holds).then_some(moment)
    }

    /// The step to look at after this one.
    fn next(&self, step: i128, pace: Pace) -> i128 {
        let middle = self.low + (self.high - self.low) / 2;
        let held = self.now;
        if held.slope == 0 || pace == Pace::Slow {
            return middle;
        }
        let root = (self.target - held.constant) * self.phantoms.parts() / held.slope;
        if root < self.low || self.high < root {
            return middle;
        }
        // A little further than the guess, so that the end of the bracket beyond it comes near too.
        let (move_by, far) =
            if root < step { (root - step, root - self.low) } else { (root - step, self.high - root) };
        if far > 2 * move_by.abs() { root + move_by / 8 } else { root }
    }

    /// The moment when the lines hold the target, in a bracket of one step.
    fn search_changes(&mut self) -> Moment {
        let (mut low, mut high) = (self.phantoms.moment(self.low), self.phantoms.moment(self.high));
        let changes = self.changes(low, high);
        let (mut from, mut to) = (0, changes.len());
        while from < to {
            let middle = from + (to - from) / 2;
            let moment = changes[middle];
            let order = self.hold(moment);
            self.narrow(order);
            if order.is_lt() {
                (low, from) = (moment, middle + 1);
            } else {
                (high, to) = (moment, middle);
            }
        }
        // No line changes its place between these two.
        self.hold(low.between(high));
        match self.now.slope {
            0 => low,
            slope => Moment { above: self.target - self.now.constant, below: slope },
        }
    }

    /// The moments strictly between two at which open lines change their places, in order.
    fn changes(&self, low: Moment, high: Moment) -> Vec<Moment> {
        let mut changes = Vec::new();
        for open in &self.open {
            let column = self.columns.column(open.line);
            let mut place = open.early;
            while place > open.late {
                let (next, moment) = place.leave(&column, &self.phantoms);
                let moment = moment.map(|(above, below)| Moment { above, below });
                changes.extend(moment.filter(|moment| low.is_before(*moment) && moment.is_before(high)));
                place = next;
            }
        }
        changes.sort_unstable_by(|a, b| (a.above * b.below).cmp(&(b.above * a.below)));
        changes
    }

    /// What each line holds at the moment that was found, all lines being where they are now.
    fn split(mut self, total: Money, moment: Moment) -> ExactSplit {
        let Sweep { columns, phantoms, settled, open, .. } = &mut self;
        settled.extend(open.iter().map(|open| (open.line, open.now)));
        let common = gcd(moment.above, moment.below);
        let (above, below) = (moment.above / common, moment.below / common);
        let denominator = phantoms.unit() * below;
        let mut split = ExactSplit {
            total,
            wholes: vec![0; columns.lines],
            remainders: vec![0; columns.lines],
            denominator: denominator.unsigned_abs(),
        };
        for (line, place) in settled {
            let column = columns.column(*line);
            match place.vote(&column) {
                Some(vote) => split.wholes[*line] = vote,
                None => {
                    let held = place.held(&column, phantoms);
                    split.set(*line, held.constant * below + held.slope * above);
                }
            }
        }
        split
    }
}

fn gcd(mut a: i128, mut b: i128) -> i128 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a.max(1)
}

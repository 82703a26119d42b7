//! The sweep: the moment at which the lines' medians sum to the total, exactly.
//!
//! At any moment a line stands on one of its votes, or rides on the phantom between two of them; which one is its
//! *state*, and states only go down in time. The sum over the lines is a line through the states' offsets and slopes. A
//! bracket of two moments, between which the sum passes the total, shrinks by interpolation and halving; a line whose
//! states at both ends agree is settled and never looked at again. When few states are left in between, the moments at
//! which they change are listed, sorted as fractions, and searched; then the sum is straight, and one division finds the
//! moment. Expected time is a few passes over the lines, with a binary search in each; never more than the sort of all
//! changes.

use super::column::{Column, Columns};
use super::phantom::{Moment, Phantoms};
use crate::money::{ExactSplit, Money};

/// So few changes of state are listed and sorted at once.
const FEW_CHANGES: usize = 512;

/// What a line holds at a moment: `offset / unit + slope / unit * moment` cents.
#[derive(Clone, Copy, Default)]
struct Sum {
    offset: i128,
    slope: i128,
}

impl Sum {
    fn add(&mut self, other: Sum) {
        self.offset += other.offset;
        self.slope += other.slope;
    }
}

/// A line that is not settled: its states at both ends of the bracket.
struct Open {
    line: usize,
    /// At the earlier moment; never below the later one.
    early: usize,
    late: usize,
}

struct Sweep<'a> {
    columns: &'a Columns,
    phantoms: Phantoms,
    /// The total in units.
    total: i128,
    low: Moment,
    high: Moment,
    /// The sums, less the total, at both ends, in parts of a unit.
    low_excess: i128,
    high_excess: i128,
    open: Vec<Open>,
    /// The states of settled lines, and what these hold together.
    states: Vec<usize>,
    settled: Sum,
}

/// The exact split at the moment when all lines sum to the total.
///
/// At the last moment they hold no less: if the medians summed to less, the ballots above a line's median would be a
/// smaller share of all than the median is of the total, so some ballot would be above no median, and sum to less too.
pub(super) fn sweep(columns: &Columns, total: Money, stages: &[Phantoms]) -> ExactSplit {
    let mut stages = stages.iter().map(|phantoms| Sweep::new(columns, *phantoms));
    let sweep = stages.find(|sweep| sweep.high_excess >= 0);
    let Some(sweep) = sweep else { unreachable!("at the last moment the lines hold the total or more") };
    sweep.split(total)
}

impl<'a> Sweep<'a> {
    fn new(columns: &'a Columns, phantoms: Phantoms) -> Sweep<'a> {
        let last_state = 2 * (columns.ballots + 1) + 1;
        let mut sweep = Sweep {
            columns,
            phantoms,
            total: i128::from(columns.total) * phantoms.unit(),
            low: phantoms.first(),
            high: phantoms.last(),
            low_excess: 0,
            high_excess: 0,
            open: (0..columns.lines).map(|line| Open { line, early: last_state, late: 0 }).collect(),
            states: vec![0; columns.lines],
            settled: Sum::default(),
        };
        for (moment, end) in [(sweep.high, End::High), (sweep.low, End::Low)] {
            let (states, excess) = sweep.at(moment);
            sweep.move_to(moment, end, &states, excess);
        }
        sweep
    }

    /// The exact amounts of all lines at the moment when they sum to the total.
    fn split(mut self, total: Money) -> ExactSplit {
        let moment = self.search();
        let shared = greatest_common_divisor(moment.above, moment.below);
        let (above, below) = (moment.above / shared, moment.below / shared);
        let parts: Vec<i128> = self
            .columns
            .iter()
            .zip(&self.states)
            .map(|(column, state)| {
                let held = self.held(&column, *state);
                held.offset * below + held.slope * above
            })
            .collect();
        ExactSplit::divided(total, parts.into_iter(), self.phantoms.unit() * below)
    }

    /// The moment when the lines sum to the total; all lines are settled then.
    fn search(&mut self) -> Moment {
        let mut halve = false;
        loop {
            let width = self.high.above - self.low.above;
            if let Some(moment) = self.met() {
                return moment;
            }
            let changes: usize = self.open.iter().map(|open| open.early - open.late).sum();
            if changes <= FEW_CHANGES || width <= 1 {
                return self.search_changes();
            }
            let place = if halve { width / 2 } else { self.interpolated(width) };
            let moment = Moment { above: self.low.above + place, below: self.low.below };
            self.narrow(moment);
            // Interpolation that does not halve the bracket is followed by a step that does.
            halve = !halve && self.high.above - self.low.above > width / 2;
        }
    }

    /// The moment, if it is an end of the bracket or if nothing is open in between.
    fn met(&mut self) -> Option<Moment> {
        if self.low_excess == 0 {
            self.open.iter_mut().for_each(|open| open.late = open.early);
        } else if self.high_excess == 0 {
            self.open.iter_mut().for_each(|open| open.early = open.late);
        } else if !self.open.is_empty() {
            return None;
        }
        self.settle();
        Some(match (self.low_excess, self.high_excess) {
            (0, _) => self.low,
            (_, 0) => self.high,
            // The sum rises from below the total to above it, so the slope is above zero.
            _ => Moment { above: self.total - self.settled.offset, below: self.settled.slope },
        })
    }

    /// How far into a bracket of a width the sum would pass the total if it were straight; at least one and less than
    /// the width.
    fn interpolated(&self, width: i128) -> i128 {
        const BITS: u32 = 40;
        let rise = self.high_excess - self.low_excess;
        let shift = (i128::BITS - rise.leading_zeros()).saturating_sub(BITS);
        let (missing, rise) = (-self.low_excess >> shift, (rise >> shift).max(1));
        (missing * width / rise).clamp(1, width - 1)
    }

    /// Between the ends only few states change: lists when, and searches the list.
    fn search_changes(&mut self) -> Moment {
        let mut changes: Vec<Moment> = Vec::new();
        for open in &self.open {
            let column = self.columns.column(open.line);
            let moments = (open.late + 1..=open.early).filter_map(|state| self.change(&column, state));
            changes.extend(moments.filter(|at| self.low.is_before(*at) && at.is_before(self.high)));
        }
        changes.sort_unstable_by(|a, b| (a.above * b.below).cmp(&(b.above * a.below)));
        let (mut first, mut end) = (0, changes.len());
        while first < end {
            let middle = first + (end - first) / 2;
            self.narrow(changes[middle]);
            if let Some(moment) = self.met() {
                return moment;
            }
            if self.low.is_before(changes[middle]) { end = middle } else { first = middle + 1 }
        }
        // Nothing changes strictly in between, so what lines do there they do at any moment there.
        let between = self.low.between(self.high);
        for index in 0..self.open.len() {
            let Open { line, early, late } = self.open[index];
            let state = self.state(&self.columns.column(line), between, early, late);
            (self.open[index].early, self.open[index].late) = (state, state);
        }
        self.settle();
        Moment { above: self.total - self.settled.offset, below: self.settled.slope }
    }

    /// When a line leaves a state for the one below: it reaches the next vote, or the next phantom reaches its vote.
    fn change(&self, column: &Column<'_>, state: usize) -> Option<Moment> {
        let rank = state / 2;
        let vote = if state % 2 == 0 { column.vote(rank - 1) } else { column.vote(rank) };
        let weight = column.weight(rank.checked_sub(1)?);
        let below = self.phantoms.slope(weight);
        let above = i128::from(vote) * self.phantoms.unit() - self.phantoms.offset(weight);
        (below > 0).then_some(Moment { above, below })
    }

    /// Moves the end of the bracket that a moment replaces.
    fn narrow(&mut self, moment: Moment) {
        let (states, excess) = self.at(moment);
        self.move_to(moment, if excess <= 0 { End::Low } else { End::High }, &states, excess);
    }

    /// What the open lines do at a moment, and how far the sum of all lines is above the total.
    fn at(&self, moment: Moment) -> (Vec<usize>, i128) {
        let mut sum = self.settled;
        let states = self.open.iter().map(|open| {
            let column = self.columns.column(open.line);
            let state = self.state(&column, moment, open.early, open.late);
            sum.add(self.held(&column, state));
            state
        });
        let states = states.collect();
        (states, (sum.offset - self.total) * moment.below + sum.slope * moment.above)
    }

    /// Moves an end of the bracket to a moment.
    fn move_to(&mut self, moment: Moment, end: End, states: &[usize], excess: i128) {
        let open = self.open.iter_mut().zip(states);
        match end {
            End::Low => {
                (self.low, self.low_excess) = (moment, excess);
                open.for_each(|(open, state)| open.early = *state);
            }
            End::High => {
                (self.high, self.high_excess) = (moment, excess);
                open.for_each(|(open, state)| open.late = *state);
            }
        }
        self.settle();
    }

    /// Sets apart the lines that do the same at both ends.
    fn settle(&mut self) {
        let mut open = std::mem::take(&mut self.open);
        open.retain(|open| {
            let stays = open.early > open.late;
            if !stays {
                self.states[open.line] = open.early;
                self.settled.add(self.held(&self.columns.column(open.line), open.early));
            }
            stays
        });
        self.open = open;
    }

    /// What a line does at a moment, between two states: twice the first rank whose phantom reaches its vote, and one more
    /// if the line stands on that vote rather than rides on the phantom before.
    fn state(&self, column: &Column<'_>, moment: Moment, early: usize, late: usize) -> usize {
        let reaches = |phantom: usize, rank: usize| {
            let weight = column.weight(phantom);
            let place =
                self.phantoms.offset(weight) * moment.below + self.phantoms.slope(weight) * moment.above;
            place.cmp(&(i128::from(column.vote(rank)) * self.phantoms.unit() * moment.below))
        };
        let (mut first, mut end) = (late / 2, early / 2);
        while first < end {
            let middle = first + (end - first) / 2;
            if reaches(middle, middle).is_ge() { end = middle } else { first = middle + 1 }
        }
        let rides = first > 0 && reaches(first - 1, first).is_gt();
        2 * first + usize::from(!rides)
    }

    fn held(&self, column: &Column<'_>, state: usize) -> Sum {
        let rank = state / 2;
        if state % 2 == 1 {
            return Sum { offset: i128::from(column.vote(rank)) * self.phantoms.unit(), slope: 0 };
        }
        let weight = column.weight(rank - 1);
        Sum { offset: self.phantoms.offset(weight), slope: self.phantoms.slope(weight) }
    }
}

/// An end of the bracket.
#[derive(Clone, Copy)]
enum End {
    Low,
    High,
}

fn greatest_common_divisor(a: i128, b: i128) -> i128 {
    let (mut a, mut b) = (a, b);
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a.max(1)
}

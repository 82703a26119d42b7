//! `ClockSearch`: the root search for the stopping time of moving phantoms, at which the lines' medians sum to the total, exactly.
//!
//! The sum `F(t)` of the medians is piecewise affine and never falls. Each line is on one [`Segment`] at a time and passes its
//! segments in one order. Where no line changes its segment `F` is affine, and one division gives the root of that piece: it is the
//! answer if all lines are still on these segments then. Otherwise it is the next probe, put on a grid (a safeguarded Newton
//! method, from the end of the bracket whose own root is nearer). Where probes do not halve the bracket, its far end is pulled in by
//! galloping. A line with equal segments at both ends is settled and never evaluated again. In a bracket of one grid step, the
//! breakpoints are sorted as fractions and searched by halves.
//!
//! With many lines and few ballots all movement lies within a short time, outside of which `F` is flat. The initial guess solves
//! the same problem on every 8th line, recursively (every 64th, …), for the sum of the sample's mean votes.
//!
//! Over few lines, the initial guess is where the phantom in the middle meets the mean of the lines; or, where one phantom moves at
//! a time (utilitarian), the interval in which phantom `c` moves, for the largest `c` whose votes still sum to the total. Often it is
//! the answer. Where `F` is flat, the next probe is the nearest breakpoint.
//!
//! The expected time is a few passes over the lines with a binary search in each; at the worst, the sort of all breakpoints.

use std::cmp::Ordering;

use super::aggregation_rule::AggregationRule;
use super::integer::{Integer, is_narrow};
use super::line_votes::{LineVotes, VotesByLine};
use super::phantom::{Phantoms, Time};
use super::phantom_values::{PhantomValues, are_few, last_phantom, phantom};
use super::segment::{LinearHolding, Segment};
use riparto_core::money::{ExactSplit, Fraction, Money};
use riparto_solve::gcd;

/// Up to this many lines, no sample.
const FEW_LINES: usize = 24;

/// One line in this many is in the sample.
const SAMPLE_STRIDE: usize = 8;

/// Probes in a row that may fail to halve the bracket before its far end is pulled in.
const PATIENCE: usize = 3;

/// A line that is not settled: its segments at both ends of the bracket, and at the last probe.
struct ActiveLine {
    line: usize,
    early: Segment,
    late: Segment,
    now: Segment,
}

struct ClockSearch<'a, N> {
    columns: &'a VotesByLine,
    phantoms: Phantoms<N>,
    /// What the lines are to hold, in units.
    target: N,
    /// The end of the bracket where lines hold less than the target.
    low: N,
    /// The end where they hold it or more.
    high: N,
    open: Vec<ActiveLine>,
    settled: Vec<(usize, Segment)>,
    /// What the settled lines hold together.
    held: LinearHolding<N>,
    /// What all lines hold at the last probe, affine in time.
    now: LinearHolding<N>,
    /// The same at both ends of the bracket; of slope zero where not probed yet.
    ends: [LinearHolding<N>; 2],
}

/// The exact split at the time when all lines sum to the total, and that time.
///
/// It exists. At the last time the phantom of weight `c` of `n` is at `c T / n` or higher, so that a line with votes `x` holds
/// `h(x) = max { a : the ballots with vote ≥ a weigh at least n a / T }`. It is subadditive, `h(x + y) ≤ h(x) + h(y)`: a ballot that gives
/// two lines more than `a + b` together gives the first more than `a` or the second more than `b`. All lines together hold `h(T) = T`.
pub(super) fn exact_split(
    columns: &VotesByLine,
    total: Money,
    rule: AggregationRule,
    weight: u32,
) -> (ExactSplit, Option<Fraction>) {
    if is_narrow(columns.total, columns.lines, weight) {
        stages::<i64>(columns, total, rule, weight)
    } else {
        stages::<i128>(columns, total, rule, weight)
    }
}

fn stages<N: Integer>(
    columns: &VotesByLine,
    total: Money,
    rule: AggregationRule,
    weight: u32,
) -> (ExactSplit, Option<Fraction>) {
    let mut stages = Phantoms::<N>::stages(rule, columns.total, weight).peekable();
    while let Some(phantoms) = stages.next() {
        let mut search = ClockSearch::new(columns, phantoms, 1, N::from(columns.total) * phantoms.unit());
        if stages.peek().is_some() {
            let last = search.high;
            if search.probe(last).is_lt() {
                continue;
            }
        }
        let step = initial_step(columns, &phantoms, SAMPLE_STRIDE);
        let time = search.search(step);
        return (search.split(total, time), Some(phantoms.moment(time)));
    }
    let zeros = || vec![0; columns.lines];
    (ExactSplit { total, wholes: zeros(), remainders: vec![0; columns.lines], denominator: 1 }, None)
}

/// The initial step, from every `stride / SAMPLE_STRIDE`-th line. Over few lines it is where the phantom in the middle meets the mean
/// of the lines, since half of the ballots are above it.
fn initial_step<N: Integer>(columns: &VotesByLine, phantoms: &Phantoms<N>, stride: usize) -> N {
    let weight = columns.weight();
    if columns.lines / (stride / SAMPLE_STRIDE) <= FEW_LINES {
        let mean = columns.total / i64::try_from(columns.lines).unwrap_or(i64::MAX);
        let middle = if phantoms.take_turns() {
            moving_phantom(columns, stride / SAMPLE_STRIDE, weight)
        } else {
            weight / 2
        };
        return phantoms.crossing_time(mean, middle);
    }
    let lines = (0..columns.lines).step_by(stride).map(|line| columns.column(line));
    let mean = sum_of_mean_votes(lines, weight);
    let target = N::from(i64::try_from(mean).unwrap_or(i64::MAX)) * phantoms.unit();
    let mut sample = ClockSearch::new(columns, *phantoms, stride, target);
    let step = initial_step(columns, phantoms, stride * SAMPLE_STRIDE);
    let time = sample.search(step);
    time.numerator * phantoms.parts() / time.denominator
}

/// The largest `c` with `Σ vote_at(c) ≥ target` over every `stride`-th line: the phantom below it moves at the stopping time.
fn moving_phantom(columns: &VotesByLine, stride: usize, weight: u32) -> u32 {
    let lines = || (0..columns.lines).step_by(stride).map(|line| columns.column(line));
    let target = if stride == 1 { columns.total.into() } else { sum_of_mean_votes(lines(), weight) };
    let (mut enough, mut over) = (0, weight + 1);
    while over - enough > 1 {
        let middle = enough + (over - enough) / 2;
        let sum: i128 = lines().map(|column| i128::from(column.vote_at(middle))).sum();
        if sum >= target { enough = middle } else { over = middle }
    }
    enough
}

/// The sum over lines of the weighted mean vote.
fn sum_of_mean_votes<'a>(lines: impl Iterator<Item = LineVotes<'a>>, weight: u32) -> i128 {
    lines.map(|column| column.weighted_sum()).sum::<i128>() / i128::from(weight)
}

impl<'a, N: Integer> ClockSearch<'a, N> {
    fn new(columns: &'a VotesByLine, phantoms: Phantoms<N>, stride: usize, target: N) -> ClockSearch<'a, N> {
        let late = Segment::AT_END;
        let active = |line: usize| {
            let early = Segment::at_start(&columns.column(line));
            ActiveLine { line, early, late, now: early }
        };
        let open: Vec<ActiveLine> = (0..columns.lines).step_by(stride).map(active).collect();
        ClockSearch {
            columns,
            phantoms,
            target,
            low: N::from(0),
            high: phantoms.last_step(),
            settled: Vec::with_capacity(open.len()),
            open,
            held: LinearHolding::default(),
            now: LinearHolding::default(),
            ends: [LinearHolding::default(); 2],
        }
    }

    /// The time when the lines hold the target. It is within the bracket.
    fn search(&mut self, guess: N) -> Time<N> {
        let (one, two) = (N::from(1), N::from(2));
        let (mut step, mut slow) = (guess, 0);
        while self.high - self.low > one {
            step = step.clamp(self.low + one, self.high - one);
            let width = self.high - self.low;
            let order = self.probe(step);
            if let Some(time) = self.solution(order) {
                return time;
            }
            slow = if self.high - self.low > width / two { slow + 1 } else { 0 };
            let next = self.newton_step().or_else(|| self.nearest_breakpoint(order));
            step = match next {
                Some(next) if slow < PATIENCE => next,
                _ => self.gallop(guess),
            };
        }
        self.search_breakpoints()
    }

    /// Evaluates the lines at a step, which becomes an end of the bracket; how what they hold compares with the target.
    fn probe(&mut self, step: N) -> Ordering {
        let time = self.phantoms.time(step);
        let order = self.evaluate_at(time);
        self.retire_settled(order);
        if order.is_lt() {
            (self.low, self.ends[0]) = (step, self.now);
        } else {
            (self.high, self.ends[1]) = (step, self.now);
        }
        order
    }

    /// Finds the segments of all open lines at a time in the bracket; how what all lines hold compares with the target.
    fn evaluate_at(&mut self, time: Time<N>) -> Ordering {
        let now = self.phantoms.instant(time);
        let mut held = self.held;
        let first = self.columns.column(0);
        if are_few(&first, self.open.len()) {
            let mut values = PhantomValues::at(&first, &self.phantoms, &now);
            for open in &mut self.open {
                open.now = values.segment(&self.columns.column(open.line), open.early, open.late);
            }
            held.add(values.held(&first, &self.phantoms));
        } else {
            for open in &mut self.open {
                let column = self.columns.column(open.line);
                open.now = Segment::at(&column, &self.phantoms, &now, open.early, open.late);
                held.add(open.now.held(&column, &self.phantoms));
            }
        }
        self.now = held;
        (held.constant * time.denominator + held.slope * time.numerator)
            .cmp(&(self.target * time.denominator))
    }

    /// Takes the segments of the last probe for one end of the bracket, and settles lines with equal ends.
    fn retire_settled(&mut self, order: Ordering) {
        let ClockSearch { columns, phantoms, open, settled, held, .. } = self;
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

    /// The root of the present affine piece, if every active line is on its segment then.
    fn solution(&self, order: Ordering) -> Option<Time<N>> {
        let held = self.now;
        if held.slope == N::from(0) {
            let end = if order.is_lt() { self.low } else { self.high };
            return (held.constant == self.target).then(|| self.phantoms.time(end));
        }
        let time = Time { numerator: self.target - held.constant, denominator: held.slope };
        let parts = self.phantoms.parts();
        let is_within = self.low * time.denominator <= time.numerator * parts
            && time.numerator * parts <= self.high * time.denominator;
        if !is_within {
            return None;
        }
        let now = self.phantoms.instant(time);
        let holds = |open: &ActiveLine| open.now.holds(&self.columns.column(open.line), &self.phantoms, &now);
        self.open.iter().all(holds).then_some(time)
    }

    /// A Newton step from whichever end of the bracket is nearer to its own root; none if neither root is within the bracket.
    fn newton_step(&self) -> Option<N> {
        let zero = N::from(0);
        let size = |number: N| number.max(-number);
        let root = |(held, end): (&LinearHolding<N>, N)| {
            let root = (self.target - held.constant) * self.phantoms.parts() / held.slope.max(N::from(1));
            (held.slope > zero && self.low <= root && root <= self.high).then_some((root, root - end))
        };
        let roots = self.ends.iter().zip([self.low, self.high]).filter_map(root);
        let (root, move_by) = roots.min_by_key(|(_, move_by)| size(*move_by))?;
        // Overshot by an eighth, so that the far end moves too.
        let (far, sign) =
            if move_by < zero { (root - self.low, N::from(-1)) } else { (self.high - root, N::from(1)) };
        Some(if far > N::from(2) * size(move_by) { root + move_by / N::from(8) + sign } else { root })
    }

    /// Galloping: as far into the bracket as its near end has moved from the initial guess, at least 1/1024 and at most half of it.
    fn gallop(&self, guess: N) -> N {
        let width = self.high - self.low;
        let come = (guess - self.high).max(self.low - guess);
        let reach = come.max(width / N::from(1024)).min(width / N::from(2));
        if guess >= self.high { self.high - reach } else { self.low + reach }
    }

    /// The grid step at the nearest breakpoint, if the sum is flat at the last probe and few lines are active.
    fn nearest_breakpoint(&self, order: Ordering) -> Option<N> {
        if self.now.slope > N::from(0) || self.open.len() > FEW_LINES {
            return None;
        }
        let step = |open: &ActiveLine| {
            // Before the later end, a line moved until it came to its segment there.
            let segment = if order.is_lt() { open.early } else { open.late.before() };
            let time = segment.leave(&self.columns.column(open.line), &self.phantoms).1?;
            let numerator = time.numerator * self.phantoms.parts() + time.denominator - N::from(1);
            let step = numerator / time.denominator;
            Some(if order.is_lt() { step } else { step - N::from(1) })
        };
        let steps = self.open.iter().filter_map(step);
        if order.is_lt() { steps.min() } else { steps.max() }
    }

    /// The time when the lines hold the target, in a bracket of one step.
    fn search_breakpoints(&mut self) -> Time<N> {
        let (mut low, mut high) = (self.phantoms.time(self.low), self.phantoms.time(self.high));
        let changes = self.breakpoints(low, high);
        let (mut from, mut to) = (0, changes.len());
        while from < to {
            let middle = from + (to - from) / 2;
            let time = changes[middle];
            let order = self.evaluate_at(time);
            self.retire_settled(order);
            if order.is_lt() {
                (low, from) = (time, middle + 1);
            } else {
                (high, to) = (time, middle);
            }
        }
        // No line changes its segment between these two.
        self.evaluate_at(low.between(high));
        let LinearHolding { constant, slope } = self.now;
        if slope == N::from(0) { low } else { Time { numerator: self.target - constant, denominator: slope } }
    }

    /// The times strictly between two at which open lines change their segments, in order.
    fn breakpoints(&self, low: Time<N>, high: Time<N>) -> Vec<Time<N>> {
        let mut changes = Vec::new();
        for open in &self.open {
            let column = self.columns.column(open.line);
            let mut segment = open.early;
            while segment > open.late {
                let (next, time) = segment.leave(&column, &self.phantoms);
                changes.extend(time.filter(|time| low.is_before(*time) && time.is_before(high)));
                segment = next;
            }
        }
        changes.sort_unstable_by(|a, b| (a.numerator * b.denominator).cmp(&(b.numerator * a.denominator)));
        changes
    }

    /// What each line holds at the time that was found, all lines being where they are now.
    fn split(mut self, total: Money, time: Time<N>) -> ExactSplit {
        let ClockSearch { columns, phantoms, settled, open, .. } = &mut self;
        settled.extend(open.iter().map(|open| (open.line, open.now)));
        let common = gcd(time.numerator, time.denominator).max(N::from(1));
        let (numerator, denominator) = (time.numerator / common, time.denominator / common);
        let unit = phantoms.unit() * denominator;
        let mut split = ExactSplit {
            total,
            wholes: vec![0; columns.lines],
            remainders: vec![0; columns.lines],
            denominator: unit.into().unsigned_abs(),
        };
        let first = columns.column(0);
        let known = if are_few(&first, columns.lines) { last_phantom(&first) + 1 } else { 0 };
        // Lines on the same phantom hold the same amount.
        let mut on_phantom: Vec<Option<usize>> = vec![None; known];
        for (line, segment) in settled {
            let column = columns.column(*line);
            if let Some(vote) = segment.vote(&column) {
                split.wholes[*line] = vote;
                continue;
            }
            let number = phantom(&column, segment.rank());
            if let Some(other) = on_phantom.get(number).copied().flatten() {
                (split.wholes[*line], split.remainders[*line]) =
                    (split.wholes[other], split.remainders[other]);
                continue;
            }
            let held = segment.held(&column, phantoms);
            split.set(*line, (held.constant * denominator + held.slope * numerator).into());
            if let Some(known) = on_phantom.get_mut(number) {
                *known = Some(*line);
            }
        }
        split
    }
}

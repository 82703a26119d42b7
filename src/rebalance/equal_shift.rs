//! Equal shift: the nearest amounts on a tree of groups, each line moved by the same number of cents unless a bound
//! holds it or its group.
//!
//! On boxes and one tree the integer point of least squares is at once least in money moved, least in the largest
//! change, and lexicographically fairest (Frank and Murota, *Decreasing minimization on M-convex sets*, 2022; the set of
//! allocations is a base of a generalized polymatroid). So one computation serves all three measures.
//!
//! What each line answers to a shift λ is its *response*; a group answers with the sum of its items cut to what it can
//! hold. The search finds, for a group and a sum, the largest shift whose answer does not pass the sum, and hands the
//! cents between that shift and the next to the items in their order.

use std::ops::Range;

use super::cents::Cents;
use super::reach::Reach;
use super::tree::Tree;
use riparto_solve::flow::Price;

/// What a line answers to a shift: its amount at λ and at λ + 1. Never falling in λ, by at most one cent a step where
/// costs are strictly convex.
pub(crate) trait Response {
    /// In what shifts are counted.
    type Shift: Price;

    fn at(&self, line: usize, shift: Self::Shift) -> (i64, i64);
    /// Shifts below which every line is at its floor, and above which every line is at its ceiling.
    fn range(&self) -> (Self::Shift, Self::Shift);
}

/// Lines that answer together, and remember their amounts.
pub(crate) trait Lines {
    /// As [`Response::Shift`].
    type Shift: Price;

    /// As [`Response::range`].
    fn range(&self) -> (Self::Shift, Self::Shift);
    /// What lines answer to a shift and to the next, summed.
    fn sum(&self, lines: Range<usize>, shift: Self::Shift) -> (i64, i64);
    /// Sets the amounts of lines to their answers; the first that move get the cents that are left. No line is asked
    /// again afterwards.
    fn fix(&mut self, lines: Range<usize>, shift: Self::Shift, left: &mut i64);
}

/// Lines that answer one by one.
struct Each<'a, R> {
    response: &'a R,
    amounts: Vec<i64>,
}

impl<R: Response> Lines for Each<'_, R> {
    type Shift = R::Shift;

    fn range(&self) -> (R::Shift, R::Shift) {
        self.response.range()
    }

    fn sum(&self, lines: Range<usize>, shift: R::Shift) -> (i64, i64) {
        let answers = lines.map(|line| self.response.at(line, shift));
        answers.fold((0, 0), |(now, next), (a, b)| (now + a, next + b))
    }

    fn fix(&mut self, lines: Range<usize>, shift: R::Shift, left: &mut i64) {
        for line in lines {
            let (now, next) = self.response.at(line, shift);
            let cents = (*left).min(next - now);
            *left -= cents;
            self.amounts[line] = now + cents;
        }
    }
}

/// Least squares: `wish + λ` between floor and ceiling.
pub(crate) struct Shift<'a, T> {
    pub(crate) wish: &'a [T],
    pub(crate) low: &'a [T],
    pub(crate) high: &'a [T],
}

impl<T: Cents> Response for Shift<'_, T> {
    type Shift = i64;

    #[inline]
    fn at(&self, line: usize, shift: i64) -> (i64, i64) {
        let (low, high) = (self.low[line].cents(), self.high[line].cents());
        let wished = self.wish[line].cents() + shift;
        let amount = wished.max(low).min(high);
        (amount, amount + i64::from(amount == wished && wished < high))
    }

    fn range(&self) -> (i64, i64) {
        (-FAR, FAR)
    }
}

/// Weighted least squares: the shift of a line is the slope `λ` divided by twice its weight, to the nearest cent.
pub(crate) struct WeightedShift<'a, S> {
    pub(crate) wish: &'a [i64],
    pub(crate) low: &'a [i64],
    pub(crate) high: &'a [i64],
    pub(crate) weights: &'a [i64],
    /// A slope at which every line is at its ceiling, and the same below zero at its floor: [`farthest_slope`].
    pub(crate) farthest: S,
}

impl<S: Price> Response for WeightedShift<'_, S> {
    type Shift = S;

    #[inline]
    fn at(&self, line: usize, shift: S) -> (i64, i64) {
        let (wish, low, high) = (self.wish[line], self.low[line], self.high[line]);
        let weight = S::from(self.weights[line]);
        let amount =
            |shift: S| (wish + (shift + weight).floor_div(weight + weight).cents()).max(low).min(high);
        (amount(shift), amount(shift + S::from(1)))
    }

    fn range(&self) -> (S, S) {
        (-self.farthest, self.farthest)
    }
}

/// A slope at which every line is at its ceiling, and the same below zero at its floor, for [`WeightedShift`]: a line that is so
/// many cents from its wish has a slope of up to twice its weight times one cent more. At most 2^30 * (2^50 + 4), which takes
/// 128 bits.
pub(crate) fn farthest_slope(wish: &[i64], low: &[i64], high: &[i64], weights: &[i64]) -> i128 {
    let slope = |line: usize| {
        let cents = (low[line] - wish[line]).abs().max((high[line] - wish[line]).abs());
        i128::from(weights[line]) * (2 * i128::from(cents) + 4)
    };
    (0..wish.len()).map(slope).max().unwrap_or(0)
}

/// Weighted least movement: a line stays at its wish between the slopes `-weight` and `weight`, and is at its floor or
/// ceiling beyond.
pub(crate) struct Threshold<'a> {
    pub(crate) wish: &'a [i64],
    pub(crate) low: &'a [i64],
    pub(crate) high: &'a [i64],
    pub(crate) weights: &'a [i64],
}

impl Response for Threshold<'_> {
    type Shift = i64;

    #[inline]
    fn at(&self, line: usize, shift: i64) -> (i64, i64) {
        let (low, high, weight) = (self.low[line], self.high[line], self.weights[line]);
        let amount = |shift: i64| match shift {
            _ if shift < -weight => low,
            _ if shift < weight => self.wish[line].max(low).min(high),
            _ => high,
        };
        (amount(shift), amount(shift + 1))
    }

    fn range(&self) -> (i64, i64) {
        (-FAR, FAR)
    }
}

/// Further than any line can be from its wish: wishes, floors and ceilings are at most 2^48 cents.
pub(crate) const FAR: i64 = 1 << 49;

/// What a search leaves behind besides the amounts: where a group held back its lines.
pub(crate) struct Solved<S> {
    pub(crate) amounts: Vec<i64>,
    /// The shift that each node's own lines follow.
    pub(crate) shifts: Vec<S>,
    /// For each node, whether its sum was decided by a bound of its own or inside it, apart from its parent's shift.
    pub(crate) held: Vec<bool>,
}

/// The amounts that a response leads to when the tree's first node holds its total. The caller has made sure by
/// [`Reach`] that there are some.
pub(crate) fn solve<R: Response>(tree: &Tree, reach: &Reach, response: &R) -> Solved<R::Shift> {
    let mut lines = Each { response, amounts: vec![0; tree.nodes()[0].end] };
    let (shifts, held) = search(tree, reach, &mut lines);
    Solved { amounts: lines.amounts, shifts, held }
}

/// Fixes all lines so that the tree's first node holds its total: as [`solve`]. Returns the shift of each node and
/// whether it was held.
pub(crate) fn search<L: Lines>(tree: &Tree, reach: &Reach, lines: &mut L) -> (Vec<L::Shift>, Vec<bool>) {
    let nodes = tree.nodes().len();
    let mut search = Search {
        tree,
        reach,
        lines,
        answers: vec![(0, 0); nodes],
        shifts: vec![L::Shift::from(0); nodes],
        held: vec![false; nodes],
    };
    search.answer(0, L::Shift::from(0));
    let shift = search.find(0, reach.whole(), L::Shift::from(0));
    search.hand_out(0, reach.whole(), shift);
    (search.shifts, search.held)
}

struct Search<'a, L: Lines> {
    tree: &'a Tree,
    reach: &'a Reach,
    lines: &'a mut L,
    /// What each node's items answer to the shift looked at last, and to the next one; not cut to the node's reach.
    answers: Vec<(i64, i64)>,
    shifts: Vec<L::Shift>,
    held: Vec<bool>,
}

impl<L: Lines> Search<'_, L> {
    /// What a node's items sum to at a shift and at the next.
    fn answer(&mut self, node: usize, shift: L::Shift) -> (i64, i64) {
        let tree = self.tree;
        let (mut now, mut next) = (0, 0);
        let mut at = tree.nodes()[node].start;
        let mut add = |(a, b): (i64, i64)| {
            now += a;
            next += b;
        };
        for child in tree.children(node) {
            add(self.lines.sum(at..tree.nodes()[child].start, shift));
            let (a, b) = self.answer(child, shift);
            add((self.reach.clamp(child, a), self.reach.clamp(child, b)));
            at = tree.nodes()[child].end;
        }
        add(self.lines.sum(at..tree.nodes()[node].end, shift));
        self.answers[node] = (now, next);
        (now, next)
    }

    /// A shift whose answer does not pass a sum while the next one does, or whose answer is the sum. Begins with the node's
    /// answers at `start` and leaves those at the shift.
    fn find(&mut self, node: usize, sum: i64, start: L::Shift) -> L::Shift {
        let (mut below, mut above) = self.lines.range();
        let (mut shift, one) = (start, L::Shift::from(1));
        let mut steps = 0;
        loop {
            let (now, next) = self.answers[node];
            if now == sum || (now < sum && sum < next) {
                return shift;
            }
            // Newton's step along the lines that move now; halving where it leaves the bracket or takes long.
            let slope = (next - now).max(1);
            if now < sum {
                below = shift;
            } else {
                above = shift;
            }
            let newton = shift + L::Shift::from((sum - now).div_euclid(slope));
            steps += 1;
            shift = match newton {
                _ if steps % 6 == 0 || newton <= below || newton >= above => below + ((above - below) >> 1),
                inside => inside,
            };
            if shift == below || shift == above {
                shift = if shift == below { below + one } else { above - one };
            }
            self.answer(node, shift);
        }
    }

    /// Gives a node's items their amounts so that they sum to `sum`, from the answers at `shift`.
    fn hand_out(&mut self, node: usize, sum: i64, shift: L::Shift) {
        self.shifts[node] = shift;
        let tree = self.tree;
        let mut left = sum - self.answers[node].0;
        let mut at = tree.nodes()[node].start;
        let end = tree.nodes()[node].end;
        let mut child = node + 1;
        loop {
            let stop = if child < tree.nodes()[node].after { tree.nodes()[child].start } else { end };
            self.lines.fix(at..stop, shift, &mut left);
            if child >= tree.nodes()[node].after {
                break;
            }
            let (raw, raw_next) = self.answers[child];
            let now = self.reach.clamp(child, raw);
            let cents = left.min(self.reach.clamp(child, raw_next) - now);
            left -= cents;
            let due = now + cents;
            if raw <= due && due <= raw_next {
                self.hand_out(child, due, shift);
            } else {
                self.held[child] = true;
                let own = self.find(child, due, shift);
                self.hand_out(child, due, own);
            }
            at = tree.nodes()[child].end;
            child = tree.nodes()[child].after;
        }
    }
}

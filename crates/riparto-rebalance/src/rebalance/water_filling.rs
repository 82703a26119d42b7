//! Water-filling on a laminar family: the nearest amounts, where every line moves by the same number of cents unless a bound
//! of its own or of its group stops it.
//!
//! On boxes and one tree the integer point of least squares is at once least in money moved, least in the largest
//! change, and lexicographically fairest (Frank and Murota, *Decreasing minimization on M-convex sets*, 2022; the set of
//! allocations is a base of a generalized polymatroid). So one computation serves all three measures.
//!
//! The amount of a line at a shift λ is its *demand*. The demand of a group is the sum of its members' demands, capped to its
//! interval of feasible sums. For a group and a sum, the search finds the largest λ at which the demand does not exceed the sum,
//! and distributes the cents between the demands at λ and at λ + 1 to the members in their order.

use std::ops::Range;

use super::cents::Cents;
use super::feasible_sums::FeasibleSums;
use super::nested_slices::NestedSlices;
use riparto_solve::flow::Price;

/// The demand function of a line: its amount at λ and at λ + 1. Nondecreasing in λ, by at most one cent a step where
/// costs are strictly convex.
#[doc(hidden)]
pub trait DemandFunction {
    /// In what shifts are counted.
    type Shift: Price;

    fn at(&self, line: usize, shift: Self::Shift) -> (i64, i64);
    /// Shifts below which every line is at its floor, and above which every line is at its ceiling.
    fn range(&self) -> (Self::Shift, Self::Shift);
}

/// Demands of ranges of lines, and the amounts that they are fixed at.
pub(crate) trait AggregateDemand {
    /// As [`DemandFunction::Shift`].
    type Shift: Price;

    /// As [`DemandFunction::range`].
    fn range(&self) -> (Self::Shift, Self::Shift);
    /// The total demand of a range of lines at a shift and at the next.
    fn sum(&self, lines: Range<usize>, shift: Self::Shift) -> (i64, i64);
    /// Sets the amounts of lines to their demands; the first that move get the cents that are left. No line is read
    /// again afterwards.
    fn fix(&mut self, lines: Range<usize>, shift: Self::Shift, left: &mut i64);
}

/// Demands computed line by line.
struct PointwiseDemand<'a, R> {
    demand: &'a R,
    amounts: Vec<i64>,
}

impl<R: DemandFunction> AggregateDemand for PointwiseDemand<'_, R> {
    type Shift = R::Shift;

    fn range(&self) -> (R::Shift, R::Shift) {
        self.demand.range()
    }

    fn sum(&self, lines: Range<usize>, shift: R::Shift) -> (i64, i64) {
        let demands = lines.map(|line| self.demand.at(line, shift));
        demands.fold((0, 0), |(now, next), (a, b)| (now + a, next + b))
    }

    fn fix(&mut self, lines: Range<usize>, shift: R::Shift, left: &mut i64) {
        for line in lines {
            let (now, next) = self.demand.at(line, shift);
            let cents = (*left).min(next - now);
            *left -= cents;
            self.amounts[line] = now + cents;
        }
    }
}

/// Least squares: `wish + λ` between floor and ceiling.
pub(crate) struct LeastSquaresDemand<'a, T> {
    pub(crate) wish: &'a [T],
    pub(crate) low: &'a [T],
    pub(crate) high: &'a [T],
}

impl<T: Cents> DemandFunction for LeastSquaresDemand<'_, T> {
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
pub(crate) struct WeightedDemand<'a, S> {
    pub(crate) wish: &'a [i64],
    pub(crate) low: &'a [i64],
    pub(crate) high: &'a [i64],
    pub(crate) weights: &'a [i64],
    /// A slope at which every line is at its ceiling, and the same below zero at its floor: [`farthest_slope`].
    pub(crate) farthest: S,
}

impl<S: Price> DemandFunction for WeightedDemand<'_, S> {
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

/// A slope at which every line is at its ceiling, and the same below zero at its floor, for [`WeightedDemand`]: a line that is so
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
pub(crate) struct ThresholdDemand<'a> {
    pub(crate) wish: &'a [i64],
    pub(crate) low: &'a [i64],
    pub(crate) high: &'a [i64],
    pub(crate) weights: &'a [i64],
}

impl DemandFunction for ThresholdDemand<'_> {
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

/// The amounts, with the shift of each node and the nodes whose own bound caps them.
pub(crate) struct Solved<S> {
    pub(crate) amounts: Vec<i64>,
    /// The shift that each node's own lines follow.
    pub(crate) shifts: Vec<S>,
    /// For each node, whether a bound on it or inside it decides its sum, so that its shift differs from its parent's.
    pub(crate) capped: Vec<bool>,
}

/// The amounts at which the demands of the tree's first node sum to its total. The caller has made sure by
/// [`FeasibleSums`] that there are some.
pub(crate) fn solve<R: DemandFunction>(
    tree: &NestedSlices,
    feasible_sums: &FeasibleSums,
    demand: &R,
) -> Solved<R::Shift> {
    let mut lines = PointwiseDemand { demand, amounts: vec![0; tree.nodes()[0].end] };
    let (shifts, capped) = fill(tree, feasible_sums, &mut lines);
    Solved { amounts: lines.amounts, shifts, capped }
}

/// Fixes all lines so that the tree's first node holds its total: as [`solve`]. Returns the shift of each node and
/// whether it is capped.
pub(crate) fn fill<L: AggregateDemand>(
    tree: &NestedSlices,
    feasible_sums: &FeasibleSums,
    lines: &mut L,
) -> (Vec<L::Shift>, Vec<bool>) {
    let nodes = tree.nodes().len();
    let mut filling = WaterFilling {
        tree,
        feasible_sums,
        lines,
        demands: vec![(0, 0); nodes],
        shifts: vec![L::Shift::from(0); nodes],
        capped: vec![false; nodes],
    };
    filling.aggregate_demand(0, L::Shift::from(0));
    let shift = filling.find_shift(0, feasible_sums.whole(), L::Shift::from(0));
    filling.distribute(0, feasible_sums.whole(), shift);
    (filling.shifts, filling.capped)
}

struct WaterFilling<'a, L: AggregateDemand> {
    tree: &'a NestedSlices,
    feasible_sums: &'a FeasibleSums,
    lines: &'a mut L,
    /// Each node's demand at the shift evaluated last and at the next one, not capped to the node's feasible sums.
    demands: Vec<(i64, i64)>,
    shifts: Vec<L::Shift>,
    capped: Vec<bool>,
}

impl<L: AggregateDemand> WaterFilling<'_, L> {
    /// The demand of a node at a shift and at the next.
    fn aggregate_demand(&mut self, node: usize, shift: L::Shift) -> (i64, i64) {
        let tree = self.tree;
        let (mut now, mut next) = (0, 0);
        let mut at = tree.nodes()[node].start;
        let mut add = |(a, b): (i64, i64)| {
            now += a;
            next += b;
        };
        for child in tree.children(node) {
            add(self.lines.sum(at..tree.nodes()[child].start, shift));
            let (a, b) = self.aggregate_demand(child, shift);
            add((self.feasible_sums.clamp(child, a), self.feasible_sums.clamp(child, b)));
            at = tree.nodes()[child].end;
        }
        add(self.lines.sum(at..tree.nodes()[node].end, shift));
        self.demands[node] = (now, next);
        (now, next)
    }

    /// A shift at which the demand does not exceed a sum while it does at the next, or at which it equals the sum. Begins with
    /// the node's demands at `start` and leaves those at the shift.
    fn find_shift(&mut self, node: usize, sum: i64, start: L::Shift) -> L::Shift {
        let (mut below, mut above) = self.lines.range();
        let (mut shift, one) = (start, L::Shift::from(1));
        let mut steps = 0;
        loop {
            let (now, next) = self.demands[node];
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
            self.aggregate_demand(node, shift);
        }
    }

    /// Distributes `sum` to a node's members, starting from their demands at `shift`.
    fn distribute(&mut self, node: usize, sum: i64, shift: L::Shift) {
        self.shifts[node] = shift;
        let tree = self.tree;
        let mut left = sum - self.demands[node].0;
        let mut at = tree.nodes()[node].start;
        let end = tree.nodes()[node].end;
        let mut child = node + 1;
        loop {
            let stop = if child < tree.nodes()[node].after { tree.nodes()[child].start } else { end };
            self.lines.fix(at..stop, shift, &mut left);
            if child >= tree.nodes()[node].after {
                break;
            }
            let (raw, raw_next) = self.demands[child];
            let now = self.feasible_sums.clamp(child, raw);
            let cents = left.min(self.feasible_sums.clamp(child, raw_next) - now);
            left -= cents;
            let due = now + cents;
            if raw <= due && due <= raw_next {
                self.distribute(child, due, shift);
            } else {
                self.capped[child] = true;
                let own = self.find_shift(child, due, shift);
                self.distribute(child, due, own);
            }
            at = tree.nodes()[child].end;
            child = tree.nodes()[child].after;
        }
    }
}

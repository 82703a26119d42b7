//! Water-filling in 32 bits: bounds on the change of each line, instead of wishes, floors and ceilings.
//!
//! A search reads all lines about five times. With a line stored as the least and the most that it can change by, a pass reads
//! 8 bytes a line in place of 24 and handles several lines at once. The same 8 bytes then take the line's amount, so that a
//! search needs no more memory than its answer.
//!
//! Changes beyond 2^31 cents do not fit, and need not: the point of least squares is also one of least largest change, so
//! wherever some allocation changes no line by more than that, neither does the answer. Where none does, [`LeastSquaresDemand`]
//! is searched in full width.

use std::ops::Range;

use super::cents::Cents;
use super::feasible_sums::{FeasibleSums, PartialSums};
use super::nested_slices::NestedSlices;
use super::water_filling::{AggregateDemand, LeastSquaresDemand, fill, solve};

/// The nearest amounts to a wish on a tree, all lines alike; `None` if bounds leave none.
pub(crate) fn least_squares<T: Cents>(
    tree: &NestedSlices,
    lines: &LeastSquaresDemand<'_, T>,
) -> Option<Vec<T>> {
    if let Some((mut changes, feasible_sums)) = Deltas::new(tree, lines) {
        fill(tree, &feasible_sums, &mut changes);
        return Some(changes.bounds.into_iter().map(|bound| T::of_cents(bound.amount())).collect());
    }
    let feasible_sums = FeasibleSums::new(tree, |line| (lines.low[line].cents(), lines.high[line].cents()))?;
    Some(solve(tree, &feasible_sums, lines).amounts.into_iter().map(T::of_cents).collect())
}

/// The largest change that fits: one more is the smallest number of 32 bits, the code of all shifts below.
const FURTHEST: i64 = i32::MAX as i64;

/// The least and the most that a line may change by; once it is fixed, the halves of its amount. As large as an
/// amount, so that amounts take the place of changes.
#[derive(Clone, Copy)]
#[repr(align(8))]
struct DeltaBounds {
    least: i32,
    most: i32,
}

impl DeltaBounds {
    #[inline]
    fn at(self, shift: i32) -> i32 {
        shift.max(self.least).min(self.most)
    }

    #[inline]
    fn moves(self, shift: i32) -> bool {
        (self.least <= shift) & (shift < self.most)
    }

    #[inline]
    fn fixed(amount: i64) -> DeltaBounds {
        DeltaBounds { least: amount as i32, most: (amount >> 32) as i32 }
    }

    #[inline]
    fn amount(self) -> i64 {
        i64::from(self.most) << 32 | i64::from(self.least as u32)
    }
}

/// Lines in changes from their wishes. Sums of demands, and the [`FeasibleSums`] of groups, are sums of changes too.
struct Deltas<'a, T> {
    wish: &'a [T],
    bounds: Vec<DeltaBounds>,
}

/// How many lines are summed in 32 bits, in halves of 16, and fixed while they are in the nearest cache.
const CHUNK: usize = 1 << 10;

/// A range in pieces of at most [`CHUNK`].
fn chunks(lines: Range<usize>) -> impl Iterator<Item = Range<usize>> {
    let mut start = lines.start;
    std::iter::from_fn(move || {
        let chunk = start..lines.end.min(start + CHUNK);
        start = chunk.end;
        (!chunk.is_empty()).then_some(chunk)
    })
}

impl<'a, T: Cents> Deltas<'a, T> {
    /// The changes that bounds allow, and what they allow each group; `None` if none are small enough.
    fn new(tree: &NestedSlices, lines: &LeastSquaresDemand<'a, T>) -> Option<(Deltas<'a, T>, FeasibleSums)> {
        let mut changes = Deltas { wish: lines.wish, bounds: Vec::with_capacity(lines.wish.len()) };
        let feasible_sums = FeasibleSums::sweep(tree, |range| changes.push(lines, range))?;
        Some((changes, feasible_sums))
    }

    /// Adds the lines that follow.
    fn push(&mut self, lines: &LeastSquaresDemand<'_, T>, range: Range<usize>) -> Option<PartialSums> {
        let mut run = PartialSums::default();
        for chunk in chunks(range) {
            let (low, high) = (&lines.low[chunk.clone()], &lines.high[chunk.clone()]);
            let (mut least, mut most, mut wished, mut room) = (0, 0, 0, 0);
            self.bounds.extend(lines.wish[chunk].iter().zip(low).zip(high).map(|((wish, low), high)| {
                let down = (low.cents() - wish.cents()).max(-FURTHEST);
                let up = (high.cents() - wish.cents()).min(FURTHEST);
                least += down;
                most += up;
                wished += wish.cents();
                room |= up - down;
                DeltaBounds { least: down as i32, most: up as i32 }
            }));
            // Any room below zero leaves its sign.
            if room < 0 {
                return None;
            }
            run.add(least, most, wished);
        }
        Some(run)
    }
}

/// A shift as far as lines can tell it from others.
fn saturated(shift: i64) -> i32 {
    i32::try_from(shift.max(-FURTHEST - 1)).unwrap_or(i32::MAX)
}

impl<T: Cents> AggregateDemand for Deltas<'_, T> {
    type Shift = i64;

    fn range(&self) -> (i64, i64) {
        (-FURTHEST - 1, FURTHEST + 1)
    }

    fn sum(&self, lines: Range<usize>, shift: i64) -> (i64, i64) {
        let shift = saturated(shift);
        let (mut now, mut moving) = (0, 0);
        for chunk in chunks(lines) {
            let (mut upper, mut lower, mut moves) = (0i32, 0i32, 0i32);
            for bound in &self.bounds[chunk] {
                let change = bound.at(shift);
                upper += change >> 16;
                lower += change & 0xffff;
                moves += i32::from(bound.moves(shift));
            }
            now += (i64::from(upper) << 16) + i64::from(lower);
            moving += i64::from(moves);
        }
        (now, now + moving)
    }

    fn fix(&mut self, lines: Range<usize>, shift: i64, left: &mut i64) {
        for chunk in chunks(lines) {
            let (now, next) = if *left == 0 { (0, 0) } else { self.sum(chunk.clone(), shift) };
            let bounds = &mut self.bounds[chunk.clone()];
            let lines = self.wish[chunk].iter().zip(bounds);
            if *left >= next - now {
                *left -= next - now;
                let shift = saturated(if next == now { shift } else { shift + 1 });
                lines.for_each(|(wish, bound)| {
                    *bound = DeltaBounds::fixed(wish.cents() + i64::from(bound.at(shift)));
                });
                continue;
            }
            let shift = saturated(shift);
            for (wish, bound) in lines {
                let cents = (*left).min(i64::from(bound.moves(shift)));
                *left -= cents;
                *bound = DeltaBounds::fixed(wish.cents() + i64::from(bound.at(shift)) + cents);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::{Deltas, FURTHEST, LeastSquaresDemand, least_squares, solve};
    use crate::rebalance::feasible_sums::FeasibleSums;
    use crate::rebalance::nested_slices::{NestedSlices, SliceBounds};

    /// Amounts that lie close together, around what 32 bits hold, and far beyond it.
    fn amount() -> impl Strategy<Value = i64> {
        let near = |cents: i64| (cents - 3).max(0)..cents + 3;
        prop_oneof![4 => 0..40i64, 2 => near(FURTHEST), 1 => near(2 * FURTHEST), 1 => near(1 << 40)]
    }

    /// Wish, floor and ceiling of each line, where in what bounds allow the total lies, and the bounds of two groups.
    type Case = (Vec<(i64, i64, i64)>, i64, [(i64, i64); 2]);

    fn case() -> impl Strategy<Value = Case> {
        let line = (amount(), amount(), amount()).prop_map(|(wish, a, b)| (wish, a.min(b), a.max(b)));
        let bounds = || (amount(), amount()).prop_map(|(a, b)| (a.min(b), a.max(b)));
        (vec(line, 4..9), 0..=8i64, [bounds(), bounds()])
    }

    fn column(lines: &[(i64, i64, i64)], of: impl Fn(&(i64, i64, i64)) -> i64) -> Vec<i64> {
        lines.iter().map(of).collect()
    }

    proptest! {
        #[test]
        fn thirty_two_bits_answer_as_all_bits_do((lines, eighths, bounds) in case()) {
            let (wish, low, high) =
                (column(&lines, |line| line.0), column(&lines, |line| line.1), column(&lines, |line| line.2));
            let (least, most): (i64, i64) = (low.iter().sum(), high.iter().sum());
            let total = least + (most - least) / 8 * eighths;
            let [inner, outer] = bounds;
            let groups = [
                SliceBounds { start: 0, end: 2, low: inner.0, high: inner.1 },
                SliceBounds { start: 0, end: 3, low: outer.0, high: outer.1 },
            ];
            let tree = NestedSlices::new(lines.len(), total, &groups).unwrap();
            let shift = LeastSquaresDemand { wish: &wish[..], low: &low[..], high: &high[..] };
            let in_full = FeasibleSums::new(&tree, |line| (low[line], high[line]))
                .map(|feasible_sums| solve(&tree, &feasible_sums, &shift).amounts);
            prop_assert_eq!(&least_squares(&tree, &shift), &in_full);
            let furthest = in_full.iter().flatten().zip(&wish).map(|(amount, wish)| (amount - wish).abs()).max();
            prop_assert_eq!(Deltas::new(&tree, &shift).is_some(), furthest.is_some_and(|most| most <= FURTHEST));
        }
    }
}

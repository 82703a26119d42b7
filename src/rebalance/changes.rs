//! Equal shift in 32 bits: how far lines can go from their wishes, instead of wishes, floors and ceilings.
//!
//! A search looks at all lines about five times. Where a line is no more than the least and the most that it can change by, a
//! look reads 8 bytes in place of 24, and answers for several lines at once. The same 8 bytes then take the line's
//! amount, so that a search needs no more memory than its answer.
//!
//! Changes beyond 2^31 cents do not fit, and need not: the point of least squares is also one of least largest change, so
//! wherever some allocation changes no line by more than that, neither does the answer. Where none does, [`Shift`]
//! is searched in full width.

use std::ops::Range;

use super::cents::Cents;
use super::equal_shift::{Lines, Shift, search, solve};
use super::reach::{Reach, Run};
use super::tree::Tree;

/// The nearest amounts to a wish on a tree, all lines alike; `None` if bounds leave none.
pub(crate) fn least_squares<T: Cents>(tree: &Tree, lines: &Shift<'_, T>) -> Option<Vec<T>> {
    if let Some((mut changes, reach)) = Changes::new(tree, lines) {
        search(tree, &reach, &mut changes);
        return Some(changes.places.into_iter().map(|place| T::of_cents(place.amount())).collect());
    }
    let reach = Reach::new(tree, |line| (lines.low[line].cents(), lines.high[line].cents()))?;
    Some(solve(tree, &reach, lines).amounts.into_iter().map(T::of_cents).collect())
}

/// The largest change that fits: one more is the smallest number of 32 bits, which stands for all shifts below.
const FURTHEST: i64 = i32::MAX as i64;

/// The least and the most that a line may change by; once it is fixed, the halves of its amount. As large as an
/// amount, so that amounts take the place of changes.
#[derive(Clone, Copy)]
#[repr(align(8))]
struct Place {
    least: i32,
    most: i32,
}

impl Place {
    #[inline]
    fn at(self, shift: i32) -> i32 {
        shift.max(self.least).min(self.most)
    }

    #[inline]
    fn moves(self, shift: i32) -> bool {
        (self.least <= shift) & (shift < self.most)
    }

    #[inline]
    fn fixed(amount: i64) -> Place {
        Place { least: amount as i32, most: (amount >> 32) as i32 }
    }

    #[inline]
    fn amount(self) -> i64 {
        i64::from(self.most) << 32 | i64::from(self.least as u32)
    }
}

/// Lines in changes from their wishes. Sums of answers, and the [`Reach`] of groups, are sums of changes too.
struct Changes<'a, T> {
    wish: &'a [T],
    places: Vec<Place>,
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

impl<'a, T: Cents> Changes<'a, T> {
    /// The changes that bounds allow, and what they allow each group; `None` if none are small enough.
    fn new(tree: &Tree, lines: &Shift<'a, T>) -> Option<(Changes<'a, T>, Reach)> {
        let mut changes = Changes { wish: lines.wish, places: Vec::with_capacity(lines.wish.len()) };
        let reach = Reach::sweep(tree, |range| changes.push(lines, range))?;
        Some((changes, reach))
    }

    /// Adds the lines that follow.
    fn push(&mut self, lines: &Shift<'_, T>, range: Range<usize>) -> Option<Run> {
        let mut run = Run::default();
        for chunk in chunks(range) {
            let (low, high) = (&lines.low[chunk.clone()], &lines.high[chunk.clone()]);
            let (mut least, mut most, mut wished, mut room) = (0, 0, 0, 0);
            self.places.extend(lines.wish[chunk].iter().zip(low).zip(high).map(|((wish, low), high)| {
                let down = (low.cents() - wish.cents()).max(-FURTHEST);
                let up = (high.cents() - wish.cents()).min(FURTHEST);
                least += down;
                most += up;
                wished += wish.cents();
                room |= up - down;
                Place { least: down as i32, most: up as i32 }
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
fn narrow(shift: i64) -> i32 {
    i32::try_from(shift.max(-FURTHEST - 1)).unwrap_or(i32::MAX)
}

impl<T: Cents> Lines for Changes<'_, T> {
    type Shift = i64;

    fn range(&self) -> (i64, i64) {
        (-FURTHEST - 1, FURTHEST + 1)
    }

    fn sum(&self, lines: Range<usize>, shift: i64) -> (i64, i64) {
        let shift = narrow(shift);
        let (mut now, mut moving) = (0, 0);
        for chunk in chunks(lines) {
            let (mut upper, mut lower, mut moves) = (0i32, 0i32, 0i32);
            for place in &self.places[chunk] {
                let change = place.at(shift);
                upper += change >> 16;
                lower += change & 0xffff;
                moves += i32::from(place.moves(shift));
            }
            now += (i64::from(upper) << 16) + i64::from(lower);
            moving += i64::from(moves);
        }
        (now, now + moving)
    }

    fn fix(&mut self, lines: Range<usize>, shift: i64, left: &mut i64) {
        for chunk in chunks(lines) {
            let (now, next) = if *left == 0 { (0, 0) } else { self.sum(chunk.clone(), shift) };
            let places = &mut self.places[chunk.clone()];
            let lines = self.wish[chunk].iter().zip(places);
            if *left >= next - now {
                *left -= next - now;
                let shift = narrow(if next == now { shift } else { shift + 1 });
                lines.for_each(|(wish, place)| {
                    *place = Place::fixed(wish.cents() + i64::from(place.at(shift)));
                });
                continue;
            }
            let shift = narrow(shift);
            for (wish, place) in lines {
                let cents = (*left).min(i64::from(place.moves(shift)));
                *left -= cents;
                *place = Place::fixed(wish.cents() + i64::from(place.at(shift)) + cents);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::{Changes, FURTHEST, Shift, least_squares, solve};
    use crate::rebalance::reach::Reach;
    use crate::rebalance::tree::{Group, Tree};

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
                Group { start: 0, end: 2, low: inner.0, high: inner.1 },
                Group { start: 0, end: 3, low: outer.0, high: outer.1 },
            ];
            let tree = Tree::new(lines.len(), total, &groups).unwrap();
            let shift = Shift { wish: &wish[..], low: &low[..], high: &high[..] };
            let in_full = Reach::new(&tree, |line| (low[line], high[line]))
                .map(|reach| solve(&tree, &reach, &shift).amounts);
            prop_assert_eq!(&least_squares(&tree, &shift), &in_full);
            let furthest = in_full.iter().flatten().zip(&wish).map(|(amount, wish)| (amount - wish).abs()).max();
            prop_assert_eq!(Changes::new(&tree, &shift).is_some(), furthest.is_some_and(|most| most <= FURTHEST));
        }
    }
}

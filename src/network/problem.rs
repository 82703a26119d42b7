//! What is asked: a total, boxes, wishes, weights, groups.

use super::clash::Conflict;

/// Bounds on the sum over some lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Group {
    /// The lines, each once, in any order.
    pub(crate) lines: Vec<u32>,
    /// The least sum, in cents; [`i64::MIN`] when there is none.
    pub(crate) low: i64,
    /// The greatest sum, in cents; [`i64::MAX`] when there is none.
    pub(crate) high: i64,
}

/// A question: which allocation of `total` within these bounds is nearest to the wish.
///
/// All slices have one entry per line. Amounts stay within ±2^48 cents and lines within 2^20, except that `high`
/// may be [`i64::MAX`]. As many times as there are lines, what the total leaves above the least amounts stays within 2^62.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Problem<'a> {
    /// What the lines sum to.
    pub(crate) total: i64,
    /// What each line would like to hold. It need respect nothing.
    pub(crate) wish: &'a [i64],
    /// The least each line can hold.
    pub(crate) low: &'a [i64],
    /// The most each line can hold; [`i64::MAX`] when there is no bound.
    pub(crate) high: &'a [i64],
    /// The weight of each line's change, from 1 to 1024.
    pub(crate) weights: &'a [i64],
    /// Two families of groups, each laminar in itself.
    pub(crate) families: [&'a [Group]; 2],
    /// A base per line, and a cap on Σ max(0, x − base). The second family must then be empty.
    ///
    /// A cap V on Σ |x − base| is the cap ⌊(V + total − Σ base) / 2⌋ here.
    pub(crate) movement: Option<(&'a [i64], i64)>,
}

impl Problem<'_> {
    /// The box of each line, finite: no line holds more than what the least of all others leaves.
    pub(super) fn boxes(&self) -> Result<(Vec<i64>, Vec<i64>), Box<Conflict>> {
        let lines = self.wish.len();
        assert!(
            [self.low.len(), self.high.len(), self.weights.len()] == [lines; 3],
            "the slices of a problem have one entry per line"
        );
        for (line, (low, high)) in self.low.iter().zip(self.high).enumerate() {
            if low > high {
                return Err(Conflict::of_line(line, i128::from(*low) - i128::from(*high)));
            }
        }
        let slack = i128::from(self.total) - self.low.iter().map(|low| i128::from(*low)).sum::<i128>();
        if slack < 0 {
            return Err(Conflict::of_floors(lines, -slack));
        }
        let slack = i64::try_from(slack).unwrap_or(i64::MAX / 4).min(i64::MAX / 4);
        let high = self.low.iter().zip(self.high).map(|(low, high)| (low + slack).min(*high)).collect();
        Ok((self.low.to_vec(), high))
    }

    /// The boxes narrowed to the allocations whose weighted distance from the wish is at most `peak` on every line;
    /// `None` when a line has none.
    pub(super) fn boxes_within(&self, low: &[i64], high: &[i64], peak: i128) -> Option<(Vec<i64>, Vec<i64>)> {
        let mut narrow = (Vec::with_capacity(low.len()), Vec::with_capacity(low.len()));
        for (line, wish) in self.wish.iter().enumerate() {
            let reach = i64::try_from(peak / i128::from(self.weights[line])).unwrap_or(i64::MAX);
            let (from, to) =
                (low[line].max(wish.saturating_sub(reach)), high[line].min(wish.saturating_add(reach)));
            if from > to {
                return None;
            }
            narrow.0.push(from);
            narrow.1.push(to);
        }
        Some(narrow)
    }

    /// The greatest weighted distance from the wish.
    pub(super) fn peak(&self, amounts: &[i64]) -> i128 {
        let distances = amounts.iter().zip(self.wish).zip(self.weights);
        distances
            .map(|((amount, wish), weight)| {
                (i128::from(*amount) - i128::from(*wish)).abs() * i128::from(*weight)
            })
            .max()
            .unwrap_or(0)
    }
}

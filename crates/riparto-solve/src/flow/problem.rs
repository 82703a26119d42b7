//! What is asked: a total, boxes, wishes, weights, groups.

use std::borrow::Cow;
use std::ops::{Add, AddAssign};

use super::infeasible_set::InfeasibleSet;

/// The least and the most of something, in cents.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Interval {
    /// The least; of a group [`i64::MIN`] when there is none.
    pub low: i64,
    /// The most; of a group [`i64::MAX`] when there is none.
    pub high: i64,
}

impl Add for Interval {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self { low: self.low + other.low, high: self.high + other.high }
    }
}

impl AddAssign for Interval {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

/// Bounds on the sum over some lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// The lines, each once, in any order.
    pub lines: Vec<u32>,
    /// The least sum, in cents; [`i64::MIN`] when there is none.
    pub low: i64,
    /// The greatest sum, in cents; [`i64::MAX`] when there is none.
    pub high: i64,
}

/// The groups of one family.
#[derive(Debug, Clone, Copy)]
pub enum Family<'a> {
    /// Each nested in another or apart from it.
    Laminar(&'a [Group]),
    /// All apart from each other.
    Disjoint {
        /// The number of the group of each line; of a line in none, a number beyond the last.
        group_of: &'a [u32],
        /// The bounds of each group.
        sums: &'a [Interval],
    },
}

impl<'a> Family<'a> {
    /// The groups with their lines.
    pub(super) fn groups(self) -> Cow<'a, [Group]> {
        match self {
            Self::Laminar(groups) => Cow::Borrowed(groups),
            Self::Disjoint { group_of, sums } => {
                let group = |sum: &Interval| Group { lines: Vec::new(), low: sum.low, high: sum.high };
                let mut groups: Vec<Group> = sums.iter().map(group).collect();
                for (line, group) in (0_u32..).zip(group_of) {
                    if let Some(group) = groups.get_mut(*group as usize) {
                        group.lines.push(line);
                    }
                }
                Cow::Owned(groups)
            }
        }
    }

    /// Whether there is no group.
    pub(super) fn is_empty(self) -> bool {
        match self {
            Self::Laminar(groups) => groups.is_empty(),
            Self::Disjoint { sums, .. } => sums.is_empty(),
        }
    }
}

/// A question: which allocation of `total` within these bounds is nearest to the wish.
///
/// All slices have one entry per line; that of the weights may be empty, and all are then one. Amounts stay within ±2^48 cents and lines within 2^20, except that `high`
/// may be [`i64::MAX`]. As many times as there are lines, what the total leaves above the least amounts stays within 2^62.
#[derive(Debug, Clone, Copy)]
pub struct Problem<'a> {
    /// What the lines sum to.
    pub total: i64,
    /// What each line would like to hold. It need respect nothing.
    pub wish: &'a [i64],
    /// The least each line can hold.
    pub low: &'a [i64],
    /// The most each line can hold; [`i64::MAX`] when there is no bound.
    pub high: &'a [i64],
    /// The weight of each line's change, from 1 to 2^30.
    pub weights: &'a [i64],
    /// Two families of groups, each laminar in itself.
    pub families: [Family<'a>; 2],
    /// A base per line, and a cap on Σ max(0, x − base). The second family must then be empty.
    ///
    /// A cap V on Σ |x − base| is the cap ⌊(V + total − Σ base) / 2⌋ here.
    pub movement: Option<(&'a [i64], i64)>,
}

/// The least and the most of each of many, as the question has them or otherwise.
#[derive(Debug, Clone)]
pub(super) struct Intervals<'a> {
    /// The least of each.
    pub(super) low: Cow<'a, [i64]>,
    /// The most.
    pub(super) high: Cow<'a, [i64]>,
}

impl Intervals<'_> {
    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.low.len()
    }

    /// One of them.
    #[inline]
    pub(super) fn at(&self, index: usize) -> Interval {
        Interval { low: self.low[index], high: self.high[index] }
    }
}

impl FromIterator<Interval> for Intervals<'_> {
    fn from_iter<T: IntoIterator<Item = Interval>>(intervals: T) -> Self {
        let (low, high): (Vec<i64>, Vec<i64>) =
            intervals.into_iter().map(|interval| (interval.low, interval.high)).unzip();
        Self { low: low.into(), high: high.into() }
    }
}

impl<'a> Problem<'a> {
    /// The box of each line, finite: no line holds more than what the least of all others leaves.
    pub(super) fn line_bounds(&self) -> Result<Intervals<'a>, Box<InfeasibleSet>> {
        let lines = self.wish.len();
        assert!(
            [self.low.len(), self.high.len()] == [lines; 2] && [0, lines].contains(&self.weights.len()),
            "the slices of a problem have one entry per line"
        );
        let mut least = 0;
        for (line, (low, high)) in self.low.iter().zip(self.high).enumerate() {
            if low > high {
                return Err(InfeasibleSet::of_line(line, i128::from(*low) - i128::from(*high)));
            }
            least += i128::from(*low);
        }
        let slack = i128::from(self.total) - least;
        if slack < 0 {
            return Err(InfeasibleSet::of_floors(lines, -slack));
        }
        let slack = i64::try_from(slack).unwrap_or(i64::MAX / 4).min(i64::MAX / 4);
        let pairs = || self.low.iter().zip(self.high);
        let is_finite = pairs().all(|(low, high)| *high <= low + slack);
        let high = if is_finite {
            Cow::Borrowed(self.high)
        } else {
            pairs().map(|(low, high)| (low + slack).min(*high)).collect()
        };
        Ok(Intervals { low: Cow::Borrowed(self.low), high })
    }

    /// The boxes narrowed to the allocations whose weighted distance from the wish is at most `peak` on every line;
    /// `None` when a line has none.
    pub(super) fn line_bounds_within(&self, line_bounds: &Intervals, peak: i128) -> Option<Intervals<'a>> {
        let saturating = |radius: i128| i64::try_from(radius).unwrap_or(i64::MAX);
        let unweighted = saturating(peak);
        let mut narrowed = (Vec::with_capacity(line_bounds.len()), Vec::with_capacity(line_bounds.len()));
        for (line, wish) in self.wish.iter().enumerate() {
            let interval = line_bounds.at(line);
            let weight = self.weight(line);
            let radius = if weight == 1 { unweighted } else { saturating(peak / i128::from(weight)) };
            let low = interval.low.max(wish.saturating_sub(radius));
            let high = interval.high.min(wish.saturating_add(radius));
            if low > high {
                return None;
            }
            narrowed.0.push(low);
            narrowed.1.push(high);
        }
        Some(Intervals { low: narrowed.0.into(), high: narrowed.1.into() })
    }

    /// The greatest weighted distance from the wish.
    pub(super) fn peak(&self, amounts: impl IntoIterator<Item = i64>) -> i128 {
        let distances = amounts.into_iter().zip(self.wish).enumerate().map(|(line, (amount, wish))| {
            (i128::from(amount) - i128::from(*wish)).abs() * i128::from(self.weight(line))
        });
        distances.max().unwrap_or(0)
    }

    /// The weight of the change of a line.
    pub(super) fn weight(&self, line: usize) -> i64 {
        self.weights.get(line).copied().unwrap_or(1)
    }
}

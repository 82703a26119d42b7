//! The problem: a total, bounds, wishes, weights and groups.

use std::borrow::Cow;
use std::ops::{Add, AddAssign};

use super::infeasible_set::InfeasibleSet;

/// A closed interval, in cents.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Interval {
    /// The lower end; for the sum of a group, [`i64::MIN`] means no lower bound.
    pub low: i64,
    /// The upper end; for the sum of a group, [`i64::MAX`] means no upper bound.
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

/// Bounds on the sum of some lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// The lines, each once, in any order.
    pub lines: Vec<u32>,
    /// The least sum, in cents; [`i64::MIN`] means no lower bound.
    pub low: i64,
    /// The greatest sum, in cents; [`i64::MAX`] means no upper bound.
    pub high: i64,
}

/// A laminar family of groups.
#[derive(Debug, Clone, Copy)]
pub enum Family<'a> {
    /// Any two groups are nested or disjoint.
    Laminar(&'a [Group]),
    /// All groups are pairwise disjoint.
    Disjoint {
        /// The group of each line; for a line in no group, any number from the number of groups on.
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

/// The problem: the allocation of `total` within these bounds that is nearest to the wish.
///
/// All slices have one entry for each line; `weights` may be empty, and all are then one. Amounts are within ±2^48 cents, lines
/// within 2^20; `high` may be [`i64::MAX`]. Let r be the total minus the sum of the lower bounds: r times the number of lines is
/// at most 2^62.
#[derive(Debug, Clone, Copy)]
pub struct Problem<'a> {
    /// The sum of all lines, in cents.
    pub total: i64,
    /// The wish of each line, in cents. It may violate every bound.
    pub wish: &'a [i64],
    /// The lower bound of each line.
    pub low: &'a [i64],
    /// The upper bound of each line; [`i64::MAX`] means none.
    pub high: &'a [i64],
    /// The weight of the change of each line, from 1 to 2^30.
    pub weights: &'a [i64],
    /// Two families of groups, each laminar.
    pub families: [Family<'a>; 2],
    /// A base b for each line, and a cap on Σ max(0, x − b). The second family is then empty.
    ///
    /// A cap V on Σ |x − b| is the cap ⌊(V + total − Σ b) / 2⌋ here.
    pub movement: Option<(&'a [i64], i64)>,
}

/// One interval for each line or piece, borrowed from the problem where they are unchanged.
#[derive(Debug, Clone)]
pub(super) struct Intervals<'a> {
    /// The lower ends.
    pub(super) low: Cow<'a, [i64]>,
    /// The upper ends.
    pub(super) high: Cow<'a, [i64]>,
}

impl Intervals<'_> {
    /// The number of intervals.
    pub(super) fn len(&self) -> usize {
        self.low.len()
    }

    /// The interval at an index.
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
    /// Finite bounds of each line: its own, and at most what the lower bounds of all others leave of the total.
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

    /// The bounds of each line intersected with a weighted distance of at most `peak` from its wish; `None` if one is empty.
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

    /// The greatest weighted distance of a line from its wish.
    pub(super) fn peak(&self, amounts: impl IntoIterator<Item = i64>) -> i128 {
        let distances = amounts.into_iter().zip(self.wish).enumerate().map(|(line, (amount, wish))| {
            (i128::from(amount) - i128::from(*wish)).abs() * i128::from(self.weight(line))
        });
        distances.max().unwrap_or(0)
    }

    /// The weight of a line.
    pub(super) fn weight(&self, line: usize) -> i64 {
        self.weights.get(line).copied().unwrap_or(1)
    }
}

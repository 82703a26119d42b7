//! What is asked: a total, boxes, wishes, weights, groups.

use std::borrow::Cow;
use std::ops::{Add, AddAssign};

use super::clash::Conflict;

/// The least and the most of something, in cents.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Span {
    /// The least; of a group [`i64::MIN`] when there is none.
    pub low: i64,
    /// The most; of a group [`i64::MAX`] when there is none.
    pub high: i64,
}

impl Add for Span {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self { low: self.low + other.low, high: self.high + other.high }
    }
}

impl AddAssign for Span {
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
    Nested(&'a [Group]),
    /// All apart from each other.
    Apart {
        /// The number of the group of each line; of a line in none, a number beyond the last.
        group_of: &'a [u32],
        /// The bounds of each group.
        sums: &'a [Span],
    },
}

impl<'a> Family<'a> {
    /// The groups with their lines.
    pub(super) fn groups(self) -> Cow<'a, [Group]> {
        match self {
            Self::Nested(groups) => Cow::Borrowed(groups),
            Self::Apart { group_of, sums } => {
                let group = |sum: &Span| Group { lines: Vec::new(), low: sum.low, high: sum.high };
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
            Self::Nested(groups) => groups.is_empty(),
            Self::Apart { sums, .. } => sums.is_empty(),
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
pub(super) struct Boxes<'a> {
    /// The least of each.
    pub(super) low: Cow<'a, [i64]>,
    /// The most.
    pub(super) high: Cow<'a, [i64]>,
}

impl Boxes<'_> {
    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.low.len()
    }

    /// One of them.
    #[inline]
    pub(super) fn at(&self, place: usize) -> Span {
        Span { low: self.low[place], high: self.high[place] }
    }
}

impl FromIterator<Span> for Boxes<'_> {
    fn from_iter<T: IntoIterator<Item = Span>>(spans: T) -> Self {
        let (low, high): (Vec<i64>, Vec<i64>) = spans.into_iter().map(|span| (span.low, span.high)).unzip();
        Self { low: low.into(), high: high.into() }
    }
}

impl<'a> Problem<'a> {
    /// The box of each line, finite: no line holds more than what the least of all others leaves.
    pub(super) fn boxes(&self) -> Result<Boxes<'a>, Box<Conflict>> {
        let lines = self.wish.len();
        assert!(
            [self.low.len(), self.high.len()] == [lines; 2] && [0, lines].contains(&self.weights.len()),
            "the slices of a problem have one entry per line"
        );
        let mut least = 0;
        for (line, (low, high)) in self.low.iter().zip(self.high).enumerate() {
            if low > high {
                return Err(Conflict::of_line(line, i128::from(*low) - i128::from(*high)));
            }
            least += i128::from(*low);
        }
        let slack = i128::from(self.total) - least;
        if slack < 0 {
            return Err(Conflict::of_floors(lines, -slack));
        }
        let slack = i64::try_from(slack).unwrap_or(i64::MAX / 4).min(i64::MAX / 4);
        let sides = || self.low.iter().zip(self.high);
        let is_finite = sides().all(|(low, high)| *high <= low + slack);
        let high = if is_finite {
            Cow::Borrowed(self.high)
        } else {
            sides().map(|(low, high)| (low + slack).min(*high)).collect()
        };
        Ok(Boxes { low: Cow::Borrowed(self.low), high })
    }

    /// The boxes narrowed to the allocations whose weighted distance from the wish is at most `peak` on every line;
    /// `None` when a line has none.
    pub(super) fn boxes_within(&self, boxes: &Boxes, peak: i128) -> Option<Boxes<'a>> {
        let small = |reach: i128| i64::try_from(reach).unwrap_or(i64::MAX);
        let whole = small(peak);
        let mut narrow = (Vec::with_capacity(boxes.len()), Vec::with_capacity(boxes.len()));
        for (line, wish) in self.wish.iter().enumerate() {
            let span = boxes.at(line);
            let weight = self.weight(line);
            let reach = if weight == 1 { whole } else { small(peak / i128::from(weight)) };
            let low = span.low.max(wish.saturating_sub(reach));
            let high = span.high.min(wish.saturating_add(reach));
            if low > high {
                return None;
            }
            narrow.0.push(low);
            narrow.1.push(high);
        }
        Some(Boxes { low: narrow.0.into(), high: narrow.1.into() })
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

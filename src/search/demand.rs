//! `Demand`: what one rule asks of an allocation, in whole cents and positions of lines.

use super::ratio::RatioBound;

/// What one rule asks.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Demand {
    /// Lines hold between `low` and `high` together.
    Sum { lines: Vec<u32>, low: i64, high: i64 },
    /// Some lines hold a share of what others hold.
    Share { part: Vec<u32>, whole: Vec<u32>, ratio: RatioBound },
    /// The terms sum to at most so much.
    Cap { terms: Vec<Term<Vec<u32>>>, most: i64 },
    /// Each line is a whole multiple.
    Step { lines: Vec<u32>, cents: i64 },
}

/// How a sum that differs from a base counts: never less where the sum is larger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Bend {
    /// What it is above the base.
    Rise,
    /// How far it is from the base, with its sign.
    Shift,
    /// What it is below the base, as a negative number.
    Fall,
}

/// One sum under a cap.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Term<C> {
    pub(crate) column: C,
    pub(crate) base: i64,
    pub(crate) bend: Bend,
}

impl Demand {
    /// Goes through the lines that it asks something of, some of them more than once.
    pub(crate) fn for_each_line(&self, mut each: impl FnMut(u32)) {
        match self {
            Demand::Sum { lines, .. } | Demand::Step { lines, .. } => lines.iter().copied().for_each(each),
            Demand::Share { part, whole, .. } => part.iter().chain(whole).copied().for_each(each),
            Demand::Cap { terms, .. } => {
                terms.iter().flat_map(|term| &term.column).for_each(|line| each(*line));
            }
        }
    }

    /// By how many cents amounts miss it; `None` where one is no multiple of its step, which is missed by no amount.
    pub(crate) fn lacks(&self, amounts: &[i64]) -> Option<i64> {
        let sum = |lines: &[u32]| lines.iter().map(|line| amounts[*line as usize]).sum::<i64>();
        let beyond = |held: i64, low: i64, high: i64| (low - held).max(held.saturating_sub(high)).max(0);
        match self {
            Demand::Sum { lines, low, high } => Some(beyond(sum(lines), *low, *high)),
            Demand::Share { part, whole, ratio } => Some(ratio.violation(sum(part), sum(whole))),
            Demand::Cap { terms, most } => {
                let counted = terms.iter().map(|term| term.of(sum(&term.column))).sum::<i64>();
                Some((counted - most).max(0))
            }
            Demand::Step { lines, cents } => {
                lines.iter().all(|line| amounts[*line as usize] % cents == 0).then_some(0)
            }
        }
    }
}

impl<C> Term<C> {
    /// What the term counts when its sum is `amount`.
    pub(crate) fn of(&self, amount: i64) -> i64 {
        let change = amount - self.base;
        match self.bend {
            Bend::Rise => change.max(0),
            Bend::Shift => change,
            Bend::Fall => change.min(0),
        }
    }

    /// The largest amount for which the term counts at most so much; `None` where every amount does.
    pub(crate) fn largest(&self, most: i64) -> Option<i64> {
        match self.bend {
            Bend::Fall if most >= 0 => None,
            _ => Some(self.base.saturating_add(most)),
        }
    }
}

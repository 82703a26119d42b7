//! `Constraint`: what one rule requires of an allocation, in whole cents and positions of lines.

use super::ratio_bound::RatioBound;

/// One constraint on the amounts of lines.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Constraint {
    /// `low ≤ Σ amounts of lines ≤ high`.
    Sum {
        /// Positions of the lines, ascending.
        lines: Vec<u32>,
        /// Cents.
        low: i64,
        /// Cents.
        high: i64,
    },
    /// The sum of one set of lines lies within a ratio of the sum of another.
    Share {
        /// Positions of the lines whose sum is bounded, ascending.
        part: Vec<u32>,
        /// Positions of the lines that it is a share of, ascending.
        whole: Vec<u32>,
        /// The bound.
        ratio: RatioBound,
    },
    /// `Σ terms ≤ most`.
    Cap {
        /// The terms, each on the sum of its lines.
        terms: Vec<Term<Vec<u32>>>,
        /// Cents.
        most: i64,
    },
    /// Each line is a multiple of a number of cents.
    Step {
        /// Positions of the lines.
        lines: Vec<u32>,
        /// The divisor in cents, at least 1.
        cents: i64,
    },
}

/// How a term depends on `change = amount − base`: non-decreasing and piecewise linear.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TermFunction {
    /// `max(change, 0)`: the increase over the base.
    PositivePart,
    /// `change`.
    Identity,
    /// `min(change, 0)`: the decrease below the base, as a negative number.
    NegativePart,
}

/// One term of a cap. The column is a list of lines in a [`Constraint`], and a column number in a model.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Term<C> {
    /// What the term is a function of: one line, or the sum of several.
    pub column: C,
    /// What the change is measured from, in cents.
    pub base: i64,
    /// The function of the change.
    pub function: TermFunction,
}

impl Constraint {
    /// Visits the lines of the constraint, some of them more than once.
    pub fn for_each_line(&self, mut each: impl FnMut(u32)) {
        match self {
            Constraint::Sum { lines, .. } | Constraint::Step { lines, .. } => {
                lines.iter().copied().for_each(each);
            }
            Constraint::Share { part, whole, .. } => part.iter().chain(whole).copied().for_each(each),
            Constraint::Cap { terms, .. } => {
                terms.iter().flat_map(|term| &term.column).for_each(|line| each(*line));
            }
        }
    }

    /// By how many cents amounts violate the constraint, zero if they satisfy it. `None` where a line is not a multiple of its
    /// step: such a violation is not measured in cents.
    pub fn violation(&self, amounts: &[i64]) -> Option<i64> {
        let sum = |lines: &[u32]| lines.iter().map(|line| amounts[*line as usize]).sum::<i64>();
        let outside =
            |amount: i64, low: i64, high: i64| (low - amount).max(amount.saturating_sub(high)).max(0);
        match self {
            Constraint::Sum { lines, low, high } => Some(outside(sum(lines), *low, *high)),
            Constraint::Share { part, whole, ratio } => Some(ratio.violation(sum(part), sum(whole))),
            Constraint::Cap { terms, most } => {
                let total = terms.iter().map(|term| term.value(sum(&term.column))).sum::<i64>();
                Some((total - most).max(0))
            }
            Constraint::Step { lines, cents } => {
                lines.iter().all(|line| amounts[*line as usize] % cents == 0).then_some(0)
            }
        }
    }
}

impl<C> Term<C> {
    /// The term's value where its column holds `amount`.
    pub fn value(&self, amount: i64) -> i64 {
        let change = amount - self.base;
        match self.function {
            TermFunction::PositivePart => change.max(0),
            TermFunction::Identity => change,
            TermFunction::NegativePart => change.min(0),
        }
    }

    /// The largest amount at which the term's value is at most `most`; `None` if every amount qualifies.
    pub fn max_amount(&self, most: i64) -> Option<i64> {
        match self.function {
            TermFunction::NegativePart if most >= 0 => None,
            _ => Some(self.base.saturating_add(most)),
        }
    }
}

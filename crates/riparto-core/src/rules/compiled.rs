//! What rules become for one envelope: selections, and checks with integer bounds.

use std::sync::Arc;

use super::allowance::Allowance;
use super::authorization::Authorization;
use super::index::Index;
use super::limit::Base;
use super::notice::Notice;
use super::rule::Rule;
use super::summed_allocation::SummedAllocation;
use crate::budget::{Envelope, Selection};
use crate::money::{Percent, Rounding};

/// Rules compiled for one envelope and one original allocation.
#[derive(Debug)]
pub(super) struct Compiled {
    pub(super) envelope: Envelope,
    pub(super) rules: Vec<Rule>,
    /// Every distinct selection that a rule speaks of.
    pub(super) selections: Vec<Selection>,
    pub(super) checks: Vec<Check>,
    pub(super) index: Index,
    pub(super) original: SummedAllocation,
    pub(super) notices: Vec<Notice>,
}

impl Compiled {
    /// How many lines a check of a whole allocation looks at one by one, or parts of lines.
    pub(super) fn looks(&self, check: &Check) -> usize {
        match &check.subject {
            Subject::Sum(_) | Subject::Part { .. } => 0,
            Subject::EachLine(scope) | Subject::Step(scope) | Subject::Movement { scope, .. } => {
                self.selections[*scope].len(&self.envelope)
            }
            Subject::MovementBy { parts, .. } => parts.len(),
            Subject::Flow { .. } => self.envelope.line_count(),
        }
    }
}

/// One thing that a rule measures, with its bounds from tight to loose. A rule for each value of a label has
/// several, which share the bounds.
#[derive(Debug)]
pub(super) struct Check {
    pub(super) rule: usize,
    pub(super) subject: Subject,
    pub(super) bands: Arc<[(Bound, Authorization)]>,
}

/// What is measured. Numbers are those of selections.
#[derive(Clone, Debug)]
pub(super) enum Subject {
    /// What a selection holds.
    Sum(usize),
    /// What each line of a selection holds.
    EachLine(usize),
    /// What one selection holds, against what another does.
    Part { part: usize, whole: usize },
    /// The increases of the lines of a selection.
    Movement { scope: usize, base: Base },
    /// The increases of the parts of a selection.
    MovementBy { scope: usize, parts: Vec<usize>, base: Base },
    /// What goes from one selection to another.
    Flow { from: usize, to: usize },
    /// The multiples that lines and transfers are.
    Step(usize),
}

/// What a measure must respect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Bound {
    /// `low <= found <= high`, in cents.
    Within { low: i64, high: i64 },
    /// Within a distance of a base.
    Around { base: Base, up: Option<Allowance>, down: Option<Allowance> },
    /// At most a share of the whole.
    ShareAtMost(Percent),
    /// At least a share of the whole.
    ShareAtLeast(Percent),
    /// Just a share of the whole.
    ShareEquals(Percent, Rounding),
    /// At most an allowance on what the scope held in a base, or less than it.
    AtMost { base: Base, allowance: Allowance, strict: bool },
    /// A whole multiple, in cents.
    Multiple(i64),
}

/// What the scope held in the two bases, in cents.
#[derive(Clone, Copy)]
pub(super) struct Bases {
    pub(super) original: i64,
    pub(super) approved: i64,
}

impl Bases {
    pub(super) fn of(self, base: Base) -> i64 {
        match base {
            Base::Original => self.original,
            Base::Approved => self.approved,
        }
    }
}

impl Bound {
    /// The least and the most that a sum may be, in cents; for bounds of a sum.
    pub(super) fn interval(&self, bases: Bases) -> (i64, i64) {
        match self {
            Bound::Within { low, high } => (*low, *high),
            Bound::Around { base, up, down } => {
                let base = bases.of(*base);
                let low = down.as_ref().map_or(0, |down| (base - down.cents(base)).max(0));
                let high = up.as_ref().map_or(i64::MAX, |up| base.saturating_add(up.cents(base)));
                (low, high)
            }
            Bound::AtMost { base, allowance, strict: false } => (0, allowance.cents(bases.of(*base))),
            Bound::AtMost { base, allowance, strict: true } => (0, allowance.cents_below(bases.of(*base))),
            _ => (0, i64::MAX),
        }
    }

    /// Whether a sum keeps the bound, by the exact inequality: no division for a sum that does.
    pub(super) fn keeps(&self, found: i128, bases: Bases) -> bool {
        match self {
            Bound::Around { base, up, down } => {
                let base = bases.of(*base);
                let change = found - i128::from(base);
                match change {
                    0 => true,
                    1.. => up.as_ref().is_none_or(|up| up.allows(change, base)),
                    _ => down.as_ref().is_none_or(|down| down.allows(-change, base)),
                }
            }
            _ => {
                let (low, high) = self.interval(bases);
                (low.into()..=high.into()).contains(&found)
            }
        }
    }

    /// What a percentage of the bound is of, in cents, for what bounds a change against a base.
    pub(super) fn reference(&self, bases: Bases) -> i64 {
        match self {
            Bound::Around { base, .. } | Bound::AtMost { base, .. } => bases.of(*base),
            _ => 0,
        }
    }

    /// The least and the most that the part may be, given the whole, in cents; for bounds of a share.
    pub(super) fn share_interval(&self, whole: i64) -> (i64, i64) {
        let share =
            |percent: &Percent, rounding| i64::try_from(percent.share(whole, rounding)).unwrap_or(i64::MAX);
        match self {
            Bound::ShareAtMost(percent) => (0, share(percent, Rounding::Down)),
            Bound::ShareAtLeast(percent) => (share(percent, Rounding::Up), i64::MAX),
            Bound::ShareEquals(percent, rounding) => {
                let due = share(percent, *rounding);
                (due, due)
            }
            _ => (0, i64::MAX),
        }
    }
}

impl Subject {
    /// The selections whose sums or lines the measure reads.
    pub(super) fn reads(&self) -> Vec<usize> {
        match self {
            Subject::Sum(scope) | Subject::EachLine(scope) | Subject::Step(scope) => vec![*scope],
            Subject::Part { part, whole } => vec![*part, *whole],
            Subject::Movement { scope, .. } => vec![*scope],
            Subject::MovementBy { parts, .. } => parts.clone(),
            Subject::Flow { from, to } => vec![*from, *to],
        }
    }

    /// The selection that a finding is about.
    pub(super) fn scope(&self) -> usize {
        match self {
            Subject::Sum(scope)
            | Subject::EachLine(scope)
            | Subject::Step(scope)
            | Subject::Movement { scope, .. }
            | Subject::MovementBy { scope, .. } => *scope,
            Subject::Part { part, .. } => *part,
            Subject::Flow { from, .. } => *from,
        }
    }
}

//! `Refutation`: why rules cannot hold together.

use super::total_side::TotalSide;

/// Why rules conflict; the wording is elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Refutation {
    /// Floors that sum to more than a ceiling over all of them; without a rule the ceiling is the envelope's total.
    FloorsAboveCeiling { ceiling: Option<RulePart>, limit: i64, floors: Vec<RulePart>, sum: i128 },
    /// Ceilings that sum to less than a floor that they cover; without a rule the floor is the envelope's total.
    CeilingsBelowFloor { floor: Option<RulePart>, limit: i64, ceilings: Vec<RulePart>, sum: i128 },
    /// Floors that sum to more than the ceilings that cover them.
    FloorsAboveCeilings {
        floors: Vec<RulePart>,
        low: i128,
        ceilings: Vec<RulePart>,
        high: i128,
        total: TotalSide,
    },
    /// Rules on scopes that cross, or on movement.
    Crossing { parts: Vec<RulePart> },
}

/// A rule where it is part of a conflict: on a scope, or on one of the lines or parts of a scope for each of which it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct RulePart {
    pub(crate) rule: usize,
    /// The line that it is named by there: its place in a tree's order, in the end its position in the envelope.
    pub(crate) line: usize,
}

impl Refutation {
    /// The parts of rules in the conflict.
    pub(crate) fn parts(&self) -> impl Iterator<Item = &RulePart> {
        let none: &[RulePart] = &[];
        let (one, others, more) = match self {
            Refutation::FloorsAboveCeiling { ceiling: one, floors: others, .. }
            | Refutation::CeilingsBelowFloor { floor: one, ceilings: others, .. } => {
                (one.as_ref(), &others[..], none)
            }
            Refutation::FloorsAboveCeilings { floors, ceilings, .. } => (None, &floors[..], &ceilings[..]),
            Refutation::Crossing { parts } => (None, &parts[..], none),
        };
        one.into_iter().chain(others).chain(more)
    }

    /// Puts positions in the envelope in the place of those in a tree's order.
    pub(crate) fn of_lines(mut self, order: &[u32]) -> Refutation {
        let (one, others) = match &mut self {
            Refutation::FloorsAboveCeiling { ceiling: one, floors: others, .. }
            | Refutation::CeilingsBelowFloor { floor: one, ceilings: others, .. } => (one.as_mut(), others),
            // Found without a tree, by position in the envelope.
            Refutation::FloorsAboveCeilings { .. } => return self,
            Refutation::Crossing { parts } => (None, parts),
        };
        one.into_iter().chain(others.iter_mut()).for_each(|part| part.line = order[part.line] as usize);
        others.sort_unstable();
        self
    }
}

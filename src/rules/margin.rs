//! `Margin`: how much one line may give and receive, and which rule binds each.

use super::rule::Rule;
use crate::budget::Line;
use crate::money::Money;

/// How much one line may still give and receive.
#[derive(Clone, Copy, Debug)]
pub struct Margin<'a> {
    /// The line.
    pub line: Line<'a>,
    /// The most that may leave the line.
    pub give: Money,
    /// The rule that stops the line from giving more; `None` where the amounts of the table do.
    pub give_rule: Option<&'a Rule>,
    /// The most that may enter the line.
    pub receive: Money,
    /// The rule that stops the line from receiving more; `None` where the amounts of the table do.
    pub receive_rule: Option<&'a Rule>,
}

/// One side of a margin while it is being narrowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Room {
    pub(super) cents: i64,
    pub(super) rule: Option<usize>,
}

impl Room {
    /// Narrows the room to so much if a rule allows no more. A rule is named rather than the bare amount, and the
    /// first of several.
    pub(super) fn narrow(&mut self, cents: i64, rule: usize) {
        let cents = cents.max(0);
        if cents < self.cents || (cents == self.cents && self.rule.is_none()) {
            *self = Room { cents, rule: Some(rule) };
        }
    }
}

//! `Margin`: how much one line may give and receive, and what stops it.

use riparto_core::budget::Line;
use riparto_core::money::Money;
use riparto_core::rules::{Part, Rule};

/// How much one line may still give and receive.
#[derive(Clone, Debug)]
pub struct Margin<'a> {
    /// The line.
    pub line: Line<'a>,
    /// The most that may leave the line, of what was found; see [`Stop::at_most`].
    pub give: Money,
    /// The rule that alone stops the line from giving more; `None` where an amount does, or several rules.
    pub give_rule: Option<&'a Rule>,
    /// What stops the line from giving more.
    pub give_stop: Stop<'a>,
    /// The most that may enter the line, of what was found; see [`Stop::at_most`].
    pub receive: Money,
    /// The rule that alone stops the line from receiving more; `None` where amounts do, or several rules.
    pub receive_rule: Option<&'a Rule>,
    /// What stops the line from receiving more.
    pub receive_stop: Stop<'a>,
}

/// What stops a line from giving or receiving more.
#[derive(Clone, Debug)]
pub struct Stop<'a> {
    /// Whose limit it is.
    pub by: StoppedBy,
    /// The rules that do, in their order: the first [`MAX_STOPPING_RULES`](riparto_core::capacity::MAX_STOPPING_RULES). Empty where only
    /// amounts do.
    pub rules: Vec<&'a Rule>,
    /// For which part of its scope the rule holds that stops the line by itself: the line, or the line's value of a label;
    /// `None` where it holds for the scope's sum, or where it stops the line together with others of its parts.
    pub part: Option<Part<'a>>,
    /// No more than this can move: proven. It is what was found wherever the search went to its end.
    pub at_most: Money,
}

/// Whose limit stops a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StoppedBy {
    /// What the line itself holds.
    Amount,
    /// One rule.
    Rule,
    /// What the other lines can take or give: by their rules, or by what they hold.
    Others,
}

impl StoppedBy {
    /// The name in JSON: `others`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            StoppedBy::Amount => "amount",
            StoppedBy::Rule => "rule",
            StoppedBy::Others => "others",
        }
    }
}

/// One side of a line while it is being narrowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Slack {
    pub(super) cents: i64,
    pub(super) rule: Option<usize>,
}

impl Slack {
    /// Narrows the slack to so much if a rule allows no more. A rule is named rather than the bare amount, and the
    /// first of several.
    pub(super) fn narrow(&mut self, cents: i64, rule: usize) {
        let cents = cents.max(0);
        if cents < self.cents || (cents == self.cents && self.rule.is_none()) {
            *self = Slack { cents, rule: Some(rule) };
        }
    }
}

//! Whether a rule that is named alone stops a line alone, and else which rules do together.
//!
//! Where an optimum of the program is degenerate, what is binding there may be one rule of several without which the line could move
//! more. The question is asked again of that rule by itself; if it lets more pass, rules are left out one by one, as long as
//! the others stop the line as much.

use std::collections::BTreeSet;

use super::line_classes::LineClasses;
use super::line_slacks::{Direction, LineSlacks, SideMargin, StopReasons};
use riparto_core::plan::Plan;
use riparto_core::rules::Authorization;
use riparto_solve::Meter;

/// With more lines the answer names the rule that the program names.
const MOST_LINES: usize = 256;

/// Rules that stop a line.
pub(super) struct StoppingRules<'a> {
    pub(super) plan: &'a Plan,
    pub(super) up_to: Authorization,
    pub(super) slacks: &'a LineSlacks<'a>,
}

impl StoppingRules<'_> {
    /// Puts the rules that stop a line together in the place of one that does not do so alone.
    pub(super) fn confirm(
        &self,
        margin: &mut SideMargin,
        (line, direction): (usize, Direction),
        (budget, meter): (&mut usize, &Meter),
    ) {
        let is_named_alone = margin.reasons.is_one_rule() && !margin.reasons.is_own;
        let is_proven = margin.cents == margin.at_most;
        if !is_named_alone || !is_proven || self.plan.envelope().line_count() > MOST_LINES {
            return;
        }
        let mut stop = |rules: &BTreeSet<usize>| {
            let slacks = LineSlacks::of_rules(self.plan, self.up_to, rules);
            let found = LineClasses::new(&slacks).found(line, direction, (&mut *budget, meter));
            found.at_most <= margin.at_most
        };
        if stop(&margin.reasons.rules) {
            return;
        }
        let mut rules = self.slacks.rules();
        for rule in rules.clone() {
            let mut fewer = rules.clone();
            fewer.remove(&rule);
            if stop(&fewer) {
                rules = fewer;
            }
        }
        let mut reasons = StopReasons::default();
        rules.into_iter().for_each(|rule| reasons.add(Some(rule)));
        if !reasons.is_nothing() {
            margin.reasons = reasons;
        }
    }
}

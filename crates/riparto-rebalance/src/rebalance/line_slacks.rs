//! `LineSlacks`: the capacity of each line in both directions, and the constraints that couple lines.

use std::collections::BTreeSet;

use super::margin::Slack;
use riparto_core::budget::Selection;
use riparto_core::capacity::MAX_STOPPING_RULES;
use riparto_core::plan::Plan;
use riparto_core::rules::{Authorization, Base, Bounded, CheckConstraint, Passing};

/// Which way money moves, seen from the line that is asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Direction {
    Give,
    Receive,
}

/// Each line's own slack, and the rules on several lines.
pub(super) struct LineSlacks<'a> {
    pub(super) plan: &'a Plan,
    /// The most that may leave each line, and the most that may enter it, by its own amount and rules.
    pub(super) down: Vec<Slack>,
    pub(super) up: Vec<Slack>,
    pub(super) coupling: Vec<CheckConstraint>,
}

/// What was found of one side of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SideMargin {
    /// A proposal that moves this much passes: a lower bound.
    pub(super) cents: i64,
    /// It is proven that none moves more: an upper bound.
    pub(super) at_most: i64,
    pub(super) reasons: StopReasons,
}

/// What stops a line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct StopReasons {
    /// Whether the line's own bound, its amount or a rule on it, is what stops it.
    pub(super) is_own: bool,
    /// Whether amounts of other lines have a part in it.
    pub(super) has_amounts: bool,
    /// The rules, the first ones if there are many.
    pub(super) rules: BTreeSet<usize>,
}

impl SideMargin {
    /// Nothing is known but a line's own slack.
    pub(super) fn unknown(own: Slack) -> SideMargin {
        SideMargin { cents: 0, at_most: own.cents, reasons: StopReasons::own(own) }
    }

    /// The lesser of a line's own slack and what the others can do.
    pub(super) fn least(own: Slack, reach: i128, reasons: StopReasons) -> SideMargin {
        // On a tie, the side that names a single rule.
        let is_own = i128::from(own.cents) < reach
            || (i128::from(own.cents) == reach && (own.rule.is_some() || !reasons.is_one_rule()));
        if is_own {
            return SideMargin { cents: own.cents, at_most: own.cents, reasons: StopReasons::own(own) };
        }
        let cents = i64::try_from(reach).unwrap_or(i64::MAX);
        SideMargin { cents, at_most: cents, reasons }
    }
}

impl StopReasons {
    pub(super) fn is_one_rule(&self) -> bool {
        self.rules.len() == 1 && !self.has_amounts
    }

    pub(super) fn is_nothing(&self) -> bool {
        !self.is_own && !self.has_amounts && self.rules.is_empty()
    }

    /// Whether the list is full; a rule with a lower number still replaces the last.
    pub(super) fn is_full(&self) -> bool {
        self.rules.len() == MAX_STOPPING_RULES
    }

    /// The reasons of a line's own bound.
    pub(super) fn own(slack: Slack) -> StopReasons {
        StopReasons { is_own: true, has_amounts: false, rules: slack.rule.into_iter().collect() }
    }

    /// A rule, or an amount of another line.
    pub(super) fn add(&mut self, rule: Option<usize>) {
        match rule {
            None => self.has_amounts = true,
            Some(rule) => drop(self.rules.insert(rule)),
        }
        if self.rules.len() > MAX_STOPPING_RULES {
            self.rules.pop_last();
        }
    }

    pub(super) fn join(&mut self, others: &StopReasons) {
        self.has_amounts |= others.has_amounts;
        others.rules.iter().for_each(|rule| self.add(Some(*rule)));
    }
}

impl<'a> LineSlacks<'a> {
    pub(super) fn new(plan: &'a Plan, up_to: Authorization) -> LineSlacks<'a> {
        let mut slacks = LineSlacks::of_amounts(plan);
        plan.for_each_constraint(up_to, Passing::ToleratesExisting, |constraint| slacks.add(constraint));
        slacks
    }

    /// What amounts and some rules leave.
    pub(super) fn of_rules(plan: &'a Plan, up_to: Authorization, rules: &BTreeSet<usize>) -> LineSlacks<'a> {
        let mut slacks = LineSlacks::of_amounts(plan);
        plan.for_each_constraint(up_to, Passing::ToleratesExisting, |constraint| {
            if rules.contains(&constraint.bounded.rule()) {
                slacks.add(constraint);
            }
        });
        slacks
    }

    /// The rules that leave less than amounts do.
    pub(super) fn rules(&self) -> BTreeSet<usize> {
        let of_lines = self.down.iter().chain(&self.up).filter_map(|slack| slack.rule);
        self.coupling.iter().map(|constraint| constraint.bounded.rule()).chain(of_lines).collect()
    }

    /// What amounts alone leave.
    pub(super) fn of_amounts(plan: &'a Plan) -> LineSlacks<'a> {
        let total = plan.envelope().total().cents();
        let slack = |cents| Slack { cents, rule: None };
        let held = plan.approved().amounts();
        LineSlacks {
            plan,
            down: held.iter().map(|held| slack(held.cents())).collect(),
            up: held.iter().map(|held| slack(total - held.cents())).collect(),
            coupling: Vec::new(),
        }
    }

    fn add(&mut self, constraint: CheckConstraint) {
        let envelope = self.plan.envelope();
        match constraint.bounded {
            Bounded::Line { rule, line, low, high } => self.tighten(line, (low, high), rule),
            Bounded::Sum { rule, selection, low, high } => {
                let lines = self.plan.rulebook().selection(selection);
                if let Some(line) = lines.single(envelope) {
                    return self.tighten(line, (low, high), rule);
                }
                // Money that moves between all lines leaves their sum as it is.
                let binds = low > 0 || high < envelope.total().cents();
                if *lines != Selection::All && binds {
                    self.coupling.push(constraint);
                }
            }
            // Where nothing has moved since the base, what must have gone since then is no more than what transfers move now.
            Bounded::Flow { since, .. } if since != Base::Approved && self.is_unmoved_since(since) => {}
            _ => self.coupling.push(constraint),
        }
    }

    /// The bound of a rule that has none on that side, zero or endless, is not named.
    fn tighten(&mut self, line: usize, (low, high): (i64, i64), rule: usize) {
        let held = self.plan.approved().amounts()[line].cents();
        if low > 0 {
            self.down[line].tighten(held - low, rule);
        }
        if high < i64::MAX {
            self.up[line].tighten(high - held, rule);
        }
    }

    /// What a line itself can give or receive.
    pub(super) fn own(&self, line: usize, direction: Direction) -> Slack {
        match direction {
            Direction::Give => self.down[line],
            Direction::Receive => self.up[line],
        }
    }

    /// What another line can take of what the line gives, or give of what it receives.
    pub(super) fn other(&self, line: usize, direction: Direction) -> Slack {
        match direction {
            Direction::Give => self.up[line],
            Direction::Receive => self.down[line],
        }
    }

    pub(super) fn is_in(&self, selection: usize, line: usize) -> bool {
        self.plan.rulebook().selection(selection).contains(self.plan.envelope(), line)
    }

    fn is_unmoved_since(&self, base: Base) -> bool {
        self.plan.approved().amounts() == self.plan.allocation_at(base).amounts()
    }

    /// The reasons where rules count what must have gone since a base, which no program says.
    pub(super) fn inexpressible(&self, own: Slack) -> StopReasons {
        let mut reasons = StopReasons::default();
        for constraint in &self.coupling {
            if matches!(constraint.bounded, Bounded::Flow { since, .. } if since != Base::Approved) {
                reasons.add(Some(constraint.bounded.rule()));
            }
        }
        if reasons.is_nothing() { StopReasons::own(own) } else { reasons }
    }

    /// What a selection holds.
    pub(super) fn sum(&self, selection: usize) -> i64 {
        self.plan.sum_of(selection)
    }

    /// By how much a line is above a base, below zero where it is below.
    pub(super) fn since(&self, base: Base, line: usize) -> i64 {
        self.plan.approved().amounts()[line].cents() - self.plan.allocation_at(base).amounts()[line].cents()
    }
}

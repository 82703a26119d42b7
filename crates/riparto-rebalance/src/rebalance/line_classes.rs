//! `LineClasses`: the lines of a plan in classes that rules on several lines treat alike, for a question about one line.

use std::collections::{BTreeMap, BTreeSet};

use super::line_slacks::{Direction, LineSlacks};
use riparto_core::capacity::MAX_FOLLOWING_LINES;
use riparto_core::rules::{Base, Bounded, CheckConstraint, Due};

/// The lines of a plan in classes, and those that follow.
pub(super) struct LineClasses<'a> {
    pub(super) slacks: &'a LineSlacks<'a>,
    /// Lines that rules on several lines treat alike.
    pub(super) classes: Vec<Class>,
    /// The lines that are derived, where rules do not look at single transfers.
    pub(super) following: BTreeSet<usize>,
    pub(super) steps: Vec<StepRule>,
}

/// A rule of a step.
#[derive(Clone, Copy)]
pub(super) struct StepRule {
    pub(super) rule: usize,
    pub(super) selection: usize,
    pub(super) cents: i64,
}

/// Lines that are alike, and the selections that hold them.
pub(super) struct Class {
    pub(super) lines: Vec<usize>,
    pub(super) selections: Vec<usize>,
}

/// What the lines of a class, but for one, can do together.
#[derive(Clone, Copy, Default)]
pub(super) struct ClassTotals {
    pub(super) slack: i64,
    /// What they can move towards their base before movement counts it, or takes it off.
    pub(super) free: i64,
    /// Their excess over their base.
    pub(super) above: i64,
}

impl<'a> LineClasses<'a> {
    pub(super) fn new(slacks: &'a LineSlacks<'a>) -> LineClasses<'a> {
        LineClasses::with_following(slacks, &BTreeSet::new())
    }

    /// As [`LineClasses::new`], where other lines follow too.
    pub(super) fn with_following(slacks: &'a LineSlacks<'a>, others: &BTreeSet<usize>) -> LineClasses<'a> {
        let (rulebook, envelope) = (slacks.plan.rulebook(), slacks.plan.envelope());
        let mut following = others.clone();
        let mut selections = BTreeSet::new();
        for constraint in &slacks.coupling {
            match &constraint.bounded {
                Bounded::Share { part, whole, due, .. } => {
                    selections.extend([*part, *whole]);
                    if matches!(due, Due::Equals(_)) && following.len() <= MAX_FOLLOWING_LINES {
                        following.extend(rulebook.selection(*part).positions(envelope));
                    }
                }
                Bounded::Flow { from, to, .. } => selections.extend([*from, *to]),
                Bounded::MovementBy { parts, .. } => selections.extend(parts),
                Bounded::MovementInside { parts: Some(parts), .. } => selections.extend(parts),
                Bounded::Sum { selection, .. }
                | Bounded::MovementWithin { selection, .. }
                | Bounded::MovementInside { selection, parts: None, .. }
                | Bounded::Step { selection, .. } => drop(selections.insert(*selection)),
                Bounded::Line { .. } | Bounded::Movement { .. } => {}
            }
        }
        let of_transfers = |constraint: &CheckConstraint| {
            matches!(constraint.bounded, Bounded::Flow { .. } | Bounded::Step { .. })
        };
        // So many are a rule on a scope, and no lines of indirect costs.
        if following.len() > MAX_FOLLOWING_LINES || slacks.coupling.iter().any(of_transfers) {
            following.clear();
        }
        let mut within: Vec<Vec<usize>> = vec![Vec::new(); envelope.line_count()];
        for selection in selections {
            rulebook.selection(selection).for_each(envelope, |line| within[line].push(selection));
        }
        let steps = slacks.coupling.iter().filter_map(|constraint| match constraint.bounded {
            Bounded::Step { rule, selection, cents } => Some(StepRule { rule, selection, cents }),
            _ => None,
        });
        let steps: Vec<StepRule> = steps.collect();
        let mut numbers: BTreeMap<(Vec<usize>, usize), usize> = BTreeMap::new();
        let mut classes = Vec::new();
        for (line, selections) in within.into_iter().enumerate() {
            if following.contains(&line) {
                continue;
            }
            // Under a step, no two lines are alike.
            let own = if steps.is_empty() { usize::MAX } else { line };
            let number = *numbers.entry((selections.clone(), own)).or_insert(classes.len());
            if number == classes.len() {
                classes.push(Class { lines: Vec::new(), selections });
            }
            classes[number].lines.push(line);
        }
        LineClasses { slacks, classes, following, steps }
    }

    /// What the lines of a class but one can do, and their excess over a base.
    pub(super) fn together(
        &self,
        class: usize,
        without: usize,
        (direction, base): (Direction, Base),
    ) -> ClassTotals {
        let lines = self.classes[class].lines.iter().filter(|line| **line != without);
        lines.fold(ClassTotals::default(), |sum, line| {
            let slack = self.slacks.other(*line, direction).cents;
            let since = self.slacks.since(base, *line);
            let towards = if direction == Direction::Give { -since } else { since };
            ClassTotals {
                slack: sum.slack.saturating_add(slack),
                free: sum.free.saturating_add(towards.clamp(0, slack)),
                above: sum.above.saturating_add(since.max(0)),
            }
        })
    }
}

//! What each line can give and receive where rules bound lines and sums that lie inside or apart from each other.
//!
//! What leaves a line goes to the lines beside it, or out of the sums around it. So in a tree of sums, what a sum can take in is
//! what its members can, and no more than its own bound leaves; what can leave a sum is what the members beside it can take and
//! what can leave the sum around them, and no more than its own bound lets go. One pass up and one down, with the rules that are
//! met on the way. No transfers but these are needed, so the figure is that of all transfers together.

use std::collections::BTreeMap;

use super::constraint_set::{ConstraintSet, LaminarOrder, SourcedBound, SumRule};
use super::constraints::positions;
use super::line_slacks::{Direction, LineSlacks, SideMargin, StopReasons};
use super::margin::Slack;
use super::nested_slices::SliceNode;
use riparto_core::rules::Bounded;

/// The sums that rules bound, in a tree, and what each lets out and in.
pub(super) struct Nested {
    laminar: LaminarOrder,
    /// For each node, what its own bounds let leave it and enter it.
    down: Vec<Slack>,
    up: Vec<Slack>,
    /// For each place of a line, the smallest node around it; for each node, that around it.
    around: Vec<usize>,
    parents: Vec<usize>,
}

/// What the members of a node can move together, and how many of them each reason stops.
#[derive(Clone, Default)]
struct Members {
    cents: i128,
    reasons: BTreeMap<Option<usize>, usize>,
}

impl Nested {
    /// `None` where a rule is no bound of a sum, or sums cross.
    pub(super) fn new(slacks: &LineSlacks<'_>) -> Option<Nested> {
        let envelope = slacks.plan.envelope();
        let free = SourcedBound { cents: 0, rule: None };
        let mut constraint_set = ConstraintSet {
            total: envelope.total().cents(),
            low: vec![free; envelope.line_count()],
            high: vec![free; envelope.line_count()],
            lines: Vec::new(),
            groups: Vec::new(),
            whole: Vec::new(),
            non_sums: Vec::new(),
        };
        let mut held = Vec::new();
        for constraint in &slacks.coupling {
            let Bounded::Sum { rule, selection, low, high } = constraint.bounded else { return None };
            let lines = positions(slacks.plan, selection);
            let named_by = lines.first().copied().unwrap_or_default();
            constraint_set.groups.push(SumRule { rule, named_by, lines, low, high });
            held.push(slacks.sum(selection));
        }
        let all: Vec<usize> = (0..constraint_set.groups.len()).collect();
        let laminar = LaminarOrder::new(&constraint_set, &all).ok()??;
        let nodes = laminar.tree.nodes();
        let number: BTreeMap<(usize, usize), usize> =
            nodes.iter().enumerate().map(|(number, node)| ((node.start, node.end), number)).collect();
        let endless = Slack { cents: i64::MAX, rule: None };
        let (mut down, mut up) = (vec![endless; nodes.len()], vec![endless; nodes.len()]);
        for ((group, slice), held) in constraint_set.groups.iter().zip(&laminar.slices).zip(held) {
            let node = *number.get(slice)?;
            if group.low > 0 {
                down[node].tighten(held - group.low, group.rule);
            }
            if group.high < i64::MAX {
                up[node].tighten(group.high - held, group.rule);
            }
        }
        let (mut parents, mut around) = (vec![0; nodes.len()], vec![0; envelope.line_count()]);
        for (number, SliceNode { start, end, .. }) in nodes.iter().enumerate() {
            laminar.tree.children(number).for_each(|child| parents[child] = number);
            around[*start..*end].fill(number);
        }
        Some(Nested { laminar, down, up, around, parents })
    }

    /// What every line can give or receive, in the order of the lines.
    pub(super) fn found(&self, slacks: &LineSlacks<'_>, direction: Direction) -> Vec<SideMargin> {
        let (inward, outward) = match direction {
            Direction::Give => (&self.up, &self.down),
            Direction::Receive => (&self.down, &self.up),
        };
        let nodes = self.parents.len();
        let mut members: Vec<Members> = vec![Members::default(); nodes];
        for (place, line) in self.laminar.order.iter().enumerate() {
            let slack = slacks.other(*line as usize, direction);
            members[self.around[place]].add(slack.cents.into(), &one(slack.rule));
        }
        let mut taken: Vec<(i128, StopReasons)> = vec![(0, StopReasons::default()); nodes];
        for node in (1..nodes).rev() {
            let reach = (members[node].cents, members[node].without(None));
            taken[node] = within(reach, inward[node]);
            let (cents, reasons) = &taken[node];
            members[self.parents[node]].add(*cents, reasons);
        }
        let mut leaving: Vec<(i128, StopReasons)> = vec![(0, StopReasons::default()); nodes];
        for node in 1..nodes {
            let parent = self.parents[node];
            let (own, of_own) = &taken[node];
            let mut reasons = members[parent].without(Some(of_own));
            reasons.join(&leaving[parent].1);
            leaving[node] = within((members[parent].cents - own + leaving[parent].0, reasons), outward[node]);
        }
        let mut found =
            vec![SideMargin { cents: 0, at_most: 0, reasons: StopReasons::default() }; self.around.len()];
        for (place, line) in self.laminar.order.iter().enumerate() {
            let line = *line as usize;
            let (own, other) = (slacks.own(line, direction), slacks.other(line, direction));
            let (members, leaving) = (&members[self.around[place]], &leaving[self.around[place]]);
            let reach = members.cents - i128::from(other.cents) + leaving.0;
            let mut reasons = members.without(Some(&one(other.rule)));
            reasons.join(&leaving.1);
            found[line] = SideMargin::least(own, reach, reasons);
        }
        found
    }
}

impl Members {
    fn add(&mut self, cents: i128, reasons: &StopReasons) {
        self.cents += cents;
        let rules = reasons.rules.iter().map(|rule| Some(*rule));
        for reason in rules.chain(reasons.has_amounts.then_some(None)) {
            *self.reasons.entry(reason).or_default() += 1;
        }
    }

    /// What stops the members, one of them left out.
    fn without(&self, own: Option<&StopReasons>) -> StopReasons {
        let mut reasons = StopReasons::default();
        for (reason, count) in &self.reasons {
            let is_own = own.is_some_and(|own| match reason {
                None => own.has_amounts,
                Some(rule) => own.rules.contains(rule),
            });
            if *count > usize::from(is_own) {
                reasons.add(*reason);
                if reasons.is_full() {
                    break;
                }
            }
        }
        reasons
    }
}

/// The reason of a line's slack.
fn one(rule: Option<usize>) -> StopReasons {
    let mut reasons = StopReasons::default();
    reasons.add(rule);
    reasons
}

/// What is in reach, and no more than a bound leaves.
fn within((cents, reasons): (i128, StopReasons), bound: Slack) -> (i128, StopReasons) {
    match i128::from(bound.cents) <= cents {
        true => (bound.cents.into(), one(bound.rule)),
        false => (cents, reasons),
    }
}

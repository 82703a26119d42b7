//! `DerivedLines`: what derived lines are due, while other lines balance what they take or set free.
//!
//! Let t be what the balancing lines receive in all, below zero if they give. Each line's share of t never falls as t
//! rises (Webster's method is house monotone), so no base falls, so no derived line does. What is out of balance, t plus
//! the changes of all derived lines, therefore rises by at least a cent with each cent of t: there is at most one t at
//! which it is zero, and halving finds it or proves that no whole cents do.

use std::collections::BTreeSet;

use super::financial_plan::Plan;
use crate::budget::Selection;
use crate::money::{Apportion, Method, Money, Percent, Rounding, Weight, apportion};
use crate::rules::Derivation;

/// Derived lines in an order in which each stands after all that its base holds.
pub(super) struct DerivedLines {
    /// The lines that may change: those derived, and those that balance. By position in the envelope, in order.
    pub(super) lines: Vec<usize>,
    /// What they hold, in cents.
    pub(super) held: Vec<i64>,
    pub(super) rules: Vec<DerivedRule>,
    /// The places among `lines` that balance, with their weights.
    pub(super) balancing: Vec<(usize, Weight)>,
    /// Whether the first balances as far as it can, then the next; else all in proportion.
    in_order: bool,
    /// One cent more than there is.
    beyond: i64,
}

/// One rule; places are those among the lines that may change.
pub(super) struct DerivedRule {
    pub(super) rule: usize,
    percent: Percent,
    rounding: Rounding,
    /// What its base holds that does not change.
    fixed: i128,
    base: Vec<usize>,
    parts: Vec<usize>,
}

/// Amounts of the lines that may change, what each rule is due, and what is out of balance by them.
pub(super) struct DueAmounts {
    pub(super) amounts: Vec<i64>,
    pub(super) by_rule: Vec<i64>,
    pub(super) off: i128,
}

/// Rules that no order of computing satisfies.
pub(super) enum Tangled {
    /// Each derives from the next.
    Cycle(Vec<usize>),
    /// Two derive the same line.
    Overlap(Vec<usize>),
}

/// The derived lines of a plan, each with its rule, and the rules in the order of computing.
#[derive(Default)]
pub(super) struct ComputingOrder {
    /// For each line that is derived, its position and the number of its derivation.
    pub(super) derived: Vec<(usize, usize)>,
    order: Vec<usize>,
}

impl ComputingOrder {
    pub(super) fn new(plan: &Plan, derivations: &[Derivation<'_>]) -> Result<ComputingOrder, Tangled> {
        let mut derived: Vec<(usize, usize)> = Vec::new();
        for (number, derivation) in derivations.iter().enumerate() {
            derived.extend(derivation.part.positions(plan.envelope()).map(|line| (line, number)));
        }
        derived.sort_unstable();
        let rules = |numbers: &[usize]| numbers.iter().map(|number| derivations[*number].rule).collect();
        if let Some(pair) = derived.windows(2).find(|pair| pair[0].0 == pair[1].0) {
            return Err(Tangled::Overlap(rules(&[pair[0].1, pair[1].1])));
        }
        // The sum of all lines never changes, whatever is derived from it.
        let bases = |derivation: &Derivation<'_>| -> BTreeSet<usize> {
            let held = derived.iter().filter(|(line, _)| derivation.whole.contains(plan.envelope(), *line));
            if *derivation.whole == Selection::All {
                return BTreeSet::new();
            }
            held.map(|(_, number)| *number).collect()
        };
        let mut waiting: Vec<(usize, BTreeSet<usize>)> = derivations.iter().map(bases).enumerate().collect();
        let mut order = Vec::with_capacity(waiting.len());
        let mut is_placed = vec![false; waiting.len()];
        while !waiting.is_empty() {
            let before = order.len();
            waiting.retain(|(number, bases)| {
                let ready = bases.iter().all(|base| is_placed[*base]);
                if ready {
                    order.push(*number);
                    is_placed[*number] = true;
                }
                !ready
            });
            if order.len() == before {
                return Err(Tangled::Cycle(rules(&cycle(&waiting))));
            }
        }
        Ok(ComputingOrder { derived, order })
    }

    /// The numbers of the derivations, in the order of computing.
    pub(super) fn numbers(&self) -> impl Iterator<Item = usize> {
        self.order.iter().copied()
    }
}

/// One cycle among derivations that all wait for others of them.
fn cycle(waiting: &[(usize, BTreeSet<usize>)]) -> Vec<usize> {
    let mut walked: Vec<usize> = Vec::new();
    let mut next = waiting.first().map(|(number, _)| *number);
    while let Some(number) = next {
        if let Some(start) = walked.iter().position(|earlier| *earlier == number) {
            let mut cycle = walked.split_off(start);
            cycle.sort_unstable();
            return cycle;
        }
        walked.push(number);
        let bases = waiting.iter().find(|(other, _)| *other == number).map(|(_, bases)| bases);
        let waits = |base: &&usize| waiting.iter().any(|(other, _)| other == *base);
        next = bases.and_then(|bases| bases.iter().find(waits)).copied();
    }
    walked
}

impl DerivedLines {
    /// `amounts` are those of all lines; `balancing` lines are none of the derived ones.
    pub(super) fn new(
        plan: &Plan,
        derivations: &[Derivation<'_>],
        order: &ComputingOrder,
        amounts: &[Money],
        (balancing, in_order): (&[(usize, Weight)], bool),
    ) -> DerivedLines {
        let envelope = plan.envelope();
        let mut lines: Vec<usize> = order.derived.iter().map(|(line, _)| *line).collect();
        lines.extend(balancing.iter().map(|(line, _)| *line));
        lines.sort_unstable();
        let place = |line: usize| lines.partition_point(|other| *other < line);
        let places = |selection: &Selection| -> Vec<usize> {
            (0..lines.len()).filter(|place| selection.contains(envelope, lines[*place])).collect()
        };
        let total = envelope.total().cents();
        let rule = |number: &usize| {
            let Derivation { rule, part, whole, percent, rounding, .. } = derivations[*number];
            let base = if *whole == Selection::All { Vec::new() } else { places(whole) };
            let sum: i128 = whole.positions(envelope).map(|line| i128::from(amounts[line].cents())).sum();
            let fixed =
                sum - base.iter().map(|place| i128::from(amounts[lines[*place]].cents())).sum::<i128>();
            DerivedRule { rule, percent, rounding, fixed, base, parts: places(part) }
        };
        DerivedLines {
            held: lines.iter().map(|line| amounts[*line].cents()).collect(),
            rules: order.order.iter().map(rule).collect(),
            balancing: balancing.iter().map(|(line, weight)| (place(*line), *weight)).collect(),
            in_order,
            beyond: total + 1,
            lines,
        }
    }

    /// The least and the most that balancing lines can receive.
    pub(super) fn range(&self) -> (i64, i64) {
        let least: i64 = self.balancing.iter().map(|(place, _)| self.held[*place]).sum();
        let most = self.rules.iter().flat_map(|rule| &rule.parts).map(|place| self.held[*place]).sum();
        (-least, most)
    }

    /// What all is due where the balancing lines receive so many cents, in the range.
    pub(super) fn due(&self, received: i64) -> DueAmounts {
        let mut amounts = self.held.clone();
        let shares = if self.in_order { self.one_by_one(received) } else { self.proportional(received) };
        for ((place, _), share) in self.balancing.iter().zip(shares) {
            amounts[*place] += received.signum() * share;
        }
        let mut off = i128::from(received);
        let mut by_rule = Vec::with_capacity(self.rules.len());
        for rule in &self.rules {
            let base: i128 =
                rule.fixed + rule.base.iter().map(|place| i128::from(amounts[*place])).sum::<i128>();
            // A chain of large percentages leaves every range, and the total long before.
            let base = i64::try_from(base).unwrap_or(i64::MAX);
            let share = rule.percent.share(base, rule.rounding).min(i128::from(self.beyond));
            let due = i64::try_from(share).unwrap_or(self.beyond);
            let held: i64 = rule.parts.iter().map(|place| self.held[*place]).sum();
            off += i128::from(due) - i128::from(held);
            for (place, share) in rule.parts.iter().zip(self.parts(rule, due)) {
                amounts[*place] = share;
            }
            by_rule.push(due);
        }
        DueAmounts { amounts, by_rule, off }
    }

    /// The balancing lines' parts in proportion to their weights, none of which gives more than it holds.
    fn proportional(&self, received: i64) -> Vec<i64> {
        let weights: Vec<Weight> = self.balancing.iter().map(|(_, weight)| *weight).collect();
        let ceilings = match received < 0 {
            true => self.balancing.iter().map(|(place, _)| Some(money(self.held[*place]))).collect(),
            false => Vec::new(),
        };
        shared(received.abs(), &weights, ceilings)
    }

    /// The balancing lines' parts one line after the other: the first receives all, and gives as far as it holds. No part falls
    /// as what is received rises.
    fn one_by_one(&self, received: i64) -> Vec<i64> {
        let mut left = received.abs();
        let part = |(place, _): &(usize, Weight)| {
            let part = if received < 0 { left.min(self.held[*place]) } else { left };
            left -= part;
            part
        };
        self.balancing.iter().map(part).collect()
    }

    /// What several lines that are derived together are due: in proportion to what they hold.
    fn parts(&self, rule: &DerivedRule, due: i64) -> Vec<i64> {
        if let [_] = rule.parts.as_slice() {
            return vec![due];
        }
        let held = rule.parts.iter().map(|place| Weight::from(money(self.held[*place])));
        let weights: Vec<Weight> = match rule.parts.iter().all(|place| self.held[*place] == 0) {
            true => vec![Weight::from(1); rule.parts.len()],
            false => held.collect(),
        };
        shared(due, &weights, Vec::new())
    }
}

fn money(cents: i64) -> Money {
    Money::saturating(i128::from(cents))
}

/// Cents that are split so that no part falls as they rise.
pub(super) fn shared(cents: i64, weights: &[Weight], ceilings: Vec<Option<Money>>) -> Vec<i64> {
    if weights.is_empty() {
        return Vec::new();
    }
    let options = Apportion::new().method(Method::Webster).ceilings(ceilings);
    let split = apportion(money(cents), weights, &options);
    let Ok(split) = split else { unreachable!("weights are above zero and ceilings hold the cents") };
    split.into_amounts().into_iter().map(Money::cents).collect()
}

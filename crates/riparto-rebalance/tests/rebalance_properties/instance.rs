//! Random plans with floors, ceilings and locks on lines and nested scopes, as a test sees them: in cents.

use std::ops::RangeInclusive;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;
use riparto_core::rules::Each;
use riparto_core::rules::Lock;
use riparto_core::{Allocation, Envelope, Limit, Money, Plan, Rule, Scope};
use riparto_rebalance::{Answer, Measure, Nearest, Rebalance};

/// The measures that tell how far any amounts are.
pub(super) const TOLD: [Measure; 4] =
    [Measure::LeastSquares, Measure::LeastMoved, Measure::LeastPeak, Measure::FewestLines];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asks {
    Floor(i64),
    Ceiling(i64),
    /// What the lines held in the original allocation.
    Lock,
}

/// A rule: what it asks of the sum of some lines, or of each of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Constraint {
    pub(super) lines: Vec<usize>,
    pub(super) asks: Asks,
    pub(super) each: bool,
}

#[derive(Clone, Debug)]
pub(super) struct Instance {
    pub(super) original: Vec<i64>,
    pub(super) wish: Vec<i64>,
    pub(super) weights: Vec<u32>,
    pub(super) demands: Vec<Constraint>,
}

pub(super) fn money(cents: i64) -> Money {
    Money::from_cents(cents).unwrap()
}

pub(super) fn monies(cents: &[i64]) -> Vec<Money> {
    cents.iter().copied().map(money).collect()
}

pub(super) fn cents(allocation: &Allocation) -> Vec<i64> {
    allocation.amounts().iter().map(|amount| amount.cents()).collect()
}

/// The name of a line and of a rule, by position.
fn id(letter: char, position: usize) -> String {
    format!("{letter}{position}")
}

/// The position that an id names.
pub(super) fn position(id: &str) -> usize {
    id[1..].parse().unwrap()
}

impl Constraint {
    fn bounds(&self, original: &[i64], lines: &[usize]) -> (i64, i64) {
        match self.asks {
            Asks::Floor(cents) => (cents, i64::MAX),
            Asks::Ceiling(cents) => (0, cents),
            Asks::Lock => {
                let held = sum(original, lines);
                (held, held)
            }
        }
    }

    /// By how many cents amounts fall short of what is asked, or pass it.
    pub(super) fn lacks(&self, original: &[i64], amounts: &[i64]) -> i64 {
        let parts: Vec<&[usize]> =
            if self.each { self.lines.chunks(1).collect() } else { vec![&self.lines[..]] };
        parts
            .into_iter()
            .map(|lines| {
                let ((low, high), held) = (self.bounds(original, lines), sum(amounts, lines));
                (low - held).max(0) + (held.saturating_sub(high)).max(0)
            })
            .sum()
    }
}

fn sum(amounts: &[i64], lines: &[usize]) -> i64 {
    lines.iter().map(|line| amounts[*line]).sum()
}

impl Instance {
    pub(super) fn total(&self) -> i64 {
        self.original.iter().sum()
    }

    pub(super) fn plan(&self) -> Plan {
        let rules = (0..self.demands.len()).map(|number| self.rule(number)).collect();
        self.plan_with(rules)
    }

    pub(super) fn plan_with(&self, rules: Vec<Rule>) -> Plan {
        let mut builder = Envelope::builder("Plan", money(self.total()));
        for line in 0..self.original.len() {
            builder = builder.line(&id('L', line), "Line");
        }
        let original = Allocation::new(&builder.build().unwrap(), monies(&self.original)).unwrap();
        Plan::builder(&original).rules(rules).build().unwrap()
    }

    pub(super) fn rule(&self, number: usize) -> Rule {
        let demand = &self.demands[number];
        let limit = match demand.asks {
            Asks::Floor(cents) => Limit::Floor(money(cents)),
            Asks::Ceiling(cents) => Limit::Ceiling(money(cents)),
            Asks::Lock => Limit::Locked(Lock::default()),
        };
        let scope = Scope::lines(demand.lines.iter().map(|line| id('L', *line)));
        let rule = Rule::new(id('r', number), scope, limit).unwrap();
        if demand.each { rule.with_each(Each::Line).unwrap() } else { rule }
    }

    pub(super) fn options(&self, measure: Measure) -> Rebalance {
        let is_weighed = measure != Measure::InProportion;
        let weights = if is_weighed { self.weights.clone() } else { Vec::new() };
        Rebalance::new().measure(measure).weights(&weights)
    }

    /// The answer to the wish; none if no allocation keeps the rules.
    pub(super) fn nearest(&self, measure: Measure) -> Option<Nearest> {
        match self.options(measure).wishes(&monies(&self.wish)).run(&self.plan()).unwrap() {
            Answer::Found(nearest) => Some(nearest),
            Answer::Infeasible(_) => None,
            Answer::Unknown => panic!("bounds of sums are decided"),
        }
    }

    /// What a measure says of amounts, by other code than the crate's.
    pub(super) fn far(&self, measure: Measure, amounts: &[i64]) -> i128 {
        let changes = amounts.iter().zip(&self.wish).enumerate().map(|(line, (amount, wish))| {
            (i128::from(self.weights.get(line).copied().unwrap_or(1)), i128::from((amount - wish).abs()))
        });
        match measure {
            Measure::LeastSquares => changes.map(|(weight, change)| weight * change * change).sum(),
            Measure::LeastMoved => changes.map(|(weight, change)| weight * change).sum(),
            Measure::LeastPeak => changes.map(|(weight, change)| weight * change).max().unwrap_or(0),
            Measure::FewestLines => changes.map(|(_, change)| change.signum()).sum(),
            Measure::InProportion => panic!("the exact shares are told elsewhere"),
        }
    }

    pub(super) fn keeps(&self, amounts: &[i64]) -> bool {
        amounts.iter().sum::<i64>() == self.total()
            && amounts.iter().all(|amount| *amount >= 0)
            && self.demands.iter().all(|demand| demand.lacks(&self.original, amounts) == 0)
    }

    /// Every allocation of the total, within the rules or not.
    pub(super) fn allocations(&self) -> Vec<Vec<i64>> {
        let mut found = vec![Vec::new()];
        for line in 0..self.original.len() {
            let last = line + 1 == self.original.len();
            let mut longer = Vec::new();
            for start in found {
                let left = self.total() - start.iter().sum::<i64>();
                for amount in if last { left..=left } else { 0..=left } {
                    longer.push([start.as_slice(), &[amount]].concat());
                }
            }
            found = longer;
        }
        found
    }
}

/// How large instances are.
#[derive(Clone)]
pub(super) struct Size {
    pub(super) lines: RangeInclusive<usize>,
    pub(super) total: RangeInclusive<i64>,
    pub(super) rules: RangeInclusive<usize>,
}

/// Few enough allocations to look at all of them.
pub(super) fn tiny() -> Size {
    Size { lines: 1..=4, total: 0..=12, rules: 0..=6 }
}

pub(super) fn medium() -> Size {
    Size { lines: 1..=12, total: 0..=100_000, rules: 0..=8 }
}

/// The scopes of a random nesting: halves of halves of lines in some order.
fn nested(order: &[usize], cuts: &mut impl Iterator<Item = Index>) -> Vec<Vec<usize>> {
    let mut scopes = vec![order.to_vec()];
    if order.len() > 1 {
        let cut = 1 + cuts.next().map_or(0, |cut| cut.index(order.len() - 1));
        scopes.extend(nested(&order[..cut], cuts));
        scopes.extend(nested(&order[cut..], cuts));
    }
    scopes
}

/// What a change of a line counts: little, or up to the most.
fn any_weight() -> impl Strategy<Value = u32> {
    prop_oneof![4 => 1..=5u32, 1 => prop::sample::select(vec![38, 950, 1_925, 48_125, 1 << 20, 1 << 30])]
}

/// An instance; its rules are close to what lines held most often, so that some are tight and some clash.
pub(super) fn any_instance(size: Size) -> impl Strategy<Value = Instance> {
    let Size { lines, total, rules } = size;
    (lines, total).prop_flat_map(move |(lines, total)| {
        let near = (-2..=2i64, 0..=total / 10 + 1).prop_map(|(sign, cents)| (true, sign * cents));
        let amount = prop_oneof![4 => near, 1 => (0..=total).prop_map(|cents| (false, cents))];
        let rule = (any::<Index>(), 0..7u8, amount, prop::bool::weighted(0.15));
        let order = Just((0..lines).collect::<Vec<usize>>()).prop_shuffle();
        (
            vec(0..=total, lines - 1),
            vec(0..=total + total / 2, lines),
            prop_oneof![Just(Vec::new()), vec(any_weight(), lines)],
            (order, vec(any::<Index>(), lines)),
            vec(rule, rules.clone()),
        )
            .prop_map(move |(cuts, wish, weights, (order, halves), rules)| {
                let original = parts(total, cuts);
                let scopes = nested(&order, &mut halves.into_iter());
                let demand = |(scope, kind, (near, cents), each): (Index, u8, (bool, i64), bool)| {
                    let lines = scope.get(&scopes).clone();
                    let held = if near { sum(&original, &lines) } else { 0 };
                    let cents = (held + cents).max(0);
                    let asks = match kind {
                        0..=2 => Asks::Floor(cents),
                        3..=5 => Asks::Ceiling(cents),
                        _ => Asks::Lock,
                    };
                    Constraint { lines, asks, each }
                };
                let demands = rules.into_iter().map(demand).collect();
                Instance { original, wish, weights, demands }
            })
    })
}

/// The parts that cuts leave of a total.
fn parts(total: i64, mut cuts: Vec<i64>) -> Vec<i64> {
    cuts.sort_unstable();
    cuts.push(total);
    let mut start = 0;
    cuts.into_iter().map(|cut| cut - std::mem::replace(&mut start, cut)).collect()
}

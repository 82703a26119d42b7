//! Integral phantoms: the same rules in whole cents, without a rounding afterwards.

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

use super::aggregation_rule::AggregationRule;
use super::line_votes::{LineVotes, VotesByLine};
use riparto_core::money::{ExactSplit, Money};
use riparto_rebalance::rebalance::LineDomain;

/// When a phantom comes to an amount of whole cents, in a measure of its rule.
#[derive(Clone, Copy, Debug)]
struct Arrival {
    numerator: i128,
    /// Above zero.
    denominator: i128,
}

impl PartialEq for Arrival {
    fn eq(&self, other: &Arrival) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Arrival {}

impl PartialOrd for Arrival {
    fn partial_cmp(&self, other: &Arrival) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Arrival {
    /// At most 2^108 each: a numerator is at most 2^78 over a denominator of at most 2^30, or 2^110 over one.
    fn cmp(&self, other: &Arrival) -> Ordering {
        (self.numerator * other.denominator).cmp(&(other.numerator * self.denominator))
    }
}

/// When the phantom of a rule that stands below ballots of a weight, of `n` in all, comes to an amount; none if it never does.
/// Phantoms go on as they move when those of the exact split would stop.
fn arrival(
    rule: AggregationRule,
    (total, n): (i128, i128),
    (weight, cents): (i128, i128),
) -> Option<Arrival> {
    let over =
        |numerator: i128, denominator: i128| (denominator > 0).then_some(Arrival { numerator, denominator });
    match rule {
        AggregationRule::Mean | AggregationRule::MedianNormalized => None,
        AggregationRule::Utilitarian => over(cents + (n - weight) * total, 1),
        AggregationRule::UtilitarianProportional => {
            // In whole cents lines may lack some when each phantom is at its share: then they rise to the total, one by one.
            let turns = match cents * n <= weight * total {
                true => n * (n + 1) - weight * (weight + 1),
                false => n * (n + 1) + (n - weight) * (n - weight - 1) - 2 * weight,
            };
            over(total * turns + 2 * n * cents, 1)
        }
        AggregationRule::IndependentMarkets => over(cents, weight),
        AggregationRule::Ladder => over(cents * n + (n - weight) * total, 1),
        AggregationRule::PiecewiseUniform => {
            let upper = (2 * weight - n).max(0);
            if cents * n <= upper * total {
                return over(cents * n, upper);
            }
            let late = weight.min(n - weight);
            over(total * late + cents * n - upper * total, late)
        }
    }
}

/// When a line holds one cent more than it does.
fn next(rule: AggregationRule, column: &LineVotes<'_>, scale: (i128, i128), held: i64) -> Option<Arrival> {
    let cents = held + 1;
    (cents <= column.total).then_some(())?;
    let weight = column.weight(column.last_rank_of(cents));
    arrival(rule, scale, (weight.into(), cents.into()))
}

/// The amounts when one phantom of one line rises by one cent at a time, in the order of the times at which those of the rule
/// come to whole cents, equal times by line, until the lines sum to the total.
///
/// A line comes to an amount when the phantom below the ballots that give it as much or more does. So at the time of the exact split
/// each line holds that rounded down; what is missing comes cent by cent.
pub(super) fn integral_amounts(
    columns: &VotesByLine,
    exact: &ExactSplit,
    rule: AggregationRule,
    weight: u32,
) -> Vec<Money> {
    let scale = (i128::from(columns.total), i128::from(weight));
    let mut held = exact.wholes.clone();
    let sum: i128 = held.iter().map(|cents| i128::from(*cents)).sum();
    let missing = usize::try_from(scale.0 - sum).unwrap_or(0);
    if missing > 0 {
        let arrivals = columns.iter().enumerate();
        let arrivals = arrivals
            .filter_map(|(line, column)| Some(Reverse((next(rule, &column, scale, held[line])?, line))));
        let mut arrivals: BinaryHeap<_> = arrivals.collect();
        for _ in 0..missing {
            let Some(Reverse((_, line))) = arrivals.pop() else { break };
            held[line] += 1;
            arrivals
                .extend(next(rule, &columns.column(line), scale, held[line]).map(|at| Reverse((at, line))));
        }
    }
    let amounts: Vec<Money> = held.into_iter().map(|cents| Money::saturating(cents.into())).collect();
    assert!(Money::checked_sum(amounts.iter().copied()) == Ok(exact.total), "the lines sum to the total");
    amounts
}

/// The amounts when the phantoms rise in the same way, and each line holds the median or the nearest amount to it in its interval. The
/// intervals let the lines sum to the total.
///
/// **No false ballot gains a cent.** Let the phantoms stand where they do when the lines of the true ballots sum to the total. Another ballot of
/// a party then moves the median of a line away from what it means, or not at all, and so what the line holds: away, or not at all
/// where an end of the interval holds it. If the lines now sum to more or less than the total by some cents, the phantoms stop earlier or
/// later, and all lines go in one direction by these cents together. That brings the party no more than the other ballot has cost it.
///
/// Phantoms that never come to an amount by their rule come to it at last, in the order of the amounts: intervals may ask a line for more
/// than any ballot gives it.
pub(super) fn integral_within(
    columns: &VotesByLine,
    rule: AggregationRule,
    weight: u32,
    intervals: &[LineDomain],
) -> Vec<Money> {
    let steps = Steps::of(rule, (columns.total.into(), weight.into()));
    let total = i128::from(columns.total);
    // What each line holds at the last step known to hold no more than the total, and at the first known to hold more.
    let mut low: Vec<i64> = intervals.iter().map(|interval| interval.low).collect();
    let mut high: Vec<i64> = intervals.iter().map(|interval| interval.high).collect();
    let (mut enough, mut over) = (-1, steps.last + total + 1);
    while over - enough > 1 {
        let middle = enough + (over - enough) / 2;
        let ends = low.iter().zip(&high);
        let held: Vec<i64> = columns
            .iter()
            .zip(ends)
            .map(|(column, (low, high))| steps.held(&column, (*low, *high), middle))
            .collect();
        let sum: i128 = held.iter().map(|cents| i128::from(*cents)).sum();
        if sum <= total { (enough, low) = (middle, held) } else { (over, high) = (middle, held) }
    }
    let mut held = low;
    let due = |line: usize, held: i64| {
        let is_open = held < intervals[line].high;
        is_open.then(|| Reverse((steps.due(&columns.column(line), held + 1), line)))
    };
    let mut arrivals: BinaryHeap<_> = (0..held.len()).filter_map(|line| due(line, held[line])).collect();
    let sum: i128 = held.iter().map(|cents| i128::from(*cents)).sum();
    for _ in 0..usize::try_from(total - sum).unwrap_or(0) {
        let Some(Reverse((_, line))) = arrivals.pop() else { break };
        held[line] += 1;
        arrivals.extend(due(line, held[line]));
    }
    let amounts: Vec<Money> = held.into_iter().map(|cents| Money::saturating(cents.into())).collect();
    let sum: i128 = amounts.iter().map(|amount| i128::from(amount.cents())).sum();
    assert!(sum == total, "the lines sum to the total");
    amounts
}

/// The times of a rule in steps so small that a line rises by few cents in one.
struct Steps {
    rule: AggregationRule,
    scale: (i128, i128),
    /// How many steps make a unit of the measure of the rule.
    stretch: i128,
    /// The step by which all phantoms are where their rule brings them. After it they come to one more cent in each.
    last: i128,
}

impl Steps {
    /// All within 128 bits: at most 2^110, over a denominator of at most 2^30 at most 2^78.
    fn of(rule: AggregationRule, (total, n): (i128, i128)) -> Steps {
        let (stretch, last) = match rule {
            AggregationRule::IndependentMarkets => (n, total * n),
            AggregationRule::UtilitarianProportional => (1, 2 * total * n * (n + 1)),
            _ => (1, 2 * total * (n + 1)),
        };
        Steps { rule, scale: (total, n), stretch, last }
    }

    fn arrival(&self, column: &LineVotes<'_>, cents: i64) -> Option<Arrival> {
        let weight = column.weight(column.last_rank_of(cents));
        arrival(self.rule, self.scale, (weight.into(), cents.into()))
    }

    /// The largest amount of an interval that a line has come to by a step; its lower end, if it has come to none.
    fn held(&self, column: &LineVotes<'_>, (low, high): (i64, i64), step: i128) -> i64 {
        let has_come = |cents: i64| match self.arrival(column, cents) {
            Some(at) => at.numerator * self.stretch <= step.min(self.last) * at.denominator,
            None => i128::from(cents) <= step - self.last,
        };
        let (mut held, mut over) = (low, high + 1);
        while over - held > 1 {
            let middle = held + (over - held) / 2;
            if has_come(middle) { held = middle } else { over = middle }
        }
        held
    }

    /// When a line comes to an amount: by the rule, or else after all that do.
    fn due(&self, column: &LineVotes<'_>, cents: i64) -> (bool, Arrival) {
        let at_last = Arrival { numerator: cents.into(), denominator: 1 };
        self.arrival(column, cents).map_or((true, at_last), |at| (false, at))
    }
}

//! Integral phantoms: the same rules in whole cents, without a rounding afterwards.

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

use super::aggregation_rule::AggregationRule;
use super::line_votes::{LineVotes, VotesByLine};
use riparto_core::money::{ExactSplit, Money};

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

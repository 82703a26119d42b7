//! Whether amounts are what a rule makes when its phantoms rise by whole cents: those that come first to what lines hold.

use std::cmp::Ordering;

use super::refusal::{Checked, Refusal};
use super::split_claim::times;
use riparto_ballots::ballots::AggregationRule;

/// A rule in whole cents: what is split, and what all ballots weigh.
pub(super) struct WholeCents {
    pub(super) rule: AggregationRule,
    pub(super) total: i128,
    pub(super) weight: i128,
}

/// A sum; refused where it leaves 128 bits.
fn plus(one: i128, other: i128) -> Result<i128, Refusal> {
    one.checked_add(other).ok_or(Refusal::TooLarge)
}

/// A cent of a line, with the time at which a phantom brings it; one that none brings comes after all others, in the order of the cents.
struct Brought {
    is_never: bool,
    /// Above and below the line of a fraction.
    time: [i128; 2],
    line: usize,
}

impl WholeCents {
    /// Whether each cent that lines hold beyond their floors is brought before each that they do not, up to their ceilings; at the same
    /// time by line. Votes are by line, from the largest, each with its weight.
    pub(super) fn check(
        &self,
        columns: &[Vec<(i128, i128)>],
        (amounts, bounds): (&[i64], &[[i64; 2]]),
    ) -> Checked {
        let (mut last, mut next): (Option<Brought>, Option<Brought>) = (None, None);
        for (line, (votes, amount)) in columns.iter().zip(amounts).enumerate() {
            let [floor, ceiling] = bounds[line];
            if !(floor..=ceiling).contains(amount) {
                return Err(Refusal::Part(line));
            }
            let held = i128::from(*amount);
            if *amount > floor {
                let brought = self.brought(votes, held, line)?;
                if match &last {
                    Some(last) => brought.is_after(last)?,
                    None => true,
                } {
                    last = Some(brought);
                }
            }
            if *amount < ceiling {
                let brought = self.brought(votes, held + 1, line)?;
                if match &next {
                    Some(next) => next.is_after(&brought)?,
                    None => true,
                } {
                    next = Some(brought);
                }
            }
        }
        match (last, next) {
            (Some(last), Some(next)) if last.is_after(&next)? => Err(Refusal::Part(last.line)),
            _ => Ok(()),
        }
    }

    fn brought(&self, votes: &[(i128, i128)], cents: i128, line: usize) -> Result<Brought, Refusal> {
        Ok(match self.arrival(votes, cents)? {
            [_, 0] => Brought { is_never: true, time: [cents, 1], line },
            time => Brought { is_never: false, time, line },
        })
    }

    /// When the phantom below the ballots that give a line so many cents or more comes to them.
    fn arrival(&self, votes: &[(i128, i128)], cents: i128) -> Result<[i128; 2], Refusal> {
        let WholeCents { rule, total, weight } = *self;
        let counted: i128 = votes.iter().filter(|(vote, _)| *vote >= cents).map(|(_, weight)| weight).sum();
        let behind = times(weight - counted, total)?;
        let over = |above: i128, below: i128| Ok(if below > 0 { [above, below] } else { [1, 0] });
        match rule {
            AggregationRule::Utilitarian => over(plus(cents, behind)?, 1),
            AggregationRule::IndependentMarkets => over(cents, counted),
            AggregationRule::Ladder => over(plus(times(cents, weight)?, behind)?, 1),
            AggregationRule::PiecewiseUniform => {
                let (favoured, late) = ((2 * counted - weight).max(0), counted.min(weight - counted));
                let beyond = plus(times(cents, weight)?, -times(favoured, total)?)?;
                match beyond <= 0 {
                    true => over(times(cents, weight)?, favoured),
                    false => over(plus(times(total, late)?, beyond)?, late),
                }
            }
            AggregationRule::UtilitarianProportional => {
                let (turns, others) = (times(weight, weight + 1)?, weight - counted);
                let turns = match times(cents, weight)? <= times(counted, total)? {
                    true => turns - times(counted, counted + 1)?,
                    false => plus(turns, times(others, others - 1)? - 2 * counted)?,
                };
                over(plus(times(total, turns)?, times(2 * weight, cents)?)?, 1)
            }
            _ => Err(Refusal::Moment),
        }
    }
}

impl Brought {
    fn is_after(&self, other: &Brought) -> Result<bool, Refusal> {
        let ([above, below], [other_above, other_below]) = (self.time, other.time);
        let compared = times(above, other_below)?.cmp(&times(other_above, below)?);
        Ok(match self.is_never.cmp(&other.is_never).then(compared) {
            Ordering::Equal => self.line > other.line,
            order => order.is_gt(),
        })
    }
}

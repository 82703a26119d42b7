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

/// A cent of a line, with the time at which a phantom brings it: above and below the line of a fraction, where zero stands for never.
struct Brought {
    time: [i128; 2],
    line: usize,
}

impl WholeCents {
    /// Whether each cent that lines hold is brought before each that they do not; at the same time by line. Votes are by line, from the
    /// largest, each with its weight.
    pub(super) fn check(&self, columns: &[Vec<(i128, i128)>], amounts: &[i64]) -> Checked {
        let (mut last, mut next): (Option<Brought>, Option<Brought>) = (None, None);
        for (line, (votes, amount)) in columns.iter().zip(amounts).enumerate() {
            let held = i128::from(*amount);
            if held > 0 {
                let brought = Brought { time: self.arrival(votes, held)?, line };
                if brought.time[1] == 0 {
                    return Err(Refusal::Part(line));
                }
                if last.as_ref().is_none_or(|last| brought.is_after(last).unwrap_or(true)) {
                    last = Some(brought);
                }
            }
            if held < self.total {
                let brought = Brought { time: self.arrival(votes, held + 1)?, line };
                if brought.time[1] > 0
                    && next.as_ref().is_none_or(|next| !brought.is_after(next).unwrap_or(true))
                {
                    next = Some(brought);
                }
            }
        }
        match (last, next) {
            (Some(last), Some(next)) if last.is_after(&next)? => Err(Refusal::Part(last.line)),
            _ => Ok(()),
        }
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
        Ok(match compared {
            Ordering::Equal => self.line > other.line,
            order => order.is_gt(),
        })
    }
}

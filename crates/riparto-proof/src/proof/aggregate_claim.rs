//! `AggregateClaim`: that amounts are what a rule makes of ballots, by the moment at which the phantoms stop; and whether they are.

use serde::{Deserialize, Serialize};

use super::equal_claims::largest_remainders_got_cents;
use super::integral_check::WholeCents;
use super::refusal::{Checked, Refusal};
use super::split_claim::times;
use super::whole_number::{WholeNumber, given};
use riparto_ballots::ballots::AggregationRule;
use riparto_core::money::TieBreak;

/// Amounts are what a rule makes of ballots: the medians at a moment, rounded by largest remainder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct AggregateClaim {
    /// The rule.
    pub rule: AggregationRule,
    /// What each ballot splits, in cents.
    pub total: i64,
    /// The ballots, if they are not counted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ballots: Vec<ClaimedBallot>,
    /// The counts of ballots: for each line, amounts in cents with what the ballots that give it weigh.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub counts: Vec<Vec<[i64; 2]>>,
    /// Whether phantoms rise by whole cents, so that nothing is rounded; no if left out.
    #[serde(default, skip_serializing_if = "is_no")]
    pub integral: bool,
    /// What lines hold at least, where phantoms rise by whole cents; nothing if left out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub floors: Vec<i64>,
    /// What lines hold at most there; the total if left out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ceilings: Vec<i64>,
    /// When the phantoms stop, t times the total, as a fraction: above and below the line. None for rules without phantoms.
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    pub moment: Option<[WholeNumber; 2]>,
    /// What each line gets, in cents.
    pub amounts: Vec<i64>,
}

/// The votes on a line from the largest, each with its weight.
type Votes = Vec<(i128, i128)>;

/// A ballot of a claim.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct ClaimedBallot {
    /// How many equal ballots it counts for; one if left out.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub weight: i64,
    /// What it gives each line, in cents.
    pub amounts: Vec<i64>,
}

fn one() -> i64 {
    1
}

fn is_one(weight: &i64) -> bool {
    *weight == 1
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
fn is_no(integral: &bool) -> bool {
    !integral
}

impl AggregateClaim {
    /// Whether the amounts are what the rule makes of the ballots.
    pub(super) fn check(&self) -> Checked {
        let (lines, total) = (self.amounts.len(), i128::from(self.total));
        let (columns, weight) = self.columns()?;
        if self.integral {
            if self.moment.is_some()
                || matches!(self.rule, AggregationRule::Mean | AggregationRule::MedianNormalized)
                || self.amounts.iter().any(|amount| *amount < 0)
            {
                return Err(Refusal::Moment);
            }
            if self.sum() != total {
                return Err(Refusal::Total);
            }
            let bounds = self.bounds()?;
            return WholeCents { rule: self.rule, total, weight }.check(&columns, (&self.amounts, &bounds));
        }
        if !self.floors.is_empty() || !self.ceilings.is_empty() {
            return Err(Refusal::Parts);
        }
        let (shares, unit) = self.shares(&columns, weight)?;
        let mut sum = 0_i128;
        for share in &shares {
            sum = sum.checked_add(*share).ok_or(Refusal::TooLarge)?;
        }
        if sum != times(total, unit)? {
            return Err(Refusal::Moment);
        }
        if self.sum() != total {
            return Err(Refusal::Total);
        }
        let shares: Vec<(i128, i128)> = shares.iter().map(|share| (share / unit, share % unit)).collect();
        largest_remainders_got_cents(&shares, (&vec![1; lines], TieBreak::First), &self.amounts)
    }

    /// The floor and the ceiling of each line.
    fn bounds(&self) -> Result<Vec<[i64; 2]>, Refusal> {
        let lines = self.amounts.len();
        if [&self.floors, &self.ceilings].into_iter().any(|list| !list.is_empty() && list.len() != lines)
            || self.floors.iter().any(|floor| *floor < 0)
        {
            return Err(Refusal::Parts);
        }
        let of = |list: &[i64], line: usize, otherwise: i64| list.get(line).copied().unwrap_or(otherwise);
        let bounds =
            |line: usize| [of(&self.floors, line, 0), of(&self.ceilings, line, self.total).min(self.total)];
        Ok((0..lines).map(bounds).collect())
    }

    /// What the amounts sum to.
    fn sum(&self) -> i128 {
        self.amounts.iter().map(|amount| i128::from(*amount)).sum()
    }

    /// The votes on each line from the largest, each with its weight, and what they weigh together.
    fn columns(&self) -> Result<(Vec<Votes>, i128), Refusal> {
        let (lines, total) = (self.amounts.len(), i128::from(self.total));
        if lines == 0 || self.ballots.is_empty() == self.counts.is_empty() {
            return Err(Refusal::Ballots);
        }
        if self.ballots.is_empty() {
            return self.counted_columns();
        }
        for ballot in &self.ballots {
            let sum: i128 = ballot.amounts.iter().map(|amount| i128::from(*amount)).sum();
            let is_whole = ballot.weight > 0 && ballot.amounts.iter().all(|amount| *amount >= 0);
            if !is_whole || ballot.amounts.len() != lines || sum != total {
                return Err(Refusal::Ballots);
            }
        }
        let weight = self.ballots.iter().map(|ballot| i128::from(ballot.weight)).sum::<i128>();
        Ok(((0..lines).map(|line| self.column(line)).collect(), weight))
    }

    /// The same of counts: each line has as much weight, and all amounts together, each times its weight, are the total as often.
    fn counted_columns(&self) -> Result<(Vec<Votes>, i128), Refusal> {
        let mut columns = Vec::with_capacity(self.counts.len());
        let (mut weight, mut sum) = (0_i128, 0_i128);
        for counts in &self.counts {
            let mut votes: Vec<(i128, i128)> =
                counts.iter().map(|[amount, weight]| (i128::from(*amount), i128::from(*weight))).collect();
            votes.sort_unstable_by(|one, other| other.cmp(one));
            let of_line = votes.iter().map(|(_, weight)| weight).sum();
            let is_whole = votes.iter().all(|(amount, weight)| *amount >= 0 && *weight > 0);
            if !is_whole || of_line == 0 || weight != 0 && weight != of_line {
                return Err(Refusal::Counts);
            }
            weight = of_line;
            for (amount, weight) in &votes {
                sum = sum.checked_add(times(*amount, *weight)?).ok_or(Refusal::TooLarge)?;
            }
            columns.push(votes);
        }
        let adds_up = columns.len() == self.amounts.len() && sum == times(self.total.into(), weight)?;
        if adds_up { Ok((columns, weight)) } else { Err(Refusal::Counts) }
    }

    /// The votes on a line from the largest, each with its weight.
    fn column(&self, line: usize) -> Vec<(i128, i128)> {
        let vote = |ballot: &ClaimedBallot| (ballot.amounts[line].into(), ballot.weight.into());
        let mut votes: Vec<(i128, i128)> = self.ballots.iter().map(vote).collect();
        votes.sort_unstable_by(|one, other| other.cmp(one));
        votes
    }

    /// What each line gets before rounding, as whole parts of a unit.
    fn shares(&self, columns: &[Vec<(i128, i128)>], weight: i128) -> Result<(Vec<i128>, i128), Refusal> {
        match (self.rule, self.moment) {
            (AggregationRule::Mean, None) => Ok((means(columns)?, weight)),
            (AggregationRule::MedianNormalized, None) => {
                let medians: Vec<i128> = columns.iter().map(|votes| middle_votes(votes, weight)).collect();
                let sum: i128 = medians.iter().sum();
                if sum == 0 {
                    return Ok((means(columns)?, weight));
                }
                let shares = medians.iter().map(|median| times(*median, self.total.into()));
                Ok((shares.collect::<Result<_, _>>()?, sum))
            }
            (AggregationRule::Mean | AggregationRule::MedianNormalized, Some(_)) => Err(Refusal::Moment),
            (_, Some([above, below])) => {
                let phantoms = StoppedPhantoms {
                    rule: self.rule,
                    total: self.total.into(),
                    weight,
                    moment: [above.0, below.0],
                };
                if below.0 < 1 || above.0 < 0 || above.0 > times(phantoms.total, below.0)? {
                    return Err(Refusal::Moment);
                }
                let unit = phantoms.unit()?;
                let median = |votes: &Vec<(i128, i128)>| phantoms.median(votes, unit);
                Ok((columns.iter().map(median).collect::<Result<_, _>>()?, unit))
            }
            (_, None) => Err(Refusal::Moment),
        }
    }
}

/// The sum of the votes of each line, each as often as it weighs.
fn means(columns: &[Vec<(i128, i128)>]) -> Result<Vec<i128>, Refusal> {
    let sum = |votes: &Vec<(i128, i128)>| {
        votes.iter().try_fold(0_i128, |sum, (vote, weight)| {
            sum.checked_add(times(*vote, *weight)?).ok_or(Refusal::TooLarge)
        })
    };
    columns.iter().map(sum).collect()
}

/// The sum of the two middle votes, or twice the one in the middle.
fn middle_votes(votes: &[(i128, i128)], weight: i128) -> i128 {
    let place = |wanted: i128| {
        let mut above = 0;
        let found = votes.iter().find(|(_, weight)| {
            above += weight;
            above >= wanted
        });
        found.map_or(0, |(vote, _)| *vote)
    };
    place((weight + 1) / 2) + place(weight / 2 + 1)
}

/// The phantoms of a rule at a moment.
struct StoppedPhantoms {
    rule: AggregationRule,
    total: i128,
    weight: i128,
    moment: [i128; 2],
}

impl StoppedPhantoms {
    /// How many parts make a cent.
    fn unit(&self) -> Result<i128, Refusal> {
        match self.rule {
            AggregationRule::Utilitarian | AggregationRule::IndependentMarkets => Ok(self.moment[1]),
            AggregationRule::UtilitarianProportional => times(2 * self.weight, self.moment[1]),
            _ => times(self.weight, self.moment[1]),
        }
    }

    /// Where the phantom below ballots of so much weight is, in parts.
    fn at(&self, counted: i128) -> Result<i128, Refusal> {
        let StoppedPhantoms { rule, total, weight, moment: [above, below] } = self;
        let whole = times(*total, *below)?;
        let behind = || times(weight - counted, whole);
        let favoured = (2 * counted - weight).max(0);
        let parts = match rule {
            AggregationRule::Utilitarian => times(weight + 1, *above)?.checked_sub(behind()?),
            AggregationRule::IndependentMarkets => Some(times(counted, *above)?),
            AggregationRule::Ladder => times(*weight, *above)?.checked_sub(behind()?),
            AggregationRule::PiecewiseUniform if times(2, *above)? <= whole => {
                Some(times(favoured, 2 * above)?)
            }
            AggregationRule::PiecewiseUniform => {
                let late = times(counted.min(weight - counted), 2 * above - whole)?;
                times(favoured, whole)?.checked_add(late)
            }
            AggregationRule::UtilitarianProportional => {
                let turns = |weight: i128| times(weight, weight + 1);
                let way = times(turns(*weight)?, *above)?;
                let before = times(turns(*weight)? - turns(counted)?, whole)?;
                let most = times(2 * counted, whole)?;
                way.checked_sub(before).map(|parts| parts.min(most))
            }
            _ => return Err(Refusal::Moment),
        };
        parts.map(|parts| parts.max(0)).ok_or(Refusal::TooLarge)
    }

    /// The median of the votes and the phantoms: the most that a vote and the phantom below it both reach.
    fn median(&self, votes: &[(i128, i128)], unit: i128) -> Result<i128, Refusal> {
        let (mut median, mut counted) = (self.at(0)?, 0);
        for (vote, weight) in votes {
            counted += weight;
            median = median.max(times(*vote, unit)?.min(self.at(counted)?));
        }
        Ok(median)
    }
}

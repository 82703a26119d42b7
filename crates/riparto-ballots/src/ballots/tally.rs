//! `Tally`: what a rule needs to know of many ballots.

use super::aggregate::Aggregate;
use super::aggregation_rule::AggregationRule;
use super::capped_phantoms::capped_split;
use super::clock_search::exact_split;
use super::integral_phantoms::integral_amounts;
use super::line_votes::{Packing, Vote, VotesByLine};
use super::profile::{Ballots, check_weight};
use riparto_core::capacity::{MAX_BALLOT_AMOUNTS, MAX_BALLOTS};
use riparto_core::error::{Cause, Result};
use riparto_core::money::{ExactSplit, Fraction, Money};
use riparto_core::words::both;

/// The votes on each line, sorted: all that a rule needs to know of ballots. Tallies of parts, counted in different places,
/// merge into the tally of the whole, whatever the parts and their order. A tally no longer knows who voted: that no party
/// is counted in two parts is for the caller to see to.
///
/// ```
/// use riparto::ballots::{AggregationRule, Ballot, Ballots, Tally};
///
/// let total = "100.00".parse()?;
/// let north = Ballots::new(total, vec![Ballot::new("a", 1, vec!["80.00".parse()?, "20.00".parse()?])?])?;
/// let south = Ballots::new(total, vec![Ballot::new("b", 1, vec!["40.00".parse()?, "60.00".parse()?])?])?;
/// let all = Tally::of(&north).merge(&Tally::of(&south))?;
/// assert_eq!(all.aggregate(AggregationRule::Mean).amounts()[0].to_string(), "60.00");
/// # Ok::<(), riparto::Error>(())
/// ```
#[doc(alias = "spoglio")]
#[derive(Clone, Debug)]
pub struct Tally {
    total: Money,
    weight: u32,
    ballots: Option<usize>,
    columns: VotesByLine,
}

/// Tallies are equal where as much weight stands at each amount of each line, whoever it is of and however many ballots that were.
impl PartialEq for Tally {
    fn eq(&self, other: &Tally) -> bool {
        (self.total, self.weight, self.line_count()) == (other.total, other.weight, other.line_count())
            && self
                .columns
                .iter()
                .zip(other.columns.iter())
                .all(|(ours, theirs)| ours.counts().eq(theirs.counts()))
    }
}

impl Eq for Tally {}

impl Ballots {
    /// The one split that a rule makes of the ballots: exact, and in cents that sum to the total. Who aggregates by
    /// several rules counts once: [`Tally::of`].
    #[must_use]
    pub fn aggregate(&self, rule: AggregationRule) -> Aggregate {
        Tally::of(self).aggregate(rule)
    }
}

impl Tally {
    /// Counts ballots. Time: the sort of each line's votes; memory: twelve bytes for each amount at most.
    #[must_use]
    pub fn of(ballots: &Ballots) -> Tally {
        /// So many lines are copied together, so that the rows of ballots are read in whole pieces.
        const BLOCK: usize = 32;
        let (lines, count) = (ballots.line_count(), ballots.as_slice().len());
        let packing = Packing::of(ballots.total());
        let mut votes: Vec<Vote> = vec![0; lines * count];
        for (block, columns) in votes.chunks_mut(BLOCK * count).enumerate() {
            let first = block * BLOCK;
            for (place, ballot) in ballots.iter().enumerate() {
                let amounts = &ballot.amounts()[first..lines.min(first + BLOCK)];
                for (line, amount) in amounts.iter().enumerate() {
                    columns[line * count + place] = packing.vote(amount.cents(), ballot.weight());
                }
            }
            columns.chunks_exact_mut(count).for_each(<[Vote]>::sort_unstable);
        }
        let starts = (0..=lines).map(|line| line * count).collect();
        Tally::sorted(ballots.total(), (starts, votes), Some(count))
    }

    /// Of votes that are sorted on each line, with where each line begins and the last one ends.
    pub(super) fn sorted(
        total: Money,
        (starts, votes): (Vec<usize>, Vec<Vote>),
        ballots: Option<usize>,
    ) -> Tally {
        let columns = VotesByLine::sorted(total, starts, votes);
        Tally { total, weight: columns.weight(), ballots, columns }
    }

    /// The tally of the ballots of both.
    ///
    /// # Errors
    /// Tallies of another total or number of lines (`tallies_differ`); too many ballots (`too_many`).
    pub fn merge(&self, other: &Tally) -> Result<Tally> {
        if (self.total, self.line_count()) != (other.total, other.line_count()) {
            return Err(Cause::TalliesDiffer {}.into());
        }
        let amounts = self.columns.len() + other.columns.len();
        let ballots = self.ballots.zip(other.ballots).map(|(ours, theirs)| ours + theirs);
        for (what, found, allowed) in [
            (both("ballots", "schede"), ballots.unwrap_or(0), MAX_BALLOTS),
            (both("amounts in ballots", "importi nelle schede"), amounts, MAX_BALLOT_AMOUNTS),
        ] {
            if found > allowed {
                return Err(Cause::TooMany { what, found, allowed }.into());
            }
        }
        check_weight(u64::from(self.weight) + u64::from(other.weight))?;
        let mut votes: Vec<Vote> = Vec::with_capacity(amounts);
        let mut starts = vec![0];
        for (ours, theirs) in self.columns.iter().zip(other.columns.iter()) {
            let start = votes.len();
            votes.extend_from_slice(ours.votes);
            votes.extend_from_slice(theirs.votes);
            // Two sorted runs: this sort finds them and merges.
            votes[start..].sort();
            if ballots.is_none() {
                self.columns.packing().join_equal(&mut votes, start);
            }
            starts.push(votes.len());
        }
        Ok(Tally::sorted(self.total, (starts, votes), ballots))
    }

    /// What each ballot splits.
    #[must_use]
    pub fn total(&self) -> Money {
        self.total
    }

    /// How many lines each ballot splits it over.
    #[must_use]
    pub fn line_count(&self) -> usize {
        self.columns.lines
    }

    /// How many ballots were counted; none where all or some of it was made of counts, which do not tell.
    #[must_use]
    pub fn ballot_count(&self) -> Option<usize> {
        self.ballots
    }

    /// The weight of all ballots together.
    #[must_use]
    pub fn weight(&self) -> u32 {
        self.weight
    }

    /// The one split that a rule makes of all ballots: exact, and in cents that sum to the total.
    #[must_use]
    pub fn aggregate(&self, rule: AggregationRule) -> Aggregate {
        let (split, moment) = self.exact(rule);
        Aggregate::new(rule, split, moment)
    }

    /// The exact split, and when its phantoms stop.
    fn exact(&self, rule: AggregationRule) -> (ExactSplit, Option<Fraction>) {
        let (split, moment) = match rule {
            AggregationRule::Mean => (self.mean(), None),
            AggregationRule::MedianNormalized => (self.median_normalized(), None),
            AggregationRule::Utilitarian
            | AggregationRule::IndependentMarkets
            | AggregationRule::Ladder
            | AggregationRule::PiecewiseUniform => exact_split(&self.columns, self.total, rule, self.weight),
            AggregationRule::UtilitarianProportional => capped_split(&self.columns, self.total, self.weight),
        };
        (split, moment)
    }

    /// The one split that a rule with phantoms makes of all ballots when these rise by whole cents: it sums to the total without
    /// rounding, and no party can bring it nearer to its ballot by another one, to the cent. None for [`AggregationRule::Mean`] and
    /// [`AggregationRule::MedianNormalized`], which have no phantoms.
    ///
    /// *Paper*: Schmidt-Kraepelin, Suksompong and Utke, "Discrete budget aggregation: truthfulness and proportionality", IJCAI 2025,
    /// doi:10.24963/ijcai.2025/450. *Definition*: one phantom of one line rises by one cent at a time, in the order of the times at
    /// which the phantoms of the rule come to whole cents, and at equal times by line, whatever the ballots are; each line holds the
    /// median of its votes and phantoms, and it ends when the lines sum to the total. *Rests on*: the paper's summary and its
    /// class of mechanisms; this order is one of that class. Tests try every false ballot in every small profile.
    ///
    /// ```
    /// use riparto::ballots::{AggregationRule, Ballot, Ballots, Tally};
    ///
    /// let all_to = |party: &str, line: usize| -> riparto::Result<Ballot> {
    ///     let mut amounts = vec![riparto::Money::ZERO; 3];
    ///     amounts[line] = "1.00".parse()?;
    ///     Ballot::new(party, 1, amounts)
    /// };
    /// let ballots = Ballots::new("1.00".parse()?, vec![all_to("anci", 0)?, all_to("arti", 1)?, all_to("cnr", 2)?])?;
    /// let amounts = Tally::of(&ballots).integral(AggregationRule::Ladder).expect("it has phantoms");
    /// assert_eq!(amounts.iter().map(|amount| amount.to_string()).collect::<Vec<_>>(), ["0.34", "0.33", "0.33"]);
    /// assert_eq!(Tally::of(&ballots).integral(AggregationRule::Mean), None);
    /// # Ok::<(), riparto::Error>(())
    /// ```
    #[must_use]
    pub fn integral(&self, rule: AggregationRule) -> Option<Vec<Money>> {
        rule.is_strategyproof().then(|| {
            let (exact, _) = self.exact(rule);
            integral_amounts(&self.columns, &exact, rule, self.weight)
        })
    }

    pub(super) fn columns(&self) -> &VotesByLine {
        &self.columns
    }

    fn mean(&self) -> ExactSplit {
        let sums = self.columns.iter().map(|column| column.weighted_sum());
        ExactSplit::divided(self.total, sums, self.weight.into())
    }

    fn median_normalized(&self) -> ExactSplit {
        let medians: Vec<i64> = self.columns.iter().map(|column| column.medians()).collect();
        let sum: i128 = medians.iter().map(|median| i128::from(*median)).sum();
        if sum == 0 {
            return self.mean();
        }
        let total = i128::from(self.total.cents());
        ExactSplit::divided(self.total, medians.into_iter().map(|median| i128::from(median) * total), sum)
    }
}

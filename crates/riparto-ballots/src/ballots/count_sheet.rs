//! `CountSheet`: counted ballots over named lines.

use super::ballot_sheet::check_lines;
use super::tally::Tally;
use super::vote_counts::{VoteCount, sum_of};
use riparto_core::capacity::MAX_BALLOT_WEIGHT;
use riparto_core::error::{Cause, Error, Result, quote};
use riparto_core::money::{Money, MoneyDelta, Weight};
use riparto_core::words::{Bilingual, named};

/// Ballots that were counted elsewhere, over named lines: for each line how much weight stands at each amount, as a query that groups
/// and sums answers it. What each ballot splits is what the counts sum to, where it is not stated.
///
/// ```
/// use riparto::ballots::{AggregationRule, CountSheet};
///
/// let count = |amount: &str, weight: u32| -> riparto::Result<_> { Ok((amount.parse()?, weight.into())) };
/// let desks = vec![count("60.00", 7)?, count("20.00", 3)?];
/// let outreach = vec![count("40.00", 7)?, count("80.00", 3)?];
/// let sheet = CountSheet::new(None, vec!["desks".into(), "outreach".into()], vec![desks, outreach])?;
/// assert_eq!(sheet.tally().total().to_string(), "100.00");
/// assert_eq!(sheet.tally().aggregate(AggregationRule::Mean).amounts()[0].to_string(), "48.00");
///
/// let short = vec![vec![count("60.00", 7)?], vec![count("40.00", 6)?]];
/// let refused = CountSheet::new(Some("100.00".parse()?), sheet.lines().to_vec(), short).unwrap_err();
/// assert_eq!(refused.code(), "counts_weight");
/// # Ok::<(), riparto::Error>(())
/// ```
#[doc(alias = "conteggi")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CountSheet {
    lines: Vec<String>,
    tally: Tally,
}

impl CountSheet {
    /// The counts of each line, in the order of the lines: amounts with their weights, which may have decimals as long as they have a
    /// common unit. An amount may come more than once; its weights add up.
    ///
    /// # Errors
    /// Lines as [`BallotSheet::new`](super::BallotSheet::new) refuses them; not one list of counts for each line (`amounts_mismatch`); a weight of
    /// zero (`ballot_weight`) or without a small common unit (`ballot_weights`); amounts that the weight of all does not divide into a whole
    /// number of cents, where no total is stated (`counts_impossible`); and whatever [`Tally::from_counts`] refuses.
    pub fn new(
        total: Option<Money>,
        lines: Vec<String>,
        counts: Vec<Vec<(Money, Weight)>>,
    ) -> Result<CountSheet> {
        check_lines(&lines)?;
        if counts.len() != lines.len() {
            return Err(Cause::AmountsMismatch { found: counts.len(), lines: lines.len() }.into());
        }
        let name = |line: usize| named("line", "la voce", quote(&lines[line]));
        let counts = whole_counts(counts, &name)?;
        let total = match total {
            Some(total) => total,
            None => total_of(&counts)?,
        };
        let tally = Tally::counted(total, &counts, &name)?;
        Ok(CountSheet { lines, tally })
    }

    /// The lines' names, in order.
    #[must_use]
    pub fn lines(&self) -> &[String] {
        &self.lines
    }

    /// The tally of the counts.
    #[must_use]
    pub fn tally(&self) -> &Tally {
        &self.tally
    }
}

/// What the counts split: what they sum to, each amount times its weight, for each unit of the weight of the first line. Of lines that do not
/// weigh the same it is nothing, and they are refused whatever it is.
fn total_of(counts: &[Vec<VoteCount>]) -> Result<Money> {
    let mut weights = counts.iter().map(|line| line.iter().map(|count| u64::from(count.weight)).sum::<u64>());
    let weight = weights.next().unwrap_or(0);
    if weight == 0 || weights.any(|other| other != weight) {
        return Ok(Money::ZERO);
    }
    let (sum, each) = (sum_of(counts), i128::from(weight));
    if sum % each != 0 {
        let sum = MoneyDelta::words(sum);
        let why = Bilingual::new(
            format!(
                "the amounts, each times its weight, sum to {sum}, and a weight of {weight} does not divide that into whole cents"
            ),
            format!(
                "gli importi, ciascuno per il suo peso, sommano a {}, e un peso di {weight} non lo divide in centesimi interi",
                sum.italian()
            ),
        );
        return Err(Cause::CountsImpossible { why }.into());
    }
    Ok(Money::saturating(sum / each))
}

/// The counts with whole weights: as they stand if they are whole and small enough, otherwise in lowest terms.
fn whole_counts(
    counts: Vec<Vec<(Money, Weight)>>,
    name: &dyn Fn(usize) -> Bilingual,
) -> Result<Vec<Vec<VoteCount>>> {
    let weights: Vec<Weight> = counts.iter().flatten().map(|(_, weight)| *weight).collect();
    let most_in_all = u64::from(MAX_BALLOT_WEIGHT).saturating_mul(counts.len() as u64);
    let whole = Weight::whole(&weights, MAX_BALLOT_WEIGHT, most_in_all).map_err(|position| {
        let mut before = 0;
        let line = counts.iter().position(|line| {
            before += line.len();
            position < before
        });
        let allowed = MAX_BALLOT_WEIGHT;
        let cause = match weights[position].is_zero() {
            true => Cause::BallotWeight { found: 0, allowed },
            false => Cause::BallotWeights { found: weights[position].to_string(), allowed },
        };
        Error::from(cause).at(name(line.unwrap_or(0)))
    })?;
    let mut whole = whole.into_iter();
    let counted = |line: Vec<(Money, Weight)>| {
        line.into_iter()
            .zip(whole.by_ref())
            .map(|((amount, _), weight)| VoteCount { amount, weight })
            .collect()
    };
    Ok(counts.into_iter().map(counted).collect())
}

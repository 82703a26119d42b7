//! Tallies from counts: how much weight stands at each amount of each line, as any program that can group and sum finds it.

use super::capped_phantoms::held_at_shares;
use super::line_votes::{LineVotes, Packing, Vote};
use super::profile::{check_total, check_weight};
use super::tally::Tally;
use riparto_core::capacity::{MAX_BALLOT_AMOUNTS, MAX_BALLOT_WEIGHT, MAX_LINES};
use riparto_core::error::{Cause, Error, Result};
use riparto_core::money::{Money, MoneyDelta};
use riparto_core::words::{Bilingual, bilingual, both, numbered};

/// How much weight stands at an amount of a line: of how many ballots, where each weighs one.
///
/// ```
/// use riparto::ballots::{Ballot, Ballots, Tally, VoteCount};
///
/// let ballot = |party: &str, a: &str, b: &str| Ballot::new(party, 2, vec![a.parse()?, b.parse()?]);
/// let ballots = Ballots::new("9.00".parse()?, vec![ballot("anci", "5.00", "4.00")?, ballot("ats", "5.00", "4.00")?])?;
/// assert_eq!(Tally::of(&ballots).counts()[0], [VoteCount { amount: "5.00".parse()?, weight: 4 }]);
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VoteCount {
    /// The amount.
    pub amount: Money,
    /// What the ballots that give the line this amount weigh together.
    pub weight: u32,
}

impl Tally {
    /// The tally of ballots that were counted elsewhere: for each line how much weight stands at each amount, in any order. An amount
    /// may come more than once: its weights add up, so that counts of parts are put together by writing one after the other.
    ///
    /// This is all that a rule of aggregation reads, so the answer is that of the ballots, to the last fraction of a cent. What the ballots
    /// were is not to be had of it: many a set of ballots has the same counts, and some counts that pass have none.
    ///
    /// ```
    /// use riparto::ballots::{AggregationRule, Tally, VoteCount};
    ///
    /// let count = |amount: &str, weight: u32| -> riparto::Result<VoteCount> { Ok(VoteCount { amount: amount.parse()?, weight }) };
    /// let desks = vec![count("60.00", 3_000_000)?, count("20.00", 1_000_000)?];
    /// let outreach = vec![count("40.00", 3_000_000)?, count("80.00", 1_000_000)?];
    /// let tally = Tally::from_counts("100.00".parse()?, &[desks, outreach])?;
    /// assert_eq!(tally.aggregate(AggregationRule::Mean).amounts()[0].to_string(), "50.00");
    /// assert_eq!(tally.aggregate(AggregationRule::Utilitarian).amounts()[0].to_string(), "60.00");
    /// # Ok::<(), riparto::Error>(())
    /// ```
    ///
    /// # Errors
    /// In this order: no lines (`lines_missing`), too many lines or counts (`too_many`), a total so large over so many lines that sums
    /// leave 128 bits (`amount_overflow`); a weight of zero (`ballot_weight`); no weight at all (`ballots_missing`), or too much
    /// (`ballots_weight`); a line whose weights do not sum to what those of the first do (`counts_weight`); amounts that, each times its weight,
    /// do not sum to the total times the weight of all (`counts_total`); and what no ballots of that total can have (`counts_impossible`).
    pub fn from_counts(total: Money, lines: &[Vec<VoteCount>]) -> Result<Tally> {
        Tally::counted(total, lines, &|line| numbered("line", "la voce n.", line + 1))
    }

    /// For each line how much weight stands at each amount, from the smallest, each amount once.
    #[must_use]
    pub fn counts(&self) -> Vec<Vec<VoteCount>> {
        let counted = |column: LineVotes<'_>| {
            let counts = column.counts();
            counts
                .map(|(cents, weight)| VoteCount { amount: Money::saturating(cents.into()), weight })
                .collect()
        };
        self.columns().iter().map(counted).collect()
    }

    /// As [`Tally::from_counts`], for lines that have names.
    pub(super) fn counted(
        total: Money,
        lines: &[Vec<VoteCount>],
        name: &dyn Fn(usize) -> Bilingual,
    ) -> Result<Tally> {
        if lines.is_empty() {
            return Err(Cause::LinesMissing {}.into());
        }
        let counts = lines.iter().map(Vec::len).sum();
        for (what, found, allowed) in [
            (both("lines", "voci"), lines.len(), MAX_LINES),
            (both("counts", "conteggi"), counts, MAX_BALLOT_AMOUNTS),
        ] {
            if found > allowed {
                return Err(Cause::TooMany { what, found, allowed }.into());
            }
        }
        check_total(total, lines.len())?;
        let weight = check_weights(lines, name)?;
        check_sum(total, lines, weight)?;
        let (mut votes, mut starts): (Vec<Vote>, Vec<usize>) = (Vec::with_capacity(counts), vec![0]);
        for (line, counts) in lines.iter().enumerate() {
            if let Some(count) = counts.iter().find(|count| count.amount > total) {
                let (line, amount, total) = (name(line), count.amount.words(), total.words());
                let why = Bilingual::new(
                    format!("{line} has {amount}, which is more than the total {total}"),
                    format!("{} ha {}, più del totale {}", line.italian(), amount.italian(), total.italian()),
                );
                return Err(Cause::CountsImpossible { why }.into());
            }
            put_votes(&mut votes, total, counts)?;
            starts.push(votes.len());
        }
        let tally = Tally::sorted(total, (starts, votes), None);
        tally.check_possible(name)?;
        Ok(tally)
    }

    /// Refuses counts that no ballots of the total have, as far as a look at each line tells. What a rule needs to end is that the phantoms
    /// at their shares hold the total or more.
    fn check_possible(&self, name: &dyn Fn(usize) -> Bilingual) -> Result<()> {
        let (columns, total) = (self.columns(), i128::from(self.total().cents()));
        let ends = |column: LineVotes<'_>| [column.vote(column.last_rank()), column.vote(1)].map(i128::from);
        let [all_least, all_most] =
            columns.iter().map(ends).fold([0, 0], |[a, b], [least, most]| [a + least, b + most]);
        for (line, [least, most]) in columns.iter().map(ends).enumerate() {
            let why = if most + all_least - least > total {
                amount_among(
                    name(line),
                    most,
                    ("at least", "almeno"),
                    all_least - least,
                    self.total(),
                    ("more", "più"),
                )
            } else if least + all_most - most < total {
                amount_among(
                    name(line),
                    least,
                    ("at most", "al massimo"),
                    all_most - most,
                    self.total(),
                    ("less", "meno"),
                )
            } else {
                continue;
            };
            return Err(Cause::CountsImpossible { why }.into());
        }
        if held_at_shares(columns) < total * i128::from(self.weight()) {
            let total = self.total().words();
            let why = Bilingual::new(
                format!(
                    "large amounts weigh too little, and small ones too much, for each ballot to sum to {total}"
                ),
                format!(
                    "gli importi alti pesano troppo poco, e quelli bassi troppo, perché ogni scheda sommi a {}",
                    total.italian()
                ),
            );
            return Err(Cause::CountsImpossible { why }.into());
        }
        Ok(())
    }
}

/// Why an amount of a line has no ballot: whatever the others are beside it, the sum is too much or too little.
fn amount_among(
    line: Bilingual,
    amount: i128,
    (at, al): (&str, &str),
    others: i128,
    total: Money,
    (more, piu): (&str, &str),
) -> Bilingual {
    let [amount, others] = [amount, others].map(MoneyDelta::words);
    let total = total.words();
    Bilingual::new(
        format!(
            "{line} has {amount} on some ballot, and all other lines together {at} {others}, which is {more} than {total}"
        ),
        format!(
            "{} ha {} in qualche scheda, e tutte le altre voci insieme {al} {}: in tutto {piu} di {}",
            line.italian(),
            amount.italian(),
            others.italian(),
            total.italian()
        ),
    )
}

/// What the counts of each line weigh together: the same on all.
fn check_weights(lines: &[Vec<VoteCount>], name: &dyn Fn(usize) -> Bilingual) -> Result<u64> {
    let mut weights = Vec::with_capacity(lines.len());
    for (line, counts) in lines.iter().enumerate() {
        if counts.iter().any(|count| count.weight == 0) {
            let cause = Cause::BallotWeight { found: 0, allowed: MAX_BALLOT_WEIGHT };
            return Err(Error::from(cause).at(name(line)));
        }
        weights.push(counts.iter().map(|count| u64::from(count.weight)).sum::<u64>());
    }
    let (first, most) = (weights[0], weights.iter().copied().max().unwrap_or(0));
    if most == 0 {
        return Err(Cause::BallotsMissing {}.into());
    }
    check_weight(most)?;
    match weights.iter().position(|weight| *weight != first) {
        None => Ok(first),
        Some(line) => {
            let (line, found, other) = (name(line), weights[line], name(0));
            let difference = found.abs_diff(first);
            let difference = match found < first {
                true => bilingual!("{difference} is missing", "manca {difference}"),
                false => bilingual!("{difference} is too much", "{difference} di troppo"),
            };
            Err(Cause::CountsWeight { line, found, other, expected: first, difference }.into())
        }
    }
}

/// Refuses amounts that do not sum to what so much weight splits.
fn check_sum(total: Money, lines: &[Vec<VoteCount>], weight: u64) -> Result<()> {
    let sum = sum_of(lines);
    let expected = i128::from(total.cents()) * i128::from(weight);
    if sum != expected {
        let (sum, difference) = (MoneyDelta::words(sum), super::profile::difference_words(expected - sum));
        let (total, expected) = (total.words(), MoneyDelta::words(expected));
        return Err(Cause::CountsTotal { sum, total, weight, expected, difference }.into());
    }
    Ok(())
}

/// All amounts, each times its weight.
pub(super) fn sum_of(lines: &[Vec<VoteCount>]) -> i128 {
    let product = |count: &VoteCount| i128::from(count.amount.cents()) * i128::from(count.weight);
    lines.iter().flatten().map(product).sum()
}

/// The counts of a line as votes, from the smallest: of an amount as many as it takes for none to weigh more than one vote can.
fn put_votes(votes: &mut Vec<Vote>, total: Money, counts: &[VoteCount]) -> Result<()> {
    let packing = Packing::of(total);
    let mut counts = counts.to_vec();
    counts.sort_unstable_by_key(|count| count.amount);
    for same in counts.chunk_by(|a, b| a.amount == b.amount) {
        // All weigh at most 2^30 together.
        let mut weight: u32 = same.iter().map(|count| count.weight).sum();
        let found = votes.len() + weight.div_ceil(packing.most()) as usize;
        if found > MAX_BALLOT_AMOUNTS {
            let what = both("counts", "conteggi");
            return Err(Cause::TooMany { what, found, allowed: MAX_BALLOT_AMOUNTS }.into());
        }
        while weight > 0 {
            let vote = weight.min(packing.most());
            votes.push(packing.vote(same[0].amount.cents(), vote));
            weight -= vote;
        }
    }
    Ok(())
}

//! `TallyDisagreement`: where counted ballots differ, as far as counts tell.

use serde::{Serialize, Serializer};

use super::by_line::{ByLine, LineName};
use super::line_votes::LineVotes;
use super::tally::Tally;
use riparto_core::error::{Cause, Result};
use riparto_core::money::{Language, Money};

/// Where counted ballots differ: for each line what all grant and what is contested, in whole cents. Who agrees with whom, and how far one
/// ballot is from an outcome, counts do not tell: they say of no two amounts that they are of one ballot.
///
/// ```
/// use riparto::ballots::{Ballot, Ballots, Tally};
///
/// let ballot = |party: &str, a: &str, b: &str| Ballot::new(party, 1, vec![a.parse()?, b.parse()?]);
/// let ballots = Ballots::new("100.00".parse()?, vec![ballot("anci", "70.00", "30.00")?, ballot("ats", "45.00", "55.00")?])?;
/// let disagreement = Tally::of(&ballots).disagreement();
/// assert_eq!(disagreement.consensus().to_string(), "75.00");
/// assert_eq!(disagreement.lines()[0].contested().to_string(), "25.00");
/// assert_eq!(disagreement.most_divided_line(), Some(0));
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TallyDisagreement {
    total: Money,
    lines: Vec<ContestedLine>,
}

/// Where counted ballots differ on one line.
///
/// ```
/// use riparto::ballots::{Ballot, Ballots, Tally};
///
/// let ballot = |party: &str, a: &str, b: &str| Ballot::new(party, 1, vec![a.parse()?, b.parse()?]);
/// let ballots = Ballots::new("100.00".parse()?, vec![ballot("anci", "70.00", "30.00")?, ballot("ats", "45.00", "55.00")?])?;
/// let line = Tally::of(&ballots).disagreement().lines()[1];
/// assert_eq!((line.core.to_string(), line.most.to_string()), ("30.00".into(), "55.00".into()));
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ContestedLine {
    /// What all ballots grant the line at least: its part of the consensus core.
    pub core: Money,
    /// The most that a ballot gives it.
    pub most: Money,
}

impl ContestedLine {
    /// What is contested: the most less what all grant.
    #[must_use]
    pub fn contested(&self) -> Money {
        (self.most - self.core).abs()
    }
}

impl TallyDisagreement {
    /// For each line, in order.
    #[must_use]
    pub fn lines(&self) -> &[ContestedLine] {
        &self.lines
    }

    /// The consensus core: what all ballots grant, summed over the lines.
    #[must_use]
    pub fn consensus(&self) -> Money {
        Money::saturating(self.lines.iter().map(|line| i128::from(line.core.cents())).sum())
    }

    /// The rest of the total: what the ballots do not agree on.
    #[must_use]
    pub fn contested(&self) -> Money {
        (self.total - self.consensus()).abs()
    }

    /// The line on which most is contested, by position, the first of several; none if all ballots are the same.
    #[must_use]
    pub fn most_divided_line(&self) -> Option<usize> {
        let most = self.lines.iter().enumerate().rev().max_by_key(|(_, line)| line.contested());
        most.filter(|(_, line)| !line.contested().is_zero()).map(|(line, _)| line)
    }

    /// What counts do not tell.
    #[must_use]
    pub fn untold(language: Language) -> &'static str {
        language.choose(
            "Counts do not tell which amounts are of one ballot: who agrees with whom, which party gives least or most, and how far one ballot is from the outcome need the ballots.",
            "I conteggi non dicono quali importi sono di una stessa scheda: chi concorda con chi, chi assegna meno o più e quanto una scheda dista dal risultato richiedono le schede.",
        )
    }
}

/// A disagreement of counted ballots by the names of lines, where they have names.
#[doc(hidden)]
pub struct TallyDisagreementByLine<'a> {
    #[doc(hidden)]
    pub disagreement: &'a TallyDisagreement,
    #[doc(hidden)]
    pub lines: Option<&'a [String]>,
}

/// As the operation `aggregate` writes it of counts, with lines by position: a map of `consensus`, `contested`, `lines` and `most_divided_line`.
impl Serialize for TallyDisagreement {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        TallyDisagreementByLine { disagreement: self, lines: None }.serialize(serializer)
    }
}

impl Serialize for TallyDisagreementByLine<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct OfLine {
            core: Money,
            most: Money,
            contested: Money,
        }
        #[derive(Serialize)]
        struct Written<'a> {
            consensus: Money,
            contested: Money,
            lines: ByLine<'a, OfLine>,
            most_divided_line: Option<LineName<'a>>,
        }
        let TallyDisagreementByLine { disagreement: found, lines } = *self;
        let of_line =
            |line: &ContestedLine| OfLine { core: line.core, most: line.most, contested: line.contested() };
        let values: Vec<OfLine> = found.lines.iter().map(of_line).collect();
        Written {
            consensus: found.consensus(),
            contested: found.contested(),
            lines: ByLine { lines, values: &values },
            most_divided_line: found.most_divided_line().map(|line| LineName::of(lines, line)),
        }
        .serialize(serializer)
    }
}

impl Tally {
    /// Where the ballots differ, line by line.
    #[must_use]
    pub fn disagreement(&self) -> TallyDisagreement {
        let of_line = |column: LineVotes<'_>| {
            let [core, most] = [column.vote(column.last_rank()), column.vote(1)];
            let [core, most] = [core, most].map(|cents| Money::saturating(cents.into()));
            ContestedLine { core, most }
        };
        TallyDisagreement { total: self.total(), lines: self.columns().iter().map(of_line).collect() }
    }

    /// The sum of the distances of all ballots to amounts, each times its weight, in cents: what a compromise makes least. The
    /// distance of two splits is the sum of the differences over the lines.
    ///
    /// # Errors
    /// Not one amount for each line (`amounts_mismatch`).
    pub fn distance(&self, amounts: &[Money]) -> Result<i128> {
        if amounts.len() != self.line_count() {
            let (found, lines) = (amounts.len(), self.line_count());
            return Err(Cause::AmountsMismatch { found, lines }.into());
        }
        Ok(self.columns().iter().zip(amounts).map(|(column, amount)| column.distance(amount.cents())).sum())
    }

    /// The least that [`Tally::distance`] is of any split of the total: that of the utilitarian rule, in whole cents and in fractions alike.
    ///
    /// Take the largest weight `c` at which the lines, each at the largest amount that so much weight grants it, hold the total or more. From
    /// there down to what more than `c` grants, each cent that a line gives up brings the weight `c` farther and the rest nearer, on
    /// every line alike; and the lines then hold less than the total. So what is too much can be given up anywhere, and no line has a
    /// better cent to give.
    ///
    /// ```
    /// use riparto::ballots::{AggregationRule, Ballot, Ballots, Tally};
    ///
    /// let ballot = |party: &str, a: &str, b: &str| Ballot::new(party, 1, vec![a.parse()?, b.parse()?]);
    /// let ballots = Ballots::new("100.00".parse()?, vec![ballot("anci", "70.00", "30.00")?, ballot("ats", "45.00", "55.00")?])?;
    /// let tally = Tally::of(&ballots);
    /// assert_eq!(tally.least_distance(), 50_00);
    /// assert_eq!(tally.distance(tally.aggregate(AggregationRule::Utilitarian).amounts())?, 50_00);
    /// # Ok::<(), riparto::Error>(())
    /// ```
    #[must_use]
    pub fn least_distance(&self) -> i128 {
        let (columns, weight) = (self.columns(), self.weight());
        let held = |least: u32| columns.iter().map(|column| i128::from(column.vote_at(least))).sum::<i128>();
        let total = i128::from(self.total().cents());
        let (mut enough, mut over) = (1, weight + 1);
        while over - enough > 1 {
            let middle = enough + (over - enough) / 2;
            if held(middle) >= total { enough = middle } else { over = middle }
        }
        let cost: i128 = columns.iter().map(|column| column.distance(column.vote_at(enough))).sum();
        let each = i128::from(weight) - 2 * i128::from(enough);
        cost - each * (held(enough) - total)
    }
}

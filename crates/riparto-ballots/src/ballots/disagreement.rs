//! `Disagreement`: where ballots differ, and how far each is from an outcome.

use serde::{Serialize, Serializer};

use super::by_line::{ByLine, LineName};
use super::profile::Ballots;
use riparto_core::error::{Cause, Result};
use riparto_core::money::{Money, MoneyDelta};

/// Where ballots differ: for each line what all grant and what is contested, and for each party how far an outcome is from
/// its ballot. All in whole cents.
///
/// ```
/// use riparto::ballots::{Ballot, Ballots};
///
/// let ballot = |party: &str, a: &str, b: &str| Ballot::new(party, 1, vec![a.parse()?, b.parse()?]);
/// let ballots = Ballots::new("100.00".parse()?, vec![ballot("anci", "70.00", "30.00")?, ballot("ats", "45.00", "55.00")?])?;
/// let disagreement = ballots.disagreement(&["60.00".parse()?, "40.00".parse()?])?;
/// assert_eq!(disagreement.consensus().to_string(), "75.00");
/// assert_eq!(disagreement.contested().to_string(), "25.00");
/// assert_eq!(disagreement.lines()[0].least_by, 1); // `ats` grants the first line least
/// assert_eq!(disagreement.distances()[1], 3000); // 15.00 less and 15.00 more than `ats` would like
/// # Ok::<(), riparto::Error>(())
/// ```
#[doc(alias = "divergenza")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disagreement {
    total: Money,
    lines: Vec<LineDisagreement>,
    parties: Vec<String>,
    distances: Vec<i64>,
    farthest: Vec<Option<usize>>,
    divided: Option<usize>,
}

/// As the operation `aggregate` writes it for ballots that are lists: a map of `consensus`, `contested`, `lines`, `most_divided_line` and
/// `parties`, with lines by position.
impl Serialize for Disagreement {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        DisagreementByLine { disagreement: self, lines: None }.serialize(serializer)
    }
}

/// A disagreement by the names of lines, where they have names.
#[doc(hidden)]
pub struct DisagreementByLine<'a> {
    #[doc(hidden)]
    pub disagreement: &'a Disagreement,
    #[doc(hidden)]
    pub lines: Option<&'a [String]>,
}

impl Serialize for DisagreementByLine<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Written<'a> {
            consensus: Money,
            contested: Money,
            lines: ByLine<'a, OfLine<'a>>,
            most_divided_line: Option<LineName<'a>>,
            parties: Vec<OfParty<'a>>,
        }
        #[derive(Serialize)]
        struct OfLine<'a> {
            core: Money,
            most: Money,
            contested: Money,
            least_by: &'a str,
            most_by: &'a str,
        }
        #[derive(Serialize)]
        struct OfParty<'a> {
            party: &'a str,
            distance: String,
            farthest_line: Option<LineName<'a>>,
        }
        let DisagreementByLine { disagreement: found, lines } = *self;
        let of_line = |line: &LineDisagreement| OfLine {
            core: line.core,
            most: line.most,
            contested: line.contested(),
            least_by: &found.parties[line.least_by],
            most_by: &found.parties[line.most_by],
        };
        let values: Vec<OfLine<'_>> = found.lines.iter().map(of_line).collect();
        let far = found.parties.iter().zip(&found.distances).zip(&found.farthest);
        Written {
            consensus: found.consensus(),
            contested: found.contested(),
            lines: ByLine { lines, values: &values },
            most_divided_line: found.divided.map(|line| LineName::of(lines, line)),
            parties: far
                .map(|((party, distance), farthest)| OfParty {
                    party,
                    distance: MoneyDelta::plain((*distance).into()),
                    farthest_line: farthest.map(|line| LineName::of(lines, line)),
                })
                .collect(),
        }
        .serialize(serializer)
    }
}

/// Where ballots differ on one line.
///
/// ```
/// use riparto::ballots::{AggregationRule, Ballot, Ballots};
///
/// let ballot = |party: &str, desks: &str, outreach: &str| -> riparto::Result<Ballot> {
///     Ballot::new(party, 1, vec![desks.parse()?, outreach.parse()?])
/// };
/// let ballots = vec![ballot("anci", "60.00", "40.00")?, ballot("ats", "62.00", "38.00")?, ballot("cnr", "90.00", "10.00")?];
/// let ballots = Ballots::new("100.00".parse()?, ballots)?;
/// let outcome = ballots.aggregate(AggregationRule::Mean);
/// let outreach = ballots.disagreement(outcome.amounts())?.lines()[1];
/// assert_eq!((outreach.core.to_string(), outreach.most.to_string()), ("10.00".into(), "40.00".into()));
/// assert_eq!((outreach.least_by, outreach.most_by), (2, 0));
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LineDisagreement {
    /// What all ballots grant the line at least: its part of the consensus core.
    pub core: Money,
    /// The most that a ballot gives it.
    pub most: Money,
    /// The ballot, by position, that gives it least; the first of several.
    pub least_by: usize,
    /// The ballot, by position, that gives it most; the first of several.
    pub most_by: usize,
}

impl LineDisagreement {
    /// What is contested: the most less what all grant.
    #[must_use]
    pub fn contested(&self) -> Money {
        (self.most - self.core).abs()
    }
}

impl Disagreement {
    /// For each line, in order.
    #[must_use]
    pub fn lines(&self) -> &[LineDisagreement] {
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

    /// The line on which most is contested, by position; none if all ballots are the same.
    #[must_use]
    pub fn most_divided_line(&self) -> Option<usize> {
        self.divided
    }

    /// For each ballot, in order, its distance to the outcome in cents: the differences over all lines, summed. Half of it
    /// is what would have to move.
    #[must_use]
    pub fn distances(&self) -> &[i64] {
        &self.distances
    }

    /// For each ballot, in order, the line on which the outcome is farthest from it, by position, the first of several; none
    /// if the outcome is the ballot.
    #[must_use]
    pub fn farthest_lines(&self) -> &[Option<usize>] {
        &self.farthest
    }
}

impl Ballots {
    /// Where the ballots differ, and how far each is from an outcome over the same lines.
    ///
    /// # Errors
    /// Not one amount for each line (`amounts_mismatch`).
    pub fn disagreement(&self, outcome: &[Money]) -> Result<Disagreement> {
        if outcome.len() != self.line_count() {
            let (found, lines) = (outcome.len(), self.line_count());
            return Err(Cause::AmountsMismatch { found, lines }.into());
        }
        let first = &self.as_slice()[0];
        let of_first =
            |amount: &Money| LineDisagreement { core: *amount, most: *amount, least_by: 0, most_by: 0 };
        let mut lines: Vec<LineDisagreement> = first.amounts().iter().map(of_first).collect();
        let count = self.as_slice().len();
        let (mut distances, mut farthest) = (Vec::with_capacity(count), Vec::with_capacity(count));
        for (place, ballot) in self.iter().enumerate() {
            for (line, amount) in lines.iter_mut().zip(ballot.amounts()) {
                if *amount < line.core {
                    (line.core, line.least_by) = (*amount, place);
                }
                if *amount > line.most {
                    (line.most, line.most_by) = (*amount, place);
                }
            }
            distances.push(distance(ballot.amounts(), outcome));
            farthest.push(widest(ballot.amounts(), outcome));
        }
        // The first of the lines that divide most.
        let most = lines.iter().enumerate().rev().max_by_key(|(_, line)| line.contested());
        let divided = most.filter(|(_, line)| !line.contested().is_zero()).map(|(line, _)| line);
        let parties = self.iter().map(|ballot| ballot.party().to_owned()).collect();
        Ok(Disagreement { total: self.total(), lines, parties, distances, farthest, divided })
    }

    /// The distance of two ballots in cents, by position, and the line on which they differ most, the first of several;
    /// none if they are the same or not there.
    #[must_use]
    pub fn between(&self, a: usize, b: usize) -> Option<(i64, usize)> {
        let (a, b) = (self.as_slice().get(a)?.amounts(), self.as_slice().get(b)?.amounts());
        widest(a, b).map(|line| (distance(a, b), line))
    }
}

/// Differences summed: at most twice a total, which is far within 64 bits.
fn distance(a: &[Money], b: &[Money]) -> i64 {
    a.iter().zip(b).map(|(a, b)| (a - *b).abs().cents()).fold(0, i64::saturating_add)
}

/// The line on which amounts differ most, the first of several; none if they are the same.
fn widest(a: &[Money], b: &[Money]) -> Option<usize> {
    let apart = a.iter().zip(b).map(|(a, b)| (a - *b).abs()).enumerate();
    let (line, most) = apart.reduce(|best, next| if next.1 > best.1 { next } else { best })?;
    (!most.is_zero()).then_some(line)
}

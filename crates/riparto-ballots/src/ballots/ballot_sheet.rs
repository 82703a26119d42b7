//! `BallotSheet`: ballots as they come in, by the names of lines, some of them not complete.

use super::ballot::Ballot;
use super::completion::Completion;
use super::profile::{Ballots, difference_words, heaviest};
use riparto_core::budget::{Interner, check_text};
use riparto_core::capacity::MAX_BALLOT_WEIGHT;
use riparto_core::error::{Cause, Error, Result, quote};
use riparto_core::money::{Money, MoneyDelta, Weight};
use riparto_core::words::{both, is_blank, named};

/// One party's ballot as it came in.
///
/// ```
/// use riparto::ballots::{BallotRow, BallotSheet, Completion};
///
/// let row = BallotRow { party: "anci".into(), weight: 2.into(), amounts: vec![Some("60.00".parse()?), None] };
/// let lines = vec!["desks".to_owned(), "outreach".to_owned()];
/// let sheet = BallotSheet::new("100.00".parse()?, lines, vec![row], Completion::RemainderTo(1))?;
/// assert_eq!(sheet.ballots().as_slice()[0].amounts()[1].to_string(), "40.00");
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BallotRow {
    /// The party.
    pub party: String,
    /// How much the ballot counts, in whatever unit the sheet has.
    pub weight: Weight,
    /// The amounts, in the order of the lines; none where the party wrote none.
    pub amounts: Vec<Option<Money>>,
}

/// Ballots over named lines, checked and, where that was asked for, completed.
///
/// Weights may have decimals here: `1.5` against `1` is the same as 3 against 2, and is kept so, in lowest terms.
///
/// ```
/// use riparto::ballots::{BallotRow, BallotSheet, Completion};
///
/// let row = |party: &str, desks: Option<&str>, outreach: Option<&str>| -> riparto::Result<BallotRow> {
///     let amount = |text: Option<&str>| text.map(str::parse).transpose();
///     Ok(BallotRow { party: party.into(), weight: 1.into(), amounts: vec![amount(desks)?, amount(outreach)?] })
/// };
/// let rows = vec![row("anci", Some("60.00"), Some("40.00"))?, row("ats", Some("70.00"), None)?];
/// let lines = vec!["desks".to_owned(), "outreach".to_owned()];
/// let total = "100.00".parse()?;
/// let refused = BallotSheet::new(total, lines.clone(), rows.clone(), Completion::Refused).unwrap_err();
/// assert_eq!(
///     refused.to_string(),
///     "ballot of `ats`: line `outreach` has no amount, the others sum to 70.00 and the total is 100.00: 30.00 is missing"
/// );
/// let sheet = BallotSheet::new(total, lines, rows, Completion::RemainderTo(1))?;
/// assert_eq!(sheet.ballots().as_slice()[1].amounts()[1].to_string(), "30.00");
/// assert_eq!(sheet.completed(), [1]);
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BallotSheet {
    lines: Vec<String>,
    ballots: Ballots,
    completed: Vec<usize>,
}

impl BallotSheet {
    /// The ballots of rows, each with an amount for each line, or completed as is asked for.
    ///
    /// # Errors
    /// In this order: no lines (`lines_missing`), a line's name that is empty (`text_missing`), too long or
    /// with control characters, or given twice (`id_taken`);
    /// weights of zero (`ballot_weight`) or without a small common unit (`ballot_weights`); and for the first row that makes no
    /// sense, not one place for each line (`amounts_mismatch`), a line without an amount (`ballot_incomplete`) and what
    /// [`Completion::complete`], [`Ballot::new`] and [`Ballots::new`] refuse.
    pub fn new(
        total: Money,
        lines: Vec<String>,
        rows: Vec<BallotRow>,
        completion: Completion,
    ) -> Result<BallotSheet> {
        check_lines(&lines)?;
        let weights = whole_weights(&rows, heaviest(total))?;
        let mut ballots = Vec::with_capacity(rows.len());
        let mut completed = Vec::new();
        for (number, (row, weight)) in rows.into_iter().zip(weights).enumerate() {
            let place = |error: Error| error.at(named("ballot of", "scheda di", quote(&row.party)));
            check_row(&row, &lines, total, completion).map_err(place)?;
            let amounts = completion.complete(total, &row.amounts).map_err(place)?;
            if amounts.iter().zip(&row.amounts).any(|(amount, given)| Some(*amount) != *given) {
                completed.push(number);
            }
            ballots.push(Ballot::new(row.party, weight, amounts)?);
        }
        Ok(BallotSheet { lines, ballots: Ballots::new(total, ballots)?, completed })
    }

    /// Refuses a row that makes no sense by itself, whatever the others are.
    #[cfg(feature = "csv")]
    pub(crate) fn check(
        row: &BallotRow,
        lines: &[String],
        total: Money,
        completion: Completion,
    ) -> Result<()> {
        let place = |error: Error| error.at(named("ballot of", "scheda di", quote(&row.party)));
        check_row(row, lines, total, completion).map_err(place)?;
        let amounts = completion.complete(total, &row.amounts).map_err(place)?;
        let ballot = Ballot::new(row.party.clone(), 1, amounts)?;
        super::profile::check(&ballot, total, lines.len()).map_err(place)
    }

    /// The lines' names, in order.
    #[must_use]
    pub fn lines(&self) -> &[String] {
        &self.lines
    }

    /// The ballots.
    #[must_use]
    pub fn ballots(&self) -> &Ballots {
        &self.ballots
    }

    /// The ballots, by position from zero, that are not what their party wrote, because they were completed.
    #[must_use]
    pub fn completed(&self) -> &[usize] {
        &self.completed
    }
}

pub(super) fn check_lines(lines: &[String]) -> Result<()> {
    if lines.is_empty() {
        return Err(Cause::LinesMissing {}.into());
    }
    let mut names = Interner::new();
    for line in lines {
        check_text(both("the line's name", "il nome della voce"), line)?;
        if is_blank(line) {
            return Err(Cause::TextMissing { what: both("the line's name", "il nome della voce") }.into());
        }
        if !names.intern(line).1 {
            return Err(Cause::IdTaken { what: both("line", "voce"), id: quote(line) }.into());
        }
    }
    Ok(())
}

fn check_row(row: &BallotRow, lines: &[String], total: Money, completion: Completion) -> Result<()> {
    let (found, lines_wanted) = (row.amounts.len(), lines.len());
    if found != lines_wanted {
        return Err(Cause::AmountsMismatch { found, lines: lines_wanted }.into());
    }
    let absent = row.amounts.iter().position(Option::is_none);
    match absent.filter(|_| completion == Completion::Refused) {
        None => Ok(()),
        Some(line) => {
            let sum: i128 = row.amounts.iter().flatten().map(|amount| i128::from(amount.cents())).sum();
            Err(Cause::BallotIncomplete {
                line: quote(&lines[line]),
                sum: MoneyDelta::words(sum),
                total: total.words(),
                difference: difference_words(i128::from(total.cents()) - sum),
            }
            .into())
        }
    }
}

/// The weights as whole numbers: as they stand if they are whole and small enough, otherwise in lowest terms.
fn whole_weights(rows: &[BallotRow], heaviest: u32) -> Result<Vec<u32>> {
    let weights: Vec<Weight> = rows.iter().map(|row| row.weight).collect();
    Weight::whole(&weights, heaviest, MAX_BALLOT_WEIGHT.into()).map_err(|position| {
        let row = &rows[position];
        let cause = match row.weight.is_zero() {
            true => Cause::BallotWeight { found: 0, allowed: heaviest },
            false => Cause::BallotWeights { found: row.weight.to_string(), allowed: heaviest },
        };
        Error::from(cause).at(named("ballot of", "scheda di", quote(&row.party)))
    })
}

//! `ReadBallots`: how to read a file of ballots.

use super::completion::Completion;
use riparto_core::money::{AmountStyle, Money};
use riparto_core::plan::Plan;

/// How to read a file of ballots: what the file does not state itself.
///
/// ```
/// use riparto::ballots::{BallotSheet, ReadBallots};
///
/// let file = r#"{ "format": "riparto.ballots/1", "ballots": [ {"party": "anci", "amounts": {"desks": "60.00", "outreach": "30.00"}} ] }"#;
/// let read = ReadBallots { total: Some("100.00".parse()?), remainder_to: Some("outreach"), ..ReadBallots::default() };
/// assert_eq!(BallotSheet::from_json(file, &read)?.ballots().as_slice()[0].amounts()[1].to_string(), "40.00");
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct ReadBallots<'a> {
    /// What each ballot splits, where neither the file nor a plan says so.
    pub total: Option<Money>,
    /// The plan whose lines the ballots split its total over; without one, the lines are those of the first ballot.
    pub plan: Option<&'a Plan>,
    /// What to do with a ballot that is not complete; a file's own word counts only where this refuses.
    pub completion: Completion,
    /// The line, by name, that takes the difference of a ballot that is not complete, in place of `completion`.
    pub remainder_to: Option<&'a str>,
    /// Columns and rows of CSV, by their heads, that are no lines and no ballots: sums, notes.
    pub leave_out: &'a [&'a str],
    /// The sheet of a workbook that a table was taken from: mistakes then name its cells.
    pub sheet: Option<&'a str>,
    /// How amounts and weights are written in CSV; any style that can be read in one way only, if none. JSON has one style.
    pub style: Option<AmountStyle>,
}

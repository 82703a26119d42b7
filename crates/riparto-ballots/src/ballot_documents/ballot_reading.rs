//! Reading ballots, with all that is wrong where they are refused.

use super::ballot_shapes::BALLOTS;
use super::ballots_document::{BallotsDocument, BallotsGiven, CompletionDocument, FORMAT, LineNamed};
use crate::ballots::{BallotSheet, Completion, ReadBallots};
use riparto_core::error::{Cause, Result, quote};
use riparto_core::reader::read_json;
use riparto_core::words::both;

impl BallotSheet {
    /// Reads ballots from JSON, over the lines of a plan, or of the first ballot where there is no plan.
    ///
    /// ```
    /// use riparto::ballots::{AggregationRule, BallotSheet, ReadBallots};
    ///
    /// let sheet = BallotSheet::from_json(
    ///     r#"{ "format": "riparto.ballots/1", "total": "100.00",
    ///          "ballots": [ {"party": "anci", "amounts": {"desks": "60.00", "outreach": "40.00"}},
    ///                       {"party": "ats", "weight": 2, "amounts": {"outreach": "70.00", "desks": "30.00"}} ] }"#,
    ///     &ReadBallots::default(),
    /// )?;
    /// assert_eq!(sheet.lines(), ["desks", "outreach"]);
    /// assert_eq!(sheet.ballots().aggregate(AggregationRule::Mean).amounts()[0].to_string(), "40.00");
    /// # Ok::<(), riparto::Error>(())
    /// ```
    ///
    /// # Errors
    /// Text that is no ballots document (`document_malformed`, `document_format`), too many bytes (`document_too_large`), no total
    /// and no plan (`field_missing`), a line that the plan (`line_unknown`) or the first ballot (`ballot_line`) does not have, two
    /// amounts of a line (`amount_twice`), an amount that cannot be read, and whatever [`BallotSheet::new`] refuses.
    pub fn from_json(document: &str, read: &ReadBallots<'_>) -> Result<BallotSheet> {
        let document = read_json::<BallotsDocument<'_>>(&BALLOTS, document)?;
        if document.format.0 != FORMAT {
            let found = quote(&document.format.0);
            return Err(Cause::DocumentFormat { found, expected: FORMAT }.into());
        }
        let total = match document.total {
            Some(total) => Some(total.read().map_err(|error| error.at(both("total", "totale")))?),
            None => read.total,
        };
        let completion = match (read.remainder_to, read.completion) {
            (Some(line), _) => CompletionDocument::RemainderTo(LineNamed::Id(line.to_owned())),
            (None, Completion::Refused) => document.completion.unwrap_or_default(),
            (None, Completion::InProportion) => CompletionDocument::InProportion,
            (None, Completion::EqualShift) => CompletionDocument::EqualShift,
            (None, Completion::RemainderTo(line)) => {
                CompletionDocument::RemainderTo(LineNamed::Position(line))
            }
        };
        Ok(BallotsGiven { total, ballots: document.ballots, completion }.sheet(read.plan, "ballots")?.0)
    }
}

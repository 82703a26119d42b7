//! Reading documents of each kind, with all that is wrong where one is refused.

use super::ballots_document::{BallotsDocument, BallotsGiven, CompletionDocument, FORMAT, LineNamed};
use super::document_shapes::{BALLOTS, PLAN};
use super::plan_document::PlanDocument;
use crate::ballots::{BallotSheet, Completion, ReadBallots};
use crate::error::{Cause, Result, quote};
use crate::plan::Plan;
use crate::reader::{explain, read_json};
use crate::words::both;

impl Plan {
    /// Reads a plan document (`riparto.plan/1`).
    ///
    /// ```
    /// use riparto::Plan;
    ///
    /// let plan = Plan::from_json(
    ///     r#"{ "format": "riparto.plan/1", "title": "Plan", "source": "Minutes", "total": "100.00",
    ///          "lines": [ {"id": "a", "title": "A", "amount": "60.00"}, {"id": "b", "title": "B", "amount": "40.00"} ],
    ///          "rules": [ {"id": "r1", "scope": {"lines": ["b"]}, "limit": {"floor": "30.00"}} ] }"#,
    /// )?;
    /// assert!(plan.check().is_empty());
    /// assert_eq!(Plan::from_json(&plan.to_json())?, plan);
    /// # Ok::<(), riparto::Error>(())
    /// ```
    ///
    /// # Errors
    /// Text that is no such document (`document_malformed`: broken JSON, an unknown or missing field, a number where
    /// money is meant), another format (`document_format`), too many bytes (`document_too_large`); amounts that do not
    /// sum to the total (`total_mismatch`); whatever [`EnvelopeBuilder`](crate::EnvelopeBuilder),
    /// [`Rule`](crate::Rule) and [`PlanBuilder`](crate::PlanBuilder) refuse. [`Error::all`](crate::Error::all) gives all mistakes, each with its path.
    pub fn from_json(document: &str) -> Result<Plan> {
        read_json::<PlanDocument<'_>>(&PLAN, document)?
            .plan()
            .map_err(|refused| explain(&PLAN, document, refused))
    }
}

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

//! What is asked of a table, as JSON: the fields that the API answers with, beside the head of the history.

use std::io::{self, Write};

use clap::Args;
use riparto::journal::Head;
use riparto::rules::AllowanceEntry;
use riparto::table::{LabelLedger, LineEntry, PartyQueue, Positions, ScenarioComparison};
use serde::Serialize;

use crate::outcome::{Failure, Outcome};

/// Whether a program reads the answer.
#[derive(Args)]
pub(crate) struct JsonArguments {
    /// Print one object of JSON for programs instead of a text
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Serialize)]
pub(super) struct ToldPositions {
    pub(super) head: Head,
    pub(super) positions: Vec<Positions>,
}

#[derive(Serialize)]
pub(super) struct ToldQueue {
    pub(super) head: Head,
    pub(super) queue: Vec<PartyQueue>,
}

#[derive(Serialize)]
pub(super) struct ComparedScenarios<'a> {
    pub(super) head: Head,
    pub(super) scenarios: &'a ScenarioComparison,
}

#[derive(Serialize)]
pub(super) struct ToldLedger<'a> {
    pub(super) head: Head,
    pub(super) lines: &'a [LineEntry<'a>],
    pub(super) allowances: &'a [AllowanceEntry<'a>],
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) by_label: Option<LabelLedger<'a>>,
}

/// Prints an answer on a line.
pub(super) fn say_json(out: &mut impl Write, answer: &impl Serialize) -> Result<Outcome, Failure> {
    let text = serde_json::to_string(answer).map_err(io::Error::other)?;
    writeln!(out, "{text}")?;
    Ok(Outcome::Free)
}

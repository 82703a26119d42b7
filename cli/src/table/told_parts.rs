//! What is asked of a table, as JSON: the fields that the API answers with, beside the head of the history.

use riparto::journal::Head;
use riparto::rules::AllowanceEntry;
use riparto::table::{LabelLedger, LineEntry, PartyQueue, Positions, ScenarioComparison};
use serde::Serialize;

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

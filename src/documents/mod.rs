//! Documents: plans, proposals and ballots as JSON, and ballots as CSV (feature `csv`).
//!
//! The plan document (`riparto.plan/1`) carries decimal strings, never numbers, for money. Unknown fields are
//! refused: a misspelled limit must never be ignored. Reading what was written gives the same plan.

mod json;
mod plan_document;
mod plan_examination;
mod ballots_document;
mod document_shapes;
mod reading;
mod proposal_document;
#[cfg(feature = "csv")]
mod csv_table;
#[cfg(feature = "csv")]
mod ballots_csv;

pub(crate) use ballots_document::{BallotDocument, BallotsGiven, CompletionDocument, Keyed};
pub(crate) use document_shapes::{AMOUNTS, BALLOT_LIST, COMPLETION, PLAN_SHAPE};
pub(crate) use json::AmountMap;
pub(crate) use plan_document::PlanDocument;

#[cfg(test)]
pub(crate) use document_shapes::{BALLOTS, PLAN};

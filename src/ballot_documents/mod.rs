//! Ballots as JSON documents, and as tables of CSV.

mod ballots_document;
mod ballot_shapes;
mod ballot_reading;
#[cfg(feature = "csv")]
mod csv_table;
#[cfg(feature = "csv")]
mod ballots_csv;

pub(crate) use ballot_shapes::{BALLOT_LIST, COMPLETION};
pub(crate) use ballots_document::{BallotDocument, BallotsGiven, CompletionDocument, Keyed};

#[cfg(test)]
pub(crate) use ballot_shapes::BALLOTS;

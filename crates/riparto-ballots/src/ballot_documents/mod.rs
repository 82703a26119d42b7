//! Ballots as JSON documents, and as tables of CSV.

mod ballots_document;
mod ballot_shapes;
mod ballot_reading;
mod counts_document;
#[cfg(feature = "csv")]
mod ballot_layout;
#[cfg(feature = "csv")]
mod ballots_csv;
#[cfg(feature = "csv")]
mod counts_csv;

#[doc(hidden)]
pub use ballot_shapes::{BALLOT_LIST, COMPLETION};
#[doc(hidden)]
pub use ballots_document::{BallotDocument, BallotsGiven, CompletionDocument, Keyed};

#[doc(hidden)]
pub use ballot_shapes::BALLOTS;
#[doc(hidden)]
pub use counts_document::{COUNTS_BY_LINE, CountDocument};

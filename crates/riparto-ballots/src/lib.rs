//! Many splits of a public budget into one: ballots, rules of aggregation, compromise under the rules, disagreement.
//!
//! Programs depend on `riparto`, which re-exports all of this under the same paths.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used))]

pub mod ballots;
#[doc(hidden)]
pub mod ballot_documents;

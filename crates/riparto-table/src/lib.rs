//! The table at which a public budget is co-designed, and the journal of what happened at it.
//!
//! Programs depend on `riparto`, which re-exports all of this under the same paths.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used))]

pub mod journal;
pub mod checkpoints;
pub mod table;

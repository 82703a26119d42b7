//! What people read of a public budget: findings, headroom, rebalances, minutes, in English and Italian.
//!
//! Programs depend on `riparto`, which re-exports all of this under the same paths.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used))]

pub mod report;

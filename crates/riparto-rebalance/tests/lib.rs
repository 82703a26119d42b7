//! The integration tests of riparto-rebalance, in one binary: a module for each subject.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, missing_docs)]

mod beyond_sums;
mod following_lines;
mod generators;
mod headroom;
mod inside;
mod properties;
mod rebalance_properties;
mod settlement_of_plans;

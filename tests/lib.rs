//! The integration tests, in one binary: a module for each subject.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, missing_docs)]

mod settlement;
mod settlement_of_plans;
mod vectors_money;

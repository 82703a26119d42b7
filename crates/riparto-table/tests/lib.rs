//! The integration tests of riparto-table, in one binary: a module for each subject.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, missing_docs)]

mod checkpoints;
mod journal;
mod table;

//! The integration tests of riparto-report, in one binary: a module for each subject.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, missing_docs)]

mod allowance_levels;
mod html_report;
mod minutes;
mod minutes_agree;
mod percent_column;
mod unit_costs;
mod vectors_packs;

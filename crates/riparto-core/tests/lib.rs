//! The integration tests of riparto-core, in one binary: a module for each subject.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, missing_docs)]

mod apportionment;
mod co_financing;
mod derived_lines;
mod following_changes;
mod following_lines;
mod oracle;
mod parts_that_pay;
mod plan_in_code;
mod properties;
mod rule_mistakes;
mod vectors_apportion;
mod vectors_domain;
mod vectors_money;

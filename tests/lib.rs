//! The integration tests, in one binary: a module for each subject.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, missing_docs)]

mod aggregation;
mod apportionment;
mod authorized;
mod bad_input;
mod beyond_sums;
mod codesign;
mod contract;
mod derived_lines;
mod documents;
mod envelope_changes;
mod errors;
mod feedback;
mod findings;
mod fuzzed;
mod generators;
mod history;
mod json_document;
mod mutations;
mod oracle;
mod properties;
mod rebalance_properties;
mod rebalancing;
mod scale;
mod schema;
mod settlement;
mod settlement_of_plans;
mod table_answers;
mod tidy;
mod unseen;
mod vectors;
mod vectors_apportion;
mod vectors_domain;
mod vectors_money;
mod vectors_packs;
mod vectors_rules;

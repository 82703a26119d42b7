//! What a person reads: tables and sentences in English and Italian, as plain text.
//!
//! Amounts stand right-aligned in the figures of the language, columns that hold euros say so in their head, and a
//! total closes each table. The same report serves the command line and the examples.

#![deny(clippy::wildcard_enum_match_arm)]

mod text_table;
mod words;
mod plan_report;
mod assessment_report;
mod headroom_report;
mod settlement_report;
mod rebalance_report;
mod teller;
mod line_act_words;
mod event_report;
mod table_report;
mod ballot_report;
mod minutes;
mod aggregate_report;
mod rules_report;

pub use aggregate_report::{aggregate, agreement_clique, disagreement, repair};
pub use assessment_report::{assessment, would_pass};
pub use ballot_report::ballots;
pub use event_report::events;
pub use headroom_report::headroom;
pub use minutes::Minutes;
pub use plan_report::{findings, notices, plan};
pub use rebalance_report::{completion, conflict, counter_proposal, diagnosis, given, nearest, unproven};
pub use rules_report::{overstated_best, overstated_wholly, rules_compared};
pub use settlement_report::{settlement, way};
pub use table_report::{
    comparison, compatible, ledger, log, proposal_details, proposals, rebased, table_assessment, table_diff,
};

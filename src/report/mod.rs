//! What a person reads: tables and sentences in English and Italian, as plain text.
//!
//! Amounts stand right-aligned in the figures of the language, columns that hold euros say so in their head, and a
//! total closes each table. The same report serves the command line and the examples.

mod text_table;
mod plan_report;
mod assessment_report;
mod headroom_report;
mod settlement_report;
mod rebalance_report;

pub use assessment_report::{assessment, would_pass};
pub use headroom_report::headroom;
pub use plan_report::{findings, notices, plan};
pub use rebalance_report::{conflict, counter_proposal, diagnosis, nearest};
pub use settlement_report::{settlement, way};

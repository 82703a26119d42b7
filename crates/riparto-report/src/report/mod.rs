//! What a person reads: tables and sentences in English and Italian, as plain text.
//!
//! Amounts are right-aligned in the figures of the language, columns of euros say so in their heads, and a
//! total closes each table. The same report serves the command line and the examples.

#![deny(clippy::wildcard_enum_match_arm)]

mod wrapping;
mod printed_page;
mod text_table;
mod displayed;
mod words;
mod plan_report;
mod cross_table;
mod document;
mod markdown;
#[cfg(feature = "html")]
mod document_html;
mod pivot_report;
mod comparison_report;
mod assessment_report;
mod headroom_report;
mod settlement_report;
mod rebalance_report;
mod choices_report;
mod wording;
mod line_act_words;
mod sitting_words;
mod policy_words;
mod approval_grounds;
mod event_report;
mod difference_report;
mod standing_waivers_report;
mod table_report;
mod preview_report;
mod positions_report;
mod scenarios_report;
mod later_statement;
mod ledger_report;
mod ballot_report;
mod minuted_margin;
mod minutes_proposal;
mod minutes_section;
mod minutes;
mod aggregate_report;
mod repair_report;
mod counts_report;
mod fairness_report;
mod integral_report;
mod rules_report;
mod split_report;
mod pack_report;
#[cfg(feature = "html")]
mod svg;
#[cfg(feature = "html")]
mod chart;
#[cfg(feature = "html")]
mod figure;
#[cfg(feature = "html")]
mod change_figures;
#[cfg(feature = "html")]
mod headroom_figure;
#[cfg(feature = "html")]
mod disagreement_figures;
#[cfg(feature = "html")]
mod timeline_figure;
#[cfg(feature = "html")]
mod html_report;
#[cfg(feature = "html")]
mod plan_page;

pub use aggregate_report::{AggregateReport, CliqueReport, DisagreementReport};
pub use assessment_report::{AssessmentReport, PassingReport};
pub use ballot_report::BallotReport;
pub use comparison_report::ComparisonReport;
pub use counts_report::CountsReport;
pub use difference_report::DifferenceReport;
pub use displayed::{Displayed, Report};
pub use event_report::EventReport;
pub use fairness_report::{FairnessReport, WelfareReport};
#[doc(hidden)]
pub use headroom_report::{giving_stop, receiving_stop};
#[cfg(feature = "html")]
pub use html_report::HtmlReport;
pub use integral_report::{IntegralReport, WithinReport};
pub use minutes::Minutes;
pub use pack_report::PacksReport;
pub use pivot_report::PivotReport;
#[cfg(feature = "html")]
pub use plan_page::PlanPage;
pub use positions_report::{PositionsReport, QueueReport};
pub use preview_report::ClaimsReport;
pub use printed_page::PrintedPage;
pub use rebalance_report::{FollowingReport, GivenReport, NearestReport, SourcesReport};
pub use repair_report::RepairReport;
pub use rules_report::RulesReport;
pub use split_report::{RetraceReport, SplitReport};
pub use standing_waivers_report::StandingWaiversReport;
pub use table_report::{LogReport, ProposalReport, ProposalsReport, RebasedReport, TableAssessmentReport};

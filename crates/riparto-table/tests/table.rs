//! The co-design table: commands, refusals, decisions, and the history that they leave.

mod as_json;
mod audits;
mod ballots;
mod compatible;
mod envelope_changes;
mod failing_stores;
mod joint_approvals;
mod journals;
mod ledgers;
mod life_cycle;
mod line_lies;
mod pages;
mod persistent_tables;
mod previews;
mod proposals;
mod queues;
mod refusals;
mod scenarios;
mod signed;
mod sitting_hours;
mod simulation;
mod submissions;
mod week;
mod written_once;

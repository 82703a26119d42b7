//! The co-design table: proposals, sittings, decisions, and the history that they are folded from.
//!
//! What a party asks is a [`Command`]. [`CoDesignTable::decide`], a pure function, says what it leads to: [`TableEvent`]s, or one
//! [`Rejection`] with a stable code. [`CoDesignTable::apply`] folds an event in; [`PersistentTable`] puts a
//! [`Store`](crate::journal::Store) between the two, so that nothing is acknowledged that is not on disk.
//!
//! Every proposal names the revision that it was made against. When the allocation has changed since, it is refused as stale or
//! put on the new one ([`CoDesignTable::rebased`] shows the difference). [`Compatible::of`] says which
//! proposals fit together, [`CoDesignTable::preview`] what some of them would do, a [`Scenario`] tries commands on a fork,
//! [`CoDesignTable::ledger`] says what is used of each allowance, and an [`Audit`] verifies the history with separate code.
//! [`CoDesignTable::proposal_from_ballots`] leads from what parties would like to a proposal.
//!
//! docs/TABLE.md lists every command with the reasons to refuse it, in their order; docs/HISTORY.md every field of every event.
//! The table knows no passwords and no clock: who asks, and the dates of sittings, are the caller's word.

#![deny(clippy::wildcard_enum_match_arm)]

mod opening_plan;
mod timestamp;
mod hour;
mod attendee;
mod sitting_description;
#[cfg(feature = "jiff")]
mod jiff_conversions;
mod metadata;
mod attribution;
mod approval_policy;
mod policy_document;
mod if_stale;
mod approval_grounds;
mod command_signature;
mod command;
mod command_check;
mod attributed_command;
mod signed_command;
mod signed_request;
mod command_document;
mod submission;
mod submission_document;
mod tabled;
mod transition;
mod table_event;
mod said;
mod rejection;
mod rejection_sentence;
mod rejection_shape;
mod variation;
mod sitting;
mod followed;
mod declared_key;
mod passed_heads;
mod co_design_table;
mod fold;
mod fold_sittings;
mod fold_proposals;
mod fold_lines;
mod table_assessment;
mod preview;
mod line_claims;
mod command_context;
mod drafting;
mod approval;
mod envelope_decisions;
mod breach_baseline;
mod line_acts;
mod sittings;
mod keys;
mod signatures;
mod decide;
mod replay;
mod persistent_table;
mod scenario;
mod joint_approval;
mod kept_scenario;
mod received;
mod scenario_comparison;
mod ledger;
mod label_ledger;
mod positions;
mod party_queue;
mod proposal_conflict;
mod set_search;
mod compatible;
mod proposal_to;
mod recount;
mod audit_fault;
mod audited_lines;
mod audited_keys;
mod audit;
mod replayed;

pub use approval_policy::{ApprovalPolicies, ApprovalPolicy, Consent, FreeApproval, Stance};
pub use attendee::{Attendee, Duty};
pub use audit::Audit;
pub use audit_fault::AuditFault;
pub use co_design_table::CoDesignTable;
pub use command::{Action, Command};
pub use command_signature::CommandSignature;
pub use compatible::Compatible;
pub use decide::Decision;
pub use declared_key::DeclaredKey;
pub use hour::Hour;
pub use if_stale::IfStale;
pub use joint_approval::JointApproval;
pub use kept_scenario::KeptScenario;
pub use label_ledger::{LabelEntry, LabelLedger};
pub use ledger::{LineEntry, VariationLedger};
pub use line_claims::LineClaims;
pub use metadata::Metadata;
pub use opening_plan::OpeningPlan;
pub use party_queue::{PartyQueue, WaitingFor, WaitingProposal};
pub use persistent_table::{Created, PersistentTable, SubmitOutcome};
pub use positions::{PartyPosition, Positions};
pub use preview::{Preview, Rebased};
pub use proposal_conflict::{Obstacle, ProposalConflict};
pub use received::Received;
pub use rejection::{Allowed, Rejection, RejectionKind};
pub use replay::TableDiff;
pub use replayed::{BrokenEvent, Replayed};
pub use riparto_core::date::Date;
pub use scenario::Scenario;
pub use scenario_comparison::{ScenarioComparison, ScenarioOutcome};
pub use signed_request::SignedRequest;
pub use sitting::{Recorded, Sitting};
pub use sitting_description::SittingDescription;
pub use submission::{Submission, SubmissionContent, SubmittedBallot};
pub use table_assessment::TableAssessment;
pub use table_event::{AcceptedBreach, EventKind, LineChange, RecognizedDecision, TableEvent, Voided};
pub use tabled::{Statement, Status, TabledProposal};
pub use timestamp::Timestamp;
pub use variation::{TableVariation, VariationKind};

#[doc(hidden)]
pub use command_document::{COMMAND, WHEN};
#[doc(hidden)]
pub use policy_document::POLICIES;
#[doc(hidden)]
pub use replayed::FirstFault;
#[doc(hidden)]
pub use submission_document::{BALLOT_SUBMITTED, SUBMISSION};

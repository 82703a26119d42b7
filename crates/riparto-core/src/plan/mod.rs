//! Parties propose to move money between lines; a plan assesses each proposal and carries it out whole or not at
//! all.
//!
//! A [`Plan`] is the approved allocation of an envelope with its rules and parties. A [`Proposal`] is a set of
//! [`Transfer`]s by one party, with a reason: it cannot change the total. What changes the total is an
//! [`EnvelopeChange`], a separate, authorized act with its own distribution.
//!
//! What this is not: the history of a table, with sittings, consent and decisions.

mod party;
mod transfer;
mod proposal;
mod proposal_examination;
mod co_financing;
mod line_units;
mod plan_shapes;
mod assessment;
mod plan_extensions;
mod derived_values;
mod financial_plan;
mod plan_on_day;
mod kept_bases;
mod plan_bounds;
mod comparison;
mod plan_builder;
mod derived_lines;
mod draft_allocation;
mod draft_reach;
mod derived_completion;
mod following;
mod derived_notices;
mod followed_amounts;
mod sources;
mod recomputed_line;
mod transfer_bounds;
mod following_transfer;
mod largest_transfer;
mod envelope_change;
mod followed_change;
mod line_change;
mod pack_tests;

pub use assessment::Assessment;
pub use co_financing::CoFinancing;
pub use comparison::{Comparison, ComparisonRow};
pub use derived_completion::{Balance, CompletedProposal, DerivedCompletion, Incomplete};
pub use draft_allocation::DraftAllocation;
pub use draft_reach::{DraftReach, LineReach};
pub use envelope_change::{Distribution, EnvelopeChange, Splitting};
pub use financial_plan::Plan;
pub use followed_change::{ChangeCompletion, CompletedChange};
pub use line_change::{LinePart, NewLine};
pub use line_units::{LineQuantity, LineUnits};
pub use party::{Party, Role};
pub use plan_builder::PlanBuilder;
pub use plan_extensions::PlanExtensions;
pub use proposal::Proposal;
pub use recomputed_line::RecomputedLine;
pub use transfer::Transfer;
pub use transfer_bounds::TransferBounds;

#[doc(hidden)]
pub use draft_reach::LOOKS;
#[doc(hidden)]
pub use following::Paying;
pub(crate) use party::PartyDocument;
pub(crate) use plan_shapes::{CO_FINANCING, PARTIES, UNITS};
#[doc(hidden)]
pub use plan_shapes::{PROPOSAL, PROPOSAL_SHAPE, proposal};
#[doc(hidden)]
pub use proposal::ProposalDocument;

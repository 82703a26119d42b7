//! From one allocation to another: which lines give to which, in the fewest transfers.
//!
//! The fewest transfers are the most disjoint zero-sum subsets of the changed lines; inside a subset givers and takers are paired
//! by the north-west-corner rule. Under rules of flow, a flow over the allowed arcs decides.
//!
//! A table that has agreed on amounts still has to write down the transfers. [`settle`] finds a set that turns one
//! [`Allocation`](riparto_core::Allocation) into another of the same lines, to the cent, with as few transfers as it can,
//! and says whether fewer are proven impossible. Every such set moves the same volume, the sum of the increases, as
//! long as no line passes money on: fewest and smallest never conflict. [`Settle::run`] also
//! respects the plan's rules of flow, or names those that exclude every settlement.
//!
//! What this is not: which amounts to agree on, and whether rules allow them; for the latter, assess the
//! [`Proposal`](riparto_core::Proposal) that a settlement becomes.

mod work;
mod line_delta;

mod karmarkar_karp;
mod line_sets;
mod minimum;
mod triples;

mod zero_sum_subsets;
mod settlement;

mod min_cost_flow;
mod allowed_arcs;
mod permitted_sets;

mod cycle_cancelling;

mod settle;

mod settlement_answer;

pub use settle::{settle, settle_within};
#[doc(hidden)]
pub use settlement::SettlementNeeds;
pub use settlement::{Settle, Settlement};
#[doc(hidden)]
pub use settlement_answer::needed_by;
pub use settlement_answer::{Blockage, SettlementAnswer};
#[doc(hidden)]
pub use work::pay;

//! The nearest allocation that respects the rules of a public budget, the transfers that lead there, and why there is none.
//!
//! Programs depend on `riparto`, which re-exports all of this under the same paths.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used))]

pub mod transfers;
pub mod rebalance;

pub use rebalance::{
    Answer, Conflict, CounterProposal, Given, Giving, Headroom, Margin, Measure, Nearest, NearestChange,
    Objective, PlanPart, Rebalance, Stop, StoppedBy,
};
pub use transfers::{Blockage, Settle, Settlement, SettlementAnswer, settle, settle_within};

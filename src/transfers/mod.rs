//! The way from one allocation to another: which lines give to which, in the fewest transfers.
//!
//! A table that has agreed on amounts still has to write down the transfers. [`settle`] finds a set that turns one
//! [`Allocation`](crate::Allocation) into another of the same lines, to the cent, with as few transfers as it can,
//! and says whether fewer are proven impossible. Every such set moves the same volume, the sum of the increases, as
//! long as no line passes money on: fewest and smallest never conflict. [`Plan::settle`](crate::Plan::settle) also
//! respects the plan's rules of flow, or names those that leave no way.
//!
//! What this is not: which amounts to agree on, and whether rules allow them; for the latter, assess the
//! [`Proposal`](crate::Proposal) that a settlement becomes.

mod open;

mod bundles;
mod line_sets;
mod minimum;
mod threes;

mod blocks;
mod settlement;

mod network;
mod passages;
mod permitted_sets;

mod forest;

mod settle;

mod way;

pub use settle::{settle, settle_within};
pub use settlement::{Settle, Settlement};
pub use way::{Blockage, Way};

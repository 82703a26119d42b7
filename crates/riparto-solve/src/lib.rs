//! Exact solvers on integers: convex-cost network flow, branch and bound with Lagrangian bounds, and linear programs without
//! rounding. This crate knows no money, no plan and no rule; `riparto` states its questions in these terms.
//!
//! - [`flow`]: separable convex costs on two laminar families, which are a flow network. The optimum is integral.
//! - [`search`]: everything else. Sums, ratios, capped sums and steps, solved by branch and bound; and a dual simplex
//!   in 128-bit integers.
//! - [`Answer`]: found, infeasible with the reason, or unknown: how every search of the crates above ends.
//! - [`Meter`]: the work that one question may take, counted and never timed.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used))]

pub mod meter;
pub mod answer;
mod gcd;
mod combination;
mod nesting;
mod deletion_filter;
pub mod flow;
pub mod search;

pub use answer::{Answer, Proven};
pub use combination::next_combination;
pub use deletion_filter::deletion_filter;
pub use gcd::gcd;
pub use meter::{DEFAULT_EFFORT, EffortSpent, MAX_SEARCH_CHOICES, Meter};
pub use nesting::Nesting;

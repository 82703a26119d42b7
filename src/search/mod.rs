//! The search where rules are no bounds of sums: branch and bound in whole cents, with every bound proven by prices.
//!
//! For the layer that knows plans. A [`Model`] holds what rules ask as columns (lines, and sums of lines) with boxes, and what
//! ties them together: shares of one column in another, caps on sums that bend (increases, least flows), steps. The caller
//! brings a [`Skeleton`]: an exact method that knows the boxes of lines and of those sums that it can tell.
//!
//! # How
//!
//! 1. `narrow`: arithmetic on intervals takes from a box what no allocation inside it can hold.
//! 2. `dual`, `ascent`: prices on sums, shares and caps, and the cost that no allocation in the box can be below. Prices
//!    are found by Newton's steps in fixed point (`newton`) and are never trusted: the bound is summed in whole numbers.
//! 3. The skeleton's nearest amounts are the best of the box if they meet every demand.
//! 4. `split`: else the box is cut in two where they miss one, so that neither half holds them.
//! 5. `mend`: answers to begin with, by cents moved between two lines.
//!
//! # Invariants
//!
//! A box is dropped only if it is empty, if its bound reaches the best answer known, or if it was searched. So an exhausted
//! search proves its answer, or that there is none. Everything is `i64` cents and `i128` costs. The search goes through
//! demands in an order of their own, whatever order they came in.
//!
//! `program` is apart from this search: the least of a linear cost, exact, for the cheapest way out of a conflict, which has no
//! wish and so no squares; `whole` cuts its boxes for the most that a line can give or receive.
//!
//! What this is not: a general solver. Columns are whole amounts of money, and costs are squares and distances from a wish.

mod ratio;
mod demand;
mod model;
mod narrow;
mod cost;
mod newton;
mod dual;
mod ascent;
mod mend;
#[cfg(test)]
pub(crate) mod small;
mod split;
mod branch;
mod program;
mod whole;

pub(crate) use branch::{Aim, Outcome, Skeleton, search};
pub(crate) use cost::Cost;
pub(crate) use demand::{Bend, Demand, Term};
pub(crate) use model::{Boxes, Cap, Model, common_multiple, greatest_divisor};
pub(crate) use program::{FREE, Program, Reached, Row};
pub(crate) use ratio::RatioBound;
pub(crate) use whole::least_whole;

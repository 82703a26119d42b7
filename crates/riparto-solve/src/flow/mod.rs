//! Least change under two crossing families of rules, as a flow of whole cents through a network.
//!
//! For the callers of this crate that repair a plan. A [`Problem`] has a fixed total, a wish, a box and a weight
//! per line, and two families of [`Group`]s with bounds on their sums. Each family is laminar, that is nested or
//! disjoint, and the two cross freely: actions with their programs on one side, cost categories on the other.
//! Instead of the second family there can be a cap on the new money, Σ max(0, x − base): the money kept and
//! the money added are then the two groups of a second family.
//!
//! The money flows from the root of the first tree down to its groups, through the lines, and up the second tree.
//! A line costs by its distance from the wish, and this cost is convex: the matrix is a network matrix, so the best
//! flow is in whole cents by itself and no rounding is needed (Ahuja, Magnanti and Orlin, *Network Flows*, ch. 14).
//!
//! # How
//!
//! 1. `frame`: lines with the same innermost groups and the same weight become one cell, one arc. A million lines
//!    in few cells are a small network. The cost of a cell (`curve`) is that of its lines with the same shift. Where each
//!    line is a cell of its own, as on a grid, it is read from the lines as they are (`singles`), and where they come row by
//!    row nothing is sorted: then memory is what takes the time, and little is laid out.
//! 2. `settle`: a maximum flow from the clamped wish finds an allocation, or a cut that says which rules
//!    cannot hold together (a [`Conflict`]).
//! 3. `alternation`: for least squares, prices that are nearly the best, one tree after the other. `paths`: from
//!    such prices, or from none, shortest paths to the exact optimum, from the end of the network whose cells are read in one
//!    go. Where costs are so large or the search so long that
//!    this does not serve, `descent`: cost scaling, with pushes as long as a cent pays, whose steps are bounded.
//! 4. `ties`: the prices say which cents are worth the same. Among the optima the answer is the one of least
//!    (weighted) squares, and among those the lexicographically greatest: the odd cents go to the lowest lines. Who asks
//!    only what moves the least ([`least_moved`]) stops before this choice, after a small part of the time.
//! 5. `elastic`: where no allocation respects all bounds, the fewest cents by which they must give way.
//!
//! # Invariants
//!
//! The answer is unique by definition, so it depends neither on the order of the groups nor on the search. Amounts and
//! sums stay within 64 bits, the prices of cost scaling within 128. [`verify`] shares the trees with the search and nothing
//! else: it looks for a cycle of cents that improves the allocation, and there is none exactly at an optimum.
//!
//! What this is not: a way to three crossing families, or to caps on the movement inside groups of free total. Those
//! are not networks, and whole cents are then hard. It is not the fairest answer either: with two families
//! the three measures have three different optima, and no allocation is leximin for all.

mod distance;
mod clash;
mod problem;
mod forest;
mod places;
mod frame;
mod costs;
mod singles;
mod curve;
mod settle;
mod conflict;
mod sides;
mod alternation;
mod paths;
mod descent;
mod elastic;
mod ties;
mod solution;
mod verification;

#[cfg(test)]
mod tests;

pub use costs::Price;
pub use distance::Distance;

pub use conflict::{conflict, feasible};
pub use elastic::give_way;
pub use problem::{Family, Group, Problem, Span};
pub use solution::{least_moved, solve};
pub use verification::is_nearest;
#[cfg(test)]
use verification::verify;

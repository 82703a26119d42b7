//! Branch and bound in whole cents for constraints that are not bounds on sums, and an exact linear program.
//!
//! A [`Model`] has columns (lines, and sums of lines) with bounds, and constraints that tie columns together: ratios of two
//! columns, caps on sums of piecewise linear terms (increases, least flows), multiples. [`search`] minimizes a
//! [`SeparableCost`] over it. The caller supplies a [`NodeRelaxation`]: an exact method for the bounds of lines and for those
//! sums that it can represent.
//!
//! # One node
//!
//! 1. `propagation` tightens the bounds by interval arithmetic; an empty interval closes the node.
//! 2. `lagrangian` and `dual_ascent` bound the cost from below: multipliers ("prices") on sums, ratios and caps leave one
//!    subproblem for each column. Prices are found by Newton steps in fixed point (`newton`) and need not be exact: every
//!    vector of prices gives a valid bound, and the bound is summed in whole numbers.
//! 3. The minimum of the node relaxation is the node's optimum if it satisfies every constraint.
//! 4. Otherwise `branching` splits an interval where that minimum violates a constraint.
//! 5. `local_search` turns the subproblem solutions into feasible allocations (incumbents) by exchanges between two lines.
//!
//! # Invariants
//!
//! A node is closed only if its bounds are empty, if its lower bound reaches the cutoff, or if its optimum is known. So an
//! exhausted search has proven its incumbent optimal or, without one, the model infeasible. Amounts are `i64` cents, costs
//! `i128`. The answer does not depend on the order in which constraints are given.
//!
//! `linear_program` and `integer_program` are independent of this search: they minimize a linear cost over linear rows, where
//! there is no wish and so no squares: the cheapest elastic relaxation of a conflict, and the headroom of a line.
//!
//! What this is not: a general solver. Columns are whole amounts of money, and costs are squares and distances from a wish.
//!
//! # References
//!
//! L. A. Wolsey, *Integer Programming* (branch and bound, Lagrangian duality). M. L. Fisher, *The Lagrangian relaxation method
//! for solving integer programming problems*, 1981. V. Chvátal, *Linear Programming* (dual simplex, Bland's rule).

mod ratio_bound;
mod constraint;
mod constraint_model;
mod propagation;
mod separable_cost;
mod newton;
mod lagrangian;
mod dual_ascent;
mod local_search;
#[cfg(any(test, feature = "arbitrary"))]
pub mod small_instances;
mod branching;
mod bound_tree;
mod branch_and_bound;
mod linear_program;
mod integer_program;

pub use bound_tree::{BoundTree, DualPrices, TreeGoal, bound_tree};
pub use branch_and_bound::{NodeRelaxation, SearchGoal, SearchOutcome, search};
pub use constraint::{Constraint, Term, TermFunction};
pub use constraint_model::{Bounds, Cap, Model, ShareConstraint, capped_lcm};
pub use integer_program::integer_minimum;
pub use linear_program::{LinearConstraint, LinearProgram, LpStatus, UNBOUNDED};
pub use ratio_bound::RatioBound;
pub use separable_cost::SeparableCost;

//! Separable convex-cost flow on two laminar families: the nearest allocation of whole cents under two crossing families of
//! bounds on sums.
//!
//! A [`Problem`] has a fixed total T, a wish w, bounds l ≤ x ≤ u and weights p per line, and two families of [`Group`]s with
//! bounds on their sums. Each family is laminar (any two groups are nested or disjoint); the two families may cross each other:
//! actions with their programs in one, cost categories in the other. A cap on the new money, Σ max(0, x − b), takes the place
//! of the second family: the money kept, min(x, b), and the money added, max(0, x − b), are then its two groups.
//!
//! Minimized is the weighted [`Distance`] from the wish: Σ p (x − w)², Σ p |x − w| or max p |x − w|.
//!
//! # The network
//!
//! T cents enter at the root of the first tree, go down to its groups, cross to the second tree on one arc for each line, and
//! go up to its root. An arc between a group and the group around it is a *tree arc*: it has the bounds of the group and no
//! cost. An arc between the trees is a *line arc*: it has the bounds and the cost of its lines. Lines with the same innermost
//! groups and the same weight share one line arc; its cost is the infimal convolution of theirs. The matrix is that of a
//! network and hence totally unimodular: with convex costs whose breakpoints are integers, some optimal flow is integral, and
//! nothing is rounded (Ahuja, Magnanti and Orlin, ch. 14).
//!
//! A *pseudoflow* respects the bounds of the arcs; a node's *excess* is what enters it minus what leaves it. A flow has no
//! excess. With a *potential* π at each node, the *tension* of an arc is π(head) − π(tail), and the reduced cost of a cent is
//! its marginal cost minus the tension. A flow is optimal if and only if some potentials leave no cent of negative reduced cost:
//! each arc carries between `supply_at(tension)` and `supply_at(tension + 1)`.
//!
//! # Steps
//!
//! 1. `flow_network` builds the network, and `convex_costs` the cost of each arc.
//! 2. `feasible_flow`: a maximum flow turns a pseudoflow into a flow, or finds a cut whose bounds exclude each other
//!    (`infeasibility_cut`, an [`infeasible_set()`] of bounds).
//! 3. `block_coordinate_ascent`, for squares only: potentials near the optimal ones, one tree at a time (`tree_dual`).
//!    `shortest_paths`: from these potentials, or from zero, successive shortest paths to the optimum, in 64 bits. If costs do
//!    not fit 64 bits, or the search makes too little progress, `cost_scaling` in 128 bits, whose number of steps is bounded.
//! 4. `tie_cycles`: potentials leave ties open. Of all optima, the answer has the least (weighted) squares, and of those it is
//!    the lexicographically greatest: odd cents go to the lowest lines. [`least_moved`] stops before this step.
//! 5. `elastic_flow`: if no allocation respects all bounds, the least total violation ([`least_violation`]).
//!
//! # Invariants
//!
//! The answer is unique by definition and depends neither on the order of the groups nor on the algorithm. Amounts and sums
//! fit 64 bits, the potentials of cost scaling 128. `optimality_check` shares the trees with the search and nothing else: it
//! looks for a negative cycle in the residual network, and there is none if and only if the flow is optimal.
//!
//! What this is not: a solver for three crossing families, or for caps on the movement inside groups whose total is free.
//! These are not networks, and integral solutions are hard to find. Nor is the answer fairest in every sense: with two
//! families the three distances have different optima, and no allocation need be leximin for all.
//!
//! # References
//!
//! R. K. Ahuja, T. L. Magnanti, J. B. Orlin, *Network Flows*, 1993. D. P. Bertsekas, L. C. Polymenakos, P. Tseng, *An
//! ε-relaxation method for separable convex cost network flow problems*, 1997. E. A. Dinic, *Algorithm for solution of a
//! problem of maximum flow in a network with power estimation*, 1970. A. V. Goldberg, R. E. Tarjan, *Finding minimum-cost
//! circulations by successive approximation*, 1990. R. T. Rockafellar, *Network Flows and Monotropic Optimization*, 1984
//! (tension). P. Tseng, *Convergence of a block coordinate descent method for nondifferentiable minimization*, 2001.

mod distance;
mod infeasible_set;
mod problem;
mod laminar_tree;
mod arc_layout;
mod flow_network;
mod arc_costs;
mod convex_costs;
mod feasible_flow;
mod infeasibility_cut;
mod tree_dual;
mod block_coordinate_ascent;
mod shortest_paths;
mod cost_scaling;
mod elastic_flow;
mod tie_cycles;
mod min_cost_solution;
mod optimality_check;

#[cfg(test)]
mod tests;

pub use arc_costs::Price;
pub use distance::Distance;

pub use elastic_flow::least_violation;
pub use infeasibility_cut::{infeasible_set, is_feasible};
pub use min_cost_solution::{least_moved, solve};
pub use optimality_check::is_nearest;
#[cfg(test)]
use optimality_check::is_optimal;
pub use problem::{Family, Group, Interval, Problem};

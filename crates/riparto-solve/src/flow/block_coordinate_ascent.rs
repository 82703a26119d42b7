//! Potentials close to the optimal ones for least squares, by block coordinate ascent on the dual.
//!
//! With the potentials of one tree fixed, the best potentials of the other are found exactly, node by node
//! ([`TreeDual::best_response`]: water-filling on a tree). The two trees take turns. This converges, since the part of the dual
//! that is not differentiable is separable between the trees (Tseng 2001). On grids where most line arcs are strictly between
//! their bounds, each round leaves a small part of the error. Where few are, shortest paths and cost scaling start from what was
//! reached.

use super::convex_costs::ConvexCosts;
use super::flow_network::FlowNetwork;
use super::tree_dual::{ResponseMethod, TreeDual};

/// The most rounds over both trees.
const MAX_ROUNDS: usize = 60;

/// Potentials are extrapolated once in this number of rounds.
const EXTRAPOLATE_EVERY: usize = 4;

/// A potential for each node, given max |marginal cost|.
pub(super) fn block_coordinate_ascent(
    network: &FlowNetwork,
    costs: &ConvexCosts,
    max_marginal_cost: i64,
) -> Vec<i64> {
    let mut trees = TreeDual::both(network, costs, max_marginal_cost);
    let (mut previous, mut method) = (i128::MAX, ResponseMethod::Linearized);
    for round in 1..=MAX_ROUNDS {
        let [first, second] = &mut trees;
        let before = second.potentials.clone();
        let mut changed = first.best_response(network.problem.total, &second.potentials, method);
        changed += second.best_response(network.problem.total, &first.potentials, method);
        // Prices leave ties open: what remains is the number of cents of equal cost.
        if changed < network.node_count() as i128 / 4 {
            break;
        }
        if changed >= previous {
            match method {
                ResponseMethod::Linearized => {
                    method = ResponseMethod::Exact;
                    previous = i128::MAX;
                    continue;
                }
                ResponseMethod::Exact => break,
            }
        } else if round % EXTRAPOLATE_EVERY == 0 && changed > previous / 4 {
            // If changes shrink by a constant ratio, their sum is a geometric series.
            second.extrapolate(&before, changed, previous - changed);
        }
        previous = changed;
    }
    let mut all = vec![0; network.node_count()];
    for (tree, sign) in trees.iter().zip([-1, 1]) {
        for (node, potential) in tree.nodes.iter().zip(&tree.potentials) {
            all[*node] = sign * potential;
        }
    }
    all
}

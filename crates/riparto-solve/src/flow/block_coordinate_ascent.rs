//! Prices for least squares that are nearly the best, one tree after the other.
//!
//! With the prices of one tree fixed, the other is an equal shift on a tree: its best prices are found exactly, branch
//! by branch. Doing so in turns is block coordinate ascent on the dual, which converges since what does not bend smoothly
//! is within one tree or the other (Tseng 2001). On grids where most cells are free each turn leaves a small
//! part of the error; where few are, others finish what this began.

use super::arc_costs::ArcCosts;
use super::flow_network::FlowNetwork;
use super::tree_dual::{ResponseMethod, TreeDual};

/// The most turns of both trees.
const MAX_ROUNDS: usize = 60;

/// After how many turns each time it is guessed where they lead.
const EXTRAPOLATE_EVERY: usize = 4;

/// A price per node, where a cent costs at most `steepest`, with either sign.
pub(super) fn block_coordinate_ascent(
    network: &FlowNetwork,
    costs: &impl ArcCosts,
    max_marginal_cost: i64,
) -> Vec<i64> {
    let mut trees = TreeDual::both(network, costs, max_marginal_cost);
    let (mut previous, mut method) = (i128::MAX, ResponseMethod::Linearized);
    for round in 1..=MAX_ROUNDS {
        let [first, second] = &mut trees;
        let before = second.potentials.clone();
        let mut changed = first.best_response(network.problem.total, &second.potentials, method);
        changed += second.best_response(network.problem.total, &first.potentials, method);
        // Cents that cost the same are not settled by prices: their number is left.
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
            // Changes that shrink by a ratio sum to a known end.
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

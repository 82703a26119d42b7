//! Elastic relaxation: the least total violation, in cents, of the bounds on groups and movement.
//!
//! Every bound on a group, and every cap on the movement, may be violated at a cost of one for each cent. The cost of a tree arc
//! is then piecewise linear, with one breakpoint for each of its bounds, and nothing else costs anything. A minimum-cost flow has
//! the least total violation, in whole cents.

use super::convex_costs::{ConvexCosts, ElasticBounds};
use super::cost_scaling::cost_scaling;
use super::feasible_flow::{make_feasible, pseudoflow};
use super::flow_network::FlowNetwork;
use super::problem::{Family, Group, Problem};
use super::shortest_paths::{FlowOutcome, successive_shortest_paths};

/// By how many cents bounds are violated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// For each family, the violation of each group.
    pub groups: [Vec<i64>; 2],
    /// The violation of each cap on the movement.
    pub caps: Vec<i64>,
}

/// The least total violation of the bounds of the groups and of `caps`, which replace the problem's own cap on the movement. The
/// bounds of the lines are not relaxed.
///
/// # Panics
///
/// If the bounds of the lines do not admit the total, or the problem is malformed.
pub fn least_violation(problem: &Problem, caps: &[i64]) -> Violation {
    let unbounded = |groups: &[Group]| -> Vec<Group> {
        let unbounded = |group: &Group| Group { lines: group.lines.clone(), low: i64::MIN, high: i64::MAX };
        groups.iter().map(unbounded).collect()
    };
    let groups = problem.families.map(Family::groups);
    let families = [unbounded(&groups[0]), unbounded(&groups[1])];
    let movement = problem.movement.map(|(base, _)| (base, i64::MAX));
    let families = [Family::Laminar(&families[0]), Family::Laminar(&families[1])];
    let free = Problem { families, movement, ..*problem };
    let network = free.line_bounds().and_then(|line_bounds| FlowNetwork::build(&free, line_bounds));
    let Ok(network) = network else { panic!("the line bounds admit the total") };
    let tree_arcs = [0, 1].map(|family| -> Vec<usize> {
        let tree = &network.trees[family];
        groups[family]
            .iter()
            .map(|group| network.tree_arc_of(family, tree.node_of_group(&group.lines)))
            .collect()
    });
    let mut elastic_bounds = vec![ElasticBounds::default(); network.tree_arc_count()];
    for (family, tree_arcs) in groups.iter().zip(&tree_arcs) {
        for (group, tree_arc) in family.iter().zip(tree_arcs) {
            elastic_bounds[*tree_arc].lows.extend((group.low > i64::MIN).then_some(group.low));
            elastic_bounds[*tree_arc].highs.extend((group.high < i64::MAX).then_some(group.high));
        }
    }
    // The money added is node 2 of its tree.
    let added = problem.movement.map(|_| network.tree_arc_of(1, 2));
    if let Some(tree_arc) = added {
        elastic_bounds[tree_arc].highs.extend(caps);
    }
    let flow = min_cost_flow(&network, elastic_bounds);
    let violation = |(group, tree_arc): (&Group, &usize)| {
        (group.low.saturating_sub(flow[*tree_arc])).max(0)
            + (flow[*tree_arc].saturating_sub(group.high)).max(0)
    };
    let groups = [0, 1]
        .map(|family| groups[family].iter().zip(&tree_arcs[family]).map(violation).collect::<Vec<i64>>());
    let moved = added.map_or(0, |tree_arc| flow[tree_arc]);
    Violation { groups, caps: caps.iter().map(|cap| (moved - cap).max(0)).collect() }
}

fn min_cost_flow(network: &FlowNetwork, elastic_bounds: Vec<ElasticBounds>) -> Vec<i64> {
    let Ok(bounds) = network.arc_bounds() else { panic!("tree arcs without bounds are consistent") };
    let costs = ConvexCosts::elastic(network, bounds, elastic_bounds);
    if let FlowOutcome::Optimal(flow, _) =
        successive_shortest_paths(network, &costs, vec![0; network.node_count()])
    {
        return flow;
    }
    let mut flow = pseudoflow(network, &costs);
    let balanced = make_feasible(network, &costs, &mut flow);
    assert!(balanced.is_ok(), "line bounds that admit the total admit an allocation");
    cost_scaling(network, &costs, flow).0
}

//! The fewest cents by which bounds must give way so that all can hold.
//!
//! Every bound may be passed, at a cost of one for each cent. What a group or a cap asks then bends the cost of one arc, at
//! most once for each bound, and no cent costs anything else: the flow of least cost says by how much each bound gives
//! way, in whole cents.

use super::convex_costs::{ConvexCosts, ElasticBounds};
use super::cost_scaling::cost_scaling;
use super::feasible_flow::{make_feasible, pseudoflow};
use super::flow_network::FlowNetwork;
use super::problem::{Family, Group, Problem};
use super::shortest_paths::{Outcome, successive_shortest_paths};

/// By how many cents bounds give way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// Each group of each family.
    pub groups: [Vec<i64>; 2],
    /// Each cap on the movement.
    pub caps: Vec<i64>,
}

/// By how much each bound of a group, and each of the caps on the movement that stand in the place of its own cap, gives
/// way, so that these cents are the fewest. The boxes of the lines do not give way, and leave room for the total.
///
/// # Panics
///
/// If the boxes leave no room for the total, or the problem is malformed.
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
    // What is added is the second branch of its tree.
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
    if let Outcome::Optimal(flow, _) =
        successive_shortest_paths(network, &costs, vec![0; network.node_count()])
    {
        return flow;
    }
    let mut flow = pseudoflow(network, &costs);
    let balanced = make_feasible(network, &costs, &mut flow);
    assert!(balanced.is_ok(), "line bounds that admit the total admit an allocation");
    cost_scaling(network, &costs, flow).0
}

//! From a pseudoflow to a feasible flow, by a maximum flow.

use std::collections::VecDeque;

use super::convex_costs::ConvexCosts;
use super::flow_network::{FlowNetwork, Link};

/// A cut whose bounds exclude each other.
#[derive(Debug)]
pub(super) struct Cut {
    /// Whether each node is on the side of the cut that has an excess.
    pub(super) source_side: Vec<bool>,
    /// By how many cents the capacity of the cut falls short: the excess that is left on the source side.
    pub(super) deficiency: i64,
}

/// What enters each node minus what leaves it. A flow has zero everywhere.
pub(super) fn excesses(network: &FlowNetwork, flow: &[i64]) -> Vec<i64> {
    let mut excess = vec![0; network.node_count()];
    excess[0] = network.problem.total;
    excess[network.sink()] = -network.problem.total;
    for (arc, amount) in network.arcs.iter().zip(flow) {
        excess[arc.tail()] -= amount;
        excess[arc.head()] += amount;
    }
    excess
}

/// A pseudoflow that costs least on each line arc; tree arcs carry what is nearest to conserving flow.
pub(super) fn pseudoflow(network: &FlowNetwork, costs: &ConvexCosts) -> Vec<i64> {
    let mut flow: Vec<i64> = (0..network.arcs.len()).map(|arc| costs.supply_at(arc, 0_i64)).collect();
    let mut sums = vec![0; network.node_count()];
    for (arc, ends) in network.arcs.iter().enumerate().skip(network.tree_arc_count()) {
        sums[ends.tail()] += flow[arc];
        sums[ends.head()] += flow[arc];
    }
    for tree_arc in (0..network.tree_arc_count()).rev() {
        let (family, tree_node) = network.tree_node_of(tree_arc);
        let first = family * network.sink();
        let bounds = costs.bounds(tree_arc);
        flow[tree_arc] = sums[first + tree_node].clamp(bounds.low, bounds.high);
        sums[first + network.trees[family].nodes[tree_node].parent] += flow[tree_arc];
    }
    flow
}

/// Turns a pseudoflow into a flow, or finds a cut that proves that there is none.
///
/// Maximum flow from nodes of positive to nodes of negative excess by blocking flows on shortest paths (Dinic 1970).
pub(super) fn make_feasible(network: &FlowNetwork, costs: &ConvexCosts, flow: &mut [i64]) -> Result<(), Cut> {
    let excess = excesses(network, flow);
    let nodes = network.node_count();
    let mut blocking =
        BlockingFlow { network, costs, flow, excess, level: vec![0; nodes], current_arc: vec![0; nodes] };
    loop {
        let reached = blocking.measure_levels();
        let deficiency = blocking.excess.iter().filter(|excess| **excess > 0).sum();
        if deficiency == 0 {
            return Ok(());
        }
        if !reached {
            return Err(Cut {
                source_side: blocking.level.iter().map(|level| *level < UNREACHED).collect(),
                deficiency,
            });
        }
        blocking.current_arc.fill(0);
        for node in 0..nodes {
            while blocking.excess[node] > 0 && blocking.augment_from(node) {}
        }
    }
}

/// The level of a node that was not reached.
const UNREACHED: u32 = u32::MAX;

/// The position of a node whose arcs are exhausted.
const EXHAUSTED: usize = usize::MAX - 1;

struct BlockingFlow<'a> {
    network: &'a FlowNetwork<'a>,
    costs: &'a ConvexCosts,
    flow: &'a mut [i64],
    excess: Vec<i64>,
    level: Vec<u32>,
    current_arc: Vec<usize>,
}

impl BlockingFlow<'_> {
    /// Sets the level of each node, its distance in residual arcs from a node of positive excess. Returns whether a node of
    /// negative excess was reached.
    fn measure_levels(&mut self) -> bool {
        self.level.fill(UNREACHED);
        let mut queue = VecDeque::new();
        for (node, excess) in self.excess.iter().enumerate() {
            if *excess > 0 {
                self.level[node] = 0;
                queue.push_back(node);
            }
        }
        let mut reached = false;
        while let Some(node) = queue.pop_front() {
            reached |= self.excess[node] < 0;
            self.network.for_each_link(node, |link| {
                if self.level[link.other as usize] == UNREACHED && self.residual(&link) > 0 {
                    self.level[link.other as usize] = self.level[node] + 1;
                    queue.push_back(link.other as usize);
                }
            });
        }
        reached
    }

    fn residual(&self, link: &Link) -> i64 {
        let arc = link.arc as usize;
        if link.leaves {
            self.costs.bounds(arc).high - self.flow[arc]
        } else {
            self.flow[arc] - self.costs.bounds(arc).low
        }
    }

    /// Augments along one path of rising levels from `start` to a node of negative excess; false if there is none.
    fn augment_from(&mut self, start: usize) -> bool {
        let mut path: Vec<Link> = Vec::new();
        let mut node = start;
        loop {
            if self.excess[node] < 0 {
                self.augment(start, node, &path);
                return true;
            }
            let step =
                self.network.find_link(node, self.current_arc[node], |link| self.is_admissible(node, &link));
            self.current_arc[node] = step.map_or(EXHAUSTED, |(position, _)| position);
            match step {
                Some((_, link)) => {
                    path.push(link);
                    node = link.other as usize;
                }
                None => match path.pop() {
                    Some(link) => {
                        node = self.start_of(&link);
                        self.current_arc[node] += 1;
                    }
                    None => return false,
                },
            }
        }
    }

    fn is_admissible(&self, node: usize, link: &Link) -> bool {
        let level = self.level[link.other as usize];
        level != UNREACHED && level == self.level[node] + 1 && self.residual(link) > 0
    }

    fn start_of(&self, link: &Link) -> usize {
        let arc = self.network.arcs[link.arc as usize];
        (if link.leaves { arc.tail } else { arc.head }) as usize
    }

    fn augment(&mut self, start: usize, end: usize, path: &[Link]) {
        let ends = self.excess[start].min(-self.excess[end]);
        let amount = path.iter().map(|link| self.residual(link)).fold(ends, i64::min);
        for link in path {
            let arc = link.arc as usize;
            if link.leaves {
                self.flow[arc] += amount;
            } else {
                self.flow[arc] -= amount;
            }
        }
        self.excess[start] -= amount;
        self.excess[end] += amount;
    }
}

//! Infeasible sets of bounds from violated cuts (Hoffman's circulation theorem).

use super::arc_costs::CostFunction;
use super::convex_costs::ConvexCosts;
use super::feasible_flow::{Cut, make_feasible, pseudoflow};
use super::flow_network::FlowNetwork;
use super::infeasible_set::InfeasibleSet;
use super::problem::{Interval, Problem};

/// Whether some allocation respects all bounds.
pub fn is_feasible(problem: &Problem) -> bool {
    infeasible_set(problem).is_none()
}

/// Bounds that exclude each other; `None` if some allocation respects all.
pub fn infeasible_set(problem: &Problem) -> Option<InfeasibleSet> {
    let line_bounds = match problem.line_bounds() {
        Ok(line_bounds) => line_bounds,
        Err(set) => return Some(*set),
    };
    let found = FlowNetwork::build(problem, line_bounds).and_then(|network| feasible_flow(&network));
    found.err().map(|set| *set)
}

/// A feasible flow under the present bounds, from the pseudoflow of least movement.
pub(super) fn feasible_flow(network: &FlowNetwork) -> Result<Vec<i64>, Box<InfeasibleSet>> {
    let costs = ConvexCosts::build(network, CostFunction::AbsoluteDeviation, network.arc_bounds()?);
    let mut flow = pseudoflow(network, &costs);
    match make_feasible(network, &costs, &mut flow) {
        Ok(()) => Ok(flow),
        Err(cut) => Err(InfeasibleSet::of_cut(network, &costs, &cut)),
    }
}

impl InfeasibleSet {
    /// The two bounds of a tree arc that exclude each other.
    pub(super) fn of_tree_arc(network: &FlowNetwork, tree_arc: usize, bounds: &[Interval]) -> Box<Self> {
        let mut set =
            Self { deficiency: (bounds[tree_arc].low - bounds[tree_arc].high).into(), ..Self::default() };
        set.add_floor(network, tree_arc, bounds);
        set.add_ceiling(network, tree_arc, bounds);
        set.normalize(network)
    }

    /// The bounds of a violated cut: lower bounds of the arcs that enter the source side, upper bounds of those that leave it.
    fn of_cut(network: &FlowNetwork, costs: &ConvexCosts, cut: &Cut) -> Box<Self> {
        let bounds: Vec<Interval> =
            (0..network.tree_arc_count()).map(|tree_arc| costs.bounds(tree_arc)).collect();
        let total = cut.source_side[0] != cut.source_side[network.sink()];
        let mut set = Self { deficiency: cut.deficiency.into(), total, ..Self::default() };
        for (arc_number, arc) in network.arcs.iter().enumerate() {
            match (cut.source_side[arc.tail()], cut.source_side[arc.head()]) {
                (true, false) if arc_number < network.tree_arc_count() => {
                    set.add_ceiling(network, arc_number, &bounds)
                }
                (false, true) if arc_number < network.tree_arc_count() => {
                    set.add_floor(network, arc_number, &bounds)
                }
                (true, false) => set.add_line_ceilings(network, arc_number - network.tree_arc_count()),
                (false, true) => set.add_line_floors(network, arc_number - network.tree_arc_count()),
                _ => {}
            }
        }
        set.normalize(network)
    }

    fn add_floor(&mut self, network: &FlowNetwork, tree_arc: usize, bounds: &[Interval]) {
        let (family, tree_node) = network.tree_node_of(tree_arc);
        match network.trees[family].nodes[tree_node].low {
            Some((low, group)) if low == bounds[tree_arc].low => {
                self.group_floors.push((family, group));
            }
            _ => line_arcs_within(network, family, tree_node)
                .for_each(|line_arc| self.add_line_floors(network, line_arc)),
        }
    }

    fn add_ceiling(&mut self, network: &FlowNetwork, tree_arc: usize, bounds: &[Interval]) {
        let (family, tree_node) = network.tree_node_of(tree_arc);
        match network.trees[family].nodes[tree_node].high {
            Some((high, group)) if high == bounds[tree_arc].high => {
                if family == 1 && network.problem.movement.is_some() {
                    self.movement = true;
                } else {
                    self.group_ceilings.push((family, group));
                }
            }
            _ => line_arcs_within(network, family, tree_node)
                .for_each(|line_arc| self.add_line_ceilings(network, line_arc)),
        }
    }

    fn add_line_floors(&mut self, network: &FlowNetwork, line_arc: usize) {
        self.line_floors.extend(network.pieces_of(line_arc).map(|piece| piece.line as u32));
    }

    fn add_line_ceilings(&mut self, network: &FlowNetwork, line_arc: usize) {
        self.line_ceilings.extend(network.pieces_of(line_arc).map(|piece| piece.line as u32));
    }

    /// Sorts and deduplicates lines. An upper bound that only follows from the total and the lower bounds of the other lines is
    /// replaced by these.
    fn normalize(mut self, network: &FlowNetwork) -> Box<Self> {
        let problem = network.problem;
        let floors: i128 = problem.low.iter().map(|low| i128::from(*low)).sum();
        let slack = i128::from(problem.total) - floors;
        let all = self.line_ceilings.len();
        self.line_ceilings.retain(|line| {
            let line = *line as usize;
            i128::from(problem.high[line]) <= i128::from(problem.low[line]) + slack
        });
        if self.line_ceilings.len() < all {
            self.total = true;
            self.line_floors = (0_u32..).take(problem.low.len()).collect();
        }
        for lines in [&mut self.line_floors, &mut self.line_ceilings] {
            lines.sort_unstable();
            lines.dedup();
        }
        Box::new(self)
    }
}

/// The line arcs in the subtree of a node.
fn line_arcs_within<'a>(
    network: &'a FlowNetwork,
    family: usize,
    tree_node: usize,
) -> impl Iterator<Item = usize> + 'a {
    (0..network.line_arc_count).filter(move |line_arc| {
        let arc = network.arcs[network.tree_arc_count() + line_arc];
        let innermost = if family == 0 { arc.tail() } else { arc.head() - network.sink() };
        network.trees[family].is_within(innermost, tree_node)
    })
}

//! Minimum-cost flow by cost scaling.
//!
//! A pseudoflow and potentials are ε-optimal if no residual cent has a reduced cost below −ε. A refinement saturates every cent
//! of negative reduced cost, which leaves excesses, and then discharges active nodes: it pushes excess along admissible arcs (of
//! negative reduced cost), as many cents as are admissible, and relabels a node that has none (Goldberg and Tarjan 1990; for
//! convex costs, the ε-relaxation of Bertsekas, Polymenakos and Tseng 1997). Each refinement divides ε by eight. Costs are
//! multiplied by a power of two above the number of nodes: with ε = 1 there is then no negative cycle, and the flow is optimal.

use std::collections::VecDeque;

use super::convex_costs::ConvexCosts;
use super::feasible_flow::excesses;
use super::flow_network::{FlowNetwork, Link};

/// The marginal cost of a cent beyond a bound.
const INFINITE_COST: i128 = i128::MAX / 8;

/// log₂ of the factor by which a refinement divides ε.
const EPSILON_SHIFT: u32 = 3;

/// A minimum-cost flow from a feasible one, with integral potentials that prove it: each arc carries every cent of marginal cost
/// below its tension and no cent of marginal cost above it.
pub(super) fn cost_scaling(
    network: &FlowNetwork,
    costs: &ConvexCosts,
    flow: Vec<i64>,
) -> (Vec<i64>, Vec<i128>) {
    let nodes = network.node_count();
    let mut scaling = CostScaling {
        network,
        costs,
        scale: usize::BITS - nodes.leading_zeros(),
        marginal_up: vec![INFINITE_COST; flow.len()],
        marginal_down: vec![-INFINITE_COST; flow.len()],
        potential: vec![0; nodes],
        excess: excesses(network, &flow),
        current_arc: vec![0; nodes],
        is_active: vec![false; nodes],
        queue: VecDeque::new(),
        flow,
    };
    for arc in 0..scaling.flow.len() {
        scaling.update_marginal_costs(arc);
    }
    let mut epsilon = scaling.max_violation();
    while epsilon > 1 {
        epsilon = (epsilon >> EPSILON_SHIFT).max(1);
        scaling.refine(epsilon);
    }
    let potential = scaling.whole_potentials();
    (scaling.flow, potential)
}

struct CostScaling<'a> {
    network: &'a FlowNetwork<'a>,
    costs: &'a ConvexCosts,
    /// log₂ of the factor by which costs are multiplied.
    scale: u32,
    flow: Vec<i64>,
    /// The marginal cost of one more cent on each arc.
    marginal_up: Vec<i128>,
    /// The marginal cost of the last cent on each arc.
    marginal_down: Vec<i128>,
    potential: Vec<i128>,
    excess: Vec<i64>,
    /// The position in its adjacency list from which each node looks for an admissible arc.
    current_arc: Vec<usize>,
    is_active: Vec<bool>,
    queue: VecDeque<usize>,
}

impl CostScaling<'_> {
    fn update_marginal_costs(&mut self, arc: usize) {
        let (amount, bounds) = (self.flow[arc], self.costs.bounds(arc));
        self.marginal_up[arc] = if amount < bounds.high {
            self.costs.marginal_cost::<i128>(arc, amount) << self.scale
        } else {
            INFINITE_COST
        };
        self.marginal_down[arc] = if amount > bounds.low {
            self.costs.marginal_cost::<i128>(arc, amount - 1) << self.scale
        } else {
            -INFINITE_COST
        };
    }

    /// The largest −(reduced cost) of a residual cent at potentials of zero: the initial ε.
    fn max_violation(&self) -> i128 {
        let up = self.marginal_up.iter().map(|cost| -cost);
        up.chain(self.marginal_down.iter().copied()).fold(0, i128::max)
    }

    /// π(head) − π(tail), scaled.
    fn tension(&self, arc: usize) -> i128 {
        let ends = self.network.arcs[arc];
        self.potential[ends.head()] - self.potential[ends.tail()]
    }

    /// The supply of an arc at its tension: with the cents of reduced cost zero, if `with_ties`, or without them.
    fn target(&self, arc: usize, with_ties: bool) -> i64 {
        let tension = self.tension(arc);
        let whole = tension >> self.scale;
        let exact = whole << self.scale == tension;
        self.costs.supply_at(arc, if exact && !with_ties { whole } else { whole + 1 })
    }

    fn push(&mut self, arc: usize, amount: i64) {
        let ends = self.network.arcs[arc];
        let change = amount - self.flow[arc];
        self.flow[arc] = amount;
        self.excess[ends.tail()] -= change;
        self.excess[ends.head()] += change;
        self.update_marginal_costs(arc);
    }

    fn refine(&mut self, epsilon: i128) {
        for arc in 0..self.flow.len() {
            let tension = self.tension(arc);
            if self.marginal_up[arc] < tension {
                self.push(arc, self.target(arc, false));
            } else if self.marginal_down[arc] > tension {
                self.push(arc, self.target(arc, true));
            }
        }
        self.current_arc.fill(0);
        for node in 0..self.excess.len() {
            self.activate(node);
        }
        while let Some(node) = self.queue.pop_front() {
            self.is_active[node] = false;
            self.discharge(node, epsilon);
        }
    }

    fn activate(&mut self, node: usize) {
        if self.excess[node] > 0 && !self.is_active[node] {
            self.is_active[node] = true;
            self.queue.push_back(node);
        }
    }

    /// Pushes the whole excess of a node.
    fn discharge(&mut self, node: usize, epsilon: i128) {
        while self.excess[node] > 0 {
            let is_admissible = |link: Link| {
                let (arc, tension) = (link.arc as usize, self.tension(link.arc as usize));
                if link.leaves { self.marginal_up[arc] < tension } else { self.marginal_down[arc] > tension }
            };
            let Some((position, link)) = self.network.find_link(node, self.current_arc[node], is_admissible)
            else {
                self.relabel(node, epsilon);
                self.current_arc[node] = 0;
                continue;
            };
            self.current_arc[node] = position;
            let arc = link.arc as usize;
            let residual = self.target(arc, !link.leaves) - self.flow[arc];
            let change = residual.clamp(-self.excess[node], self.excess[node]);
            self.push(arc, self.flow[arc] + change);
            self.activate(link.other as usize);
        }
    }

    /// Lowers the potential of a node until its best residual arc has a reduced cost of −ε.
    fn relabel(&mut self, node: usize, epsilon: i128) {
        let mut best = -INFINITE_COST;
        self.network.for_each_link(node, |link| {
            let (arc, other) = (link.arc as usize, self.potential[link.other as usize]);
            best = best.max(if link.leaves {
                other - self.marginal_up[arc]
            } else {
                other + self.marginal_down[arc]
            });
        });
        assert!(
            best > -(INFINITE_COST / 2),
            "a feasible flow exists, so every active node has a residual arc"
        );
        self.potential[node] = best - epsilon;
    }

    /// The potentials divided by the scale, rounded at a remainder that none of them has; there is one, since there are more
    /// remainders than nodes. Rounded there, an ε of one vanishes.
    fn whole_potentials(&self) -> Vec<i128> {
        let remainders = 1_i128 << self.scale;
        let mut is_taken = vec![false; 1 << self.scale];
        for potential in &self.potential {
            is_taken[usize::try_from(potential.rem_euclid(remainders)).unwrap_or(0)] = true;
        }
        let free =
            (0_i128..).zip(is_taken).find(|(_, is_taken)| !is_taken).map_or(0, |(remainder, _)| remainder);
        self.potential.iter().map(|potential| (potential + remainders - 1 - free) >> self.scale).collect()
    }
}

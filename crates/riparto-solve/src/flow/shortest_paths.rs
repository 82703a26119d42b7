//! Minimum-cost flow by successive shortest paths, in 64 bits.
//!
//! From any potentials: every arc takes the cents of negative reduced cost and none of positive. The excesses that this leaves
//! are sent along shortest paths, by reduced cost and then by number of arcs, to nodes of negative excess. The distances are
//! added to the potentials, which keeps all reduced costs of residual cents nonnegative; a pseudoflow without excess is then an
//! optimal flow. Each search augments along all paths of least length at once (Ahuja, Magnanti and Orlin, ch. 9 and 14.5). The
//! caller makes sure that amounts and costs fit, and has another method if the search makes too little progress.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::arc_costs::INFINITE_COST;
use super::convex_costs::ConvexCosts;
use super::flow_network::{FlowNetwork, Link};

/// The result of a search.
pub(super) enum FlowOutcome {
    /// An optimal flow, and potentials that prove it.
    Optimal(Vec<i64>, Vec<i64>),
    /// There is no feasible flow.
    Infeasible,
    /// Too little progress, or potentials beyond 64 bits.
    Unfinished,
}

/// Larger than every distance and potential.
const UNREACHED: i64 = 1 << 60;

/// The position of a node whose arcs are exhausted.
const EXHAUSTED: u32 = u32::MAX - 1;

/// The search is given up if the total excess does not halve within this number of shortest-path computations.
const SEARCHES_TO_HALVE: usize = 48;

/// A minimum-cost flow, starting from potentials.
pub(super) fn successive_shortest_paths(
    network: &FlowNetwork,
    costs: &ConvexCosts,
    potential: Vec<i64>,
) -> FlowOutcome {
    ShortestPaths::new(network, costs, potential).run()
}

/// The state of the search. If the first tree has more negative than positive excess, the network is *reversed*: excesses and
/// potentials change their sign, and paths go against the arcs. Searches then start in the first tree, where the line arcs of a
/// node are contiguous in memory; in the second tree they are not.
struct ShortestPaths<'a> {
    network: &'a FlowNetwork<'a>,
    costs: &'a ConvexCosts,
    reversed: bool,
    /// A lower bound of the reduced cost of every residual line arc.
    min_cost: i64,
    flow: Vec<i64>,
    /// For each arc, the marginal cost of its last cent and of one more.
    marginal: Vec<(i64, i64)>,
    potential: Vec<i64>,
    excess: Vec<i64>,
    /// Distance from the nearest node of positive excess: reduced cost, then number of arcs.
    distance: Vec<(i64, u32)>,
    /// The position in its adjacency list from which each node looks for an admissible arc.
    current_arc: Vec<u32>,
}

/// An arc of the current path, traversed forward or backward.
#[derive(Clone, Copy)]
struct PathArc {
    arc: usize,
    from: usize,
    forward: bool,
    /// How many cents it can still take.
    residual: i64,
    /// How many cents it took that `flow` does not have yet.
    pushed: i64,
}

impl<'a> ShortestPaths<'a> {
    fn new(network: &'a FlowNetwork<'a>, costs: &'a ConvexCosts, potential: Vec<i64>) -> Self {
        let nodes = network.node_count();
        let mut paths = Self {
            network,
            costs,
            reversed: false,
            min_cost: if potential.iter().all(|potential| *potential == 0) {
                costs.min_cost_at_zero()
            } else {
                0
            },
            flow: vec![0; network.arcs.len()],
            marginal: vec![(-INFINITE_COST, INFINITE_COST); network.arcs.len()],
            potential,
            excess: vec![0; nodes],
            distance: vec![(UNREACHED, 0); nodes],
            current_arc: vec![0; nodes],
        };
        paths.initial_pseudoflow();
        if paths.excess[..network.sink()].iter().sum::<i64>() < 0 {
            paths.reverse();
        }
        paths
    }

    /// Reverses the network, or restores it.
    fn reverse(&mut self) {
        self.reversed = !self.reversed;
        self.potential.iter_mut().chain(&mut self.excess).for_each(|number| *number = -*number);
    }

    fn run(mut self) -> FlowOutcome {
        let mut excesses = Vec::new();
        loop {
            if self.excess.iter().all(|excess| *excess <= 0) {
                if self.reversed {
                    self.reverse();
                }
                return FlowOutcome::Optimal(self.flow, self.potential);
            }
            excesses.push(self.excess.iter().map(|excess| (*excess).max(0)).sum::<i64>());
            if let [.., previous] = excesses[..excesses.len().saturating_sub(SEARCHES_TO_HALVE)]
                && excesses.last().is_some_and(|excess| *excess > previous / 2)
            {
                return FlowOutcome::Unfinished;
            }
            let Some(max_distance) = self.shortest_distances() else {
                return FlowOutcome::Infeasible;
            };
            if !self.update_potentials(max_distance) {
                return FlowOutcome::Unfinished;
            }
            self.augment();
        }
    }

    /// π(head) − π(tail).
    fn tension(&self, arc: usize) -> i64 {
        let ends = self.network.arcs[arc];
        let tension = self.potential[ends.head()] - self.potential[ends.tail()];
        if self.reversed { -tension } else { tension }
    }

    /// Every line arc takes its supply at its tension; tree arcs, from the leaves up, the flow nearest to conservation among
    /// those of reduced cost zero.
    fn initial_pseudoflow(&mut self) {
        let network = self.network;
        let mut sums = vec![0; network.node_count()];
        for node in 0..network.sink() {
            let (mut sum, potential) = (0, self.potential[node]);
            let line_arcs = network.leaving(node);
            let ends = network.arcs[line_arcs.clone()].iter();
            let arcs = self.flow[line_arcs.clone()].iter_mut().zip(&mut self.marginal[line_arcs.clone()]);
            for ((arc, ends), (flow, marginal)) in line_arcs.zip(ends).zip(arcs) {
                let amount = self.costs.supply_at(arc, self.potential[ends.head()] - potential);
                *flow = amount;
                *marginal = marginal_costs(self.costs, arc, amount);
                sum += amount;
                sums[ends.head()] += amount;
            }
            sums[node] = sum;
        }
        let (first, second) = self.excess.split_at_mut(network.sink());
        first.iter_mut().zip(&sums).for_each(|(excess, sum)| *excess = -sum);
        second.iter_mut().zip(&sums[network.sink()..]).for_each(|(excess, sum)| *excess = *sum);
        for tree_arc in (0..network.tree_arc_count()).rev() {
            let (tail, head) = (network.arcs[tree_arc].tail(), network.arcs[tree_arc].head());
            let (node, parent) = if tail < network.sink() { (head, tail) } else { (tail, head) };
            let tension = self.tension(tree_arc);
            let bounds = [tension, tension + 1].map(|tension| self.costs.supply_at(tree_arc, tension));
            let amount = sums[node].clamp(bounds[0], bounds[1]);
            self.flow[tree_arc] = amount;
            self.marginal[tree_arc] = marginal_costs(self.costs, tree_arc, amount);
            sums[parent] += amount;
            self.excess[tail] -= amount;
            self.excess[head] += amount;
        }
        self.excess[0] += network.problem.total;
        self.excess[network.sink()] -= network.problem.total;
    }

    /// The marginal cost of a cent forward, or its negative backward; more than [`UNREACHED`] if the residual capacity is zero.
    #[inline]
    fn residual_cost(&self, arc: usize, forward: bool) -> i64 {
        let (below, above) = self.marginal[arc];
        if forward { above } else { -below }
    }

    /// Computes distances up to the farthest node of negative excess, and returns that distance (Dijkstra).
    fn shortest_distances(&mut self) -> Option<i64> {
        let network = self.network;
        self.distance.fill((UNREACHED, 0));
        let mut queue = LabelQueue::default();
        let mut deficits = 0;
        for (node, excess) in (0_u32..).zip(&self.excess) {
            deficits += usize::from(*excess < 0);
            if *excess > 0 {
                self.distance[node as usize] = (0, 0);
                queue.fifo.push((0, 0, node));
            }
        }
        // Upper bounds of the labels of all nodes with line arcs, for each tree.
        let mut max_labels = [(UNREACHED, 0); 2];
        let mut max_distance = None;
        while let Some((cost, steps, node)) = queue.pop() {
            let from = node as usize;
            if self.distance[from] != (cost, steps) {
                continue;
            }
            if self.excess[from] < 0 {
                max_distance = Some(cost);
                deficits -= 1;
                if deficits == 0 {
                    break;
                }
            }
            // If a node has arcs to most of the other tree, it pays to check first whether any label there can improve.
            let across =
                if from < network.sink() { network.sink()..network.node_count() } else { 0..network.sink() };
            let bound = &mut max_labels[usize::from(from < network.sink())];
            let nearest = (cost + self.min_cost, steps + 1);
            if *bound > nearest && 2 * network.line_arcs_at(from) >= across.len() {
                let with_line_arcs = across.filter(|node| network.line_arcs_at(*node) > 0);
                *bound = with_line_arcs.map(|node| self.distance[node]).max().unwrap_or_default();
            }
            let line_arcs = *bound > nearest;
            for link in network.tree_arcs_at(from) {
                self.update_label((cost, steps, node), *link, &mut queue);
            }
            if line_arcs {
                network
                    .for_each_line_arc(from, |link| self.update_label((cost, steps, node), link, &mut queue));
            }
        }
        max_distance
    }

    /// Improves the label of the node at the other end of an arc, if this path is shorter.
    #[inline(always)]
    fn update_label(&mut self, (cost, steps, from): TentativeLabel, link: Link, queue: &mut LabelQueue) {
        let to = link.other as usize;
        let cents = self.residual_cost(link.arc as usize, link.leaves != self.reversed);
        let label = (cost + self.potential[from as usize] + cents - self.potential[to], steps + 1);
        if label < self.distance[to] {
            self.distance[to] = label;
            queue.push(cost, (label.0, label.1, link.other));
        }
    }

    /// Adds the distances to the potentials; false if a potential leaves 64 bits.
    fn update_potentials(&mut self, max_distance: i64) -> bool {
        for (potential, distance) in self.potential.iter_mut().zip(&mut self.distance) {
            if distance.0 > max_distance {
                *distance = (max_distance, u32::MAX);
            }
            *potential += distance.0;
        }
        self.potential.iter().all(|potential| potential.abs() < UNREACHED)
    }

    /// A blocking flow along shortest paths.
    fn augment(&mut self) {
        self.current_arc.fill(0);
        self.min_cost = 0;
        let mut path: Vec<PathArc> = Vec::new();
        for start in 0..self.excess.len() {
            if self.excess[start] > 0 {
                self.augment_from(start, &mut path);
            }
        }
    }

    /// Augments from `start` in depth-first order until no admissible path is left. The flow of an arc is updated when the search
    /// retreats from it.
    fn augment_from(&mut self, start: usize, path: &mut Vec<PathArc>) {
        let mut node = start;
        loop {
            if let Some(path_arc) = path.last_mut()
                && self.excess[node] < 0
            {
                let amount = path_arc.residual.min(-self.excess[node]);
                self.excess[node] += amount;
                path_arc.add(amount);
            }
            let limit = path.last().map_or(self.excess[start], |path_arc| path_arc.residual);
            if limit > 0
                && let Some(link) = self.admissible_arc(node)
            {
                let (arc, forward) = (link.arc as usize, link.leaves != self.reversed);
                let residual = limit.min(self.free_residual(arc, forward));
                path.push(PathArc { arc, from: node, forward, residual, pushed: 0 });
                node = link.other as usize;
                continue;
            }
            let Some(path_arc) = path.pop() else { return };
            self.apply(&path_arc);
            match path.last_mut() {
                Some(previous) => previous.add(path_arc.pushed),
                None => self.excess[start] -= path_arc.pushed,
            }
            node = path_arc.from;
            // If the limit is not used up, nothing more goes on from the other end.
            self.current_arc[node] += u32::from(limit > 0);
        }
    }

    /// The next admissible arc of a node: on a shortest path, with reduced cost zero.
    fn admissible_arc(&mut self, node: usize) -> Option<Link> {
        let (steps, potential) = (self.distance[node].1.wrapping_add(1), self.potential[node]);
        let found = self.network.find_link(node, self.current_arc[node] as usize, |link| {
            let other = link.other as usize;
            self.distance[other].1 == steps
                && self.residual_cost(link.arc as usize, link.leaves != self.reversed)
                    == self.potential[other] - potential
        });
        self.current_arc[node] = found.map_or(EXHAUSTED, |(position, _)| position as u32);
        found.map(|(_, link)| link)
    }

    /// The residual capacity of reduced cost zero.
    fn free_residual(&self, arc: usize, forward: bool) -> i64 {
        let tension = self.tension(arc);
        if forward {
            self.costs.supply_at(arc, tension + 1) - self.flow[arc]
        } else {
            self.flow[arc] - self.costs.supply_at(arc, tension)
        }
    }

    /// Adds what a path arc took to the flow.
    fn apply(&mut self, path_arc: &PathArc) {
        if path_arc.pushed > 0 {
            self.flow[path_arc.arc] += if path_arc.forward { path_arc.pushed } else { -path_arc.pushed };
            self.marginal[path_arc.arc] = marginal_costs(self.costs, path_arc.arc, self.flow[path_arc.arc]);
        }
    }
}

/// The marginal costs of the last cent of an amount and of one more.
#[inline]
fn marginal_costs(costs: &ConvexCosts, arc: usize, amount: i64) -> (i64, i64) {
    let bounds = costs.bounds(arc);
    let below = if amount > bounds.low { costs.marginal_cost(arc, amount - 1) } else { -INFINITE_COST };
    let above = if amount < bounds.high { costs.marginal_cost(arc, amount) } else { INFINITE_COST };
    (below, above)
}

impl PathArc {
    fn add(&mut self, amount: i64) {
        self.residual -= amount;
        self.pushed += amount;
    }
}

/// A tentative label: reduced cost, number of arcs, node.
type TentativeLabel = (i64, u32, u32);

/// A priority queue of labels. Most have the cost of the node that they were reached from, and these arrive in order: a plain
/// queue holds them, a heap the others.
#[derive(Default)]
struct LabelQueue {
    heap: BinaryHeap<Reverse<TentativeLabel>>,
    fifo: Vec<TentativeLabel>,
    /// The head of the plain queue.
    first: usize,
}

impl LabelQueue {
    /// Adds a label, given the cost of the node that it was reached from.
    fn push(&mut self, previous: i64, label: TentativeLabel) {
        if label.0 == previous { self.fifo.push(label) } else { self.heap.push(Reverse(label)) }
    }

    /// Removes the least label.
    fn pop(&mut self) -> Option<TentativeLabel> {
        let head = self.fifo.get(self.first);
        if head.is_none_or(|head| self.heap.peek().is_some_and(|Reverse(top)| top < head)) {
            return self.heap.pop().map(|Reverse(label)| label);
        }
        self.first += 1;
        head.copied()
    }
}

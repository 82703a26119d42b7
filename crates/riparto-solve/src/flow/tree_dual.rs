//! The dual of one tree, given the potentials of the other.
//!
//! Potentials of the first tree are stored with the opposite sign, so that both trees look alike: the tension of a line arc is
//! the sum of the potentials at its ends, and the supply of a tree node, the sum of its line arcs, grows with its potential. A
//! node whose own bounds do not bind has the potential of its parent. In 64 bits.

use super::convex_costs::ConvexCosts;
use super::flow_network::FlowNetwork;
use super::problem::Interval;

/// One tree, its nodes in preorder. The *position* of a node is its index in this order.
pub(super) struct TreeDual<'a> {
    costs: &'a ConvexCosts,
    /// The network's node at each position.
    pub(super) nodes: Vec<usize>,
    parents: Vec<usize>,
    /// The position after the last descendant of each position.
    subtree_ends: Vec<usize>,
    low: Vec<i64>,
    high: Vec<i64>,
    /// Where the line arcs of each position start, and the end of the last.
    starts: Vec<usize>,
    arc_ends: Vec<ArcEnd>,
    /// For each position, the sum of the wishes of its compact line arcs.
    wish_sums: Vec<i64>,
    /// The arc of each entry of `arc_ends`.
    arcs: Vec<u32>,
    /// The potential at each position.
    pub(super) potentials: Vec<i64>,
    /// The supply of the line arcs at each position, linearized at a potential.
    linearizations: Vec<(i64, Supply)>,
    /// The supply of each subtree when it was last evaluated.
    supply: Vec<Supply>,
    /// max |marginal cost| over all arcs.
    max_marginal_cost: i64,
}

/// How a best response finds the potential of a node.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ResponseMethod {
    /// On the linearized supply: line arcs are read once.
    Linearized,
    /// On the exact supply: line arcs are read at each potential that is tried.
    Exact,
}

/// A line arc at one of its ends; small, so that those of a large network fit the cache.
#[derive(Debug, Clone, Copy)]
struct ArcEnd {
    /// The range of x − w, for a line arc that is a single piece of weight one. For any other, as in [`ArcEnd::GENERAL`].
    least: i32,
    most: i32,
    /// The position of the node at the other end, in the other tree.
    other: u32,
}

/// The supply at a potential: without and with the cents of reduced cost zero, and its slope in cents for each unit of the
/// potential, times [`SLOPE_SCALE`].
#[derive(Debug, Clone, Copy, Default)]
struct Supply {
    least: i64,
    most: i64,
    slope: i64,
}

/// The fixed-point scale of slopes: large enough that a line of the largest weight has a slope of at least one, small enough that
/// the slopes of all lines sum within 64 bits.
const SLOPE_SCALE: i64 = 1 << 32;

/// The longest extrapolation, as a multiple of the last change.
const MAX_EXTRAPOLATION: i128 = 16;

/// Extrapolated potentials are clamped to it: half of what the search can reach in all its rounds.
const MAX_POTENTIAL: i128 = 1 << 57;

/// Larger than every amount.
const BEYOND_AMOUNTS: i64 = 1 << 60;

/// The most potentials tried for one node; the last one is kept.
const MAX_STEPS: usize = 80;

/// After this number of potentials, only bisection is used.
const BISECT_AFTER: usize = 12;

impl<'a> TreeDual<'a> {
    /// The duals of both trees of a network whose amounts and costs fit 64 bits.
    pub(super) fn both(network: &FlowNetwork, costs: &'a ConvexCosts, max_marginal_cost: i64) -> [Self; 2] {
        let orders = [0, 1].map(|family| preorder(network, family));
        let mut positions = vec![0_u32; network.node_count()];
        for order in &orders {
            for (position, node) in (0_u32..).zip(order) {
                positions[*node] = position;
            }
        }
        let [first, second] = orders;
        [(0, first), (1, second)].map(|(family, nodes)| Self {
            max_marginal_cost,
            ..Self::new(network, costs, family, nodes, &positions)
        })
    }

    /// `positions` has the position of every node of the network, in its own tree.
    fn new(
        network: &FlowNetwork,
        costs: &'a ConvexCosts,
        family: usize,
        nodes: Vec<usize>,
        positions: &[u32],
    ) -> Self {
        let first = family * network.sink();
        let tree = &network.trees[family];
        let count = nodes.len();
        let (mut low, mut high) = (vec![0; count], vec![0; count]);
        let mut parents = vec![0; count];
        let (mut starts, mut arc_ends) =
            (Vec::with_capacity(count + 1), Vec::with_capacity(network.line_arc_count));
        let mut arcs: Vec<u32> = Vec::with_capacity(network.line_arc_count);
        let mut wish_sums = vec![0; count];
        for (position, node) in nodes.iter().enumerate() {
            let tree_node = node - first;
            if tree_node > 0 {
                let tree_arc = network.tree_arc_of(family, tree_node);
                let bounds = costs.bounds(tree_arc);
                (low[position], high[position]) = (bounds.low, bounds.high);
                parents[position] = positions[first + tree.nodes[tree_node].parent] as usize;
            }
            starts.push(arc_ends.len());
            let mut add_end = |arc: usize, other: u32| {
                let other = positions[other as usize];
                let compact = costs.single_quadratic(arc).and_then(|(wish, weight)| {
                    ArcEnd::compact(wish, weight, costs.bounds(arc), other)
                        .inspect(|_| wish_sums[position] += wish)
                });
                arc_ends.push(compact.unwrap_or(ArcEnd { other, ..ArcEnd::GENERAL }));
                arcs.push(arc as u32);
            };
            if family == 0 {
                network.leaving(*node).for_each(|arc| add_end(arc, network.arcs[arc].head));
            } else {
                network.entering(*node).iter().for_each(|(arc, tail)| add_end(*arc as usize, *tail));
            }
        }
        starts.push(arc_ends.len());
        let mut subtree_ends: Vec<usize> = (1..=count).collect();
        for position in (1..count).rev() {
            subtree_ends[parents[position]] = subtree_ends[parents[position]].max(subtree_ends[position]);
        }
        let (potentials, supply) = (vec![0; count], vec![Supply::default(); count]);
        let linearizations = vec![(0, Supply::default()); count];
        Self {
            costs,
            nodes,
            parents,
            subtree_ends,
            low,
            high,
            starts,
            arc_ends,
            wish_sums,
            arcs,
            potentials,
            linearizations,
            supply,
            max_marginal_cost: 0,
        }
    }

    /// Maximizes the dual over the potentials of this tree: each subtree supplies an amount within its bounds, and the whole tree
    /// the total. Returns the sum of |change| of all potentials.
    pub(super) fn best_response(&mut self, total: i64, others: &[i64], method: ResponseMethod) -> i128 {
        // Beyond it every line arc is at a bound.
        let limit =
            self.max_marginal_cost + others.iter().map(|potential| potential.abs()).max().unwrap_or(0) + 2;
        let before = self.potentials.clone();
        for position in 0..self.nodes.len() {
            self.linearize(position, self.potentials[position], others);
        }
        for position in 0..self.nodes.len() {
            let supply = self.supply[position];
            let target = if position == 0 {
                total
            } else if supply.least > self.high[position] {
                self.high[position]
            } else if supply.most < self.low[position] {
                self.low[position]
            } else {
                self.potentials[position] = self.potentials[self.parents[position]];
                continue;
            };
            if method == ResponseMethod::Exact || !self.find_potential(position, target, limit, None) {
                self.find_potential(position, target, limit, Some(others));
            }
        }
        let changes = before
            .iter()
            .zip(&self.potentials)
            .map(|(before, potential)| i128::from((potential - before).abs()));
        changes.sum()
    }

    /// Moves the potentials on, in the direction of their change since `before`.
    pub(super) fn extrapolate(&mut self, before: &[i64], times: i128, parts: i128) {
        let times = times.min(MAX_EXTRAPOLATION * parts);
        for (potential, before) in self.potentials.iter_mut().zip(before) {
            let guess = i128::from(*potential) + i128::from(*potential - before) * times / parts;
            *potential = saturating_i64(guess.clamp(-MAX_POTENTIAL, MAX_POTENTIAL));
        }
    }

    /// Finds the potential at which a subtree supplies the target, by Newton's method within a bracket: on the linearized supply,
    /// or, given `others`, on the exact supply. False if it is not found.
    fn find_potential(&mut self, position: usize, target: i64, limit: i64, others: Option<&[i64]>) -> bool {
        let mut potential = self.potentials[position].clamp(1 - limit, limit - 1);
        let (mut below, mut above) = (-limit, limit);
        let line_arcs = (self.starts[self.subtree_ends[position]] - self.starts[position]).max(1) as i128;
        let mut stride = 16;
        for tries in 0..MAX_STEPS {
            if let Some(others) = others {
                (position..self.subtree_ends[position]).for_each(|at| self.linearize(at, potential, others));
            }
            self.potentials[position] = potential;
            self.evaluate(position, potential);
            let supply = self.supply[position];
            if supply.least <= target && target <= supply.most {
                return true;
            }
            let up = supply.most < target;
            if up {
                below = potential
            } else {
                above = potential
            }
            // Between two adjacent potentials only ties are left; others place them.
            if above - below < 2 {
                return true;
            }
            if supply.slope == 0 && others.is_none() {
                return false;
            }
            let is_bracketed = below > -limit && above < limit;
            let mut step = if supply.slope > 0 {
                i128::from(target - supply.least) * i128::from(SLOPE_SCALE) / i128::from(supply.slope)
            } else {
                // No slope: as if all line arcs moved, or four times as far as before.
                let missing = i128::from(target - supply.least).abs();
                stride = (4 * stride).max(saturating_i64(2 * missing / line_arcs)).min(limit);
                i128::from(if up { stride } else { -stride })
            };
            if step == 0 {
                step = if up { 1 } else { -1 };
            }
            let guess = (i128::from(potential) + step).clamp((below + 1).into(), (above - 1).into());
            let bisects = is_bracketed && (tries > BISECT_AFTER || supply.slope == 0);
            potential = if bisects { below + (above - below) / 2 } else { saturating_i64(guess) };
        }
        false
    }

    /// Evaluates the supply of a subtree and of all its nodes at a potential, each within its bounds.
    fn evaluate(&mut self, position: usize, potential: i64) {
        let end = self.subtree_ends[position];
        for at in position..end {
            let (from, own) = self.linearizations[at];
            let more = i128::from(own.slope) * i128::from(potential - from) / i128::from(SLOPE_SCALE);
            self.supply[at] = Supply {
                least: saturating_i64(more) + own.least,
                most: saturating_i64(more) + own.most,
                slope: own.slope,
            };
        }
        for at in (position + 1..end).rev() {
            let (sum, low, high) = (self.supply[at], self.low[at], self.high[at]);
            let around = &mut self.supply[self.parents[at]];
            around.least += sum.least.clamp(low, high);
            around.most += sum.most.clamp(low, high);
            around.slope += if low <= sum.least && sum.least < high { sum.slope } else { 0 };
        }
    }

    /// Linearizes the supply of the line arcs at a position.
    fn linearize(&mut self, position: usize, potential: i64, others: &[i64]) {
        let (first, end) = (self.starts[position], self.starts[position + 1]);
        let mut own = Supply { least: self.wish_sums[position], most: 0, slope: 0 };
        let mut odd = 0;
        for (at, arc_end) in (first..end).zip(&self.arc_ends[first..end]) {
            let tension = potential + others[arc_end.other as usize];
            if arc_end.is_compact() {
                // The cent from shift s to s + 1 costs 2 s + 1.
                let shift = tension >> 1;
                let (least, most) = (i64::from(arc_end.least), i64::from(arc_end.most));
                let free = i64::from(least <= shift && shift < most);
                own.least += shift.max(least).min(most);
                own.slope += free * (SLOPE_SCALE / 2);
                odd += tension & free;
            } else {
                odd += own.add_general(tension, self.costs, self.arcs[at] as usize);
            }
        }
        own.most = own.least + odd;
        self.linearizations[position] = (potential, own);
    }
}

impl Supply {
    /// Adds the supply of any line arc at a tension; returns how many cents have reduced cost zero.
    fn add_general(&mut self, tension: i64, costs: &ConvexCosts, arc: usize) -> i64 {
        let weight = costs.weight(arc);
        let below = |tension: i64| costs.supply_at(arc, tension);
        let (least, most) = (below(tension), below(tension + 1));
        // All pieces of a line arc have the same weight: from one shift to the next each moves by a cent.
        let moving = below(tension + 2 * weight) - least;
        self.least += least;
        self.slope += if moving > 0 { (moving * (SLOPE_SCALE / 2) / weight).max(1) } else { 0 };
        most - least
    }
}

impl ArcEnd {
    /// A line arc that is not compact.
    const GENERAL: ArcEnd = ArcEnd { least: 1, most: 0, other: 0 };

    /// A line arc that is a single piece of weight one, if its bounds are within 32 bits of its wish.
    fn compact(wish: i64, weight: i64, bounds: Interval, other: u32) -> Option<ArcEnd> {
        let least = i32::try_from(bounds.low - wish).ok()?;
        let most = i32::try_from(bounds.high - wish).ok()?;
        (weight == 1).then_some(ArcEnd { least, most, other })
    }

    #[inline]
    fn is_compact(&self) -> bool {
        self.least <= self.most
    }
}

/// The nodes of a tree in preorder.
fn preorder(network: &FlowNetwork, family: usize) -> Vec<usize> {
    let first = family * network.sink();
    let tree_nodes = &network.trees[family].nodes;
    // Siblings keep their order, and each is followed by its subtree; sizes of subtrees give the positions.
    let mut sizes = vec![1_usize; tree_nodes.len()];
    for tree_node in (1..tree_nodes.len()).rev() {
        sizes[tree_nodes[tree_node].parent] += sizes[tree_node];
    }
    let mut next = vec![1_usize; tree_nodes.len()];
    let mut position = vec![0_usize; tree_nodes.len()];
    let mut nodes = vec![first; tree_nodes.len()];
    for tree_node in 1..tree_nodes.len() {
        let parent = tree_nodes[tree_node].parent;
        position[tree_node] = position[parent] + next[parent];
        next[parent] += sizes[tree_node];
        nodes[position[tree_node]] = first + tree_node;
    }
    nodes
}

/// A number that is known to fit.
pub(super) fn saturating_i64(number: i128) -> i64 {
    i64::try_from(number).unwrap_or(if number < 0 { -BEYOND_AMOUNTS } else { BEYOND_AMOUNTS })
}

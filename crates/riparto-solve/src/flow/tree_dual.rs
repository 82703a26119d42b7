//! The network as its two trees see it, in 64 bits: what each branch holds at a level of prices.
//!
//! With the price of a node taken negative in the first tree, both trees look the same. These are the *levels*: a cent
//! more in a cell pays as long as it costs less than the levels of its two ends together, and a branch holds more the
//! higher its level is. A branch whose own bounds do not bind has the level of the branch around it.

use super::arc_costs::ArcCosts;
use super::flow_network::FlowNetwork;
use super::problem::Interval;

/// One tree, each branch followed by those inside it.
pub(super) struct TreeDual<'a, C> {
    costs: &'a C,
    /// The node at each place.
    pub(super) nodes: Vec<usize>,
    parents: Vec<usize>,
    /// The place after the last one inside.
    subtree_ends: Vec<usize>,
    low: Vec<i64>,
    high: Vec<i64>,
    /// Where the leaves of each place start; those of the last end where the list ends.
    starts: Vec<usize>,
    arc_ends: Vec<ArcEnd>,
    /// What the small leaves of each place wish.
    wish_sums: Vec<i64>,
    /// The arc of each leaf.
    arcs: Vec<u32>,
    /// The level of each place.
    pub(super) potentials: Vec<i64>,
    /// What the cells of each place hold at a level, as a straight line from there.
    linearizations: Vec<(i64, Supply)>,
    /// What each place held when it was last looked at.
    supply: Vec<Supply>,
    /// What a cent costs at most, with either sign.
    max_marginal_cost: i64,
}

/// How a branch finds its level.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ResponseMethod {
    /// As if each cell went on as it does at the present levels: one look at the cells.
    Linearized,
    /// Looking at the cells at each level that is tried.
    Exact,
}

/// A cell at one of its ends. So small that those of a large network stay near the processor.
#[derive(Debug, Clone, Copy)]
struct ArcEnd {
    /// How far a cell that is a single piece of weight one can be above its wish: at least, and at most. Of any other cell,
    /// as [`Leaf::LARGE`] has it.
    least: i32,
    most: i32,
    /// The place of the node at the other end, in the order of the other tree.
    other: u32,
}

/// What a place holds with the cents that cost less than its level, and with those that cost as much; and by how many
/// cents more for a level more, in parts of a cent.
#[derive(Debug, Clone, Copy, Default)]
struct Supply {
    least: i64,
    most: i64,
    slope: i64,
}

/// In how many parts a cent is divided: so many that a line of the largest weight moves by one at least, and so few that as many as
/// there are lines fit into 64 bits.
const SLOPE_SCALE: i64 = 1 << 32;

/// How far levels are moved on at most, as a multiple of their last change.
const MAX_EXTRAPOLATION: i128 = 16;

/// Where no level is guessed to lead: half of what a search reaches in as many turns as there are.
const MAX_POTENTIAL: i128 = 1 << 57;

/// Beyond every amount.
const BEYOND_AMOUNTS: i64 = 1 << 60;

/// How many levels are looked at before a search is given up; the last of them serves.
const MAX_STEPS: usize = 80;

/// After how many levels a search only halves what is left.
const BISECT_AFTER: usize = 12;

impl<'a, C: ArcCosts> TreeDual<'a, C> {
    /// The trees of a network whose amounts and costs fit into 64 bits.
    pub(super) fn both(network: &FlowNetwork, costs: &'a C, max_marginal_cost: i64) -> [Self; 2] {
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

    /// `places` are those of all nodes in the orders of the trees.
    fn new(network: &FlowNetwork, costs: &'a C, family: usize, nodes: Vec<usize>, positions: &[u32]) -> Self {
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

    /// Sets all levels so that each branch holds what its bounds allow and the whole holds the total; by how much the levels
    /// changed, added up.
    pub(super) fn best_response(&mut self, total: i64, others: &[i64], method: ResponseMethod) -> i128 {
        // Beyond it no cent is left to take or to give.
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

    /// Moves the levels on from what they were before, by a multiple of their change.
    pub(super) fn extrapolate(&mut self, before: &[i64], times: i128, parts: i128) {
        let times = times.min(MAX_EXTRAPOLATION * parts);
        for (potential, before) in self.potentials.iter_mut().zip(before) {
            let guess = i128::from(*potential) + i128::from(*potential - before) * times / parts;
            *potential = saturating_i64(guess.clamp(-MAX_POTENTIAL, MAX_POTENTIAL));
        }
    }

    /// Searches the level at which a place holds so much, by Newton's method within brackets: on the straight lines, or
    /// with new lines at each level that is tried. False if it is not found.
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
            // The odd cents between two levels are for others to place.
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
                // As if all cells moved, or four times as far as before.
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

    /// What the branches from a place on hold at a level, each within its bounds.
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

    /// What the cells of a place hold at a level.
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
    /// Adds what a cell holds at a gain, whatever its weight and however many lines; by how much more at most.
    fn add_general(&mut self, tension: i64, costs: &impl ArcCosts, arc: usize) -> i64 {
        let weight = costs.weight(arc);
        let below = |tension: i64| costs.supply_at(arc, tension);
        let (least, most) = (below(tension), below(tension + 1));
        // The lines of a cell weigh the same; from one shift to the next each moves by a cent.
        let moving = below(tension + 2 * weight) - least;
        self.least += least;
        self.slope += if moving > 0 { (moving * (SLOPE_SCALE / 2) / weight).max(1) } else { 0 };
        most - least
    }
}

impl ArcEnd {
    /// A cell that is not kept here.
    const GENERAL: ArcEnd = ArcEnd { least: 1, most: 0, other: 0 };

    /// A cell that is a single piece, if it is of weight one and its bounds are not too far from its wish.
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

/// The nodes of a tree, each followed by those inside it.
fn preorder(network: &FlowNetwork, family: usize) -> Vec<usize> {
    let first = family * network.sink();
    let tree_nodes = &network.trees[family].nodes;
    // The places of the branches inside a branch follow its own, in their order: sizes add up from the leaves.
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

/// An amount or a price that is known to fit.
pub(super) fn saturating_i64(number: i128) -> i64 {
    i64::try_from(number).unwrap_or(if number < 0 { -BEYOND_AMOUNTS } else { BEYOND_AMOUNTS })
}

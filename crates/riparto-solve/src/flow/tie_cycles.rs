//! Tie-breaking: which lines get the odd cents, by augmenting cycles of cost zero.

use std::ops::Range;

use super::flow_network::FlowNetwork;

/// The optima of least squares: pieces at their lower bound or one cent above it, and tree arcs within their bounds.
///
/// The lines take their turn in order. If the line arc of a piece has no odd cent left, it gets one if a residual cycle goes
/// through it. All residual arcs cost the same here, so every cycle leads to another optimum. A cycle stays within a strongly
/// connected component: where a search fails, the nodes that it reached become a component of their own, and arcs between
/// components keep their flow. Residual arcs are kept as bits for each node, so that a search visits no others.
pub(super) struct TieBreaking<'a> {
    network: &'a FlowNetwork<'a>,
    tree_arcs: Vec<TreeArcRoom>,
    line_arcs: Vec<OddCents>,
    component: Vec<usize>,
    component_count: usize,
    /// Where the arcs of each node start in `arcs`, a multiple of 64, and the end of the last.
    starts: Vec<usize>,
    arcs: Vec<u32>,
    /// The slot of each arc in the list of its tail and in that of its head.
    slots: Vec<[u32; 2]>,
    /// For each slot, whether a cent can arrive there, and whether one can leave: what a backward and a forward search follow.
    residual_bits: [Vec<u64>; 2],
    /// The slot at which a backward and a forward search start, for each node.
    current_slot: [Vec<usize>; 2],
    predecessors: Vec<Predecessor>,
    search_count: u32,
}

/// A residual arc: a cent more on an arc, or a cent less.
#[derive(Clone, Copy)]
struct DirectedArc {
    arc: u32,
    forward: bool,
}

/// The step by which the last search reached a node, or for a backward search the step that goes on from it.
#[derive(Clone, Copy)]
struct Predecessor {
    search: u32,
    is_forward: bool,
    by: Option<DirectedArc>,
}

/// One of the two searches: the nodes that it reached, and the path to its present node.
struct CycleSearch {
    is_forward: bool,
    seen: Vec<usize>,
    path: Vec<Visit>,
}

/// A node on a path, with the slots that are left: those of `ahead`, then those of `then`.
struct Visit {
    node: usize,
    ahead: Range<usize>,
    then: Range<usize>,
}

/// The residual capacity of a side of a tree arc that has no bound.
const UNBOUNDED: i64 = i64::MAX / 2;

struct TreeArcRoom {
    down: i64,
    up: i64,
}

/// The pieces of a line arc that are undecided, and how many of them have the odd cent.
struct OddCents {
    undecided: i32,
    given: i32,
}

/// The padding at the end of a node's list.
const NONE: u32 = u32::MAX;

impl<'a> TieBreaking<'a> {
    /// The tie-breaking of a network restricted to the optimal face, on which `flow` is.
    pub(super) fn new(network: &'a FlowNetwork<'a>, flow: Vec<i64>) -> Self {
        let nodes = network.node_count();
        let mut ties = Self {
            network,
            tree_arcs: Vec::with_capacity(network.tree_arc_count()),
            line_arcs: Vec::with_capacity(network.line_arc_count),
            component: vec![0; nodes],
            component_count: 1,
            starts: Vec::with_capacity(nodes + 1),
            arcs: Vec::new(),
            slots: vec![[NONE; 2]; network.arcs.len()],
            residual_bits: [Vec::new(), Vec::new()],
            current_slot: [Vec::new(), Vec::new()],
            predecessors: vec![Predecessor { search: 0, is_forward: true, by: None }; nodes],
            search_count: 0,
        };
        let mut free_arcs: Vec<u32> = Vec::with_capacity(network.arcs.len());
        for (arc, amount) in flow.into_iter().enumerate() {
            let is_free = if arc < network.tree_arc_count() {
                let (family, tree_node) = network.tree_node_of(arc);
                let group = &network.trees[family].nodes[tree_node];
                let fixed_flow = network.fixed_flow[arc].is_some();
                let down = group.low.map_or(UNBOUNDED, |(low, _)| amount - low);
                let up = group.high.map_or(UNBOUNDED, |(high, _)| high - amount);
                ties.tree_arcs.push(if fixed_flow {
                    TreeArcRoom { down: 0, up: 0 }
                } else {
                    TreeArcRoom { down, up }
                });
                !fixed_flow
            } else {
                let positions = network.positions_of(arc - network.tree_arc_count());
                let least: i64 = network.piece_bounds.low[positions.clone()].iter().sum();
                let most: i64 = network.piece_bounds.high[positions].iter().sum();
                ties.line_arcs
                    .push(OddCents { undecided: (most - least) as i32, given: (amount - least) as i32 });
                most > least
            };
            if is_free {
                free_arcs.push(arc as u32);
            }
        }
        ties.link(&free_arcs);
        ties
    }

    /// Lays out the arcs whose flow is free, by node.
    fn link(&mut self, free_arcs: &[u32]) {
        let mut counts = vec![0_usize; self.network.node_count()];
        for arc in free_arcs {
            let ends = self.network.arcs[*arc as usize];
            counts[ends.tail()] += 1;
            counts[ends.head()] += 1;
        }
        let mut start = 0;
        for count in &counts {
            self.starts.push(start);
            start += count.next_multiple_of(64);
        }
        self.starts.push(start);
        self.arcs = vec![NONE; start];
        self.residual_bits = [vec![0; start / 64], vec![0; start / 64]];
        self.current_slot = [self.starts.clone(), self.starts.clone()];
        let mut next = self.starts.clone();
        for arc in free_arcs {
            let ends = self.network.arcs[*arc as usize];
            for (end, node) in [ends.tail(), ends.head()].into_iter().enumerate() {
                self.arcs[next[node]] = *arc;
                self.slots[*arc as usize][end] = next[node] as u32;
                next[node] += 1;
            }
            self.update_residual_bits(*arc as usize);
        }
    }

    /// Sets the bits of an arc by its residual capacities.
    fn update_residual_bits(&mut self, arc: usize) {
        let [tail, head] = self.slots[arc].map(|slot| slot as usize);
        let (forward, against) = match self.tree_arcs.get(arc) {
            Some(tree_arc) => (tree_arc.up > 0, tree_arc.down > 0),
            None => {
                let line_arc = &self.line_arcs[arc - self.tree_arcs.len()];
                (line_arc.given < line_arc.undecided, line_arc.given > 0)
            }
        };
        for (is_forward, slot, is) in
            [(1, tail, forward), (0, tail, against), (1, head, against), (0, head, forward)]
        {
            let word = &mut self.residual_bits[is_forward][slot / 64];
            *word = (*word & !(1 << (slot % 64))) | (u64::from(is) << (slot % 64));
        }
    }

    /// The amount of each piece in the lexicographically greatest optimum.
    pub(super) fn lexicographic_greatest(mut self) -> Vec<i64> {
        let mut amounts = self.network.piece_bounds.low.to_vec();
        let network = self.network;
        let mut line_arc_of: Vec<usize> = Vec::with_capacity(amounts.len());
        for line_arc in 0..self.line_arcs.len() {
            line_arc_of.extend(network.positions_of(line_arc).map(|_| line_arc));
        }
        let mut searches = [CycleSearch::new(true), CycleSearch::new(false)];
        for piece in network.in_line_order().into_iter().map(|piece| piece as usize) {
            if network.piece_bounds.high[piece] == network.piece_bounds.low[piece] {
                continue;
            }
            let line_arc = line_arc_of[piece];
            if self.line_arcs[line_arc].given == 0 && self.augment_cycle(line_arc, &mut searches) {
                self.line_arcs[line_arc].given = 1;
            }
            self.line_arcs[line_arc].undecided -= 1;
            if self.line_arcs[line_arc].given > 0 {
                self.line_arcs[line_arc].given -= 1;
                amounts[piece] += 1;
            }
            self.update_residual_bits(network.tree_arc_count() + line_arc);
        }
        amounts
    }

    /// Augments along a residual cycle through a line arc; false if there is none.
    ///
    /// One search goes forward from the head of the line arc and one backward from its tail, depth first, one arc each in turn.
    /// At each node they start with the arc that was used last. If one of them is exhausted, the nodes that it reached become a
    /// component.
    fn augment_cycle(&mut self, line_arc: usize, searches: &mut [CycleSearch; 2]) -> bool {
        let ends = self.network.arcs[self.network.tree_arc_count() + line_arc];
        if self.component[ends.tail()] != self.component[ends.head()] {
            return false;
        }
        self.search_count += 1;
        for (search, node) in searches.iter_mut().zip([ends.head(), ends.tail()]) {
            search.seen.clear();
            search.path.clear();
            self.label(search, node, None);
        }
        for turn in (0..2).cycle() {
            let search = &mut searches[turn];
            let Some(visit) = search.path.last_mut() else {
                for node in &search.seen {
                    self.component[*node] = self.component_count;
                }
                self.component_count += 1;
                return false;
            };
            match visit.next(&self.residual_bits[usize::from(search.is_forward)]) {
                Some(slot) => {
                    let node = visit.node;
                    if let Some(joint) = self.scan(search, node, slot) {
                        self.push_around(joint);
                        return true;
                    }
                }
                None => {
                    search.path.pop();
                }
            }
        }
        false
    }

    /// Scans an arc at a node; returns the step that joins the two searches, if this is it.
    fn scan(&mut self, search: &mut CycleSearch, node: usize, slot: usize) -> Option<DirectedArc> {
        let arc = self.arcs[slot] as usize;
        let ends = self.network.arcs[arc];
        let leaves = self.slots[arc][0] as usize == slot;
        let other = if leaves { ends.head() } else { ends.tail() };
        let direction = usize::from(search.is_forward);
        if self.component[node] != self.component[other] {
            self.residual_bits[direction][slot / 64] &= !(1 << (slot % 64));
            return None;
        }
        let step = DirectedArc { arc: arc as u32, forward: leaves == search.is_forward };
        let mark = self.predecessors[other];
        let is_met = mark.search == self.search_count;
        if is_met && mark.is_forward == search.is_forward {
            return None;
        }
        self.current_slot[direction][node] = slot;
        if is_met {
            return Some(step);
        }
        self.label(search, other, Some(step));
        None
    }

    fn label(&mut self, search: &mut CycleSearch, node: usize, by: Option<DirectedArc>) {
        self.predecessors[node] =
            Predecessor { search: self.search_count, is_forward: search.is_forward, by };
        let current_slot = self.current_slot[usize::from(search.is_forward)][node];
        search.seen.push(node);
        let (ahead, then) = (current_slot..self.starts[node + 1], self.starts[node]..current_slot);
        search.path.push(Visit { node, ahead, then });
    }

    /// From and to of a step.
    fn ends(&self, step: DirectedArc) -> (usize, usize) {
        let ends = self.network.arcs[step.arc as usize];
        if step.forward { (ends.tail(), ends.head()) } else { (ends.head(), ends.tail()) }
    }

    /// Pushes a cent around the cycle that the two searches found, joined by a step.
    fn push_around(&mut self, joint: DirectedArc) {
        self.push_cent(joint);
        let (mut start, mut end) = self.ends(joint);
        while let Some(step) = self.predecessors[start].by {
            self.push_cent(step);
            start = self.ends(step).0;
        }
        while let Some(step) = self.predecessors[end].by {
            self.push_cent(step);
            end = self.ends(step).1;
        }
    }

    fn push_cent(&mut self, step: DirectedArc) {
        let change: i32 = if step.forward { 1 } else { -1 };
        let (arc, tree_arcs) = (step.arc as usize, self.tree_arcs.len());
        if let Some(tree_arc) = self.tree_arcs.get_mut(arc) {
            tree_arc.up -= i64::from(change);
            tree_arc.down += i64::from(change);
        } else {
            self.line_arcs[arc - tree_arcs].given += change;
        }
        self.update_residual_bits(arc);
    }
}

impl CycleSearch {
    fn new(is_forward: bool) -> Self {
        Self { is_forward, seen: Vec::new(), path: Vec::new() }
    }
}

impl Visit {
    /// The next slot with a bit.
    fn next(&mut self, bits: &[u64]) -> Option<usize> {
        loop {
            while self.ahead.start < self.ahead.end {
                let word = bits[self.ahead.start / 64] >> (self.ahead.start % 64);
                if word == 0 {
                    self.ahead.start = (self.ahead.start / 64 + 1) * 64;
                    continue;
                }
                let slot = self.ahead.start + word.trailing_zeros() as usize;
                self.ahead.start = slot + 1;
                if slot < self.ahead.end {
                    return Some(slot);
                }
            }
            if self.then.is_empty() {
                return None;
            }
            self.ahead = std::mem::replace(&mut self.then, 0..0);
        }
    }
}

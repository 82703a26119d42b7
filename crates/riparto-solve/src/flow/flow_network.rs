//! The network of a problem: nodes, arcs, and bounds on the flow.

use std::ops::Range;

use super::arc_layout::{Arc, ArcLayout, part, second_tree, tree_arcs};
use super::infeasible_set::InfeasibleSet;
use super::laminar_tree::LaminarTree;
use super::problem::{Interval, Intervals, Problem};

/// A line, or with a cap on the movement one of its two parts: the money kept or the money added.
#[derive(Debug, Clone, Copy)]
pub(super) struct Piece {
    /// The line.
    pub(super) line: usize,
    /// Its wish.
    pub(super) wish: i64,
    /// Its lower bound.
    pub(super) low: i64,
    /// Its upper bound.
    pub(super) high: i64,
}

/// An arc as seen from one of its ends.
#[derive(Debug, Clone, Copy)]
pub(super) struct Link {
    /// The arc.
    pub(super) arc: u32,
    /// The node at the other end.
    pub(super) other: u32,
    /// Whether the arc leaves this end.
    pub(super) leaves: bool,
}

/// The network. The tree arcs come first, then the line arcs, in the order of their tails. A line arc carries the pieces with the
/// same innermost groups and the same weight. The *position* of a piece is its place in the order of the line arcs, and among
/// those of one arc in the order of the lines.
#[derive(Debug)]
pub(super) struct FlowNetwork<'a> {
    /// The problem.
    pub(super) problem: &'a Problem<'a>,
    /// The two trees. Their nodes are those of the network: first those of the first tree, then those of the second.
    pub(super) trees: [LaminarTree<'a>; 2],
    /// All arcs.
    pub(super) arcs: Vec<Arc>,
    /// The number of line arcs.
    pub(super) line_arc_count: usize,
    /// The bounds of each piece, by position.
    pub(super) piece_bounds: Intervals<'a>,
    /// The flow of each tree arc on which all optimal flows agree, once it is known.
    pub(super) fixed_flow: Vec<Option<i64>>,
    /// The position of the first piece of each line arc, and the end of the last; empty if each line arc has one piece.
    starts: Vec<u32>,
    /// The number of the piece at each position, in the order of the lines; empty if the two orders agree.
    numbers: Vec<u32>,
    /// Where the line arcs of each node start: those that leave it in the order of the line arcs, those that enter it in
    /// `entering`.
    line_arc_starts: Vec<u32>,
    /// Arc and tail of each line arc, by head.
    entering: Vec<(u32, u32)>,
    /// Where the tree arcs of each node start in `tree_links`.
    tree_link_starts: Vec<u32>,
    tree_links: Vec<Link>,
}

impl<'a> FlowNetwork<'a> {
    /// The network of a problem whose lines have the given bounds.
    pub(super) fn build(
        problem: &'a Problem<'a>,
        line_bounds: Intervals<'a>,
    ) -> Result<Self, Box<InfeasibleSet>> {
        let lines = line_bounds.len();
        let trees = [LaminarTree::build(lines, problem.families[0]), second_tree(problem)];
        for (family, tree) in trees.iter().enumerate() {
            if let Some(group) = tree.infeasible_empty_group {
                return Err(InfeasibleSet::of_group(family, group));
            }
        }
        let mut arcs = tree_arcs(&trees);
        let layout = ArcLayout { problem, trees: &trees };
        let (mut numbers, mut starts) = (Vec::new(), Vec::new());
        if !layout.add_lines(&mut arcs) {
            numbers = layout.sorted();
            let mut last = None;
            for (at, number) in (0_u32..).zip(&numbers) {
                let (arc, weight) = (layout.arc_of(*number as usize), layout.weight(*number as usize));
                if last != Some((arc, weight)) {
                    last = Some((arc, weight));
                    arcs.push(arc);
                    starts.push(at);
                }
            }
            starts.push(numbers.len() as u32);
            if starts.len() > numbers.len() {
                starts.clear();
            }
        }
        let mut network = Self {
            problem,
            fixed_flow: vec![None; trees[0].nodes.len() + trees[1].nodes.len() - 2],
            trees,
            line_arc_count: 0,
            arcs,
            piece_bounds: Intervals::from_iter([]),
            starts,
            numbers,
            line_arc_starts: Vec::new(),
            entering: Vec::new(),
            tree_link_starts: Vec::new(),
            tree_links: Vec::new(),
        };
        network.line_arc_count = network.arcs.len() - network.tree_arc_count();
        network.set_bounds(line_bounds);
        network.link_tree_arcs();
        network.link_line_arcs();
        Ok(network)
    }

    /// Sets the bounds of all lines, and with them those of their pieces.
    pub(super) fn set_bounds(&mut self, line_bounds: Intervals<'a>) {
        let Some((base, _)) = self.problem.movement else {
            self.piece_bounds = match self.numbers.as_slice() {
                [] => line_bounds,
                numbers => numbers.iter().map(|line| line_bounds.at(*line as usize)).collect(),
            };
            return;
        };
        let intervals = self.numbers.iter().map(|number| {
            let (line, added) = part(*number as usize);
            let (interval, base) = (line_bounds.at(line), base[line]);
            if added {
                Interval { low: interval.low.max(base) - base, high: interval.high.max(base) - base }
            } else {
                Interval { low: interval.low.min(base), high: interval.high.min(base) }
            }
        });
        self.piece_bounds = intervals.collect();
    }

    /// The piece at a position.
    pub(super) fn piece(&self, position: usize) -> Piece {
        let number = self.numbers.get(position).map_or(position, |number| *number as usize);
        let Interval { low, high } = self.piece_bounds.at(position);
        match self.problem.movement {
            None => Piece { line: number, wish: self.problem.wish[number], low, high },
            Some((base, _)) => {
                let (line, added) = part(number);
                let wish = self.problem.wish[line] - if added { base[line] } else { 0 };
                Piece { line, wish, low, high }
            }
        }
    }

    /// The positions of the pieces of a line arc.
    pub(super) fn positions_of(&self, line_arc: usize) -> Range<usize> {
        match self.starts.as_slice() {
            [] => line_arc..line_arc + 1,
            starts => starts[line_arc] as usize..starts[line_arc + 1] as usize,
        }
    }

    /// The pieces of a line arc.
    pub(super) fn pieces_of(&self, line_arc: usize) -> impl ExactSizeIterator<Item = Piece> + '_ {
        self.positions_of(line_arc).map(|position| self.piece(position))
    }

    /// The weight of the pieces of a line arc.
    pub(super) fn weight_of(&self, line_arc: usize) -> i64 {
        if self.problem.weights.is_empty() {
            return 1;
        }
        self.problem.weight(self.piece(self.positions_of(line_arc).start).line)
    }

    /// Whether each line arc has a single piece.
    pub(super) fn has_single_lines_only(&self) -> bool {
        self.starts.is_empty()
    }

    /// The positions of all pieces in the order of the lines.
    pub(super) fn in_line_order(&self) -> Vec<u32> {
        let mut positions: Vec<u32> = (0_u32..).take(self.piece_bounds.len()).collect();
        for (position, number) in (0_u32..).zip(&self.numbers) {
            positions[*number as usize] = position;
        }
        positions
    }

    /// The number of nodes.
    pub(super) fn node_count(&self) -> usize {
        self.trees[0].nodes.len() + self.trees[1].nodes.len()
    }

    /// The sink: the root of the second tree. The source is node 0, the root of the first.
    pub(super) fn sink(&self) -> usize {
        self.trees[0].nodes.len()
    }

    /// The number of tree arcs.
    pub(super) fn tree_arc_count(&self) -> usize {
        self.fixed_flow.len()
    }

    /// Family and tree node of a tree arc: the node at its end away from the root.
    pub(super) fn tree_node_of(&self, tree_arc: usize) -> (usize, usize) {
        let first = self.trees[0].nodes.len() - 1;
        if tree_arc < first { (0, tree_arc + 1) } else { (1, tree_arc - first + 1) }
    }

    /// The tree arc between a tree node, which is not the root, and its parent.
    pub(super) fn tree_arc_of(&self, family: usize, tree_node: usize) -> usize {
        if family == 0 { tree_node - 1 } else { self.sink() + tree_node - 2 }
    }

    /// The tree arcs at a node.
    pub(super) fn tree_arcs_at(&self, node: usize) -> &[Link] {
        &self.tree_links[self.tree_link_starts[node] as usize..self.tree_link_starts[node + 1] as usize]
    }

    /// The line arcs that leave a node of the first tree.
    pub(super) fn leaving(&self, node: usize) -> Range<usize> {
        let tree_arcs = self.tree_arc_count();
        tree_arcs + self.line_arc_starts[node] as usize..tree_arcs + self.line_arc_starts[node + 1] as usize
    }

    /// The line arcs that enter a node of the second tree, with their tails.
    pub(super) fn entering(&self, node: usize) -> &[(u32, u32)] {
        &self.entering[self.line_arc_starts[node] as usize - self.line_arc_count
            ..self.line_arc_starts[node + 1] as usize - self.line_arc_count]
    }

    /// The number of line arcs at a node.
    pub(super) fn line_arcs_at(&self, node: usize) -> usize {
        (self.line_arc_starts[node + 1] - self.line_arc_starts[node]) as usize
    }

    /// The first admissible arc of a node's adjacency list (tree arcs, then line arcs) from a position on, with its position.
    #[inline]
    pub(super) fn find_link(
        &self,
        node: usize,
        first: usize,
        is_admissible: impl Fn(Link) -> bool,
    ) -> Option<(usize, Link)> {
        let tree_arcs = self.tree_arcs_at(node);
        for (position, link) in tree_arcs.iter().enumerate().skip(first) {
            if is_admissible(*link) {
                return Some((position, *link));
            }
        }
        let skipped = first.saturating_sub(tree_arcs.len());
        if node < self.sink() {
            let line_arcs = self.leaving(node);
            let start = line_arcs.start;
            let link = |arc: usize| Link { arc: arc as u32, other: self.arcs[arc].head, leaves: true };
            let arc = line_arcs.skip(skipped).find(|arc| is_admissible(link(*arc)))?;
            return Some((tree_arcs.len() + arc - start, link(arc)));
        }
        let link = |(arc, other): &(u32, u32)| Link { arc: *arc, other: *other, leaves: false };
        let line_arcs = self.entering(node);
        let at =
            line_arcs.get(skipped..)?.iter().position(|line_arc| is_admissible(link(line_arc)))? + skipped;
        Some((tree_arcs.len() + at, link(&line_arcs[at])))
    }

    /// Visits each arc at a node.
    #[inline]
    pub(super) fn for_each_link(&self, node: usize, mut visit: impl FnMut(Link)) {
        self.tree_arcs_at(node).iter().for_each(|link| visit(*link));
        self.for_each_line_arc(node, visit);
    }

    /// Visits each line arc at a node.
    #[inline]
    pub(super) fn for_each_line_arc(&self, node: usize, mut visit: impl FnMut(Link)) {
        if node < self.sink() {
            for arc in self.leaving(node) {
                visit(Link { arc: arc as u32, other: self.arcs[arc].head, leaves: true });
            }
        } else {
            for (arc, other) in self.entering(node) {
                visit(Link { arc: *arc, other: *other, leaves: false });
            }
        }
    }

    /// The bounds of all arcs under the present bounds of the pieces.
    pub(super) fn arc_bounds(&self) -> Result<Vec<Interval>, Box<InfeasibleSet>> {
        let line_arcs: Vec<Interval> = match self.starts.as_slice() {
            [] => (0..self.line_arc_count).map(|line_arc| self.piece_bounds.at(line_arc)).collect(),
            starts => {
                let sum = |positions: &[u32]| {
                    let positions = positions[0] as usize..positions[1] as usize;
                    positions.fold(Interval::default(), |sum, position| sum + self.piece_bounds.at(position))
                };
                starts.windows(2).map(sum).collect()
            }
        };
        let mut bounds = self.tree_arc_bounds(|line_arc| line_arcs[line_arc])?;
        bounds.extend(line_arcs);
        Ok(bounds)
    }

    /// The bounds of the tree arcs, given those of the line arcs.
    ///
    /// A side without a bound of its group gets one that is a cent beyond what its lines allow, so that no minimum cut contains
    /// it.
    pub(super) fn tree_arc_bounds(
        &self,
        of_cell: impl Fn(usize) -> Interval,
    ) -> Result<Vec<Interval>, Box<InfeasibleSet>> {
        let mut bounds = vec![Interval::default(); self.tree_arc_count()];
        let mut sums = vec![Interval::default(); self.node_count()];
        for node in 0..self.sink() {
            let mut sum = Interval::default();
            for arc in self.leaving(node) {
                let line_arc = of_cell(arc - self.tree_arc_count());
                sums[self.arcs[arc].head()] += line_arc;
                sum += line_arc;
            }
            sums[node] = sum;
        }
        let (first, second) = sums.split_at_mut(self.sink());
        self.trees[0].aggregate(first);
        self.trees[1].aggregate(second);
        for tree_arc in 0..self.tree_arc_count() {
            if let Some(flow) = self.fixed_flow[tree_arc] {
                bounds[tree_arc] = Interval { low: flow, high: flow };
                continue;
            }
            let (family, tree_node) = self.tree_node_of(tree_arc);
            let sum = sums[family * self.sink() + tree_node];
            let (least, most) = (sum.low - 1, sum.high + 1);
            let group = &self.trees[family].nodes[tree_node];
            let low = group.low.map_or(least, |(low, _)| least.max(low));
            let high = group.high.map_or(most, |(high, _)| most.min(high));
            bounds[tree_arc] = Interval { low, high };
            if low > high {
                return Err(InfeasibleSet::of_tree_arc(self, tree_arc, &bounds));
            }
        }
        Ok(bounds)
    }

    /// The amount of each piece, if the first pieces of each line arc carry as much of its flow as their bounds allow.
    pub(super) fn fill(&self, mut flow: Vec<i64>) -> Vec<i64> {
        if self.has_single_lines_only() {
            flow.drain(..self.tree_arc_count());
            return flow;
        }
        let mut pieces = self.piece_bounds.low.to_vec();
        for (line_arc, amount) in flow[self.tree_arc_count()..].iter().enumerate() {
            let positions = self.positions_of(line_arc);
            let mut rest = amount - pieces[positions.clone()].iter().sum::<i64>();
            for position in positions {
                let more = rest.min(self.piece_bounds.high[position] - self.piece_bounds.low[position]);
                pieces[position] += more;
                rest -= more;
            }
        }
        pieces
    }

    /// The amount of each line, given that of each piece.
    pub(super) fn amounts(&self, pieces: Vec<i64>) -> Vec<i64> {
        if self.numbers.is_empty() {
            return pieces;
        }
        let mut amounts = vec![0; self.problem.wish.len()];
        for (position, amount) in pieces.into_iter().enumerate() {
            amounts[self.piece(position).line] += amount;
        }
        amounts
    }

    fn link_tree_arcs(&mut self) {
        let tree_arcs = &self.arcs[..self.fixed_flow.len()];
        let ends =
            |tree_arc: &Arc| [(tree_arc.tail, tree_arc.head, true), (tree_arc.head, tree_arc.tail, false)];
        let mut starts = vec![0_u32; self.node_count() + 1];
        tree_arcs.iter().flat_map(ends).for_each(|(node, _, _)| starts[node as usize + 1] += 1);
        accumulate(&mut starts);
        let mut next = starts.clone();
        self.tree_links = vec![Link { arc: 0, other: 0, leaves: false }; 2 * tree_arcs.len()];
        for (arc, tree_arc) in (0_u32..).zip(tree_arcs) {
            for (node, other, leaves) in ends(tree_arc) {
                self.tree_links[next[node as usize] as usize] = Link { arc, other, leaves };
                next[node as usize] += 1;
            }
        }
        self.tree_link_starts = starts;
    }

    fn link_line_arcs(&mut self) {
        let tree_arcs = self.tree_arc_count();
        let line_arcs = &self.arcs[tree_arcs..];
        let mut starts = vec![0_u32; self.node_count() + 1];
        for run in line_arcs.chunk_by(|one, other| one.tail == other.tail) {
            starts[run[0].tail as usize + 1] = run.len() as u32;
        }
        line_arcs.iter().for_each(|line_arc| starts[line_arc.head() + 1] += 1);
        accumulate(&mut starts);
        let mut next: Vec<u32> =
            starts[self.sink()..].iter().map(|start| start - line_arcs.len() as u32).collect();
        self.entering = vec![(0, 0); line_arcs.len()];
        for (arc, line_arc) in (tree_arcs as u32..).zip(line_arcs) {
            let next = &mut next[line_arc.head() - self.sink()];
            self.entering[*next as usize] = (arc, line_arc.tail);
            *next += 1;
        }
        self.line_arc_starts = starts;
    }
}

/// Turns counts into starts: running sums.
fn accumulate(counts: &mut [u32]) {
    let mut sum = 0;
    for count in counts {
        sum += *count;
        *count = sum;
    }
}

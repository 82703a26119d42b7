//! The network of a problem: nodes, arcs, cells, and the bounds of what flows.

use super::clash::Conflict;
use super::forest::Forest;
use super::problem::Problem;

/// A line, or the part of a line below or above the base of the movement.
#[derive(Debug, Clone, Copy)]
pub(super) struct Piece {
    /// The line.
    pub(super) line: u32,
    /// Whether it is the part above the base.
    pub(super) added: bool,
    /// What it would like to hold.
    pub(super) wish: i64,
    /// The least it can hold.
    pub(super) low: i64,
    /// The most it can hold.
    pub(super) high: i64,
}

/// The pieces with the same innermost groups and the same weight, in the order of their lines.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cell {
    /// The weight of its pieces.
    pub(super) weight: i64,
    /// The first piece.
    first: usize,
    /// The piece after the last.
    end: usize,
}

/// From one node to another: a branch and the one around it, or a cell.
#[derive(Debug, Clone, Copy)]
pub(super) struct Arc {
    /// Where the money comes from.
    pub(super) tail: usize,
    /// Where it goes.
    pub(super) head: usize,
}

/// An arc as seen from one of its ends.
#[derive(Debug, Clone, Copy)]
pub(super) struct Link {
    /// The arc.
    pub(super) arc: u32,
    /// The node at the other end.
    pub(super) other: u32,
    /// Whether the arc leaves from here.
    pub(super) leaves: bool,
}

/// The network. Its first arcs, the stems, join a branch to the one around it; the others are the cells.
#[derive(Debug)]
pub(super) struct Frame<'a> {
    /// The question.
    pub(super) problem: &'a Problem<'a>,
    /// The two trees. The nodes are the branches of the first, then those of the second.
    pub(super) trees: [Forest; 2],
    /// All arcs.
    pub(super) arcs: Vec<Arc>,
    /// The cells.
    pub(super) cells: Vec<Cell>,
    /// The pieces, cell by cell.
    pub(super) pieces: Vec<Piece>,
    /// Where each piece is, in the order of the lines.
    pub(super) in_line_order: Vec<u32>,
    /// The stems whose flow is known already.
    pub(super) fixed: Vec<Option<i64>>,
    starts: Vec<u32>,
    links: Vec<Link>,
}

/// The least and the most on each arc.
#[derive(Debug)]
pub(super) struct Bounds {
    /// The least.
    pub(super) low: Vec<i64>,
    /// The most.
    pub(super) high: Vec<i64>,
}

impl<'a> Frame<'a> {
    /// The network of a problem whose lines have the given boxes.
    pub(super) fn build(problem: &'a Problem<'a>, low: &[i64], high: &[i64]) -> Result<Self, Box<Conflict>> {
        let lines = low.len();
        let trees = [Forest::plant(lines, problem.families[0]), second_tree(problem)];
        for (family, tree) in trees.iter().enumerate() {
            if let Some(group) = tree.void {
                return Err(Conflict::of_group(family, group));
            }
        }
        let placed = place(problem, &trees);
        let order = sorted(&placed, trees[0].branches.len() + trees[1].branches.len());
        let mut frame = Self {
            problem,
            arcs: stems(&trees),
            cells: Vec::new(),
            pieces: Vec::with_capacity(placed.len()),
            in_line_order: vec![0; placed.len()],
            fixed: Vec::new(),
            starts: Vec::new(),
            links: Vec::new(),
            trees,
        };
        frame.fixed = vec![None; frame.arcs.len()];
        let mut last = None;
        for (first, number) in order.iter().map(|number| *number as usize).enumerate() {
            let Placed { tail, head, weight, line, added } = placed[number];
            frame.in_line_order[number] = first as u32;
            if last != Some((tail, head, weight)) {
                last = Some((tail, head, weight));
                let (tail, head) = (tail as usize, head as usize);
                frame.arcs.push(Arc { tail, head });
                frame.cells.push(Cell { weight, first, end: first });
            }
            frame.pieces.push(Piece { line, added, wish: 0, low: 0, high: 0 });
            if let Some(cell) = frame.cells.last_mut() {
                cell.end += 1;
            }
        }
        frame.confine(low, high);
        frame.link();
        Ok(frame)
    }

    /// Sets the boxes of the lines, and the wishes and boxes of their pieces with them.
    pub(super) fn confine(&mut self, low: &[i64], high: &[i64]) {
        for piece in &mut self.pieces {
            let line = piece.line as usize;
            let (wish, low, high) = (self.problem.wish[line], low[line], high[line]);
            (piece.wish, piece.low, piece.high) = match self.problem.movement {
                None => (wish, low, high),
                Some((base, _)) if piece.added => {
                    let base = base[line];
                    (wish - base, low.max(base) - base, high.max(base) - base)
                }
                Some((base, _)) => (wish, low.min(base[line]), high.min(base[line])),
            };
        }
    }

    /// How many nodes there are.
    pub(super) fn nodes(&self) -> usize {
        self.trees[0].branches.len() + self.trees[1].branches.len()
    }

    /// The node of the root of the second tree.
    pub(super) fn sink(&self) -> usize {
        self.trees[0].branches.len()
    }

    /// How many stems there are.
    pub(super) fn stems(&self) -> usize {
        self.nodes() - 2
    }

    /// The family and the branch of a stem.
    pub(super) fn branch_of(&self, stem: usize) -> (usize, usize) {
        let first = self.trees[0].branches.len() - 1;
        if stem < first { (0, stem + 1) } else { (1, stem - first + 1) }
    }

    /// The stem of a branch that is no root.
    pub(super) fn stem_of(&self, family: usize, branch: usize) -> usize {
        if family == 0 { branch - 1 } else { self.sink() + branch - 2 }
    }

    /// The pieces of a cell.
    pub(super) fn pieces_of(&self, cell: usize) -> &[Piece] {
        let cell = &self.cells[cell];
        &self.pieces[cell.first..cell.end]
    }

    /// Changes the boxes of the pieces of a cell.
    pub(super) fn narrow(&mut self, cell: usize, change: impl Fn(&mut Piece)) {
        let cell = self.cells[cell];
        self.pieces[cell.first..cell.end].iter_mut().for_each(change);
    }

    /// The arcs at a node.
    pub(super) fn links_of(&self, node: usize) -> &[Link] {
        &self.links[self.starts[node] as usize..self.starts[node + 1] as usize]
    }

    /// The bounds of all arcs under the present boxes.
    ///
    /// A stem without a bound of its own gets one a cent beyond what its lines allow, so that no cut stops at it.
    pub(super) fn bounds(&self) -> Result<Bounds, Box<Conflict>> {
        let mut bounds = Bounds { low: vec![0; self.arcs.len()], high: vec![0; self.arcs.len()] };
        let mut sums = (vec![0; self.nodes()], vec![0; self.nodes()]);
        for cell in 0..self.cells.len() {
            let arc = self.stems() + cell;
            for piece in self.pieces_of(cell) {
                bounds.low[arc] += piece.low;
                bounds.high[arc] += piece.high;
            }
            for node in [self.arcs[arc].tail, self.arcs[arc].head] {
                sums.0[node] += bounds.low[arc];
                sums.1[node] += bounds.high[arc];
            }
        }
        for sums in [&mut sums.0, &mut sums.1] {
            let (first, second) = sums.split_at_mut(self.sink());
            self.trees[0].gather(first);
            self.trees[1].gather(second);
        }
        for stem in 0..self.stems() {
            if let Some(flow) = self.fixed[stem] {
                (bounds.low[stem], bounds.high[stem]) = (flow, flow);
                continue;
            }
            let (family, branch) = self.branch_of(stem);
            let node = family * self.sink() + branch;
            let (least, most) = (sums.0[node] - 1, sums.1[node] + 1);
            let group = &self.trees[family].branches[branch];
            bounds.low[stem] = group.low.map_or(least, |(low, _)| least.max(low));
            bounds.high[stem] = group.high.map_or(most, |(high, _)| most.min(high));
            if bounds.low[stem] > bounds.high[stem] {
                return Err(Conflict::of_stem(self, stem, &bounds));
            }
        }
        Ok(bounds)
    }

    /// What each line holds when each piece holds what is given.
    pub(super) fn amounts(&self, pieces: &[i64]) -> Vec<i64> {
        let mut amounts = vec![0; self.problem.wish.len()];
        for (piece, amount) in self.pieces.iter().zip(pieces) {
            amounts[piece.line as usize] += amount;
        }
        amounts
    }

    fn link(&mut self) {
        let mut starts = vec![0_u32; self.nodes() + 1];
        for arc in &self.arcs {
            starts[arc.tail + 1] += 1;
            starts[arc.head + 1] += 1;
        }
        for node in 0..self.nodes() {
            starts[node + 1] += starts[node];
        }
        let mut next = starts.clone();
        let none = Link { arc: 0, other: 0, leaves: false };
        self.links = vec![none; 2 * self.arcs.len()];
        for (number, arc) in (0_u32..).zip(&self.arcs) {
            for (node, other, leaves) in [(arc.tail, arc.head, true), (arc.head, arc.tail, false)] {
                self.links[next[node] as usize] = Link { arc: number, other: other as u32, leaves };
                next[node] += 1;
            }
        }
        self.starts = starts;
    }
}

/// The tree of the second family, or of the movement.
fn second_tree(problem: &Problem) -> Forest {
    match problem.movement {
        Some((base, cap)) => {
            assert!(problem.families[1].is_empty(), "the movement takes the place of the second family");
            assert!(base.len() == problem.wish.len(), "the movement has a base per line");
            Forest::of_movement(problem.wish.len(), cap)
        }
        None => Forest::plant(problem.wish.len(), problem.families[1]),
    }
}

/// A piece and its place in the network.
#[derive(Clone, Copy)]
struct Placed {
    tail: u32,
    head: u32,
    weight: i64,
    line: u32,
    added: bool,
}

/// The pieces in the order of the lines, and of each line first what is kept.
fn place(problem: &Problem, trees: &[Forest; 2]) -> Vec<Placed> {
    let second = trees[0].branches.len();
    let mut placed = Vec::with_capacity(problem.wish.len());
    for (line, weight) in (0_u32..).zip(problem.weights) {
        let index = line as usize;
        let tail = trees[0].home[index] as u32;
        if problem.movement.is_some() {
            placed.push(Placed { tail, head: (second + 1) as u32, weight: *weight, line, added: false });
            placed.push(Placed { tail, head: (second + 2) as u32, weight: *weight, line, added: true });
        } else {
            let head = (second + trees[1].home[index]) as u32;
            placed.push(Placed { tail, head, weight: *weight, line, added: false });
        }
    }
    placed
}

/// The numbers of pieces by tail, head and weight, and among equals as they come.
fn sorted(placed: &[Placed], nodes: usize) -> Vec<u32> {
    let mut order: Vec<u32> = (0_u32..).take(placed.len()).collect();
    if placed.windows(2).any(|pair| pair[0].weight != pair[1].weight) {
        order.sort_by_key(|number| placed[*number as usize].weight);
    }
    let order = counted(&order, nodes, |number| placed[number as usize].head as usize);
    counted(&order, nodes, |number| placed[number as usize].tail as usize)
}

/// Numbers by key, and among equals as they come.
pub(super) fn counted(numbers: &[u32], keys: usize, key: impl Fn(u32) -> usize) -> Vec<u32> {
    let mut next = vec![0_u32; keys + 1];
    numbers.iter().for_each(|number| next[key(*number) + 1] += 1);
    for place in 0..keys {
        next[place + 1] += next[place];
    }
    let mut sorted = vec![0; numbers.len()];
    for number in numbers {
        let place = &mut next[key(*number)];
        sorted[*place as usize] = *number;
        *place += 1;
    }
    sorted
}

/// The arcs between branches: downwards in the first tree, upwards in the second.
fn stems(trees: &[Forest; 2]) -> Vec<Arc> {
    let second = trees[0].branches.len();
    let down = trees[0].branches.iter().enumerate().skip(1);
    let up = trees[1].branches.iter().enumerate().skip(1);
    down.map(|(branch, group)| Arc { tail: group.parent, head: branch })
        .chain(up.map(|(branch, group)| Arc { tail: second + branch, head: second + group.parent }))
        .collect()
}

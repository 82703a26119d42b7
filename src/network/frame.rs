//! The network of a problem: nodes, arcs, cells, and the bounds of what flows.

use std::borrow::Cow;
use std::ops::Range;

use super::clash::Conflict;
use super::forest::Forest;
use super::problem::{Problem, Span};

/// A line, or the part of a line below or above the base of the movement.
#[derive(Debug, Clone, Copy)]
pub(super) struct Piece {
    /// The line.
    pub(super) line: usize,
    /// Whether it is the part above the base.
    pub(super) added: bool,
    /// What it would like to hold.
    pub(super) wish: i64,
    /// The least it can hold.
    pub(super) low: i64,
    /// The most it can hold.
    pub(super) high: i64,
}

/// From one node to another: a branch and the one around it, or a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Arc {
    /// Where the money comes from.
    pub(super) tail: u32,
    /// Where it goes.
    pub(super) head: u32,
}

impl Arc {
    /// Where the money comes from, as an index.
    pub(super) fn tail(self) -> usize {
        self.tail as usize
    }

    /// Where it goes, as an index.
    pub(super) fn head(self) -> usize {
        self.head as usize
    }
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

/// The network. Its first arcs, the stems, join a branch to the one around it; the others are the cells: the pieces with
/// the same innermost groups and the same weight, in the order of their lines. Cells come in the order of their tails.
#[derive(Debug)]
pub(super) struct Frame<'a> {
    /// The question.
    pub(super) problem: &'a Problem<'a>,
    /// The two trees. The nodes are the branches of the first, then those of the second.
    pub(super) trees: [Forest; 2],
    /// All arcs.
    pub(super) arcs: Vec<Arc>,
    /// How many cells there are.
    pub(super) cells: usize,
    /// The box of each piece, cell by cell.
    pub(super) boxes: Vec<Span>,
    /// The stems whose flow is known already.
    pub(super) fixed: Vec<Option<i64>>,
    /// Where the pieces of each cell start, and the end of the last; empty if each cell has one.
    starts: Vec<u32>,
    /// The number that each piece has in the order of the lines; empty if that is the order of the cells.
    numbers: Vec<u32>,
    /// Where the cells of each node start: those that leave it in the order of the cells, those that enter it in `entering`.
    cells_at: Vec<u32>,
    /// The arc and the tail of each cell, by head.
    entering: Vec<(u32, u32)>,
    /// Where the stems of each node start.
    stems_at: Vec<u32>,
    stem_links: Vec<Link>,
}

impl<'a> Frame<'a> {
    /// The network of a problem whose lines have the given boxes.
    pub(super) fn build(problem: &'a Problem<'a>, boxes: Vec<Span>) -> Result<Self, Box<Conflict>> {
        let lines = boxes.len();
        let trees = [Forest::plant(lines, problem.families[0]), second_tree(problem)];
        for (family, tree) in trees.iter().enumerate() {
            if let Some(group) = tree.void {
                return Err(Conflict::of_group(family, group));
            }
        }
        let mut arcs = stems(&trees);
        let places = Places { problem, trees: &trees };
        let (mut numbers, mut starts) = (Vec::new(), Vec::new());
        if places.are_apart_in_order() {
            arcs.reserve_exact(lines);
            arcs.extend((0..lines).map(|line| places.place(line)));
        } else {
            numbers = places.sorted();
            let mut last = None;
            for (at, number) in (0_u32..).zip(&numbers) {
                let (arc, weight) = (places.place(*number as usize), places.weight(*number as usize));
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
        let mut frame = Self {
            problem,
            fixed: vec![None; trees[0].branches.len() + trees[1].branches.len() - 2],
            trees,
            cells: 0,
            arcs,
            boxes: Vec::new(),
            starts,
            numbers,
            cells_at: Vec::new(),
            entering: Vec::new(),
            stems_at: Vec::new(),
            stem_links: Vec::new(),
        };
        frame.cells = frame.arcs.len() - frame.stems();
        frame.confine(boxes);
        frame.link_stems();
        frame.link_cells();
        Ok(frame)
    }

    /// Sets the boxes of the lines, and those of their pieces with them.
    pub(super) fn confine(&mut self, boxes: Vec<Span>) {
        let Some((base, _)) = self.problem.movement else {
            self.boxes = match self.numbers.as_slice() {
                [] => boxes,
                numbers => numbers.iter().map(|line| boxes[*line as usize]).collect(),
            };
            return;
        };
        let confined = self.numbers.iter().map(|number| {
            let (line, added) = part(*number as usize);
            let (span, base) = (boxes[line], base[line]);
            if added {
                Span { low: span.low.max(base) - base, high: span.high.max(base) - base }
            } else {
                Span { low: span.low.min(base), high: span.high.min(base) }
            }
        });
        self.boxes = confined.collect();
    }

    /// A piece by its place among all.
    pub(super) fn piece(&self, place: usize) -> Piece {
        let number = self.numbers.get(place).map_or(place, |number| *number as usize);
        let Span { low, high } = self.boxes[place];
        match self.problem.movement {
            None => Piece { line: number, added: false, wish: self.problem.wish[number], low, high },
            Some((base, _)) => {
                let (line, added) = part(number);
                let wish = self.problem.wish[line] - if added { base[line] } else { 0 };
                Piece { line, added, wish, low, high }
            }
        }
    }

    /// The places of the pieces of a cell.
    pub(super) fn places_of(&self, cell: usize) -> Range<usize> {
        match self.starts.as_slice() {
            [] => cell..cell + 1,
            starts => starts[cell] as usize..starts[cell + 1] as usize,
        }
    }

    /// The pieces of a cell.
    pub(super) fn pieces_of(&self, cell: usize) -> impl ExactSizeIterator<Item = Piece> + '_ {
        self.places_of(cell).map(|place| self.piece(place))
    }

    /// The weight of the pieces of a cell.
    pub(super) fn weight_of(&self, cell: usize) -> i64 {
        if self.problem.weights.is_empty() {
            return 1;
        }
        self.problem.weight(self.piece(self.places_of(cell).start).line)
    }

    /// Whether each cell is a single piece.
    pub(super) fn has_singles_only(&self) -> bool {
        self.starts.is_empty()
    }

    /// The wish of each cell if all are single pieces.
    pub(super) fn wishes_of_singles(&self) -> Option<Cow<'a, [i64]>> {
        if !self.has_singles_only() {
            return None;
        }
        if self.numbers.is_empty() {
            return Some(Cow::Borrowed(self.problem.wish));
        }
        Some(Cow::Owned((0..self.cells).map(|place| self.piece(place).wish).collect()))
    }

    /// The places of all pieces in the order of the lines.
    pub(super) fn in_line_order(&self) -> Vec<u32> {
        let mut places: Vec<u32> = (0_u32..).take(self.boxes.len()).collect();
        for (place, number) in (0_u32..).zip(&self.numbers) {
            places[*number as usize] = place;
        }
        places
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
        self.fixed.len()
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

    /// The stems at a node.
    pub(super) fn stems_of(&self, node: usize) -> &[Link] {
        &self.stem_links[self.stems_at[node] as usize..self.stems_at[node + 1] as usize]
    }

    /// The cells that leave a node of the first tree, as arcs.
    pub(super) fn leaving(&self, node: usize) -> Range<usize> {
        let stems = self.stems();
        stems + self.cells_at[node] as usize..stems + self.cells_at[node + 1] as usize
    }

    /// The cells that enter a node of the second tree, as arcs, with their tails.
    pub(super) fn entering(&self, node: usize) -> &[(u32, u32)] {
        &self.entering
            [self.cells_at[node] as usize - self.cells..self.cells_at[node + 1] as usize - self.cells]
    }

    /// Whether a node has cells.
    pub(super) fn has_cells(&self, node: usize) -> bool {
        self.cells_at[node] < self.cells_at[node + 1]
    }

    /// An arc at a node by its place there: first the stems.
    pub(super) fn link(&self, node: usize, place: usize) -> Option<Link> {
        let stems = self.stems_of(node);
        let Some(place) = place.checked_sub(stems.len()) else { return Some(stems[place]) };
        if node < self.sink() {
            let arc = self.leaving(node).nth(place)?;
            return Some(Link { arc: arc as u32, other: self.arcs[arc].head, leaves: true });
        }
        let (arc, other) = *self.entering(node).get(place)?;
        Some(Link { arc, other, leaves: false })
    }

    /// The arcs at a node.
    pub(super) fn links_of(&self, node: usize) -> impl Iterator<Item = Link> + '_ {
        (0..).map_while(move |place| self.link(node, place))
    }

    /// The bounds of all arcs under the present boxes.
    pub(super) fn bounds(&self) -> Result<Vec<Span>, Box<Conflict>> {
        let cells: Vec<Span> = match self.starts.as_slice() {
            [] => self.boxes.clone(),
            starts => {
                let sum = |places: &[u32]| {
                    let boxes = &self.boxes[places[0] as usize..places[1] as usize];
                    boxes.iter().fold(Span::default(), |sum, span| sum + *span)
                };
                starts.windows(2).map(sum).collect()
            }
        };
        let mut bounds = self.stem_bounds(&cells)?;
        bounds.extend(cells);
        Ok(bounds)
    }

    /// The bounds of the stems under those of the cells.
    ///
    /// A stem without a bound of its own gets one a cent beyond what its lines allow, so that no cut stops at it.
    pub(super) fn stem_bounds(&self, cells: &[Span]) -> Result<Vec<Span>, Box<Conflict>> {
        let mut bounds = vec![Span::default(); self.stems()];
        let mut sums = vec![Span::default(); self.nodes()];
        for node in 0..self.sink() {
            let mut sum = Span::default();
            for arc in self.leaving(node) {
                let cell = cells[arc - self.stems()];
                sums[self.arcs[arc].head()] += cell;
                sum += cell;
            }
            sums[node] = sum;
        }
        let (first, second) = sums.split_at_mut(self.sink());
        self.trees[0].gather(first);
        self.trees[1].gather(second);
        for stem in 0..self.stems() {
            if let Some(flow) = self.fixed[stem] {
                bounds[stem] = Span { low: flow, high: flow };
                continue;
            }
            let (family, branch) = self.branch_of(stem);
            let sum = sums[family * self.sink() + branch];
            let (least, most) = (sum.low - 1, sum.high + 1);
            let group = &self.trees[family].branches[branch];
            let low = group.low.map_or(least, |(low, _)| least.max(low));
            let high = group.high.map_or(most, |(high, _)| most.min(high));
            bounds[stem] = Span { low, high };
            if low > high {
                return Err(Conflict::of_stem(self, stem, &bounds));
            }
        }
        Ok(bounds)
    }

    /// What each piece holds when the first pieces of each cell hold as much of the flow as their boxes allow.
    pub(super) fn fill(&self, mut flow: Vec<i64>) -> Vec<i64> {
        if self.has_singles_only() {
            flow.drain(..self.stems());
            return flow;
        }
        let mut pieces: Vec<i64> = self.boxes.iter().map(|span| span.low).collect();
        for (cell, amount) in flow[self.stems()..].iter().enumerate() {
            let places = self.places_of(cell);
            let mut rest = amount - pieces[places.clone()].iter().sum::<i64>();
            for place in places {
                let more = rest.min(self.boxes[place].high - self.boxes[place].low);
                pieces[place] += more;
                rest -= more;
            }
        }
        pieces
    }

    /// What each line holds when each piece holds what is given.
    pub(super) fn amounts(&self, pieces: Vec<i64>) -> Vec<i64> {
        if self.numbers.is_empty() {
            return pieces;
        }
        let mut amounts = vec![0; self.problem.wish.len()];
        for (place, amount) in pieces.into_iter().enumerate() {
            amounts[self.piece(place).line] += amount;
        }
        amounts
    }

    fn link_stems(&mut self) {
        let stems = &self.arcs[..self.fixed.len()];
        let ends = |stem: &Arc| [(stem.tail, stem.head, true), (stem.head, stem.tail, false)];
        let mut starts = vec![0_u32; self.nodes() + 1];
        stems.iter().flat_map(ends).for_each(|(node, _, _)| starts[node as usize + 1] += 1);
        accumulate(&mut starts);
        let mut next = starts.clone();
        self.stem_links = vec![Link { arc: 0, other: 0, leaves: false }; 2 * stems.len()];
        for (arc, stem) in (0_u32..).zip(stems) {
            for (node, other, leaves) in ends(stem) {
                self.stem_links[next[node as usize] as usize] = Link { arc, other, leaves };
                next[node as usize] += 1;
            }
        }
        self.stems_at = starts;
    }

    fn link_cells(&mut self) {
        let stems = self.stems();
        let cells = &self.arcs[stems..];
        let mut starts = vec![0_u32; self.nodes() + 1];
        for run in cells.chunk_by(|one, other| one.tail == other.tail) {
            starts[run[0].tail as usize + 1] = run.len() as u32;
        }
        cells.iter().for_each(|cell| starts[cell.head() + 1] += 1);
        accumulate(&mut starts);
        let mut next: Vec<u32> =
            starts[self.sink()..].iter().map(|start| start - cells.len() as u32).collect();
        self.entering = vec![(0, 0); cells.len()];
        for (arc, cell) in (stems as u32..).zip(cells) {
            let next = &mut next[cell.head() - self.sink()];
            self.entering[*next as usize] = (arc, cell.tail);
            *next += 1;
        }
        self.cells_at = starts;
    }
}

/// Makes starts of counts.
fn accumulate(counts: &mut [u32]) {
    let mut sum = 0;
    for count in counts {
        sum += *count;
        *count = sum;
    }
}

/// The line of a piece by its number, and whether it is the part above the base.
fn part(number: usize) -> (usize, bool) {
    (number / 2, number % 2 == 1)
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

/// The places of the pieces in the network. They are numbered in the order of the lines, and of each line, if the movement
/// is capped, comes first what is kept.
struct Places<'a> {
    problem: &'a Problem<'a>,
    trees: &'a [Forest; 2],
}

impl Places<'_> {
    fn place(&self, number: usize) -> Arc {
        let second = self.trees[0].branches.len() as u32;
        if self.problem.movement.is_some() {
            let (line, added) = part(number);
            return Arc { tail: self.trees[0].home[line], head: second + 1 + u32::from(added) };
        }
        Arc { tail: self.trees[0].home[number], head: second + self.trees[1].home[number] }
    }

    fn weight(&self, number: usize) -> i64 {
        self.problem.weight(if self.problem.movement.is_some() { part(number).0 } else { number })
    }

    /// Whether each line is a cell of its own, and lines come in the order of the cells.
    fn are_apart_in_order(&self) -> bool {
        let lines = self.problem.wish.len();
        self.problem.movement.is_none() && (1..lines).all(|line| self.place(line - 1) < self.place(line))
    }

    /// The numbers of the pieces by tail, head and weight, and among equals as they come.
    fn sorted(&self) -> Vec<u32> {
        let nodes = self.trees[0].branches.len() + self.trees[1].branches.len();
        let pieces = self.problem.wish.len() * if self.problem.movement.is_some() { 2 } else { 1 };
        let mut order: Vec<u32> = (0_u32..).take(pieces).collect();
        if self.problem.weights.windows(2).any(|pair| pair[0] != pair[1]) {
            order.sort_by_key(|number| self.weight(*number as usize));
        }
        let order = counted(&order, nodes, |number| self.place(number as usize).head as usize);
        counted(&order, nodes, |number| self.place(number as usize).tail as usize)
    }
}

/// Numbers by key, and among equals as they come.
fn counted(numbers: &[u32], keys: usize, key: impl Fn(u32) -> usize) -> Vec<u32> {
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
    let arc = |tail: usize, head: usize| Arc { tail: tail as u32, head: head as u32 };
    down.map(|(branch, group)| arc(group.parent, branch))
        .chain(up.map(|(branch, group)| arc(second + branch, second + group.parent)))
        .collect()
}

//! The network of a problem: nodes, arcs, cells, and the bounds of what flows.

use std::borrow::Cow;
use std::ops::Range;

use super::clash::Conflict;
use super::forest::Forest;
use super::places::{Arc, Places, part, second_tree, stems};
use super::problem::{Boxes, Problem, Span};

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
    pub(super) trees: [Forest<'a>; 2],
    /// All arcs.
    pub(super) arcs: Vec<Arc>,
    /// How many cells there are.
    pub(super) cells: usize,
    /// The box of each piece, cell by cell.
    pub(super) boxes: Boxes<'a>,
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
    pub(super) fn build(problem: &'a Problem<'a>, boxes: Boxes<'a>) -> Result<Self, Box<Conflict>> {
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
        if !places.add_lines(&mut arcs) {
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
            boxes: Boxes::from_iter([]),
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
    pub(super) fn confine(&mut self, boxes: Boxes<'a>) {
        let Some((base, _)) = self.problem.movement else {
            self.boxes = match self.numbers.as_slice() {
                [] => boxes,
                numbers => numbers.iter().map(|line| boxes.at(*line as usize)).collect(),
            };
            return;
        };
        let confined = self.numbers.iter().map(|number| {
            let (line, added) = part(*number as usize);
            let (span, base) = (boxes.at(line), base[line]);
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
        let Span { low, high } = self.boxes.at(place);
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

    /// The weight of each cell if all are single pieces; empty if all are one.
    pub(super) fn weights_of_singles(&self) -> Cow<'a, [i64]> {
        if self.numbers.is_empty() || self.problem.weights.is_empty() {
            return Cow::Borrowed(self.problem.weights);
        }
        Cow::Owned((0..self.cells).map(|cell| self.weight_of(cell)).collect())
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

    /// How many cells are at a node.
    pub(super) fn cells_at(&self, node: usize) -> usize {
        (self.cells_at[node + 1] - self.cells_at[node]) as usize
    }

    /// The first arc at a node from a place on that leads on, with its place. First come the stems.
    #[inline]
    pub(super) fn find_link(
        &self,
        node: usize,
        first: usize,
        leads_on: impl Fn(Link) -> bool,
    ) -> Option<(usize, Link)> {
        let stems = self.stems_of(node);
        for (place, link) in stems.iter().enumerate().skip(first) {
            if leads_on(*link) {
                return Some((place, *link));
            }
        }
        let past = first.saturating_sub(stems.len());
        if node < self.sink() {
            let cells = self.leaving(node);
            let start = cells.start;
            let link = |arc: usize| Link { arc: arc as u32, other: self.arcs[arc].head, leaves: true };
            let arc = cells.skip(past).find(|arc| leads_on(link(*arc)))?;
            return Some((stems.len() + arc - start, link(arc)));
        }
        let link = |(arc, other): &(u32, u32)| Link { arc: *arc, other: *other, leaves: false };
        let cells = self.entering(node);
        let at = cells.get(past..)?.iter().position(|cell| leads_on(link(cell)))? + past;
        Some((stems.len() + at, link(&cells[at])))
    }

    /// Each arc at a node.
    #[inline]
    pub(super) fn for_each_link(&self, node: usize, mut look: impl FnMut(Link)) {
        self.stems_of(node).iter().for_each(|link| look(*link));
        self.for_each_cell(node, look);
    }

    /// Each cell at a node.
    #[inline]
    pub(super) fn for_each_cell(&self, node: usize, mut look: impl FnMut(Link)) {
        if node < self.sink() {
            for arc in self.leaving(node) {
                look(Link { arc: arc as u32, other: self.arcs[arc].head, leaves: true });
            }
        } else {
            for (arc, other) in self.entering(node) {
                look(Link { arc: *arc, other: *other, leaves: false });
            }
        }
    }

    /// The bounds of all arcs under the present boxes.
    pub(super) fn bounds(&self) -> Result<Vec<Span>, Box<Conflict>> {
        let cells: Vec<Span> = match self.starts.as_slice() {
            [] => (0..self.cells).map(|cell| self.boxes.at(cell)).collect(),
            starts => {
                let sum = |places: &[u32]| {
                    let places = places[0] as usize..places[1] as usize;
                    places.fold(Span::default(), |sum, place| sum + self.boxes.at(place))
                };
                starts.windows(2).map(sum).collect()
            }
        };
        let mut bounds = self.stem_bounds(|cell| cells[cell])?;
        bounds.extend(cells);
        Ok(bounds)
    }

    /// The bounds of the stems under those of the cells.
    ///
    /// A stem without a bound of its own gets one a cent beyond what its lines allow, so that no cut stops at it.
    pub(super) fn stem_bounds(&self, of_cell: impl Fn(usize) -> Span) -> Result<Vec<Span>, Box<Conflict>> {
        let mut bounds = vec![Span::default(); self.stems()];
        let mut sums = vec![Span::default(); self.nodes()];
        for node in 0..self.sink() {
            let mut sum = Span::default();
            for arc in self.leaving(node) {
                let cell = of_cell(arc - self.stems());
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
        let mut pieces = self.boxes.low.to_vec();
        for (cell, amount) in flow[self.stems()..].iter().enumerate() {
            let places = self.places_of(cell);
            let mut rest = amount - pieces[places.clone()].iter().sum::<i64>();
            for place in places {
                let more = rest.min(self.boxes.high[place] - self.boxes.low[place]);
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

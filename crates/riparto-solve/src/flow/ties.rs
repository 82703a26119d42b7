//! The odd cents, that are worth the same on several lines.

use std::ops::Range;

use super::frame::Frame;

/// The optima of least squares: pieces that hold their least amount or one cent more, and stems that are free.
///
/// The odd cents are given from the first line on. A line without one in its cell gets one if some cycle of equally
/// good cents goes through it. Such a cycle stays within nodes that reach each other; where a search fails, it
/// splits them, and what joins the parts is settled for good. Each node keeps, as bits, by which of its arcs a cent
/// can leave and by which one can come, so that a search sees no others.
pub(super) struct Ties<'a> {
    frame: &'a Frame<'a>,
    stems: Vec<Stem>,
    cells: Vec<Cell>,
    part: Vec<usize>,
    parts: usize,
    /// Where the arcs of each node start in `arcs`, at a multiple of 64; those of the last end where the list ends.
    starts: Vec<usize>,
    arcs: Vec<u32>,
    /// The place of each arc among those of its tail, and of its head.
    places: Vec<[u32; 2]>,
    /// For each place, whether a cent can come there, and whether one can leave.
    bits: [Vec<u64>; 2],
    /// At which place a search backwards, or forwards, begins.
    first: [Vec<usize>; 2],
    reached: Vec<Reached>,
    searches: u32,
}

/// A cent more on an arc, or a cent less.
#[derive(Clone, Copy)]
struct Step {
    arc: u32,
    along: bool,
}

/// By which step the last search to reach a node did so; backwards, by which step it goes on.
#[derive(Clone, Copy)]
struct Reached {
    search: u32,
    forwards: bool,
    by: Option<Step>,
}

/// One of the two searches: the nodes it has seen, and the path to where it is.
struct Side {
    forwards: bool,
    seen: Vec<usize>,
    path: Vec<Visit>,
}

/// A node on a path: the places that are still to be looked at, from one to an end, and then others.
struct Visit {
    node: usize,
    ahead: Range<usize>,
    then: Range<usize>,
}

/// The room of a stem without a bound.
const FREE: i64 = i64::MAX / 2;

struct Stem {
    down: i64,
    up: i64,
}

/// The pieces of a cell that are not settled yet, and how many of them have the odd cent.
struct Cell {
    undecided: i32,
    given: i32,
}

/// No place: the end of a node is filled up with it.
const NONE: u32 = u32::MAX;

impl<'a> Ties<'a> {
    /// The ties of a network whose boxes allow exactly the optima, of which `flow` is one.
    pub(super) fn find(frame: &'a Frame<'a>, flow: Vec<i64>) -> Self {
        let nodes = frame.nodes();
        let mut ties = Self {
            frame,
            stems: Vec::with_capacity(frame.stems()),
            cells: Vec::with_capacity(frame.cells),
            part: vec![0; nodes],
            parts: 1,
            starts: Vec::with_capacity(nodes + 1),
            arcs: Vec::new(),
            places: vec![[NONE; 2]; frame.arcs.len()],
            bits: [Vec::new(), Vec::new()],
            first: [Vec::new(), Vec::new()],
            reached: vec![Reached { search: 0, forwards: true, by: None }; nodes],
            searches: 0,
        };
        let mut open: Vec<u32> = Vec::with_capacity(frame.arcs.len());
        for (arc, amount) in flow.into_iter().enumerate() {
            let is_open = if arc < frame.stems() {
                let (family, branch) = frame.branch_of(arc);
                let group = &frame.trees[family].branches[branch];
                let fixed = frame.fixed[arc].is_some();
                let down = group.low.map_or(FREE, |(low, _)| amount - low);
                let up = group.high.map_or(FREE, |(high, _)| high - amount);
                ties.stems.push(if fixed { Stem { down: 0, up: 0 } } else { Stem { down, up } });
                !fixed
            } else {
                let places = frame.places_of(arc - frame.stems());
                let least: i64 = frame.boxes.low[places.clone()].iter().sum();
                let most: i64 = frame.boxes.high[places].iter().sum();
                ties.cells.push(Cell { undecided: (most - least) as i32, given: (amount - least) as i32 });
                most > least
            };
            if is_open {
                open.push(arc as u32);
            }
        }
        ties.link(&open);
        ties
    }

    /// Lays out the open arcs by node.
    fn link(&mut self, open: &[u32]) {
        let mut counts = vec![0_usize; self.frame.nodes()];
        for arc in open {
            let ends = self.frame.arcs[*arc as usize];
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
        self.bits = [vec![0; start / 64], vec![0; start / 64]];
        self.first = [self.starts.clone(), self.starts.clone()];
        let mut next = self.starts.clone();
        for arc in open {
            let ends = self.frame.arcs[*arc as usize];
            for (end, node) in [ends.tail(), ends.head()].into_iter().enumerate() {
                self.arcs[next[node]] = *arc;
                self.places[*arc as usize][end] = next[node] as u32;
                next[node] += 1;
            }
            self.show(*arc as usize);
        }
    }

    /// Sets the bits of an arc by the room that it has.
    fn show(&mut self, arc: usize) {
        let [tail, head] = self.places[arc].map(|place| place as usize);
        let (along, against) = match self.stems.get(arc) {
            Some(stem) => (stem.up > 0, stem.down > 0),
            None => {
                let cell = &self.cells[arc - self.stems.len()];
                (cell.given < cell.undecided, cell.given > 0)
            }
        };
        for (forwards, place, is) in
            [(1, tail, along), (0, tail, against), (1, head, against), (0, head, along)]
        {
            let word = &mut self.bits[forwards][place / 64];
            *word = (*word & !(1 << (place % 64))) | (u64::from(is) << (place % 64));
        }
    }

    /// What each piece holds in the lexicographically greatest optimum.
    pub(super) fn resolve(mut self) -> Vec<i64> {
        let mut amounts = self.frame.boxes.low.to_vec();
        let frame = self.frame;
        let mut cell_of: Vec<usize> = Vec::with_capacity(amounts.len());
        for cell in 0..self.cells.len() {
            cell_of.extend(frame.places_of(cell).map(|_| cell));
        }
        let mut sides = [Side::new(true), Side::new(false)];
        for piece in frame.in_line_order().into_iter().map(|piece| piece as usize) {
            if frame.boxes.high[piece] == frame.boxes.low[piece] {
                continue;
            }
            let cell = cell_of[piece];
            if self.cells[cell].given == 0 && self.raise(cell, &mut sides) {
                self.cells[cell].given = 1;
            }
            self.cells[cell].undecided -= 1;
            if self.cells[cell].given > 0 {
                self.cells[cell].given -= 1;
                amounts[piece] += 1;
            }
            self.show(frame.stems() + cell);
        }
        amounts
    }

    /// Moves a cent into a cell from wherever it is worth the same; false when it comes from nowhere.
    ///
    /// A search goes forwards from the head of the cell and another backwards from its tail, in turns of one arc, in
    /// depth first. At each node they begin with the arc that led on last time. When one of them has nowhere to go,
    /// what it reached is a part of its own.
    fn raise(&mut self, cell: usize, sides: &mut [Side; 2]) -> bool {
        let ends = self.frame.arcs[self.frame.stems() + cell];
        if self.part[ends.tail()] != self.part[ends.head()] {
            return false;
        }
        self.searches += 1;
        for (side, node) in sides.iter_mut().zip([ends.head(), ends.tail()]) {
            side.seen.clear();
            side.path.clear();
            self.reach(side, node, None);
        }
        for turn in (0..2).cycle() {
            let side = &mut sides[turn];
            let Some(visit) = side.path.last_mut() else {
                for node in &side.seen {
                    self.part[*node] = self.parts;
                }
                self.parts += 1;
                return false;
            };
            match visit.next(&self.bits[usize::from(side.forwards)]) {
                Some(place) => {
                    let node = visit.node;
                    if let Some(joint) = self.look(side, node, place) {
                        self.turn(joint);
                        return true;
                    }
                }
                None => {
                    side.path.pop();
                }
            }
        }
        false
    }

    /// Looks at an arc with room at the node where a search is; the step that joins the two searches, if this is it.
    fn look(&mut self, side: &mut Side, node: usize, place: usize) -> Option<Step> {
        let arc = self.arcs[place] as usize;
        let ends = self.frame.arcs[arc];
        let leaves = self.places[arc][0] as usize == place;
        let far = if leaves { ends.head() } else { ends.tail() };
        let way = usize::from(side.forwards);
        if self.part[node] != self.part[far] {
            self.bits[way][place / 64] &= !(1 << (place % 64));
            return None;
        }
        let step = Step { arc: arc as u32, along: leaves == side.forwards };
        let there = self.reached[far];
        let met = there.search == self.searches;
        if met && there.forwards == side.forwards {
            return None;
        }
        self.first[way][node] = place;
        if met {
            return Some(step);
        }
        self.reach(side, far, Some(step));
        None
    }

    fn reach(&mut self, side: &mut Side, node: usize, by: Option<Step>) {
        self.reached[node] = Reached { search: self.searches, forwards: side.forwards, by };
        let first = self.first[usize::from(side.forwards)][node];
        side.seen.push(node);
        let (ahead, then) = (first..self.starts[node + 1], self.starts[node]..first);
        side.path.push(Visit { node, ahead, then });
    }

    /// From where to where a step goes.
    fn ends(&self, step: Step) -> (usize, usize) {
        let ends = self.frame.arcs[step.arc as usize];
        if step.along { (ends.tail(), ends.head()) } else { (ends.head(), ends.tail()) }
    }

    /// Moves a cent along the path that the last two searches found, joined by a step.
    fn turn(&mut self, joint: Step) {
        self.take(joint);
        let (mut start, mut end) = self.ends(joint);
        while let Some(step) = self.reached[start].by {
            self.take(step);
            start = self.ends(step).0;
        }
        while let Some(step) = self.reached[end].by {
            self.take(step);
            end = self.ends(step).1;
        }
    }

    fn take(&mut self, step: Step) {
        let change: i32 = if step.along { 1 } else { -1 };
        let (arc, stems) = (step.arc as usize, self.stems.len());
        if let Some(stem) = self.stems.get_mut(arc) {
            stem.up -= i64::from(change);
            stem.down += i64::from(change);
        } else {
            self.cells[arc - stems].given += change;
        }
        self.show(arc);
    }
}

impl Side {
    fn new(forwards: bool) -> Self {
        Self { forwards, seen: Vec::new(), path: Vec::new() }
    }
}

impl Visit {
    /// The next place with a bit.
    fn next(&mut self, bits: &[u64]) -> Option<usize> {
        loop {
            while self.ahead.start < self.ahead.end {
                let word = bits[self.ahead.start / 64] >> (self.ahead.start % 64);
                if word == 0 {
                    self.ahead.start = (self.ahead.start / 64 + 1) * 64;
                    continue;
                }
                let place = self.ahead.start + word.trailing_zeros() as usize;
                self.ahead.start = place + 1;
                if place < self.ahead.end {
                    return Some(place);
                }
            }
            if self.then.is_empty() {
                return None;
            }
            self.ahead = std::mem::replace(&mut self.then, 0..0);
        }
    }
}

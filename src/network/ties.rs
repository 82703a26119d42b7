//! The odd cents, that are worth the same on several lines.

use super::frame::Frame;

/// The optima of least squares: pieces that hold their least amount or one cent more, and stems that are free.
///
/// The odd cents are given from the first line on. A line without one in its cell gets one if some cycle of equally
/// good cents goes through it. Such a cycle stays within nodes that reach each other; where a search fails, it
/// splits them, and what joins the parts is settled for good.
pub(super) struct Ties<'a> {
    frame: &'a Frame<'a>,
    stems: Vec<Stem>,
    cells: Vec<Cell>,
    part: Vec<usize>,
    parts: usize,
    /// The open arcs at each node, as steps away from it.
    open: Vec<Vec<Step>>,
    /// How often an arc was looked at that is not open any more.
    stale: Vec<usize>,
    /// At which of its open arcs a search backwards, or forwards, begins.
    first: [Vec<usize>; 2],
    reached: Vec<Reached>,
    searches: usize,
}

/// A cent more on an arc, or a cent less.
#[derive(Clone, Copy)]
struct Step {
    arc: usize,
    along: bool,
}

/// By which step the last search to reach a node did so; backwards, by which step it goes on.
#[derive(Clone, Copy)]
struct Reached {
    search: usize,
    forwards: bool,
    by: Option<Step>,
}

/// One of the two searches: the nodes it has seen, and the path to where it is.
struct Side {
    forwards: bool,
    seen: Vec<usize>,
    path: Vec<Visit>,
}

/// A node on a path: at which of its open arcs the looking began, and how many were looked at.
#[derive(Clone, Copy)]
struct Visit {
    node: usize,
    first: usize,
    looked: usize,
}

/// The room of a stem without a bound.
const FREE: i64 = i64::MAX / 2;

struct Stem {
    down: i64,
    up: i64,
}

/// The pieces of a cell that are not settled yet, and how many of them have the odd cent.
struct Cell {
    undecided: i64,
    given: i64,
}

impl<'a> Ties<'a> {
    /// The ties of a network whose boxes allow exactly the optima, of which `flow` is one.
    pub(super) fn find(frame: &'a Frame<'a>, flow: Vec<i64>) -> Self {
        let mut ties = Self {
            frame,
            stems: Vec::with_capacity(frame.stems()),
            cells: Vec::with_capacity(frame.cells.len()),
            part: vec![0; frame.nodes()],
            parts: 1,
            open: vec![Vec::new(); frame.nodes()],
            stale: vec![0; frame.nodes()],
            first: [vec![0; frame.nodes()], vec![0; frame.nodes()]],
            reached: vec![Reached { search: 0, forwards: true, by: None }; frame.nodes()],
            searches: 0,
        };
        for (arc, amount) in flow.into_iter().enumerate() {
            let open = if arc < frame.stems() {
                let (family, branch) = frame.branch_of(arc);
                let group = &frame.trees[family].branches[branch];
                let fixed = frame.fixed[arc].is_some();
                let down = group.low.map_or(FREE, |(low, _)| amount - low);
                let up = group.high.map_or(FREE, |(high, _)| high - amount);
                ties.stems.push(if fixed { Stem { down: 0, up: 0 } } else { Stem { down, up } });
                !fixed
            } else {
                let pieces = frame.pieces_of(arc - frame.stems());
                let least: i64 = pieces.iter().map(|piece| piece.low).sum();
                let most: i64 = pieces.iter().map(|piece| piece.high).sum();
                ties.cells.push(Cell { undecided: most - least, given: amount - least });
                most > least
            };
            if open {
                ties.open[frame.arcs[arc].tail].push(Step { arc, along: true });
                ties.open[frame.arcs[arc].head].push(Step { arc, along: false });
            }
        }
        ties
    }

    /// What each piece holds in the lexicographically greatest optimum.
    pub(super) fn resolve(mut self) -> Vec<i64> {
        let mut amounts: Vec<i64> = self.frame.pieces.iter().map(|piece| piece.low).collect();
        let frame = self.frame;
        let mut cell_of: Vec<usize> = Vec::with_capacity(amounts.len());
        for cell in 0..self.cells.len() {
            cell_of.extend(frame.pieces_of(cell).iter().map(|_| cell));
        }
        for piece in frame.in_line_order.iter().map(|piece| *piece as usize) {
            if frame.pieces[piece].high == frame.pieces[piece].low {
                continue;
            }
            let cell = cell_of[piece];
            if self.cells[cell].given == 0 && self.raise(cell) {
                self.cells[cell].given = 1;
            }
            self.cells[cell].undecided -= 1;
            if self.cells[cell].given > 0 {
                self.cells[cell].given -= 1;
                amounts[piece] += 1;
            }
        }
        amounts
    }

    /// Moves a cent into a cell from wherever it is worth the same; false when it comes from nowhere.
    ///
    /// A search goes forwards from the head of the cell and another backwards from its tail, in turns of one arc, in
    /// depth first. At each node they begin with the arc that led on last time. When one of them has nowhere to go,
    /// what it reached is a part of its own.
    fn raise(&mut self, cell: usize) -> bool {
        let ends = self.frame.arcs[self.frame.stems() + cell];
        if self.part[ends.tail] != self.part[ends.head] {
            return false;
        }
        self.searches += 1;
        let mut sides = [Side::new(true), Side::new(false)];
        self.reach(&mut sides[0], ends.head, None);
        self.reach(&mut sides[1], ends.tail, None);
        for turn in (0..2).cycle() {
            let side = &mut sides[turn];
            match side.path.last().copied() {
                Some(visit) if visit.looked < self.open[visit.node].len() => {
                    if let Some(joint) = self.look(side, visit) {
                        self.turn(joint);
                        break;
                    }
                }
                Some(_) => {
                    side.path.pop();
                }
                None => {
                    for node in &side.seen {
                        self.part[*node] = self.parts;
                    }
                    self.parts += 1;
                    return false;
                }
            }
        }
        true
    }

    /// Looks at the next arc of the node where a search is; the step that joins the two searches, if this is it.
    fn look(&mut self, side: &mut Side, visit: Visit) -> Option<Step> {
        if let Some(visit) = side.path.last_mut() {
            visit.looked += 1;
        }
        let open = &self.open[visit.node];
        let at = (visit.first + visit.looked) % open.len();
        let step = open[at];
        let far = self.ends(step).1;
        if self.settled(step.arc) || self.part[visit.node] != self.part[far] {
            self.stale[visit.node] += 1;
            return None;
        }
        let step = if side.forwards { step } else { step.reversed() };
        let there = self.reached[far];
        let met = there.search == self.searches;
        if (met && there.forwards == side.forwards) || !self.has_room(step) {
            return None;
        }
        self.first[usize::from(side.forwards)][visit.node] = at;
        if met {
            return Some(step);
        }
        self.reach(side, far, Some(step));
        None
    }

    fn reach(&mut self, side: &mut Side, node: usize, by: Option<Step>) {
        self.reached[node] = Reached { search: self.searches, forwards: side.forwards, by };
        if 2 * self.stale[node] > self.open[node].len() {
            let mut open = std::mem::take(&mut self.open[node]);
            open.retain(|step| !self.settled(step.arc) && self.part[self.ends(*step).1] == self.part[node]);
            self.open[node] = open;
            self.stale[node] = 0;
        }
        side.seen.push(node);
        side.path.push(Visit { node, first: self.first[usize::from(side.forwards)][node], looked: 0 });
    }

    /// From where to where a step goes.
    fn ends(&self, step: Step) -> (usize, usize) {
        let ends = self.frame.arcs[step.arc];
        if step.along { (ends.tail, ends.head) } else { (ends.head, ends.tail) }
    }

    fn settled(&self, arc: usize) -> bool {
        arc >= self.stems.len() && self.cells[arc - self.stems.len()].undecided == 0
    }

    fn has_room(&self, step: Step) -> bool {
        if let Some(stem) = self.stems.get(step.arc) {
            return if step.along { stem.up > 0 } else { stem.down > 0 };
        }
        let cell = &self.cells[step.arc - self.stems.len()];
        if step.along { cell.given < cell.undecided } else { cell.given > 0 }
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
        let change = if step.along { 1 } else { -1 };
        let stems = self.stems.len();
        if let Some(stem) = self.stems.get_mut(step.arc) {
            stem.up -= change;
            stem.down += change;
        } else {
            self.cells[step.arc - stems].given += change;
        }
    }
}

impl Side {
    fn new(forwards: bool) -> Self {
        Self { forwards, seen: Vec::new(), path: Vec::new() }
    }
}

impl Step {
    fn reversed(self) -> Self {
        Self { along: !self.along, ..self }
    }
}

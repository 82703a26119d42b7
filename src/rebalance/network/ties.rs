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

/// One of the two searches: the nodes seen, how many of them were left, how many arcs were looked at.
struct Side {
    forwards: bool,
    seen: Vec<usize>,
    next: usize,
    looked: usize,
}

struct Stem {
    down: i128,
    up: i128,
}

/// The pieces of a cell that are not settled yet, and how many of them have the odd cent.
struct Cell {
    undecided: i128,
    given: i128,
}

impl<'a> Ties<'a> {
    /// The ties of a network whose boxes allow exactly the optima, of which `flow` is one.
    pub(super) fn find(frame: &'a Frame<'a>, flow: Vec<i128>) -> Self {
        let mut ties = Self {
            frame,
            stems: Vec::with_capacity(frame.stems()),
            cells: Vec::with_capacity(frame.cells.len()),
            part: vec![0; frame.nodes()],
            parts: 1,
            open: vec![Vec::new(); frame.nodes()],
            reached: vec![Reached { search: 0, forwards: true, by: None }; frame.nodes()],
            searches: 0,
        };
        for (arc, amount) in flow.into_iter().enumerate() {
            let open = if arc < frame.stems() {
                let (family, branch) = frame.branch_of(arc);
                let group = &frame.trees[family].branches[branch];
                let fixed = frame.fixed[arc].is_some();
                let down = group.low.map_or(i128::MAX / 2, |(low, _)| amount - i128::from(low));
                let up = group.high.map_or(i128::MAX / 2, |(high, _)| i128::from(high) - amount);
                ties.stems.push(if fixed { Stem { down: 0, up: 0 } } else { Stem { down, up } });
                !fixed
            } else {
                let pieces = frame.pieces_of(arc - frame.stems());
                let least: i128 = pieces.iter().map(|piece| i128::from(piece.low)).sum();
                let most: i128 = pieces.iter().map(|piece| i128::from(piece.high)).sum();
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
        let mut odd: Vec<(u32, usize, usize)> = Vec::new();
        let mut number = 0;
        for cell in 0..self.cells.len() {
            for piece in self.frame.pieces_of(cell) {
                if piece.high > piece.low {
                    odd.push((piece.line, number, cell));
                }
                number += 1;
            }
        }
        odd.sort_unstable();
        for (_, piece, cell) in odd {
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
    /// A search goes forwards from the head of the cell and another backwards from its tail, and the one that has
    /// looked at less goes on. When one has nowhere to go, what it reached is a part of its own.
    fn raise(&mut self, cell: usize) -> bool {
        let ends = self.frame.arcs[self.frame.stems() + cell];
        if self.part[ends.tail] != self.part[ends.head] {
            return false;
        }
        self.searches += 1;
        let mut sides = [Side::new(true, ends.head), Side::new(false, ends.tail)];
        for side in &sides {
            self.reached[side.seen[0]] = Reached { search: self.searches, forwards: side.forwards, by: None };
        }
        loop {
            let side = &mut sides[usize::from(sides[1].looked < sides[0].looked)];
            match side.seen.get(side.next).copied() {
                Some(node) => {
                    side.next += 1;
                    side.looked += self.open[node].len();
                    if let Some(step) = self.look_around(node, side) {
                        self.turn(step);
                        return true;
                    }
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
    }

    /// Reaches the neighbors of a node; the step that joins the two searches, if there is one.
    fn look_around(&mut self, node: usize, side: &mut Side) -> Option<Step> {
        let mut at = 0;
        while let Some(step) = self.open[node].get(at).copied() {
            let far = self.ends(step).1;
            if self.settled(step.arc) || self.part[node] != self.part[far] {
                self.open[node].swap_remove(at);
                continue;
            }
            at += 1;
            let step = if side.forwards { step } else { step.reversed() };
            let there = self.reached[far];
            if (there.search == self.searches && there.forwards == side.forwards) || !self.has_room(step) {
                continue;
            }
            if there.search == self.searches {
                return Some(step);
            }
            self.reached[far] = Reached { search: self.searches, forwards: side.forwards, by: Some(step) };
            side.seen.push(far);
        }
        None
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
    fn new(forwards: bool, node: usize) -> Self {
        Self { forwards, seen: vec![node], next: 0, looked: 0 }
    }
}

impl Step {
    fn reversed(self) -> Self {
        Self { along: !self.along, ..self }
    }
}

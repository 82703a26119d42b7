//! The odd cents, that are worth the same on several lines.

use std::collections::VecDeque;

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
    /// The open arcs at each node, and whether they leave it.
    open: Vec<Vec<(usize, bool)>>,
    /// The arc by which a search came to each node, stamped with the number of the search.
    reached: Vec<(usize, usize, bool)>,
    searches: usize,
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
            reached: vec![(0, 0, false); frame.nodes()],
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
                ties.open[frame.arcs[arc].tail].push((arc, true));
                ties.open[frame.arcs[arc].head].push((arc, false));
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
    fn raise(&mut self, cell: usize) -> bool {
        let ends = self.frame.arcs[self.frame.stems() + cell];
        if self.part[ends.tail] != self.part[ends.head] {
            return false;
        }
        self.searches += 1;
        let stamp = self.searches;
        self.reached[ends.head] = (stamp, usize::MAX, false);
        let mut queue = VecDeque::from([ends.head]);
        let mut seen = vec![ends.head];
        while let Some(node) = queue.pop_front() {
            let mut at = 0;
            while let Some((arc, leaves)) = self.open[node].get(at).copied() {
                let (near, far) = self.sides(arc, leaves);
                if self.settled(arc) || self.part[near] != self.part[far] {
                    self.open[node].swap_remove(at);
                    continue;
                }
                at += 1;
                if self.reached[far].0 == stamp || !self.has_room(arc, leaves) {
                    continue;
                }
                self.reached[far] = (stamp, arc, leaves);
                if far == ends.tail {
                    self.turn(ends.head, ends.tail);
                    return true;
                }
                seen.push(far);
                queue.push_back(far);
            }
        }
        for node in seen {
            self.part[node] = self.parts;
        }
        self.parts += 1;
        false
    }

    fn sides(&self, arc: usize, leaves: bool) -> (usize, usize) {
        let ends = self.frame.arcs[arc];
        if leaves { (ends.tail, ends.head) } else { (ends.head, ends.tail) }
    }

    fn settled(&self, arc: usize) -> bool {
        arc >= self.stems.len() && self.cells[arc - self.stems.len()].undecided == 0
    }

    fn has_room(&self, arc: usize, leaves: bool) -> bool {
        if let Some(stem) = self.stems.get(arc) {
            return if leaves { stem.up > 0 } else { stem.down > 0 };
        }
        let cell = &self.cells[arc - self.stems.len()];
        if leaves { cell.given < cell.undecided } else { cell.given > 0 }
    }

    /// Moves a cent along the path that the last search found.
    fn turn(&mut self, from: usize, to: usize) {
        let mut node = to;
        while node != from {
            let (_, arc, leaves) = self.reached[node];
            let change = if leaves { 1 } else { -1 };
            let stems = self.stems.len();
            if let Some(stem) = self.stems.get_mut(arc) {
                stem.up -= change;
                stem.down += change;
            } else {
                self.cells[arc - stems].given += change;
            }
            node = self.sides(arc, leaves).0;
        }
    }
}

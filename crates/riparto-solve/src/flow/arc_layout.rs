//! Which arcs the network has: a tree arc for each group, a line arc for each set of lines that share one.

use super::laminar_tree::LaminarTree;
use super::problem::Problem;

/// A directed arc between two nodes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Arc {
    /// The node that it leaves.
    pub(super) tail: u32,
    /// The node that it enters.
    pub(super) head: u32,
}

impl Arc {
    /// [`Arc::tail`] as an index.
    pub(super) fn tail(self) -> usize {
        self.tail as usize
    }

    /// [`Arc::head`] as an index.
    pub(super) fn head(self) -> usize {
        self.head as usize
    }
}

/// The line of a piece by the number of the piece, and whether it is the part above the base.
pub(super) fn part(number: usize) -> (usize, bool) {
    (number / 2, number % 2 == 1)
}

/// The tree of the second family, or that of the money kept and the money added.
pub(super) fn second_tree<'a>(problem: &Problem<'a>) -> LaminarTree<'a> {
    match problem.movement {
        Some((base, cap)) => {
            assert!(problem.families[1].is_empty(), "the movement takes the place of the second family");
            assert!(base.len() == problem.wish.len(), "the movement has a base per line");
            LaminarTree::of_movement(cap)
        }
        None => LaminarTree::build(problem.wish.len(), problem.families[1]),
    }
}

/// Maps pieces to line arcs. Pieces are numbered in the order of the lines; with a cap on the movement, each line has two: the
/// money kept, min(x, b), then the money added, max(0, x − b).
pub(super) struct ArcLayout<'a> {
    /// The problem.
    pub(super) problem: &'a Problem<'a>,
    /// Its two trees.
    pub(super) trees: &'a [LaminarTree<'a>; 2],
}

impl ArcLayout<'_> {
    /// Tail and head of the line arc of a piece.
    #[inline]
    pub(super) fn arc_of(&self, number: usize) -> Arc {
        let second = self.trees[0].nodes.len() as u32;
        if self.problem.movement.is_some() {
            let (line, added) = part(number);
            return Arc { tail: self.trees[0].innermost(line), head: second + 1 + u32::from(added) };
        }
        Arc { tail: self.trees[0].innermost(number), head: second + self.trees[1].innermost(number) }
    }

    /// The weight of a piece.
    pub(super) fn weight(&self, number: usize) -> i64 {
        self.problem.weight(if self.problem.movement.is_some() { part(number).0 } else { number })
    }

    /// Appends one line arc for each line, if no two lines share one and the lines come in the order of the arcs (by tail, then
    /// head). Otherwise appends nothing and returns false.
    pub(super) fn add_lines(&self, arcs: &mut Vec<Arc>) -> bool {
        if self.problem.movement.is_some() {
            return false;
        }
        let (before, lines) = (arcs.len(), self.problem.wish.len());
        arcs.resize(before + lines, Arc { tail: 0, head: 0 });
        let second = self.trees[0].nodes.len() as u32;
        let line_arcs = &mut arcs[before..];
        self.trees[0].for_each_innermost(line_arcs.iter_mut(), |arc, innermost| arc.tail = innermost);
        self.trees[1]
            .for_each_innermost(line_arcs.iter_mut(), |arc, innermost| arc.head = second + innermost);
        let is_in_order = line_arcs.is_sorted_by(|one, other| one < other);
        if !is_in_order {
            arcs.truncate(before);
        }
        is_in_order
    }

    /// The numbers of all pieces by tail, head and weight; a stable sort.
    pub(super) fn sorted(&self) -> Vec<u32> {
        let nodes = self.trees[0].nodes.len() + self.trees[1].nodes.len();
        let pieces = self.problem.wish.len() * if self.problem.movement.is_some() { 2 } else { 1 };
        let mut order: Vec<u32> = (0_u32..).take(pieces).collect();
        if self.problem.weights.windows(2).any(|pair| pair[0] != pair[1]) {
            order.sort_by_key(|number| self.weight(*number as usize));
        }
        let order = counting_sort(&order, nodes, |number| self.arc_of(number as usize).head as usize);
        counting_sort(&order, nodes, |number| self.arc_of(number as usize).tail as usize)
    }
}

/// A stable counting sort of numbers by key.
fn counting_sort(numbers: &[u32], keys: usize, key: impl Fn(u32) -> usize) -> Vec<u32> {
    let mut next = vec![0_u32; keys + 1];
    numbers.iter().for_each(|number| next[key(*number) + 1] += 1);
    for position in 0..keys {
        next[position + 1] += next[position];
    }
    let mut sorted = vec![0; numbers.len()];
    for number in numbers {
        let position = &mut next[key(*number)];
        sorted[*position as usize] = *number;
        *position += 1;
    }
    sorted
}

/// The tree arcs: from parent to child in the first tree, from child to parent in the second.
pub(super) fn tree_arcs(trees: &[LaminarTree; 2]) -> Vec<Arc> {
    let second = trees[0].nodes.len();
    let down = trees[0].nodes.iter().enumerate().skip(1);
    let up = trees[1].nodes.iter().enumerate().skip(1);
    let arc = |tail: usize, head: usize| Arc { tail: tail as u32, head: head as u32 };
    down.map(|(tree_node, group)| arc(group.parent, tree_node))
        .chain(up.map(|(tree_node, group)| arc(second + tree_node, second + group.parent)))
        .collect()
}

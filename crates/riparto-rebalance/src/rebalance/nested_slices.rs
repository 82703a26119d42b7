//! `NestedSlices`: a laminar family in the preorder of its tree, so that each group is a slice of the lines. The tree of a family in any
//! order of lines is `LaminarTree` of riparto-solve, the nodes of its flow network; both are made from a `Nesting`.

use riparto_core::capacity::MAX_TREE_DEPTH;
use riparto_core::error::{Cause, Result};
use riparto_core::words::both;

/// A group as the caller states it: lines `start..end` of the tree's order, and bounds on their sum in cents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SliceBounds {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) low: i64,
    pub(crate) high: i64,
}

/// A group in its place: its children follow it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SliceNode {
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// The bounds of the rules on the group itself.
    pub(crate) low: i64,
    pub(crate) high: i64,
    /// The node after the last one inside this one: children of `v` are `v + 1`, then the `after` of each, up to
    /// `after` of `v`.
    pub(crate) after: usize,
}

/// Groups in depth-first order, so that each is a slice of lines and each subtree a slice of nodes. The first node
/// is the whole, with the total for both bounds.
#[derive(Clone, Debug)]
pub(crate) struct NestedSlices {
    nodes: Vec<SliceNode>,
}

impl NestedSlices {
    /// Nests groups; of groups with the same lines the bounds are joined.
    ///
    /// # Errors
    /// Groups nested too deep (`too_many`), that cross, hold no line or go beyond the last one (`groups_cross`).
    pub(crate) fn new(lines: usize, total: i64, groups: &[SliceBounds]) -> Result<NestedSlices> {
        let whole = SliceBounds { start: 0, end: lines, low: total, high: total };
        let mut sorted: Vec<SliceBounds> = groups.to_vec();
        sorted.sort_by(|a, b| a.start.cmp(&b.start).then(b.end.cmp(&a.end)));
        let mut nodes = vec![node(whole)];
        let mut open: Vec<usize> = vec![0];
        for group in sorted {
            while let Some(parent) = open.last()
                && nodes[*parent].end <= group.start
                && *parent != 0
            {
                open.pop();
            }
            let parent = open.last().copied().unwrap_or(0);
            if group.start >= group.end || group.end > nodes[parent].end {
                return Err(Cause::GroupsCross { start: group.start, end: group.end }.into());
            }
            if (nodes[parent].start, nodes[parent].end) == (group.start, group.end) {
                nodes[parent].low = nodes[parent].low.max(group.low);
                nodes[parent].high = nodes[parent].high.min(group.high);
                continue;
            }
            if open.len() == MAX_TREE_DEPTH {
                let (what, found, allowed) = (
                    both("levels of scopes inside scopes", "livelli di ambiti dentro ambiti"),
                    open.len() + 1,
                    MAX_TREE_DEPTH,
                );
                return Err(Cause::TooMany { what, found, allowed }.into());
            }
            open.push(nodes.len());
            nodes.push(node(group));
        }
        let mut stack: Vec<usize> = Vec::new();
        for number in 0..nodes.len() {
            while let Some(open) = stack.last().copied()
                && nodes[open].end <= nodes[number].start
            {
                nodes[open].after = number;
                stack.pop();
            }
            stack.push(number);
        }
        let end = nodes.len();
        stack.into_iter().for_each(|open| nodes[open].after = end);
        Ok(NestedSlices { nodes })
    }

    pub(crate) fn nodes(&self) -> &[SliceNode] {
        &self.nodes
    }

    /// The children of a node, in the order of their lines.
    pub(crate) fn children(&self, parent: usize) -> impl Iterator<Item = usize> {
        let end = self.nodes[parent].after;
        let mut next = parent + 1;
        std::iter::from_fn(move || {
            let child = next;
            (child < end).then(|| {
                next = self.nodes[child].after;
                child
            })
        })
    }
}

fn node(group: SliceBounds) -> SliceNode {
    SliceNode { start: group.start, end: group.end, low: group.low, high: group.high, after: 0 }
}

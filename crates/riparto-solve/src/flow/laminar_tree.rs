//! `LaminarTree`: a laminar family as nodes of the flow network, each line below its innermost group, whatever the order of lines.

use super::problem::{Family, Group, Interval};
use crate::nesting::Nesting;

/// A node: one group, or several with the same lines. Node 0 is the root, with all lines and no bounds.
#[derive(Debug)]
pub(super) struct TreeNode {
    /// The smallest node around it, whose index is lower.
    pub(super) parent: usize,
    /// The tightest lower bound, if there is one, and the group that has it.
    pub(super) low: Option<(i64, usize)>,
    /// The tightest upper bound, if there is one, and the group that has it.
    pub(super) high: Option<(i64, usize)>,
}

/// The innermost node of each line.
#[derive(Debug)]
enum InnermostNodes<'a> {
    /// The node of each line.
    PerLine(Vec<u32>),
    /// The group of each line, and the number of groups n: group g is node g + 1, and a line of group n or more is at the root.
    PerGroup(&'a [u32], u32),
}

/// The tree of one family. It does not depend on the order of the groups.
#[derive(Debug)]
pub(super) struct LaminarTree<'a> {
    /// The nodes; the root is first, and parents precede children.
    pub(super) nodes: Vec<TreeNode>,
    innermost_nodes: InnermostNodes<'a>,
    /// The number of lines in each node; empty for disjoint groups.
    sizes: Vec<usize>,
    /// A group without lines, and so without a node, whose bounds exclude zero.
    pub(super) infeasible_empty_group: Option<usize>,
}

impl<'a> LaminarTree<'a> {
    fn new(innermost_nodes: InnermostNodes<'a>, sizes: Vec<usize>) -> Self {
        Self { nodes: vec![TreeNode::unbounded(0)], innermost_nodes, sizes, infeasible_empty_group: None }
    }

    /// The tree of a family of groups, given the number of lines.
    ///
    /// # Panics
    ///
    /// If two groups cross, or a group has a line twice.
    pub(super) fn build(lines: usize, family: Family<'a>) -> Self {
        match family {
            Family::Laminar(groups) => Self::of_groups(lines, groups),
            Family::Disjoint { group_of, sums } => {
                assert!(group_of.len() == lines, "the slices of a problem have one entry per line");
                Self::of_disjoint_groups(group_of, sums)
            }
        }
    }

    /// The tree in which each group, even one without lines, is a child of the root.
    fn of_disjoint_groups(group_of: &'a [u32], sums: &[Interval]) -> Self {
        let groups = u32::try_from(sums.len()).unwrap_or(u32::MAX);
        let mut tree = Self::new(InnermostNodes::PerGroup(group_of, groups), Vec::new());
        tree.nodes.extend(sums.iter().enumerate().map(|(number, sum)| {
            let mut node = TreeNode::unbounded(0);
            node.tighten(*sum, number);
            node
        }));
        tree
    }

    /// Groups with the same lines are one node.
    fn of_groups(lines: usize, family: &[Group]) -> Self {
        let is_empty = |group: &Group| group.lines.is_empty();
        let numbers: Vec<usize> = (0..family.len()).filter(|number| !is_empty(&family[*number])).collect();
        let groups: Vec<&[u32]> = numbers.iter().map(|number| &family[*number].lines[..]).collect();
        let Some(nesting) = Nesting::new(lines, &groups) else {
            panic!("the groups of a family are nested or disjoint")
        };
        let mut tree = Self::new(InnermostNodes::PerLine(Vec::new()), vec![lines]);
        // The node of each sorted group.
        let mut nodes: Vec<u32> = Vec::with_capacity(groups.len());
        for (sorted, parent) in nesting.sorted().iter().zip(nesting.parents()) {
            let parent = parent.map_or(0, |place| nodes[place] as usize);
            let mut node = parent;
            if parent == 0 || tree.sizes[parent] != groups[*sorted].len() {
                node = tree.nodes.len();
                tree.nodes.push(TreeNode::unbounded(parent));
                tree.sizes.push(groups[*sorted].len());
            }
            let number = numbers[*sorted];
            let sum = Interval { low: family[number].low, high: family[number].high };
            tree.nodes[node].tighten(sum, number);
            nodes.push(node as u32);
        }
        let innermost = nesting.innermost().iter().map(|place| place.map_or(0, |place| nodes[place]));
        tree.innermost_nodes = InnermostNodes::PerLine(innermost.collect());
        let excludes_zero = |group: &Group| is_empty(group) && (group.low > 0 || group.high < 0);
        tree.infeasible_empty_group = family.iter().position(excludes_zero);
        tree
    }

    /// The tree of the money kept (node 1) and the money added (node 2), with a cap on the latter.
    pub(super) fn of_movement(cap: i64) -> Self {
        // Each line is in both, so no line has an innermost node.
        let mut tree = Self::new(InnermostNodes::PerGroup(&[], 0), Vec::new());
        tree.nodes.push(TreeNode::unbounded(0));
        tree.nodes.push(TreeNode { parent: 0, low: None, high: Some((cap, 0)) });
        tree
    }

    /// The innermost node of a line.
    #[inline]
    pub(super) fn innermost(&self, line: usize) -> u32 {
        match &self.innermost_nodes {
            InnermostNodes::PerLine(innermost) => innermost[line],
            InnermostNodes::PerGroup(group_of, groups) if group_of[line] < *groups => group_of[line] + 1,
            InnermostNodes::PerGroup(..) => 0,
        }
    }

    /// Calls `set` on the element of each line, with the innermost node of the line.
    pub(super) fn for_each_innermost<'b, T: 'b>(
        &self,
        lines: impl Iterator<Item = &'b mut T>,
        set: impl Fn(&mut T, u32),
    ) {
        match &self.innermost_nodes {
            InnermostNodes::PerLine(innermost) => {
                lines.zip(innermost).for_each(|(line, innermost)| set(line, *innermost))
            }
            InnermostNodes::PerGroup(group_of, groups) => lines
                .zip(*group_of)
                .for_each(|(line, group)| set(line, if group < groups { group + 1 } else { 0 })),
        }
    }

    /// The node of a group, given its lines.
    pub(super) fn node_of_group(&self, lines: &[u32]) -> usize {
        let mut node = self.innermost(lines[0] as usize) as usize;
        while self.sizes[node] != lines.len() {
            node = self.nodes[node].parent;
        }
        node
    }

    /// Sums over subtrees: adds to each node the sums of its descendants.
    pub(super) fn aggregate<T: Copy + std::ops::AddAssign>(&self, sums: &mut [T]) {
        for node in (1..self.nodes.len()).rev() {
            let sum = sums[node];
            sums[self.nodes[node].parent] += sum;
        }
    }

    /// Whether `node` is `around` or a descendant of it.
    pub(super) fn is_within(&self, mut node: usize, around: usize) -> bool {
        while node > around {
            node = self.nodes[node].parent;
        }
        node == around
    }
}

impl TreeNode {
    /// A node without bounds.
    fn unbounded(parent: usize) -> Self {
        Self { parent, low: None, high: None }
    }

    /// Intersects the bounds with those of one more group.
    fn tighten(&mut self, sum: Interval, number: usize) {
        if sum.low > i64::MIN && self.low.is_none_or(|(low, _)| sum.low > low) {
            self.low = Some((sum.low, number));
        }
        if sum.high < i64::MAX && self.high.is_none_or(|(high, _)| sum.high < high) {
            self.high = Some((sum.high, number));
        }
    }
}

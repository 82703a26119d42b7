//! The tree of a laminar family.

use super::problem::{Family, Group, Interval};

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

    /// Groups are inserted by decreasing size, then by their lowest line. In a laminar family two groups of equal size and equal
    /// lowest line are the same set.
    fn of_groups(lines: usize, family: &[Group]) -> Self {
        let mut tree = Self::new(InnermostNodes::PerLine(Vec::new()), vec![lines]);
        let mut innermost = vec![0; lines];
        let mut order: Vec<(usize, u32, usize)> = Vec::with_capacity(family.len());
        for (number, group) in family.iter().enumerate() {
            match group.lines.iter().min() {
                Some(first) => order.push((group.lines.len(), *first, number)),
                None if group.low > 0 || group.high < 0 => {
                    tree.infeasible_empty_group = tree.infeasible_empty_group.or(Some(number))
                }
                None => {}
            }
        }
        order.sort_unstable_by(|one, other| (other.0, one.1, one.2).cmp(&(one.0, other.1, other.2)));
        let mut first_of = vec![u32::MAX; 1];
        for (size, first, number) in order {
            let group = &family[number];
            let sum = Interval { low: group.low, high: group.high };
            let parent = innermost[first as usize] as usize;
            if parent > 0 && tree.sizes[parent] == size {
                assert!(first_of[parent] == first, "the groups of a family are nested or disjoint");
                assert!(
                    group.lines.iter().all(|line| innermost[*line as usize] as usize == parent),
                    "the groups of a family are nested or disjoint"
                );
                tree.nodes[parent].tighten(sum, number);
                continue;
            }
            let node_number = tree.nodes.len() as u32;
            for line in &group.lines {
                let innermost = &mut innermost[*line as usize];
                assert!(*innermost as usize == parent, "the groups of a family are nested or disjoint");
                *innermost = node_number;
            }
            let mut node = TreeNode::unbounded(parent);
            node.tighten(sum, number);
            tree.nodes.push(node);
            tree.sizes.push(size);
            first_of.push(first);
        }
        tree.innermost_nodes = InnermostNodes::PerLine(innermost);
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

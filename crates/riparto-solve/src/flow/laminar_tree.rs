//! A laminar family as a tree.

use super::problem::{Family, Group, Interval};

/// A group of the tree, or several with the same lines; branch 0 is the root, with all lines and no bounds.
#[derive(Debug)]
pub(super) struct TreeNode {
    /// The branch around it; branches come after the one around them.
    pub(super) parent: usize,
    /// The least sum, if there is one, and the group that asks for it.
    pub(super) low: Option<(i64, usize)>,
    /// The greatest sum, if there is one, and the group that asks for it.
    pub(super) high: Option<(i64, usize)>,
}

/// The innermost branches of all lines.
#[derive(Debug)]
enum InnermostNodes<'a> {
    /// Of each line its branch.
    PerLine(Vec<u32>),
    /// Of each line the number of its group; so many groups are the branches after the root, in their order.
    PerGroup(&'a [u32], u32),
}

/// The tree of one family, the same in whatever order its groups come.
#[derive(Debug)]
pub(super) struct LaminarTree<'a> {
    /// The branches; the root first.
    pub(super) nodes: Vec<TreeNode>,
    innermost_nodes: InnermostNodes<'a>,
    /// How many lines are in each branch; empty where groups are apart.
    sizes: Vec<usize>,
    /// A group without lines and without a branch, whose bounds exclude a sum of zero.
    pub(super) infeasible_empty_group: Option<usize>,
}

impl<'a> LaminarTree<'a> {
    fn new(innermost_nodes: InnermostNodes<'a>, sizes: Vec<usize>) -> Self {
        Self { nodes: vec![TreeNode::unbounded(0)], innermost_nodes, sizes, infeasible_empty_group: None }
    }

    /// The tree of a family.
    ///
    /// # Panics
    ///
    /// If two groups cross, or a group names a line twice.
    pub(super) fn build(lines: usize, family: Family<'a>) -> Self {
        match family {
            Family::Laminar(groups) => Self::of_groups(lines, groups),
            Family::Disjoint { group_of, sums } => {
                assert!(group_of.len() == lines, "the slices of a problem have one entry per line");
                Self::of_disjoint_groups(group_of, sums)
            }
        }
    }

    /// The tree in which each group is a branch at the root, also one without lines.
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

    /// The same tree in whatever order the groups come: larger groups come first, then those with the lower first line. Two
    /// groups of the same size and first line in a laminar family are the same.
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

    /// The tree of the money kept (branch 1) and the money added (branch 2), with a cap on the second.
    pub(super) fn of_movement(cap: i64) -> Self {
        // Each line is in both.
        let mut tree = Self::new(InnermostNodes::PerGroup(&[], 0), Vec::new());
        tree.nodes.push(TreeNode::unbounded(0));
        tree.nodes.push(TreeNode { parent: 0, low: None, high: Some((cap, 0)) });
        tree
    }

    /// The innermost branch of a line.
    #[inline]
    pub(super) fn innermost(&self, line: usize) -> u32 {
        match &self.innermost_nodes {
            InnermostNodes::PerLine(innermost) => innermost[line],
            InnermostNodes::PerGroup(group_of, groups) if group_of[line] < *groups => group_of[line] + 1,
            InnermostNodes::PerGroup(..) => 0,
        }
    }

    /// Gives each of some lines its innermost branch.
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

    /// The branch of a group given with its lines.
    pub(super) fn node_of_group(&self, lines: &[u32]) -> usize {
        let mut node = self.innermost(lines[0] as usize) as usize;
        while self.sizes[node] != lines.len() {
            node = self.nodes[node].parent;
        }
        node
    }

    /// Adds up along the tree: afterwards each branch holds what the branches inside it and its own lines hold.
    pub(super) fn aggregate<T: Copy + std::ops::AddAssign>(&self, sums: &mut [T]) {
        for node in (1..self.nodes.len()).rev() {
            let sum = sums[node];
            sums[self.nodes[node].parent] += sum;
        }
    }

    /// Whether `branch` is `around` or inside it.
    pub(super) fn is_within(&self, mut node: usize, around: usize) -> bool {
        while node > around {
            node = self.nodes[node].parent;
        }
        node == around
    }
}

impl TreeNode {
    /// A branch without bounds.
    fn unbounded(parent: usize) -> Self {
        Self { parent, low: None, high: None }
    }

    /// Takes the bounds of one more group with the same lines.
    fn tighten(&mut self, sum: Interval, number: usize) {
        if sum.low > i64::MIN && self.low.is_none_or(|(low, _)| sum.low > low) {
            self.low = Some((sum.low, number));
        }
        if sum.high < i64::MAX && self.high.is_none_or(|(high, _)| sum.high < high) {
            self.high = Some((sum.high, number));
        }
    }
}

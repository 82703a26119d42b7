//! A laminar family as a tree.

use super::problem::{Family, Group, Span};

/// A group of the tree, or several with the same lines; branch 0 is the root, with all lines and no bounds.
#[derive(Debug)]
pub(super) struct Branch {
    /// The branch around it; branches come after the one around them.
    pub(super) parent: usize,
    /// The least sum, if there is one, and the group that asks for it.
    pub(super) low: Option<(i64, usize)>,
    /// The greatest sum, if there is one, and the group that asks for it.
    pub(super) high: Option<(i64, usize)>,
    /// How many lines are in it.
    size: usize,
}

/// The tree of one family, the same in whatever order its groups come.
#[derive(Debug)]
pub(super) struct Forest {
    /// The branches; the root first.
    pub(super) branches: Vec<Branch>,
    /// The innermost branch of each line.
    pub(super) home: Vec<u32>,
    /// The groups without lines whose bounds exclude a sum of zero.
    pub(super) void: Option<usize>,
}

impl Forest {
    /// The tree with a root only.
    pub(super) fn bare(lines: usize) -> Self {
        let root = Branch { parent: 0, low: None, high: None, size: lines };
        Self { branches: vec![root], home: vec![0; lines], void: None }
    }

    /// The tree of a family.
    ///
    /// # Panics
    ///
    /// If two groups cross, or a group names a line twice.
    pub(super) fn plant(lines: usize, family: Family) -> Self {
        match family {
            Family::Nested(groups) => Self::of_groups(lines, groups),
            Family::Apart { group_of, sums } => {
                assert!(group_of.len() == lines, "the slices of a problem have one entry per line");
                Self::of_groups_apart(group_of, sums)
            }
        }
    }

    /// The tree in which each group is a branch at the root, also one without lines.
    fn of_groups_apart(group_of: &[u32], sums: &[Span]) -> Self {
        let mut forest = Self::bare(0);
        let count = u32::try_from(sums.len()).unwrap_or(u32::MAX);
        // Of a number beyond the last, none.
        forest.home = group_of.iter().map(|group| if *group < count { group + 1 } else { 0 }).collect();
        let mut sizes = vec![0; sums.len() + 1];
        for run in forest.home.chunk_by(|one, other| one == other) {
            sizes[run[0] as usize] += run.len();
        }
        forest.branches[0].size = group_of.len();
        for (number, sum) in sums.iter().enumerate() {
            let size = sizes[number + 1];
            let mut branch = Branch { parent: 0, low: None, high: None, size };
            branch.tighten(*sum, number);
            if size == 0 {
                let is_void = sum.low > 0 || sum.high < 0;
                forest.void = forest.void.or(is_void.then_some(number));
                (branch.low, branch.high) = (None, None);
            }
            forest.branches.push(branch);
        }
        forest
    }

    /// The same tree in whatever order the groups come: larger groups come first, then those with the lower first line. Two
    /// groups of the same size and first line in a laminar family are the same.
    fn of_groups(lines: usize, family: &[Group]) -> Self {
        let mut forest = Self::bare(lines);
        let mut order: Vec<(usize, u32, usize)> = Vec::with_capacity(family.len());
        for (number, group) in family.iter().enumerate() {
            match group.lines.iter().min() {
                Some(first) => order.push((group.lines.len(), *first, number)),
                None if group.low > 0 || group.high < 0 => forest.void = forest.void.or(Some(number)),
                None => {}
            }
        }
        order.sort_unstable_by(|one, other| (other.0, one.1, one.2).cmp(&(one.0, other.1, other.2)));
        let mut first_of = vec![u32::MAX; 1];
        for (size, first, number) in order {
            let group = &family[number];
            let sum = Span { low: group.low, high: group.high };
            let parent = forest.home[first as usize] as usize;
            if parent > 0 && forest.branches[parent].size == size {
                assert!(first_of[parent] == first, "the groups of a family are nested or disjoint");
                assert!(
                    group.lines.iter().all(|line| forest.home[*line as usize] as usize == parent),
                    "the groups of a family are nested or disjoint"
                );
                forest.branches[parent].tighten(sum, number);
                continue;
            }
            let branch = forest.branches.len();
            for line in &group.lines {
                let home = &mut forest.home[*line as usize];
                assert!(*home as usize == parent, "the groups of a family are nested or disjoint");
                *home = branch as u32;
            }
            forest.branches.push(Branch { parent, low: None, high: None, size });
            forest.branches[branch].tighten(sum, number);
            first_of.push(first);
        }
        forest
    }

    /// The tree of the money kept (branch 1) and the money added (branch 2), with a cap on the second.
    pub(super) fn of_movement(lines: usize, cap: i64) -> Self {
        let mut forest = Self::bare(lines);
        forest.branches.push(Branch { parent: 0, low: None, high: None, size: lines });
        forest.branches.push(Branch { parent: 0, low: None, high: Some((cap, 0)), size: lines });
        forest
    }

    /// The branch of a group.
    pub(super) fn branch_of(&self, lines: &[u32]) -> usize {
        let mut branch = self.home[lines[0] as usize] as usize;
        while self.branches[branch].size != lines.len() {
            branch = self.branches[branch].parent;
        }
        branch
    }

    /// Adds up along the tree: afterwards each branch holds what the branches inside it and its own lines hold.
    pub(super) fn gather<T: Copy + std::ops::AddAssign>(&self, sums: &mut [T]) {
        for branch in (1..self.branches.len()).rev() {
            let sum = sums[branch];
            sums[self.branches[branch].parent] += sum;
        }
    }

    /// Whether `branch` is `around` or inside it.
    pub(super) fn within(&self, mut branch: usize, around: usize) -> bool {
        while branch > around {
            branch = self.branches[branch].parent;
        }
        branch == around
    }
}

impl Branch {
    /// Takes the bounds of one more group with the same lines.
    fn tighten(&mut self, sum: Span, number: usize) {
        if sum.low > i64::MIN && self.low.is_none_or(|(low, _)| sum.low > low) {
            self.low = Some((sum.low, number));
        }
        if sum.high < i64::MAX && self.high.is_none_or(|(high, _)| sum.high < high) {
            self.high = Some((sum.high, number));
        }
    }
}

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
}

/// The innermost branches of all lines.
#[derive(Debug)]
enum Homes<'a> {
    /// Of each line its branch.
    Branches(Vec<u32>),
    /// Of each line the number of its group; so many groups are the branches after the root, in their order.
    Groups(&'a [u32], u32),
}

/// The tree of one family, the same in whatever order its groups come.
#[derive(Debug)]
pub(super) struct Forest<'a> {
    /// The branches; the root first.
    pub(super) branches: Vec<Branch>,
    homes: Homes<'a>,
    /// How many lines are in each branch; empty where groups are apart.
    sizes: Vec<usize>,
    /// A group without lines and without a branch, whose bounds exclude a sum of zero.
    pub(super) void: Option<usize>,
}

impl<'a> Forest<'a> {
    fn new(homes: Homes<'a>, sizes: Vec<usize>) -> Self {
        Self { branches: vec![Branch::free(0)], homes, sizes, void: None }
    }

    /// The tree of a family.
    ///
    /// # Panics
    ///
    /// If two groups cross, or a group names a line twice.
    pub(super) fn plant(lines: usize, family: Family<'a>) -> Self {
        match family {
            Family::Nested(groups) => Self::of_groups(lines, groups),
            Family::Apart { group_of, sums } => {
                assert!(group_of.len() == lines, "the slices of a problem have one entry per line");
                Self::of_groups_apart(group_of, sums)
            }
        }
    }

    /// The tree in which each group is a branch at the root, also one without lines.
    fn of_groups_apart(group_of: &'a [u32], sums: &[Span]) -> Self {
        let groups = u32::try_from(sums.len()).unwrap_or(u32::MAX);
        let mut forest = Self::new(Homes::Groups(group_of, groups), Vec::new());
        forest.branches.extend(sums.iter().enumerate().map(|(number, sum)| {
            let mut branch = Branch::free(0);
            branch.tighten(*sum, number);
            branch
        }));
        forest
    }

    /// The same tree in whatever order the groups come: larger groups come first, then those with the lower first line. Two
    /// groups of the same size and first line in a laminar family are the same.
    fn of_groups(lines: usize, family: &[Group]) -> Self {
        let mut forest = Self::new(Homes::Branches(Vec::new()), vec![lines]);
        let mut home = vec![0; lines];
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
            let parent = home[first as usize] as usize;
            if parent > 0 && forest.sizes[parent] == size {
                assert!(first_of[parent] == first, "the groups of a family are nested or disjoint");
                assert!(
                    group.lines.iter().all(|line| home[*line as usize] as usize == parent),
                    "the groups of a family are nested or disjoint"
                );
                forest.branches[parent].tighten(sum, number);
                continue;
            }
            let number_of_branch = forest.branches.len() as u32;
            for line in &group.lines {
                let home = &mut home[*line as usize];
                assert!(*home as usize == parent, "the groups of a family are nested or disjoint");
                *home = number_of_branch;
            }
            let mut branch = Branch::free(parent);
            branch.tighten(sum, number);
            forest.branches.push(branch);
            forest.sizes.push(size);
            first_of.push(first);
        }
        forest.homes = Homes::Branches(home);
        forest
    }

    /// The tree of the money kept (branch 1) and the money added (branch 2), with a cap on the second.
    pub(super) fn of_movement(cap: i64) -> Self {
        // Each line is in both.
        let mut forest = Self::new(Homes::Groups(&[], 0), Vec::new());
        forest.branches.push(Branch::free(0));
        forest.branches.push(Branch { parent: 0, low: None, high: Some((cap, 0)) });
        forest
    }

    /// The innermost branch of a line.
    #[inline]
    pub(super) fn home(&self, line: usize) -> u32 {
        match &self.homes {
            Homes::Branches(home) => home[line],
            Homes::Groups(group_of, groups) if group_of[line] < *groups => group_of[line] + 1,
            Homes::Groups(..) => 0,
        }
    }

    /// Gives each of some lines its innermost branch.
    pub(super) fn for_each_home<'b, T: 'b>(
        &self,
        lines: impl Iterator<Item = &'b mut T>,
        give: impl Fn(&mut T, u32),
    ) {
        match &self.homes {
            Homes::Branches(home) => lines.zip(home).for_each(|(line, home)| give(line, *home)),
            Homes::Groups(group_of, groups) => lines
                .zip(*group_of)
                .for_each(|(line, group)| give(line, if group < groups { group + 1 } else { 0 })),
        }
    }

    /// The branch of a group given with its lines.
    pub(super) fn branch_of(&self, lines: &[u32]) -> usize {
        let mut branch = self.home(lines[0] as usize) as usize;
        while self.sizes[branch] != lines.len() {
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
    /// A branch without bounds.
    fn free(parent: usize) -> Self {
        Self { parent, low: None, high: None }
    }

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

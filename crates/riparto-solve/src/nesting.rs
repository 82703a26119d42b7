//! `Nesting`: which of some groups of lines is inside which, if they form a laminar family.

/// Groups of lines, each inside another or apart from it, as a forest. It does not depend on the order of the groups, apart from
/// groups with the same lines: these follow each other, the second inside the first.
///
/// ```
/// use riparto_solve::Nesting;
///
/// let nesting = Nesting::new(4, &[&[2, 3], &[0, 2, 3]]).expect("the first group is inside the second");
/// assert_eq!((nesting.sorted(), nesting.parents()), (&[1, 0][..], &[None, Some(0)][..]));
/// assert_eq!(nesting.innermost(), [Some(0), None, Some(1), Some(1)]);
/// assert!(Nesting::new(4, &[&[0, 1], &[1, 2]]).is_none(), "the groups cross");
/// ```
#[derive(Clone, Debug)]
pub struct Nesting {
    sorted: Vec<usize>,
    parents: Vec<Option<usize>>,
    innermost: Vec<Option<usize>>,
}

impl Nesting {
    /// The forest of groups, each given by its lines, below `lines`; `None` if two groups cross, or one has no line or a line twice.
    #[must_use]
    pub fn new(lines: usize, groups: &[&[u32]]) -> Option<Nesting> {
        // In a laminar family two groups of equal size and equal lowest line are the same set.
        let mut order: Vec<(usize, u32, usize)> = Vec::with_capacity(groups.len());
        for (number, group) in groups.iter().enumerate() {
            order.push((usize::MAX - group.len(), *group.iter().min()?, number));
        }
        order.sort_unstable();
        let sorted: Vec<usize> = order.into_iter().map(|(_, _, number)| number).collect();
        let mut innermost: Vec<Option<usize>> = vec![None; lines];
        let mut parents = Vec::with_capacity(sorted.len());
        for (place, number) in sorted.iter().enumerate() {
            let parent = innermost[groups[*number][0] as usize];
            for line in groups[*number] {
                let innermost = &mut innermost[*line as usize];
                if *innermost != parent {
                    return None;
                }
                *innermost = Some(place);
            }
            parents.push(parent);
        }
        Some(Nesting { sorted, parents, innermost })
    }

    /// The groups from large to small; of equal size, by their lowest line.
    #[must_use]
    pub fn sorted(&self) -> &[usize] {
        &self.sorted
    }

    /// For each sorted group, the place in [`Nesting::sorted`] of the smallest group around it.
    #[must_use]
    pub fn parents(&self) -> &[Option<usize>] {
        &self.parents
    }

    /// For each line, the place in [`Nesting::sorted`] of the smallest group that holds it.
    #[must_use]
    pub fn innermost(&self) -> &[Option<usize>] {
        &self.innermost
    }
}

//! `RowFamilies`: rows on sums of lines as one laminar family or two.

use std::collections::BTreeMap;

use riparto_solve::Nesting;

/// Groups of lines in two families, in each of which any two groups are nested or disjoint; the second may be empty.
pub(super) struct RowFamilies {
    /// For each group, whether it is in the second family.
    pub(super) sides: Vec<bool>,
    /// Each family as a forest of its groups, in their order.
    pub(super) nestings: [Nesting; 2],
}

/// The most pairs of groups that share a line, counted line by line, for which two families are sought.
const MOST_MEETINGS: usize = 1 << 24;

impl RowFamilies {
    /// The families of groups; none if two do not suffice.
    pub(super) fn of(lines: usize, groups: &[&[u32]]) -> Option<RowFamilies> {
        if let Some(one) = Nesting::new(lines, groups) {
            let none = Nesting::new(lines, &[])?;
            return Some(RowFamilies { sides: vec![false; groups.len()], nestings: [one, none] });
        }
        let sides = two_sides(lines, groups)?;
        let of_side = |side: bool| -> Vec<&[u32]> {
            let own = groups.iter().zip(&sides).filter(|(_, other)| **other == side);
            own.map(|(group, _)| *group).collect()
        };
        let nestings = [Nesting::new(lines, &of_side(false))?, Nesting::new(lines, &of_side(true))?];
        Some(RowFamilies { sides, nestings })
    }

    /// The numbers of the groups of a family, in the order of its forest.
    pub(super) fn numbers(&self, family: usize) -> Vec<usize> {
        let is_own = |number: &usize| usize::from(self.sides[*number]) == family;
        let own: Vec<usize> = (0..self.sides.len()).filter(is_own).collect();
        self.nestings[family].sorted().iter().map(|place| own[*place]).collect()
    }
}

/// Colours groups with two colours so that no two of one colour cross.
fn two_sides(lines: usize, groups: &[&[u32]]) -> Option<Vec<bool>> {
    let mut of_line: Vec<Vec<u32>> = vec![Vec::new(); lines];
    for (number, group) in (0_u32..).zip(groups) {
        group.iter().for_each(|line| of_line[*line as usize].push(number));
    }
    if of_line.iter().map(|groups| groups.len() * groups.len()).sum::<usize>() > MOST_MEETINGS {
        return None;
    }
    let mut meetings: BTreeMap<(u32, u32), usize> = BTreeMap::new();
    for numbers in &of_line {
        for (place, first) in numbers.iter().enumerate() {
            for second in &numbers[place + 1..] {
                *meetings.entry((*first, *second)).or_default() += 1;
            }
        }
    }
    let mut crossing: Vec<Vec<usize>> = vec![Vec::new(); groups.len()];
    for ((first, second), shared) in meetings {
        let (first, second) = (first as usize, second as usize);
        if shared < groups[first].len().min(groups[second].len()) {
            crossing[first].push(second);
            crossing[second].push(first);
        }
    }
    let mut sides: Vec<Option<bool>> = vec![None; groups.len()];
    for start in 0..groups.len() {
        if sides[start].is_some() {
            continue;
        }
        sides[start] = Some(false);
        let mut open = vec![start];
        while let Some(group) = open.pop() {
            let other = sides[group].map(|side| !side);
            for next in &crossing[group] {
                match sides[*next] {
                    None => {
                        sides[*next] = other;
                        open.push(*next);
                    }
                    known if known != other => return None,
                    _ => {}
                }
            }
        }
    }
    sides.into_iter().collect()
}

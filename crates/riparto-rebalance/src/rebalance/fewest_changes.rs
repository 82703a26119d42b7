//! The fewest lines of a laminar family that change, so that all bounds hold.
//!
//! Let a line be free to change between two amounts, or not at all; one whose wish is outside its bounds must. What a group
//! may change by with some number of changed lines is then an interval around one change, the same for every number: that of
//! least movement, cut to the bounds of each group. So fewest lines cost no movement beside the least. The two ends of the
//! interval grow with the number by less and less, since the lines that reach furthest are taken first; so the ends of a group
//! are those of its lines and groups merged by what the next line adds.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::nested_slices::NestedSlices;

/// The line or subgroup that extends an interval's end.
#[derive(Clone, Copy)]
enum Contribution {
    Line(usize),
    Group(usize),
}

/// How far a sum may go one way, with as few lines as it takes, and what each further line adds, the most first.
#[derive(Clone, Default)]
struct IntervalEnd {
    start: i128,
    gains: Vec<(i128, Contribution)>,
}

/// The changes that a group may make.
#[derive(Clone, Default)]
struct ChangeIntervals {
    /// Lines that change at least.
    lines: usize,
    /// The change of least movement.
    middle: i128,
    /// Upwards, and downwards with the sign turned.
    ends: [IntervalEnd; 2],
    /// Of the lines and groups inside, before the group's own bounds cut them.
    inside: [IntervalEnd; 2],
    inside_middle: i128,
}

/// Bounds of lines in the order of a tree, by how much the wish may change.
pub(super) struct LineChangeBounds<'a> {
    pub(super) wish: &'a [i64],
    pub(super) low: &'a [i64],
    pub(super) high: &'a [i64],
}

/// The lines that change, as few as can be, rising by place; of sets that reach as far, the one with the first lines. `None` if no
/// amounts keep the bounds.
pub(super) fn fewest_changes(tree: &NestedSlices, changes: &LineChangeBounds<'_>) -> Option<Vec<usize>> {
    let nodes = tree.nodes();
    let mut intervals: Vec<ChangeIntervals> = vec![ChangeIntervals::default(); nodes.len()];
    let mut changed = Vec::new();
    for number in (0..nodes.len()).rev() {
        let node = nodes[number];
        let mut group = ChangeIntervals::default();
        let mut at = node.start;
        for child in tree.children(number) {
            (at..nodes[child].start).try_for_each(|line| group.add_line(changes, line, &mut changed))?;
            group.add_group(child, &intervals[child]);
            at = nodes[child].end;
        }
        (at..node.end).try_for_each(|line| group.add_line(changes, line, &mut changed))?;
        let wished: i128 = changes.wish[node.start..node.end].iter().map(|wish| i128::from(*wish)).sum();
        group.bound_sum(i128::from(node.low) - wished, i128::from(node.high) - wished)?;
        intervals[number] = group;
    }
    let mut open = vec![(0, intervals[0].middle)];
    while let Some((number, change)) = open.pop() {
        intervals[number].choose(change, &intervals, tree.children(number), &mut changed, &mut open);
    }
    changed.sort_unstable();
    changed.dedup();
    Some(changed)
}

impl LineChangeBounds<'_> {
    /// By how much a line may fall and rise.
    fn of(&self, line: usize) -> (i128, i128) {
        let by = |bound: i64| i128::from(bound) - i128::from(self.wish[line]);
        (by(self.low[line]), by(self.high[line]))
    }
}

impl ChangeIntervals {
    fn add_line(
        &mut self,
        changes: &LineChangeBounds<'_>,
        line: usize,
        changed: &mut Vec<usize>,
    ) -> Option<()> {
        let (least, most) = changes.of(line);
        if least > most {
            return None;
        }
        let [up, down] = &mut self.inside;
        if least > 0 || most < 0 {
            changed.push(line);
            self.lines += 1;
            self.inside_middle += 0.clamp(least, most);
            up.start += most;
            down.start -= least;
        } else {
            up.gains.extend((most > 0).then_some((most, Contribution::Line(line))));
            down.gains.extend((least < 0).then_some((-least, Contribution::Line(line))));
        }
        Some(())
    }

    fn add_group(&mut self, number: usize, group: &ChangeIntervals) {
        self.lines += group.lines;
        self.inside_middle += group.middle;
        for (end, of_group) in self.inside.iter_mut().zip(&group.ends) {
            end.start += of_group.start;
            end.gains.extend(of_group.gains.iter().map(|(gain, _)| (*gain, Contribution::Group(number))));
        }
    }

    /// Bounds the sum of what lines and groups inside may change by; `None` if nothing is left.
    fn bound_sum(&mut self, least: i128, most: i128) -> Option<()> {
        if least > most {
            return None;
        }
        // A group gives its gains in their order: equal ones keep their order.
        self.inside.iter_mut().for_each(|end| end.gains.sort_by_key(|(gain, _)| Reverse(*gain)));
        self.middle = self.inside_middle.clamp(least, most);
        let [up, down] = &self.inside;
        let more = up.count(self.middle)?.max(down.count(-self.middle)?);
        self.lines += more;
        self.ends = [up.from(more, most), down.from(more, -least)];
        Some(())
    }

    /// Chooses the lines by which a group changes by so much, and says by how much the groups inside it do.
    fn choose(
        &self,
        change: i128,
        all: &[ChangeIntervals],
        children: impl Iterator<Item = usize>,
        changed: &mut Vec<usize>,
        open: &mut Vec<(usize, i128)>,
    ) {
        let side = usize::from(change < self.inside_middle);
        let sign = if side == 0 { 1 } else { -1 };
        let end = &self.inside[side];
        let taken = end.count(sign * change).unwrap_or(end.gains.len());
        let mut of_groups: BTreeMap<usize, usize> = BTreeMap::new();
        for (_, part) in &end.gains[..taken] {
            match part {
                Contribution::Line(line) => changed.push(*line),
                Contribution::Group(group) => *of_groups.entry(*group).or_default() += 1,
            }
        }
        // What is left to reach the change is taken from lines first, then group by group as far as each goes.
        let of_lines: i128 = end.gains[..taken]
            .iter()
            .filter_map(|(gain, part)| matches!(part, Contribution::Line(_)).then_some(*gain))
            .sum();
        let groups: Vec<usize> = children.collect();
        let of_starts: i128 = groups.iter().map(|group| all[*group].ends[side].start).sum();
        let forced = end.start - of_starts
            + sign * (groups.iter().map(|group| all[*group].middle).sum::<i128>() - self.inside_middle);
        let mut left = (sign * (change - self.inside_middle) - of_lines - forced).max(0);
        for group in groups {
            let count = of_groups.get(&group).copied().unwrap_or(0);
            let of_group = &all[group];
            let furthest = of_group.ends[side].reach(count) - sign * of_group.middle;
            let by = left.min(furthest);
            left -= by;
            open.push((group, of_group.middle + sign * by));
        }
    }
}

impl IntervalEnd {
    /// How far this many more lines lead.
    fn reach(&self, lines: usize) -> i128 {
        self.start + self.gains[..lines].iter().map(|(gain, _)| gain).sum::<i128>()
    }

    /// How many lines more lead as far as this; `None` if all do not.
    fn count(&self, far: i128) -> Option<usize> {
        let mut reached = self.start;
        let mut gains = self.gains.iter();
        let mut lines = 0;
        while reached < far {
            reached += gains.next()?.0;
            lines += 1;
        }
        Some(lines)
    }

    /// From a number of lines up to what a bound allows.
    fn from(&self, lines: usize, most: i128) -> IntervalEnd {
        let lines = lines.min(self.gains.len());
        let mut reached = self.reach(lines);
        let start = reached.min(most);
        let mut gains = Vec::new();
        for (gain, part) in &self.gains[lines..] {
            if reached >= most {
                break;
            }
            gains.push(((*gain).min(most - reached), *part));
            reached += gain;
        }
        IntervalEnd { start, gains }
    }
}

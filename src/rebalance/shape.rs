//! `Shape`: which exact method the rules of a plan call for.

use std::collections::{BTreeMap, BTreeSet};

use super::conflict::Part;
use super::structure::{Arranged, LineBound, Structure};
use crate::budget::position_number;
use crate::capacity::MAX_REBALANCE_CENTS;
use crate::error::{Cause, Result};
use crate::money::Money;
use crate::words::both;
use riparto_solve::flow::{Family, Group, Problem, infeasible_set, is_feasible, least_violation};

/// How the groups of a structure lie to each other.
pub(crate) enum Shape {
    /// One inside another or apart.
    Tree(Arranged),
    /// In two families that cross, or in one with a cap on movement.
    Network(Box<Network>),
    /// In more families than that, or crossing with a cap on movement.
    Unknown,
}

/// Groups in two families, each a tree in itself, and what may move.
pub(crate) struct Network {
    families: [Vec<Group>; 2],
    /// For each group of each family, its number in the structure.
    numbers: [Vec<usize>; 2],
    movement: Option<(Vec<i64>, i64)>,
}

impl Shape {
    /// Finds the shape; it is not asked of the caller. `movement` is the base and the cap of the increases of all lines.
    pub(crate) fn of(structure: &Structure, movement: Option<(Vec<i64>, i64)>) -> Result<Shape> {
        let all: Vec<usize> = (0..structure.groups.len()).collect();
        if movement.is_none()
            && let Some(arranged) = Arranged::new(structure, &all)?
        {
            return Ok(Shape::Tree(arranged));
        }
        let Some(sides) = two_sides(structure) else {
            return Ok(Shape::Unknown);
        };
        let family = |side: bool| -> Vec<Group> {
            let of_side = structure.groups.iter().zip(&sides).filter(|(_, other)| **other == side);
            of_side
                .map(|(group, _)| Group { lines: group.lines.clone(), low: group.low, high: group.high })
                .collect()
        };
        let families = [family(false), family(true)];
        let numbers =
            [false, true].map(|side| all.iter().copied().filter(|group| sides[*group] == side).collect());
        if movement.is_some() && !families[1].is_empty() {
            return Ok(Shape::Unknown);
        }
        if i128::from(structure.total) * (structure.low.len() as i128) > MAX_REBALANCE_CENTS {
            let allowed = Money::MAX.words();
            return Err(Cause::AmountOverflow {
                operation: both("the sum of all ceilings", "la somma di tutti i massimi"),
                allowed,
            }
            .into());
        }
        Ok(Shape::Network(Box::new(Network { families, numbers, movement })))
    }

    /// Whether some allocation keeps the bounds of a structure of this shape; `None` if that is not known.
    pub(crate) fn holds(&self, structure: &Structure) -> Option<bool> {
        let total = structure.total;
        if !structure.total_holds() {
            return Some(false);
        }
        match self {
            Shape::Tree(arranged) => Some(arranged.reach(structure).is_some()),
            Shape::Network(network) => {
                let lines = structure.low.len();
                let sides = Sides::new(structure);
                let (wish, weights) = (vec![0; lines], vec![1; lines]);
                Some(is_feasible(&network.problem(&sides, total, &wish, &weights)))
            }
            Shape::Unknown => None,
        }
    }
}

/// Floors and ceilings of lines in cents.
pub(crate) struct Sides {
    pub(crate) low: Vec<i64>,
    pub(crate) high: Vec<i64>,
}

impl Sides {
    pub(crate) fn new(structure: &Structure) -> Sides {
        Sides {
            low: structure.low.iter().map(|side| side.cents).collect(),
            high: structure.high.iter().map(|side| side.cents).collect(),
        }
    }
}

impl Network {
    /// The rules of a set that cannot hold together, each where it clashes; the set may not be a smallest one. Empty if all
    /// can.
    pub(crate) fn clashing(&self, structure: &Structure) -> Vec<Part> {
        let lines = structure.low.len();
        let sides = Sides::new(structure);
        let (wish, weights) = (vec![0; lines], vec![1; lines]);
        let mut parts: BTreeSet<Part> = BTreeSet::new();
        let Some(found) = infeasible_set(&self.problem(&sides, structure.total, &wish, &weights)) else {
            return Vec::new();
        };
        for (family, group) in found.group_floors.iter().chain(&found.group_ceilings) {
            let group = &structure.groups[self.numbers[*family][*group]];
            parts.insert(Part { rule: group.rule, line: group.lines[0] as usize });
        }
        for (sides, lines) in [(&structure.low, &found.line_floors), (&structure.high, &found.line_ceilings)]
        {
            let lines = lines.iter().map(|line| *line as usize);
            parts.extend(lines.filter_map(|line| Some(Part { rule: sides[line].rule?, line })));
        }
        if found.movement {
            parts.extend(structure.caps().map(|(rule, _)| Part { rule, line: 0 }));
        }
        parts.into_iter().collect()
    }

    /// The fewest cents by which rules must give way in all so that all can hold: by how many each does, in the order of
    /// the rules.
    pub(crate) fn relax(&self, structure: &Structure) -> Vec<(usize, i128)> {
        let total = structure.total;
        let lines = structure.low.len();
        let (nothing, all, weights) = (vec![0; lines], vec![total; lines], vec![1; lines]);
        // A bound that no amount passes need not give way.
        let sides = |low: i64, high: i64| {
            (if low > 0 { low } else { i64::MIN }, if high < total { high } else { i64::MAX })
        };
        let single = |bound: &LineBound| {
            let (low, high) = sides(bound.low, bound.high);
            Group { lines: vec![position_number(bound.line)], low, high }
        };
        let mut first: Vec<Group> = self.families[0].clone();
        first.extend(structure.lines.iter().map(single));
        let caps: Vec<(usize, i64)> = structure.caps().collect();
        let problem = Problem {
            total,
            wish: &nothing,
            low: &nothing,
            high: &all,
            weights: &weights,
            families: [Family::Laminar(&first), Family::Laminar(&self.families[1])],
            movement: self.movement.as_ref().map(|(base, cap)| (&base[..], *cap)),
        };
        let violation = least_violation(&problem, &caps.iter().map(|(_, cap)| *cap).collect::<Vec<i64>>());
        let of_groups = self.numbers[0].iter().map(|group| structure.groups[*group].rule);
        let first = of_groups.chain(structure.lines.iter().map(|bound| bound.rule)).zip(&violation.groups[0]);
        let second =
            self.numbers[1].iter().map(|group| structure.groups[*group].rule).zip(&violation.groups[1]);
        let moved = caps.iter().map(|(rule, _)| *rule).zip(&violation.caps);
        let mut ways: BTreeMap<usize, i128> = BTreeMap::new();
        for (rule, cents) in first.chain(second).chain(moved).filter(|(_, cents)| **cents > 0) {
            *ways.entry(rule).or_default() += i128::from(*cents);
        }
        for rule in structure.whole.iter().filter(|rule| !structure.allows_total(rule)) {
            *ways.entry(rule.rule).or_default() += i128::from((rule.low - total).max(total - rule.high));
        }
        ways.into_iter().collect()
    }

    /// The groups of each family, by number in the structure.
    pub(crate) fn families(&self) -> &[Vec<usize>; 2] {
        &self.numbers
    }

    pub(crate) fn problem<'a>(
        &'a self,
        sides: &'a Sides,
        total: i64,
        wish: &'a [i64],
        weights: &'a [i64],
    ) -> Problem<'a> {
        Problem {
            total,
            wish,
            low: &sides.low,
            high: &sides.high,
            weights,
            families: [Family::Laminar(&self.families[0]), Family::Laminar(&self.families[1])],
            movement: self.movement.as_ref().map(|(base, cap)| (&base[..], *cap)),
        }
    }
}

/// The most pairs of groups that meet on a line, all lines together, for two sides to be looked for.
const MAX_MEETINGS: usize = 1 << 26;

/// Puts each group on one of two sides so that no two of a side cross; `None` if two sides do not suffice, or if so many
/// pairs meet that it is not looked for. The group with the lowest lines of each connected bunch stands on the first side.
fn two_sides(structure: &Structure) -> Option<Vec<bool>> {
    let groups = &structure.groups;
    let mut starts = vec![0_usize; structure.low.len() + 1];
    let members = || groups.iter().flat_map(|group| &group.lines).map(|line| *line as usize);
    members().for_each(|line| starts[line + 1] += 1);
    if starts.iter().map(|count| count * count).sum::<usize>() > MAX_MEETINGS {
        return None;
    }
    for line in 0..structure.low.len() {
        starts[line + 1] += starts[line];
    }
    let mut next = starts.clone();
    let mut groups_of = vec![0_u32; starts[structure.low.len()]];
    for (number, group) in (0_u32..).zip(groups) {
        for line in &group.lines {
            groups_of[next[*line as usize]] = number;
            next[*line as usize] += 1;
        }
    }
    let mut meetings: Vec<(u32, u32)> = Vec::new();
    for line in starts.windows(2) {
        let groups = &groups_of[line[0]..line[1]];
        for (place, first) in groups.iter().enumerate() {
            meetings.extend(groups[place + 1..].iter().map(|second| (*first, *second)));
        }
    }
    meetings.sort_unstable();
    let mut crossing: Vec<Vec<usize>> = vec![Vec::new(); groups.len()];
    for meeting in meetings.chunk_by(|one, other| one == other) {
        let (first, second) = (meeting[0].0 as usize, meeting[0].1 as usize);
        if meeting.len() < groups[first].lines.len().min(groups[second].lines.len()) {
            crossing[first].push(second);
            crossing[second].push(first);
        }
    }
    let mut sides: Vec<Option<bool>> = vec![None; groups.len()];
    // The sides depend on the lines of the groups and not on the order in which the rules are written.
    let mut order: Vec<usize> = (0..groups.len()).collect();
    order.sort_by(|one, other| groups[*one].lines.cmp(&groups[*other].lines));
    for start in order {
        if sides[start].is_some() {
            continue;
        }
        sides[start] = Some(false);
        let mut open = vec![start];
        while let Some(group) = open.pop() {
            let other = sides[group].map(|side| !side);
            for next in &crossing[group] {
                if sides[*next].is_none() {
                    sides[*next] = other;
                    open.push(*next);
                } else if sides[*next] != other {
                    return None;
                }
            }
        }
    }
    sides.into_iter().collect()
}

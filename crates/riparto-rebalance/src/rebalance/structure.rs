//! `Structure`: how the groups of a constraint set relate, which decides the exact method.

use std::collections::{BTreeMap, BTreeSet};

use super::constraint_set::{ConstraintSet, LaminarOrder, LineBounds, LineRule};
use super::refutation::RulePart;
use riparto_core::budget::position_number;
use riparto_core::capacity::MAX_REBALANCE_CENTS;
use riparto_core::error::{Cause, Result};
use riparto_core::money::Money;
use riparto_core::words::both;
use riparto_solve::flow::{Family, Group, Interval, Problem, infeasible_set, is_feasible, least_violation};

/// How the groups of a constraint set relate to each other.
pub(crate) enum Structure {
    /// One laminar family: each group is inside another or apart from it.
    Laminar(LaminarOrder),
    /// Two laminar families that cross, or one with a cap on all movement.
    TwoLaminar(Box<TwoLaminarFamilies>),
    /// More families, or two with a cap on all movement: no exact method.
    General,
}

/// Groups in two laminar families, and the cap on all movement, if there is one.
pub(crate) struct TwoLaminarFamilies {
    families: [Vec<Group>; 2],
    /// For each group of each family, its number in the constraint set.
    numbers: [Vec<usize>; 2],
    movement: Option<(Vec<i64>, i64)>,
    line_bounds: LineBounds,
    /// The families whose groups lie apart.
    apart: [Option<DisjointGroups>; 2],
}

/// Groups that lie apart, in the order of their first lines; of groups with the same lines the bounds are joined.
struct DisjointGroups {
    group_of: Vec<u32>,
    sums: Vec<Interval>,
}

impl DisjointGroups {
    /// `None` if some lie inside others.
    fn of(lines: usize, groups: &[Group]) -> Option<DisjointGroups> {
        const NONE: u32 = u32::MAX;
        let mut order: Vec<&Group> = groups.iter().collect();
        order.sort_by_key(|group| group.lines.first());
        let mut apart = DisjointGroups { group_of: vec![NONE; lines], sums: Vec::new() };
        let mut sizes: Vec<usize> = Vec::new();
        for group in order {
            let number = apart.group_of[*group.lines.first()? as usize];
            if number == NONE {
                let number = apart.sums.len() as u32;
                for line in &group.lines {
                    if std::mem::replace(&mut apart.group_of[*line as usize], number) != NONE {
                        return None;
                    }
                }
                apart.sums.push(Interval { low: group.low, high: group.high });
                sizes.push(group.lines.len());
                continue;
            }
            let is_same = sizes[number as usize] == group.lines.len()
                && group.lines.iter().all(|line| apart.group_of[*line as usize] == number);
            if !is_same {
                return None;
            }
            let sum = &mut apart.sums[number as usize];
            *sum = Interval { low: sum.low.max(group.low), high: sum.high.min(group.high) };
        }
        Some(apart)
    }

    fn family(&self) -> Family<'_> {
        Family::Disjoint { group_of: &self.group_of, sums: &self.sums }
    }
}

impl Structure {
    /// Detects the structure. `movement` is the base and the cap of the increases of all lines.
    pub(crate) fn of(constraint_set: &ConstraintSet, movement: Option<(Vec<i64>, i64)>) -> Result<Structure> {
        let all: Vec<usize> = (0..constraint_set.groups.len()).collect();
        if movement.is_none()
            && let Some(laminar) = LaminarOrder::new(constraint_set, &all)?
        {
            return Ok(Structure::Laminar(laminar));
        }
        let Some(sides) = two_laminar_families(constraint_set) else {
            return Ok(Structure::General);
        };
        let family = |side: bool| -> Vec<Group> {
            let of_side = constraint_set.groups.iter().zip(&sides).filter(|(_, other)| **other == side);
            of_side
                .map(|(group, _)| Group { lines: group.lines.clone(), low: group.low, high: group.high })
                .collect()
        };
        let families = [family(false), family(true)];
        let numbers =
            [false, true].map(|side| all.iter().copied().filter(|group| sides[*group] == side).collect());
        if movement.is_some() && !families[1].is_empty() {
            return Ok(Structure::General);
        }
        if i128::from(constraint_set.total) * (constraint_set.low.len() as i128) > MAX_REBALANCE_CENTS {
            let allowed = Money::MAX.words();
            return Err(Cause::AmountOverflow {
                operation: both("the sum of all ceilings", "la somma di tutti i massimi"),
                allowed,
            }
            .into());
        }
        let line_bounds = LineBounds::new(constraint_set);
        let lines = constraint_set.low.len();
        let apart = [0, 1].map(|family: usize| DisjointGroups::of(lines, &families[family]));
        let families = TwoLaminarFamilies { families, numbers, movement, line_bounds, apart };
        Ok(Structure::TwoLaminar(Box::new(families)))
    }

    /// Whether some allocation keeps the bounds of a constraint set of this structure; `None` if that is not known.
    pub(crate) fn holds(&self, constraint_set: &ConstraintSet) -> Option<bool> {
        let total = constraint_set.total;
        if !constraint_set.total_holds() {
            return Some(false);
        }
        match self {
            Structure::Laminar(laminar) => Some(laminar.feasible_sums().is_some()),
            Structure::TwoLaminar(crossing) => {
                let lines = constraint_set.low.len();
                Some(is_feasible(&crossing.problem(total, &vec![0; lines], &[])))
            }
            Structure::General => None,
        }
    }
}

impl TwoLaminarFamilies {
    /// The parts of rules on a violated minimum cut: an infeasible subset, perhaps not an irreducible one. Empty if all can hold.
    pub(crate) fn infeasible_parts(&self, constraint_set: &ConstraintSet) -> Vec<RulePart> {
        let lines = constraint_set.low.len();
        let mut parts: BTreeSet<RulePart> = BTreeSet::new();
        let families = [Family::Laminar(&self.families[0]), Family::Laminar(&self.families[1])];
        let wish = vec![0; lines];
        let problem = Problem { families, ..self.problem(constraint_set.total, &wish, &[]) };
        let Some(found) = infeasible_set(&problem) else {
            return Vec::new();
        };
        for (family, group) in found.group_floors.iter().chain(&found.group_ceilings) {
            let group = &constraint_set.groups[self.numbers[*family][*group]];
            parts.insert(RulePart { rule: group.rule, line: group.named_by as usize });
        }
        for (sides, lines) in
            [(&constraint_set.low, &found.line_floors), (&constraint_set.high, &found.line_ceilings)]
        {
            let lines = lines.iter().map(|line| *line as usize);
            parts.extend(lines.filter_map(|line| Some(RulePart { rule: sides[line].rule?, line })));
        }
        if found.movement {
            parts.extend(constraint_set.caps().map(|(rule, _)| RulePart { rule, line: 0 }));
        }
        parts.into_iter().collect()
    }

    /// The least total violation: by how many cents each rule is violated, in the order of the rules.
    pub(crate) fn least_violation(&self, constraint_set: &ConstraintSet) -> Vec<(usize, i128)> {
        let total = constraint_set.total;
        let lines = constraint_set.low.len();
        let (nothing, all, weights) = (vec![0; lines], vec![total; lines], vec![1; lines]);
        // A bound that no amount can violate needs no elastic variable.
        let sides = |low: i64, high: i64| {
            (if low > 0 { low } else { i64::MIN }, if high < total { high } else { i64::MAX })
        };
        let single = |bound: &LineRule| {
            let (low, high) = sides(bound.low, bound.high);
            Group { lines: vec![position_number(bound.line)], low, high }
        };
        let mut first: Vec<Group> = self.families[0].clone();
        first.extend(constraint_set.lines.iter().map(single));
        let caps: Vec<(usize, i64)> = constraint_set.caps().collect();
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
        let of_groups = self.numbers[0].iter().map(|group| constraint_set.groups[*group].rule);
        let first =
            of_groups.chain(constraint_set.lines.iter().map(|bound| bound.rule)).zip(&violation.groups[0]);
        let second =
            self.numbers[1].iter().map(|group| constraint_set.groups[*group].rule).zip(&violation.groups[1]);
        let moved = caps.iter().map(|(rule, _)| *rule).zip(&violation.caps);
        let mut by_rule: BTreeMap<usize, i128> = BTreeMap::new();
        for (rule, cents) in first.chain(second).chain(moved).filter(|(_, cents)| **cents > 0) {
            *by_rule.entry(rule).or_default() += i128::from(*cents);
        }
        for rule in constraint_set.whole.iter().filter(|rule| !constraint_set.allows_total(rule)) {
            *by_rule.entry(rule.rule).or_default() += i128::from((rule.low - total).max(total - rule.high));
        }
        by_rule.into_iter().collect()
    }

    /// The groups of each family, by number in the constraint set.
    pub(crate) fn families(&self) -> &[Vec<usize>; 2] {
        &self.numbers
    }

    pub(crate) fn problem<'a>(&'a self, total: i64, wish: &'a [i64], weights: &'a [i64]) -> Problem<'a> {
        Problem {
            total,
            wish,
            low: &self.line_bounds.low,
            high: &self.line_bounds.high,
            weights,
            families: [0, 1].map(|family: usize| match &self.apart[family] {
                Some(apart) => apart.family(),
                None => Family::Laminar(&self.families[family]),
            }),
            movement: self.movement.as_ref().map(|(base, cap)| (&base[..], *cap)),
        }
    }
}

/// The most pairs of groups that share a line, counted line by line, for which two families are sought.
const MAX_MEETINGS: usize = 1 << 26;

/// Colours the groups with two colours so that no two of one colour cross; `None` if two do not suffice, or above
/// [`MAX_MEETINGS`]. In each connected component the group with the lowest lines has the first colour.
fn two_laminar_families(constraint_set: &ConstraintSet) -> Option<Vec<bool>> {
    let groups = &constraint_set.groups;
    let mut starts = vec![0_usize; constraint_set.low.len() + 1];
    let members = || groups.iter().flat_map(|group| &group.lines).map(|line| *line as usize);
    members().for_each(|line| starts[line + 1] += 1);
    if starts.iter().map(|count| count * count).sum::<usize>() > MAX_MEETINGS {
        return None;
    }
    for line in 0..constraint_set.low.len() {
        starts[line + 1] += starts[line];
    }
    let mut next = starts.clone();
    let mut groups_of = vec![0_u32; starts[constraint_set.low.len()]];
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

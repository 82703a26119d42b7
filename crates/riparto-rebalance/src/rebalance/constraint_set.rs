//! `ConstraintSet`: the rules of a plan as a search sees them: bounds on lines, bounds on sums, and rules that are neither.
//! `LaminarOrder`: an order of the lines in which each group of a laminar family is a slice.

use std::borrow::Cow;

use super::feasible_sums::FeasibleSums;
use super::nested_slices::{NestedSlices, SliceBounds};
use riparto_core::budget::{Selection, position_number};
use riparto_core::error::Result;
use riparto_core::rules::{Base, Bounded, Rulebook};
use riparto_solve::Nesting;

/// A floor or a ceiling of a line, with the rule that it comes from. Without a rule it holds for any amount: zero, or the total.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SourcedBound {
    pub(crate) cents: i64,
    pub(crate) rule: Option<usize>,
}

/// The rules of a plan as bounds on lines and sums.
pub(crate) struct ConstraintSet {
    pub(crate) total: i64,
    /// Floors and ceilings of the lines, in the order of the envelope.
    pub(crate) low: Vec<SourcedBound>,
    pub(crate) high: Vec<SourcedBound>,
    /// Every bound of a rule on one line.
    pub(crate) lines: Vec<LineRule>,
    /// Groups of two or more lines, fewer than all, each with the bounds of one rule.
    pub(crate) groups: Vec<SumRule>,
    /// Rules on the sum of all lines, which is the total.
    pub(crate) whole: Vec<SumRule>,
    /// Rules that are no bound of a sum.
    pub(crate) non_sums: Vec<NonSumRule>,
}

/// The number of a group that no rule asks for.
const NO_RULE: usize = usize::MAX;

/// A rule on one line.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LineRule {
    pub(crate) rule: usize,
    pub(crate) line: usize,
    pub(crate) low: i64,
    pub(crate) high: i64,
}

/// A rule on a sum.
pub(crate) struct SumRule {
    pub(crate) rule: usize,
    /// The line that the part of a rule for each is named by ([`Rulebook::naming_line`]).
    pub(crate) named_by: u32,
    pub(crate) lines: Vec<u32>,
    pub(crate) low: i64,
    pub(crate) high: i64,
}

/// A rule that is no bound of a sum.
pub(crate) struct NonSumRule {
    pub(crate) rule: usize,
    /// The most that all increases since a base may sum to, if that is what the rule says of all lines.
    pub(crate) movement: Option<(Base, i64)>,
}

impl ConstraintSet {
    /// The bounds that rules put on the sums of an envelope.
    pub(crate) fn new(rulebook: &Rulebook, bounds: &[Bounded]) -> ConstraintSet {
        let lines = rulebook.envelope().line_count();
        let total = rulebook.envelope().total().cents();
        let free = |cents| SourcedBound { cents, rule: None };
        let mut constraint_set = ConstraintSet {
            total,
            low: vec![free(0); lines],
            high: vec![free(total); lines],
            lines: Vec::new(),
            groups: Vec::new(),
            whole: Vec::new(),
            non_sums: Vec::new(),
        };
        for bounded in bounds {
            constraint_set.add(rulebook, bounded);
        }
        constraint_set
    }

    fn add(&mut self, rulebook: &Rulebook, bounded: &Bounded) {
        match *bounded {
            Bounded::Line { rule, line, low, high } => self.bound_line(rule, line, low, high),
            Bounded::Sum { rule, selection, low, high } => {
                let envelope = rulebook.envelope();
                let selected = rulebook.selection(selection);
                if let Some(line) = selected.single(envelope) {
                    return self.bound_line(rule, line, low, high);
                }
                let all = *selected == Selection::All;
                let lines = if all {
                    Vec::new()
                } else {
                    selected.positions(envelope).map(position_number).collect()
                };
                let named_by = position_number(rulebook.naming_line(rule, selected).unwrap_or_default());
                let group = SumRule { rule, named_by, lines, low, high };
                if all { self.whole.push(group) } else { self.groups.push(group) }
            }
            Bounded::Movement { rule, base, cap } => {
                self.non_sums.push(NonSumRule { rule, movement: Some((base, cap)) });
            }
            _ => self.non_sums.push(NonSumRule { rule: bounded.rule(), movement: None }),
        }
    }

    /// How many amounts and bounds one look at all of it reads.
    pub(crate) fn size(&self) -> usize {
        let members = self.groups.iter().map(|group| group.lines.len() + 1).sum::<usize>();
        self.low.len() + self.lines.len() + members
    }

    /// Whether the rules on the sum of all lines hold, which is the total.
    pub(crate) fn total_holds(&self) -> bool {
        self.whole.iter().all(|rule| self.allows_total(rule))
    }

    /// Whether a rule on the sum of all lines holds.
    pub(crate) fn allows_total(&self, rule: &SumRule) -> bool {
        (rule.low..=rule.high).contains(&self.total)
    }

    /// The rules that cap the movement of all lines, with their caps.
    pub(crate) fn caps(&self) -> impl Iterator<Item = (usize, i64)> {
        self.non_sums.iter().filter_map(|other| Some((other.rule, other.movement?.1)))
    }

    /// Narrows what a line may hold, by no rule; where a rule asks for something else, nothing is left.
    pub(crate) fn keep(&mut self, line: usize, [low, high]: [i64; 2]) {
        self.low[line].cents = self.low[line].cents.max(low);
        self.high[line].cents = self.high[line].cents.min(high);
    }

    /// Narrows what some lines, rising, may sum to, by no rule.
    pub(crate) fn keep_sum(&mut self, lines: &[u32], [low, high]: [i64; 2]) {
        match lines {
            [line] => self.keep(*line as usize, [low, high]),
            _ => {
                let named_by = lines.first().copied().unwrap_or_default();
                let group = SumRule { rule: NO_RULE, named_by, lines: lines.to_vec(), low, high };
                let is_all = lines.len() == self.low.len();
                if is_all { self.whole.push(group) } else { self.groups.push(group) }
            }
        }
    }

    /// What is asked of sums by no rule.
    pub(crate) fn kept_sums(&self) -> impl Iterator<Item = &SumRule> {
        self.groups.iter().filter(|group| group.rule == NO_RULE)
    }

    /// Widens all bounds to what amounts hold.
    pub(crate) fn loosen(&mut self, amounts: &[i64]) {
        for (line, amount) in amounts.iter().enumerate() {
            self.low[line].cents = self.low[line].cents.min(*amount);
            self.high[line].cents = self.high[line].cents.max(*amount);
        }
        for group in &mut self.groups {
            let held = group.lines.iter().map(|line| amounts[*line as usize]).sum::<i64>();
            group.low = group.low.min(held);
            group.high = group.high.max(held);
        }
    }

    fn bound_line(&mut self, rule: usize, line: usize, low: i64, high: i64) {
        self.lines.push(LineRule { rule, line, low, high });
        if low > self.low[line].cents {
            self.low[line] = SourcedBound { cents: low, rule: Some(rule) };
        }
        if high < self.high[line].cents {
            self.high[line] = SourcedBound { cents: high, rule: Some(rule) };
        }
    }
}

/// Floors and ceilings of lines in cents.
pub(crate) struct LineBounds {
    pub(crate) low: Vec<i64>,
    pub(crate) high: Vec<i64>,
}

impl LineBounds {
    pub(crate) fn new(constraint_set: &ConstraintSet) -> LineBounds {
        let cents = |sides: &[SourcedBound]| sides.iter().map(|side| side.cents).collect();
        LineBounds { low: cents(&constraint_set.low), high: cents(&constraint_set.high) }
    }
}

/// Lines in the order of a tree, with the tree.
pub(crate) struct LaminarOrder {
    /// For each place in the tree's order, the line's position in the envelope.
    pub(crate) order: Vec<u32>,
    /// Whether the tree's order is that of the envelope.
    is_in_place: bool,
    pub(crate) tree: NestedSlices,
    /// In the tree's order.
    pub(crate) line_bounds: LineBounds,
    /// For each group of the constraint set, its slice of the order.
    pub(crate) slices: Vec<(usize, usize)>,
}

impl LaminarOrder {
    /// Orders lines so that each group is a slice; `None` if groups cross. The order depends on the groups' lines
    /// only, not on the order in which the rules are written.
    pub(crate) fn new(constraint_set: &ConstraintSet, groups: &[usize]) -> Result<Option<LaminarOrder>> {
        let lines = constraint_set.low.len();
        let of_groups: Vec<&[u32]> =
            groups.iter().map(|number| &constraint_set.groups[*number].lines[..]).collect();
        let Some(nesting) = Nesting::new(lines, &of_groups) else {
            return Ok(None);
        };
        let order = depth_first(&nesting, &of_groups);
        let mut place = vec![0u32; lines];
        for (at, line) in (0u32..).zip(&order) {
            place[*line as usize] = at;
        }
        let mut slices = vec![(0, 0); constraint_set.groups.len()];
        let mut tree_groups = Vec::with_capacity(groups.len());
        for number in groups {
            let group = &constraint_set.groups[*number];
            let start = group.lines.iter().map(|line| place[*line as usize]).min().unwrap_or(0) as usize;
            let slice = (start, start + group.lines.len());
            slices[*number] = slice;
            tree_groups.push(SliceBounds { start: slice.0, end: slice.1, low: group.low, high: group.high });
        }
        let tree = NestedSlices::new(lines, constraint_set.total, &tree_groups)?;
        let is_in_place = order.is_sorted();
        let cents = |sides: &[SourcedBound]| order.iter().map(|line| sides[*line as usize].cents).collect();
        let line_bounds = LineBounds { low: cents(&constraint_set.low), high: cents(&constraint_set.high) };
        Ok(Some(LaminarOrder { order, is_in_place, tree, line_bounds, slices }))
    }

    /// Values by line, in the tree's order.
    pub(crate) fn arranged<'v>(&self, values: &'v [i64]) -> Cow<'v, [i64]> {
        match self.is_in_place {
            true => values.into(),
            false => self.arrange(|line| values[line]).into(),
        }
    }

    /// Values by line, put into the tree's order.
    pub(crate) fn arrange<T: Copy>(&self, values: impl Fn(usize) -> T) -> Vec<T> {
        self.order.iter().map(|line| values(*line as usize)).collect()
    }

    /// Values in the tree's order, put back by line.
    pub(crate) fn restore(&self, values: Vec<i64>) -> Vec<i64> {
        if self.is_in_place {
            return values;
        }
        let mut restored = vec![0; values.len()];
        for (line, value) in self.order.iter().zip(&values) {
            restored[*line as usize] = *value;
        }
        restored
    }

    /// What each group can hold, or where bounds leave no room.
    pub(crate) fn feasible_sums(&self) -> Option<FeasibleSums> {
        let LineBounds { low, high } = &self.line_bounds;
        FeasibleSums::new(&self.tree, |place| (low[place], high[place]))
    }
}

/// The lines group by group: of a group's own lines and inner groups, the one with the lowest line comes first.
fn depth_first(nesting: &Nesting, groups: &[&[u32]]) -> Vec<u32> {
    let count = groups.len();
    // The last list is that of the whole. A line is listed as itself, a group as its lowest line.
    let mut items: Vec<Vec<(u32, Option<usize>)>> = vec![Vec::new(); count + 1];
    for (line, innermost) in (0_u32..).zip(nesting.innermost()) {
        items[innermost.unwrap_or(count)].push((line, None));
    }
    for (place, (number, parent)) in nesting.sorted().iter().zip(nesting.parents()).enumerate() {
        items[parent.unwrap_or(count)].push((groups[*number][0], Some(place)));
    }
    items.iter_mut().for_each(|list| list.sort_unstable());
    let mut order = Vec::with_capacity(nesting.innermost().len());
    let mut stack = vec![(count, 0)];
    while let Some((list, at)) = stack.pop() {
        let Some((line, group)) = items[list].get(at) else { continue };
        stack.push((list, at + 1));
        match group {
            None => order.push(*line),
            Some(place) => stack.push((*place, 0)),
        }
    }
    order
}

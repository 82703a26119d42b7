//! Irreducible infeasible subsets (IIS) of bounds on a laminar family, and the least total violation.
//!
//! On intervals and one laminar family every IIS is either one ceiling with floors beneath it that sum to more, or
//! one floor with ceilings that cover it and sum to less; the envelope's total serves as either. So for each group the
//! largest floor total that k rules beneath it force, and the smallest ceiling total that k rules allow, determine
//! a smallest one: two bottom-up passes of (max, +) and (min, +).

use std::rc::Rc;

use super::constraint_set::{ConstraintSet, LaminarOrder, LineRule, SumRule};
use super::nested_slices::NestedSlices;
use super::refutation::{Refutation, RulePart};
use super::violation_function::ViolationFunction;

/// The most rules that one conflict is searched for.
const MOST_RULES: usize = 4_096;

/// How many pairs of totals are joined at most, over all groups: with many groups, conflicts of fewer rules are searched.
const MOST_JOINS: usize = 1 << 28;

/// Rules that cannot hold together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct InfeasibleSubset {
    /// The rules, in their order.
    pub(crate) rules: Vec<usize>,
    pub(crate) derivation: Refutation,
}

/// A bound of one rule on a slice of lines in a tree's order.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SliceBound {
    pub(crate) rule: usize,
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// The place of the line that its part is named by.
    pub(crate) named_by: usize,
    pub(crate) low: i64,
    pub(crate) high: i64,
}

impl SliceBound {
    pub(super) fn part(&self) -> RulePart {
        RulePart { rule: self.rule, line: self.named_by }
    }
}

/// A set of rules, shared between the best totals that use it.
enum RuleSet {
    One(RulePart),
    Both(Rc<RuleSet>, Rc<RuleSet>),
}

/// For k = 0, 1, 2, …: the best total that k rules force, and the rules. `None` if there is none.
type BestTotals = Vec<Option<(i128, Option<Rc<RuleSet>>)>>;

/// An IIS of minimum cardinality, counted in bounds; `None` if the rules can hold together, or if it has more than
/// [`MOST_RULES`] rules.
pub(crate) fn smallest_iis(
    tree: &NestedSlices,
    bounds: &[SliceBound],
    lines: usize,
    total: i64,
) -> Option<InfeasibleSubset> {
    let index = BoundIndex::new(tree, bounds, lines);
    let mut best: Option<InfeasibleSubset> = None;
    let mut floors: Vec<BestTotals> = vec![Vec::new(); tree.nodes().len()];
    let mut covers: Vec<BestTotals> = vec![Vec::new(); tree.nodes().len()];
    let most = MOST_RULES.min(bounds.len()).min((MOST_JOINS / tree.nodes().len()).isqrt()).max(1);
    for node in (0..tree.nodes().len()).rev() {
        let (mut floor, mut cover): (BestTotals, BestTotals) = (vec![Some((0, None))], vec![Some((0, None))]);
        let mut at = tree.nodes()[node].start;
        for child in tree.children(node) {
            index.lines(at..tree.nodes()[child].start, most, &mut floor, &mut cover, &mut best);
            floor = combine(&floor, &std::mem::take(&mut floors[child]), most, i128::max);
            cover = combine(&cover, &std::mem::take(&mut covers[child]), most, i128::min);
            at = tree.nodes()[child].end;
        }
        index.lines(at..tree.nodes()[node].end, most, &mut floor, &mut cover, &mut best);
        let own = index.group(node);
        let whole = (node == 0).then_some(SliceBound {
            rule: usize::MAX,
            start: 0,
            end: lines,
            named_by: 0,
            low: total,
            high: total,
        });
        for bound in own.iter().chain(&whole) {
            keep_smaller(&mut best, against_ceiling(&floor, bound));
            keep_smaller(&mut best, against_floor(&cover, bound));
        }
        for bound in own {
            add_own(&mut floor, bound.low, bound.part(), i128::max);
            if bound.high < i64::MAX {
                add_own(&mut cover, bound.high, bound.part(), i128::min);
            }
        }
        // Two rules on the same lines can contradict each other.
        for bound in own.iter().chain(&whole) {
            keep_smaller(&mut best, against_ceiling(&floor, bound));
            keep_smaller(&mut best, against_floor(&cover, bound));
        }
        floors[node] = floor;
        covers[node] = cover;
    }
    best
}

/// Bounds by the line or node that they are on.
pub(super) struct BoundIndex {
    /// Bounds on single lines, by line.
    pub(super) lines: Vec<Vec<SliceBound>>,
    groups: Vec<Vec<SliceBound>>,
}

impl BoundIndex {
    pub(super) fn new(tree: &NestedSlices, bounds: &[SliceBound], lines: usize) -> BoundIndex {
        let mut index =
            BoundIndex { lines: vec![Vec::new(); lines], groups: vec![Vec::new(); tree.nodes().len()] };
        let mut slices: Vec<((usize, usize), usize)> =
            tree.nodes().iter().enumerate().map(|(number, node)| ((node.start, node.end), number)).collect();
        slices.sort_unstable();
        for bound in bounds {
            if bound.end == bound.start + 1 && lines > 1 {
                index.lines[bound.start].push(*bound);
            } else if let Ok(place) =
                slices.binary_search_by_key(&(bound.start, bound.end), |(slice, _)| *slice)
            {
                index.groups[slices[place].1].push(*bound);
            }
        }
        index
    }

    pub(super) fn group(&self, node: usize) -> &[SliceBound] {
        &self.groups[node]
    }

    /// Adds the lines of a group that are in none of its subgroups, and rules on one line that contradict each other.
    fn lines(
        &self,
        range: std::ops::Range<usize>,
        most: usize,
        floor: &mut BestTotals,
        cover: &mut BestTotals,
        best: &mut Option<InfeasibleSubset>,
    ) {
        let mut floors: Vec<(i64, RulePart)> = Vec::new();
        let mut ceilings: Vec<Option<(i64, RulePart)>> = Vec::new();
        for line in range {
            let (low, high) = tightest(&self.lines[line]);
            if let (Some(low), Some(high)) = (low, high) {
                keep_smaller(best, contradicts(low, high));
            }
            floors.extend(low.map(|low| (low.low, low.part())));
            ceilings.push(high.map(|high| (high.high, high.part())));
        }
        // All lines of a group are covered one by one, or the group is not covered at all.
        if !ceilings.is_empty() {
            let mut own: BestTotals = vec![None];
            if let Some(ceilings) = ceilings.into_iter().collect::<Option<Vec<(i64, RulePart)>>>()
                && ceilings.len() <= most
            {
                own = vec![None; ceilings.len() + 1];
                let sum = ceilings.iter().map(|(high, _)| i128::from(*high)).sum();
                let join =
                    |rules, (_, part): &(i64, RulePart)| Some(both(rules, Rc::new(RuleSet::One(*part))));
                own[ceilings.len()] = Some((sum, ceilings.iter().fold(None, join)));
            }
            *cover = combine(cover, &own, most, i128::min);
        }
        // Largest floors first: the best k of them are the first k.
        floors.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
        let mut prefix: BestTotals = vec![Some((0, None))];
        for (low, part) in floors.into_iter().take(most) {
            let last = prefix.last().cloned().flatten();
            let own = Rc::new(RuleSet::One(part));
            prefix.push(last.map(|(sum, rules)| (sum + i128::from(low), Some(both(rules, own)))));
        }
        *floor = combine(floor, &prefix, most, i128::max);
    }
}

fn both(first: Option<Rc<RuleSet>>, second: Rc<RuleSet>) -> Rc<RuleSet> {
    match first {
        Some(first) => Rc::new(RuleSet::Both(first, second)),
        None => second,
    }
}

/// Totals of two parts together, the better one for each number of rules.
fn combine(a: &BestTotals, b: &BestTotals, most: usize, better: fn(i128, i128) -> i128) -> BestTotals {
    let mut joined: BestTotals = vec![None; (a.len() + b.len()).saturating_sub(1).min(most + 1)];
    for (i, left) in a.iter().enumerate() {
        let Some((left, first)) = left else { continue };
        for (right, place) in b.iter().zip(&mut joined[i.min(most)..]) {
            let Some((right, second)) = right else { continue };
            let sum = left + right;
            let improves = place.as_ref().is_none_or(|(known, _)| better(*known, sum) != *known);
            if improves && i <= most {
                let rules = match (first, second) {
                    (Some(first), Some(second)) => {
                        Some(Rc::new(RuleSet::Both(first.clone(), second.clone())))
                    }
                    (first, second) => first.clone().or_else(|| second.clone()),
                };
                *place = Some((sum, rules));
            }
        }
    }
    joined
}

fn add_own(totals: &mut BestTotals, own: i64, part: RulePart, better: fn(i128, i128) -> i128) {
    if totals.len() < 2 {
        totals.push(None);
    }
    let own = i128::from(own);
    if totals[1].as_ref().is_none_or(|(known, _)| better(*known, own) != *known) {
        totals[1] = Some((own, Some(Rc::new(RuleSet::One(part)))));
    }
}

fn against_ceiling(floors: &BestTotals, ceiling: &SliceBound) -> Option<InfeasibleSubset> {
    if ceiling.high == i64::MAX {
        return None;
    }
    let found = floors.iter().flatten().find(|(sum, _)| *sum > i128::from(ceiling.high))?;
    Some(InfeasibleSubset::floors(rule_of(ceiling), ceiling.high, parts_of(found.1.as_ref()), found.0))
}

fn against_floor(covers: &BestTotals, floor: &SliceBound) -> Option<InfeasibleSubset> {
    let found = covers.iter().flatten().find(|(sum, _)| *sum < i128::from(floor.low))?;
    Some(InfeasibleSubset::ceilings(rule_of(floor), floor.low, parts_of(found.1.as_ref()), found.0))
}

/// The rule that a bound is of; none if it is the envelope's total.
pub(super) fn rule_of(bound: &SliceBound) -> Option<RulePart> {
    (bound.rule != usize::MAX).then_some(bound.part())
}

/// The highest floor and the lowest ceiling among the bounds of a line, where there are any.
pub(super) fn tightest(bounds: &[SliceBound]) -> (Option<&SliceBound>, Option<&SliceBound>) {
    let low =
        bounds.iter().filter(|bound| bound.low > 0).max_by_key(|bound| (bound.low, usize::MAX - bound.rule));
    let high =
        bounds.iter().filter(|bound| bound.high < i64::MAX).min_by_key(|bound| (bound.high, bound.rule));
    (low, high)
}

/// A floor and a ceiling on the same lines.
pub(super) fn contradicts(low: &SliceBound, high: &SliceBound) -> Option<InfeasibleSubset> {
    let infeasible =
        || InfeasibleSubset::floors(Some(high.part()), high.high, vec![low.part()], low.low.into());
    (low.low > high.high).then(infeasible)
}

fn parts_of(rules: Option<&Rc<RuleSet>>) -> Vec<RulePart> {
    let mut parts = Vec::new();
    let mut open: Vec<&Rc<RuleSet>> = rules.into_iter().collect();
    while let Some(next) = open.pop() {
        match next.as_ref() {
            RuleSet::One(part) => parts.push(*part),
            RuleSet::Both(a, b) => open.extend([a, b]),
        }
    }
    parts.sort_unstable();
    parts
}

fn keep_smaller(best: &mut Option<InfeasibleSubset>, found: Option<InfeasibleSubset>) {
    if let Some(found) = found
        && best.as_ref().is_none_or(|best| found.rules.len() < best.rules.len())
    {
        *best = Some(found);
    }
}

impl InfeasibleSubset {
    pub(super) fn floors(
        ceiling: Option<RulePart>,
        limit: i64,
        floors: Vec<RulePart>,
        sum: i128,
    ) -> InfeasibleSubset {
        let rules = together(ceiling, &floors);
        InfeasibleSubset { rules, derivation: Refutation::FloorsAboveCeiling { ceiling, limit, floors, sum } }
    }

    pub(super) fn ceilings(
        floor: Option<RulePart>,
        limit: i64,
        ceilings: Vec<RulePart>,
        sum: i128,
    ) -> InfeasibleSubset {
        let rules = together(floor, &ceilings);
        InfeasibleSubset { rules, derivation: Refutation::CeilingsBelowFloor { floor, limit, ceilings, sum } }
    }
}

fn together(one: Option<RulePart>, others: &[RulePart]) -> Vec<usize> {
    let mut rules: Vec<usize> = others.iter().copied().chain(one).map(|part| part.rule).collect();
    rules.sort_unstable();
    rules.dedup();
    rules
}

/// The least total violation and amounts that attain it.
pub(crate) struct LeastViolation {
    /// By how much each rule is violated, in the order of the rules.
    pub(crate) rules: Vec<(usize, i128)>,
    /// Amounts with these violations, in the order of the tree.
    pub(crate) amounts: Vec<i64>,
}

/// Minimizes the total violation of bounds on a laminar family.
pub(crate) fn least_violation(
    tree: &NestedSlices,
    bounds: &[SliceBound],
    lines: usize,
    total: i64,
) -> LeastViolation {
    let index = BoundIndex::new(tree, bounds, lines);
    let mut costs: Vec<ViolationFunction> = vec![ViolationFunction::zero(); tree.nodes().len()];
    // What the members of each node cost together, before its own bounds.
    let mut inside: Vec<ViolationFunction> = Vec::with_capacity(tree.nodes().len());
    for node in (0..tree.nodes().len()).rev() {
        let own = members(tree, node);
        let mut joined: Option<ViolationFunction> = None;
        for member in own {
            let cost = match member {
                Member::Line(line) => index.line_cost(line),
                Member::Node(child) => costs[child].clone(),
            };
            match &mut joined {
                Some(joined) => joined.convolve(&cost),
                None => joined = Some(cost),
            }
        }
        let mut cost = joined.unwrap_or_else(ViolationFunction::zero);
        inside.push(cost.clone());
        index.group(node).iter().for_each(|bound| cost.add_bound(bound.low, bound.high));
        costs[node] = cost;
    }
    let mut violations: Vec<(usize, i128)> = Vec::new();
    let mut amounts = vec![0; lines];
    let mut open = vec![(0, total)];
    while let Some((node, sum)) = open.pop() {
        add_violations(index.group(node), sum, &mut violations);
        let mut left = sum;
        let costed: Vec<(Member, ViolationFunction)> = members(tree, node)
            .map(|member| match member {
                Member::Line(line) => (member, index.line_cost(line)),
                Member::Node(child) => (member, costs[child].clone()),
            })
            .collect();
        let mut taken = vec![0; costed.len()];
        for slope in inside[tree.nodes().len() - 1 - node].slopes() {
            for ((_, cost), taken) in costed.iter().zip(&mut taken) {
                let cents = left.min(cost.length_at(slope));
                *taken += cents;
                left -= cents;
            }
        }
        for ((member, _), sum) in costed.iter().zip(taken) {
            match member {
                Member::Line(line) => {
                    amounts[*line] = sum;
                    add_violations(&index.lines[*line], sum, &mut violations);
                }
                Member::Node(child) => open.push((*child, sum)),
            }
        }
    }
    violations.sort_unstable();
    violations.dedup_by(|next, kept| {
        let same = next.0 == kept.0;
        if same {
            kept.1 += next.1;
        }
        same
    });
    LeastViolation { rules: violations, amounts }
}

#[derive(Clone, Copy)]
pub(super) enum Member {
    Line(usize),
    Node(usize),
}

/// The lines and groups that a node is made of.
pub(super) fn members(tree: &NestedSlices, node: usize) -> impl Iterator<Item = Member> {
    let mut at = tree.nodes()[node].start;
    let end = tree.nodes()[node].end;
    let mut child = node + 1;
    let after = tree.nodes()[node].after;
    std::iter::from_fn(move || {
        if child < after && tree.nodes()[child].start == at {
            let found = child;
            at = tree.nodes()[child].end;
            child = tree.nodes()[child].after;
            return Some(Member::Node(found));
        }
        (at < end).then(|| {
            at += 1;
            Member::Line(at - 1)
        })
    })
}

impl BoundIndex {
    fn line_cost(&self, line: usize) -> ViolationFunction {
        let mut cost = ViolationFunction::zero();
        self.lines[line].iter().for_each(|bound| cost.add_bound(bound.low, bound.high));
        cost
    }
}

fn add_violations(bounds: &[SliceBound], sum: i64, violations: &mut Vec<(usize, i128)>) {
    for bound in bounds {
        let cents =
            i128::from((bound.low - sum).max(0)) + i128::from((sum.saturating_sub(bound.high)).max(0));
        if cents > 0 {
            violations.push((bound.rule, cents));
        }
    }
}

/// The bounds of a constraint set in the order of its tree.
pub(crate) fn bounds_of(constraint_set: &ConstraintSet, laminar: &LaminarOrder) -> Vec<SliceBound> {
    let lines = constraint_set.low.len();
    let mut place = vec![0; lines];
    laminar.order.iter().enumerate().for_each(|(at, line)| place[*line as usize] = at);
    let single = constraint_set.lines.iter().map(|LineRule { rule, line, low, high }| {
        let at = place[*line];
        SliceBound { rule: *rule, start: at, end: at + 1, named_by: at, low: *low, high: *high }
    });
    let of_group = |(group, (start, end)): (&SumRule, (usize, usize))| SliceBound {
        rule: group.rule,
        start,
        end,
        named_by: place[group.named_by as usize],
        low: group.low,
        high: group.high,
    };
    let groups = constraint_set.groups.iter().zip(laminar.slices.iter().copied());
    let whole = constraint_set.whole.iter().map(|group| (group, (0, lines)));
    single.chain(groups.chain(whole).map(of_group)).collect()
}

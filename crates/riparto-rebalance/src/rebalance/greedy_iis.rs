//! A greedy IIS: an irreducible infeasible subset of bounds, of any size, found in one sweep where a smallest one costs too much.

use super::infeasible_subset::{
    BoundIndex, InfeasibleSubset, Member, SliceBound, contradicts, members, rule_of, tightest,
};
use super::nested_slices::NestedSlices;
use super::refutation::RulePart;

/// An infeasible subset of bounds that is irreducible, though it may not be of minimum cardinality. `None` if all bounds can
/// hold together.
///
/// Of the floors beneath a ceiling the largest are taken, as many as it needs to pass it, so that without any one of them the
/// others do not.
pub(crate) fn greedy_iis(
    tree: &NestedSlices,
    bounds: &[SliceBound],
    lines: usize,
    total: i64,
) -> Option<InfeasibleSubset> {
    let alone =
        |bound: &&SliceBound| bound.low > total || (bound.end - bound.start == lines && bound.high < total);
    if let Some(bound) = bounds.iter().filter(alone).min_by_key(|bound| bound.rule) {
        return Some(match bound.low > total {
            true => InfeasibleSubset::floors(None, total, vec![bound.part()], bound.low.into()),
            false => InfeasibleSubset::ceilings(None, total, vec![bound.part()], bound.high.into()),
        });
    }
    let index = BoundIndex::new(tree, bounds, lines);
    let mut sides: Vec<Forced> = vec![Forced::default(); tree.nodes().len()];
    for node in (0..tree.nodes().len()).rev() {
        let mut forced = Forced { floors: Vec::new(), covers: Some(Vec::new()) };
        for member in members(tree, node) {
            match member {
                Member::Node(child) => forced.join(std::mem::take(&mut sides[child])),
                Member::Line(line) => {
                    let (low, high) = tightest(&index.lines[line]);
                    if let (Some(low), Some(high)) = (low, high)
                        && let Some(found) = contradicts(low, high)
                    {
                        return Some(found);
                    }
                    let asked = |bound: &SliceBound, cents| vec![(cents, bound.part())];
                    let floors = low.map(|low| asked(low, low.low)).unwrap_or_default();
                    forced.join(Forced { floors, covers: high.map(|high| asked(high, high.high)) });
                }
            }
        }
        let whole =
            SliceBound { rule: usize::MAX, start: 0, end: lines, named_by: 0, low: total, high: total };
        let own = if node == 0 { std::slice::from_ref(&whole) } else { index.group(node) };
        if let Some(found) = own.iter().find_map(|bound| forced.against(bound)) {
            return Some(found);
        }
        own.iter().for_each(|bound| forced.tighten(bound));
        if let Some(found) = own.iter().find_map(|bound| forced.against(bound)) {
            return Some(found);
        }
        sides[node] = forced;
    }
    None
}

/// The floors that force the most into a node, and the ceilings that cover it and allow the least, if any cover it.
#[derive(Clone, Default)]
struct Forced {
    floors: Vec<(i64, RulePart)>,
    covers: Option<Vec<(i64, RulePart)>>,
}

impl Forced {
    fn join(&mut self, other: Forced) {
        self.floors.extend(other.floors);
        match (&mut self.covers, other.covers) {
            (Some(covers), Some(others)) => covers.extend(others),
            (covers, _) => *covers = None,
        }
    }

    fn tighten(&mut self, bound: &SliceBound) {
        let sum = |asked: &[(i64, RulePart)]| asked.iter().map(|(cents, _)| i128::from(*cents)).sum::<i128>();
        if i128::from(bound.low) > sum(&self.floors) {
            self.floors = vec![(bound.low, bound.part())];
        }
        if bound.high < i64::MAX
            && self.covers.as_ref().is_none_or(|covers| i128::from(bound.high) < sum(covers))
        {
            self.covers = Some(vec![(bound.high, bound.part())]);
        }
    }

    fn against(&mut self, bound: &SliceBound) -> Option<InfeasibleSubset> {
        let sum = |asked: &[(i64, RulePart)]| asked.iter().map(|(cents, _)| i128::from(*cents)).sum::<i128>();
        let parts =
            |asked: &[(i64, RulePart)]| asked.iter().map(|(_, part)| *part).collect::<Vec<RulePart>>();
        if bound.high < i64::MAX && sum(&self.floors) > i128::from(bound.high) {
            self.floors.sort_unstable_by(|one, other| (other.0, one.1).cmp(&(one.0, other.1)));
            let needed = (1..self.floors.len())
                .find(|count| sum(&self.floors[..*count]) > i128::from(bound.high))
                .unwrap_or(self.floors.len());
            let floors = &self.floors[..needed];
            return Some(InfeasibleSubset::floors(rule_of(bound), bound.high, parts(floors), sum(floors)));
        }
        let covers = self.covers.as_ref().filter(|covers| sum(covers) < i128::from(bound.low))?;
        Some(InfeasibleSubset::ceilings(rule_of(bound), bound.low, parts(covers), sum(covers)))
    }
}

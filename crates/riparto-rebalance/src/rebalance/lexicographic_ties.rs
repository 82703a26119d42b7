//! Amounts of least cost on a tree, where many may tie: of these, the nearest to a wish.

use super::feasible_sums::FeasibleSums;
use super::nested_slices::{NestedSlices, SliceBounds};
use super::water_filling::{DemandFunction, LeastSquaresDemand, solve};

/// The amounts of least cost, for costs that are straight between a few corners; among the many that tie, those of least
/// squares to a wish.
///
/// The optimal face: each line between its demands at its shift and at the next, each capped group at its sum.
pub(super) fn nearest_among_ties(
    tree: &NestedSlices,
    feasible_sums: &FeasibleSums,
    demand: &impl DemandFunction,
    wish: &[i64],
) -> Vec<i64> {
    let solved = solve(tree, feasible_sums, demand);
    let mut low = vec![0; wish.len()];
    let mut high = vec![0; wish.len()];
    let mut groups: Vec<SliceBounds> = Vec::new();
    for (number, node) in tree.nodes().iter().enumerate() {
        for line in node.start..node.end {
            (low[line], high[line]) = demand.at(line, solved.shifts[number]);
        }
        if number > 0 && solved.capped[number] {
            let sum = solved.amounts[node.start..node.end].iter().sum();
            groups.push(SliceBounds { low: sum, high: sum, start: node.start, end: node.end });
        } else if number > 0 {
            groups.push(SliceBounds { low: node.low, high: node.high, start: node.start, end: node.end });
        }
    }
    let total = tree.nodes()[0].low;
    let Ok(tree) = NestedSlices::new(wish.len(), total, &groups) else { return solved.amounts };
    match FeasibleSums::new(&tree, |line| (low[line], high[line])) {
        Some(feasible_sums) => {
            solve(&tree, &feasible_sums, &LeastSquaresDemand { wish, low: &low, high: &high }).amounts
        }
        None => solved.amounts,
    }
}

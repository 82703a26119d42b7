//! Amounts of least cost on a tree, where many may tie: of these, the nearest to a wish.

use super::equal_shift::{Response, Shift, solve};
use super::reach::Reach;
use super::tree::{Group, Tree};

/// The amounts of least cost, for costs that are straight between a few corners; among the many that tie, those of least
/// squares to a wish.
///
/// What ties: each line between its answers to its shift and to the next, each group that a bound held at its sum.
pub(super) fn nearest_among_ties(
    tree: &Tree,
    reach: &Reach,
    response: &impl Response,
    wish: &[i64],
) -> Vec<i64> {
    let solved = solve(tree, reach, response);
    let mut low = vec![0; wish.len()];
    let mut high = vec![0; wish.len()];
    let mut groups: Vec<Group> = Vec::new();
    for (number, node) in tree.nodes().iter().enumerate() {
        for line in node.start..node.end {
            (low[line], high[line]) = response.at(line, solved.shifts[number]);
        }
        if number > 0 && solved.held[number] {
            let sum = solved.amounts[node.start..node.end].iter().sum();
            groups.push(Group { low: sum, high: sum, start: node.start, end: node.end });
        } else if number > 0 {
            groups.push(Group { low: node.low, high: node.high, start: node.start, end: node.end });
        }
    }
    let total = tree.nodes()[0].low;
    let Ok(tree) = Tree::new(wish.len(), total, &groups) else { return solved.amounts };
    match Reach::new(&tree, |line| (low[line], high[line])) {
        Some(reach) => solve(&tree, &reach, &Shift { wish, low: &low, high: &high }).amounts,
        None => solved.amounts,
    }
}

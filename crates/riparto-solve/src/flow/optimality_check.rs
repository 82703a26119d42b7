//! Whether an allocation is optimal, independently of the search that found it.

use std::collections::BTreeMap;

use super::distance::Distance;
use super::infeasibility_cut::is_feasible;
use super::laminar_tree::LaminarTree;
use super::problem::{Intervals, Problem};

/// The cost of a cent: by the distance, then by squares.
type Cost = (i128, i128);

/// An arc of the residual network: from, to, and the cost of a cent along it.
type ResidualArc = (usize, usize, Cost);

/// Whether `amounts` respects all bounds and is optimal: by the distance, then by weighted squares.
///
/// For [`Distance::Squares`] and [`Distance::Moved`]: a feasible allocation is optimal if and only if the residual network has no
/// negative cycle. Bellman and Ford's method looks for one in O(n m) steps for n nodes and m arcs. For [`Distance::Peak`], a
/// maximum flow shows that no smaller peak is feasible. Ties between lines are not checked.
pub(super) fn is_optimal(problem: &Problem, distance: Distance, amounts: &[i64]) -> bool {
    let Some(sums) = GroupSums::of(problem, amounts) else { return false };
    let peak = problem.peak(amounts.iter().copied());
    if distance == Distance::Peak && has_smaller_peak(problem, peak) {
        return false;
    }
    let residual_arcs = sums.residual_arcs(problem, amounts, |line, from| {
        let weight = i128::from(problem.weight(line));
        let shift = i128::from(from) - i128::from(problem.wish[line]);
        let square = weight * (2 * shift + 1);
        match distance {
            Distance::Squares => Some((square, 0)),
            Distance::Moved => Some((if shift < 0 { -weight } else { weight }, square)),
            Distance::Peak => (shift.abs().max((shift + 1).abs()) * weight <= peak).then_some((square, 0)),
        }
    });
    !has_negative_cycle(sums.node_count(), &residual_arcs)
}

/// Whether `amounts` respects all bounds and has the least distance, whatever its squares.
pub fn is_nearest(problem: &Problem, distance: Distance, amounts: &[i64]) -> bool {
    let Some(sums) = GroupSums::of(problem, amounts) else { return false };
    let residual_arcs = match distance {
        Distance::Squares => return is_optimal(problem, distance, amounts),
        Distance::Peak => return !has_smaller_peak(problem, problem.peak(amounts.iter().copied())),
        Distance::Moved => sums.residual_arcs(problem, amounts, |line, from| {
            let weight = i128::from(problem.weight(line));
            Some((if from < problem.wish[line] { -weight } else { weight }, 0))
        }),
    };
    !has_negative_cycle(sums.node_count(), &residual_arcs)
}

fn has_smaller_peak(problem: &Problem, peak: i128) -> bool {
    if peak == 0 {
        return false;
    }
    // Without consistent line bounds there is no allocation, and so none to call nearest.
    let Ok(line_bounds) = problem.line_bounds() else { return true };
    problem
        .line_bounds_within(&line_bounds, peak - 1)
        .is_some_and(|Intervals { low, high }| is_feasible(&Problem { low: &low, high: &high, ..*problem }))
}

/// The sum of each group.
struct GroupSums<'a> {
    trees: [LaminarTree<'a>; 2],
    sums: [Vec<i128>; 2],
}

impl<'a> GroupSums<'a> {
    /// The sums of an allocation; `None` if it violates a bound.
    fn of(problem: &Problem<'a>, amounts: &[i64]) -> Option<Self> {
        let lines = problem.wish.len();
        let total: i128 = amounts.iter().map(|amount| i128::from(*amount)).sum();
        if amounts.len() != lines || total != i128::from(problem.total) {
            return None;
        }
        if (0..lines).any(|line| amounts[line] < problem.low[line] || amounts[line] > problem.high[line]) {
            return None;
        }
        let second = match problem.movement {
            Some((_, cap)) => LaminarTree::of_movement(cap),
            None => LaminarTree::build(lines, problem.families[1]),
        };
        let trees = [LaminarTree::build(lines, problem.families[0]), second];
        let mut sums = [vec![0; trees[0].nodes.len()], vec![0; trees[1].nodes.len()]];
        for (line, amount) in amounts.iter().enumerate() {
            sums[0][trees[0].innermost(line) as usize] += i128::from(*amount);
            match problem.movement {
                Some((base, _)) => {
                    sums[1][1] += i128::from(base[line].min(*amount));
                    sums[1][2] += i128::from((amount - base[line]).max(0));
                }
                None => sums[1][trees[1].innermost(line) as usize] += i128::from(*amount),
            }
        }
        for (tree, sums) in trees.iter().zip(&mut sums) {
            tree.aggregate(sums);
            let broken = tree.nodes.iter().zip(sums.iter()).any(|(group, sum)| {
                group.low.is_some_and(|(low, _)| *sum < i128::from(low))
                    || group.high.is_some_and(|(high, _)| *sum > i128::from(high))
            });
            if broken || tree.infeasible_empty_group.is_some() {
                return None;
            }
        }
        Some(Self { trees, sums })
    }

    fn node_count(&self) -> usize {
        self.sums[0].len() + self.sums[1].len()
    }

    /// The residual network. `cost` gives the cost of the cent above an amount of a line, or `None` if it may not be used.
    fn residual_arcs(
        &self,
        problem: &Problem,
        amounts: &[i64],
        cost: impl Fn(usize, i64) -> Option<Cost>,
    ) -> Vec<ResidualArc> {
        let second = self.sums[0].len();
        let mut cheapest: BTreeMap<(usize, usize), Cost> = BTreeMap::new();
        let mut offer = |from: usize, to: usize, cost: Cost| {
            cheapest.entry((from, to)).and_modify(|best| *best = cost.min(*best)).or_insert(cost);
        };
        for (line, amount) in amounts.iter().enumerate() {
            let tail = self.trees[0].innermost(line) as usize;
            let head = |from: i64| {
                second
                    + match problem.movement {
                        Some((base, _)) => 1 + usize::from(from >= base[line]),
                        None => self.trees[1].innermost(line) as usize,
                    }
            };
            if *amount < problem.high[line]
                && let Some(cost) = cost(line, *amount)
            {
                offer(tail, head(*amount), cost);
            }
            if *amount > problem.low[line]
                && let Some((first, second)) = cost(line, *amount - 1)
            {
                offer(head(*amount - 1), tail, (-first, -second));
            }
        }
        let mut residual_arcs: Vec<ResidualArc> =
            cheapest.into_iter().map(|((from, to), cost)| (from, to, cost)).collect();
        for (tree, sums, first) in
            [(&self.trees[0], &self.sums[0], 0), (&self.trees[1], &self.sums[1], second)]
        {
            for (tree_node, group) in tree.nodes.iter().enumerate().skip(1) {
                // In the first tree a cent more in a group comes down from its parent; in the second it goes up to it.
                let (inside, outside) = (first + tree_node, first + group.parent);
                let (from, to) = if first == 0 { (outside, inside) } else { (inside, outside) };
                if group.high.is_none_or(|(high, _)| sums[tree_node] < i128::from(high)) {
                    residual_arcs.push((from, to, (0, 0)));
                }
                if group.low.is_none_or(|(low, _)| sums[tree_node] > i128::from(low)) {
                    residual_arcs.push((to, from, (0, 0)));
                }
            }
        }
        residual_arcs
    }
}

/// Whether some cycle has a negative cost.
fn has_negative_cycle(nodes: usize, residual_arcs: &[ResidualArc]) -> bool {
    let mut distance: Vec<Cost> = vec![(0, 0); nodes];
    for _ in 0..nodes {
        let mut changed = false;
        for (from, to, cost) in residual_arcs {
            let reached = (distance[*from].0 + cost.0, distance[*from].1 + cost.1);
            if reached < distance[*to] {
                distance[*to] = reached;
                changed = true;
            }
        }
        if !changed {
            return false;
        }
    }
    true
}

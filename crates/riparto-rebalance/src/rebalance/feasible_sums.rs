//! `FeasibleSums`: the interval of feasible sums of each group, given its lines, the groups inside it and its own bounds.

use std::ops::Range;

use super::nested_slices::NestedSlices;

/// The least and the greatest feasible sum of each node.
pub(crate) struct FeasibleSums {
    low: Vec<i64>,
    high: Vec<i64>,
}

/// Sums over lines that follow each other.
#[derive(Clone, Copy, Default)]
pub(crate) struct PartialSums {
    least: i128,
    most: i128,
    wished: i128,
}

impl PartialSums {
    /// Adds what lines hold at least and at most, beyond what they wish; in all, if no wish is stated.
    pub(crate) fn add(&mut self, least: i64, most: i64, wished: i64) {
        self.least += i128::from(least);
        self.most += i128::from(most);
        self.wished += i128::from(wished);
    }
}

/// How many lines are summed in 64 bits: 2^13 times the largest amount, 2^48, stays below 2^62.
const CHUNK: usize = 1 << 13;

impl FeasibleSums {
    /// One sweep from the lines upwards, given each line's floor and ceiling in cents; `None` where bounds leave no room.
    pub(crate) fn new(tree: &NestedSlices, bounds: impl Fn(usize) -> (i64, i64)) -> Option<FeasibleSums> {
        FeasibleSums::sweep(tree, |range| {
            let mut run = PartialSums::default();
            for start in range.clone().step_by(CHUNK) {
                let (mut least, mut most, mut crossed) = (0, 0, false);
                for line in start..range.end.min(start + CHUNK) {
                    let (low, high) = bounds(line);
                    crossed |= low > high;
                    least += low;
                    most += high;
                }
                if crossed {
                    return None;
                }
                run.add(least, most, 0);
            }
            Some(run)
        })
    }

    /// One sweep from the lines upwards, given the sums over lines that follow each other, which are asked for in their
    /// order. Sums of ceilings may pass 64 bits, so they are added in 128.
    pub(crate) fn sweep(
        tree: &NestedSlices,
        mut lines: impl FnMut(Range<usize>) -> Option<PartialSums>,
    ) -> Option<FeasibleSums> {
        let nodes = tree.nodes().len();
        let mut feasible_sums = FeasibleSums { low: vec![0; nodes], high: vec![0; nodes] };
        feasible_sums.visit(tree, 0, &mut lines)?;
        Some(feasible_sums)
    }

    fn visit(
        &mut self,
        tree: &NestedSlices,
        number: usize,
        lines: &mut impl FnMut(Range<usize>) -> Option<PartialSums>,
    ) -> Option<PartialSums> {
        let node = tree.nodes()[number];
        let mut all = PartialSums::default();
        let mut join = |run: PartialSums| {
            all.least += run.least;
            all.most += run.most;
            all.wished += run.wished;
        };
        let mut at = node.start;
        for child in tree.children(number) {
            join(lines(at..tree.nodes()[child].start)?);
            join(self.visit(tree, child, lines)?);
            at = tree.nodes()[child].end;
        }
        join(lines(at..node.end)?);
        all.least = all.least.max(i128::from(node.low) - all.wished);
        all.most = all.most.min(i128::from(node.high) - all.wished);
        if all.least > all.most {
            return None;
        }
        self.low[number] = i64::try_from(all.least).unwrap_or(i64::MAX);
        self.high[number] = i64::try_from(all.most).unwrap_or(i64::MAX);
        Some(all)
    }

    pub(crate) fn clamp(&self, node: usize, sum: i64) -> i64 {
        sum.clamp(self.low[node], self.high[node])
    }

    /// What the first node holds, which is the whole.
    pub(crate) fn whole(&self) -> i64 {
        self.low[0]
    }
}

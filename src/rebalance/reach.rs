//! `Reach`: what the sum of each group can be, given its lines, the groups inside it and its own bounds.

use std::ops::Range;

use super::tree::Tree;

/// The least and the most that each node can hold.
pub(crate) struct Reach {
    low: Vec<i64>,
    high: Vec<i64>,
}

/// How many lines are summed in 64 bits: 2^13 times the largest amount, 2^48, stays below 2^62.
const CHUNK: usize = 1 << 13;

impl Reach {
    /// One sweep from the lines upwards, given each line's floor and ceiling in cents; `None` where bounds leave no room.
    /// Sums of ceilings may pass 64 bits, so chunks of them are added in 128.
    pub(crate) fn new(tree: &Tree, bounds: impl Fn(usize) -> (i64, i64)) -> Option<Reach> {
        let nodes = tree.nodes();
        let mut reach = Reach { low: vec![0; nodes.len()], high: vec![0; nodes.len()] };
        for number in (0..nodes.len()).rev() {
            let node = nodes[number];
            let (mut least, mut most) = (0i128, 0i128);
            let mut at = node.start;
            let lines = |range: Range<usize>, least: &mut i128, most: &mut i128| {
                let mut start = range.start;
                while start < range.end {
                    let end = range.end.min(start + CHUNK);
                    let (mut low_sum, mut high_sum, mut crossed) = (0i64, 0i64, false);
                    for line in start..end {
                        let (low, high) = bounds(line);
                        crossed |= low > high;
                        low_sum += low;
                        high_sum += high;
                    }
                    if crossed {
                        return None;
                    }
                    *least += i128::from(low_sum);
                    *most += i128::from(high_sum);
                    start = end;
                }
                Some(())
            };
            for child in tree.children(number) {
                lines(at..nodes[child].start, &mut least, &mut most)?;
                least += i128::from(reach.low[child]);
                most += i128::from(reach.high[child]);
                at = nodes[child].end;
            }
            lines(at..node.end, &mut least, &mut most)?;
            let least = least.max(i128::from(node.low));
            let most = most.min(i128::from(node.high));
            if least > most {
                return None;
            }
            reach.low[number] = i64::try_from(least).unwrap_or(i64::MAX);
            reach.high[number] = i64::try_from(most).unwrap_or(i64::MAX);
        }
        Some(reach)
    }

    pub(crate) fn clamp(&self, node: usize, sum: i64) -> i64 {
        sum.clamp(self.low[node], self.high[node])
    }
}

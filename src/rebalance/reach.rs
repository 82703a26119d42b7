//! `Reach`: what the sum of each group can be, given its lines, the groups inside it and its own bounds.

use super::tree::Tree;

/// The least and the most that each node can hold.
pub(crate) struct Reach {
    low: Vec<i64>,
    high: Vec<i64>,
}

/// Where bounds leave no room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Clash {
    /// The line's own bounds: its floor is above its ceiling.
    Line(usize),
    /// The node's bounds and those inside it.
    Node(usize),
}

impl Reach {
    /// One sweep from the lines upwards (ALGORITHMS: feasibility). Sums of ceilings may pass 64 bits, so they are taken
    /// in 128 and cut at what any amount can be.
    pub(crate) fn new(tree: &Tree, low: &[i64], high: &[i64]) -> Result<Reach, Clash> {
        let nodes = tree.nodes();
        let mut reach = Reach { low: vec![0; nodes.len()], high: vec![0; nodes.len()] };
        for number in (0..nodes.len()).rev() {
            let node = nodes[number];
            let (mut least, mut most) = (0i128, 0i128);
            let mut at = node.start;
            let lines = |range: std::ops::Range<usize>, least: &mut i128, most: &mut i128| {
                // Up to 2^20 lines of at most 2^48 cents fit 68 bits: summed apart in 64 where they fit.
                for (offset, (low, high)) in low[range.clone()].iter().zip(&high[range.clone()]).enumerate() {
                    if low > high {
                        return Err(Clash::Line(range.start + offset));
                    }
                    *least += i128::from(*low);
                    *most += i128::from(*high);
                }
                Ok(())
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
                return Err(Clash::Node(number));
            }
            reach.low[number] = i64::try_from(least).unwrap_or(i64::MAX);
            reach.high[number] = i64::try_from(most).unwrap_or(i64::MAX);
        }
        Ok(reach)
    }

    pub(crate) fn clamp(&self, node: usize, sum: i64) -> i64 {
        sum.clamp(self.low[node], self.high[node])
    }
}

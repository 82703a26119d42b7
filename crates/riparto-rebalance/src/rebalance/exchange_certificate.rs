//! The exchange certificate of an optimum: one pass over lines and groups that shares no code with the search.
//!
//! On boxes and one tree a sum of convex costs is least if and only if no single cent can move from one line to
//! another at a gain (Murota, *Discrete Convex Analysis*, 2003, theorem 6.26). Each group carries upwards the dearest
//! cent that may leave it and the cheapest that may enter, if its own sum has room: one pass.

use super::nested_slices::NestedSlices;

/// The greatest gain of a cent that may leave, and the least cost of a cent that may enter.
#[derive(Clone, Copy)]
struct ExchangePrices {
    leave: Option<i128>,
    enter: Option<i128>,
}

/// Amounts in the order of a tree, with the bounds that they must keep.
pub(crate) struct ExchangeCertificate<'a> {
    pub(crate) tree: &'a NestedSlices,
    pub(crate) low: &'a [i64],
    pub(crate) high: &'a [i64],
    pub(crate) amounts: &'a [i64],
}

impl ExchangeCertificate<'_> {
    /// Whether the amounts keep every bound and no cent can move at a gain, for costs given by what the next cent of a
    /// line costs and what its last one cost.
    pub(crate) fn is_optimal(&self, next: impl Fn(usize) -> i128, last: impl Fn(usize) -> i128) -> bool {
        let lines = self.amounts.iter().zip(self.low.iter().zip(self.high));
        if lines.into_iter().any(|(amount, (low, high))| amount < low || amount > high) {
            return false;
        }
        let nodes = self.tree.nodes();
        let mut prices = vec![ExchangePrices { leave: None, enter: None }; nodes.len()];
        let mut sums = vec![0i128; nodes.len()];
        for number in (0..nodes.len()).rev() {
            let node = nodes[number];
            let mut all = ExchangePrices { leave: None, enter: None };
            let mut sum = 0i128;
            let mut at = node.start;
            let own = |range: std::ops::Range<usize>, all: &mut ExchangePrices, sum: &mut i128| {
                for line in range {
                    *sum += i128::from(self.amounts[line]);
                    if self.amounts[line] > self.low[line] {
                        all.leave = all.leave.max(Some(last(line)));
                    }
                    if self.amounts[line] < self.high[line] {
                        all.enter = Some(all.enter.map_or(next(line), |least| least.min(next(line))));
                    }
                }
            };
            for child in self.tree.children(number) {
                own(at..nodes[child].start, &mut all, &mut sum);
                sum += sums[child];
                all.leave = all.leave.max(prices[child].leave);
                all.enter = match (all.enter, prices[child].enter) {
                    (Some(a), Some(b)) => Some(a.min(b)),
                    (a, b) => a.or(b),
                };
                at = nodes[child].end;
            }
            own(at..node.end, &mut all, &mut sum);
            if sum < i128::from(node.low) || sum > i128::from(node.high) {
                return false;
            }
            if let ExchangePrices { leave: Some(gain), enter: Some(cost) } = all
                && gain > cost
            {
                return false;
            }
            prices[number] = ExchangePrices {
                leave: all.leave.filter(|_| sum > i128::from(node.low)),
                enter: all.enter.filter(|_| sum < i128::from(node.high)),
            };
            sums[number] = sum;
        }
        true
    }
}

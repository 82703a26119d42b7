//! The least total violation on a laminar family: a convex function of each group's sum.
//!
//! The violation of the rules on and inside a group is a convex function of its sum: the infimal convolution of its members'
//! functions, plus the cents below each floor and above each ceiling. Pieces are kept by slope, so that a convolution is a merge and
//! a bound splits pieces. The value at the total is the least total violation; distributing the total by slope yields amounts
//! that attain it.

/// A convex function on sums of zero or more: its value at zero, and pieces from steep down to steep up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ViolationFunction {
    at_zero: i128,
    /// Slope and length of each piece, by rising slope.
    pieces: Vec<(i64, i64)>,
    /// The slope beyond the last piece.
    beyond: i64,
}

impl ViolationFunction {
    /// Zero at every sum.
    pub(crate) fn zero() -> ViolationFunction {
        ViolationFunction { at_zero: 0, pieces: Vec::new(), beyond: 0 }
    }

    /// Adds a cent for each cent below `low` and above `high`.
    pub(crate) fn add_bound(&mut self, low: i64, high: i64) {
        if low > 0 {
            self.split(low);
            self.at_zero += i128::from(low);
            self.steepen(|end| end <= low, -1);
        }
        if high < i64::MAX {
            self.split(high);
            let mut start = 0;
            for piece in &mut self.pieces {
                if start >= high {
                    piece.0 += 1;
                }
                start = start.saturating_add(piece.1);
            }
            self.beyond += 1;
        }
        self.merge_equal_slopes();
    }

    /// Splits the piece that a sum lies in.
    fn split(&mut self, at: i64) {
        let mut start = 0_i64;
        for place in 0..self.pieces.len() {
            let (slope, length) = self.pieces[place];
            let end = start.saturating_add(length);
            if start < at && at < end {
                self.pieces[place].1 = at - start;
                self.pieces.insert(place + 1, (slope, end - at));
                return;
            }
            start = end;
        }
        if start < at {
            self.pieces.push((self.beyond, at - start));
        }
    }

    /// Changes the slope of the pieces that end where a condition holds.
    fn steepen(&mut self, ends: impl Fn(i64) -> bool, by: i64) {
        let mut end = 0_i64;
        for piece in &mut self.pieces {
            end = end.saturating_add(piece.1);
            if ends(end) {
                piece.0 += by;
            }
        }
    }

    fn merge_equal_slopes(&mut self) {
        self.pieces.dedup_by(|next, kept| {
            let same = next.0 == kept.0;
            if same {
                kept.1 = kept.1.saturating_add(next.1);
            }
            same
        });
        while self.pieces.last().is_some_and(|(slope, _)| *slope >= self.beyond) {
            self.pieces.pop();
        }
    }

    /// Infimal convolution: the least cost of a sum shared between two groups.
    pub(crate) fn convolve(&mut self, other: &ViolationFunction) {
        self.at_zero += other.at_zero;
        self.beyond = self.beyond.min(other.beyond);
        self.pieces.extend(&other.pieces);
        self.pieces.sort_by_key(|(slope, _)| *slope);
        self.merge_equal_slopes();
    }

    /// The value at a sum.
    pub(crate) fn at(&self, sum: i64) -> i128 {
        let (mut cost, mut left) = (self.at_zero, sum);
        for (slope, length) in &self.pieces {
            let taken = left.min(*length);
            cost += i128::from(*slope) * i128::from(taken);
            left -= taken;
        }
        cost + i128::from(self.beyond) * i128::from(left)
    }

    /// The minimum.
    pub(crate) fn least(&self) -> i128 {
        let falling = self.pieces.iter().filter(|(slope, _)| *slope < 0);
        let falls = falling.map(|(slope, length)| i128::from(*slope) * i128::from(*length));
        self.at_zero + falls.sum::<i128>()
    }

    /// The breakpoints: sums at which the slope changes, and how much the slope of the part below and of the part above the minimum
    /// changes there.
    pub(crate) fn breakpoints(&self) -> Vec<(i64, i64, i64)> {
        let (mut at, mut before) =
            (0_i64, self.pieces.first().map_or(self.beyond, |(slope, _)| *slope).min(0));
        let mut breakpoints = Vec::new();
        for (slope, length) in self.pieces.iter().copied().chain([(self.beyond, 0)]) {
            let (below, above) = (slope.min(0) - before.min(0), slope.max(0) - before.max(0));
            if (below, above) != (0, 0) {
                breakpoints.push((at, below, above));
            }
            at = at.saturating_add(length);
            before = slope;
        }
        breakpoints
    }

    /// How much of this function lies on pieces of a slope, `i64::MAX` where it goes on for ever.
    pub(crate) fn length_at(&self, slope: i64) -> i64 {
        if slope >= self.beyond {
            return i64::MAX;
        }
        self.pieces.iter().find(|(known, _)| *known == slope).map_or(0, |(_, length)| *length)
    }

    /// The slopes of the pieces, rising.
    pub(crate) fn slopes(&self) -> impl Iterator<Item = i64> {
        self.pieces.iter().map(|(slope, _)| *slope).chain([self.beyond])
    }
}

#[cfg(test)]
mod tests {
    use super::ViolationFunction;

    #[test]
    fn a_bound_costs_a_cent_for_each_cent_outside() {
        let mut cost = ViolationFunction::zero();
        cost.add_bound(3, 5);
        let costs: Vec<i128> = (0..8).map(|sum| cost.at(sum)).collect();
        assert_eq!(costs, [3, 2, 1, 0, 0, 0, 1, 2]);
    }

    #[test]
    fn a_floor_above_a_ceiling_costs_their_distance_between_them() {
        let mut cost = ViolationFunction::zero();
        cost.add_bound(5, 2);
        let costs: Vec<i128> = (0..8).map(|sum| cost.at(sum)).collect();
        assert_eq!(costs, [5, 4, 3, 3, 3, 3, 4, 5]);
    }

    #[test]
    fn bends_and_the_least_make_up_the_cost() {
        for (low, high, lower) in [(3, 5, 0), (5, 2, 0), (0, 0, 4), (4, 6, 3), (0, i64::MAX, 7), (2, 2, 2)] {
            let mut cost = ViolationFunction::zero();
            cost.add_bound(low, high);
            cost.add_bound(lower, i64::MAX);
            let mut joined = ViolationFunction::zero();
            joined.add_bound(1, 3);
            joined.convolve(&cost);
            for cost in [cost, joined] {
                let sum_of_parts = |sum: i64| -> i128 {
                    let breakpoints = cost.breakpoints().into_iter();
                    let above = breakpoints
                        .map(|(at, below, above)| below * (at - sum).max(0) + above * (sum - at).max(0));
                    cost.least() + above.map(i128::from).sum::<i128>()
                };
                assert!((0..12).all(|sum| sum_of_parts(sum) == cost.at(sum)), "{cost:?}");
            }
        }
    }

    #[test]
    fn a_join_is_the_cheapest_way_to_share() {
        let bounds = [(2, 4), (0, 1), (3, 3)];
        let mut joined = ViolationFunction::zero();
        joined.add_bound(0, 0);
        let costs = bounds.map(|(low, high)| {
            let mut cost = ViolationFunction::zero();
            cost.add_bound(low, high);
            joined.convolve(&cost);
            cost
        });
        for sum in 0..15 {
            let best = (0..=sum)
                .flat_map(|a| {
                    (0..=sum - a)
                        .flat_map(move |b| (0..=sum - a - b).map(move |c| (a, b, c, sum - a - b - c)))
                })
                .map(|(a, b, c, d)| costs[0].at(a) + costs[1].at(b) + costs[2].at(c) + i128::from(d))
                .min();
            assert_eq!(Some(joined.at(sum)), best, "{sum}");
        }
    }
}

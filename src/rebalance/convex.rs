//! The cheapest way out of a conflict on a tree: the fewest cents by which rules must give way in all, and which ones.
//!
//! What it costs to let a group hold a sum is a convex function of the sum: the lines' costs joined by
//! infimal convolution, plus a cent for each cent below a floor or above a ceiling. Its pieces are kept by slope, so
//! a join is a merge and a rule only splits pieces; the value at the total is the answer, and handing the total down
//! again by slope says which rules give way.

/// A convex function on sums of zero or more: its value at zero, and pieces from steep down to steep up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Cost {
    at_zero: i128,
    /// Slope and length of each piece, by rising slope.
    pieces: Vec<(i64, i64)>,
    /// The slope beyond the last piece.
    beyond: i64,
}

impl Cost {
    /// Every sum costs nothing.
    pub(crate) fn free() -> Cost {
        Cost { at_zero: 0, pieces: Vec::new(), beyond: 0 }
    }

    /// Adds a cent for each cent below `low` and above `high`.
    pub(crate) fn bound(&mut self, low: i64, high: i64) {
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
        self.join_equal();
    }

    /// Cuts the piece that a sum lies in.
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

    fn join_equal(&mut self) {
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

    /// The cost of a sum that is shared between two in the cheapest way.
    pub(crate) fn join(&mut self, other: &Cost) {
        self.at_zero += other.at_zero;
        self.beyond = self.beyond.min(other.beyond);
        self.pieces.extend(&other.pieces);
        self.pieces.sort_by_key(|(slope, _)| *slope);
        self.join_equal();
    }

    /// What a sum costs.
    pub(crate) fn of(&self, sum: i64) -> i128 {
        let (mut cost, mut left) = (self.at_zero, sum);
        for (slope, length) in &self.pieces {
            let taken = left.min(*length);
            cost += i128::from(*slope) * i128::from(taken);
            left -= taken;
        }
        cost + i128::from(self.beyond) * i128::from(left)
    }

    /// The least that any sum costs.
    pub(crate) fn least(&self) -> i128 {
        let falling = self.pieces.iter().filter(|(slope, _)| *slope < 0);
        let falls = falling.map(|(slope, length)| i128::from(*slope) * i128::from(*length));
        self.at_zero + falls.sum::<i128>()
    }

    /// What makes up the cost above the least: sums at which it bends, and what each cent below and each cent above costs from
    /// there on.
    pub(crate) fn bends(&self) -> Vec<(i64, i64, i64)> {
        let (mut at, mut before) =
            (0_i64, self.pieces.first().map_or(self.beyond, |(slope, _)| *slope).min(0));
        let mut bends = Vec::new();
        for (slope, length) in self.pieces.iter().copied().chain([(self.beyond, 0)]) {
            let (below, above) = (slope.min(0) - before.min(0), slope.max(0) - before.max(0));
            if (below, above) != (0, 0) {
                bends.push((at, below, above));
            }
            at = at.saturating_add(length);
            before = slope;
        }
        bends
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
    use super::Cost;

    #[test]
    fn a_bound_costs_a_cent_for_each_cent_outside() {
        let mut cost = Cost::free();
        cost.bound(3, 5);
        let costs: Vec<i128> = (0..8).map(|sum| cost.of(sum)).collect();
        assert_eq!(costs, [3, 2, 1, 0, 0, 0, 1, 2]);
    }

    #[test]
    fn a_floor_above_a_ceiling_costs_their_distance_between_them() {
        let mut cost = Cost::free();
        cost.bound(5, 2);
        let costs: Vec<i128> = (0..8).map(|sum| cost.of(sum)).collect();
        assert_eq!(costs, [5, 4, 3, 3, 3, 3, 4, 5]);
    }

    #[test]
    fn bends_and_the_least_make_up_the_cost() {
        for (low, high, lower) in [(3, 5, 0), (5, 2, 0), (0, 0, 4), (4, 6, 3), (0, i64::MAX, 7), (2, 2, 2)] {
            let mut cost = Cost::free();
            cost.bound(low, high);
            cost.bound(lower, i64::MAX);
            let mut joined = Cost::free();
            joined.bound(1, 3);
            joined.join(&cost);
            for cost in [cost, joined] {
                let told = |sum: i64| -> i128 {
                    let bends = cost.bends().into_iter();
                    let above =
                        bends.map(|(at, below, above)| below * (at - sum).max(0) + above * (sum - at).max(0));
                    cost.least() + above.map(i128::from).sum::<i128>()
                };
                assert!((0..12).all(|sum| told(sum) == cost.of(sum)), "{cost:?}");
            }
        }
    }

    #[test]
    fn a_join_is_the_cheapest_way_to_share() {
        let bounds = [(2, 4), (0, 1), (3, 3)];
        let mut joined = Cost::free();
        joined.bound(0, 0);
        let costs = bounds.map(|(low, high)| {
            let mut cost = Cost::free();
            cost.bound(low, high);
            joined.join(&cost);
            cost
        });
        for sum in 0..15 {
            let best = (0..=sum)
                .flat_map(|a| {
                    (0..=sum - a)
                        .flat_map(move |b| (0..=sum - a - b).map(move |c| (a, b, c, sum - a - b - c)))
                })
                .map(|(a, b, c, d)| costs[0].of(a) + costs[1].of(b) + costs[2].of(c) + i128::from(d))
                .min();
            assert_eq!(Some(joined.of(sum)), best, "{sum}");
        }
    }
}

//! `SeparableCost`: how far amounts are from a wish, as one number.

/// `Σ weight × (l1_coefficient × |change| + change²)` over the lines, where `change = amount − wish`. With a coefficient above
/// every attainable sum of weighted squares, costs order allocations by weighted cents moved, then by weighted squares.
#[derive(Clone, Copy, Debug)]
pub struct SeparableCost<'a> {
    /// The desired amount of each line, in cents.
    pub wish: &'a [i64],
    /// The weight of each line, at least 1.
    pub weights: &'a [i64],
    /// The cost of one cent of movement at weight 1, besides its square; 0 for weighted least squares.
    pub l1_coefficient: i128,
}

impl SeparableCost<'_> {
    /// The cost of one line at an amount.
    pub fn of_line(&self, line: usize, amount: i64) -> i128 {
        let change = i128::from(amount) - i128::from(self.wish[line]);
        i128::from(self.weights[line]) * (self.l1_coefficient * change.abs() + change * change)
    }

    /// The cost of all lines.
    pub fn of(&self, amounts: &[i64]) -> i128 {
        (0..self.wish.len()).map(|line| self.of_line(line, amounts[line])).sum()
    }

    /// The largest cost of a line within an interval; it is attained at one of the ends, as the cost is convex.
    pub fn max_of_line(&self, line: usize, low: i64, high: i64) -> i128 {
        self.of_line(line, low).max(self.of_line(line, high))
    }

    /// Whether all costs at one total have the same parity, that of `Σ change`: so if all weights are 1 and the L1 coefficient
    /// is even, since a square and its root are both odd or both even.
    pub fn has_parity(&self) -> bool {
        self.weights.iter().all(|weight| *weight == 1) && self.l1_coefficient % 2 == 0
    }
}

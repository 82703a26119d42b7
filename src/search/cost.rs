//! `Cost`: how far amounts are from a wish, as one number.

/// Each line costs its weight times its squared change and, if movement comes first, its weight times so many times its
/// change besides.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cost<'a> {
    pub(crate) wish: &'a [i64],
    pub(crate) weights: &'a [i64],
    /// What a cent of movement costs beside the squares; none where only squares count.
    pub(crate) kink: i128,
}

impl Cost<'_> {
    pub(crate) fn of_line(&self, line: usize, amount: i64) -> i128 {
        let change = i128::from(amount) - i128::from(self.wish[line]);
        i128::from(self.weights[line]) * (self.kink * change.abs() + change * change)
    }

    pub(crate) fn of(&self, amounts: &[i64]) -> i128 {
        (0..self.wish.len()).map(|line| self.of_line(line, amounts[line])).sum()
    }

    /// The most that a line can cost between two amounts.
    pub(crate) fn most(&self, line: usize, low: i64, high: i64) -> i128 {
        self.of_line(line, low).max(self.of_line(line, high))
    }

    /// Whether all costs have the parity of the sum of all changes, which never changes: a square and its root are both odd or
    /// both even.
    pub(crate) fn has_parity(&self) -> bool {
        self.weights.iter().all(|weight| *weight == 1) && self.kink % 2 == 0
    }
}

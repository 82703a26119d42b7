//! `SummedAllocation`: an allocation with the sums of all selections of a rulebook.

use crate::budget::{Allocation, Selection};
use crate::money::Money;

/// An allocation and what each selection holds in it, so that rules need not read the lines again.
#[derive(Clone, Debug)]
pub(crate) struct SummedAllocation {
    allocation: Allocation,
    sums: Vec<i64>,
}

impl SummedAllocation {
    pub(crate) fn new(allocation: &Allocation, selections: &[Selection]) -> SummedAllocation {
        let sums = Selection::sums(selections, allocation.envelope(), allocation.amounts());
        SummedAllocation { allocation: allocation.clone(), sums }
    }

    pub(crate) fn allocation(&self) -> &Allocation {
        &self.allocation
    }

    /// What a selection holds, in cents.
    pub(crate) fn sum(&self, selection: usize) -> i64 {
        self.sums[selection]
    }

    /// What a line holds, in cents.
    pub(crate) fn amount(&self, line: usize) -> i64 {
        self.allocation.amounts()[line].cents()
    }

    pub(crate) fn amounts(&self) -> &[Money] {
        self.allocation.amounts()
    }

    /// Changes lines, and the sums that they are part of, by cents that sum to zero.
    pub(crate) fn change(&mut self, lines: &[(usize, i64)], sums: &[(usize, i64)]) {
        self.allocation.change(lines);
        for (selection, cents) in sums {
            self.sums[*selection] += cents;
        }
    }
}

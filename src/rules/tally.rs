//! `Tally`: an allocation with the sums of all selections of a rulebook.

use crate::budget::{Allocation, Selection};
use crate::money::Money;

/// An allocation and what each selection holds in it, so that rules need not read the lines again.
#[derive(Clone, Debug)]
pub(crate) struct Tally {
    allocation: Allocation,
    sums: Vec<i64>,
}

impl Tally {
    /// Sums all selections: one pass over the lines for each label key in use, and one over each list of lines.
    pub(crate) fn new(allocation: &Allocation, selections: &[Selection]) -> Tally {
        let envelope = allocation.envelope();
        let mut by_key: Vec<Option<Vec<i64>>> = vec![None; envelope.labels().key_count()];
        let sums = selections
            .iter()
            .map(|selection| match selection {
                Selection::All => allocation.total().cents(),
                Selection::Lines(_) => selection.sum(envelope, allocation.amounts()),
                Selection::Labeled { key, values } => {
                    let sums = by_key[*key].get_or_insert_with(|| allocation.sums_by_value(*key));
                    values.iter().map(|value| sums[*value as usize]).sum()
                }
            })
            .collect();
        Tally { allocation: allocation.clone(), sums }
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

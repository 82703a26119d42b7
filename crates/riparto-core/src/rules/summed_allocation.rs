//! `Selections`: the selections of a rulebook. `SummedAllocation`: an allocation with the sums of all of them.

use std::ops::Deref;

use crate::budget::{Allocation, Selection};
use crate::money::Money;

/// Every distinct selection that a rule speaks of.
#[derive(Debug)]
pub(super) struct Selections {
    all: Vec<Selection>,
    /// Those that list a single line, by number, with the line: in a large plan most, whose sums need no look at them.
    single: Vec<(u32, u32)>,
    /// The others, by number.
    other: Vec<u32>,
}

impl Selections {
    pub(super) fn new(all: Vec<Selection>) -> Selections {
        let (mut single, mut other) = (Vec::new(), Vec::new());
        for (number, selection) in (0..).zip(&all) {
            match selection {
                Selection::Lines(lines) if lines.len() == 1 => single.push((number, lines[0])),
                _ => other.push(number),
            }
        }
        Selections { all, single, other }
    }

    /// What each holds, in cents.
    fn sums(&self, allocation: &Allocation) -> Vec<i64> {
        let amounts = allocation.amounts();
        let mut sums = vec![0; self.all.len()];
        for (number, line) in &self.single {
            sums[*number as usize] = amounts[*line as usize].cents();
        }
        let others = self.other.iter().map(|number| &self.all[*number as usize]);
        let of_others = Selection::sums(others, allocation.envelope(), amounts);
        self.other.iter().zip(of_others).for_each(|(number, sum)| sums[*number as usize] = sum);
        sums
    }
}

impl Deref for Selections {
    type Target = [Selection];

    fn deref(&self) -> &[Selection] {
        &self.all
    }
}

/// An allocation and what each selection holds in it, so that rules need not read the lines again.
#[derive(Clone, Debug)]
pub(crate) struct SummedAllocation {
    allocation: Allocation,
    sums: Vec<i64>,
}

impl SummedAllocation {
    pub(super) fn new(allocation: &Allocation, selections: &Selections) -> SummedAllocation {
        SummedAllocation { allocation: allocation.clone(), sums: selections.sums(allocation) }
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

//! `KeptAllocations`: the allocations beside the original and the approved one that rules measure from.

use std::collections::BTreeMap;

use super::authorization::Authorization;
use super::summed_allocation::{Selections, SummedAllocation};
use crate::budget::Allocation;

/// What a plan keeps for the bases `initial_with_acts` and `authorized`. What is absent is the original allocation.
#[derive(Clone, Debug, Default, PartialEq)]
#[doc(hidden)]
pub struct KeptAllocations {
    pub(crate) initial_with_acts: Option<Allocation>,
    pub(crate) authorized: BTreeMap<Authorization, Allocation>,
}

/// The kept allocations with the sums of all selections of a rulebook.
#[derive(Clone, Debug, Default)]
pub(crate) struct KeptSums {
    initial_with_acts: Option<SummedAllocation>,
    authorized: BTreeMap<Authorization, SummedAllocation>,
}

impl KeptSums {
    pub(super) fn new(kept: &KeptAllocations, selections: &Selections) -> KeptSums {
        let summed = |allocation: &Allocation| SummedAllocation::new(allocation, selections);
        KeptSums {
            initial_with_acts: kept.initial_with_acts.as_ref().map(summed),
            authorized: kept.authorized.iter().map(|(level, at)| (*level, summed(at))).collect(),
        }
    }

    /// The allocations without the sums.
    pub(crate) fn allocations(&self) -> KeptAllocations {
        KeptAllocations {
            initial_with_acts: self.initial_with_acts.as_ref().map(|summed| summed.allocation().clone()),
            authorized: self.authorized.iter().map(|(level, at)| (*level, at.allocation().clone())).collect(),
        }
    }

    pub(super) fn authorized(&self, level: Authorization) -> Option<&SummedAllocation> {
        self.authorized.get(&level)
    }

    pub(super) fn initial_with_acts(&self) -> Option<&SummedAllocation> {
        self.initial_with_acts.as_ref()
    }
}

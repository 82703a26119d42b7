//! The allocations that rules measure from beside the original one and the approved one, and what acts make of them.

use std::collections::BTreeMap;

use super::financial_plan::Plan;
use crate::budget::Allocation;
use crate::error::Result;
use crate::money::Money;
use crate::rules::{Authorization, KeptAllocations};

impl Plan {
    /// The allocations that rules measure from beside the original one and the approved one.
    pub(crate) fn kept(&self) -> KeptAllocations {
        self.evaluation.kept().allocations()
    }

    /// The plan after an act changed its total and lines: an act is a decision at every level, and the initial allocation follows
    /// it, line by line, down to nothing.
    pub(super) fn after_act(&self, approved: &Allocation) -> Result<Plan> {
        let kept = self.kept();
        let initial = match kept.initial_with_acts {
            Some(initial) => Some(initial),
            None => self.rulebook.follows_acts().then(|| self.original().clone()),
        };
        let follow = |initial: Allocation| {
            let changes = approved.amounts().iter().zip(self.approved().amounts());
            let amounts = initial.amounts().iter().zip(changes).map(|(held, (after, before))| {
                Money::from_cents((held.cents() + after.cents() - before.cents()).max(0))
            });
            // Lines that acts took more from than they began with count as nothing: near the largest amount there is, a line or all
            // together can be too much.
            let Ok(amounts) = amounts.collect::<Result<Vec<Money>>>() else { return Ok(approved.clone()) };
            match Money::checked_sum(amounts.iter().copied()) {
                Ok(total) => Allocation::new(&approved.envelope().with_total(total), amounts),
                Err(_) => Ok(approved.clone()),
            }
        };
        let kept = KeptAllocations {
            initial_with_acts: initial.map(follow).transpose()?,
            authorized: self.authorized_by_act(approved),
        };
        self.restated(self.original(), approved, self.rulebook.rules().to_vec(), &kept)
    }

    /// The allocation after an act, for each level that some rule measures from or that is kept.
    pub(super) fn authorized_by_act(&self, approved: &Allocation) -> BTreeMap<Authorization, Allocation> {
        let levels = self.rulebook.authorized_levels().into_iter();
        let kept = self.kept().authorized;
        levels.chain(kept.into_keys()).map(|level| (level, approved.clone())).collect()
    }
}

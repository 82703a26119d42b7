//! `SoughtSettlement`: the transfers that lead to an answer.

use std::fmt;
use std::sync::OnceLock;

use crate::transfers::{SettlementAnswer, settle_within};
use riparto_core::budget::Allocation;
use riparto_solve::Meter;

/// The settlement that leads to an answer, if there is one. Where no rule of flow can be in it, it is sought when it is asked for.
#[derive(Clone, Default)]
pub(super) struct SoughtSettlement {
    found: OnceLock<Option<SettlementAnswer>>,
    ends: Option<Box<Ends>>,
}

/// From where to where, and how much work the fewest transfers may take.
#[derive(Clone)]
struct Ends {
    from: Allocation,
    to: Allocation,
    effort: u64,
}

impl SoughtSettlement {
    pub(super) fn found(answer: SettlementAnswer) -> SoughtSettlement {
        SoughtSettlement { found: OnceLock::from(Some(answer)), ends: None }
    }

    /// Between two allocations of one envelope.
    pub(super) fn between(from: Allocation, to: Allocation, meter: &Meter) -> SoughtSettlement {
        SoughtSettlement {
            found: OnceLock::new(),
            ends: Some(Box::new(Ends { from, to, effort: meter.limit() })),
        }
    }

    pub(super) fn answer(&self) -> Option<&SettlementAnswer> {
        let seek = |ends: &Ends| {
            let settled = settle_within(&ends.from, &ends.to, Default::default(), &Meter::new(ends.effort));
            settled.ok().map(SettlementAnswer::Found)
        };
        self.found.get_or_init(|| self.ends.as_deref().and_then(seek)).as_ref()
    }
}

impl PartialEq for SoughtSettlement {
    fn eq(&self, other: &SoughtSettlement) -> bool {
        self.answer() == other.answer()
    }
}

impl fmt::Debug for SoughtSettlement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.answer().fmt(f)
    }
}

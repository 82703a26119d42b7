//! What a change of the total does, in JSON.

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::findings_answer::FindingList;
use super::listing::Listing;
use super::receipt_answer::{LeftoverByLine, ReceiptByLine};
use riparto_core::budget::Difference;
use riparto_core::money::Receipt;
use riparto_core::plan::{ChangeCompletion, Plan};
use riparto_core::rules::Compared;
use riparto_rebalance::rebalance::{Nearest, NearestOfChange};

/// A plan after a change of its total, and what each line takes of it.
pub(super) struct ChangedEnvelope {
    pub(super) after: Plan,
    pub(super) changes: Difference,
    pub(super) receipt: Option<Receipt>,
    pub(super) nearest: Option<Nearest>,
    pub(super) follows: ChangeCompletion,
    pub(super) listing: Listing,
}

impl Serialize for ChangedEnvelope {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let after = self.after.approved();
        let findings = self.after.check();
        let mut answer = serializer.serialize_map(None)?;
        answer.serialize_entry("feasible", &true)?;
        answer.serialize_entry("total", &after.total())?;
        answer.serialize_entry("amounts", after)?;
        answer.serialize_entry("changes", &self.changes)?;
        answer.serialize_entry("authorization", &findings.authorization())?;
        FindingList(&findings, Compared::No, self.listing).serialize_into(&mut answer)?;
        let line = |part| Some(after.envelope().line(part).id());
        let stated = match &self.follows {
            ChangeCompletion::Completed(completed) => completed.receipt(),
            ChangeCompletion::Needless | ChangeCompletion::Impossible(_) => None,
        };
        let receipt = stated.or(self.receipt.as_ref()).map(|receipt| ReceiptByLine {
            method: receipt.method,
            tie_break: receipt.tie_break,
            leftovers: LeftoverByLine::all(&receipt.leftovers, line),
            tied: &receipt.tied,
            at_floor: &receipt.at_floor,
            at_ceiling: &receipt.at_ceiling,
        });
        answer.serialize_entry("receipt", &receipt)?;
        answer.serialize_entry("nearest", &self.nearest.as_ref().map(NearestOfChange))?;
        if self.follows != ChangeCompletion::Needless {
            answer.serialize_entry("follows", &self.follows)?;
        }
        answer.end()
    }
}

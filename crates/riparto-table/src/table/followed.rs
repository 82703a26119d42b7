//! Proposals with what follows them, where rules say who pays for derived lines.

use std::borrow::Cow;

use riparto_core::error::Result;
use riparto_core::plan::{DerivedCompletion, Plan, Proposal};

/// A proposal with what follows it on an allocation. A reversal is just the opposite of what it takes back.
pub(super) fn followed<'p>(plan: &Plan, proposal: &'p Proposal) -> Result<Cow<'p, Proposal>> {
    if proposal.reverses().is_some() || !plan.rulebook().has_following() {
        return Ok(Cow::Borrowed(proposal));
    }
    Ok(match plan.follow(proposal)? {
        DerivedCompletion::Completed(completed) => Cow::Owned(completed.proposal().clone()),
        DerivedCompletion::Needless | DerivedCompletion::Impossible(_) => Cow::Borrowed(proposal),
    })
}

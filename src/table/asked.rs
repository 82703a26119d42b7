//! Who asks the table for something, and what every answer looks at first.

use super::co_design_table::{CoDesignTable, Opened};
use super::rejection::{Allowed, Rejection};
use super::tabled::{Status, TabledProposal};
use crate::plan::Role;
use crate::words::is_blank;

/// What a question is answered with, or the first reason to refuse.
pub(super) type Decided<T> = Result<T, Rejection>;

/// A command's table, and who asks.
pub(super) struct Asked<'a> {
    pub(super) table: &'a CoDesignTable,
    pub(super) open: &'a Opened,
    pub(super) party: &'a str,
}

impl<'a> Asked<'a> {
    pub(super) fn may(&self, allowed: Allowed) -> Decided<()> {
        let role = self.open.party(self.party).map(|party| party.role());
        let may = match allowed {
            Allowed::Authority | Allowed::ProposerOrAuthority => role == Some(Role::Authority),
            Allowed::AuthorityOrLead => matches!(role, Some(Role::Authority | Role::Lead)),
            Allowed::Others => role != Some(Role::Authority),
        };
        may.then_some(()).ok_or_else(|| Rejection::NotAllowed { party: self.party.to_owned(), allowed })
    }

    pub(super) fn known(&self, proposal: &str) -> Decided<&'a TabledProposal> {
        let known = self.open.proposals.get(proposal);
        known.ok_or_else(|| Rejection::ProposalUnknown { proposal: proposal.to_owned() })
    }

    /// A proposal, for an authority.
    pub(super) fn by_authority(&self, proposal: &str) -> Decided<&'a TabledProposal> {
        self.may(Allowed::Authority)?;
        self.known(proposal)
    }

    /// A proposal of who asks.
    pub(super) fn own(&self, proposal: &str) -> Decided<&'a TabledProposal> {
        let tabled = self.known(proposal)?;
        self.is_by_who_asks(proposal, tabled.proposal.party())?;
        Ok(tabled)
    }

    pub(super) fn is_by_who_asks(&self, proposal: &str, proposer: &str) -> Decided<()> {
        if proposer == self.party {
            return Ok(());
        }
        let (proposal, proposer) = (proposal.to_owned(), proposer.to_owned());
        Err(Rejection::NotProposer { proposal, proposer })
    }

    pub(super) fn id_is_free(&self, id: &str) -> Decided<()> {
        if self.open.is_taken(id) {
            return Err(Rejection::IdTaken { id: id.to_owned() });
        }
        Ok(())
    }
}

pub(super) fn in_status(tabled: &TabledProposal, allowed: &'static [Status]) -> Decided<()> {
    if allowed.contains(&tabled.status) {
        return Ok(());
    }
    let (proposal, status) = (tabled.proposal.id().to_owned(), tabled.status);
    Err(Rejection::WrongStatus { proposal, status, allowed })
}

/// The version that is meant, if it is the last.
pub(super) fn of_version(tabled: &TabledProposal, meant: Option<u32>) -> Decided<u32> {
    match meant {
        Some(found) if found != tabled.version => {
            let (proposal, version) = (tabled.proposal.id().to_owned(), tabled.version);
            Err(Rejection::VersionDiffers { proposal, found, version })
        }
        _ => Ok(tabled.version),
    }
}

pub(super) fn given(reason: &str) -> Decided<()> {
    (!is_blank(reason)).then_some(()).ok_or(Rejection::ReasonMissing)
}

//! `CommandContext`: the table that a command is decided on and the party that sent it, with the preconditions of commands.

use super::co_design_table::{CoDesignTable, OpenedTable};
use super::rejection::{Allowed, Rejection};
use super::tabled::TabledProposal;
use super::transition::{Actor, Transition};
use riparto_core::plan::Role;
use riparto_core::words::is_blank;
use riparto_solve::Meter;

/// What a command leads to, or the first reason to refuse it.
pub(super) type Decided<T> = Result<T, Rejection>;

/// The open table that a command is decided on, and the party that sent it. Each `require_` method is one precondition.
pub(super) struct CommandContext<'a> {
    pub(super) table: &'a CoDesignTable,
    pub(super) open: &'a OpenedTable,
    pub(super) party: &'a str,
    /// The work that searches may take.
    pub(super) meter: &'a Meter,
}

impl<'a> CommandContext<'a> {
    pub(super) fn require_role(&self, allowed: Allowed) -> Decided<()> {
        let role = self.open.party(self.party).map(|party| party.role());
        let may = match allowed {
            Allowed::Authority | Allowed::ProposerOrAuthority => role == Some(Role::Authority),
            Allowed::AuthorityOrLead => matches!(role, Some(Role::Authority | Role::Lead)),
            Allowed::Others => role != Some(Role::Authority),
        };
        may.then_some(()).ok_or_else(|| Rejection::NotAllowed { party: self.party.to_owned(), allowed })
    }

    pub(super) fn require_proposal(&self, proposal: &str) -> Decided<&'a TabledProposal> {
        let known = self.open.proposals.get(proposal);
        known.ok_or_else(|| Rejection::ProposalUnknown { proposal: proposal.to_owned() })
    }

    /// A proposal that the party may bring through a transition.
    pub(super) fn require(&self, transition: &Transition, proposal: &str) -> Decided<&'a TabledProposal> {
        let tabled = self.require_actor(transition.by, proposal)?;
        require_status(tabled, transition)?;
        Ok(tabled)
    }

    /// A proposal, for those who may act on it.
    pub(super) fn require_actor(&self, by: Actor, proposal: &str) -> Decided<&'a TabledProposal> {
        match by {
            Actor::Anybody | Actor::Proposer | Actor::ProposerOrAuthority => {}
            Actor::Authority => self.require_role(Allowed::Authority)?,
            Actor::Others => self.require_role(Allowed::Others)?,
            Actor::Approver => self.require_approver(proposal)?,
        }
        let tabled = self.require_proposal(proposal)?;
        let proposer = tabled.proposal.party();
        match by {
            Actor::Proposer => self.require_proposer(proposal, proposer)?,
            Actor::ProposerOrAuthority if proposer != self.party => {
                self.require_role(Allowed::ProposerOrAuthority)?;
            }
            Actor::ProposerOrAuthority
            | Actor::Anybody
            | Actor::Authority
            | Actor::Others
            | Actor::Approver => {}
        }
        Ok(tabled)
    }

    pub(super) fn require_proposer(&self, proposal: &str, proposer: &str) -> Decided<()> {
        if proposer == self.party {
            return Ok(());
        }
        let (proposal, proposer) = (proposal.to_owned(), proposer.to_owned());
        Err(Rejection::NotProposer { proposal, proposer })
    }

    pub(super) fn require_free_id(&self, id: &str) -> Decided<()> {
        if self.open.is_taken(id) {
            return Err(Rejection::IdTaken { id: id.to_owned() });
        }
        Ok(())
    }
}

pub(super) fn require_status(tabled: &TabledProposal, transition: &Transition) -> Decided<()> {
    if transition.next(tabled.status).is_some() {
        return Ok(());
    }
    let (proposal, status) = (tabled.proposal.id().to_owned(), tabled.status);
    Err(Rejection::WrongStatus { proposal, status, allowed: transition.from })
}

/// The version that the command names, which must be the last; the last if it names none.
pub(super) fn require_version(tabled: &TabledProposal, meant: Option<u32>) -> Decided<u32> {
    match meant {
        Some(found) if found != tabled.version => {
            let (proposal, version) = (tabled.proposal.id().to_owned(), tabled.version);
            Err(Rejection::VersionDiffers { proposal, found, version })
        }
        _ => Ok(tabled.version),
    }
}

pub(super) fn require_reason(reason: &str) -> Decided<()> {
    (!is_blank(reason)).then_some(()).ok_or(Rejection::ReasonMissing)
}

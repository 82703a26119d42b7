//! Writing proposals, and what may be written.

use super::command_context::{CommandContext, Decided, require_status};
use super::followed::followed;
use super::rejection::Rejection;
use super::table_event::{EventKind, Voided};
use super::tabled::{Status, TabledProposal};
use super::transition::{AMEND, REVERSE};
use riparto_core::plan::Proposal;

impl CommandContext<'_> {
    pub(super) fn draft(&self, proposal: &Proposal, against: u64) -> Decided<EventKind> {
        self.require_free_id(proposal.id())?;
        self.require_proposer(proposal.id(), proposal.party())?;
        let proposal = self.writable(proposal, against)?;
        Ok(EventKind::Drafted { proposal, against })
    }

    pub(super) fn amend(&self, proposal: &Proposal, against: u64) -> Decided<EventKind> {
        let tabled = self.require_actor(AMEND.by, proposal.id())?;
        self.require_proposer(proposal.id(), proposal.party())?;
        require_status(tabled, &AMEND)?;
        let needless = || {
            let (proposal, version) = (proposal.id().to_owned(), tabled.version);
            Err(Rejection::AmendmentNeedless { proposal, version })
        };
        if tabled.proposal == *proposal {
            return needless();
        }
        let amended = self.writable(proposal, against)?;
        if tabled.proposal == amended {
            return needless();
        }
        let version = tabled.version.saturating_add(1);
        let voids = Voided::by_amending(tabled);
        Ok(EventKind::Amended { proposal: amended, against, version, voids })
    }

    /// The opposite of an approved proposal, put on the table by who asks.
    pub(super) fn reverse(&self, id: &str, reversal: &str, reason: &str) -> Decided<Vec<EventKind>> {
        let approved = self.require_proposal(id)?;
        self.require_free_id(reversal)?;
        require_status(approved, &REVERSE)?;
        let opposite = Proposal::new(reversal, self.party)
            .and_then(|opposite| opposite.with_title(approved.proposal.title()))
            .and_then(|opposite| opposite.with_reason(reason))
            .and_then(|opposite| opposite.reversing(&approved.proposal))
            .map_err(Rejection::Malformed)?;
        let drafted = self.draft(&opposite, self.table.revision)?;
        Ok(vec![drafted, EventKind::Tabled { proposal: reversal.to_owned() }])
    }

    /// A proposal of who asks as it may be written: in transfers between lines, with what follows it.
    fn writable(&self, proposal: &Proposal, against: u64) -> Decided<Proposal> {
        let revision = self.table.revision;
        if against == 0 || against > revision {
            return Err(Rejection::RevisionUnknown { against, revision });
        }
        if let Some(reversed) = proposal.reverses() {
            self.takes_back(proposal, reversed)?;
        }
        let proposal = &*self.open.plan.split_by_source(proposal).map_err(Rejection::Impossible)?;
        self.require_open_ends(proposal)?;
        // A stale proposal may be written, and may not be possible any more: then only its lines must be there.
        let followed = followed(&self.open.plan, proposal);
        match followed.and_then(|followed| self.open.plan.assess(&followed).map(|_| followed.into_owned())) {
            Err(error) if error.code() != "line_overdrawn" || self.open.changed_since(against).is_none() => {
                Err(Rejection::Impossible(error))
            }
            Err(_) => Ok(proposal.clone()),
            Ok(followed) => Ok(followed),
        }
    }

    /// Whether a proposal is what it says: the opposite of an approved one, which no other takes back.
    fn takes_back(&self, reversal: &Proposal, reversed: &str) -> Decided<()> {
        let opposite = |approved: &TabledProposal| {
            let opposite = approved.proposal.reverse(reversal.id());
            opposite.is_ok_and(|opposite| opposite.transfers() == reversal.transfers())
        };
        let approved = self.open.proposals.get(reversed);
        let approved = approved.filter(|approved| approved.status == Status::Approved);
        let under_way = self.open.reversals.get(reversed);
        let another = under_way.and_then(|ids| ids.iter().find(|id| *id != reversal.id()));
        if another.is_some() || !approved.is_some_and(opposite) {
            let (proposal, reverses) = (reversal.id().to_owned(), reversed.to_owned());
            return Err(Rejection::ReversalDiffers { proposal, reverses, under_way: another.cloned() });
        }
        Ok(())
    }
}

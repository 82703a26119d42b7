//! Folding what happens to proposals into a table, by the table of transitions.

use super::approval_grounds::ApprovalGrounds;
use super::co_design_table::OpenedTable;
use super::fold::{FoldResult, Why, require_past, words};
use super::table_event::{LineChange, Voided};
use super::tabled::{Statement, TabledProposal};
use super::transition::{AMEND, APPROVE, REBASE, REVERSE, STATE, Transition, WAIVE};
use super::variation::{TableVariation, VariationKind};
use riparto_core::money::{Money, MoneyDelta};
use riparto_core::plan::{Proposal, Transfer};
use riparto_core::words::bilingual;

impl OpenedTable {
    /// A proposal whose status allows a transition.
    fn allowing(&mut self, transition: &Transition, id: &str) -> Result<&mut TabledProposal, Why> {
        let tabled = self
            .proposals
            .get_mut(id)
            .ok_or_else(|| bilingual!("there is no proposal `{id}`", "la proposta `{id}` non esiste"))?;
        if transition.next(tabled.status).is_none() {
            let status = tabled.status.bilingual();
            let italian = status.italian();
            return Err(bilingual!("proposal `{id}` is `{status}`", "la proposta `{id}` è {italian}"));
        }
        Ok(tabled)
    }

    /// The version that an event names of a proposal whose status allows a transition.
    fn version(
        &mut self,
        transition: &Transition,
        id: &str,
        version: u32,
    ) -> Result<&mut TabledProposal, Why> {
        let tabled = self.allowing(transition, id)?;
        if tabled.version != version {
            return Err(bilingual!(
                "proposal `{id}` is at version {given}",
                "la proposta `{id}` è alla versione {given}",
                given = tabled.version
            ));
        }
        Ok(tabled)
    }

    /// Brings a proposal to the status that a transition leads to.
    pub(super) fn fold_transition(
        &mut self,
        transition: &Transition,
        id: &str,
    ) -> Result<&mut TabledProposal, Why> {
        let tabled = self.allowing(transition, id)?;
        tabled.status = transition.next(tabled.status).unwrap_or(tabled.status);
        Ok(tabled)
    }

    /// A decision that carries nothing out: a proposal is withdrawn or rejected.
    pub(super) fn fold_end(&mut self, transition: &Transition, id: &str, revision: u64) -> FoldResult {
        let tabled = self.fold_transition(transition, id)?;
        tabled.decided = Some(revision);
        let ended = tabled.proposal.clone();
        self.end_reversal(&ended);
        Ok(())
    }

    pub(super) fn fold_drafting(&mut self, proposal: &Proposal, against: u64, revision: u64) -> FoldResult {
        let id = proposal.id().to_owned();
        if self.is_taken(&id) {
            return Err(bilingual!("`{id}` is taken", "`{id}` è già usato"));
        }
        require_past(against, revision)?;
        self.order.push(id.clone());
        self.begin_reversal(proposal);
        self.proposals.insert(id, TabledProposal::drafted(proposal.clone(), against, revision));
        Ok(())
    }

    pub(super) fn fold_amendment(
        &mut self,
        proposal: &Proposal,
        against: u64,
        version: u32,
        voids: Option<&Voided>,
        revision: u64,
    ) -> FoldResult {
        require_past(against, revision)?;
        let tabled = self.allowing(&AMEND, proposal.id())?;
        if tabled.version.checked_add(1) != Some(version) {
            return Err(bilingual!(
                "version {version} does not follow version {given}",
                "la versione {version} non segue la versione {given}",
                given = tabled.version
            ));
        }
        // Histories of before this was written down do not say it.
        if voids.is_some_and(|voids| Voided::by_amending(tabled).as_ref() != Some(voids)) {
            return Err(bilingual!(
                "other statements and waivers on `{id}` were there",
                "su `{id}` c'erano altre dichiarazioni e deroghe",
                id = proposal.id()
            ));
        }
        let former = tabled.proposal.clone();
        self.fold_transition(&AMEND, proposal.id())?.amend(proposal.clone(), against);
        self.end_reversal(&former);
        self.begin_reversal(proposal);
        Ok(())
    }

    pub(super) fn fold_statement(
        &mut self,
        by: &str,
        id: &str,
        version: u32,
        statement: Statement,
    ) -> FoldResult {
        self.version(&STATE, id, version)?.statements.insert(by.to_owned(), statement);
        Ok(())
    }

    pub(super) fn fold_waiver(&mut self, id: &str, version: u32, rule: &str, reason: &str) -> FoldResult {
        self.plan.rulebook().rule(rule).map_err(words)?;
        self.version(&WAIVE, id, version)?.waivers.insert(rule.to_owned(), reason.to_owned());
        Ok(())
    }

    pub(super) fn fold_rebase(
        &mut self,
        id: &str,
        (from, to): (u64, u64),
        follows: Option<&[Transfer]>,
        revision: u64,
    ) -> FoldResult {
        let tabled = self.allowing(&REBASE, id)?;
        if tabled.against != from || to != revision - 1 {
            return Err(bilingual!(
                "proposal `{id}` was made against revision {given}",
                "la proposta `{id}` si riferisce alla revisione {given}",
                given = tabled.against
            ));
        }
        tabled.against = to;
        if let Some(follows) = follows {
            tabled.proposal = tabled.proposal.followed_by(follows).map_err(words)?;
        }
        Ok(())
    }

    pub(super) fn fold_approval(
        &mut self,
        id: &str,
        version: u32,
        (grounds, changes): (ApprovalGrounds<'_>, &[LineChange]),
        revision: u64,
    ) -> FoldResult {
        let tabled = self.version(&APPROVE, id, version)?;
        let (proposal, against) = (tabled.proposal.clone(), tabled.against);
        let waivers: Vec<String> = tabled.waivers.keys().cloned().collect();
        if let Some(since) = self.changed_since(against) {
            return Err(bilingual!(
                "`{given}` changed the allocation since `{id}` was made",
                "`{given}` ha variato la ripartizione dopo la presentazione di `{id}`",
                given = since.id
            ));
        }
        let kind = match proposal.reverses() {
            None => VariationKind::Proposal,
            Some(reversed) => {
                self.allowing(&REVERSE, reversed)?;
                VariationKind::Reversal
            }
        };
        let changed = self.plan.changes(&proposal).map_err(words)?;
        if LineChange::all(self.plan.approved(), &changed) != *changes {
            return Err(bilingual!(
                "the changes are not those of the transfers of `{id}`",
                "le variazioni non sono quelle degli storni di `{id}`"
            ));
        }
        self.plan.carry_out(&proposal).map_err(words)?;
        self.end_reversal(&proposal);
        if let Some(reversed) = proposal.reverses() {
            self.fold_transition(&REVERSE, reversed)?.reversed_by = Some(id.to_owned());
        }
        let tabled = self.fold_transition(&APPROVE, id)?;
        tabled.decided = Some(revision);
        grounds.act.clone_into(&mut tabled.act);
        tabled.documents = grounds.documents.to_vec();
        tabled.decided_by = grounds.decided_by.to_vec();
        self.record_standing_waivers(waivers, revision);
        self.variations.push(TableVariation {
            revision,
            id: id.to_owned(),
            act: grounds.act.to_owned(),
            kind,
            total: MoneyDelta::from(Money::ZERO),
            changes: changed.into(),
            added: 0,
        });
        Ok(())
    }

    /// Notes a reversal that is under way from here on.
    fn begin_reversal(&mut self, reversal: &Proposal) {
        if let Some(reversed) = reversal.reverses() {
            self.reversals.entry(reversed.to_owned()).or_default().insert(reversal.id().to_owned());
        }
    }

    /// Forgets a reversal that is decided or withdrawn.
    fn end_reversal(&mut self, reversal: &Proposal) {
        let Some(reversed) = reversal.reverses() else { return };
        if let Some(under_way) = self.reversals.get_mut(reversed) {
            under_way.remove(reversal.id());
            if under_way.is_empty() {
                self.reversals.remove(reversed);
            }
        }
    }
}

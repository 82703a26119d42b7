//! Folding events into a table.

use super::co_design_table::{CoDesignTable, Opened};
use super::sitting::{Correction, Sitting};
use super::table_event::{EventKind, LineChange, RecognizedDecision, TableEvent, Voided};
use super::tabled::{Statement, Status, TabledProposal};
use super::variation::{TableVariation, VariationKind};
use crate::budget::{Allocation, Change};
use crate::error::{Cause, Error, Result};
use crate::money::{Money, MoneyDelta};
use crate::plan::{Distribution, EnvelopeChange, Plan, Proposal, Role};
use crate::rules::Authorization;
use crate::words::{Bilingual, bilingual, both};

/// Why an event cannot follow, in words.
type Why = Bilingual;
pub(super) type Folded = std::result::Result<(), Why>;

impl CoDesignTable {
    /// Folds an event into the table. The table is as before after an error.
    ///
    /// # Errors
    /// `event_impossible` if the event cannot follow what happened before: the approval of a proposal that is not on the
    /// table, by somebody who may not, with other changes than its transfers make. Events that
    /// [`decide`](CoDesignTable::decide) gave for this table always can.
    pub fn apply(&mut self, event: &TableEvent) -> Result<()> {
        let revision = self.revision + 1;
        self.fold(event, revision).map_err(|why| Error::from(Cause::EventImpossible { revision, why }))?;
        self.revision = revision;
        self.commands.entry(event.command.as_str().into()).or_insert((event.request, revision));
        Ok(())
    }

    fn fold(&mut self, event: &TableEvent, revision: u64) -> Folded {
        if self.commands.get(event.command.as_str()).is_some_and(|(known, _)| *known != event.request) {
            return Err(bilingual!(
                "`{given}` was another command",
                "`{given}` era un altro comando",
                given = event.command
            ));
        }
        if let EventKind::Opened { plan, policies } = &event.what {
            if self.open.is_some() {
                return Err(both("the table is open already", "il tavolo è già aperto"));
            }
            let plan = Plan::from_json(&plan.to_string()).map_err(words)?;
            let open = Opened::on(plan, policies.clone());
            open.may_do(event)?;
            self.open = Some(open);
            return Ok(());
        }
        let open = self.open.as_mut().ok_or(both("the table is not open", "il tavolo non è aperto"))?;
        if open.closed.is_some() {
            return Err(both("the table is closed", "il tavolo è chiuso"));
        }
        open.may_do(event)?;
        open.fold(event, revision)
    }
}

pub(super) fn words(error: Error) -> Why {
    error.words()
}

impl Opened {
    fn on(plan: Plan, policies: super::approval_policy::ApprovalPolicies) -> Opened {
        let seats = plan.parties().iter().enumerate();
        Opened {
            opening: plan.approved().clone(),
            closed_lines: plan.closed_lines().iter().cloned().collect(),
            seats: seats.map(|(seat, party)| (party.id().to_owned(), seat)).collect(),
            plan,
            policies,
            proposals: Default::default(),
            order: Vec::new(),
            variations: Vec::new(),
            sittings: Vec::new(),
            sitting_ids: Default::default(),
            reversals: Default::default(),
            standing_waivers: Default::default(),
            ballots: Default::default(),
            changes: Default::default(),
            closed: None,
        }
    }

    /// Whether who did it may.
    fn may_do(&self, event: &TableEvent) -> Folded {
        let role = self.party(&event.by).map(|party| party.role());
        let role = role.ok_or_else(|| {
            bilingual!("`{given}` is not at the table", "`{given}` non siede al tavolo", given = event.by)
        })?;
        let may = match &event.what {
            EventKind::SittingOpened { .. } | EventKind::SittingClosed { .. } => role != Role::Partner,
            EventKind::Opened { .. }
            | EventKind::SittingCorrected { .. }
            | EventKind::ChangesRequested { .. }
            | EventKind::Waived { .. }
            | EventKind::Rejected { .. }
            | EventKind::EnvelopeChanged { .. }
            | EventKind::LineAdded { .. }
            | EventKind::LineSplit { .. }
            | EventKind::LineClosed { .. }
            | EventKind::Closed { .. } => role == Role::Authority,
            EventKind::Stated { .. } => role != Role::Authority,
            EventKind::Drafted { proposal, .. } | EventKind::Amended { proposal, .. } => {
                proposal.party() == event.by && self.is_by(proposal.id(), &event.by)
            }
            // Approving a stale proposal puts it on the new allocation.
            EventKind::Rebased { proposal, .. } => {
                let is_own = self.is_by(proposal, &event.by);
                role == Role::Authority || is_own || self.policies.free().lets(Some(role), is_own)
            }
            EventKind::Approved { proposal, authorization, .. } => {
                let is_own = self.is_by(proposal, &event.by);
                let is_free = *authorization == Authorization::Free;
                role == Role::Authority || (is_free && self.policies.free().lets(Some(role), is_own))
            }
            EventKind::Tabled { proposal } | EventKind::Withdrawn { proposal, .. } => {
                self.is_by(proposal, &event.by)
            }
            EventKind::Balloted { .. } => true,
        };
        if may {
            Ok(())
        } else {
            Err(bilingual!(
                "`{given}` may not do this",
                "`{given}` non può compiere questo atto",
                given = event.by
            ))
        }
    }

    /// Whether a proposal is a party's, or not there yet.
    fn is_by(&self, proposal: &str, party: &str) -> bool {
        self.proposals.get(proposal).is_none_or(|tabled| tabled.proposal.party() == party)
    }

    fn fold(&mut self, event: &TableEvent, revision: u64) -> Folded {
        match &event.what {
            EventKind::Opened { .. } => {
                return Err(both("the table is open already", "il tavolo è già aperto"));
            }
            EventKind::SittingOpened { sitting, date, title } => {
                let last = self.sittings.last();
                if self.sitting_under_way().is_some() || last.is_some_and(|last| last.date > *date) {
                    return Err(both(
                        "a sitting is under way, or was dated later",
                        "una seduta è in corso, o ha una data successiva",
                    ));
                }
                if !self.sitting_ids.insert(sitting.clone()) {
                    return Err(bilingual!(
                        "sitting `{sitting}` was held before",
                        "la seduta `{sitting}` si è già tenuta"
                    ));
                }
                let (id, title) = (sitting.clone(), title.clone());
                let (date, opened) = (*date, revision);
                self.sittings.push(Sitting { id, date, title, opened, closed: None, corrected: None });
            }
            EventKind::SittingClosed { sitting } => match self.sittings.last_mut() {
                Some(last) if last.id == *sitting && last.closed.is_none() => last.closed = Some(revision),
                _ => {
                    return Err(bilingual!(
                        "sitting `{sitting}` is not under way",
                        "la seduta `{sitting}` non è in corso"
                    ));
                }
            },
            EventKind::SittingCorrected { .. } => return self.fold_correction(&event.what, revision),
            EventKind::Balloted { amounts } => {
                let ballot = self.ballot(amounts).map_err(words)?;
                let sum: i128 = ballot.iter().map(|amount| i128::from(amount.cents())).sum();
                if sum != i128::from(self.plan.envelope().total().cents()) {
                    return Err(both(
                        "the ballot does not sum to the total",
                        "la scheda non somma al totale",
                    ));
                }
                self.ballots.insert(event.by.clone(), ballot);
            }
            EventKind::EnvelopeChanged { .. } => return self.fold_envelope_change(&event.what, revision),
            EventKind::LineAdded { .. } | EventKind::LineSplit { .. } | EventKind::LineClosed { .. } => {
                return self.fold_line_act(&event.what, revision);
            }
            EventKind::Closed { .. } => return self.fold_closing(&event.what),
            EventKind::Drafted { proposal, against } => {
                let id = proposal.id().to_owned();
                if self.is_taken(&id) {
                    return Err(bilingual!("`{id}` is taken", "`{id}` è già usato"));
                }
                is_past(*against, revision)?;
                self.order.push(id.clone());
                self.begin_reversal(proposal);
                self.proposals.insert(id, TabledProposal::drafted(proposal.clone(), *against, revision));
            }
            EventKind::Approved { .. } => return self.fold_approval(&event.what, revision),
            about => return self.fold_about(about, &event.by, revision),
        }
        Ok(())
    }

    fn fold_correction(&mut self, what: &EventKind, revision: u64) -> Folded {
        let EventKind::SittingCorrected { sitting, renamed, date, title, .. } = what else {
            return Err(both("it corrects nothing", "non rettifica nulla"));
        };
        let place = self.sittings.iter().position(|held| held.id == *sitting);
        let place = place.ok_or_else(|| {
            bilingual!("there was no sitting `{sitting}`", "non c'è stata una seduta `{sitting}`")
        })?;
        let correction = Correction { id: renamed.as_deref(), date: *date, title: title.as_deref() };
        let mut corrected = self.sittings.clone();
        corrected[place].correct(correction, revision);
        if corrected.windows(2).any(|pair| pair[0].date > pair[1].date) {
            return Err(both(
                "the dates of sittings would fall",
                "le date delle sedute non sarebbero più in ordine",
            ));
        }
        let id = renamed.as_ref().filter(|id| !self.sittings[place].is_called(id));
        if let Some(id) = id.filter(|id| !self.sitting_ids.insert(id.to_string())) {
            return Err(bilingual!("sitting `{id}` was held before", "la seduta `{id}` si è già tenuta"));
        }
        self.sittings = corrected;
        Ok(())
    }

    /// What happens to one proposal and changes no amounts.
    fn fold_about(&mut self, what: &EventKind, by: &str, revision: u64) -> Folded {
        match what {
            EventKind::Tabled { proposal } => {
                self.tabled(proposal, &[Status::Draft])?.status = Status::Tabled;
            }
            EventKind::Amended { proposal, against, version, voids } => {
                is_past(*against, revision)?;
                let allowed = [Status::Draft, Status::Tabled, Status::ChangesRequested];
                let tabled = self.tabled(proposal.id(), &allowed)?;
                if tabled.version.checked_add(1) != Some(*version) {
                    return Err(bilingual!(
                        "version {version} does not follow version {given}",
                        "la versione {version} non segue la versione {given}",
                        given = tabled.version
                    ));
                }
                // Histories of before this was written down do not say it.
                if voids.is_some() && *voids != Voided::by_amending(tabled) {
                    return Err(bilingual!(
                        "other statements and waivers on `{id}` were there",
                        "su `{id}` c'erano altre dichiarazioni e deroghe",
                        id = proposal.id()
                    ));
                }
                let former = tabled.proposal.clone();
                tabled.amend(proposal.clone(), *against);
                self.end_reversal(&former);
                self.begin_reversal(proposal);
            }
            EventKind::ChangesRequested { proposal, .. } => {
                self.tabled(proposal, &[Status::Tabled])?.status = Status::ChangesRequested;
            }
            EventKind::Withdrawn { proposal, .. } => {
                let allowed = [Status::Draft, Status::Tabled, Status::ChangesRequested];
                let tabled = self.tabled(proposal, &allowed)?;
                (tabled.status, tabled.decided) = (Status::Withdrawn, Some(revision));
                let withdrawn = tabled.proposal.clone();
                self.end_reversal(&withdrawn);
            }
            EventKind::Rejected { proposal, .. } => {
                let tabled = self.tabled(proposal, &[Status::Tabled, Status::ChangesRequested])?;
                (tabled.status, tabled.decided) = (Status::Rejected, Some(revision));
                let rejected = tabled.proposal.clone();
                self.end_reversal(&rejected);
            }
            EventKind::Stated { proposal, version, stance, reason } => {
                let tabled = self.version(proposal, *version)?;
                let statement = Statement { stance: *stance, reason: reason.clone() };
                tabled.statements.insert(by.to_owned(), statement);
            }
            EventKind::Waived { proposal, version, rule, reason } => {
                self.plan.rulebook().rule(rule).map_err(words)?;
                self.version(proposal, *version)?.waivers.insert(rule.clone(), reason.clone());
            }
            EventKind::Rebased { proposal, from, to } => {
                let tabled = self.tabled(proposal, &[Status::Tabled, Status::ChangesRequested])?;
                if tabled.against != *from || *to != revision - 1 {
                    return Err(bilingual!(
                        "proposal `{proposal}` was made against revision {given}",
                        "la proposta `{proposal}` si riferisce alla revisione {given}",
                        given = tabled.against
                    ));
                }
                tabled.against = *to;
            }
            _ => return Err(both("nothing is known of this event", "questo evento non è noto")),
        }
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

    fn tabled(&mut self, id: &str, allowed: &[Status]) -> std::result::Result<&mut TabledProposal, Why> {
        let tabled = self
            .proposals
            .get_mut(id)
            .ok_or_else(|| bilingual!("there is no proposal `{id}`", "la proposta `{id}` non esiste"))?;
        if !allowed.contains(&tabled.status) {
            let status = tabled.status.bilingual();
            let italian = status.italian();
            return Err(bilingual!("proposal `{id}` is `{status}`", "la proposta `{id}` è {italian}"));
        }
        Ok(tabled)
    }

    fn version(&mut self, id: &str, version: u32) -> std::result::Result<&mut TabledProposal, Why> {
        let tabled = self.tabled(id, &[Status::Tabled, Status::ChangesRequested])?;
        if tabled.version != version {
            return Err(bilingual!(
                "proposal `{id}` is at version {given}",
                "la proposta `{id}` è alla versione {given}",
                given = tabled.version
            ));
        }
        Ok(tabled)
    }

    fn fold_approval(&mut self, what: &EventKind, revision: u64) -> Folded {
        let EventKind::Approved { proposal: id, version, act, changes, .. } = what else {
            return Err(both("it approves nothing", "non approva nulla"));
        };
        let tabled = self.version(id, *version)?;
        let (proposal, against) = (tabled.proposal.clone(), tabled.against);
        let waivers: Vec<String> = tabled.waivers.keys().cloned().collect();
        self.tabled(id, &[Status::Tabled])?;
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
                self.tabled(reversed, &[Status::Approved])?;
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
            let reversed = self.tabled(reversed, &[Status::Approved])?;
            reversed.status = Status::Reversed;
            reversed.reversed_by = Some(id.to_owned());
        }
        let tabled = self.tabled(id, &[Status::Tabled])?;
        (tabled.status, tabled.decided) = (Status::Approved, Some(revision));
        act.clone_into(&mut tabled.act);
        self.keep_waivers(waivers, revision);
        let total = MoneyDelta::from(Money::ZERO);
        let (id, act) = (id.clone(), act.clone());
        self.variations.push(TableVariation {
            revision,
            id,
            act,
            kind,
            total,
            changes: changed.into(),
            added: 0,
        });
        Ok(())
    }

    /// Keeps the waivers of rules that a decision left broken.
    pub(super) fn keep_waivers(&mut self, rules: impl IntoIterator<Item = String>, revision: u64) {
        for rule in rules {
            self.standing_waivers.entry(rule).or_insert(revision);
        }
    }

    fn fold_envelope_change(&mut self, what: &EventKind, revision: u64) -> Folded {
        let EventKind::EnvelopeChanged { change: id, act, before, after, changes, waivers, .. } = what else {
            return Err(both("it changes no envelope", "non varia la dotazione"));
        };
        if self.is_taken(id) {
            return Err(bilingual!("`{id}` is taken", "`{id}` è già usato"));
        }
        let shares = changes.iter().map(|change| (change.line.clone(), change.after.minus(change.before)));
        let total = after.minus(*before);
        let change = EnvelopeChange::new(id, total, Distribution::Named(shares.collect())).map_err(words)?;
        if *before != self.plan.envelope().total() {
            let (given, before) = (self.plan.envelope().total().words(), before.words());
            return Err(Bilingual::new(
                format!("the total was {given} and not {before}"),
                format!("il totale era {} e non {}", given.italian(), before.italian()),
            ));
        }
        let (plan, _) = self.plan.change_envelope(&change).map_err(words)?;
        if LineChange::between(self.plan.approved(), plan.approved()) != *changes {
            return Err(both("lines held other amounts", "le voci avevano altri importi"));
        }
        let changed = changed_lines(self.plan.approved(), plan.approved()).into();
        self.plan = plan;
        self.ballots.clear();
        self.changes.insert(id.clone(), revision);
        self.keep_waivers(waivers.keys().cloned(), revision);
        let kind = VariationKind::EnvelopeChange;
        let (id, act) = (id.clone(), act.clone());
        self.variations.push(TableVariation { revision, id, act, kind, total, changes: changed, added: 0 });
        Ok(())
    }

    fn fold_closing(&mut self, what: &EventKind) -> Folded {
        let EventKind::Closed { act, opening, total, changes, decisions } = what else {
            return Err(both("it closes nothing", "non chiude nulla"));
        };
        let approved = self.plan.approved();
        let same = |decision: &RecognizedDecision, variation: &TableVariation| {
            (decision.revision, &decision.id, &decision.act)
                == (variation.revision, &variation.id, &variation.act)
        };
        let all = decisions.len() == self.variations.len()
            && decisions.iter().zip(&self.variations).all(|(decision, variation)| same(decision, variation));
        if !all
            || (*opening, *total) != (self.opening.total(), approved.total())
            || LineChange::between(&self.opening, approved) != *changes
        {
            return Err(both(
                "the final act recognizes other changes",
                "l'atto finale riporta altre variazioni",
            ));
        }
        if self.sitting_under_way().is_some() || self.proposals.values().any(TabledProposal::is_open) {
            return Err(both(
                "a sitting or a proposal is still open",
                "una seduta o una proposta è ancora aperta",
            ));
        }
        self.closed = Some(act.clone());
        Ok(())
    }

    /// A ballot as amounts by position.
    pub(super) fn ballot(&self, amounts: &std::collections::BTreeMap<String, Money>) -> Result<Vec<Money>> {
        let mut ballot = vec![Money::ZERO; self.plan.envelope().line_count()];
        for (line, amount) in amounts {
            ballot[self.plan.envelope().position(line)?] = *amount;
        }
        Ok(ballot)
    }
}

/// Whether a revision that a proposal names was there when it was written.
fn is_past(against: u64, revision: u64) -> Folded {
    if (1..revision).contains(&against) {
        Ok(())
    } else {
        Err(bilingual!("revision {against} is not past", "la revisione {against} non è passata"))
    }
}

/// The lines that differ between two allocations of the same lines, whose totals may differ.
pub(super) fn changed_lines(before: &Allocation, after: &Allocation) -> Vec<Change> {
    let pairs = before.amounts().iter().zip(after.amounts()).enumerate();
    let changed = pairs.filter(|(_, (before, after))| before != after);
    changed
        .map(|(line, (before, after))| Change {
            line,
            before: *before,
            after: *after,
            delta: after.minus(*before),
        })
        .collect()
}

//! Folding events into a table.

use std::collections::BTreeMap;

use super::approval_grounds::ApprovalGrounds;
use super::co_design_table::{CoDesignTable, OpenedTable};
use super::sitting::{Correction, Sitting};
use super::table_event::{EventKind, LineChange, RecognizedDecision, TableEvent};
use super::tabled::{Statement, TabledProposal};
use super::transition::{
    AMEND, APPROVE, Actor, DRAFT, REBASE, REJECT, REQUEST_CHANGES, STATE, TABLE, Transition, WAIVE, WITHDRAW,
};
use super::variation::{TableVariation, VariationKind};
use riparto_core::budget::{Allocation, Change};
use riparto_core::error::{Cause, Error, Result};
use riparto_core::money::Money;
use riparto_core::plan::{Distribution, EnvelopeChange, Plan, Role};
use riparto_core::rules::Authorization;
use riparto_core::words::{Bilingual, bilingual, both};

/// Why an event cannot follow, in words.
pub(super) type Why = Bilingual;
pub(super) type FoldResult = std::result::Result<(), Why>;

/// A decision of the authority on the plan itself: its id, the reference of its act, the changes that it states, and its waivers.
pub(super) struct PlanDecision<'a> {
    pub(super) id: &'a str,
    pub(super) act: &'a str,
    pub(super) changes: &'a [LineChange],
    pub(super) waivers: &'a BTreeMap<String, String>,
}

impl CoDesignTable {
    /// Folds an event into the table. The table is as before after an error.
    ///
    /// # Errors
    /// `event_impossible` if the event cannot follow what happened before: for instance the approval of a proposal that is not
    /// on the table, or by somebody who may not, or with other changes than its transfers make. Events that
    /// [`decide`](CoDesignTable::decide) gave for this table always can.
    pub fn apply(&mut self, event: &TableEvent) -> Result<()> {
        let revision = self.revision + 1;
        self.fold(event, revision).map_err(|why| Error::from(Cause::EventImpossible { revision, why }))?;
        self.revision = revision;
        self.commands.entry(event.command.as_str().into()).or_insert((event.request, revision));
        Ok(())
    }

    fn fold(&mut self, event: &TableEvent, revision: u64) -> FoldResult {
        if self.commands.get(event.command.as_str()).is_some_and(|(known, _)| *known != event.request) {
            return Err(bilingual!(
                "command id `{given}` was already used for a different command",
                "l'identificativo `{given}` è già stato usato per un altro comando",
                given = event.command
            ));
        }
        if let EventKind::Opened { plan, policies } = &event.what {
            if self.open.is_some() {
                return Err(both("the table is open already", "il tavolo è già aperto"));
            }
            let plan = plan.plan().map_err(words)?;
            let open = OpenedTable::on(plan.clone(), policies.clone());
            open.require_actor(event)?;
            self.open = Some(open);
            return Ok(());
        }
        let open = self.open.as_mut().ok_or(both("the table is not open", "il tavolo non è aperto"))?;
        if open.closed.is_some() {
            return Err(both("the table is closed", "il tavolo è chiuso"));
        }
        open.require_actor(event)?;
        open.fold(event, revision)
    }
}

pub(super) fn words(error: Error) -> Why {
    error.words()
}

impl OpenedTable {
    fn on(plan: Plan, policies: super::approval_policy::ApprovalPolicies) -> OpenedTable {
        let seats = plan.parties().iter().enumerate();
        OpenedTable {
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
            keys: Vec::new(),
            reversals: Default::default(),
            standing_waivers: Default::default(),
            ballots: Default::default(),
            changes: Default::default(),
            reversed_changes: Default::default(),
            closed: None,
        }
    }

    /// Refuses an event by a party that may not cause it.
    fn require_actor(&self, event: &TableEvent) -> FoldResult {
        let role = self.party(&event.by).map(|party| party.role());
        let role = role.ok_or_else(|| {
            bilingual!(
                "`{given}` is not at the table",
                "soggetto non presente al tavolo: `{given}`",
                given = event.by
            )
        })?;
        let is_actor =
            |transition: &Transition, proposal: &str| self.is_actor(transition.by, event, proposal);
        let may = match &event.what {
            EventKind::SittingOpened { .. }
            | EventKind::SittingClosed { .. }
            | EventKind::SittingDescribed(_) => role != Role::Partner,
            EventKind::Opened { .. }
            | EventKind::SittingCorrected { .. }
            | EventKind::EnvelopeChanged { .. }
            | EventKind::LineAdded { .. }
            | EventKind::LineSplit { .. }
            | EventKind::LineClosed { .. }
            | EventKind::Closed { .. } => role == Role::Authority,
            EventKind::Balloted { .. } => true,
            EventKind::KeyDeclared { key } => role == Role::Authority || key.name() == event.by,
            EventKind::Drafted { proposal, .. } => {
                proposal.party() == event.by && is_actor(&DRAFT, proposal.id())
            }
            EventKind::Amended { proposal, .. } => {
                proposal.party() == event.by && is_actor(&AMEND, proposal.id())
            }
            EventKind::Tabled { proposal } => is_actor(&TABLE, proposal),
            EventKind::ChangesRequested { proposal, .. } => is_actor(&REQUEST_CHANGES, proposal),
            EventKind::Withdrawn { proposal, .. } => is_actor(&WITHDRAW, proposal),
            EventKind::Stated { proposal, .. } => is_actor(&STATE, proposal),
            EventKind::Waived { proposal, .. } => is_actor(&WAIVE, proposal),
            // Approving a stale proposal puts it on the new allocation.
            EventKind::Rebased { proposal, .. } => {
                is_actor(&REBASE, proposal) || is_actor(&APPROVE, proposal)
            }
            EventKind::Approved { proposal, .. } => is_actor(&APPROVE, proposal),
            EventKind::Rejected { proposal, .. } => is_actor(&REJECT, proposal),
        };
        may.then_some(()).ok_or_else(|| {
            bilingual!("`{given}` may not do this", "atto non consentito a `{given}`", given = event.by)
        })
    }

    /// Whether who did something to a proposal is one of those who may. A proposal that is not there is anybody's.
    fn is_actor(&self, by: Actor, event: &TableEvent, proposal: &str) -> bool {
        let role = self.party(&event.by).map(|party| party.role());
        let is_authority = role == Some(Role::Authority);
        let tabled = self.proposals.get(proposal);
        let is_own = tabled.is_none_or(|tabled| tabled.proposal.party() == event.by);
        match by {
            Actor::Anybody => true,
            Actor::Proposer => is_own,
            Actor::Authority => is_authority,
            Actor::Others => !is_authority,
            Actor::ProposerOrAuthority => is_own || is_authority,
            Actor::Approver => {
                is_authority
                    || (needs_no_authorization(&event.what) && self.policies.free().lets(role, is_own))
            }
        }
    }

    fn fold(&mut self, event: &TableEvent, revision: u64) -> FoldResult {
        match &event.what {
            EventKind::Opened { .. } => Err(both("the table is open already", "il tavolo è già aperto")),
            EventKind::SittingOpened { sitting, date, title } => {
                self.fold_sitting(Sitting::opened(sitting, *date, title, revision))
            }
            EventKind::SittingClosed { sitting } => self.fold_sitting_end(sitting, revision),
            EventKind::SittingCorrected { sitting, renamed, date, title, reason: _ } => self.fold_correction(
                sitting,
                Correction { id: renamed.as_deref(), date: *date, title: title.as_deref() },
                revision,
            ),
            EventKind::SittingDescribed(description) => self.fold_description(description),
            EventKind::KeyDeclared { key } => self.fold_key(&event.by, key, revision),
            EventKind::Drafted { proposal, against } => self.fold_drafting(proposal, *against, revision),
            EventKind::Tabled { proposal } => self.fold_transition(&TABLE, proposal).map(drop),
            EventKind::Amended { proposal, against, version, voids } => {
                self.fold_amendment(proposal, *against, *version, voids.as_ref(), revision)
            }
            EventKind::ChangesRequested { proposal, reason: _ } => {
                self.fold_transition(&REQUEST_CHANGES, proposal).map(drop)
            }
            EventKind::Withdrawn { proposal, reason: _ } => self.fold_end(&WITHDRAW, proposal, revision),
            EventKind::Stated { proposal, version, stance, reason } => self.fold_statement(
                &event.by,
                proposal,
                *version,
                Statement { stance: *stance, reason: reason.clone() },
            ),
            EventKind::Waived { proposal, version, rule, reason } => {
                self.fold_waiver(proposal, *version, rule, reason)
            }
            EventKind::Rebased { proposal, from, to, follows } => {
                self.fold_rebase(proposal, (*from, *to), follows.as_deref(), revision)
            }
            EventKind::Approved { proposal, version, act, documents, decided_by, changes, .. } => {
                let grounds = ApprovalGrounds { act, documents, decided_by };
                self.fold_approval(proposal, *version, (grounds, changes), revision)
            }
            EventKind::Rejected { proposal, reason: _ } => self.fold_end(&REJECT, proposal, revision),
            EventKind::EnvelopeChanged {
                change: id, act, before, after, changes, reverses, waivers, ..
            } => {
                let decision = PlanDecision { id, act, changes, waivers };
                self.fold_taking_back(reverses.as_deref(), &decision)?;
                self.fold_envelope_change(&decision, (*before, *after), revision)
            }
            EventKind::LineAdded { change: id, act, line, breaches: _, waivers } => {
                self.fold_added_line(&PlanDecision { id, act, changes: &[], waivers }, line, revision)
            }
            EventKind::LineSplit { change: id, act, line, parts, changes, breaches: _, waivers } => {
                self.fold_split_line(&PlanDecision { id, act, changes, waivers }, (line, parts), revision)
            }
            EventKind::LineClosed { change: id, act, line, remainder_to, changes, breaches: _, waivers } => {
                self.fold_closed_line(
                    &PlanDecision { id, act, changes, waivers },
                    (line, remainder_to.as_deref()),
                    revision,
                )
            }
            EventKind::Balloted { amounts } => self.fold_ballot(&event.by, amounts),
            EventKind::Closed { act, opening, total, changes, decisions } => {
                self.fold_closing(act, (*opening, *total), changes, decisions)
            }
        }
    }

    fn fold_ballot(&mut self, by: &str, amounts: &BTreeMap<String, Money>) -> FoldResult {
        let ballot = self.ballot(amounts).map_err(words)?;
        let sum: i128 = ballot.iter().map(|amount| i128::from(amount.cents())).sum();
        if sum != i128::from(self.plan.envelope().total().cents()) {
            return Err(both("the ballot does not sum to the total", "la scheda non somma al totale"));
        }
        self.ballots.insert(by.to_owned(), ballot);
        Ok(())
    }

    /// Records the waivers of a decision as in force from its revision on.
    pub(super) fn record_standing_waivers(&mut self, rules: impl IntoIterator<Item = String>, revision: u64) {
        for rule in rules {
            self.standing_waivers.entry(rule).or_insert(revision);
        }
    }

    /// Notes which earlier change of the total a new one takes back, if it is the opposite.
    fn fold_taking_back(&mut self, reversed: Option<&str>, change: &PlanDecision<'_>) -> FoldResult {
        let (Some(reversed), &PlanDecision { id, changes, .. }) = (reversed, change) else { return Ok(()) };
        let name = |change: &Change| self.plan.envelope().line(change.line).id().to_owned();
        let opposite = self.envelope_change(reversed).map(|earlier| {
            let earlier = earlier.changes().iter().map(|change| (name(change), change.before - change.after));
            earlier.collect::<BTreeMap<_, _>>()
        });
        let stated: BTreeMap<_, _> =
            changes.iter().map(|change| (change.line.clone(), change.after - change.before)).collect();
        if opposite != Some(stated) || self.reversed_changes.contains_key(reversed) {
            return Err(bilingual!(
                "`{id}` does not take back `{reversed}`",
                "`{id}` non revoca `{reversed}`"
            ));
        }
        self.reversed_changes.insert(reversed.to_owned(), id.to_owned());
        Ok(())
    }

    fn fold_envelope_change(
        &mut self,
        change: &PlanDecision<'_>,
        (before, after): (Money, Money),
        revision: u64,
    ) -> FoldResult {
        let PlanDecision { id, act, changes, waivers } = *change;
        if self.is_taken(id) {
            return Err(bilingual!("`{id}` is taken", "`{id}` è già usato"));
        }
        let shares = changes.iter().map(|change| (change.line.clone(), change.after - change.before));
        let total = after - before;
        let change = EnvelopeChange::new(id, total, Distribution::Named(shares.collect())).map_err(words)?;
        if before != self.plan.envelope().total() {
            let (given, before) = (self.plan.envelope().total().words(), before.words());
            return Err(Bilingual::new(
                format!("the total was {given} and not {before}"),
                format!("il totale era {} e non {}", given.italian(), before.italian()),
            ));
        }
        let (plan, _) = self.plan.change_envelope(&change).map_err(words)?;
        if LineChange::between(self.plan.approved(), plan.approved()) != *changes {
            return Err(both(
                "the stated changes are not those that this change makes",
                "le variazioni indicate non sono quelle che questo atto produce",
            ));
        }
        let changed = changed_lines(self.plan.approved(), plan.approved()).into();
        self.plan = plan;
        self.ballots.clear();
        self.changes.insert(id.to_owned(), revision);
        self.record_standing_waivers(waivers.keys().cloned(), revision);
        let kind = VariationKind::EnvelopeChange;
        let (id, act) = (id.to_owned(), act.to_owned());
        self.variations.push(TableVariation { revision, id, act, kind, total, changes: changed, added: 0 });
        Ok(())
    }

    fn fold_closing(
        &mut self,
        act: &str,
        (opening, total): (Money, Money),
        changes: &[LineChange],
        decisions: &[RecognizedDecision],
    ) -> FoldResult {
        let approved = self.plan.approved();
        let same = |decision: &RecognizedDecision, variation: &TableVariation| {
            (decision.revision, &decision.id, &decision.act)
                == (variation.revision, &variation.id, &variation.act)
        };
        let all = decisions.len() == self.variations.len()
            && decisions.iter().zip(&self.variations).all(|(decision, variation)| same(decision, variation));
        if !all
            || (opening, total) != (self.opening.total(), approved.total())
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
        self.closed = Some(act.to_owned());
        Ok(())
    }

    /// A ballot as amounts by position.
    pub(super) fn ballot(&self, amounts: &BTreeMap<String, Money>) -> Result<Vec<Money>> {
        let mut ballot = vec![Money::ZERO; self.plan.envelope().line_count()];
        for (line, amount) in amounts {
            ballot[self.plan.envelope().position(line)?] = *amount;
        }
        Ok(ballot)
    }
}

/// Whether an event states no authorization that it needs. Only an approval states one: a rebase is judged where it is decided, and
/// by the approval that follows it.
fn needs_no_authorization(what: &EventKind) -> bool {
    !matches!(what, EventKind::Approved { authorization, .. } if *authorization != Authorization::Free)
}

/// Refuses a base revision that is not earlier than the event.
pub(super) fn require_past(against: u64, revision: u64) -> FoldResult {
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
    changed.map(|(line, (before, after))| Change::new(line, *before, *after)).collect()
}

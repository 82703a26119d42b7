//! The audit: a history read again by other code.
//!
//! It shares the types of events with the table, and nothing of how the table decides and folds them: lines are a map of
//! cents, every change is added up here, and every consent counted again. It takes the plan's word for what rules say: the
//! breaches that an approval states are checked against waivers and policies, not computed again.

use std::collections::{BTreeMap, BTreeSet};

use super::approval_policy::ApprovalPolicies;
use super::attribution::Attribution;
use super::audit_fault::AuditFault;
use super::audited_keys::AuditedKeys;
use super::audited_lines::{AuditResult, AuditedLines};
use super::opening_plan::OpeningPlan;
use super::recount::{AuditedProposal, is_authority, net_of, no_sitting, require_actor};
use super::table_event::{AcceptedBreach, EventKind, LineChange, RecognizedDecision, TableEvent, Voided};
use super::tabled::Status;
use crate::journal::{Digest, Record};
use riparto_core::date::Date;
use riparto_core::error::Result;
use riparto_core::money::Money;
use riparto_core::plan::{Proposal, Role};
use riparto_core::words::{Bilingual, Language, bilingual, both, numbered};

/// An audit of a history, record by record.
///
/// The total is asserted twice after every event that changes amounts: as the sum of all lines, and as the original total
/// with all changes of the envelope.
///
/// ```
/// use riparto::table::{Audit, Command, PersistentTable};
/// use riparto::journal::{MemoryStore, Store};
///
/// let mut kept = PersistentTable::open(MemoryStore::new())?;
/// let opened = kept.submit(&Command::from_json(r#"{"id": "c1", "party": "regione", "do": {"open": {"plan":
///     { "format": "riparto.plan/1", "title": "Plan", "total": "100.00",
///       "lines": [ {"id": "a", "amount": "60.00"}, {"id": "b", "amount": "40.00"} ],
///       "parties": [ {"id": "regione", "role": "authority"} ] }}}}"#)?)?;
/// let audit = Audit::of(&kept.into_store().records_after(0)?)?;
/// assert_eq!(audit.fault(), None);
/// assert_eq!(audit.total().to_string(), "100.00");
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Audit {
    revision: u64,
    lines: AuditedLines,
    roles: BTreeMap<String, Role>,
    policies: ApprovalPolicies,
    keys: AuditedKeys,
    written: BTreeMap<String, AuditedProposal>,
    decided: BTreeMap<String, Status>,
    /// The waivers in force: rules that a decision left broken under a waiver.
    standing_waivers: BTreeSet<String>,
    /// What the plan broke at the opening, or after the last decision.
    standing: Vec<AcceptedBreach>,
    decisions: Vec<RecognizedDecision>,
    /// The revision of the last decision that makes proposals stale.
    last_change: u64,
    /// The sittings, by their present ids, and their days.
    sittings: Vec<(String, Date)>,
    /// Each command's content, and the revision of its last event.
    commands: BTreeMap<String, (Digest, u64)>,
    /// What was stated of the last command.
    attribution: Attribution,
    closed: bool,
    fault: Option<AuditFault>,
}

impl Audit {
    /// Audits the records of a history, in order, from the first.
    ///
    /// # Errors
    /// `document_malformed` for an event that is not that of a table. What does not add up is a [`fault`](Audit::fault).
    pub fn of(records: &[Record]) -> Result<Audit> {
        let mut audit = Audit::default();
        records.iter().try_for_each(|record| audit.take(record))?;
        Ok(audit)
    }

    /// Takes the next record. After a fault the rest is not looked at.
    ///
    /// # Errors
    /// As for [`of`](Audit::of).
    pub fn take(&mut self, record: &Record) -> Result<()> {
        if self.fault.is_none() {
            let event: TableEvent = record
                .event()
                .read()
                .map_err(|error| error.at(numbered("event", "evento n.", self.revision + 1)))?;
            self.take_event(&event);
        }
        Ok(())
    }

    /// Takes an event that was read already.
    pub(super) fn take_event(&mut self, event: &TableEvent) {
        if self.fault.is_some() {
            return;
        }
        self.revision += 1;
        if let Err(message) = self.check(event) {
            self.fault = Some(AuditFault { revision: self.revision, message });
        }
    }

    /// The first event that does not add up.
    #[must_use]
    pub fn fault(&self) -> Option<&AuditFault> {
        self.fault.as_ref()
    }

    /// How many events were looked at.
    #[must_use]
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// What the lines sum to.
    #[must_use]
    pub fn total(&self) -> Money {
        Money::saturating(self.lines.sum())
    }

    /// What each line holds, in the order of the plan.
    pub fn amounts(&self) -> impl Iterator<Item = (&str, Money)> {
        self.lines.amounts()
    }

    fn check(&mut self, event: &TableEvent) -> AuditResult {
        if self.closed {
            return Err(both(
                "something happened after the table was closed",
                "un evento segue la chiusura del tavolo",
            ));
        }
        self.is_one_command(event)?;
        if self.lines.is_empty() && !matches!(event.what, EventKind::Opened { .. }) {
            return Err(both(
                "something happened before the table was opened",
                "un evento precede l'apertura del tavolo",
            ));
        }
        require_actor(event, &self.policies, &self.roles, &self.written)?;
        self.keys.judge(event, self.policies.signed())?;
        self.follow(event)
    }

    fn follow(&mut self, event: &TableEvent) -> AuditResult {
        match &event.what {
            EventKind::Opened { plan, policies } => self.open(plan, policies, &event.by),
            EventKind::SittingOpened { sitting, date, title: _ } => self.open_sitting(sitting, *date),
            EventKind::SittingCorrected { sitting, renamed, date, .. } => {
                self.correct_sitting(sitting, renamed.as_deref(), *date)
            }
            EventKind::SittingDescribed(description) => self.is_held(&description.sitting),
            EventKind::KeyDeclared { key } => self.keys.declare(key, &event.by, &self.roles),
            EventKind::SittingClosed { .. } | EventKind::Balloted { .. } => Ok(()),
            EventKind::Drafted { proposal, against } => self.draft(proposal, *against),
            EventKind::Tabled { proposal } => self.turn(proposal, Status::Draft, Status::Tabled),
            EventKind::ChangesRequested { proposal, reason: _ } => {
                self.turn(proposal, Status::Tabled, Status::ChangesRequested)
            }
            EventKind::Amended { proposal, against, version, voids } => {
                self.amend(proposal, *against, *version, voids.as_ref())
            }
            EventKind::Stated { proposal, stance, .. } => {
                self.undecided(proposal).map(|written| written.state(&event.by, *stance))
            }
            EventKind::Waived { proposal, rule, .. } => {
                self.undecided(proposal).map(|written| written.waive(rule))
            }
            EventKind::Rebased { proposal, to, follows, .. } => {
                self.undecided(proposal).map(|written| written.rebase(*to, follows.as_deref()))
            }
            EventKind::Rejected { proposal, reason: _ } => self.decide(proposal, Status::Rejected),
            EventKind::Withdrawn { proposal, reason: _ } => self.decide(proposal, Status::Withdrawn),
            EventKind::Approved { proposal, act, changes, .. } => self
                .approve(&event.what)
                .and_then(|()| self.decide(proposal, Status::Approved))
                .and_then(|()| self.carry_out(proposal, act, changes)),
            EventKind::EnvelopeChanged {
                change,
                act,
                before,
                after,
                changes,
                reverses,
                breaches,
                waivers,
            } => self
                .change_total(change, act, (*before, *after))
                .and_then(|()| self.lines.take_back(change, reverses.as_deref(), changes))
                .and_then(|()| self.carry_out(change, act, changes))
                .map(|()| self.leave_broken(waivers, breaches)),
            EventKind::LineAdded { change, act, line, waivers, breaches } => self
                .act_on_lines(change, act, &[])
                .and_then(|()| self.lines.add(&line.id))
                .map(|()| self.leave_broken(waivers, breaches)),
            EventKind::LineSplit { change, act, line, parts, changes, waivers, breaches } => self
                .nobody_waits_on(line)
                .and_then(|()| self.act_on_lines(change, act, changes))
                .and_then(|()| self.lines.split(line, parts, changes))
                .map(|()| self.leave_broken(waivers, breaches)),
            EventKind::LineClosed { change, act, line, remainder_to, changes, waivers, breaches } => self
                .nobody_waits_on(line)
                .and_then(|()| self.act_on_lines(change, act, changes))
                .and_then(|()| self.lines.close(line, remainder_to.as_deref(), changes))
                .map(|()| self.leave_broken(waivers, breaches)),
            EventKind::Closed { act: _, opening, total, changes, decisions } => {
                self.close(decisions).and_then(|()| self.lines.recognize(*opening, *total, changes))
            }
        }
    }

    fn draft(&mut self, proposal: &Proposal, against: u64) -> AuditResult {
        let written = AuditedProposal::new(proposal, 1, against, Status::Draft);
        match self.written.insert(proposal.id().to_owned(), written) {
            None => Ok(()),
            Some(_) => Err(bilingual!(
                "proposal `{given}` was written before",
                "la proposta `{given}` era già stata scritta",
                given = proposal.id()
            )),
        }
    }

    fn open_sitting(&mut self, sitting: &str, date: Date) -> AuditResult {
        self.sittings.push((sitting.to_owned(), date));
        self.is_in_time()
    }

    fn is_held(&self, sitting: &str) -> AuditResult {
        let is_held = self.sittings.iter().any(|(id, _)| id == sitting);
        is_held.then_some(()).ok_or_else(|| no_sitting(sitting))
    }

    fn correct_sitting(&mut self, sitting: &str, renamed: Option<&str>, date: Option<Date>) -> AuditResult {
        let held = self.sittings.iter_mut().find(|(id, _)| id == sitting);
        let (id, day) = held.ok_or_else(|| no_sitting(sitting))?;
        *day = date.unwrap_or(*day);
        renamed.into_iter().for_each(|renamed| renamed.clone_into(id));
        self.is_in_time()
    }

    /// The days of sittings never fall.
    fn is_in_time(&self) -> AuditResult {
        let falls = self.sittings.windows(2).find(|pair| pair[0].1 > pair[1].1);
        falls.map_or(Ok(()), |pair| {
            Err(bilingual!(
                "sitting `{id}` is dated before the one before it",
                "la seduta `{id}` è datata prima della precedente",
                id = pair[1].0
            ))
        })
    }

    /// The events of a command follow each other, and are all of the same command.
    fn is_one_command(&mut self, event: &TableEvent) -> AuditResult {
        let known = self.commands.insert(event.command.clone(), (event.request, self.revision));
        match known {
            Some((request, last)) if request != event.request || last + 1 != self.revision => {
                Err(bilingual!(
                    "command `{given}` was carried out before",
                    "il comando `{given}` era già stato eseguito",
                    given = event.command
                ))
            }
            Some(_) if event.attribution() != self.attribution => Err(bilingual!(
                "the events of command `{given}` state different times, persons or metadata",
                "gli eventi del comando `{given}` dichiarano tempi, persone o metadati diversi",
                given = event.command
            )),
            _ => {
                self.attribution = event.attribution();
                Ok(())
            }
        }
    }

    fn open(&mut self, plan: &OpeningPlan, policies: &ApprovalPolicies, by: &str) -> AuditResult {
        if !self.lines.is_empty() {
            return Err(both("the table was opened twice", "il tavolo è stato aperto due volte"));
        }
        let plan = plan.plan().map_err(|error| error.words())?;
        self.roles = plan.parties().iter().map(|party| (party.id().to_owned(), party.role())).collect();
        self.policies = policies.clone();
        self.lines = AuditedLines::of(plan.original(), plan.approved());
        self.standing = plan.check().iter().map(|finding| AcceptedBreach::of(finding, false)).collect();
        is_authority(&self.roles, by)?;
        self.lines.add_up()
    }

    fn undecided(&mut self, proposal: &str) -> std::result::Result<&mut AuditedProposal, Bilingual> {
        if let Some(how) = self.decided.get(proposal) {
            let (name, words) = (how.name(), how.words(Language::Italian));
            return Err(bilingual!(
                "proposal `{proposal}` was {name} before",
                "la proposta `{proposal}` era già {words}"
            ));
        }
        self.written.get_mut(proposal).ok_or_else(|| {
            bilingual!("proposal `{proposal}` is unknown", "la proposta `{proposal}` non è nota")
        })
    }

    fn amend(
        &mut self,
        proposal: &Proposal,
        against: u64,
        version: u32,
        voids: Option<&Voided>,
    ) -> AuditResult {
        let written = self.undecided(proposal.id())?;
        let is_told = |voids: &Voided| {
            written.stances.keys().eq(voids.statements.iter()) && written.waived.iter().eq(&voids.waivers)
        };
        if !voids.is_none_or(is_told) {
            return Err(bilingual!(
                "the amendment of `{id}` voids other statements or waivers",
                "l'emendamento di `{id}` fa venir meno altre dichiarazioni o deroghe",
                id = proposal.id()
            ));
        }
        if version != written.version.saturating_add(1) {
            return Err(bilingual!(
                "version {version} of `{given}` is out of turn",
                "la versione {version} di `{given}` non è quella successiva",
                given = proposal.id()
            ));
        }
        let status = match written.status {
            Status::ChangesRequested => Status::Tabled,
            kept @ (Status::Draft
            | Status::Tabled
            | Status::Withdrawn
            | Status::Approved
            | Status::Rejected
            | Status::Reversed) => kept,
        };
        *written = AuditedProposal::new(proposal, version, against, status);
        Ok(())
    }

    fn turn(&mut self, proposal: &str, from: Status, to: Status) -> AuditResult {
        let written = self.undecided(proposal)?;
        if written.status != from {
            let (name, words) = (written.status.name(), written.status.words(Language::Italian));
            return Err(bilingual!(
                "proposal `{proposal}` was `{name}`",
                "la proposta `{proposal}` era {words}"
            ));
        }
        written.status = to;
        Ok(())
    }

    fn decide(&mut self, proposal: &str, how: Status) -> AuditResult {
        self.undecided(proposal)?;
        self.decided.insert(proposal.to_owned(), how);
        Ok(())
    }

    fn change_total(&mut self, change: &str, act: &str, (before, after): (Money, Money)) -> AuditResult {
        if i128::from(before.cents()) != self.lines.total() {
            return Err(Bilingual::new(
                format!("`{change}` changes a total of {before}, which is not that of the table"),
                format!(
                    "`{change}` varia un totale di {}, che non è quello del tavolo",
                    before.words().italian()
                ),
            ));
        }
        let difference = i128::from(after.cents()) - self.lines.total();
        if act.trim().is_empty() || difference == 0 {
            return Err(bilingual!(
                "`{change}` has no act, or changes no total",
                "`{change}` non ha un atto, o non varia il totale"
            ));
        }
        self.lines.change_total(difference);
        Ok(())
    }

    fn close(&mut self, decisions: &[RecognizedDecision]) -> AuditResult {
        self.closed = true;
        match *decisions == self.decisions {
            true => Ok(()),
            false => {
                Err(both("the final act states other decisions", "l'atto finale riporta altre decisioni"))
            }
        }
    }

    /// The rules that an act of the authority waives, and what it leaves broken.
    fn leave_broken(&mut self, waivers: &BTreeMap<String, String>, breaches: &[AcceptedBreach]) {
        self.standing_waivers.extend(waivers.keys().cloned());
        breaches.clone_into(&mut self.standing);
    }

    /// Whether a proposal could be approved, and changes what its transfers say.
    fn approve(&mut self, what: &EventKind) -> AuditResult {
        let EventKind::Approved {
            proposal: id,
            version,
            authorization,
            act,
            documents,
            decided_by,
            changes,
            breaches,
        } = what
        else {
            return Ok(());
        };
        self.undecided(id)?;
        let Some(written) = self.written.get(id) else {
            return Err(bilingual!("`{id}` is unknown", "`{id}` non è nota"));
        };
        if written.status != Status::Tabled
            || written.version != *version
            || written.against < self.last_change
        {
            return Err(bilingual!(
                "version {version} of `{id}` was approved, and was not on the table or stale",
                "la versione {version} di `{id}` è stata approvata, ma non era al tavolo o non era aggiornata"
            ));
        }
        if written.needs(breaches, &self.standing_waivers, &self.standing)? != *authorization {
            return Err(bilingual!(
                "the breaches of `{id}` do not need what its approval states",
                "i superamenti di `{id}` non richiedono quanto dichiara la sua approvazione"
            ));
        }
        written.has_grounds(breaches, documents, decided_by)?;
        written.agreed(*authorization, act, &self.policies, &self.roles)?;
        let (net, stated) = (written.net(), net_of(changes));
        if net != stated || stated.len() != changes.len() {
            return Err(bilingual!(
                "the changes by `{id}` are not those of its transfers",
                "le variazioni di `{id}` non sono quelle dei suoi storni"
            ));
        }
        if let Some(reversed) = written.proposal.reverses() {
            let opposite = self.written.get(reversed).is_some_and(|reversed| {
                reversed.net().into_iter().map(|(line, cents)| (line, -cents)).eq(net)
            });
            if !opposite || self.decided.get(reversed) != Some(&Status::Approved) {
                return Err(bilingual!(
                    "`{id}` reverses `{reversed}`, which was not approved or is not its opposite",
                    "`{id}` revoca `{reversed}`, che non era approvata o non è l'opposto"
                ));
            }
            self.decided.insert(reversed.to_owned(), Status::Reversed);
        }
        self.standing_waivers.extend(written.waived.iter().cloned());
        self.standing.clone_from(breaches);
        Ok(())
    }

    fn carry_out(&mut self, id: &str, act: &str, changes: &[LineChange]) -> AuditResult {
        self.last_change = self.revision;
        self.recognized(id, act);
        self.lines.carry_out(changes)
    }

    fn recognized(&mut self, id: &str, act: &str) {
        let (id, act) = (id.to_owned(), act.to_owned());
        self.decisions.push(RecognizedDecision { revision: self.revision, id, act });
    }

    /// A line that is added, split or closed. An act on lines that moves nothing makes no proposal stale.
    fn act_on_lines(&mut self, id: &str, act: &str, changes: &[LineChange]) -> AuditResult {
        if act.trim().is_empty() {
            return Err(bilingual!("`{id}` has no act", "`{id}` non ha un atto"));
        }
        self.recognized(id, act);
        if !changes.is_empty() {
            self.last_change = self.revision;
        }
        Ok(())
    }

    /// No proposal that waits for a decision names a line that is split or closed.
    fn nobody_waits_on(&self, line: &str) -> AuditResult {
        let waits = |written: &&AuditedProposal| {
            written.waits_on(line) && !self.decided.contains_key(written.proposal.id())
        };
        match self.written.values().find(waits) {
            None => Ok(()),
            Some(written) => Err(bilingual!(
                "proposal `{id}` waits for a decision and names line `{line}`",
                "la proposta `{id}` attende una decisione e riguarda la voce `{line}`",
                id = written.proposal.id()
            )),
        }
    }
}

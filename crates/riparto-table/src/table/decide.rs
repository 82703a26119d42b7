//! Deciding what a command leads to.

use std::collections::BTreeMap;

use super::approval_grounds::ApprovalGrounds;
use super::approval_policy::Stance;
use super::co_design_table::CoDesignTable;
use super::command::{Action, Command};
use super::command_context::{CommandContext, Decided, require_reason, require_version};
use super::envelope_decisions::EnvelopeChangeRequest;
use super::line_acts::LineActRequest;
use super::rejection::{Allowed, Rejection};
use super::signed_request::SignedRequest;
use super::sitting::Correction;
use super::table_event::{EventKind, TableEvent};
use super::transition::{REJECT, REQUEST_CHANGES, STATE, TABLE, WITHDRAW};
use crate::journal::Head;
use riparto_ballots::ballots::{Ballot, Ballots};
use riparto_core::error::{Cause, Error};
use riparto_core::money::Money;
use riparto_core::plan::{Party, Plan, Role};
use riparto_core::words::both;
use riparto_rebalance::transfers::pay;
use riparto_solve::Meter;

/// What a command leads to.
///
/// ```
/// use riparto::table::Decision;
/// # use riparto::journal::MemoryStore;
/// # use riparto::table::{Command, PersistentTable};
/// # let mut kept = PersistentTable::open(MemoryStore::new())?;
/// # let mut say = |text: &str| kept.submit(&Command::from_json(text)?);
/// # let _ = say(r#"{"id": "c1", "party": "regione", "do": {"open": {"plan":
/// #     { "format": "riparto.plan/1", "title": "Plan", "total": "100.00",
/// #       "lines": [ {"id": "desks", "amount": "60.00"}, {"id": "outreach", "amount": "40.00"} ],
/// #       "parties": [ {"id": "regione", "role": "authority"}, {"id": "anci"} ],
/// #       "rules": [ {"id": "up", "scope": {"lines": ["desks"]}, "limit": {"variation": {"up": {"percent": "20"}}}} ] }}}}"#)?;
/// # let _ = say(r#"{"id": "c2", "party": "anci", "do": {"propose": {"proposal":
/// #     {"id": "p1", "party": "anci", "transfers": [ {"from": "outreach", "to": "desks", "amount": "5.00"} ]}}}}"#)?;
///
/// let withdraw = Command::from_json(r#"{"id": "c3", "party": "anci", "do": {"withdraw": {"proposal": "p1"}}}"#)?;
/// let Ok(Decision::Events(events)) = kept.table().decide(&withdraw) else { panic!("its party may") };
/// assert_eq!(events.len(), 1);
/// assert_eq!(kept.table().revision(), 3, "to decide changes nothing");
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[must_use]
pub enum Decision {
    /// These events, together or not at all.
    Events(Vec<TableEvent>),
    /// Nothing more: the command was carried out before, or what it approves is approved already, by this act.
    AlreadyDone {
        /// The revision of the first event that it led to.
        revision: u64,
    },
}

impl CoDesignTable {
    /// What a command leads to, here and now: events, or the first reason to refuse it, in the order of [`Rejection`]'s
    /// variants. Nothing is changed, and the same command on the same table leads to the same.
    ///
    /// # Errors
    /// A [`Rejection`].
    pub fn decide(&self, command: &Command) -> Result<Decision, Rejection> {
        self.decide_on(command, &Meter::default())
    }

    /// Whether an action is accepted here and now, whatever commands were carried out before.
    pub(super) fn decide_anew(&self, command: &Command) -> Result<(), Rejection> {
        let open = self.open.as_ref().ok_or(Rejection::NotOpen)?;
        let context = CommandContext { table: self, open, party: command.party(), meter: &Meter::default() };
        if let Action::Approve { proposal, .. } = command.action() {
            context.require_approver(proposal)?;
        }
        context.decide(command.action()).map(drop)
    }

    /// What a command leads to at a head of the history, with the work that a meter allows: a command that expects another head is
    /// refused as `head_moved`.
    ///
    /// # Errors
    /// There is no work left for it (`effort_spent`).
    #[doc(hidden)]
    pub fn decide_at(
        &self,
        head: Head,
        command: &Command,
        meter: &Meter,
    ) -> riparto_core::error::Result<Result<Decision, Rejection>> {
        pay(meter, self.decision_units(command.action()))?;
        Ok(self.require_head(command, Some(head)).and_then(|()| self.decide_on(command, meter)))
    }

    /// Whether the history has the head that a command expects; it has none that can be expected while a batch is decided. What was
    /// carried out before is done, whatever happened since.
    pub(super) fn require_head(&self, command: &Command, head: Option<Head>) -> Result<(), Rejection> {
        match command.expected() {
            Some(expected) if head != Some(expected) && !self.commands.contains_key(command.id()) => {
                Err(Rejection::HeadMoved { expected: expected.revision(), revision: self.revision })
            }
            _ => Ok(()),
        }
    }

    /// The most work of deciding, beside a search that counts its own.
    fn decision_units(&self, action: &Action) -> usize {
        let Some(open) = &self.open else { return 1 };
        let lines = open.plan.envelope().line_count();
        let assessed = |proposal: &str| {
            let tabled = open.proposals.get(proposal);
            // What cannot be assessed is refused before.
            let units = tabled.and_then(|tabled| open.plan.application_units(&tabled.proposal).ok());
            units.unwrap_or(0).saturating_add(lines)
        };
        match action {
            Action::Approve { proposal, .. }
            | Action::Waive { proposal, .. }
            | Action::Rebase { proposal } => assessed(proposal),
            Action::ChangeEnvelope { .. }
            | Action::AddLine { .. }
            | Action::SplitLine { .. }
            | Action::CloseLine { .. } => open.plan.reading_units().saturating_mul(2),
            Action::Draft { proposal, .. }
            | Action::Propose { proposal, .. }
            | Action::Amend { proposal, .. } => proposal.transfers().len().saturating_add(lines),
            Action::Open { .. }
            | Action::OpenSitting { .. }
            | Action::CloseSitting {}
            | Action::CorrectSitting { .. }
            | Action::DescribeSitting(_)
            | Action::DeclareKey { .. }
            | Action::Table { .. }
            | Action::RequestChanges { .. }
            | Action::Withdraw { .. }
            | Action::State { .. }
            | Action::Reject { .. }
            | Action::Reverse { .. }
            | Action::Ballot { .. }
            | Action::Close { .. } => lines,
        }
    }

    fn decide_on(&self, command: &Command, meter: &Meter) -> Result<Decision, Rejection> {
        if let Some((known, revision)) = self.commands.get(command.id()) {
            let (id, revision) = (command.id().to_owned(), *revision);
            return match command.is_request(*known, revision) {
                true => Ok(Decision::AlreadyDone { revision }),
                false => Err(Rejection::CommandReused { command: id, revision }),
            };
        }
        let signed = SignedRequest::of(command);
        let event = |(place, what): (usize, EventKind)| TableEvent {
            by: command.party().to_owned(),
            command: command.id().to_owned(),
            request: command.digest(),
            when: command.when().cloned(),
            actor: command.actor().map(str::to_owned),
            metadata: command.metadata().cloned(),
            signed: signed.clone().filter(|_| place == 0),
            what,
        };
        let events =
            |what: Vec<EventKind>| Decision::Events(what.into_iter().enumerate().map(event).collect());
        let Some(open) = &self.open else {
            self.require_signature(command, None)?;
            return open_on(command).map(|opened| events(vec![opened]));
        };
        if matches!(command.action(), Action::Open { .. }) {
            return Err(Rejection::AlreadyOpen);
        }
        if let Some(act) = &open.closed {
            return Err(Rejection::Closed { act: act.clone() });
        }
        if open.party(command.party()).is_none() {
            let party = command.party().to_owned();
            return Err(Rejection::PartyUnknown { party, known: ids(&open.plan) });
        }
        self.require_signature(command, Some(open))?;
        let context = CommandContext { table: self, open, party: command.party(), meter };
        if let Action::Approve { proposal, act, documents, decided_by, version, .. } = command.action() {
            context.require_approver(proposal)?;
            let grounds = ApprovalGrounds { act, documents, decided_by };
            if let Some(revision) = context.approved_already(proposal, grounds, *version) {
                return Ok(Decision::AlreadyDone { revision });
            }
        }
        context.decide(command.action()).map(events)
    }
}

/// The parties of a plan, by id.
fn ids(plan: &Plan) -> Vec<String> {
    plan.parties().iter().map(|party| party.id().to_owned()).collect()
}

fn open_on(command: &Command) -> Decided<EventKind> {
    let Action::Open { plan, policies } = command.action() else { return Err(Rejection::NotOpen) };
    let read = plan.plan().map_err(Rejection::Malformed)?;
    let role = |id: &str| read.parties().iter().find(|party| party.id() == id).map(|party| party.role());
    if let Some(unknown) = policies.weighted().find(|party| role(party).is_none()) {
        let unknown = Cause::party_unknown(unknown, read.parties().iter().map(Party::id));
        let unknown = Error::from(unknown).at(both("weights", "pesi"));
        return Err(Rejection::Malformed(unknown));
    }
    if read.parties().iter().all(|party| party.role() != Role::Authority) {
        return Err(Rejection::AuthorityMissing);
    }
    let party = command.party().to_owned();
    match role(&party) {
        None => Err(Rejection::PartyUnknown { party, known: ids(read) }),
        Some(Role::Authority) => Ok(EventKind::Opened { plan: plan.clone(), policies: policies.clone() }),
        Some(_) => Err(Rejection::NotAllowed { party, allowed: Allowed::Authority }),
    }
}

impl CommandContext<'_> {
    fn decide(&self, action: &Action) -> Decided<Vec<EventKind>> {
        let one = match action {
            Action::Open { .. } => Err(Rejection::AlreadyOpen),
            Action::OpenSitting { sitting, date, title } => self.open_sitting(sitting, *date, title),
            Action::CloseSitting {} => self.close_sitting(),
            Action::CorrectSitting { sitting, renamed, date, title, reason } => {
                let (id, title) = (renamed.as_deref(), title.as_deref());
                self.correct_sitting(sitting, Correction { id, date: *date, title }, reason)
            }
            Action::DescribeSitting(description) => self.describe_sitting(description),
            Action::DeclareKey { key } => self.declare_key(key),
            Action::Draft { proposal, against } => self.draft(proposal, self.revision(*against)),
            Action::Propose { proposal, against } => {
                let drafted = self.draft(proposal, self.revision(*against))?;
                return Ok(vec![drafted, EventKind::Tabled { proposal: proposal.id().to_owned() }]);
            }
            Action::Table { proposal } => self.put_on_the_table(proposal),
            Action::Amend { proposal, against } => self.amend(proposal, self.revision(*against)),
            Action::RequestChanges { proposal, reason, version } => {
                self.request_changes(proposal, reason, *version)
            }
            Action::Withdraw { proposal, reason } => self.withdraw(proposal, reason),
            Action::State { proposal, stance, reason, version } => {
                self.state(proposal, *stance, reason, *version)
            }
            Action::Waive { proposal, rule, reason, version } => self.waive(proposal, rule, reason, *version),
            Action::Rebase { proposal } => self.rebase(proposal),
            Action::Approve { proposal, act, documents, decided_by, version, if_stale } => {
                let grounds = ApprovalGrounds { act, documents, decided_by };
                return self.approve(proposal, grounds, *version, *if_stale);
            }
            Action::Reject { proposal, reason, version } => self.reject(proposal, reason, *version),
            Action::Reverse { proposal, reversal, reason } => {
                return self.reverse(proposal, reversal, reason);
            }
            Action::ChangeEnvelope { change: id, act, amount, distribution, reverses, waivers } => {
                let amount = *amount;
                let reverses = reverses.as_deref();
                self.change_envelope(&EnvelopeChangeRequest {
                    id,
                    act,
                    amount,
                    distribution,
                    reverses,
                    waivers,
                })
            }
            Action::AddLine { change: id, act, line, waivers } => {
                self.add_line(LineActRequest { id, act, waivers }, line)
            }
            Action::SplitLine { change: id, act, line, parts, waivers } => {
                self.split_line(LineActRequest { id, act, waivers }, line, parts)
            }
            Action::CloseLine { change: id, act, line, remainder_to, waivers } => {
                self.close_line(LineActRequest { id, act, waivers }, line, remainder_to.as_deref())
            }
            Action::Ballot { amounts } => self.ballot(amounts),
            Action::Close { act } => self.close(act),
        };
        one.map(|event| vec![event])
    }

    /// The revision that is meant: the latest where none is named.
    fn revision(&self, named: Option<u64>) -> u64 {
        named.unwrap_or(self.table.revision)
    }

    fn put_on_the_table(&self, proposal: &str) -> Decided<EventKind> {
        let tabled = self.require(&TABLE, proposal)?;
        self.require_open_ends(&tabled.proposal)?;
        Ok(EventKind::Tabled { proposal: proposal.to_owned() })
    }

    fn withdraw(&self, proposal: &str, reason: &str) -> Decided<EventKind> {
        self.require(&WITHDRAW, proposal)?;
        Ok(EventKind::Withdrawn { proposal: proposal.to_owned(), reason: reason.to_owned() })
    }

    fn request_changes(&self, proposal: &str, reason: &str, version: Option<u32>) -> Decided<EventKind> {
        let tabled = self.require(&REQUEST_CHANGES, proposal)?;
        require_version(tabled, version)?;
        require_reason(reason)?;
        Ok(EventKind::ChangesRequested { proposal: proposal.to_owned(), reason: reason.to_owned() })
    }

    fn reject(&self, proposal: &str, reason: &str, version: Option<u32>) -> Decided<EventKind> {
        let tabled = self.require(&REJECT, proposal)?;
        require_version(tabled, version)?;
        require_reason(reason)?;
        Ok(EventKind::Rejected { proposal: proposal.to_owned(), reason: reason.to_owned() })
    }

    fn state(
        &self,
        proposal: &str,
        stance: Stance,
        reason: &str,
        version: Option<u32>,
    ) -> Decided<EventKind> {
        let tabled = self.require(&STATE, proposal)?;
        let version = require_version(tabled, version)?;
        if stance == Stance::Objection {
            require_reason(reason)?;
        }
        Ok(EventKind::Stated { proposal: proposal.to_owned(), version, stance, reason: reason.to_owned() })
    }

    fn ballot(&self, amounts: &BTreeMap<String, Money>) -> Decided<EventKind> {
        let given = amounts.iter().filter(|(_, amount)| !amount.is_zero());
        self.require_open_lines(given.map(|(line, _)| line.as_str()))?;
        let read = self.open.ballot(amounts).and_then(|amounts| {
            let ballot = Ballot::new(self.party, self.open.policies.weight(self.party), amounts)?;
            Ballots::new(self.open.plan.envelope().total(), vec![ballot])
        });
        read.map_err(Rejection::Impossible)?;
        Ok(EventKind::Balloted { amounts: amounts.clone() })
    }
}

//! Deciding what a command leads to.

use std::collections::BTreeMap;

use super::approval_policy::{Consent, Stance};
use super::command::{Action, Command, IfStale};
use super::fold::changed_lines;
use super::happening::{AcceptedBreach, Happening, LineChange, TableEvent};
use super::rejection::{Allowed, Rejection};
use super::table::{CoDesignTable, Opened, TableAssessment};
use super::tabled::{Status, TabledProposal};
use crate::error::Result as Outcome;
use crate::history::Digest;
use crate::money::{Language, Money, MoneyDelta};
use crate::preferences::{Ballot, Ballots};
use crate::proposals::{Plan, Proposal, Role};
use crate::rebalance::{Distributed, DistributionRule};
use crate::rules::Authorization;

/// What a command leads to.
#[derive(Clone, Debug, PartialEq)]
#[must_use]
pub enum Decision {
    /// These events, together or not at all.
    Events(Vec<TableEvent>),
    /// Nothing more: the command was carried out before, or its proposal is approved already.
    AlreadyDone {
        /// The revision of the first event that it led to.
        revision: u64,
    },
}

type Decided<T> = Result<T, Rejection>;

impl CoDesignTable {
    /// What a command leads to, here and now: events, or the first reason to refuse it, in the order of [`Rejection`]'s
    /// variants. Nothing is changed, and the same command on the same table leads to the same.
    ///
    /// # Errors
    /// A [`Rejection`].
    pub fn decide(&self, command: &Command) -> Decided<Decision> {
        let request = command.digest().map_err(Rejection::Malformed)?;
        if let Some((known, revision)) = self.commands.get(command.id()) {
            let (command, revision) = (command.id().to_owned(), *revision);
            return match *known == request {
                true => Ok(Decision::AlreadyDone { revision }),
                false => Err(Rejection::CommandReused { command, revision }),
            };
        }
        let events = |happenings: Vec<Happening>| {
            let event = |what| TableEvent {
                by: command.party().to_owned(),
                command: command.id().to_owned(),
                request: request as Digest,
                what,
            };
            Decision::Events(happenings.into_iter().map(event).collect())
        };
        let Some(open) = &self.open else {
            return open_on(command).map(|opened| events(vec![opened]));
        };
        if matches!(command.action(), Action::Open { .. }) {
            return Err(Rejection::AlreadyOpen);
        }
        if let Some(act) = &open.closed {
            return Err(Rejection::Closed { act: act.clone() });
        }
        if open.party(command.party()).is_none() {
            return Err(Rejection::PartyUnknown { party: command.party().to_owned() });
        }
        if let Action::Approve { proposal, .. } = command.action() {
            open.may(command.party(), Allowed::Authority)?;
            if let Some(revision) = open.approved_at(proposal) {
                return Ok(Decision::AlreadyDone { revision });
            }
        }
        let asked = Asked { table: self, open, party: command.party() };
        asked.decide(command.action()).map(events)
    }
}

fn open_on(command: &Command) -> Decided<Happening> {
    let Action::Open { plan, policies } = command.action() else { return Err(Rejection::NotOpen) };
    let read = Plan::from_json(&plan.to_string()).map_err(Rejection::Malformed)?;
    let role = |id: &str| read.parties().iter().find(|party| party.id() == id).map(|party| party.role());
    if read.parties().iter().all(|party| party.role() != Role::Authority) {
        return Err(Rejection::AuthorityMissing);
    }
    let party = command.party().to_owned();
    match role(&party) {
        None => Err(Rejection::PartyUnknown { party }),
        Some(Role::Authority) => Ok(Happening::Opened { plan: plan.clone(), policies: policies.clone() }),
        Some(_) => Err(Rejection::NotAllowed { party, allowed: Allowed::Authority }),
    }
}

impl Opened {
    fn may(&self, party: &str, allowed: Allowed) -> Decided<()> {
        let role = self.party(party).map(|party| party.role());
        let may = match allowed {
            Allowed::Authority => role == Some(Role::Authority),
            Allowed::AuthorityOrLead => matches!(role, Some(Role::Authority | Role::Lead)),
            Allowed::Others => role != Some(Role::Authority),
            Allowed::ProposerOrAuthority => true,
        };
        may.then_some(()).ok_or_else(|| Rejection::NotAllowed { party: party.to_owned(), allowed })
    }

    /// When a proposal was approved, if it is.
    fn approved_at(&self, proposal: &str) -> Option<u64> {
        let tabled = self.proposals.get(proposal)?;
        tabled.decided.filter(|_| tabled.status == Status::Approved)
    }
}

/// A command's table, and who asks.
struct Asked<'a> {
    table: &'a CoDesignTable,
    open: &'a Opened,
    party: &'a str,
}

impl Asked<'_> {
    fn decide(&self, action: &Action) -> Decided<Vec<Happening>> {
        let one = |happening: Decided<Happening>| happening.map(|happening| vec![happening]);
        match action {
            Action::Open { .. } => Err(Rejection::AlreadyOpen),
            Action::OpenSitting { .. } | Action::CloseSitting {} => one(self.sitting(action)),
            Action::Draft { proposal, against } => one(self.draft(proposal, *against)),
            Action::Propose { proposal, against } => {
                let drafted = self.draft(proposal, *against)?;
                Ok(vec![drafted, Happening::Tabled { proposal: proposal.id().to_owned() }])
            }
            Action::Table { proposal } => {
                let tabled = self.own(proposal)?;
                in_status(tabled, &[Status::Draft])?;
                Ok(vec![Happening::Tabled { proposal: proposal.clone() }])
            }
            Action::Amend { proposal, against } => one(self.amend(proposal, *against)),
            Action::Withdraw { proposal, reason } => {
                in_status(self.own(proposal)?, &[Status::Draft, Status::Tabled, Status::ChangesRequested])?;
                Ok(vec![Happening::Withdrawn { proposal: proposal.clone(), reason: reason.clone() }])
            }
            Action::RequestChanges { proposal, reason } => {
                in_status(self.by_authority(proposal)?, &[Status::Tabled])?;
                given(reason)?;
                Ok(vec![Happening::ChangesRequested { proposal: proposal.clone(), reason: reason.clone() }])
            }
            Action::Reject { proposal, reason } => {
                in_status(self.by_authority(proposal)?, &[Status::Tabled, Status::ChangesRequested])?;
                given(reason)?;
                Ok(vec![Happening::Rejected { proposal: proposal.clone(), reason: reason.clone() }])
            }
            Action::State { .. } => one(self.state(action)),
            Action::Waive { proposal, rule, reason } => one(self.waive(proposal, rule, reason)),
            Action::Rebase { proposal } => one(self.rebase(proposal)),
            Action::Approve { proposal, act, version, if_stale } => {
                self.approve(proposal, act, *version, *if_stale)
            }
            Action::Reverse { proposal, reversal, reason } => self.reverse(proposal, reversal, reason),
            Action::ChangeEnvelope { change, act, amount, distribution } => {
                one(self.change_envelope(change, act, *amount, distribution))
            }
            Action::Ballot { amounts } => one(self.ballot(amounts)),
            Action::Close { act } => one(self.close(act)),
        }
    }

    fn sitting(&self, action: &Action) -> Decided<Happening> {
        self.open.may(self.party, Allowed::AuthorityOrLead)?;
        let last = self.open.sittings.last();
        let under_way = last.filter(|last| last.closed.is_none());
        let Action::OpenSitting { sitting, date, title } = action else {
            let sitting = under_way.ok_or(Rejection::SittingMissing)?.id.clone();
            return Ok(Happening::SittingClosed { sitting });
        };
        if self.open.sittings.iter().any(|held| held.id == *sitting) {
            return Err(Rejection::SittingTaken { sitting: sitting.clone() });
        }
        if let Some(open) = under_way {
            return Err(Rejection::SittingOpen { sitting: open.id.clone() });
        }
        if let Some(last) = last.filter(|last| last.date > *date) {
            return Err(Rejection::DateEarlier { date: date.to_string(), last: last.date.to_string() });
        }
        Ok(Happening::SittingOpened { sitting: sitting.clone(), date: *date, title: title.clone() })
    }

    fn draft(&self, proposal: &Proposal, against: u64) -> Decided<Happening> {
        let id = proposal.id();
        if self.open.proposals.contains_key(id) || self.open.envelope_changes.contains_key(id) {
            return Err(Rejection::IdTaken { id: id.to_owned() });
        }
        self.writable(proposal, against)?;
        Ok(Happening::Drafted { proposal: proposal.clone(), against })
    }

    fn amend(&self, proposal: &Proposal, against: u64) -> Decided<Happening> {
        let tabled = self.own(proposal.id())?;
        in_status(tabled, &[Status::Draft, Status::Tabled, Status::ChangesRequested])?;
        self.writable(proposal, against)?;
        let version = tabled.version.saturating_add(1);
        Ok(Happening::Amended { proposal: proposal.clone(), against, version })
    }

    /// Whether a proposal may be written as it is.
    fn writable(&self, proposal: &Proposal, against: u64) -> Decided<()> {
        if proposal.party() != self.party {
            let (proposal, proposer) = (proposal.id().to_owned(), proposal.party().to_owned());
            return Err(Rejection::NotProposer { proposal, proposer });
        }
        let revision = self.table.revision;
        if against > revision {
            return Err(Rejection::RevisionUnknown { against, revision });
        }
        if let Some(reversed) = proposal.reverses() {
            self.takes_back(proposal, reversed)?;
        }
        // A stale proposal may be written, and may not be possible any more: then only its lines must be there.
        match self.open.plan.assess(proposal) {
            Err(error) if error.code() != "line_overdrawn" || self.open.changed_since(against).is_none() => {
                Err(Rejection::Impossible(error))
            }
            _ => Ok(()),
        }
    }

    fn takes_back(&self, reversal: &Proposal, reversed: &str) -> Decided<()> {
        let opposite = |approved: &TabledProposal| {
            let opposite = approved.proposal.reverse(reversal.id());
            opposite.is_ok_and(|opposite| opposite.transfers() == reversal.transfers())
        };
        let approved = self.open.proposals.get(reversed);
        let approved = approved.filter(|approved| approved.status == Status::Approved);
        let another = self.open.proposals.values().any(|other| {
            other.proposal.id() != reversal.id()
                && other.proposal.reverses() == Some(reversed)
                && (other.is_open() || other.status == Status::Draft)
        });
        if another || !approved.is_some_and(opposite) {
            let (proposal, reverses) = (reversal.id().to_owned(), reversed.to_owned());
            return Err(Rejection::ReversalDiffers { proposal, reverses });
        }
        Ok(())
    }

    fn reverse(&self, id: &str, reversal: &str, reason: &str) -> Decided<Vec<Happening>> {
        let approved = self.known(id)?;
        in_status(approved, &[Status::Approved])?;
        let against = self.table.revision;
        let opposite = Proposal::new(reversal, self.party)
            .and_then(|opposite| opposite.title(approved.proposal.name()))
            .and_then(|opposite| opposite.reason(reason))
            .and_then(|opposite| opposite.reversing(&approved.proposal))
            .map_err(Rejection::Malformed)?;
        let drafted = self.draft(&opposite, against)?;
        Ok(vec![drafted, Happening::Tabled { proposal: reversal.to_owned() }])
    }

    fn state(&self, action: &Action) -> Decided<Happening> {
        let Action::State { proposal, stance, reason, version } = action else {
            return Err(Rejection::ReasonMissing);
        };
        self.open.may(self.party, Allowed::Others)?;
        let tabled = self.known(proposal)?;
        in_status(tabled, &[Status::Tabled, Status::ChangesRequested])?;
        let version = of_version(tabled, *version)?;
        if *stance == Stance::Objection {
            given(reason)?;
        }
        let (proposal, stance, reason) = (proposal.clone(), *stance, reason.clone());
        Ok(Happening::Stated { proposal, version, stance, reason })
    }

    fn waive(&self, proposal: &str, rule: &str, reason: &str) -> Decided<Happening> {
        let tabled = self.by_authority(proposal)?;
        in_status(tabled, &[Status::Tabled])?;
        given(reason)?;
        let assessed = self.open.assess(tabled).map_err(Rejection::Impossible)?;
        if self.open.plan.rulebook().rule(rule).is_err() {
            return Err(Rejection::RuleUnknown { rule: rule.to_owned() });
        }
        if !assessed.findings().any(|(finding, waived)| finding.rule().id() == rule && !waived) {
            let (proposal, rule) = (proposal.to_owned(), rule.to_owned());
            return Err(Rejection::WaiverNeedless { proposal, rule });
        }
        let (proposal, rule, reason) = (proposal.to_owned(), rule.to_owned(), reason.to_owned());
        Ok(Happening::Waived { proposal, version: tabled.version, rule, reason })
    }

    fn rebase(&self, proposal: &str) -> Decided<Happening> {
        let tabled = self.known(proposal)?;
        if tabled.proposal.party() != self.party && !self.open.is_authority(self.party) {
            let (party, allowed) = (self.party.to_owned(), Allowed::ProposerOrAuthority);
            return Err(Rejection::NotAllowed { party, allowed });
        }
        in_status(tabled, &[Status::Tabled, Status::ChangesRequested])?;
        if self.open.changed_since(tabled.against).is_none() {
            return Err(Rejection::NotStale { proposal: proposal.to_owned() });
        }
        self.open.assess(tabled).map_err(Rejection::Impossible)?;
        let (from, to) = (tabled.against, self.table.revision);
        Ok(Happening::Rebased { proposal: proposal.to_owned(), from, to })
    }

    fn approve(
        &self,
        proposal: &str,
        act: &str,
        version: Option<u32>,
        if_stale: IfStale,
    ) -> Decided<Vec<Happening>> {
        let tabled = self.known(proposal)?;
        in_status(tabled, &[Status::Tabled])?;
        let version = of_version(tabled, version)?;
        let mut happenings = Vec::new();
        if let Some(change) = self.open.changed_since(tabled.against) {
            if if_stale == IfStale::Refuse {
                let (proposal, against) = (proposal.to_owned(), tabled.against);
                let (changed, by) = (change.revision, change.id.clone());
                return Err(Rejection::Stale { proposal, against, changed, by });
            }
            let (from, to) = (tabled.against, self.table.revision);
            happenings.push(Happening::Rebased { proposal: proposal.to_owned(), from, to });
        }
        if let Some(reversed) = tabled.proposal.reverses() {
            self.takes_back(&tabled.proposal, reversed)?;
        }
        let assessed = self.open.assess(tabled).map_err(Rejection::Impossible)?;
        self.allowed(tabled, &assessed, act)?;
        let breach = |(finding, waived): (&crate::rules::Finding, bool)| AcceptedBreach {
            rule: finding.rule().id().to_owned(),
            needs: finding.needs(),
            excess: finding.excess(),
            waived,
        };
        happenings.push(Happening::Approved {
            proposal: proposal.to_owned(),
            version,
            authorization: assessed.authorization(),
            act: act.to_owned(),
            changes: LineChange::all(assessed.assessment().before(), assessed.assessment().changes()),
            breaches: assessed.findings().map(breach).collect(),
        });
        Ok(happenings)
    }

    /// Whether rules and policies let a proposal pass.
    fn allowed(&self, tabled: &TabledProposal, assessed: &TableAssessment, act: &str) -> Decided<()> {
        let needs = assessed.authorization();
        let proposal = tabled.proposal.id().to_owned();
        if needs == Authorization::Forbidden {
            let forbids = |(finding, waived): &(&crate::rules::Finding, bool)| {
                !waived && finding.needs() == Authorization::Forbidden
            };
            let forbidding: Vec<_> =
                assessed.findings().filter(forbids).map(|(finding, _)| finding).collect();
            let mut rules: Vec<String> =
                forbidding.iter().map(|finding| finding.rule().id().to_owned()).collect();
            rules.dedup();
            let say = |language| match forbidding.first() {
                Some(first) => first.message(language),
                None => String::new(),
            };
            let messages = Box::new([say(Language::English), say(Language::Italian)]);
            return Err(Rejection::Forbidden { proposal, rules, messages });
        }
        let policy = self.open.policies.policy(needs);
        let count = self.open.policies.count(self.open.plan.parties(), |party| tabled.stance(party));
        if let Some(needed) = policy.quorum.and_then(|quorum| count.below_quorum(quorum)) {
            let found = count.consenting + count.other;
            return Err(Rejection::QuorumMissing { proposal, found, needed });
        }
        let missing = match policy.consent {
            Consent::Authority => None,
            Consent::Unanimity => (count.consenting < count.all).then_some(count.all),
            Consent::Majority { percent } => count.below_majority(percent),
        };
        if let Some(needed) = missing {
            let without = count.without_consent.iter().map(|party| (*party).to_owned()).collect();
            return Err(Rejection::ConsentMissing { proposal, found: count.consenting, needed, without });
        }
        if policy.act && act.trim().is_empty() {
            return Err(Rejection::ActMissing { needs });
        }
        Ok(())
    }

    fn change_envelope(
        &self,
        id: &str,
        act: &str,
        amount: MoneyDelta,
        distribution: &DistributionRule,
    ) -> Decided<Happening> {
        self.open.may(self.party, Allowed::Authority)?;
        if self.open.proposals.contains_key(id) || self.open.envelope_changes.contains_key(id) {
            return Err(Rejection::IdTaken { id: id.to_owned() });
        }
        let distributed = self.open.plan.distribute(id, amount, distribution);
        let change = match distributed.map_err(Rejection::Impossible)? {
            Distributed::Found { change, .. } => change,
            Distributed::Impossible(conflict) => {
                let say = |language| conflict.explanation(language);
                return Err(Rejection::RulesClash {
                    change: id.to_owned(),
                    rules: conflict.rules().map(|rule| rule.id().to_owned()).collect(),
                    messages: Box::new([say(Language::English), say(Language::Italian)]),
                });
            }
        };
        let (plan, _) = self.open.plan.change_envelope(&change).map_err(Rejection::Impossible)?;
        if act.trim().is_empty() {
            return Err(Rejection::ActMissing { needs: Authorization::PriorApproval });
        }
        let (before, after) = (self.open.plan.approved(), plan.approved());
        Ok(Happening::EnvelopeChanged {
            change: id.to_owned(),
            act: act.to_owned(),
            before: before.total(),
            after: after.total(),
            changes: LineChange::all(before, &changed_lines(before, after)),
        })
    }

    fn ballot(&self, amounts: &BTreeMap<String, Money>) -> Decided<Happening> {
        let check = || -> Outcome<()> {
            let ballot =
                Ballot::new(self.party, self.open.policies.weight(self.party), self.open.ballot(amounts)?)?;
            Ballots::new(self.open.plan.envelope().total(), vec![ballot]).map(|_| ())
        };
        check().map_err(Rejection::Impossible)?;
        Ok(Happening::Balloted { amounts: amounts.clone() })
    }

    fn close(&self, act: &str) -> Decided<Happening> {
        self.open.may(self.party, Allowed::Authority)?;
        if let Some(sitting) = self.open.sittings.last().filter(|last| last.closed.is_none()) {
            return Err(Rejection::SittingOpen { sitting: sitting.id.clone() });
        }
        if act.trim().is_empty() {
            return Err(Rejection::ActMissing { needs: Authorization::PriorApproval });
        }
        let proposals = self.open.with_status(&[Status::Tabled, Status::ChangesRequested]);
        if !proposals.is_empty() {
            return Err(Rejection::ProposalsOpen { proposals });
        }
        let (opening, approved) = (&self.open.opening, self.open.plan.approved());
        Ok(Happening::Closed {
            act: act.to_owned(),
            original: opening.total(),
            total: approved.total(),
            changes: LineChange::between(opening, approved),
            approved: self.open.variations.iter().map(|variation| variation.id.clone()).collect(),
        })
    }

    fn known(&self, proposal: &str) -> Decided<&TabledProposal> {
        let known = self.open.proposals.get(proposal);
        known.ok_or_else(|| Rejection::ProposalUnknown { proposal: proposal.to_owned() })
    }

    fn by_authority(&self, proposal: &str) -> Decided<&TabledProposal> {
        self.open.may(self.party, Allowed::Authority)?;
        self.known(proposal)
    }

    /// A proposal of who asks.
    fn own(&self, proposal: &str) -> Decided<&TabledProposal> {
        let tabled = self.known(proposal)?;
        if tabled.proposal.party() != self.party {
            let (proposal, proposer) = (proposal.to_owned(), tabled.proposal.party().to_owned());
            return Err(Rejection::NotProposer { proposal, proposer });
        }
        Ok(tabled)
    }
}

fn in_status(tabled: &TabledProposal, allowed: &'static [Status]) -> Decided<()> {
    if allowed.contains(&tabled.status) {
        return Ok(());
    }
    let (proposal, status) = (tabled.proposal.id().to_owned(), tabled.status);
    Err(Rejection::WrongStatus { proposal, status, allowed })
}

fn of_version(tabled: &TabledProposal, meant: Option<u32>) -> Decided<u32> {
    match meant {
        Some(found) if found != tabled.version => {
            let (proposal, version) = (tabled.proposal.id().to_owned(), tabled.version);
            Err(Rejection::VersionDiffers { proposal, found, version })
        }
        _ => Ok(tabled.version),
    }
}

fn given(reason: &str) -> Decided<()> {
    (!reason.trim().is_empty()).then_some(()).ok_or(Rejection::ReasonMissing)
}

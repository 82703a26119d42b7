//! The audit: a history read again by other code.
//!
//! It shares the types of events with the table, and nothing of how the table decides and folds them: lines are a map of
//! cents, every change is added up here, and every consent counted again. It takes the plan's word for what rules say: the
//! breaches that an approval states are checked against waivers and policies, not found anew.

use std::collections::{BTreeMap, BTreeSet};

use super::approval_policy::ApprovalPolicies;
use super::happening::{Happening, LineChange, RecognizedDecision, TableEvent};
use super::recount::Written;
use super::tabled::Status;
use crate::error::Result;
use crate::history::{Digest, Record};
use crate::money::{Money, MoneyDelta};
use crate::proposals::{Plan, Proposal, Role};

/// An audit of a history, record by record.
///
/// The total is asserted twice after every event that changes amounts: as the sum of all lines, and as the original total
/// with all changes of the envelope.
///
/// ```
/// use riparto::codesign::{Audit, Command, KeptTable};
/// use riparto::history::{MemoryStore, Store};
///
/// let mut kept = KeptTable::open(MemoryStore::new())?;
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
    lines: BTreeMap<String, i128>,
    order: Vec<String>,
    opening: BTreeMap<String, i128>,
    total: i128,
    roles: BTreeMap<String, Role>,
    policies: ApprovalPolicies,
    written: BTreeMap<String, Written>,
    decided: BTreeMap<String, &'static str>,
    /// Rules that a decision left broken by a waiver.
    carried: BTreeSet<String>,
    decisions: Vec<RecognizedDecision>,
    /// Each command's content, and the revision of its last event.
    commands: BTreeMap<String, (Digest, u64)>,
    closed: bool,
    fault: Option<AuditFault>,
}

/// The first event that does not add up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditFault {
    revision: u64,
    message: String,
}

impl AuditFault {
    /// The revision of the event.
    #[must_use]
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// What does not add up.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }
}

type Found = std::result::Result<(), String>;

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
            let event: TableEvent =
                record.event().read().map_err(|error| error.at(format!("event {}", self.revision + 1)))?;
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
        Money::saturating(self.lines.values().sum())
    }

    /// What each line holds, in the order of the plan.
    pub fn amounts(&self) -> impl Iterator<Item = (&str, Money)> {
        self.order
            .iter()
            .map(|line| (line.as_str(), Money::saturating(self.lines.get(line).copied().unwrap_or_default())))
    }

    fn check(&mut self, event: &TableEvent) -> Found {
        if self.closed {
            return Err("something happened after the table was closed".into());
        }
        self.is_one_command(event)?;
        match &event.what {
            Happening::Opened { plan, policies } => self.open(plan, policies, &event.by),
            _ if self.order.is_empty() => Err("something happened before the table was opened".into()),
            Happening::Drafted { proposal, against } => {
                let written = Written::new(proposal, 1, *against, Status::Draft);
                match self.written.insert(proposal.id().to_owned(), written) {
                    None => Ok(()),
                    Some(_) => Err(format!("proposal `{}` was written before", proposal.id())),
                }
            }
            Happening::Tabled { proposal } => self.turn(proposal, Status::Draft, Status::Tabled),
            Happening::ChangesRequested { proposal, .. } => {
                self.by_authority(&event.by)?;
                self.turn(proposal, Status::Tabled, Status::ChangesRequested)
            }
            Happening::Amended { proposal, against, version } => self.amend(proposal, *against, *version),
            Happening::Stated { proposal, stance, .. } => {
                self.undecided(proposal)?.stances.insert(event.by.clone(), *stance);
                Ok(())
            }
            Happening::Waived { proposal, rule, .. } => {
                self.by_authority(&event.by)?;
                self.undecided(proposal)?.waived.insert(rule.clone());
                Ok(())
            }
            Happening::Rebased { proposal, to, .. } => {
                self.undecided(proposal)?.against = *to;
                Ok(())
            }
            Happening::Approved { .. } | Happening::EnvelopeChanged { .. } | Happening::Closed { .. } => {
                self.by_authority(&event.by)?;
                self.change(&event.what)
            }
            Happening::Rejected { proposal, .. } => {
                self.by_authority(&event.by)?;
                self.decide(proposal, "rejected")
            }
            Happening::Withdrawn { proposal, .. } => self.decide(proposal, "withdrawn"),
            Happening::SittingOpened { .. }
            | Happening::SittingClosed { .. }
            | Happening::Balloted { .. } => Ok(()),
        }
    }

    /// The events of a command follow each other, and are all of the same command.
    fn is_one_command(&mut self, event: &TableEvent) -> Found {
        let known = self.commands.insert(event.command.clone(), (event.request, self.revision));
        match known {
            Some((request, last)) if request != event.request || last + 1 != self.revision => {
                Err(format!("command `{}` was carried out before", event.command))
            }
            _ => Ok(()),
        }
    }

    fn open(&mut self, plan: &serde_json::Value, policies: &ApprovalPolicies, by: &str) -> Found {
        if !self.order.is_empty() {
            return Err("the table was opened twice".into());
        }
        let plan = Plan::from_json(&plan.to_string()).map_err(|error| error.to_string())?;
        self.roles = plan.parties().iter().map(|party| (party.id().to_owned(), party.role())).collect();
        self.policies = policies.clone();
        for (line, amount) in plan.approved().iter() {
            self.order.push(line.id().to_owned());
            self.lines.insert(line.id().to_owned(), amount.cents().into());
        }
        self.opening = self.lines.clone();
        self.total = plan.approved().total().cents().into();
        self.by_authority(by)?;
        self.adds_up()
    }

    fn by_authority(&self, party: &str) -> Found {
        match self.roles.get(party) {
            Some(Role::Authority) => Ok(()),
            _ => Err(format!("`{party}` is no authority and decided")),
        }
    }

    fn undecided(&mut self, proposal: &str) -> std::result::Result<&mut Written, String> {
        if let Some(how) = self.decided.get(proposal) {
            return Err(format!("proposal `{proposal}` was {how} before"));
        }
        self.written.get_mut(proposal).ok_or_else(|| format!("proposal `{proposal}` is unknown"))
    }

    fn amend(&mut self, proposal: &Proposal, against: u64, version: u32) -> Found {
        let written = self.undecided(proposal.id())?;
        if version != written.version.saturating_add(1) {
            return Err(format!("version {version} of `{}` is out of turn", proposal.id()));
        }
        let status = match written.status {
            Status::ChangesRequested => Status::Tabled,
            as_it_was => as_it_was,
        };
        *written = Written::new(proposal, version, against, status);
        Ok(())
    }

    fn turn(&mut self, proposal: &str, from: Status, to: Status) -> Found {
        let written = self.undecided(proposal)?;
        if written.status != from {
            return Err(format!("proposal `{proposal}` was `{}`", written.status.name()));
        }
        written.status = to;
        Ok(())
    }

    fn decide(&mut self, proposal: &str, how: &'static str) -> Found {
        self.undecided(proposal)?;
        self.decided.insert(proposal.to_owned(), how);
        Ok(())
    }

    fn change(&mut self, what: &Happening) -> Found {
        match what {
            Happening::Approved { proposal, act, changes, .. } => {
                self.approve(what)?;
                self.decided.insert(proposal.clone(), "approved");
                self.carry_out(proposal, act, changes)
            }
            Happening::EnvelopeChanged { change, act, before, after, changes, waivers, .. } => {
                if i128::from(before.cents()) != self.total {
                    return Err(format!(
                        "`{change}` changes a total of {before}, which is not that of the table"
                    ));
                }
                let difference = i128::from(after.cents()) - self.total;
                if act.trim().is_empty() || difference == 0 {
                    return Err(format!("`{change}` has no act, or changes no total"));
                }
                self.total += difference;
                self.carried.extend(waivers.keys().cloned());
                self.carry_out(change, act, changes)
            }
            Happening::Closed { opening, total, changes, decisions, .. } => {
                self.closed = true;
                if *decisions != self.decisions {
                    return Err("the final act states other decisions".into());
                }
                self.recognize(*opening, *total, changes)
            }
            _ => Ok(()),
        }
    }

    /// Whether a proposal could be approved, and changes what its transfers say.
    fn approve(&mut self, what: &Happening) -> Found {
        let Happening::Approved { proposal: id, version, authorization, act, changes, breaches } = what
        else {
            return Ok(());
        };
        let last_change = self.decisions.last().map_or(0, |decision| decision.revision);
        self.undecided(id)?;
        let Some(written) = self.written.get(id) else { return Err(format!("`{id}` is unknown")) };
        if written.status != Status::Tabled || written.version != *version || written.against < last_change {
            return Err(format!(
                "version {version} of `{id}` was approved, and was not on the table or stale"
            ));
        }
        if written.needs(breaches, &self.carried)? != *authorization {
            return Err(format!("the breaches of `{id}` do not need what its approval states"));
        }
        written.agreed(*authorization, act, &self.policies, &self.roles)?;
        let net = written.net();
        let stated: BTreeMap<&str, i128> = changes
            .iter()
            .map(|change| {
                (change.line.as_str(), i128::from(change.after.cents()) - i128::from(change.before.cents()))
            })
            .collect();
        if net != stated || stated.len() != changes.len() {
            return Err(format!("the changes by `{id}` are not those of its transfers"));
        }
        if let Some(reversed) = written.proposal.reverses() {
            let opposite = self.written.get(reversed).is_some_and(|reversed| {
                reversed.net().into_iter().map(|(line, cents)| (line, -cents)).eq(net)
            });
            if !opposite || self.decided.get(reversed) != Some(&"approved") {
                return Err(format!(
                    "`{id}` reverses `{reversed}`, which was not approved or is not its opposite"
                ));
            }
            self.decided.insert(reversed.to_owned(), "reversed");
        }
        self.carried.extend(written.waived.iter().cloned());
        Ok(())
    }

    fn carry_out(&mut self, id: &str, act: &str, changes: &[LineChange]) -> Found {
        for change in changes {
            let line = &change.line;
            let held = self.lines.get_mut(line).ok_or_else(|| format!("there is no line `{line}`"))?;
            if *held != i128::from(change.before.cents()) {
                let held = MoneyDelta::plain(*held);
                return Err(format!("line `{line}` held {held} and not {}", change.before));
            }
            *held = change.after.cents().into();
        }
        let (id, act) = (id.to_owned(), act.to_owned());
        self.decisions.push(RecognizedDecision { revision: self.revision, id, act });
        self.adds_up()
    }

    fn adds_up(&self) -> Found {
        let sum: i128 = self.lines.values().sum();
        if sum != self.total {
            let (sum, total) = (MoneyDelta::plain(sum), MoneyDelta::plain(self.total));
            return Err(format!("the lines sum to {sum} and the total is {total}"));
        }
        Ok(())
    }

    fn recognize(&self, opening: Money, total: Money, changes: &[LineChange]) -> Found {
        let opened: i128 = self.opening.values().sum();
        if i128::from(opening.cents()) != opened || i128::from(total.cents()) != self.total {
            return Err("the final act states other totals".into());
        }
        let changed = self.order.iter().filter(|line| self.opening.get(*line) != self.lines.get(*line));
        let mut expected = changed.map(|line| (line.as_str(), self.opening.get(line), self.lines.get(line)));
        let mut stated = changes.iter();
        loop {
            match (expected.next(), stated.next()) {
                (None, None) => return self.adds_up(),
                (Some((line, before, after)), Some(change))
                    if line == change.line
                        && before == Some(&change.before.cents().into())
                        && after == Some(&change.after.cents().into()) => {}
                _ => return Err("the final act states other changes".into()),
            }
        }
    }
}

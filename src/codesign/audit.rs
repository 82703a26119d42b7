//! The audit: a history read again by other code.
//!
//! It shares the types of events with the table, and nothing of how the table folds them: lines are a map of cents, and
//! every change is added up here.

use std::collections::BTreeMap;

use super::happening::{Happening, LineChange, TableEvent};
use crate::error::Result;
use crate::history::Record;
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
    authorities: Vec<String>,
    written: BTreeMap<String, (Proposal, u32)>,
    decided: BTreeMap<String, &'static str>,
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
        if self.fault.is_some() {
            return Ok(());
        }
        self.revision += 1;
        let event: TableEvent =
            record.event().read().map_err(|error| error.at(format!("event {}", self.revision)))?;
        if let Err(message) = self.check(&event) {
            self.fault = Some(AuditFault { revision: self.revision, message });
        }
        Ok(())
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
        match &event.what {
            Happening::Opened { plan, .. } => self.open(plan, &event.by),
            _ if self.order.is_empty() => Err("something happened before the table was opened".into()),
            Happening::Drafted { proposal, .. } => match self.written.contains_key(proposal.id()) {
                true => Err(format!("proposal `{}` was written before", proposal.id())),
                false => {
                    self.written.insert(proposal.id().to_owned(), (proposal.clone(), 1));
                    Ok(())
                }
            },
            Happening::Amended { proposal, version, .. } => self.amend(proposal, *version),
            Happening::Approved { proposal, version, changes, .. } => {
                self.by_authority(&event.by)?;
                self.approve(proposal, *version, changes)
            }
            Happening::EnvelopeChanged { change, before, after, changes, .. } => {
                self.by_authority(&event.by)?;
                self.change_envelope(change, *before, *after, changes)
            }
            Happening::Rejected { proposal, .. } => {
                self.by_authority(&event.by)?;
                self.decide(proposal, "rejected")
            }
            Happening::Withdrawn { proposal, .. } => self.decide(proposal, "withdrawn"),
            Happening::Closed { original, total, changes, .. } => {
                self.by_authority(&event.by)?;
                self.closed = true;
                self.recognize(*original, *total, changes)
            }
            _ => Ok(()),
        }
    }

    fn open(&mut self, plan: &serde_json::Value, by: &str) -> Found {
        if !self.order.is_empty() {
            return Err("the table was opened twice".into());
        }
        let plan = Plan::from_json(&plan.to_string()).map_err(|error| error.to_string())?;
        let authorities = plan.parties().iter().filter(|party| party.role() == Role::Authority);
        self.authorities = authorities.map(|party| party.id().to_owned()).collect();
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
        match self.authorities.iter().any(|authority| authority == party) {
            true => Ok(()),
            false => Err(format!("`{party}` is no authority and decided")),
        }
    }

    fn amend(&mut self, proposal: &Proposal, version: u32) -> Found {
        let (written, last) = self.written.get_mut(proposal.id()).ok_or("an unknown proposal was amended")?;
        if self.decided.contains_key(proposal.id()) || version != last.saturating_add(1) {
            return Err(format!(
                "proposal `{}` was amended after its decision, or out of turn",
                proposal.id()
            ));
        }
        (*written, *last) = (proposal.clone(), version);
        Ok(())
    }

    fn decide(&mut self, proposal: &str, how: &'static str) -> Found {
        if !self.written.contains_key(proposal) {
            return Err(format!("proposal `{proposal}` is unknown"));
        }
        match self.decided.insert(proposal.to_owned(), how) {
            None => Ok(()),
            Some(before) => Err(format!("proposal `{proposal}` was {before} and is now {how}")),
        }
    }

    fn approve(&mut self, id: &str, version: u32, changes: &[LineChange]) -> Found {
        self.decide(id, "approved")?;
        let Some((proposal, written)) = self.written.get(id) else { return Err("it is unknown".into()) };
        if *written != version {
            return Err(format!("version {version} of `{id}` was approved and {written} is the last"));
        }
        let mut net: BTreeMap<&str, i128> = BTreeMap::new();
        for transfer in proposal.transfers() {
            let cents = i128::from(transfer.amount().cents());
            *net.entry(transfer.from()).or_default() -= cents;
            *net.entry(transfer.to()).or_default() += cents;
        }
        net.retain(|_, cents| *cents != 0);
        let mut stated: BTreeMap<&str, i128> = BTreeMap::new();
        for change in changes {
            stated.insert(&change.line, i128::from(change.after.cents()) - i128::from(change.before.cents()));
        }
        if net != stated || stated.len() != changes.len() {
            return Err(format!("the changes by `{id}` are not those of its transfers"));
        }
        let reversed = proposal.reverses().map(str::to_owned);
        if let Some(reversed) = reversed {
            match self.decided.insert(reversed.clone(), "reversed") {
                Some("approved") => {}
                _ => return Err(format!("`{id}` reverses `{reversed}`, which was not approved")),
            }
        }
        self.carry_out(changes)?;
        self.adds_up()
    }

    fn change_envelope(&mut self, id: &str, before: Money, after: Money, changes: &[LineChange]) -> Found {
        if i128::from(before.cents()) != self.total {
            return Err(format!("`{id}` changes a total of {before}, which is not that of the table"));
        }
        self.total = after.cents().into();
        self.carry_out(changes)?;
        self.adds_up()
    }

    fn carry_out(&mut self, changes: &[LineChange]) -> Found {
        for change in changes {
            let line = &change.line;
            let held = self.lines.get_mut(line).ok_or_else(|| format!("there is no line `{line}`"))?;
            if *held != i128::from(change.before.cents()) {
                let held = MoneyDelta::plain(*held);
                return Err(format!("line `{line}` held {held} and not {}", change.before));
            }
            *held = change.after.cents().into();
        }
        Ok(())
    }

    fn adds_up(&self) -> Found {
        let sum: i128 = self.lines.values().sum();
        if sum != self.total {
            let (sum, total) = (MoneyDelta::plain(sum), MoneyDelta::plain(self.total));
            return Err(format!("the lines sum to {sum} and the total is {total}"));
        }
        Ok(())
    }

    fn recognize(&self, original: Money, total: Money, changes: &[LineChange]) -> Found {
        let opened: i128 = self.opening.values().sum();
        if i128::from(original.cents()) != opened || i128::from(total.cents()) != self.total {
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

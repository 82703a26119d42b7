//! Folding events into a table.

use super::happening::{Happening, TableEvent};
use super::table::{CoDesignTable, Opened, Sitting};
use super::tabled::{Statement, Status, TabledProposal};
use super::variation::{TableVariation, VariationKind};
use crate::budget::{Allocation, Change};
use crate::error::{Cause, Error, Result};
use crate::money::{Money, MoneyDelta};
use crate::proposals::{Distribution, EnvelopeChange, Plan};
use crate::rules::Authorization;

/// Why an event cannot follow, in words.
type Why = String;

impl CoDesignTable {
    /// Folds an event into the table. The table is as before after an error.
    ///
    /// # Errors
    /// `event_impossible` if no command could have led to the event here, such as the approval of a proposal that is not on
    /// the table. Events that [`decide`](CoDesignTable::decide) gave for this table never are.
    pub fn apply(&mut self, event: &TableEvent) -> Result<()> {
        let revision = self.revision + 1;
        self.fold(event, revision).map_err(|why| Error::from(Cause::EventImpossible { revision, why }))?;
        self.revision = revision;
        self.commands.entry(event.command.as_str().into()).or_insert((event.request, revision));
        Ok(())
    }

    fn fold(&mut self, event: &TableEvent, revision: u64) -> std::result::Result<(), Why> {
        if let Happening::Opened { plan, policies } = &event.what {
            if self.open.is_some() {
                return Err("the table is open already".into());
            }
            let plan = Plan::from_json(&plan.to_string()).map_err(words)?;
            self.open = Some(Opened::on(plan, policies.clone()));
            return Ok(());
        }
        let open = self.open.as_mut().ok_or("the table is not open")?;
        if open.closed.is_some() {
            return Err("the table is closed".into());
        }
        if open.party(&event.by).is_none() {
            return Err(format!("`{}` is not at the table", event.by));
        }
        open.fold(event, revision)
    }
}

fn words(error: Error) -> Why {
    error.to_string()
}

impl Opened {
    fn on(plan: Plan, policies: super::approval_policy::ApprovalPolicies) -> Opened {
        Opened {
            opening: plan.approved().clone(),
            plan,
            policies,
            proposals: Default::default(),
            order: Vec::new(),
            variations: Vec::new(),
            sittings: Vec::new(),
            carried: Default::default(),
            ballots: Default::default(),
            envelope_changes: Default::default(),
            closed: None,
        }
    }

    fn fold(&mut self, event: &TableEvent, revision: u64) -> std::result::Result<(), Why> {
        match &event.what {
            Happening::Opened { .. } => return Err("the table is open already".into()),
            Happening::SittingOpened { sitting, date, title } => {
                if self.sittings.last().is_some_and(|last| last.closed.is_none()) {
                    return Err("a sitting is under way".into());
                }
                let (id, title) = (sitting.clone(), title.clone());
                self.sittings.push(Sitting { id, date: *date, title, opened: revision, closed: None });
            }
            Happening::SittingClosed { sitting } => match self.sittings.last_mut() {
                Some(last) if last.id == *sitting && last.closed.is_none() => last.closed = Some(revision),
                _ => return Err(format!("sitting `{sitting}` is not under way")),
            },
            Happening::Balloted { amounts } => {
                let ballot = self.ballot(amounts).map_err(words)?;
                self.ballots.insert(event.by.clone(), ballot);
            }
            Happening::EnvelopeChanged { .. } => return self.fold_envelope_change(event, revision),
            Happening::Closed { act, .. } => self.closed = Some(act.clone()),
            Happening::Drafted { proposal, against } => {
                let id = proposal.id().to_owned();
                if self.proposals.contains_key(&id) || self.envelope_changes.contains_key(&id) {
                    return Err(format!("`{id}` is taken"));
                }
                self.order.push(id.clone());
                self.proposals.insert(id, TabledProposal::drafted(proposal.clone(), *against));
            }
            Happening::Approved { proposal, version, act, breaches, .. } => {
                let waived =
                    breaches.iter().filter(|breach| breach.waived).map(|breach| breach.rule.as_str());
                let waived: Vec<String> = waived.map(str::to_owned).collect();
                self.approve(proposal, *version, act, revision)?;
                self.carried.extend(waived.into_iter().map(|rule| (rule, revision)));
            }
            about => return self.fold_about(about, &event.by, revision),
        }
        Ok(())
    }

    /// What happens to one proposal and changes no amounts.
    fn fold_about(&mut self, what: &Happening, by: &str, revision: u64) -> std::result::Result<(), Why> {
        match what {
            Happening::Tabled { proposal } => {
                self.tabled(proposal, &[Status::Draft])?.status = Status::Tabled;
            }
            Happening::Amended { proposal, against, .. } => {
                let allowed = [Status::Draft, Status::Tabled, Status::ChangesRequested];
                self.tabled(proposal.id(), &allowed)?.amend(proposal.clone(), *against);
            }
            Happening::ChangesRequested { proposal, .. } => {
                self.tabled(proposal, &[Status::Tabled])?.status = Status::ChangesRequested;
            }
            Happening::Withdrawn { proposal, .. } => {
                let allowed = [Status::Draft, Status::Tabled, Status::ChangesRequested];
                let tabled = self.tabled(proposal, &allowed)?;
                (tabled.status, tabled.decided) = (Status::Withdrawn, Some(revision));
            }
            Happening::Rejected { proposal, .. } => {
                let tabled = self.tabled(proposal, &[Status::Tabled, Status::ChangesRequested])?;
                (tabled.status, tabled.decided) = (Status::Rejected, Some(revision));
            }
            Happening::Stated { proposal, version, stance, reason } => {
                let tabled = self.version(proposal, *version)?;
                let statement = Statement { stance: *stance, reason: reason.clone() };
                tabled.statements.insert(by.to_owned(), statement);
            }
            Happening::Waived { proposal, version, rule, reason } => {
                self.version(proposal, *version)?.waivers.insert(rule.clone(), reason.clone());
            }
            Happening::Rebased { proposal, to, .. } => {
                self.tabled(proposal, &[Status::Tabled, Status::ChangesRequested])?.against = *to;
            }
            _ => return Err("nothing is known of this event".into()),
        }
        Ok(())
    }

    fn tabled(&mut self, id: &str, allowed: &[Status]) -> std::result::Result<&mut TabledProposal, Why> {
        let tabled = self.proposals.get_mut(id).ok_or_else(|| format!("there is no proposal `{id}`"))?;
        if !allowed.contains(&tabled.status) {
            return Err(format!("proposal `{id}` is `{}`", tabled.status.name()));
        }
        Ok(tabled)
    }

    fn version(&mut self, id: &str, version: u32) -> std::result::Result<&mut TabledProposal, Why> {
        let tabled = self.tabled(id, &[Status::Tabled, Status::ChangesRequested])?;
        if tabled.version != version {
            return Err(format!("proposal `{id}` is at version {}", tabled.version));
        }
        Ok(tabled)
    }

    fn approve(&mut self, id: &str, version: u32, act: &str, revision: u64) -> std::result::Result<(), Why> {
        let proposal = self.version(id, version)?.proposal.clone();
        self.tabled(id, &[Status::Tabled])?;
        let kind = match proposal.reverses() {
            None => VariationKind::Proposal,
            Some(reversed) => {
                self.tabled(reversed, &[Status::Approved])?;
                VariationKind::Reversal
            }
        };
        let assessment = self.plan.assess(&proposal).map_err(words)?;
        self.plan.apply(&proposal, Authorization::Forbidden).map_err(words)?;
        if let Some(reversed) = proposal.reverses() {
            let reversed = self.tabled(reversed, &[Status::Approved])?;
            reversed.status = Status::Reversed;
            reversed.reversed_by = Some(id.to_owned());
        }
        let tabled = self.tabled(id, &[Status::Tabled])?;
        (tabled.status, tabled.decided) = (Status::Approved, Some(revision));
        act.clone_into(&mut tabled.act);
        self.variations.push(TableVariation {
            revision,
            id: id.to_owned(),
            act: act.to_owned(),
            kind,
            total: MoneyDelta::from(Money::ZERO),
            changes: assessment.changes().into(),
        });
        Ok(())
    }

    fn fold_envelope_change(&mut self, event: &TableEvent, revision: u64) -> std::result::Result<(), Why> {
        let Happening::EnvelopeChanged { change: id, act, before, after, changes } = &event.what else {
            return Err("it changes no envelope".into());
        };
        if self.proposals.contains_key(id) || self.envelope_changes.contains_key(id) {
            return Err(format!("`{id}` is taken"));
        }
        let shares = changes.iter().map(|change| (change.line.clone(), change.after.minus(change.before)));
        let change = EnvelopeChange::new(id, after.minus(*before), Distribution::Named(shares.collect()))
            .map_err(words)?;
        if *before != self.plan.envelope().total() {
            return Err(format!("the total was {} and not {before}", self.plan.envelope().total()));
        }
        let (plan, _) = self.plan.change_envelope(&change).map_err(words)?;
        let changed = changed_lines(self.plan.approved(), plan.approved());
        self.plan = plan;
        self.envelope_changes.insert(id.clone(), revision);
        self.variations.push(TableVariation {
            revision,
            id: id.clone(),
            act: act.clone(),
            kind: VariationKind::EnvelopeChange,
            total: after.minus(*before),
            changes: changed.into(),
        });
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

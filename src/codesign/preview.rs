//! Looking ahead: proposals rebased, and several carried out one after the other.

use super::table::{CoDesignTable, Opened, TableAssessment};
use super::tabled::{Status, TabledProposal};
use super::variation::TableVariation;
use crate::budget::Allocation;
use crate::error::{Cause, Result, quote};
use crate::proposals::Plan;
use crate::rules::Authorization;

/// A proposal on the allocation that it was made against, and on the latest.
#[derive(Clone, Debug, PartialEq)]
pub struct Rebased<'a> {
    against: u64,
    before: TableAssessment,
    now: TableAssessment,
    variations: &'a [TableVariation],
}

impl Rebased<'_> {
    /// The revision that the proposal was made against.
    #[must_use]
    pub fn against(&self) -> u64 {
        self.against
    }

    /// What it did and needed there.
    #[must_use]
    pub fn before(&self) -> &TableAssessment {
        &self.before
    }

    /// What it does and needs now.
    #[must_use]
    pub fn now(&self) -> &TableAssessment {
        &self.now
    }

    /// The decisions that changed the allocation in between; none if the proposal is not stale.
    #[must_use]
    pub fn variations(&self) -> &[TableVariation] {
        self.variations
    }

    /// The rules that it breaks now and did not break before.
    pub fn newly_broken(&self) -> impl Iterator<Item = &str> {
        let broke: Vec<&str> = self.before.findings().map(|(finding, _)| finding.rule().id()).collect();
        let breaks = self.now.findings().map(|(finding, _)| finding.rule().id());
        breaks.filter(move |rule| !broke.contains(rule))
    }

    /// The rules that it broke before and does not break now.
    pub fn no_longer_broken(&self) -> impl Iterator<Item = &str> {
        let breaks: Vec<&str> = self.now.findings().map(|(finding, _)| finding.rule().id()).collect();
        let broke = self.before.findings().map(|(finding, _)| finding.rule().id());
        broke.filter(move |rule| !breaks.contains(rule))
    }
}

/// Proposals carried out one after the other.
#[derive(Clone, Debug, PartialEq)]
pub struct Preview {
    steps: Vec<TableAssessment>,
    after: Allocation,
}

impl Preview {
    /// What each proposal does and needs in its turn.
    #[must_use]
    pub fn steps(&self) -> &[TableAssessment] {
        &self.steps
    }

    /// The allocation after all of them.
    #[must_use]
    pub fn after(&self) -> &Allocation {
        &self.after
    }

    /// The most that any of them needs in its turn.
    #[must_use]
    pub fn authorization(&self) -> Authorization {
        self.steps.iter().map(TableAssessment::authorization).max().unwrap_or_default()
    }
}

impl CoDesignTable {
    /// What a proposal would do to the allocation approved last, with the rules that are waived for it.
    ///
    /// # Errors
    /// `proposal_unknown`; those of [`Plan::assess`], such as `line_overdrawn`.
    pub fn assess(&self, proposal: &str) -> Result<TableAssessment> {
        let open = self.opened()?;
        open.assess(open.find(proposal)?)
    }

    /// A proposal on the allocation that it was made against, and on the latest: what was approved since makes the
    /// difference.
    ///
    /// # Errors
    /// `proposal_unknown`; `revision_unknown` if it was made against a revision before the table was opened; those of
    /// [`Plan::assess`], such as `line_overdrawn`.
    pub fn rebased(&self, proposal: &str) -> Result<Rebased<'_>> {
        let open = self.opened()?;
        let tabled = open.find(proposal)?;
        let then = open.plan.with_approved(&self.amounts_at(tabled.against.max(1))?)?;
        let first = open.variations.partition_point(|variation| variation.revision <= tabled.against);
        Ok(Rebased {
            against: tabled.against,
            before: open.assess_on(&then, tabled)?,
            now: open.assess(tabled)?,
            variations: &open.variations[first..],
        })
    }

    /// What proposals that are not decided would do, carried out in this order on the latest allocation.
    ///
    /// # Errors
    /// `proposal_unknown`, `proposal_twice`; those of [`Plan::assess`] for the first that cannot be carried out in its turn.
    pub fn preview(&self, proposals: &[&str]) -> Result<Preview> {
        let open = self.opened()?;
        let mut plan = open.plan.clone();
        let mut steps = Vec::with_capacity(proposals.len());
        for (place, id) in proposals.iter().enumerate() {
            if proposals[..place].contains(id) {
                return Err(Cause::ProposalTwice { id: quote(id) }.into());
            }
            let tabled = open.find(id)?;
            steps.push(open.assess_on(&plan, tabled)?);
            plan.apply(&tabled.proposal, Authorization::Forbidden)?;
        }
        Ok(Preview { steps, after: plan.approved().clone() })
    }

    /// The proposals that wait for a decision.
    pub fn open_proposals(&self) -> impl Iterator<Item = &TabledProposal> {
        self.proposals().filter(|tabled| tabled.status() == Status::Tabled)
    }
}

impl Opened {
    pub(super) fn find(&self, proposal: &str) -> Result<&TabledProposal> {
        self.proposals.get(proposal).ok_or_else(|| Cause::ProposalUnknown { id: quote(proposal) }.into())
    }

    pub(super) fn assess(&self, tabled: &TabledProposal) -> Result<TableAssessment> {
        self.assess_on(&self.plan, tabled)
    }

    pub(super) fn assess_on(&self, plan: &Plan, tabled: &TabledProposal) -> Result<TableAssessment> {
        let assessment = plan.assess(&tabled.proposal)?;
        let waived = assessment.findings().iter().map(|finding| self.is_waived(tabled, finding)).collect();
        Ok(TableAssessment::new(assessment, waived))
    }
}

//! What searches and tables read of a plan: bounds, constraints, caps of flow, and the work that questions take.

use std::any::Any;
use std::collections::BTreeSet;
use std::sync::Arc;

use super::financial_plan::Plan;
use super::proposal::Proposal;
use crate::budget::Allocation;
use crate::error::Result;
use crate::rules::{
    AllowanceUse, Authorization, Base, Bounded, Breaches, CheckConstraint, FlowCap, Moves, Passing,
};

#[doc(hidden)]
impl Plan {
    /// What the rules whose breach needs more than `up_to` ask of an allocation.
    pub fn bounds(&self, up_to: Authorization) -> Result<Vec<Bounded>> {
        self.bounds_beside(up_to, &Breaches::NONE)
    }

    /// As [`Plan::bounds`], and no more than what is where breaches stand.
    pub fn bounds_beside(&self, up_to: Authorization, breaches: &Breaches) -> Result<Vec<Bounded>> {
        self.rulebook.bounds(&self.evaluation, up_to, breaches)
    }

    /// What a search derives from the rules and the approved allocation for a level of authorization: made when it is first asked
    /// for, and kept until either changes.
    pub fn derived<T: Any + Send + Sync>(
        &self,
        up_to: Authorization,
        make: impl FnOnce() -> Result<T>,
    ) -> Result<Arc<T>> {
        self.derived.get(up_to, make)
    }

    /// Goes through what the rules let a proposal change that is to pass at a level of authorization.
    pub fn for_each_constraint(
        &self,
        up_to: Authorization,
        passing: Passing,
        each: impl FnMut(CheckConstraint),
    ) {
        self.rulebook.for_each_constraint(&self.evaluation, (up_to, passing), each);
    }

    /// What a selection of a rule holds, in cents.
    pub fn sum_of(&self, selection: usize) -> i64 {
        self.evaluation.summed().sum(selection)
    }

    /// By how many cents a selection of a rule is above a base.
    pub fn sum_since(&self, base: Base, selection: usize) -> i64 {
        self.sum_of(selection) - self.evaluation.at(&self.rulebook, base).sum(selection)
    }

    /// The allocation of a base.
    pub fn allocation_at(&self, base: Base) -> &Allocation {
        self.evaluation.at(&self.rulebook, base).allocation()
    }

    /// The most that one transfer between two lines can move and pass as it stands.
    pub fn largest_between(&self, ends: [usize; 2], up_to: Authorization) -> i64 {
        let held = self.evaluation.summed().amount(ends[0]);
        let passing = (up_to, Passing::ToleratesExisting);
        self.rulebook.largest_transfer(&self.evaluation, ends, held, passing).unwrap_or(0)
    }

    /// The caps that transfers must respect to need no more than a level of authorization.
    pub fn flow_caps(&self, up_to: Authorization) -> Vec<FlowCap<'_>> {
        self.rulebook.flow_caps(&self.evaluation, up_to)
    }

    /// The work of an assessment of a proposal, in units of a meter.
    pub fn assessment_units(&self, proposal: &Proposal) -> Result<usize> {
        Ok(self.rulebook.assessment_units(&self.evaluation, &self.stated_moves(proposal)?))
    }

    /// The work of making such a plan of its rules, in units of a meter.
    pub fn reading_units(&self) -> usize {
        self.rulebook.reading_units()
    }

    /// The work of carrying a proposal out, in units of a meter.
    pub fn application_units(&self, proposal: &Proposal) -> Result<usize> {
        Ok(self.rulebook.advance_units(&self.evaluation, &self.stated_moves(proposal)?))
    }

    /// What is used of each allowance for change, in the order of the rules.
    pub fn allowance_uses(&self) -> Vec<AllowanceUse> {
        self.rulebook.allowance_uses(&self.evaluation)
    }

    /// What would be used of each allowance after a proposal, whatever the rules say of it.
    pub fn allowance_uses_after(&self, proposal: &Proposal) -> Result<Vec<AllowanceUse>> {
        Ok(self.rulebook.allowance_uses_after(&self.evaluation, &self.moves(proposal)?))
    }

    /// The lines that a proposal changes and the checks that look at them, as numbers.
    pub fn touched(&self, proposal: &Proposal) -> Result<(Vec<usize>, BTreeSet<usize>)> {
        let moves = self.stated_moves(proposal)?;
        let lines = moves.transfers.iter().flat_map(|(from, to, _)| [*from, *to]).collect();
        Ok((lines, self.rulebook.touched(&self.evaluation, &moves)))
    }

    /// The checks that look at some lines, as numbers.
    pub fn checks_of(&self, lines: &BTreeSet<usize>) -> BTreeSet<usize> {
        let net = lines.iter().map(|line| (*line, 1)).collect();
        self.rulebook.touched(&self.evaluation, &Moves { transfers: Vec::new(), net })
    }

    /// The moves of a proposal as far as it counts which lines change: a change that no line could give is as good as any.
    pub fn stated_moves(&self, proposal: &Proposal) -> Result<Moves> {
        let (transfers, net) = self.stated(proposal)?;
        let net = net.into_iter().map(|(line, cents)| (line, if cents < 0 { -1 } else { 1 })).collect();
        Ok(Moves { transfers, net })
    }
}

//! Cases of a rule pack, tried.

use super::financial_plan::Plan;
use super::proposal::Proposal;
use crate::budget::{Allocation, Envelope};
use crate::error::{Error, Result};
use crate::money::{Language, Money};
use crate::rules::{Authorization, PackCase, PackTests, RulePack};
use crate::words::named;

impl PackTests {
    /// What each proposal of each case needs by the rules of a pack: those of a case are carried out one after the other.
    ///
    /// # Errors
    /// Lines, rules or transfers that make no plan or proposal, with the case.
    pub fn found(&self, pack: &RulePack) -> Result<Vec<Vec<Authorization>>> {
        let total = Money::checked_sum(self.lines.iter().map(|line| line.amount))?;
        let mut envelope = Envelope::builder(pack.title(), total);
        for line in &self.lines {
            envelope.push_line(&line.id, &line.id)?;
            for (key, value) in &line.labels {
                envelope.push_label(key, value)?;
            }
        }
        let envelope = envelope.build()?;
        let original = Allocation::new(&envelope, self.lines.iter().map(|line| line.amount).collect())?;
        let plan = Plan::builder(&original).build()?.with_pack(pack)?;
        self.cases.iter().map(|case| tried(case, plan.clone())).collect()
    }
}

fn tried(case: &PackCase, mut plan: Plan) -> Result<Vec<Authorization>> {
    let place = |error: Error| error.at(named("case", "caso", case.case(Language::English)));
    let mut found = Vec::new();
    for step in &case.steps {
        let proposal = step.transfers.iter().try_fold(Proposal::new("p1", "party")?, |proposal, transfer| {
            proposal.transfer(&transfer.from, &transfer.to, transfer.amount)
        });
        let proposal = proposal.map_err(place)?;
        let needs = plan.assess(&proposal).map_err(place)?.authorization();
        plan.apply(&proposal, needs).map_err(place)?;
        found.push(needs);
    }
    Ok(found)
}

//! The counter-proposal: the nearest admissible proposal to one that the rules forbid.

use std::collections::BTreeSet;

use super::nearest::Sought;
use super::objective::Rebalance;
use crate::error::Result;
use crate::meter::Meter;
use crate::proposals::{Plan, Proposal};
use crate::rules::Authorization;
use crate::settlements::{Settle, settle};

impl Plan {
    /// For a proposal that needs more than a level of authorization: a proposal that does not, and that leads as near as
    /// the rules allow to what was asked for; other lines are left alone if that leaves anything to propose. Its id is that of the proposal with `-counter` at its end.
    ///
    /// `None` if the proposal needs no more than `up_to`, if no allocation that respects the rules was found (see
    /// [`Plan::rebalance`]), if the nearest one is the approved one, or if the rules bound flows and steps in a way that the
    /// transfers found would break.
    ///
    /// ```
    /// # use riparto::{Authorization, Plan, Proposal};
    /// # let plan = Plan::from_json(r#"{ "format": "riparto.plan/1", "title": "Plan", "total": "100.00",
    /// #     "lines": [ {"id": "a", "amount": "50.00"}, {"id": "b", "amount": "30.00"}, {"id": "c", "amount": "20.00"} ],
    /// #     "rules": [ {"id": "r1", "scope": {"lines": ["b"]}, "limit": {"floor": "20.00"}} ] }"#)?;
    /// let proposal = Proposal::new("p1", "ats")?.transfer("b", "a", "16.00".parse()?)?;
    /// let counter = plan.counter_proposal(&proposal, Authorization::Free)?.expect("a smaller transfer is allowed");
    /// assert!(plan.assess(&counter)?.findings().is_empty());
    /// // b keeps its floor of 20.00, and c is left alone.
    /// assert_eq!(plan.assess(&counter)?.after().amount("a")?.to_string(), "60.00");
    /// # Ok::<(), riparto::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`Plan::assess`].
    pub fn counter_proposal(&self, proposal: &Proposal, up_to: Authorization) -> Result<Option<Proposal>> {
        self.counter_proposal_within(proposal, up_to, &Meter::default())
    }

    /// As [`Plan::counter_proposal`], with the work that a meter allows; at its limit the counter-proposal is the nearest found,
    /// or there is none.
    ///
    /// # Errors
    /// As [`Plan::assess`].
    pub fn counter_proposal_within(
        &self,
        proposal: &Proposal,
        up_to: Authorization,
        meter: &Meter,
    ) -> Result<Option<Proposal>> {
        let assessment = self.assess(proposal)?;
        if assessment.authorization() <= up_to {
            return Ok(None);
        }
        let options = Rebalance { up_to, ..Rebalance::default() };
        let wish = assessment.after();
        let changed: BTreeSet<usize> = assessment.changes().iter().map(|change| change.line).collect();
        let kept: Vec<usize> = (0..wish.amounts().len()).filter(|line| !changed.contains(line)).collect();
        // Lines that the proposal does not speak of are left alone, if the rules allow anything then.
        let nearest = match self.nearest(wish.amounts(), &options, &kept, meter) {
            Ok(Sought::Found(nearest)) if nearest.allocation() != self.approved() => nearest,
            _ => match self.nearest(wish.amounts(), &options, &[], meter) {
                Ok(Sought::Found(nearest)) => nearest,
                _ => return Ok(None),
            },
        };
        let settlement = settle(self.approved(), nearest.allocation(), Settle::default())?;
        if settlement.transfers().is_empty() {
            return Ok(None);
        }
        let mut id = format!("{}-counter", proposal.id());
        id.drain(..id.len().saturating_sub(crate::limits::MAX_ID_CHARS));
        let counter = settlement.into_proposal(id, proposal.party())?;
        Ok(Some(counter).filter(|counter| {
            self.assess(counter).is_ok_and(|assessment| assessment.authorization() <= up_to)
        }))
    }
}

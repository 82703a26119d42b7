//! The largest transfer that passes.

use std::borrow::Cow;

use super::financial_plan::Plan;
use super::party::Party;
use super::proposal::Proposal;
use super::transfer::label_of;
use super::transfer_bounds::TransferBounds;
use crate::error::{Cause, Result};
use crate::money::Money;
use crate::rules::{Authorization, Passing};

/// The code of a co-financed part that would give more than it holds.
const PART_OVERDRAWN: &str = "part_overdrawn";

impl Plan {
    /// The most that one transfer can move between two lines without needing more than a level of authorization and
    /// without making worse what is already broken; zero if nothing can move. What is returned passes; that no more does is proven but where
    /// [`Plan::transfer_bounds`] says otherwise.
    ///
    /// # Errors
    /// As [`Plan::transfer_bounds`].
    pub fn largest_transfer(&self, from: &str, to: &str, up_to: Authorization) -> Result<Money> {
        Ok(self.transfer_bounds(from, to, up_to)?.passes())
    }

    /// [`Plan::largest_transfer`], and the amount above which none passes. They are the same, to the cent, where no derived line follows
    /// ([`Plan::follow`]) and no end is written once for several sources. Otherwise amounts are tried from above, each time leaving out
    /// those that cannot heal what is broken: where that takes more than some thousands (shares among several payers, which round otherwise
    /// at each cent: about one drawn plan in a thousand), the search ends, and between the two amounts nothing is proven.
    ///
    /// Where a step is in force, a whole multiple or an amount that leaves its lines on whole multiples. Derived lines follow if their rule
    /// says who pays; others do not: `Headroom` counts the transfer with their completion. An amount at which they cannot follow does not
    /// count. An end may be `action=A1`, of all lines of which [`Plan::split_by_source`] finds the sources.
    ///
    /// # Errors
    /// An unknown line (`line_unknown`), the same line twice (`transfer_to_itself`); as [`Plan::split_by_source`].
    pub fn transfer_bounds(&self, from: &str, to: &str, up_to: Authorization) -> Result<TransferBounds> {
        let party = self.parties().first().map_or("try", Party::id);
        let trial = Proposal::new("try", party)?;
        let passing = (up_to, Passing::ToleratesExisting);
        let largest = self.largest_transfer_within((&trial, Money::MAX), [from, to], passing)?;
        Ok(largest.unwrap_or(TransferBounds::exactly(Money::ZERO)))
    }

    /// The most of some amount that one transfer moves, in a proposal that is still without transfers.
    fn largest_transfer_within(
        &self,
        (trial, most): (&Proposal, Money),
        [from, to]: [&str; 2],
        passing: (Authorization, Passing),
    ) -> Result<Option<TransferBounds>> {
        if label_of(from).or(label_of(to)).is_some() {
            return self.largest_by_source((trial, most), [from, to], passing);
        }
        let (giving, taking) = (self.envelope().position(from)?, self.envelope().position(to)?);
        if giving == taking {
            return Err(Cause::TransferToItself { line: from.to_owned() }.into());
        }
        let most = self.evaluation.summed().amount(giving).min(most.cents());
        if self.rulebook.has_following() {
            return self.largest_followed(trial, [from, to], Money::saturating(most.into()), passing);
        }
        let largest = self.rulebook.largest_transfer(&self.evaluation, [giving, taking], most, passing);
        Ok(largest.map(|cents| TransferBounds::exactly(Money::saturating(cents.into()))))
    }

    /// The most that a transfer written once for several sources moves with what it becomes.
    fn largest_by_source(
        &self,
        (trial, most): (&Proposal, Money),
        [from, to]: [&str; 2],
        passing: (Authorization, Passing),
    ) -> Result<Option<TransferBounds>> {
        // What is wrong with the ends is wrong with a cent between them; that nothing is left to give is not.
        let cent = trial.clone().transfer(from, to, Money::saturating(1))?;
        match self.split_by_source(&cent) {
            Err(error) if error.code() != PART_OVERDRAWN => return Err(error),
            _ => {}
        }
        let held = |line: usize| self.evaluation.summed().amount(line);
        let held: i64 = match label_of(from) {
            Some((key, value)) => {
                let lines = self.envelope().lines();
                let of_part = lines.filter(|line| line.labels().get(key) == Some(value));
                of_part.map(|line| held(line.position())).sum()
            }
            None => held(self.envelope().position(from)?),
        };
        self.largest_followed(trial, [from, to], most.min(Money::saturating(held.into())), passing)
    }

    /// For a proposal of one transfer: the most that it could have moved, between bounds that are mostly the same, with less authorization than it needs, for
    /// each level that allows more than the one before. Amounts that pass are not always all those up to the largest: where a line
    /// must be a share of another, or a step rounds off, only some do. Empty for a free proposal, for one of several transfers,
    /// and where no amount passes because something is broken whatever moves. A transfer that is written once for several sources is one
    /// ([`Plan::split_by_source`]), also by the transfers between lines that it became.
    ///
    /// ```
    /// # use riparto::{Authorization, Plan, Proposal};
    /// # let plan = Plan::from_json(r#"{ "format": "riparto.plan/1", "title": "Plan", "total": "100.00",
    /// #     "lines": [ {"id": "a", "amount": "60.00"}, {"id": "b", "amount": "40.00"} ],
    /// #     "rules": [ {"id": "r1", "scope": {"lines": ["b"]}, "limit": {"floor": "30.00"}} ] }"#)?;
    /// let proposal = Proposal::new("p1", "ats")?.transfer("b", "a", "15.00".parse()?)?;
    /// let (level, most) = plan.would_pass(&proposal)?[0];
    /// assert_eq!((level, most.passes().to_string().as_str()), (Authorization::Free, "10.00"));
    /// # Ok::<(), riparto::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`Plan::assess`].
    pub fn would_pass(&self, proposal: &Proposal) -> Result<Vec<(Authorization, TransferBounds)>> {
        let once = self.written_once(proposal);
        let proposal = once.as_ref().unwrap_or(proposal);
        let split = self.split_by_source(proposal)?;
        let is_split = matches!(split, Cow::Owned(_));
        let needs = self.assess(self.follow(&split)?.proposal(&split))?.authorization();
        let mut passing: Vec<(Authorization, TransferBounds)> = Vec::new();
        let has_following = self.rulebook.has_following();
        let mut stated = proposal.transfers().iter().filter(|transfer| !has_following || !transfer.follows());
        if let (Some(only), None) = (stated.next(), stated.next()) {
            let trial = proposal.without_transfers();
            let ends = [only.from(), only.to()];
            // To undo a decision needs what the decision needed.
            let passing_by =
                if proposal.reverses().is_some() { Passing::Strict } else { Passing::ToleratesAuthorized };
            for level in Authorization::ALL.into_iter().filter(|level| *level < needs) {
                // Where a rule that the lines do not touch is broken, no amount passes.
                if !has_following && !is_split && self.broken_elsewhere(ends)? > level {
                    continue;
                }
                let asked = (&trial, only.amount());
                let most = self.largest_transfer_within(asked, ends, (level, passing_by))?;
                if let Some(most) =
                    most.filter(|most| passing.last().is_none_or(|(_, less)| less.passes() < most.passes()))
                {
                    passing.push((level, most));
                }
            }
        }
        Ok(passing)
    }

    /// What is needed by the findings that a transfer between two lines leaves as they are.
    fn broken_elsewhere(&self, [from, to]: [&str; 2]) -> Result<Authorization> {
        let (giving, taking) = (self.envelope().position(from)?, self.envelope().position(to)?);
        Ok(self.rulebook.untouched(&self.evaluation, [giving, taking]))
    }
}

#[cfg(test)]
mod tests {
    use super::{Authorization, Money, Plan, Proposal, TransferBounds};

    #[test]
    fn would_pass_names_an_amount_that_passes_where_a_step_binds() {
        let plan = Plan::from_json(
            r#"{ "format": "riparto.plan/1", "title": "Plan", "total": "100.00",
                 "lines": [ {"id": "a", "amount": "60.00"}, {"id": "b", "amount": "40.00"}, {"id": "c", "amount": "0.00"} ],
                 "rules": [ {"id": "r1", "scope": "all", "limit": {"step": "25.00"}} ] }"#,
        )
        .unwrap();
        for (amount, passes) in [("10.00", "0.00"), ("30.00", "25.00"), ("60.00", "50.00")] {
            let proposal =
                Proposal::new("p1", "ats").unwrap().transfer("a", "c", amount.parse().unwrap()).unwrap();
            let passes: Money = passes.parse().unwrap();
            let told = plan.would_pass(&proposal).unwrap();
            assert_eq!(told, [(Authorization::Free, TransferBounds::exactly(passes))], "{amount}");
        }
    }
}

//! `Repair`: what a rule makes of ballots, moved inside the rules of a plan.

use super::aggregate::Aggregate;
use super::aggregation_rule::AggregationRule;
use super::guarantee::Guarantee;
use super::profile::Ballots;
use riparto_core::budget::Allocation;
use riparto_core::error::Result;
use riparto_core::plan::Plan;
use riparto_core::rules::Authorization;
use riparto_rebalance::rebalance::{Conflict, Nearest, Rebalance};
use riparto_solve::{Answer, Meter};

/// What a rule makes of ballots, and the nearest allocation that respects the rules of a plan.
///
/// The one follows the other: the aggregate knows nothing of the plan's rules, and the repair nothing of the ballots. What a
/// rule of aggregation guarantees ends with the aggregate ([`Repair::guarantee`]).
#[derive(Clone, Debug, PartialEq)]
pub struct Repair {
    aggregate: Aggregate,
    repaired: Answer<Nearest, Conflict>,
    guarantee: Guarantee,
}

impl Ballots {
    /// What a rule makes of ballots, moved to the nearest allocation that respects the plan's rules: those whose breach
    /// needs more than a level of authorization. Nearest is the least sum of squared changes, as in [`Rebalance::run`](riparto_rebalance::Rebalance::run).
    /// [`Ballots::compromise`] weighs the ballots inside the rules instead.
    ///
    /// ```
    /// use riparto::ballots::{AggregationRule, Ballot, Ballots, Guarantee};
    /// use riparto::{Authorization, Plan};
    ///
    /// let plan = Plan::from_json(
    ///     r#"{ "format": "riparto.plan/1", "title": "Plan", "total": "100.00",
    ///          "lines": [ {"id": "desks", "amount": "60.00"}, {"id": "outreach", "amount": "40.00"} ],
    ///          "rules": [ {"id": "r1", "scope": {"lines": ["outreach"]}, "limit": {"floor": "35.00"}} ] }"#,
    /// )?;
    /// let ballot = |party: &str, desks: &str, outreach: &str| -> riparto::Result<Ballot> {
    ///     Ballot::new(party, 1, vec![desks.parse()?, outreach.parse()?])
    /// };
    /// let ballots = Ballots::new("100.00".parse()?, vec![ballot("anci", "90.00", "10.00")?, ballot("ats", "80.00", "20.00")?])?;
    /// let repair = ballots.aggregate_under(&plan, AggregationRule::Ladder, Authorization::Free)?;
    /// assert_eq!(repair.aggregate().amounts()[1].to_string(), "20.00");
    /// assert_eq!(repair.allocation().map(|found| found.amounts()[1].to_string()).as_deref(), Some("35.00"));
    /// assert_eq!(repair.guarantee(), Guarantee::EndedByRules);
    /// # Ok::<(), riparto::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`Ballots::compromise`] for ballots that do not fit the plan, and as [`Rebalance::run`](riparto_rebalance::Rebalance::run) for its rules.
    pub fn aggregate_under(
        &self,
        plan: &Plan,
        rule: AggregationRule,
        up_to: Authorization,
    ) -> Result<Repair> {
        self.aggregate_under_within(plan, rule, (up_to, &Meter::default()))
    }

    /// As [`Ballots::aggregate_under`], with the work that a meter allows for the search for the nearest allocation.
    ///
    /// # Errors
    /// As [`Ballots::aggregate_under`].
    pub fn aggregate_under_within(
        &self,
        plan: &Plan,
        rule: AggregationRule,
        (up_to, meter): (Authorization, &Meter),
    ) -> Result<Repair> {
        self.check_fit(plan)?;
        let aggregate = self.aggregate(rule);
        let repaired = Rebalance::new().wishes(aggregate.amounts()).up_to(up_to).run_within(plan, meter)?;
        let guarantee = match Guarantee::of(rule) {
            Guarantee::StrategyproofBeforeRounding if !plan.rulebook().rules().is_empty() => {
                Guarantee::EndedByRules
            }
            guarantee => guarantee,
        };
        Ok(Repair { aggregate, repaired, guarantee })
    }
}

impl Repair {
    /// What the rule of aggregation made of the ballots.
    #[must_use]
    pub fn aggregate(&self) -> &Aggregate {
        &self.aggregate
    }

    /// The nearest allocation that respects the plan's rules, or the rules that clash, or that the search ended unproven.
    pub fn repaired(&self) -> &Answer<Nearest, Conflict> {
        &self.repaired
    }

    /// The allocation inside the rules; none if the rules clash, or if the search found none.
    #[must_use]
    pub fn allocation(&self) -> Option<&Allocation> {
        match &self.repaired {
            Answer::Found(nearest) => Some(nearest.allocation()),
            Answer::Infeasible(_) | Answer::Unknown => None,
        }
    }

    /// What is promised to a party that writes what it means. Rules end the guarantee even where this outcome respects them
    /// by itself, since that of another ballot might not.
    #[must_use]
    pub fn guarantee(&self) -> Guarantee {
        self.guarantee
    }
}

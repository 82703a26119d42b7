//! `Repair`: what a rule makes of ballots, moved inside the rules of a plan.

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::aggregate::Aggregate;
use super::aggregation_rule::AggregationRule;
use super::by_line::ByLine;
use super::compromise::check_split;
use super::guarantee::Guarantee;
use super::profile::Ballots;
use super::tally::Tally;
use riparto_core::budget::Allocation;
use riparto_core::error::Result;
use riparto_core::money::{Money, MoneyDelta};
use riparto_core::plan::Plan;
use riparto_core::rules::{Authorization, Rule};
use riparto_core::words::spoken;
use riparto_rebalance::rebalance::{Conflict, Nearest, Rebalance};
use riparto_solve::{Answer, Meter};

/// What a rule makes of ballots, and the nearest allocation that respects the rules of a plan.
///
/// The one follows the other: the aggregate knows nothing of the plan's rules, and the repair nothing of the ballots. What a
/// rule of aggregation guarantees ends with the aggregate ([`Repair::guarantee`]).
///
/// ```
/// use riparto::ballots::{AggregationRule, Ballot, Ballots};
/// use riparto::{Authorization, Plan};
///
/// let plan = Plan::from_json(
///     r#"{ "format": "riparto.plan/1", "title": "Plan", "total": "100.00",
///          "lines": [ {"id": "desks", "amount": "60.00"}, {"id": "outreach", "amount": "40.00"} ],
///          "rules": [ {"id": "outreach-floor", "scope": {"lines": ["outreach"]}, "limit": {"floor": "35.00"}} ] }"#,
/// )?;
/// let ballots = Ballots::new("100.00".parse()?, vec![Ballot::new("anci", 1, vec!["90.00".parse()?, "10.00".parse()?])?])?;
/// let repair = ballots.aggregate_under(&plan, AggregationRule::Mean, Authorization::Free)?;
/// assert_eq!(repair.aggregate().amounts()[1].to_string(), "10.00");
/// assert_eq!(repair.allocation().map(|found| found.amount("outreach")).transpose()?, Some("35.00".parse()?));
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Repair {
    aggregate: Aggregate,
    repaired: Answer<Nearest, Conflict>,
    guarantee: Guarantee,
    cost: Option<i128>,
}

/// As the operation `aggregate` writes it for ballots that are lists: a map of `rule`, `feasible`, `amounts`, `exact`, `receipt`, `guarantee`,
/// `guarantee_text` and `repair` (`before`, `moved`, `binding`, `cost`); or that of the answer where nothing inside the rules was found.
impl Serialize for Repair {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let Answer::Found(nearest) = &self.repaired else { return self.repaired.serialize(serializer) };
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("rule", &self.aggregate.rule())?;
        map.serialize_entry("feasible", &true)?;
        map.serialize_entry("amounts", nearest.allocation().amounts())?;
        map.serialize_entry("exact", self.aggregate.exact())?;
        map.serialize_entry("receipt", self.aggregate.receipt())?;
        map.serialize_entry("guarantee", &self.guarantee)?;
        map.serialize_entry("guarantee_text", self.guarantee.sentence(spoken()))?;
        map.serialize_entry("repair", &RepairByLine { repair: self, lines: None })?;
        map.end()
    }
}

/// By how much a repair moved an aggregate, and why; null where nothing was found.
#[doc(hidden)]
pub struct RepairByLine<'a> {
    #[doc(hidden)]
    pub repair: &'a Repair,
    #[doc(hidden)]
    pub lines: Option<&'a [String]>,
}

impl Serialize for RepairByLine<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        #[derive(serde::Serialize)]
        struct Written<'a> {
            before: ByLine<'a, Money>,
            moved: String,
            binding: Vec<&'a str>,
            cost: Option<String>,
        }
        let RepairByLine { repair, lines } = *self;
        let Answer::Found(nearest) = &repair.repaired else { return serializer.serialize_none() };
        Written {
            before: ByLine { lines, values: repair.aggregate.amounts() },
            moved: MoneyDelta::plain(nearest.objective().moved),
            binding: nearest.binding().map(Rule::id).collect(),
            cost: repair.cost.map(MoneyDelta::plain),
        }
        .serialize(serializer)
    }
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
        Tally::of(self).aggregate_under_within(plan, rule, (up_to, meter))
    }
}

impl Tally {
    /// As [`Ballots::aggregate_under_within`], of ballots that are counted.
    ///
    /// # Errors
    /// As [`Ballots::aggregate_under`], but for parties, which a tally does not know.
    pub fn aggregate_under_within(
        &self,
        plan: &Plan,
        rule: AggregationRule,
        (up_to, meter): (Authorization, &Meter),
    ) -> Result<Repair> {
        check_split(plan, self.line_count(), self.total())?;
        let aggregate = self.aggregate(rule);
        let repaired = Rebalance::new().wishes(aggregate.amounts()).up_to(up_to).run_within(plan, meter)?;
        let guarantee = match Guarantee::of(rule) {
            Guarantee::StrategyproofBeforeRounding if !plan.rulebook().rules().is_empty() => {
                Guarantee::EndedByRules
            }
            guarantee => guarantee,
        };
        let cost = repaired
            .as_ref()
            .found()
            .map(|nearest| self.distance(nearest.allocation().amounts()))
            .transpose()?;
        Ok(Repair { aggregate, repaired, guarantee, cost })
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

    /// The sum of the weighted distances of all ballots to the allocation inside the rules, in cents: what a compromise makes least;
    /// none if there is no such allocation.
    #[must_use]
    pub fn cost(&self) -> Option<i128> {
        self.cost
    }

    /// What is promised to a party that writes what it means. Rules end the guarantee even where this outcome respects them
    /// by itself, since that of another ballot might not.
    #[must_use]
    pub fn guarantee(&self) -> Guarantee {
        self.guarantee
    }
}

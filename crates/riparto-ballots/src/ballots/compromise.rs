//! The compromise: the allocation inside the rules that is nearest to all ballots together.

use std::collections::BTreeSet;

use super::aggregation_rule::AggregationRule;
use super::integral_phantoms::integral_within;
use super::line_votes::VotesByLine;
use super::profile::Ballots;
use super::tally::Tally;
use riparto_core::budget::Allocation;
use riparto_core::error::{Cause, Result};
use riparto_core::money::Money;
use riparto_core::plan::{Party, Plan};
use riparto_core::rules::Authorization;
use riparto_rebalance::rebalance::{Conflict, DemandFunction, LineDomain, least_cost, line_domains};
use riparto_solve::{Answer, Meter};

impl Ballots {
    /// The allocation inside the rules whose distances to the ballots, weighted, have the least sum; among those that tie, the
    /// most even one. Exact to the cent, for rules on lines and on scopes that lie inside or apart from each other. The
    /// distance of two splits is the sum of the differences over the lines: twice the euros that would have to move.
    ///
    /// Without rules this is what [`AggregationRule::Utilitarian`](super::AggregationRule::Utilitarian) rounds to, and
    /// strategyproof. Under rules strategyproofness is not claimed; efficiency is: no allocation inside the rules is at least as near
    /// to every ballot and nearer to one.
    ///
    /// The demand of a line at a price is an order statistic of its votes, and one water-filling finds the price (Hochbaum and
    /// Hong, "About strongly polynomial time algorithms for quadratic optimization over submodular constraints", 1995, for the
    /// tree; the most even among ties by a second one).
    ///
    /// ```
    /// use riparto::ballots::{Ballot, Ballots};
    /// use riparto::{Answer, Authorization, Plan};
    ///
    /// let plan = Plan::from_json(
    ///     r#"{ "format": "riparto.plan/1", "title": "Plan", "total": "100.00",
    ///          "lines": [ {"id": "desks", "amount": "60.00"}, {"id": "outreach", "amount": "40.00"} ],
    ///          "rules": [ {"id": "r1", "scope": {"lines": ["outreach"]}, "limit": {"floor": "35.00"}} ] }"#,
    /// )?;
    /// let ballot = |party: &str, desks: &str, outreach: &str| -> riparto::Result<Ballot> {
    ///     Ballot::new(party, 1, vec![desks.parse()?, outreach.parse()?])
    /// };
    /// let ballots = Ballots::new(
    ///     "100.00".parse()?,
    ///     vec![ballot("anci", "90.00", "10.00")?, ballot("ats", "80.00", "20.00")?, ballot("cnr", "50.00", "50.00")?],
    /// )?;
    /// let Answer::Found(allocation) = ballots.compromise(&plan, Authorization::Free)? else { panic!("it can be met") };
    /// assert_eq!(allocation.amount("outreach")?.to_string(), "35.00");
    /// # Ok::<(), riparto::Error>(())
    /// ```
    ///
    /// # Errors
    /// Ballots over another number of lines (`amounts_mismatch`) or of another total (`ballots_total`); a party that the plan,
    /// which has parties, does not have (`party_unknown`); rules that this search does not
    /// cover and that its outcome breaks, or scopes that cross (`rebalance_unsupported`).
    pub fn compromise(&self, plan: &Plan, up_to: Authorization) -> Result<Answer<Allocation, Conflict>> {
        self.compromise_within(plan, up_to, &Meter::default())
    }

    /// As [`Ballots::compromise`], with the work that a meter allows for the conflict, if rules clash.
    ///
    /// # Errors
    /// As [`Ballots::compromise`].
    pub fn compromise_within(
        &self,
        plan: &Plan,
        up_to: Authorization,
        meter: &Meter,
    ) -> Result<Answer<Allocation, Conflict>> {
        self.check_fit(plan)?;
        Tally::of(self).compromise_within(plan, up_to, meter)
    }

    /// Whether the ballots split what a plan splits, and are of its parties.
    pub(super) fn check_fit(&self, plan: &Plan) -> Result<()> {
        check_split(plan, self.line_count(), self.total())?;
        if plan.parties().is_empty() {
            return Ok(());
        }
        let known: BTreeSet<&str> = plan.parties().iter().map(Party::id).collect();
        match self.iter().find(|ballot| !known.contains(ballot.party())) {
            None => Ok(()),
            Some(ballot) => {
                Err(Cause::party_unknown(ballot.party(), plan.parties().iter().map(Party::id)).into())
            }
        }
    }

    /// The sum of the weighted distances of all ballots to amounts, in cents: what a compromise makes least.
    #[must_use]
    pub fn distance(&self, allocation: &Allocation) -> i128 {
        let distance = |amounts: &[Money]| -> i128 {
            let pairs = amounts.iter().zip(allocation.amounts());
            pairs.map(|(voted, amount)| i128::from((voted - *amount).abs().cents())).sum()
        };
        self.iter().map(|ballot| i128::from(ballot.weight()) * distance(ballot.amounts())).sum()
    }
}

impl Tally {
    /// As [`Ballots::compromise_within`], of ballots that are counted.
    ///
    /// # Errors
    /// As [`Ballots::compromise`], but for parties, which a tally does not know.
    pub fn compromise_within(
        &self,
        plan: &Plan,
        up_to: Authorization,
        meter: &Meter,
    ) -> Result<Answer<Allocation, Conflict>> {
        check_split(plan, self.line_count(), self.total())?;
        let demand = |domains: &[LineDomain]| OrderStatistic {
            columns: self.columns(),
            weight: i64::from(self.weight()),
            domains: domains.to_vec(),
        };
        least_cost(plan, (up_to, meter), demand)
    }
}

impl Tally {
    /// What phantoms that rise by whole cents make of all ballots inside the rules of a plan, where these are floors and ceilings of single
    /// lines alone: each line holds the median of its votes and phantoms, or the nearest amount to it that the line may hold, and it ends when the
    /// lines sum to the total. No party can bring this outcome nearer to its ballot by another one, not by a cent: strategyproofness does not
    /// end at such rules, as it does in [`Ballots::aggregate_under`].
    ///
    /// None for a rule without phantoms, and where rules say more of the lines together (sums, shares, movement, flow) or cannot all hold.
    /// Of a sum of lines it would have to be decided how much of it there is, which is not truthful however each part is then split.
    ///
    /// *Rests on*: an argument of a few lines that follows Freeman and others 2021, in the source beside the search; and tests that try
    /// every false ballot in every small profile under many bounds.
    ///
    /// ```
    /// use riparto::ballots::{AggregationRule, Ballot, Ballots, Tally};
    /// use riparto::{Authorization, Plan};
    ///
    /// let plan = Plan::from_json(
    ///     r#"{ "format": "riparto.plan/1", "title": "Plan", "total": "100.00",
    ///          "lines": [ {"id": "desks", "amount": "60.00"}, {"id": "outreach", "amount": "30.00"}, {"id": "office", "amount": "10.00"} ],
    ///          "rules": [ {"id": "r1", "scope": {"lines": ["outreach"]}, "limit": {"floor": "35.00"}} ] }"#,
    /// )?;
    /// let ballot = |party: &str, amounts: [&str; 3]| -> riparto::Result<Ballot> {
    ///     Ballot::new(party, 1, amounts.iter().map(|amount| amount.parse()).collect::<riparto::Result<_>>()?)
    /// };
    /// let ballots = vec![ballot("anci", ["90.00", "10.00", "0.00"])?, ballot("ats", ["60.00", "20.00", "20.00"])?];
    /// let tally = Tally::of(&Ballots::new("100.00".parse()?, ballots)?);
    /// let within = tally.integral_under(&plan, AggregationRule::Ladder, Authorization::Free)?.expect("bounds of lines");
    /// assert_eq!(within.iter().map(|amount| amount.to_string()).collect::<Vec<_>>(), ["57.50", "35.00", "7.50"]);
    /// # Ok::<(), riparto::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`Tally::compromise_within`] for ballots that do not fit the plan.
    pub fn integral_under(
        &self,
        plan: &Plan,
        rule: AggregationRule,
        up_to: Authorization,
    ) -> Result<Option<Vec<Money>>> {
        check_split(plan, self.line_count(), self.total())?;
        if !rule.is_strategyproof() {
            return Ok(None);
        }
        let intervals = line_domains(plan, up_to)?;
        Ok(intervals.map(|intervals| integral_within(self.columns(), rule, self.weight(), &intervals)))
    }
}

/// Whether ballots over so many lines, of a total, split what a plan splits.
pub(super) fn check_split(plan: &Plan, found: usize, total: Money) -> Result<()> {
    let lines = plan.envelope().line_count();
    if found != lines {
        return Err(Cause::AmountsMismatch { found, lines }.into());
    }
    if total != plan.envelope().total() {
        let (found, total) = (total.words(), plan.envelope().total().words());
        return Err(Cause::BallotsTotal { found, total }.into());
    }
    Ok(())
}

/// A line's answer to a price: the first vote, from the smallest, up to which twice the votes weigh more than all of them
/// and the price together.
struct OrderStatistic<'a> {
    columns: &'a VotesByLine,
    weight: i64,
    domains: Vec<LineDomain>,
}

impl OrderStatistic<'_> {
    fn amount(&self, at: usize, price: i64) -> i64 {
        let LineDomain { line, low, high } = self.domains[at];
        if price < -self.weight {
            return low;
        }
        let column = self.columns.column(line);
        // Votes are ranked from the largest: rank `r` and smaller ones weigh all, less what ranks before `r` weigh.
        let is_enough = |rank: usize| {
            2 * (self.weight - i64::from(column.weight(rank - 1))) > self.weight.saturating_add(price)
        };
        let (mut enough, mut end) = (0, column.last_rank() + 1);
        while end - enough > 1 {
            let middle = enough + (end - enough) / 2;
            if is_enough(middle) { enough = middle } else { end = middle }
        }
        if enough == 0 { high } else { column.vote(enough).max(low).min(high) }
    }
}

impl DemandFunction for OrderStatistic<'_> {
    type Shift = i64;

    fn at(&self, line: usize, shift: i64) -> (i64, i64) {
        (self.amount(line, shift), self.amount(line, shift + 1))
    }

    fn range(&self) -> (i64, i64) {
        (-self.weight - 2, self.weight + 1)
    }
}

//! The counter-proposal: the nearest admissible proposal to one that the rules forbid.
//!
//! Each stage is tried where those before it find nothing: the proposal with the transfers that derived lines need; the nearest
//! allocation in which only named and derived lines change; for a proposal of one transfer, as much of it as passes; then the lines
//! of the same parties may change too, and last all lines. A bounded number of searches keeps the other lines that change few, not
//! the fewest; the answer lists them.

use std::collections::BTreeSet;

use serde::{Serialize, Serializer};

use super::by_measure::nearest;
use super::derived::derived_from;
use super::followed_settlement::followed_transfers;
use super::measure::Measure;
use super::nearest::Nearest;
use super::side_constraints::SideConstraints;
use super::target::NearnessCriterion;
use crate::transfers::SettlementAnswer;
use riparto_core::budget::{Allocation, ChangesByLine};
use riparto_core::capacity::MAX_ID_CHARS;
use riparto_core::error::Result;
use riparto_core::plan::{Assessment, Balance, DerivedCompletion, Plan, Proposal};
use riparto_core::rules::Authorization;
use riparto_solve::{Answer, Meter};

/// The most searches that are spent on keeping other lines unchanged.
const MAX_SHRINK_SEARCHES: usize = 24;

/// The weight of a cent on a named or derived line; one elsewhere.
const NAMED_WEIGHT: u32 = 1 << 10;

/// A proposal that stays within a level of authorization, offered instead of one that exceeds it.
#[doc(alias = "controproposta")]
#[derive(Clone, Debug, PartialEq)]
pub struct CounterProposal {
    assessment: Assessment,
    derived: Vec<String>,
    payers: Vec<String>,
    unnamed: Vec<String>,
}

impl CounterProposal {
    /// The proposal. Its id is the original's with `-counter` appended, cut at the front to the longest id allowed; it has no title and
    /// no reason.
    #[must_use]
    pub fn proposal(&self) -> &Proposal {
        self.assessment.proposal()
    }

    /// What the proposal would do.
    #[must_use]
    pub fn assessment(&self) -> &Assessment {
        &self.assessment
    }

    /// The lines, by id, that change though the proposal does not name them, as rules derive them from lines that it does.
    #[must_use]
    pub fn derived(&self) -> &[String] {
        &self.derived
    }

    /// The lines, by id, that change though the proposal does not name them, as a rule says that they pay for derived lines.
    #[must_use]
    pub fn payers(&self) -> &[String] {
        &self.payers
    }

    /// The other lines, by id, that change though the proposal does not name them: without them there is nothing to propose.
    #[must_use]
    pub fn unnamed(&self) -> &[String] {
        &self.unnamed
    }
}

/// As the operation `assess` writes it: a map of `proposal`, `changes`, `authorization`, and of `derived`, `payers` and `unnamed` where there
/// are such lines.
impl Serialize for CounterProposal {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Written<'a> {
            proposal: &'a Proposal,
            changes: ChangesByLine<'a>,
            authorization: Authorization,
            #[serde(skip_serializing_if = "<[String]>::is_empty")]
            derived: &'a [String],
            #[serde(skip_serializing_if = "<[String]>::is_empty")]
            payers: &'a [String],
            #[serde(skip_serializing_if = "<[String]>::is_empty")]
            unnamed: &'a [String],
        }
        Written {
            proposal: self.proposal(),
            changes: self.assessment.changes_by_line(),
            authorization: self.assessment.authorization(),
            derived: &self.derived,
            payers: &self.payers,
            unnamed: &self.unnamed,
        }
        .serialize(serializer)
    }
}

/// The search for a counter-proposal: its inputs.
struct CounterSearch<'a> {
    plan: &'a Plan,
    /// The proposal as it is written; by source and with what follows.
    given: &'a Proposal,
    proposal: &'a Proposal,
    up_to: Authorization,
    meter: &'a Meter,
    named: BTreeSet<usize>,
    derived: BTreeSet<usize>,
    payers: BTreeSet<usize>,
}

impl CounterProposal {
    /// For a proposal that needs more than a level of authorization: a proposal that does not, and that leads as near as
    /// the rules allow to what was asked for. Derived lines are adjusted as their rules require ([`Plan::complete_derived`]),
    /// so that these rules do not block it. Lines that the proposal does not name are left alone if that leaves anything to propose;
    /// else they are named ([`CounterProposal::unnamed`]).
    ///
    /// `None` if the proposal needs no more than `up_to`, or if no stage of the search finds one; also where there are more rules than
    /// a search takes.
    ///
    /// ```
    /// # use riparto::{Authorization, Plan, Proposal};
    /// # use riparto::rebalance::CounterProposal;
    /// # let plan = Plan::from_json(r#"{ "format": "riparto.plan/1", "title": "Plan", "total": "100.00",
    /// #     "lines": [ {"id": "a", "amount": "50.00"}, {"id": "b", "amount": "30.00"}, {"id": "c", "amount": "20.00"} ],
    /// #     "rules": [ {"id": "r1", "scope": {"lines": ["b"]}, "limit": {"floor": "20.00"}} ] }"#)?;
    /// let proposal = Proposal::new("p1", "ats")?.transfer("b", "a", "16.00".parse()?)?;
    /// let counter = CounterProposal::of(&plan, &proposal, Authorization::Free)?.expect("a smaller transfer is allowed");
    /// let assessment = plan.assess(counter.proposal())?;
    /// assert!(assessment.findings().is_empty());
    /// // b keeps its floor of 20.00, and c is left alone.
    /// assert_eq!(assessment.after().amount("a")?.to_string(), "60.00");
    /// assert!(counter.unnamed().is_empty());
    /// # Ok::<(), riparto::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`Plan::assess`].
    pub fn of(plan: &Plan, proposal: &Proposal, up_to: Authorization) -> Result<Option<CounterProposal>> {
        CounterProposal::of_within(plan, proposal, up_to, &Meter::default())
    }

    /// As [`CounterProposal::of`], with the work that a meter allows; at its limit the counter-proposal is the nearest found,
    /// or there is none.
    ///
    /// # Errors
    /// As [`Plan::assess`].
    pub fn of_within(
        plan: &Plan,
        proposal: &Proposal,
        up_to: Authorization,
        meter: &Meter,
    ) -> Result<Option<CounterProposal>> {
        let given = proposal;
        let split = plan.split_by_source(given)?;
        let follows = plan.follow(&split)?;
        let proposal = follows.proposal(&split);
        let assessment = plan.assess(proposal)?;
        if assessment.authorization() <= up_to {
            return Ok(None);
        }
        let stated = proposal.transfers().iter().filter(|transfer| !transfer.follows());
        let ends = stated.flat_map(|transfer| [transfer.from(), transfer.to()]);
        let named = ends.map(|line| plan.envelope().position(line)).collect::<Result<BTreeSet<usize>>>()?;
        let derived = derived_from(plan, &named);
        let payers = plan.paying_lines(&derived);
        let counter = CounterSearch { plan, given, proposal, up_to, meter, named, derived, payers };
        counter.find(&assessment)
    }
}

impl CounterSearch<'_> {
    fn find(&self, assessment: &Assessment) -> Result<Option<CounterProposal>> {
        // What follows as rules say who pays comes before an allocation that says nothing of that.
        if (self.plan.rulebook().has_following() || self.given != self.proposal)
            && let Some(counter) = self.largest_part_that_passes()?
        {
            return Ok(Some(counter));
        }
        let completed = self.completed();
        if let Some(completed) = completed.as_ref().filter(|completed| self.passes(completed)) {
            return self.answer(completed.clone()).map(Some);
        }
        let wish = match &completed {
            Some(completed) => self.plan.assess(completed)?.after(),
            None => assessment.after(),
        };
        let mut variable: BTreeSet<usize> = self.named.union(&self.derived).copied().collect();
        variable.extend(&self.payers);
        if let Some(nearest) = self.nearest(&wish, &variable, &NearnessCriterion::default())
            && let Some(counter) = self.by_transfers_to(nearest.allocation())?
        {
            return Ok(Some(counter));
        }
        // Steps or breaches elsewhere can make every allocation infeasible while a smaller amount of one transfer passes.
        if let Some(counter) = self.largest_part_that_passes()? {
            return Ok(Some(counter));
        }
        for others in [self.lines_of_parties(), (0..wish.amounts().len()).collect()] {
            if others.is_subset(&variable) {
                continue;
            }
            variable.extend(others);
            if let Some(nearest) = self.nearest_of_few(&wish, &variable)
                && let Some(counter) = self.by_transfers_to(&nearest)?
            {
                return Ok(Some(counter));
            }
        }
        Ok(None)
    }

    /// The proposal with the transfers that derived lines still need, if those change no other lines and do not undo it.
    fn completed(&self) -> Option<Proposal> {
        let Ok(DerivedCompletion::Completed(completed)) =
            self.plan.complete_derived(self.proposal, &Balance::Moved)
        else {
            return None;
        };
        let may_change = |line: &str| {
            let line = self.plan.envelope().position(line);
            line.is_ok_and(|line| self.named.contains(&line) || self.derived.contains(&line))
        };
        let added = completed.added().iter();
        let leaves_others = added.into_iter().all(|added| may_change(added.from()) && may_change(added.to()));
        if self.plan.rulebook().has_following() {
            // What a rule says who pays for follows by itself.
            let paying = self.plan.paying();
            let follows = |line: &str| {
                let line = self.plan.envelope().position(line);
                line.is_ok_and(|line| paying.derived.contains_key(&line))
            };
            if completed.added().iter().any(|added| follows(added.from()) || follows(added.to())) {
                return None;
            }
        }
        let undoes = self.plan.changes(completed.proposal()).is_ok_and(|changes| changes.is_empty());
        (leaves_others && !undoes).then(|| completed.proposal().clone())
    }

    fn passes(&self, proposal: &Proposal) -> bool {
        self.plan.assess(proposal).is_ok_and(|assessment| assessment.authorization() <= self.up_to)
    }

    /// The nearest allocation in which only some lines change.
    fn nearest(
        &self,
        wish: &Allocation,
        variable: &BTreeSet<usize>,
        criterion: &NearnessCriterion,
    ) -> Option<Nearest> {
        let approved = self.plan.approved().amounts();
        let kept = (0..approved.len()).filter(|line| !variable.contains(line));
        let side = SideConstraints {
            lines: kept.map(|line| (line, [approved[line].cents(); 2])).collect(),
            ..SideConstraints::default()
        };
        let criterion = NearnessCriterion { up_to: self.up_to, ..criterion.clone() };
        // The check of the result against all rules.
        if !self.meter.spend(self.plan.rulebook().check_units()) {
            return None;
        }
        match nearest(self.plan, wish.amounts(), &criterion, &side, self.meter) {
            Ok(Answer::Found(nearest)) => Some(nearest),
            _ => None,
        }
    }

    /// The one transfer of a proposal, as much of it as passes.
    fn largest_part_that_passes(&self) -> Result<Option<CounterProposal>> {
        let mut stated = self.given.transfers().iter().filter(|transfer| !transfer.follows());
        let (Some(only), None) = (stated.next(), stated.next()) else { return Ok(None) };
        let passing = self.plan.would_pass(self.given)?;
        let most =
            passing.iter().filter(|(level, _)| *level <= self.up_to).map(|(_, most)| most.passes()).max();
        let Some(most) = most.filter(|most| !most.is_zero()) else { return Ok(None) };
        let part = self.empty_counter()?.transfer(only.from(), only.to(), most)?;
        let part = self.plan.split_by_source(&part)?.into_owned();
        let part = self.plan.follow(&part)?.proposal(&part).clone();
        if self.passes(&part) { self.answer(part).map(Some) } else { Ok(None) }
    }

    /// The lines of the parties whose lines are named: those that have the same party's id as the value of a label.
    fn lines_of_parties(&self) -> BTreeSet<usize> {
        let envelope = self.plan.envelope();
        let is_party = |value: &str| self.plan.parties().iter().any(|party| party.id() == value);
        let labels = |line: usize| envelope.line(line).labels().iter().collect::<Vec<(&str, &str)>>();
        let parties: BTreeSet<(&str, &str)> =
            self.named.iter().flat_map(|line| labels(*line)).filter(|(_, value)| is_party(value)).collect();
        (0..envelope.line_count())
            .filter(|line| labels(*line).iter().any(|label| parties.contains(label)))
            .collect()
    }

    /// Nearest to the wish on named and derived lines first; then few other lines, by delta debugging: halves, quarters, … of those
    /// that change are fixed while the answer gets no worse.
    fn nearest_of_few(&self, wish: &Allocation, variable: &BTreeSet<usize>) -> Option<Allocation> {
        let is_near_line = |line: &usize| self.named.contains(line) || self.derived.contains(line);
        let weight = |line: usize| if is_near_line(&line) { NAMED_WEIGHT } else { 1 };
        let weights: Vec<u32> = (0..wish.amounts().len()).map(weight).collect();
        let criterion = NearnessCriterion { measure: Measure::LeastMoved, weights, up_to: self.up_to };
        let mut found = self.nearest(wish, variable, &criterion)?;
        let approved = self.plan.approved().amounts();
        let changed = |found: &Nearest| -> Vec<usize> {
            let amounts = found.allocation().amounts();
            let change = |line: &usize| (amounts[*line] - approved[*line]).abs();
            let mut lines: Vec<usize> = (0..amounts.len()).filter(|line| !is_near_line(line)).collect();
            lines.retain(|line| !change(line).is_zero());
            lines.sort_by_key(change);
            lines
        };
        let mut others = changed(&found);
        let (mut tries, mut many) = (0, others.len().div_ceil(2));
        while many > 0 && tries < MAX_SHRINK_SEARCHES {
            let mut at = 0;
            while at < others.len() && others.len() > 1 && tries < MAX_SHRINK_SEARCHES {
                let left: BTreeSet<usize> = others[at..others.len().min(at + many)].iter().copied().collect();
                let may: BTreeSet<usize> = (0..wish.amounts().len())
                    .filter(|line| is_near_line(line) || (others.contains(line) && !left.contains(line)))
                    .collect();
                tries += 1;
                match self.nearest(wish, &may, &criterion) {
                    Some(fewer) if fewer.objective().moved <= found.objective().moved => {
                        found = fewer;
                        others = changed(&found);
                    }
                    _ => at += many,
                }
            }
            many /= 2;
        }
        Some(found.allocation().clone())
    }

    /// The transfers that lead to amounts, if they pass and change a line that is named.
    fn by_transfers_to(&self, amounts: &Allocation) -> Result<Option<CounterProposal>> {
        let approved = self.plan.approved();
        let differs = |line: &usize| amounts.amounts()[*line] != approved.amounts()[*line];
        if !self.named.iter().any(differs) {
            return Ok(None);
        }
        let settlement = match self.plan.rulebook().has_following() {
            true => followed_transfers(self.plan, amounts, self.up_to, self.meter)?,
            false => match SettlementAnswer::to(self.plan, amounts, self.up_to, self.meter)? {
                SettlementAnswer::Found(settlement) => Some(settlement),
                SettlementAnswer::Blocked(_) => None,
            },
        };
        let Some(settlement) = settlement else { return Ok(None) };
        let transfers = settlement.transfers().iter().cloned();
        let counter = self.empty_counter()?.with_transfers(transfers)?;
        if self.passes(&counter) { self.answer(counter).map(Some) } else { Ok(None) }
    }

    fn empty_counter(&self) -> Result<Proposal> {
        let mut id = format!("{}-counter", self.proposal.id());
        id.drain(..id.len().saturating_sub(MAX_ID_CHARS));
        Proposal::new(id, self.proposal.party())
    }

    fn answer(&self, counter: Proposal) -> Result<CounterProposal> {
        let counter = self.empty_counter()?.with_transfers(counter.transfers().iter().cloned())?;
        let (mut derived, mut payers, mut unnamed) = (Vec::new(), Vec::new(), Vec::new());
        let assessment = self.plan.assess(&counter)?;
        for change in assessment.changes() {
            let id = || self.plan.envelope().line(change.line).id().to_owned();
            match (self.named.contains(&change.line), self.derived.contains(&change.line)) {
                (true, _) => {}
                (false, true) => derived.push(id()),
                (false, false) if self.payers.contains(&change.line) => payers.push(id()),
                (false, false) => unnamed.push(id()),
            }
        }
        Ok(CounterProposal { assessment, derived, payers, unnamed })
    }
}

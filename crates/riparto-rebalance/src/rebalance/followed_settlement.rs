//! The transfers that lead to amounts with what follows them, where rules say who pays for derived lines.
//!
//! A search for amounts knows that derived lines hold what is due, and not who pays. All that it finds is looked for among what
//! proposals lead to that name no line which follows: what they state is computed back from the amounts, but for the cents by which
//! payers share, and these are sought. Amounts that no such proposal was found for give way to the nearest that one was, which are then
//! the nearest only if nothing at all is nearer.

use std::collections::BTreeSet;

use super::asked_of_rules::OptimalFor;
use super::nearest::Nearest;
use super::objective::Objective;
use super::side_constraints::allocation_of;
use super::sought_settlement::SoughtSettlement;
use super::status_quo::StatusQuo;
use super::target::{NearnessCriterion, in_cents};
use crate::transfers::{Settlement, SettlementAnswer, settle_within};
use riparto_core::budget::Allocation;
use riparto_core::error::Result;
use riparto_core::money::Money;
use riparto_core::plan::{DerivedCompletion, Party, Plan, Proposal};
use riparto_core::rules::Authorization;
use riparto_solve::{Answer, Meter};

/// The most changes that are tried for one answer.
const MOST_TRIES: usize = 64;

/// What leads to amounts.
pub(super) enum FollowedTransfers {
    /// Transfers to just these, or rules of flow that leave none.
    Exactly(SettlementAnswer),
    /// Transfers to amounts beside them.
    Beside(Vec<i64>, Settlement),
    /// No transfers were found.
    Not,
}

/// What is stated, and what lines hold with what follows.
type StatedAmounts = (Vec<(usize, i64)>, Vec<i64>);

struct FollowedSettlement<'a> {
    plan: &'a Plan,
    /// Amounts that are asked for: perhaps what lines hold before what follows.
    asked: &'a [Money],
    up_to: Authorization,
    meter: Meter,
}

/// The answer with the transfers that lead there; where rules say who pays for derived lines, only amounts that transfers lead to with
/// what follows them. The wish is the one asked for, then with what follows it.
pub(super) fn with_settlement(
    answer: Answer<Nearest, ()>,
    plan: &Plan,
    (asked, wish, criterion): (&[Money], &[Money], &NearnessCriterion),
    meter: &Meter,
) -> Result<Answer<Nearest, ()>> {
    let up_to = criterion.up_to;
    let Answer::Found(mut nearest) = answer else { return Ok(answer) };
    if !plan.rulebook().has_following() || plan.approved().total() != nearest.allocation.total() {
        nearest.find_settlement(plan, up_to, meter)?;
        return Ok(Answer::Found(nearest));
    }
    let status_quo = StatusQuo { plan, wish, criterion };
    let (wished, weights) = in_cents(wish, criterion);
    let far = |amounts: &[i64]| Objective::new(amounts, &wished, &weights);
    let amounts: Vec<i64> = nearest.allocation.amounts().iter().map(|amount| amount.cents()).collect();
    let search = FollowedSettlement { plan, asked, up_to, meter: meter.aside() };
    let near = |amounts: &[i64]| (far(amounts).of(criterion.measure), far(amounts).squares);
    match search.reach(&amounts, &near)? {
        FollowedTransfers::Exactly(way) => nearest.settlement = SoughtSettlement::found(way),
        FollowedTransfers::Beside(amounts, settlement) => {
            let is_plain = status_quo.plain().is_some();
            let (at_least, measure) = (nearest.at_least, nearest.measure);
            nearest = status_quo.known(&amounts)?;
            if is_plain {
                nearest.at_least = at_least;
                if nearest.objective.of(measure) <= at_least {
                    nearest.prove(OptimalFor::known(vec![measure]));
                }
            }
            nearest.settlement = SoughtSettlement::found(SettlementAnswer::Found(settlement));
        }
        FollowedTransfers::Not => {
            let Answer::Found(known) = status_quo.or(Answer::Unknown)? else { return Ok(Answer::Unknown) };
            nearest = known;
            nearest.find_settlement(plan, up_to, meter)?;
        }
    }
    Ok(Answer::Found(nearest.wishing(asked, wish)))
}

/// Whether transfers were found that lead to just these amounts with what follows them, or only rules of flow are in the way.
pub(super) fn is_reached(
    plan: &Plan,
    to: &Allocation,
    (asked, up_to): (&[Money], Authorization),
    meter: &Meter,
) -> Result<bool> {
    let amounts: Vec<i64> = to.amounts().iter().map(|amount| amount.cents()).collect();
    let search = FollowedSettlement { plan, asked, up_to, meter: meter.aside() };
    Ok(matches!(search.reach(&amounts, &|_| (0, 0))?, FollowedTransfers::Exactly(_)))
}

/// The transfers that lead to amounts that break no rule, or beside them, with what follows; none where none were found.
pub(super) fn followed_transfers(
    plan: &Plan,
    to: &Allocation,
    up_to: Authorization,
    meter: &Meter,
) -> Result<Option<Settlement>> {
    let amounts: Vec<i64> = to.amounts().iter().map(|amount| amount.cents()).collect();
    let search = FollowedSettlement { plan, asked: to.amounts(), up_to, meter: meter.aside() };
    let weights = vec![1; amounts.len()];
    let near = |found: &[i64]| (Objective::new(found, &amounts, &weights).squares, 0);
    Ok(match search.reach(&amounts, &near)? {
        FollowedTransfers::Exactly(SettlementAnswer::Found(settlement))
        | FollowedTransfers::Beside(_, settlement) => Some(settlement),
        FollowedTransfers::Exactly(SettlementAnswer::Blocked(_)) | FollowedTransfers::Not => None,
    })
}

impl FollowedSettlement<'_> {
    fn reach(&self, target: &[i64], near: &dyn Fn(&[i64]) -> (i128, i128)) -> Result<FollowedTransfers> {
        let (exact, beside) = self.look(target, near)?;
        if let Some((stated, after)) = exact
            && let Some(answer) = self.settlement(&stated, &after)?
        {
            return Ok(FollowedTransfers::Exactly(answer));
        }
        if let Some(answer) = self.healing(target)? {
            return Ok(FollowedTransfers::Exactly(answer));
        }
        if let Some((stated, after)) = beside
            && let Some(SettlementAnswer::Found(settlement)) = self.settlement(&stated, &after)?
        {
            return Ok(FollowedTransfers::Beside(after, settlement));
        }
        Ok(FollowedTransfers::Not)
    }

    /// What is stated for just these amounts, and for the nearest that break no rule.
    fn look(
        &self,
        target: &[i64],
        near: &dyn Fn(&[i64]) -> (i128, i128),
    ) -> Result<(Option<StatedAmounts>, Option<StatedAmounts>)> {
        let units = self.plan.following_units().saturating_add(self.plan.rulebook().check_units());
        if let Some(stated) = self.stated_as_asked()
            && self.meter.spend(units)
            && let Some(after) = self.plan.after_stated(&stated)
            && after == target
        {
            return Ok((Some((stated, after)), None));
        }
        let Some(mut stated) = self.plan.stated_for(target) else { return Ok((None, None)) };
        let mut best: Option<((i128, i128), StatedAmounts)> = None;
        let mut seen: BTreeSet<Vec<(usize, i64)>> = BTreeSet::new();
        for tried in 0..MOST_TRIES {
            if !seen.insert(stated.clone()) {
                nudge(&mut stated, tried);
            }
            if !self.meter.spend(units) {
                break;
            }
            let Some(after) = self.plan.after_stated(&stated) else {
                nudge(&mut stated, tried);
                continue;
            };
            if after == target {
                return Ok((Some((stated, after)), None));
            }
            let is_nearer = best.as_ref().is_none_or(|(known, _)| near(&after) < *known);
            if is_nearer && self.passes(&after)? {
                best = Some((near(&after), (stated.clone(), after.clone())));
            }
            correct(&mut stated, &after, target);
        }
        Ok((None, best.map(|(_, stated)| stated)))
    }

    /// The changes that are asked for, of lines that do not follow, if they sum to zero.
    fn stated_as_asked(&self) -> Option<Vec<(usize, i64)>> {
        let derived = self.plan.paying().derived;
        let held = self.plan.approved().amounts().iter();
        let changes = held.zip(self.asked).map(|(held, asked)| (*asked - *held).cents()).enumerate();
        let stated = changes.filter(|(line, cents)| *cents != 0 && !derived.contains_key(line));
        let stated: Vec<(usize, i64)> = stated.collect();
        (stated.iter().map(|(_, cents)| i128::from(*cents)).sum::<i128>() == 0).then_some(stated)
    }

    fn passes(&self, amounts: &[i64]) -> Result<bool> {
        let findings = self.plan.check_allocation(&self.allocation(amounts)?)?;
        Ok(findings.authorization() <= self.up_to)
    }

    fn allocation(&self, cents: &[i64]) -> Result<Allocation> {
        allocation_of(self.plan, cents)
    }

    /// The transfers that state changes, with what follows them: none where they do not pass, or do not lead to the amounts.
    fn settlement(&self, stated: &[(usize, i64)], after: &[i64]) -> Result<Option<SettlementAnswer>> {
        let plan = self.plan;
        let mut without: Vec<i64> = plan.approved().amounts().iter().map(|amount| amount.cents()).collect();
        stated.iter().for_each(|(line, cents)| without[*line] += cents);
        let settlement =
            match SettlementAnswer::to(plan, &self.allocation(&without)?, self.up_to, &self.meter)? {
                SettlementAnswer::Found(settlement) => settlement,
                blocked => return Ok(Some(blocked)),
            };
        if settlement.transfers().is_empty() {
            return Ok(Some(SettlementAnswer::Found(settlement)));
        }
        let Some(proposal) = self.proposal(&settlement)? else { return Ok(None) };
        let Ok(completion) = plan.follow(&proposal) else { return Ok(None) };
        let (followed, added) = match &completion {
            DerivedCompletion::Completed(completed) => (completed.proposal(), completed.added()),
            DerivedCompletion::Needless => (&proposal, [].as_slice()),
            DerivedCompletion::Impossible(_) => return Ok(None),
        };
        let assessment = plan.assess(followed)?;
        let to = self.allocation(after)?;
        if assessment.authorization() > self.up_to || assessment.after() != to {
            return Ok(None);
        }
        let direct = settle_within(plan.approved(), &to, Default::default(), &self.meter)?;
        settlement
            .followed_by(added, (direct.volume(), direct.at_least()))
            .map(SettlementAnswer::Found)
            .map(Some)
    }

    /// Where derived lines are wrong before, transfers that name them may make them right.
    fn healing(&self, target: &[i64]) -> Result<Option<SettlementAnswer>> {
        if self.plan.paying().is_right {
            return Ok(None);
        }
        let SettlementAnswer::Found(settlement) =
            SettlementAnswer::to(self.plan, &self.allocation(target)?, self.up_to, &self.meter)?
        else {
            return Ok(None);
        };
        let Some(proposal) = self.proposal(&settlement)? else { return Ok(None) };
        let is_needless = matches!(self.plan.follow(&proposal), Ok(DerivedCompletion::Needless));
        let passes = is_needless && self.plan.assess(&proposal)?.authorization() <= self.up_to;
        Ok(passes.then_some(SettlementAnswer::Found(settlement)))
    }

    /// The transfers as a proposal, if there is work left to judge it.
    fn proposal(&self, settlement: &Settlement) -> Result<Option<Proposal>> {
        let party = self.plan.parties().first().map_or("anyone", Party::id);
        let Ok(proposal) = settlement.clone().into_proposal("way", party) else { return Ok(None) };
        let units = self.plan.assessment_units(&proposal)?.saturating_add(self.plan.following_units());
        Ok(self.meter.spend(units).then_some(proposal))
    }
}

/// States less where lines came to hold more than they are to hold, and more where they hold less; what is left over falls on the line
/// that gives most.
fn correct(stated: &mut [(usize, i64)], after: &[i64], target: &[i64]) {
    stated.iter_mut().for_each(|(line, cents)| *cents -= after[*line] - target[*line]);
    let over: i64 = stated.iter().map(|(_, cents)| cents).sum();
    if let Some((_, cents)) = stated.iter_mut().min_by_key(|(_, cents)| *cents) {
        *cents -= over;
    }
}

/// Moves a cent between two of the lines that are stated.
fn nudge(stated: &mut [(usize, i64)], tried: usize) {
    if stated.len() > 1 {
        let (one, other) = (tried % stated.len(), (tried + 1 + tried / stated.len()) % stated.len());
        stated[one].1 += 1;
        stated[other].1 -= 1;
    }
}

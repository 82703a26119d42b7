//! `Proof::check`: whether a proof proves what it says. No search: one pass over lines and rows for each bound.

use std::collections::{BTreeMap, BTreeSet};

use super::asked_rows::{RowSelection, RuleRows};
use super::claim::{
    CheapestRelaxationClaim, Claim, FeasibleClaim, ImpossibleClaim, IrreducibleClaim, NearestClaim,
};
use super::digested_plan::DigestedPlan;
use super::line_cost::CostKind;
use super::lower_bound::LowerBound;
use super::proof_document::Proof;
use super::proven_bound::ProvenBound;
use super::refusal::{Checked, Refusal};
use super::weak_duality::{Case, Costs};
use riparto_core::budget::Allocation;
use riparto_core::capacity::MAX_EVENT_INTEGER;
use riparto_core::money::Money;
use riparto_core::plan::{Plan, Proposal};
use riparto_core::rules::Authorization;
use riparto_rebalance::rebalance::Measure;

impl Proof {
    /// Whether the proof proves what it says of a plan.
    ///
    /// # Errors
    /// Why it does not.
    pub fn check(&self, plan: &DigestedPlan) -> std::result::Result<(), Refusal> {
        match self.plan {
            None => return Err(Refusal::AboutNoPlan),
            Some(digest) if digest != plan.digest() => return Err(Refusal::OtherPlan),
            Some(_) => {}
        }
        if self.claims.is_empty() {
            return Err(Refusal::NoClaim);
        }
        let on_day;
        let plan = match self.date {
            Some(day) => {
                on_day = plan.on(day).map_err(Refusal::Plan)?;
                on_day.plan()
            }
            None if plan.plan().rulebook().day().is_some() => return Err(Refusal::OtherPlan),
            None => plan.plan(),
        };
        let checked = CheckedPlan { plan, up_to: self.up_to };
        self.claims.iter().try_for_each(|claim| checked.claim(claim))
    }

    /// Whether the proof proves what it says of the plan that a proposal is made on, and is about the amounts that the proposal leads to:
    /// each of its claims has amounts, and these are they.
    ///
    /// ```
    /// use riparto::proof::{DigestedPlan, Proof, Refusal};
    /// use riparto::{Answer, Meter, Proposal, Rebalance, SettlementAnswer};
    ///
    /// let plan = DigestedPlan::from_json(
    ///     r#"{ "format": "riparto.plan/1", "title": "Plan", "total": "100.00",
    ///          "lines": [ {"id": "a", "amount": "60.00"}, {"id": "b", "amount": "40.00"} ],
    ///          "rules": [ {"id": "b-floor", "scope": {"lines": ["b"]}, "limit": {"floor": "50.00"}} ] }"#,
    /// )?;
    /// let question = Rebalance::new();
    /// let Answer::Found(nearest) = question.run(plan.plan())? else { panic!("the floor can be met") };
    /// let proof = Proof::of_nearest(&plan, &question, &nearest, &Meter::default())?.expect("rules on lines alone");
    /// let proposal = Proposal::new("p1", "anci")?.transfer("a", "b", "10.00".parse()?)?;
    /// assert_eq!(proof.check_proposal(&plan, &proposal), Ok(()));
    /// let other = Proposal::new("p1", "anci")?.transfer("a", "b", "9.99".parse()?)?;
    /// assert_eq!(proof.check_proposal(&plan, &other), Err(Refusal::OtherAmounts));
    /// # Ok::<(), riparto::Error>(())
    /// ```
    ///
    /// # Errors
    /// Why it does not.
    pub fn check_proposal(
        &self,
        plan: &DigestedPlan,
        proposal: &Proposal,
    ) -> std::result::Result<(), Refusal> {
        self.check(plan)?;
        let after = plan.plan().assess(proposal).map_err(Refusal::Plan)?.after();
        let leads: Vec<i64> = after.amounts().iter().map(|amount| amount.cents()).collect();
        let is_of_it = |claim: &Claim| match claim {
            Claim::Feasible(feasible) => feasible.amounts == leads,
            Claim::Nearest(nearest) => nearest.amounts == leads,
            _ => false,
        };
        if self.claims.iter().all(is_of_it) { Ok(()) } else { Err(Refusal::OtherAmounts) }
    }

    /// Whether a proof that is about no plan proves what it says: a split, what is made of ballots, transfers.
    ///
    /// # Errors
    /// Why it does not.
    pub fn check_alone(&self) -> std::result::Result<(), Refusal> {
        if self.plan.is_some() || self.date.is_some() || self.up_to != Authorization::Free {
            return Err(Refusal::NeedsPlan);
        }
        if self.claims.is_empty() {
            return Err(Refusal::NoClaim);
        }
        self.claims.iter().try_for_each(|claim| match claim {
            Claim::Split(split) => split.check(),
            Claim::Aggregate(aggregate) => aggregate.check(),
            Claim::FewestTransfers(fewest) => fewest.check(),
            _ => Err(Refusal::Mixed),
        })
    }
}

/// The most rules of a conflict that is said to be irreducible.
const MOST_IRREDUCIBLE: usize = 1 << 10;

/// A plan that claims are about.
#[derive(Clone, Copy)]
pub(super) struct CheckedPlan<'a> {
    pub(super) plan: &'a Plan,
    pub(super) up_to: Authorization,
}

impl CheckedPlan<'_> {
    /// Whether a claim is proven.
    pub(super) fn claim(self, claim: &Claim) -> Checked {
        match claim {
            Claim::Feasible(FeasibleClaim { amounts }) => self.keeps_rules(amounts),
            Claim::Nearest(nearest) => self.nearest(nearest),
            Claim::Impossible(impossible) => self.impossible(impossible),
            Claim::Irreducible(irreducible) => self.irreducible(irreducible),
            Claim::CheapestRelaxation(relaxation) => self.cheapest_relaxation(relaxation),
            Claim::Split(_) | Claim::Aggregate(_) | Claim::FewestTransfers(_) => Err(Refusal::Mixed),
        }
    }

    /// Whether there is an amount for each line, and they sum to the total.
    fn sums(self, amounts: &[i64]) -> Checked {
        let total = self.plan.envelope().total().cents();
        let most = i64::MAX / 2;
        if amounts.len() != self.plan.envelope().line_count()
            || amounts.iter().any(|amount| !(0..=most).contains(amount))
        {
            return Err(Refusal::Amounts);
        }
        let sum = amounts.iter().map(|amount| i128::from(*amount)).sum::<i128>();
        if sum == i128::from(total) { Ok(()) } else { Err(Refusal::Total) }
    }

    /// Whether amounts keep all rules.
    fn keeps_rules(self, amounts: &[i64]) -> Checked {
        self.sums(amounts)?;
        let cents = amounts.iter().map(|cents| Money::from_cents(*cents)).collect::<Result<Vec<_>, _>>();
        let allocation = cents.and_then(|amounts| Allocation::new(self.plan.envelope(), amounts));
        let found = allocation.and_then(|allocation| self.plan.check_allocation(&allocation));
        let found = found.map_err(Refusal::Plan)?;
        match found.iter().find(|finding| finding.needs() > self.up_to) {
            Some(finding) => Err(Refusal::Broken(finding.rule().id().to_owned())),
            None => Ok(()),
        }
    }

    fn rows(self, only: Option<&BTreeSet<usize>>, may_miss: bool) -> Result<RuleRows, Refusal> {
        RuleRows::of(self.plan, RowSelection { up_to: self.up_to, only, may_miss }).map_err(Refusal::Plan)
    }

    fn position(self, line: &str) -> Result<usize, Refusal> {
        self.plan.envelope().position(line).map_err(|_| Refusal::LineUnknown(line.to_owned()))
    }

    /// The rules with some ids, by position, in the order of the ids.
    fn positions<'i>(self, ids: impl IntoIterator<Item = &'i str>) -> Result<Vec<usize>, Refusal> {
        let rules = self.plan.rulebook().rules().iter().enumerate();
        let known: BTreeMap<&str, usize> = rules.map(|(number, rule)| (rule.id(), number)).collect();
        let position = |id: &str| known.get(id).copied().ok_or_else(|| Refusal::RuleUnknown(id.to_owned()));
        ids.into_iter().map(position).collect()
    }

    /// What lines wish for, and how many times their changes count.
    fn wish(self, claim: &NearestClaim) -> Result<(Vec<i64>, Vec<i64>), Refusal> {
        let mut wish: Vec<i64> = self.plan.approved().amounts().iter().map(|amount| amount.cents()).collect();
        let mut weights = vec![1; wish.len()];
        for (line, cents) in &claim.wish {
            wish[self.position(line)?] = *cents;
        }
        for (line, weight) in &claim.weights {
            weights[self.position(line)?] = *weight;
        }
        if weights.iter().any(|weight| *weight < 1) {
            return Err(Refusal::NotPositive);
        }
        if wish.iter().any(|cents| *cents < 0) {
            return Err(Refusal::Amounts);
        }
        let is_large = |number: &&i64| number.unsigned_abs() > MAX_EVENT_INTEGER;
        if wish.iter().chain(&weights).any(|number| is_large(&number)) {
            return Err(Refusal::TooLarge);
        }
        Ok((wish, weights))
    }

    fn nearest(self, claim: &NearestClaim) -> Checked {
        self.keeps_rules(&claim.amounts)?;
        let (wish, weights) = self.wish(claim)?;
        let objective = objective(claim.measure, &claim.amounts, (&wish, &weights))?;
        if objective != claim.objective.0 {
            return Err(Refusal::Stated(claim.objective.0, objective));
        }
        let least = objective.checked_sub(claim.gap.0).filter(|_| claim.gap.0 >= 0);
        let least = least.ok_or(Refusal::Stated(claim.gap.0, 0))?;
        let rows = self.rows(None, false)?;
        let mut case = Case::of(&rows);
        let kind = match claim.measure {
            Measure::LeastSquares => CostKind::Squares,
            Measure::LeastMoved => CostKind::Moved,
            Measure::LeastPeak => CostKind::Nothing,
            _ => return Err(Refusal::Measure),
        };
        let costs = Costs { kind, wish: &wish, weights: &weights };
        if kind != CostKind::Nothing {
            return self.proven(&rows, &case, costs, &claim.bound, None)?.is_at_least(least);
        }
        // A largest change of less than this leaves no allocation.
        if least <= 0 {
            return Ok(());
        }
        for line in 0..wish.len() {
            let reach = i64::try_from((least - 1) / i128::from(weights[line])).unwrap_or(i64::MAX);
            let around = [wish[line].saturating_sub(reach), wish[line].saturating_add(reach)];
            case.bounds.tighten(line, around.map(Some));
        }
        self.proven(&rows, &case, costs, &claim.bound, None)?.is_above_zero()
    }

    fn proven(
        self,
        rows: &RuleRows,
        case: &Case,
        costs: Costs<'_>,
        bound: &LowerBound,
        highest: Option<i128>,
    ) -> Result<ProvenBound, Refusal> {
        ProvenBound::of(self.plan, rows, (case, costs), bound, highest)
    }

    /// Whether nothing keeps some rules.
    fn excluded(self, only: Option<&BTreeSet<usize>>, bound: &LowerBound) -> Checked {
        let rows = self.rows(only, false)?;
        let ones = vec![1; rows.bounds.low.len()];
        let costs = Costs { kind: CostKind::Nothing, wish: &ones, weights: &ones };
        self.proven(&rows, &Case::of(&rows), costs, bound, None)?.is_above_zero()
    }

    fn rules(self, ids: &[String]) -> Result<BTreeSet<usize>, Refusal> {
        let rules = self.positions(ids.iter().map(String::as_str))?.into_iter().collect::<BTreeSet<usize>>();
        if rules.len() == ids.len() { Ok(rules) } else { Err(Refusal::Rules) }
    }

    fn impossible(self, claim: &ImpossibleClaim) -> Checked {
        let rules = claim.rules.as_ref().map(|rules| self.rules(rules)).transpose()?;
        self.excluded(rules.as_ref(), &claim.bound)
    }

    fn irreducible(self, claim: &IrreducibleClaim) -> Checked {
        let rules = self.rules(&claim.rules)?;
        if claim.without.len() != claim.rules.len() || claim.rules.len() > MOST_IRREDUCIBLE {
            return Err(Refusal::Rules);
        }
        self.excluded(Some(&rules), &claim.bound)?;
        let left_out = self.positions(claim.rules.iter().map(String::as_str))?;
        for (rule, amounts) in left_out.into_iter().zip(&claim.without) {
            let mut others = rules.clone();
            others.remove(&rule);
            self.keeps_rows(&self.rows(Some(&others), false)?, amounts)?;
        }
        Ok(())
    }

    /// Whether amounts keep rows.
    fn keeps_rows(self, rows: &RuleRows, amounts: &[i64]) -> Checked {
        self.sums(amounts)?;
        let id = |rule: usize| self.plan.rulebook().rules()[rule].id().to_owned();
        if let Some(rule) = rows.uncovered.first() {
            return Err(Refusal::Broken(id(*rule)));
        }
        if let Some(broken) = rows.rows.iter().find(|row| row.missed(amounts) > 0) {
            return Err(Refusal::Broken(id(broken.rule)));
        }
        match (0..amounts.len()).all(|line| rows.bounds.allow(line, amounts[line])) {
            true => Ok(()),
            false => Err(Refusal::Amounts),
        }
    }

    fn cheapest_relaxation(self, claim: &CheapestRelaxationClaim) -> Checked {
        self.sums(&claim.amounts)?;
        let rows = self.rows(None, true)?;
        if let Some(rule) = rows.uncovered.first() {
            return Err(Refusal::Broken(self.plan.rulebook().rules()[*rule].id().to_owned()));
        }
        if (0..claim.amounts.len()).any(|line| !rows.bounds.allow(line, claim.amounts[line])) {
            return Err(Refusal::Amounts);
        }
        let missed = rows.missed(&claim.amounts);
        let rules = self.positions(claim.missed.keys().map(String::as_str))?;
        let cents = claim.missed.values().map(|cents| i128::from(*cents));
        let stated: BTreeMap<usize, i128> = rules.into_iter().zip(cents).collect();
        let all = missed.values().sum::<i128>();
        if stated != missed {
            return Err(Refusal::Stated(stated.values().sum(), all));
        }
        let least = all.checked_sub(claim.gap.0).filter(|_| claim.gap.0 >= 0);
        let least = least.ok_or(Refusal::Stated(claim.gap.0, 0))?;
        let ones = vec![1; rows.bounds.low.len()];
        let costs = Costs { kind: CostKind::Nothing, wish: &ones, weights: &ones };
        self.proven(&rows, &Case::of(&rows), costs, &claim.bound, Some(1))?.is_at_least(least)
    }
}

/// How far amounts are from a wish.
pub(super) fn objective(
    measure: Measure,
    amounts: &[i64],
    (wish, weights): (&[i64], &[i64]),
) -> Result<i128, Refusal> {
    let mut all: i128 = 0;
    for (amount, (wish, weight)) in amounts.iter().zip(wish.iter().zip(weights)) {
        let change = (i128::from(*amount) - i128::from(*wish)).abs();
        let weighted = change.checked_mul((*weight).into()).ok_or(Refusal::TooLarge)?;
        let sum = match measure {
            Measure::LeastSquares => weighted.checked_mul(change).and_then(|own| all.checked_add(own)),
            Measure::LeastMoved => all.checked_add(weighted),
            Measure::LeastPeak => Some(all.max(weighted)),
            _ => return Err(Refusal::Measure),
        };
        all = sum.ok_or(Refusal::TooLarge)?;
    }
    Ok(all)
}

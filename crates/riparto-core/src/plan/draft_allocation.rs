//! `DraftAllocation`: amounts that people are still working on, which need not sum to the total yet.

use super::derived_lines::{ComputingOrder, shared};
use super::financial_plan::Plan;
use super::transfer::Transfer;
use crate::budget::{Allocation, Selection};
use crate::error::Result;
use crate::money::{Money, MoneyDelta, Weight};
use crate::rules::{Derivation, Findings, Moves};

/// Amounts by line that need not sum to the total: what is left over or lacking is the remainder, which no line holds. Lines that
/// nobody wrote hold what is approved; derived lines whose base changed hold what is due. No other line ever moves.
///
/// ```
/// use riparto::{Money, Plan};
/// use riparto::plan::DraftAllocation;
///
/// let plan = Plan::from_json(
///     r#"{ "format": "riparto.plan/1", "title": "Plan", "total": "100.00",
///          "lines": [ {"id": "desks", "amount": "60.00"}, {"id": "outreach", "amount": "40.00"} ],
///          "rules": [ {"id": "floor", "scope": {"lines": ["outreach"]}, "limit": {"floor": "35.00"}} ] }"#,
/// )?;
/// let mut draft = DraftAllocation::of(&plan, &[None, Some(Money::from_euros(30))])?;
/// assert_eq!(draft.remainder().to_string(), "10.00");
/// assert_eq!(draft.findings().iter().map(|finding| finding.excess().to_string()).collect::<Vec<_>>(), ["5.00"]);
/// assert!(draft.transfers().is_none(), "ten euros are on no line");
///
/// draft = DraftAllocation::of(&plan, &[Some(Money::from_euros(70)), Some(Money::from_euros(30))])?;
/// let transfers = draft.transfers().expect("it sums to the total");
/// assert_eq!((transfers[0].from(), transfers[0].to(), transfers[0].amount()), ("outreach", "desks", Money::from_euros(10)));
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug)]
#[doc(alias = "bozza")]
pub struct DraftAllocation {
    approved: Allocation,
    amounts: Vec<Money>,
    derived: Vec<bool>,
    remainder: MoneyDelta,
    findings: Findings,
}

impl DraftAllocation {
    /// A draft from what was written for each line in the plan's order; nothing for a line that nobody wrote.
    ///
    /// # Errors
    /// The amounts sum to more than any amount may be (`amount_overflow`).
    pub fn of(plan: &Plan, written: &[Option<Money>]) -> Result<DraftAllocation> {
        let approved = plan.approved().clone();
        let following = DerivedRecomputation::new(plan);
        let mut amounts = stated(plan, written);
        Money::checked_sum(amounts.iter().copied())?;
        following.bring(plan, &mut amounts, |line| written.get(line).is_some_and(Option::is_some));
        let mut derived = vec![false; amounts.len()];
        following.lines().for_each(|line| derived[line] = true);
        let sum = Money::checked_sum(amounts.iter().copied())?;
        let remainder = MoneyDelta::from(approved.total()).checked_sub(sum.into())?;
        let transfers = if remainder.is_zero() { pairs(&approved, &amounts) } else { Vec::new() };
        let moves = Moves { net: net(&approved, &amounts), transfers };
        let findings = plan.rulebook.assess(&plan.evaluation, &moves);
        Ok(DraftAllocation { approved, amounts, derived, remainder, findings })
    }

    /// What is approved: where the draft starts.
    #[must_use]
    pub fn before(&self) -> &Allocation {
        &self.approved
    }

    /// What each line holds in the draft.
    #[must_use]
    pub fn amounts(&self) -> &[Money] {
        &self.amounts
    }

    /// Whether rules derive the line at a position from others.
    #[must_use]
    pub fn is_derived(&self, line: usize) -> bool {
        self.derived.get(line).is_some_and(|derived| *derived)
    }

    /// The total less what the lines hold: what no line has yet, or below zero what they have too much of.
    #[must_use]
    pub fn remainder(&self) -> MoneyDelta {
        self.remainder
    }

    /// What the draft breaks. The remainder counts nowhere; where there is none, these are the findings of its
    /// [`transfers`](DraftAllocation::transfers).
    #[must_use]
    pub fn findings(&self) -> &Findings {
        &self.findings
    }

    /// The allocation, where nothing is left over and nothing lacks.
    #[must_use]
    pub fn allocation(&self) -> Option<Allocation> {
        Allocation::new(self.approved.envelope(), self.amounts.clone()).ok()
    }

    /// Transfers that lead from what is approved to the draft, each from a line that gives to one that receives, in the order of the
    /// lines; none where there is a remainder.
    #[must_use]
    pub fn transfers(&self) -> Option<Vec<Transfer>> {
        if !self.remainder.is_zero() {
            return None;
        }
        let id = |line: usize| self.approved.envelope().line(line).id().to_owned();
        let transfer = |(from, to, cents): (usize, usize, i64)| {
            Transfer::new(id(from), id(to), Money::saturating(cents.into())).ok()
        };
        pairs(&self.approved, &self.amounts).into_iter().map(transfer).collect()
    }
}

/// Pairs the lines that give with those that receive, both in their order.
fn pairs(before: &Allocation, after: &[Money]) -> Vec<(usize, usize, i64)> {
    let change = |line: usize| after[line].cents() - before.amounts()[line].cents();
    let mut takers = (0..after.len()).map(|line| (line, change(line))).filter(|(_, cents)| *cents > 0);
    let mut taking = takers.next();
    let mut pairs = Vec::new();
    for giver in (0..after.len()).filter(|line| change(*line) < 0) {
        let mut left = -change(giver);
        while let Some((taker, lacking)) = taking.filter(|_| left > 0) {
            let cents = left.min(lacking);
            pairs.push((giver, taker, cents));
            left -= cents;
            taking = if lacking > cents { Some((taker, lacking - cents)) } else { takers.next() };
        }
    }
    pairs
}

/// What was written for each line, or what is approved for it.
pub(super) fn stated(plan: &Plan, written: &[Option<Money>]) -> Vec<Money> {
    let held = |(line, approved): (usize, &Money)| written.get(line).copied().flatten().unwrap_or(*approved);
    plan.approved().amounts().iter().enumerate().map(held).collect()
}

/// The lines that change, each with its cents.
pub(super) fn net(before: &Allocation, after: &[Money]) -> Vec<(usize, i64)> {
    let change = |line: usize| after[line].cents() - before.amounts()[line].cents();
    (0..after.len()).map(|line| (line, change(line))).filter(|(_, cents)| *cents != 0).collect()
}

/// The lines that rules derive from others, in the order of computing; none where no order satisfies them.
pub(super) struct DerivedRecomputation<'a> {
    derivations: Vec<Derivation<'a>>,
    order: Option<ComputingOrder>,
}

impl<'a> DerivedRecomputation<'a> {
    pub(super) fn new(plan: &'a Plan) -> DerivedRecomputation<'a> {
        let derivations = plan.rulebook().derivations();
        let order = ComputingOrder::new(plan, &derivations).ok();
        DerivedRecomputation { derivations, order }
    }

    /// The lines that are derived.
    pub(super) fn lines(&self) -> impl Iterator<Item = usize> {
        self.order.iter().flat_map(|order| &order.derived).map(|(line, _)| *line)
    }

    /// Brings derived lines whose base changed to what is due, but for those that somebody wrote.
    pub(super) fn bring(&self, plan: &Plan, amounts: &mut [Money], is_written: impl Fn(usize) -> bool) {
        for number in self.order.iter().flat_map(ComputingOrder::numbers) {
            let derivation = &self.derivations[number];
            let sum = |amounts: &[Money]| -> i128 {
                let lines = derivation.whole.positions(plan.envelope());
                lines.map(|line| i128::from(amounts[line].cents())).sum()
            };
            let base = sum(amounts);
            if *derivation.whole == Selection::All || base == sum(plan.approved().amounts()) {
                continue;
            }
            let parts: Vec<usize> = derivation.part.positions(plan.envelope()).collect();
            let due = due(derivation, base);
            for (line, cents) in parts.iter().zip(shares(plan, &parts, due)) {
                if !is_written(*line) {
                    amounts[*line] = Money::saturating(cents.into());
                }
            }
        }
    }
}

/// What a rule asks of its lines together, as far as an amount goes.
fn due(derivation: &Derivation<'_>, base: i128) -> i64 {
    let base = i64::try_from(base).unwrap_or(i64::MAX);
    Money::saturating(derivation.percent.share(base, derivation.rounding)).cents()
}

/// What lines that are derived together are due: in proportion to what is approved for them.
fn shares(plan: &Plan, parts: &[usize], due: i64) -> Vec<i64> {
    if let [_] = parts {
        return vec![due];
    }
    let held = |line: &usize| plan.approved().amounts()[*line];
    let weights: Vec<Weight> = match parts.iter().all(|line| held(line).is_zero()) {
        true => vec![Weight::from(1); parts.len()],
        false => parts.iter().map(|line| Weight::from(held(line))).collect(),
    };
    shared(due, &weights, Vec::new())
}

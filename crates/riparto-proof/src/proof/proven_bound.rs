//! `ProvenBound`: what a lower bound of a proof proves, over all of its cases.

use std::collections::{BTreeMap, BTreeSet};

use super::asked_rows::RuleRows;
use super::lower_bound::{Cases, LowerBound, Prices, RowPrice};
use super::refusal::{Checked, Refusal};
use super::weak_duality::{Case, Costs, DualBound, RowPrices, dual_bound};
use riparto_core::capacity::MAX_EVENT_INTEGER;
use riparto_core::plan::Plan;

/// How many cases a bound may have.
pub(super) const MOST_CASES: usize = 512;

/// How deep cases may be nested.
pub(super) const MOST_NESTED: usize = 48;

/// What every allocation costs at least.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ProvenBound {
    /// So much, rounded up; and whether that is more than zero before it is.
    Least(i128, bool),
    /// There is no allocation.
    Nothing,
}

impl ProvenBound {
    /// What a lower bound proves. Where a highest price is given, no rule has a higher one for each cent that it is missed by.
    pub(super) fn of(
        plan: &Plan,
        rows: &RuleRows,
        (case, costs): (&Case, Costs<'_>),
        bound: &LowerBound,
        highest: Option<i128>,
    ) -> Result<ProvenBound, Refusal> {
        let mut rules = BTreeSet::new();
        if rules_of(bound, &mut rules) > MOST_CASES {
            return Err(Refusal::Cases);
        }
        let named = rows.named(plan, &rules);
        Proving { plan, rows, costs, highest, named }.bound(case, bound, 0)
    }

    /// Whether that is at least so much.
    pub(super) fn is_at_least(self, needed: i128) -> Checked {
        match self {
            ProvenBound::Least(least, _) if least < needed => Err(Refusal::ProvesLess(needed, least)),
            _ => Ok(()),
        }
    }

    /// Whether that is more than zero.
    pub(super) fn is_above_zero(self) -> Checked {
        match self {
            ProvenBound::Least(least, false) => Err(Refusal::ProvesLess(1, least)),
            _ => Ok(()),
        }
    }

    /// What holds in both of two cases.
    fn either(self, other: ProvenBound) -> ProvenBound {
        match (self, other) {
            (ProvenBound::Nothing, other) | (other, ProvenBound::Nothing) => other,
            (ProvenBound::Least(one, above), ProvenBound::Least(two, other)) => {
                ProvenBound::Least(one.min(two), above && other)
            }
        }
    }
}

/// The rules that a lower bound names; returns how many cases it has.
fn rules_of<'b>(bound: &'b LowerBound, rules: &mut BTreeSet<&'b str>) -> usize {
    let (mut open, mut cases_in_all) = (vec![bound], 0);
    while let Some(bound) = open.pop() {
        match bound {
            LowerBound::Prices(prices) => rules.extend(prices.rows.iter().map(|row| row.rule.as_str())),
            LowerBound::Cases(cases) => {
                cases_in_all += 2;
                rules.extend(cases.rule.as_deref());
                open.extend([&cases.below, &cases.above]);
            }
        }
    }
    cases_in_all
}

struct Proving<'a> {
    plan: &'a Plan,
    rows: &'a RuleRows,
    costs: Costs<'a>,
    highest: Option<i128>,
    named: BTreeMap<(&'a str, Option<&'a str>, usize), usize>,
}

impl Proving<'_> {
    fn bound(&self, case: &Case, bound: &LowerBound, depth: usize) -> Result<ProvenBound, Refusal> {
        match bound {
            LowerBound::Prices(prices) => self.prices(case, prices),
            LowerBound::Cases(_) if depth >= MOST_NESTED => Err(Refusal::Cases),
            LowerBound::Cases(cases) => {
                let below = self.bound(&self.part(case, cases, true)?, &cases.below, depth + 1)?;
                let above = self.bound(&self.part(case, cases, false)?, &cases.above, depth + 1)?;
                Ok(below.either(above))
            }
        }
    }

    /// One of two cases.
    fn part(&self, case: &Case, cases: &Cases, is_below: bool) -> Result<Case, Refusal> {
        let mut case = case.clone();
        if cases.at_most.unsigned_abs() > MAX_EVENT_INTEGER {
            return Err(Refusal::TooLarge);
        }
        let more = cases.at_most + 1;
        let sides = if is_below { [None, Some(cases.at_most)] } else { [Some(more), None] };
        match (&cases.line, &cases.rule) {
            (Some(line), None) => {
                let position = self.plan.envelope().position(line);
                let position = position.map_err(|_| Refusal::LineUnknown(line.clone()))?;
                case.bounds.tighten(position, sides);
            }
            (None, Some(rule)) => {
                let (low, high) = &mut case.sides[self.row(rule, cases.part.as_deref(), cases.row)?];
                *low = (*low).max(sides[0]);
                *high = high.map_or(sides[1], |high| Some(sides[1].map_or(high, |side| side.min(high))));
            }
            _ => return Err(Refusal::Cases),
        }
        Ok(case)
    }

    fn row(&self, rule: &str, part: Option<&str>, row: usize) -> Result<usize, Refusal> {
        let is_known = || self.plan.rulebook().rules().iter().any(|known| known.id() == rule);
        match self.named.get(&(rule, part, row)) {
            Some(number) => Ok(*number),
            None if is_known() => Err(Refusal::RowUnknown(rule.to_owned())),
            None => Err(Refusal::RuleUnknown(rule.to_owned())),
        }
    }

    fn prices(&self, case: &Case, prices: &Prices) -> Result<ProvenBound, Refusal> {
        let scale = prices.scale.map_or(1, |scale| scale.0);
        if scale < 1 {
            return Err(Refusal::NotPositive);
        }
        let mut rows = BTreeMap::new();
        for RowPrice { rule, part, row, price } in &prices.rows {
            let number = self.row(rule, part.as_deref(), *row)?;
            if rows.insert(number, price.0).is_some() {
                return Err(Refusal::PricedTwice(rule.clone()));
            }
            let unit = i128::from(self.rows.rows[number].terms.unit());
            let cost = price.0.checked_abs().and_then(|price| price.checked_mul(unit));
            let highest = self.highest.map(|highest| highest.saturating_mul(scale));
            if highest.is_some_and(|highest| cost.is_none_or(|cost| cost > highest)) {
                return Err(Refusal::PriceTooHigh(rule.clone()));
            }
        }
        let prices = RowPrices { scale, total: prices.total.0, rows: rows.into_iter().collect() };
        // Where rules may be missed, so may a row that nothing keeps.
        let is_crossed = self.highest.is_none() && case.is_crossed();
        match dual_bound(self.rows, case, &prices, self.costs) {
            DualBound::Least(_) | DualBound::TooLarge if is_crossed => Ok(ProvenBound::Nothing),
            DualBound::Least(least) => Ok(ProvenBound::Least(-(-least).div_euclid(scale), least > 0)),
            DualBound::Nothing => Ok(ProvenBound::Nothing),
            DualBound::TooLarge => Err(Refusal::TooLarge),
            DualBound::NoSide(row) => {
                let rule = &self.plan.rulebook().rules()[self.rows.rows[row].rule];
                Err(Refusal::Sign(rule.id().to_owned()))
            }
        }
    }
}

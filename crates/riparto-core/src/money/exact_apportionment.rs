//! Splits by criteria, in units, or with parts that do not pay: exact shares first, then one rounding.

use super::amount::{Money, MoneyDelta};
use super::apportionment_input::check_named;
use super::criterion::{AllocationKey, check_count};
use super::exact_divisor::{Shared, divide_exactly};
use super::exact_rounding::UnitShares;
use super::exact_shares::{ExactInput, ExactShares};
use super::fraction::Fraction;
use super::method::{Method, TieBreak};
use super::natural::Natural;
use super::part_bounds::{BoundedSplit, PartBounds, cents, check_lengths, floors_and_ceilings};
use super::quota::Split;
use super::receipt::Leftover;
use super::signpost::{Adams, HuntingtonHill, Jefferson, Signpost, Webster};
use super::tie::Ties;
use crate::error::{Cause, Result};
use crate::words::both;

/// What is asked of an exact split, after what is fixed.
pub(super) struct ExactQuestion<'a> {
    pub(super) total: Money,
    pub(super) unit: Money,
    pub(super) floors: &'a [Option<Money>],
    pub(super) ceilings: &'a [Option<Money>],
    pub(super) payers: &'a [bool],
    pub(super) tie_break: TieBreak,
}

/// A question whose input is checked, with the exact shares.
pub(super) struct ExactSplitting<'a> {
    question: &'a ExactQuestion<'a>,
    weights: Vec<Natural>,
    bounds: PartBounds,
    shares: ExactShares,
    in_units: UnitShares,
    /// How many whole units the total has.
    whole: u64,
}

/// The parts of an exact split in cents, and why they are so.
pub(super) struct ExactOutcome {
    pub(super) amounts: Vec<Money>,
    pub(super) leftovers: Vec<Leftover>,
    pub(super) tied: Vec<usize>,
}

impl<'a> ExactSplitting<'a> {
    /// Checks in this order: the number of weights, bounds and payers, the weights or criteria, each part's bounds, the sums of
    /// bounds, the weights of zero, what the payers can pay.
    pub(super) fn new(question: &'a ExactQuestion<'a>, key: AllocationKey<'_>) -> Result<ExactSplitting<'a>> {
        let parts = key.len();
        check_count(parts)?;
        check_lengths(&floors_and_ceilings(question.floors.len(), question.ceilings.len()), parts)?;
        check_lengths(&[(both("payers", "soggetti paganti"), question.payers.len())], parts)?;
        let weights = key.weights()?;
        let (total, unit) = (cents(question.total), cents(question.unit));
        let whole = total / unit * unit;
        let weighs = |part: usize| !weights[part].is_zero();
        let whole_money = Money::saturating(whole.into());
        let bounded = BoundedSplit { whole: whole_money, unit, weighs: &weighs, parts };
        let bounds = PartBounds::new(&bounded, question.floors, question.ceilings)?;
        let input = ExactInput { total, whole, weights: &weights, bounds: &bounds, payers: question.payers };
        let shares = ExactShares::new(&input)?;
        let in_units = UnitShares::new(&shares, unit);
        Ok(ExactSplitting { question, whole: whole / unit, weights, bounds, shares, in_units })
    }

    fn unit(&self) -> u64 {
        cents(self.question.unit)
    }

    /// The shares to the nearest unit, a half upwards: they need not sum to the total.
    pub(super) fn half_up(&self) -> ExactOutcome {
        self.outcome(self.in_units.half_up(), Vec::new(), None)
    }

    /// The split by a method; what is below one unit goes to a part by position, if there is something.
    pub(super) fn by(&self, method: Method, residual_to: Option<usize>) -> Result<ExactOutcome> {
        check_named(method, self.weights.len())?;
        let below = cents(self.question.total) - self.whole * self.unit();
        let named = match (method, residual_to) {
            (Method::Truncated { residual_to }, _) | (_, Some(residual_to)) => Some(residual_to),
            _ => None,
        };
        if let Some(found) = named.filter(|named| *named >= self.weights.len()) {
            return Err(Cause::ResidualUnknown { found, last: self.weights.len() - 1 }.into());
        }
        if below > 0 && named.is_none() {
            return Err(Cause::UnitRemainder {
                total: self.question.total.words(),
                unit: self.question.unit.words(),
                left: MoneyDelta::words(below.into()),
            }
            .into());
        }
        let split = self.split(method)?;
        let outcome = self.outcome(split.cents, split.tied, named.map(|part| (part, below)));
        self.check_residual(&outcome, named)?;
        Ok(outcome)
    }

    /// The split of the whole units of the total, without what is below one.
    pub(super) fn whole_units(&self, method: Method) -> Result<ExactOutcome> {
        check_named(method, self.weights.len())?;
        let split = self.split(method)?;
        Ok(self.outcome(split.cents, split.tied, None))
    }

    fn split(&self, method: Method) -> Result<Split> {
        let ranks = self.ranks();
        let ties = Ties { tie_break: self.question.tie_break, weights: &ranks };
        match method {
            Method::LargestRemainder => self.in_units.largest_remainder(self.whole, &ties),
            Method::Webster => self.divided::<Webster>(&ties),
            Method::Jefferson => self.divided::<Jefferson>(&ties),
            Method::Adams => self.divided::<Adams>(&ties),
            Method::HuntingtonHill => self.divided::<HuntingtonHill>(&ties),
            Method::Truncated { residual_to } => {
                let mut cents = self.in_units.units.clone();
                cents[residual_to] += self.in_units.left(self.whole);
                Ok(Split { cents, tied: Vec::new() })
            }
        }
    }

    /// A named part may pass its ceiling by what it takes.
    fn check_residual(&self, outcome: &ExactOutcome, named: Option<usize>) -> Result<()> {
        let Some(part) = named else { return Ok(()) };
        let ceiling = self.question.ceilings.get(part).copied().flatten();
        match ceiling.filter(|ceiling| *ceiling < outcome.amounts[part]) {
            Some(ceiling) => {
                let (found, ceiling) = (outcome.amounts[part].words(), ceiling.words());
                Err(Cause::ResidualAboveCeiling { part: part + 1, found, ceiling }.into())
            }
            None => Ok(()),
        }
    }

    /// By a divisor method. Those who do not pay have what it gives them where nobody has a bound, within theirs; the payers split
    /// the rest by it.
    fn divided<S: Signpost>(&self, ties: &Ties<'_>) -> Result<Split> {
        let parts: Vec<usize> = (0..self.weights.len()).collect();
        let unit = self.unit();
        let bounds = |part: usize| {
            let floor = self.bounds.floor(part) / unit;
            let most = self.bounds.ceiling(part).map_or(self.whole, |ceiling| ceiling / unit);
            (floor, if self.weights[part].is_zero() { floor } else { most })
        };
        let pays = |part: &usize| self.question.payers.get(*part).copied().unwrap_or(true);
        if parts.iter().all(pays) {
            let shared = Shared { units: self.whole, parts: &parts, weights: &self.weights, bounds: &bounds };
            return divide_exactly::<S>(&shared, &self.in_units, ties);
        }
        let first = self.without_bounds::<S>(&parts, ties)?;
        let (payers, others): (Vec<usize>, Vec<usize>) = parts.into_iter().partition(pays);
        let mut given = vec![0; self.weights.len()];
        for part in others {
            let (least, most) = bounds(part);
            given[part] = first.cents[part].clamp(least, most);
        }
        let sum = given.iter().map(|units| u128::from(*units)).sum::<u128>();
        let reach = |side: &dyn Fn((u64, u64)) -> u64| -> u128 {
            payers.iter().map(|part| u128::from(side(bounds(*part)))).sum()
        };
        let (least, most) = (sum + reach(&|bounds| bounds.0), sum + reach(&|bounds| bounds.1));
        let apart =
            |units: u128| MoneyDelta::words(i128::try_from(units).unwrap_or(i128::MAX) * i128::from(unit));
        let whole = u128::from(self.whole);
        if least > whole {
            return Err(Cause::PayersShort { missing: apart(least - whole) }.into());
        }
        if most < whole {
            return Err(Cause::PayersFull { left: apart(whole - most) }.into());
        }
        let units = self.whole - u64::try_from(sum).unwrap_or(self.whole);
        let shared = Shared { units, parts: &payers, weights: &self.weights, bounds: &bounds };
        let split = divide_exactly::<S>(&shared, &self.in_units, ties)?;
        let cents = given.iter().zip(&split.cents).map(|(given, paid)| given + paid).collect();
        let mut tied = [first.tied, split.tied].concat();
        tied.sort_unstable();
        tied.dedup();
        Ok(Split { cents, tied })
    }

    fn without_bounds<S: Signpost>(&self, parts: &[usize], ties: &Ties<'_>) -> Result<Split> {
        let total = cents(self.question.total);
        let free = PartBounds::default();
        let input = ExactInput { total, whole: total, weights: &self.weights, bounds: &free, payers: &[] };
        let in_units = UnitShares::new(&ExactShares::new(&input)?, self.unit());
        let bounds = |part: usize| (0, if self.weights[part].is_zero() { 0 } else { self.whole });
        let shared = Shared { units: self.whole, parts, weights: &self.weights, bounds: &bounds };
        divide_exactly::<S>(&shared, &in_units, ties)
    }

    /// The weights as numbers in the same order, where a tie break asks for that.
    fn ranks(&self) -> Vec<u64> {
        if self.question.tie_break != TieBreak::LargestWeight {
            return Vec::new();
        }
        let mut sorted: Vec<&Natural> = self.weights.iter().collect();
        sorted.sort_unstable();
        sorted.dedup();
        let rank = |weight: &Natural| sorted.partition_point(|other| *other < weight) as u64;
        self.weights.iter().map(rank).collect()
    }

    fn outcome(&self, units: Vec<u64>, tied: Vec<usize>, residual: Option<(usize, u64)>) -> ExactOutcome {
        let unit = i128::from(self.unit());
        let (mut amounts, mut leftovers) = (Vec::with_capacity(units.len()), Vec::new());
        for (part, units) in units.into_iter().enumerate() {
            let extra =
                residual.map_or(0, |(named, below)| if named == part { i128::from(below) } else { 0 });
            let amount = i128::from(units) * unit + extra;
            amounts.push(Money::saturating(amount));
            let beyond = amount - i128::from(self.in_units.units[part]) * unit;
            if beyond != 0 {
                let cents = i64::try_from(beyond).unwrap_or(i64::MAX);
                let remainder =
                    Fraction::of_naturals(&self.in_units.remainders[part], &self.shares.denominator);
                leftovers.push(Leftover { part, cents, remainder });
            }
        }
        ExactOutcome { amounts, leftovers, tied }
    }
}

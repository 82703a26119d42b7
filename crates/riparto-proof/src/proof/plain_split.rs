//! `PlainSplit`: a split by one list of weights, in units, of what is left once each part has its fixed amount.

use super::refusal::Refusal;
use super::split_claim::{ClaimedCriterion, SplitClaim, times};
use super::whole_number::WholeNumber;
use riparto_core::money::{MethodName, TieBreak};
use riparto_solve::gcd;

/// What a claim of a split asks, in cents.
pub(super) struct PlainSplit {
    pub(super) total: i64,
    /// Amounts and bounds are multiples of it, but a ceiling of the total, which does not bind.
    pub(super) unit: i64,
    pub(super) weights: Vec<i128>,
    /// The floor and the ceiling of each part.
    pub(super) bounds: Vec<[i64; 2]>,
    pub(super) amounts: Vec<i64>,
    /// Who pays for floors; all if empty.
    pub(super) payers: Vec<bool>,
}

impl SplitClaim {
    /// What is split once criteria are weights, fixed amounts are taken off, bounds are rounded to units, and the part that takes what
    /// is below a unit is without it.
    pub(super) fn plain(&self) -> Result<PlainSplit, Refusal> {
        let parts = self.amounts.len();
        let weights = self.combined_weights()?;
        let fits = |list: &[i64]| list.is_empty() || list.len() == parts;
        let lists = weights.len() == parts
            && [&self.floors, &self.ceilings, &self.fixed].into_iter().all(|list| fits(list))
            && (self.payers.is_empty() || self.payers.len() == parts);
        let unit = self.unit;
        if !lists || self.total < 0 || unit < 1 || weights.iter().any(|weight| *weight < 0) {
            return Err(Refusal::Parts);
        }
        let may_take = self.method == MethodName::Truncated || unit > 1;
        if self.residual_to.map_or(self.method == MethodName::Truncated, |part| !may_take || part >= parts) {
            return Err(Refusal::Parts);
        }
        let is_half_up = self.method == MethodName::HalfUp;
        let takes_nothing = self.residual_to.is_none() && self.tie_break == TieBreak::First;
        if if is_half_up { !takes_nothing } else { self.difference != 0 } {
            return Err(Refusal::Parts);
        }
        let sum = |amounts: &[i64]| amounts.iter().map(|amount| i128::from(*amount)).sum::<i128>();
        if sum(&self.amounts) != i128::from(self.total) + i128::from(self.difference) {
            return Err(Refusal::Total);
        }
        let left = i128::from(self.total) - sum(&self.fixed);
        let left = i64::try_from(left).ok().filter(|left| *left >= 0).ok_or(Refusal::Total)?;
        let rest = left % unit;
        if rest > 0 && self.residual_to.is_none() && !is_half_up {
            return Err(Refusal::Parts);
        }
        let mut plain = PlainSplit {
            total: left,
            unit,
            weights,
            bounds: Vec::with_capacity(parts),
            amounts: Vec::with_capacity(parts),
            payers: self.payers.clone(),
        };
        for part in 0..parts {
            plain.push(self, part, rest)?;
        }
        Ok(plain)
    }

    /// The weights, or whole numbers in proportion to the sums of shares of criteria.
    fn combined_weights(&self) -> Result<Vec<i128>, Refusal> {
        if self.criteria.is_empty() {
            return Ok(self.weights.iter().map(|weight| weight.0).collect());
        }
        if !self.weights.is_empty() {
            return Err(Refusal::Parts);
        }
        let sums = self.criteria.iter().map(ClaimedCriterion::sum).collect::<Result<Vec<i128>, Refusal>>()?;
        let mut common = 1_i128;
        for ClaimedCriterion { share: [_, below], .. } in &self.criteria {
            common = times(common / gcd(common, below.0).max(1), below.0)?;
        }
        let mut combined = vec![0_i128; self.amounts.len()];
        let mut whole = 0_i128;
        for (place, criterion) in self.criteria.iter().enumerate() {
            let [above, below] = criterion.share;
            let share = times(above.0, common / below.0)?;
            whole = whole.checked_add(share).ok_or(Refusal::TooLarge)?;
            let others = sums.iter().enumerate().filter(|(other, _)| *other != place);
            let factor = others.map(|(_, sum)| *sum).try_fold(share, times)?;
            if criterion.weights.len() != combined.len() {
                return Err(Refusal::Parts);
            }
            for (weight, WholeNumber(own)) in combined.iter_mut().zip(&criterion.weights) {
                *weight = weight.checked_add(times(factor, *own)?).ok_or(Refusal::TooLarge)?;
            }
        }
        if whole == common { Ok(combined) } else { Err(Refusal::Parts) }
    }
}

impl ClaimedCriterion {
    /// What its weights sum to, if it is one.
    fn sum(&self) -> Result<i128, Refusal> {
        let [above, below] = self.share;
        let is_one = above.0 > 0 && below.0 > 0 && self.weights.iter().all(|weight| weight.0 >= 0);
        let sum = self.weights.iter().try_fold(0_i128, |sum, weight| sum.checked_add(weight.0));
        let sum = sum.ok_or(Refusal::TooLarge)?;
        if is_one && sum > 0 { Ok(sum) } else { Err(Refusal::Parts) }
    }
}

impl PlainSplit {
    /// Adds a part of a claim, which takes what is below a unit if it is named for that.
    fn push(&mut self, claim: &SplitClaim, part: usize, rest: i64) -> Result<(), Refusal> {
        let of = |list: &[i64], otherwise: i64| list.get(part).copied().unwrap_or(otherwise);
        let (floor, ceiling) = (of(&claim.floors, 0), of(&claim.ceilings, claim.total));
        let (fixed, amount) = (of(&claim.fixed, 0), claim.amounts[part]);
        let refused = Err(Refusal::Part(part));
        // Its bounds hold for the shares alone.
        let is_half_up = claim.method == MethodName::HalfUp;
        if floor < 0
            || fixed < 0
            || fixed % self.unit != 0
            || fixed > ceiling
            || !is_half_up && !(floor..=ceiling).contains(&amount)
        {
            return refused;
        }
        let takes_rest = claim.residual_to == Some(part);
        let amount = amount - fixed - if takes_rest { rest } else { 0 };
        let beyond = (floor - fixed).max(0);
        let floor =
            beyond.checked_add((self.unit - beyond % self.unit) % self.unit).ok_or(Refusal::TooLarge)?;
        let ceiling = (ceiling - fixed) / self.unit * self.unit;
        let ceiling = if ceiling >= self.total - rest { self.total } else { ceiling };
        // What is cut off all parts goes to one, up to its own ceiling.
        let is_within = amount <= ceiling || takes_rest && claim.method == MethodName::Truncated;
        if !is_half_up && (amount < floor || !is_within) || amount % self.unit != 0 {
            return refused;
        }
        self.bounds.push([floor, ceiling]);
        self.amounts.push(amount);
        Ok(())
    }

    pub(super) fn pays(&self, part: usize) -> bool {
        self.payers.get(part).copied().unwrap_or(true)
    }

    /// The same in whole units of it, without what is below one.
    pub(super) fn in_units(self) -> PlainSplit {
        let PlainSplit { total, unit, weights, bounds, amounts, payers } = self;
        let bounds = bounds.into_iter().map(|bounds| bounds.map(|bound| bound / unit)).collect();
        let amounts = amounts.into_iter().map(|amount| amount / unit).collect();
        PlainSplit { total: total / unit, unit: 1, weights, bounds, amounts, payers }
    }
}

//! `Criterion` and `AllocationKey`: by what an amount is split.

use serde::Deserialize;

use super::natural::Natural;
use super::percent::Percent;
use super::weight::Weight;
use crate::capacity::{MAX_CRITERIA, MAX_LINES, MAX_WEIGHT_DIGITS};
use crate::error::{Cause, Error, Result};
use crate::words::{both, numbered};

/// One criterion of a split: this many percent of the total by these weights. In JSON `{"percent": "60", "weights": [3, "12.5"]}`.
///
/// ```
/// use riparto::money::{AllocationKey, Apportion, Criterion, Weight};
///
/// // Sixty percent by inhabitants, forty in equal parts: summed as fractions, rounded once.
/// let criteria = [
///     Criterion::new("60".parse()?, [7, 2, 1].map(Weight::from).to_vec()),
///     Criterion::new("40".parse()?, vec![Weight::from(1); 3]),
/// ];
/// let split = Apportion::new().split("100.00".parse()?, AllocationKey::Criteria(&criteria))?;
/// let amounts: Vec<String> = split.amounts().iter().map(|amount| amount.to_string()).collect();
/// assert_eq!(amounts, ["55.34", "25.33", "19.33"]);
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Criterion {
    percent: Percent,
    weights: Vec<Weight>,
}

impl Criterion {
    /// So many percent of the total by these weights, one for each part.
    #[must_use]
    pub fn new(percent: Percent, weights: Vec<Weight>) -> Criterion {
        Criterion { percent, weights }
    }

    /// The percentage of the total that is split by this criterion.
    #[must_use]
    pub fn percent(&self) -> Percent {
        self.percent
    }

    /// The weights, one for each part.
    #[must_use]
    pub fn weights(&self) -> &[Weight] {
        &self.weights
    }
}

/// By what an amount is split: weights, or several criteria. A part's share of the criteria is the sum of its shares of each, as
/// fractions; it is rounded once.
///
/// ```
/// use riparto::money::{AllocationKey, Apportion, Weight};
///
/// let weights = [Weight::from(1), Weight::from(3)];
/// let split = Apportion::new().split("0.02".parse()?, AllocationKey::Weights(&weights))?;
/// assert_eq!(split.receipt().tied, [0, 1]);
/// # Ok::<(), riparto::Error>(())
/// ```
#[doc(alias = "chiave di riparto")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AllocationKey<'a> {
    /// One weight for each part.
    Weights(&'a [Weight]),
    /// Criteria whose percentages sum to a hundred.
    Criteria(&'a [Criterion]),
}

impl AllocationKey<'_> {
    /// How many parts there are.
    pub(super) fn len(self) -> usize {
        match self {
            AllocationKey::Weights(weights) => weights.len(),
            AllocationKey::Criteria(criteria) => criteria.first().map_or(0, |first| first.weights.len()),
        }
    }

    /// Whole numbers in proportion to the shares.
    ///
    /// With the weights w of criterion k, its sum W and its percentage p, a part weighs the sum over k of
    /// p(k) * w(k) * (the product of all W but W(k)).
    ///
    /// # Errors
    /// No weights (`weights_missing`), too many (`too_many`) or too fine (`weights_too_fine`); too many criteria (`too_many`),
    /// criteria of different numbers of parts (`bounds_mismatch`), percentages that do not sum to a hundred
    /// (`criteria_percent`), a criterion whose weights are all zero (`criterion_all_zero`).
    pub(super) fn weights(self) -> Result<Vec<Natural>> {
        match self {
            AllocationKey::Weights(weights) => {
                check_count(weights.len())?;
                Ok(on_one_scale(weights)?
                    .into_iter()
                    .map(|weight| Natural::from(u128::from(weight)))
                    .collect())
            }
            AllocationKey::Criteria(criteria) => combined(criteria, self.len()),
        }
    }
}

/// Refuses no weights, and more than an envelope can have lines.
pub(super) fn check_count(found: usize) -> Result<()> {
    if found == 0 {
        return Err(Cause::WeightsMissing {}.into());
    }
    if found > MAX_LINES {
        return Err(Cause::TooMany { what: both("weights", "pesi"), found, allowed: MAX_LINES }.into());
    }
    Ok(())
}

/// The weights as whole numbers, all multiplied by one power of ten.
pub(super) fn on_one_scale(weights: &[Weight]) -> Result<Vec<u64>> {
    let decimals = weights.iter().map(|weight| weight.decimals()).max().unwrap_or(0);
    let scaled = weights.iter().map(|weight| weight.scaled(decimals));
    scaled
        .collect::<Option<Vec<u64>>>()
        .ok_or_else(|| Error::from(Cause::WeightsTooFine { allowed: MAX_WEIGHT_DIGITS }))
}

fn combined(criteria: &[Criterion], parts: usize) -> Result<Vec<Natural>> {
    if criteria.len() > MAX_CRITERIA {
        let (found, allowed) = (criteria.len(), MAX_CRITERIA);
        return Err(Cause::TooMany { what: both("criteria", "criteri"), found, allowed }.into());
    }
    let mut units = 0u64;
    let mut scales: Vec<(u64, Vec<u64>, Natural)> = Vec::with_capacity(criteria.len());
    for (number, criterion) in (1..).zip(criteria) {
        let here = |error: Error| error.at(numbered("criterion", "criterio", number));
        check_count(criterion.weights.len()).map_err(here)?;
        if criterion.weights.len() != parts {
            let (what, found) = (both("weights", "pesi"), criterion.weights.len());
            return Err(here(Cause::BoundsMismatch { what, found, parts }.into()));
        }
        let weights = on_one_scale(&criterion.weights).map_err(here)?;
        let sum: u128 = weights.iter().map(|weight| u128::from(*weight)).sum();
        let percent = criterion.percent;
        if sum == 0 && percent != Percent::ZERO {
            return Err(Cause::CriterionAllZero { number, percent: percent.to_string() }.into());
        }
        units += percent.units();
        if percent != Percent::ZERO {
            scales.push((percent.units(), weights, Natural::from(sum)));
        }
    }
    if criteria.is_empty() {
        return Err(Cause::WeightsMissing {}.into());
    }
    if units != Percent::HUNDRED.units() {
        return Err(Cause::CriteriaPercent { sum: Percent::text_of_units(units) }.into());
    }
    let mut parts = vec![Natural::zero(); parts];
    for (place, (units, weights, _)) in scales.iter().enumerate() {
        let others = scales.iter().enumerate().filter(|(other, _)| *other != place);
        let factor =
            others.fold(Natural::from(1), |product, (_, (_, _, sum))| product.times(sum)).scaled(*units);
        for (part, weight) in parts.iter_mut().zip(weights).filter(|(_, weight)| **weight > 0) {
            *part = part.plus(&factor.scaled(*weight));
        }
    }
    Ok(parts)
}

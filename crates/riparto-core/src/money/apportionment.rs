//! Splitting an amount by weights, within floors and ceilings, so that the parts sum to it.
//!
//! Weights, floors and ceilings are checked once ([`ApportionmentInput`]); quotas are found once ([`Quotas`]); a method rounds
//! them to cents; and the outcome is checked again, against the input as it was given, before it is handed out. Criteria, units
//! and parts that do not pay take numbers of any length ([`ExactSplitting`]); all else stays within 128 bits.

use serde::Serialize;

use super::amount::Money;
use super::apportionment_input::ApportionmentInput;
use super::criterion::{AllocationKey, check_count};
use super::divisor::divide;
use super::exact_apportionment::{ExactOutcome, ExactQuestion, ExactSplitting};
use super::fixed_part::AfterFixed;
use super::fraction::Fraction;
use super::method::{Method, TieBreak};
use super::percent::{Percent, Rounding};
use super::quota::Quotas;
use super::receipt::{Leftover, Receipt};
use super::remainder::{largest_remainder, truncated};
use super::signpost::{Adams, HuntingtonHill, Jefferson, Webster};
use super::tie::Ties;
use super::weight::Weight;
use crate::error::{Cause, Result};

/// How to split an amount: the method, what decides between equal claims to a cent, and what each part gets at least
/// and at most.
///
/// ```
/// use riparto::{Apportion, Method, Money, apportion};
/// use riparto::money::Weight;
///
/// let options = Apportion::new().method(Method::LargestRemainder).floors(vec![None, None, Some("300.00".parse()?)]);
/// let split = apportion("1000.00".parse()?, &[5, 3, 2].map(Weight::from), &options)?;
/// let amounts: Vec<String> = split.amounts().iter().map(Money::to_string).collect();
/// assert_eq!(amounts, ["437.50", "262.50", "300.00"]);
/// assert_eq!(split.receipt().at_floor, [2]);
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Apportion {
    method: Method,
    tie_break: TieBreak,
    floors: Vec<Option<Money>>,
    ceilings: Vec<Option<Money>>,
    fixed: Vec<Money>,
    payers: Vec<bool>,
    unit: Option<Money>,
    residual_to: Option<usize>,
}

/// What is asked of a split.
#[doc(hidden)]
pub struct SplitTerms<'a> {
    pub method: Method,
    pub tie_break: TieBreak,
    pub floors: &'a [Option<Money>],
    pub ceilings: &'a [Option<Money>],
    pub fixed: &'a [Money],
    /// Who pays for floors; all if empty.
    pub payers: &'a [bool],
    pub unit: Money,
    pub residual_to: Option<usize>,
}

impl Apportion {
    /// By largest remainder, ties to the first part, without floors and ceilings.
    #[must_use]
    pub fn new() -> Apportion {
        Apportion::default()
    }

    /// The method of apportionment.
    #[must_use]
    pub fn method(self, method: Method) -> Apportion {
        Apportion { method, ..self }
    }

    /// What decides between equal claims to a cent.
    #[must_use]
    pub fn tie_break(self, tie_break: TieBreak) -> Apportion {
        Apportion { tie_break, ..self }
    }

    /// What each part gets at least, in the order of the weights; empty if no part has a floor.
    #[must_use]
    pub fn floors(self, floors: Vec<Option<Money>>) -> Apportion {
        Apportion { floors, ..self }
    }

    /// What each part gets at most, in the order of the weights; empty if no part has a ceiling.
    #[must_use]
    pub fn ceilings(self, ceilings: Vec<Option<Money>>) -> Apportion {
        Apportion { ceilings, ..self }
    }

    /// Floors as a percentage of other amounts, such as last year's, rounded up to the cent; none where an amount is none.
    ///
    /// # Errors
    /// A floor above [`Money::MAX`] (`amount_overflow`).
    pub fn floors_of(self, percent: Percent, amounts: &[Option<Money>]) -> Result<Apportion> {
        Ok(self.floors(shares_of(percent, amounts, Rounding::Up)?))
    }

    /// Ceilings as a percentage of other amounts, such as last year's, rounded down to the cent; none where an amount is none.
    ///
    /// # Errors
    /// A ceiling above [`Money::MAX`] (`amount_overflow`).
    pub fn ceilings_of(self, percent: Percent, amounts: &[Option<Money>]) -> Result<Apportion> {
        Ok(self.ceilings(shares_of(percent, amounts, Rounding::Down)?))
    }

    /// What each part gets first, in the order of the weights: the rest of the total is split by them. It counts towards floors and
    /// ceilings. Empty if nothing is fixed.
    #[must_use]
    pub fn fixed(self, fixed: Vec<Money>) -> Apportion {
        Apportion { fixed, ..self }
    }

    /// Who pays for the floors, in the order of the weights; all if empty. A part that does not pay gets its share of the total,
    /// within its own bounds; the payers share what is left of it.
    #[must_use]
    pub fn payers(self, payers: Vec<bool>) -> Apportion {
        Apportion { payers, ..self }
    }

    /// Every part is a multiple of the unit; floors are rounded up to one, ceilings down. What the total has below one unit goes to
    /// the part that [`Apportion::residual_to`] names.
    #[must_use]
    pub fn unit(self, unit: Money) -> Apportion {
        Apportion { unit: Some(unit), ..self }
    }

    /// The part, by position from zero, that takes what the total has below one unit. [`Method::Truncated`] names it itself.
    #[must_use]
    pub fn residual_to(self, part: usize) -> Apportion {
        Apportion { residual_to: Some(part), ..self }
    }

    /// What is asked.
    #[doc(hidden)]
    #[must_use]
    pub fn terms(&self) -> SplitTerms<'_> {
        let Apportion { method, tie_break, floors, ceilings, fixed, payers, unit, residual_to } = self;
        SplitTerms {
            method: *method,
            tie_break: *tie_break,
            floors,
            ceilings,
            fixed,
            payers: if payers.iter().all(|pays| *pays) { &[] } else { payers },
            unit: unit.unwrap_or(CENT),
            residual_to: *residual_to,
        }
    }

    /// Splits an amount by weights or criteria, as [`apportion`] does; the parts sum to it exactly.
    ///
    /// ```
    /// use riparto::money::{AllocationKey, Apportion, Weight};
    ///
    /// let weights = [Weight::from(1); 3];
    /// let in_euros = Apportion::new().unit("1.00".parse()?).residual_to(2);
    /// let split = in_euros.split("100.50".parse()?, AllocationKey::Weights(&weights))?;
    /// let amounts: Vec<String> = split.amounts().iter().map(|amount| amount.to_string()).collect();
    /// assert_eq!(amounts, ["34.00", "33.00", "33.50"]);
    /// # Ok::<(), riparto::Error>(())
    /// ```
    ///
    /// # Errors
    /// Those of [`apportion`]; of criteria, percentages that do not sum to a hundred (`criteria_percent`) and weights that are all
    /// zero (`criterion_all_zero`); a unit of zero (`unit_zero`), a total that is no multiple of it where no part takes the rest
    /// (`unit_remainder`), such a part without a unit (`residual_unused`), a floor and a ceiling with no multiple between them
    /// (`no_multiple_between`); fixed amounts that are no multiples (`fixed_no_multiple`), above a ceiling (`fixed_above_ceiling`) or
    /// in all above the total (`fixed_above_total`); payers that cannot pay (`payers_short`) or cannot take what is left
    /// (`payers_full`).
    pub fn split(&self, total: Money, key: AllocationKey<'_>) -> Result<Apportionment> {
        let unit = self.checked_unit()?;
        if self.fixed.is_empty() {
            return self.after_fixed(total, key, (unit, &self.floors, &self.ceilings));
        }
        check_count(key.len())?;
        let after = self.without_fixed(total, key.len(), unit)?;
        let mut split = self.after_fixed(after.total, key, (unit, &after.floors, &after.ceilings))?;
        add_fixed(&mut split.amounts, &self.fixed);
        (split.receipt.at_floor, split.receipt.at_ceiling) = self.at_bounds(&split.amounts);
        assert!(Money::checked_sum(split.amounts.iter().copied()) == Ok(total), "the parts sum to the total");
        Ok(split)
    }

    /// The unit in use.
    pub(super) fn checked_unit(&self) -> Result<Money> {
        match self.unit {
            Some(unit) if unit.is_zero() => Err(Cause::UnitZero {}.into()),
            Some(unit) => Ok(unit),
            None if self.residual_to.is_some() => Err(Cause::ResidualUnused {}.into()),
            None => Ok(CENT),
        }
    }

    pub(super) fn without_fixed(&self, total: Money, parts: usize, unit: Money) -> Result<AfterFixed> {
        AfterFixed::new(total, &self.fixed, (&self.floors, &self.ceilings), (parts, unit))
    }

    /// What is asked of an exact split.
    pub(super) fn question<'a>(
        &'a self,
        total: Money,
        (unit, floors, ceilings): (Money, &'a [Option<Money>], &'a [Option<Money>]),
    ) -> ExactQuestion<'a> {
        // Payers that are all payers change nothing.
        let payers = if self.payers.iter().all(|pays| *pays) { &[] } else { self.payers.as_slice() };
        ExactQuestion { total, unit, floors, ceilings, payers, tie_break: self.tie_break }
    }

    pub(super) fn named_unit(&self) -> Option<Money> {
        self.unit
    }

    pub(super) fn method_in_use(&self) -> Method {
        self.method
    }

    pub(super) fn broken_by(&self) -> TieBreak {
        self.tie_break
    }

    pub(super) fn fixed_amounts(&self) -> &[Money] {
        &self.fixed
    }

    fn after_fixed(
        &self,
        total: Money,
        key: AllocationKey<'_>,
        (unit, floors, ceilings): (Money, &[Option<Money>], &[Option<Money>]),
    ) -> Result<Apportionment> {
        match key {
            AllocationKey::Weights(weights) if unit == CENT && self.payers.is_empty() => {
                self.in_cents(total, weights, (floors, ceilings))
            }
            _ => {
                let question = self.question(total, (unit, floors, ceilings));
                let splitting = ExactSplitting::new(&question, key)?;
                let outcome = splitting.by(self.method, self.residual_to)?;
                let split = self.with_receipt(outcome);
                let sum = Money::checked_sum(split.amounts.iter().copied());
                assert!(sum == Ok(total), "the parts sum to the total");
                Ok(split)
            }
        }
    }

    fn with_receipt(&self, outcome: ExactOutcome) -> Apportionment {
        let ExactOutcome { amounts, leftovers, tied } = outcome;
        let (at_floor, at_ceiling) = self.at_bounds(&amounts);
        let (method, tie_break) = (self.method, self.tie_break);
        let receipt = Receipt { method, tie_break, leftovers, tied, at_floor, at_ceiling };
        Apportionment { amounts, receipt }
    }

    /// The parts that have just their floor, and just their ceiling.
    pub(super) fn at_bounds(&self, amounts: &[Money]) -> (Vec<usize>, Vec<usize>) {
        let at = |bounds: &[Option<Money>]| -> Vec<usize> {
            let is_at = |part: &usize| bounds.get(*part).copied().flatten() == Some(amounts[*part]);
            (0..amounts.len()).filter(is_at).collect()
        };
        (at(&self.floors), at(&self.ceilings))
    }

    /// By weights in whole cents, all within 128 bits.
    fn in_cents(
        &self,
        total: Money,
        weights: &[Weight],
        (floors, ceilings): (&[Option<Money>], &[Option<Money>]),
    ) -> Result<Apportionment> {
        let input = ApportionmentInput::new(total, weights, floors, ceilings, self.method)?;
        let quotas = Quotas::new(&input);
        let ties = Ties { tie_break: self.tie_break, weights: &input.weights };
        let split = match self.method {
            Method::LargestRemainder => largest_remainder(&quotas, &ties),
            Method::Webster => divide::<Webster>(&quotas, &ties),
            Method::Jefferson => divide::<Jefferson>(&quotas, &ties),
            Method::Adams => divide::<Adams>(&quotas, &ties),
            Method::HuntingtonHill => divide::<HuntingtonHill>(&quotas, &ties),
            Method::Truncated { residual_to } => truncated(&quotas, residual_to),
        }?;
        let amounts: Vec<Money> =
            split.cents.into_iter().map(|cents| Money::saturating(i128::from(cents))).collect();
        assert!(Money::checked_sum(amounts.iter().copied()) == Ok(total), "the parts sum to the total");
        for (amount, floor) in amounts.iter().zip(floors) {
            assert!(floor.is_none_or(|floor| floor <= *amount), "every floor is kept");
        }
        for (amount, ceiling) in amounts.iter().zip(ceilings) {
            assert!(ceiling.is_none_or(|ceiling| ceiling >= *amount), "every ceiling is kept");
        }
        let leftovers = leftovers(&amounts, &quotas);
        Ok(self.with_receipt(ExactOutcome { amounts, leftovers, tied: split.tied }))
    }
}

/// The unit where none is named.
pub(super) const CENT: Money = match Money::checked_from_cents(1) {
    Some(cent) => cent,
    None => Money::ZERO,
};

fn shares_of(percent: Percent, amounts: &[Option<Money>], rounding: Rounding) -> Result<Vec<Option<Money>>> {
    amounts.iter().map(|amount| amount.map(|amount| percent.of(amount, rounding)).transpose()).collect()
}

/// Adds what each part got first.
pub(super) fn add_fixed(amounts: &mut [Money], fixed: &[Money]) {
    for (amount, fixed) in amounts.iter_mut().zip(fixed) {
        *amount = Money::saturating(i128::from(amount.cents()) + i128::from(fixed.cents()));
    }
}

/// Parts that sum to the amount that was split, and why each is what it is. In JSON a map of `amounts` and `receipt`.
///
/// ```
/// use riparto::{Apportion, Money, apportion};
/// use riparto::money::Weight;
///
/// let split = apportion(Money::from_euros(1), &[Weight::from(1), Weight::from(2)], &Apportion::default())?;
/// let document = serde_json::to_value(&split).unwrap();
/// assert_eq!(document["amounts"], serde_json::json!(["0.33", "0.67"]));
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Apportionment {
    amounts: Vec<Money>,
    receipt: Receipt,
}

impl Apportionment {
    /// The parts, in the order of the weights.
    #[must_use]
    pub fn amounts(&self) -> &[Money] {
        &self.amounts
    }

    /// The parts, in the order of the weights.
    #[must_use]
    pub fn into_amounts(self) -> Vec<Money> {
        self.amounts
    }

    /// Who got which leftover cent, and under which policy.
    #[must_use]
    pub fn receipt(&self) -> &Receipt {
        &self.receipt
    }
}

/// Splits an amount in proportion to weights, within floors and ceilings; the parts sum to it exactly. A part of weight
/// zero gets its floor and nothing more, unless [`Method::Truncated`] names it. What the methods do and promise is said at
/// [`Method`].
///
/// ```
/// use riparto::{Apportion, Money, apportion};
/// use riparto::money::Weight;
///
/// let thirds = [Weight::from(1); 3];
/// let split = apportion("2464000.00".parse()?, &thirds, &Apportion::default())?;
/// let amounts: Vec<String> = split.amounts().iter().map(Money::to_string).collect();
/// assert_eq!(amounts, ["821333.34", "821333.33", "821333.33"]);
/// assert_eq!(split.receipt().leftovers[0].remainder.to_string(), "1/3");
/// assert_eq!(split.receipt().tied, [0, 1, 2]);
/// # Ok::<(), riparto::Error>(())
/// ```
///
/// # Errors
/// In this order: no weights (`weights_missing`), over a million (`too_many`); floors or ceilings that are not one for
/// each part (`bounds_mismatch`); weights that need over 18 digits on one scale (`weights_too_fine`); a floor above its
/// ceiling (`floor_above_ceiling`), floors that sum to more than the total (`floors_above_total`), ceilings that sum to
/// less (`ceilings_below_total`); something left to split when all weights are zero (`weights_all_zero`) or all parts of
/// weight above zero are at their ceilings (`proportion_impossible`); a named part that does not exist
/// (`residual_unknown`) or passes its ceiling (`residual_above_ceiling`); equal claims under [`TieBreak::Refuse`]
/// (`tie_refused`).
#[doc(alias = "riparto proporzionale")]
pub fn apportion(total: Money, weights: &[Weight], options: &Apportion) -> Result<Apportionment> {
    options.split(total, AllocationKey::Weights(weights))
}

/// Where the amounts differ from the quotas rounded down.
fn leftovers(amounts: &[Money], quotas: &Quotas<'_>) -> Vec<Leftover> {
    // About every second part rounds up. Room that is not used is never touched.
    let mut leftovers = Vec::with_capacity(amounts.len() / 2 + amounts.len() / 16 + 1);
    for (part, amount) in amounts.iter().enumerate() {
        let quota = quotas.quota(part);
        let cents = amount.cents().wrapping_sub_unsigned(quota.cents);
        if cents != 0 {
            let remainder = Fraction::of(quota.remainder, quotas.weight);
            leftovers.push(Leftover { part, cents, remainder });
        }
    }
    leftovers
}

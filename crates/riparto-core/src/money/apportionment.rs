//! Splitting an amount by weights, within floors and ceilings, so that the parts sum to it.
//!
//! Weights, floors and ceilings are checked once ([`ApportionmentInput`]); quotas are found once ([`Quotas`]); a method rounds
//! them to cents; and the outcome is checked again, against the input as it was given, before it is handed out.

use serde::Serialize;

use super::amount::Money;
use super::apportionment_input::ApportionmentInput;
use super::divisor::divide;
use super::fraction::Fraction;
use super::method::{Method, TieBreak};
use super::quota::Quotas;
use super::receipt::{Leftover, Receipt};
use super::remainder::{largest_remainder, truncated};
use super::signpost::{Adams, HuntingtonHill, Jefferson, Webster};
use super::tie::Ties;
use super::weight::Weight;
use crate::error::Result;

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
}

impl Apportion {
    /// By Webster's method, ties to the first part, without floors and ceilings.
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
/// zero gets its floor and nothing more, unless [`Method::CutDown`] names it. What the methods do and promise is said at
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
    let input = ApportionmentInput::new(total, weights, &options.floors, &options.ceilings, options.method)?;
    let quotas = Quotas::new(&input);
    let ties = Ties { tie_break: options.tie_break, weights: &input.weights };
    let split = match options.method {
        Method::LargestRemainder => largest_remainder(&quotas, &ties),
        Method::Webster => divide::<Webster>(&quotas, &ties),
        Method::Jefferson => divide::<Jefferson>(&quotas, &ties),
        Method::Adams => divide::<Adams>(&quotas, &ties),
        Method::HuntingtonHill => divide::<HuntingtonHill>(&quotas, &ties),
        Method::CutDown { residual_to } => truncated(&quotas, residual_to),
    }?;
    let amounts: Vec<Money> =
        split.cents.into_iter().map(|cents| Money::saturating(i128::from(cents))).collect();
    assert!(Money::checked_sum(amounts.iter().copied()) == Ok(total), "the parts sum to the total");
    let mut receipt = Receipt {
        method: options.method,
        tie_break: options.tie_break,
        leftovers: leftovers(&amounts, &quotas),
        tied: split.tied,
        at_floor: Vec::new(),
        at_ceiling: Vec::new(),
    };
    for (part, (amount, floor)) in amounts.iter().zip(&options.floors).enumerate() {
        assert!(floor.is_none_or(|floor| floor <= *amount), "every floor is kept");
        if *floor == Some(*amount) {
            receipt.at_floor.push(part);
        }
    }
    for (part, (amount, ceiling)) in amounts.iter().zip(&options.ceilings).enumerate() {
        assert!(ceiling.is_none_or(|ceiling| ceiling >= *amount), "every ceiling is kept");
        if *ceiling == Some(*amount) {
            receipt.at_ceiling.push(part);
        }
    }
    Ok(Apportionment { amounts, receipt })
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

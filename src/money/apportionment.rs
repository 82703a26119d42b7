//! Splitting an amount by weights, so that the parts sum to it.
//!
//! The largest-remainder method (Hamilton 1792; Hare–Niemeyer): each part gets its exact share rounded down to
//! the cent, and the cents left over go, one each, to the parts with the largest remainders. Every part stays
//! within one cent of its exact share and the sum of the deviations is the least possible. What the method does
//! not promise: that one more cent to split never takes a cent from a part (the Alabama paradox; Balinski and
//! Young, *Fair Representation*, 1982).

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};

use super::amount::Money;
use super::weight::Weight;
use crate::error::{Cause, Error, Result};
use crate::limits::MAX_LINES;

/// How to split an amount: the method, and what to do with cents that several parts claim equally.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Apportion {
    /// The method of apportionment.
    pub method: Method,
    /// What decides between equal claims to a leftover cent.
    pub tie_break: TieBreak,
}

/// A method of apportionment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Method {
    /// Shares rounded down, leftover cents to the largest remainders.
    #[default]
    LargestRemainder,
}

/// What decides between parts with equal claims to a leftover cent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TieBreak {
    /// The part that stands first.
    #[default]
    First,
    /// The part that stands last.
    Last,
    /// The part with the largest weight, then the one that stands first.
    LargestWeight,
    /// Nothing: equal claims are an error that names the parts.
    Refuse,
}

/// Parts that sum to the amount that was split, and who got which leftover cent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Apportionment {
    amounts: Vec<Money>,
    receipt: Receipt,
}

/// Why each part is what it is: the policy, the leftover cents, the equal claims.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Receipt {
    /// The method of apportionment.
    pub method: Method,
    /// What decided between equal claims.
    pub tie_break: TieBreak,
    /// The leftover cents, in the order of the parts that got them.
    pub leftovers: Vec<Leftover>,
    /// The parts, by position from zero, whose equal claims the tie break decided between; none if there was no tie.
    pub tied: Vec<usize>,
}

/// One leftover cent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Leftover {
    /// The part that got the cent, by position from zero.
    pub part: usize,
    /// How much of a cent the part's exact share was above its rounded one, as a fraction such as `"2/3"`.
    pub remainder: String,
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

/// Splits an amount in proportion to weights; the parts sum to it exactly. A weight of zero gets nothing.
///
/// ```
/// use riparto::{Apportion, Money, Weight, apportion};
///
/// let thirds = [Weight::from(1); 3];
/// let split = apportion("2464000.00".parse()?, &thirds, Apportion::default())?;
/// let amounts: Vec<String> = split.amounts().iter().map(Money::to_string).collect();
/// assert_eq!(amounts, ["821333.34", "821333.33", "821333.33"]);
/// assert_eq!(split.receipt().leftovers[0].remainder, "1/3");
/// # Ok::<(), riparto::Error>(())
/// ```
///
/// # Errors
/// No weights (`weights_missing`), over a million (`too_many`), all zero with an amount to split
/// (`weights_all_zero`), so many digits that 128 bits do not hold them (`weights_too_fine`), equal claims under
/// [`TieBreak::Refuse`] (`tie_refused`).
pub fn apportion(total: Money, weights: &[Weight], options: Apportion) -> Result<Apportionment> {
    if weights.is_empty() {
        return Err(Cause::WeightsMissing {}.into());
    }
    if weights.len() > MAX_LINES {
        return Err(Cause::TooMany { what: "weights", found: weights.len(), allowed: MAX_LINES }.into());
    }
    let decimals = weights.iter().map(|weight| weight.decimals()).max().unwrap_or(0);
    let claims: Vec<u128> = weights.iter().map(|weight| weight.scaled(decimals)).collect();
    let cents = u128::from(total.cents().unsigned_abs());
    let sum = claims
        .iter()
        .try_fold(0u128, |sum, claim| sum.checked_add(*claim))
        .filter(|sum| sum.checked_mul(cents.max(1)).is_some())
        .ok_or_else(|| Error::from(Cause::WeightsTooFine {}))?;
    let mut receipt =
        Receipt { method: options.method, tie_break: options.tie_break, leftovers: vec![], tied: vec![] };
    if sum == 0 {
        if !total.is_zero() {
            return Err(Cause::WeightsAllZero { total: total.to_string() }.into());
        }
        return Ok(Apportionment { amounts: vec![Money::ZERO; weights.len()], receipt });
    }
    let mut shares: Vec<u128> = Vec::with_capacity(claims.len());
    let mut remainders: Vec<u128> = Vec::with_capacity(claims.len());
    for claim in &claims {
        let exact = claim * cents;
        shares.push(exact / sum);
        remainders.push(exact % sum);
    }
    let left = usize::try_from(cents - shares.iter().sum::<u128>()).unwrap_or(usize::MAX);
    // The remainders sum to `left` wholes and each is below one, so more than `left` of them are above zero.
    let mut winners = largest(&remainders, &claims, left, options.tie_break, &mut receipt)?;
    winners.sort_unstable();
    for part in winners {
        shares[part] += 1;
        receipt.leftovers.push(Leftover { part, remainder: fraction(remainders[part], sum) });
    }
    let amounts: Vec<Money> =
        shares.into_iter().filter_map(|share| Money::from_wide(i128::try_from(share).ok()?)).collect();
    assert!(amounts.len() == weights.len() && Money::sum(amounts.iter().copied()) == Ok(total));
    Ok(Apportionment { amounts, receipt })
}

/// The positions of the `left` largest remainders; equal ones at the cut are noted and decided by the tie break.
fn largest(
    remainders: &[u128],
    claims: &[u128],
    left: usize,
    tie_break: TieBreak,
    receipt: &mut Receipt,
) -> Result<Vec<usize>> {
    if left == 0 {
        return Ok(Vec::new());
    }
    let before = |a: &usize, b: &usize| -> Ordering {
        remainders[*b].cmp(&remainders[*a]).then_with(|| match tie_break {
            TieBreak::First | TieBreak::Refuse => a.cmp(b),
            TieBreak::Last => b.cmp(a),
            TieBreak::LargestWeight => claims[*b].cmp(&claims[*a]).then(a.cmp(b)),
        })
    };
    let mut order: Vec<usize> = (0..remainders.len()).collect();
    let (_, last, rest) = order.select_nth_unstable_by(left - 1, before);
    let cut = remainders[*last];
    if rest.iter().any(|part| remainders[*part] == cut) {
        receipt.tied = (0..remainders.len()).filter(|part| remainders[*part] == cut).collect();
    }
    if tie_break == TieBreak::Refuse && !receipt.tied.is_empty() {
        let above = remainders.iter().filter(|remainder| **remainder > cut).count();
        let shown: Vec<String> = receipt.tied.iter().take(8).map(|part| (part + 1).to_string()).collect();
        let more = if receipt.tied.len() > 8 { ", …" } else { "" };
        return Err(Cause::TieRefused {
            cents: left - above,
            tied: receipt.tied.len(),
            parts: format!("numbers {}{more}", shown.join(", ")),
        }
        .into());
    }
    order.truncate(left);
    Ok(order)
}

fn fraction(numerator: u128, denominator: u128) -> String {
    let (mut a, mut b) = (numerator, denominator);
    while b > 0 {
        (a, b) = (b, a % b);
    }
    let common = a.max(1);
    format!("{}/{}", numerator / common, denominator / common)
}

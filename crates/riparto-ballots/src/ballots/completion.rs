//! `Completion`: what to do with a ballot that misses lines or does not sum to the total.

use riparto_core::error::{Cause, Result};
use riparto_core::money::{Apportion, Method, Money, MoneyDelta, TieBreak, Weight, apportion};
use riparto_rebalance::rebalance::water_filling;

/// What to do with a ballot that misses lines or does not sum to the total. A ballot is never completed unless the caller
/// asks for it by one of these names; a line without an amount then counts as zero.
///
/// ```
/// use riparto::ballots::Completion;
///
/// let total = "100.00".parse()?;
/// let given = [Some("60.00".parse()?), Some("30.00".parse()?), None];
/// let texts = |completion: Completion| -> riparto::Result<Vec<String>> {
///     Ok(completion.complete(total, &given)?.iter().map(|amount| amount.to_string()).collect())
/// };
/// assert_eq!(texts(Completion::InProportion)?, ["66.67", "33.33", "0.00"]);
/// assert_eq!(texts(Completion::RemainderTo(2))?, ["60.00", "30.00", "10.00"]);
/// assert_eq!(texts(Completion::EqualShift)?, ["63.34", "33.33", "3.33"]);
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Completion {
    /// The ballot is refused, with the line or the difference.
    #[default]
    Refused,
    /// All lines grow or shrink in proportion, by largest remainder, ties to the line that comes first.
    InProportion,
    /// All lines move by the same number of cents, down to zero: the nearest ballot that sums to the total.
    EqualShift,
    /// The line at this position, from zero, takes the difference.
    RemainderTo(usize),
}

impl Completion {
    /// The amounts of a ballot that sums to the total, from those that were given.
    ///
    /// # Errors
    /// Under [`Completion::Refused`] a missing amount (`amounts_mismatch`; a sum that is not the total is refused by
    /// [`Ballots::new`](super::Ballots::new)); a ballot of zeros that is to grow in proportion (`weights_all_zero`); a line
    /// that would have to take less than nothing (`amount_below_zero`) or does not exist (`residual_unknown`).
    pub fn complete(self, total: Money, given: &[Option<Money>]) -> Result<Vec<Money>> {
        let amounts: Vec<Money> = given.iter().map(|amount| amount.unwrap_or(Money::ZERO)).collect();
        let sum: i128 = amounts.iter().map(|amount| i128::from(amount.cents())).sum();
        let missing = i128::from(total.cents()) - sum;
        match self {
            Completion::Refused => {
                let (found, lines) = (given.iter().flatten().count(), given.len());
                if found < lines { Err(Cause::AmountsMismatch { found, lines }.into()) } else { Ok(amounts) }
            }
            _ if missing == 0 => Ok(amounts),
            Completion::InProportion => {
                let weights: Vec<Weight> = amounts.into_iter().map(Weight::from).collect();
                let (method, tie_break) = (Method::LargestRemainder, TieBreak::First);
                let options = Apportion::new().method(method).tie_break(tie_break);
                apportion(total, &weights, &options).map(|split| split.into_amounts())
            }
            Completion::EqualShift => {
                // Nothing below zero and nothing above the total: this can always be met.
                let (low, high) = (vec![Money::ZERO; amounts.len()], vec![total; amounts.len()]);
                water_filling(total, &amounts, &low, &high, &[])?
                    .ok_or_else(|| Cause::AmountsMismatch { found: 0, lines: given.len() }.into())
            }
            Completion::RemainderTo(line) => {
                let mut amounts = amounts;
                let last = amounts.len().saturating_sub(1);
                let Some(amount) = amounts.get_mut(line) else {
                    return Err(Cause::ResidualUnknown { found: line, last }.into());
                };
                let held = i128::from(amount.cents()) + missing;
                let below = || Cause::AmountBelowZero {
                    held: amount.words(),
                    taken: MoneyDelta::words(-missing),
                    missing: MoneyDelta::words(-held),
                };
                *amount = if held < 0 { return Err(below().into()) } else { Money::saturating(held) };
                Ok(amounts)
            }
        }
    }
}

//! How large a question may be, so that sums of its amounts stay within 64 bits, and those of its costs within 128.

use riparto_core::capacity::{MAX_LINES, MAX_REBALANCE_CENTS, MAX_WISH_WEIGHT};
use riparto_core::error::{Cause, Result};
use riparto_core::money::Money;
use riparto_core::words::both;

/// The most that all weighted squares may be, in squared cents: below 2^127 by what movement that comes first adds to them, up to
/// 2^123.
const MOST_SQUARES: u128 = 3 << 125;

/// The most that the largest weight, the largest amount in cents and the square of the number of lines may be multiplied.
///
/// A cent costs up to twice the weight times the amount, and one cent's cost more. Networks have up to four nodes a line; cost
/// scaling multiplies costs by up to twice the number of nodes, and lowers prices by less than twice the number of nodes times
/// that: in all by less than 2^7 times this, which leaves two bits below the code of no cent at all.
const MOST_PRICE: u128 = 1 << 115;

/// Refuses weights of zero and such that costs could leave 128 bits.
pub(super) fn accept_weights(weights: &[u32], wish: &[Money], total: Money) -> Result<()> {
    if weights.is_empty() {
        return Ok(());
    }
    let allowed = heaviest(wish, total);
    match weights.iter().find(|weight| !(1..=allowed).contains(*weight)) {
        Some(weight) => Err(Cause::WishWeight { found: weight.to_string(), allowed }.into()),
        None => Ok(()),
    }
}

/// The most that a line may weigh in a search for what is nearest to a wish.
fn heaviest(wish: &[Money], total: Money) -> u32 {
    let amounts =
        || wish.iter().copied().chain([total]).map(|amount| u128::from(amount.cents().unsigned_abs()));
    let squares: u128 = amounts().map(|cents| cents * cents).sum();
    let largest = amounts().max().unwrap_or(0);
    let lines = wish.len() as u128;
    let most = (MOST_SQUARES / squares.max(1)).min(MOST_PRICE / (largest * lines * lines).max(1));
    u32::try_from(most).unwrap_or(u32::MAX).min(MAX_WISH_WEIGHT)
}

/// Refuses no lines, too many, and lines × `highest` beyond the largest sum.
pub(super) fn accept(lines: usize, highest: Money) -> Result<()> {
    if lines == 0 {
        return Err(Cause::LinesMissing {}.into());
    }
    if lines > MAX_LINES {
        return Err(Cause::TooMany { what: both("lines", "voci"), found: lines, allowed: MAX_LINES }.into());
    }
    if i128::from(highest.cents()) * (lines as i128) > MAX_REBALANCE_CENTS {
        let allowed = Money::MAX.words();
        return Err(Cause::AmountOverflow {
            operation: both("the sum of all ceilings", "la somma di tutti i massimi"),
            allowed,
        }
        .into());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The figures beside [`MAX_WISH_WEIGHT`].
    #[test]
    fn weights_are_bound_only_where_costs_would_leave_128_bits() {
        let amount = |cents: i64| Money::from_cents(cents).unwrap();
        let of = |lines: usize, wish: i64, total: i64| heaviest(&vec![amount(wish); lines], amount(total));
        assert_eq!(of(2, 1 << 46, 1 << 47), MAX_WISH_WEIGHT);
        assert_eq!(of(1 << 17, 1 << 30, 1 << 47), MAX_WISH_WEIGHT);
        assert_eq!(of(2, 1 << 48, 1 << 48), MAX_WISH_WEIGHT / 2);
        assert_eq!(of(1 << 20, 1 << 48, 1 << 42), 1_535);
        assert_eq!(of(1 << 20, 0, 1 << 48), 1 << 27);
        assert_eq!(of(1, 0, 0), MAX_WISH_WEIGHT);
    }
}

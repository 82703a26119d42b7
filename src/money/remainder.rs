//! Largest remainder and cut down: exact shares rounded down, and who gets what is left.

use super::amount::MoneyDelta;
use super::parts::Parts;
use super::share::{Shares, Split};
use super::tie::Ties;
use crate::error::{Cause, Result};

/// [`Method::LargestRemainder`](super::Method::LargestRemainder).
///
/// A part with a remainder is strictly between its bounds, so one more cent keeps it within them.
pub(super) fn largest_remainder(shares: &Shares<'_>, ties: &Ties<'_>) -> Result<Split> {
    let count = shares.parts.len();
    let mut cents: Vec<u64> = Vec::with_capacity(count);
    // The upper 64 bits of each remainder. Where two differ they decide; at the cut the whole remainders do.
    let mut keys: Vec<u64> = Vec::with_capacity(count);
    let shift = (u128::BITS - shares.weight.leading_zeros()).saturating_sub(u64::BITS);
    for part in 0..count {
        let share = shares.share(part);
        cents.push(share.cents);
        keys.push(u64::try_from(share.remainder >> shift).unwrap_or(u64::MAX));
    }
    let left = left(shares.parts, &cents);
    if left == 0 {
        return Ok(Split { cents, tied: Vec::new() });
    }
    // The remainders sum to `left` wholes and each is below one, so more than `left` parts have one.
    let mut order = keys.clone();
    let (_, cut, _) = order.select_nth_unstable(count - left);
    let cut = *cut;
    let mut given = 0;
    let mut claims: Vec<(usize, u128)> = Vec::new();
    for (part, key) in keys.iter().enumerate() {
        if *key > cut {
            cents[part] += 1;
            given += 1;
        } else if *key == cut {
            claims.push((part, shares.share(part).remainder));
        }
    }
    let chosen = ties.choose(claims, left - given, |a, b| b.1.cmp(&a.1), |claim| claim.0)?;
    for part in chosen.winners {
        cents[part] += 1;
    }
    Ok(Split { cents, tied: chosen.tied })
}

/// [`Method::CutDown`](super::Method::CutDown). The named part exists.
pub(super) fn cut_down(shares: &Shares<'_>, residual_to: usize) -> Result<Split> {
    let parts = shares.parts;
    let mut cents: Vec<u64> = (0..parts.len()).map(|part| shares.share(part).cents).collect();
    let left = left(parts, &cents);
    cents[residual_to] += u64::try_from(left).unwrap_or(0);
    if cents[residual_to] > parts.ceiling(residual_to) {
        let plain = |cents: u64| MoneyDelta::plain(cents.into());
        return Err(Cause::ResidualAboveCeiling {
            part: residual_to + 1,
            found: plain(cents[residual_to]),
            ceiling: plain(parts.ceiling(residual_to)),
        }
        .into());
    }
    Ok(Split { cents, tied: Vec::new() })
}

/// How many cents shares rounded down leave of the total: fewer than there are parts.
fn left(parts: &Parts, cents: &[u64]) -> usize {
    usize::try_from(parts.total - cents.iter().sum::<u64>()).unwrap_or(0)
}

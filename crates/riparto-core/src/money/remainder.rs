//! Largest remainder, and quotas truncated with one residual part: which parts get the leftover cents.

use super::amount::MoneyDelta;
use super::apportionment_input::ApportionmentInput;
use super::quota::{Quotas, Split};
use super::tie::Ties;
use crate::error::{Cause, Result};

/// The most leading bits of remainders that are counted: so few counters stay in the nearest cache.
const MOST_BITS: u32 = 12;

/// [`Method::LargestRemainder`](super::Method::LargestRemainder).
///
/// A first pass rounds down and counts remainders by their leading bits. The counts tell which leading bits the last
/// cent falls to: above these every part gets a cent, and only the parts with exactly these are compared in full. A
/// part with a remainder is strictly between its bounds, so one more cent keeps it within them.
pub(super) fn largest_remainder(quotas: &Quotas<'_>, ties: &Ties<'_>) -> Result<Split> {
    let count = quotas.input.len();
    let bits = (usize::BITS - count.leading_zeros()).min(MOST_BITS);
    let shift = (u128::BITS - quotas.weight.leading_zeros()).saturating_sub(bits);
    // Remainders are below the weight, so this is below 2^bits.
    let leading = |remainder: u128| usize::try_from(remainder >> shift).unwrap_or(0);
    let mut counts = vec![0usize; 1 << bits];
    let mut cents: Vec<u64> = Vec::with_capacity(count);
    for part in 0..count {
        let quota = quotas.quota(part);
        cents.push(quota.cents);
        counts[leading(quota.remainder)] += 1;
    }
    // The remainders sum to `left` wholes and each is below one, so more than `left` parts have one.
    let mut left = left(quotas.input, &cents);
    if left == 0 {
        return Ok(Split { cents, tied: Vec::new() });
    }
    let mut cut = counts.len() - 1;
    while counts[cut] < left {
        left -= counts[cut];
        cut -= 1;
    }
    let mut claims: Vec<(usize, u128)> = Vec::with_capacity(counts[cut]);
    for (part, cents) in cents.iter_mut().enumerate() {
        let remainder = quotas.quota(part).remainder;
        *cents += u64::from(leading(remainder) > cut);
        if leading(remainder) == cut {
            claims.push((part, remainder));
        }
    }
    let chosen = ties.choose(claims, left, |a, b| b.1.cmp(&a.1), |claim| claim.0)?;
    for part in chosen.winners {
        cents[part] += 1;
    }
    Ok(Split { cents, tied: chosen.tied })
}

/// [`Method::Truncated`](super::Method::Truncated). The named part exists.
pub(super) fn truncated(quotas: &Quotas<'_>, residual_to: usize) -> Result<Split> {
    let input = quotas.input;
    let mut cents: Vec<u64> = (0..input.len()).map(|part| quotas.quota(part).cents).collect();
    let left = left(input, &cents);
    cents[residual_to] += u64::try_from(left).unwrap_or(0);
    if cents[residual_to] > input.ceiling(residual_to) {
        let words = |cents: u64| MoneyDelta::words(cents.into());
        return Err(Cause::ResidualAboveCeiling {
            part: residual_to + 1,
            found: words(cents[residual_to]),
            ceiling: words(input.ceiling(residual_to)),
        }
        .into());
    }
    Ok(Split { cents, tied: Vec::new() })
}

/// How many cents quotas rounded down leave of the total: fewer than there are parts.
fn left(input: &ApportionmentInput, cents: &[u64]) -> usize {
    usize::try_from(input.total - cents.iter().sum::<u64>()).unwrap_or(0)
}

//! `Integer`: the integers that the clock search computes with, of 64 bits or of 128.

use std::ops::{Add, AddAssign, Div, Mul, Neg, Rem, Sub};

/// Integers of 64 bits where everything fits them, which is several times faster, and 128 where it does not.
pub(super) trait Integer:
    Copy
    + Ord
    + Default
    + From<i64>
    + Into<i128>
    + TryInto<i64>
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
    + Rem<Output = Self>
    + Neg<Output = Self>
    + AddAssign
{
    /// Into how many parts a unit of time is divided while a time is searched for. It says where the search looks, not
    /// what it finds.
    const PARTS: i64;
}

impl Integer for i64 {
    const PARTS: i64 = 1 << 10;
}

impl Integer for i128 {
    const PARTS: i64 = 1 << 28;
}

/// Whether the time for a number of lines and a weight of ballots can be searched in 64 bits: four times what is
/// computed here bounds all of it.
pub(super) fn is_narrow(total: i64, lines: usize, weight: u32) -> bool {
    let all = (lines as u128) * (u128::from(weight) + 1);
    let largest = all.max(i64::PARTS.unsigned_abs().into());
    // At most 2^41 each, as lines and ballots together are at most 2^26 and a ballot weighs at most 2^10.
    let bound = largest.saturating_mul(largest).saturating_mul(total.unsigned_abs().into());
    bound < 1 << 60
}

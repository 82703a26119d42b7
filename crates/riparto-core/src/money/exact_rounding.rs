//! Exact shares rounded to units: largest remainder, the cut with one residual part, and half up.

use super::exact_shares::ExactShares;
use super::natural::Natural;
use super::quota::Split;
use super::tie::Ties;
use crate::error::Result;

/// Shares as whole units and what each loses by it.
pub(super) struct UnitShares {
    pub(super) units: Vec<u64>,
    /// Of a unit, in units of one over `denominator`.
    pub(super) remainders: Vec<Natural>,
    pub(super) denominator: Natural,
}

impl UnitShares {
    /// The shares in units of this many cents.
    pub(super) fn new(shares: &ExactShares, unit: u64) -> UnitShares {
        let denominator = shares.denominator.scaled(unit);
        let divided = shares.numerators.iter().map(|numerator| numerator.divided(&denominator));
        let (units, remainders) = divided.unzip();
        UnitShares { units, remainders, denominator }
    }

    /// How many of these units the shares rounded down leave.
    pub(super) fn left(&self, whole: u64) -> u64 {
        whole.saturating_sub(self.units.iter().sum())
    }

    /// Whole units, the leftover ones to the largest remainders. What remainders lose sums to at least the leftover units, and each
    /// is below one, so that more parts than these have one.
    pub(super) fn largest_remainder(&self, whole: u64, ties: &Ties<'_>) -> Result<Split> {
        let left = usize::try_from(self.left(whole)).unwrap_or(usize::MAX);
        let mut cents = self.units.clone();
        let claims: Vec<usize> = (0..cents.len()).filter(|part| !self.remainders[*part].is_zero()).collect();
        let left = left.min(claims.len());
        let strongest = |a: &usize, b: &usize| self.remainders[*b].cmp(&self.remainders[*a]);
        let chosen = ties.choose(claims, left, strongest, |part| *part)?;
        for part in chosen.winners {
            cents[part] += 1;
        }
        Ok(Split { cents, tied: chosen.tied })
    }

    /// Each share to the nearest unit, a half upwards. The sum may be another than the total.
    pub(super) fn half_up(&self) -> Vec<u64> {
        let up = |part: usize| u64::from(self.remainders[part].scaled(2) >= self.denominator);
        (0..self.units.len()).map(|part| self.units[part] + up(part)).collect()
    }
}

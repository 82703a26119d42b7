//! `ExactSplit`: parts in fractions of a cent with one denominator, and their rounding to cents.

use super::amount::Money;
use super::fraction::Fraction;
use super::method::{Method, TieBreak};
use super::receipt::{Leftover, Receipt};
use super::tie::Ties;

/// Parts that sum to a total, each in whole cents and a number of equal parts of a cent.
#[doc(hidden)]
pub struct ExactSplit {
    #[doc(hidden)]
    pub total: Money,
    #[doc(hidden)]
    pub wholes: Vec<i64>,
    /// Below the denominator.
    #[doc(hidden)]
    pub remainders: Vec<u128>,
    #[doc(hidden)]
    pub denominator: u128,
}

impl ExactSplit {
    /// Parts that are each a number above zero or zero, divided by one number above zero.
    #[doc(hidden)]
    pub fn divided(
        total: Money,
        parts: impl ExactSizeIterator<Item = i128>,
        denominator: i128,
    ) -> ExactSplit {
        let zero = vec![0; parts.len()];
        let remainders = vec![0; parts.len()];
        let mut split =
            ExactSplit { total, wholes: zero, remainders, denominator: denominator.unsigned_abs() };
        for (place, part) in parts.enumerate() {
            split.set(place, part);
        }
        split
    }

    /// Sets a part to a number of zero or more, divided by the denominator.
    #[doc(hidden)]
    pub fn set(&mut self, part: usize, above: i128) {
        let above = above.unsigned_abs();
        let (whole, remainder) = match (u64::try_from(above), u64::try_from(self.denominator)) {
            // Most often all of it is short, and a division of short numbers is many times faster.
            (Ok(above), Ok(below)) => (u128::from(above / below), u128::from(above % below)),
            _ => {
                let whole = above / self.denominator;
                (whole, above - whole * self.denominator)
            }
        };
        self.wholes[part] = i64::try_from(whole).unwrap_or(i64::MAX);
        self.remainders[part] = remainder;
    }

    /// The parts as fractions of cents.
    #[doc(hidden)]
    pub fn fractions(&self) -> Vec<Fraction> {
        let fraction = |(whole, remainder): (&i64, &u128)| match remainder {
            0 => Fraction::of(whole.unsigned_abs().into(), 1),
            _ => Fraction::of(
                u128::from(whole.unsigned_abs()) * self.denominator + remainder,
                self.denominator,
            ),
        };
        self.wholes.iter().zip(&self.remainders).map(fraction).collect()
    }

    /// The parts in whole cents by largest remainder, equal claims to the part that comes first.
    #[doc(hidden)]
    pub fn round(self) -> (Vec<Money>, Receipt) {
        let sum: i128 = self.wholes.iter().map(|whole| i128::from(*whole)).sum();
        let left = usize::try_from(i128::from(self.total.cents()) - sum).unwrap_or(0);
        let mut claims: Vec<usize> = Vec::new();
        if left > 0 {
            claims.reserve_exact(self.wholes.len());
            claims.extend((0..self.wholes.len()).filter(|part| self.remainders[*part] > 0));
        }
        assert!(left == 0 || left < claims.len(), "remainders below one sum to the cents that are left");
        let ties = Ties { tie_break: TieBreak::First, weights: &[] };
        let strongest = |a: &usize, b: &usize| self.remainders[*b].cmp(&self.remainders[*a]);
        // Ties to the first are never refused.
        let chosen = ties.choose(claims, left, strongest, |part| *part).unwrap_or_default();
        let mut winners = chosen.winners;
        winners.sort_unstable();
        let mut cents = self.wholes;
        winners.iter().for_each(|part| cents[*part] += 1);
        let leftover = |part: &usize| Leftover {
            part: *part,
            cents: 1,
            remainder: Fraction::of(self.remainders[*part], self.denominator),
        };
        let receipt = Receipt {
            method: Method::LargestRemainder,
            tie_break: TieBreak::First,
            leftovers: winners.iter().map(leftover).collect(),
            tied: chosen.tied,
            at_floor: Vec::new(),
            at_ceiling: Vec::new(),
        };
        let amounts: Vec<Money> = cents.into_iter().map(|cents| Money::saturating(cents.into())).collect();
        assert!(Money::checked_sum(amounts.iter().copied()) == Ok(self.total), "the parts sum to the total");
        (amounts, receipt)
    }
}

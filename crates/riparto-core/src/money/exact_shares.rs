//! `ExactShares`: the exact share of each part where several criteria, a unit or parts that do not pay are asked for.
//!
//! Write w for weights, T for the total. A part that does not pay for floors has T * w / (sum of all w) within its own bounds,
//! and nothing that bounds do to others reaches it. What is left, before any rounding, the payers share: theirs is the one split of
//! the form clamp(rate * w, floor, ceiling) that sums to it. Where all pay, that is the split of the total.

use std::cmp::Ordering;

use super::amount::MoneyDelta;
use super::natural::Natural;
use super::part_bounds::PartBounds;
use crate::error::{Cause, Result};

/// What is split exactly, checked: as many weights as payers, if any are named, and as bounds.
pub(super) struct ExactInput<'a> {
    /// In cents.
    pub(super) total: u64,
    /// The total without what is below one unit.
    pub(super) whole: u64,
    pub(super) weights: &'a [Natural],
    pub(super) bounds: &'a PartBounds,
    /// Who pays for floors; all if empty.
    pub(super) payers: &'a [bool],
}

impl ExactInput<'_> {
    pub(super) fn pays(&self, part: usize) -> bool {
        self.payers.get(part).copied().unwrap_or(true)
    }

    /// The most that a part may get, if that is less than all.
    fn binding_ceiling(&self, part: usize) -> Option<u64> {
        self.bounds.ceiling(part).filter(|ceiling| *ceiling < self.whole)
    }
}

/// Shares in cents, with one denominator.
pub(super) struct ExactShares {
    pub(super) numerators: Vec<Natural>,
    /// Above zero.
    pub(super) denominator: Natural,
}

/// A number of cents, zero or more, with a denominator above zero.
struct CentFraction {
    above: Natural,
    below: Natural,
}

/// A rate, in cents for a unit of weight, at which an open part meets its floor or its ceiling.
struct BoundMet {
    bound: u64,
    part: usize,
    /// At its floor a part becomes open as the rate rises, at its ceiling it is held.
    opens: bool,
}

impl ExactShares {
    /// The exact shares.
    ///
    /// # Errors
    /// Payers that cannot pay for what the others get, or cannot take what these leave (`payers_short`).
    pub(super) fn new(input: &ExactInput<'_>) -> Result<ExactShares> {
        let mut held: Vec<Option<u64>> = (0..input.weights.len())
            .map(|part| input.weights[part].is_zero().then(|| input.bounds.floor(part)))
            .collect();
        let rest = input.left_to_payers(&mut held)?;
        let (shared, open) = input.fill(&rest, &mut held);
        // Where no payer is open nothing is left to share.
        let open = if open.is_zero() { Natural::from(1) } else { open };
        let numerator = |part: usize| match held[part] {
            Some(bound) => rest.below.times(&open).scaled(bound),
            None if input.pays(part) => shared.times(&input.weights[part]),
            // Here the denominator of the rest is the sum of all weights.
            None => input.weights[part].times(&open).scaled(input.total),
        };
        let numerators = (0..held.len()).map(numerator).collect();
        Ok(ExactShares { numerators, denominator: rest.below.times(&open) })
    }
}

impl ExactInput<'_> {
    /// Settles what those who do not pay get, and says what they leave.
    fn left_to_payers(&self, held: &mut [Option<u64>]) -> Result<CentFraction> {
        let all = self.weights.iter().fold(Natural::zero(), |sum, weight| sum.plus(weight));
        let (mut at_bounds, mut outside) = (0u128, Natural::zero());
        for part in (0..held.len()).filter(|part| !self.pays(*part)) {
            let share = self.weights[part].scaled(self.total);
            if held[part].is_none() {
                if share <= all.scaled(self.bounds.floor(part)) {
                    held[part] = Some(self.bounds.floor(part));
                } else if let Some(most) =
                    self.binding_ceiling(part).filter(|most| share >= all.scaled(*most))
                {
                    held[part] = Some(most);
                }
            }
            match held[part] {
                Some(bound) => at_bounds += u128::from(bound),
                None => outside = outside.plus(&self.weights[part]),
            }
        }
        let below = if outside.is_zero() { Natural::from(1) } else { all };
        let others = below.times(&Natural::from(at_bounds)).plus(&outside.scaled(self.total));
        let rest = below.scaled(self.total);
        if self.payers.is_empty() {
            return Ok(CentFraction { above: rest, below });
        }
        self.check_payers(&others, &rest, &below)?;
        Ok(CentFraction { above: rest.minus(&others), below })
    }

    /// Refuses payers whose floors are more than the others leave of the total, and those whose ceilings are less.
    fn check_payers(&self, others: &Natural, total: &Natural, below: &Natural) -> Result<()> {
        let payers = || (0..self.weights.len()).filter(|part| self.pays(*part));
        let least: u128 = payers().map(|part| u128::from(self.bounds.floor(part))).sum();
        let most: u128 = payers()
            .map(|part| match self.weights[part].is_zero() {
                true => self.bounds.floor(part),
                false => self.bounds.ceiling(part).unwrap_or(self.whole),
            })
            .map(u128::from)
            .sum();
        let words = |apart: Natural| MoneyDelta::words(i128::from(apart.divided(below).0) + 1);
        let needed = below.times(&Natural::from(least)).plus(others);
        if needed > *total {
            let missing = words(needed.minus(total).minus(&Natural::from(1)));
            return Err(Cause::PayersShort { missing }.into());
        }
        // What is below one unit goes to a named part, whatever the payers take.
        let taken = below.times(&Natural::from(most)).plus(others);
        let whole = below.scaled(self.whole);
        if taken < whole {
            let left = words(whole.minus(&taken).minus(&Natural::from(1)));
            return Err(Cause::PayersFull { left }.into());
        }
        Ok(())
    }

    /// Holds payers at their bounds, as the rate rises from zero until they have the rest. Gives what the open ones share, in
    /// units of the rest's denominator, and what they weigh.
    fn fill(&self, rest: &CentFraction, held: &mut [Option<u64>]) -> (Natural, Natural) {
        let mut events = Vec::new();
        let (mut at_bounds, mut open) = (0u128, Natural::zero());
        for part in (0..held.len()).filter(|part| self.pays(*part)) {
            let (floor, ceiling) = (self.bounds.floor(part), self.binding_ceiling(part));
            if held[part].is_none() && ceiling == Some(floor) {
                held[part] = Some(floor);
            }
            if let Some(bound) = held[part] {
                at_bounds += u128::from(bound);
                continue;
            }
            if floor == 0 {
                open = open.plus(&self.weights[part]);
            } else {
                held[part] = Some(floor);
                at_bounds += u128::from(floor);
                events.push(BoundMet { bound: floor, part, opens: true });
            }
            events.extend(ceiling.map(|bound| BoundMet { bound, part, opens: false }));
        }
        events.sort_unstable_by(|a, b| self.compare(a, b));
        for BoundMet { bound, part, opens } in events {
            let weight = &self.weights[part];
            // The sum at this rate, bound / weight, against the rest.
            let sum = weight.times(&Natural::from(at_bounds)).plus(&open.scaled(bound));
            if sum.times(&rest.below) >= rest.above.times(weight) {
                break;
            }
            if opens {
                held[part] = None;
                at_bounds -= u128::from(bound);
                open = open.plus(weight);
            } else {
                held[part] = Some(bound);
                at_bounds += u128::from(bound);
                open = open.minus(weight);
            }
        }
        let at_bounds = rest.below.times(&Natural::from(at_bounds));
        // Where all are held, what is below one unit may be left over.
        let shared = if at_bounds < rest.above { rest.above.minus(&at_bounds) } else { Natural::zero() };
        (shared, open)
    }

    fn compare(&self, a: &BoundMet, b: &BoundMet) -> Ordering {
        let rates = self.weights[b.part].scaled(a.bound).cmp(&self.weights[a.part].scaled(b.bound));
        // One part opens before it is held again.
        rates.then(b.opens.cmp(&a.opens)).then(a.part.cmp(&b.part))
    }
}

//! `SharesInUnits`: what each part of a split is due by a divisor, within floors and ceilings, in units.

use super::plain_split::PlainSplit;
use super::refusal::Refusal;
use super::split_claim::times;

/// What each part of a split is due.
pub(super) struct SharesInUnits {
    /// Whole units, and what is beyond them in parts of `one`.
    pub(super) shares: Vec<(i128, i128)>,
    /// How many parts make a unit.
    pub(super) one: i128,
}

/// What a part is due.
enum HeldOrOpen {
    /// Its floor or its ceiling, in cents.
    Held(i128),
    /// So many cents, as the number above the line: the divisor's, of one that pays, or else the sum of all weights is below it.
    Open(i128),
}

impl PlainSplit {
    /// The sum of all weights; one where all pay, as nothing is divided by it then.
    pub(super) fn weight(&self) -> Result<i128, Refusal> {
        if self.payers.is_empty() {
            return Ok(1);
        }
        self.weights.iter().try_fold(0_i128, |sum, one| sum.checked_add(*one)).ok_or(Refusal::TooLarge)
    }

    /// What a part is due whose share is a fraction, within its floor and its ceiling.
    fn due(&self, part: usize, [above, below]: [i128; 2]) -> Result<HeldOrOpen, Refusal> {
        let [floor, ceiling] = self.bounds[part].map(i128::from);
        Ok(if above <= times(floor, below)? {
            HeldOrOpen::Held(floor)
        } else if above >= times(ceiling, below)? {
            HeldOrOpen::Held(ceiling)
        } else {
            HeldOrOpen::Open(above)
        })
    }

    /// What those who do not pay leave of the total: a fraction in cents.
    pub(super) fn left_to_payers(&self) -> Result<[i128; 2], Refusal> {
        let (weight, total) = (self.weight()?, i128::from(self.total));
        let (mut held, mut open) = (0, 0_i128);
        for part in (0..self.weights.len()).filter(|part| !self.pays(*part)) {
            match self.due(part, [times(self.weights[part], total)?, weight])? {
                HeldOrOpen::Held(cents) => held += cents,
                HeldOrOpen::Open(above) => open = open.checked_add(above).ok_or(Refusal::TooLarge)?,
            }
        }
        let below = if open == 0 { 1 } else { weight };
        let left = times(total - held, below)?.checked_sub(open).ok_or(Refusal::TooLarge)?;
        Ok([left, below])
    }

    /// The shares by a divisor: refused where they do not sum to the total. Where all who pay have their ceilings, what it has below one
    /// unit may be left.
    pub(super) fn unit_shares(&self, [above, below]: [i128; 2]) -> Result<SharesInUnits, Refusal> {
        let (weight, total, unit) = (self.weight()?, i128::from(self.total), i128::from(self.unit));
        let [mut left, scale] = self.left_to_payers()?;
        let mut free = 0_i128;
        let mut due = Vec::with_capacity(self.weights.len());
        for (part, own) in self.weights.iter().enumerate() {
            let pays = self.pays(part);
            let share = if pays { [times(*own, below)?, above] } else { [times(*own, total)?, weight] };
            let found = self.due(part, share)?;
            match &found {
                HeldOrOpen::Held(cents) if pays => {
                    left = left.checked_sub(times(*cents, scale)?).ok_or(Refusal::TooLarge)?;
                }
                HeldOrOpen::Open(above) if pays => {
                    free = free.checked_add(*above).ok_or(Refusal::TooLarge)?
                }
                _ => {}
            }
            due.push(found);
        }
        let adds_up = match above {
            0 => (0..=times(total % unit, scale)?).contains(&left),
            _ => times(free, scale)? == times(left, above)?,
        };
        if !adds_up {
            return Err(Refusal::Divisor);
        }
        let above = above.max(1);
        let one = times(times(above, scale)?, unit)?;
        let share = |(part, due): (usize, HeldOrOpen)| -> Result<(i128, i128), Refusal> {
            let ([cents, below], finer) = match due {
                // Of a ceiling of the total, what is below one unit is a remainder.
                HeldOrOpen::Held(cents) => ([cents, 1], times(above, scale)?),
                HeldOrOpen::Open(cents) if self.pays(part) => ([cents, above], scale),
                HeldOrOpen::Open(cents) => ([cents, scale], above),
            };
            let below = times(below, unit)?;
            Ok((cents / below, times(cents % below, finer)?))
        };
        let shares = due.into_iter().enumerate().map(share).collect::<Result<_, _>>()?;
        Ok(SharesInUnits { shares, one })
    }
}

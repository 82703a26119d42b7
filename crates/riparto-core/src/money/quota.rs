//! `Quotas`: the exact share of each part within its bounds, which every method rounds.
//!
//! Without bounds a part's quota is total * weight / sum of weights. With them it is the one split of the form
//! clamp(rate * weight, floor, ceiling) that sums to the total. It is found by *variable fixing* (Bitran and Hax
//! 1981; Kiwiel 2008): at the rate that the open parts would have, the parts beyond one of their bounds are held
//! there if the sum shows that the rate can only move further away; then again with the rest. A few rounds do on
//! all but contrived input; for that, medians of the bounds halve what is left, so that the work stays within
//! n log n.

use std::cmp::Ordering;

use super::apportionment_input::ApportionmentInput;
use super::wide::Wide;

/// The quota of each part: its floor, its ceiling, or `rest * weight of the part / weight`.
pub(super) struct Quotas<'a> {
    pub(super) input: &'a ApportionmentInput,
    /// What the parts share that no bound holds.
    pub(super) rest: u64,
    /// What these parts weigh; zero if all parts are held.
    pub(super) weight: u128,
    /// Empty if no part has a bound; else one for each part.
    held: Vec<Held>,
    /// `rest / weight` in units of 2^-SHIFT, rounded down: one division serves all parts.
    rate: u128,
}

/// A quota in whole cents and `remainder / Quotas::weight` of a cent.
#[derive(Clone, Copy)]
pub(super) struct Quota {
    pub(super) cents: u64,
    pub(super) remainder: u128,
}

/// Cents for each part, and the parts that a tie break decided between.
pub(super) struct Split {
    pub(super) cents: Vec<u64>,
    pub(super) tied: Vec<usize>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Held {
    Open,
    AtFloor,
    AtCeiling,
}

/// The rest is at most 2^48, so 2^79 times it stays below 2^128; and a weight below 2^60 times the error of the
/// rate, below 2^-79, is less than one.
const SHIFT: u32 = 79;

/// Rounds of variable fixing before medians take over. Real budgets take two or three.
const QUICK_ROUNDS: usize = 12;

impl<'a> Quotas<'a> {
    pub(super) fn new(input: &'a ApportionmentInput) -> Quotas<'a> {
        let (rest, weight) = (input.total, input.weight);
        let mut quotas = Quotas { input, rest, weight, held: vec![], rate: 0 };
        if input.is_bounded() {
            quotas.hold_all();
        }
        // Where all parts are held, nothing has a rate.
        quotas.rate = (u128::from(quotas.rest) << SHIFT).checked_div(quotas.weight).unwrap_or(0);
        quotas
    }

    /// Whether all quotas are whole cents because nothing is left to share.
    pub(super) fn is_settled(&self) -> bool {
        self.weight == 0 || self.rest == 0
    }

    /// The quota of a part.
    pub(super) fn quota(&self, part: usize) -> Quota {
        match self.held.get(part) {
            Some(Held::AtFloor) => Quota { cents: self.input.floor(part), remainder: 0 },
            Some(Held::AtCeiling) => Quota { cents: self.input.ceiling(part), remainder: 0 },
            Some(Held::Open) | None => self.open_quota(self.input.weights[part]),
        }
    }

    fn open_quota(&self, weight: u64) -> Quota {
        let weight = u128::from(weight);
        // A share is at most the rest, which has 49 bits.
        let cents = u64::try_from((self.rate * weight) >> SHIFT).unwrap_or(self.rest);
        let remainder = u128::from(self.rest) * weight - u128::from(cents) * self.weight;
        // The rate is rounded down, by too little to miss more than one cent.
        if remainder >= self.weight && self.weight > 0 {
            return Quota { cents: cents + 1, remainder: remainder - self.weight };
        }
        Quota { cents, remainder }
    }

    fn hold_all(&mut self) {
        let input = self.input;
        self.held = vec![Held::Open; input.len()];
        let mut open: Vec<usize> = Vec::with_capacity(input.len());
        for part in 0..input.len() {
            if input.weights[part] > 0 {
                open.push(part);
            } else {
                self.held[part] = Held::AtFloor;
                self.rest -= input.floor(part);
            }
        }
        for _ in 0..QUICK_ROUNDS {
            if self.weight == 0 || !self.hold(&mut open, self.own_rate()).1 {
                return;
            }
        }
        self.hold_by_medians(&mut open);
        while self.weight > 0 && self.hold(&mut open, self.own_rate()).1 {}
    }

    fn own_rate(&self) -> Rate {
        Rate { numerator: u128::from(self.rest), denominator: self.weight }
    }

    /// Holds the open parts whose bounds are beyond a rate on the side that the true rate cannot be on. Says whether
    /// the parts would sum to less or more than the rest at that rate, and whether a part was held.
    fn hold(&mut self, open: &mut Vec<usize>, rate: Rate) -> (Ordering, bool) {
        let (mut bounds, mut bounded) = (0u128, 0u128);
        for part in open.iter().copied() {
            let side = rate.side(self.input, part);
            if side != Held::Open {
                bounds += u128::from(self.bound(part, side));
                bounded += u128::from(self.input.weights[part]);
            }
        }
        let sum = Wide::product(bounds, rate.denominator)
            .plus(Wide::product(rate.numerator, self.weight - bounded));
        let order = sum.cmp(&Wide::product(u128::from(self.rest), rate.denominator));
        let before = open.len();
        open.retain(|part| {
            let side = rate.side(self.input, *part);
            let stays = match side {
                Held::Open => true,
                Held::AtFloor => order == Ordering::Less,
                Held::AtCeiling => order == Ordering::Greater,
            };
            if !stays {
                self.held[*part] = side;
                self.rest -= self.bound(*part, side);
                self.weight -= u128::from(self.input.weights[*part]);
            }
            stays
        });
        (order, open.len() < before)
    }

    fn bound(&self, part: usize, side: Held) -> u64 {
        if side == Held::AtFloor { self.input.floor(part) } else { self.input.ceiling(part) }
    }

    /// Narrows the true rate down to lie between two neighbouring rates at which an open part meets a bound.
    fn hold_by_medians(&mut self, open: &mut Vec<usize>) {
        let input = self.input;
        let at_bound = |bound: u64, part: usize| Rate {
            numerator: u128::from(bound),
            denominator: u128::from(input.weights[part]),
        };
        let mut rates: Vec<Rate> = open
            .iter()
            .flat_map(|part| [at_bound(input.floor(*part), *part), at_bound(input.ceiling(*part), *part)])
            .collect();
        while !rates.is_empty() && self.weight > 0 {
            let middle = rates.len() / 2;
            let (_, median, _) = rates.select_nth_unstable_by(middle, Rate::compare);
            match self.hold(open, *median).0 {
                Ordering::Less => drop(rates.drain(..=middle)),
                Ordering::Equal => return,
                Ordering::Greater => rates.truncate(middle),
            }
        }
    }
}

/// Cents per unit of weight, as a fraction: numerator up to 2^48, denominator up to 2^80.
#[derive(Clone, Copy)]
struct Rate {
    numerator: u128,
    denominator: u128,
}

impl Rate {
    /// The bound that a part meets or passes at this rate.
    fn side(self, input: &ApportionmentInput, part: usize) -> Held {
        let proportional = self.numerator * u128::from(input.weights[part]);
        if proportional <= u128::from(input.floor(part)) * self.denominator {
            Held::AtFloor
        } else if proportional >= u128::from(input.ceiling(part)) * self.denominator {
            Held::AtCeiling
        } else {
            Held::Open
        }
    }

    /// Compares rates at which parts meet bounds: below 2^60 under the line, so products fit.
    fn compare(&self, other: &Rate) -> Ordering {
        (self.numerator * other.denominator).cmp(&(other.numerator * self.denominator))
    }
}

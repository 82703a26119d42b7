//! The divisor methods: the cheapest steps, found without taking them one by one.
//!
//! At a *rate* (cents per unit of weight) a part has as many cents as there are signposts below rate * weight, within its
//! bounds. The rate of the quotas is close to the one at which these cents sum to the total; a search from
//! there brackets it between two rates with few steps in between. One exact selection among these ends it (Cheng and
//! Eppstein 2014; Reitzig and Wild 2023). Rates are whole numbers of 2^-shift, so that a quotient takes one product
//! and no division; how fine they are bears on the number of steps in the bracket and never on the outcome.

use std::marker::PhantomData;

use super::quota::{Quotas, Split};
use super::signpost::Signpost;
use super::tie::Ties;
use crate::error::Result;

/// One cent more for one part.
#[derive(Clone, Copy)]
struct NextCent {
    part: usize,
    weight: u64,
    /// The cents that the part has before the step.
    from: u64,
}

/// A rate, and the cents that all parts have there.
#[derive(Clone, Copy, Default)]
struct Point {
    rate: u64,
    cents: u128,
}

/// The bits of the first rate: room to grow for the search, and fine enough for real budgets.
const FIRST_BITS: u32 = 41;
/// The finest unit of rates: a weight times a unit is then far below one step.
const MAX_SHIFT: u32 = 120;
/// Rounds after which steps in the bracket, mostly equal ones, may be more than [`few`](Search::few).
const PATIENT_ROUNDS: usize = 20;

struct DivisorSearch<'a, S> {
    quotas: &'a Quotas<'a>,
    total: u128,
    /// A rate stands for `rate / 2^shift` cents per unit of weight.
    shift: u32,
    signpost: PhantomData<S>,
}

/// The split by the divisor method of a sequence of signposts.
pub(super) fn divide<S: Signpost>(quotas: &Quotas<'_>, ties: &Ties<'_>) -> Result<Split> {
    let input = quotas.input;
    if quotas.is_settled() {
        let cents = (0..input.len()).map(|part| quotas.quota(part).cents).collect();
        return Ok(Split { cents, tied: Vec::new() });
    }
    let mut search: DivisorSearch<'_, S> =
        DivisorSearch { quotas, total: input.total.into(), shift: 1, signpost: PhantomData };
    let (low, high) = search.bracket();
    let mut cents: Vec<u64> = Vec::with_capacity(input.len());
    let mut steps: Vec<NextCent> = Vec::new();
    for part in 0..input.len() {
        let weight = input.weights[part];
        let (from, to) = (search.cents(part, low.rate), search.cents(part, high.rate));
        cents.push(from);
        steps.extend((from..to).map(|from| NextCent { part, weight, from }));
    }
    let left = usize::try_from(search.total - low.cents).unwrap_or(usize::MAX);
    let compare = |a: &NextCent, b: &NextCent| S::compare(a.from, a.weight, b.from, b.weight);
    let chosen = ties.choose(steps, left, compare, |step| step.part)?;
    for part in chosen.winners {
        cents[part] += 1;
    }
    Ok(Split { cents, tied: chosen.tied })
}

impl<S: Signpost> DivisorSearch<'_, S> {
    /// What a part has at a rate.
    fn cents(&self, part: usize, rate: u64) -> u64 {
        let input = self.quotas.input;
        let cents = S::below(u128::from(rate) * u128::from(input.weights[part]), self.shift);
        u64::try_from(cents).unwrap_or(u64::MAX).clamp(input.floor(part), input.ceiling(part))
    }

    fn point(&self, rate: u64) -> Point {
        let cents = (0..self.quotas.input.len()).map(|part| u128::from(self.cents(part, rate))).sum();
        Point { rate, cents }
    }

    /// How many steps are few enough to compare exactly.
    fn few(&self) -> u128 {
        self.quotas.input.len() as u128 / 8 + 8
    }

    /// Two rates, the cents of which enclose the total, with few steps in between.
    fn bracket(&mut self) -> (Point, Point) {
        let (rest, weight) = (u128::from(self.quotas.rest), self.quotas.weight);
        let bits = |number: u128| u128::BITS - number.leading_zeros();
        self.shift = (FIRST_BITS + bits(weight)).saturating_sub(bits(rest)).clamp(1, MAX_SHIFT);
        let first = (rest << self.shift) / weight;
        // At most 2^49: either of this many bits, or shifted by one.
        let start = self.point(u64::try_from(first).unwrap_or(u64::MAX));
        // How far the rate moves for some cents, and a little further, so that the total is enclosed.
        let reach = |cents: u128| {
            let cents = cents + cents / 8 + self.quotas.input.len() as u128 / 64 + 1;
            u64::try_from(first * cents / rest + 1).unwrap_or(u64::MAX)
        };
        if start.cents > self.total {
            let low = self.low_below(start, reach(start.cents - self.total));
            self.interpolate(low.0, low.1)
        } else {
            let high = self.high_above(start, reach(self.total - start.cents));
            self.interpolate(high.0, high.1)
        }
    }

    /// Goes down by strides that double. At rate zero every part has its floor.
    fn low_below(&self, mut high: Point, mut stride: u64) -> (Point, Point) {
        loop {
            let low = self.point(high.rate.saturating_sub(stride));
            if low.cents <= self.total {
                return (low, high);
            }
            high = low;
            stride = stride.saturating_mul(2);
        }
    }

    /// Goes up by strides that double. At a rate high enough every part with a weight has its ceiling.
    fn high_above(&mut self, mut low: Point, mut stride: u64) -> (Point, Point) {
        loop {
            let Some(rate) = low.rate.checked_add(stride) else {
                // Coarser units: the lower rate is rounded down and so stays below.
                let coarser = (self.shift - 1).min(16);
                assert!(coarser > 0, "a rate beyond 2^63 gives every part its ceiling");
                self.shift -= coarser;
                stride = (stride >> coarser).max(1);
                low = self.point(low.rate >> coarser);
                continue;
            };
            let high = self.point(rate);
            if high.cents >= self.total {
                return (low, high);
            }
            low = high;
            stride = stride.saturating_mul(2);
        }
    }

    /// Narrows a bracket by interpolation that aims just beyond the total as seen from its far end, every third time
    /// by bisection.
    fn interpolate(&mut self, mut low: Point, mut high: Point) -> (Point, Point) {
        let few = self.few();
        for round in 0.. {
            if low.cents == self.total {
                return (low, low);
            }
            if high.cents == self.total {
                return (high, high);
            }
            let (steps, width) = (high.cents - low.cents, high.rate - low.rate);
            if steps <= few || (round >= PATIENT_ROUNDS && steps <= 4 * self.quotas.input.len() as u128) {
                break;
            }
            if width <= 1 {
                let finer = high.rate.leading_zeros().min(MAX_SHIFT - self.shift);
                if finer == 0 {
                    break;
                }
                self.shift += finer;
                low.rate <<= finer;
                high.rate <<= finer;
                continue;
            }
            let (below, above) = (self.total - low.cents, high.cents - self.total);
            let margin = below.min(above) / 8 + few / 4;
            let aim = if round % 3 == 2 {
                steps / 2
            } else if below > above {
                below.saturating_sub(margin)
            } else {
                below + margin
            };
            let offset = u64::try_from(u128::from(width) * aim / steps).unwrap_or(width);
            let middle = self.point(low.rate + offset.clamp(1, width - 1));
            if middle.cents <= self.total {
                low = middle;
            } else {
                high = middle;
            }
        }
        (low, high)
    }
}

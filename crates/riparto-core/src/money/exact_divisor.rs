//! The divisor methods for weights of any length, from a rate close to the right one and then step by step.
//!
//! At one rate every part has as many units as there are signposts at or below its share. These are the cheapest steps of all, so the
//! right number is reached by taking the cheapest that are left, or giving back the dearest that were taken.

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

use super::exact_rounding::UnitShares;
use super::natural::Natural;
use super::quota::Split;
use super::signpost::Signpost;
use super::tie::Ties;
use crate::error::Result;

/// Who shares units, and within which bounds.
pub(super) struct Shared<'a> {
    /// What is shared, in units.
    pub(super) units: u64,
    /// The parts that share it; all of weight above zero or at their floors.
    pub(super) parts: &'a [usize],
    pub(super) weights: &'a [Natural],
    /// The least and the most that a part may get, in units.
    pub(super) bounds: &'a dyn Fn(usize) -> (u64, u64),
}

/// A step of a part, and what it costs: d(step) / weight, to the power at which d is a whole number.
struct CentClaim<'a> {
    part: usize,
    mark: Natural,
    weight: &'a Natural,
}

impl Ord for CentClaim<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.mark.times(other.weight).cmp(&other.mark.times(self.weight))
    }
}

impl PartialOrd for CentClaim<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for CentClaim<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for CentClaim<'_> {}

/// Splits units over some parts; the shares of these parts are all of one rate, or at bounds. `cents` of the outcome are units, and
/// those of other parts are zero.
pub(super) fn divide_exactly<S: Signpost>(
    shared: &Shared<'_>,
    shares: &UnitShares,
    ties: &Ties<'_>,
) -> Result<Split> {
    let mut cents = vec![0u64; shared.weights.len()];
    let mut powers = vec![Natural::zero(); shared.weights.len()];
    let mut sum = 0u64;
    for part in shared.parts.iter().copied() {
        let weight = &shared.weights[part];
        let (least, most) = (shared.bounds)(part);
        cents[part] = least;
        if !weight.is_zero() {
            powers[part] = if S::SQUARED { weight.times(weight) } else { weight.clone() };
            let passed = S::passed(shares.units[part], &shares.remainders[part], &shares.denominator);
            cents[part] = passed.clamp(least, most);
        }
        sum += cents[part];
    }
    let tied = if sum < shared.units {
        add::<S>(shared, &powers, &mut cents, shared.units - sum, ties)?
    } else {
        give_back::<S>(shared, &powers, &mut cents, sum - shared.units, ties)?
    };
    Ok(Split { cents, tied })
}

fn claim<'a, S: Signpost>(powers: &'a [Natural], part: usize, step: u64) -> CentClaim<'a> {
    CentClaim { part, mark: Natural::from(S::mark(step)), weight: &powers[part] }
}

/// Takes this many of the cheapest steps. Gives the parts that a tie break decided between.
fn add<S: Signpost>(
    shared: &Shared<'_>,
    powers: &[Natural],
    cents: &mut [u64],
    steps: u64,
    ties: &Ties<'_>,
) -> Result<Vec<usize>> {
    let next = |part: usize, cents: &[u64]| {
        let is_open = !powers[part].is_zero() && cents[part] < (shared.bounds)(part).1;
        is_open.then(|| Reverse(claim::<S>(powers, part, cents[part])))
    };
    let mut heap: BinaryHeap<_> = shared.parts.iter().filter_map(|part| next(*part, cents)).collect();
    // The parts whose last step costs as much as the last one of all.
    let (mut last, mut equal): (Option<CentClaim<'_>>, Vec<usize>) = (None, Vec::new());
    for _ in 0..steps {
        let Some(Reverse(taken)) = heap.pop() else { break };
        cents[taken.part] += 1;
        heap.extend(next(taken.part, cents));
        if last.as_ref().is_none_or(|last| *last != taken) {
            equal.clear();
        }
        equal.push(taken.part);
        last = Some(taken);
    }
    let Some(last) = last else { return Ok(Vec::new()) };
    let won = equal.len();
    while heap.peek().is_some_and(|Reverse(next)| *next == last) {
        equal.extend(heap.pop().map(|Reverse(next)| next.part));
    }
    choose_equal((equal, won), cents, ties, won)
}

/// Gives back this many of the dearest steps.
fn give_back<S: Signpost>(
    shared: &Shared<'_>,
    powers: &[Natural],
    cents: &mut [u64],
    steps: u64,
    ties: &Ties<'_>,
) -> Result<Vec<usize>> {
    let last_step = |part: usize, cents: &[u64]| {
        let gives = !powers[part].is_zero() && cents[part] > (shared.bounds)(part).0;
        gives.then(|| claim::<S>(powers, part, cents[part] - 1))
    };
    let mut heap: BinaryHeap<_> = shared.parts.iter().filter_map(|part| last_step(*part, cents)).collect();
    let (mut last, mut equal): (Option<CentClaim<'_>>, Vec<usize>) = (None, Vec::new());
    for _ in 0..steps {
        let Some(given) = heap.pop() else { break };
        cents[given.part] -= 1;
        heap.extend(last_step(given.part, cents));
        if last.as_ref().is_none_or(|last| *last != given) {
            equal.clear();
        }
        equal.push(given.part);
        last = Some(given);
    }
    let Some(last) = last else { return Ok(Vec::new()) };
    let lost = equal.len();
    while heap.peek().is_some_and(|next| *next == last) {
        equal.extend(heap.pop().map(|next| next.part));
    }
    let kept = equal.len() - lost;
    // Those that keep the step hand it in too, to be chosen among with the others.
    equal[lost..].iter().for_each(|part| cents[*part] -= 1);
    choose_equal((equal, 0), cents, ties, kept)
}

/// Chooses who of the parts with equal claims gets one unit; the first `has` of them have it so far.
fn choose_equal(
    (equal, has): (Vec<usize>, usize),
    cents: &mut [u64],
    ties: &Ties<'_>,
    winners: usize,
) -> Result<Vec<usize>> {
    equal[..has].iter().for_each(|part| cents[*part] -= 1);
    let chosen = ties.choose(equal, winners, |_, _| Ordering::Equal, |part| *part)?;
    chosen.winners.iter().for_each(|part| cents[*part] += 1);
    Ok(chosen.tied)
}

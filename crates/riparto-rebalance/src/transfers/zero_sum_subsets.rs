//! Zero-sum subsets: changed lines that settle among themselves.
//!
//! Lines that settle among themselves sum to zero, and n of them need n - 1 transfers. So the fewest transfers are
//! those of the most subsets, which is NP-hard to find (it contains the partition problem; Verhoeff 2003). What is
//! exact here: two opposite amounts are a subset of some best answer, since what they leave of their subsets makes one
//! subset; and up to 22 others are solved by dynamic programming over sets of lines. Beyond, triples, subsets
//! of small groups and Karmarkar–Karp differencing find subsets, and `at_most` bounds their number.

use super::karmarkar_karp::differenced;
use super::line_delta::LineDelta;
use super::line_sets::{EXACT_LINES, disjoint, looks, most_subsets};
use super::triples::triples;
use riparto_solve::Meter;

/// Beyond exact size, lines are searched in groups of this size.
const GROUP_LINES: usize = 16;

/// The most lines that are searched in groups.
const GROUPED_LINES: usize = 512;

/// Units of work to sort a line by its amount and to pair it off.
const PAIRED: usize = 16;

/// A partition of the changed lines into zero-sum subsets.
pub(super) struct ZeroSumSubsets {
    pub(super) subsets: Vec<Vec<LineDelta>>,
    /// A proven upper bound on the number of subsets of any partition.
    pub(super) at_most: usize,
}

impl ZeroSumSubsets {
    /// Splits lines that sum to zero into as many subsets as can be found with the work that a meter allows.
    pub(super) fn new(deltas: &[LineDelta], meter: &Meter) -> ZeroSumSubsets {
        assert!(deltas.iter().map(|delta| i128::from(delta.cents)).sum::<i128>() == 0);
        meter.spend(deltas.len().saturating_mul(PAIRED));
        let (mut subsets, rest) = pair_off(deltas);
        let giving = rest.iter().filter(|delta| delta.cents < 0).count();
        // No two of the rest sum to zero, so a subset has three lines or more, and some on either side.
        let at_most = subsets.len() + giving.min(rest.len() - giving).min(rest.len() / 3);
        if is_exact(&rest, meter) {
            subsets.extend(most_subsets(rest));
            let at_most = subsets.len();
            return ZeroSumSubsets { subsets, at_most };
        }
        let (triples, rest) = triples(rest, meter);
        subsets.extend(triples);
        let rest = grouped(rest, &mut subsets, meter);
        if is_exact(&rest, meter) {
            subsets.extend(most_subsets(rest));
        } else {
            subsets.extend(differenced(rest, meter));
        }
        ZeroSumSubsets { subsets, at_most }
    }
}

/// Whether all sets of some lines are few enough to be looked at, and paid for.
fn is_exact(rest: &[LineDelta], meter: &Meter) -> bool {
    rest.len() <= EXACT_LINES && meter.spend(looks(rest.len()))
}

/// Searches groups of lines for subsets; returns the lines that are in none.
fn grouped(mut rest: Vec<LineDelta>, subsets: &mut Vec<Vec<LineDelta>>, meter: &Meter) -> Vec<LineDelta> {
    let by_size = |delta: &LineDelta| (-delta.cents.abs(), delta.cents, delta.line);
    rest.sort_unstable_by_key(by_size);
    if !(EXACT_LINES + 1..=GROUPED_LINES).contains(&rest.len()) {
        return rest;
    }
    let mut kept = Vec::new();
    for group in rest.chunks(GROUP_LINES) {
        if !meter.spend(looks(group.len())) {
            kept.extend(group);
            continue;
        }
        let (found, left) = disjoint(group);
        subsets.extend(found);
        kept.extend(left);
    }
    kept.sort_unstable_by_key(by_size);
    kept
}

/// Pairs of opposite amounts, lowest lines first, and the other lines in their order.
fn pair_off(deltas: &[LineDelta]) -> (Vec<Vec<LineDelta>>, Vec<LineDelta>) {
    let mut sorted = deltas.to_vec();
    sorted.sort_unstable_by_key(|delta| (delta.cents.abs(), delta.line));
    let (mut pairs, mut rest) = (Vec::new(), Vec::new());
    for same in sorted.chunk_by(|a, b| a.cents.abs() == b.cents.abs()) {
        let (giving, taking): (Vec<LineDelta>, Vec<LineDelta>) =
            same.iter().partition(|delta| delta.cents < 0);
        let paired = giving.len().min(taking.len());
        pairs.extend(giving.iter().zip(&taking).map(|(from, to)| vec![*from, *to]));
        rest.extend(giving.into_iter().skip(paired).chain(taking.into_iter().skip(paired)));
    }
    rest.sort_unstable_by_key(|delta| delta.line);
    (pairs, rest)
}

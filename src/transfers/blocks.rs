//! Zero-sum blocks: which changed lines settle among themselves.
//!
//! Lines that settle among themselves sum to zero, and n of them need n - 1 transfers. So the fewest transfers are
//! those of the most blocks, which is NP-hard to find (it contains the partition problem; Verhoeff 2003). What is
//! exact here: two opposite amounts are a block of some best answer, since what they leave of their blocks makes one
//! block; and up to 22 others are solved by dynamic programming over sets of lines. Beyond, blocks of three
//! lines, blocks inside small groups and blocks of bundles are looked for, and the bound says what that may have missed.

use super::bundles::bundled;
use super::line_sets::{EXACT_LINES, disjoint, looks, most_blocks};
use super::open::Open;
use super::threes::threes;
use riparto_solve::Meter;

/// Of more lines than are solved exactly, so many at a time are looked through for blocks.
const GROUP_LINES: usize = 16;

/// The most lines for which groups are looked through.
const GROUPED_LINES: usize = 512;

/// Units of work to sort a line by its amount and to pair it off.
const PAIRED: usize = 16;

/// Changed lines in blocks that each sum to zero.
pub(super) struct Blocks {
    pub(super) blocks: Vec<Vec<Open>>,
    /// No split of the lines has more blocks than this: proven.
    pub(super) at_most: usize,
}

impl Blocks {
    /// Splits lines that sum to zero into as many blocks as can be found with the work that a meter allows.
    pub(super) fn new(open: &[Open], meter: &Meter) -> Blocks {
        assert!(open.iter().map(|open| i128::from(open.cents)).sum::<i128>() == 0);
        meter.spend(open.len().saturating_mul(PAIRED));
        let (mut blocks, rest) = pair_off(open);
        let giving = rest.iter().filter(|open| open.cents < 0).count();
        // No two of the rest sum to zero, so a block has three lines or more, and some on either side.
        let at_most = blocks.len() + giving.min(rest.len() - giving).min(rest.len() / 3);
        if is_exact(&rest, meter) {
            blocks.extend(most_blocks(rest));
            let at_most = blocks.len();
            return Blocks { blocks, at_most };
        }
        let (threes, rest) = threes(rest, meter);
        blocks.extend(threes);
        let rest = grouped(rest, &mut blocks, meter);
        if is_exact(&rest, meter) {
            blocks.extend(most_blocks(rest));
        } else {
            blocks.extend(bundled(rest, meter));
        }
        Blocks { blocks, at_most }
    }
}

/// Whether all sets of some lines are few enough to be looked at, and paid for.
fn is_exact(rest: &[Open], meter: &Meter) -> bool {
    rest.len() <= EXACT_LINES && meter.spend(looks(rest.len()))
}

/// Looks through some lines after the other for blocks; returns the lines that are in none.
fn grouped(mut rest: Vec<Open>, blocks: &mut Vec<Vec<Open>>, meter: &Meter) -> Vec<Open> {
    let by_size = |open: &Open| (-open.cents.abs(), open.cents, open.line);
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
        blocks.extend(found);
        kept.extend(left);
    }
    kept.sort_unstable_by_key(by_size);
    kept
}

/// Pairs of opposite amounts, lowest lines first, and the other lines in their order.
fn pair_off(open: &[Open]) -> (Vec<Vec<Open>>, Vec<Open>) {
    let mut sorted = open.to_vec();
    sorted.sort_unstable_by_key(|open| (open.cents.abs(), open.line));
    let (mut pairs, mut rest) = (Vec::new(), Vec::new());
    for same in sorted.chunk_by(|a, b| a.cents.abs() == b.cents.abs()) {
        let (giving, taking): (Vec<Open>, Vec<Open>) = same.iter().partition(|open| open.cents < 0);
        let paired = giving.len().min(taking.len());
        pairs.extend(giving.iter().zip(&taking).map(|(from, to)| vec![*from, *to]));
        rest.extend(giving.into_iter().skip(paired).chain(taking.into_iter().skip(paired)));
    }
    rest.sort_unstable_by_key(|open| open.line);
    (pairs, rest)
}

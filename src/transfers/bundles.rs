//! Bundles: lines that settle among themselves but for a remainder.
//!
//! The largest line that gives and the largest that takes leave a small remainder, and so does each next pair. Small
//! remainders are often opposite, and then two bundles are a block. What offsets nothing is bundled again, as in the
//! differencing of numbers (Karmarkar and Karp 1982).

use super::open::Open;
use riparto_solve::Meter;

/// How often remainders are bundled again.
const ROUNDS: usize = 16;

struct Bundle {
    cents: i64,
    lines: Vec<Open>,
}

/// Units of work to sort a line and to bundle it, once.
const BUNDLED: usize = 16;

/// Blocks of lines that sum to zero in all, and of what was left one block more: all of them without the work that it takes.
pub(super) fn bundled(rest: Vec<Open>, meter: &Meter) -> Vec<Vec<Open>> {
    if !rest.is_empty() && !meter.spend(rest.len().saturating_mul(ROUNDS * BUNDLED)) {
        return vec![rest];
    }
    let mut blocks = Vec::new();
    let mut bundles: Vec<Bundle> =
        rest.into_iter().map(|open| Bundle { cents: open.cents, lines: vec![open] }).collect();
    for _ in 0..ROUNDS {
        let by_size = |bundle: &Bundle| (-bundle.cents.abs(), bundle.lines.len());
        bundles.sort_by_key(by_size);
        let (giving, taking): (Vec<Bundle>, Vec<Bundle>) =
            offset(bundles, &mut blocks).into_iter().partition(|bundle| bundle.cents < 0);
        let (mut giving, mut taking) = (giving.into_iter(), taking.into_iter());
        bundles = Vec::new();
        loop {
            match (giving.next(), taking.next()) {
                (Some(from), Some(to)) => bundles.push(from.with(to)),
                (None, None) => break,
                (one, other) => bundles.extend(one.into_iter().chain(other)),
            }
        }
    }
    let left: Vec<Open> = bundles.into_iter().flat_map(|bundle| bundle.lines).collect();
    if !left.is_empty() {
        blocks.push(left);
    }
    blocks
}

/// Turns bundles that offset each other, or themselves, into blocks; returns the others. Bundles come by size.
fn offset(bundles: Vec<Bundle>, blocks: &mut Vec<Vec<Open>>) -> Vec<Bundle> {
    let mut left: Vec<Bundle> = Vec::with_capacity(bundles.len());
    // Of equal size, only bundles of one sign are ever left.
    for bundle in bundles {
        let before = left.last().filter(|before| before.cents == -bundle.cents);
        if bundle.cents == 0 {
            blocks.push(bundle.lines);
        } else if before.is_some() {
            blocks.extend(left.pop().map(|before| before.with(bundle).lines));
        } else {
            left.push(bundle);
        }
    }
    left
}

impl Bundle {
    fn with(mut self, other: Bundle) -> Bundle {
        self.cents += other.cents;
        self.lines.extend(other.lines);
        self
    }
}

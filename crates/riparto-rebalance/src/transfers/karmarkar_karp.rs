//! Karmarkar–Karp differencing: lines that settle among themselves up to a difference.
//!
//! The largest giver and the largest taker leave a small difference, and so does each next pair. Small differences are often
//! opposite, and then two of them are a zero-sum subset. The others are differenced again (Karmarkar and Karp 1982).

use super::line_delta::LineDelta;
use riparto_solve::Meter;

/// Rounds of differencing.
const ROUNDS: usize = 16;

struct DifferencedSets {
    cents: i64,
    lines: Vec<LineDelta>,
}

/// Units of work to sort and difference a line, once.
const DIFFERENCED: usize = 16;

/// Zero-sum subsets, and one more of the lines that are left; a single subset of all lines if the meter does not allow the work.
pub(super) fn differenced(rest: Vec<LineDelta>, meter: &Meter) -> Vec<Vec<LineDelta>> {
    if !rest.is_empty() && !meter.spend(rest.len().saturating_mul(ROUNDS * DIFFERENCED)) {
        return vec![rest];
    }
    let mut subsets = Vec::new();
    let mut differences: Vec<DifferencedSets> =
        rest.into_iter().map(|delta| DifferencedSets { cents: delta.cents, lines: vec![delta] }).collect();
    for _ in 0..ROUNDS {
        let by_size = |difference: &DifferencedSets| (-difference.cents.abs(), difference.lines.len());
        differences.sort_by_key(by_size);
        let (giving, taking): (Vec<DifferencedSets>, Vec<DifferencedSets>) =
            offset(differences, &mut subsets).into_iter().partition(|difference| difference.cents < 0);
        let (mut giving, mut taking) = (giving.into_iter(), taking.into_iter());
        differences = Vec::new();
        loop {
            match (giving.next(), taking.next()) {
                (Some(from), Some(to)) => differences.push(from.with(to)),
                (None, None) => break,
                (one, other) => differences.extend(one.into_iter().chain(other)),
            }
        }
    }
    let left: Vec<LineDelta> = differences.into_iter().flat_map(|difference| difference.lines).collect();
    if !left.is_empty() {
        subsets.push(left);
    }
    subsets
}

/// Turns differences of zero, or pairs of opposite ones, into subsets; returns the others. Differences come sorted by size.
fn offset(differences: Vec<DifferencedSets>, subsets: &mut Vec<Vec<LineDelta>>) -> Vec<DifferencedSets> {
    let mut left: Vec<DifferencedSets> = Vec::with_capacity(differences.len());
    // Of equal size, only differences of one sign are ever left.
    for difference in differences {
        let before = left.last().filter(|before| before.cents == -difference.cents);
        if difference.cents == 0 {
            subsets.push(difference.lines);
        } else if before.is_some() {
            subsets.extend(left.pop().map(|before| before.with(difference).lines));
        } else {
            left.push(difference);
        }
    }
    left
}

impl DifferencedSets {
    fn with(mut self, other: DifferencedSets) -> DifferencedSets {
        self.cents += other.cents;
        self.lines.extend(other.lines);
        self
    }
}

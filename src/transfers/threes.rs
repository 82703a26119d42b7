//! Blocks of three lines: one that offsets two others.

use super::open::Open;
use riparto_solve::Meter;

/// How many pairs of amounts are tried for blocks of three lines, in all.
const PROBES: usize = 1 << 22;

/// Units of work of a probe: a binary search.
const PROBED: usize = 8;

/// The lines of one side, by amount.
struct Side {
    /// Each amount once, ascending.
    amounts: Vec<i64>,
    /// The lines that have it, the lowest last.
    lines: Vec<Vec<Open>>,
}

impl Side {
    fn new(open: impl Iterator<Item = Open>) -> Side {
        let mut sorted: Vec<Open> = open.collect();
        sorted.sort_unstable_by_key(|open| (open.cents.abs(), std::cmp::Reverse(open.line)));
        let lines: Vec<Vec<Open>> =
            sorted.chunk_by(|a, b| a.cents == b.cents).map(<[Open]>::to_vec).collect();
        Side { amounts: lines.iter().map(|same| same[0].cents.abs()).collect(), lines }
    }

    /// Two amounts of this side that sum to another one, as equal as possible.
    fn split(&self, amount: i64, probes: usize) -> Option<(usize, usize)> {
        let half = self.amounts.partition_point(|part| *part < amount - amount / 2);
        let below = self.amounts.partition_point(|part| *part < amount);
        let larger = (half..below).take(probes);
        larger.filter(|place| !self.lines[*place].is_empty()).find_map(|place| {
            let other = self.amounts.binary_search(&(amount - self.amounts[place])).ok()?;
            let needed = if other == place { 2 } else { 1 };
            (self.lines[other].len() >= needed).then_some((place, other))
        })
    }
}

/// Blocks of three lines, largest amounts first, and the other lines. Not always the most.
/// Without the work that it takes, none.
pub(super) fn threes(rest: Vec<Open>, meter: &Meter) -> (Vec<Vec<Open>>, Vec<Open>) {
    let probes = (PROBES / rest.len().max(1)).max(8);
    if !meter.spend(rest.len().saturating_mul(probes.min(rest.len())).saturating_mul(PROBED)) {
        return (Vec::new(), rest);
    }
    let mut giving = Side::new(rest.iter().filter(|open| open.cents < 0).copied());
    let mut taking = Side::new(rest.iter().filter(|open| open.cents > 0).copied());
    let mut blocks = split_all(&mut giving, &mut taking, probes);
    blocks.extend(split_all(&mut taking, &mut giving, probes));
    let left = giving.lines.into_iter().chain(taking.lines).flatten();
    (blocks, left.collect())
}

/// Blocks of one line of the first side and two of the second.
fn split_all(wholes: &mut Side, parts: &mut Side, probes: usize) -> Vec<Vec<Open>> {
    let mut blocks = Vec::new();
    for (amount, lines) in wholes.amounts.iter().zip(&mut wholes.lines).rev() {
        while !lines.is_empty()
            && let Some((larger, other)) = parts.split(*amount, probes)
        {
            let block = [lines.pop(), parts.lines[larger].pop(), parts.lines[other].pop()];
            blocks.push(block.into_iter().flatten().collect());
        }
    }
    blocks
}

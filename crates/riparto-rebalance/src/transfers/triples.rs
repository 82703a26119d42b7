//! Zero-sum triples: a line that offsets two others.

use super::line_delta::LineDelta;
use riparto_solve::Meter;

/// How many pairs of amounts are tried for triples, in all.
const PROBES: usize = 1 << 22;

/// Units of work of a probe: a binary search.
const PROBED: usize = 8;

/// The lines of one side, by amount.
struct AmountIndex {
    /// Each amount once, ascending.
    amounts: Vec<i64>,
    /// The lines that have it, the lowest last.
    lines: Vec<Vec<LineDelta>>,
}

impl AmountIndex {
    fn new(deltas: impl Iterator<Item = LineDelta>) -> AmountIndex {
        let mut sorted: Vec<LineDelta> = deltas.collect();
        sorted.sort_unstable_by_key(|delta| (delta.cents.abs(), std::cmp::Reverse(delta.line)));
        let lines: Vec<Vec<LineDelta>> =
            sorted.chunk_by(|a, b| a.cents == b.cents).map(<[LineDelta]>::to_vec).collect();
        AmountIndex { amounts: lines.iter().map(|same| same[0].cents.abs()).collect(), lines }
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

/// Disjoint zero-sum triples, largest amounts first, and the other lines. Not always the most triples; none if the meter does not
/// allow the work.
pub(super) fn triples(rest: Vec<LineDelta>, meter: &Meter) -> (Vec<Vec<LineDelta>>, Vec<LineDelta>) {
    let probes = (PROBES / rest.len().max(1)).max(8);
    if !meter.spend(rest.len().saturating_mul(probes.min(rest.len())).saturating_mul(PROBED)) {
        return (Vec::new(), rest);
    }
    let mut giving = AmountIndex::new(rest.iter().filter(|delta| delta.cents < 0).copied());
    let mut taking = AmountIndex::new(rest.iter().filter(|delta| delta.cents > 0).copied());
    let mut subsets = split_all(&mut giving, &mut taking, probes);
    subsets.extend(split_all(&mut taking, &mut giving, probes));
    let left = giving.lines.into_iter().chain(taking.lines).flatten();
    (subsets, left.collect())
}

/// Triples of one line of the first side and two of the second.
fn split_all(wholes: &mut AmountIndex, parts: &mut AmountIndex, probes: usize) -> Vec<Vec<LineDelta>> {
    let mut subsets = Vec::new();
    for (amount, lines) in wholes.amounts.iter().zip(&mut wholes.lines).rev() {
        while !lines.is_empty()
            && let Some((larger, other)) = parts.split(*amount, probes)
        {
            let subset = [lines.pop(), parts.lines[larger].pop(), parts.lines[other].pop()];
            subsets.push(subset.into_iter().flatten().collect());
        }
    }
    subsets
}

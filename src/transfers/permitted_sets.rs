//! Sets of a few lines that sum to zero and that closed passages let settle: the most disjoint ones.
//!
//! Two opposite amounts need not be a block here, since the lines that they leave may not reach each other.

use super::line_sets::sums;
use super::open::Open;

/// The most lines for which the most blocks are found for sure: 2^16 sets.
pub(super) const PERMITTED_LINES: usize = 16;

/// The units of work of looking at all parts of all sets of so many lines, twice.
pub(super) fn permitted_looks(lines: usize) -> usize {
    2 * 3_usize.saturating_pow(u32::try_from(lines).unwrap_or(u32::MAX))
}

/// The most blocks that lines can be split into if each settles over passages that are open; `None` if there is no
/// way to settle.
pub(super) fn permitted_blocks(
    lines: &[Open],
    is_open: impl Fn(usize, usize) -> bool,
) -> Option<Vec<Vec<Open>>> {
    assert!(lines.len() <= PERMITTED_LINES);
    let all = (1 << lines.len()) - 1;
    let set_of = |keep: &dyn Fn(usize) -> bool| -> usize {
        (0..lines.len()).filter(|line| keep(*line)).map(|line| 1 << line).sum()
    };
    let giving = set_of(&|line| lines[line].cents < 0);
    let reach: Vec<usize> = (0..lines.len())
        .map(|from| set_of(&|to| lines[from].cents < 0 && lines[to].cents > 0 && is_open(from, to)))
        .collect();
    // The lines that each set reaches.
    let mut reached = vec![0; all + 1];
    for set in 1..=all {
        reached[set] = reached[set & (set - 1)] | reach[set.trailing_zeros() as usize];
    }
    let sums = sums(lines);
    // Money fits if no lines have more to give than those that they reach have to take.
    let settles = |set: usize| {
        sums[set] == 0 && subsets(set & giving).all(|some| -sums[some] <= sums[reached[some] & set])
    };
    // For each set that splits into blocks: how many, and the block of its lowest line.
    let mut best: Vec<(u8, usize)> = vec![(0, 0); all + 1];
    let blocks: Vec<bool> = (0..=all).map(|set| set != 0 && settles(set)).collect();
    for set in (1..=all).filter(|set| sums[*set] == 0) {
        let lowest = set & set.wrapping_neg();
        for block in subsets(set & !lowest).map(|others| others | lowest).filter(|block| blocks[*block]) {
            let rest = set & !block;
            if (rest == 0 || best[rest].0 > 0) && best[rest].0 + 1 > best[set].0 {
                best[set] = (best[rest].0 + 1, block);
            }
        }
    }
    let mut found = Vec::new();
    let mut set = all;
    while set != 0 {
        let block = best[set].1;
        if block == 0 {
            return None;
        }
        found
            .push((0..lines.len()).filter(|line| block & (1 << line) != 0).map(|line| lines[line]).collect());
        set &= !block;
    }
    Some(found)
}

/// Every part of a set, itself and the empty one included.
fn subsets(set: usize) -> impl Iterator<Item = usize> {
    std::iter::successors(Some(set), move |part| (*part != 0).then(|| (part - 1) & set))
}

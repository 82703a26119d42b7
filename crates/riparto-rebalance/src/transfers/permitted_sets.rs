//! The most disjoint zero-sum subsets of a few lines that settle over allowed arcs.
//!
//! Two opposite amounts need not be a subset here, since the lines that they leave may not reach each other.

use super::line_delta::LineDelta;
use super::line_sets::sums;

/// The most lines for which the most subsets are found for sure: 2^16 sets.
pub(super) const PERMITTED_LINES: usize = 16;

/// The units of work of looking at all subsets of all sets of n lines, twice: 2 · 3ⁿ.
pub(super) fn permitted_units(lines: usize) -> usize {
    2 * 3_usize.saturating_pow(u32::try_from(lines).unwrap_or(u32::MAX))
}

/// The most subsets that lines can be split into if each settles over arcs that are open; `None` if there is no
/// way to settle.
pub(super) fn permitted_subsets(
    lines: &[LineDelta],
    is_open: impl Fn(usize, usize) -> bool,
) -> Option<Vec<Vec<LineDelta>>> {
    assert!(lines.len() <= PERMITTED_LINES);
    let all = (1 << lines.len()) - 1;
    let set_of = |keep: &dyn Fn(usize) -> bool| -> usize {
        (0..lines.len()).filter(|line| keep(*line)).map(|line| 1 << line).sum()
    };
    let giving = set_of(&|line| lines[line].cents < 0);
    let neighbours: Vec<usize> = (0..lines.len())
        .map(|from| set_of(&|to| lines[from].cents < 0 && lines[to].cents > 0 && is_open(from, to)))
        .collect();
    // The lines that each set reaches.
    let mut reached = vec![0; all + 1];
    for set in 1..=all {
        reached[set] = reached[set & (set - 1)] | neighbours[set.trailing_zeros() as usize];
    }
    let sums = sums(lines);
    // Money fits if no lines have more to give than those that they reach have to take.
    let settles = |set: usize| {
        sums[set] == 0 && parts_of(set & giving).all(|some| -sums[some] <= sums[reached[some] & set])
    };
    // For each set that splits into subsets: how many, and the subset of its lowest line.
    let mut best: Vec<(u8, usize)> = vec![(0, 0); all + 1];
    let subsets: Vec<bool> = (0..=all).map(|set| set != 0 && settles(set)).collect();
    for set in (1..=all).filter(|set| sums[*set] == 0) {
        let lowest = set & set.wrapping_neg();
        for subset in parts_of(set & !lowest).map(|others| others | lowest).filter(|subset| subsets[*subset])
        {
            let rest = set & !subset;
            if (rest == 0 || best[rest].0 > 0) && best[rest].0 + 1 > best[set].0 {
                best[set] = (best[rest].0 + 1, subset);
            }
        }
    }
    let mut found = Vec::new();
    let mut set = all;
    while set != 0 {
        let subset = best[set].1;
        if subset == 0 {
            return None;
        }
        found.push(
            (0..lines.len()).filter(|line| subset & (1 << line) != 0).map(|line| lines[line]).collect(),
        );
        set &= !subset;
    }
    Some(found)
}

/// Every part of a set, itself and the empty one included.
fn parts_of(set: usize) -> impl Iterator<Item = usize> {
    std::iter::successors(Some(set), move |part| (*part != 0).then(|| (part - 1) & set))
}

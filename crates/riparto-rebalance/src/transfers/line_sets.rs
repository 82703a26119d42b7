//! Dynamic programming over all sets of a few lines: the most disjoint zero-sum subsets.

use super::line_delta::LineDelta;

/// The most lines left after pairing for which the most subsets are found for sure: 2^21 sets, two megabytes.
pub(super) const EXACT_LINES: usize = 22;

/// The units of work to enumerate all sets of this many lines but one, and at each line of each: half of them on average.
pub(super) fn looks(lines: usize) -> usize {
    lines.saturating_mul(1 << lines.min(EXACT_LINES).saturating_sub(2))
}

/// The most subsets of a few lines that sum to zero: exact.
pub(super) fn most_subsets(mut rest: Vec<LineDelta>) -> Vec<Vec<LineDelta>> {
    // The order of subsets is free, so any line may be said to be in the last one.
    let Some(last) = rest.pop() else {
        return Vec::new();
    };
    let (mut subsets, mut final_subset) = disjoint(&rest);
    final_subset.push(last);
    subsets.push(final_subset);
    subsets
}

/// The most disjoint subsets that can be taken out of a few lines, and the lines that are left.
///
/// Removing the lines of a set one by one passes through sets that sum to zero, and the lines between two of them are a
/// zero-sum subset: `passed[set] = max over lines of passed[set without line], + 1 if the set sums to zero`.
pub(super) fn disjoint(lines: &[LineDelta]) -> (Vec<Vec<LineDelta>>, Vec<LineDelta>) {
    assert!(lines.len() < EXACT_LINES);
    let (low, high) = lines.split_at(lines.len() / 2);
    let (low_sums, high_sums) = (sums(low), sums(high));
    let sum = |set: usize| low_sums[set & (low_sums.len() - 1)] + high_sums[set >> low.len()];
    let mut passed = vec![0_u8; 1 << lines.len()];
    for set in 1..passed.len() {
        let (mut most, mut left) = (0, set);
        while left != 0 {
            most = most.max(passed[set & !(left & left.wrapping_neg())]);
            left &= left - 1;
        }
        passed[set] = most + u8::from(sum(set) == 0);
    }
    let (mut subsets, mut left, mut subset) = (Vec::new(), Vec::new(), Vec::new());
    let mut inside = false;
    let mut set = passed.len() - 1;
    while set != 0 {
        let zero = sum(set) == 0;
        if zero {
            // Lines taken before the first set that sums to zero are in no subset.
            let done = std::mem::take(&mut subset);
            if inside {
                subsets.push(done)
            } else {
                left = done
            }
            inside = true;
        }
        let wanted = passed[set] - u8::from(zero);
        let mut bits = (0..lines.len()).filter(|bit| set & (1 << bit) != 0);
        let found = bits.find(|bit| passed[set & !(1 << bit)] == wanted);
        assert!(found.is_some(), "a set that no line leads to");
        let bit = found.unwrap_or(0);
        subset.push(lines[bit]);
        set &= !(1 << bit);
    }
    if inside {
        subsets.push(subset)
    } else {
        left = subset
    }
    for subset in subsets.iter_mut().chain([&mut left]) {
        subset.sort_unstable_by_key(|delta| delta.line);
    }
    (subsets, left)
}

/// The sum of each set of lines.
pub(super) fn sums(lines: &[LineDelta]) -> Vec<i64> {
    let mut sums = vec![0; 1 << lines.len()];
    for set in 1..sums.len() {
        let lowest = set.trailing_zeros() as usize;
        sums[set] = sums[set & (set - 1)] + lines[lowest].cents;
    }
    sums
}

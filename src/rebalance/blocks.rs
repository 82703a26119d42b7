//! Zero-sum blocks: which changed lines settle among themselves.
//!
//! Lines that settle among themselves sum to zero, and n of them need n - 1 transfers. So the fewest transfers are
//! those of the most blocks, which is NP-hard to find (it contains the partition problem; Verhoeff 2003). What is
//! exact here: two opposite amounts are a block of some best answer, since what they leave of their blocks makes one
//! block; and up to [`EXACT_LINES`] others are solved by dynamic programming over sets of lines. Beyond, blocks of
//! three lines and blocks inside small groups are looked for, and the bound says what that may have missed.

/// The most lines left after pairing for which the most blocks are found for sure: 2^21 sets, two megabytes.
pub(super) const EXACT_LINES: usize = 22;

/// How many pairs of amounts are tried for blocks of three lines, in all.
const PROBES: usize = 1 << 22;

/// Of more lines than are solved exactly, so many at a time are looked through for blocks.
const GROUP_LINES: usize = 16;

/// The most lines for which groups are looked through.
const GROUPED_LINES: usize = 512;

/// A line whose amount changes, and by how much: below zero if it gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Open {
    pub(super) line: usize,
    pub(super) cents: i64,
}

/// Changed lines in blocks that each sum to zero.
pub(super) struct Blocks {
    pub(super) blocks: Vec<Vec<Open>>,
    /// No split of the lines has more blocks than this: proven.
    pub(super) at_most: usize,
}

impl Blocks {
    /// Splits lines that sum to zero into as many blocks as can be found.
    pub(super) fn new(open: &[Open]) -> Blocks {
        assert!(open.iter().map(|open| i128::from(open.cents)).sum::<i128>() == 0);
        let (mut blocks, rest) = pair_off(open);
        let giving = rest.iter().filter(|open| open.cents < 0).count();
        // No two of the rest sum to zero, so a block has three lines or more, and some on either side.
        let at_most = blocks.len() + giving.min(rest.len() - giving).min(rest.len() / 3);
        let by_size = |open: &Open| (-open.cents.abs(), open.cents, open.line);
        if rest.len() <= EXACT_LINES {
            blocks.extend(most_blocks(rest));
            let at_most = blocks.len();
            return Blocks { blocks, at_most };
        }
        let (threes, mut rest) = threes(&rest);
        blocks.extend(threes);
        rest.sort_unstable_by_key(by_size);
        if (EXACT_LINES + 1..=GROUPED_LINES).contains(&rest.len()) {
            let mut kept = Vec::new();
            for group in rest.chunks(GROUP_LINES) {
                let (found, left) = disjoint(group);
                blocks.extend(found);
                kept.extend(left);
            }
            rest = kept;
            rest.sort_unstable_by_key(by_size);
        }
        if rest.len() <= EXACT_LINES {
            blocks.extend(most_blocks(rest));
        } else {
            blocks.push(rest);
        }
        Blocks { blocks, at_most }
    }
}

/// The transfers of a block, from, to and cents: its giving and its taking lines side by side, in their order. At most
/// one fewer than lines.
pub(super) fn walk(block: &[Open]) -> Vec<(usize, usize, i64)> {
    let mut taking = block.iter().filter(|open| open.cents > 0).copied();
    let mut transfers = Vec::with_capacity(block.len());
    let mut to = Open { line: 0, cents: 0 };
    for mut from in block.iter().filter(|open| open.cents < 0).copied() {
        while from.cents < 0 {
            if to.cents == 0 {
                let next = taking.next();
                assert!(next.is_some(), "a block that does not sum to zero");
                to = next.unwrap_or(to);
            }
            let cents = to.cents.min(-from.cents);
            transfers.push((from.line, to.line, cents));
            from.cents += cents;
            to.cents -= cents;
        }
    }
    transfers
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

/// The most blocks of a few lines that sum to zero: exact.
fn most_blocks(mut rest: Vec<Open>) -> Vec<Vec<Open>> {
    // The order of blocks is free, so any line may be said to be in the last one.
    let Some(last) = rest.pop() else {
        return Vec::new();
    };
    let (mut blocks, mut final_block) = disjoint(&rest);
    final_block.push(last);
    blocks.push(final_block);
    blocks
}

/// The most disjoint blocks that can be taken out of a few lines, and the lines that are left.
///
/// Taking the lines of a set away one by one passes at most so many sets that sum to zero, and between two of them
/// lies a block: `passed[set] = max over lines of passed[set without line], + 1 if the set sums to zero`.
fn disjoint(lines: &[Open]) -> (Vec<Vec<Open>>, Vec<Open>) {
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
    let (mut blocks, mut left, mut block) = (Vec::new(), Vec::new(), Vec::new());
    let mut inside = false;
    let mut set = passed.len() - 1;
    while set != 0 {
        let zero = sum(set) == 0;
        if zero {
            // Lines taken before the first set that sums to zero are in no block.
            let done = std::mem::take(&mut block);
            if inside {
                blocks.push(done)
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
        block.push(lines[bit]);
        set &= !(1 << bit);
    }
    if inside {
        blocks.push(block)
    } else {
        left = block
    }
    for block in blocks.iter_mut().chain([&mut left]) {
        block.sort_unstable_by_key(|open| open.line);
    }
    (blocks, left)
}

/// The sum of each set of lines.
fn sums(lines: &[Open]) -> Vec<i64> {
    let mut sums = vec![0; 1 << lines.len()];
    for set in 1..sums.len() {
        let lowest = set.trailing_zeros() as usize;
        sums[set] = sums[set & (set - 1)] + lines[lowest].cents;
    }
    sums
}

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

    /// Two amounts of this side that sum to another one, the larger as large as possible.
    fn split(&self, amount: i64, probes: usize) -> Option<(usize, usize)> {
        let below = self.amounts.partition_point(|part| *part < amount);
        let larger = (0..below).rev().take(probes).take_while(|place| self.amounts[*place] * 2 >= amount);
        larger.filter(|place| !self.lines[*place].is_empty()).find_map(|place| {
            let other = self.amounts.binary_search(&(amount - self.amounts[place])).ok()?;
            let needed = if other == place { 2 } else { 1 };
            (self.lines[other].len() >= needed).then_some((place, other))
        })
    }
}

/// Blocks of three lines, largest amounts first, and the other lines. Not always the most.
fn threes(rest: &[Open]) -> (Vec<Vec<Open>>, Vec<Open>) {
    let probes = (PROBES / rest.len().max(1)).max(8);
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

//! Instances of any size from a seed: wishes, floors, ceilings, locks, groups and programs.

use riparto::Money;
use riparto::rebalance::SliceGroup;

/// Three words a line of the counter stream of SplitMix64 (Steele, Lea and Flood 2014).
fn words(seed: u64, line: usize) -> [u64; 3] {
    [1, 2, 3].map(|word| {
        let mut state = seed.wrapping_add((3 * line as u64 + word).wrapping_mul(0x9e37_79b9_7f4a_7c15));
        state = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        state = (state ^ (state >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        state ^ (state >> 31)
    })
}

/// Wishes that sum to more than the total, with bounds on lines and on groups, all in cents.
pub(crate) struct Instance {
    pub(crate) total: i64,
    pub(crate) wish: Vec<i64>,
    pub(crate) floors: Vec<i64>,
    pub(crate) ceilings: Vec<i64>,
    /// Start, end, floor, ceiling.
    pub(crate) groups: Vec<(usize, usize, i64, i64)>,
}

impl Instance {
    /// The groups as `water_filling` takes them.
    pub(crate) fn slice_groups(&self) -> Vec<SliceGroup> {
        let group = |(start, end, low, high): &(usize, usize, i64, i64)| SliceGroup {
            start: *start,
            end: *end,
            floor: Money::from_cents(*low).unwrap(),
            ceiling: Money::from_cents((*high).min(Money::MAX.cents())).unwrap(),
        };
        self.groups.iter().map(group).collect()
    }
}

pub(crate) fn money(cents: &[i64]) -> Vec<Money> {
    cents.iter().map(|cents| Money::from_cents(*cents).unwrap()).collect()
}

pub(crate) fn instance(seed: u64, lines: usize, is_tree: bool) -> Instance {
    let (mut wish, mut floors, mut ceilings) = (Vec::new(), Vec::new(), Vec::new());
    for line in 0..lines {
        let [u1, u2, u3] = words(seed, line);
        let wished = (u1 % 1_000_000) as i64;
        let part = |word: u64| wished * (word % 100) as i64 / 100;
        let locked = u2 % 20 == 0;
        wish.push(wished);
        floors.push(if locked { wished } else { part(u2) });
        ceilings.push(if locked { wished } else { wished + part(u3) + 1 });
    }
    let sum: i64 = wish.iter().sum();
    let total = sum * 93 / 100;
    let mut groups = Vec::new();
    let size = if lines < 1_000 { 3 } else { 100 };
    let of_programme = if lines < 100_000 { 2 } else { 100 };
    let mut level = |size: usize, floor: (usize, i64), ceiling: (usize, i64)| {
        for (index, start) in (0..lines).step_by(size).enumerate() {
            let end = (start + size).min(lines);
            let sum: i64 = wish[start..end].iter().sum();
            let low = if index % floor.0 == 0 { sum * floor.1 / 100 } else { 0 };
            let high = if index % ceiling.0 == 1 { sum * ceiling.1 / 100 } else { i64::MAX };
            // A program of all lines is the envelope, whose total stands.
            if end - start < lines {
                groups.push((start, end, low, high));
            }
        }
    };
    if is_tree {
        level(size, (3, 85), (4, 95));
        level(size * of_programme, (2, 94), (4, 93));
    }
    Instance { total, wish, floors, ceilings, groups }
}

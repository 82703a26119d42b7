//! Problems that own their data, and random ones.

use crate::flow::Distance;
use crate::flow::{Family, Group, Problem};

/// A problem that owns its data.
#[derive(Debug, Clone)]
pub(super) struct Instance {
    pub(super) total: i64,
    pub(super) wish: Vec<i64>,
    pub(super) low: Vec<i64>,
    pub(super) high: Vec<i64>,
    pub(super) weights: Vec<i64>,
    pub(super) families: [Vec<Group>; 2],
    pub(super) movement: Option<(Vec<i64>, i64)>,
}

pub(super) const DISTANCES: [Distance; 3] = [Distance::Squares, Distance::Moved, Distance::Peak];

impl Instance {
    pub(super) fn problem(&self) -> Problem<'_> {
        Problem {
            total: self.total,
            wish: &self.wish,
            low: &self.low,
            high: &self.high,
            weights: &self.weights,
            families: [Family::Laminar(&self.families[0]), Family::Laminar(&self.families[1])],
            movement: self.movement.as_ref().map(|(base, cap)| (base.as_slice(), *cap)),
        }
    }

    /// Σ p (x − w)², Σ p |x − w| and max p |x − w|, in the order of `DISTANCES`.
    pub(super) fn objectives(&self, amounts: &[i64]) -> [i128; 3] {
        let mut objectives = [0; 3];
        for ((amount, wish), weight) in amounts.iter().zip(&self.wish).zip(&self.weights) {
            let (change, weight) = (i128::from(amount - wish), i128::from(*weight));
            objectives[0] += weight * change * change;
            objectives[1] += weight * change.abs();
            objectives[2] = objectives[2].max(weight * change.abs());
        }
        objectives
    }

    /// Whether an allocation respects all bounds, read from the definition.
    pub(super) fn allows(&self, amounts: &[i64]) -> bool {
        let within = |amount: i64, low: i64, high: i64| low <= amount && amount <= high;
        let sum = |group: &Group| group.lines.iter().map(|line| amounts[*line as usize]).sum();
        amounts.iter().sum::<i64>() == self.total
            && (0..amounts.len()).all(|line| within(amounts[line], self.low[line], self.high[line]))
            && self.families.iter().flatten().all(|group| within(sum(group), group.low, group.high))
            && self.movement.as_ref().is_none_or(|(base, cap)| {
                amounts.iter().zip(base).map(|(amount, base)| (amount - base).max(0)).sum::<i64>() <= *cap
            })
    }
}

/// SplitMix64 (Steele, Lea and Flood 2014).
pub(super) struct Dice(pub(super) u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut word = self.0;
        word = (word ^ (word >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        word ^ (word >> 31)
    }

    /// A number from `from` to `to`.
    pub(super) fn pick(&mut self, from: i64, to: i64) -> i64 {
        let sides = u64::try_from(to - from + 1).unwrap();
        from + i64::try_from(self.next() % sides).unwrap()
    }

    /// True once in `times`.
    pub(super) fn once_in(&mut self, times: i64) -> bool {
        self.pick(1, times) == 1
    }

    pub(super) fn shuffle<T>(&mut self, list: &mut [T]) {
        for at in (1..list.len()).rev() {
            list.swap(at, usize::try_from(self.pick(0, i64::try_from(at).unwrap())).unwrap());
        }
    }
}

/// A random laminar family: lines shuffled, cut again and again, with bounds near what `sketch` holds.
pub(super) fn random_family(dice: &mut Dice, sketch: &[i64], smallest: usize, spread: i64) -> Vec<Group> {
    let mut lines: Vec<u32> = (0..u32::try_from(sketch.len()).unwrap()).collect();
    dice.shuffle(&mut lines);
    let mut family = Vec::new();
    let mut rest = vec![lines];
    while let Some(lines) = rest.pop() {
        if lines.len() < smallest.max(1) {
            continue;
        }
        if !dice.once_in(4) {
            family.push(random_group(dice, sketch, &lines, spread));
            if dice.once_in(10) {
                family.push(random_group(dice, sketch, &lines, spread));
            }
        }
        if lines.len() > 1 {
            let (first, second) = lines.split_at(dice.pick(1, lines.len() as i64 - 1) as usize);
            rest.push(first.to_vec());
            rest.push(second.to_vec());
        }
    }
    dice.shuffle(&mut family);
    family
}

fn random_group(dice: &mut Dice, sketch: &[i64], lines: &[u32], spread: i64) -> Group {
    let sum: i64 = lines.iter().map(|line| sketch[*line as usize]).sum();
    let low = if dice.once_in(3) { i64::MIN } else { sum - dice.pick(-(spread / 4), spread) };
    let high = if dice.once_in(3) { i64::MAX } else { sum + dice.pick(-(spread / 4), spread) };
    Group { lines: lines.to_vec(), low, high: high.max(low) }
}

/// Weights that are far apart, up to the largest.
const APART: [i64; 5] = [1, 38, 1_925, 1 << 20, 1 << 30];

/// A random instance around a sketch, most of the time feasible.
pub(super) fn random_instance(
    dice: &mut Dice,
    lines: usize,
    largest: i64,
    smallest_group: usize,
) -> Instance {
    let spread = (largest / 3).max(1);
    let sketch: Vec<i64> = (0..lines).map(|_| dice.pick(0, largest)).collect();
    let heaviest = if dice.once_in(2) { 1 } else { 5 };
    let mut instance = Instance {
        total: sketch.iter().sum(),
        wish: (0..lines).map(|_| dice.pick(0, largest)).collect(),
        low: sketch.iter().map(|amount| (amount - dice.pick(0, largest)).max(0)).collect(),
        high: sketch.iter().map(|amount| amount + dice.pick(0, largest)).collect(),
        weights: (0..lines).map(|_| dice.pick(1, heaviest)).collect(),
        families: [random_family(dice, &sketch, smallest_group, spread), Vec::new()],
        movement: None,
    };
    if instance.total % 3 == 0 {
        instance.weights.iter_mut().for_each(|weight| *weight = APART[*weight as usize - 1]);
    }
    for line in 0..lines {
        if dice.once_in(3) {
            instance.high[line] = i64::MAX;
        }
    }
    if dice.once_in(3) {
        let base: Vec<i64> =
            sketch.iter().map(|amount| (amount + dice.pick(-largest, largest)).max(0)).collect();
        let added: i64 = sketch.iter().zip(&base).map(|(amount, base)| (amount - base).max(0)).sum();
        instance.movement = Some((base, added + dice.pick(-1, 2 * spread)));
    } else if !dice.once_in(4) {
        instance.families[1] = random_family(dice, &sketch, smallest_group, spread);
    }
    instance
}

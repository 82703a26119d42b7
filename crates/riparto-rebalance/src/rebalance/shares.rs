//! Exact shares in proportion on a tree of groups, and the cents nearest to them.
//!
//! Of all real amounts within the bounds, the exact shares are those whose changes, squared and divided by the wish, sum to
//! the least. A line then holds its wish times a level, capped to its bounds, and a group that a bound caps has a level
//! apart from that of the group around it. A group's sum is nondecreasing in the level, with breakpoints at fractions of whole
//! numbers, so every level is exact. Lines that wish for nothing stay until all others are at their ceilings; then the
//! level is what each of them holds.

use std::cmp::Ordering;

use super::feasible_sums::FeasibleSums;
use super::nested_slices::NestedSlices;
use super::water_filling::{DemandFunction, solve};
use riparto_core::capacity::MAX_REBALANCE_CENTS;
use riparto_core::error::{Cause, Result};
use riparto_core::money::Money;
use riparto_core::words::both;

/// How many times its wish a line holds, as a fraction; beyond all of these, how many cents lines hold that wish for nothing.
#[derive(Clone, Copy, Debug)]
struct WaterLevel {
    is_beyond: bool,
    numerator: i128,
    denominator: i128,
}

impl WaterLevel {
    fn compare(&self, other: &WaterLevel) -> Ordering {
        let fractions = || (self.numerator * other.denominator).cmp(&(other.numerator * self.denominator));
        self.is_beyond.cmp(&other.is_beyond).then_with(fractions)
    }

    fn is_below(&self, other: &WaterLevel) -> bool {
        self.compare(other) == Ordering::Less
    }
}

const LEAST: WaterLevel = WaterLevel { is_beyond: false, numerator: 0, denominator: 1 };

/// A level from which on a sum goes on otherwise: it is `fixed + slope × level`.
struct LevelBreakpoint {
    at: WaterLevel,
    fixed: i128,
    slope: i128,
}

/// Between which levels the sum of a group follows the lines inside it; at others a bound holds it.
#[derive(Clone, Copy)]
struct ActiveLevels {
    from: WaterLevel,
    to: WaterLevel,
}

/// Lines in the order of a tree.
pub(super) struct OrderedLines<'a> {
    pub(super) wish: &'a [i64],
    pub(super) low: &'a [i64],
    pub(super) high: &'a [i64],
    /// For each place, the line of the envelope: of equal remainders the first one gets the cent.
    pub(super) order: &'a [u32],
}

/// The cents nearest to the exact shares. The caller has made sure by [`FeasibleSums`] that some amounts keep the bounds.
///
/// # Errors
/// Wishes whose sum leaves 62 bits (`amount_overflow`).
pub(super) fn in_proportion(tree: &NestedSlices, lines: &OrderedLines<'_>) -> Result<Vec<i64>> {
    if lines.wish.iter().map(|wish| i128::from(*wish)).sum::<i128>() > MAX_REBALANCE_CENTS {
        let operation = both("the sum of all wishes", "la somma di tutte le richieste");
        return Err(Cause::AmountOverflow { operation, allowed: Money::MAX.words() }.into());
    }
    let levels = levels(tree, lines);
    let (mut low, mut rests) = (vec![0; lines.wish.len()], Vec::new());
    for (number, node) in tree.nodes().iter().enumerate() {
        for line in own_lines(tree, number, node.start..node.end) {
            let (floor, rest) = lines.held(line, levels[number]);
            low[line] = floor;
            if let Some(rest) = rest {
                rests.push((line, rest));
            }
        }
    }
    // A line that wishes for nothing takes the cent that is left only where no other may.
    let asks_nothing = |line: usize| lines.wish[line] == 0;
    rests.sort_by(|(one, rest), (other, second)| {
        let by_wish = asks_nothing(*one).cmp(&asks_nothing(*other));
        by_wish.then(second.compare(rest)).then_with(|| lines.order[*one].cmp(&lines.order[*other]))
    });
    let mut ranks = vec![i64::MAX; low.len()];
    rests.iter().zip(0..).for_each(|((line, _), rank)| ranks[*line] = rank);
    let high: Vec<i64> =
        low.iter().zip(&ranks).map(|(low, rank)| low + i64::from(*rank < i64::MAX)).collect();
    Ok(match FeasibleSums::new(tree, |line| (low[line], high[line])) {
        Some(feasible_sums) => solve(tree, &feasible_sums, &Ranked { low: &low, ranks: &ranks }).amounts,
        None => low,
    })
}

/// The lines of a node that are in no child of it.
fn own_lines(tree: &NestedSlices, node: usize, all: std::ops::Range<usize>) -> impl Iterator<Item = usize> {
    let mut children: Vec<std::ops::Range<usize>> =
        tree.children(node).map(|child| tree.nodes()[child].start..tree.nodes()[child].end).collect();
    children.push(all.end..all.end);
    let mut at = all.start;
    children.into_iter().flat_map(move |child| std::mem::replace(&mut at, child.end)..child.start)
}

/// The level of each node.
fn levels(tree: &NestedSlices, lines: &OrderedLines<'_>) -> Vec<WaterLevel> {
    let nodes = tree.nodes();
    let mut held = vec![ActiveLevels { from: LEAST, to: LEAST }; nodes.len()];
    let mut breakpoints: Vec<Vec<LevelBreakpoint>> = nodes.iter().map(|_| Vec::new()).collect();
    let mut starts = vec![0_i128; nodes.len()];
    for number in (0..nodes.len()).rev() {
        let node = nodes[number];
        let mut all = Vec::new();
        let mut start = 0;
        for line in own_lines(tree, number, node.start..node.end) {
            start += lines.breakpoint(line, &mut all);
        }
        for child in tree.children(number) {
            start += starts[child];
            all.append(&mut breakpoints[child]);
        }
        all.sort_by(|one: &LevelBreakpoint, other| one.at.compare(&other.at));
        let (low, high) = (i128::from(node.low), i128::from(node.high));
        (held[number], breakpoints[number], starts[number]) = capped_sum(start, all, low, high);
    }
    let mut levels = vec![LEAST; nodes.len()];
    for number in 0..nodes.len() {
        let ActiveLevels { from, to } = held[number];
        // The whole has its total as both bounds, so its level is where it reaches that.
        let around = levels[number];
        levels[number] = match around {
            level if level.is_below(&from) => from,
            level if to.is_below(&level) => to,
            level => level,
        };
        tree.children(number).for_each(|child| levels[child] = levels[number]);
    }
    levels
}

/// The sum of a group as a function of the level, capped to its bounds; and the levels between which it is not capped.
fn capped_sum(
    start: i128,
    breakpoints: Vec<LevelBreakpoint>,
    low: i128,
    high: i128,
) -> (ActiveLevels, Vec<LevelBreakpoint>, i128) {
    let mut held = ActiveLevels { from: LEAST, to: LEAST };
    let mut kept = Vec::new();
    // The sum up to the next breakpoint.
    let (mut fixed, mut slope, mut now) = (start, 0_i128, LEAST);
    let (mut is_low, mut is_high) = (start < low, start >= high);
    for breakpoint in breakpoints {
        let reaches = |sum: i128| {
            let numerator = sum - fixed;
            let level = WaterLevel {
                is_beyond: now.is_beyond || breakpoint.at.is_beyond,
                numerator,
                denominator: slope,
            };
            (slope > 0 && !breakpoint.at.is_below(&level)).then_some(level)
        };
        if is_low && let Some(level) = reaches(low) {
            is_low = false;
            held.from = level;
            kept.push(LevelBreakpoint { at: level, fixed: fixed - low, slope });
        }
        if !is_low
            && !is_high
            && let Some(level) = reaches(high)
        {
            is_high = true;
            held.to = level;
            kept.push(LevelBreakpoint { at: level, fixed: high - fixed, slope: -slope });
        }
        fixed += breakpoint.fixed;
        slope += breakpoint.slope;
        now = breakpoint.at;
        if !is_low && !is_high {
            kept.push(breakpoint);
        }
    }
    if is_low {
        held.from = now;
    }
    if !is_high {
        held.to = WaterLevel { is_beyond: true, numerator: i128::from(i64::MAX), denominator: 1 };
    }
    (held, kept, start.clamp(low, high))
}

impl OrderedLines<'_> {
    /// Adds the breakpoints of a line's amount; returns the amount at the least level.
    fn breakpoint(&self, line: usize, breakpoints: &mut Vec<LevelBreakpoint>) -> i128 {
        let [wish, low, high] = [self.wish, self.low, self.high].map(|of| i128::from(of[line]));
        let (is_beyond, denominator) = (wish == 0, wish.max(1));
        if low < high {
            breakpoints.push(LevelBreakpoint {
                at: WaterLevel { is_beyond, numerator: low, denominator },
                fixed: -low,
                slope: denominator,
            });
            breakpoints.push(LevelBreakpoint {
                at: WaterLevel { is_beyond, numerator: high, denominator },
                fixed: high,
                slope: -denominator,
            });
        }
        low
    }

    /// What a line holds at a level: whole cents, and what is left of a cent.
    fn held(&self, line: usize, level: WaterLevel) -> (i64, Option<WaterLevel>) {
        let (low, high) = (self.low[line], self.high[line]);
        let wish = i128::from(self.wish[line]);
        let share = match (wish, level.is_beyond) {
            (0, true) => level.numerator,
            (0, false) => return (low, None),
            (_, true) => return (high, None),
            _ => wish * level.numerator,
        };
        let whole = share.div_euclid(level.denominator);
        if whole < i128::from(low) {
            return (low, None);
        }
        if whole >= i128::from(high) {
            return (high, None);
        }
        let rest = WaterLevel {
            is_beyond: false,
            numerator: share.rem_euclid(level.denominator),
            denominator: level.denominator,
        };
        (i64::try_from(whole).unwrap_or(high), (rest.numerator > 0).then_some(rest))
    }
}

/// Each line a cent more from its rank on.
struct Ranked<'a> {
    low: &'a [i64],
    ranks: &'a [i64],
}

impl DemandFunction for Ranked<'_> {
    type Shift = i64;

    fn at(&self, line: usize, shift: i64) -> (i64, i64) {
        let amount = |shift: i64| self.low[line] + i64::from(shift > self.ranks[line]);
        (amount(shift), amount(shift.saturating_add(1)))
    }

    fn range(&self) -> (i64, i64) {
        (-1, i64::try_from(self.low.len()).unwrap_or(i64::MAX) + 1)
    }
}

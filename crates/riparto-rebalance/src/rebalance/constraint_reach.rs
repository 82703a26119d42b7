//! How much may move before a rule on several lines can stop it.
//!
//! A proposal that moves M cents raises what lies above a base by at most M, and takes a share apart by at most M times its two factors,
//! whichever lines take part. Sums that are bounded leave room for so much: lines take what moves one after the other, each as much as
//! the sums around it leave. Where all of M is taken so, and M is within the reach of all other rules, none of them has a say, and a line
//! gives what it can by itself; where just one rule measures M itself, that rule alone stops it. No program is needed for either.

use super::line_classes::LineClasses;
use super::line_slacks::{Direction, LineSlacks, SideMargin, StopReasons};
use riparto_core::budget::Selection;
use riparto_core::rules::{Base, Bounded, CheckConstraint, Due, counted_since, fraction, share_sides};

/// How many cents may move before one rule can stop it.
struct ConstraintReach {
    rule: usize,
    /// Whatever moves within so much keeps the rule; below zero where nothing is known.
    cents: i128,
    /// Whether nothing that moves more keeps it.
    is_exact: bool,
}

/// What a bounded sum may lose, and gain.
struct SumRoom {
    selection: usize,
    down: i128,
    up: i128,
}

/// The nearest two of the rules on several lines that bound no sum, the sums, and what all lines can do together.
pub(super) struct ConstraintReaches {
    first: ConstraintReach,
    second: i128,
    sums: Vec<SumRoom>,
    /// For each class, the sums that hold its lines.
    around: Vec<Vec<usize>>,
    /// What each class can give, and receive.
    together: Vec<[i128; 2]>,
    /// The class of each line.
    class_of: Vec<usize>,
}

impl ConstraintReaches {
    /// `None` where lines follow: then more moves than is asked for.
    pub(super) fn new(classes: &LineClasses<'_>) -> Option<ConstraintReaches> {
        let slacks = classes.slacks;
        if !classes.following.is_empty() {
            return None;
        }
        let mut first = ConstraintReach { rule: 0, cents: i128::MAX, is_exact: false };
        let (mut second, mut sums) = (i128::MAX, Vec::new());
        for constraint in &slacks.coupling {
            if let Bounded::Sum { selection, low, high, .. } = constraint.bounded {
                let held = slacks.sum(selection);
                let down = if low > 0 { i128::from(held - low) } else { i128::MAX };
                let up = if high < i64::MAX { i128::from(high - held) } else { i128::MAX };
                sums.push(SumRoom { selection, down, up });
                continue;
            }
            let reach = slacks.reach(constraint)?;
            if reach.cents < first.cents {
                second = first.cents;
                first = reach;
            } else {
                second = second.min(reach.cents);
            }
        }
        let holds = |selections: &[usize]| {
            let of_sums = sums.iter().enumerate().filter(|(_, sum)| selections.contains(&sum.selection));
            of_sums.map(|(number, _)| number).collect()
        };
        let around = classes.classes.iter().map(|class| holds(&class.selections)).collect();
        let mut class_of = vec![0; slacks.down.len()];
        let mut together = vec![[0; 2]; classes.classes.len()];
        for (number, class) in classes.classes.iter().enumerate() {
            for line in &class.lines {
                class_of[*line] = number;
                together[number][0] += i128::from(slacks.down[*line].cents);
                together[number][1] += i128::from(slacks.up[*line].cents);
            }
        }
        Some(ConstraintReaches { first, second, sums, around, together, class_of })
    }

    /// What a line can give or receive, where no program is needed to know it.
    pub(super) fn found(
        &self,
        slacks: &LineSlacks<'_>,
        line: usize,
        direction: Direction,
    ) -> Option<SideMargin> {
        let own = slacks.own(line, direction);
        if own.cents == 0 {
            return Some(SideMargin { cents: 0, at_most: 0, reasons: StopReasons::own(own) });
        }
        let first = &self.first;
        let is_bounding = first.is_exact && first.cents <= i128::from(own.cents);
        let most = if is_bounding { first.cents } else { i128::from(own.cents) };
        let next = if is_bounding { self.second } else { first.cents };
        // A cent more is asked for: what stops the line is named.
        if next <= most || !self.is_taken(most + 1, slacks, line, direction) {
            return None;
        }
        let mut reasons = StopReasons::default();
        if is_bounding {
            reasons.add(Some(first.rule));
        }
        let reach = if is_bounding { most } else { most + 1 };
        Some(SideMargin::least(own, reach, reasons))
    }

    /// Whether classes, one after the other, take so much of what the line gives, or give it what it receives, within all sums.
    fn is_taken(&self, cents: i128, slacks: &LineSlacks<'_>, line: usize, direction: Direction) -> bool {
        let gives = direction == Direction::Give;
        // A sum that holds the line changes by what the line moves, or less: it wants room on that side. Others want it on the other side.
        let own_sums = &self.around[self.class_of[line]];
        let has_room = |sum: &usize| cents <= if gives { self.sums[*sum].down } else { self.sums[*sum].up };
        if !own_sums.iter().all(has_room) {
            return false;
        }
        let mut rooms: Vec<i128> =
            self.sums.iter().map(|sum| if gives { sum.up } else { sum.down }).collect();
        own_sums.iter().for_each(|sum| rooms[*sum] = i128::MAX);
        let mut left = cents;
        for (class, sums) in self.around.iter().enumerate() {
            let mut taken = self.together[class][usize::from(gives)];
            if class == self.class_of[line] {
                taken -= i128::from(slacks.other(line, direction).cents);
            }
            taken = sums.iter().map(|sum| rooms[*sum]).min().unwrap_or(i128::MAX).min(taken).min(left);
            if taken > 0 {
                left -= taken;
                sums.iter().for_each(|sum| rooms[*sum] -= taken);
            }
            if left == 0 {
                return true;
            }
        }
        false
    }
}

impl LineSlacks<'_> {
    /// `None` of a rule that makes lines follow.
    fn reach(&self, constraint: &CheckConstraint) -> Option<ConstraintReach> {
        let (envelope, rulebook) = (self.plan.envelope(), self.plan.rulebook());
        let risen = |selection: usize, base: Base| -> i128 {
            let mut risen = 0;
            rulebook.selection(selection).for_each(envelope, |line| {
                risen += i128::from(self.since(base, line).max(0));
            });
            risen
        };
        let fallen = |selection: usize, base: Base| -> i128 {
            risen(selection, base) - i128::from(self.plan.sum_since(base, selection))
        };
        let of_parts = |parts: &[usize], base: Base| -> [i128; 2] {
            let since = parts.iter().map(|part| i128::from(self.plan.sum_since(base, *part)));
            since.fold([0; 2], |[risen, fallen], since| [risen + since.max(0), fallen + (-since).max(0)])
        };
        let mut is_exact = false;
        let cents = match &constraint.bounded {
            Bounded::Share { due: Due::Equals(_), .. } => return None,
            Bounded::Share { part, whole, percent, due, .. } => {
                let (below, above) = fraction(*percent);
                let apart = i128::from(below) * i128::from(self.sum(*part))
                    - i128::from(above) * i128::from(self.sum(*whole));
                let (low, high) = share_sides(*due, below);
                let [missing, surplus] = constraint.tolerated;
                let sides = [(low, 1, missing), (high, -1, surplus)];
                let left = sides.into_iter().filter_map(|(side, sign, missed)| {
                    Some(i128::from(below) * i128::from(missed?) - sign * (i128::from(side?) - apart))
                });
                let each = i128::from(below) + i128::from(above);
                left.map(|left| left.div_euclid(each.max(1))).min().unwrap_or(i128::MAX)
            }
            Bounded::MovementWithin { selection, base, cap, .. } => {
                let risen = risen(*selection, *base);
                // Where nothing has moved yet, what moves between all lines is what they gain.
                let is_all = *rulebook.selection(*selection) == Selection::All;
                is_exact = is_all && risen == 0 && fallen(*selection, *base) == 0 && *cap >= 0;
                i128::from(*cap) - risen
            }
            Bounded::MovementBy { parts, base, cap, .. } => {
                let [risen, _] = of_parts(parts, *base);
                // Parts up to a value lie inside each other.
                (i128::from(*cap) - risen).div_euclid(parts.len().max(1) as i128)
            }
            Bounded::MovementInside { selection, parts, base, cap, .. } => {
                let moved = counted_since(*base).into_iter().map(|since| match parts {
                    None => risen(*selection, since).min(fallen(*selection, since)),
                    Some(parts) => of_parts(parts, since).into_iter().min().unwrap_or_default(),
                });
                let times = parts.as_ref().map_or(1, |parts| parts.len().max(1)) as i128;
                (i128::from(*cap) - moved.max().unwrap_or_default()).div_euclid(times)
            }
            Bounded::Flow { since: Base::Approved, cap, .. } => i128::from(*cap),
            // What other lines exchange counts, or which multiples move.
            Bounded::Flow { .. }
            | Bounded::Step { .. }
            | Bounded::Line { .. }
            | Bounded::Sum { .. }
            | Bounded::Movement { .. } => -1,
        };
        Some(ConstraintReach { rule: constraint.bounded.rule(), cents, is_exact })
    }
}

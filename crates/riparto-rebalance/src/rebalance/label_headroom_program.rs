//! `LabelHeadroomProgram`: what the lines of one group can give to the others, or receive from them, as a program in whole cents.
//!
//! Lines of the group only give and all others only receive, or the other way round; lines that rules derive may rise and fall on both sides.
//! Lines that no rule on several lines tells apart are one column. Rules on single transfers, on steps, and on what moves inside
//! a scope are no rows: where there are any, the least cost is only a bound, and its solution has to be judged.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::line_classes::LineClasses;
use super::line_slacks::{Direction, StopReasons};
use riparto_core::rules::{Base, Bounded, CheckConstraint, fraction, share_sides};
use riparto_solve::search::{LinearConstraint, UNBOUNDED};

/// An amount that moves: so much, and so much for each cent of columns.
#[derive(Clone, Default)]
struct SparseLinearExpression {
    terms: BTreeMap<usize, i64>,
    fixed: i128,
}

/// What a column is.
pub(super) enum GroupColumn {
    /// What the group could give or receive and does not.
    Kept,
    /// What lines that are alike give or take; whether they are of the group.
    Lines(Vec<usize>, bool),
    /// What a line that follows holds beyond the least that it may.
    Follows(usize),
    /// The excess of a sum over its base.
    Above,
}

/// The question for one group.
pub(super) struct LabelHeadroomProgram<'a> {
    classes: &'a LineClasses<'a>,
    /// Whether each line is of the group.
    is_own: &'a [bool],
    direction: Direction,
    pub(super) columns: Vec<(GroupColumn, i128)>,
    pub(super) rows: Vec<(LinearConstraint, Option<usize>)>,
    /// The most that the group's lines can give or receive, each by itself.
    pub(super) most: i64,
    /// Whether a rule is not among the rows.
    pub(super) is_relaxed: bool,
}

/// The room that rules on sums and shares leave, for values of the columns.
struct RowRooms {
    room: Vec<i128>,
    /// For each column the rules that it counts in, and how much.
    times: Vec<Vec<(usize, i128)>>,
}

impl RowRooms {
    fn of(program: &LabelHeadroomProgram<'_>, values: &[i128]) -> RowRooms {
        let is_of_lines = |(column, _): &(usize, i64)| {
            matches!(program.columns[*column].0, GroupColumn::Lines(..) | GroupColumn::Kept)
        };
        let rows = program.rows.iter().map(|(row, _)| row);
        let rows = rows.filter(|row| !row.is_equation && row.terms.iter().all(is_of_lines));
        let mut rooms = RowRooms { room: Vec::new(), times: vec![Vec::new(); values.len()] };
        for row in rows {
            let terms = row.terms.iter().map(|(column, cents)| (*column, i128::from(*cents)));
            let sum: i128 = terms.clone().map(|(column, cents)| cents * values[column]).sum();
            terms.for_each(|(column, cents)| rooms.times[column].push((rooms.room.len(), cents)));
            rooms.room.push(sum - row.least);
        }
        rooms
    }

    /// What a cent more of a column takes from rules that have no room for it, then how near it comes to the others.
    fn taken(&self, column: usize) -> (i128, Reverse<i128>) {
        let (mut broken, mut nearest) = (0, i128::MAX);
        for (row, cents) in &self.times[column] {
            let (before, after) = (self.room[*row], self.room[*row] + cents);
            broken += (-after).max(0) - (-before).max(0);
            if *cents < 0 {
                nearest = nearest.min(after);
            }
        }
        (broken, Reverse(nearest))
    }

    fn take(&mut self, column: usize) {
        for (row, cents) in &self.times[column] {
            self.room[*row] += cents;
        }
    }
}

impl SparseLinearExpression {
    fn plus(mut self, other: &SparseLinearExpression, times: i64) -> Option<SparseLinearExpression> {
        for (column, cents) in &other.terms {
            let sum = self.terms.entry(*column).or_default();
            *sum = sum.checked_add(cents.checked_mul(times)?)?;
        }
        self.fixed = self.fixed.checked_add(other.fixed.checked_mul(times.into())?)?;
        Some(self)
    }

    fn fixed(mut self, cents: i64) -> SparseLinearExpression {
        self.fixed += i128::from(cents);
        self
    }
}

impl<'a> LabelHeadroomProgram<'a> {
    /// All columns, what they sum to, and what the rules ask of them.
    pub(super) fn new(
        classes: &'a LineClasses<'a>,
        is_own: &'a [bool],
        direction: Direction,
    ) -> LabelHeadroomProgram<'a> {
        let (columns, rows) = (vec![(GroupColumn::Kept, 0)], Vec::new());
        let mut program =
            LabelHeadroomProgram { classes, is_own, direction, columns, rows, most: 0, is_relaxed: false };
        let slacks = classes.slacks;
        for class in &classes.classes {
            for own in [true, false] {
                let lines: Vec<usize> =
                    class.lines.iter().copied().filter(|line| is_own[*line] == own).collect();
                let slack = |line: &usize| {
                    let slack =
                        if own { slacks.own(*line, direction) } else { slacks.other(*line, direction) };
                    i128::from(slack.cents)
                };
                let most = lines.iter().map(slack).sum();
                if !lines.is_empty() {
                    program.columns.push((GroupColumn::Lines(lines, own), most));
                }
            }
        }
        for line in &classes.following {
            let most = i128::from(slacks.down[*line].cents) + i128::from(slacks.up[*line].cents);
            program.columns.push((GroupColumn::Follows(*line), most));
        }
        program.balance();
        slacks.coupling.iter().for_each(|constraint| program.ask(constraint));
        program
    }

    /// What leaves the group is what enters the others.
    fn balance(&mut self) {
        let slacks = self.classes.slacks;
        let own = (0..self.is_own.len()).filter(|line| self.is_own[*line]);
        let most: i128 = own.map(|line| i128::from(slacks.own(line, self.direction).cents)).sum();
        self.most =
            i64::try_from(most.min(slacks.plan.envelope().total().cents().into())).unwrap_or(i64::MAX);
        self.columns[0].1 = self.most.into();
        let moved = if self.direction == Direction::Give { 1 } else { -1 };
        for (own, sign) in [(true, moved), (false, -moved)] {
            let mut sum = self.change(|line| self.is_own[line] == own);
            sum.terms.insert(0, -sign);
            let least = -sum.fixed - i128::from(sign) * i128::from(self.most);
            let terms = sum.terms.into_iter().collect();
            self.rows.push((LinearConstraint { terms, least, is_equation: true }, None));
        }
    }

    /// By how much lines change that a condition holds for, which is the same for lines that are alike.
    fn change(&self, is_in: impl Fn(usize) -> bool) -> SparseLinearExpression {
        let mut change = SparseLinearExpression::default();
        for (number, (column, _)) in self.columns.iter().enumerate() {
            match column {
                GroupColumn::Lines(lines, own) if is_in(lines[0]) => {
                    let falls = *own == (self.direction == Direction::Give);
                    change.terms.insert(number, if falls { -1 } else { 1 });
                }
                GroupColumn::Follows(line) if is_in(*line) => {
                    change.terms.insert(number, 1);
                    change = change.fixed(self.classes.slacks.down[*line].cents.saturating_neg());
                }
                _ => {}
            }
        }
        change
    }

    fn change_of(&self, selection: usize) -> SparseLinearExpression {
        self.change(|line| self.classes.slacks.is_in(selection, line))
    }

    /// That some times a change is at least so much.
    fn at_least(&mut self, change: Option<SparseLinearExpression>, least: i128, rule: usize) {
        match change {
            Some(SparseLinearExpression { terms, fixed }) => {
                let terms = terms.into_iter().filter(|(_, cents)| *cents != 0).collect();
                let row = LinearConstraint { terms, least: least - fixed, is_equation: false };
                self.rows.push((row, Some(rule)));
            }
            None => self.is_relaxed = true,
        }
    }

    fn ask(&mut self, constraint: &CheckConstraint) {
        let slacks = self.classes.slacks;
        match &constraint.bounded {
            Bounded::Sum { rule, selection, low, high } => {
                let (change, held) = (self.change_of(*selection), slacks.sum(*selection));
                if *low > 0 {
                    self.at_least(Some(change.clone()), i128::from(*low) - i128::from(held), *rule);
                }
                if *high < i64::MAX {
                    let least = i128::from(held) - i128::from(*high);
                    self.at_least(SparseLinearExpression::default().plus(&change, -1), least, *rule);
                }
            }
            Bounded::Share { rule, part, whole, percent, due } => {
                let (below, above) = fraction(*percent);
                let apart = i128::from(below) * i128::from(slacks.sum(*part))
                    - i128::from(above) * i128::from(slacks.sum(*whole));
                let (low, high) = share_sides(*due, below);
                let (part, whole) = (self.change_of(*part), self.change_of(*whole));
                let [missing, surplus] = constraint.tolerated;
                for (side, sign, missed) in [(low, 1_i64, missing), (high, -1, surplus)] {
                    let (Some(side), Some(missed)) = (side, missed) else { continue };
                    let both = SparseLinearExpression::default().plus(&part, sign * below);
                    let both = both.and_then(|both| both.plus(&whole, -sign * above));
                    let missed = i128::from(below) * i128::from(missed);
                    self.at_least(both, i128::from(sign) * (i128::from(side) - apart) - missed, *rule);
                }
            }
            Bounded::MovementWithin { rule, selection, base, cap } => {
                let gained = self.gained(*selection, *base, *rule);
                self.at_most(gained, *cap, *rule);
            }
            Bounded::MovementBy { rule, parts, base, cap } => {
                let mut gained = Some(SparseLinearExpression::default());
                for part in parts {
                    let since = slacks.plan.sum_since(*base, *part);
                    let risen = self.change_of(*part).fixed(since);
                    gained = self.risen(gained, &risen, *rule);
                }
                self.at_most(gained, *cap, *rule);
            }
            Bounded::Line { .. } => {}
            Bounded::Movement { .. }
            | Bounded::MovementInside { .. }
            | Bounded::Flow { .. }
            | Bounded::Step { .. } => self.is_relaxed = true,
        }
    }

    fn at_most(&mut self, change: Option<SparseLinearExpression>, cap: i64, rule: usize) {
        let change = change.and_then(|change| SparseLinearExpression::default().plus(&change, -1));
        self.at_least(change, -i128::from(cap), rule);
    }

    /// A sum of increases with one more: a column that is at least so much, and at least nothing.
    fn risen(
        &mut self,
        sum: Option<SparseLinearExpression>,
        change: &SparseLinearExpression,
        rule: usize,
    ) -> Option<SparseLinearExpression> {
        let column = self.columns.len();
        self.columns.push((GroupColumn::Above, UNBOUNDED));
        let mut above = SparseLinearExpression::default().plus(change, -1)?;
        above.terms.insert(column, 1);
        self.at_least(Some(above), 0, rule);
        let mut sum = sum?;
        sum.terms.insert(column, 1);
        Some(sum)
    }

    /// The increases of lines. Of lines that are alike, those move first whose movement does not count, or counts less after it.
    fn gained(&mut self, selection: usize, base: Base, rule: usize) -> Option<SparseLinearExpression> {
        let slacks = self.classes.slacks;
        let mut sum = Some(SparseLinearExpression::default());
        for number in 0..self.columns.len() {
            let (first, fixed, free) = match &self.columns[number].0 {
                GroupColumn::Follows(line) => (*line, 0, slacks.since(base, *line).saturating_neg()),
                GroupColumn::Lines(lines, own) => {
                    let [mut above, mut free] = [0_i64; 2];
                    for line in lines {
                        let since = slacks.since(base, *line);
                        above = above.saturating_add(since.max(0));
                        free = free.saturating_add(self.uncounted(*line, *own, base));
                    }
                    // What falls takes off so much, and no more.
                    let falls = *own == (self.direction == Direction::Give);
                    (lines[0], if falls { above - free } else { above }, if falls { -free } else { free })
                }
                GroupColumn::Kept | GroupColumn::Above => continue,
            };
            if slacks.is_in(selection, first) {
                let moved = self.change_of_column(number);
                let moved = moved.fixed(free.saturating_neg());
                sum = self.risen(sum, &moved, rule).map(|sum| sum.fixed(fixed));
            }
        }
        sum
    }

    /// How far a line moves towards its base before movement counts it, or after it no more off.
    pub(super) fn uncounted(&self, line: usize, own: bool, base: Base) -> i64 {
        let slacks = self.classes.slacks;
        let slack =
            if own { slacks.own(line, self.direction) } else { slacks.other(line, self.direction) }.cents;
        let since = slacks.since(base, line);
        let falls = own == (self.direction == Direction::Give);
        (if falls { since } else { since.saturating_neg() }).clamp(0, slack.max(0))
    }

    fn change_of_column(&self, number: usize) -> SparseLinearExpression {
        let mut change = SparseLinearExpression::default();
        match &self.columns[number].0 {
            GroupColumn::Lines(_, own) => {
                let falls = *own == (self.direction == Direction::Give);
                change.terms.insert(number, if falls { -1 } else { 1 });
            }
            GroupColumn::Follows(line) => {
                change.terms.insert(number, 1);
                change = change.fixed(self.classes.slacks.down[*line].cents.saturating_neg());
            }
            GroupColumn::Kept | GroupColumn::Above => {}
        }
        change
    }

    /// Whole cents near values in fractions: what is rounded off goes cent by cent to columns that may move more, each to the one that leaves
    /// the rules the most room.
    pub(super) fn whole(&self, value: impl Fn(usize) -> Option<(i128, i128)>) -> Option<Vec<(usize, i128)>> {
        let kept = value(0).map(|(above, below)| -(-above).div_euclid(below))?;
        let mut values = vec![0; self.columns.len()];
        values[0] = kept;
        let mut left = [i128::from(self.most) - kept; 2];
        for (column, (kind, _)) in self.columns.iter().enumerate() {
            if let GroupColumn::Lines(_, is_own) = kind {
                values[column] = value(column).map(|(above, below)| above.div_euclid(below))?;
                left[usize::from(*is_own)] -= values[column];
            }
        }
        let mut rooms = RowRooms::of(self, &values);
        for (side, left) in left.into_iter().enumerate() {
            for _ in 0..left.clamp(0, i128::try_from(values.len()).unwrap_or(0)) {
                let columns = self.columns.iter().enumerate().filter(|(column, (kind, high))| {
                    let is_of_side = matches!(kind, GroupColumn::Lines(_, own) if usize::from(*own) == side);
                    is_of_side && values[*column] < *high
                });
                let Some((column, _)) = columns.min_by_key(|(column, _)| rooms.taken(*column)) else { break };
                values[column] += 1;
                rooms.take(column);
            }
        }
        let is_of_lines = |column: &usize| matches!(self.columns[*column].0, GroupColumn::Lines(..));
        Some((0..values.len()).filter(is_of_lines).map(|column| (column, values[column])).collect())
    }

    /// What stops each line of the group by itself.
    pub(super) fn own_reasons(&self) -> StopReasons {
        let mut reasons = StopReasons { is_own: true, ..StopReasons::default() };
        let own = (0..self.is_own.len()).filter(|line| self.is_own[*line]);
        own.for_each(|line| reasons.add(self.classes.slacks.own(line, self.direction).rule));
        reasons
    }

    /// What variables at their bounds are: rows are rules, and columns what lines can do; whether they are all of the group.
    pub(super) fn reasons(&self, binding: &[usize]) -> StopReasons {
        let slacks = self.classes.slacks;
        let mut reasons = StopReasons { is_own: true, ..StopReasons::default() };
        for variable in binding {
            let Some((column, _)) = self.columns.get(*variable) else {
                if let Some((_, Some(rule))) = self.rows.get(variable - self.columns.len()) {
                    reasons.add(Some(*rule));
                }
                continue;
            };
            match column {
                GroupColumn::Lines(lines, own) => {
                    reasons.is_own &= *own;
                    for line in lines {
                        let slack = if *own {
                            slacks.own(*line, self.direction)
                        } else {
                            slacks.other(*line, self.direction)
                        };
                        reasons.add(slack.rule);
                    }
                }
                GroupColumn::Follows(line) => reasons.add(slacks.up[*line].rule),
                GroupColumn::Kept | GroupColumn::Above => {}
            }
        }
        reasons
    }
}

//! `HeadroomProgram`: what one line can give or receive under rules of every kind, as a program in whole cents.
//!
//! The line gives u less than it could by itself; other lines take what it gives. Lines that no rule on several lines tells apart
//! are one column. A line that is derived follows: it may rise and fall, whatever else moves. Sums, shares with their rounding, and
//! flows are rows; what rises above a base is a column that is at least that. All numbers are whole and exact, and u is the
//! cost: the program's least cost is a bound on every proposal, and where the columns are whole it is a proposal.
//!
//! Under a step, what moves to another line is a multiple of the step and, at most once, the remainder that leaves it on a whole multiple:
//! a column for each. Whether the line itself is left on one is tried both ways, as it decides which remainders count.

use std::collections::BTreeMap;

use super::line_classes::{Class, ClassTotals, LineClasses, StepRule};
use super::line_slacks::{Direction, StopReasons};
use riparto_core::rules::{
    Base, Bounded, CheckConstraint, both, counted_since, fraction, remainders, share_sides,
};
use riparto_solve::search::{LinearConstraint, UNBOUNDED};

/// An amount that moves: so much, and so much for each cent of columns.
#[derive(Clone, Default)]
struct LinearExpression {
    terms: Vec<(usize, i64)>,
    fixed: i64,
}

/// What a column is.
#[derive(Clone, Copy)]
pub(super) enum ProgramColumn {
    /// What the line could give and does not.
    Kept,
    /// What a class takes, or gives, in multiples of this many cents.
    Class(usize, i64),
    /// How many steps the line moves, beside its remainder.
    Steps,
    /// By how much less than they could all other lines take.
    Less,
    /// What a line that follows holds beyond the least that it may.
    Follows(usize),
    /// The excess of a sum over its base.
    Above,
}

/// The question for one line.
pub(super) struct HeadroomProgram<'a> {
    pub(super) joint: &'a LineClasses<'a>,
    pub(super) line: usize,
    pub(super) direction: Direction,
    pub(super) most: i64,
    /// The steps that the line is left on whole multiples of.
    pub(super) rounded: &'a [StepRule],
    /// For each base of each rule on what moves inside a scope, whether the decreases are within the cap, or else the increases.
    pub(super) are_lost: std::slice::Iter<'a, bool>,
    pub(super) columns: Vec<(ProgramColumn, i128)>,
    pub(super) rows: Vec<(LinearConstraint, Option<usize>)>,
    /// Whether a rule is not among the rows, as its numbers left 64 bits or no row says it: then nothing is known.
    pub(super) is_inexpressible: bool,
}

impl LinearExpression {
    fn plus(mut self, column: usize, cents: i64) -> LinearExpression {
        self.terms.push((column, cents));
        self
    }

    fn fixed(mut self, cents: i64) -> LinearExpression {
        self.fixed += cents;
        self
    }

    /// It times some, and another one times some.
    fn combined(&self, times: i64, other: &LinearExpression, by: i64) -> Option<(Vec<(usize, i64)>, i128)> {
        let mut terms: BTreeMap<usize, i64> = BTreeMap::new();
        for (change, factor) in [(self, times), (other, by)] {
            for (column, cents) in &change.terms {
                let sum = terms.entry(*column).or_default();
                *sum = sum.checked_add(cents.checked_mul(factor)?)?;
            }
        }
        let fixed = i128::from(self.fixed) * i128::from(times) + i128::from(other.fixed) * i128::from(by);
        Some((terms.into_iter().filter(|(_, factor)| *factor != 0).collect(), fixed))
    }
}

impl HeadroomProgram<'_> {
    fn column(&mut self, column: ProgramColumn, high: i128) -> usize {
        self.columns.push((column, high));
        self.columns.len() - 1
    }

    /// That a change is at least so much.
    fn at_least(&mut self, change: &LinearExpression, times: i64, least: i128, rule: usize) {
        match change.combined(times, &LinearExpression::default(), 0) {
            Some((terms, fixed)) => {
                self.rows
                    .push((LinearConstraint { terms, least: least - fixed, is_equation: false }, Some(rule)));
            }
            None => self.is_inexpressible = true,
        }
    }

    /// All columns, what they sum to, and what the rules ask of them; `None` where the line cannot be left on the multiples.
    pub(super) fn state(&mut self) -> Option<()> {
        let joint = self.joint;
        let kept = self.column(ProgramColumn::Kept, self.most.into());
        let mut sum: Vec<(usize, i64)> = vec![(kept, 1)];
        for class in 0..joint.classes.len() {
            if joint.steps.is_empty() {
                let slack = joint.together(class, self.line, (self.direction, Base::Approved)).slack;
                sum.push((self.column(ProgramColumn::Class(class, 1), slack.into()), 1));
            } else if joint.classes[class].lines[0] != self.line {
                self.pieces(class, &mut sum);
            }
        }
        let asked = self.line;
        let (sign, mut least) =
            (if self.direction == Direction::Give { 1 } else { -1 }, i128::from(self.most));
        for line in joint.following.iter().filter(|line| **line != asked) {
            let (down, up) = (joint.slacks.down[*line].cents, joint.slacks.up[*line].cents);
            let column = self.column(ProgramColumn::Follows(*line), i128::from(down) + i128::from(up));
            sum.push((column, sign));
            least += i128::from(sign * down);
        }
        self.rows.push((LinearConstraint { terms: sum, least, is_equation: true }, None));
        if let Some(first) = self.rounded.first() {
            let mut own = (0, 1);
            for step in self.rounded {
                own =
                    both(own, (self.rest(self.line, true, step.cents), step.cents.into()), self.most.into())?;
            }
            let (rest, step) = (i64::try_from(own.0).ok()?, i64::try_from(own.1).ok()?);
            let steps = self.column(ProgramColumn::Steps, UNBOUNDED);
            let least = i128::from(self.most - rest);
            let terms = vec![(kept, 1), (steps, step)];
            self.rows.push((LinearConstraint { terms, least, is_equation: true }, Some(first.rule)));
        }
        joint.slacks.coupling.iter().for_each(|constraint| self.ask(constraint));
        Some(())
    }

    /// The column whose least is asked for: what the line could give and does not, or what the others could take of some cents and do
    /// not. With payers that are named, the others take no more than the line gives, and some odd cents.
    pub(super) fn others_within(&mut self, most: i64, asks_others: bool, odd: Option<i64>) -> usize {
        let classes = self.columns.iter().enumerate();
        let classes = classes.filter(|(_, (column, _))| matches!(column, ProgramColumn::Class(..)));
        let mut terms: Vec<(usize, i64)> = classes.map(|(number, _)| (number, 1)).collect();
        if asks_others {
            let less = self.column(ProgramColumn::Less, most.into());
            terms.push((less, 1));
            self.rows.push((LinearConstraint { terms, least: most.into(), is_equation: true }, None));
            return less;
        }
        if let Some(odd) = odd {
            let mut terms: Vec<(usize, i64)> = terms.into_iter().map(|(number, _)| (number, -1)).collect();
            terms.push((0, -1));
            let least = -i128::from(self.most) - i128::from(odd);
            self.rows.push((LinearConstraint { terms, least, is_equation: false }, None));
        }
        0
    }

    /// What a line must move, beside whole steps, to be left on a whole multiple.
    fn rest(&self, line: usize, is_asked: bool, step: i64) -> i128 {
        let held = self.joint.slacks.plan.approved().amounts()[line].cents();
        let gives = (self.direction == Direction::Give) == is_asked;
        i128::from(if gives { held } else { -held }.rem_euclid(step))
    }

    /// The pieces in which one line may take what moves, under all steps.
    fn pieces(&mut self, class: usize, sum: &mut Vec<(usize, i64)>) {
        let slacks = self.joint.slacks;
        let line = self.joint.classes[class].lines[0];
        let slack = slacks.other(line, self.direction).cents;
        let most = slack.min(self.most);
        let mut steps: Vec<(i64, Option<i64>)> = Vec::new();
        for step in &self.joint.steps {
            let rest = || i64::try_from(self.rest(line, false, step.cents)).ok();
            let is_rounded = self.rounded.iter().any(|rounded| rounded.rule == step.rule);
            match (slacks.is_in(step.selection, self.line), slacks.is_in(step.selection, line)) {
                (true, _) if !is_rounded => steps.push((step.cents, None)),
                (_, true) => steps.push((step.cents, rest())),
                _ => {}
            }
        }
        let (mut terms, mut once) = (Vec::new(), Vec::new());
        for (rest, step) in remainders(&steps, most.into()) {
            let (rest, step) = (i64::try_from(rest).unwrap_or(0), i64::try_from(step).unwrap_or(i64::MAX));
            let (piece, times) = if rest == 0 { (step, most / step) } else { (rest, 1) };
            let column = self.column(ProgramColumn::Class(class, piece), times.into());
            terms.push((column, piece));
            if rest > 0 {
                once.push((column, -1));
            }
        }
        sum.extend(&terms);
        if slack < self.most && !once.is_empty() {
            let terms = terms.into_iter().map(|(column, piece)| (column, -piece)).collect();
            let rule = slacks.other(line, self.direction).rule;
            self.rows.push((LinearConstraint { terms, least: -i128::from(slack), is_equation: false }, rule));
        }
        if once.len() > 1 {
            self.rows.push((LinearConstraint { terms: once, least: -1, is_equation: false }, None));
        }
    }

    /// What moves in the line itself: what it could give less what it keeps.
    fn own(&self) -> LinearExpression {
        match self.direction {
            Direction::Give => LinearExpression::default().fixed(-self.most).plus(0, 1),
            Direction::Receive => LinearExpression::default().fixed(self.most).plus(0, -1),
        }
    }

    /// By how much lines change that a condition holds for.
    fn change(&self, is_in: impl Fn(usize) -> bool) -> LinearExpression {
        let own = if is_in(self.line) { self.own() } else { LinearExpression::default() };
        self.others(own, is_in)
    }

    /// A change with that of other lines that a condition holds for, which is the same for all lines of a class.
    fn others(&self, mut change: LinearExpression, is_in: impl Fn(usize) -> bool) -> LinearExpression {
        for (number, (column, _)) in self.columns.iter().enumerate() {
            match column {
                ProgramColumn::Class(class, piece) if is_in(self.joint.classes[*class].lines[0]) => {
                    let taken = if self.direction == Direction::Give { *piece } else { -piece };
                    change = change.plus(number, taken);
                }
                ProgramColumn::Follows(line) if is_in(*line) => {
                    let down = self.joint.slacks.down[*line].cents;
                    change = change.plus(number, 1).fixed(-down);
                }
                _ => {}
            }
        }
        change
    }

    fn change_of(&self, selection: usize) -> LinearExpression {
        self.change(|line| self.joint.slacks.is_in(selection, line))
    }

    fn ask(&mut self, constraint: &CheckConstraint) {
        let slacks = self.joint.slacks;
        match &constraint.bounded {
            Bounded::Sum { rule, selection, low, high } => {
                let (change, held) = (self.change_of(*selection), slacks.sum(*selection));
                if *low > 0 {
                    self.at_least(&change, 1, i128::from(low - held), *rule);
                }
                if *high < i64::MAX {
                    self.at_least(&change, -1, i128::from(held - high), *rule);
                }
            }
            Bounded::Share { rule, part, whole, percent, due } => {
                let (below, above) = fraction(*percent);
                let apart = i128::from(below) * i128::from(slacks.sum(*part))
                    - i128::from(above) * i128::from(slacks.sum(*whole));
                let (low, high) = share_sides(*due, below);
                let (part, whole) = (self.change_of(*part), self.change_of(*whole));
                let [missing, surplus] = constraint.tolerated;
                for (side, sign, missed) in [(low, 1, missing), (high, -1, surplus)] {
                    let both = part.combined(sign * below, &whole, -sign * above);
                    self.is_inexpressible |= both.is_none();
                    if let (Some(side), Some((terms, fixed)), Some(missed)) = (side, both, missed) {
                        let missed = i128::from(below) * i128::from(missed);
                        let least = i128::from(sign) * (i128::from(side) - apart) - missed - fixed;
                        self.rows.push((LinearConstraint { terms, least, is_equation: false }, Some(*rule)));
                    }
                }
            }
            // What must have gone since a base rises and falls with what other lines exchange: no row says so.
            Bounded::Flow { since, .. } if *since != Base::Approved => self.is_inexpressible = true,
            Bounded::Flow { rule, from, to, cap, .. } => {
                let is_in = |selection: usize, line: usize| slacks.is_in(selection, line);
                let (near, far) = match self.direction {
                    Direction::Give => (*from, *to),
                    Direction::Receive => (*to, *from),
                };
                if !is_in(near, self.line) {
                    return;
                }
                let is_within = is_in(far, self.line);
                let counts = |other| is_in(far, other) && !(is_within && is_in(near, other));
                let flow = self.others(LinearExpression::default(), counts);
                let sign = if self.direction == Direction::Give { -1 } else { 1 };
                self.at_least(&flow, sign, -i128::from(*cap), *rule);
            }
            Bounded::MovementWithin { rule, selection, base, cap } => {
                let gained = self.gained(*selection, *base, *rule);
                self.at_least(&gained, -1, -i128::from(*cap), *rule);
            }
            Bounded::MovementBy { rule, parts, base, cap } => {
                let gained = self.gained_by(parts, *base, *rule);
                self.at_least(&gained, -1, -i128::from(*cap), *rule);
            }
            Bounded::MovementInside { rule, selection, parts, base, cap } => {
                for base in counted_since(*base) {
                    self.inside(*selection, parts.as_deref(), base, (*rule, *cap));
                }
            }
            Bounded::Line { .. } | Bounded::Movement { .. } | Bounded::Step { .. } => {}
        }
    }

    /// Either the increases or the decreases, which are the increases less the net change, are within a cap.
    fn inside(&mut self, selection: usize, parts: Option<&[usize]>, base: Base, (rule, cap): (usize, i64)) {
        let (gained, net) = match parts {
            None => (self.gained(selection, base, rule), self.net(&[selection], base)),
            Some(parts) => (self.gained_by(parts, base, rule), self.net(parts, base)),
        };
        let is_lost = self.are_lost.next().copied().unwrap_or(false);
        let counted = gained.combined(-1, &net, i64::from(is_lost));
        self.is_inexpressible |= counted.is_none();
        if let Some((terms, fixed)) = counted {
            let least = -i128::from(cap) - fixed;
            self.rows.push((LinearConstraint { terms, least, is_equation: false }, Some(rule)));
        }
    }

    /// A sum of increases with one more: a column that is at least so much, and at least nothing.
    fn risen(&mut self, sum: LinearExpression, change: LinearExpression, rule: usize) -> LinearExpression {
        if change.terms.is_empty() {
            return sum.fixed(change.fixed.max(0));
        }
        let column = self.column(ProgramColumn::Above, UNBOUNDED);
        let change = change.plus(column, -1);
        self.at_least(&change, -1, 0, rule);
        sum.plus(column, 1)
    }

    /// The increases of parts of a scope.
    fn gained_by(&mut self, parts: &[usize], base: Base, rule: usize) -> LinearExpression {
        let mut sum = LinearExpression::default();
        for part in parts {
            let since = self.joint.slacks.plan.sum_since(base, *part);
            sum = self.risen(sum, self.change_of(*part).fixed(since), rule);
        }
        sum
    }

    /// What lines gain together, less what they lose.
    fn net(&self, selections: &[usize], base: Base) -> LinearExpression {
        let mut net = LinearExpression::default();
        for selection in selections {
            let change = self.change_of(*selection);
            net.terms.extend(change.terms);
            net.fixed += change.fixed + self.joint.slacks.plan.sum_since(base, *selection);
        }
        net
    }

    /// The increases of lines. Of a class, those lines move first whose movement does not count, or counts less after it.
    fn gained(&mut self, selection: usize, base: Base, rule: usize) -> LinearExpression {
        let slacks = self.joint.slacks;
        let (line, direction) = (self.line, self.direction);
        let mut sum = LinearExpression::default();
        if slacks.is_in(selection, line) {
            sum = self.risen(sum, self.own().fixed(slacks.since(base, line)), rule);
        }
        for class in 0..self.joint.classes.len() {
            let Class { lines, selections } = &self.joint.classes[class];
            if !selections.contains(&selection) || lines[..] == [line] {
                continue;
            }
            let ClassTotals { free, above, .. } = self.joint.together(class, line, (direction, base));
            let first = lines[0];
            let moved = self.others(LinearExpression::default(), |other| other == first);
            sum = match direction {
                Direction::Give => self.risen(sum.fixed(above), moved.fixed(-free), rule),
                Direction::Receive if free > 0 => {
                    self.risen(sum.fixed(above - free), moved.fixed(free), rule)
                }
                Direction::Receive => sum.fixed(above),
            };
        }
        for other in self.joint.following.iter().filter(|other| slacks.is_in(selection, **other)) {
            if *other != line {
                let change = self.change(|some| some == *other).fixed(slacks.since(base, *other));
                sum = self.risen(sum, change, rule);
            }
        }
        sum
    }

    /// What variables at their bounds are: rows are rules, and columns what other lines can do.
    pub(super) fn reasons(&self, binding: &[usize]) -> StopReasons {
        let slacks = self.joint.slacks;
        let mut reasons = StopReasons::default();
        for variable in binding {
            let Some((column, _)) = self.columns.get(*variable) else {
                if let Some((_, Some(rule))) = self.rows.get(variable - self.columns.len()) {
                    reasons.add(Some(*rule));
                }
                continue;
            };
            match column {
                ProgramColumn::Class(class, _) => {
                    let lines = self.joint.classes[*class].lines.iter().filter(|line| **line != self.line);
                    lines.for_each(|line| reasons.add(slacks.other(*line, self.direction).rule));
                }
                ProgramColumn::Follows(line) => reasons.add(slacks.up[*line].rule),
                ProgramColumn::Kept | ProgramColumn::Above | ProgramColumn::Steps | ProgramColumn::Less => {}
            }
        }
        reasons
    }
}

//! What one line can give or receive under rules of every kind, looked for within a budget.

use super::headroom_program::{HeadroomProgram, ProgramColumn};
use super::line_classes::{LineClasses, StepRule};
use super::line_slacks::{Direction, SideMargin, StopReasons};
use super::margin::Slack;
use riparto_core::rules::{Base, Bounded, counted_since};
use riparto_solve::Meter;
use riparto_solve::search::{LinearConstraint, LinearProgram, integer_minimum};

/// The most steps on one line for which it is tried whether they leave the line on a whole multiple.
const MOST_STEPS_OF_LINE: usize = 3;

/// The most rules on what moves inside a scope for which both ways to keep them are tried.
const MOST_SIDES: usize = 3;

/// The cost, in looks, of asking whether a rule looks at a class.
const ASKED: usize = 8;

/// At most two to this power are the remainders of the steps of a class.
const MOST_JOINED: usize = 10;

/// The cost, in looks, of joining two remainders.
const JOINED: usize = 8;

impl LineClasses<'_> {
    /// What a line can give or receive, looked for within a budget of numbers.
    pub(super) fn found(
        &self,
        line: usize,
        direction: Direction,
        (budget, meter): (&mut usize, &Meter),
    ) -> SideMargin {
        let own = self.slacks.own(line, direction);
        let mut best = SideMargin { cents: 0, at_most: 0, reasons: StopReasons::own(own) };
        if own.cents == 0 {
            return best;
        }
        // A program has a column for each class at least, and is read once to be made.
        let cells = self.classes.len().saturating_mul(self.slacks.coupling.len() + 1);
        if cells > *budget || !meter.spend(ASKED.saturating_mul(cells)) {
            *budget = 0;
            return SideMargin::unknown(own);
        }
        let of_line: Vec<StepRule> =
            self.steps.iter().filter(|step| self.slacks.is_in(step.selection, line)).copied().collect();
        let tried = of_line.len().min(MOST_STEPS_OF_LINE);
        let (sides, are_all) = self.sides(line, direction);
        for lost in &sides {
            for chosen in (0..1_usize << tried).rev() {
                let rounded =
                    of_line[..tried].iter().enumerate().filter(|(place, _)| chosen >> place & 1 == 1);
                let rounded: Vec<StepRule> = rounded.map(|(_, step)| *step).collect();
                let more = (own, best.cents);
                let found = self.rounded(line, direction, (more, &rounded, lost), (&mut *budget, meter));
                best.cents = best.cents.max(found.cents);
                if found.at_most > best.at_most || (chosen == 0 && best.at_most == 0) {
                    (best.at_most, best.reasons) = (found.at_most, found.reasons);
                }
            }
        }
        if tried < of_line.len() || !are_all {
            best.at_most = own.cents;
        }
        if let [lost] = &sides[..]
            && (best.cents == own.cents && own.rule.is_none() && self.steps.is_empty())
        {
            // A rule that stops the line just there is named rather than the bare amount.
            let more = (Slack { cents: own.cents + 1, rule: None }, own.cents);
            let beyond = self.rounded(line, direction, (more, &[], lost), (budget, meter));
            if beyond.at_most == own.cents && beyond.reasons.is_one_rule() && !beyond.reasons.is_own {
                best.reasons = beyond.reasons;
            }
        }
        if best.at_most < own.cents && best.reasons.is_nothing() {
            let looking = if of_line.is_empty() { &self.steps } else { &of_line };
            looking.iter().for_each(|step| best.reasons.add(Some(step.rule)));
        }
        best
    }

    /// For each rule on what moves inside a scope, whether the decreases are within its cap or else the increases, in each way that
    /// is tried; and whether these are all. Of what the proposal moves, the line that is asked about has the one side, and the
    /// other lines have the other, unless some are derived.
    fn sides(&self, line: usize, direction: Direction) -> (Vec<Vec<bool>>, bool) {
        let gives = direction == Direction::Give;
        let (mut sides, mut undecided) = (vec![Vec::new()], 0);
        for constraint in &self.slacks.coupling {
            let Bounded::MovementInside { selection, parts, base, .. } = &constraint.bounded else {
                continue;
            };
            let is_in = |selection: &usize| self.slacks.is_in(*selection, line);
            let is_counted = parts.as_ref().map_or_else(|| is_in(selection), |parts| parts.iter().any(is_in));
            for since in counted_since(*base) {
                let is_decided = since == Base::Approved && self.following.is_empty();
                let is_tried = !is_decided && undecided < MOST_SIDES;
                undecided += usize::from(!is_decided);
                let mut decreases = if is_tried { sides.clone() } else { Vec::new() };
                decreases.iter_mut().for_each(|side| side.push(true));
                sides.iter_mut().for_each(|side| side.push(is_decided && is_counted != gives));
                sides.append(&mut decreases);
            }
        }
        (sides, undecided <= MOST_SIDES)
    }

    /// More than so much, where the line is left on whole multiples of some steps.
    fn rounded(
        &self,
        line: usize,
        direction: Direction,
        ((own, more_than), rounded, lost): ((Slack, i64), &[StepRule], &[bool]),
        (budget, meter): (&mut usize, &Meter),
    ) -> SideMargin {
        let nothing = |at_most| SideMargin { cents: 0, at_most, reasons: StopReasons::own(own) };
        // For each class, the remainders that its steps let pass are joined.
        let joined = 1_usize << self.steps.len().min(MOST_JOINED);
        if !self.steps.is_empty() && !meter.spend(JOINED.saturating_mul(self.classes.len() * joined)) {
            *budget = 0;
            return nothing(own.cents);
        }
        let (columns, rows) = (Vec::new(), Vec::new());
        let mut asked = HeadroomProgram {
            joint: self,
            line,
            direction,
            most: own.cents,
            rounded,
            are_lost: lost.iter(),
            columns,
            rows,
            is_inexpressible: false,
        };
        if asked.state().is_none() {
            return nothing(0);
        }
        if asked.is_inexpressible {
            let reasons = self.slacks.inexpressible(own);
            return SideMargin { cents: 0, at_most: own.cents, reasons };
        }
        let costs: Vec<i64> = (0..asked.columns.len()).map(|column| i64::from(column == 0)).collect();
        let rows: Vec<LinearConstraint> = asked.rows.iter().map(|(row, _)| row.clone()).collect();
        let size = costs.len().saturating_mul(rows.len() + 1);
        if size > *budget || !meter.spend(size) {
            *budget = 0;
            return nothing(own.cents);
        }
        *budget -= size;
        let mut program = LinearProgram::new(&costs, &rows);
        for (column, (_, high)) in asked.columns.iter().enumerate() {
            program.tighten(column, 0, *high);
        }
        let mut whole: Vec<usize> = (1..costs.len())
            .filter(|column| !matches!(asked.columns[*column].0, ProgramColumn::Above))
            .collect();
        whole.push(0);
        let enough = i128::from(own.cents - more_than);
        let found = integer_minimum(program, &whole, enough, (&mut *budget, meter));
        let kept = found.values.and_then(|values| values.last().copied()).unwrap_or(enough);
        let cents = |kept: i128| i64::try_from(i128::from(own.cents) - kept).unwrap_or(0);
        let (cents, at_most) = (cents(kept), cents(found.at_least));
        let reasons = asked.reasons(&found.binding);
        let is_own = at_most == own.cents && (own.rule.is_some() || !reasons.is_one_rule());
        SideMargin { cents, at_most, reasons: if is_own { StopReasons::own(own) } else { reasons } }
    }
}

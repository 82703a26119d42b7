//! `Multiples`: what lines can move in whole multiples of all steps at once, where steps are all that joins lines.

use super::line_slacks::{Direction, LineSlacks, SideMargin};
use riparto_core::rules::Bounded;

/// What is found in one pass over the lines: transfers of whole multiples pass every step, so that a line can move as many as it
/// has slack for and the other lines have together.
pub(super) struct Multiples<'a> {
    slacks: &'a LineSlacks<'a>,
    /// The least common multiple of the steps, in cents.
    step: i64,
    /// What all lines take and give in such multiples.
    sums: [i64; 2],
}

impl<'a> Multiples<'a> {
    /// None where another rule joins lines, or none does, or no whole multiple fits into the total.
    pub(super) fn new(slacks: &'a LineSlacks<'a>) -> Option<Multiples<'a>> {
        let total = slacks.plan.envelope().total().cents();
        let mut step = 1;
        for constraint in &slacks.coupling {
            let Bounded::Step { cents, .. } = constraint.bounded else { return None };
            step = least_common_multiple(step, cents).filter(|step| *step <= total)?;
        }
        let lines = slacks.plan.envelope().line_count();
        let sum = |direction| -> i64 {
            let whole = |line| multiple(slacks.other(line, direction).cents, step);
            // What lines can take may sum to more than 64 bits, but none is given more than the total.
            (0..lines).map(whole).fold(0, i64::saturating_add)
        };
        let sums = [Direction::Give, Direction::Receive].map(sum);
        (!slacks.coupling.is_empty()).then_some(Multiples { slacks, step, sums })
    }

    /// Raises what a line is found to move.
    pub(super) fn raise(&self, found: &mut SideMargin, line: usize, direction: Direction) {
        let sum = match direction {
            Direction::Give => self.sums[0],
            Direction::Receive => self.sums[1],
        };
        let others = sum - multiple(self.slacks.other(line, direction).cents, self.step);
        let own = multiple(self.slacks.own(line, direction).cents, self.step);
        found.cents = found.cents.max(own.min(others).min(found.at_most));
    }
}

/// The largest whole multiple in some cents.
fn multiple(cents: i64, step: i64) -> i64 {
    cents.max(0) / step * step
}

fn least_common_multiple(a: i64, b: i64) -> Option<i64> {
    let (mut more, mut less) = (a, b);
    while less != 0 {
        (more, less) = (less, more % less);
    }
    (a / more.max(1)).checked_mul(b)
}

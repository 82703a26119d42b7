//! The branching rule: the column and the point at which its interval is split, chosen at the most violated constraint so that
//! both children exclude the relaxed amounts if possible.

use super::constraint::TermFunction;
use super::constraint_model::{Bounds, Cap, Model, ShareConstraint};

/// A violated constraint.
enum Violated<'a> {
    Sum(usize),
    Step(usize),
    Share(&'a ShareConstraint),
    Cap(&'a Cap),
}

/// The column to branch on and the upper bound of the lower child; `None` if the bounds hold a single allocation.
///
/// `relaxed` has the amounts of all columns at the minimum of the node relaxation, `lagrangian` those that solve the
/// Lagrangian subproblems.
pub(super) fn branching_point(
    model: &Model,
    bounds: &Bounds,
    relaxed: &[i64],
    lagrangian: &[i64],
) -> Option<(usize, i64)> {
    let rule = BranchingRule { model, bounds, relaxed, lagrangian };
    let violated = rule.most_violated();
    let found = match violated {
        Some(Violated::Step(line)) => {
            let step = model.steps[line];
            Some((line, relaxed[line].div_euclid(step) * step))
        }
        Some(Violated::Share(share)) => rule.share_point(share),
        Some(Violated::Cap(cap)) => rule.cap_point(cap),
        Some(Violated::Sum(sum)) => rule.most_doubtful(rule.lines_of(sum)),
        None => None,
    };
    found.filter(|(column, at)| rule.can_branch(*column, *at)).or_else(|| rule.most_doubtful(0..model.lines))
}

/// As [`branching_point`], on a line of a column.
pub(super) fn branching_line(
    model: &Model,
    bounds: &Bounds,
    relaxed: &[i64],
    lagrangian: &[i64],
    column: usize,
) -> Option<(usize, i64)> {
    let rule = BranchingRule { model, bounds, relaxed, lagrangian };
    rule.most_doubtful(rule.lines_of(column)).or_else(|| rule.most_doubtful(0..model.lines))
}

struct BranchingRule<'a> {
    model: &'a Model,
    bounds: &'a Bounds,
    relaxed: &'a [i64],
    lagrangian: &'a [i64],
}

impl<'a> BranchingRule<'a> {
    /// The constraint with the largest violation in cents; of equal ones the first: sums, steps, shares, caps.
    fn most_violated(&self) -> Option<Violated<'a>> {
        let (model, relaxed) = (self.model, self.relaxed);
        let sums = (model.lines..relaxed.len()).map(|sum| {
            let (low, high) = (self.bounds.low[sum], self.bounds.high[sum]);
            ((low - relaxed[sum]).max(relaxed[sum] - high), Violated::Sum(sum))
        });
        let steps = (0..model.lines).map(|line| {
            let rest = relaxed[line].rem_euclid(model.steps[line]);
            (rest.min(model.steps[line] - rest), Violated::Step(line))
        });
        let shares = model.shares.iter().map(|share| (share.violation(relaxed), Violated::Share(share)));
        let caps = model.caps.iter().map(|cap| (cap.violation(relaxed), Violated::Cap(cap)));
        let mut most: Option<(i64, Violated<'a>)> = None;
        for (violation, violated) in sums.chain(steps).chain(shares).chain(caps) {
            if violation > most.as_ref().map_or(0, |(most, _)| *most) {
                most = Some((violation, violated));
            }
        }
        most.map(|(_, violated)| violated)
    }

    /// Whether both children are non-empty.
    fn can_branch(&self, column: usize, at: i64) -> bool {
        self.bounds.low[column] <= at && at < self.bounds.high[column]
    }

    /// The part's interval is split between the admissible parts and the relaxed amount: one child excludes that amount directly,
    /// the other by propagation to the whole.
    fn share_point(&self, share: &ShareConstraint) -> Option<(usize, i64)> {
        let part = share.part;
        let (low, high) = share.ratio.interval(self.relaxed[share.whole]);
        let (relaxed, lagrangian) = (self.relaxed[part], self.lagrangian[part]);
        let at = if relaxed > high {
            (lagrangian - 1).clamp(high, relaxed - 1)
        } else {
            lagrangian.clamp(relaxed, low - 1)
        };
        Some((part, at)).filter(|(part, at)| self.can_branch(*part, *at)).or_else(|| {
            let lines = self.lines_of(share.part).chain(self.lines_of(share.whole));
            self.most_doubtful([share.part, share.whole].into_iter()).or_else(|| self.most_doubtful(lines))
        })
    }

    /// The widest nonlinear term whose base is inside its interval is split there, which makes it linear in both children.
    /// Without one, the column most in doubt is split.
    fn cap_point(&self, cap: &Cap) -> Option<(usize, i64)> {
        let nonlinear = cap.terms.iter().filter(|term| {
            term.function != TermFunction::Identity && self.can_branch(term.column, term.base)
        });
        let widest = nonlinear.max_by_key(|term| (self.bounds.width(term.column), usize::MAX - term.column));
        widest.map(|term| (term.column, term.base)).or_else(|| {
            let columns = cap.terms.iter().map(|term| term.column);
            let lines = cap.terms.iter().flat_map(|term| self.lines_of(term.column));
            self.most_doubtful(columns).or_else(|| self.most_doubtful(lines))
        })
    }

    /// The lines whose sum a column is.
    fn lines_of(&self, column: usize) -> Box<dyn Iterator<Item = usize> + 'a> {
        match column.checked_sub(self.model.lines) {
            None => Box::new(std::iter::once(column)),
            Some(sum) => Box::new(self.model.sums[sum].iter().map(|line| *line as usize)),
        }
    }

    /// Of some columns, the one where relaxed and Lagrangian amounts differ most; of equal ones the widest, then the first.
    fn most_doubtful(&self, columns: impl Iterator<Item = usize>) -> Option<(usize, i64)> {
        let free = columns.filter(|column| !self.bounds.is_fixed(*column));
        let doubt = |column: usize| (self.relaxed[column] - self.lagrangian[column]).abs();
        let column =
            free.max_by_key(|column| (doubt(*column), self.bounds.width(*column), usize::MAX - column))?;
        let (low, high) = (self.bounds.low[column], self.bounds.high[column]);
        let (relaxed, lagrangian) = (self.relaxed[column], self.lagrangian[column]);
        let at = match relaxed.cmp(&lagrangian) {
            std::cmp::Ordering::Less => lagrangian - 1,
            std::cmp::Ordering::Greater => lagrangian,
            std::cmp::Ordering::Equal => low + (high - low) / 2,
        };
        Some((column, at.clamp(low, high - 1)))
    }
}

//! Constraints: what rules ask of an allocation, for a search that no bound of a sum can answer.

use super::constraint_set::ConstraintSet;
use crate::budget::{Selection, position_number};
use crate::plan::Plan;
use crate::rules::{Base, Bounded, fraction, share_sides};
use riparto_solve::Meter;
use riparto_solve::search::{Constraint, Model, RatioBound, Term, TermFunction};

/// Units of work, and bytes of memory, to put a line of a rule into a model.
const MODELED: usize = 32;

/// A term of a cap takes more than a line of a sum.
const TERM: usize = 4;

impl Plan {
    /// What rules ask, inside the floors and ceilings of a constraint set.
    pub(super) fn model(&self, constraint_set: &ConstraintSet, bounds: &[Bounded]) -> Model {
        let side =
            |sides: &[super::constraint_set::SourcedBound]| sides.iter().map(|side| side.cents).collect();
        let kept = constraint_set.kept_sums();
        let kept = kept.map(|sum| Constraint::Sum { lines: sum.lines.clone(), low: sum.low, high: sum.high });
        let constraints: Vec<Constraint> =
            bounds.iter().flat_map(|bounded| self.constraints(bounded)).chain(kept).collect();
        Model::new(constraint_set.total, side(&constraint_set.low), side(&constraint_set.high), &constraints)
    }

    /// Counts the work of a model, or of what all rules ask, before it is made; `false` if so much is not left.
    pub(super) fn may_model<'b>(&self, bounds: impl IntoIterator<Item = &'b Bounded>, meter: &Meter) -> bool {
        let len = |selection: usize| self.rulebook().selection(selection).len(self.envelope());
        let members = bounds.into_iter().map(|bounded| match bounded {
            Bounded::Line { .. } => 1,
            Bounded::Sum { selection, .. } | Bounded::Step { selection, .. } => len(*selection),
            Bounded::MovementWithin { selection, .. } => TERM * len(*selection),
            Bounded::Movement { .. } => TERM * self.envelope().line_count(),
            Bounded::MovementBy { parts, .. } => TERM * parts.iter().map(|part| len(*part)).sum::<usize>(),
            Bounded::Share { part, whole, .. } => len(*part) + len(*whole),
            Bounded::Flow { .. } => 2 * TERM * self.envelope().line_count(),
        });
        meter.spend(MODELED * members.sum::<usize>())
    }

    /// What one rule asks; nothing of a rule on a line, whose floor or ceiling stands in the constraint set.
    pub(super) fn constraints(&self, bounded: &Bounded) -> Vec<Constraint> {
        match bounded {
            Bounded::Line { .. } => Vec::new(),
            Bounded::Sum { selection, low, high, .. } => {
                let lines = self.positions(*selection);
                let is_sum = (2..self.envelope().line_count()).contains(&lines.len());
                Vec::from_iter(is_sum.then_some(Constraint::Sum { lines, low: *low, high: *high }))
            }
            Bounded::Movement { base, cap, .. } => {
                let lines = (0..).take(self.envelope().line_count());
                vec![self.rises(lines.map(|line| vec![line]).collect(), *base, *cap)]
            }
            Bounded::MovementWithin { selection, base, cap, .. } => {
                let lines = self.positions(*selection).into_iter();
                vec![self.rises(lines.map(|line| vec![line]).collect(), *base, *cap)]
            }
            Bounded::MovementBy { parts, base, cap, .. } => {
                vec![self.rises(parts.iter().map(|part| self.positions(*part)).collect(), *base, *cap)]
            }
            Bounded::Share { part, whole, percent, due, .. } => {
                let (part, whole) = (self.positions(*part), self.positions(*whole));
                let (denominator, numerator) = fraction(*percent);
                let (least, most) = share_sides(*due, denominator);
                vec![Constraint::Share {
                    part,
                    whole,
                    ratio: RatioBound { numerator, denominator, least, most },
                }]
            }
            Bounded::Flow { from, to, cap, .. } => {
                let (from, to) = (self.rulebook().selection(*from), self.rulebook().selection(*to));
                self.flow(from, to, *cap)
            }
            Bounded::Step { selection, cents, .. } => {
                vec![Constraint::Step { lines: self.positions(*selection), cents: *cents }]
            }
        }
    }

    pub(super) fn positions(&self, selection: usize) -> Vec<u32> {
        self.rulebook().selection(selection).positions(self.envelope()).map(position_number).collect()
    }

    fn base(&self, base: Base, lines: &[u32]) -> i64 {
        let held = match base {
            Base::Original => self.original(),
            Base::Approved => self.approved(),
        };
        lines.iter().map(|line| held.amounts()[*line as usize].cents()).sum()
    }

    fn rises(&self, sums: Vec<Vec<u32>>, base: Base, most: i64) -> Constraint {
        let term = |column: Vec<u32>| Term {
            base: self.base(base, &column),
            column,
            function: TermFunction::PositivePart,
        };
        Constraint::Cap { terms: sums.into_iter().map(term).collect(), most }
    }

    /// What must have flowed at least is what `to` takes, less what all others than `from` give, less what lines in both
    /// exchange among themselves: the lesser of what these give and what they take. So two caps hold together, one for
    /// each. Where the total has grown, what was added is given by nobody; where it has shrunk, what was cut went to none.
    fn flow(&self, from: &Selection, to: &Selection, cap: i64) -> Vec<Constraint> {
        let held = |line: u32| self.approved().amounts()[line as usize].cents();
        let added = (self.envelope().total().cents() - self.approved().total().cents()).max(0);
        let lines = || (0..).take(self.envelope().line_count());
        let cap_of = |among_givers: bool| {
            let term = |line: u32| {
                let at = line as usize;
                let (in_from, in_to) = (from.contains(self.envelope(), at), to.contains(self.envelope(), at));
                let function = match (in_from, in_to) {
                    (true, false) => return None,
                    (false, false) => TermFunction::NegativePart,
                    (false, true) => TermFunction::Identity,
                    // Lines in both: what they take counts, less what they give; or neither.
                    (true, true) if among_givers => TermFunction::Identity,
                    (true, true) => return None,
                };
                Some(Term { column: vec![line], base: held(line), function })
            };
            Constraint::Cap { terms: lines().filter_map(term).collect(), most: cap.saturating_add(added) }
        };
        let has_both = lines().any(|line| {
            from.contains(self.envelope(), line as usize) && to.contains(self.envelope(), line as usize)
        });
        if has_both { vec![cap_of(true), cap_of(false)] } else { vec![cap_of(true)] }
    }
}

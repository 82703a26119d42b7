//! `Bases`: the allocations that a bound is measured against, at one place.

use super::base::Base;
use super::kept_allocations::KeptSums;
use super::summed_allocation::SummedAllocation;

/// The allocations that a bound is measured against, and the place that it holds for.
#[derive(Clone, Copy)]
pub(super) struct Bases<'a> {
    /// The total of the allocation under test, in cents.
    pub(super) total: i64,
    pub(super) original: &'a SummedAllocation,
    pub(super) approved: &'a SummedAllocation,
    pub(super) kept: &'a KeptSums,
    pub(super) place: Placement,
}

/// Where a bound holds.
#[derive(Clone, Copy)]
pub(super) enum Placement {
    Selection(usize),
    Line(usize),
}

/// What a percentage is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Basis {
    /// What the place itself held.
    Own,
    /// The total.
    Total,
    Selection(usize),
}

impl<'a> Bases<'a> {
    /// The allocation of a base. Of the allocation under test only the total is asked.
    pub(super) fn at(self, base: Base) -> &'a SummedAllocation {
        let kept = match base {
            Base::Original => None,
            Base::Approved | Base::After => return self.approved,
            Base::Authorized(level) => self.kept.authorized(level),
            Base::InitialWithActs => self.kept.initial_with_acts(),
        };
        kept.unwrap_or(self.original)
    }

    /// What the place held in a base.
    pub(super) fn of(self, base: Base) -> i64 {
        let at = self.at(base);
        match self.place {
            Placement::Selection(selection) => at.sum(selection),
            Placement::Line(line) => at.amount(line),
        }
    }

    /// What a percentage is of, in cents.
    pub(super) fn basis(self, of: Basis, base: Base) -> i64 {
        match (of, base) {
            (Basis::Own, _) => self.of(base),
            (Basis::Total, Base::After) => self.total,
            (Basis::Total, _) => self.at(base).allocation().total().cents(),
            (Basis::Selection(selection), _) => self.at(base).sum(selection),
        }
    }

    /// The same allocations for another place.
    pub(super) fn placed(self, place: Placement) -> Bases<'a> {
        Bases { place, ..self }
    }
}

//! `CheckConstraint`: the constraints of the rules on the allocation after a proposal, relaxed by the breaches that the approved one has.

use super::authorization::Authorization;
use super::base::Base;
use super::bases::{Bases, Placement};
use super::bounds::{Bounded, movement};
use super::compiled::{Bound, Check, Subject};
use super::due::Due;
use super::finding::BreachKey;
use super::rulebook::Rulebook;
use super::view::Evaluation;

/// Which breaches of the approved allocation a proposal that must stay within a level of authorization may keep.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[doc(hidden)]
pub enum Passing {
    /// None.
    Strict,
    /// Those that an approved decision introduced, if they get no worse.
    ToleratesAuthorized,
    /// All, if they get no worse.
    ToleratesExisting,
}

/// The constraint of one check on the allocation after a proposal. Bounds of sums, lines, movement and flow are relaxed by the
/// present breach already; for shares the tolerance is apart from the bound; steps are not relaxed.
#[derive(Clone, Debug)]
#[doc(hidden)]
pub struct CheckConstraint {
    pub(crate) check: usize,
    #[doc(hidden)]
    pub bounded: Bounded,
    /// Of a share: the tolerated shortfall and the tolerated surplus of the part, in cents; `None` for no constraint on that side. Of other
    /// bounds `None` twice.
    #[doc(hidden)]
    pub tolerated: [Option<i64>; 2],
}

/// A band that binds on one side, and by how many cents it is relaxed.
type RelaxedBand<'a> = (&'a Bound, i64);

impl Rulebook {
    /// Calls `each` with the constraint of every check, for a proposal that must pass at a level of authorization.
    pub(crate) fn for_each_constraint(
        &self,
        evaluation: &Evaluation,
        (up_to, passing): (Authorization, Passing),
        mut each: impl FnMut(CheckConstraint),
    ) {
        for (number, check) in self.compiled().checks.iter().enumerate() {
            if check.bands.iter().any(|(_, needs)| *needs > up_to) {
                let check_at_approved =
                    CheckAtApproved { rulebook: self, evaluation, number, check, up_to, passing };
                let scope = &self.compiled().selections[check.subject.scope()];
                check_at_approved.add(&mut each, |each| scope.for_each(self.envelope(), each));
            }
        }
    }

    /// An upper bound on the checks that depend on either of two lines: those that depend on both count twice.
    #[doc(hidden)]
    pub fn looking_at(&self, lines: [usize; 2]) -> usize {
        let index = &self.compiled().index;
        let selections = lines.iter().flat_map(|line| index.selections(self.envelope(), *line));
        selections.map(|selection| index.checks(selection).len()).sum()
    }

    /// As [`Rulebook::for_each_constraint`], for the checks that depend on either of two lines.
    pub(super) fn constraints_between(
        &self,
        evaluation: &Evaluation,
        lines: [usize; 2],
        up_to: Authorization,
        passing: Passing,
    ) -> Vec<CheckConstraint> {
        let compiled = self.compiled();
        let selections = lines.iter().flat_map(|line| compiled.index.selections(self.envelope(), *line));
        let mut checks: Vec<u32> =
            selections.flat_map(|selection| compiled.index.checks(selection)).copied().collect();
        checks.sort_unstable();
        checks.dedup();
        let mut constraints = Vec::new();
        for number in checks.into_iter().map(|number| number as usize) {
            let check = &compiled.checks[number];
            let check_at_approved =
                CheckAtApproved { rulebook: self, evaluation, number, check, up_to, passing };
            let scope = &compiled.selections[check.subject.scope()];
            check_at_approved.add(&mut |constraint| constraints.push(constraint), |each| {
                lines.into_iter().filter(|line| scope.contains(self.envelope(), *line)).for_each(each);
            });
        }
        constraints
    }
}

/// One check at the approved allocation.
struct CheckAtApproved<'a> {
    rulebook: &'a Rulebook,
    evaluation: &'a Evaluation,
    number: usize,
    check: &'a Check,
    up_to: Authorization,
    passing: Passing,
}

impl CheckAtApproved<'_> {
    /// What is broken at one place by more than the level allows and may stay broken, below and above: the loosest band that is
    /// broken, and by how many cents.
    fn broken_by(&self, detail: usize) -> [Option<(usize, i64)>; 2] {
        [false, true].map(|above| {
            let place = BreachKey { check: self.number, detail, above };
            let found = match self.passing {
                Passing::Strict => None,
                Passing::ToleratesAuthorized | Passing::ToleratesExisting => {
                    self.rulebook.broken_before(self.evaluation, place)
                }
            };
            let found = found.filter(|before| {
                self.passing == Passing::ToleratesExisting || self.evaluation.was_brought(place, *before)
            });
            let broken = found.filter(|before| before.needs > self.up_to);
            broken.map(|before| (before.band, i64::try_from(before.gap().abs()).unwrap_or(i64::MAX)))
        })
    }

    /// The bands that bind at one place, on the lower and the upper side. If a band that needs more than the level is broken there
    /// already, it is relaxed by its breach; tighter bands impose nothing, looser ones apply in full.
    fn binding_bands(&self, detail: usize) -> [Vec<RelaxedBand<'_>>; 2] {
        self.broken_by(detail).map(|broken| {
            let bands = self.check.bands.iter().enumerate();
            let binding = bands.filter_map(move |(band, (bound, needs))| match broken {
                Some((broken_band, missed)) if band == broken_band => Some((bound, missed)),
                Some((broken_band, _)) => (band > broken_band).then_some((bound, 0)),
                None => (*needs > self.up_to).then_some((bound, 0)),
            });
            binding.collect()
        })
    }

    /// The intersection of the relaxed bands at one place.
    fn interval(&self, detail: usize, bases: Bases<'_>) -> (i64, i64) {
        if let ([(bound, _)], true) = (&self.check.bands[..], self.evaluation.gathered.placed.is_empty()) {
            let (low, high) = bound.interval(bases);
            return (low.max(0), high);
        }
        let [lower, upper] = self.binding_bands(detail);
        let low = lower.into_iter().map(|(bound, by)| bound.interval(bases).0.saturating_sub(by));
        let high = upper.into_iter().map(|(bound, by)| bound.interval(bases).1.saturating_add(by));
        (low.max().unwrap_or(0).max(0), high.min().unwrap_or(i64::MAX))
    }

    fn add(
        &self,
        constraints: &mut impl FnMut(CheckConstraint),
        for_each_line: impl FnOnce(&mut dyn FnMut(usize)),
    ) {
        if self.check.bands.iter().all(|(_, needs)| *needs <= self.up_to) {
            return;
        }
        let rule = self.check.rule;
        let scope = self.check.subject.scope();
        let bases = self.evaluation.bases(self.rulebook, Placement::Selection(scope));
        let check = self.number;
        let mut push = |bounded| constraints(CheckConstraint { check, bounded, tolerated: [None; 2] });
        match &self.check.subject {
            Subject::Sum(selection) => {
                let (low, high) = self.interval(0, bases);
                push(Bounded::Sum { rule, selection: *selection, low, high });
            }
            Subject::EachLine(_) => for_each_line(&mut |line| {
                let (low, high) = self.interval(line, bases.placed(Placement::Line(line)));
                push(Bounded::Line { rule, line, low, high });
            }),
            Subject::Movement { .. } | Subject::MovementBy { .. } => {
                let cap = self.interval(0, bases).1;
                movement(rule, &self.check.subject, cap).into_iter().for_each(push);
            }
            Subject::Flow { from, to, since, .. } => {
                let cap = self.interval(0, bases).1;
                push(Bounded::Flow { rule, from: *from, to: *to, since: Base::Approved, cap });
                if *since != Base::Approved {
                    push(Bounded::Flow { rule, from: *from, to: *to, since: *since, cap });
                }
            }
            // What is used up stands in the needs of all other bands.
            Subject::Changes(_) => {}
            Subject::Step(selection) => {
                if let Bound::Multiple(cents @ 2..) = self.check.bands[0].0 {
                    push(Bounded::Step { rule, selection: *selection, cents });
                }
            }
            Subject::Part { part, whole } => {
                for (side, bands) in self.binding_bands(0).into_iter().enumerate() {
                    for (bound, missed) in bands {
                        let Bound::Share(percent, due) = bound else { continue };
                        let (percent, due) = (*percent, *due);
                        let binds = match due {
                            Due::AtMost | Due::Below => side == 1,
                            Due::AtLeast | Due::Above => side == 0,
                            Due::Equals(_) => true,
                        };
                        if !binds {
                            continue;
                        }
                        let bounded = Bounded::Share { rule, part: *part, whole: *whole, percent, due };
                        // An equality becomes two one-sided constraints, each with its own tolerance.
                        let mut tolerated = [None; 2];
                        tolerated[side] = Some(missed);
                        constraints(CheckConstraint { check, bounded, tolerated });
                    }
                }
            }
        }
    }
}

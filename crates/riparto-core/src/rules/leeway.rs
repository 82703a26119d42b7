//! `Leeway`: what rules let a proposal change, beyond what a standing allocation breaks already.

use super::authorization::Authorization;
use super::bounds::{Bounded, Due};
use super::compiled::{Bases, Bound, Check, Subject};
use super::finding::Place;
use super::rulebook::Rulebook;
use super::view::Standing;

/// Which proposals pass: those after which a check finds nothing that needs more than a level.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[doc(hidden)]
pub enum Passing {
    /// Nothing at all, what was broken before counted.
    Whole,
    /// Nothing but what an approval brought and got no worse.
    Authorized,
    /// Nothing but what was broken before and got no worse.
    NoWorse,
}

/// What one check asks of the allocation after a proposal: that of [`Bounded`], where sums, lines and movement stand widened by
/// what is broken already, on the side where it is.
#[derive(Clone, Debug)]
#[doc(hidden)]
pub struct Leeway {
    pub(crate) check: usize,
    #[doc(hidden)]
    pub bounded: Bounded,
    /// By how many cents a part may be less than its share, and more; `None` where that side is not asked.
    #[doc(hidden)]
    pub apart: [Option<i64>; 2],
}

/// A band that a proposal must keep on one side, and by how many cents it may miss it.
type Kept<'a> = (&'a Bound, i64);

impl Rulebook {
    /// Goes through what all rules let a proposal change that is to pass at a level of authorization.
    pub(crate) fn for_each_leeway(
        &self,
        standing: &Standing,
        (up_to, passing): (Authorization, Passing),
        mut each: impl FnMut(Leeway),
    ) {
        for (number, check) in self.compiled().checks.iter().enumerate() {
            if check.bands.iter().any(|(_, needs)| *needs > up_to) {
                let asked = Asked { rulebook: self, standing, number, check, up_to, passing };
                let scope = &self.compiled().selections[check.subject.scope()];
                asked.add(&mut each, |each| scope.for_each(self.envelope(), each));
            }
        }
    }

    /// How many checks look at two lines, those that look at both counted twice.
    #[doc(hidden)]
    pub fn looking_at(&self, lines: [usize; 2]) -> usize {
        let index = &self.compiled().index;
        let selections = lines.iter().flat_map(|line| index.selections(self.envelope(), *line));
        selections.map(|selection| index.checks(selection).len()).sum()
    }

    /// What the rules that look at two lines let a transfer between them change.
    pub(super) fn leeways_between(
        &self,
        standing: &Standing,
        lines: [usize; 2],
        up_to: Authorization,
        passing: Passing,
    ) -> Vec<Leeway> {
        let compiled = self.compiled();
        let selections = lines.iter().flat_map(|line| compiled.index.selections(self.envelope(), *line));
        let mut checks: Vec<u32> =
            selections.flat_map(|selection| compiled.index.checks(selection)).copied().collect();
        checks.sort_unstable();
        checks.dedup();
        let mut leeways = Vec::new();
        for number in checks.into_iter().map(|number| number as usize) {
            let check = &compiled.checks[number];
            let asked = Asked { rulebook: self, standing, number, check, up_to, passing };
            let scope = &compiled.selections[check.subject.scope()];
            asked.add(&mut |leeway| leeways.push(leeway), |each| {
                lines.into_iter().filter(|line| scope.contains(self.envelope(), *line)).for_each(each);
            });
        }
        leeways
    }
}

/// One check, asked of a standing allocation.
struct Asked<'a> {
    rulebook: &'a Rulebook,
    standing: &'a Standing,
    number: usize,
    check: &'a Check,
    up_to: Authorization,
    passing: Passing,
}

impl Asked<'_> {
    /// The bands that must be kept at one place, below and above. On the side where one is broken already by something that needs
    /// more than the level, it may stay broken by as much, and no looser one may be.
    fn kept(&self, detail: usize) -> [Vec<Kept<'_>>; 2] {
        let place = Place { check: self.number, detail };
        let found = match self.passing {
            Passing::Whole => None,
            Passing::Authorized | Passing::NoWorse => self.rulebook.stood(self.standing, place),
        };
        let found = found
            .filter(|before| self.passing == Passing::NoWorse || self.standing.was_brought(place, *before));
        let broken = found.filter(|before| before.needs > self.up_to);
        let broken = broken.map(|before| (before.needs, before.gap()));
        [false, true].map(|above| {
            let broken = broken.filter(|(_, gap)| (*gap > 0) == above);
            let bands = self.check.bands.iter().filter_map(move |(bound, needs)| match broken {
                Some((least, gap)) if *needs == least => {
                    Some((bound, i64::try_from(gap.abs()).unwrap_or(i64::MAX)))
                }
                Some((least, _)) => (*needs > least).then_some((bound, 0)),
                None => (*needs > self.up_to).then_some((bound, 0)),
            });
            bands.collect()
        })
    }

    /// What all bands that stand at one place leave of a sum.
    fn interval(&self, detail: usize, bases: Bases) -> (i64, i64) {
        if let ([(bound, _)], true) = (&self.check.bands[..], self.standing.gathered.placed.is_empty()) {
            let (low, high) = bound.interval(bases);
            return (low.max(0), high);
        }
        let [below, above] = self.kept(detail);
        let low = below.into_iter().map(|(bound, apart)| bound.interval(bases).0.saturating_sub(apart));
        let high = above.into_iter().map(|(bound, apart)| bound.interval(bases).1.saturating_add(apart));
        (low.max().unwrap_or(0).max(0), high.min().unwrap_or(i64::MAX))
    }

    fn add(&self, leeways: &mut impl FnMut(Leeway), for_each_line: impl FnOnce(&mut dyn FnMut(usize))) {
        if self.check.bands.iter().all(|(_, needs)| *needs <= self.up_to) {
            return;
        }
        let (compiled, summed, rule) = (self.rulebook.compiled(), self.standing.summed(), self.check.rule);
        let scope = self.check.subject.scope();
        let bases = Bases { original: compiled.original.sum(scope), approved: summed.sum(scope) };
        let check = self.number;
        let mut push = |bounded| leeways(Leeway { check, bounded, apart: [None; 2] });
        match &self.check.subject {
            Subject::Sum(selection) => {
                let (low, high) = self.interval(0, bases);
                push(Bounded::Sum { rule, selection: *selection, low, high });
            }
            Subject::EachLine(_) => for_each_line(&mut |line| {
                let bases = Bases { original: compiled.original.amount(line), approved: summed.amount(line) };
                let (low, high) = self.interval(line, bases);
                push(Bounded::Line { rule, line, low, high });
            }),
            Subject::Movement { scope, base } => {
                let cap = self.interval(0, bases).1;
                push(Bounded::MovementWithin { rule, selection: *scope, base: *base, cap });
            }
            Subject::MovementBy { parts, base, .. } => {
                let cap = self.interval(0, bases).1;
                push(Bounded::MovementBy { rule, parts: parts.clone(), base: *base, cap });
            }
            Subject::Flow { from, to } => {
                push(Bounded::Flow { rule, from: *from, to: *to, cap: self.interval(0, bases).1 });
            }
            Subject::Step(selection) => {
                if let Bound::Multiple(cents @ 2..) = self.check.bands[0].0 {
                    push(Bounded::Step { rule, selection: *selection, cents });
                }
            }
            Subject::Part { part, whole } => {
                for (side, bands) in self.kept(0).into_iter().enumerate() {
                    for (bound, missed) in bands {
                        let (percent, due) = match (bound, side) {
                            (Bound::ShareAtMost(percent), 1) => (*percent, Due::AtMost),
                            (Bound::ShareAtLeast(percent), 0) => (*percent, Due::AtLeast),
                            (Bound::ShareEquals(percent, rounding), _) => (*percent, Due::Equals(*rounding)),
                            _ => continue,
                        };
                        let bounded = Bounded::Share { rule, part: *part, whole: *whole, percent, due };
                        // A derived part misses its share on one side at most, and each side is asked apart.
                        let mut apart = [None; 2];
                        apart[side] = Some(missed);
                        leeways(Leeway { check, bounded, apart });
                    }
                }
            }
        }
    }
}

//! `Bounded`: what rules ask, as bounds that a search for allocations can use.

use super::authorization::Authorization;
use super::breaches::Breaches;
use super::compiled::{Bases, Bound, Subject};
use super::limit::Base;
use super::rulebook::Rulebook;
use super::view::Standing;
use crate::budget::Selection;
use crate::capacity::MAX_BOUNDS;
use crate::error::{Cause, Result};
use crate::money::{Percent, Rounding};
use crate::words::both;

/// What one rule asks of an allocation, in cents.
#[derive(Clone, Debug)]
#[doc(hidden)]
pub enum Bounded {
    /// A line holds between `low` and `high`.
    Line { rule: usize, line: usize, low: i64, high: i64 },
    /// A selection holds between `low` and `high`.
    Sum { rule: usize, selection: usize, low: i64, high: i64 },
    /// The increases of all lines since a base sum to at most so much.
    Movement { rule: usize, base: Base, cap: i64 },
    /// The increases of some lines since a base sum to at most so much.
    MovementWithin { rule: usize, selection: usize, base: Base, cap: i64 },
    /// The increases of some selections since a base sum to at most so much.
    MovementBy { rule: usize, parts: Vec<usize>, base: Base, cap: i64 },
    /// A selection holds a share of what another one holds.
    Share { rule: usize, part: usize, whole: usize, percent: Percent, due: Due },
    /// At most so much goes from one selection to another.
    Flow { rule: usize, from: usize, to: usize, cap: i64 },
    /// Each line is a whole multiple.
    Step { rule: usize, selection: usize, cents: i64 },
}

/// How a part stands to its share of a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[doc(hidden)]
pub enum Due {
    /// At most the share, rounded down.
    AtMost,
    /// At least the share, rounded up.
    AtLeast,
    /// Just the share, rounded as named.
    Equals(Rounding),
}

/// A percentage as a fraction of whole numbers: the part's unit below, the whole's above.
#[doc(hidden)]
pub fn fraction(percent: Percent) -> (i64, i64) {
    let (mut a, mut b) = (percent.parts(1), Percent::PARTS);
    let (above, below) = (a, b);
    while b > 0 {
        (a, b) = (b, a % b);
    }
    let whole = |number: i128| i64::try_from(number / a.max(1)).unwrap_or(i64::MAX);
    (whole(below), whole(above))
}

/// Between what `below × part − above × whole` may be.
#[doc(hidden)]
pub fn share_sides(due: Due, below: i64) -> (Option<i64>, Option<i64>) {
    match due {
        Due::AtMost => (None, Some(0)),
        Due::AtLeast => (Some(0), None),
        Due::Equals(Rounding::Down) => (Some(1 - below), Some(0)),
        Due::Equals(Rounding::Up) => (Some(0), Some(below - 1)),
        Due::Equals(Rounding::HalfUp) => (Some(1 - (below + 1) / 2), Some(below / 2)),
    }
}

impl Bounded {
    #[doc(hidden)]
    pub fn rule(&self) -> usize {
        match self {
            Bounded::Line { rule, .. }
            | Bounded::Sum { rule, .. }
            | Bounded::Movement { rule, .. }
            | Bounded::MovementWithin { rule, .. }
            | Bounded::MovementBy { rule, .. }
            | Bounded::Share { rule, .. }
            | Bounded::Flow { rule, .. }
            | Bounded::Step { rule, .. } => *rule,
        }
    }
}

impl Rulebook {
    /// What the rules whose breach needs more than `up_to` ask, around a standing allocation; no more than what is where
    /// breaches stand. What a breach that stands leaves of a share is no bound.
    ///
    /// # Errors
    /// More bounds than a search looks at (`too_many`).
    pub(crate) fn bounds(
        &self,
        standing: &Standing,
        up_to: Authorization,
        breaches: &Breaches,
    ) -> Result<Vec<Bounded>> {
        let compiled = self.compiled();
        self.accept_bounds(up_to)?;
        let summed = standing.summed();
        let first = |scope: usize| compiled.selections[scope].positions(self.envelope()).next();
        let mut bounds = Vec::new();
        for check in &compiled.checks {
            let Some((bound, _)) = check.bands.iter().find(|(_, needs)| *needs > up_to) else { continue };
            let rule = check.rule;
            let scope = check.subject.scope();
            let bases = Bases { original: compiled.original.sum(scope), approved: summed.sum(scope) };
            let interval = || match breaches.is_empty() {
                true => bound.interval(bases),
                false => breaches.loosen(check, first(scope), up_to, bases),
            };
            match &check.subject {
                Subject::Sum(selection) => {
                    let (low, high) = interval();
                    bounds.push(Bounded::Sum { rule, selection: *selection, low, high });
                }
                Subject::EachLine(selection) => {
                    compiled.selections[*selection].for_each(self.envelope(), |line| {
                        let (original, approved) = (compiled.original.amount(line), summed.amount(line));
                        let bases = Bases { original, approved };
                        let (low, high) = breaches.loosen(check, Some(line), up_to, bases);
                        bounds.push(Bounded::Line { rule, line, low, high });
                    });
                }
                Subject::Movement { scope, base } if compiled.selections[*scope] == Selection::All => {
                    bounds.push(Bounded::Movement { rule, base: *base, cap: interval().1 });
                }
                Subject::Step(_) if breaches.stand_anywhere(rule) => {}
                Subject::Part { .. } if breaches.stand(rule, first(scope), up_to) => {}
                subject => bounds.extend(other(rule, subject, bound, interval().1)),
            }
        }
        Ok(bounds)
    }

    /// Refuses more bounds than a search looks at.
    #[doc(hidden)]
    pub fn accept_bounds(&self, up_to: Authorization) -> Result<()> {
        let compiled = self.compiled();
        let asked =
            compiled.checks.iter().filter(|check| check.bands.iter().any(|(_, needs)| *needs > up_to));
        let bounds = asked.map(|check| match &check.subject {
            Subject::EachLine(selection) => compiled.selections[*selection].len(self.envelope()),
            _ => 1,
        });
        let (found, allowed) = (bounds.sum::<usize>(), MAX_BOUNDS);
        if found > allowed {
            let what = both("bounds of rules on lines and sums", "limiti dei vincoli su voci e somme");
            return Err(Cause::TooMany { what, found, allowed }.into());
        }
        Ok(())
    }

    #[doc(hidden)]
    pub fn selection(&self, number: usize) -> &Selection {
        &self.compiled().selections[number]
    }
}

/// What is no bound of a sum.
fn other(rule: usize, subject: &Subject, bound: &Bound, cap: i64) -> Option<Bounded> {
    Some(match (subject, bound) {
        // One cent is a step that every amount is a multiple of.
        (Subject::Step(_), Bound::Multiple(1)) => return None,
        (Subject::Step(selection), Bound::Multiple(cents)) => {
            Bounded::Step { rule, selection: *selection, cents: *cents }
        }
        (Subject::Movement { scope, base }, _) => {
            Bounded::MovementWithin { rule, selection: *scope, base: *base, cap }
        }
        (Subject::MovementBy { parts, base, .. }, _) => {
            Bounded::MovementBy { rule, parts: parts.clone(), base: *base, cap }
        }
        (Subject::Flow { from, to }, _) => Bounded::Flow { rule, from: *from, to: *to, cap },
        (Subject::Part { part, whole }, bound) => {
            let (percent, due) = match bound {
                Bound::ShareAtMost(percent) => (*percent, Due::AtMost),
                Bound::ShareAtLeast(percent) => (*percent, Due::AtLeast),
                Bound::ShareEquals(percent, rounding) => (*percent, Due::Equals(*rounding)),
                _ => return None,
            };
            Bounded::Share { rule, part: *part, whole: *whole, percent, due }
        }
        _ => return None,
    })
}

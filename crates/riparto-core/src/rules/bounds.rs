//! `Bounded`: what rules ask, as bounds that a search for allocations can use.

use super::authorization::Authorization;
use super::base::Base;
use super::bases::Placement;
use super::breaches::Breaches;
use super::compiled::{Bound, Subject};
use super::due::Due;
use super::rulebook::Rulebook;
use super::view::Evaluation;
use crate::budget::Selection;
use crate::capacity::MAX_BOUNDS;
use crate::error::{Cause, Result};
use crate::money::Percent;
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
    /// At most so much moves between the lines of a selection, or between parts of it, since a base and since the allocation approved
    /// last: the increases or the decreases sum to no more.
    MovementInside { rule: usize, selection: usize, parts: Option<Vec<usize>>, base: Base, cap: i64 },
    /// A selection holds a share of what another one holds.
    Share { rule: usize, part: usize, whole: usize, percent: Percent, due: Due },
    /// At most so much goes from one selection to another since a base.
    Flow { rule: usize, from: usize, to: usize, since: Base, cap: i64 },
    /// Each line is a whole multiple.
    Step { rule: usize, selection: usize, cents: i64 },
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
            | Bounded::MovementInside { rule, .. }
            | Bounded::Share { rule, .. }
            | Bounded::Flow { rule, .. }
            | Bounded::Step { rule, .. } => *rule,
        }
    }
}

impl Rulebook {
    /// What the rules whose breach needs more than `up_to` ask, around an approved allocation; no more than what is where
    /// breaches stand. What a breach that stands leaves of a share is no bound.
    ///
    /// # Errors
    /// More bounds than a search looks at (`too_many`).
    pub(crate) fn bounds(
        &self,
        evaluation: &Evaluation,
        up_to: Authorization,
        breaches: &Breaches,
    ) -> Result<Vec<Bounded>> {
        let compiled = self.compiled();
        self.accept_bounds(up_to)?;
        let first = |scope: usize| compiled.selections[scope].positions(self.envelope()).next();
        let mut bounds = Vec::new();
        for check in &compiled.checks {
            let Some((bound, _)) = check.bands.iter().find(|(_, needs)| *needs > up_to) else { continue };
            let rule = check.rule;
            let scope = check.subject.scope();
            let bases = evaluation.bases(self, Placement::Selection(scope));
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
                        let bases = bases.placed(Placement::Line(line));
                        let (low, high) = breaches.loosen(check, Some(line), up_to, bases);
                        bounds.push(Bounded::Line { rule, line, low, high });
                    });
                }
                Subject::Movement { scope, base, inside }
                    if compiled.selections[*scope] == Selection::All
                        && (!inside || *base == Base::Approved) =>
                {
                    // Between all lines moves what they gain, less what the total has gained.
                    let added = self.envelope().total() - bases.at(*base).allocation().total();
                    let added = if *inside { added.cents().max(0) } else { 0 };
                    let cap = interval().1.saturating_add(added);
                    bounds.push(Bounded::Movement { rule, base: *base, cap });
                }
                Subject::Step(_) if breaches.was_broken_anywhere(rule) => {}
                Subject::Part { .. } if breaches.was_broken(check, first(scope), up_to) => {}
                subject => bounds.extend(others(rule, subject, bound, interval().1)),
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

/// What is no bound of a sum. A flow since a base is bounded for the proposal too: what it moves counts even where it undoes what
/// went before.
fn others(rule: usize, subject: &Subject, bound: &Bound, cap: i64) -> Vec<Bounded> {
    match (subject, bound) {
        (Subject::Flow { from, to, since, .. }, _) => {
            let flow = |since| Bounded::Flow { rule, from: *from, to: *to, since, cap };
            match since {
                Base::Approved => vec![flow(Base::Approved)],
                since => vec![flow(Base::Approved), flow(*since)],
            }
        }
        _ => other(rule, subject, bound, cap).into_iter().collect(),
    }
}

/// The bases since which what moves inside is counted, beside each other: a base, and the allocation approved last, as what a
/// proposal moves counts even where it undoes what went before.
#[doc(hidden)]
pub fn counted_since(base: Base) -> Vec<Base> {
    match base {
        Base::Approved => vec![Base::Approved],
        base => vec![Base::Approved, base],
    }
}

fn other(rule: usize, subject: &Subject, bound: &Bound, cap: i64) -> Option<Bounded> {
    Some(match (subject, bound) {
        // One cent is a step that every amount is a multiple of.
        (Subject::Step(_), Bound::Multiple(1)) => return None,
        (Subject::Step(selection), Bound::Multiple(cents)) => {
            Bounded::Step { rule, selection: *selection, cents: *cents }
        }
        (Subject::Part { part, whole }, Bound::Share(percent, due)) => {
            Bounded::Share { rule, part: *part, whole: *whole, percent: *percent, due: *due }
        }
        _ => return movement(rule, subject, cap),
    })
}

/// What a check of movement asks, where at most so much may move.
pub(super) fn movement(rule: usize, subject: &Subject, cap: i64) -> Option<Bounded> {
    Some(match subject {
        Subject::Movement { scope, base, inside: false } => {
            Bounded::MovementWithin { rule, selection: *scope, base: *base, cap }
        }
        Subject::Movement { scope, base, inside: true } => {
            Bounded::MovementInside { rule, selection: *scope, parts: None, base: *base, cap }
        }
        Subject::MovementBy { parts, base, inside: false, .. } => {
            Bounded::MovementBy { rule, parts: parts.clone(), base: *base, cap }
        }
        Subject::MovementBy { scope, parts, base, inside: true } => {
            let parts = Some(parts.clone());
            Bounded::MovementInside { rule, selection: *scope, parts, base: *base, cap }
        }
        _ => return None,
    })
}

//! `Finding`: a rule that is broken, with the lines, the cents, and what it needs.

use std::fmt;

use super::authorization::Authorization;
use super::limit::Limit;
use super::part::Part;
use super::rule::Rule;
use super::rulebook::Rulebook;
use crate::budget::Line;
use crate::money::{Language, Money};

/// A rule that an allocation or a proposal breaks.
#[doc(alias = "rilievo")]
#[derive(Clone, PartialEq)]
pub struct Finding {
    pub(super) rulebook: Rulebook,
    pub(super) check: usize,
    /// The loosest band that is broken.
    pub(super) band: usize,
    pub(super) breach: Breach,
    /// In cents, exact: transfers that are written back and forth sum to more than 64 bits.
    pub(super) found: i128,
    pub(super) limit: i128,
    /// Where the next band ends on the same side.
    pub(super) next: Option<i128>,
    /// What a percentage of the limit is of, in cents.
    pub(super) reference: i64,
    pub(super) concerned: Concerned,
    pub(super) before: Option<Before>,
    /// Whether an approval brought it, and the proposal makes it no worse.
    pub(super) stands: bool,
}

/// What the same check found before a proposal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Before {
    pub(super) needs: Authorization,
    pub(super) found: i128,
    pub(super) limit: i128,
}

impl Before {
    /// What was found, less what the rule allows.
    pub(super) fn gap(self) -> i128 {
        self.found - self.limit
    }

    /// Whether it needs more than another, or as much by a larger distance, or lies on the other side.
    pub(super) fn breaks_more_than(self, before: Before) -> bool {
        let (now, then) = (self.gap(), before.gap());
        (now > 0) != (then > 0) || (self.needs, now.abs()) > (before.needs, then.abs())
    }
}

/// The distance of two amounts as they are shown, which go up to [`Money::MAX`]; where that is none, the exact one.
fn shown_distance(found: i128, limit: i128) -> Money {
    let shown = (Money::saturating(found) - Money::saturating(limit)).abs();
    if shown.is_zero() { Money::saturating((found - limit).abs()) } else { shown }
}

/// In what way a rule is broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Breach {
    /// The scope holds too much.
    Above,
    /// The scope holds too little.
    Below,
    /// The scope holds something else than what is due.
    Differs,
    /// Too much moves inside the scope.
    Movement,
    /// Too much leaves the scope for another one.
    Flow,
    /// A line is no whole multiple of the step.
    LineStep,
    /// A transfer is no whole multiple of the step.
    TransferStep,
}

/// The lines that a finding is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Concerned {
    Selection(usize),
    Line(usize),
    Transfer(usize, usize),
}

/// Where a finding stands: the check, and the line or transfer if the check has a finding for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    pub(crate) check: usize,
    pub(crate) detail: usize,
}

/// A finding and where it stands.
#[derive(Clone, Debug)]
pub(crate) struct Placed {
    pub(crate) place: Place,
    pub(crate) finding: Finding,
}

impl Finding {
    /// The broken rule.
    #[must_use]
    pub fn rule(&self) -> &Rule {
        &self.rulebook.rules()[self.rule_number()]
    }

    /// In a proposal that takes back an approved one, only what is left as it was stands authorized.
    pub(super) fn undo(&mut self) {
        self.stands &= self.before == Some(self.as_before());
    }

    /// The number of the broken rule.
    /// The position of the first line that it is about.
    pub(super) fn first_line(&self) -> Option<usize> {
        match self.concerned {
            Concerned::Selection(number) => {
                self.rulebook.compiled().selections[number].positions(self.rulebook.envelope()).next()
            }
            Concerned::Line(line) | Concerned::Transfer(line, _) => Some(line),
        }
    }

    pub(super) fn rule_number(&self) -> usize {
        self.rule_of_check(self.check)
    }

    /// The number of the rule of another check.
    pub(super) fn rule_of_check(&self, check: usize) -> usize {
        self.rulebook.compiled().checks[check].rule
    }

    /// Which part of the scope it is about, for a rule that holds for each line or each value of a label.
    #[must_use]
    pub fn part(&self) -> Option<Part<'_>> {
        Part::of(self.rule(), self.lines().next()?)
    }

    /// In what way it is broken.
    #[must_use]
    pub fn breach(&self) -> Breach {
        self.breach
    }

    /// What the breach needs.
    #[must_use]
    pub fn needs(&self) -> Authorization {
        self.rulebook.compiled().checks[self.check].bands[self.band].1
    }

    /// What was found: the sum over the scope, the movement or flow, the line or transfer. At most [`Money::MAX`];
    /// [`found_cents`](Finding::found_cents) is exact for flows beyond it.
    #[must_use]
    pub fn found(&self) -> Money {
        Money::saturating(self.found)
    }

    /// What was found, in cents, exact.
    #[must_use]
    pub fn found_cents(&self) -> i128 {
        self.found
    }

    /// What the rule allows: at most, at least, just, or the next lower multiple of the step. At most [`Money::MAX`];
    /// [`limit_cents`](Finding::limit_cents) is exact for percentages beyond it.
    #[must_use]
    pub fn limit(&self) -> Money {
        Money::saturating(self.limit)
    }

    /// What the rule allows, in cents, exact.
    #[must_use]
    pub fn limit_cents(&self) -> i128 {
        self.limit
    }

    /// By how much the rule is broken: the distance of [`found`](Finding::found) and [`limit`](Finding::limit), or the
    /// exact one where both are beyond [`Money::MAX`]. Never zero.
    #[must_use]
    pub fn excess(&self) -> Money {
        shown_distance(self.found, self.limit)
    }

    /// By how much the rule is broken, in cents, exact; never zero.
    #[must_use]
    pub fn excess_cents(&self) -> i128 {
        (self.found - self.limit).abs()
    }

    /// By how much the same rule was broken before the proposal; zero if it was not, or if there is no proposal.
    #[must_use]
    pub fn excess_before(&self) -> Money {
        self.before.map_or(Money::ZERO, |before| shown_distance(before.found, before.limit))
    }

    /// By how much the same rule was broken before the proposal, in cents, exact.
    #[must_use]
    pub fn excess_before_cents(&self) -> i128 {
        self.before.map_or(0, |before| before.gap().abs())
    }

    /// Whether the proposal breaks the rule, breaks it more than it was broken before, or on the other side.
    #[must_use]
    pub fn is_worse(&self) -> bool {
        self.before.is_none_or(|before| self.breaks_more_than(before))
    }

    /// Whether an earlier approval brought what is found here, and the proposal makes it no worse: it stands authorized,
    /// is told, and needs nothing anew. What the original allocation breaks was never authorized by an approval.
    #[must_use]
    pub fn stands_authorized(&self) -> bool {
        self.stands
    }

    /// Whether it needs more than what was found before, or as much by a larger distance, or lies on the other side.
    fn breaks_more_than(&self, before: Before) -> bool {
        self.as_before().breaks_more_than(before)
    }

    /// What was found, to compare what is found later with it.
    pub(super) fn as_before(&self) -> Before {
        Before { needs: self.needs(), found: self.found, limit: self.limit }
    }

    /// The limit of the band that is broken.
    pub(super) fn broken_limit(&self) -> &Limit {
        self.rule().bands()[self.band].0
    }

    /// How many lines are concerned.
    #[must_use]
    pub fn line_count(&self) -> usize {
        match self.concerned {
            Concerned::Selection(number) => {
                self.rulebook.compiled().selections[number].len(self.rulebook.envelope())
            }
            Concerned::Line(_) => 1,
            Concerned::Transfer(..) => 2,
        }
    }

    /// The lines concerned, in the order of the envelope; for a transfer, where it comes from and goes to.
    pub fn lines(&self) -> impl Iterator<Item = Line<'_>> {
        let envelope = self.rulebook.envelope();
        let positions: Box<dyn Iterator<Item = usize> + '_> = match self.concerned {
            Concerned::Selection(number) => self.rulebook.compiled().selections[number].positions(envelope),
            Concerned::Line(line) => Box::new(std::iter::once(line)),
            Concerned::Transfer(from, to) => Box::new([from, to].into_iter()),
        };
        positions.map(|position| envelope.line(position))
    }
}

/// The sentence in English; [`Finding::message`] has it in both languages.
impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message(Language::English))
    }
}

impl fmt::Debug for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Finding({}: {self})", self.needs().name())
    }
}

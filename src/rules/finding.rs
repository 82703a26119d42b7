//! `Finding`: a rule that is broken, with the lines, the cents, and what it needs.

use std::fmt;

use super::authorization::Authorization;
use super::rule::Rule;
use super::rulebook::Rulebook;
use crate::budget::Line;
use crate::money::{Language, Money};

/// A rule that an allocation or a proposal breaks.
#[doc(alias = "rilievo")]
#[derive(Clone, PartialEq)]
pub struct Finding {
    pub(super) rulebook: Rulebook,
    pub(super) rule: usize,
    pub(super) breach: Breach,
    pub(super) needs: Authorization,
    pub(super) found: i64,
    pub(super) limit: i64,
    pub(super) concerned: Concerned,
    /// What the same check needed and exceeded before the proposal.
    pub(super) before: Option<(Authorization, Money)>,
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
        &self.rulebook.rules()[self.rule]
    }

    /// In what way it is broken.
    #[must_use]
    pub fn breach(&self) -> Breach {
        self.breach
    }

    /// What the breach needs.
    #[must_use]
    pub fn needs(&self) -> Authorization {
        self.needs
    }

    /// What was found: the sum over the scope, the movement or flow, the line or transfer.
    #[must_use]
    pub fn found(&self) -> Money {
        Money::saturating(self.found.into())
    }

    /// What the rule allows: at most, at least, just, or the next lower multiple of the step.
    #[must_use]
    pub fn limit(&self) -> Money {
        Money::saturating(self.limit.into())
    }

    /// By how much the rule is broken: the distance of the two. Never zero, unless both are beyond [`Money::MAX`].
    #[must_use]
    pub fn excess(&self) -> Money {
        self.found().minus(self.limit()).magnitude()
    }

    /// By how much the same rule was broken before the proposal; zero if it was not, or if there is no proposal.
    #[must_use]
    pub fn excess_before(&self) -> Money {
        self.before.map_or(Money::ZERO, |(_, excess)| excess)
    }

    /// Whether the proposal breaks the rule, or breaks it more than it was broken before.
    #[must_use]
    pub fn is_worse(&self) -> bool {
        match self.before {
            None => true,
            Some((needed, excess)) => self.needs > needed || (self.needs == needed && self.excess() > excess),
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
        write!(f, "Finding({}: {self})", self.needs.name())
    }
}

/// Everything that a check found, in the order of the rules.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Findings(Vec<Finding>);

impl Findings {
    pub(crate) fn from_placed(mut placed: Vec<Placed>) -> Findings {
        placed.sort_by_key(|placed| placed.place);
        Findings(placed.into_iter().map(|placed| placed.finding).collect())
    }

    /// What all of it together needs: the most that any finding needs, free if there is none.
    #[must_use]
    pub fn authorization(&self) -> Authorization {
        self.0.iter().map(Finding::needs).max().unwrap_or_default()
    }

    /// Whether no rule is broken.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many findings there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// The findings.
    pub fn iter(&self) -> std::slice::Iter<'_, Finding> {
        self.0.iter()
    }
}

impl<'a> IntoIterator for &'a Findings {
    type Item = &'a Finding;
    type IntoIter = std::slice::Iter<'a, Finding>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

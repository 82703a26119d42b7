//! `Finding`: a rule that is broken, with the lines, the cents, and what it needs.

use std::fmt;

use serde::Serialize;

use super::authorization::Authorization;
use super::compiled::{Bound, Subject};
use super::limit::Limit;
use super::part::Part;
use super::rule::Rule;
use super::rulebook::Rulebook;
use crate::budget::Line;
use crate::money::{Language, Money, Percent};

/// A rule that an allocation or a proposal breaks, with all that a sentence about it needs: [`message`](Finding::message) is such a
/// sentence, and a program may word its own.
///
/// ```
/// use riparto::{Limit, Plan};
/// use riparto::rules::Breach;
///
/// let plan = Plan::from_json(
///     r#"{ "format": "riparto.plan/1", "title": "Plan", "total": "100.00",
///          "lines": [ {"id": "staff", "amount": "80.00"}, {"id": "overheads", "amount": "20.00"} ],
///          "rules": [ {"id": "cap", "scope": {"lines": ["overheads"]},
///                      "limit": {"share_ceiling": {"percent": "15", "of": {"lines": ["staff"]}}}} ] }"#,
/// )?;
/// let findings = plan.check();
/// let finding = findings.iter().next().unwrap();
/// assert_eq!((finding.breach(), finding.excess().to_string()), (Breach::Above, "8.00".to_owned()));
/// // 15 % of 80.00.
/// let Limit::ShareCeiling(share) = finding.broken_limit() else { panic!("a ceiling on a share") };
/// let of = finding.reference().unwrap();
/// assert_eq!((share.percent.to_string(), of.to_string(), finding.limit().to_string()), ("15".into(), "80.00".into(), "12.00".into()));
/// # Ok::<(), riparto::Error>(())
/// ```
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
    /// What the whole holds that a share is of, or what was held in the base that a change is measured against, in cents.
    pub(super) reference: i64,
    /// What each percentage of the limit is of, in cents.
    pub(super) percent_of: Vec<i64>,
    pub(super) concerned: Concerned,
    pub(super) before: Option<Before>,
    /// Whether an approval brought it, and the proposal makes it no worse.
    pub(super) stands: bool,
}

/// What the same check found before a proposal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Before {
    pub(super) needs: Authorization,
    /// The loosest band that was broken: where changes are used up, several bands need the same.
    pub(super) band: usize,
    pub(super) found: i128,
    pub(super) limit: i128,
}

impl Before {
    /// What was found, less what the rule allows.
    pub(super) fn gap(self) -> i128 {
        self.found - self.limit
    }

    /// Whether it breaks a looser band than another, or the same by a larger distance, or lies on the other side.
    pub(super) fn breaks_more_than(self, before: Before) -> bool {
        let (now, then) = (self.gap(), before.gap());
        (now > 0) != (then > 0)
            || (self.needs, self.band, now.abs()) > (before.needs, before.band, then.abs())
    }
}

/// The names of two lists, each once.
fn once_each<'a>(first: &'a [String], second: &'a [String]) -> impl Iterator<Item = &'a str> {
    let more = second.iter().filter(|name| !first.contains(name));
    first.iter().chain(more).map(String::as_str)
}

/// The distance of two amounts as they are shown, which go up to [`Money::MAX`]; where that is none, the exact one.
fn shown_distance(found: i128, limit: i128) -> Money {
    let shown = (Money::saturating(found) - Money::saturating(limit)).abs();
    if shown.is_zero() { Money::saturating((found - limit).abs()) } else { shown }
}

/// In what way a rule is broken.
///
/// ```
/// use riparto::Finding;
/// use riparto::rules::Breach;
///
/// /// A sentence of one's own, of the figures that a finding carries.
/// fn reminder(finding: &Finding) -> String {
///     match finding.breach() {
///         Breach::Below => format!("{} more, please, for {}", finding.excess(), finding.rule().id()),
///         _ => format!("{} less, please, for {}", finding.excess(), finding.rule().id()),
///     }
/// }
/// # let plan = riparto::Plan::from_json(r#"{ "format": "riparto.plan/1", "title": "Plan", "total": "100.00",
/// #     "lines": [ {"id": "desks", "amount": "60.00"}, {"id": "outreach", "amount": "40.00"} ],
/// #     "rules": [ {"id": "floor", "scope": {"lines": ["outreach"]}, "limit": {"floor": "50.00"}} ] }"#)?;
/// let reminders: Vec<String> = plan.check().iter().map(reminder).collect();
/// assert_eq!(reminders, ["10.00 more, please, for floor"]);
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
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
    /// As many changes were made as may be: what was found is what this one moves.
    Changes,
}

/// The lines that a finding is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Concerned {
    Selection(usize),
    Line(usize),
    Transfer(usize, usize),
}

/// Where a finding stands: the check, the line or transfer if the check has a finding for each, and the side of the limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct BreachKey {
    pub(crate) check: usize,
    pub(crate) detail: usize,
    /// Whether more was found than is allowed. Where a least is above a most, a place is broken on both sides.
    pub(crate) above: bool,
}

impl BreachKey {
    /// The same place on the other side of the limit.
    pub(super) fn opposite(self) -> BreachKey {
        BreachKey { above: !self.above, ..self }
    }
}

/// A finding and where it stands.
#[derive(Clone, Debug)]
pub(crate) struct KeyedFinding {
    pub(crate) place: BreachKey,
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

    /// The position of the first line that it is about.
    pub(super) fn first_line(&self) -> Option<usize> {
        match self.concerned {
            Concerned::Selection(number) => {
                self.rulebook.compiled().selections[number].positions(self.rulebook.envelope()).next()
            }
            Concerned::Line(line) | Concerned::Transfer(line, _) => Some(line),
        }
    }

    /// The number of the broken rule.
    pub(super) fn rule_number(&self) -> usize {
        self.rule_of_check(self.check)
    }

    /// Which of the things that the broken rule says, where it says several.
    #[doc(hidden)]
    #[must_use]
    pub fn conjunct(&self) -> usize {
        self.rulebook.compiled().checks[self.check].conjunct
    }

    /// The number of the rule of another check.
    pub(super) fn rule_of_check(&self, check: usize) -> usize {
        self.rulebook.compiled().checks[check].rule
    }

    /// Which part of the scope it is about, for a rule that holds for each line or each value of a label.
    #[must_use]
    pub fn part(&self) -> Option<Part<'_>> {
        Part::of_lines(self.rule(), self.rulebook.envelope(), self.lines())
    }

    /// Whether more was found than is allowed.
    #[doc(hidden)]
    #[must_use]
    pub fn is_above(&self) -> bool {
        self.found > self.limit
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

    /// Whether the proposal breaks the rule, breaks it more than it was broken before, or on the other side. That as many changes were
    /// made as may be is worse where something else is that needs what they are counted from.
    #[must_use]
    pub fn is_worse(&self) -> bool {
        self.before.is_none_or(|before| self.breaks_more_than(before))
    }

    /// By how many cents at least what it measures must change so that it is no worse than before; below one where it is no worse.
    pub(crate) fn worse_by(&self) -> i128 {
        match self.before {
            // On the same side of the same band it may stay as far off as it was.
            Some(before) if before.band == self.band && (before.gap() > 0) == self.is_above() => {
                self.excess_cents() - before.gap().abs()
            }
            Some(before) if !self.breaks_more_than(before) => 0,
            _ => self.excess_cents(),
        }
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
        Before { needs: self.needs(), band: self.band, found: self.found, limit: self.limit }
    }

    /// The limit that is broken: that of the rule, or of the loosest of its bands that is broken.
    #[must_use]
    pub fn broken_limit(&self) -> &Limit {
        self.rule().bands()[self.band].0
    }

    /// The documents that an approval of the breach needs: those that the rule names, and those of the broken band.
    ///
    /// ```
    /// use riparto::Plan;
    ///
    /// let plan = Plan::from_json(
    ///     r#"{ "format": "riparto.plan/1", "title": "Plan", "total": "100.00",
    ///          "lines": [ {"id": "staff", "amount": "80.00"}, {"id": "travel", "amount": "20.00"} ],
    ///          "rules": [ {"id": "cap", "scope": {"lines": ["travel"]}, "limit": {"ceiling": "10.00"}, "needs": "prior_approval",
    ///                      "requires": ["justification"], "by": ["monitoring committee"]} ] }"#,
    /// )?;
    /// let finding = plan.check().into_iter().next().unwrap();
    /// assert_eq!(finding.requires().collect::<Vec<_>>(), ["justification"]);
    /// assert_eq!(finding.by().collect::<Vec<_>>(), ["monitoring committee"]);
    /// # Ok::<(), riparto::Error>(())
    /// ```
    pub fn requires(&self) -> impl Iterator<Item = &str> {
        let band = self.rule().band(self.band).map(|band| band.requires.as_slice());
        once_each(self.rule().requires(), band.unwrap_or_default())
    }

    /// The bodies that decide on the breach: those that the rule names, and those of the broken band.
    pub fn by(&self) -> impl Iterator<Item = &str> {
        let band = self.rule().band(self.band).map(|band| band.by.as_slice());
        once_each(self.rule().by(), band.unwrap_or_default())
    }

    /// The limit of the next band on the same side, up to where the breach needs no more than [`needs`](Finding::needs); none
    /// where no looser band bounds it.
    #[must_use]
    pub fn next_limit(&self) -> Option<Money> {
        self.next.map(Money::saturating)
    }

    /// The amount that the percentage of the broken limit is of: the total, what another scope holds, or what this one held in the
    /// base. None where the limit has no percentage, or several.
    #[must_use]
    pub fn reference(&self) -> Option<Money> {
        match self.percent_of[..] {
            [only] => Some(Money::saturating(only.into())),
            _ => None,
        }
    }

    /// Whether another is about the same lines by the same rule.
    pub(crate) fn is_of_same_check(&self, other: &Finding) -> bool {
        self.check == other.check
    }

    /// The percentage, where the broken bound is a share of what other lines hold after.
    pub(crate) fn share(&self) -> Option<Percent> {
        match self.broken_bound() {
            Bound::Share(percent, _) => Some(*percent),
            _ => None,
        }
    }

    /// The compiled bound that is broken.
    pub(super) fn broken_bound(&self) -> &Bound {
        &self.rulebook.compiled().checks[self.check].bands[self.band].0
    }

    /// The lines that a flow goes to, in the order of the envelope; none where the rule is not of a flow.
    pub fn target_lines(&self) -> impl Iterator<Item = Line<'_>> {
        let compiled = self.rulebook.compiled();
        let to = match compiled.checks[self.check].subject {
            Subject::Flow { to, .. } => Some(&compiled.selections[to]),
            _ => None,
        };
        let envelope = self.rulebook.envelope();
        to.into_iter().flat_map(|to| to.positions(envelope)).map(|position| envelope.line(position))
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

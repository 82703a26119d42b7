//! `ChangeCompletion`: derived lines that follow an act which changes the total.

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use super::derived_completion::Incomplete;
use super::envelope_change::{Distribution, EnvelopeChange};
use super::financial_plan::Plan;
use crate::budget::Change;
use crate::error::Result;
use crate::money::{Money, MoneyDelta, Receipt};

/// What follows a change of the total, where rules say who pays for derived lines.
///
/// In JSON `null`, or a map whose `complete` tells the two others apart.
///
/// ```
/// # use riparto::Plan;
/// # use riparto::plan::{ChangeCompletion, Distribution, EnvelopeChange};
/// # let plan = Plan::from_json(
/// #     r#"{ "format": "riparto.plan/1", "title": "Plan", "total": "2000.00",
/// #          "lines": [ {"id": "desks", "amount": "1000.00"}, {"id": "indirect", "amount": "70.00"}, {"id": "reserve", "amount": "930.00"} ],
/// #          "rules": [ {"id": "flat", "scope": {"lines": ["indirect"]},
/// #                      "limit": {"derived": {"percent": "7", "of": {"lines": ["desks"]}, "paid_by": {"lines": ["reserve"]}}}} ] }"#,
/// # )?;
/// let named = Distribution::Named(vec![("desks".into(), "50.00".parse()?), ("indirect".into(), "3.50".parse()?)]);
/// let change = EnvelopeChange::new("e1", "53.50".parse()?, named)?;
/// assert_eq!(plan.follow_change(&change)?, ChangeCompletion::Needless);
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum ChangeCompletion {
    /// Nothing follows: no rule says who pays, or all that they derive holds what is due.
    #[default]
    Needless,
    /// The change with what follows it.
    Completed(Box<CompletedChange>),
    /// Nothing makes derived lines right, and why.
    Impossible(Incomplete),
}

/// A change of the total with what follows it.
///
/// ```
/// # use riparto::Plan;
/// # use riparto::plan::{ChangeCompletion, Distribution, EnvelopeChange};
/// # let plan = Plan::from_json(
/// #     r#"{ "format": "riparto.plan/1", "title": "Plan", "total": "2000.00",
/// #          "lines": [ {"id": "desks", "amount": "1000.00"}, {"id": "indirect", "amount": "70.00"}, {"id": "reserve", "amount": "930.00"} ],
/// #          "rules": [ {"id": "flat", "scope": {"lines": ["indirect"]},
/// #                      "limit": {"derived": {"percent": "7", "of": {"lines": ["desks"]}, "paid_by": {"lines": ["reserve"]}}}} ] }"#,
/// # )?;
/// let named = Distribution::Named(vec![("desks".into(), "50.00".parse()?)]);
/// let ChangeCompletion::Completed(completed) = plan.follow_change(&EnvelopeChange::new("e1", "50.00".parse()?, named)?)? else {
///     panic!("the reserve pays")
/// };
/// assert_eq!(completed.due(), [("flat".to_owned(), "73.50".parse()?)]);
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompletedChange {
    change: EnvelopeChange,
    receipt: Option<Receipt>,
    added: Vec<(String, MoneyDelta)>,
    due: Vec<(String, Money)>,
}

impl CompletedChange {
    /// The change with what follows it, by named lines.
    #[must_use]
    pub fn change(&self) -> &EnvelopeChange {
        &self.change
    }

    /// Who got which leftover cent where the change was split pro rata or by weights, before what follows.
    #[must_use]
    pub fn receipt(&self) -> Option<&Receipt> {
        self.receipt.as_ref()
    }

    /// What follows, by line: derived lines and those that pay for them. It sums to zero.
    #[must_use]
    pub fn added(&self) -> &[(String, MoneyDelta)] {
        &self.added
    }

    /// What the lines of each rule are due, by the rule's id, in the order in which they are computed.
    #[must_use]
    pub fn due(&self) -> &[(String, Money)] {
        &self.due
    }
}

impl Serialize for CompletedChange {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct DueAmount<'a> {
            rule: &'a str,
            amount: Money,
        }
        struct ByLine<'a>(&'a [(String, MoneyDelta)]);
        impl Serialize for ByLine<'_> {
            fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
                serializer.collect_map(self.0.iter().map(|(line, change)| (line, change)))
            }
        }
        let due: Vec<DueAmount<'_>> =
            self.due.iter().map(|(rule, amount)| DueAmount { rule, amount: *amount }).collect();
        let mut map = serializer.serialize_map(Some(3))?;
        map.serialize_entry("complete", &true)?;
        map.serialize_entry("added", &ByLine(&self.added))?;
        map.serialize_entry("due", &due)?;
        map.end()
    }
}

impl ChangeCompletion {
    /// The change with what follows it; the given one where nothing does, or where nothing makes derived lines right.
    #[must_use]
    pub fn change<'a>(&'a self, given: &'a EnvelopeChange) -> &'a EnvelopeChange {
        match self {
            ChangeCompletion::Completed(completed) => &completed.change,
            ChangeCompletion::Needless | ChangeCompletion::Impossible(_) => given,
        }
    }
}

impl Plan {
    /// A change of the total with what derived lines take or set free, paid as their rules say
    /// ([`Derived::paid_by`](crate::rules::Derived::paid_by)): as [`Plan::follow`] does for a proposal. Money that enters has no giver in the
    /// plan, and money that leaves no receiver: then the lines that the change names pay, so that what they take includes
    /// what is derived from it. A change whose lines hold what is due, all named, is left as it is.
    ///
    /// ```
    /// use riparto::Plan;
    /// use riparto::plan::{ChangeCompletion, Distribution, EnvelopeChange};
    ///
    /// let plan = Plan::from_json(
    ///     r#"{ "format": "riparto.plan/1", "title": "Plan", "total": "2000.00",
    ///          "lines": [ {"id": "desks", "amount": "1000.00"}, {"id": "indirect", "amount": "70.00"}, {"id": "reserve", "amount": "930.00"} ],
    ///          "rules": [ {"id": "flat", "scope": {"lines": ["indirect"]},
    ///                      "limit": {"derived": {"percent": "7", "of": {"lines": ["desks"]}, "paid_by": "giver"}}} ] }"#,
    /// )?;
    /// // Of 107.00 more for the desks, 7.00 are indirect costs.
    /// let named = Distribution::Named(vec![("desks".into(), "107.00".parse()?)]);
    /// let change = EnvelopeChange::new("e1", "107.00".parse()?, named)?;
    /// let completion = plan.follow_change(&change)?;
    /// let ChangeCompletion::Completed(completed) = &completion else { panic!("the desks pay") };
    /// assert_eq!(completed.added()[1], ("indirect".to_owned(), "7.00".parse()?));
    /// let (after, _) = plan.change_envelope(completion.change(&change))?;
    /// assert_eq!(after.approved().amount("desks")?.to_string(), "1100.00");
    /// assert!(after.check().is_empty());
    /// # Ok::<(), riparto::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`Plan::change_envelope`], of the change without what follows.
    pub fn follow_change(&self, change: &EnvelopeChange) -> Result<ChangeCompletion> {
        if !self.rulebook().has_following() {
            return Ok(ChangeCompletion::Needless);
        }
        let (after, receipt) = self.change_envelope(change)?;
        let pairs = self.approved().amounts().iter().zip(after.approved().amounts());
        let stated: Vec<Change> = pairs
            .enumerate()
            .filter(|(_, (held, holds))| held != holds)
            .map(|(line, (held, holds))| Change::new(line, *held, *holds))
            .collect();
        if stated.is_empty() {
            return Ok(ChangeCompletion::Needless);
        }
        let (added, due) = match self.before_change_to(after.envelope().total())?.following(&stated) {
            Ok((added, _)) if added.is_empty() => return Ok(ChangeCompletion::Needless),
            Ok(found) => found,
            Err(why) => return Ok(ChangeCompletion::Impossible(why)),
        };
        let mut changes = vec![0; self.envelope().line_count()];
        stated.iter().for_each(|change| changes[change.line] += change.delta.cents());
        added.iter().for_each(|(line, cents)| changes[*line] += cents);
        let named = |(line, cents): (usize, i64)| {
            Ok((self.envelope().line(line).id().to_owned(), MoneyDelta::from_cents(cents)?))
        };
        let shares = changes.into_iter().enumerate().filter(|(_, cents)| *cents != 0).map(named);
        let distribution = Distribution::Named(shares.collect::<Result<_>>()?);
        let change =
            EnvelopeChange::new(change.id(), change.change(), distribution)?.with_act(change.act())?;
        let added = added.into_iter().map(named).collect::<Result<_>>()?;
        Ok(ChangeCompletion::Completed(Box::new(CompletedChange { change, receipt, added, due })))
    }
}

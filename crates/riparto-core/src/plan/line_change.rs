//! Adding, splitting and closing the lines of a plan: separate acts that leave the totals what they are.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};

use super::financial_plan::Plan;
use crate::budget::{Allocation, Envelope};
use crate::error::{Cause, Result};
use crate::money::{Apportion, Apportionment, Method, Money, MoneyDelta, Weight, apportion};
use crate::reader::unique_keys;
use crate::rules::{KeptAllocations, Rule};
use crate::words::{Bilingual, both};

/// A line that an act adds to a plan, with nothing on it yet.
///
/// ```
/// use riparto::{Money, Plan};
/// use riparto::plan::NewLine;
///
/// let plan = Plan::from_json(
///     r#"{ "format": "riparto.plan/1", "title": "Plan", "total": "100.00",
///          "lines": [ {"id": "desks", "amount": "60.00"}, {"id": "outreach", "amount": "40.00"} ] }"#,
/// )?;
/// let plan = plan.add_line(&NewLine::new("training").title("Training of operators").label("partner", "ats"))?;
/// let line = plan.line("training")?;
/// assert_eq!((line.title(), line.labels().get("partner")), ("Training of operators", Some("ats")));
/// assert_eq!(plan.approved().amount("training")?, Money::ZERO);
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[doc(alias = "nuova voce")]
#[non_exhaustive]
pub struct NewLine {
    /// The id, that of no other line.
    pub id: String,
    /// What a person reads; the id if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The labels: rules whose scopes select by them hold for the line from now on.
    #[serde(default, deserialize_with = "labels", skip_serializing_if = "BTreeMap::is_empty")]
    pub labels: BTreeMap<String, String>,
}

/// A part of a line that an act splits.
///
/// ```
/// use riparto::{Money, Plan};
/// use riparto::plan::LinePart;
///
/// let plan = Plan::from_json(
///     r#"{ "format": "riparto.plan/1", "title": "Plan", "total": "100.00",
///          "lines": [ {"id": "desks", "amount": "60.00"}, {"id": "outreach", "amount": "40.00"} ] }"#,
/// )?;
/// let parts = [LinePart::new("desks-north", Money::from_euros(35)), LinePart::new("desks-south", Money::from_euros(25))];
/// let plan = plan.split_line("desks", &parts)?;
/// assert_eq!(plan.approved().amount("desks-north")?, Money::from_euros(35));
/// assert_eq!(plan.closed_lines(), ["desks"]);
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct LinePart {
    /// The id, that of no other line.
    pub id: String,
    /// What a person reads; the id if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The labels, all of them; those of the line that is split if absent.
    #[serde(default, deserialize_with = "some_labels", skip_serializing_if = "Option::is_none")]
    pub labels: Option<BTreeMap<String, String>>,
    /// What the part holds of what the line was approved to hold.
    pub approved: Money,
    /// What the part holds of the line's original amount; as much as of the approved one if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub original: Option<Money>,
}

/// Labels, each key once.
fn labels<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> std::result::Result<BTreeMap<String, String>, D::Error> {
    serde_json::from_value(unique_keys(deserializer)?).map_err(D::Error::custom)
}

fn some_labels<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> std::result::Result<Option<BTreeMap<String, String>>, D::Error> {
    labels(deserializer).map(Some)
}

impl NewLine {
    /// A line with nothing on it; its title is the id.
    #[must_use]
    pub fn new(id: impl Into<String>) -> NewLine {
        NewLine { id: id.into(), ..NewLine::default() }
    }

    /// What a person reads.
    #[must_use]
    pub fn title(self, title: impl Into<String>) -> NewLine {
        NewLine { title: Some(title.into()), ..self }
    }

    /// Adds a label; a second one of the same key replaces the first.
    #[must_use]
    pub fn label(mut self, key: impl Into<String>, value: impl Into<String>) -> NewLine {
        self.labels.insert(key.into(), value.into());
        self
    }
}

impl LinePart {
    /// A part that holds so much of the approved amount and as much of the original one; its title is the id, and its labels are
    /// those of the line that is split.
    #[must_use]
    pub fn new(id: impl Into<String>, approved: Money) -> LinePart {
        LinePart { id: id.into(), approved, ..LinePart::default() }
    }

    /// What a person reads.
    #[must_use]
    pub fn title(self, title: impl Into<String>) -> LinePart {
        LinePart { title: Some(title.into()), ..self }
    }

    /// The labels, all of them, in the place of those of the line that is split.
    #[must_use]
    pub fn labels(self, labels: BTreeMap<String, String>) -> LinePart {
        LinePart { labels: Some(labels), ..self }
    }

    /// What the part holds of the line's original amount.
    #[must_use]
    pub fn original(self, original: Money) -> LinePart {
        LinePart { original: Some(original), ..self }
    }

    /// The part with all that it takes from the line that is split, or leaves out, written down.
    fn written_out(&self, inherited: &BTreeMap<String, String>) -> LinePart {
        LinePart {
            id: self.id.clone(),
            title: Some(self.title.clone().unwrap_or_else(|| self.id.clone())),
            labels: Some(self.labels.clone().unwrap_or_else(|| inherited.clone())),
            approved: self.approved,
            original: Some(self.of_original()),
        }
    }

    fn of_original(&self) -> Money {
        self.original.unwrap_or(self.approved)
    }
}

impl Plan {
    /// The lines that are closed, by id: those of the rule `closed-lines`, which holds them at nothing. So a plan that is written
    /// down and read again still knows them.
    #[must_use]
    pub fn closed_lines(&self) -> &[String] {
        self.rulebook().rules().iter().find_map(Rule::closed_lines).unwrap_or_default()
    }

    /// The plan with one line more, after all others, which holds nothing in the original allocation and in the approved one.
    /// Rules whose scope selects by a label that it carries hold for it; those that list lines do not.
    ///
    /// ```
    /// use riparto::Plan;
    /// use riparto::plan::NewLine;
    ///
    /// let plan = Plan::from_json(
    ///     r#"{ "format": "riparto.plan/1", "title": "Plan", "total": "100.00",
    ///          "lines": [ {"id": "a", "amount": "60.00"}, {"id": "b", "amount": "40.00"} ] }"#,
    /// )?;
    /// let line = NewLine::new("training").title("Training of operators");
    /// let plan = plan.add_line(&line)?;
    /// assert_eq!(plan.approved().amount("training")?.to_string(), "0.00");
    /// # Ok::<(), riparto::Error>(())
    /// ```
    ///
    /// # Errors
    /// An id that is malformed or taken (`id_malformed`, `id_taken`), a title or label that makes no sense (`text_missing`,
    /// `text_too_long`, `text_malformed`), too many lines or label keys (`too_many`), rules that no longer compile.
    pub fn add_line(&self, line: &NewLine) -> Result<Plan> {
        let title = line.title.as_deref().unwrap_or(&line.id);
        let envelope = self.envelope().with_lines([(line.id.as_str(), title, &line.labels)])?;
        let [original, approved] =
            [self.original(), self.approved()].map(|held| held.on_more_lines(&envelope));
        let kept = self.kept();
        let kept = KeptAllocations {
            initial_with_acts: kept.initial_with_acts.map(|at| at.on_more_lines(&envelope)).transpose()?,
            authorized: kept
                .authorized
                .into_iter()
                .map(|(level, at)| Ok((level, at.on_more_lines(&envelope)?)))
                .collect::<Result<_>>()?,
        };
        self.restated(&original?, &approved?, self.rulebook().rules().to_vec(), &kept)?.still_co_financed()
    }

    /// The parts of a line as an act splits it, with all that they inherit and leave out written down.
    ///
    /// # Errors
    /// An unknown line (`line_unknown`).
    #[doc(hidden)]
    pub fn parts_of(&self, line: &str, parts: &[LinePart]) -> Result<Vec<LinePart>> {
        let line = self.envelope().line(self.envelope().position(line)?);
        let labels = line.labels().iter().map(|(key, value)| (key.to_owned(), value.to_owned())).collect();
        Ok(parts.iter().map(|part| part.written_out(&labels)).collect())
    }

    /// The plan with a line split into parts, which come after all lines. Its original amount and its approved one are divided to
    /// the cent as the parts say, and the line itself is closed: it stays in the plan, at nothing, so that the history can name it.
    /// Where a rule lists the line its parts take its place.
    ///
    /// ```
    /// use riparto::Plan;
    /// use riparto::plan::LinePart;
    ///
    /// let plan = Plan::from_json(
    ///     r#"{ "format": "riparto.plan/1", "title": "Plan", "total": "100.00",
    ///          "lines": [ {"id": "a", "amount": "60.00"}, {"id": "b", "amount": "40.00"} ],
    ///          "rules": [ {"id": "floor", "scope": {"lines": ["b"]}, "limit": {"floor": "30.00"}} ] }"#,
    /// )?;
    /// let part = |id: &str, approved: &str| Ok::<_, riparto::Error>(LinePart::new(id, approved.parse()?));
    /// let after = plan.split_line("b", &[part("b1", "25.00")?, part("b2", "15.00")?])?;
    /// assert_eq!(after.closed_lines(), ["b"]);
    /// assert_eq!(after.original().amount("b1")?.to_string(), "25.00");
    /// assert_eq!(plan.split_line("b", &[part("b1", "25.00")?]).unwrap_err().code(), "parts_too_few");
    /// let error = plan.split_line("b", &[part("b1", "25.00")?, part("b2", "14.99")?]).unwrap_err();
    /// assert_eq!(error.code(), "split_unbalanced");
    /// # Ok::<(), riparto::Error>(())
    /// ```
    ///
    /// # Errors
    /// An unknown line (`line_unknown`) or one that is closed (`line_closed`), fewer than two parts (`parts_too_few`), those of
    /// [`Plan::add_line`] for a part, parts that do not sum to what the line holds (`split_unbalanced`).
    pub fn split_line(&self, line: &str, parts: &[LinePart]) -> Result<Plan> {
        let parts = self.parts_of(line, parts)?;
        let split = self.envelope().position(line)?;
        self.is_open_line(line)?;
        if parts.len() < 2 {
            return Err(Cause::PartsTooFew { line: line.to_owned(), found: parts.len() }.into());
        }
        let none = BTreeMap::new();
        let added = parts.iter().map(|part| {
            (
                part.id.as_str(),
                part.title.as_deref().unwrap_or_default(),
                part.labels.as_ref().unwrap_or(&none),
            )
        });
        let envelope = self.envelope().with_lines(added)?;
        let divided = |held: &Allocation, what: Bilingual, of: fn(&LinePart) -> Money| {
            let sum: i128 = parts.iter().map(|part| i128::from(of(part).cents())).sum();
            let whole = i128::from(held.amounts()[split].cents());
            if sum != whole {
                return Err(unbalanced(line, what, sum, whole));
            }
            let mut amounts = held.amounts().to_vec();
            amounts[split] = Money::ZERO;
            amounts.extend(parts.iter().map(of));
            Allocation::new(&envelope.with_total(held.total()), amounts)
        };
        let approved =
            divided(self.approved(), both("approved amount", "importo approvato"), |part| part.approved)?;
        let original =
            divided(self.original(), both("original amount", "importo iniziale"), LinePart::of_original)?;
        let ids: Vec<&str> = parts.iter().map(|part| part.id.as_str()).collect();
        let rules = self.rulebook().rules().iter().map(|rule| rule.with_parts(line, &ids)).collect();
        let rules = past_closed(rules, &envelope, self.closed_lines(), line)?;
        // What acts changed of the line is divided as its original amount is; the act itself is a decision at every level.
        let initial = self.kept().initial_with_acts.map(|initial| {
            let weights: Vec<Weight> = parts.iter().map(|part| Weight::from(part.of_original())).collect();
            let of = |held| apportion(held, &weights, &Apportion::new().method(Method::LargestRemainder));
            let held = initial.amounts()[split];
            let divided = of(held).map(Apportionment::into_amounts);
            let divided = divided.unwrap_or_else(|_| first_of(held, parts.len()));
            let mut amounts = initial.amounts().to_vec();
            amounts[split] = Money::ZERO;
            amounts.extend(divided);
            Allocation::new(&envelope.with_total(initial.total()), amounts)
        });
        let kept = KeptAllocations {
            initial_with_acts: initial.transpose()?,
            authorized: self.authorized_by_act(&approved),
        };
        let mut plan = self.restated(&original, &approved, rules, &kept)?;
        if plan.units.contains_key(line) {
            // The line holds nothing any more, and how its units are divided the parts do not say.
            Arc::make_mut(&mut plan.units).remove(line);
        }
        plan.still_co_financed()
    }

    /// The plan with a line closed: it can give and receive nothing, and no rule that binds it alone, or each line, looks at it any
    /// more. What it holds goes to another line; its original amount stays what it was.
    ///
    /// ```
    /// # use riparto::Plan;
    /// # let plan = Plan::from_json(
    /// #     r#"{ "format": "riparto.plan/1", "title": "Plan", "total": "100.00",
    /// #          "lines": [ {"id": "a", "amount": "60.00"}, {"id": "b", "amount": "40.00"} ] }"#,
    /// # )?;
    /// assert_eq!(plan.close_line("b", None).unwrap_err().code(), "line_not_empty");
    /// let after = plan.close_line("b", Some("a"))?;
    /// assert_eq!(after.approved().amount("a")?.to_string(), "100.00");
    /// assert_eq!(after.original().amount("b")?.to_string(), "40.00");
    /// assert_eq!(after.closed_lines(), ["b"]);
    /// # Ok::<(), riparto::Error>(())
    /// ```
    ///
    /// # Errors
    /// An unknown line (`line_unknown`) or one that is closed (`line_closed`), the line itself as the one that receives
    /// (`transfer_to_itself`), a line that holds something where no line receives it (`line_not_empty`), rules that no longer
    /// compile (`id_taken` if another rule has the id `closed-lines`).
    pub fn close_line(&self, line: &str, remainder_to: Option<&str>) -> Result<Plan> {
        let approved = self.emptied(line, remainder_to)?;
        let rules = self.rulebook().rules().to_vec();
        let rules = past_closed(rules, self.envelope(), self.closed_lines(), line)?;
        let kept = self.kept();
        let kept = KeptAllocations { authorized: self.authorized_by_act(&approved), ..kept };
        self.restated(self.original(), &approved, rules, &kept)
    }

    /// The approved allocation with what a line holds on another one.
    pub(crate) fn emptied(&self, line: &str, remainder_to: Option<&str>) -> Result<Allocation> {
        let closed = self.envelope().position(line)?;
        let receiver = remainder_to.map(|to| self.envelope().position(to)).transpose()?;
        self.is_open_line(line)?;
        remainder_to.map_or(Ok(()), |to| self.is_open_line(to))?;
        if receiver == Some(closed) {
            return Err(Cause::TransferToItself { line: line.to_owned() }.into());
        }
        let mut amounts = self.approved().amounts().to_vec();
        let held = std::mem::take(&mut amounts[closed]);
        match receiver {
            Some(receiver) => amounts[receiver] = amounts[receiver].checked_add(held)?,
            None if held.is_zero() => {}
            None => return Err(Cause::LineNotEmpty { line: line.to_owned(), held: held.words() }.into()),
        }
        Allocation::new(self.envelope(), amounts)
    }

    fn is_open_line(&self, line: &str) -> Result<()> {
        match self.closed_lines().iter().any(|closed| closed == line) {
            true => Err(Cause::LineClosed { line: line.to_owned() }.into()),
            false => Ok(()),
        }
    }
}

/// All of it to the first of some parts, where there is nothing to divide it by.
fn first_of(held: Money, parts: usize) -> Vec<Money> {
    std::iter::once(held).chain(std::iter::repeat_n(Money::ZERO, parts.saturating_sub(1))).collect()
}

/// Rules past closed lines and one more, with the rule that holds these at nothing as the last one.
fn past_closed(rules: Vec<Rule>, envelope: &Envelope, closed: &[String], line: &str) -> Result<Vec<Rule>> {
    let ids: Vec<String> = closed.iter().cloned().chain([line.to_owned()]).collect();
    let closed: BTreeSet<usize> = ids.iter().map(|id| envelope.position(id)).collect::<Result<_>>()?;
    let others = rules.iter().filter(|rule| rule.closed_lines().is_none());
    let past: Vec<Option<Rule>> = others.map(|rule| rule.past(envelope, &closed)).collect::<Result<_>>()?;
    let closing = Rule::of_closed_lines(ids)?;
    Ok(past.into_iter().flatten().chain([closing]).collect())
}

fn unbalanced(line: &str, what: Bilingual, sum: i128, whole: i128) -> crate::error::Error {
    let size = MoneyDelta::words((sum - whole).abs());
    let difference = match sum < whole {
        true => Bilingual::new(format!("{size} is missing"), format!("mancano {}", size.italian())),
        false => Bilingual::new(format!("{size} too much"), format!("{} in eccesso", size.italian())),
    };
    let (parts, held) = (MoneyDelta::words(sum), MoneyDelta::words(whole));
    Cause::SplitUnbalanced { line: line.to_owned(), what, parts, held, difference }.into()
}

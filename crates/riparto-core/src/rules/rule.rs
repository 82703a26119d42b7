//! `Rule`: a limit on a scope, what its breach needs, and where it is written.

use serde::{Deserialize, Serialize};

use super::authorization::Authorization;
use super::limit::{Band, Limit};
use super::period::{Period, PeriodDocument};
use super::requirements::{check_bodies, check_documents};
use crate::budget::{Scope, check_id, check_text};
use crate::date::Date;
use crate::error::{Cause, Error, Result};
use crate::reader::document;
use crate::words::{both, named};

/// A limit on a scope, with a text for people, a source, and what a breach needs.
///
/// ```
/// use riparto::{Authorization, Limit, Rule, Scope};
///
/// let rule = Rule::new("outreach-floor", Scope::lines(["outreach"]), Limit::Floor("100000.00".parse()?))?
///     .with_text("Outreach at least 100,000.00")?
///     .with_source("Minutes of 12 March 2024")?
///     .with_needs(Authorization::PriorApproval)?;
/// assert_eq!(rule.id(), "outreach-floor");
/// # Ok::<(), riparto::Error>(())
/// ```
#[doc(alias = "vincolo")]
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(into = "RuleDocument")]
pub struct Rule {
    id: String,
    text: String,
    source: String,
    scope: Scope,
    each: Option<Each>,
    limit: Limit,
    needs: Authorization,
    when: Option<Period>,
    requires: Vec<String>,
    by: Vec<String>,
}

/// What a limit holds for when it does not hold for the scope's sum.
///
/// ```
/// use riparto::{Limit, Money, Rule, Scope};
/// use riparto::rules::Each;
///
/// // No partner gets more than EUR 900,000.00 over all of its lines.
/// let ceiling = Limit::Ceiling(Money::from_euros(900_000));
/// let rule = Rule::new("partner-cap", Scope::all(), ceiling)?.with_each(Each::Label("partner".into()))?;
/// assert_eq!(rule.each(), Some(&Each::Label("partner".into())));
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Each {
    /// For each line of the scope by itself. In JSON `"line"`.
    Line,
    /// For each value of a label key: for each partner, for each category. In JSON `{"label": "partner"}`. Lines of the
    /// scope without that label are outside the rule.
    Label(String),
    /// For each beginning of the values of a label key in their order: the lines of a year and of all years before it. In JSON
    /// `{"through": "year"}`. Values are in order as whole numbers if all are, else as texts.
    Through(String),
}

impl Each {
    /// The label key whose values the parts are told apart by.
    #[doc(hidden)]
    #[must_use]
    pub fn key(&self) -> Option<&str> {
        match self {
            Each::Line => None,
            Each::Label(key) | Each::Through(key) => Some(key),
        }
    }
}

impl Rule {
    /// A rule whose breach is forbidden.
    ///
    /// # Errors
    /// A malformed id (`id_malformed`) or a limit that bounds nothing (`limit_empty`, `limit_zero_step`) or whose bands
    /// are none, too many or of several kinds (`bands_empty`, `bands_too_many`, `bands_mixed`, `bands_unsupported`) or
    /// measure several things (`bands_differ`), a count of changes of some lines only or of what needs nothing (`changes_scope`,
    /// `changes_needing`); an amount of none or too many amounts (`amount_list`), a change against the
    /// allocation under test itself (`base_after`), a flow in both forms (`flow_twice`).
    pub fn new(id: impl Into<String>, scope: Scope, limit: Limit) -> Result<Rule> {
        let id = id.into();
        check_id(&id)?;
        limit.check()?;
        if matches!(limit, Limit::Changes(_)) && scope != Scope::all() {
            return Err(Cause::ChangesScope {}.into());
        }
        let needs = match &limit {
            Limit::Bands(bands) => bands.last().map_or(Authorization::Forbidden, |band| band.needs),
            _ => Authorization::Forbidden,
        };
        let (text, source, each, when) = (String::new(), String::new(), None, None);
        let (requires, by) = (Vec::new(), Vec::new());
        Ok(Rule { id, text, source, scope, each, limit, needs, when, requires, by })
    }

    /// Says in words what the rule asks, for people.
    ///
    /// # Errors
    /// A text too long or with control characters (`text_too_long`, `text_malformed`).
    pub fn with_text(mut self, text: impl Into<String>) -> Result<Rule> {
        self.text = text.into();
        check_text(both("the text", "il testo"), &self.text)?;
        Ok(self)
    }

    /// Says where the rule is written: act, article, date.
    ///
    /// # Errors
    /// A text too long or with control characters (`text_too_long`, `text_malformed`).
    pub fn with_source(mut self, source: impl Into<String>) -> Result<Rule> {
        self.source = source.into();
        check_text(both("the source", "la fonte"), &self.source)?;
        Ok(self)
    }

    /// Says what a breach needs, if it is not forbidden.
    ///
    /// # Errors
    /// The limit has bands and the loosest needs something else (`bands_needs`): bands state their own. A change beyond a count would
    /// need no more than those that count (`changes_needs`).
    pub fn with_needs(mut self, needs: Authorization) -> Result<Rule> {
        if let Limit::Changes(count) = &self.limit
            && needs <= count.needing
        {
            let (found, needing) = (needs.name(), count.needing.name());
            return Err(Cause::ChangesNeeds { found, needing }.into());
        }
        if matches!(self.limit, Limit::Bands(_)) && needs != self.needs {
            return Err(Cause::BandsNeeds { found: needs.name(), last: self.needs.name() }.into());
        }
        self.needs = needs;
        Ok(self)
    }

    /// Makes the limit hold for each line or each value of a label, not for the scope as a whole. Findings name the part. A step
    /// binds each line in any case.
    ///
    /// # Errors
    /// A label key too long or with control characters (`text_too_long`, `text_malformed`).
    pub fn with_each(mut self, each: Each) -> Result<Rule> {
        if let Limit::Changes(_) = self.limit {
            return Err(Cause::ChangesScope {}.into());
        }
        if let Some(key) = each.key() {
            check_text(both("the label key", "la chiave dell'etichetta"), key)?;
        }
        self.each = Some(each);
        Ok(self)
    }

    /// Says on which days the rule is in force; without that, on all.
    ///
    /// ```
    /// use riparto::rules::Period;
    /// use riparto::{Limit, Money, Plan, Rule, Scope};
    ///
    /// let plan = Plan::from_json(
    ///     r#"{ "format": "riparto.plan/1", "title": "Plan", "total": "100.00",
    ///          "lines": [ {"id": "staff", "amount": "60.00"}, {"id": "travel", "amount": "40.00"} ] }"#,
    /// )?;
    /// let rule = Rule::new("from-november", Scope::lines(["travel"]), Limit::Floor(Money::from_euros(50)))?;
    /// let rule = rule.with_when(Period::new(Some("2026-11-01".parse()?), None)?);
    /// let plan = plan.with_rules([rule])?;
    /// assert!(plan.on("2026-10-31".parse()?)?.check().is_empty());
    /// assert_eq!(plan.on("2026-11-01".parse()?)?.check().len(), 1);
    /// # Ok::<(), riparto::Error>(())
    /// ```
    #[must_use]
    pub fn with_when(mut self, when: Period) -> Rule {
        self.when = Some(when);
        self
    }

    /// Names the documents that an approval of a breach needs, such as a justification.
    ///
    /// # Errors
    /// A blank name or the same twice (`requirement_unclear`), too many (`too_many`), one too long or with control characters
    /// (`text_too_long`, `text_malformed`).
    pub fn with_requires(mut self, documents: impl IntoIterator<Item = impl Into<String>>) -> Result<Rule> {
        self.requires = documents.into_iter().map(Into::into).collect();
        check_documents(&self.requires)?;
        Ok(self)
    }

    /// Names the bodies that decide on a breach, such as the monitoring committee.
    ///
    /// # Errors
    /// As for [`with_requires`](Rule::with_requires).
    pub fn with_by(mut self, bodies: impl IntoIterator<Item = impl Into<String>>) -> Result<Rule> {
        self.by = bodies.into_iter().map(Into::into).collect();
        check_bodies(&self.by)?;
        Ok(self)
    }

    /// The same rule about other lines.
    pub(super) fn about(&self, scope: Scope, limit: Limit) -> Rule {
        Rule { scope, limit, ..self.clone() }
    }

    /// The id, unique in a plan.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// What the rule asks, in words; may be empty.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Where the rule is written; may be empty.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The lines that the rule is about.
    #[must_use]
    pub fn scope(&self) -> &Scope {
        &self.scope
    }

    /// What the rule bounds.
    #[must_use]
    pub fn limit(&self) -> &Limit {
        &self.limit
    }

    /// What the limit holds for, if not for the scope's sum.
    #[must_use]
    pub fn each(&self) -> Option<&Each> {
        self.each.as_ref()
    }

    /// The days on which the rule is in force; all of them if it does not say.
    #[must_use]
    pub fn when(&self) -> Option<Period> {
        self.when
    }

    /// Whether the rule is in force on a day; where the day is not known, it is.
    pub(super) fn is_in_force(&self, day: Option<Date>) -> bool {
        self.when.zip(day).is_none_or(|(when, day)| when.contains(day))
    }

    /// The documents that an approval of a breach needs, whatever the band.
    #[must_use]
    pub fn requires(&self) -> &[String] {
        &self.requires
    }

    /// The bodies that decide on a breach, whatever the band.
    #[must_use]
    pub fn by(&self) -> &[String] {
        &self.by
    }

    /// What a breach needs; with bands, what a breach of the loosest needs.
    #[must_use]
    pub fn needs(&self) -> Authorization {
        self.needs
    }

    /// The limits with what their breaches need, from tight to loose: one if there are no bands.
    pub(super) fn bands(&self) -> Vec<(&Limit, Authorization)> {
        match &self.limit {
            Limit::Bands(bands) => bands.iter().map(|band| (&band.limit, band.needs)).collect(),
            limit => vec![(limit, self.needs)],
        }
    }

    /// The band with a number, if the limit has bands.
    pub(super) fn band(&self, number: usize) -> Option<&Band> {
        match &self.limit {
            Limit::Bands(bands) => bands.get(number),
            _ => None,
        }
    }
}

/// A rule as it stands in JSON. A plan document reads this and then makes a [`Rule`], so that an error keeps its code.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RuleDocument {
    id: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    text: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    source: String,
    scope: Scope,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    each: Option<Each>,
    limit: Limit,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    needs: Option<Authorization>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    when: Option<PeriodDocument>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    requires: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    by: Vec<String>,
}

document!(Rule: RuleDocument);

impl TryFrom<RuleDocument> for Rule {
    type Error = Error;

    fn try_from(document: RuleDocument) -> Result<Rule> {
        let id = document.id.clone();
        let read = || {
            let mut rule = Rule::new(document.id, document.scope, document.limit)?
                .with_text(document.text)?
                .with_source(document.source)?
                .with_requires(document.requires)?
                .with_by(document.by)?;
            if let Some(when) = document.when {
                rule = rule.with_when(when.try_into()?);
            }
            if let Some(each) = document.each {
                rule = rule.with_each(each)?;
            }
            match document.needs {
                Some(needs) => rule.with_needs(needs),
                None => Ok(rule),
            }
        };
        read().map_err(|error| error.at(named("rule", "vincolo", crate::error::quote(&id))))
    }
}

impl From<Rule> for RuleDocument {
    fn from(rule: Rule) -> RuleDocument {
        let needs = (!matches!(rule.limit, Limit::Bands(_))).then_some(rule.needs);
        RuleDocument {
            id: rule.id,
            text: rule.text,
            source: rule.source,
            scope: rule.scope,
            each: rule.each,
            limit: rule.limit,
            needs,
            when: rule.when.map(PeriodDocument::from),
            requires: rule.requires,
            by: rule.by,
        }
    }
}

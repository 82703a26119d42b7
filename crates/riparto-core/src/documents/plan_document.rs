//! The plan document, `riparto.plan/1`.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{Error as _, MapAccess, SeqAccess, Visitor};
use serde::ser::{SerializeMap, SerializeSeq};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::json::{AmountMap, AmountText, DocumentLabels, Text};
use crate::budget::{Allocation, Envelope, EnvelopeBuilder, Line};
use crate::error::{Cause, Error, Result, quote};
use crate::money::{Currency, Money};
use crate::plan::{CoFinancing, LineUnits, Party, PartyDocument, Plan, PlanExtensions};
use crate::reader::{Extended, Extensions, WithExtensions, strict};
use crate::rules::{Authorization, ChangeMade, Rule, RuleDocument};
use crate::words::{Bilingual, both, named};

pub(super) const FORMAT: &str = "riparto.plan/1";

/// A plan as it stands in JSON, borrowing its texts.
#[derive(Deserialize)]
#[serde(transparent)]
#[doc(hidden)]
pub struct PlanDocument<'a>(#[serde(borrow)] Extended<PlanFields<'a>>);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PlanFields<'a> {
    #[serde(borrow)]
    format: Text<'a>,
    #[serde(borrow)]
    title: Text<'a>,
    #[serde(borrow, default)]
    source: Option<Text<'a>>,
    #[serde(default)]
    currency: Currency,
    #[serde(borrow)]
    total: AmountText<'a>,
    lines: LineList,
    #[serde(default)]
    parties: Vec<Extended<PartyDocument>>,
    #[serde(default)]
    rules: Vec<Extended<RuleDocument>>,
    #[serde(borrow, default)]
    approved: Option<ApprovedDocument<'a>>,
    /// The allocations that rules measure from, where they are not the original one.
    #[serde(borrow, default)]
    initial_with_acts: Option<ApprovedDocument<'a>>,
    #[serde(borrow, default, deserialize_with = "by_level")]
    authorized: Vec<(Authorization, ApprovedDocument<'a>)>,
    /// The changes that rules count.
    #[serde(default)]
    changes_made: Vec<ChangeMade>,
    #[serde(default)]
    co_financing: Option<CoFinancing>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LineDocument<'a> {
    #[serde(borrow)]
    id: Text<'a>,
    #[serde(borrow, default)]
    title: Option<Text<'a>>,
    #[serde(borrow)]
    amount: AmountText<'a>,
    #[serde(borrow, default)]
    labels: DocumentLabels<'a>,
    #[serde(default)]
    units: Option<Box<LineUnits>>,
}

/// The allocation approved last, where it is not the original one.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ApprovedDocument<'a> {
    #[serde(borrow)]
    total: AmountText<'a>,
    #[serde(borrow)]
    amounts: AmountMap<'a>,
}

/// The lines as they are read, one by one, into an envelope that has no title and total yet.
struct LineList {
    /// The first line that makes no sense ends the list; the rest of the document is still read as JSON.
    lines: Result<EnvelopeBuilder>,
    amounts: Vec<Money>,
    /// The extension fields of lines that have any, by id.
    extensions: Vec<(String, Extensions)>,
    /// What lines are made of, by id.
    units: Vec<(String, LineUnits)>,
}

impl LineList {
    fn push(&mut self, line: Extended<LineDocument<'_>>) {
        let Ok(builder) = &mut self.lines else { return };
        let push = || {
            let (mut line, extensions) = line.parts()?;
            let units = line.units.take();
            let id = line.id.0.as_ref();
            builder.push_line(id, line.title.as_ref().map_or(id, |title| title.0.as_ref()))?;
            for (key, value) in &line.labels.0 {
                builder.push_label(&key.0, &value.0)?;
            }
            if !extensions.is_empty() {
                self.extensions.push((id.to_owned(), extensions));
            }
            self.units.extend(units.map(|units| (id.to_owned(), *units)));
            line.amount.read().map_err(|error| error.at(named("line", "voce", quote(id))))
        };
        match push() {
            Ok(amount) => self.amounts.push(amount),
            Err(error) => self.lines = Err(error),
        }
    }
}

impl<'de> Deserialize<'de> for LineList {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<LineList, D::Error> {
        struct Lines;
        impl<'de> Visitor<'de> for Lines {
            type Value = LineList;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list of lines")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> std::result::Result<LineList, A::Error> {
                let mut lines = LineList {
                    lines: Ok(EnvelopeBuilder::untitled()),
                    amounts: Vec::new(),
                    extensions: Vec::new(),
                    units: Vec::new(),
                };
                while let Some(line) = list.next_element::<Extended<LineDocument<'de>>>()? {
                    lines.push(line);
                }
                Ok(lines)
            }
        }
        deserializer.deserialize_seq(Lines)
    }
}

impl PlanDocument<'_> {
    /// The plan, if the document makes sense.
    #[doc(hidden)]
    pub fn plan(self) -> Result<Plan> {
        let (document, extensions) = self.0.parts()?;
        if document.format.0 != FORMAT {
            return Err(Cause::DocumentFormat { found: quote(&document.format.0), expected: FORMAT }.into());
        }
        let total = document.total.read().map_err(|error| error.at(both("total", "totale")))?;
        let source = document.source.as_ref().map_or("", |source| source.0.as_ref());
        let LineList { lines, amounts, extensions: of_lines, units } = document.lines;
        let envelope =
            lines?.titled(&document.title.0, total).source(source).currency(document.currency).build()?;
        let original = Allocation::new(&envelope, amounts)?;
        let of_lines = of_lines.into_iter();
        let mut extensions = of_lines
            .fold(PlanExtensions::default().with_plan(extensions), |all, (id, fields)| {
                all.with_line(&id, fields)
            });
        let mut rules = Vec::with_capacity(document.rules.len());
        for rule in document.rules {
            let (rule, fields) = rule.parts()?;
            let read = Rule::try_from(rule)?;
            extensions = extensions.with_rule(read.id(), fields);
            rules.push(read);
        }
        let mut parties = Vec::with_capacity(document.parties.len());
        for party in document.parties {
            let (party, fields) = party.parts()?;
            let read = Party::try_from(party)?;
            extensions = extensions.with_party(read.id(), fields);
            parties.push(read);
        }
        let mut plan = Plan::builder(&original).rules(rules).parties(parties);
        if let Some(initial) = document.initial_with_acts {
            plan = plan.initial_with_acts(&initial.read(
                &envelope,
                both("initial amounts with later acts", "importi iniziali con gli atti successivi"),
            )?);
        }
        for (level, authorized) in document.authorized {
            let place = both("amounts authorized last", "ultimi importi autorizzati");
            plan = plan.authorized(level, &authorized.read(&envelope, place)?);
        }
        plan = plan.changes_made(document.changes_made);
        if let Some(approved) = document.approved {
            plan = plan.approved(&approved.read(&envelope, both("approved", "importi approvati"))?);
        }
        let plan = plan.build()?.with_extensions(extensions);
        let plan = units.into_iter().try_fold(plan, |plan, (line, units)| plan.with_units(&line, units))?;
        match document.co_financing {
            Some(co_financing) => plan.with_co_financing(co_financing),
            None => Ok(plan),
        }
    }
}

impl ApprovedDocument<'_> {
    fn read(self, envelope: &Envelope, place: Bilingual) -> Result<Allocation> {
        let read = || {
            let total = self.total.read()?;
            let mut builder = Allocation::builder(&envelope.with_total(total));
            self.amounts.try_for_each(|line, amount| builder.push(line, amount))?;
            builder.build()
        };
        read().map_err(|error: Error| error.at(place))
    }
}

/// Allocations by the level of authorization that they are the last ones of, each level once.
fn by_level<'de: 'a, 'a, D: Deserializer<'de>>(
    deserializer: D,
) -> std::result::Result<Vec<(Authorization, ApprovedDocument<'a>)>, D::Error> {
    struct Levels<'a>(PhantomData<&'a ()>);
    impl<'de: 'a, 'a> Visitor<'de> for Levels<'a> {
        type Value = Vec<(Authorization, ApprovedDocument<'a>)>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("allocations by level of authorization")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> std::result::Result<Self::Value, A::Error> {
            let mut levels: Self::Value = Vec::new();
            while let Some((level, document)) = map.next_entry::<Authorization, ApprovedDocument<'a>>()? {
                if levels.iter().any(|(known, _)| *known == level) {
                    return Err(A::Error::custom(format_args!("level `{level}` is given twice")));
                }
                levels.push((level, document));
            }
            Ok(levels)
        }
    }
    deserializer.deserialize_map(Levels(PhantomData))
}

impl Plan {
    /// The plan as a document that [`Plan::from_json`] reads. The lines' amounts are the original ones; what was
    /// approved since stands in the field `approved`.
    #[must_use]
    pub fn to_json(&self) -> String {
        // Every part serializes to strings, lists and maps with string keys: nothing here can fail.
        serde_json::to_string_pretty(self).unwrap_or_default()
    }
}

/// Reads the document `riparto.plan/1` with any reader of serde. What [`Plan::from_json`] refuses is refused with its sentence and
/// code, `… [line_unknown]`; only [`Plan::from_json`] sees the text, and lists every mistake with its path.
///
/// ```
/// use riparto::Plan;
/// use serde_json::{Value, json};
///
/// let document = json!({ "format": "riparto.plan/1", "title": "Plan", "total": "100.00",
///     "lines": [ {"id": "desks", "title": "Desks", "amount": "60.00"}, {"id": "outreach", "title": "Outreach", "amount": "39.99"} ] });
/// assert_eq!(
///     serde_json::from_value::<Plan>(document).unwrap_err().to_string(),
///     "the lines sum to 99.99 and the total is 100.00: 0.01 is missing [total_mismatch]"
/// );
/// ```
impl<'de> Deserialize<'de> for Plan {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Plan, D::Error> {
        strict::<PlanDocument<'de>, D>(deserializer)?.plan().map_err(Error::in_serde)
    }
}

/// Writes the document `riparto.plan/1`, as [`Plan::to_json`] does.
impl Serialize for Plan {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let (plan, original) = (self, self.original());
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("format", FORMAT)?;
        map.serialize_entry("title", original.envelope().title())?;
        if !original.envelope().source().is_empty() {
            map.serialize_entry("source", original.envelope().source())?;
        }
        if original.envelope().currency() != Currency::EURO {
            map.serialize_entry("currency", &original.envelope().currency())?;
        }
        map.serialize_entry("total", &original.total())?;
        let extensions = plan.extensions();
        map.serialize_entry("lines", &WrittenLines(plan))?;
        if !plan.parties().is_empty() {
            let written = |party| WithExtensions(party, extensions.party(Party::id(party)));
            map.serialize_entry("parties", &plan.parties().iter().map(written).collect::<Vec<_>>())?;
        }
        if !plan.rulebook().rules().is_empty() {
            let written = |rule| WithExtensions(rule, extensions.rule(Rule::id(rule)));
            map.serialize_entry("rules", &plan.rulebook().rules().iter().map(written).collect::<Vec<_>>())?;
        }
        if plan.approved() != original {
            map.serialize_entry("approved", &WrittenApproved(plan.approved()))?;
        }
        let kept = plan.kept();
        if let Some(initial) = &kept.initial_with_acts {
            map.serialize_entry("initial_with_acts", &WrittenApproved(initial))?;
        }
        if !kept.authorized.is_empty() {
            let written = kept.authorized.iter().map(|(level, at)| (level.name(), WrittenApproved(at)));
            map.serialize_entry("authorized", &written.collect::<BTreeMap<_, _>>())?;
        }
        if !plan.changes_made().is_empty() {
            map.serialize_entry("changes_made", plan.changes_made())?;
        }
        if let Some(co_financing) = plan.co_financing() {
            map.serialize_entry("co_financing", co_financing)?;
        }
        extensions.plan().write(&mut map)?;
        map.end()
    }
}

struct WrittenLines<'a>(&'a Plan);

impl Serialize for WrittenLines<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let (original, extensions) = (self.0.original(), self.0.extensions());
        let mut list = serializer.serialize_seq(Some(original.amounts().len()))?;
        for (line, amount) in original.iter() {
            let written = WrittenLine(line, amount, self.0.units(line.id()), extensions.line(line.id()));
            list.serialize_element(&written)?;
        }
        list.end()
    }
}

struct WrittenLine<'a>(Line<'a>, Money, Option<&'a LineUnits>, Option<&'a Extensions>);

impl Serialize for WrittenLine<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("id", self.0.id())?;
        map.serialize_entry("title", self.0.title())?;
        map.serialize_entry("amount", &self.1)?;
        if self.0.labels().iter().next().is_some() {
            map.serialize_entry("labels", &WrittenLabels(self.0))?;
        }
        if let Some(units) = self.2 {
            map.serialize_entry("units", units)?;
        }
        if let Some(extensions) = self.3 {
            extensions.write(&mut map)?;
        }
        map.end()
    }
}

struct WrittenLabels<'a>(Line<'a>);

impl Serialize for WrittenLabels<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.labels().iter())
    }
}

struct WrittenApproved<'a>(&'a Allocation);

impl Serialize for WrittenApproved<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(2))?;
        map.serialize_entry("total", &self.0.total())?;
        map.serialize_entry("amounts", self.0)?;
        map.end()
    }
}

//! `CoFinancing`: the sources that pay for each action, by rates.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Deserializer, Serialize};

use crate::budget::{Allocation, Envelope, Scope, check_title};
use crate::error::{Cause, Error, Result, quote};
use crate::money::{Language, Money, Percent};
use crate::reader::unique_map;
use crate::rules::{Each, Limit, PercentOf, Rule, SumBounds};
use crate::words::{Bilingual, bilingual, both, named};

/// Rates by source.
type Rates = BTreeMap<String, Percent>;

/// The lines of each value of the label `each`, by source.
pub(super) type SourceLines<'a> = BTreeMap<&'a str, BTreeMap<&'a str, usize>>;

/// Which sources pay for each action, project or measure, and at which rates: 75 % and 25 %, with exceptions. Each action has one line
/// for each source; a line names its action and its source as labels. Each source but one gets its rate rounded down to the cent, and
/// the cents that remain go to the source that is named for them.
///
/// ```
/// use riparto::{Plan, Proposal};
///
/// let plan = Plan::from_json(
///     r#"{ "format": "riparto.plan/1", "title": "Plan", "total": "400.00",
///          "lines": [ {"id": "A1-eu", "amount": "150.00", "labels": {"action": "A1", "source": "eu"}},
///                     {"id": "A1-state", "amount": "50.00", "labels": {"action": "A1", "source": "state"}},
///                     {"id": "A2-eu", "amount": "180.00", "labels": {"action": "A2", "source": "eu"}},
///                     {"id": "A2-state", "amount": "20.00", "labels": {"action": "A2", "source": "state"}} ],
///          "co_financing": { "by": "source", "each": "action", "rates": {"eu": "75", "state": "25"},
///                            "exceptions": {"A2": {"eu": "90", "state": "10"}}, "residual_to": "state" } }"#,
/// )?;
/// let once = Proposal::new("p1", "anci")?.transfer("action=A1", "action=A2", "100.00".parse()?)?;
/// let split = plan.split_by_source(&once)?;
/// let after = plan.assess(&split)?.after();
/// assert_eq!(after.amount("A1-eu")?.to_string(), "75.00");
/// assert_eq!(after.amount("A2-eu")?.to_string(), "270.00");
/// assert!(plan.assess(&split)?.findings().is_empty());
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[doc(alias = "cofinanziamento")]
#[non_exhaustive]
pub struct CoFinancing {
    /// The label that names the source.
    pub by: String,
    /// The label whose values are co-financed each.
    pub each: String,
    /// The rate of each source; they sum to 100.
    #[serde(deserialize_with = "unique_map")]
    pub rates: Rates,
    /// Other rates for some values; a source that is not named pays nothing.
    #[serde(default, deserialize_with = "exceptions", skip_serializing_if = "BTreeMap::is_empty")]
    pub exceptions: BTreeMap<String, Rates>,
    /// The source that the cents go to which no rate leaves whole.
    pub residual_to: String,
}

#[derive(Deserialize)]
#[serde(transparent)]
struct UniqueRates(#[serde(deserialize_with = "unique_map")] Rates);

fn exceptions<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> std::result::Result<BTreeMap<String, Rates>, D::Error> {
    let read: BTreeMap<String, UniqueRates> = unique_map(deserializer)?;
    Ok(read.into_iter().map(|(value, rates)| (value, rates.0)).collect())
}

impl CoFinancing {
    /// The same rates for each value of a label.
    #[must_use]
    pub fn new<S: Into<String>>(
        [each, by]: [&str; 2],
        rates: impl IntoIterator<Item = (S, Percent)>,
        residual_to: &str,
    ) -> CoFinancing {
        let rates = rates.into_iter().map(|(source, percent)| (source.into(), percent)).collect();
        let exceptions = BTreeMap::new();
        CoFinancing { by: by.into(), each: each.into(), rates, exceptions, residual_to: residual_to.into() }
    }

    /// Other rates for one value.
    #[must_use]
    pub fn exception<S: Into<String>>(
        mut self,
        value: &str,
        rates: impl IntoIterator<Item = (S, Percent)>,
    ) -> CoFinancing {
        let rates = rates.into_iter().map(|(source, percent)| (source.into(), percent)).collect();
        self.exceptions.insert(value.to_owned(), rates);
        self
    }

    /// The rates of a value.
    pub(super) fn rates_of(&self, value: &str) -> &Rates {
        self.exceptions.get(value).unwrap_or(&self.rates)
    }

    /// How many sources pay.
    pub(super) fn source_count(&self) -> usize {
        let sources = self.exceptions.values().chain([&self.rates]).flat_map(BTreeMap::keys);
        sources.collect::<BTreeSet<_>>().len()
    }

    /// Whether a source pays part of some value.
    fn pays(&self, source: &str) -> bool {
        self.exceptions.values().chain([&self.rates]).any(|rates| rates.contains_key(source))
    }

    /// Whether the rates make sense by themselves.
    pub(super) fn check(&self) -> Result<()> {
        let sources = self.exceptions.values().chain([&self.rates]).flat_map(BTreeMap::keys);
        let labels = [
            (&self.by, both("the label key", "la chiave dell'etichetta")),
            (&self.each, both("the label key", "la chiave dell'etichetta")),
        ];
        labels.into_iter().try_for_each(|(key, what)| check_title(what, key))?;
        sources.into_iter().try_for_each(|source| check_title(both("the source", "la fonte"), source))?;
        let of_all = named("label", "etichetta", quote(&self.each));
        let exceptions = self.exceptions.iter().map(|(value, rates)| {
            (Bilingual::same(format!("`{}={}`", quote(&self.each), quote(value))), rates)
        });
        for (place, rates) in [(of_all, &self.rates)].into_iter().chain(exceptions) {
            let whole = Percent::from_whole(100)?;
            let sum: i128 = rates.values().map(|rate| rate.parts(1)).sum();
            let why = if sum != whole.parts(1) {
                let listed = |language| rates.values().map(|rate| rate.to_text(language)).collect::<Vec<_>>();
                let (english, italian) =
                    (listed(Language::English).join(" + "), listed(Language::Italian).join(" + "));
                Bilingual::new(
                    format!("are {english}, which is not 100 %"),
                    format!("sono {italian}, che non fa 100 %"),
                )
            } else if rates.get(&self.residual_to).is_none_or(|rate| rate.parts(1) == 0)
                && rates.values().filter(|rate| rate.parts(1) > 0).count() > 1
            {
                bilingual!(
                    "give nothing to `{source}`, to which the remaining cents go",
                    "non danno nulla a `{source}`, a cui vanno i centesimi residui",
                    source = quote(&self.residual_to)
                )
            } else {
                continue;
            };
            return Err(Cause::CoFinancingRates { place, why }.into());
        }
        Ok(())
    }

    /// The open lines of each value by source: one for each source that pays. A closed line stands for its source still, and a value
    /// whose lines are all of later acts may lack some.
    pub(super) fn lines<'e>(
        &self,
        envelope: &'e Envelope,
        original: &Allocation,
        closed: &[String],
    ) -> Result<SourceLines<'e>> {
        let unfit = |why| Error::from(Cause::CoFinancingLines { why });
        let closed: BTreeSet<&str> = closed.iter().map(String::as_str).collect();
        let (mut lines, mut once) = (SourceLines::new(), SourceLines::new());
        let mut begun_with: BTreeMap<&str, bool> = BTreeMap::new();
        for (line, held) in original.iter() {
            let line = envelope.line(line.position());
            let Some(value) = line.labels().get(&self.each) else { continue };
            let source = line.labels().get(&self.by).filter(|source| self.pays(source)).ok_or_else(|| {
                unfit(bilingual!(
                    "line `{line}` of `{each}={value}` names no source that pays as its label `{by}`",
                    "la voce `{line}` di `{each}={value}` non indica nell'etichetta `{by}` una fonte che paga",
                    line = line.id(),
                    each = quote(&self.each),
                    value = quote(value),
                    by = quote(&self.by)
                ))
            })?;
            *begun_with.entry(value).or_default() |= held > Money::ZERO;
            once.entry(value).or_default().insert(source, line.position());
            let open = lines.entry(value).or_default();
            if !closed.contains(line.id())
                && let Some(other) = open.insert(source, line.position())
            {
                return Err(unfit(bilingual!(
                    "`{each}={value}` has two lines of `{source}`, `{first}` and `{second}`",
                    "`{each}={value}` ha due voci di `{source}`, `{first}` e `{second}`",
                    each = quote(&self.each),
                    value = quote(value),
                    source = quote(source),
                    first = envelope.line(other).id(),
                    second = line.id()
                )));
            }
        }
        if lines.is_empty() {
            return Err(envelope.labels().key_unknown(&self.each));
        }
        if let Some(unknown) = self.exceptions.keys().find(|value| !lines.contains_key(value.as_str())) {
            return Err(self.missing(unknown, None));
        }
        for (value, sources) in once.iter().filter(|(value, _)| begun_with[*value]) {
            let pays = self.rates_of(value).iter().filter(|(_, rate)| rate.parts(1) > 0);
            if let Some((source, _)) =
                pays.into_iter().find(|(source, _)| !sources.contains_key(source.as_str()))
            {
                return Err(self.missing(value, Some(source)));
            }
        }
        Ok(lines)
    }

    /// A value that has no line, or none of a source.
    pub(super) fn missing(&self, value: &str, source: Option<&str>) -> Error {
        let part = format!("{}={}", quote(&self.each), quote(value));
        let why = match source {
            Some(source) => bilingual!(
                "`{part}` has no line of `{source}`",
                "`{part}` non ha una voce di `{source}`",
                part = part,
                source = quote(source)
            ),
            None => bilingual!("no line is of `{part}`", "nessuna voce è di `{part}`", part = part),
        };
        Cause::CoFinancingLines { why }.into()
    }

    /// The rules that hold each value at its rates, but those whose id is taken: of each source but the one of the remaining cents.
    pub(super) fn rules(&self, envelope: &Envelope, taken: &[Rule]) -> Result<Vec<Rule>> {
        let mut ids: BTreeSet<String> = BTreeSet::new();
        let mut rules = Vec::new();
        let sources: BTreeSet<&str> = self
            .exceptions
            .values()
            .chain([&self.rates])
            .flat_map(|rates| rates.keys().map(String::as_str))
            .collect();
        for source in sources.into_iter().filter(|source| *source != self.residual_to) {
            let of_source = Scope::labels([(self.by.as_str(), source)]);
            let others = match self.exceptions.is_empty() {
                true => of_source,
                false => {
                    of_source.except(Scope::label_in(self.each.as_str(), self.exceptions.keys().cloned()))
                }
            };
            let exceptions = self.exceptions.iter().map(|(value, rates)| {
                let scope = Scope::labels([(self.by.as_str(), source), (self.each.as_str(), value.as_str())]);
                (format!("co-financing-{source}-{value}"), scope, rates)
            });
            let all = [(format!("co-financing-{source}"), others, &self.rates)].into_iter().chain(exceptions);
            for (name, scope, rates) in all {
                let held = envelope.lines().any(|line| {
                    let value = line.labels().get(&self.each);
                    line.labels().get(&self.by) == Some(source)
                        && value.is_some_and(|value| std::ptr::eq(self.rates_of(value), rates))
                });
                let id = free_id(&name, &mut ids);
                if held && !taken.iter().any(|rule| rule.id() == id) {
                    let exactly = SumBounds::new().exactly(match rates.get(source) {
                        Some(rate) => PercentOf::new(*rate).of(Scope::same(self.each.as_str())).into(),
                        None => crate::rules::LimitAmount::Fixed(Money::ZERO),
                    });
                    let rule = Rule::new(id, scope, Limit::Sum(exactly))?;
                    rules.push(rule.with_each(Each::Label(self.each.clone()))?);
                }
            }
        }
        Ok(rules)
    }
}

/// The id nearest to a name that no other has.
fn free_id(name: &str, ids: &mut BTreeSet<String>) -> String {
    const MOST: usize = 56;
    let is_plain = |found: &char| found.is_ascii_alphanumeric() || "._-:".contains(*found);
    let plain: String =
        name.chars().map(|found| if is_plain(&found) { found } else { '-' }).take(MOST).collect();
    let mut id = plain.clone();
    let mut number = 1;
    while !ids.insert(id.clone()) {
        number += 1;
        id = format!("{plain}-{number}");
    }
    id
}

/// How the co-financing of a plan is named in errors.
pub(super) const PLACE: Bilingual = both("co-financing", "cofinanziamento");

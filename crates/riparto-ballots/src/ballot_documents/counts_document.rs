//! Counted ballots as requests carry them.

use std::collections::BTreeSet;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};

use crate::ballots::CountSheet;
use riparto_core::budget::check_id;
use riparto_core::documents::{AmountText, Text};
use riparto_core::error::{Cause, Error, Result, quote};
use riparto_core::money::{Money, WEIGHT, Weight};
use riparto_core::plan::Plan;
use riparto_core::reader::{Entries, Form, Shape};
use riparto_core::words::{both, named};

/// Pairs of a map, in the order of the document.
struct EntryList<K, V>(Vec<(K, V)>);

/// Counts by line: for each its weights by amount.
#[doc(hidden)]
pub struct CountDocument<'a>(EntryList<Text<'a>, EntryList<AmountText<'a>, Weight>>);

impl CountDocument<'_> {
    /// The counts over the lines of a plan, or as they stand.
    #[doc(hidden)]
    pub fn sheet(&self, total: Option<Money>, plan: Option<&Plan>) -> Result<CountSheet> {
        let mut lines: Vec<String> = Vec::new();
        if let Some(plan) = plan {
            lines = plan.envelope().lines().map(|line| line.id().to_owned()).collect();
        }
        let mut counts: Vec<Option<Vec<(Money, Weight)>>> = vec![None; lines.len()];
        let mut taken = BTreeSet::new();
        for (line, given) in &self.0.0 {
            let line = line.0.as_ref();
            let place = |error: Error| error.at(named("line", "voce", quote(line)));
            if !taken.insert(line) {
                return Err(Cause::IdTaken { what: both("line", "voce"), id: quote(line) }.into());
            }
            let counted = read_counts(given).map_err(place)?;
            match plan {
                Some(plan) => counts[plan.envelope().position(line)?] = Some(counted),
                None => {
                    check_id(line).map_err(|error| error.at(both("line", "voce")))?;
                    lines.push(line.to_owned());
                    counts.push(Some(counted));
                }
            }
        }
        if let Some(line) = counts.iter().position(Option::is_none) {
            return Err(Cause::AmountMissing { id: lines[line].clone() }.into());
        }
        let total = total.or(plan.map(|plan| plan.envelope().total()));
        CountSheet::new(total, lines, counts.into_iter().flatten().collect())
    }
}

/// The weights of a line by amount, each amount once.
fn read_counts(given: &EntryList<AmountText<'_>, Weight>) -> Result<Vec<(Money, Weight)>> {
    let mut seen = BTreeSet::new();
    let mut counted = Vec::with_capacity(given.0.len());
    for (amount, weight) in &given.0 {
        let amount = amount.read()?;
        if !seen.insert(amount) {
            return Err(Cause::IdTaken { what: both("amount", "importo"), id: amount.to_string() }.into());
        }
        counted.push((amount, *weight));
    }
    Ok(counted)
}

impl<'de, K: Deserialize<'de>, V: Deserialize<'de>> Deserialize<'de> for EntryList<K, V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<EntryList<K, V>, D::Error> {
        struct EntriesVisitor<K, V>(PhantomData<(K, V)>);
        impl<'de, K: Deserialize<'de>, V: Deserialize<'de>> Visitor<'de> for EntriesVisitor<K, V> {
            type Value = EntryList<K, V>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a map from line ids to maps from amounts to weights")
            }

            fn visit_map<A: MapAccess<'de>>(
                self,
                mut map: A,
            ) -> std::result::Result<EntryList<K, V>, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(EntryList(entries))
            }
        }
        deserializer.deserialize_map(EntriesVisitor(PhantomData))
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for CountDocument<'a> {
    fn deserialize<D: Deserializer<'de>>(
        deserializer: D,
    ) -> std::result::Result<CountDocument<'a>, D::Error> {
        EntryList::deserialize(deserializer).map(CountDocument)
    }
}

static LINE_COUNTS: Shape = Shape {
    expected: both(
        "weights by amount, such as `{\"40000.00\": 120}`",
        "pesi per importo, per esempio `{\"40000.00\": 120}`",
    ),
    form: Form::Entries(Entries {
        each: &WEIGHT,
        twice: |amount| Some(Cause::IdTaken { what: both("amount", "importo"), id: quote(amount) }.into()),
        most: None,
    }),
};

/// Counts by line.
#[doc(hidden)]
pub static COUNTS_BY_LINE: Shape = Shape {
    expected: both(
        "counts by line, such as `{\"A1\": {\"40000.00\": 120}}`",
        "conteggi per voce, per esempio `{\"A1\": {\"40000.00\": 120}}`",
    ),
    form: Form::Entries(Entries {
        each: &LINE_COUNTS,
        twice: |line| Some(Cause::IdTaken { what: both("line", "voce"), id: quote(line) }.into()),
        most: None,
    }),
};

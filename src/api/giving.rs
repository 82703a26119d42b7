//! What a request to rebalance gives.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{self, Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

use riparto_core::error::Result;
use riparto_core::money::{CHANGE, MoneyDelta};
use riparto_core::reader::{Form, ID, Shape, TEXT, entries, fields, list, names_of, optional, required};
use riparto_core::words::both;
use riparto_rebalance::rebalance::PlanPart;

/// A map from parts to changes, or a list of both.
pub(super) static GIVE: Shape = Shape {
    expected: both(
        "changes by line or label, such as `{\"A1\": \"40000.00\", \"partner=ats\": \"-500.00\"}`",
        "variazioni per voce o etichetta, per esempio `{\"A1\": \"40000.00\", \"partner=ats\": \"-500.00\"}`",
    ),
    form: Form::Either(&[&GIVE_MAP, &GIVE_LIST]),
};

static GIVE_MAP: Shape = entries(
    both(
        "changes by line or label, such as `{\"A1\": \"40000.00\"}`",
        "variazioni per voce o etichetta, per esempio `{\"A1\": \"40000.00\"}`",
    ),
    &CHANGE,
);

static GIVE_LIST: Shape = list(
    both(
        "a list of changes, such as `[{\"label\": {\"partner\": \"ats\"}, \"change\": \"40000.00\"}]`",
        "un elenco di variazioni, per esempio `[{\"label\": {\"partner\": \"ats\"}, \"change\": \"40000.00\"}]`",
    ),
    &GIVE_ENTRY,
);

static GIVE_ENTRY: Shape = fields(
    both(
        "a change of a line or a label, such as `{\"line\": \"A1\", \"change\": \"40000.00\"}`",
        "una variazione di una voce o di un'etichetta, per esempio `{\"line\": \"A1\", \"change\": \"40000.00\"}`",
    ),
    names_of::<GiveEntry>,
    &[optional("line", &ID), optional("label", &LABEL), required("change", &CHANGE)],
);

static LABEL: Shape = entries(
    both(
        "one key and value of a label, such as `{\"partner\": \"ats\"}`",
        "una chiave e un valore di un'etichetta, per esempio `{\"partner\": \"ats\"}`",
    ),
    &TEXT,
);

/// The parts that may give.
pub(super) static FROM: Shape = list(
    both(
        "a list of lines and labels, such as `[\"A1\", \"partner=ats\"]`",
        "un elenco di voci ed etichette, per esempio `[\"A1\", \"partner=ats\"]`",
    ),
    &TEXT,
);

/// The changes that a request asks for, in its order.
pub(super) struct GiveField(pub(super) Vec<(PlanPart, MoneyDelta)>);

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct GiveEntry {
    #[serde(default)]
    line: Option<String>,
    #[serde(default)]
    label: Option<BTreeMap<String, String>>,
    change: MoneyDelta,
}

impl GiveEntry {
    fn read<E: de::Error>(self) -> std::result::Result<(PlanPart, MoneyDelta), E> {
        let label = self.label.into_iter().flatten();
        let mut parts: Vec<PlanPart> = label.map(|(key, value)| PlanPart::Label { key, value }).collect();
        parts.extend(self.line.map(PlanPart::Line));
        match <[PlanPart; 1]>::try_from(parts) {
            Ok([part]) => Ok((part, self.change)),
            Err(_) => Err(E::custom(
                "a change names one `line` or one `label` with one value, such as {\"label\": {\"partner\": \"ats\"}}",
            )),
        }
    }
}

impl<'de> Deserialize<'de> for GiveField {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<GiveField, D::Error> {
        struct Changes;
        impl<'de> Visitor<'de> for Changes {
            type Value = GiveField;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("changes by line id or `key=value`, or a list of them")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> std::result::Result<GiveField, A::Error> {
                let mut changes = Vec::new();
                while let Some((part, change)) = map.next_entry::<String, MoneyDelta>()? {
                    changes.push((part.parse().map_err(de::Error::custom)?, change));
                }
                Ok(GiveField(changes))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> std::result::Result<GiveField, A::Error> {
                let mut changes = Vec::new();
                while let Some(entry) = seq.next_element::<GiveEntry>()? {
                    changes.push(entry.read()?);
                }
                Ok(GiveField(changes))
            }
        }
        deserializer.deserialize_any(Changes)
    }
}

/// The parts that may give, as a request has them.
pub(super) fn parts(texts: &[String]) -> Result<Vec<PlanPart>> {
    let part = |text: &String| text.parse::<PlanPart>().map_err(|error| error.at(both("from", "`from`")));
    texts.iter().map(part).collect()
}

//! A request: its fields, each read by the operation that knows it.

use std::fmt;

use serde::de::{self, Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use riparto_core::error::{Cause, Error, Result, quote};
use riparto_core::money::Weight;
use riparto_core::reader::{Form, Kind, Shape, from_json};
use riparto_core::words::{bilingual, both};

/// A request; its fields are examined by the operation that they are of.
pub(super) static REQUEST: Kind =
    Kind { this: both("this request", "questa richiesta"), shape: &REQUEST_SHAPE };

static REQUEST_SHAPE: Shape = Shape {
    expected: both(
        "a request, a map with `op` and the fields of that operation",
        "una richiesta, una mappa con `op` e i campi di quell'operazione",
    ),
    form: Form::AnyMap,
};

/// A JSON object whose values are not read yet.
pub(super) struct Request<'a> {
    fields: Vec<(String, &'a RawValue)>,
}

impl<'a> Request<'a> {
    /// The raw text of a field.
    pub(super) fn raw(&self, field: &str) -> Option<&'a RawValue> {
        self.fields.iter().find(|(name, _)| name == field).map(|(_, value)| *value)
    }

    /// A field that may be absent or null.
    pub(super) fn optional<T: Deserialize<'a>>(&self, field: &'static str) -> Result<Option<T>> {
        let Some(value) = self.raw(field).filter(|value| value.get() != "null") else {
            return Ok(None);
        };
        from_json(value.get())
            .map(Some)
            .map_err(|why| Error::unreadable(bilingual!("this {field}", "il campo `{field}`"), &why))
    }

    /// A field that must be there.
    pub(super) fn required<T: Deserialize<'a>>(
        &self,
        field: &'static str,
        operation: &'static str,
    ) -> Result<T> {
        self.optional(field)?.ok_or_else(|| Cause::FieldMissing { field, operation }.into())
    }

    /// Refuses fields that an operation does not have, and fields given twice.
    pub(super) fn expect_only(&self, operation: &'static str, allowed: &[&str]) -> Result<()> {
        for (number, (name, _)) in self.fields.iter().enumerate() {
            if self.fields[..number].iter().any(|(earlier, _)| earlier == name) {
                return Err(Cause::FieldTwice { field: quote(name) }.into());
            }
            if !matches!(name.as_str(), "id" | "op") && !allowed.contains(&name.as_str()) {
                let allowed: Vec<String> = allowed.iter().map(|field| format!("`{field}`")).collect();
                return Err(Error::from(Cause::FieldUnknown {
                    field: quote(name),
                    operation,
                    allowed: allowed.join(", "),
                }));
            }
            // A request with many fields is refused at the first that is unknown, so this stays short.
        }
        Ok(())
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Request<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Request<'a>, D::Error> {
        struct Fields;
        impl<'de> Visitor<'de> for Fields {
            type Value = Request<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a request: an object with `op` and the fields of that operation")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> std::result::Result<Request<'de>, A::Error> {
                let mut fields = Vec::new();
                while let Some(field) = map.next_entry::<String, &'de RawValue>()? {
                    fields.push(field);
                }
                Ok(Request { fields })
            }

            fn visit_unit<E: de::Error>(self) -> std::result::Result<Request<'de>, E> {
                Err(E::invalid_type(de::Unexpected::Unit, &self))
            }
        }
        deserializer.deserialize_map(Fields)
    }
}

/// Weights by line id, each line once, in the order of the document.
pub(super) struct WeightMap(pub(super) Vec<(String, Weight)>);

impl<'de> Deserialize<'de> for WeightMap {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<WeightMap, D::Error> {
        struct Weights;
        impl<'de> Visitor<'de> for Weights {
            type Value = WeightMap;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a map from line ids to weights")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> std::result::Result<WeightMap, A::Error> {
                let mut seen = std::collections::BTreeSet::new();
                let mut weights = Vec::new();
                while let Some((line, weight)) = map.next_entry::<String, Weight>()? {
                    if !seen.insert(line.clone()) {
                        return Err(de::Error::custom(format_args!(
                            "line `{}` is given twice",
                            quote(&line)
                        )));
                    }
                    weights.push((line, weight));
                }
                Ok(WeightMap(weights))
            }
        }
        deserializer.deserialize_map(Weights)
    }
}

/// Lists of texts by name, each name once, in the order of the document.
pub(super) struct TextLists(pub(super) Vec<(String, Vec<String>)>);

impl<'de> Deserialize<'de> for TextLists {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<TextLists, D::Error> {
        struct Lists;
        impl<'de> Visitor<'de> for Lists {
            type Value = TextLists;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a map from names to lists of texts")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> std::result::Result<TextLists, A::Error> {
                let (mut lists, mut seen) = (Vec::new(), std::collections::BTreeSet::new());
                while let Some((name, list)) = map.next_entry::<String, Vec<String>>()? {
                    if !seen.insert(name.clone()) {
                        return Err(de::Error::custom(format_args!("`{}` is given twice", quote(&name))));
                    }
                    lists.push((name, list));
                }
                Ok(TextLists(lists))
            }
        }
        deserializer.deserialize_map(Lists)
    }
}

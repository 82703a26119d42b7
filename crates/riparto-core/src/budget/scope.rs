//! `Scope`: a selection of lines, as data.

use std::collections::BTreeSet;
use std::fmt;

use serde::de::{self, Deserialize, Deserializer, MapAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::capacity::MAX_LABEL_KEYS;

/// A selection of lines: all, by id, or by labels; optionally except another scope.
///
/// In JSON: `"all"`, `{"lines": ["A1", "A2"]}`, `{"labels": {"partner": "ats", "action": ["01", "02"]}}`, each
/// map with an optional `"except": <scope>`; `{"except": <scope>}` alone is all lines but those. Several label keys
/// must all match; of several values of a key any may. Where a rule holds for each part of its scope, `{"same": "project"}` and
/// `{"other": "title"}` are the lines with the same value of a label as the part, and all others.
///
/// ```
/// use riparto::Scope;
///
/// let scope = Scope::labels([("partner", "ats")]).except(Scope::lines(["outreach"]));
/// assert_eq!(
///     serde_json::to_string(&scope).unwrap(),
///     r#"{"labels":{"partner":"ats"},"except":{"lines":["outreach"]}}"#
/// );
/// ```
#[doc(alias = "ambito")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scope {
    pub(crate) select: Select,
    pub(crate) except: Option<Box<Scope>>,
}

/// The positive part of a scope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Select {
    All,
    Lines(Vec<String>),
    Labels(Vec<(String, Vec<String>)>),
    Same(String),
    Other(String),
}

impl Scope {
    /// Every line.
    #[must_use]
    pub fn all() -> Scope {
        Scope { select: Select::All, except: None }
    }

    /// The lines with these ids.
    pub fn lines<I: Into<String>>(ids: impl IntoIterator<Item = I>) -> Scope {
        Scope { select: Select::Lines(ids.into_iter().map(Into::into).collect()), except: None }
    }

    /// The lines that have all of these labels.
    pub fn labels<K: Into<String>, V: Into<String>>(labels: impl IntoIterator<Item = (K, V)>) -> Scope {
        let labels = labels.into_iter().map(|(key, value)| (key.into(), vec![value.into()])).collect();
        Scope { select: Select::Labels(labels), except: None }
    }

    /// The lines whose label has one of these values.
    pub fn label_in<V: Into<String>>(key: impl Into<String>, values: impl IntoIterator<Item = V>) -> Scope {
        let values = values.into_iter().map(Into::into).collect();
        Scope { select: Select::Labels(vec![(key.into(), values)]), except: None }
    }

    /// The lines that have the same value of a label as the part that a rule with `each` looks at; all lines of the plan count, not
    /// only those of the rule's scope. It is allowed only where such a rule names another scope: in `of` and `to`.
    pub fn same(key: impl Into<String>) -> Scope {
        Scope { select: Select::Same(key.into()), except: None }
    }

    /// The lines that have not the same value of a label as the part that a rule with `each` looks at, those without the label too.
    pub fn other(key: impl Into<String>) -> Scope {
        Scope { select: Select::Other(key.into()), except: None }
    }

    /// Whether it depends on the part that a rule looks at.
    pub(crate) fn is_relative(&self) -> bool {
        matches!(self.select, Select::Same(_) | Select::Other(_))
            || self.except.as_ref().is_some_and(|except| except.is_relative())
    }

    /// The label key that it compares parts by.
    pub(crate) fn relative_key(&self) -> Option<&str> {
        match &self.select {
            Select::Same(key) | Select::Other(key) => Some(key),
            _ => self.except.as_ref().and_then(|except| except.relative_key()),
        }
    }

    /// Every key that this scope or an exception within it selects by, with its values.
    pub(crate) fn selecting_labels(&self) -> Vec<(&str, &[String])> {
        let (mut found, mut scope) = (Vec::new(), Some(self));
        while let Some(Scope { select, except }) = scope {
            if let Select::Labels(labels) = select {
                found.extend(labels.iter().map(|(key, values)| (key.as_str(), values.as_slice())));
            }
            scope = except.as_deref();
        }
        found
    }

    /// The labels that a scope selects by, if it selects by nothing else.
    pub(crate) fn label_values(&self) -> Option<&[(String, Vec<String>)]> {
        match &self.select {
            Select::Labels(labels) if self.except.is_none() => Some(labels),
            _ => None,
        }
    }

    /// This scope with the parts of a line in its place, wherever a list names it. Scopes by labels stay as they are.
    pub(crate) fn with_parts(&self, line: &str, parts: &[&str]) -> Scope {
        let select = match &self.select {
            Select::Lines(ids) => {
                let mut named = Vec::with_capacity(ids.len());
                for id in ids {
                    match id == line {
                        true => named.extend(parts.iter().map(|part| (*part).to_owned())),
                        false => named.push(id.clone()),
                    }
                }
                Select::Lines(named)
            }
            other => other.clone(),
        };
        let except = self.except.as_ref().map(|except| Box::new(except.with_parts(line, parts)));
        Scope { select, except }
    }

    /// This scope without some lines, by id; none if its exception is by labels, or has one of its own, and so cannot name lines.
    pub(crate) fn without(&self, lines: &BTreeSet<&str>) -> Option<Scope> {
        let mut scope = self.clone();
        if let Select::Lines(ids) = &mut scope.select {
            ids.retain(|id| !lines.contains(id.as_str()));
            return Some(scope);
        }
        match scope.except.as_deref_mut() {
            None => scope.except = Some(Box::new(Scope::lines(lines.iter().copied()))),
            Some(Scope { select: Select::Lines(ids), except: None }) => {
                let named: BTreeSet<&str> = ids.iter().map(String::as_str).collect();
                let more: Vec<String> = lines.difference(&named).map(|line| (*line).to_owned()).collect();
                ids.extend(more);
            }
            Some(_) => return None,
        }
        Some(scope)
    }

    /// The lines that a scope names one by one, if it does nothing else.
    pub(crate) fn line_ids(&self) -> Option<&[String]> {
        match &self.select {
            Select::Lines(ids) if self.except.is_none() => Some(ids),
            _ => None,
        }
    }

    /// This scope without the lines of another. A scope has one exception: a second call replaces the first.
    #[must_use]
    pub fn except(self, other: Scope) -> Scope {
        Scope { except: Some(Box::new(other)), ..self }
    }
}

impl Serialize for Scope {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.select == Select::All && self.except.is_none() {
            return serializer.serialize_str("all");
        }
        let mut map = serializer.serialize_map(None)?;
        match &self.select {
            Select::All => {}
            Select::Lines(ids) => map.serialize_entry("lines", ids)?,
            Select::Labels(labels) => map.serialize_entry("labels", &LabelMap(labels))?,
            Select::Same(key) => map.serialize_entry("same", key)?,
            Select::Other(key) => map.serialize_entry("other", key)?,
        }
        if let Some(except) = &self.except {
            map.serialize_entry("except", except)?;
        }
        map.end()
    }
}

/// Labels as a map: a single value as a string, several as a list.
struct LabelMap<'a>(&'a [(String, Vec<String>)]);

impl Serialize for LabelMap<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (key, values) in self.0 {
            match values.as_slice() {
                [value] => map.serialize_entry(key, value)?,
                values => map.serialize_entry(key, values)?,
            }
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for Scope {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Scope, D::Error> {
        deserializer.deserialize_any(ScopeVisitor)
    }
}

struct ScopeVisitor;

impl<'de> Visitor<'de> for ScopeVisitor {
    type Value = Scope;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a scope: \"all\", {\"lines\": […]} or {\"labels\": {…}}")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Scope, E> {
        match text {
            "all" => Ok(Scope::all()),
            _ => Err(E::invalid_value(de::Unexpected::Str(text), &self)),
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Scope, A::Error> {
        const FIELDS: &[&str] = &["lines", "labels", "same", "other", "except"];
        let mut select = None;
        let mut except = None;
        while let Some(field) = map.next_key::<String>()? {
            match field.as_str() {
                "except" if except.is_some() => return Err(de::Error::duplicate_field("except")),
                "except" => except = Some(map.next_value::<Box<Scope>>()?),
                "lines" | "labels" | "same" | "other" if select.is_some() => {
                    return Err(de::Error::custom(
                        "a scope has one of `lines`, `labels`, `same` and `other`, once",
                    ));
                }
                "lines" => select = Some(Select::Lines(map.next_value()?)),
                "labels" => select = Some(Select::Labels(map.next_value::<OwnedLabelMap>()?.0)),
                "same" => select = Some(Select::Same(map.next_value()?)),
                "other" => select = Some(Select::Other(map.next_value()?)),
                unknown => return Err(de::Error::unknown_field(unknown, FIELDS)),
            }
        }
        match (select, except) {
            (Some(select), except) => Ok(Scope { select, except }),
            (None, Some(except)) => Ok(Scope { select: Select::All, except: Some(except) }),
            (None, None) => {
                Err(de::Error::custom("a scope needs `lines`, `labels`, `same`, `other` or `except`"))
            }
        }
    }
}

/// Labels read from a map, in its order, each key once.
struct OwnedLabelMap(Vec<(String, Vec<String>)>);

impl<'de> Deserialize<'de> for OwnedLabelMap {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<OwnedLabelMap, D::Error> {
        struct Labels;
        impl<'de> Visitor<'de> for Labels {
            type Value = OwnedLabelMap;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a map from label keys to a value or a list of values")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<OwnedLabelMap, A::Error> {
                let mut labels: Vec<(String, Vec<String>)> = Vec::new();
                while let Some(key) = map.next_key::<String>()? {
                    if labels.len() == MAX_LABEL_KEYS {
                        let many = format_args!("a scope has at most {MAX_LABEL_KEYS} label keys");
                        return Err(de::Error::custom(many));
                    }
                    if labels.iter().any(|(known, _)| *known == key) {
                        return Err(de::Error::custom(format_args!("label `{key}` is given twice")));
                    }
                    labels.push((key, map.next_value::<LabelValues>()?.0));
                }
                Ok(OwnedLabelMap(labels))
            }
        }
        deserializer.deserialize_map(Labels)
    }
}

/// One value or a list of values.
struct LabelValues(Vec<String>);

impl<'de> Deserialize<'de> for LabelValues {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<LabelValues, D::Error> {
        struct OneOrMore;
        impl<'de> Visitor<'de> for OneOrMore {
            type Value = LabelValues;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a label value or a list of them")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<LabelValues, E> {
                Ok(LabelValues(vec![text.to_owned()]))
            }

            fn visit_seq<A: de::SeqAccess<'de>>(self, mut list: A) -> Result<LabelValues, A::Error> {
                let mut values = Vec::new();
                while let Some(value) = list.next_element()? {
                    values.push(value);
                }
                Ok(LabelValues(values))
            }
        }
        deserializer.deserialize_any(OneOrMore)
    }
}

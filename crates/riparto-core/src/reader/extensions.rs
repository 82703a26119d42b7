//! `Extensions`: the fields of other programs in a document.

use std::collections::BTreeMap;

use serde::ser::{SerializeMap, Serializer};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};

use super::unique_keys::unique_keys;
use crate::capacity::{MAX_EXTENSION_BYTES, MAX_ID_CHARS};
use crate::error::{Cause, Error, Result};
use crate::words::both;

/// What a key of another program begins with.
const PREFIX: &str = "x-";

/// Whether a key is that of an extension field: `x-` and letters, digits, `.`, `_`, `-`, `:`, at most 64 in all.
pub(super) fn is_extension(key: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-' | b':');
    key.len() > PREFIX.len() && key.len() <= MAX_ID_CHARS && key.starts_with(PREFIX) && key.bytes().all(plain)
}

/// The extension fields of a document or of a part of it: keys that begin with `x-`, such as the code of a line in the accounts of
/// an administration. Riparto keeps them and reads nothing in them. Numbers in them are whole; all of one part take at most
/// [`MAX_EXTENSION_BYTES`] bytes.
///
/// ```
/// use riparto::Proposal;
///
/// let proposal = Proposal::from_json(
///     r#"{ "id": "p1", "party": "anci", "x-protocol": "2026/1184",
///          "transfers": [ {"from": "information", "to": "desks", "amount": "40000.00"} ] }"#,
/// )?;
/// assert_eq!(proposal.extensions().get("x-protocol"), Some(&serde_json::json!("2026/1184")));
/// assert!(proposal.to_json().contains(r#""x-protocol": "2026/1184""#));
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[doc(alias = "campi aggiuntivi")]
pub struct Extensions(BTreeMap<String, Value>);

impl Extensions {
    /// None.
    #[must_use]
    pub fn new() -> Extensions {
        Extensions::default()
    }

    /// The fields with one more, or with another value of one that is there.
    ///
    /// # Errors
    /// `field_unknown` for a key that does not begin with `x-` or is no id; `document_malformed` for a value that JSON cannot hold or
    /// that has a number which is not whole; `document_too_large` beyond [`MAX_EXTENSION_BYTES`].
    pub fn field(mut self, key: &str, value: &impl Serialize) -> Result<Extensions> {
        if !is_extension(key) {
            let (field, allowed) = (crate::error::quote(key), "`x-…`".to_owned());
            return Err(Cause::FieldUnknown { field, operation: "extensions", allowed }.into());
        }
        let unreadable = |why: serde_json::Error| {
            Error::unreadable(both("this extension field", "questo campo aggiuntivo"), &why)
        };
        let written = serde_json::to_string(value).map_err(unreadable)?;
        let value = unique_keys(&mut serde_json::Deserializer::from_str(&written)).map_err(unreadable)?;
        self.insert(key, value);
        self.check()?;
        Ok(self)
    }

    /// The value of a field.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.0.get(key)
    }

    /// The fields, in the order of their keys.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.iter().map(|(key, value)| (key.as_str(), value))
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether the key was new.
    pub(super) fn insert(&mut self, key: &str, value: Value) -> bool {
        self.0.insert(key.to_owned(), sorted(value)).is_none()
    }

    /// Checks the size, once all fields are there.
    pub(super) fn check(&self) -> Result<()> {
        let found = if self.is_empty() {
            0
        } else {
            serde_json::to_string(&self.0).map_or(usize::MAX, |text| text.len())
        };
        if found > MAX_EXTENSION_BYTES {
            let what = both("these extension fields", "i campi aggiuntivi");
            return Err(Cause::DocumentTooLarge { what, found, allowed: MAX_EXTENSION_BYTES }.into());
        }
        Ok(())
    }

    /// Writes the fields after those that a map has.
    pub(crate) fn write<M: SerializeMap>(&self, map: &mut M) -> std::result::Result<(), M::Error> {
        self.0.iter().try_for_each(|(key, value)| map.serialize_entry(key, value))
    }
}

/// A map of the fields.
impl Serialize for Extensions {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.collect_map(&self.0)
    }
}

/// The value with the keys of its maps in order: serde_json keeps them as they were written if any crate of a program asks for it.
fn sorted(value: Value) -> Value {
    match value {
        Value::Array(values) => Value::Array(values.into_iter().map(sorted).collect()),
        Value::Object(fields) => {
            let fields: BTreeMap<String, Value> = fields.into_iter().collect();
            Value::Object(fields.into_iter().map(|(key, value)| (key, sorted(value))).collect::<Map<_, _>>())
        }
        value => value,
    }
}

/// A value of an extension field, as a document holds it.
pub(super) struct ExtensionValue(pub(super) Value);

impl<'de> Deserialize<'de> for ExtensionValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<ExtensionValue, D::Error> {
        unique_keys(deserializer).map(ExtensionValue)
    }
}

//! `Metadata`: what the caller's program knows of a command.

use std::fmt;

use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Value, json};

use crate::journal::Event;
use riparto_core::capacity::MAX_METADATA_BYTES;
use riparto_core::error::{Cause, Error, Result};
use riparto_core::reader::unique_keys;
use riparto_core::words::both;

/// What the caller's program knows of a command, to be kept in the history beside what happened: a JSON object, in canonical
/// form, of at most [`MAX_METADATA_BYTES`] bytes. The table reads nothing in it.
///
/// ```
/// use riparto::table::Metadata;
///
/// let metadata = Metadata::of(&serde_json::json!({"session": "7f3a", "protocol": "2026/1184"}))?;
/// assert_eq!(metadata.as_str(), r#"{"protocol":"2026/1184","session":"7f3a"}"#);
///
/// #[derive(serde::Deserialize)]
/// struct Registered { protocol: String }
/// assert_eq!(metadata.read::<Registered>()?.protocol, "2026/1184");
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Metadata(Event);

impl Metadata {
    /// The metadata that a value states.
    ///
    /// # Errors
    /// `event_malformed` if the value is no object, or holds what no history can, such as the number `0.1`;
    /// `document_too_large` beyond [`MAX_METADATA_BYTES`].
    pub fn of(value: &impl Serialize) -> Result<Metadata> {
        let place = |error: Error| error.at(both("metadata", "metadati"));
        let metadata = Event::of(value).map_err(place)?;
        // It lies inside an event.
        let value = metadata.value()?;
        Event::of(&json!({ "metadata": value })).map_err(place)?;
        let found = metadata.as_str().len();
        if found > MAX_METADATA_BYTES {
            let what = both("this metadata", "questi metadati");
            return Err(Cause::DocumentTooLarge { what, found, allowed: MAX_METADATA_BYTES }.into());
        }
        Ok(Metadata(metadata))
    }

    /// The metadata as canonical JSON.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// Reads the metadata as a type of the caller's.
    ///
    /// # Errors
    /// `document_malformed` if the type cannot hold it.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T> {
        self.0.read()
    }
}

impl fmt::Debug for Metadata {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Metadata({})", self.as_str())
    }
}

impl Serialize for Metadata {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        self.0.value().map_err(serde::ser::Error::custom)?.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Metadata {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Metadata, D::Error> {
        let value: Value = unique_keys(deserializer)?;
        Metadata::of(&value).map_err(D::Error::custom)
    }
}

/// The metadata of a command document, as it is read before it is checked.
#[derive(Default, Deserialize)]
#[serde(transparent)]
pub(super) struct StatedMetadata(#[serde(deserialize_with = "unique_keys")] Value);

impl StatedMetadata {
    pub(super) fn check(&self) -> Result<Option<Metadata>> {
        if self.0.is_null() { Ok(None) } else { Metadata::of(&self.0).map(Some) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use riparto_core::capacity::MAX_EVENT_DEPTH;

    #[test]
    fn metadata_is_an_object_that_a_history_can_hold_and_no_larger_than_allowed() {
        let text = |length: usize| Metadata::of(&json!({ "note": "x".repeat(length) }));
        let around = r#"{"note":""}"#.len();
        assert_eq!(text(MAX_METADATA_BYTES - around).unwrap().as_str().len(), MAX_METADATA_BYTES);
        assert_eq!(
            text(MAX_METADATA_BYTES - around + 1).unwrap_err().to_string(),
            "this metadata has 4097 bytes: at most 4096 are allowed"
        );
        for value in [json!([]), json!("session"), json!(null), json!({"share": 0.1})] {
            assert_eq!(Metadata::of(&value).unwrap_err().code(), "event_malformed", "{value}");
        }
        let nested = |depth: usize| (1..depth).fold(json!({}), |inner, _| json!({ "a": inner }));
        assert!(Metadata::of(&nested(MAX_EVENT_DEPTH - 1)).is_ok());
        assert_eq!(Metadata::of(&nested(MAX_EVENT_DEPTH)).unwrap_err().code(), "event_malformed");
    }

    #[test]
    fn metadata_is_read_from_json_without_keys_that_are_given_twice() {
        let read: Metadata = serde_json::from_str(r#"{"b": 1, "a": [null, "ù"]}"#).unwrap();
        assert_eq!(serde_json::to_string(&read).unwrap(), r#"{"a":[null,"ù"],"b":1}"#);
        assert!(serde_json::from_str::<Metadata>(r#"{"a": 1, "a": 2}"#).is_err());
        assert!(serde_json::from_str::<Metadata>("[1]").is_err());
    }
}

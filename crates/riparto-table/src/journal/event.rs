//! What a record says happened.

use std::fmt;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::canonical::write_value;
use super::scan::{Uncanonical, object_end};
use riparto_core::capacity::MAX_EVENT_BYTES;
use riparto_core::error::{Cause, Error, Result};
use riparto_core::words::{Bilingual, both, readable};

/// Something that happened: a JSON object in its canonical form.
///
/// ```
/// use riparto::journal::Event;
///
/// let event = Event::of(&serde_json::json!({"tabled": "p1", "amount": "40000.00", "at": 3}))?;
/// assert_eq!(event.as_str(), r#"{"amount":"40000.00","at":3,"tabled":"p1"}"#);
/// assert_eq!(Event::from_canonical(event.as_str())?, event);
///
/// // Money is never a number.
/// let error = Event::of(&serde_json::json!({"amount": 0.1})).unwrap_err();
/// assert_eq!(error.code(), "event_malformed");
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[doc(alias = "evento")]
pub struct Event(Box<str>);

impl Event {
    /// The event that a value tells, written canonically.
    ///
    /// # Errors
    /// `event_malformed` if the value is no object, holds a number that is not whole or beyond
    /// [`capacity::MAX_EVENT_INTEGER`](riparto_core::capacity::MAX_EVENT_INTEGER), such as `0.1`, or is nested too deep;
    /// `document_too_large` beyond [`capacity::MAX_EVENT_BYTES`](riparto_core::capacity::MAX_EVENT_BYTES).
    pub fn of(value: &impl Serialize) -> Result<Event> {
        let value = serde_json::to_value(value)
            .map_err(|error| Cause::EventMalformed { why: Bilingual::same(error.to_string()) })?;
        if !value.is_object() {
            return Err(
                Cause::EventMalformed { why: both("it is not an object", "non è un oggetto JSON") }.into()
            );
        }
        let mut text = String::new();
        write_value(&mut text, &value, 0)?;
        bounded(&text)?;
        Ok(Event(text.into()))
    }

    /// An event from its canonical text, as [`as_str`](Event::as_str) gives it.
    ///
    /// # Errors
    /// `event_malformed` if the text is anything else, also by a blank or by the order of keys;
    /// `document_too_large` as for [`of`](Event::of).
    pub fn from_canonical(text: &str) -> Result<Event> {
        bounded(text)?;
        let wrong = |flaw: Uncanonical| -> Error {
            Cause::EventMalformed { why: Bilingual::of(|language| flaw.words(language)) }.into()
        };
        match object_end(text.as_bytes(), 0) {
            Ok(end) if end == text.len() => Ok(Event(text.into())),
            Ok(place) => {
                let why = ("the text goes on after its end", "il testo continua dopo la fine");
                Err(wrong(Uncanonical { place, why }))
            }
            Err(flaw) => Err(wrong(flaw)),
        }
    }

    /// An event whose text was scanned before.
    pub(crate) fn scanned(text: &str) -> Event {
        Event(text.into())
    }

    /// The event as canonical JSON.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Reads the event as a type of the caller's.
    ///
    /// # Errors
    /// `document_malformed` if the type cannot hold it.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T> {
        serde_json::from_str(&readable(&self.0))
            .map_err(|why| Error::unreadable(both("this event", "questo evento"), &why))
    }

    /// The event as a JSON value, just as it was recorded.
    ///
    /// # Errors
    /// `document_malformed`, which no event that was made by this type gives.
    pub fn value(&self) -> Result<Value> {
        serde_json::from_str(&self.0)
            .map_err(|why| Error::unreadable(both("this event", "questo evento"), &why))
    }
}

fn bounded(text: &str) -> Result<()> {
    if text.len() > MAX_EVENT_BYTES {
        let cause = Cause::DocumentTooLarge {
            what: both("this event", "questo evento"),
            found: text.len(),
            allowed: MAX_EVENT_BYTES,
        };
        return Err(cause.into());
    }
    Ok(())
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Event({self})")
    }
}

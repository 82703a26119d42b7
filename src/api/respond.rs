//! From the text of a request to the text of its response.

use std::borrow::Cow;

use serde::Serialize;
use serde_json::value::RawValue;

use super::answer::Answer;
use super::effort::{EffortReached, meter};
use super::operations::run;
use super::request::Request;
use crate::error::{Cause, Error, Result};
use crate::exchange::read_json;
use crate::words::{bilingual, both};

/// Answers one request. Whatever the text, the answer is a response on one line.
///
/// ```
/// let response = riparto::api::respond(
///     r#"{"id": 7, "op": "apportion", "total": "1.00", "weights": [1, 1, 1], "method": "largest_remainder"}"#,
/// );
/// assert!(response.starts_with(r#"{"id":7,"ok":{"amounts":["0.34","0.33","0.33"],"#));
///
/// let response = riparto::api::respond("{}");
/// assert_eq!(
///     response,
///     r#"{"id":null,"error":{"code":"field_missing","message":"`request` needs the field `op`: add it"}}"#
/// );
/// ```
#[must_use]
pub fn respond(request: &str) -> String {
    match read_json::<Request<'_>>(both("this request", "questa richiesta"), request) {
        Ok(request) => {
            let meter = match meter(&request) {
                Ok(meter) => meter,
                Err(error) => return write(request.raw("id").map(on_one_line), Err(error), None),
            };
            let outcome = run(&request, &meter);
            write(request.raw("id").map(on_one_line), outcome, EffortReached::of(&meter))
        }
        Err(error) => write(None, Err(error), None),
    }
}

/// Answers one request given as bytes; what is not UTF-8 gets an error for an answer, and nothing of it is guessed.
#[must_use]
pub fn respond_bytes(request: &[u8]) -> String {
    match std::str::from_utf8(request) {
        Ok(request) => respond(request),
        Err(error) => {
            let why = bilingual!(
                "byte {place} is not UTF-8",
                "il byte {place} non è in UTF-8",
                place = error.valid_up_to() + 1
            );
            write(
                None,
                Err(Cause::DocumentMalformed { what: both("this request", "questa richiesta"), why }.into()),
                None,
            )
        }
    }
}

fn write(id: Option<Cow<'_, RawValue>>, outcome: Result<Answer>, effort: Option<EffortReached>) -> String {
    let response = match &outcome {
        Ok(answer) => Response { id, ok: Some(answer), error: None, effort },
        Err(error) => Response { id, ok: None, error: Some(ErrorAnswer::new(error)), effort },
    };
    // Every part serializes to strings, lists and maps with string keys: nothing here can fail.
    serde_json::to_string(&response).unwrap_or_default()
}

/// A line break in valid JSON can only stand between values, so on one line it says the same.
fn on_one_line(value: &RawValue) -> Cow<'_, RawValue> {
    if !value.get().contains(['\n', '\r']) {
        return Cow::Borrowed(value);
    }
    match RawValue::from_string(value.get().replace(['\n', '\r'], " ")) {
        Ok(value) => Cow::Owned(value),
        Err(_) => Cow::Borrowed(RawValue::NULL),
    }
}

#[derive(Serialize)]
struct Response<'a> {
    id: Option<Cow<'a, RawValue>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ok: Option<&'a Answer>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<ErrorAnswer>,
    #[serde(skip_serializing_if = "Option::is_none")]
    effort: Option<EffortReached>,
}

#[derive(Serialize)]
struct ErrorAnswer {
    code: &'static str,
    message: String,
}

impl ErrorAnswer {
    fn new(error: &Error) -> ErrorAnswer {
        ErrorAnswer { code: error.code(), message: error.to_string() }
    }
}

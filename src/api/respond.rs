//! From the text of a request to the text of its response.

use std::borrow::Cow;

use serde::Serialize;
use serde_json::value::RawValue;

use super::effort::{EffortReached, RequestBounds, meter};
use super::explanation::explain;
use super::operations::run;
use super::request::{REQUEST, Request};
use super::response_body::ResponseBody;
use riparto_core::error::{Cause, Error, Result};
use riparto_core::money::Currency;
use riparto_core::reader::{read_json, text_of};
use riparto_core::words::{Language, both, spoken};

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
    answer(request, &RequestBounds::default())
}

/// Answers one request given as bytes; what is not UTF-8 gets an error for an answer, and nothing of it is guessed.
#[must_use]
pub fn respond_bytes(request: &[u8]) -> String {
    respond_within(request, &RequestBounds::default())
}

/// Answers one request given as bytes, if it is not larger than allowed, with no more work than allowed.
#[must_use]
pub fn respond_within(request: &[u8], bounds: &RequestBounds) -> String {
    if request.len() > bounds.bytes {
        return too_large(request.len(), bounds);
    }
    match text_of(request) {
        Ok(request) => answer(request, bounds),
        Err(error) => write(None, Err(error), None),
    }
}

/// The answer to a request of this many bytes, which are more than allowed and need not have been read.
#[must_use]
pub fn too_large(bytes: usize, bounds: &RequestBounds) -> String {
    let (what, found, allowed) = (both("this request", "questa richiesta"), bytes, bounds.bytes);
    write(None, Err(Cause::DocumentTooLarge { what, found, allowed }.into()), None)
}

/// The answer to a request on which this crate panicked, which is its own fault: for a program that goes on with the next.
#[must_use]
pub fn failed(request: &[u8]) -> String {
    let request = text_of(request).and_then(|request| read_json::<Request<'_>>(&REQUEST, request)).ok();
    let id = request.as_ref().and_then(|request| request.raw("id")).map(on_one_line);
    let language = request.as_ref().and_then(|request| request.optional::<Language>("lang").ok().flatten());
    language.unwrap_or_default().speaking(|| write(id, Err(Cause::RequestFailed {}.into()), None))
}

fn answer(request: &str, bounds: &RequestBounds) -> String {
    let fields = match read_json::<Request<'_>>(&REQUEST, request) {
        Ok(fields) => fields,
        Err(error) => return write(None, Err(error), None),
    };
    let id = fields.raw("id").map(on_one_line);
    let language = fields.optional::<Language>("lang");
    // A language that is none is told in English.
    let spoken = language.as_ref().ok().copied().flatten().unwrap_or_default();
    let written = || match language.and_then(|_| meter(&fields, bounds)) {
        Ok(meter) => {
            let outcome = run(&fields, &meter).map_err(|refused| explain(request, refused));
            write(id, outcome, EffortReached::of(&meter))
        }
        Err(refused) => write(id, Err(explain(request, refused)), None),
    };
    // The plan of the request says in which currency its amounts are printed.
    Currency::EURO.printing(|| spoken.speaking(written))
}

fn write(
    id: Option<Cow<'_, RawValue>>,
    outcome: Result<ResponseBody>,
    effort: Option<EffortReached>,
) -> String {
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
    ok: Option<&'a ResponseBody>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<ErrorAnswer>,
    #[serde(skip_serializing_if = "Option::is_none")]
    effort: Option<EffortReached>,
}

#[derive(Serialize)]
struct ErrorAnswer {
    #[serde(flatten)]
    first: MistakeAnswer,
    /// All mistakes, this one first; none where it is alone and has no place in the request.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<MistakeAnswer>,
    #[serde(skip_serializing_if = "Option::is_none")]
    more: Option<usize>,
}

#[derive(Serialize)]
struct MistakeAnswer {
    code: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<String>,
    message: String,
}

impl MistakeAnswer {
    fn new(error: &Error) -> MistakeAnswer {
        MistakeAnswer {
            code: error.code(),
            path: error.path().map(str::to_owned),
            message: error.message(spoken()),
        }
    }
}

impl ErrorAnswer {
    fn new(error: &Error) -> ErrorAnswer {
        let is_alone = error.path().is_none() && error.all().nth(1).is_none();
        ErrorAnswer {
            first: MistakeAnswer::new(error),
            errors: error.all().filter(|_| !is_alone).map(MistakeAnswer::new).collect(),
            more: Some(error.unlisted()).filter(|more| *more > 0),
        }
    }
}

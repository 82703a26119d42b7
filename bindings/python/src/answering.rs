//! The JSON API.

use std::panic::catch_unwind;

use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyString};
use riparto::api::{failed, respond_bytes};
use riparto::money::AmountStyle;
use riparto::{Authorization, Money};
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::failure::{ToldError, spoken, working};

/// Answers one request; a panic is a fault of riparto, and is answered too, as `riparto api` does.
fn responded(request: &[u8]) -> String {
    catch_unwind(|| respond_bytes(request)).unwrap_or_else(|_| failed(request))
}

/// Answers one request of the JSON API, a text or bytes, with the same bytes as `riparto api` does.
#[pyfunction]
pub(crate) fn handle(py: Python<'_>, request: &Bound<'_, PyAny>) -> PyResult<String> {
    if let Ok(text) = request.cast::<PyString>() {
        if let Ok(text) = text.to_cow() {
            return Ok(py.detach(|| responded(text.as_bytes())));
        }
        // Half a character, which no UTF-8 has, is answered as such bytes are.
        let bytes = text.call_method1("encode", ("utf-8", "surrogatepass"))?;
        let bytes = bytes.cast::<PyBytes>()?.as_bytes();
        return Ok(py.detach(|| responded(bytes)));
    }
    if let Ok(bytes) = request.cast::<PyBytes>() {
        let bytes = bytes.as_bytes();
        return Ok(py.detach(|| responded(bytes)));
    }
    Err(PyTypeError::new_err(format!(
        "a request is a str or bytes with the JSON of one request, not {}",
        request.get_type().name()?
    )))
}

/// A response whose parts are texts still.
#[derive(Deserialize)]
struct PartedResponse<'a> {
    #[serde(borrow)]
    ok: Option<&'a RawValue>,
    #[serde(default)]
    error: Option<ToldError>,
    #[serde(borrow, default)]
    effort: Option<&'a RawValue>,
}

/// The exact JSON of the answer to a request, and of what `effort` says beside it; an error is raised.
#[pyfunction]
pub(crate) fn answer(py: Python<'_>, request: &str) -> PyResult<(String, Option<String>)> {
    let response = py.detach(|| responded(request.as_bytes()));
    // A response is JSON with `ok` or `error`: nothing else reaches the last arm.
    match serde_json::from_str::<PartedResponse<'_>>(&response) {
        Ok(PartedResponse { ok: Some(ok), effort, .. }) => {
            Ok((ok.get().to_owned(), effort.map(|effort| effort.get().to_owned())))
        }
        Ok(PartedResponse { error: Some(told), .. }) => Err(told.raised(py)),
        _ => Err(pyo3::exceptions::PyRuntimeError::new_err(response)),
    }
}

/// The JSON Schema of requests, responses and documents.
#[pyfunction]
pub(crate) fn schema() -> &'static str {
    riparto::api::schema()
}

/// Every code of an error with its kind.
#[pyfunction]
pub(crate) fn codes() -> Vec<(&'static str, String)> {
    let kind = |kind| serde_json::to_value(kind).ok().and_then(|kind| kind.as_str().map(str::to_owned));
    riparto::error::codes().iter().map(|(code, of)| (*code, kind(of).unwrap_or_default())).collect()
}

/// How many bytes a document may have.
#[pyfunction]
pub(crate) fn most_bytes() -> usize {
    riparto::capacity::MAX_DOCUMENT_BYTES
}

/// What a level of authorization is called.
#[pyfunction]
pub(crate) fn level_words(level: &str, language: &str) -> PyResult<&'static str> {
    Ok(level_named(level)?.words(spoken(language)?))
}

/// The level of authorization with a name; another one is a `ValueError`.
pub(crate) fn level_named(name: &str) -> PyResult<Authorization> {
    serde_json::from_value(name.into())
        .map_err(|_| PyValueError::new_err(format!("`{name}` is no level of authorization")))
}

/// The plain form of an amount: of one that people write, or of one that is plain already.
#[pyfunction]
pub(crate) fn amount(py: Python<'_>, text: &str, plain: bool, language: &str) -> PyResult<String> {
    working(py, language, |_| {
        let read = if plain { Money::parse(text, AmountStyle::Plain) } else { text.parse() };
        read.map(|amount| amount.to_string())
    })
}

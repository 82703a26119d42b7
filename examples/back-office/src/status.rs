//! From errors and refusals to HTTP.

use axum::Json;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use riparto::error::ErrorKind;
use riparto::table::{Rejection, RejectionKind};
use riparto::{Error, Language};
use serde_json::json;

/// What a request is answered with that did not succeed: the status, and a body with a stable code and a sentence.
#[derive(Debug)]
pub enum Refusal {
    /// The request makes no sense, or the journal cannot be written.
    Error(Error),
    /// The table refuses it, in good order.
    Rejection(Box<Rejection>),
    /// What the program around the table asks for is missing.
    Header(&'static str),
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Refusal {
        Refusal::Error(error)
    }
}

impl From<Rejection> for Refusal {
    fn from(rejection: Rejection) -> Refusal {
        Refusal::Rejection(Box::new(rejection))
    }
}

/// The status of an error, by its kind; of storage errors, by the code, since some pass and some do not.
pub fn of_error(error: &Error) -> StatusCode {
    match (error.kind(), error.code()) {
        (_, "journal_locked") => StatusCode::SERVICE_UNAVAILABLE,
        (_, "storage_full") => StatusCode::INSUFFICIENT_STORAGE,
        (_, "head_missed" | "journal_exists") => StatusCode::CONFLICT,
        (_, "proposal_unknown" | "sitting_unknown" | "revision_unknown") => StatusCode::NOT_FOUND,
        (ErrorKind::Storage, _) => StatusCode::INTERNAL_SERVER_ERROR,
        (ErrorKind::Document, _) => StatusCode::BAD_REQUEST,
        (ErrorKind::Limit, _) => StatusCode::PAYLOAD_TOO_LARGE,
        (ErrorKind::Authorization, _) => StatusCode::FORBIDDEN,
        (ErrorKind::Table, _) => StatusCode::CONFLICT,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    }
}

/// The status of a refusal, by its kind.
pub fn of_rejection(rejection: &Rejection) -> StatusCode {
    match rejection.kind() {
        RejectionKind::Input => StatusCode::BAD_REQUEST,
        RejectionKind::Permission => StatusCode::FORBIDDEN,
        RejectionKind::Unknown => StatusCode::NOT_FOUND,
        RejectionKind::Outdated => StatusCode::PRECONDITION_FAILED,
        RejectionKind::Amounts | RejectionKind::Rules | RejectionKind::Consent => {
            StatusCode::UNPROCESSABLE_ENTITY
        }
        // What the table would accept at another moment; kinds that are added later too.
        _ => StatusCode::CONFLICT,
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let (status, code, message) = match &self {
            Refusal::Error(error) => (of_error(error), error.code(), error.message(Language::English)),
            Refusal::Rejection(rejection) => {
                (of_rejection(rejection), rejection.code(), rejection.message(Language::English))
            }
            Refusal::Header(name) => (
                StatusCode::BAD_REQUEST,
                "header_missing",
                format!("the header `{name}` is missing or malformed"),
            ),
        };
        let mut response = (status, Json(json!({"code": code, "message": message}))).into_response();
        if status == StatusCode::SERVICE_UNAVAILABLE {
            response.headers_mut().insert(header::RETRY_AFTER, header::HeaderValue::from_static("1"));
        }
        response
    }
}

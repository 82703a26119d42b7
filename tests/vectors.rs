//! Requests as values. What the runners of `tests/vectors/*.json` share is in `tests/support/vectors.rs`.

use serde_json::Value;

/// The response to a request.
pub(crate) fn ask(request: &Value) -> Value {
    serde_json::from_str(&riparto::api::respond(&request.to_string())).unwrap()
}

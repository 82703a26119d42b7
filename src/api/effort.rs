//! `effort`: how much work a request may take.

use serde::Serialize;

use super::request::Request;
use riparto_core::capacity::{MAX_DOCUMENT_BYTES, MAX_EFFORT};
use riparto_core::error::{Cause, Result};
use riparto_solve::DEFAULT_EFFORT;
use riparto_solve::Meter;

/// What one request may take at most, for a program that answers requests of others.
///
/// ```
/// use riparto::api::{RequestBounds, respond_within};
///
/// let bounds = RequestBounds { effort: 1 << 20, bytes: 64 };
/// let answer = respond_within(br#"{"op": "apportion", "total": "1.00", "weights": [1, 1], "effort": 2000000}"#, &bounds);
/// assert_eq!(answer, r#"{"id":null,"error":{"code":"document_too_large","message":"this request has 74 bytes: at most 64 are allowed"}}"#);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RequestBounds {
    /// The most units of work (see [`Meter`](riparto_solve::Meter)); without `effort` a request gets as many, and
    /// [`DEFAULT_EFFORT`](riparto_solve::DEFAULT_EFFORT) at most.
    pub effort: u64,
    /// The most bytes.
    pub bytes: usize,
}

impl Default for RequestBounds {
    fn default() -> RequestBounds {
        RequestBounds { effort: MAX_EFFORT, bytes: MAX_DOCUMENT_BYTES }
    }
}

/// The meter of a request: what its field `effort` allows, or the default.
pub(super) fn meter(request: &Request<'_>, bounds: &RequestBounds) -> Result<Meter> {
    let effort = request.optional("effort")?.unwrap_or(DEFAULT_EFFORT.min(bounds.effort));
    if !(1..=bounds.effort).contains(&effort) {
        return Err(Cause::EffortOutOfRange { found: effort, allowed: bounds.effort }.into());
    }
    Ok(Meter::new(effort))
}

/// What a response says where its answer ended at the limit.
#[derive(Serialize)]
pub(super) struct EffortReached {
    limit: u64,
    limit_reached: bool,
}

impl EffortReached {
    /// Nothing if the limit was not reached.
    pub(super) fn of(meter: &Meter) -> Option<EffortReached> {
        meter.is_over().then(|| EffortReached { limit: meter.limit(), limit_reached: true })
    }
}

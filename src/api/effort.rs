//! `effort`: how much work a request may take.

use serde::Serialize;

use super::request::Request;
use crate::error::{Cause, Result};
use crate::limits::{DEFAULT_EFFORT, MAX_EFFORT};
use crate::meter::Meter;

/// The meter of a request: what its field `effort` allows, or the default.
pub(super) fn meter(request: &Request<'_>) -> Result<Meter> {
    let effort = request.optional("effort")?.unwrap_or(DEFAULT_EFFORT);
    if !(1..=MAX_EFFORT).contains(&effort) {
        return Err(Cause::EffortOutOfRange { found: effort, allowed: MAX_EFFORT }.into());
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

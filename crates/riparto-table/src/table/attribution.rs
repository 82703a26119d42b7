//! `Attribution`: what the caller states of a command besides what it asks.

use serde::Serialize;

use super::metadata::Metadata;
use super::timestamp::Timestamp;
use riparto_core::budget::check_text;
use riparto_core::error::{Cause, Result};
use riparto_core::words::{both, is_blank};

/// Who acted for the party, when, and what the caller's program knows of it. Each is there if the caller stated it.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub(super) struct Attribution {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) when: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) actor: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) metadata: Option<Metadata>,
}

/// Checks the name of who acts for a party.
pub(super) fn check_actor(actor: &str) -> Result<()> {
    let what = both("the name of who acts", "il nome di chi agisce");
    if is_blank(actor) {
        return Err(Cause::TextMissing { what }.into());
    }
    check_text(what, actor)
}

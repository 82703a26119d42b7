//! `ProofFields`: a proof as JSON writes it.

use serde::{Deserialize, Serialize};

use super::claim::Claim;
use riparto_core::date::Date;
use riparto_core::rules::Authorization;
use riparto_table::journal::Digest;

/// A proof as JSON writes it.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ProofFields {
    pub(super) format: String,
    pub(super) plan: Digest,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) date: Option<Date>,
    #[serde(default)]
    pub(super) up_to: Authorization,
    pub(super) claims: Vec<Claim>,
}

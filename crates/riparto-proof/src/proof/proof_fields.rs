//! `ProofFields`: a proof as JSON writes it.

use serde::{Deserialize, Serialize};

use super::claim::Claim;
use super::whole_number::given;
use riparto_core::date::Date;
use riparto_core::rules::Authorization;
use riparto_table::journal::Digest;

/// A proof as JSON writes it.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ProofFields {
    pub(super) format: String,
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    pub(super) plan: Option<Digest>,
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    pub(super) date: Option<Date>,
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    pub(super) up_to: Option<Authorization>,
    pub(super) claims: Vec<Claim>,
}

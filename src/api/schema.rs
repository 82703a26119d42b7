//! The JSON Schema of requests, responses and documents.

/// The JSON Schema (draft 2020-12) of every request, response and document, as text. The command `riparto schema`
/// prints it.
///
/// Requests and responses are what the schema itself describes. Each kind of document is in `$defs`: `plan`,
/// `proposal`, `rule_pack`. What a schema cannot say (amounts that sum to the total, ids that exist) is for
/// [`respond`](super::respond) to say.
///
/// ```
/// let schema: serde_json::Value = serde_json::from_str(riparto::api::schema())?;
/// assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
/// assert_eq!(schema["$defs"]["plan"]["properties"]["format"]["const"], "riparto.plan/1");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[must_use]
pub fn schema() -> &'static str {
    include_str!("schema.json")
}

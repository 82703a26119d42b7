//! One function for programs in any language: a JSON request in, a JSON response out.
//!
//! A request is `{"id": …, "op": "check", …}` with the fields of its operation; a response is
//! `{"id": …, "ok": {…}}` or `{"id": …, "error": {"code": "…", "path": "…", "message": "…", "errors": […]}}`. Amounts are decimal strings,
//! unknown fields are refused, and a broken rule is an answer, not an error. The command `riparto api` serves the
//! same function over standard input and output, one line each, and `riparto schema` prints the [`schema()`] of it all.

mod schema;
mod request;
mod plan_field;
mod effort;
mod listing;
mod findings_answer;
mod assess_answer;
mod receipt_answer;
mod change_answer;
mod proof_answer;
mod aggregate_answer;
mod counted_answer;
mod scenario_fields;
mod history;
mod outside_answer;
mod table_answer;
mod units_answer;
mod giving;
mod sealing_answer;
mod bar_scale;
mod draft_fields;
mod draft_cover;
mod draft_margins;
mod draft_answer;
mod split_fields;
mod split_answer;
mod response_body;
mod splitting;
mod aggregation;
mod draft_operation;
mod table_operations;
mod sealing;
mod operations;
mod fields;
mod explanation;
mod respond;
#[cfg(test)]
mod tests;

pub use effort::RequestBounds;
pub use respond::{failed, respond, respond_bytes, respond_within, too_large};
pub use schema::schema;

//! Plans and proposals as JSON documents.

mod json;
mod plan_document;
mod plan_examination;
mod document_shapes;
mod reading;
mod proposal_document;

#[doc(hidden)]
pub use document_shapes::{AMOUNT_TEXT, AMOUNTS, PLAN_SHAPE};
#[doc(hidden)]
pub use json::{AmountMap, AmountText, Text};
#[doc(hidden)]
pub use plan_document::PlanDocument;

#[doc(hidden)]
pub use document_shapes::PLAN;

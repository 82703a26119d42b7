//! Plans and proposals as JSON documents.

mod json;
mod plan_document;
mod plan_examination;
mod document_shapes;
mod reading;
mod proposal_document;

pub(crate) use document_shapes::{AMOUNT_TEXT, AMOUNTS, PLAN_SHAPE};
pub(crate) use json::{AmountMap, AmountText, Text};
pub(crate) use plan_document::PlanDocument;

#[cfg(test)]
pub(crate) use document_shapes::PLAN;

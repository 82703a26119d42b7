//! Budgets in and out of spreadsheets: workbooks of Excel and LibreOffice, CSV.
//!
//! Programs depend on `riparto` with the feature `sheets`, which re-exports all of this under the same paths.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used))]

pub mod sheets;

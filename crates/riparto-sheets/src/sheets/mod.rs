//! A plan read from a spreadsheet: the table is found, amounts are read to the cent, and a report says what was made of each row
//! and column.

mod sheet_grid;
mod number_text;
mod hidden_rows;
mod workbook;
mod header_words;
mod table_rows;
mod table_place;
mod line_ids;
mod import_report;
mod plan_import;

pub use import_report::ImportReport;
pub use plan_import::{Imported, PlanImport};

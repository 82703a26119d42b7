//! Plans in and out of spreadsheets. Read: the table is found, amounts are read to the cent, and a report says what was made of each
//! row and column. Written: a workbook whose totals and rules are formulas, which is read back whole.

mod merged_cells;
mod sheet_grid;
mod number_text;
mod archive;
mod hidden_rows;
mod ods_sheets;
mod old_workbook;
mod workbook;
mod header_words;
mod table_rows;
mod column_heads;
mod column_parts;
mod table_place;
mod line_ids;
mod import_report;
mod table_reading;
mod imported;
mod named_table;
mod scope_text;
mod limit_words;
mod rule_record;
mod rule_cells;
mod rule_import;
mod party_rows;
mod own_sheet;
mod own_import;
mod workbook_formats;
mod selection_sheet;
mod rule_formulas;
mod rule_rows;
mod plan_sheet;
mod comparison_sheet;
mod check_sheet;
mod rule_sheet;
mod workbook_export;
mod plan_table;
mod plan_import;

pub use import_report::ImportReport;
pub use imported::Imported;
pub use plan_import::PlanImport;
pub use plan_table::PlanTable;
pub use rule_import::RuleImport;
pub use workbook_export::WorkbookExport;

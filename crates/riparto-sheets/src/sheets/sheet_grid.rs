//! `Grid`: the cells of a sheet, or of a table of CSV.

use std::collections::{BTreeMap, BTreeSet};

use riparto_core::capacity::MAX_SHEET_CELLS;
use riparto_core::error::{Cause, Result};
use riparto_core::words::{Bilingual, bilingual};

use super::merged_cells::MergedCells;

/// What stands in a cell.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum CellValue {
    Text(String),
    /// A number, as its shortest decimals.
    Number(String),
    Date,
    Flag,
    /// What a formula failed with, such as `#REF!`.
    Fault(String),
    /// A formula whose result is not in the file.
    NoResult,
}

impl CellValue {
    /// What a person sees of it.
    pub(super) fn shown(&self) -> &str {
        match self {
            CellValue::Text(text) | CellValue::Number(text) | CellValue::Fault(text) => text,
            CellValue::Date | CellValue::Flag | CellValue::NoResult => "",
        }
    }

    pub(super) fn is_number(&self) -> bool {
        matches!(self, CellValue::Number(_))
    }
}

/// The cells of a sheet that hold something, by row and column from zero.
#[derive(Clone, Debug, Default)]
pub(super) struct Grid {
    /// The name of the sheet; empty for CSV, which has lines and columns.
    pub(super) name: String,
    pub(super) is_hidden: bool,
    pub(super) rows: BTreeMap<u32, BTreeMap<u32, CellValue>>,
    pub(super) merged: MergedCells,
    pub(super) hidden_rows: BTreeSet<u32>,
    /// The cells that hold a formula.
    pub(super) formulas: BTreeSet<(u32, u32)>,
}

impl Grid {
    pub(super) fn cell(&self, row: u32, column: u32) -> Option<&CellValue> {
        self.rows.get(&row)?.get(&column)
    }

    /// The text of a cell without blanks around it; empty where there is none.
    pub(super) fn text(&self, row: u32, column: u32) -> String {
        let shown = self.cell(row, column).map_or("", CellValue::shown);
        shown.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// Where a cell is, in words.
    pub(super) fn place(&self, row: u32, column: u32) -> Bilingual {
        match self.name.as_str() {
            "" => bilingual!(
                "line {line}, column {number}",
                "riga {line}, colonna {number}",
                line = row + 1,
                number = column + 1
            ),
            name => {
                let cell = format!("{}{}", column_name(column), row + 1);
                bilingual!("sheet `{name}`, cell {cell}", "foglio `{name}`, cella {cell}")
            }
        }
    }

    /// A column as a person calls it: `D`, or its number in CSV.
    pub(super) fn column_words(&self, column: u32) -> String {
        if self.name.is_empty() { (column + 1).to_string() } else { column_name(column) }
    }
}

/// How many cells of a workbook are left to read.
#[derive(Debug, Default)]
pub(super) struct Left(usize);

impl Left {
    pub(super) fn new() -> Left {
        Left(MAX_SHEET_CELLS)
    }

    pub(super) fn put(&mut self, grid: &mut Grid, (row, column): (u32, u32), value: CellValue) -> Result<()> {
        self.0 = self.0.checked_sub(1).ok_or(Cause::SheetCells { allowed: MAX_SHEET_CELLS })?;
        grid.rows.entry(row).or_default().insert(column, value);
        Ok(())
    }
}

/// The letters of a column: `A`, `Z`, `AA`.
fn column_name(column: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = u64::from(column) + 1;
    while rest > 0 {
        letters.push(char::from(b'A' + u8::try_from((rest - 1) % 26).unwrap_or(0)));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::column_name;

    #[test]
    fn columns_have_the_letters_of_a_spreadsheet() {
        let names = [0, 25, 26, 51, 52, 701, 702, 16_383].map(column_name);
        assert_eq!(names, ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA", "XFD"]);
    }
}

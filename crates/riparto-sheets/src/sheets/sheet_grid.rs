//! `SheetGrid`: the cells of a sheet, or of a table of CSV.

use std::borrow::Cow;
use std::collections::BTreeSet;

use riparto_core::capacity::MAX_SHEET_CELLS;
use riparto_core::error::{Cause, Result};
use riparto_core::words::{Bilingual, bilingual, column_letters};

pub(super) use super::cell_value::CellValue;
use super::merged_cells::MergedCells;
pub(super) use super::sheet_rows::{SheetRow, SheetRows};

/// The cells of a sheet that hold something, by row and column from zero.
#[derive(Clone, Debug, Default)]
pub(super) struct SheetGrid {
    /// The name of the sheet; empty for CSV, which has lines and columns.
    pub(super) name: String,
    pub(super) is_hidden: bool,
    pub(super) rows: SheetRows,
    pub(super) merged: MergedCells,
    pub(super) hidden_rows: BTreeSet<u32>,
    /// The cells that hold a formula.
    pub(super) formulas: BTreeSet<(u32, u32)>,
}

impl SheetGrid {
    /// Puts the cells of each row into their order, once all are read.
    pub(super) fn settle(&mut self) {
        self.rows.settle();
    }

    pub(super) fn cell(&self, row: u32, column: u32) -> Option<&CellValue> {
        self.rows.get(row)?.get(column)
    }

    /// The text of a cell without blanks around it; empty where there is none.
    pub(super) fn text(&self, row: u32, column: u32) -> Cow<'_, str> {
        self.cell(row, column).map_or(Cow::Borrowed(""), CellValue::text)
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
                let cell = format!("{}{}", letters(column), u64::from(row) + 1);
                bilingual!("sheet `{name}`, cell {cell}", "foglio `{name}`, cella {cell}")
            }
        }
    }

    /// A column as a person calls it: `D`, or its number in CSV.
    pub(super) fn column_words(&self, column: u32) -> String {
        if self.name.is_empty() { (u64::from(column) + 1).to_string() } else { letters(column) }
    }
}

/// How many cells of a workbook are left to read.
#[derive(Debug, Default)]
pub(super) struct CellsLeft(usize);

impl CellsLeft {
    pub(super) fn new() -> CellsLeft {
        CellsLeft(MAX_SHEET_CELLS)
    }

    pub(super) fn put(
        &mut self,
        grid: &mut SheetGrid,
        (row, column): (u32, u32),
        value: CellValue,
    ) -> Result<()> {
        self.0 = self.0.checked_sub(1).ok_or(Cause::SheetCells { allowed: MAX_SHEET_CELLS })?;
        grid.rows.put((row, column), value);
        Ok(())
    }
}

/// The day of a moment such as `2026-11-30T10:00:00`.
pub(super) fn day_of(moment: &str) -> &str {
    moment.split_once('T').map_or(moment, |(day, _)| day)
}

fn letters(column: u32) -> String {
    column_letters(usize::try_from(column).unwrap_or(usize::MAX))
}

//! `SheetGrid`: the cells of a sheet, or of a table of CSV.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use riparto_core::capacity::MAX_SHEET_CELLS;
use riparto_core::error::{Cause, Result};
use riparto_core::words::{Bilingual, bilingual, column_letters};

pub(super) use super::cell_value::CellValue;
use super::column_sum::SummedRows;
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
    /// Columns from the first to the last.
    pub(super) hidden_columns: Vec<(u32, u32)>,
    /// The cells that hold a formula, in order once the grid is settled.
    pub(super) formulas: Vec<(u32, u32)>,
    /// The cells whose formula sums others of their column, and the rows of these.
    pub(super) sums: BTreeMap<(u32, u32), SummedRows>,
}

impl SheetGrid {
    /// Puts the cells of each row into their order, once all are read.
    pub(super) fn settle(&mut self) {
        self.rows.settle();
        self.formulas.sort_unstable();
    }

    pub(super) fn has_formula(&self, place: (u32, u32)) -> bool {
        self.formulas.binary_search(&place).is_ok()
    }

    /// The cells that hold a formula and nothing else.
    pub(super) fn formulas_without_result(&self) -> Vec<(u32, u32)> {
        let formulas = self.formulas.iter().copied();
        formulas.filter(|(row, column)| self.cell(*row, *column).is_none()).collect()
    }

    pub(super) fn cell(&self, row: u32, column: u32) -> Option<&CellValue> {
        self.rows.get(row)?.get(column)
    }

    /// The text of a cell without blanks around it; empty where there is none.
    pub(super) fn text(&self, row: u32, column: u32) -> Cow<'_, str> {
        self.cell(row, column).map_or(Cow::Borrowed(""), CellValue::text)
    }

    pub(super) fn is_hidden_column(&self, column: u32) -> bool {
        self.hidden_columns.iter().any(|(first, last)| (*first..=*last).contains(&column))
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
pub(super) struct CellsLeft {
    cells: usize,
    /// How many stretches of rows that formulas sum.
    summed: usize,
}

impl CellsLeft {
    pub(super) fn new() -> CellsLeft {
        CellsLeft { cells: MAX_SHEET_CELLS, summed: MAX_SHEET_CELLS }
    }

    /// Keeps that a cell holds a formula, and which rows this sums. More than a workbook may have cells are not kept.
    pub(super) fn put_formula(
        &mut self,
        grid: &mut SheetGrid,
        place: (u32, u32),
        summed: Option<SummedRows>,
    ) {
        grid.formulas.push(place);
        let Some(rows) = summed else { return };
        if let Some(left) = self.summed.checked_sub(rows.len()) {
            self.summed = left;
            grid.sums.insert(place, rows);
        }
    }

    pub(super) fn put(
        &mut self,
        grid: &mut SheetGrid,
        (row, column): (u32, u32),
        value: CellValue,
    ) -> Result<()> {
        self.cells = self.cells.checked_sub(1).ok_or(Cause::SheetCells { allowed: MAX_SHEET_CELLS })?;
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

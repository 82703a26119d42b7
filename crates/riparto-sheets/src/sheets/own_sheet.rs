//! The sheets of a workbook that riparto wrote: where its columns are, and the plan document in it.

use std::collections::BTreeSet;

use riparto_core::money::Language;
use riparto_core::plan::Plan;
use rust_xlsxwriter::{Worksheet, XlsxError};

use super::sheet_grid::SheetGrid;

/// The sheet that holds the plan document, hidden.
pub(super) const DOCUMENT_SHEET: &str = "riparto";

/// What its first cell says.
const FORMAT: &str = "riparto.workbook/1";

/// As many characters as one cell takes with room to spare: a cell holds 32,767 units of UTF-16.
const CELL: usize = 15_000;

/// Where the sheet of the plan has its columns; rows and columns from zero.
#[derive(Clone, Debug)]
pub(super) struct PlanColumns {
    pub(super) sheet: String,
    pub(super) head: u32,
    pub(super) first: u32,
    pub(super) lines: u32,
    pub(super) labels: Vec<String>,
    /// The column of the original amounts; those approved, the new ones, the changes and the shares come after it.
    pub(super) original: u16,
}

impl PlanColumns {
    pub(super) fn of(plan: &Plan, language: Language) -> PlanColumns {
        let keys: BTreeSet<&str> =
            plan.envelope().lines().flat_map(|line| line.labels().iter().map(|(key, _)| key)).collect();
        let labels: Vec<String> = keys.into_iter().map(str::to_owned).collect();
        let original = u16::try_from(labels.len()).unwrap_or(u16::MAX - 8) + 2;
        let lines = u32::try_from(plan.envelope().line_count()).unwrap_or(u32::MAX);
        PlanColumns {
            sheet: language.choose("Plan", "Piano").to_owned(),
            head: 3,
            first: 4,
            lines,
            labels,
            original,
        }
    }

    pub(super) fn approved(&self) -> u16 {
        self.original + 1
    }

    pub(super) fn proposed(&self) -> u16 {
        self.original + 2
    }

    pub(super) fn change(&self) -> u16 {
        self.original + 3
    }

    pub(super) fn share(&self) -> u16 {
        self.original + 4
    }

    /// The row of the totals.
    pub(super) fn total(&self) -> u32 {
        self.first + self.lines
    }

    /// The row of the envelope's total, below that of the totals.
    pub(super) fn envelope(&self) -> u32 {
        self.total() + 2
    }

    /// A cell of the sheet, as a formula in it names it.
    pub(super) fn cell(&self, column: u16, row: u32) -> String {
        format!("{}{}", rust_xlsxwriter::utility::column_number_to_name(column), row + 1)
    }

    /// The cells of a column for all lines.
    pub(super) fn range(&self, column: u16) -> String {
        format!("{}:{}", self.cell(column, self.first), self.cell(column, self.first + self.lines - 1))
    }

    /// The rows of some lines: neighbours as one range, first and last row.
    pub(super) fn ranges(&self, lines: &[usize]) -> Vec<[u32; 2]> {
        let mut ranges: Vec<[u32; 2]> = Vec::new();
        for line in lines {
            let row = self.first + u32::try_from(*line).unwrap_or(0);
            match ranges.last_mut() {
                Some([_, last]) if *last + 1 == row => *last = row,
                _ => ranges.push([row, row]),
            }
        }
        ranges
    }

    /// The rows of all lines.
    pub(super) fn whole(&self) -> [u32; 2] {
        [self.first, self.first + self.lines - 1]
    }

    /// The cells of a column in some rows, as formulas of other sheets name them.
    pub(super) fn on_sheet(&self, column: u16, [first, last]: [u32; 2]) -> String {
        match first == last {
            true => format!("{}!{}", self.sheet, self.cell(column, first)),
            false => format!("{}!{}:{}", self.sheet, self.cell(column, first), self.cell(column, last)),
        }
    }
}

/// Writes the plan document, in cells of a hidden sheet.
pub(super) fn write_document(
    sheet: &mut Worksheet,
    document: &str,
    columns: &PlanColumns,
) -> Result<(), XlsxError> {
    sheet.set_name(DOCUMENT_SHEET)?.set_hidden(true);
    sheet.write_string(0, 0, FORMAT)?;
    sheet.write_string(0, 1, &columns.sheet)?;
    for (column, number) in (2_u16..).zip([columns.first, columns.lines, u32::from(columns.proposed())]) {
        sheet.write_string(0, column, number.to_string())?;
    }
    let characters: Vec<char> = document.chars().collect();
    for (row, part) in (1_u32..).zip(characters.chunks(CELL)) {
        sheet.write_string(row, 0, part.iter().collect::<String>())?;
    }
    Ok(())
}

/// The plan document in a workbook that riparto wrote, and where its new amounts are.
pub(super) struct OwnWorkbook {
    pub(super) document: String,
    pub(super) sheet: String,
    pub(super) first: u32,
    pub(super) lines: u32,
    pub(super) new: u32,
}

impl OwnWorkbook {
    pub(super) fn of(grids: &[SheetGrid]) -> Option<OwnWorkbook> {
        let grid = grids.iter().find(|grid| grid.name == DOCUMENT_SHEET)?;
        let shown = |row: u32, column: u32| grid.cell(row, column).map(|value| value.shown().to_owned());
        if shown(0, 0)? != FORMAT {
            return None;
        }
        let number = |column: u32| shown(0, column)?.parse::<u32>().ok();
        let document: String = (1..).map_while(|row| shown(row, 0)).collect();
        Some(OwnWorkbook {
            document,
            sheet: shown(0, 1)?,
            first: number(2)?,
            lines: number(3)?,
            new: number(4)?,
        })
    }
}

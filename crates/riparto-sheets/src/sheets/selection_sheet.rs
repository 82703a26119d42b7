//! The hidden sheet of what formulas of rules select: which lines a rule is about, and amounts that no other sheet shows.

use std::collections::BTreeMap;

use riparto_core::plan::Plan;
use riparto_core::rules::Base;
use rust_xlsxwriter::{Worksheet, utility::column_number_to_name};

use super::own_sheet::PlanColumns;
use super::workbook_formats::{SheetResult, decimal};

/// The name of the sheet.
const SHEET: &str = "riparto2";

/// The most columns that it has.
const COLUMNS: usize = 16_000;

/// What a column of the sheet holds in the row of each line.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum SelectionColumn {
    /// 1 where the line is one of these.
    Lines(Vec<usize>),
    /// The number of the part that the line is in, from 1; none where it is in no part.
    Parts(Vec<Vec<usize>>),
    /// What the line held in a base.
    Base(Base),
}

/// The columns of the sheet, as formulas came to need them.
#[derive(Default)]
pub(super) struct SheetSelections {
    columns: Vec<SelectionColumn>,
    places: BTreeMap<SelectionColumn, u16>,
}

impl SheetSelections {
    /// The cells of a column, in the rows of the lines; none if the sheet is full.
    pub(super) fn cells(&mut self, selected: SelectionColumn, columns: &PlanColumns) -> Option<String> {
        let place = match self.places.get(&selected) {
            Some(place) => *place,
            None if self.columns.len() >= COLUMNS => return None,
            None => {
                let place = u16::try_from(self.columns.len()).ok()?;
                self.places.insert(selected.clone(), place);
                self.columns.push(selected);
                place
            }
        };
        let letters = column_number_to_name(place);
        Some(format!("{SHEET}!{letters}{}:{letters}{}", columns.first + 1, columns.first + columns.lines))
    }

    pub(super) fn is_empty(&self) -> bool {
        self.columns.is_empty()
    }

    /// Writes the columns beside the rows of the lines.
    pub(super) fn write(&self, sheet: &mut Worksheet, plan: &Plan, columns: &PlanColumns) -> SheetResult {
        sheet.set_name(SHEET)?.set_hidden(true);
        let row = |line: usize| columns.first + u32::try_from(line).unwrap_or(0);
        for (column, selected) in (0_u16..).zip(&self.columns) {
            match selected {
                SelectionColumn::Lines(lines) => {
                    for line in lines {
                        sheet.write(row(*line), column, 1)?;
                    }
                }
                SelectionColumn::Parts(parts) => {
                    for (number, lines) in (1_u32..).zip(parts) {
                        for line in lines {
                            sheet.write(row(*line), column, number)?;
                        }
                    }
                }
                SelectionColumn::Base(base) => {
                    for (line, amount) in plan.allocation_at(*base).amounts().iter().enumerate() {
                        sheet.write(row(line), column, decimal(*amount))?;
                    }
                }
            }
        }
        Ok(())
    }
}

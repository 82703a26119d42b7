//! The heads of columns, in one row or in two.

use std::collections::BTreeMap;

use super::header_words::{ColumnRole, role};
use super::sheet_grid::{CellValue, SheetGrid, SheetRow};
use super::table_rows::money_of;

/// How many rows below a head are looked at to tell what a column without a head holds.
const LOOKED_AT: usize = 64;

/// A column of the table: what its head says, and what it holds.
#[derive(Clone, Debug)]
pub(super) struct TableColumn {
    pub(super) place: u32,
    pub(super) head: String,
    pub(super) role: ColumnRole,
}

/// The columns of a table by their heads, and the last row of these.
pub(super) struct ColumnHeads {
    pub(super) last: u32,
    pub(super) columns: Vec<TableColumn>,
}

impl ColumnHeads {
    /// The heads that begin in a row; none if its cells are no heads.
    pub(super) fn at(grid: &SheetGrid, row: u32) -> Option<ColumnHeads> {
        if grid.rows.get(row)?.len() < 2 || !is_words(grid, row) {
            return None;
        }
        let texts = |row: u32| {
            let cells = grid.rows.get(row).into_iter().flat_map(SheetRow::columns);
            cells
                .map(|column| (column, grid.text(row, column).into_owned()))
                .collect::<BTreeMap<u32, String>>()
        };
        let mut heads = texts(row);
        let mut last = row;
        let next = row.checked_add(1).filter(|next| is_second_row(grid, row, *next));
        if let Some(next) = next {
            let group = |column: u32| heads.range(..=column).next_back().map(|(_, text)| text.clone());
            let lower = texts(next);
            let joined = lower.iter().map(|(column, text)| {
                (*column, format!("{} {text}", group(*column).unwrap_or_default()).trim().to_owned())
            });
            let joined: Vec<(u32, String)> = joined.collect();
            heads.extend(joined);
            last = next;
        }
        let columns = heads.into_iter().map(|(place, head)| TableColumn { place, role: role(&head), head });
        let mut heads = ColumnHeads { last, columns: columns.collect() };
        heads.skip_signs(grid);
        heads.add_headless(grid);
        Some(heads)
    }

    /// The sign of a currency in a column of its own, under the head of the amounts beside it.
    fn skip_signs(&mut self, grid: &SheetGrid) {
        let below = || grid.rows.range(self.last + 1..).take(LOOKED_AT);
        let is_headed = |place: u32| self.columns.iter().any(|known| known.place == place);
        let holds = |place: u32, is: &dyn Fn(&CellValue) -> bool| {
            let mut cells = below().filter_map(|(_, cells)| cells.get(place)).peekable();
            cells.peek().is_some() && cells.all(is)
        };
        let is_sign = |value: &CellValue| matches!(value.text().as_ref(), "€" | "EUR" | "Euro" | "euro");
        let found = self.columns.iter().position(|column| {
            let beside = column.place.saturating_add(1);
            holds(column.place, &is_sign)
                && !is_headed(beside)
                && below().any(|(_, cells)| cells.get(beside).is_some_and(|value| money_of(value).is_some()))
        });
        if let Some(column) = found.and_then(|place| self.columns.get_mut(place)) {
            column.place = column.place.saturating_add(1);
        }
    }

    /// Codes and titles under one head, or codes under none: `Voce di spesa` over `A.1` and `Personale`.
    fn add_headless(&mut self, grid: &SheetGrid) {
        let below = || grid.rows.range(self.last + 1..).take(LOOKED_AT).map(|(row, _)| row);
        let texts =
            |column: u32| below().map(move |row| grid.text(row, column)).filter(|text| !text.is_empty());
        let is_headed = |column: u32| self.columns.iter().any(|known| known.place == column);
        let words = |column: u32| {
            let cells = below().filter_map(|row| grid.cell(row, column));
            cells.filter(|value| matches!(value, CellValue::Text(_)) && money_of(value).is_none()).count()
        };
        let is_code = |column: u32| texts(column).next().is_some() && is_codes(texts(column));
        let found = self.columns.iter().position(|column| {
            let beside = column.place.saturating_add(1);
            matches!(column.role, ColumnRole::Title | ColumnRole::Label(_))
                && !is_headed(beside)
                && is_code(column.place)
                && words(beside) > 0
                && !is_code(beside)
        });
        if let Some(place) = found {
            let column = self.columns[place].place.saturating_add(1);
            let head = self.columns[place].head.clone();
            self.columns[place].role = ColumnRole::Code;
            self.columns.insert(place + 1, TableColumn { place: column, head, role: ColumnRole::Title });
            return;
        }
        let title = self.columns.iter().position(|column| column.role == ColumnRole::Title);
        let codes = title.and_then(|title| self.columns[title].place.checked_sub(1));
        if let Some((title, codes)) =
            title.zip(codes).filter(|(_, codes)| !is_headed(*codes) && is_code(*codes))
            && !self.columns.iter().any(|column| column.role == ColumnRole::Code)
        {
            self.columns
                .insert(title, TableColumn { place: codes, head: String::new(), role: ColumnRole::Code });
        }
    }
}

/// Whether all cells of a row are words or years.
fn is_words(grid: &SheetGrid, row: u32) -> bool {
    grid.rows.get(row).is_some_and(|cells| {
        cells.values().all(|value| {
            let is_amount = money_of(value).is_some_and(|read| read.is_ok());
            is_year(value) || matches!(value, CellValue::Text(_) | CellValue::Date(_)) && !is_amount
        }) && cells.values().any(|value| matches!(value, CellValue::Text(_)))
    })
}

/// Whether a row tells the columns under the heads of the row above: each of its cells is below a head that goes over several
/// columns, or below none, and has figures under it.
fn is_second_row(grid: &SheetGrid, first: u32, second: u32) -> bool {
    let Some(cells) = grid.rows.get(second).filter(|_| is_words(grid, second)) else { return false };
    let has_head = |column: u32| grid.cell(first, column).is_some();
    let has_figures = |column: u32| {
        let below = grid.rows.range(second.saturating_add(1)..).take(LOOKED_AT);
        below
            .filter_map(|(_, cells)| cells.get(column))
            .any(|value| money_of(value).is_some_and(|read| read.is_ok()))
    };
    let groups = |column: u32| !has_head(column) || !has_head(column.saturating_add(1));
    cells.len() > 0
        && cells.columns().all(|column| groups(column) && has_figures(column))
        && cells.columns().any(|column| !has_head(column))
}

/// Whether texts are codes: short ones without a blank, with a figure or of three signs at most.
pub(super) fn is_codes<T: AsRef<str>>(mut texts: impl Iterator<Item = T>) -> bool {
    texts.all(|text| {
        let text = text.as_ref();
        let signs = text.chars().count();
        signs <= 12 && !text.contains(' ') && (signs <= 3 || text.chars().any(|sign| sign.is_ascii_digit()))
    })
}

pub(super) fn is_year(value: &CellValue) -> bool {
    let year =
        |text: &str| text.len() == 4 && text.parse().is_ok_and(|year: u16| (1900..2200).contains(&year));
    match value {
        CellValue::Number(text) | CellValue::Text(text) => year(text.trim()),
        _ => false,
    }
}

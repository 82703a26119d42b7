//! `NamedTable`: a table whose columns are known by the words of their heads.

use std::collections::BTreeMap;

use super::header_words::plain;
use super::sheet_grid::{CellValue, SheetGrid, SheetRow};

/// So many rows are looked at to find the head.
const LOOKED_AT: usize = 64;

/// What a column holds, with the words that head it, in small letters without accents.
pub(super) type Heads<F> = &'static [(F, &'static [&'static str])];

/// A table below a head: which column holds which field.
pub(super) struct NamedTable<'g, F> {
    pub(super) grid: &'g SheetGrid,
    head: u32,
    columns: BTreeMap<F, u32>,
}

impl<'g, F: Copy + Ord> NamedTable<'g, F> {
    /// The first table of some sheets that has all the fields which it must have; sheets of a name that says so come first.
    pub(super) fn find(
        grids: &'g [SheetGrid],
        names: &[&str],
        heads: Heads<F>,
        must: &[F],
    ) -> Option<NamedTable<'g, F>> {
        let called = sheets_called(grids, names).chain(grids.iter().filter(|grid| !grid.is_hidden));
        called.into_iter().find_map(|grid| NamedTable::in_grid(grid, heads, must))
    }

    /// The table of a sheet.
    pub(super) fn in_grid(grid: &'g SheetGrid, heads: Heads<F>, must: &[F]) -> Option<NamedTable<'g, F>> {
        grid.rows.keys().take(LOOKED_AT).find_map(|head| {
            let columns = columns(grid, head, heads);
            let is_whole = must.iter().all(|field| columns.contains_key(field));
            is_whole.then_some(NamedTable { grid, head, columns })
        })
    }

    /// The row of the head.
    pub(super) fn head(&self) -> u32 {
        self.head
    }

    /// The rows below the head that hold something in one of the known columns.
    pub(super) fn rows(&self) -> impl Iterator<Item = u32> {
        let below = self.grid.rows.range(self.head + 1..);
        below
            .filter(|(_, cells)| self.columns.values().any(|column| cells.get(*column).is_some()))
            .map(|(row, _)| row)
    }

    /// The cells of a row.
    pub(super) fn cells(&self, row: u32) -> BTreeMap<F, CellValue> {
        let of = |(field, column): (&F, &u32)| Some((*field, self.grid.cell(row, *column)?.clone()));
        self.columns.iter().filter_map(of).collect()
    }

    /// The column of a field; the first one of the table where it has none.
    pub(super) fn column(&self, field: F) -> u32 {
        self.columns.get(&field).or_else(|| self.columns.values().min()).copied().unwrap_or_default()
    }
}

/// The sheets with one of some names.
pub(super) fn sheets_called<'g>(
    grids: &'g [SheetGrid],
    names: &[&str],
) -> impl Iterator<Item = &'g SheetGrid> {
    grids.iter().filter(move |grid| names.contains(&plain(&grid.name).as_str()))
}

/// The fields that the cells of a row head; of two columns for one field, the first.
fn columns<F: Copy + Ord>(grid: &SheetGrid, row: u32, heads: Heads<F>) -> BTreeMap<F, u32> {
    let mut columns = BTreeMap::new();
    for (column, value) in grid.rows.get(row).into_iter().flat_map(SheetRow::cells) {
        let head = plain(value.shown());
        let bare: Vec<&str> = head.split(' ').filter(|word| !matches!(*word, "eur" | "euro")).collect();
        let bare = bare.join(" ");
        let known =
            heads.iter().find(|(_, words)| words.contains(&head.as_str()) || words.contains(&bare.as_str()));
        if let Some((field, _)) = known {
            columns.entry(*field).or_insert(column);
        }
    }
    columns
}

//! `SheetRows`: the rows of a sheet that hold something, and the cells of each.

use std::ops::RangeBounds;

use super::cell_value::CellValue;

/// The cells of a row by their columns, in order.
#[derive(Clone, Debug, Default)]
pub(super) struct SheetRow {
    cells: Vec<(u32, CellValue)>,
    /// Whether a cell was put before another one: most files have them in order.
    is_mixed: bool,
}

impl SheetRow {
    fn put(&mut self, column: u32, value: CellValue) {
        self.is_mixed |= self.cells.last().is_some_and(|(last, _)| column <= *last);
        self.cells.push((column, value));
    }

    /// Puts the cells into their order; of two in one place the last one counts.
    fn settle(&mut self) {
        if std::mem::take(&mut self.is_mixed) {
            self.cells.reverse();
            self.cells.sort_by_key(|(column, _)| *column);
            self.cells.dedup_by_key(|(column, _)| *column);
        }
    }

    pub(super) fn get(&self, column: u32) -> Option<&CellValue> {
        let place = self.cells.binary_search_by_key(&column, |(column, _)| *column).ok()?;
        self.cells.get(place).map(|(_, value)| value)
    }

    pub(super) fn columns(&self) -> impl DoubleEndedIterator<Item = u32> + Clone {
        self.cells.iter().map(|(column, _)| *column)
    }

    pub(super) fn values(&self) -> impl Iterator<Item = &CellValue> + Clone {
        self.cells.iter().map(|(_, value)| value)
    }

    pub(super) fn cells(&self) -> impl Iterator<Item = (u32, &CellValue)> {
        self.cells.iter().map(|(column, value)| (*column, value))
    }

    pub(super) fn len(&self) -> usize {
        self.cells.len()
    }
}

/// Rows by their numbers, in order. Where they follow one another, as in most sheets, each is found at once.
#[derive(Clone, Debug, Default)]
pub(super) struct SheetRows {
    rows: Vec<(u32, SheetRow)>,
    is_mixed: bool,
}

impl SheetRows {
    /// Puts a cell. After the last one, the rows want to be settled.
    pub(super) fn put(&mut self, (row, column): (u32, u32), value: CellValue) {
        match self.rows.last_mut() {
            Some((last, cells)) if *last == row => return cells.put(column, value),
            Some((last, _)) => self.is_mixed |= row < *last,
            None => {}
        }
        let like = self.rows.last().map_or(0, |(_, cells)| cells.len());
        let mut cells = SheetRow { cells: Vec::with_capacity(like), is_mixed: false };
        cells.put(column, value);
        self.rows.push((row, cells));
    }

    /// Puts rows and the cells of each into their order.
    pub(super) fn settle(&mut self) {
        if std::mem::take(&mut self.is_mixed) {
            self.rows.sort_by_key(|(row, _)| *row);
            let mut merged: Vec<(u32, SheetRow)> = Vec::with_capacity(self.rows.len());
            for (row, cells) in self.rows.drain(..) {
                match merged.last_mut() {
                    Some((last, first)) if *last == row => {
                        cells.cells.into_iter().for_each(|(column, value)| first.put(column, value));
                    }
                    _ => merged.push((row, cells)),
                }
            }
            self.rows = merged;
        }
        self.rows.iter_mut().for_each(|(_, cells)| cells.settle());
    }

    /// Keeps the cells of some rows and columns; rows without any are no rows.
    pub(super) fn retain(&mut self, is_kept: impl Fn(u32, u32) -> bool) {
        for (row, cells) in &mut self.rows {
            cells.cells.retain(|(column, _)| is_kept(*row, *column));
        }
        self.rows.retain(|(_, cells)| !cells.cells.is_empty());
    }

    pub(super) fn get(&self, row: u32) -> Option<&SheetRow> {
        let first = self.rows.first()?.0;
        let near = usize::try_from(row.checked_sub(first)?).ok()?;
        let found = self.rows.get(near).filter(|(found, _)| *found == row).or_else(|| {
            let place = self.rows.binary_search_by_key(&row, |(row, _)| *row).ok()?;
            self.rows.get(place)
        });
        found.map(|(_, cells)| cells)
    }

    /// The rows of a range.
    pub(super) fn range(
        &self,
        range: impl RangeBounds<u32>,
    ) -> impl DoubleEndedIterator<Item = (u32, &SheetRow)> + Clone {
        use std::ops::Bound;
        let place = |row: u32| self.rows.partition_point(|(found, _)| *found < row);
        let begin = match range.start_bound() {
            Bound::Included(row) => place(*row),
            Bound::Excluded(row) => place(row.saturating_add(1)),
            Bound::Unbounded => 0,
        };
        let end = match range.end_bound() {
            Bound::Included(row) => place(row.saturating_add(1)),
            Bound::Excluded(row) => place(*row),
            Bound::Unbounded => self.rows.len(),
        };
        self.rows.get(begin..end).unwrap_or_default().iter().map(|(row, cells)| (*row, cells))
    }

    pub(super) fn keys(&self) -> impl DoubleEndedIterator<Item = u32> {
        self.rows.iter().map(|(row, _)| *row)
    }

    pub(super) fn values(&self) -> impl Iterator<Item = &SheetRow> + Clone {
        self.rows.iter().map(|(_, cells)| cells)
    }
}

#[cfg(test)]
mod tests {
    use super::{CellValue, SheetRows};

    #[test]
    fn cells_out_of_their_order_are_found_and_the_last_of_two_counts() {
        let mut rows = SheetRows::default();
        let cells = [(3, 1, "c"), (3, 0, "b"), (1, 5, "a"), (3, 1, "d"), (9, 2, "e"), (1, 5, "f")];
        for (row, column, text) in cells {
            rows.put((row, column), CellValue::Text(text.into()));
        }
        rows.settle();
        let found: Vec<(u32, u32, &str)> = rows
            .range(..)
            .flat_map(|(row, cells)| cells.cells().map(move |(column, value)| (row, column, value.shown())))
            .collect();
        assert_eq!(found, [(1, 5, "f"), (3, 0, "b"), (3, 1, "d"), (9, 2, "e")]);
        assert_eq!(rows.range(2..9).map(|(row, _)| row).collect::<Vec<_>>(), [3]);
        assert!(
            rows.get(3).is_some() && rows.get(2).is_none() && rows.get(0).is_none() && rows.get(10).is_none()
        );
    }
}

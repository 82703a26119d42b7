//! `MergedCells`: which cell of a sheet shows its value at a place.

use std::collections::BTreeMap;

use riparto_core::capacity::MAX_SHEET_CELLS;
use riparto_core::error::{Cause, Result};

/// Ranges of merged cells, which do not overlap. Each is kept by the few stretches of rows that make it up, 2^n rows from a multiple of
/// 2^n, so that a place is looked up in as many steps as there are sizes of stretches, however many ranges there are.
#[derive(Clone, Debug, Default)]
pub(super) struct MergedCells {
    /// By the exponent of the stretch, its number and the first column: the first row and the last column.
    stretches: BTreeMap<(u32, u32, u32), (u32, u32)>,
}

impl MergedCells {
    /// Adds a range: first row and column, last row and column. No more stretches are kept than a workbook may have cells.
    pub(super) fn add(&mut self, [top, left, bottom, right]: [u32; 4]) -> Result<()> {
        let (mut first, end) = (u64::from(top), u64::from(bottom) + 1);
        while first < end {
            let mut exponent = first.trailing_zeros().min(u32::BITS - 1);
            while first + (1 << exponent) > end {
                exponent -= 1;
            }
            let number = u32::try_from(first >> exponent).unwrap_or(u32::MAX);
            self.stretches.insert((exponent, number, left), (top, right));
            first += 1 << exponent;
        }
        match self.stretches.len() <= MAX_SHEET_CELLS {
            true => Ok(()),
            false => Err(Cause::SheetCells { allowed: MAX_SHEET_CELLS }.into()),
        }
    }

    /// Whether cells of a column are merged with those below them.
    pub(super) fn is_in(&self, column: u32) -> bool {
        let mut stretches = self.stretches.iter();
        stretches.any(|((exponent, number, left), (top, right))| {
            (*left..=*right).contains(&column) && (*exponent > 0 || *top < *number)
        })
    }

    /// The cell whose value is shown at a place that is not its own.
    pub(super) fn source(&self, row: u32, column: u32) -> Option<(u32, u32)> {
        if self.stretches.is_empty() {
            return None;
        }
        (0..u32::BITS).find_map(|exponent| {
            let number = row >> exponent;
            let found = self.stretches.range((exponent, number, 0)..=(exponent, number, column)).next_back();
            let ((_, _, left), (top, right)) = found?;
            (column <= *right && (*top, *left) != (row, column)).then_some((*top, *left))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::MergedCells;

    #[test]
    fn each_place_of_a_range_but_its_first_shows_that_one() {
        let ranges =
            [[0, 0, 0, 3], [1, 0, 6, 0], [1, 1, 2, 2], [3, 1, 3, 1], [7, 0, 1_048_575, 1], [4, 2, 6, 5]];
        let mut merged = MergedCells::default();
        ranges.into_iter().for_each(|range| merged.add(range).unwrap());
        for row in (0..12).chain([1_048_574, 1_048_575, 1_048_576]) {
            for column in 0..8 {
                let wanted = ranges.iter().find(|[top, left, bottom, right]| {
                    (*top..=*bottom).contains(&row)
                        && (*left..=*right).contains(&column)
                        && (*top, *left) != (row, column)
                });
                let wanted = wanted.map(|[top, left, ..]| (*top, *left));
                assert_eq!(merged.source(row, column), wanted, "row {row}, column {column}");
            }
        }
    }

    #[test]
    fn the_tallest_range_and_one_upside_down_are_no_trouble() {
        let mut merged = MergedCells::default();
        merged.add([0, 0, u32::MAX, u32::MAX]).unwrap();
        merged.add([9, 9, 3, 3]).unwrap();
        assert_eq!(merged.source(u32::MAX, u32::MAX), Some((0, 0)));
    }
}

//! Columns whose figures make up an amount in each row, such as the parts of each partner or of each year.

use super::sheet_grid::SheetGrid;
use super::table_rows::money_of;

/// How many columns beside an amount are looked at.
const LOOKED_AT: usize = 64;

/// Of some columns, from the amount outwards, the first ones that sum to it in every row; at least two, and none if they do not.
pub(super) fn parts_of(
    grid: &SheetGrid,
    amount: u32,
    columns: &[u32],
    rows: impl Iterator<Item = u32>,
) -> Vec<u32> {
    let cents = |row: u32, column: u32| match grid.cell(row, column).map(money_of) {
        None => Some(0),
        Some(read) => read?.ok().map(|money| i128::from(money.cents())),
    };
    let rows =
        rows.filter_map(|row| Some((row, cents(row, amount).filter(|_| grid.cell(row, amount).is_some())?)));
    let mut missing: Vec<(u32, i128)> = rows.collect();
    if missing.iter().all(|(_, cents)| *cents == 0) {
        return Vec::new();
    }
    for (count, column) in (1..).zip(columns.iter().take(LOOKED_AT)) {
        for (row, left) in &mut missing {
            *left -= cents(*row, *column).unwrap_or_default();
        }
        if count > 1 && missing.iter().all(|(_, left)| *left == 0) {
            return columns.iter().take(count).copied().collect();
        }
    }
    Vec::new()
}

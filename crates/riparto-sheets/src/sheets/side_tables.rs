//! Tables beside the one that is read: told, and left out.

use std::collections::BTreeSet;

use super::column_heads::TableColumn;
use super::header_words::{ColumnRole, plain};
use super::sheet_grid::SheetGrid;
use super::table_place::TablePlace;

/// As many columns as a sheet of any program has.
const MOST_COLUMNS: usize = 1 << 14;

/// Another table beside the one of a sheet: its first and last column, as a person calls them.
pub(super) struct SideTable {
    pub(super) grid: usize,
    pub(super) columns: [String; 2],
    /// The heads in it.
    pub(super) heads: String,
}

/// Takes the cells of tables out that stand beside the one with the amounts, with an empty column between.
pub(super) fn without_side_tables(grids: &mut [SheetGrid], amounts: Option<&str>) -> Vec<SideTable> {
    let mut found = Vec::new();
    let grids = grids.iter_mut().enumerate().filter(|(_, grid)| has_gap(grid));
    for (place, grid) in grids {
        let Some(table) = TablePlace::in_grid(place, grid, amounts) else { continue };
        for [first, last] in aside(grid, &table, amounts.is_some()) {
            let heads: Vec<&str> = table
                .columns
                .iter()
                .filter(|column| (first..=last).contains(&column.place) && !column.head.is_empty())
                .map(|column| column.head.as_str())
                .collect();
            let columns = [first, last].map(|column| grid.column_words(column));
            found.push(SideTable { grid: place, columns, heads: heads.join(", ") });
            grid.rows.retain(|row, column| row < table.begun || !(first..=last).contains(&column));
        }
    }
    found
}

/// Whether a column is empty between others.
fn has_gap(grid: &SheetGrid) -> bool {
    let mut used: Vec<bool> = Vec::new();
    for column in grid.rows.values().flat_map(|cells| cells.columns()) {
        let place = usize::try_from(column).unwrap_or(usize::MAX).min(MOST_COLUMNS);
        if place >= used.len() {
            used.resize(place + 1, false);
        }
        used[place] = true;
    }
    used.iter().skip_while(|used| !**used).any(|used| !used)
}

/// The columns of the tables beside a table, each from its first to its last.
fn aside(grid: &SheetGrid, table: &TablePlace, is_chosen: bool) -> Vec<[u32; 2]> {
    let amount = table.column(&ColumnRole::Amount(0)).or_else(|| table.column(&ColumnRole::UnitCost));
    // Of two columns of amounts that are as clear the one is asked for.
    let Some(amount) = amount.filter(|_| is_chosen || !table.has_rivals()) else { return Vec::new() };
    let stretches = stretches(grid, table);
    let is_own = |[first, last]: &[u32; 2]| (*first..=*last).contains(&amount.place);
    let Some(own) = stretches.iter().find(|stretch| is_own(stretch)).copied() else { return Vec::new() };
    let rows: Vec<u32> = table.below(grid).collect();
    let ours: BTreeSet<u32> =
        rows.iter().copied().filter(|row| grid.cell(*row, amount.place).is_some()).collect();
    let in_stretch = |[first, last]: [u32; 2]| {
        table.columns.iter().filter(move |column| (first..=last).contains(&column.place))
    };
    // A table by itself has words for its amounts.
    let is_words = |column: &&TableColumn| {
        let texts = ours.iter().filter(|row| {
            grid.cell(**row, column.place)
                .is_some_and(|value| !value.is_number() && !value.shown().is_empty())
        });
        column.place != amount.place && texts.count() * 2 > ours.len()
    };
    if !in_stretch(own).any(|column| is_words(&column)) {
        return Vec::new();
    }
    let heads: BTreeSet<String> = in_stretch(own).map(|column| plain(&column.head)).collect();
    let is_another = |stretch: &[u32; 2]| {
        let [first, last] = *stretch;
        let is_repeated = in_stretch(*stretch).any(|column| heads.contains(&plain(&column.head)));
        let has_cells = |row: &&u32| {
            let cells = grid.rows.get(**row).into_iter().flat_map(|cells| cells.columns());
            cells.into_iter().any(|column| (first..=last).contains(&column))
        };
        let theirs: BTreeSet<u32> = rows.iter().filter(has_cells).copied().collect();
        let apart = ours.symmetric_difference(&theirs).count();
        // Labels left of the amounts may be written once for many lines.
        let is_apart = first > own[1] && apart * 2 > ours.union(&theirs).count();
        in_stretch(*stretch).next().is_some() && (is_repeated || is_apart)
    };
    stretches.into_iter().filter(|stretch| *stretch != own && is_another(stretch)).collect()
}

/// The columns of a table from its head on, where no empty column is between them.
fn stretches(grid: &SheetGrid, table: &TablePlace) -> Vec<[u32; 2]> {
    let used: BTreeSet<u32> =
        grid.rows.range(table.begun..).flat_map(|(_, cells)| cells.columns().collect::<Vec<_>>()).collect();
    let mut stretches: Vec<[u32; 2]> = Vec::new();
    for column in used {
        match stretches.last_mut() {
            Some([_, last]) if *last + 1 == column => *last = column,
            _ => stretches.push([column, column]),
        }
    }
    stretches
}

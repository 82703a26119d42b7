//! Where the table of a sheet is: its head, its columns.

use std::collections::{BTreeMap, BTreeSet};

use super::header_words::{Role, key, role};
use super::sheet_grid::{CellValue, Grid};
use super::table_rows::money_of;

/// So many rows are looked at to find the head.
const LOOKED_AT: usize = 64;

/// A column of the table: what its head says, and what it holds.
#[derive(Clone, Debug)]
pub(super) struct Column {
    pub(super) place: u32,
    pub(super) head: String,
    pub(super) role: Role,
}

/// A table in a sheet: the row of its head and its columns.
#[derive(Clone, Debug)]
pub(super) struct TablePlace {
    pub(super) grid: usize,
    pub(super) head: u32,
    pub(super) columns: Vec<Column>,
    /// How many heads say what their column holds.
    known: usize,
    /// How many rows hold an amount.
    amounts: usize,
    /// Columns of amounts of which none is clearer than the others.
    pub(super) rivals: Vec<String>,
}

impl TablePlace {
    /// The best table of some sheets: the one with most amounts, of those the first; one of a hidden sheet only if no other has any.
    pub(super) fn find(grids: &[Grid], wanted: Option<&str>) -> Option<TablePlace> {
        let named = |grid: &Grid| wanted.is_none_or(|wanted| grid.name.trim() == wanted.trim());
        let found = |hidden: bool| {
            let places = grids.iter().enumerate().filter(|(_, grid)| grid.is_hidden == hidden && named(grid));
            let tables = places.filter_map(|(place, grid)| TablePlace::in_grid(place, grid));
            // The first of the best.
            tables.reduce(|best, other| if other.amounts > best.amounts { other } else { best })
        };
        found(false).or_else(|| found(true))
    }

    fn in_grid(place: usize, grid: &Grid) -> Option<TablePlace> {
        let rows = grid.rows.keys().copied().take(LOOKED_AT);
        let tables = rows.filter_map(|row| TablePlace::with_head(place, grid, row));
        // A head below another one is the more exact of the two where as many amounts stand below it.
        tables.reduce(|best, other| if other.is_better(&best) { other } else { best })
    }

    fn is_better(&self, other: &TablePlace) -> bool {
        (self.known.min(3), self.amounts) > (other.known.min(3), other.amounts)
    }

    /// The table whose head is in a row, if amounts stand below it.
    fn with_head(place: usize, grid: &Grid, head: u32) -> Option<TablePlace> {
        let cells = grid.rows.get(&head)?;
        let is_text = |value: &CellValue| matches!(value, CellValue::Text(_)) || is_year(value);
        if cells.len() < 2
            || !cells.values().all(is_text)
            || cells.values().any(|value| money_of(value).is_some_and(|read| read.is_ok()) && !is_year(value))
        {
            return None;
        }
        let columns = cells.keys().map(|column| {
            let head = grid.text(head, *column);
            let role = role(&head);
            Column { place: *column, head, role }
        });
        let columns: Vec<Column> = columns.collect();
        let known = columns.iter().filter(|column| !matches!(column.role, Role::Label(_))).count();
        let mut table = TablePlace { grid: place, head, columns, known, amounts: 0, rivals: Vec::new() };
        table.settle(grid);
        table.amounts = table.count(grid);
        (table.amounts > 0).then_some(table)
    }

    /// Leaves one column of amounts, and none of numbers among the labels.
    fn settle(&mut self, grid: &Grid) {
        let numbers: BTreeMap<u32, usize> =
            self.columns.iter().map(|column| (column.place, self.numbers(grid, column.place))).collect();
        let clear = self.columns.iter().filter_map(|column| match column.role {
            Role::Amount(rank) if numbers[&column.place] > 0 => Some((rank, column.place)),
            _ => None,
        });
        let clear: Vec<(u8, u32)> = clear.collect();
        let clearest = clear.iter().min().copied();
        let rivals = clear.iter().filter(|(rank, _)| clearest.is_some_and(|(best, _)| best == *rank));
        let rivals: Vec<u32> = rivals.map(|(_, place)| *place).collect();
        if rivals.len() > 1 {
            let of = self.columns.iter().filter(|column| rivals.contains(&column.place));
            self.rivals = of.map(|column| column.head.clone()).collect();
        }
        let has_units = [Role::Quantity, Role::UnitCost].iter().all(|role| self.column(role).is_some());
        let amount = clearest.map(|(_, place)| place).or_else(|| {
            // No head says amount: the last column that is mostly figures.
            let rows = self.below(grid).count();
            let mostly = self.columns.iter().filter(|column| {
                matches!(column.role, Role::Label(_))
                    && numbers[&column.place] * 2 > rows
                    && !self.is_years(grid, column.place)
            });
            mostly.map(|column| column.place).next_back().filter(|_| !has_units)
        });
        for place in 0..self.columns.len() {
            let column = &self.columns[place];
            let is_amount = Some(column.place) == amount;
            let role = match &column.role {
                _ if is_amount => Role::Amount(0),
                // Other amounts, such as those of a year, are told and left out.
                Role::Amount(_) => Role::Percent,
                Role::Label(_) if numbers[&column.place] > 0 && self.is_figures(grid, column.place) => {
                    Role::Percent
                }
                other => other.clone(),
            };
            self.columns[place].role = role;
        }
        // A code that lines share, such as that of their action, is a label.
        for place in 0..self.columns.len() {
            let column = &self.columns[place];
            if column.role == Role::Code && self.repeats(grid, column.place) {
                self.columns[place].role = Role::Label(key(&column.head));
            }
        }
        if self.column(&Role::Title).is_none() {
            let title = self.columns.iter().position(|column| matches!(column.role, Role::Label(_)));
            // The first column of words is what lines are called, if no other is and it is not the same in all rows.
            if let Some(title) = title.filter(|title| self.differs(grid, self.columns[*title].place)) {
                self.columns[title].role = Role::Title;
            }
        }
    }

    pub(super) fn column(&self, role: &Role) -> Option<&Column> {
        self.columns.iter().find(|column| column.role == *role)
    }

    pub(super) fn below<'g>(&self, grid: &'g Grid) -> impl Iterator<Item = u32> + use<'g> {
        let head = self.head;
        grid.rows.range(head + 1..).map(|(row, _)| *row)
    }

    fn numbers(&self, grid: &Grid, column: u32) -> usize {
        // Below a head that says amount, one that does not read is one too.
        let says_so =
            self.columns.iter().any(|known| known.place == column && matches!(known.role, Role::Amount(_)));
        let read = |row: &u32| {
            grid.cell(*row, column).and_then(money_of).is_some_and(|read| says_so || read.is_ok())
        };
        self.below(grid).filter(read).count()
    }

    fn count(&self, grid: &Grid) -> usize {
        match self.column(&Role::Amount(0)).or_else(|| self.column(&Role::UnitCost)) {
            Some(column) => self.numbers(grid, column.place),
            None => 0,
        }
    }

    /// Whether all that stands in a column is years, which label lines.
    fn is_years(&self, grid: &Grid, column: u32) -> bool {
        self.below(grid).filter_map(|row| grid.cell(row, column)).all(is_year)
    }

    /// Whether a column holds figures with cents or beyond ten thousand: no label.
    fn is_figures(&self, grid: &Grid, column: u32) -> bool {
        let is_figure = |value: &CellValue| match value {
            CellValue::Number(number) => number.contains('.') || number.len() > 4,
            CellValue::Text(_) => {
                money_of(value).is_some_and(|read| read.is_ok()) && value.shown().contains([',', '.', '€'])
            }
            _ => false,
        };
        let cells: Vec<&CellValue> = self.below(grid).filter_map(|row| grid.cell(row, column)).collect();
        cells.iter().filter(|value| is_figure(value)).count() * 2 > cells.len()
    }

    fn repeats(&self, grid: &Grid, column: u32) -> bool {
        let texts = self.below(grid).map(|row| grid.text(row, column).to_lowercase());
        let texts: Vec<String> = texts.filter(|text| !text.is_empty()).collect();
        texts.iter().collect::<BTreeSet<_>>().len() < texts.len()
    }

    fn differs(&self, grid: &Grid, column: u32) -> bool {
        let mut texts: Vec<String> =
            self.below(grid).map(|row| grid.text(row, column)).filter(|text| !text.is_empty()).collect();
        let count = texts.len();
        texts.sort_unstable();
        texts.dedup();
        count <= 2 || texts.len() * 2 > count
    }
}

fn is_year(value: &CellValue) -> bool {
    let year =
        |text: &str| text.len() == 4 && text.parse().is_ok_and(|year: u16| (1900..2200).contains(&year));
    match value {
        CellValue::Number(text) | CellValue::Text(text) => year(text.trim()),
        _ => false,
    }
}

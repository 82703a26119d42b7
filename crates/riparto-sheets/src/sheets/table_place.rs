//! Where the table of a sheet is: its head, its columns.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use riparto_core::error::{Cause, Error, Result, quote};

use super::column_heads::{ColumnHeads, TableColumn, is_codes, is_year};
use super::column_parts::parts_of;
use super::distinct_texts::{Distinct, distinct};
use super::header_words::{
    ColumnRole, is_cents, is_class, is_plan_sheet, is_scaled, is_scaled_head, key, plain,
};
use super::sheet_grid::{CellValue, SheetGrid};
use super::table_rows::{is_money, money_of};

/// How many rows are looked at to find the head.
const LOOKED_AT: usize = 64;

/// The rank of a head that is a year.
const YEAR: u8 = 5;

/// From this rank on a head says amount only by how it begins.
const VAGUE: u8 = 4;

/// A table in a sheet: the row of its head and its columns.
#[derive(Clone, Debug)]
pub(super) struct TablePlace {
    pub(super) grid: usize,
    /// The first row of the head.
    pub(super) begun: u32,
    /// The last row of the head.
    pub(super) head: u32,
    pub(super) columns: Vec<TableColumn>,
    /// How many heads say what their column holds.
    known: usize,
    /// How many rows hold an amount.
    amounts: usize,
    /// How many rows hold words in the column of amounts.
    words: usize,
    /// Columns of amounts of which none is clearer than the others.
    rivals: Vec<String>,
    /// A column whose head says amount over no number, where no head says it over numbers.
    unfilled: Option<u32>,
}

/// Which sheet and which column of amounts are asked for by name.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct RequestedPlace<'a> {
    pub(super) sheet: Option<&'a str>,
    pub(super) amounts: Option<&'a str>,
    /// Sheets of which it is known that they hold something else.
    pub(super) except: &'a [&'a str],
}

impl TablePlace {
    /// The best table of some sheets: the one with most amounts, of those the first; one of a hidden sheet only if no other has any.
    pub(super) fn find(grids: &[SheetGrid], named: RequestedPlace<'_>) -> Result<TablePlace> {
        let is_named = |grid: &SheetGrid| match named.sheet {
            Some(wanted) => grid.name.trim() == wanted.trim(),
            None => !named.except.contains(&grid.name.as_str()),
        };
        let tables = |hidden: bool| {
            let places = grids.iter().enumerate();
            let places = places.filter(|(_, grid)| grid.is_hidden == hidden && is_named(grid));
            places
                .filter_map(|(place, grid)| TablePlace::in_grid(place, grid, named.amounts))
                .collect::<Vec<_>>()
        };
        let mut tables =
            Some(tables(false)).filter(|shown| !shown.is_empty()).unwrap_or_else(|| tables(true));
        // The first of the best.
        let best = (0..tables.len())
            .reduce(|best, other| if tables[other].amounts > tables[best].amounts { other } else { best });
        let best = best.ok_or(Cause::TableMissing {})?;
        let alike =
            (0..tables.len()).filter(|other| tables[*other].is_alike(&tables[best])).collect::<Vec<_>>();
        let mut plans = alike.iter().filter(|place| is_plan_sheet(&grids[tables[**place].grid].name));
        let chosen = match (plans.next(), plans.next(), alike.len()) {
            (Some(plan), None, _) => *plan,
            (.., 0 | 1) => best,
            _ => {
                let names =
                    alike.iter().map(|place| format!("`{}`", quote(&grids[tables[*place].grid].name)));
                return Err(Cause::SheetsAlike { sheets: names.collect::<Vec<_>>().join(", ") }.into());
            }
        };
        let table = tables.swap_remove(chosen);
        table.refuse_unclear(&grids[table.grid], named)?;
        Ok(table)
    }

    /// Whether this is another version of a table: the same heads over about as many lines.
    fn is_alike(&self, other: &TablePlace) -> bool {
        let heads = |table: &TablePlace| {
            table.columns.iter().map(|column| plain(&column.head)).collect::<BTreeSet<_>>()
        };
        self.amounts * 2 >= other.amounts && heads(self) == heads(other)
    }

    /// Refuses a table of which several columns could be that of the amounts, and amounts in thousands.
    fn refuse_unclear(&self, grid: &SheetGrid, named: RequestedPlace<'_>) -> Result<()> {
        let quoted = |heads: &mut dyn Iterator<Item = &str>| {
            heads.map(|head| format!("`{}`", quote(head))).collect::<Vec<_>>().join(", ")
        };
        if let Some(wanted) = named.amounts
            && !self.columns.iter().any(|column| is_called(column, grid, wanted))
        {
            let figures = self.columns.iter().filter(|column| self.numbers(grid, column.place) > 0);
            let known = quoted(&mut figures.map(|column| column.head.as_str()));
            return Err(Cause::AmountColumnUnknown { found: quote(wanted), known }.into());
        }
        let amounts = self.column(&ColumnRole::Amount(0));
        let unfilled = self.columns.iter().find(|column| Some(column.place) == self.unfilled);
        if let (Some(unfilled), Some(others)) = (unfilled, amounts) {
            let (head, others) = (quote(&unfilled.head), quote(&others.head));
            let cause = Cause::AmountsEmpty { head, others };
            return Err(Error::from(cause).at(grid.place(self.head, unfilled.place)));
        }
        let cents = self.columns.iter().filter(|column| is_cents(&column.head));
        let rivals = self.column(&ColumnRole::Amount(0)).into_iter().chain(cents).map(|column| &column.head);
        let rivals: Vec<&String> =
            if self.rivals.is_empty() { rivals.collect() } else { self.rivals.iter().collect() };
        let first = self.columns.iter().find(|column| Some(&&column.head) == rivals.first());
        if let Some(first) = first.filter(|_| rivals.len() > 1) {
            let heads = match rivals.iter().all(|head| *head == rivals[0]) {
                true => self.same_heads(grid, rivals[0]),
                false => quoted(&mut rivals.iter().map(|head| head.as_str())),
            };
            return Err(Error::from(Cause::AmountColumns { heads }).at(grid.place(self.head, first.place)));
        }
        let amounts = self.column(&ColumnRole::Amount(0)).or_else(|| self.column(&ColumnRole::UnitCost));
        let head = amounts.filter(|column| is_scaled_head(&column.head));
        let head = head.map(|column| (self.head, column.place, column.head.clone()));
        let above = grid
            .rows
            .range(..self.head)
            .flat_map(|(row, cells)| cells.columns().map(move |column| (row, column)));
        let mut above = above.map(|(row, column)| (row, column, grid.text(row, column).into_owned()));
        match head.or_else(|| above.find(|(.., text)| is_scaled(text))) {
            Some((row, column, words)) => {
                let cause = Cause::AmountsScaled { words: quote(&words) };
                Err(Error::from(cause).at(grid.place(row, column)))
            }
            None => Ok(()),
        }
    }

    pub(super) fn in_grid(place: usize, grid: &SheetGrid, amounts: Option<&str>) -> Option<TablePlace> {
        let with_head = |row| TablePlace::with_head(place, grid, row, amounts);
        // A head below another one is the more exact of the two where as many amounts are below it.
        let better = |best: TablePlace, other: TablePlace| if other.is_better(&best) { other } else { best };
        let found = grid.rows.keys().take(LOOKED_AT).filter_map(with_head).reduce(better);
        if found.as_ref().is_some_and(|table| table.known > 1) {
            return found;
        }
        // Below a long preface a head is one that says what its columns hold.
        let says_so = |row: &u32| {
            let Some(heads) = ColumnHeads::at(grid, *row) else { return false };
            let is_amount =
                |column: &TableColumn| matches!(column.role, ColumnRole::Amount(rank) if rank < VAGUE);
            let is_known = |column: &&TableColumn| !matches!(column.role, ColumnRole::Label(_));
            heads.columns.iter().any(is_amount) && heads.columns.iter().filter(is_known).count() > 1
        };
        let below = grid.rows.keys().skip(LOOKED_AT).filter(says_so).take(LOOKED_AT).filter_map(with_head);
        found.into_iter().chain(below).reduce(better)
    }

    /// Whether no column of amounts is clearer than the others.
    pub(super) fn has_rivals(&self) -> bool {
        self.rivals.len() > 1
    }

    /// Columns of one head, told apart by their letters.
    fn same_heads(&self, grid: &SheetGrid, head: &str) -> String {
        let columns = self.columns.iter().filter(|column| column.head == head);
        let columns = columns.map(|column| grid.column_words(column.place)).collect::<Vec<_>>().join(", ");
        format!("`{}` ({columns})", quote(head))
    }

    fn is_better(&self, other: &TablePlace) -> bool {
        let merits = |table: &TablePlace| (table.known.min(3), table.amounts, Reverse(table.words));
        merits(self) > merits(other)
    }

    /// The table whose head begins in a row, if amounts are below it.
    fn with_head(place: usize, grid: &SheetGrid, row: u32, amounts: Option<&str>) -> Option<TablePlace> {
        let heads = ColumnHeads::at(grid, row)?;
        // Years say what their columns hold only beside other heads.
        let is_known =
            |column: &&TableColumn| !matches!(column.role, ColumnRole::Label(_) | ColumnRole::Amount(YEAR));
        let known = heads.columns.iter().filter(is_known).count();
        let ColumnHeads { last, columns } = heads;
        let (rivals, unfilled) = (Vec::new(), None);
        let mut table = TablePlace {
            grid: place,
            begun: row,
            head: last,
            columns,
            known,
            amounts: 0,
            words: 0,
            rivals,
            unfilled,
        };
        table.settle(grid, amounts);
        table.words = table.words(grid);
        (table.amounts > 0).then_some(table)
    }

    /// Leaves one column of amounts, and none of numbers among the labels.
    fn settle(&mut self, grid: &SheetGrid, wanted: Option<&str>) {
        // Only of columns that may be amounts, or labels that are figures, it matters how many numbers they hold.
        let is_asked =
            |column: &TableColumn| matches!(column.role, ColumnRole::Amount(_) | ColumnRole::Label(_));
        let count =
            |column: &TableColumn| if is_asked(column) { self.numbers(grid, column.place) } else { 0 };
        let numbers: BTreeMap<u32, usize> =
            self.columns.iter().map(|column| (column.place, count(column))).collect();
        let amount = self.amount_column(grid, &numbers, wanted);
        // Below a head that says amount all is counted already that is to be counted of it.
        let says_so = |column: &&TableColumn| {
            Some(column.place) == amount && matches!(column.role, ColumnRole::Amount(rank) if rank < VAGUE)
        };
        let counted = self.columns.iter().find(says_so).map(|column| numbers[&column.place]);
        let parts = match amount {
            Some(amount) => parts_of(grid, amount, &self.figures(grid, &numbers, amount), self.below(grid)),
            None => Vec::new(),
        };
        for place in 0..self.columns.len() {
            let column = &self.columns[place];
            let role = match &column.role {
                _ if Some(column.place) == amount => ColumnRole::Amount(0),
                _ if parts.contains(&column.place) => ColumnRole::Part,
                // Words under a head that only begins as one of amounts: `Budget category`.
                ColumnRole::Amount(VAGUE..) if numbers[&column.place] == 0 => {
                    ColumnRole::Label(key(&column.head))
                }
                // Other amounts, such as those of a year, are reported and left out.
                ColumnRole::Amount(_) => ColumnRole::Percent,
                ColumnRole::Label(_) if numbers[&column.place] > 0 && self.is_figures(grid, column.place) => {
                    ColumnRole::Percent
                }
                other => other.clone(),
            };
            self.columns[place].role = role;
        }
        // A code that lines share, such as that of their action, is a label.
        for place in 0..self.columns.len() {
            let column = &self.columns[place];
            if column.role == ColumnRole::Code && self.repeats(grid, column.place) {
                self.columns[place].role = ColumnRole::Label(key(&column.head));
            }
        }
        self.settle_titles(grid);
        self.amounts = counted.unwrap_or_else(|| self.count(grid));
    }

    /// The column of the amounts. Where no head says it more clearly than others, the rivals are kept.
    fn amount_column(
        &mut self,
        grid: &SheetGrid,
        numbers: &BTreeMap<u32, usize>,
        wanted: Option<&str>,
    ) -> Option<u32> {
        let called = |wanted| self.columns.iter().find(|column| is_called(column, grid, wanted));
        if let Some(column) = wanted.and_then(called) {
            return Some(column.place);
        }
        let clear = self.columns.iter().filter_map(|column| match column.role {
            ColumnRole::Amount(rank) if numbers[&column.place] > 0 => Some((rank, column.place)),
            _ => None,
        });
        let clear: Vec<(u8, u32)> = clear.collect();
        let clearest = clear.iter().min().copied();
        let equal = clear.iter().filter(|(rank, _)| clearest.is_some_and(|(best, _)| best == *rank));
        let mut rivals: Vec<u32> = equal.map(|(_, place)| *place).collect();
        let mut amount = clearest.map(|(_, place)| place);
        let has_units =
            [ColumnRole::Quantity, ColumnRole::UnitCost].iter().all(|role| self.column(role).is_some());
        if amount.is_none() && !has_units {
            // No head says amount: the one column that is mostly figures, or that all other figures make up.
            let rows = self.below(grid).count();
            let mostly = self.columns.iter().filter(|column| {
                matches!(column.role, ColumnRole::Label(_))
                    && numbers[&column.place] * 2 > rows
                    && !self.is_years(grid, column.place)
            });
            let mostly: Vec<u32> = mostly.map(|column| column.place).collect();
            let figures = mostly.iter().copied().filter(|place| self.is_figures(grid, *place));
            rivals = figures.collect();
            amount = rivals.last().or(mostly.last()).copied();
            rivals = self.beside(&mostly, amount).unwrap_or(rivals);
            self.unfilled = self.amounts_without_numbers(numbers);
        }
        if let Some(last) = rivals.last().copied().filter(|_| rivals.len() > 1) {
            let others = self.figures(grid, numbers, last);
            if parts_of(grid, last, &others, self.below(grid)).is_empty() {
                let of = self.columns.iter().filter(|column| rivals.contains(&column.place));
                self.rivals = of.map(|column| column.head.clone()).collect();
            } else {
                amount = Some(last);
            }
        }
        amount
    }

    /// A column whose head says amount and that holds no number, such as one that is still to be filled in: other numbers may be of
    /// anything, and are not taken for amounts unasked.
    fn amounts_without_numbers(&self, numbers: &BTreeMap<u32, usize>) -> Option<u32> {
        let is_amount = |role: &ColumnRole| matches!(role, ColumnRole::Amount(rank) if *rank < VAGUE);
        let column =
            self.columns.iter().find(|column| is_amount(&column.role) && numbers[&column.place] == 0);
        column.map(|column| column.place)
    }

    /// The columns of numbers right beside that of the amounts, from the left, and it: whole ones may be amounts too.
    fn beside(&self, numbers: &[u32], amount: Option<u32>) -> Option<Vec<u32>> {
        let amount = amount?;
        let left = self.columns.iter().rev().filter(|column| column.place < amount);
        let left = left.take_while(|column| numbers.contains(&column.place) && !is_class(&column.head));
        let mut beside: Vec<u32> = [amount].into_iter().chain(left.map(|column| column.place)).collect();
        beside.reverse();
        Some(beside)
    }

    /// The columns left of another one that hold figures in most rows, from the right to the left.
    fn figures(&self, grid: &SheetGrid, numbers: &BTreeMap<u32, usize>, amount: u32) -> Vec<u32> {
        let rows = numbers.get(&amount).copied().unwrap_or_default();
        let left = self.columns.iter().rev().filter(|column| {
            column.place < amount
                && matches!(column.role, ColumnRole::Label(_) | ColumnRole::Amount(_))
                && numbers[&column.place] * 2 > rows
                && !self.is_years(grid, column.place)
        });
        left.map(|column| column.place).collect()
    }

    /// Leaves one column of titles: a first one that holds codes is that of the codes, others are labels.
    fn settle_titles(&mut self, grid: &SheetGrid) {
        let titles = |table: &TablePlace| {
            let places = 0..table.columns.len();
            places.filter(|place| table.columns[*place].role == ColumnRole::Title).collect::<Vec<_>>()
        };
        if let [first, _, ..] = titles(self).as_slice()
            && self.is_codes(grid, self.columns[*first].place)
        {
            let is_code =
                self.column(&ColumnRole::Code).is_none() && !self.repeats(grid, self.columns[*first].place);
            let label = ColumnRole::Label(key(&self.columns[*first].head));
            self.columns[*first].role = if is_code { ColumnRole::Code } else { label };
        }
        for other in titles(self).into_iter().skip(1) {
            self.columns[other].role = ColumnRole::Label(key(&self.columns[other].head));
        }
        // `Titolo` may be a class of a public budget: 1, 2.
        if let [only] = titles(self)[..]
            && self.is_codes(grid, self.columns[only].place)
            && self.repeats(grid, self.columns[only].place)
        {
            self.columns[only].role = ColumnRole::Label(key(&self.columns[only].head));
        }
        if titles(self).is_empty() {
            let labels = || {
                let places = self.columns.iter().enumerate();
                places.filter(|(_, column)| matches!(column.role, ColumnRole::Label(_)))
            };
            // The first column of words that differ in all rows is what lines are called; else the first one, if its words do mostly.
            let names_each = |(_, column): &(usize, &TableColumn)| {
                !self.is_codes(grid, column.place) && !self.repeats(grid, column.place)
            };
            let first = labels().next().filter(|(_, column)| self.differs(grid, column.place));
            let title = labels().find(names_each).or(first).map(|(place, _)| place);
            if let Some(title) = title {
                self.columns[title].role = ColumnRole::Title;
            }
        }
    }

    pub(super) fn column(&self, role: &ColumnRole) -> Option<&TableColumn> {
        self.columns.iter().find(|column| column.role == *role)
    }

    pub(super) fn below<'g>(&self, grid: &'g SheetGrid) -> impl Iterator<Item = u32> + use<'g> {
        let head = self.head;
        grid.rows.range(head + 1..).map(|(row, _)| row)
    }

    /// The cells of a column below the head.
    fn cells<'g>(&self, grid: &'g SheetGrid, column: u32) -> impl Iterator<Item = &'g CellValue> + use<'g> {
        grid.rows.range(self.head + 1..).filter_map(move |(_, cells)| cells.get(column))
    }

    /// The texts in a column below the head.
    fn texts<'g>(&self, grid: &'g SheetGrid, column: u32) -> impl Iterator<Item = Cow<'g, str>> + use<'g> {
        self.cells(grid, column).map(CellValue::text).filter(|text| !text.is_empty())
    }

    fn numbers(&self, grid: &SheetGrid, column: u32) -> usize {
        // Below a head that says amount, one that does not read is one too.
        let says_so = self.columns.iter().any(|known| {
            known.place == column && matches!(known.role, ColumnRole::Amount(rank) if rank < VAGUE)
        });
        let is_read = |value: &&CellValue| is_money(value).is_some_and(|is_read| says_so || is_read);
        self.cells(grid, column).filter(is_read).count()
    }

    fn count(&self, grid: &SheetGrid) -> usize {
        match self.column(&ColumnRole::Amount(0)).or_else(|| self.column(&ColumnRole::UnitCost)) {
            Some(column) => self.numbers(grid, column.place),
            None => 0,
        }
    }

    fn words(&self, grid: &SheetGrid) -> usize {
        let Some(column) = self.column(&ColumnRole::Amount(0)).map(|column| column.place) else { return 0 };
        let is_word =
            |value: &&CellValue| matches!(value, CellValue::Text(_)) && is_money(value) != Some(true);
        self.cells(grid, column).take(LOOKED_AT).filter(is_word).count()
    }

    /// Whether all cells of a column are years, which label lines.
    fn is_years(&self, grid: &SheetGrid, column: u32) -> bool {
        self.cells(grid, column).all(is_year)
    }

    /// Whether a column holds figures with cents, beyond ten thousand or below zero: no label.
    fn is_figures(&self, grid: &SheetGrid, column: u32) -> bool {
        let is_figure = |value: &CellValue| match value {
            CellValue::Number(number) => number.contains('.') || number.len() > 4,
            CellValue::Text(text) => {
                let text = text.trim();
                let is_long = text.len() > 4 && !text.starts_with('0');
                (text.contains([',', '.', '€']) || is_long) && is_money(value) == Some(true)
            }
            _ => false,
        };
        let cells: Vec<&CellValue> = self.cells(grid, column).collect();
        let is_below_zero = |value: &CellValue| {
            value.shown().trim().starts_with('-') && money_of(value).is_some_and(|read| read.is_err())
        };
        let figures = cells.iter().filter(|value| is_figure(value)).count();
        figures * 2 > cells.len() || cells.iter().any(|value| is_below_zero(value))
    }

    /// Whether a column holds codes: short texts without a blank, with a figure or of three signs at most.
    fn is_codes(&self, grid: &SheetGrid, column: u32) -> bool {
        is_codes(self.texts(grid, column))
    }

    fn repeats(&self, grid: &SheetGrid, column: u32) -> bool {
        let texts = self.texts(grid, column).map(|text| {
            let is_small = text.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase());
            if is_small { text } else { Cow::Owned(text.to_lowercase()) }
        });
        let texts: Vec<Cow<'_, str>> = texts.collect();
        distinct(&texts).different < texts.len()
    }

    fn differs(&self, grid: &SheetGrid, column: u32) -> bool {
        let Distinct { texts, different } = distinct(&self.texts(grid, column).collect::<Vec<_>>());
        texts <= 2 || different * 2 > texts
    }
}

/// Whether a column is called so by its head or its letters.
fn is_called(column: &TableColumn, grid: &SheetGrid, wanted: &str) -> bool {
    let is_head = !plain(wanted).is_empty() && plain(&column.head) == plain(wanted);
    is_head || grid.column_words(column.place).eq_ignore_ascii_case(wanted.trim())
}

//! `TableReading`: the rows of a table as lines, with what each row that is no line was passed over for.

use std::borrow::Cow;
use std::collections::BTreeMap;

use riparto_core::error::{Cause, Error, Result, quote};
use riparto_core::money::{AmountStyle, Money, MoneyDelta};
use riparto_core::plan::LineUnits;
use riparto_core::reader::Mistakes;
use riparto_core::words::both;

use super::header_words::{ColumnRole, is_scaled, key as header_key, role};
use super::import_report::{Doubt, ImportReport, Passed};
use super::read_rows::{LineRow, ReadRows, Sums};
use super::row_words::{BudgetSide, is_of_which, is_total, names_source, names_total, side};
use super::sheet_grid::{CellValue, SheetGrid, SheetRow};
use super::table_place::TablePlace;
use super::table_rows::{money_in, money_of, refusal, units};
use super::workbook::FileKind;

/// A table under way.
pub(super) struct TableReading<'a> {
    pub(super) kind: FileKind,
    pub(super) grid: &'a SheetGrid,
    pub(super) table: &'a TablePlace,
    /// The style of the amounts, where the column tells it.
    pub(super) style: Option<AmountStyle>,
    pub(super) mistakes: Mistakes,
    pub(super) report: ImportReport,
    /// The key of the label that tells the lines apart which are made of the parts of an amount.
    pub(super) parts: Option<&'a str>,
}

impl<'a> TableReading<'a> {
    /// The rows that are lines. What is wrong with others is kept among the mistakes.
    pub(super) fn lines(&mut self) -> Vec<LineRow<'a>> {
        let mut read = ReadRows::new();
        let (sums, doubtful) = self.sums();
        let rows: Vec<(u32, Cow<'a, str>)> =
            self.table.below(self.grid).map(|row| (row, self.words(row))).collect();
        let has_expenses = has_expenses(&rows);
        for (row, words) in rows {
            let (amount, place) = self.amount(row);
            if let Some(passed) = self.passed(row, &words, amount.as_ref(), !read.lines.is_empty()) {
                self.pass(row, words, passed);
                if passed == Passed::AnotherTable {
                    break;
                }
                continue;
            }
            match sums.get(&row) {
                Some(Passed::SumOfBelow) => self.pass(row, words, Passed::SumOfBelow),
                found if found.is_some() || self.is_total(row, &words, amount.as_ref(), &read) => {
                    let side = side(&words).filter(|_| has_expenses);
                    self.total((row, place), words, amount, &mut read);
                    self.close(side, &mut read.lines, &mut read.sums);
                }
                _ => self.take((row, place), words, amount, &mut read),
            }
        }
        self.finish(&mut read, &doubtful);
        read.lines
    }

    /// Takes a row that is no total: a line, words, or what is none of them.
    fn take(
        &mut self,
        (row, place): (u32, u32),
        words: Cow<'a, str>,
        amount: Option<Result<Money>>,
        read: &mut ReadRows<'a>,
    ) {
        match amount {
            None if words.is_empty() => {}
            None => {
                self.refuse_scaled(row);
                read.headings.push((row, words));
            }
            Some(Err(error)) => {
                let error = error.at(self.grid.place(row, place));
                let mut between = read.reached.saturating_add(1)..row;
                let is_apart = read.sums.has_total && between.any(|row| self.grid.rows.get(row).is_none());
                if is_apart && self.is_aside(row, place) {
                    return read.below.push((row, words, error));
                }
                read.sums.is_open = true;
                self.mistakes.push(error);
            }
            Some(Ok(amount)) => {
                read.below.drain(..).for_each(|(.., error)| self.mistakes.push(error));
                for (row, words) in read.headings.drain(..) {
                    self.pass(row, words, Passed::Heading);
                }
                read.sums.whole += i128::from(amount.cents());
                read.reached = row;
                let line = self.line(row, amount, &mut read.last);
                self.lay(line, &mut read.lines);
            }
        }
    }

    /// Judges the table once all its rows were read.
    fn finish(&mut self, read: &mut ReadRows<'a>, doubtful: &[u32]) {
        for (row, column, total, words) in std::mem::take(&mut read.leading) {
            self.compare((row, column), total, read.sums.nearest_below(total), &read.sums);
            self.pass(row, words, Passed::SumOfBelow);
        }
        self.refuse_unreckoned(&read.lines);
        let below = read.below.drain(..).map(|(row, words, _)| (row, words));
        for (row, words) in read.headings.drain(..).chain(below).collect::<Vec<_>>() {
            self.pass(row, words, Passed::Note);
        }
        let again = read.told_again().map(|place| {
            match read.lines[place..].iter().all(|line| names_source(&line.title)) {
                true => (read.lines.drain(place..).collect::<Vec<_>>(), None),
                false => (Vec::new(), Some(read.lines[place].row)),
            }
        });
        let (sources, again) = again.unwrap_or_default();
        for line in sources {
            self.pass(line.row, line.title, Passed::Income);
        }
        self.report.passed.sort_by_key(|(row, ..)| *row);
        let doubts = again.into_iter().map(|row| (row, Doubt::ToldAgain));
        let doubts = doubts.chain(read.sums_of_above().into_iter().map(|row| (row, Doubt::SumOfAbove)));
        for (row, doubt) in doubts.chain(doubtful.iter().map(|row| (*row, Doubt::SumOfBelow))) {
            self.report.doubtful.push((row + 1, self.words(row).into_owned(), doubt));
        }
    }

    fn pass(&mut self, row: u32, words: Cow<'_, str>, passed: Passed) {
        self.report.passed.push((row + 1, words.into_owned(), passed));
    }

    /// Why a row that is no total is no line either.
    fn passed(
        &self,
        row: u32,
        words: &str,
        amount: Option<&Result<Money>>,
        has_lines: bool,
    ) -> Option<Passed> {
        let has_amount = matches!(amount, Some(Ok(_)));
        if self.is_head_again(row) {
            return Some(Passed::HeadAgain);
        }
        if has_lines && !has_amount && self.begins_another(row) {
            return Some(Passed::AnotherTable);
        }
        (is_of_which(words) && has_amount && has_lines).then_some(Passed::OfWhich)
    }

    /// Whether a row is a total by its words, or by none of them beside figures; or by words within it and its amount.
    fn is_total(&self, row: u32, words: &str, amount: Option<&Result<Money>>, read: &ReadRows<'_>) -> bool {
        let has_lines = !read.lines.is_empty();
        if is_total(words) || (words.is_empty() && has_lines && self.is_bare(row)) {
            return true;
        }
        let Some(Ok(amount)) = amount.filter(|_| has_lines) else { return false };
        let cents = amount.cents().into();
        cents != 0 && read.sums.nearest(cents) == cents && self.texts(row).any(|text| names_total(&text))
    }

    /// Takes a row of a total, and compares it with the lines.
    fn total(
        &mut self,
        (row, place): (u32, u32),
        words: Cow<'a, str>,
        amount: Option<Result<Money>>,
        read: &mut ReadRows<'a>,
    ) {
        let beside = self.figure_beside(row, place).filter(|_| amount.is_none());
        let has_result = !matches!(self.grid.cell(row, place), Some(CellValue::NoResult));
        let beside = beside.and_then(|(total, place)| Some((total.ok()?, place)));
        let found = amount.and_then(Result::ok).map(|total| (total, place)).or(beside);
        read.below.drain(..).for_each(|(.., error)| self.mistakes.push(error));
        (read.sums.has_total, read.reached) = (true, row);
        let mut passed = Passed::Total;
        match found {
            Some((total, place)) if read.lines.is_empty() && !read.sums.is_open && !total.is_zero() => {
                return read.leading.push((row, place, total.cents().into(), words));
            }
            Some((total, place)) => {
                let total = total.cents().into();
                let nearest = read.sums.nearest(total);
                match total == 0 && nearest != 0 && self.grid.has_formula((row, place)) {
                    true => passed = Passed::TotalUnreckoned,
                    false => self.compare((row, place), total, nearest, &read.sums),
                }
                if total == read.sums.whole {
                    read.sums.grand = read.lines.len();
                }
                read.sums.marks.push(read.sums.whole);
            }
            None if !has_result => passed = Passed::TotalUnreckoned,
            None => passed = Passed::TotalBare,
        }
        self.pass(row, words, passed);
    }

    /// The one figure of a row beside the column of amounts: totals may be in a separate column.
    fn figure_beside(&self, row: u32, amounts: u32) -> Option<(Result<Money>, u32)> {
        let others = self
            .table
            .columns
            .iter()
            .filter(|column| column.role == ColumnRole::Percent && column.place > amounts);
        let mut read = others.filter_map(|column| {
            let value = self.grid.cell(row, column.place)?;
            money_in(value, self.style).map(|read| (read, column.place))
        });
        read.next().filter(|_| read.next().is_none())
    }

    /// Ends the side of a budget, and passes over its lines if they are income.
    fn close(&mut self, side: Option<BudgetSide>, lines: &mut Vec<LineRow<'a>>, sums: &mut Sums) {
        let Some(side) = side else { return };
        if side == BudgetSide::Income {
            let passed = lines.drain(sums.begun.min(lines.len())..);
            let income: Vec<_> = passed.collect();
            sums.whole -= income.iter().map(|line| i128::from(line.amount.cents())).sum::<i128>();
            let told = income.into_iter().map(|line| (line.row + 1, line.title.into_owned(), Passed::Income));
            self.report.passed.extend(told);
        }
        sums.begun = lines.len();
        sums.grand = sums.grand.min(lines.len());
        sums.marks = vec![0, sums.whole];
    }

    /// Keeps a line, or where that is asked for the lines of which its amount is made up.
    fn lay(&mut self, line: LineRow<'a>, lines: &mut Vec<LineRow<'a>>) {
        let parts = self.table.columns.iter().filter(|column| column.role == ColumnRole::Part);
        let Some(key) = self.parts.filter(|_| parts.clone().next().is_some()) else {
            return lines.push(line);
        };
        let title = self.table.column(&ColumnRole::Title);
        let whole = title.map(|title| (Cow::<str>::Owned(header_key(&title.head)), line.title.clone()));
        for column in parts {
            let Some(read) = self.grid.cell(line.row, column.place).and_then(money_of) else { continue };
            match read {
                Ok(amount) => {
                    let mut labels = line.labels.clone();
                    labels.extend(whole.clone().filter(|(key, value)| !key.is_empty() && !value.is_empty()));
                    labels.push((Cow::Borrowed(key), Cow::Borrowed(column.head.as_str())));
                    let title = Cow::Owned([line.title.as_ref(), &column.head].join(", "));
                    let row = line.row;
                    lines.push(LineRow { row, code: Cow::default(), title, labels, amount, units: None });
                }
                Err(error) => self.mistakes.push(error.at(self.grid.place(line.row, column.place))),
            }
        }
    }

    /// Programs that write formulas without reckoning leave 0 for their results: where all formulas have that, none was reckoned.
    fn refuse_unreckoned(&mut self, lines: &[LineRow<'_>]) {
        let Some(column) = self.table.column(&ColumnRole::Amount(0)).map(|column| column.place) else {
            return;
        };
        let formulas = lines.iter().filter(|line| self.grid.has_formula((line.row, column)));
        let formulas: Vec<&LineRow<'_>> = formulas.collect();
        if formulas.iter().all(|line| line.amount.is_zero()) {
            for line in formulas {
                let place = self.grid.place(line.row, column);
                self.mistakes.push(Error::from(Cause::FormulaWithoutResult {}).at(place));
            }
        }
    }

    /// The texts of a row that are no figures.
    fn texts(&self, row: u32) -> impl Iterator<Item = Cow<'a, str>> {
        let (grid, columns) = (self.grid, self.table.columns.iter());
        let worded = columns.filter(|column| {
            !matches!(
                column.role,
                ColumnRole::Amount(_)
                    | ColumnRole::Percent
                    | ColumnRole::Part
                    | ColumnRole::Quantity
                    | ColumnRole::UnitCost
            )
        });
        worded.map(move |column| grid.text(row, column.place)).filter(|text| !text.is_empty())
    }

    /// The words of a row: its title, or else the first text in it.
    pub(super) fn words(&self, row: u32) -> Cow<'a, str> {
        let mut texts = self.texts(row);
        let first = texts.next().unwrap_or_default();
        if is_total(&first) {
            return first;
        }
        if let Some(total) = texts.find(|text| is_total(text)) {
            return total;
        }
        let title = self.table.column(&ColumnRole::Title).map(|column| self.grid.text(row, column.place));
        title.filter(|title| !title.is_empty()).unwrap_or(first)
    }

    /// Whether a row holds nothing but figures: a total that is not called one.
    fn is_bare(&self, row: u32) -> bool {
        self.grid
            .rows
            .get(row)
            .is_some_and(|cells| cells.values().all(|value| value.is_number() || money_of(value).is_some()))
    }

    fn is_head_again(&self, row: u32) -> bool {
        let mut columns = self.table.columns.iter().filter(|column| !column.head.is_empty());
        columns.all(|column| self.grid.text(row, column.place) == column.head)
    }

    /// Whether a row is the head of another table: texts in as many cells, with none in the column of amounts that is one.
    fn begins_another(&self, row: u32) -> bool {
        let gap = row > 0 && self.grid.rows.get(row - 1).is_none();
        let cells = self.grid.rows.get(row).map_or(0, SheetRow::len);
        let roles = self
            .grid
            .rows
            .get(row)
            .into_iter()
            .flat_map(SheetRow::columns)
            .map(|column| role(&self.grid.text(row, column)));
        gap && cells >= 2 && roles.into_iter().any(|role| matches!(role, ColumnRole::Amount(_)))
    }

    /// The amount of a row and the column that it stands in; none where the cell is empty or holds words in a row of words.
    pub(super) fn amount(&self, row: u32) -> (Option<Result<Money>>, u32) {
        let Some(column) = self.table.column(&ColumnRole::Amount(0)) else {
            let place = self.table.column(&ColumnRole::UnitCost).map_or(0, |column| column.place);
            return (self.units(row).map(|units| units.amount()), place);
        };
        let place = column.place;
        let amount = match self.grid.cell(row, place) {
            Some(value) => match money_in(value, self.style) {
                None if matches!(value, CellValue::Text(_)) && self.is_lone_text(row, place) => None,
                None => Some(Err(refusal(value))),
                Some(Err(error)) => Some(Err(self.told(value, error))),
                read => read,
            },
            None => match self.grid.merged.source(row, place).filter(|(top, _)| *top < row) {
                Some(_) if !self.words(row).is_empty() => Some(Err(Cause::CellMerged {}.into())),
                _ => None,
            },
        };
        (amount, place)
    }

    /// What a row says that its amount is made of.
    fn units(&self, row: u32) -> Option<LineUnits> {
        let (quantity, cost) =
            self.table.column(&ColumnRole::Quantity).zip(self.table.column(&ColumnRole::UnitCost))?;
        let cells = self.grid.cell(row, quantity.place).zip(self.grid.cell(row, cost.place))?;
        units(cells.0, &quantity.head, cells.1)
    }

    /// An amount that does not read, or words with figures.
    fn told(&self, value: &CellValue, error: Error) -> Error {
        match value {
            CellValue::Text(text) if text.chars().filter(|c| c.is_alphabetic()).count() > 3 => refusal(value),
            _ => error,
        }
    }

    /// Whether a row holds nothing else.
    fn is_lone_text(&self, row: u32, column: u32) -> bool {
        self.grid.rows.get(row).is_some_and(|cells| cells.columns().all(|place| place == column))
    }

    /// Compares a row of a total with the sum of lines that is nearest to it. Where a line did not read, its mistake is told alone.
    fn compare(&mut self, (row, column): (u32, u32), total: i128, nearest: i128, sums: &Sums) {
        if nearest == total || sums.is_open {
            return;
        }
        let cause = Cause::TotalRowDiffers {
            found: MoneyDelta::words(total),
            sum: MoneyDelta::words(nearest),
            apart: MoneyDelta::words((total - nearest).abs()),
        };
        self.mistakes.push(Error::from(cause).at(self.grid.place(row, column)));
    }

    /// Whether a cell of amounts holds words or a day, as beside a signature.
    fn is_aside(&self, row: u32, column: u32) -> bool {
        match self.grid.cell(row, column) {
            Some(CellValue::Text(text)) => !text.bytes().any(|byte| byte.is_ascii_digit()),
            value => matches!(value, Some(CellValue::Date(_))),
        }
    }

    /// Refuses words that say that amounts are in thousands, wherever they stand.
    fn refuse_scaled(&mut self, row: u32) {
        let columns: Vec<u32> = self.grid.rows.get(row).into_iter().flat_map(SheetRow::columns).collect();
        for column in columns {
            let text = self.grid.text(row, column);
            if is_scaled(&text) {
                let error = Error::from(Cause::AmountsScaled { words: quote(&text) });
                self.mistakes.push(error.at(self.grid.place(row, column)));
            }
        }
    }

    /// Whether blanks in a column of labels stand for the value above them: where no cells in it are merged, which would tell. In a
    /// workbook those of columns after the titles are blanks.
    fn is_filled(&self, column: u32) -> bool {
        let title = self.table.column(&ColumnRole::Title).map_or(0, |title| title.place);
        self.kind == FileKind::Csv || column < title && !self.grid.merged.is_in(column)
    }

    fn line(&mut self, row: u32, amount: Money, last: &mut BTreeMap<u32, Cow<'a, str>>) -> LineRow<'a> {
        let grid = self.grid;
        let shown = |column: u32| {
            let own = grid.text(row, column);
            let elsewhere = || grid.merged.source(row, column).map(|(top, left)| grid.text(top, left));
            if own.is_empty() { elsewhere().unwrap_or_default() } else { own }
        };
        let of =
            |role: &ColumnRole| self.table.column(role).map(|column| shown(column.place)).unwrap_or_default();
        let (code, mut title) = (of(&ColumnRole::Code), of(&ColumnRole::Title));
        let mut labels = Vec::new();
        let mut filled = Vec::new();
        for column in &self.table.columns {
            let ColumnRole::Label(key) = &column.role else { continue };
            let mut value = shown(column.place);
            let is_filled = self.is_filled(column.place);
            if value.is_empty()
                && is_filled
                && let Some(above) = last.get(&column.place)
            {
                value.clone_from(above);
                filled.push(column.head.clone());
            }
            if !value.is_empty() && !key.is_empty() {
                if is_filled {
                    last.insert(column.place, value.clone());
                }
                labels.push((Cow::Borrowed(key.as_str()), value));
            }
        }
        if title.is_empty() {
            title = Cow::Owned(labels.iter().map(|(_, value)| value.as_ref()).collect::<Vec<_>>().join(", "));
        }
        if title.is_empty() && code.is_empty() {
            let place = self.table.column(&ColumnRole::Title).unwrap_or(&self.table.columns[0]).place;
            let cause = match self.grid.cell(row, place) {
                Some(CellValue::NoResult) => Cause::FormulaWithoutResult {},
                _ => Cause::TextMissing { what: both("the title of a line", "la denominazione di una voce") },
            };
            self.mistakes.push(Error::from(cause).at(self.grid.place(row, place)));
        }
        for head in filled {
            match self.report.filled.iter_mut().find(|(known, _)| *known == head) {
                Some((_, rows)) => *rows += 1,
                None => self.report.filled.push((head, 1)),
            }
        }
        // Units that make another amount, such as one before taxes, are not those of the line.
        let units = self.units(row).filter(|units| units.amount() == Ok(amount));
        LineRow { row, code, title, labels, amount, units }
    }
}

/// Whether a row of a sum closes expenses: beside these, income is distinguished.
fn has_expenses(rows: &[(u32, Cow<'_, str>)]) -> bool {
    rows.iter().any(|(_, words)| is_total(words) && side(words) == Some(BudgetSide::Expenses))
}

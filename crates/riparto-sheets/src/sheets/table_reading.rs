//! `TableReading`: the rows of a table as lines, with what each row that is no line was passed over for.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use riparto_core::error::{Cause, Error, Result};
use riparto_core::money::{AmountStyle, Money, MoneyDelta};
use riparto_core::plan::LineUnits;
use riparto_core::reader::Mistakes;
use riparto_core::words::both;

use super::coded_sums::{Coded, coded_sums};
use super::header_words::{BudgetSide, ColumnRole, is_of_which, is_total, key as header_key, role, side};
use super::import_report::{ImportReport, Passed};
use super::sheet_grid::{CellValue, SheetGrid, SheetRow};
use super::table_place::TablePlace;
use super::table_rows::{money_in, money_of, refusal, units};
use super::workbook::FileKind;

/// A row that is a line.
pub(super) struct LineRow<'a> {
    pub(super) row: u32,
    pub(super) code: Cow<'a, str>,
    pub(super) title: Cow<'a, str>,
    pub(super) labels: Vec<(Cow<'a, str>, Cow<'a, str>)>,
    pub(super) amount: Money,
    /// What the amount is made of, where the columns say so.
    pub(super) units: Option<LineUnits>,
}

/// What the lines sum to, in cents.
#[derive(Default)]
struct Sums {
    whole: i128,
    /// What they did at each row of a total: a total is that of all lines since one of these.
    marks: Vec<i128>,
    /// The first line of this side of the budget.
    begun: usize,
    /// Whether a line did not read.
    is_open: bool,
}

/// How many rows are looked at to tell whether codes come before titles.
const LOOKED_AT: usize = 256;

fn first_word(text: &str) -> Option<&str> {
    text.split(' ').next().filter(|word| !word.is_empty())
}

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
        let mut lines: Vec<LineRow<'a>> = Vec::new();
        let mut sums = Sums { marks: vec![0], ..Sums::default() };
        let (coded, has_expenses) = (self.coded_sums(), self.has_expenses());
        let mut headings: Vec<(u32, Cow<'a, str>)> = Vec::new();
        let mut last = BTreeMap::new();
        for row in self.table.below(self.grid).collect::<Vec<_>>() {
            let words = self.words(row);
            let (amount, place) = self.amount(row);
            let has_amount = matches!(amount, Some(Ok(_)));
            if !lines.is_empty() && !has_amount && self.begins_another(row) {
                self.report.passed.push((row + 1, words.into_owned(), Passed::AnotherTable));
                break;
            }
            if self.is_head_again(row) {
                self.report.passed.push((row + 1, words.into_owned(), Passed::HeadAgain));
                continue;
            }
            if is_of_which(&words) && has_amount && !lines.is_empty() {
                self.report.passed.push((row + 1, words.into_owned(), Passed::OfWhich));
                continue;
            }
            if coded.contains(&row) {
                self.report.passed.push((row + 1, words.into_owned(), Passed::SumOfBelow));
                continue;
            }
            if is_total(&words) || (words.is_empty() && !lines.is_empty() && self.is_bare(row)) {
                let beside = self.figure_beside(row, place).filter(|_| amount.is_none());
                let beside = beside.and_then(|(total, place)| Some((total.ok()?, place)));
                let read = amount.and_then(Result::ok).map(|total| (total, place)).or(beside);
                if let Some((total, place)) = read {
                    self.total((row, place), total.cents().into(), &sums);
                    sums.marks.push(sums.whole);
                }
                self.close(side(&words).filter(|_| has_expenses), &mut lines, &mut sums);
                self.report.passed.push((row + 1, words.into_owned(), Passed::Total));
                continue;
            }
            match amount {
                None if words.is_empty() => {}
                None => headings.push((row, words)),
                Some(Err(error)) => {
                    sums.is_open = true;
                    self.mistakes.push(error.at(self.grid.place(row, place)));
                }
                Some(Ok(amount)) => {
                    self.report.passed.extend(
                        headings.drain(..).map(|(row, words)| (row + 1, words.into_owned(), Passed::Heading)),
                    );
                    sums.whole += i128::from(amount.cents());
                    let line = self.line(row, amount, &mut last);
                    self.lay(line, &mut lines);
                }
            }
        }
        self.refuse_unreckoned(&lines);
        let notes = headings.into_iter().map(|(row, words)| (row + 1, words.into_owned(), Passed::Note));
        self.report.passed.extend(notes);
        self.report.passed.sort_by_key(|(row, ..)| *row);
        lines
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

    /// Whether a row of a sum closes expenses: beside these, income is distinguished.
    fn has_expenses(&self) -> bool {
        let mut words = self.table.below(self.grid).map(|row| self.words(row));
        words.any(|words| is_total(&words) && side(&words) == Some(BudgetSide::Expenses))
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
        sums.marks = vec![0, sums.whole];
    }

    /// The rows that hold the sum of rows below them.
    fn coded_sums(&self) -> BTreeSet<u32> {
        let is_code = |text: &str| text.contains('.') && text.bytes().any(|byte| byte.is_ascii_digit());
        let columns = [ColumnRole::Code, ColumnRole::Title].map(|role| self.table.column(&role));
        let found = columns.into_iter().flatten().find(|column| {
            let begun = |row| first_word(&self.grid.text(row, column.place)).is_some_and(is_code);
            self.table.below(self.grid).take(LOOKED_AT).any(begun)
        });
        let Some(column) = found else { return BTreeSet::new() };
        let rows = self.table.below(self.grid).filter_map(|row| {
            let (amount, text) = (self.amount(row).0?.ok()?, self.grid.text(row, column.place));
            Some((row, first_word(&text)?.to_owned(), amount.cents().into()))
        });
        let rows: Vec<(u32, String, i128)> = rows.collect();
        let coded = rows.iter().map(|(row, code, cents)| Coded { row: *row, code, cents: *cents });
        coded_sums(&coded.collect::<Vec<_>>())
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
        let formulas = lines.iter().filter(|line| self.grid.formulas.contains(&(line.row, column)));
        let formulas: Vec<&LineRow<'_>> = formulas.collect();
        if formulas.iter().all(|line| line.amount.is_zero()) {
            for line in formulas {
                let place = self.grid.place(line.row, column);
                self.mistakes.push(Error::from(Cause::FormulaWithoutResult {}).at(place));
            }
        }
    }

    /// The words of a row: its title, or else the first text in it.
    fn words(&self, row: u32) -> Cow<'a, str> {
        let columns = self.table.columns.iter();
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
        let mut texts =
            worded.map(|column| self.grid.text(row, column.place)).filter(|text| !text.is_empty());
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

    /// The amount of a row and its column; none where the cell is empty or holds words in a row of words.
    fn amount(&self, row: u32) -> (Option<Result<Money>>, u32) {
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

    /// Compares a row of a total with the sums of the lines since each of those before it, and in all. Where a line did not read, its
    /// mistake is reported alone.
    fn total(&mut self, (row, column): (u32, u32), total: i128, sums: &Sums) {
        let nearest = sums.marks.iter().map(|mark| sums.whole - mark).min_by_key(|sum| (total - sum).abs());
        let nearest = nearest.unwrap_or(sums.whole);
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
            // Formats that do not tell merged cells leave blanks below their value.
            if value.is_empty()
                && self.kind != FileKind::Xlsx
                && let Some(above) = last.get(&column.place)
            {
                value.clone_from(above);
                filled.push(column.head.clone());
            }
            if !value.is_empty() && !key.is_empty() {
                if self.kind != FileKind::Xlsx {
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

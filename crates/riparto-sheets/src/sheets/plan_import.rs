//! `PlanImport`: a plan from the bytes of a spreadsheet.

use std::collections::BTreeMap;

use riparto_core::budget::{Allocation, Envelope};
use riparto_core::capacity::MAX_TEXT_CHARS;
use riparto_core::error::{Cause, Error, Result, quote};
use riparto_core::money::{AmountStyle, Money, MoneyDelta};
use riparto_core::plan::{LineUnits, Plan};
use riparto_core::reader::Mistakes;
use riparto_core::words::both;

use super::header_words::{Role, is_total};
use super::import_report::{Became, ImportReport, Passed};
use super::line_ids::{Called, line_ids};
use super::own_sheet::OwnWorkbook;
use super::sheet_grid::{CellValue, Grid};
use super::table_place::{Column, TablePlace};
use super::table_rows::{money_in, money_of, refusal, style_of, units};
use super::workbook::{FileKind, Opened, open, sheet_names};

/// How a spreadsheet is read: which of its sheets, and what the plan is called. The table is found in it: the sheet, the head below
/// lines of a title, the column of amounts, rows of totals.
///
/// ```
/// use riparto::sheets::PlanImport;
///
/// let table = "Piano 2026;;\nAzione;Voce;Importo\nA1;Personale;60.000,00\n;Viaggi;40.000,00\n;Totale;100.000,00\n";
/// let imported = PlanImport::new().run(table.as_bytes())?;
/// let plan = imported.plan();
/// assert_eq!((plan.envelope().title(), plan.original().total().to_string()), ("Piano 2026", "100000.00".into()));
/// assert_eq!(plan.line("viaggi")?.labels().get("azione"), Some("A1"));
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
#[must_use]
pub struct PlanImport {
    sheet: Option<String>,
    title: Option<String>,
}

/// A plan that was read from a spreadsheet, with what was made of each row and column.
///
/// ```
/// use riparto::sheets::PlanImport;
///
/// let imported = PlanImport::new().title("Staff").run(b"item,amount\nstaff,12.50\n")?;
/// assert_eq!(imported.report().lines(), 1);
/// assert_eq!(imported.into_plan().envelope().title(), "Staff");
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Imported {
    plan: Plan,
    report: ImportReport,
    edited: Option<Allocation>,
}

impl Imported {
    /// The plan.
    #[must_use]
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// The plan, without the report.
    #[must_use]
    pub fn into_plan(self) -> Plan {
        self.plan
    }

    /// The new amounts of a workbook that riparto wrote, where somebody changed them; they sum to the total.
    ///
    /// ```
    /// use riparto::sheets::{PlanImport, WorkbookExport};
    /// use riparto::{Language, Plan};
    ///
    /// let plan = Plan::from_json(
    ///     r#"{ "format": "riparto.plan/1", "title": "Plan", "total": "100.00",
    ///          "lines": [ {"id": "desks", "amount": "60.00"}, {"id": "outreach", "amount": "40.00"} ] }"#,
    /// )?;
    /// let bytes = WorkbookExport::new(&plan).bytes(Language::English)?;
    /// assert_eq!(PlanImport::new().run(&bytes)?.edited(), None);
    /// # Ok::<(), riparto::Error>(())
    /// ```
    #[must_use]
    pub fn edited(&self) -> Option<&Allocation> {
        self.edited.as_ref()
    }

    /// What was made of each row and column.
    #[must_use]
    pub fn report(&self) -> &ImportReport {
        &self.report
    }
}

/// A row that is a line.
struct LineRow {
    row: u32,
    code: String,
    title: String,
    labels: Vec<(String, String)>,
    amount: Money,
    /// What the amount is made of, where the columns say so.
    units: Option<LineUnits>,
}

impl PlanImport {
    /// The best table of the first sheet that has one.
    pub fn new() -> PlanImport {
        PlanImport::default()
    }

    /// Reads the sheet of this name.
    pub fn sheet(self, name: impl Into<String>) -> PlanImport {
        PlanImport { sheet: Some(name.into()), ..self }
    }

    /// Calls the plan so; without it, the plan has the words above the table, or the name of the sheet.
    pub fn title(self, title: impl Into<String>) -> PlanImport {
        PlanImport { title: Some(title.into()), ..self }
    }

    /// Reads XLSX, XLS, ODS or CSV, as the bytes are.
    ///
    /// # Errors
    /// All mistakes of the file at once, each with its sheet and cell: an amount that is none (`amount_malformed`, `cell_no_amount`,
    /// `formula_without_result`), a total that is not the sum (`total_row_differs`); or no table (`table_missing`), no such sheet
    /// (`sheet_unknown`); a file that is damaged or too large (`workbook_unreadable`, `workbook_too_large`, `sheet_cells`,
    /// `document_too_large`).
    pub fn run(&self, bytes: &[u8]) -> Result<Imported> {
        let Opened { kind, grids, encoding } = open(bytes)?;
        if let Some(own) = OwnWorkbook::of(&grids).filter(|_| self.sheet.is_none()) {
            return read_own(&own, &grids, kind);
        }
        if let Some(wanted) = self.sheet.as_deref().filter(|_| kind != FileKind::Csv)
            && !grids.iter().any(|grid| grid.name.trim() == wanted.trim())
        {
            return Err(Cause::SheetUnknown { found: quote(wanted), known: sheet_names(&grids) }.into());
        }
        let wanted = self.sheet.as_deref().filter(|_| kind != FileKind::Csv);
        let table = TablePlace::find(&grids, wanted).ok_or(Cause::TableMissing {})?;
        if !table.rivals.is_empty() {
            let heads =
                table.rivals.iter().map(|head| format!("`{}`", quote(head))).collect::<Vec<_>>().join(", ");
            return Err(Cause::AmountColumns { heads }.into());
        }
        let grid = &grids[table.grid];
        let column = table.column(&Role::Amount(0)).map(|column| column.place);
        let cells = table.below(grid).filter_map(|row| grid.cell(row, column?));
        let style = style_of(cells);
        let mut reading = Reading {
            kind,
            grid,
            table: &table,
            style,
            mistakes: Mistakes::default(),
            report: ImportReport::default(),
        };
        let lines = reading.lines();
        let Reading { mistakes, mut report, .. } = reading;
        if let Some(error) = mistakes.into_error() {
            return Err(error);
        }
        if lines.is_empty() {
            return Err(Cause::TableMissing {}.into());
        }
        let plan = self.plan(&lines, grid, &table)?;
        report.kind = kind.name();
        report.encoding = encoding;
        report.sheet.clone_from(&grid.name);
        report.other_sheets =
            grids.iter().filter(|other| other.name != grid.name).map(|other| other.name.clone()).collect();
        report.head = table.head + 1;
        report.columns = table.columns.iter().map(|column| became(grid, column)).collect();
        report.lines = lines.len();
        report.total = plan.original().total();
        report.hidden_rows = lines
            .iter()
            .map(|line| line.row)
            .filter(|row| grid.hidden_rows.contains(row))
            .map(|row| row + 1)
            .collect();
        Ok(Imported { plan, report, edited: None })
    }

    fn plan(&self, lines: &[LineRow], grid: &Grid, table: &TablePlace) -> Result<Plan> {
        let called = lines.iter().map(|line| Called {
            code: &line.code,
            title: &line.title,
            labels: line.labels.iter().map(|(_, value)| value.as_str()).collect(),
        });
        let ids = line_ids(&called.collect::<Vec<_>>());
        let total = Money::checked_sum(lines.iter().map(|line| line.amount))?;
        let title =
            self.title.clone().or_else(|| above(grid, table)).unwrap_or_else(|| match grid.name.as_str() {
                "" => "Piano".to_owned(),
                name => name.to_owned(),
            });
        let mut builder = Envelope::builder(&title, total);
        for (line, id) in lines.iter().zip(&ids) {
            builder = builder.line(id, if line.title.is_empty() { id } else { &line.title });
            for (key, value) in &line.labels {
                builder = builder.label(key, value);
            }
        }
        let envelope = builder.build()?;
        let original = Allocation::new(&envelope, lines.iter().map(|line| line.amount).collect())?;
        let plan = Plan::builder(&original).build()?;
        let mut made = lines.iter().zip(&ids).filter_map(|(line, id)| Some((id, line.units.clone()?)));
        made.try_fold(plan, |plan, (id, units)| plan.with_units(id, units))
    }
}

/// The plan of a workbook that riparto wrote, and the new amounts in it.
fn read_own(own: &OwnWorkbook, grids: &[Grid], kind: FileKind) -> Result<Imported> {
    let plan = Plan::from_json(&own.document)?;
    let found = grids.iter().find(|grid| grid.name == own.sheet);
    let grid =
        found.ok_or_else(|| Cause::SheetUnknown { found: quote(&own.sheet), known: sheet_names(grids) })?;
    let mut amounts = plan.approved().amounts().to_vec();
    let mut mistakes = Mistakes::default();
    for row in own.first..own.first.saturating_add(own.lines) {
        let line = plan.envelope().position(&grid.text(row, 0));
        let amount = match grid.cell(row, own.new) {
            None => Ok(Money::ZERO),
            Some(value) => money_of(value).unwrap_or_else(|| Err(refusal(value))),
        };
        match (line, amount) {
            (Ok(line), Ok(amount)) => amounts[line] = amount,
            (Err(error), _) => mistakes.push(error.at(grid.place(row, 0))),
            (_, Err(error)) => mistakes.push(error.at(grid.place(row, own.new))),
        }
    }
    if let Some(error) = mistakes.into_error() {
        return Err(error);
    }
    let place = grid.place(own.first.saturating_add(own.lines), own.new);
    let edited =
        (amounts != plan.approved().amounts()).then(|| Allocation::new(plan.approved().envelope(), amounts));
    let edited = edited.transpose().map_err(|error| error.at(place))?;
    let report = ImportReport {
        kind: kind.name(),
        sheet: own.sheet.clone(),
        head: own.first,
        lines: plan.envelope().line_count(),
        total: plan.approved().total(),
        ..ImportReport::default()
    };
    Ok(Imported { plan, report, edited })
}

/// The words above the table, from the first row that has any.
fn above(grid: &Grid, table: &TablePlace) -> Option<String> {
    let rows = grid.rows.range(..table.head).map(|(row, cells)| (row, cells.keys().next()));
    let texts = rows.filter_map(|(row, column)| Some(grid.text(*row, *column?)));
    texts
        .into_iter()
        .find(|text| text.chars().any(char::is_alphabetic) && text.chars().count() <= MAX_TEXT_CHARS)
}

fn became(grid: &Grid, column: &Column) -> (String, String, Became) {
    let became = match &column.role {
        Role::Code => Became::Ids,
        Role::Title => Became::Titles,
        Role::Amount(_) => Became::Amounts,
        Role::Quantity => Became::Quantities,
        Role::UnitCost => Became::UnitCosts,
        Role::Percent => Became::Figures,
        Role::Note => Became::Notes,
        Role::Label(key) => Became::Label(key.clone()),
    };
    (grid.column_words(column.place), column.head.clone(), became)
}

/// A table under way.
struct Reading<'a> {
    kind: FileKind,
    grid: &'a Grid,
    table: &'a TablePlace,
    /// The style of the amounts, where the column tells it.
    style: Option<AmountStyle>,
    mistakes: Mistakes,
    report: ImportReport,
}

impl Reading<'_> {
    /// The rows that are lines. What is wrong with others is kept among the mistakes.
    fn lines(&mut self) -> Vec<LineRow> {
        let mut lines: Vec<LineRow> = Vec::new();
        // What the lines sum to since the last row of a total, in cents.
        let (mut since, mut whole) = (0_i128, 0_i128);
        let mut headings: Vec<(u32, String)> = Vec::new();
        let mut last = BTreeMap::new();
        for row in self.table.below(self.grid).collect::<Vec<_>>() {
            let words = self.words(row);
            if !lines.is_empty() && self.begins_another(row) {
                self.report.passed.push((row + 1, words, Passed::AnotherTable));
                break;
            }
            if self.is_head_again(row) {
                self.report.passed.push((row + 1, words, Passed::HeadAgain));
                continue;
            }
            let (amount, place) = self.amount(row);
            if is_total(&words) || (words.is_empty() && !lines.is_empty() && self.is_bare(row)) {
                if let Some(Ok(total)) = &amount {
                    self.total(row, place, i128::from(total.cents()), [since, whole]);
                    since = 0;
                }
                self.report.passed.push((row + 1, words, Passed::Total));
                continue;
            }
            match amount {
                None if words.is_empty() => {}
                None => headings.push((row, words)),
                Some(Err(error)) => self.mistakes.push(error.at(self.grid.place(row, place))),
                Some(Ok(amount)) => {
                    self.report
                        .passed
                        .extend(headings.drain(..).map(|(row, words)| (row + 1, words, Passed::Heading)));
                    (since, whole) = (since + i128::from(amount.cents()), whole + i128::from(amount.cents()));
                    let line = self.line(row, amount, &mut last);
                    lines.push(line);
                }
            }
        }
        self.refuse_unreckoned(&lines);
        let notes = headings.into_iter().map(|(row, words)| (row + 1, words, Passed::Note));
        self.report.passed.extend(notes);
        self.report.passed.sort_by_key(|(row, ..)| *row);
        lines
    }

    /// Programs that write formulas without reckoning leave 0 for their results: where all formulas have that, none was reckoned.
    fn refuse_unreckoned(&mut self, lines: &[LineRow]) {
        let Some(column) = self.table.column(&Role::Amount(0)).map(|column| column.place) else { return };
        let formulas = lines.iter().filter(|line| self.grid.formulas.contains(&(line.row, column)));
        let formulas: Vec<&LineRow> = formulas.collect();
        if formulas.iter().all(|line| line.amount.is_zero()) {
            for line in formulas {
                let place = self.grid.place(line.row, column);
                self.mistakes.push(Error::from(Cause::FormulaWithoutResult {}).at(place));
            }
        }
    }

    /// The words of a row: its title, or else the first text in it.
    fn words(&self, row: u32) -> String {
        let columns = self.table.columns.iter();
        let worded = columns.filter(|column| {
            !matches!(column.role, Role::Amount(_) | Role::Percent | Role::Quantity | Role::UnitCost)
        });
        let mut texts: Vec<String> = worded.map(|column| self.grid.text(row, column.place)).collect();
        texts.retain(|text| !text.is_empty());
        if let Some(total) = texts.iter().find(|text| is_total(text)) {
            return total.clone();
        }
        let title = self.table.column(&Role::Title).map(|column| self.grid.text(row, column.place));
        title.filter(|title| !title.is_empty()).or_else(|| texts.into_iter().next()).unwrap_or_default()
    }

    /// Whether a row holds nothing but figures: a total that is not called one.
    fn is_bare(&self, row: u32) -> bool {
        self.grid
            .rows
            .get(&row)
            .is_some_and(|cells| cells.values().all(|value| value.is_number() || money_of(value).is_some()))
    }

    fn is_head_again(&self, row: u32) -> bool {
        let mut columns = self.table.columns.iter().filter(|column| !column.head.is_empty());
        columns.all(|column| self.grid.text(row, column.place) == column.head)
    }

    /// Whether a row is the head of another table: texts in as many cells, with none in the column of amounts that is one.
    fn begins_another(&self, row: u32) -> bool {
        let gap = row > 0 && !self.grid.rows.contains_key(&(row - 1));
        let cells = self.grid.rows.get(&row).map_or(0, BTreeMap::len);
        let roles = self
            .grid
            .rows
            .get(&row)
            .into_iter()
            .flatten()
            .map(|(column, _)| super::header_words::role(&self.grid.text(row, *column)));
        gap && cells >= 2 && roles.into_iter().any(|role| matches!(role, Role::Amount(_)))
    }

    /// The amount of a row and the column that it stands in; none where the cell is empty or holds words in a row of words.
    fn amount(&self, row: u32) -> (Option<Result<Money>>, u32) {
        let Some(column) = self.table.column(&Role::Amount(0)) else {
            let place = self.table.column(&Role::UnitCost).map_or(0, |column| column.place);
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
        let (quantity, cost) = self.table.column(&Role::Quantity).zip(self.table.column(&Role::UnitCost))?;
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

    /// Whether nothing else stands in a row.
    fn is_lone_text(&self, row: u32, column: u32) -> bool {
        self.grid.rows.get(&row).is_some_and(|cells| cells.keys().all(|place| *place == column))
    }

    /// Compares a row of a total with the sums of the lines since the last one and in all.
    fn total(&mut self, row: u32, column: u32, total: i128, sums: [i128; 2]) {
        if sums.contains(&total) {
            return;
        }
        let nearest = if (total - sums[0]).abs() < (total - sums[1]).abs() { sums[0] } else { sums[1] };
        let cause = Cause::TotalRowDiffers {
            found: MoneyDelta::words(total),
            sum: MoneyDelta::words(nearest),
            apart: MoneyDelta::words((total - nearest).abs()),
        };
        self.mistakes.push(Error::from(cause).at(self.grid.place(row, column)));
    }

    fn line(&mut self, row: u32, amount: Money, last: &mut BTreeMap<u32, String>) -> LineRow {
        let shown = |column: u32| {
            let own = self.grid.text(row, column);
            match self.grid.merged.source(row, column).filter(|_| own.is_empty()) {
                Some((top, left)) => self.grid.text(top, left),
                None => own,
            }
        };
        let of = |role: &Role| self.table.column(role).map(|column| shown(column.place)).unwrap_or_default();
        let (code, mut title) = (of(&Role::Code), of(&Role::Title));
        let mut labels = Vec::new();
        let mut filled = Vec::new();
        for column in &self.table.columns {
            let Role::Label(key) = &column.role else { continue };
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
                last.insert(column.place, value.clone());
                labels.push((key.clone(), value));
            }
        }
        if title.is_empty() {
            title = labels.iter().map(|(_, value)| value.as_str()).collect::<Vec<_>>().join(", ");
        }
        if title.is_empty() && code.is_empty() {
            let place = self.table.column(&Role::Title).unwrap_or(&self.table.columns[0]).place;
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

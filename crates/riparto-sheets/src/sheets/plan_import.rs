//! `PlanImport`: a plan from the bytes of a spreadsheet.

use riparto_core::budget::{Allocation, Envelope};
use riparto_core::capacity::MAX_TEXT_CHARS;
use riparto_core::error::{Cause, Result, quote};
use riparto_core::money::Money;
use riparto_core::plan::Plan;
use riparto_core::reader::Mistakes;

use super::column_heads::Column;
use super::header_words::Role;
use super::import_report::{Became, ImportReport};
use super::line_ids::{Called, line_ids};
use super::own_sheet::OwnWorkbook;
use super::sheet_grid::Grid;
use super::table_place::{Named, TablePlace};
use super::table_reading::{LineRow, Reading};
use super::table_rows::{money_of, refusal, style_of};
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
    amounts: Option<String>,
    parts: Option<String>,
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

impl PlanImport {
    /// The best table of the first sheet that has one.
    pub fn new() -> PlanImport {
        PlanImport::default()
    }

    /// Reads the sheet of this name.
    pub fn sheet(self, name: impl Into<String>) -> PlanImport {
        PlanImport { sheet: Some(name.into()), ..self }
    }

    /// Reads the amounts of the column with this head, or these letters: where several columns hold amounts.
    pub fn amounts(self, head: impl Into<String>) -> PlanImport {
        PlanImport { amounts: Some(head.into()), ..self }
    }

    /// Makes lines of the parts of which amounts are made up, as those of each partner or year: the head of their column becomes a
    /// label under this key. Without it such columns are left out.
    ///
    /// ```
    /// use riparto::sheets::PlanImport;
    ///
    /// let table = "Azione;Regione;ARTI;Totale\nA1;100,00;200,00;300,00\nA2;10,00;20,00;30,00\n";
    /// let plan = PlanImport::new().parts("partner").run(table.as_bytes())?.into_plan();
    /// assert_eq!(plan.envelope().line_count(), 4);
    /// assert_eq!(plan.line("a2-arti")?.labels().get("partner"), Some("ARTI"));
    /// # Ok::<(), riparto::Error>(())
    /// ```
    pub fn parts(self, label: impl Into<String>) -> PlanImport {
        PlanImport { parts: Some(label.into()), ..self }
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
    /// (`sheet_unknown`); several
    /// columns or sheets that could be meant (`amount_columns`, `sheets_alike`), amounts in thousands (`amounts_scaled`); a file that is damaged or too large (`workbook_unreadable`, `workbook_too_large`, `sheet_cells`,
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
        let table = TablePlace::find(&grids, Named { sheet: wanted, amounts: self.amounts.as_deref() })?;
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
            parts: self.parts.as_deref(),
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
        report.columns =
            table.columns.iter().map(|column| became(grid, column, self.parts.as_deref())).collect();
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

fn became(grid: &Grid, column: &Column, parts: Option<&str>) -> (String, String, Became) {
    let became = match &column.role {
        Role::Code => Became::Ids,
        Role::Title => Became::Titles,
        Role::Amount(_) => Became::Amounts,
        Role::Quantity => Became::Quantities,
        Role::UnitCost => Became::UnitCosts,
        Role::Percent => Became::Figures,
        Role::Part => Became::Parts(parts.map(str::to_owned)),
        Role::Note => Became::Notes,
        Role::Label(key) => Became::Label(key.clone()),
    };
    (grid.column_words(column.place), column.head.clone(), became)
}

//! `PlanImport`: a plan from the bytes of a spreadsheet.

use std::borrow::Cow;

use riparto_core::budget::{Allocation, Envelope};
use riparto_core::capacity::MAX_TEXT_CHARS;
use riparto_core::error::{Cause, Error, Result, quote};
use riparto_core::money::{Currency, Money};
use riparto_core::plan::{Party, Plan};
use riparto_core::reader::Mistakes;

use super::column_heads::TableColumn;
use super::header_words::{ColumnRole, plain};
use super::import_report::{Became, ImportReport};
use super::imported::Imported;
use super::line_ids::{Called, MadeIds, line_ids};
use super::named_table::NamedTable;
use super::own_import::read_own;
use super::own_sheet::OwnWorkbook;
use super::party_rows::{PartyField, parties_of, party_table};
use super::read_rows::LineRow;
use super::row_notices::row_notices;
use super::row_words::side;
use super::rule_field::RuleField;
use super::rule_import::{read_rules, rule_table};
use super::sheet_grid::{CellValue, SheetGrid};
use super::side_tables::without_side_tables;
use super::table_place::{RequestedPlace, TablePlace};
use super::table_reading::TableReading;
use super::table_rows::{CURRENCIES, style_of};
use super::workbook::{FileKind, OpenedFile, open, sheet_names};

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
    /// columns or sheets that could be meant (`amount_columns`, `sheets_alike`), amounts in thousands (`amounts_scaled`) or shares in
    /// percent (`amounts_shares`); a file that is damaged or too large (`workbook_unreadable`, `workbook_too_large`, `sheet_cells`,
    /// `document_too_large`).
    pub fn run(&self, bytes: &[u8]) -> Result<Imported> {
        let OpenedFile { kind, mut grids, encoding, asides } = open(bytes)?;
        if let Some(own) = OwnWorkbook::of(&grids).filter(|_| self.sheet.is_none()) {
            return read_own(&own, &grids, kind);
        }
        let beside_it = without_side_tables(&mut grids, self.amounts.as_deref());
        let wanted = self.sheet.as_deref().filter(|_| kind != FileKind::Csv);
        if let Some(wanted) = wanted
            && !grids.iter().any(|grid| grid.name.trim() == wanted.trim())
        {
            return Err(Cause::SheetUnknown { found: quote(wanted), known: sheet_names(&grids) }.into());
        }
        let beside = OtherSheets::of(&grids, kind);
        let except = beside.names();
        let named = RequestedPlace { sheet: wanted, amounts: self.amounts.as_deref(), except: &except };
        let table = TablePlace::find(&grids, named)?;
        let grid = &grids[table.grid];
        let column = table.column(&ColumnRole::Amount(0)).map(|column| column.place);
        let cells = table.below(grid).filter_map(|row| grid.cell(row, column?));
        let style = style_of(cells);
        let mut reading = TableReading {
            kind,
            grid,
            table: &table,
            style,
            mistakes: Mistakes::default(),
            report: ImportReport::default(),
            parts: self.parts.as_deref(),
        };
        let lines = reading.lines();
        let TableReading { mistakes, mut report, .. } = reading;
        if let Some(error) = mistakes.into_error() {
            return Err(error);
        }
        if lines.is_empty() {
            return Err(Cause::TableMissing {}.into());
        }
        refuse_shares(&lines, grid, column)?;
        let plan = self.plan((&lines, beside.parties(&mut report)?), grid, &table)?;
        let plan = beside.with_rules(plan, &mut report)?;
        report.kind = kind.name();
        report.encoding = encoding;
        report.asides = asides;
        report.sheet.clone_from(&grid.name);
        let read = [&[grid.name.as_str()], &except[..]].concat();
        let others = grids.iter().filter(|other| !read.contains(&other.name.as_str()));
        report.other_sheets = others.map(|other| other.name.clone()).collect();
        report.head = table.head + 1;
        report.columns =
            table.columns.iter().map(|column| became(grid, column, self.parts.as_deref())).collect();
        report.side_tables = beside_it
            .into_iter()
            .filter(|side| side.grid == table.grid)
            .map(|side| (side.columns, side.heads))
            .collect();
        report.lines = lines.len();
        report.total = plan.original().total();
        report.currency = plan.envelope().currency();
        let hidden = lines.iter().map(|line| line.row).filter(|row| grid.hidden_rows.contains(row));
        report.hidden_rows = hidden.map(|row| row + 1).collect();
        let columns = table.columns.iter().filter(|column| {
            !matches!(column.role, ColumnRole::Percent | ColumnRole::Part | ColumnRole::Note)
                && grid.is_hidden_column(column.place)
        });
        report.hidden_columns = columns.map(|column| grid.column_words(column.place)).collect();
        Ok(Imported { plan, report, edited: None })
    }

    fn plan(
        &self,
        (lines, parties): (&[LineRow<'_>], Vec<Party>),
        grid: &SheetGrid,
        table: &TablePlace,
    ) -> Result<Plan> {
        let called = lines.iter().map(|line| Called {
            code: &line.code,
            title: &line.title,
            labels: line.labels.iter().map(|(_, value)| value.as_ref()).collect(),
        });
        let MadeIds { ids, twice } = line_ids(&called.collect::<Vec<_>>());
        let total = Money::checked_sum(lines.iter().map(|line| line.amount))?;
        let title =
            self.title.clone().or_else(|| above(grid, table)).unwrap_or_else(|| match grid.name.as_str() {
                "" => "Piano".to_owned(),
                name => name.to_owned(),
            });
        let mut builder = Envelope::builder(&title, total).currency(currency_of(grid, table)?);
        for (line, id) in lines.iter().zip(&ids) {
            builder = builder.line(id, if line.title.is_empty() { id.as_str() } else { line.title.as_ref() });
            for (key, value) in &line.labels {
                builder = builder.label(key, value);
            }
        }
        let envelope = builder.build()?;
        let original = Allocation::new(&envelope, lines.iter().map(|line| line.amount).collect())?;
        let plan = Plan::builder(&original).parties(parties).build()?;
        let plan = plan.with_notices(row_notices((lines, &ids), &twice, table));
        let mut made = lines.iter().zip(&ids).filter_map(|(line, id)| Some((id, line.units.clone()?)));
        made.try_fold(plan, |plan, (id, units)| plan.with_units(id, units))
    }
}

/// The sheets of a workbook that hold other things than the plan.
struct OtherSheets<'g> {
    parties: Option<NamedTable<'g, PartyField>>,
    rules: Option<NamedTable<'g, RuleField>>,
}

impl<'g> OtherSheets<'g> {
    fn of(grids: &'g [SheetGrid], kind: FileKind) -> OtherSheets<'g> {
        match kind {
            FileKind::Csv => OtherSheets { parties: None, rules: None },
            _ => OtherSheets { parties: party_table(grids), rules: rule_table(grids) },
        }
    }

    /// The sheets that are read.
    fn names(&self) -> Vec<&'g str> {
        let parties = self.parties.as_ref().map(|table| table.grid.name.as_str());
        parties.into_iter().chain(self.rules.as_ref().map(|table| table.grid.name.as_str())).collect()
    }

    fn parties(&self, report: &mut ImportReport) -> Result<Vec<Party>> {
        let Some(table) = &self.parties else { return Ok(Vec::new()) };
        let parties = parties_of(table)?;
        report.parties = Some((table.grid.name.clone(), parties.len()));
        Ok(parties)
    }

    fn with_rules(&self, plan: Plan, report: &mut ImportReport) -> Result<Plan> {
        let Some(table) = &self.rules else { return Ok(plan) };
        let rules = read_rules(table, plan.envelope())?;
        report.rules = Some((table.grid.name.clone(), rules.len()));
        plan.with_rules(rules)
    }
}

/// Refuses numbers that sum to one: shares that cells show in percent.
fn refuse_shares(lines: &[LineRow<'_>], grid: &SheetGrid, column: Option<u32>) -> Result<()> {
    let mut cells = lines.iter().filter_map(|line| Some((line.row, column?)));
    let first = cells.clone().next();
    let are_numbers =
        cells.all(|(row, column)| grid.cell(row, column).is_some_and(|value| value.is_number()));
    let sum: i128 = lines.iter().map(|line| i128::from(line.amount.cents())).sum();
    match first.filter(|_| are_numbers && lines.len() > 1 && sum == 100) {
        Some((row, column)) => Err(Error::from(Cause::AmountsShares {}).at(grid.place(row, column))),
        None => Ok(()),
    }
}

/// The currency that the head of the amounts names, or those with one or a column of currencies; the euro without. Refuses amounts of
/// several.
fn currency_of(grid: &SheetGrid, table: &TablePlace) -> Result<Currency> {
    let Some(column) = table.column(&ColumnRole::Amount(0)).or_else(|| table.column(&ColumnRole::UnitCost))
    else {
        return Ok(Currency::default());
    };
    let is_currencies =
        |column: &&TableColumn| ["valuta", "currency"].contains(&plain(&column.head).as_str());
    let places =
        [column].into_iter().chain(table.columns.iter().find(is_currencies)).map(|column| column.place);
    let places: Vec<u32> = places.collect();
    let mut found = named_currency(&column.head);
    for row in table.below(grid) {
        for place in &places {
            let Some(CellValue::Text(text)) = grid.cell(row, *place) else { continue };
            match (named_currency(text), found) {
                (Some(code), Some(expected)) if code != expected => {
                    let cause = Cause::CurrencyDiffers { found: code, expected };
                    return Err(Error::from(cause).at(grid.place(row, *place)));
                }
                (code, _) => found = found.or(code),
            }
        }
    }
    found.map_or(Ok(Currency::default()), str::parse)
}

/// The code of the currency that a text names.
fn named_currency(text: &str) -> Option<&'static str> {
    const EURO: [(&str, &str); 4] = [("€", "EUR"), ("EUR", "EUR"), ("Euro", "EUR"), ("euro", "EUR")];
    let mut words =
        text.split(|sign: char| sign.is_whitespace() || matches!(sign, '(' | ')' | '[' | ']' | '/'));
    let known = |word: &str| CURRENCIES.iter().chain(&EURO).find(|(name, _)| *name == word);
    words.find_map(known).map(|(_, code)| *code)
}

/// The words above the table, from the first row that has any.
fn above(grid: &SheetGrid, table: &TablePlace) -> Option<String> {
    let rows = grid.rows.range(..table.head).map(|(row, cells)| (row, cells.columns().next()));
    let mut texts = rows.filter_map(|(row, column)| Some(grid.text(row, column?)));
    let title = texts.find(|text| {
        let names_side = !text.contains(' ') && side(text).is_some();
        text.chars().any(char::is_alphabetic) && text.chars().count() <= MAX_TEXT_CHARS && !names_side
    });
    title.map(Cow::into_owned)
}

fn became(grid: &SheetGrid, column: &TableColumn, parts: Option<&str>) -> (String, String, Became) {
    let became = match &column.role {
        ColumnRole::Code => Became::Ids,
        ColumnRole::Title => Became::Titles,
        ColumnRole::Amount(_) => Became::Amounts,
        ColumnRole::Quantity => Became::Quantities,
        ColumnRole::UnitCost => Became::UnitCosts,
        ColumnRole::Percent => Became::Figures,
        ColumnRole::Part => Became::Parts(parts.map(str::to_owned)),
        ColumnRole::Note => Became::Notes,
        ColumnRole::Label(key) => Became::Label(key.clone()),
    };
    (grid.column_words(column.place), column.head.clone(), became)
}

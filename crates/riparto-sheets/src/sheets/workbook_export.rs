//! `WorkbookExport`: a plan as a workbook whose totals and rules are formulas.

use riparto_core::error::{Cause, Result};
use riparto_core::money::Language;
use riparto_core::plan::Plan;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook};

use super::check_cells::CheckCells;
use super::check_sheet::{Verdicts, write_checks};
use super::comparison_sheet::write_comparison;
use super::own_sheet::{PlanColumns, write_document};
use super::plan_sheet::write_plan;
use super::rule_rows::{RuleRow, rule_rows};
use super::rule_sheet::write_rules;
use super::selection_sheet::SheetSelections;
use super::table_sheet::TableSheet;
use super::workbook_formats::{Formats, SheetResult};

/// The most lines that a sheet has rows for.
const ROWS: usize = (1 << 20) - 16;

/// A plan as a workbook of Excel and LibreOffice: its lines with live totals and shares, each rule with what it finds, its limits and
/// its verdict as formulas, and the plan document itself, so that it is read back whole. The column of new amounts may be edited:
/// totals and verdicts follow, and [`PlanImport`](super::PlanImport) tells what was changed. The same plan gives the same bytes.
///
/// ```
/// use riparto::sheets::{PlanImport, WorkbookExport};
/// use riparto::{Language, Plan};
///
/// let plan = Plan::from_json(
///     r#"{ "format": "riparto.plan/1", "title": "Plan", "total": "100.00",
///          "lines": [ {"id": "desks", "amount": "60.00"}, {"id": "outreach", "amount": "40.00"} ],
///          "rules": [ {"id": "floor", "scope": {"lines": ["outreach"]}, "limit": {"floor": "30.00"}} ] }"#,
/// )?;
/// let bytes = WorkbookExport::new(&plan).bytes(Language::Italian)?;
/// assert_eq!(PlanImport::new().run(&bytes)?.plan(), &plan);
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct WorkbookExport<'a> {
    plan: &'a Plan,
    sheets: Vec<TableSheet>,
}

impl<'a> WorkbookExport<'a> {
    /// The workbook of a plan.
    pub fn new(plan: &'a Plan) -> WorkbookExport<'a> {
        WorkbookExport { plan, sheets: Vec::new() }
    }

    /// Adds a sheet of what else is known, such as the proposals of a table, before that of the checks.
    pub fn sheet(mut self, sheet: TableSheet) -> WorkbookExport<'a> {
        self.sheets.push(sheet);
        self
    }

    /// The bytes of the file (XLSX), with heads in a language.
    ///
    /// # Errors
    /// More lines than a sheet has rows, or a text longer than a cell holds (`workbook_unwritable`); rules that are too many to be
    /// listed (`too_many`).
    pub fn bytes(&self, language: Language) -> Result<Vec<u8>> {
        // The head, the totals and what is below them take rows too.
        if self.plan.envelope().line_count() > ROWS {
            return Err(Cause::WorkbookUnwritable {}.into());
        }
        let columns = PlanColumns::of(self.plan, language);
        let (rows, selections) = rule_rows(self.plan, &columns, language)?;
        self.written((&rows, &selections), &columns, language)
            .map_err(|_| Cause::WorkbookUnwritable {}.into())
    }

    fn written(
        &self,
        (rows, selections): (&[RuleRow], &SheetSelections),
        columns: &PlanColumns,
        language: Language,
    ) -> SheetResult<Vec<u8>> {
        let mut workbook = Workbook::new();
        // The moment that is written would make two exports of one plan differ.
        let created = ExcelDateTime::from_ymd(2024, 1, 1)?;
        let properties =
            DocProperties::new().set_title(self.plan.envelope().title()).set_creation_datetime(&created);
        workbook.set_properties(&properties);
        let (plan, formats) = (self.plan, Formats::new());
        let look = (&formats, language);
        write_plan(workbook.add_worksheet(), plan, columns, look)?;
        write_rules(workbook.add_worksheet(), plan, &Verdicts::of_rows(rows, language), look)?;
        let checks = CheckCells { rows, language };
        write_comparison(workbook.add_worksheet(), (plan, &checks), columns, look)?;
        for other in &self.sheets {
            other.write(workbook.add_worksheet(), &formats)?;
        }
        write_checks(workbook.add_worksheet(), (plan, rows), columns, look)?;
        write_document(workbook.add_worksheet(), &plan.to_json(), columns)?;
        if !selections.is_empty() {
            selections.write(workbook.add_worksheet(), plan, columns)?;
        }
        workbook.save_to_buffer()
    }
}

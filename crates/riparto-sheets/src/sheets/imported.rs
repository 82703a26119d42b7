//! `Imported`: a plan that was read, with its report.

use riparto_core::budget::Allocation;
use riparto_core::plan::Plan;

use super::import_report::ImportReport;

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
    pub(super) plan: Plan,
    pub(super) report: ImportReport,
    pub(super) edited: Option<Allocation>,
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

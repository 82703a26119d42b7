//! `TableSheet`: a table of what the caller knows, as a sheet of a workbook.

use riparto_core::error::{Cause, Result};
use riparto_core::money::{AmountStyle, Language, Money, Weight};
use riparto_core::words::{as_text, csv_rows};
use rust_decimal::Decimal;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, Worksheet};

use super::workbook_formats::{Formats, SheetResult, decimal, set_page, write_formula};

/// A table with heads and rows, as a sheet beside those of a plan or as a separate workbook. Words are never taken for formulas.
///
/// ```
/// use riparto::Money;
/// use riparto::sheets::{PlanImport, SheetCell, TableSheet};
///
/// let sheet = TableSheet::new("Riparto", ["Comune", "Importo"])
///     .row([SheetCell::Text("Prato".into()), SheetCell::Amount(Money::from_euros(60))])
///     .row([SheetCell::Text("Lucca".into()), SheetCell::Amount(Money::from_euros(40))]);
/// let plan = PlanImport::new().run(&sheet.workbook()?)?.into_plan();
/// assert_eq!(plan.original().total(), Money::from_euros(100));
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub struct TableSheet {
    name: String,
    heads: Vec<String>,
    rows: Vec<Vec<SheetCell>>,
}

/// The contents of a cell of a [`TableSheet`].
///
/// ```
/// use riparto::sheets::{SheetCell, TableSheet};
///
/// let sheet = TableSheet::new("Log", ["event", "what"]).row([SheetCell::Number(1), SheetCell::Text("opened".into())]);
/// assert!(!sheet.workbook()?.is_empty());
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SheetCell {
    /// Words; an empty cell if there are none.
    Text(String),
    /// An amount, as a number.
    Amount(Money),
    /// A whole number.
    Number(u64),
    /// A weight, as a number.
    Weight(Weight),
    /// The sum of the cells above it in its column, as a formula; with its present value.
    Sum(Money),
}

impl TableSheet {
    /// A sheet with the heads of its columns.
    pub fn new<H: Into<String>>(name: impl Into<String>, heads: impl IntoIterator<Item = H>) -> TableSheet {
        let heads = heads.into_iter().map(Into::into).collect();
        TableSheet { name: name.into(), heads, rows: Vec::new() }
    }

    /// Adds a row below the others.
    pub fn row(mut self, cells: impl IntoIterator<Item = SheetCell>) -> TableSheet {
        self.rows.push(cells.into_iter().collect());
        self
    }

    /// The sheet as a separate workbook (XLSX). The same table gives the same bytes.
    ///
    /// # Errors
    /// More rows than a sheet has, or a text longer than a cell holds (`workbook_unwritable`).
    pub fn workbook(&self) -> Result<Vec<u8>> {
        self.bytes().map_err(|_| Cause::WorkbookUnwritable {}.into())
    }

    /// The sheet as CSV, as spreadsheets of a language read it; sums are what they are now.
    #[must_use]
    pub fn csv(&self, language: Language) -> String {
        let style = language.choose(AmountStyle::Plain, AmountStyle::Italian);
        let text = |cell: &SheetCell| match cell {
            SheetCell::Text(text) => as_text(text),
            SheetCell::Amount(amount) | SheetCell::Sum(amount) => amount.to_figures(style),
            SheetCell::Number(number) => number.to_string(),
            SheetCell::Weight(weight) => {
                language.choose(weight.to_string(), weight.to_string().replace('.', ","))
            }
        };
        let head = self.heads.iter().map(|head| as_text(head)).collect();
        let rows = self.rows.iter().map(|cells| cells.iter().map(text).collect());
        csv_rows(&[head].into_iter().chain(rows).collect::<Vec<_>>(), language)
    }

    fn bytes(&self) -> SheetResult<Vec<u8>> {
        let mut workbook = Workbook::new();
        // The moment that is written would make two workbooks of one table differ.
        let created = ExcelDateTime::from_ymd(2024, 1, 1)?;
        workbook.set_properties(&DocProperties::new().set_creation_datetime(&created));
        self.write(workbook.add_worksheet(), &Formats::new())?;
        workbook.save_to_buffer()
    }

    pub(super) fn write(&self, sheet: &mut Worksheet, formats: &Formats) -> SheetResult {
        sheet.set_name(&self.name)?;
        let mut widths: Vec<usize> = Vec::new();
        for (column, head) in (0_u16..).zip(&self.heads) {
            sheet.write_with_format(0, column, head, &formats.head)?;
            widths.push(head.chars().count());
        }
        for (row, cells) in (1_u32..).zip(&self.rows) {
            for ((column, cell), width) in (0_u16..).zip(cells).zip(&mut widths) {
                match cell {
                    SheetCell::Text(text) if text.is_empty() => {}
                    SheetCell::Text(text) => {
                        sheet.write_string_with_format(row, column, text, &formats.words)?;
                        *width = (*width).max(text.chars().count());
                    }
                    SheetCell::Amount(amount) => {
                        sheet.write_with_format(row, column, decimal(*amount), &formats.amount)?;
                        *width = (*width).max(14);
                    }
                    SheetCell::Number(number) => {
                        sheet.write(row, column, *number)?;
                    }
                    SheetCell::Weight(weight) => match weight.to_string().parse::<Decimal>() {
                        Ok(number) => drop(sheet.write(row, column, number)?),
                        // One with more digits than a cell holds.
                        Err(_) => drop(sheet.write_string(row, column, weight.to_string())?),
                    },
                    SheetCell::Sum(known) => {
                        let name = rust_xlsxwriter::utility::column_number_to_name(column);
                        let formula = format!("SUM({name}2:{name}{row})");
                        write_formula(sheet, (row, column), &formula, (&known.to_string(), &formats.total))?;
                        *width = (*width).max(14);
                    }
                }
            }
        }
        for (column, width) in (0_u16..).zip(widths) {
            let width = u16::try_from(width.clamp(8, 90)).unwrap_or(90);
            sheet.set_column_width(column, width + 2)?;
        }
        sheet.set_freeze_panes(1, 0)?;
        set_page(sheet, 0)
    }
}

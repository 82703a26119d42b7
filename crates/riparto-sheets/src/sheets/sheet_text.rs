//! `SheetText`: a sheet as a table of CSV, for what reads tables.

use riparto_core::capacity::{MAX_DOCUMENT_BYTES, MAX_SHEET_CELLS};
use riparto_core::error::{Cause, Error, Result};
use riparto_core::money::AmountStyle;
use riparto_core::reader::{Mistakes, decoded};

use super::header_words::plain;
use super::sheet_grid::{CellValue, SheetGrid, SheetRow};
use super::workbook::{FileKind, is_csv, open};

/// A table of a workbook (XLSX, XLS, ODS) or of CSV as the text of CSV, row by row, so that what reads CSV reads workbooks too.
///
/// ```
/// use riparto::money::{ReadSplit, SplitTable};
/// use riparto::sheets::SheetText;
///
/// let table = SheetText::of(b"Comune;Popolazione\nPrato;195089\nLucca;88824\n", &[])?;
/// let split = SplitTable::from_csv(table.text(), &ReadSplit::default())?;
/// assert_eq!(split.names(), ["Prato", "Lucca"]);
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct SheetText {
    text: String,
    sheet: Option<String>,
    style: Option<AmountStyle>,
    encoding: Option<&'static str>,
}

impl SheetText {
    /// Reads CSV as it is; of a workbook the first sheet with one of some names, in small letters, or else the first that is shown and
    /// holds numbers.
    ///
    /// # Errors
    /// A formula without its result (`formula_without_result`) or with an error for it (`cell_no_amount`), all with their cells; no
    /// sheet with numbers (`table_missing`); a file that cannot be read, as [`PlanImport::run`](super::PlanImport::run) says.
    pub fn of(bytes: &[u8], names: &[&str]) -> Result<SheetText> {
        let opened = open(bytes)?;
        if opened.kind == FileKind::Csv {
            let read = decoded(bytes)?;
            let encoding = Some(read.encoding).filter(|encoding| *encoding != "UTF-8");
            return Ok(SheetText { text: read.text.to_string(), sheet: None, style: None, encoding });
        }
        let grids = opened.grids;
        let has_numbers = |grid: &&SheetGrid| {
            !grid.is_hidden && grid.rows.values().flat_map(SheetRow::values).any(CellValue::is_number)
        };
        let named = grids.iter().find(|grid| names.contains(&plain(&grid.name).as_str()));
        let grid = named.or_else(|| grids.iter().find(has_numbers)).ok_or(Cause::TableMissing {})?;
        let sheet = Some(grid.name.clone());
        Ok(SheetText { text: text_of(grid)?, sheet, style: style_of(grid), encoding: None })
    }

    /// As [`SheetText::of`], but CSV as it is, however many cells it has: the reader of the text is to bound them.
    ///
    /// # Errors
    /// As [`SheetText::of`].
    pub fn of_many_rows(bytes: &[u8], names: &[&str]) -> Result<SheetText> {
        if bytes.len() > MAX_DOCUMENT_BYTES || !is_csv(bytes) {
            return SheetText::of(bytes, names);
        }
        let read = decoded(bytes)?;
        let encoding = Some(read.encoding).filter(|encoding| *encoding != "UTF-8");
        Ok(SheetText { text: read.text.to_string(), sheet: None, style: None, encoding })
    }

    /// The text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The sheet of a workbook; the lines of the text are its rows, and its cells keep their columns.
    #[must_use]
    pub fn sheet(&self) -> Option<&str> {
        self.sheet.as_deref()
    }

    /// How its amounts are written, where they are numbers of a workbook.
    #[must_use]
    pub fn style(&self) -> Option<AmountStyle> {
        self.style
    }

    /// The encoding of a file of CSV that is not in UTF-8.
    #[must_use]
    pub fn encoding(&self) -> Option<&'static str> {
        self.encoding
    }
}

/// The rows of a sheet, each on the line of its number.
fn text_of(grid: &SheetGrid) -> Result<String> {
    let last = grid.rows.keys().next_back().unwrap_or_default();
    let columns =
        grid.rows.values().filter_map(|cells| cells.columns().next_back()).max().unwrap_or_default();
    let mut text = String::new();
    let mut mistakes = Mistakes::default();
    for row in 0..=last {
        let Some(cells) = grid.rows.get(row) else {
            text.push('\n');
            continue;
        };
        for column in 0..=columns {
            if column > 0 {
                text.push(';');
            }
            match cells.get(column) {
                Some(value @ (CellValue::NoResult | CellValue::Fault(_))) => {
                    let error: Error = super::table_rows::refusal(value);
                    mistakes.push(error.at(grid.place(row, column)));
                }
                Some(CellValue::Number(number)) => text.push_str(number),
                Some(value) => text.push_str(&quoted(value.shown())),
                None => {}
            }
        }
        text.push('\n');
        // Few cells far out would make a text of many blanks.
        if text.len() > MAX_DOCUMENT_BYTES {
            return Err(Cause::SheetCells { allowed: MAX_SHEET_CELLS }.into());
        }
    }
    mistakes.into_error().map_or(Ok(text), Err)
}

/// A cell on one line, in quotation marks where it needs them.
fn quoted(cell: &str) -> String {
    let cell = cell.replace(['\n', '\r'], " ");
    if cell.contains([';', '"', ',', '\t', '|']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell
    }
}

/// The style of the amounts of a sheet whose figures are all numbers: `1.5` in it is one and a half.
fn style_of(grid: &SheetGrid) -> Option<AmountStyle> {
    let texts = grid.rows.values().flat_map(SheetRow::values);
    let mut texts = texts.filter(|value| !value.is_number()).map(CellValue::shown);
    let is_figure = |text: &str| {
        text.contains([',', '.']) && text.trim_start().starts_with(|c: char| c.is_ascii_digit() || c == '€')
    };
    (!texts.any(is_figure)).then_some(AmountStyle::Plain)
}

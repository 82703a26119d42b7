//! The sheets of a workbook, or the one table of CSV.

use std::collections::BTreeMap;
use std::io::Cursor;

use calamine::{Data, Reader, SheetVisible, Xls, Xlsx, XlsxFormulaMetadata};
use riparto_core::capacity::{MAX_DOCUMENT_BYTES, MAX_SHEETS};
use riparto_core::error::{Cause, Result, quote};
use riparto_core::reader::{CsvTable, decoded};
use riparto_core::words::{Bilingual, both};

use super::archive::{Archive, Asides, unpacked, unreadable};
use super::column_sum::{SummedRows, summed_rows};
use super::foreign_reader::read_or_stopped;
use super::number_text::number_text;
use super::ods_sheets::ods_sheets;
use super::old_workbook::examined;
use super::sheet_grid::{CellValue, CellsLeft, SheetGrid, day_of};
use super::sheet_outline::outlines;

/// What a file of a spreadsheet is, by its first bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FileKind {
    Xlsx,
    Ods,
    Xls,
    Csv,
}

impl FileKind {
    pub(super) fn name(self) -> &'static str {
        match self {
            FileKind::Xlsx => "XLSX",
            FileKind::Ods => "ODS",
            FileKind::Xls => "XLS",
            FileKind::Csv => "CSV",
        }
    }
}

/// The sheets of a file, its kind, and the encoding of a text that is not UTF-8.
pub(super) struct OpenedFile {
    pub(super) kind: FileKind,
    pub(super) grids: Vec<SheetGrid>,
    pub(super) encoding: Option<&'static str>,
    pub(super) asides: Asides,
}

const ZIP: &[u8] = b"PK\x03\x04";
const COMPOUND: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

/// Whether a file is no workbook, and so CSV if it is a table at all.
pub(super) fn is_csv(bytes: &[u8]) -> bool {
    !bytes.starts_with(ZIP) && !bytes.starts_with(COMPOUND)
}

/// Reads the cells of a file.
pub(super) fn open(bytes: &[u8]) -> Result<OpenedFile> {
    let this = || both("this workbook", "questa cartella di lavoro");
    if bytes.len() > MAX_DOCUMENT_BYTES {
        let (found, allowed) = (bytes.len(), MAX_DOCUMENT_BYTES);
        return Err(Cause::DocumentTooLarge { what: this(), found, allowed }.into());
    }
    if bytes.starts_with(ZIP) {
        let archive = unpacked(bytes)?;
        let mut asides = archive.asides;
        let (kind, grids) = match archive.is_ods {
            true => {
                let (grids, has_links) = ods_sheets(bytes)?;
                asides.has_links |= has_links;
                (FileKind::Ods, grids)
            }
            false => (FileKind::Xlsx, read_by(|| xlsx(bytes, &archive))?),
        };
        return Ok(OpenedFile { kind, grids, encoding: None, asides });
    }
    if bytes.starts_with(COMPOUND) {
        let asides = Asides::default();
        return Ok(OpenedFile { kind: FileKind::Xls, grids: xls(bytes)?, encoding: None, asides });
    }
    let text = decoded(bytes)?;
    let encoding = Some(text.encoding).filter(|encoding| *encoding != "UTF-8");
    let asides = Asides::default();
    Ok(OpenedFile { kind: FileKind::Csv, grids: vec![csv(&text.text)?], encoding, asides })
}

fn accept(sheets: usize) -> Result<()> {
    if sheets > MAX_SHEETS {
        let what = both("sheets", "fogli");
        return Err(Cause::TooMany { what, found: sheets, allowed: MAX_SHEETS }.into());
    }
    Ok(())
}

fn xlsx(bytes: &[u8], archive: &Archive) -> Result<Vec<SheetGrid>> {
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|_| unreadable())?;
    let sheets = workbook.sheets_metadata().to_vec();
    accept(sheets.len())?;
    let mut outlines = outlines(bytes, archive)?;
    let mut left = CellsLeft::new();
    let mut grids = Vec::with_capacity(sheets.len());
    for sheet in sheets {
        let mut grid = SheetGrid {
            name: sheet.name.clone(),
            is_hidden: is_hidden(sheet.visible),
            ..SheetGrid::default()
        };
        let outline = outlines.remove(&sheet.name).unwrap_or_default();
        outline.put(&mut grid);
        let mut shared = SharedSums::default();
        // Sheets of charts have no cells.
        let Ok(mut cells) = workbook.worksheet_cells_reader(&sheet.name) else { continue };
        while let Some(cell) = cells.next_cell_with_formula_metadata().map_err(|_| unreadable())? {
            let (place, formula) = (cell.pos, cell.formula);
            let value = match value_of(cell.value.into()) {
                None if formula.is_some() => CellValue::NoResult,
                Some(value) => value,
                None => continue,
            };
            if let Some(formula) = formula {
                left.put_formula(&mut grid, place, shared.summed(&formula, place));
            }
            left.put(&mut grid, place, value)?;
        }
        grid.settle();
        grids.push(grid);
    }
    Ok(grids)
}

/// The rows that formulas sum which several cells share, by their number: those of the first cell, and in which row it is.
#[derive(Default)]
struct SharedSums(BTreeMap<usize, (u32, SummedRows)>);

impl SharedSums {
    /// The rows that a formula sums at a place. One that is held to a row or column by `$` is told for its first cell only.
    fn summed(&mut self, formula: &XlsxFormulaMetadata, place: (u32, u32)) -> Option<SummedRows> {
        match formula {
            XlsxFormulaMetadata::Normal { formula } => summed_rows(formula, place),
            XlsxFormulaMetadata::Shared { shared_index, formula, .. } => {
                let rows = summed_rows(formula, place)?;
                if !formula.contains('$') {
                    self.0.insert(*shared_index, (place.0, rows.clone()));
                }
                Some(rows)
            }
            XlsxFormulaMetadata::SharedDerived { shared_index } => {
                let (first, rows) = self.0.get(shared_index)?;
                let moved = |row: u32| (row + place.0).checked_sub(*first);
                rows.iter().map(|(from, to)| Some((moved(*from)?, moved(*to)?))).collect()
            }
            _ => None,
        }
    }
}

fn xls(bytes: &[u8]) -> Result<Vec<SheetGrid>> {
    let (bytes, mut outlines) = examined(bytes)?;
    read_by(|| {
        let mut workbook: Xls<_> = Xls::new(Cursor::new(bytes.as_slice())).map_err(|_| unreadable())?;
        let mut left = CellsLeft::new();
        let sheets = workbook.sheets_metadata().to_vec();
        let mut grids = Vec::with_capacity(sheets.len());
        for (sheet, outline) in sheets.into_iter().zip(outlines.drain(..)) {
            let mut grid = SheetGrid {
                name: sheet.name.clone(),
                is_hidden: is_hidden(sheet.visible),
                ..SheetGrid::default()
            };
            outline.put(&mut grid);
            let Ok(range) = workbook.worksheet_range(&sheet.name) else { continue };
            let (top, first) = range.start().unwrap_or_default();
            for (row, column, value) in range.used_cells() {
                let place = (offset(top, row), offset(first, column));
                if let Some(value) = value_of(value.clone()) {
                    left.put(&mut grid, place, value)?;
                }
            }
            let formulas = workbook.worksheet_formula(&sheet.name).unwrap_or_default();
            let (top, first) = formulas.start().unwrap_or_default();
            for (row, column, formula) in formulas.used_cells().filter(|(_, _, formula)| !formula.is_empty())
            {
                let place = (offset(top, row), offset(first, column));
                left.put_formula(&mut grid, place, summed_rows(formula, place));
            }
            for place in grid.formulas_without_result() {
                left.put(&mut grid, place, CellValue::NoResult)?;
            }
            grid.settle();
            grids.push(grid);
        }
        Ok(grids)
    })
}

/// What a reader that others wrote makes of a file: where a broken one stops it with a panic, the file cannot be read.
fn read_by(read: impl FnOnce() -> Result<Vec<SheetGrid>>) -> Result<Vec<SheetGrid>> {
    read_or_stopped(read).unwrap_or_else(|| Err(unreadable().into()))
}

fn offset(start: u32, place: usize) -> u32 {
    start.saturating_add(u32::try_from(place).unwrap_or(u32::MAX))
}

fn is_hidden(visible: SheetVisible) -> bool {
    visible != SheetVisible::Visible
}

/// What a cell holds; none of one that is empty.
fn value_of(value: Data) -> Option<CellValue> {
    Some(match value {
        Data::Int(number) => CellValue::Number(number.to_string()),
        Data::Float(number) => CellValue::Number(number_text(number)),
        Data::String(text) if text.trim().is_empty() => return None,
        Data::String(text) => CellValue::Text(text),
        Data::Bool(_) => CellValue::Flag,
        Data::DateTime(moment) if moment.is_duration() => CellValue::Date(String::new()),
        Data::DateTime(moment) => {
            let (year, month, day, ..) = moment.to_ymd_hms_milli();
            CellValue::Date(format!("{year:04}-{month:02}-{day:02}"))
        }
        Data::DateTimeIso(moment) => CellValue::Date(day_of(&moment).to_owned()),
        Data::DurationIso(_) => CellValue::Date(String::new()),
        Data::Error(fault) => CellValue::Fault(fault.to_string()),
        Data::Empty => return None,
    })
}

fn csv(text: &str) -> Result<SheetGrid> {
    let what: Bilingual = both("this table", "questa tabella");
    let mut grid = SheetGrid::default();
    let mut left = CellsLeft::new();
    for row in CsvTable::rows_of(text, what)? {
        let line = u32::try_from(row.line.saturating_sub(1)).unwrap_or(u32::MAX);
        for (column, cell) in (0_u32..).zip(row.cells.iter()) {
            if !cell.trim().is_empty() {
                left.put(&mut grid, (line, column), CellValue::Text(cell.to_owned()))?;
            }
        }
    }
    Ok(grid)
}

/// The text of a name of a sheet, as an error quotes it.
pub(super) fn sheet_names(grids: &[SheetGrid]) -> String {
    grids.iter().map(|grid| format!("`{}`", quote(&grid.name))).collect::<Vec<_>>().join(", ")
}

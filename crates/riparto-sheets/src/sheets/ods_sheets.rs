//! The sheets of a workbook of LibreOffice (ODF 1.3, part 3, section 9): what repeats is laid out as far as a workbook may have cells,
//! with hidden rows and columns and merged cells.

use std::collections::BTreeSet;

use quick_xml::events::{BytesRef, BytesStart, Event};
use riparto_core::capacity::MAX_SHEETS;
use riparto_core::error::{Cause, Result};
use riparto_core::words::both;

use super::archive::{ODS_CONTENT, attribute, each_event, unreadable};
use super::column_sum::{SummedRows, summed_rows};
use super::number_text::decimal_text;
use super::sheet_grid::{CellValue, CellsLeft, SheetGrid, day_of};

/// The sheets of a file, whose sizes were seen to be within bounds, and whether they look into other files.
pub(super) fn ods_sheets(bytes: &[u8]) -> Result<(Vec<SheetGrid>, bool)> {
    let mut content = Content { left: CellsLeft::new(), ..Content::default() };
    each_event(bytes, ODS_CONTENT, &mut |event| content.see(event))?.ok_or_else(unreadable)?;
    if content.sheet.is_some() {
        return Err(unreadable().into());
    }
    Ok((content.sheets, content.has_links))
}

/// The separator of the address of another file and the sheet in it.
const INTO_FILE: &str = "'#";

/// A cell of a row, before its text was read.
#[derive(Default)]
struct OpenCell {
    column: u32,
    repeated: u32,
    value: Option<CellValue>,
    is_text: bool,
    is_fault: bool,
    has_formula: bool,
    /// The rows of its column that its formula sums.
    summed: Option<SummedRows>,
    has_result: bool,
    text: String,
    paragraphs: usize,
}

/// A row as far as it was read.
#[derive(Default)]
struct OpenRow {
    repeated: u32,
    is_hidden: bool,
    next_column: u32,
    cells: Vec<OpenCell>,
}

/// What was read of the file so far.
#[derive(Default)]
struct Content {
    sheets: Vec<SheetGrid>,
    left: CellsLeft,
    has_links: bool,
    /// The style that is being read, and those of hidden sheets.
    style: String,
    hidden_styles: BTreeSet<String>,
    sheet: Option<SheetGrid>,
    next_row: u32,
    next_column: u32,
    /// Groups of rows or columns around this one, and how many of them are folded.
    groups: Vec<bool>,
    row: Option<OpenRow>,
    cell: Option<OpenCell>,
    /// Elements that are open within a paragraph's neighbours: notes, drawings, tables within cells.
    aside: usize,
    paragraph: usize,
}

impl Content {
    fn see(&mut self, event: &Event<'_>) -> Result<()> {
        match event {
            Event::Start(element) => {
                if self.aside > 0 || self.is_aside(element) {
                    self.aside += 1;
                    return Ok(());
                }
                self.open(element)
            }
            Event::Empty(element) => {
                if self.aside > 0 || self.is_aside(element) {
                    return Ok(());
                }
                self.open(element)?;
                self.close(element.name().as_ref())
            }
            Event::End(_) if self.aside > 0 => {
                self.aside -= 1;
                Ok(())
            }
            Event::End(element) => self.close(element.name().as_ref()),
            Event::Text(text) => self.write(&text.xml10_content()),
            Event::CData(text) => self.write(&text.xml10_content()),
            Event::GeneralRef(reference) => self.write(&sign_of(reference)?),
            _ => Ok(()),
        }
    }

    /// Whether an element within a cell says nothing of its value, and one within a sheet is no part of it.
    fn is_aside(&self, element: &BytesStart<'_>) -> bool {
        let name = element.name();
        let name = name.as_ref();
        match (&self.cell, &self.sheet) {
            (Some(_), _) => {
                name == "office:annotation" || name.starts_with("draw:") || name.starts_with("table:")
            }
            (None, Some(_)) => matches!(name, "table:shapes" | "table:table" | "office:forms"),
            // What other files held is kept in sheets of their own.
            (None, None) if name == "table:table" => attribute(element, "name")
                .is_some_and(|name| name.starts_with('\'') && name.contains(INTO_FILE)),
            (None, None) => name == "table:tracked-changes",
        }
    }

    fn open(&mut self, element: &BytesStart<'_>) -> Result<()> {
        self.has_links |= matches!(element.name().as_ref(), "table:table-source" | "table:cell-range-source");
        match element.name().as_ref() {
            "style:style" => self.style = attribute(element, "name").unwrap_or_default(),
            "style:table-properties" if attribute(element, "display").as_deref() == Some("false") => {
                self.hidden_styles.insert(self.style.clone());
            }
            "table:table" => {
                let (found, allowed) = (self.sheets.len() + 1, MAX_SHEETS);
                if found > allowed {
                    return Err(Cause::TooMany { what: both("sheets", "fogli"), found, allowed }.into());
                }
                let style = attribute(element, "style-name").unwrap_or_default();
                (self.next_row, self.next_column) = (0, 0);
                self.sheet = Some(SheetGrid {
                    name: attribute(element, "name").unwrap_or_default(),
                    is_hidden: self.hidden_styles.contains(&style),
                    ..SheetGrid::default()
                });
            }
            "table:table-column" => self.open_column(element)?,
            "table:table-row-group" | "table:table-column-group" => {
                self.groups.push(attribute(element, "display").as_deref() == Some("false"));
            }
            "table:table-row" if self.sheet.is_some() => {
                let visibility = attribute(element, "visibility");
                self.row = Some(OpenRow {
                    repeated: repeats(element, "number-rows-repeated")?,
                    is_hidden: matches!(visibility.as_deref(), Some("collapse" | "filter"))
                        || self.groups.contains(&true),
                    ..OpenRow::default()
                });
            }
            "table:table-cell" | "table:covered-table-cell" if self.row.is_some() => {
                self.open_cell(element)?
            }
            "text:p" | "text:h" => self.open_paragraph(),
            "text:s" => {
                let count = repeats(element, "c")?.min(MAX_BLANKS);
                for _ in 0..count {
                    self.write(" ")?;
                }
            }
            "text:tab" => self.write("\t")?,
            "text:line-break" => self.write("\n")?,
            _ => {}
        }
        Ok(())
    }

    /// Keeps columns that are hidden, as far as there are cells.
    fn open_column(&mut self, element: &BytesStart<'_>) -> Result<()> {
        let first = self.next_column;
        self.next_column = first.saturating_add(repeats(element, "number-columns-repeated")?);
        let visibility = attribute(element, "visibility");
        let is_hidden =
            matches!(visibility.as_deref(), Some("collapse" | "filter")) || self.groups.contains(&true);
        if let Some(sheet) = self.sheet.as_mut().filter(|_| is_hidden && first < self.next_column) {
            sheet.hidden_columns.push((first, self.next_column - 1));
        }
        Ok(())
    }

    fn open_cell(&mut self, element: &BytesStart<'_>) -> Result<()> {
        let Some(row) = &mut self.row else { return Ok(()) };
        let repeated = repeats(element, "number-columns-repeated")?;
        let column = row.next_column;
        row.next_column = column.saturating_add(repeated);
        let rows = repeats(element, "number-rows-spanned")?;
        let columns = repeats(element, "number-columns-spanned")?;
        if rows > 1 || columns > 1 {
            let (top, last) = (self.next_row, self.next_row.saturating_add(rows.saturating_sub(1)));
            let merged = [top, column, last, column.saturating_add(columns.saturating_sub(1))];
            self.sheet.iter_mut().try_for_each(|sheet| sheet.merged.add(merged))?;
        }
        let formula = attribute(element, "formula").unwrap_or_default();
        let has_formula = !formula.is_empty();
        self.has_links |= formula.contains(INTO_FILE);
        let summed = summed_rows(&formula, (self.next_row, column));
        let mut cell = OpenCell { column, repeated, has_formula, summed, ..OpenCell::default() };
        let value = attribute(element, "value");
        for kind in element.attributes().flatten().filter(|it| it.key.local_name().as_ref() == "value-type") {
            cell.has_result = true;
            match kind.value.as_ref() {
                "error" => cell.is_fault = true,
                "date" => {
                    let moment = attribute(element, "date-value").unwrap_or_default();
                    cell.value = Some(CellValue::Date(day_of(&moment).to_owned()));
                }
                "time" => cell.value = Some(CellValue::Date(String::new())),
                "boolean" => cell.value = Some(CellValue::Flag),
                "float" | "percentage" | "currency" => {
                    cell.value = value.as_deref().map(|value| CellValue::Number(decimal_text(value)));
                }
                _ => cell.is_text = true,
            }
        }
        if let Some(text) = attribute(element, "string-value").filter(|text| !text.is_empty()) {
            cell.value = Some(CellValue::Text(text));
        }
        self.cell = Some(cell);
        Ok(())
    }

    fn open_paragraph(&mut self) {
        let Some(cell) = &mut self.cell else { return };
        self.paragraph += 1;
        if cell.paragraphs > 0 {
            cell.text.push('\n');
        }
        cell.paragraphs += 1;
    }

    /// Adds to the text of the cell.
    fn write(&mut self, text: &str) -> Result<()> {
        if let Some(cell) = self.cell.as_mut().filter(|_| self.paragraph > 0 && self.aside == 0) {
            cell.text.push_str(text);
        }
        Ok(())
    }

    fn close(&mut self, name: &str) -> Result<()> {
        match name {
            "text:p" | "text:h" => self.paragraph = self.paragraph.saturating_sub(1),
            "table:table-cell" | "table:covered-table-cell" => {
                if let (Some(cell), Some(row)) = (self.cell.take(), &mut self.row) {
                    row.cells.push(cell);
                }
                self.paragraph = 0;
            }
            "table:table-row" => {
                if let Some(row) = self.row.take() {
                    self.lay(row)?;
                }
            }
            "table:table-row-group" | "table:table-column-group" => drop(self.groups.pop()),
            "table:table" => self.sheets.extend(self.sheet.take().map(|mut sheet| {
                sheet.settle();
                sheet
            })),
            _ => {}
        }
        Ok(())
    }

    /// Lays a row out as often as it repeats.
    fn lay(&mut self, row: OpenRow) -> Result<()> {
        let top = self.next_row;
        self.next_row = top.saturating_add(row.repeated);
        let Some(sheet) = &mut self.sheet else { return Ok(()) };
        let cells: Vec<_> =
            row.cells.into_iter().filter_map(|cell| cell_value(&cell).map(|value| (cell, value))).collect();
        if cells.is_empty() {
            return Ok(());
        }
        for place in top..self.next_row {
            if row.is_hidden {
                sheet.hidden_rows.insert(place);
            }
            for (cell, value) in &cells {
                for column in cell.column..cell.column.saturating_add(cell.repeated) {
                    if cell.has_formula {
                        // What repeats holds the same formula, which sums other cells in each place.
                        let summed = cell.summed.clone().filter(|_| (place, column) == (top, cell.column));
                        self.left.put_formula(sheet, (place, column), summed);
                    }
                    self.left.put(sheet, (place, column), value.clone())?;
                }
            }
        }
        Ok(())
    }
}

/// The most blanks that one element of a text encodes: more is no text of people.
const MAX_BLANKS: u32 = 1 << 10;

/// What a cell holds; none of one that is empty.
fn cell_value(cell: &OpenCell) -> Option<CellValue> {
    if cell.is_fault {
        return Some(CellValue::Fault(cell.text.clone()));
    }
    if let Some(value) = &cell.value {
        return Some(value.clone());
    }
    if cell.is_text && !cell.text.trim().is_empty() {
        return Some(CellValue::Text(cell.text.clone()));
    }
    (cell.has_formula && !cell.has_result).then_some(CellValue::NoResult)
}

/// How often something repeats; once where it does not say.
fn repeats(element: &BytesStart<'_>, name: &str) -> Result<u32> {
    match attribute(element, name) {
        None => Ok(1),
        Some(count) => Ok(count.trim().parse().map_err(|_| unreadable())?),
    }
}

/// The character that a reference such as `&amp;` encodes.
fn sign_of(reference: &BytesRef<'_>) -> Result<String> {
    if let Some(sign) = reference.resolve_char_ref().map_err(|_| unreadable())? {
        return Ok(sign.to_string());
    }
    let name = reference.xml10_content();
    Ok(quick_xml::escape::resolve_predefined_entity(&name).unwrap_or_default().to_owned())
}

//! Workbooks of Excel before 2007: their stream is taken out of its container and looked through before its cells are read, so that no
//! record can ask for more memory than a workbook may hold; and what cells do not tell, hidden rows and merged cells.

use std::io::{Cursor, Read, Write};

use riparto_core::capacity::{MAX_DOCUMENT_BYTES, MAX_SHEET_CELLS, MAX_SHEETS};
use riparto_core::error::{Cause, Result};
use riparto_core::words::both;

use super::archive::unreadable;
use super::sheet_outline::SheetOutline;

/// Kinds of records of [MS-XLS], section 2.3.
const FORMULA: u16 = 0x0006;
const END: u16 = 0x000A;
const COLUMN_INFO: u16 = 0x007D;
const BOUND_SHEET: u16 = 0x0085;
const MUL_RK: u16 = 0x00BD;
const RICH_STRING: u16 = 0x00D6;
const MERGED: u16 = 0x00E5;
const LABEL_SST: u16 = 0x00FD;
const DIMENSIONS: u16 = 0x0200;
const NUMBER: u16 = 0x0203;
const LABEL: u16 = 0x0204;
const BOOL_OR_ERROR: u16 = 0x0205;
const STRING: u16 = 0x0207;
const ROW: u16 = 0x0208;
const RK: u16 = 0x027E;
const BEGIN: u16 = 0x0809;

/// A workbook in a container made anew, and its sheets in their order.
pub(super) fn examined(bytes: &[u8]) -> Result<(Vec<u8>, Vec<SheetOutline>)> {
    let mut container = cfb::CompoundFile::open(Cursor::new(bytes)).map_err(|_| unreadable())?;
    let name = ["/Workbook", "/Book"].into_iter().find(|name| container.is_stream(name));
    let name = name.ok_or_else(unreadable)?;
    let stream = container.open_stream(name).map_err(|_| unreadable())?;
    let mut records = Vec::new();
    let read = stream.take(MAX_DOCUMENT_BYTES as u64).read_to_end(&mut records);
    read.map_err(|_| unreadable())?;
    let outlines = outlines(&mut records)?;
    Ok((contained(name, &records).ok_or_else(unreadable)?, outlines))
}

fn contained(name: &str, records: &[u8]) -> Option<Vec<u8>> {
    let memory = Cursor::new(Vec::new());
    let mut container = cfb::CompoundFile::create_with_version(cfb::Version::V3, memory).ok()?;
    container.create_stream(name).ok()?.write_all(records).ok()?;
    container.flush().ok()?;
    Some(container.into_inner().into_inner())
}

/// A record: its kind, and where its data begin and end.
struct BiffRecord {
    kind: u16,
    start: usize,
    end: usize,
}

/// The record at a place of the stream, if it is whole.
fn record(stream: &[u8], place: usize) -> Option<BiffRecord> {
    let kind = number(stream, place)?;
    let start = place + 4;
    let end = start + usize::from(number(stream, place + 2)?);
    (end <= stream.len()).then_some(BiffRecord { kind, start, end })
}

fn number(bytes: &[u8], place: usize) -> Option<u16> {
    let pair = bytes.get(place..place.checked_add(2)?)?;
    Some(u16::from_le_bytes(pair.try_into().ok()?))
}

/// The outlines of the sheets. What states sizes of sheets is put to nothing: readers reserve memory for it.
fn outlines(stream: &mut [u8]) -> Result<Vec<SheetOutline>> {
    let mut sheets = Vec::new();
    let mut place = 0;
    while let Some(found) = record(stream, place) {
        match found.kind {
            END => break,
            BOUND_SHEET => {
                let low = number(stream, found.start).ok_or_else(unreadable)?;
                let high = number(stream, found.start + 2).ok_or_else(unreadable)?;
                sheets.push((usize::from(high) << 16) | usize::from(low));
            }
            _ => {}
        }
        place = found.end;
    }
    if sheets.len() > MAX_SHEETS {
        let what = both("sheets", "fogli");
        return Err(Cause::TooMany { what, found: sheets.len(), allowed: MAX_SHEETS }.into());
    }
    // Sheets follow one another: their records are no more than the stream.
    let mut left = SheetAllowance { cells: MAX_SHEET_CELLS, bytes: stream.len() };
    sheets.into_iter().map(|start| outline(stream, start, &mut left)).collect()
}

/// What the sheets may still hold.
struct SheetAllowance {
    cells: usize,
    bytes: usize,
}

/// The outline of the sheet whose records begin at a place.
fn outline(stream: &mut [u8], mut place: usize, left: &mut SheetAllowance) -> Result<SheetOutline> {
    let mut sheet = SheetOutline::default();
    let mut extent = Extent::default();
    // Charts within the sheet are streams of their own.
    let mut depth = 0_usize;
    while let Some(found) = record(stream, place) {
        left.bytes = left.bytes.checked_sub(found.end - place).ok_or_else(unreadable)?;
        place = found.end;
        match (found.kind, depth) {
            (BEGIN, _) => depth += 1,
            (END, 0 | 1) => break,
            (END, _) => depth -= 1,
            (kind, 0 | 1) => {
                if kind == DIMENSIONS {
                    stream.get_mut(found.start..found.end).unwrap_or_default().fill(0);
                }
                see(kind, stream.get(found.start..found.end).unwrap_or_default(), &mut sheet, &mut extent)
                    .ok_or_else(unreadable)?;
            }
            _ => {}
        }
    }
    let cells = extent.cells().max(extent.records);
    left.cells = left.cells.checked_sub(cells).ok_or(Cause::SheetCells { allowed: MAX_SHEET_CELLS })?;
    Ok(sheet)
}

/// Takes from a record what it tells; none where it is not whole.
fn see(kind: u16, record: &[u8], sheet: &mut SheetOutline, extent: &mut Extent) -> Option<()> {
    match kind {
        FORMULA | LABEL_SST | NUMBER | LABEL | RICH_STRING | BOOL_OR_ERROR | RK => {
            extent.add(number(record, 0)?, number(record, 2)?);
        }
        // The result of the formula before it, or of none.
        STRING if extent.rows.is_none() => extent.add(0, 0),
        STRING => extent.records += 1,
        MUL_RK => {
            let (row, first) = (number(record, 0)?, number(record, 2)?);
            let last = number(record, record.len().checked_sub(2)?)?;
            extent.add(row, first);
            extent.add(row, last);
            extent.records += usize::from(last.saturating_sub(first));
            return (first <= last).then_some(());
        }
        ROW => {
            const IS_HIDDEN: u16 = 0x20;
            if number(record, 12)? & IS_HIDDEN != 0 {
                sheet.hidden_rows.insert(u32::from(number(record, 0)?));
            }
        }
        COLUMN_INFO => {
            const IS_HIDDEN: u16 = 1;
            if number(record, 8)? & IS_HIDDEN != 0 {
                sheet.hide(number(record, 0)?.into(), number(record, 2)?.into());
            }
        }
        MERGED => {
            for range in 0..usize::from(number(record, 0)?) {
                let at = |place: usize| number(record, 2 + 8 * range + place).map(u32::from);
                sheet.merged.add([at(0)?, at(4)?, at(2)?, at(6)?]).ok()?;
            }
        }
        _ => {}
    }
    Some(())
}

/// The smallest range that holds all cells of a sheet, which readers keep whole.
#[derive(Default)]
struct Extent {
    rows: Option<(u16, u16)>,
    columns: Option<(u16, u16)>,
    records: usize,
}

impl Extent {
    fn add(&mut self, row: u16, column: u16) {
        let around = |range: Option<(u16, u16)>, place: u16| match range {
            None => Some((place, place)),
            Some((first, last)) => Some((first.min(place), last.max(place))),
        };
        self.records += 1;
        self.rows = around(self.rows, row);
        self.columns = around(self.columns, column);
    }

    fn cells(&self) -> usize {
        let length =
            |range: Option<(u16, u16)>| range.map_or(0, |(first, last)| usize::from(last - first) + 1);
        length(self.rows) * length(self.columns)
    }
}

//! `CsvTable`: the cells of a table of CSV, as spreadsheets of different countries and programs save it.

use csv::{ReaderBuilder, StringRecord, Trim};

use crate::capacity::MAX_DOCUMENT_BYTES;
use crate::error::{Cause, Error, Result};
use crate::words::{Bilingual, both};

/// What separates cells, in the order in which it is looked for.
const SEPARATORS: [u8; 4] = [b';', b'\t', b',', b'|'];

/// So many rows are looked at to find the separator.
const LOOKED_AT: usize = 64;

/// A table with a head and rows, none of which is blank. No cell has blanks around it.
#[doc(hidden)]
pub struct CsvTable {
    #[doc(hidden)]
    pub head: StringRecord,
    #[doc(hidden)]
    pub rows: Vec<CsvRow>,
}

/// A row of cells, and the line of the file that it begins in, from 1.
#[doc(hidden)]
pub struct CsvRow {
    #[doc(hidden)]
    pub line: u64,
    #[doc(hidden)]
    pub cells: StringRecord,
}

impl CsvTable {
    /// Reads a table: the separator is found, and titles and blank lines above the head are passed over.
    #[doc(hidden)]
    pub fn read(text: &str, what: Bilingual) -> Result<CsvTable> {
        let rows = CsvTable::rows_of(text, what)?;
        let place = head_place(&rows);
        let mut rows = rows.into_iter().skip(place);
        let head = rows.next().map(|row| row.cells).unwrap_or_default();
        Ok(CsvTable { head, rows: rows.collect() })
    }

    /// All rows that are not blank, titles and head among them.
    #[doc(hidden)]
    pub fn rows_of(text: &str, what: Bilingual) -> Result<Vec<CsvRow>> {
        if text.len() > MAX_DOCUMENT_BYTES {
            let (found, allowed) = (text.len(), MAX_DOCUMENT_BYTES);
            return Err(Cause::DocumentTooLarge { what, found, allowed }.into());
        }
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let (stated, skipped) = stated_separator(text);
        let table = &text[skipped..];
        let separator = stated.unwrap_or_else(|| separator(table));
        let mut rows = Vec::new();
        // The reader counts a line end of two characters where it is half read: lines are counted here.
        let (mut line, mut counted) = (1 + u64::from(skipped > 0), 0);
        for record in records(table, separator) {
            let cells = record.map_err(|_| unreadable(&what))?;
            if cells.iter().any(|cell| !cell.is_empty()) {
                let start = cells.position().and_then(|position| usize::try_from(position.byte()).ok());
                let start = begun(table.as_bytes(), start.unwrap_or(counted));
                line += line_ends(&table.as_bytes()[counted..start]);
                counted = start;
                rows.push(CsvRow { line, cells });
            }
        }
        Ok(rows)
    }

    /// Whether no row has anything in a column.
    #[doc(hidden)]
    pub fn is_blank(&self, column: usize) -> bool {
        self.rows.iter().all(|row| row.cells.get(column).is_none_or(str::is_empty))
    }
}

/// How many lines end in a text: in a line feed, a carriage return, or both.
fn line_ends(text: &[u8]) -> u64 {
    let ends = text.iter().enumerate().filter(|(place, byte)| match **byte {
        b'\n' => true,
        b'\r' => text.get(place + 1) != Some(&b'\n'),
        _ => false,
    });
    ends.count() as u64
}

/// Where a record begins, past line ends before it.
fn begun(table: &[u8], start: usize) -> usize {
    let ends =
        table[start.min(table.len())..].iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
    start.min(table.len()) + ends
}

/// Where the head is: the first row of two cells or more, or the one below it if that has more of them and no figures, since
/// titles stand above heads. The first row, if none has two cells.
fn head_place(rows: &[CsvRow]) -> usize {
    let width = |row: &CsvRow| row.cells.iter().filter(|cell| !cell.is_empty()).count();
    let Some(first) = rows.iter().position(|row| width(row) > 1) else { return 0 };
    let has_figures =
        |row: &CsvRow| row.cells.iter().skip(1).any(|cell| cell.chars().any(|c| c.is_ascii_digit()));
    match rows.get(first + 1) {
        Some(next) if width(next) > width(&rows[first]) && !has_figures(next) => first + 1,
        _ => first,
    }
}

/// The separator that a first line `sep=;` states, as spreadsheets of one firm write it, and how many bytes that line has.
fn stated_separator(text: &str) -> (Option<u8>, usize) {
    let end = match text.find(['\n', '\r']) {
        Some(place) if text[place..].starts_with("\r\n") => place + 2,
        Some(place) => place + 1,
        None => text.len(),
    };
    let line = text[..end].trim_end_matches(['\n', '\r']);
    let stated = line.get(..4).filter(|key| key.eq_ignore_ascii_case("sep=")).map(|_| &line.as_bytes()[4..]);
    match stated {
        Some([separator]) if separator.is_ascii() => (Some(*separator), end),
        _ => (None, 0),
    }
}

/// The separator that divides most rows into the same number of cells, two or more; the first of several.
fn separator(table: &str) -> u8 {
    let alike = |separator: u8| {
        let widths: Vec<usize> = records(table, separator)
            .take(LOOKED_AT)
            .filter_map(|record| record.ok())
            .filter(|record| record.iter().any(|cell| !cell.is_empty()))
            .map(|record| record.len())
            .filter(|width| *width > 1)
            .collect();
        widths.iter().map(|width| widths.iter().filter(|other| *other == width).count()).max().unwrap_or(0)
    };
    let counts = SEPARATORS.map(alike);
    let most = counts.into_iter().max().unwrap_or(0);
    let best = SEPARATORS.into_iter().zip(counts).find(|(_, count)| *count == most && most > 0);
    best.map_or(b',', |(separator, _)| separator)
}

fn records(table: &str, separator: u8) -> impl Iterator<Item = csv::Result<StringRecord>> {
    let reader = ReaderBuilder::new()
        .delimiter(separator)
        .trim(Trim::All)
        .flexible(true)
        .has_headers(false)
        .from_reader(table.as_bytes());
    reader.into_records()
}

fn unreadable(what: &Bilingual) -> Error {
    let why = both("its cells cannot be told apart", "non se ne distinguono le celle");
    Cause::unreadable(what, &why).into()
}

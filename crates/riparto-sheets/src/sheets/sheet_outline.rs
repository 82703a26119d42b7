//! `SheetOutline`: what the cells of a sheet do not tell: hidden rows and columns, merged cells.

use std::collections::{BTreeMap, BTreeSet};

use quick_xml::events::{BytesStart, Event};
use riparto_core::error::Result;

use super::archive::{Archive, attribute, each_element, each_event};
use super::merged_cells::MergedCells;
use super::sheet_grid::SheetGrid;

/// The rows of a sheet of Excel.
const ROWS: u32 = 1 << 20;
/// Its columns.
const COLUMNS: u32 = 1 << 14;

/// What a sheet states beside its cells.
#[derive(Debug, Default)]
pub(super) struct SheetOutline {
    /// SheetRows from zero.
    pub(super) hidden_rows: BTreeSet<u32>,
    pub(super) merged: MergedCells,
    /// Columns from the first to the last, from zero.
    pub(super) hidden_columns: Vec<(u32, u32)>,
}

/// The outlines of the sheets of an XLSX file by their names. What cannot be read tells none.
pub(super) fn outlines(bytes: &[u8], archive: &Archive) -> Result<BTreeMap<String, SheetOutline>> {
    let mut outlines = BTreeMap::new();
    let Some(targets) = targets(bytes) else { return Ok(outlines) };
    let names = names(bytes).unwrap_or_default();
    for (name, relation) in names {
        let Some(target) = targets.get(&relation) else { continue };
        let path = match target.strip_prefix('/') {
            Some(path) => path.to_owned(),
            None => format!("xl/{target}"),
        };
        if !archive.outlined.contains(&path) {
            continue;
        }
        let (mut outline, mut next) = (SheetOutline::default(), 0);
        let read = each_event(bytes, &path, &mut |event| match event {
            Event::Start(element) | Event::Empty(element) => outline.see(element, &mut next),
            _ => Ok(()),
        })?;
        if read.is_some() {
            outlines.insert(name, outline);
        }
    }
    Ok(outlines)
}

impl SheetOutline {
    /// Tells a sheet what it is.
    pub(super) fn put(self, grid: &mut SheetGrid) {
        (grid.hidden_rows, grid.hidden_columns, grid.merged) =
            (self.hidden_rows, self.hidden_columns, self.merged);
    }

    /// Hides columns, from zero.
    pub(super) fn hide(&mut self, first: u32, last: u32) {
        if first <= last && last < COLUMNS && self.hidden_columns.len() < COLUMNS as usize {
            self.hidden_columns.push((first, last));
        }
    }

    /// Takes from an element of a sheet what it tells; `next` is the row after the one before it.
    fn see(&mut self, element: &BytesStart<'_>, next: &mut u32) -> Result<()> {
        match element.local_name().as_ref() {
            "row" => {
                let row = attribute(element, "r").and_then(|row| row.parse::<u32>().ok());
                let row = row.map_or(*next, |row| row.saturating_sub(1));
                *next = row.saturating_add(1);
                let hidden = attribute(element, "hidden");
                if row < ROWS && hidden.is_some_and(|hidden| matches!(hidden.as_str(), "1" | "true")) {
                    self.hidden_rows.insert(row);
                }
                Ok(())
            }
            "col" => {
                let number = |name| attribute(element, name).and_then(|number| number.parse::<u32>().ok());
                let hidden = attribute(element, "hidden");
                if let (Some(first), Some(last)) = (number("min"), number("max"))
                    && hidden.is_some_and(|hidden| matches!(hidden.as_str(), "1" | "true"))
                {
                    self.hide(first.saturating_sub(1), last.saturating_sub(1));
                }
                Ok(())
            }
            "mergeCell" => match attribute(element, "ref").as_deref().and_then(range) {
                Some(range) => self.merged.add(range),
                None => Ok(()),
            },
            _ => Ok(()),
        }
    }
}

/// The first row and column and the last ones of a range such as `B2:C7`.
fn range(text: &str) -> Option<[u32; 4]> {
    let (first, last) = text.split_once(':')?;
    let ([top, left], [bottom, right]) = (place(first)?, place(last)?);
    Some([top, left, bottom, right])
}

/// The row and column of a cell such as `B2`, from zero.
fn place(text: &str) -> Option<[u32; 2]> {
    let letters = text.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (letters, row) = text.split_at_checked(letters).filter(|(letters, _)| letters.len() <= 3)?;
    let column = letters
        .bytes()
        .fold(0_u32, |column, letter| column * 26 + u32::from(letter.to_ascii_uppercase() - b'A') + 1);
    let row = row.parse::<u32>().ok().filter(|row| *row <= ROWS)?;
    Some([row.checked_sub(1)?, column.checked_sub(1)?])
}

/// The sheets: name and relation.
fn names(bytes: &[u8]) -> Option<Vec<(String, String)>> {
    let mut names = Vec::new();
    each_element(bytes, "xl/workbook.xml", &mut |element| {
        if element.local_name().as_ref() == "sheet"
            && let (Some(name), Some(relation)) = (attribute(element, "name"), attribute(element, "id"))
        {
            names.push((name, relation));
        }
    })?;
    Some(names)
}

/// The files of the relations.
fn targets(bytes: &[u8]) -> Option<BTreeMap<String, String>> {
    let mut targets = BTreeMap::new();
    each_element(bytes, "xl/_rels/workbook.xml.rels", &mut |element| {
        if let (Some(relation), Some(target)) = (attribute(element, "Id"), attribute(element, "Target")) {
            targets.insert(relation, target);
        }
    })?;
    Some(targets)
}

#[cfg(test)]
mod tests {
    use super::range;

    #[test]
    fn ranges_are_read_and_what_is_none_is_not() {
        assert_eq!(range("B2:XFD1048576"), Some([1, 1, 1_048_575, 16_383]));
        assert!(
            ["B2", "B0:C1", "2:3", "B2:C9999999", "ABCD1:ABCD2", ":", "é1:é2"]
                .iter()
                .all(|text| range(text).is_none())
        );
    }
}

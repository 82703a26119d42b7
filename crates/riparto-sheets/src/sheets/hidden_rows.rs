//! The hidden rows of the sheets of an XLSX file, which its cells do not tell.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Cursor, Read};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// The hidden rows of each sheet by its name, rows from zero. What cannot be read tells none.
pub(super) fn hidden_rows(bytes: &[u8]) -> BTreeMap<String, BTreeSet<u32>> {
    let mut hidden = BTreeMap::new();
    let Some(targets) = targets(bytes) else { return hidden };
    let names = names(bytes).unwrap_or_default();
    for (name, relation) in names {
        let Some(target) = targets.get(&relation) else { continue };
        let path = match target.strip_prefix('/') {
            Some(path) => path.to_owned(),
            None => format!("xl/{target}"),
        };
        let mut rows = BTreeSet::new();
        let mut next = 0;
        let read = each_element(bytes, &path, &mut |element| {
            if element.local_name().as_ref() == "row" {
                let row = attribute(element, "r").and_then(|row| row.parse::<u32>().ok());
                let row = row.map_or(next, |row| row.saturating_sub(1));
                next = row.saturating_add(1);
                if attribute(element, "hidden").is_some_and(|hidden| matches!(hidden.as_str(), "1" | "true"))
                {
                    rows.insert(row);
                }
            }
        });
        if read.is_some() && !rows.is_empty() {
            hidden.insert(name, rows);
        }
    }
    hidden
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

/// Goes through the elements of a part of the file; none if it is not there or is no XML.
fn each_element(bytes: &[u8], path: &str, see: &mut dyn FnMut(&BytesStart<'_>)) -> Option<()> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).ok()?;
    let part = archive.by_name(path).ok()?;
    through(BufReader::new(part.take(1 << 29)), see)
}

fn through(part: impl BufRead, see: &mut dyn FnMut(&BytesStart<'_>)) -> Option<()> {
    let mut reader = Reader::from_reader(part);
    let mut buffer = Vec::new();
    loop {
        match reader.read_event_into(&mut buffer).ok()? {
            Event::Start(element) | Event::Empty(element) => see(&element),
            Event::Eof => return Some(()),
            _ => {}
        }
        buffer.clear();
    }
}

/// An attribute by its name without a prefix.
fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let found =
        element.attributes().flatten().find(|attribute| attribute.key.local_name().as_ref() == name)?;
    let text = found.value.into_owned();
    // Names of sheets have these and no other signs escaped.
    let unescaped = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&amp;", "&")];
    Some(unescaped.iter().fold(text, |text, (escaped, sign)| text.replace(escaped, sign)))
}

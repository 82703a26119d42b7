//! The hidden rows of the sheets of an XLSX file, which its cells do not tell.

use std::collections::{BTreeMap, BTreeSet};

use super::archive::{attribute, each_element};

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

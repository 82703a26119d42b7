//! What is odd about the rows that lines were made of: notices of the plan that is read from them.

use riparto_core::capacity::MAX_LABEL_NOTICES;
use riparto_core::rules::{Notice, NoticeCode};

use super::header_words::{ColumnRole, role};
use super::read_rows::LineRow;
use super::table_place::TablePlace;

/// The notices about codes that several rows share, then those about lines that stand there twice.
pub(super) fn row_notices(
    (lines, ids): (&[LineRow<'_>], &[String]),
    twice: &[Vec<usize>],
    table: &TablePlace,
) -> Vec<Notice> {
    let of = |places: &[usize]| {
        let place = |place: &usize| (lines[*place].row + 1, ids[*place].clone());
        places.iter().map(place).collect::<Vec<_>>().into_iter()
    };
    let codes = table.columns.iter().filter_map(|column| match &column.role {
        ColumnRole::Label(key) if role(&column.head) == ColumnRole::Code => Some(key),
        _ => None,
    });
    let shared = codes.filter_map(|key| {
        let places = shared_value(lines, key)?;
        let (_, code) = lines[places[0]].labels.iter().find(|(label, _)| label == key)?;
        Some(Notice::of_rows(NoticeCode::CodeShared, (key, code), of(&places)))
    });
    let twice = twice
        .iter()
        .take(MAX_LABEL_NOTICES)
        .map(|places| Notice::of_rows(NoticeCode::LineTwice, ("", &lines[places[0]].title), of(places)));
    shared.chain(twice).collect()
}

/// The lines that have the first value of a label which several have.
fn shared_value(lines: &[LineRow<'_>], key: &str) -> Option<Vec<usize>> {
    let value = |line: &LineRow<'_>| {
        let (_, value) = line.labels.iter().find(|(label, _)| label == key)?;
        Some(value.to_lowercase())
    };
    let mut seen: std::collections::BTreeMap<String, Vec<usize>> = std::collections::BTreeMap::new();
    for (place, line) in lines.iter().enumerate() {
        if let Some(value) = value(line) {
            seen.entry(value).or_default().push(place);
        }
    }
    seen.into_values().filter(|places| places.len() > 1).min()
}

//! `History`: the journal that a request gives, as one text or as its records.

use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::request::Request;
use riparto_core::error::{Cause, Error, Result};
use riparto_core::reader::refuse_twice;
use riparto_core::words::both;
use riparto_rebalance::transfers::pay;
use riparto_solve::Meter;
use riparto_table::journal::{Head, Record, record_line};
use riparto_table::table::Replayed;

/// Units of work for each byte that is read, hashed and folded.
const READ: usize = 4;

/// A journal as text.
#[derive(Default)]
pub(super) struct History {
    text: String,
    /// Whether the request gave it as one text, to which records are appended as they are.
    is_text: bool,
}

impl History {
    /// The history of a field that must be there.
    pub(super) fn required(
        request: &Request<'_>,
        field: &'static str,
        operation: &'static str,
    ) -> Result<History> {
        History::optional(request, field)?.ok_or_else(|| Cause::FieldMissing { field, operation }.into())
    }

    /// The history of a field that may be absent or null.
    pub(super) fn optional(request: &Request<'_>, field: &'static str) -> Result<Option<History>> {
        let is_text = request.raw(field).is_some_and(|history| history.get().starts_with('"'));
        if is_text {
            let text: Option<String> = request.optional(field)?;
            return Ok(text.map(|text| History { text, is_text }));
        }
        let records: Option<Vec<&RawValue>> = request.optional(field)?;
        records.map(|records| Ok(History { text: lines(&records)?, is_text })).transpose()
    }

    /// The history verified, folded and audited.
    pub(super) fn replayed(&self, known: &[Head], meter: &Meter) -> Result<Replayed> {
        pay(meter, self.text.len().saturating_mul(READ))?;
        Replayed::of_within(self.text.as_bytes(), known, meter)
    }

    /// The bytes of the journal.
    pub(super) fn bytes(&self) -> &[u8] {
        self.text.as_bytes()
    }

    /// The first records of a history that verifies, one by one.
    pub(super) fn records(&self, until: u64) -> impl Iterator<Item = Result<Record>> {
        (1..=until).zip(self.text.lines()).map(|(revision, line)| Record::from_line(revision, line))
    }

    /// What follows the text that was given, so that both are the journal with some records more.
    pub(super) fn continued(&self, records: &[Record]) -> String {
        let mut text = String::new();
        if self.is_text && !records.is_empty() && !self.text.is_empty() && !self.text.ends_with('\n') {
            text.push('\n');
        }
        for record in records {
            text.push_str(&record.line());
            text.push('\n');
        }
        text
    }
}

/// The journal that holds the records of a list.
fn lines(history: &[&RawValue]) -> Result<String> {
    let mut journal = String::new();
    for record in history {
        let text = record.get();
        let unreadable =
            |why: serde_json::Error| Error::unreadable(both("this history", "questo registro"), &why);
        if text.starts_with('"') {
            let line: String = serde_json::from_str(text).map_err(unreadable)?;
            journal.push_str(line.strip_suffix('\n').unwrap_or(&line));
        } else {
            let map: Map<String, Value> = serde_json::from_str(text).map_err(unreadable)?;
            refuse_twice(text)?;
            // What a line cannot hold becomes an empty one, which is told by its place as no record.
            journal.push_str(&record_line(&map).unwrap_or_default());
        }
        journal.push('\n');
    }
    Ok(journal)
}

//! What was made of a spreadsheet, for programs.

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::import_report::{Became, Doubt, ImportReport, Passed};

/// As JSON has it: what a person reads in [`ImportReport::text`], in fields. Rows count from 1.
///
/// ```
/// use riparto::sheets::PlanImport;
///
/// let imported = PlanImport::new().run(b"Voce;Importo\nPersonale;60.000,00\nTotale;60.000,00\n")?;
/// let told = serde_json::to_value(imported.report()).unwrap();
/// assert_eq!((&told["lines"], &told["total"]), (&1.into(), &"60000.00".into()));
/// assert_eq!(told["passed"][0], serde_json::json!({"row": 3, "words": "Totale", "why": "total"}));
/// # Ok::<(), riparto::Error>(())
/// ```
impl Serialize for ImportReport {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("kind", self.kind)?;
        if let Some(encoding) = self.encoding {
            map.serialize_entry("encoding", encoding)?;
        }
        if !self.sheet.is_empty() {
            map.serialize_entry("sheet", &self.sheet)?;
        }
        map.serialize_entry("sheets_not_read", &self.other_sheets)?;
        map.serialize_entry("head", &self.head)?;
        map.serialize_entry("lines", &self.lines)?;
        map.serialize_entry("total", &self.total)?;
        map.serialize_entry("currency", self.currency.code())?;
        map.serialize_entry("macros", &self.asides.has_macros)?;
        map.serialize_entry("links", &self.asides.has_links)?;
        let columns: Vec<ColumnRead<'_>> = self.columns.iter().map(ColumnRead::of).collect();
        map.serialize_entry("columns", &columns)?;
        let beside: Vec<SideColumns<'_>> = self
            .side_tables
            .iter()
            .map(|([first, last], heads)| SideColumns { first, last, heads })
            .collect();
        map.serialize_entry("side_tables", &beside)?;
        let passed: Vec<RowRead<'_, Passed>> = self.passed.iter().map(RowRead::of).collect();
        map.serialize_entry("passed", &passed)?;
        let doubtful: Vec<RowRead<'_, Doubt>> = self.doubtful.iter().map(RowRead::of).collect();
        map.serialize_entry("doubtful", &doubtful)?;
        let filled: Vec<FilledColumn<'_>> =
            self.filled.iter().map(|(head, rows)| FilledColumn { head, rows: *rows }).collect();
        map.serialize_entry("filled", &filled)?;
        map.serialize_entry("hidden_rows", &self.hidden_rows)?;
        map.serialize_entry("hidden_columns", &self.hidden_columns)?;
        for (name, found) in [("parties", &self.parties), ("rules", &self.rules)] {
            if let Some((sheet, count)) = found {
                map.serialize_entry(name, &CountedSheet { sheet, count: *count })?;
            }
        }
        map.serialize_entry("changed_rules", &self.changed_rules)?;
        map.end()
    }
}

/// A column, and what it became.
#[derive(serde::Serialize)]
struct ColumnRead<'a> {
    column: &'a str,
    head: &'a str,
    became: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    key: Option<&'a str>,
}

impl<'a> ColumnRead<'a> {
    fn of((column, head, became): &'a (String, String, Became)) -> ColumnRead<'a> {
        let (became, key) = match became {
            Became::Ids => ("ids", None),
            Became::Titles => ("titles", None),
            Became::Amounts => ("amounts", None),
            Became::Quantities => ("quantities", None),
            Became::UnitCosts => ("unit_costs", None),
            Became::Label(key) => ("label", Some(key.as_str())),
            Became::Parts(key) => ("parts", key.as_deref()),
            Became::Figures => ("figures", None),
            Became::Notes => ("notes", None),
        };
        ColumnRead { column, head, became, key }
    }
}

/// A table beside the one that was read.
#[derive(serde::Serialize)]
struct SideColumns<'a> {
    first: &'a str,
    last: &'a str,
    heads: &'a str,
}

/// A row that is no line, or that may be none.
#[derive(serde::Serialize)]
struct RowRead<'a, W> {
    row: u32,
    words: &'a str,
    why: &'a W,
}

impl<'a, W> RowRead<'a, W> {
    fn of((row, words, why): &'a (u32, String, W)) -> RowRead<'a, W> {
        RowRead { row: *row, words, why }
    }
}

/// Rows that take their label from above.
#[derive(serde::Serialize)]
struct FilledColumn<'a> {
    head: &'a str,
    rows: usize,
}

/// What was read from another sheet.
#[derive(serde::Serialize)]
struct CountedSheet<'a> {
    sheet: &'a str,
    count: usize,
}

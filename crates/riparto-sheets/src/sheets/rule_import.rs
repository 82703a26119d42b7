//! `RuleImport`: rules from the rows of a sheet.

use std::collections::BTreeMap;

use riparto_core::budget::Envelope;
use riparto_core::error::{Cause, Error, Result};
use riparto_core::reader::Mistakes;
use riparto_core::rules::Rule;

use super::named_table::{NamedTable, sheets_called};
use super::rule_field::{RULE_HEADS, RuleField};
use super::rule_record::RuleRecord;
use super::scope_text::ScopeWords;
use super::sheet_grid::SheetGrid;
use super::table_rows::style_of;
use super::workbook::open;

/// The names of sheets of rules.
pub(super) const RULE_SHEETS: &[&str] = &["vincoli", "regole", "rules", "constraints"];

/// Rules from a table of one row a rule, in a workbook (XLSX, XLS, ODS) or CSV: `id`, `ambito`, `limite`, `percentuale`, `importo`,
/// `di`, `base`, `livello`, `fonte`, or the same heads in English. Several rows with one id are the bands of a rule. Lines go by
/// their ids or titles, labels as `azione = A1`.
///
/// ```
/// use riparto::sheets::RuleImport;
/// use riparto::{Envelope, Limit, Money};
///
/// let envelope = Envelope::builder("Plan", Money::from_euros(100))
///     .line("desks", "One-stop-shop desks")
///     .line("outreach", "Outreach")
///     .build()?;
/// let table = "id;ambito;limite;percentuale;importo;livello\nr1;Outreach;minimo;;30,00;vietato\nr2;tutte le voci;storni;20;;comunicazione\n";
/// let rules = RuleImport::new(&envelope).run(table.as_bytes())?;
/// assert_eq!(rules[0].limit(), &Limit::Floor(Money::from_euros(30)));
/// assert_eq!(rules[1].limit().name(), "movement");
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct RuleImport<'a> {
    envelope: &'a Envelope,
}

impl<'a> RuleImport<'a> {
    /// Rules about the lines of an envelope.
    pub fn new(envelope: &'a Envelope) -> RuleImport<'a> {
        RuleImport { envelope }
    }

    /// Reads the rules of the sheet `Vincoli`, `Regole` or `Rules`, or else of the first table that has a scope and a limit.
    ///
    /// # Errors
    /// All mistakes of the table at once, each with its cell: words that are none of a limit, a base, a level, a label
    /// (`cell_words`), a line that is not there (`line_unknown`) or whose title several lines have (`line_titles`), a limit without
    /// a number (`limit_empty`), a number of no use (`cell_spare`), a percentage that may be a share of one (`percent_of_one`); no
    /// table of rules (`rules_missing`); a file that cannot be read, as [`PlanImport::run`](super::PlanImport::run) says.
    pub fn run(&self, bytes: &[u8]) -> Result<Vec<Rule>> {
        let grids = open(bytes)?.grids;
        let table = NamedTable::find(&grids, RULE_SHEETS, RULE_HEADS, &[RuleField::Scope, RuleField::Limit]);
        read_rules(&table.ok_or(Cause::RulesMissing {})?, self.envelope)
    }
}

/// The table of rules in the sheets that are called so.
pub(super) fn rule_table(grids: &[SheetGrid]) -> Option<NamedTable<'_, RuleField>> {
    let mut called = sheets_called(grids, RULE_SHEETS);
    called.find_map(|grid| NamedTable::in_grid(grid, RULE_HEADS, &[RuleField::Scope, RuleField::Limit]))
}

/// The rules of a table, or all that is wrong with it.
pub(super) fn read_rules(table: &NamedTable<'_, RuleField>, envelope: &Envelope) -> Result<Vec<Rule>> {
    let cells: Vec<_> = table.rows().map(|row| (row, table.cells(row))).collect();
    if cells.is_empty() {
        return Ok(Vec::new());
    }
    let words = ScopeWords::of(envelope);
    let style = style_of(cells.iter().filter_map(|(_, cells)| cells.get(&RuleField::Amount)));
    let mut mistakes = Mistakes::default();
    let place = |row, field| table.grid.place(row, table.column(field));
    // Rows with one id, in the order of the first of them.
    let mut rules: Vec<(u32, Vec<RuleRecord>)> = Vec::new();
    let mut known: BTreeMap<String, usize> = BTreeMap::new();
    for (number, (row, cells)) in (1..).zip(&cells) {
        match RuleRecord::read(cells, &words, (&format!("r{number}"), style)) {
            Ok(record) => match known.get(&record.id).and_then(|place| rules.get_mut(*place)) {
                Some((_, records)) if records.iter().all(|other| other.conditions == record.conditions) => {
                    records.push(record);
                }
                Some((first, _)) => {
                    let cause = Cause::RuleRowsDiffer { id: record.id, first: *first + 1 };
                    mistakes.push(Error::from(cause).at(place(*row, RuleField::Id)));
                }
                None => {
                    known.insert(record.id.clone(), rules.len());
                    rules.push((*row, vec![record]));
                }
            },
            Err(refused) => {
                refused.into_iter().for_each(|(field, error)| mistakes.push(error.at(place(*row, field))));
            }
        }
    }
    let mut read = Vec::with_capacity(rules.len());
    for (row, records) in rules {
        match RuleRecord::rule(&records) {
            Ok(rule) => read.push(rule),
            Err(error) => {
                let field = if error.code().starts_with("id_") { RuleField::Id } else { RuleField::Limit };
                mistakes.push(error.at(place(row, field)));
            }
        }
    }
    match mistakes.into_error() {
        Some(error) => Err(error),
        None => Ok(read),
    }
}

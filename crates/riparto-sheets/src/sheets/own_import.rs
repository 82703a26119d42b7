//! A workbook that riparto wrote, read back: the plan, and what was edited in it.

use riparto_core::budget::Allocation;
use riparto_core::error::{Cause, Result, quote};
use riparto_core::money::{Language, Money};
use riparto_core::plan::Plan;
use riparto_core::reader::Mistakes;
use riparto_core::rules::Rule;
use serde_json::Value;

use super::import_report::ImportReport;
use super::imported::Imported;
use super::named_table::NamedTable;
use super::own_sheet::OwnWorkbook;
use super::rule_field::RuleField;
use super::rule_import::{read_rules, rule_table};
use super::sheet_grid::SheetGrid;
use super::table_rows::{money_of, refusal};
use super::workbook::{FileKind, sheet_names};

/// The plan of a workbook that riparto wrote, and the new amounts in it.
pub(super) fn read_own(own: &OwnWorkbook, grids: &[SheetGrid], kind: FileKind) -> Result<Imported> {
    let plan = Plan::from_json(&own.document)?;
    let (plan, changed_rules) = match rule_table(grids) {
        Some(table) => with_rules_of(plan, &own.document, &table)?,
        None => (plan, Vec::new()),
    };
    let found = grids.iter().find(|grid| grid.name == own.sheet);
    let grid =
        found.ok_or_else(|| Cause::SheetUnknown { found: quote(&own.sheet), known: sheet_names(grids) })?;
    let mut amounts = plan.approved().amounts().to_vec();
    let mut mistakes = Mistakes::default();
    for row in own.first..own.first.saturating_add(own.lines) {
        let line = plan.envelope().position(&grid.text(row, 0));
        let amount = match grid.cell(row, own.new) {
            None => Ok(Money::ZERO),
            Some(value) => money_of(value).unwrap_or_else(|| Err(refusal(value))),
        };
        match (line, amount) {
            (Ok(line), Ok(amount)) => amounts[line] = amount,
            (Err(error), _) => mistakes.push(error.at(grid.place(row, 0))),
            (_, Err(error)) => mistakes.push(error.at(grid.place(row, own.new))),
        }
    }
    if let Some(error) = mistakes.into_error() {
        return Err(error);
    }
    let place = grid.place(own.first.saturating_add(own.lines), own.new);
    let edited =
        (amounts != plan.approved().amounts()).then(|| Allocation::new(plan.approved().envelope(), amounts));
    let edited = edited.transpose().map_err(|error| error.at(place))?;
    let report = ImportReport {
        kind: kind.name(),
        sheet: own.sheet.clone(),
        head: own.first,
        lines: plan.envelope().line_count(),
        total: plan.approved().total(),
        changed_rules,
        ..ImportReport::default()
    };
    Ok(Imported { plan, report, edited })
}

/// The plan with the rules of the sheet of rules, where somebody changed them; and the ids of those that differ.
fn with_rules_of(
    plan: Plan,
    document: &str,
    table: &NamedTable<'_, RuleField>,
) -> Result<(Plan, Vec<String>)> {
    let rules: Vec<Rule> = read_rules(table, plan.envelope())?;
    let rules: Vec<Rule> = rules.into_iter().map(|rule| as_in(&plan, rule)).collect();
    let known = plan.rulebook().rules();
    if rules == known {
        return Ok((plan, Vec::new()));
    }
    let mut changed: Vec<String> =
        rules.iter().filter(|rule| !known.contains(rule)).map(|rule| rule.id().to_owned()).collect();
    let is_gone = |rule: &&Rule| !rules.iter().any(|other| other.id() == rule.id());
    changed.extend(known.iter().filter(is_gone).map(|rule| rule.id().to_owned()));
    // A rule that nobody changed keeps all that its document says, also to other programs.
    let unreadable = || Cause::WorkbookUnreadable {};
    let mut value: Value = serde_json::from_str(document).map_err(|_| unreadable())?;
    let written = value.get("rules").and_then(Value::as_array).cloned().unwrap_or_default();
    let as_written = |rule: &Rule| {
        let same = known.contains(rule);
        let found =
            written.iter().find(|written| written.get("id").and_then(Value::as_str) == Some(rule.id()));
        found.filter(|_| same).cloned().or_else(|| serde_json::to_value(rule).ok())
    };
    let rules: Option<Vec<Value>> = rules.iter().map(as_written).collect();
    if let Some(fields) = value.as_object_mut() {
        fields.insert("rules".to_owned(), Value::Array(rules.ok_or_else(unreadable)?));
    }
    Ok((Plan::from_json(&value.to_string())?, changed))
}

/// A rule as its plan has it, where only the words of a pack are in another language.
fn as_in(plan: &Plan, rule: Rule) -> Rule {
    let Ok(known) = plan.rule(rule.id()) else { return rule };
    let languages = [Language::English, Language::Italian];
    let is_same = languages.iter().any(|language| rule.text() == known.text_in(*language))
        && languages.iter().any(|language| rule.source() == known.source_in(*language));
    if !is_same {
        return rule;
    }
    let restored = rule.clone().with_text(known.text()).and_then(|rule| rule.with_source(known.source()));
    restored.unwrap_or(rule)
}

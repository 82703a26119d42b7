//! The sheet of rules: a row for each rule or band, in plain columns, with its verdict.

use std::collections::{BTreeMap, BTreeSet};

use riparto_core::money::Language;
use riparto_core::plan::Plan;
use rust_xlsxwriter::{Formula, Worksheet};

use super::check_sheet::{Verdicts, verdict_words};
use super::rule_cells::rule_cells;
use super::rule_field::RuleField;
use super::scope_text::ScopeWords;
use super::sheet_grid::CellValue;
use super::workbook_formats::{Formats, SheetResult, redden_word, set_page};

/// Each field: its head in English and Italian, how wide it is, and whether it has a column where no rule uses it.
const HEADS: &[(RuleField, [&str; 2], u16, bool)] = &[
    (RuleField::Id, ["rule", "Vincolo"], 22, true),
    (RuleField::Text, ["text", "Contenuto"], 44, true),
    (RuleField::Scope, ["scope", "Ambito"], 34, true),
    (RuleField::Each, ["for each", "Per ciascuna"], 14, false),
    (RuleField::Limit, ["limit", "Limite"], 16, true),
    (RuleField::Percent, ["percent", "Percentuale"], 12, true),
    (RuleField::Amount, ["amount", "Importo"], 16, true),
    (RuleField::Of, ["of", "Di"], 24, false),
    (RuleField::Base, ["base", "Base"], 16, true),
    (RuleField::Level, ["level", "Livello"], 24, true),
    (RuleField::Source, ["source", "Fonte"], 34, true),
    (RuleField::From, ["from", "Dal"], 12, false),
    (RuleField::Until, ["until", "Al"], 12, false),
    (RuleField::Documents, ["documents", "Documenti"], 24, false),
    (RuleField::Bodies, ["bodies", "Organi"], 24, false),
];

/// The name of the sheet of rules.
pub(super) fn rule_sheet_name(language: Language) -> &'static str {
    language.choose("Rules", "Vincoli")
}

/// Writes the rules of a plan, with the verdicts that another sheet finds.
pub(super) fn write_rules(
    sheet: &mut Worksheet,
    plan: &Plan,
    verdicts: &Verdicts,
    (formats, language): (&Formats, Language),
) -> SheetResult {
    sheet.set_name(rule_sheet_name(language))?;
    let words = ScopeWords::of(plan.envelope());
    let mut rows = Vec::new();
    for (number, rule) in plan.rulebook().rules().iter().enumerate() {
        for mut cells in rule_cells(rule, &words, language) {
            // A rule of a pack is in both languages.
            let texts =
                [(RuleField::Text, rule.text_in(language)), (RuleField::Source, rule.source_in(language))];
            cells.extend(
                texts
                    .into_iter()
                    .filter(|(_, text)| !text.is_empty())
                    .map(|(field, text)| (field, CellValue::Text(text.to_owned()))),
            );
            rows.push((number, cells));
        }
    }
    let used: BTreeSet<RuleField> = rows.iter().flat_map(|(_, cells)| cells.keys().copied()).collect();
    let mut columns = BTreeMap::new();
    let mut next = 0_u16;
    for (field, [english, italian], width, always) in HEADS {
        if *always || used.contains(field) {
            sheet.write_with_format(0, next, language.choose(*english, *italian), &formats.head)?;
            sheet.set_column_width(next, *width)?;
            columns.insert(*field, next);
            next += 1;
        }
    }
    sheet.write_with_format(0, next, language.choose("verdict", "Esito"), &formats.head)?;
    sheet.set_column_width(next, 26)?;
    for (row, (number, cells)) in (1_u32..).zip(&rows) {
        for (field, value) in cells {
            let Some(column) = columns.get(field) else { continue };
            match value {
                CellValue::Number(number) => {
                    let format = if *field == RuleField::Amount { &formats.amount } else { &formats.plain };
                    let number: rust_decimal::Decimal = number.parse().unwrap_or_default();
                    sheet.write_with_format(row, *column, number, format)?;
                }
                value => {
                    sheet.write_string_with_format(row, *column, value.shown(), &formats.words)?;
                }
            }
        }
        match verdicts.of(*number) {
            Some((formula, known)) => {
                sheet.write_formula(row, next, Formula::new(format!("={formula}")).set_result(known))?;
            }
            None => {
                sheet.write_string(
                    row,
                    next,
                    language.choose("judged by riparto only", "valutato solo da riparto"),
                )?;
            }
        }
    }
    let last = u32::try_from(rows.len()).unwrap_or(u32::MAX);
    redden_word(sheet, next, [1, last], (verdict_words(language).1, formats))?;
    sheet.set_freeze_panes(1, 1)?;
    set_page(sheet, 0)
}

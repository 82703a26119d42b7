//! What rules allow a line or the lines of a label, beside its comparison: how much, what is used and left, which level, by which act.

use riparto_core::money::Language;
use riparto_core::plan::{Comparison, ComparisonRow};
use riparto_core::rules::{AllowanceEntry, AllowanceKind, Authorization, Base, Rule};
use rust_xlsxwriter::{ConditionalFormatCell, ConditionalFormatCellRule, Worksheet};

use super::workbook_formats::{Formats, SheetResult, decimal, decimal_text, write_formula, write_heads};

/// The heads: the rule, what it allows, what is used and left, the level that the change needs, the rule and the act that say so.
const HEADS: &[(&str, &str)] = &[
    ("rule of the allowance", "Vincolo del margine"),
    ("allowance", "Margine"),
    ("used", "Utilizzato"),
    ("left", "Residuo"),
    ("level", "Livello"),
    ("rule of the level", "Vincolo del livello"),
    ("source", "Fonte"),
];

/// The text where no rule asks anything.
const NONE: &str = "–";

/// How many columns they are.
pub(super) const COLUMNS: u16 = 7;

/// What the rows of a comparison are allowed.
pub(super) struct AllowanceCells<'a> {
    rows: Vec<(ComparisonRow<'a>, Vec<AllowanceEntry<'a>>)>,
    /// The first column.
    first: u16,
    language: Language,
}

impl<'a> AllowanceCells<'a> {
    /// The cells beside a comparison; none where rules say nothing of any row.
    pub(super) fn of(
        comparison: &'a Comparison,
        first: u16,
        language: Language,
    ) -> Option<AllowanceCells<'a>> {
        let rows: Vec<_> = comparison.rows().into_iter().zip(comparison.allowances_by_row()).collect();
        let is_said = |(row, allowances): &(ComparisonRow<'_>, Vec<AllowanceEntry<'_>>)| {
            !allowances.is_empty() || row.rule.is_some()
        };
        rows.iter().any(is_said).then_some(AllowanceCells { rows, first, language })
    }

    /// The number of the row of a label's value; the empty value is that of lines without the label.
    pub(super) fn of_label(&self, value: &str) -> Option<usize> {
        let is_it = |(row, _): &(ComparisonRow<'_>, Vec<AllowanceEntry<'_>>)| {
            row.labels.first().copied().flatten().unwrap_or_default() == value
        };
        self.rows.iter().position(is_it)
    }

    pub(super) fn write_heads(&self, sheet: &mut Worksheet, row: u32, formats: &Formats) -> SheetResult {
        write_heads(sheet, (row, self.first), HEADS, (formats, self.language))
    }

    /// Writes the cells of the row with a number; `amounts` are the cells of the original amount, of the one before and the one after.
    pub(super) fn write(
        &self,
        sheet: &mut Worksheet,
        (row, number): (u32, usize),
        amounts: &[String; 3],
        formats: &Formats,
    ) -> SheetResult {
        let Some((compared, allowances)) = self.rows.get(number) else { return Ok(()) };
        let Some(entry) = shown(compared, allowances) else { return self.write_level(sheet, row, compared) };
        let (rule, allowance) = (entry.rule, entry.allowance);
        sheet.write_string(row, self.first, rule.id())?;
        sheet.write_with_format(row, self.first + 1, decimal(allowance.most()), &formats.amount)?;
        let used = (row, self.first + 2);
        match used_formula(entry, amounts) {
            Some(formula) => {
                let known = allowance.used().to_string();
                write_formula(sheet, used, &formula, (&known, &formats.amount))?;
            }
            None => {
                sheet.write_with_format(used.0, used.1, decimal(allowance.used()), &formats.amount)?;
            }
        }
        let cell = |column: u16| {
            let column = rust_xlsxwriter::utility::column_number_to_name(self.first + column);
            format!("{column}{}", row + 1)
        };
        let left = allowance.left().cents();
        let formula = format!("{}-{}", cell(1), cell(2));
        write_formula(sheet, (row, self.first + 3), &formula, (&decimal_text(left), &formats.change))?;
        let is_exceeded = ConditionalFormatCell::new()
            .set_rule(ConditionalFormatCellRule::LessThan(0))
            .set_format(&formats.red);
        sheet.add_conditional_format(row, self.first + 3, row, self.first + 3, &is_exceeded)?;
        if compared.rule.is_some_and(|other| other.id() != rule.id()) {
            return self.write_level(sheet, row, compared);
        }
        // The level that is reached now, and the one beyond this allowance once it is exceeded.
        let within = if left < 0 { Authorization::Free } else { compared.needs };
        let [within, beyond] = [within, allowance.needs()].map(|level| level.words(self.language));
        let exceeded = format!("{}<0", cell(3));
        let level = format!("IF({exceeded},{},{})", text_of(beyond), text_of(within));
        let now = if left < 0 { beyond } else { within };
        write_formula(sheet, (row, self.first + 4), &level, (now, &formats.words))?;
        let asking = compared.rule.filter(|_| left >= 0).map_or(NONE, Rule::id);
        let of_level = format!("IF({exceeded},{},{})", text_of(rule.id()), text_of(asking));
        let now = if left < 0 { rule.id() } else { asking };
        write_formula(sheet, (row, self.first + 5), &of_level, (now, &formats.words))?;
        self.write_source(sheet, row, rule)
    }

    /// The level that a row needs in the plan as it is, by the rule that says so.
    fn write_level(&self, sheet: &mut Worksheet, row: u32, compared: &ComparisonRow<'_>) -> SheetResult {
        let Some(rule) = compared.rule else { return Ok(()) };
        sheet.write_string(row, self.first + 4, compared.needs.words(self.language))?;
        sheet.write_string(row, self.first + 5, rule.id())?;
        self.write_source(sheet, row, rule)
    }

    fn write_source(&self, sheet: &mut Worksheet, row: u32, rule: &Rule) -> SheetResult {
        let source = rule.source_in(self.language);
        if !source.is_empty() {
            sheet.write_string(row, self.first + 6, source)?;
        }
        Ok(())
    }
}

/// The allowance of a row: the one of the change so far, or else the tightest for an increase, or else any.
fn shown<'e, 'a>(
    row: &'e ComparisonRow<'a>,
    allowances: &'e [AllowanceEntry<'a>],
) -> Option<&'e AllowanceEntry<'a>> {
    let up = allowances.iter().filter(|entry| entry.allowance.kind() == AllowanceKind::Up);
    let tightest = up.min_by_key(|entry| entry.allowance.most());
    row.allowance.as_ref().or(tightest).or_else(|| allowances.first())
}

/// What is used of an allowance as a formula over the amounts of its row; none where its base is no column.
fn used_formula(entry: &AllowanceEntry<'_>, [original, before, after]: &[String; 3]) -> Option<String> {
    let base = match entry.allowance.base() {
        Base::Original => original,
        Base::Approved => before,
        _ => return None,
    };
    match entry.allowance.kind() {
        AllowanceKind::Up => Some(format!("MAX(0,{after}-{base})")),
        AllowanceKind::Down => Some(format!("MAX(0,{base}-{after})")),
        AllowanceKind::Movement => None,
    }
}

/// A text in a formula.
fn text_of(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

//! What rules allow a line or the lines of a label, beside its comparison: how much, what is used and left, which level, by which act. All of it
//! follows the new amounts.

use std::collections::BTreeMap;

use riparto_core::money::Language;
use riparto_core::plan::{Comparison, ComparisonRow, Plan};
use riparto_core::rules::{AllowanceEntry, AllowanceKind, Authorization};
use rust_xlsxwriter::{ConditionalFormatCell, ConditionalFormatCellRule, Format, Worksheet};

use super::check_cells::{CheckCells, LevelCells, NONE, Otherwise, SaidCell, text_of};
use super::used_allowance::{LiveCell, UsedAllowance, used_allowance, used_together};
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

/// How wide their columns are.
pub(super) const WIDTHS: [u16; 7] = [18, 14, 14, 14, 18, 18, 24];

/// Which of them hold words.
const WORDS: [u16; 4] = [0, 4, 5, 6];

/// What the rows of a comparison are allowed.
pub(super) struct AllowanceCells<'a> {
    plan: &'a Plan,
    comparison: &'a Comparison,
    checks: &'a CheckCells<'a>,
    rows: Vec<(ComparisonRow<'a>, Vec<AllowanceEntry<'a>>)>,
    /// The rows of checks about nothing but lines of a row.
    by_row: BTreeMap<usize, Vec<usize>>,
    /// The first column.
    first: u16,
    language: Language,
}

impl<'a> AllowanceCells<'a> {
    /// The cells beside a comparison; none where rules say nothing of any row.
    pub(super) fn of(
        (plan, comparison): (&'a Plan, &'a Comparison),
        checks: &'a CheckCells<'a>,
        first: u16,
        language: Language,
    ) -> Option<AllowanceCells<'a>> {
        let rows: Vec<_> = comparison.rows().into_iter().zip(comparison.allowances_by_row()).collect();
        let by_row = checks.by_row(comparison);
        let is_said = |(row, allowances): &(ComparisonRow<'_>, Vec<AllowanceEntry<'_>>)| {
            !allowances.is_empty() || row.rule.is_some_and(|rule| !checks.judges(rule.id()))
        };
        // Whether there are such columns does not hang on the amounts.
        let is_any =
            !by_row.is_empty() || !comparison.shared_allowances().is_empty() || rows.iter().any(is_said);
        is_any.then_some(AllowanceCells { plan, comparison, checks, rows, by_row, first, language })
    }

    /// The number of the row of a label's value; the empty value is that of lines without the label.
    pub(super) fn of_label(&self, value: &str) -> Option<usize> {
        let is_it = |(row, _): &(ComparisonRow<'_>, Vec<AllowanceEntry<'_>>)| {
            row.labels.first().copied().flatten().unwrap_or_default() == value
        };
        self.rows.iter().position(is_it)
    }

    pub(super) fn write_heads(&self, sheet: &mut Worksheet, row: u32, formats: &Formats) -> SheetResult {
        write_heads(sheet, (row, self.first), HEADS, (formats, self.language))?;
        // Words begin at the left, and so do their heads.
        for column in WORDS {
            let (english, italian) = HEADS[usize::from(column)];
            let head = self.language.choose(english, italian);
            sheet.write_with_format(row, self.first + column, head, &formats.beside_head)?;
        }
        Ok(())
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
        let used = used_allowance((self.plan, self.comparison, self.checks), allowances, amounts);
        if let Some(used) = &used {
            self.write_used(sheet, row, used, formats)?;
        }
        // Where no check says more, the act of the allowance is cited.
        let of_allowance = allowances.first().and_then(|entry| self.checks.place(entry.allowance.rule));
        let judged = self.by_row.get(&number).map_or(&[][..], Vec::as_slice);
        // A rule that a formula judges says what it does where its lines are all of a row.
        let otherwise = match compared.rule.filter(|rule| !self.checks.judges(rule.id())) {
            Some(rule) => {
                let place = self.checks.place_of(rule.id());
                Otherwise { level: compared.needs, rule: place, source: place }
            }
            None => Otherwise { level: Authorization::Free, rule: None, source: of_allowance },
        };
        match self.checks.level(judged, &otherwise) {
            // Rows of which nothing can be said stay blank.
            Some(_) if used.is_none() && judged.is_empty() && otherwise.level == Authorization::Free => {
                Ok(())
            }
            Some(level) => self.write_level(sheet, row, &level, formats),
            None => self.write_known_level(sheet, row, compared),
        }
    }

    /// Writes the rule of an allowance, how much it is, what is used and left.
    fn write_used(
        &self,
        sheet: &mut Worksheet,
        row: u32,
        used: &UsedAllowance,
        formats: &Formats,
    ) -> SheetResult {
        write_cell(sheet, (row, self.first), &used.rule, &formats.beside)?;
        write_cell(sheet, (row, self.first + 1), &used.most, &formats.amount)?;
        write_cell(sheet, (row, self.first + 2), &used.used, &formats.amount)?;
        self.write_left(sheet, row, used.left, formats)
    }

    /// Writes what is left, red where it is less than nothing; the cell of it.
    fn write_left(&self, sheet: &mut Worksheet, row: u32, left: i64, formats: &Formats) -> SheetResult {
        let formula = format!("{}-{}", self.cell(row, 1), self.cell(row, 2));
        write_formula(sheet, (row, self.first + 3), &formula, (&decimal_text(left), &formats.change))?;
        let is_exceeded = ConditionalFormatCell::new()
            .set_rule(ConditionalFormatCellRule::LessThan(0))
            .set_format(&formats.red);
        sheet.add_conditional_format(row, self.first + 3, row, self.first + 3, &is_exceeded)?;
        Ok(())
    }

    fn cell(&self, row: u32, column: u16) -> String {
        format!("{}{}", rust_xlsxwriter::utility::column_number_to_name(self.first + column), row + 1)
    }

    fn write_level(
        &self,
        sheet: &mut Worksheet,
        row: u32,
        level: &LevelCells,
        formats: &Formats,
    ) -> SheetResult {
        for (column, (formula, known)) in (4_u16..).zip([&level.level, &level.rule, &level.source]) {
            match *formula == text_of(known) {
                // No act at all is no dash.
                true if column == 6 && known == NONE => {}
                true => sheet
                    .write_string_with_format(row, self.first + column, known, &formats.beside)
                    .map(|_| ())?,
                false => write_formula(sheet, (row, self.first + column), formula, (known, &formats.beside))?,
            }
        }
        Ok(())
    }

    /// The level that a row needs in the plan as it is, by the rule that says so, where no formula tells it.
    fn write_known_level(
        &self,
        sheet: &mut Worksheet,
        row: u32,
        compared: &ComparisonRow<'_>,
    ) -> SheetResult {
        let Some(rule) = compared.rule else { return Ok(()) };
        sheet.write_string(row, self.first + 4, compared.needs.words(self.language))?;
        sheet.write_string(row, self.first + 5, rule.id())?;
        sheet.write_string(row, self.first + 6, rule.source_in(self.language))?;
        Ok(())
    }

    /// Writes the allowances that lines of several rows share, such as one for all increases; the row after them.
    pub(super) fn write_shared(
        &self,
        sheet: &mut Worksheet,
        row: u32,
        formats: &Formats,
    ) -> SheetResult<u32> {
        const MOST: usize = 500;
        let (language, mut row) = (self.language, row);
        let shared = self.comparison.shared_allowances();
        if shared.is_empty() || shared.len() > MOST {
            return Ok(row);
        }
        row += 2;
        let head = language.choose("allowances of several lines", "Margini comuni a più voci");
        sheet.write_with_format(row, 1, head, &formats.head)?;
        self.write_heads(sheet, row, formats)?;
        for entry in &shared {
            row += 1;
            sheet.write_string_with_format(row, 1, self.about(entry), &formats.beside)?;
            let allowance = entry.allowance;
            sheet.write_string_with_format(row, self.first, entry.rule.id(), &formats.beside)?;
            sheet.write_with_format(row, self.first + 1, decimal(allowance.most()), &formats.amount)?;
            let used = used_together((self.plan, self.comparison, self.checks), entry);
            write_cell(sheet, (row, self.first + 2), &used, &formats.amount)?;
            let left = allowance.left().cents();
            self.write_left(sheet, row, left, formats)?;
            let exceeded = format!("{}<0", self.cell(row, 3));
            let [beyond, within] =
                [allowance.needs(), Authorization::Free].map(|level| SaidCell::of(level.words(language)));
            let rule = self.checks.place(allowance.rule).map(|place| self.checks.rule(place));
            let rule = rule.unwrap_or_else(|| SaidCell::of(NONE));
            for (column, beyond, within) in [(4, beyond, within), (5, rule, SaidCell::of(NONE))] {
                let formula = format!("IF({exceeded},{},{})", beyond.formula, within.formula);
                let known = if left < 0 { beyond.known } else { within.known };
                write_formula(sheet, (row, self.first + column), &formula, (&known, &formats.beside))?;
            }
            sheet.write_string_with_format(
                row,
                self.first + 6,
                entry.rule.source_in(language),
                &formats.beside,
            )?;
        }
        Ok(row)
    }

    /// What a shared allowance is for.
    fn about(&self, entry: &AllowanceEntry<'_>) -> String {
        let (language, lines) = (self.language, self.comparison.lines_of(&entry.allowance));
        let about = match entry.part {
            Some(part) => part.words(language),
            None if lines.len() == self.plan.envelope().line_count() => {
                language.choose("all lines", "tutte le voci").to_owned()
            }
            None => language.choose(format!("{} lines", lines.len()), format!("{} voci", lines.len())),
        };
        let way = match entry.allowance.kind() {
            AllowanceKind::Up => language.choose("increase", "aumento"),
            AllowanceKind::Down => language.choose("decrease", "riduzione"),
            AllowanceKind::Movement => language.choose("sum of the increases", "somma degli aumenti"),
        };
        format!("{about}: {way}")
    }
}

/// Writes a formula with what it says now, or that alone: a number where it is one.
fn write_cell(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    cell: &LiveCell,
    format: &Format,
) -> SheetResult {
    if let Some(formula) = &cell.formula {
        return write_formula(sheet, (row, column), formula, (&cell.known, format));
    }
    match cell.is_text {
        true => sheet.write_string_with_format(row, column, &cell.known, format).map(|_| ()),
        false => {
            let number: rust_decimal::Decimal = cell.known.parse().unwrap_or_default();
            sheet.write_with_format(row, column, number, format).map(|_| ())
        }
    }
}

//! The sheet that compares: each line before and after, then the sums of each label, all as formulas.

use std::collections::{BTreeMap, BTreeSet};

use riparto_core::money::{Language, Money};
use riparto_core::plan::{Comparison, Plan};
use rust_xlsxwriter::Worksheet;

use super::allowance_cells::{self, AllowanceCells};
use super::check_cells::CheckCells;
use super::header_words::plain;
use super::own_sheet::PlanColumns;
use super::workbook_formats::{
    Formats, SheetResult, decimal_text, redden_unless_zero, set_page, share_text, write_formula, write_heads,
};

/// A label with more values than these is no way to group lines.
const VALUES: usize = 500;

/// A plan of more lines than these is compared by labels only: nobody reads as many, and the cells of a workbook are limited.
const LINES: usize = 20_000;

const AMOUNTS: &[(&str, &str)] = &[
    ("original", "Iniziale"),
    ("before (approved)", "Prima (vigente)"),
    ("after (new amount)", "Dopo (nuovo importo)"),
    ("change", "Variazione"),
    ("change in %", "Variazione %"),
    ("change since the original", "Variazione sull'iniziale"),
    ("in % of the original", "% sull'iniziale"),
];

/// How wide the columns of amounts are.
const AMOUNT_WIDTHS: [u16; 7] = [14, 14, 14, 14, 10, 14, 10];

/// The first column of amounts: the line and its title are before it.
const FIRST: u16 = 2;

/// The first column beside the amounts.
const BESIDE: u16 = FIRST + 7;

/// What a row shows: three formulas of amounts, and what they are now.
struct ComparedRow {
    formulas: [String; 3],
    known: [Money; 3],
}

/// Writes the lines, their total, and a table for each label; beside each row what rules allow it.
pub(super) fn write_comparison(
    sheet: &mut Worksheet,
    (plan, checks): (&Plan, &CheckCells<'_>),
    columns: &PlanColumns,
    look: (&Formats, Language),
) -> SheetResult {
    let (formats, language) = look;
    sheet.set_name(language.choose("Comparison", "Raffronto"))?;
    let heads = [("code", "Codice"), ("line", "Voce")];
    write_heads(sheet, (0, 0), &heads, look)?;
    write_heads(sheet, (0, FIRST), AMOUNTS, look)?;
    let comparison = Comparison::since_original(plan);
    let mut row = 1;
    if plan.envelope().line_count() <= LINES {
        row = write_lines(sheet, (plan, &comparison, checks), columns, look)?;
    }
    for (place, key) in columns.labels.iter().enumerate() {
        let values = values_of(plan, key);
        if values.len() > VALUES {
            continue;
        }
        row += 2;
        sheet.write_with_format(row, 1, key, &formats.head)?;
        write_heads(sheet, (row, FIRST), AMOUNTS, look)?;
        let labels = u16::try_from(place).unwrap_or(u16::MAX - 2) + 2;
        let labels = on_plan(columns, columns.range(labels));
        let amounts = shown(columns).map(|column| on_plan(columns, columns.range(column)));
        let (pivot, is_exact) = (PivotCells { labels, amounts }, needs_exact(values.keys().copied()));
        let compared = comparison.clone().by(&[key]).ok();
        let allowed = compared
            .as_ref()
            .and_then(|compared| AllowanceCells::of((plan, compared), checks, BESIDE, language));
        if let Some(allowed) = &allowed {
            allowed.write_heads(sheet, row, formats)?;
        }
        let first = row + 1;
        for (value, known) in &values {
            row += 1;
            let words = if value.is_empty() { language.choose("(none)", "(senza)") } else { value };
            sheet.write_string(row, 1, words)?;
            let cell = format!("B{}", row + 1);
            let formulas = pivot.sums((!value.is_empty()).then_some(cell.as_str()), is_exact);
            write_row(sheet, row, &ComparedRow { formulas, known: known.map(Money::saturating) }, formats)?;
            if let Some((allowed, number)) = allowed.as_ref().and_then(|it| Some((it, it.of_label(value)?))) {
                allowed.write(sheet, (row, number), &cells_of(row), formats)?;
            }
        }
        row += 1;
        write_total(sheet, (row, [first, row - 1]), plan, look)?;
    }
    // As narrow as can be read: a page is as wide as all of them.
    sheet.set_column_width(0, 12)?.set_column_width(1, 32)?;
    let widths = AMOUNT_WIDTHS.iter().chain(&allowance_cells::WIDTHS);
    for (column, width) in (FIRST..).zip(widths) {
        sheet.set_column_width(column, *width)?;
    }
    sheet.set_freeze_panes(1, 2)?;
    set_page(sheet, 0)
}

/// Writes the lines, their total, and what several of them are allowed together; the last row.
fn write_lines(
    sheet: &mut Worksheet,
    (plan, comparison, checks): (&Plan, &Comparison, &CheckCells<'_>),
    columns: &PlanColumns,
    look: (&Formats, Language),
) -> SheetResult<u32> {
    let (formats, language) = look;
    let allowed = AllowanceCells::of((plan, comparison), checks, BESIDE, language);
    if let Some(allowed) = &allowed {
        allowed.write_heads(sheet, 0, formats)?;
    }
    let amounts = [plan.original(), plan.approved(), plan.approved()].map(|held| held.amounts());
    let mut row = 1;
    for (place, line) in plan.envelope().lines().enumerate() {
        sheet.write_string(row, 0, line.id())?;
        sheet.write_string_with_format(row, 1, line.title(), &formats.words)?;
        let cell = |column| on_plan(columns, columns.cell(column, columns.first + row - 1));
        let (formulas, known) = (shown(columns).map(cell), amounts.map(|amounts| amounts[place]));
        write_row(sheet, row, &ComparedRow { formulas, known }, formats)?;
        if let Some(allowed) = &allowed {
            allowed.write(sheet, (row, place), &cells_of(row), formats)?;
        }
        row += 1;
    }
    write_total(sheet, (row, [1, row - 1]), plan, look)?;
    redden_unless_zero(sheet, FIRST + 3, [row, row], formats)?;
    allowed.map_or(Ok(row), |allowed| allowed.write_shared(sheet, row, formats))
}

/// Writes the row of the totals of other rows.
fn write_total(
    sheet: &mut Worksheet,
    (row, [first, last]): (u32, [u32; 2]),
    plan: &Plan,
    (formats, language): (&Formats, Language),
) -> SheetResult {
    let known = [plan.original(), plan.approved(), plan.approved()].map(|held| held.total());
    sheet.write_with_format(row, 1, language.choose("total", "Totale"), &formats.head)?;
    let formulas = [0, 1, 2].map(|place| {
        let column = rust_xlsxwriter::utility::column_number_to_name(FIRST + place);
        format!("SUM({column}{}:{column}{})", first + 1, last + 1)
    });
    write_row(sheet, row, &ComparedRow { formulas, known }, formats)
}

/// The columns of the plan's sheet that are compared.
fn shown(columns: &PlanColumns) -> [u16; 3] {
    [columns.original, columns.approved(), columns.proposed()]
}

/// Cells of the plan's sheet, as this one names them.
fn on_plan(columns: &PlanColumns, cells: String) -> String {
    format!("{}!{cells}", columns.sheet)
}

/// Three amounts, the change between the last two and since the first, in euros and percent.
fn write_row(sheet: &mut Worksheet, row: u32, compared: &ComparedRow, formats: &Formats) -> SheetResult {
    for ((column, formula), known) in (FIRST..).zip(&compared.formulas).zip(compared.known) {
        write_formula(sheet, (row, column), formula, (&known.to_string(), &formats.amount))?;
    }
    let [original, before, after] = cells_of(row);
    let known = compared.known;
    for (column, base, held) in [(FIRST + 3, before, known[1]), (FIRST + 5, original, known[0])] {
        let change = known[2].cents() - held.cents();
        let formula = format!("{after}-{base}");
        write_formula(sheet, (row, column), &formula, (&decimal_text(change), &formats.change))?;
        // Of a line that held nothing there is no percentage.
        let share = format!("IF({base}=0,\"\",({after}-{base})/{base})");
        let known = if held.is_zero() { String::new() } else { share_text(change, held.cents()) };
        write_formula(sheet, (row, column + 1), &share, (&known, &formats.percent_change))?;
    }
    Ok(())
}

/// The cells of the three amounts of a row.
fn cells_of(row: u32) -> [String; 3] {
    let name = |place: u16| rust_xlsxwriter::utility::column_number_to_name(FIRST + place);
    [0, 1, 2].map(|place| format!("{}{}", name(place), row + 1))
}

/// The values of a label with what their lines hold; lines without it have the empty one.
fn values_of<'a>(plan: &'a Plan, key: &str) -> BTreeMap<&'a str, [i128; 3]> {
    let amounts = [plan.original(), plan.approved(), plan.approved()].map(|held| held.amounts());
    let mut values: BTreeMap<&str, [i128; 3]> = BTreeMap::new();
    for (place, line) in plan.envelope().lines().enumerate() {
        let sums = values.entry(line.labels().get(key).unwrap_or_default()).or_default();
        for (sum, amounts) in sums.iter_mut().zip(amounts) {
            *sum += i128::from(amounts[place].cents());
        }
    }
    values
}

/// Whether values would be taken for one another, or for conditions, by a function that compares as people do.
fn needs_exact<'v>(values: impl Iterator<Item = &'v str> + Clone) -> bool {
    let is_condition = |value: &str| {
        value.contains(['*', '?', '~', '"']) || !value.starts_with(char::is_alphabetic) && !value.is_empty()
    };
    let alike: BTreeSet<String> = values.clone().map(plain).collect();
    alike.len() < values.clone().count() || values.into_iter().any(is_condition)
}

/// The cells of a label and of amounts, on the sheet of the plan.
struct PivotCells {
    labels: String,
    amounts: [String; 3],
}

impl PivotCells {
    /// The sums of the lines whose label a cell has, or that have none.
    fn sums(&self, value: Option<&str>, is_exact: bool) -> [String; 3] {
        let labels = &self.labels;
        self.amounts.each_ref().map(|amounts| match value {
            None => format!("SUMPRODUCT(({labels}=\"\")*{amounts})"),
            Some(value) if is_exact => format!("SUMPRODUCT(EXACT({labels},{value})*{amounts})"),
            Some(value) => format!("SUMIFS({amounts},{labels},{value})"),
        })
    }
}

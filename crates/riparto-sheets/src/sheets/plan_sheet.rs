//! The sheet of a plan: its lines with live sums and shares.

use riparto_core::money::{Language, Money};
use riparto_core::plan::Plan;
use rust_xlsxwriter::Worksheet;

use super::own_sheet::PlanColumns;
use super::workbook_formats::{
    Formats, SheetResult, decimal, redden_unless_zero, set_page, share_text, write_formula, write_heads,
};

/// The heads of the columns of amounts.
const AMOUNTS: &[(&str, &str)] = &[
    ("original", "Iniziale"),
    ("approved", "Vigente"),
    ("new amount", "Nuovo importo"),
    ("change", "Variazione"),
    ("% of the total", "% sul totale"),
];

/// Writes lines, their labels, what they held, hold and are to hold, and the sums.
pub(super) fn write_plan(
    sheet: &mut Worksheet,
    plan: &Plan,
    columns: &PlanColumns,
    (formats, language): (&Formats, Language),
) -> SheetResult {
    let envelope = plan.envelope();
    sheet.set_name(&columns.sheet)?;
    sheet.write_with_format(0, 0, envelope.title(), &formats.title)?;
    sheet.write(1, 0, envelope.source())?;
    let texts = [("code", "Codice"), ("line", "Voce")];
    write_heads(sheet, (columns.head, 0), &texts, (formats, language))?;
    for (column, key) in (2_u16..).zip(&columns.labels) {
        sheet.write_with_format(columns.head, column, key, &formats.head)?;
    }
    write_heads(sheet, (columns.head, columns.original), AMOUNTS, (formats, language))?;
    for (place, row) in (columns.first..).enumerate().take(envelope.line_count()) {
        line_row(sheet, plan, (place, row), (columns, formats))?;
    }
    sums(sheet, plan, columns, (formats, language))?;
    sheet.set_column_width(0, 16)?.set_column_width(1, 44)?;
    for (column, key) in (2_u16..).zip(&columns.labels) {
        sheet.set_column_width(column, label_width(plan, key))?;
    }
    for column in columns.original..=columns.share() {
        sheet.set_column_width(column, 16)?;
    }
    sheet.set_freeze_panes(columns.first, 2)?;
    set_page(sheet, columns.head)
}

/// How wide the column of a label is: as its longest value, within what leaves room on a page.
fn label_width(plan: &Plan, key: &str) -> u32 {
    const WIDTHS: (u32, u32) = (12, 32);
    let values = plan.envelope().lines().filter_map(|line| line.labels().get(key));
    let longest = values.chain([key]).map(|text| text.chars().count()).max().unwrap_or_default();
    u32::try_from(longest + 2).unwrap_or(u32::MAX).clamp(WIDTHS.0, WIDTHS.1)
}

/// A line with its labels and amounts.
fn line_row(
    sheet: &mut Worksheet,
    plan: &Plan,
    (place, row): (usize, u32),
    (columns, formats): (&PlanColumns, &Formats),
) -> SheetResult {
    let (original, approved) = (plan.original().amounts()[place], plan.approved().amounts()[place]);
    let line = plan.envelope().line(place);
    sheet.write_string(row, 0, line.id())?;
    sheet.write_string(row, 1, line.title())?;
    for (column, key) in (2_u16..).zip(&columns.labels) {
        if let Some(value) = line.labels().get(key) {
            sheet.write_string(row, column, value)?;
        }
    }
    sheet.write_with_format(row, columns.original, decimal(original), &formats.amount)?;
    sheet.write_with_format(row, columns.approved(), decimal(approved), &formats.amount)?;
    sheet.write_with_format(row, columns.proposed(), decimal(approved), &formats.edited)?;
    let [proposed, held] = [columns.proposed(), columns.approved()].map(|column| columns.cell(column, row));
    write_formula(sheet, (row, columns.change()), &format!("{proposed}-{held}"), ("0", &formats.amount))?;
    let total = columns.cell(columns.proposed(), columns.total());
    let share = format!("IF({total}=0,0,{proposed}/{total})");
    let known = share_text(approved.cents(), plan.approved().total().cents());
    write_formula(sheet, (row, columns.share()), &share, (&known, &formats.percent))
}

/// The row of totals, and below it what is apart from the envelope, red where it is not nothing.
fn sums(
    sheet: &mut Worksheet,
    plan: &Plan,
    columns: &PlanColumns,
    (formats, language): (&Formats, Language),
) -> SheetResult {
    let total = columns.total();
    sheet.write_with_format(total, 1, language.choose("total", "Totale"), &formats.head)?;
    let sums = [
        (columns.original, plan.original().total()),
        (columns.approved(), plan.approved().total()),
        (columns.proposed(), plan.approved().total()),
        (columns.change(), Money::ZERO),
    ];
    for (column, known) in sums {
        let sum = format!("SUM({})", columns.range(column));
        write_formula(sheet, (total, column), &sum, (&known.to_string(), &formats.total))?;
    }
    let check = columns.envelope();
    sheet.write(check, 1, language.choose("apart from the envelope", "Differenza dalla dotazione"))?;
    sheet.write_with_format(check, columns.approved(), decimal(plan.approved().total()), &formats.amount)?;
    let [sum, envelope] = [columns.cell(columns.proposed(), total), columns.cell(columns.approved(), check)];
    let apart = format!("ROUND({sum}-{envelope},2)");
    write_formula(sheet, (check, columns.proposed()), &apart, ("0", &formats.total))?;
    redden_unless_zero(sheet, columns.proposed(), [check, check], formats)
}

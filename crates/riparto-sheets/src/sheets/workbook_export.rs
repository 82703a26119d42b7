//! `WorkbookExport`: a plan as a workbook whose totals and rules are formulas.

use riparto_core::error::{Cause, Result};
use riparto_core::money::{Language, Money, MoneyDelta};
use riparto_core::plan::Plan;
use rust_decimal::Decimal;
use rust_xlsxwriter::{
    Color, ConditionalFormatCell, ConditionalFormatCellRule, DocProperties, ExcelDateTime, Format,
    FormatAlign, Formula, Workbook, Worksheet, XlsxError,
};

use super::own_sheet::{PlanColumns, write_document};
use super::rule_rows::{RuleRow, rule_rows};

/// The most lines that a sheet has rows for.
const ROWS: usize = (1 << 20) - 16;

/// A plan as a workbook of Excel and LibreOffice: its lines with live totals and shares, each rule with what it finds, its limits and
/// its verdict as formulas, and the plan document itself, so that it is read back whole. The column of new amounts may be edited:
/// totals and verdicts follow, and [`PlanImport`](super::PlanImport) tells what was changed. The same plan gives the same bytes.
///
/// ```
/// use riparto::sheets::{PlanImport, WorkbookExport};
/// use riparto::{Language, Plan};
///
/// let plan = Plan::from_json(
///     r#"{ "format": "riparto.plan/1", "title": "Plan", "total": "100.00",
///          "lines": [ {"id": "desks", "amount": "60.00"}, {"id": "outreach", "amount": "40.00"} ],
///          "rules": [ {"id": "floor", "scope": {"lines": ["outreach"]}, "limit": {"floor": "30.00"}} ] }"#,
/// )?;
/// let bytes = WorkbookExport::new(&plan).bytes(Language::Italian)?;
/// assert_eq!(PlanImport::new().run(&bytes)?.plan(), &plan);
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct WorkbookExport<'a> {
    plan: &'a Plan,
}

impl<'a> WorkbookExport<'a> {
    /// The workbook of a plan.
    pub fn new(plan: &'a Plan) -> WorkbookExport<'a> {
        WorkbookExport { plan }
    }

    /// The bytes of the file (XLSX), with heads in a language.
    ///
    /// # Errors
    /// More lines than a sheet has rows, or a text longer than a cell holds (`workbook_unwritable`); rules that are too many to be
    /// listed (`too_many`).
    pub fn bytes(&self, language: Language) -> Result<Vec<u8>> {
        // The head, the totals and what is below them take rows too.
        if self.plan.envelope().line_count() > ROWS {
            return Err(Cause::WorkbookUnwritable {}.into());
        }
        let rows = rule_rows(self.plan, language)?;
        self.written(&rows, language).map_err(|_| Cause::WorkbookUnwritable {}.into())
    }

    fn written(&self, rows: &[RuleRow], language: Language) -> std::result::Result<Vec<u8>, XlsxError> {
        let mut workbook = Workbook::new();
        // The moment that is written would make two exports of one plan differ.
        let created = ExcelDateTime::from_ymd(2024, 1, 1)?;
        let properties =
            DocProperties::new().set_title(self.plan.envelope().title()).set_creation_datetime(&created);
        workbook.set_properties(&properties);
        let formats = Formats::new();
        let columns = self.plan_sheet(workbook.add_worksheet(), &formats, language)?;
        rules_sheet(workbook.add_worksheet(), rows, &columns, (&formats, language))?;
        write_document(workbook.add_worksheet(), &self.plan.to_json(), &columns)?;
        workbook.save_to_buffer()
    }

    /// Lines, their labels, what they held, hold and are to hold, and the sums.
    fn plan_sheet(
        &self,
        sheet: &mut Worksheet,
        formats: &Formats,
        language: Language,
    ) -> std::result::Result<PlanColumns, XlsxError> {
        let envelope = self.plan.envelope();
        let columns = PlanColumns::of(self.plan, language);
        sheet.set_name(&columns.sheet)?;
        sheet.write_with_format(0, 0, envelope.title(), &formats.title)?;
        sheet.write(1, 0, envelope.source())?;
        let texts = [("code", "Codice"), ("line", "Voce")]
            .map(|(english, italian)| language.choose(english, italian));
        for (column, head) in
            (0_u16..).zip(texts.into_iter().map(str::to_owned).chain(columns.labels.iter().cloned()))
        {
            sheet.write_with_format(columns.head, column, head, &formats.head)?;
        }
        let heads = [
            ("original", "Iniziale"),
            ("approved", "Vigente"),
            ("new amount", "Nuovo importo"),
            ("change", "Variazione"),
            ("% of the total", "% sul totale"),
        ];
        for (column, (english, italian)) in (columns.original..).zip(heads) {
            sheet.write_with_format(
                columns.head,
                column,
                language.choose(english, italian),
                &formats.head,
            )?;
        }
        for (place, row) in (columns.first..).enumerate().take(envelope.line_count()) {
            self.line_row(sheet, (place, row), &columns, formats)?;
        }
        self.sums(sheet, &columns, (formats, language))?;
        sheet.set_column_width(0, 16)?.set_column_width(1, 44)?;
        for column in columns.original..=columns.share() {
            sheet.set_column_width(column, 16)?;
        }
        sheet.set_freeze_panes(columns.first, 2)?;
        sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
        sheet.set_repeat_rows(columns.head, columns.head)?;
        Ok(columns)
    }

    /// A line with its labels and amounts.
    fn line_row(
        &self,
        sheet: &mut Worksheet,
        (place, row): (usize, u32),
        columns: &PlanColumns,
        formats: &Formats,
    ) -> std::result::Result<(), XlsxError> {
        let envelope = self.plan.envelope();
        let (original, approved) = (self.plan.original().amounts(), self.plan.approved().amounts());
        let line = envelope.line(place);
        sheet.write_string(row, 0, line.id())?;
        sheet.write_string(row, 1, line.title())?;
        for (column, key) in (2_u16..).zip(&columns.labels) {
            if let Some(value) = line.labels().get(key) {
                sheet.write_string(row, column, value)?;
            }
        }
        sheet.write_with_format(row, columns.original, decimal(original[place]), &formats.amount)?;
        sheet.write_with_format(row, columns.approved(), decimal(approved[place]), &formats.amount)?;
        sheet.write_with_format(row, columns.proposed(), decimal(approved[place]), &formats.edited)?;
        let change =
            format!("={}-{}", columns.cell(columns.proposed(), row), columns.cell(columns.approved(), row));
        sheet.write_formula_with_format(
            row,
            columns.change(),
            Formula::new(change).set_result("0"),
            &formats.amount,
        )?;
        let total = columns.cell(columns.proposed(), columns.total());
        let share = format!("=IF({total}=0,0,{}/{total})", columns.cell(columns.proposed(), row));
        let known = share_text(approved[place], self.plan.approved().total());
        sheet.write_formula_with_format(
            row,
            columns.share(),
            Formula::new(share).set_result(known),
            &formats.percent,
        )?;
        Ok(())
    }

    /// The row of totals, and below it what is apart from the envelope, red where it is not nothing.
    fn sums(
        &self,
        sheet: &mut Worksheet,
        columns: &PlanColumns,
        (formats, language): (&Formats, Language),
    ) -> std::result::Result<(), XlsxError> {
        let total = columns.total();
        sheet.write_with_format(total, 1, language.choose("total", "Totale"), &formats.head)?;
        let sums = [
            (columns.original, self.plan.original().total()),
            (columns.approved(), self.plan.approved().total()),
            (columns.proposed(), self.plan.approved().total()),
            (columns.change(), Money::ZERO),
        ];
        for (column, known) in sums {
            let sum = Formula::new(format!("=SUM({})", columns.range(column))).set_result(known.to_string());
            sheet.write_formula_with_format(total, column, sum, &formats.total)?;
        }
        let check = total + 2;
        let words = language.choose("apart from the envelope", "Differenza dalla dotazione");
        sheet.write(check, 1, words)?;
        sheet.write_with_format(
            check,
            columns.approved(),
            decimal(self.plan.approved().total()),
            &formats.amount,
        )?;
        let apart = format!(
            "=ROUND({}-{},2)",
            columns.cell(columns.proposed(), total),
            columns.cell(columns.approved(), check)
        );
        sheet.write_formula_with_format(
            check,
            columns.proposed(),
            Formula::new(apart).set_result("0"),
            &formats.total,
        )?;
        let differs = ConditionalFormatCell::new()
            .set_rule(ConditionalFormatCellRule::NotEqualTo(0))
            .set_format(&formats.red);
        sheet.add_conditional_format(check, columns.proposed(), check, columns.proposed(), &differs)?;
        Ok(())
    }
}

/// Each rule, or part of one, with its figures as formulas over the column of new amounts.
fn rules_sheet(
    sheet: &mut Worksheet,
    rows: &[RuleRow],
    columns: &PlanColumns,
    (formats, language): (&Formats, Language),
) -> std::result::Result<(), XlsxError> {
    sheet.set_name(language.choose("Rules", "Vincoli"))?;
    let heads = [
        ("rule", "Vincolo"),
        ("what it asks", "Contenuto"),
        ("source", "Fonte"),
        ("about", "Riferito a"),
        ("found", "Riscontrato"),
        ("at least", "Minimo"),
        ("at most", "Massimo"),
        ("beyond by", "Eccedenza"),
        ("a breach needs", "Se superato"),
        ("verdict", "Esito"),
    ];
    for (column, (english, italian)) in (0_u16..).zip(heads) {
        sheet.write_with_format(0, column, language.choose(english, italian), &formats.head)?;
    }
    let (kept, broken) = language.choose(("kept", "broken"), ("rispettato", "superato"));
    for (row, rule) in (1_u32..).zip(rows) {
        for (column, text) in (0_u16..).zip([&rule.id, &rule.text, &rule.source, &rule.about]) {
            sheet.write_string(row, column, text)?;
        }
        sheet.write_string(row, 8, &rule.needs)?;
        let Some(figures) = &rule.figures else {
            let words = language.choose("judged by riparto only", "valutato solo da riparto");
            sheet.write_string(row, 9, words)?;
            continue;
        };
        let excel = row + 1;
        let found =
            Formula::new(format!("={}", figures.found(columns))).set_result(figures.known.to_string());
        sheet.write_formula_with_format(row, 4, found, &formats.amount)?;
        for (column, limit) in (5_u16..).zip([figures.least(columns), figures.most(columns)]) {
            if let Some((formula, known)) = limit {
                let formula = Formula::new(format!("={formula}")).set_result(known);
                sheet.write_formula_with_format(row, column, formula, &formats.amount)?;
            }
        }
        let missing = format!("IF(F{excel}=\"\",0,ROUND(F{excel}-E{excel},2))");
        let excess = format!("IF(G{excel}=\"\",0,ROUND(E{excel}-G{excel},2))");
        let beyond =
            Formula::new(format!("=MAX(0,{missing},{excess})")).set_result(figures.beyond().to_string());
        sheet.write_formula_with_format(row, 7, beyond, &formats.amount)?;
        let is_kept = figures.beyond() == MoneyDelta::ZERO;
        let verdict = Formula::new(format!("=IF(H{excel}>0,\"{broken}\",\"{kept}\")"));
        sheet.write_formula(row, 9, verdict.set_result(if is_kept { kept } else { broken }))?;
    }
    let last = u32::try_from(rows.len()).unwrap_or(u32::MAX).max(1);
    let beyond = ConditionalFormatCell::new()
        .set_rule(ConditionalFormatCellRule::GreaterThan(0))
        .set_format(&formats.red);
    sheet.add_conditional_format(1, 7, last, 7, &beyond)?;
    let words = ConditionalFormatCell::new()
        .set_rule(ConditionalFormatCellRule::EqualTo(broken))
        .set_format(&formats.red);
    sheet.add_conditional_format(1, 9, last, 9, &words)?;
    for (column, width) in (0_u16..).zip([22, 44, 30, 30, 16, 16, 16, 16, 22, 22]) {
        sheet.set_column_width(column, width)?;
    }
    sheet.set_freeze_panes(1, 1)?;
    sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
    Ok(())
}

pub(super) fn decimal(amount: Money) -> Decimal {
    Decimal::from(amount)
}

/// A share of a total with four decimals, for a cell that reckons it again.
fn share_text(part: Money, total: Money) -> String {
    if total.is_zero() {
        return "0".to_owned();
    }
    let parts = i128::from(part.cents()) * 1_000_000 / i128::from(total.cents());
    format!("{}.{:06}", parts / 1_000_000, parts % 1_000_000)
}

struct Formats {
    title: Format,
    head: Format,
    amount: Format,
    edited: Format,
    total: Format,
    percent: Format,
    red: Format,
}

impl Formats {
    fn new() -> Formats {
        // Marks between thousands and decimals are those of the reader's country.
        const AMOUNT: &str = "#,##0.00";
        Formats {
            title: Format::new().set_bold().set_font_size(14),
            head: Format::new().set_bold().set_text_wrap().set_align(FormatAlign::Top),
            amount: Format::new().set_num_format(AMOUNT),
            edited: Format::new().set_num_format(AMOUNT).set_background_color(Color::RGB(0x00FF_F8E1)),
            total: Format::new().set_num_format(AMOUNT).set_bold(),
            percent: Format::new().set_num_format("0.00%"),
            red: Format::new()
                .set_font_color(Color::RGB(0x009C_0006))
                .set_background_color(Color::RGB(0x00FF_C7CE)),
        }
    }
}

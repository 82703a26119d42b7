//! How the cells of a workbook look, and numbers in them.

use riparto_core::money::{Language, Money};
use rust_decimal::Decimal;
use rust_xlsxwriter::{
    Color, ConditionalFormatCell, ConditionalFormatCellRule, Format, FormatAlign, Formula, Worksheet,
    XlsxError,
};

/// Whether a sheet could be written.
pub(super) type SheetResult<T = ()> = Result<T, XlsxError>;

/// An amount as a number of a cell.
pub(super) fn decimal(amount: Money) -> Decimal {
    Decimal::from(amount)
}

/// A share with six decimals, for a cell that reckons it again.
pub(super) fn share_text(part: i64, whole: i64) -> String {
    if whole == 0 {
        return "0".to_owned();
    }
    let parts = i128::from(part) * 1_000_000 / i128::from(whole);
    let (sign, parts) = (if parts < 0 { "-" } else { "" }, parts.unsigned_abs());
    format!("{sign}{}.{:06}", parts / 1_000_000, parts % 1_000_000)
}

/// Cents as a number of euros.
pub(super) fn decimal_text(cents: i64) -> String {
    let (sign, cents) = (if cents < 0 { "-" } else { "" }, cents.unsigned_abs());
    format!("{sign}{}.{:02}", cents / 100, cents % 100)
}

/// The formats of cells.
pub(super) struct Formats {
    pub(super) title: Format,
    pub(super) head: Format,
    pub(super) amount_head: Format,
    pub(super) amount: Format,
    /// Words that go on in the next line of their cell.
    pub(super) words: Format,
    /// Words right of an amount, which hold off from it, and their heads.
    pub(super) beside: Format,
    pub(super) beside_head: Format,
    pub(super) edited: Format,
    pub(super) total: Format,
    pub(super) percent: Format,
    pub(super) change: Format,
    pub(super) percent_change: Format,
    /// A number without decimals that it does not have.
    pub(super) plain: Format,
    pub(super) red: Format,
}

impl Formats {
    pub(super) fn new() -> Formats {
        // Marks between thousands and decimals are those of the reader's country.
        const AMOUNT: &str = "#,##0.00";
        Formats {
            title: Format::new().set_bold().set_font_size(14),
            amount_head: Format::new()
                .set_bold()
                .set_text_wrap()
                .set_align(FormatAlign::Top)
                .set_align(FormatAlign::Right),
            head: Format::new().set_bold().set_text_wrap().set_align(FormatAlign::Top),
            amount: Format::new().set_num_format(AMOUNT),
            words: Format::new().set_text_wrap().set_align(FormatAlign::Top),
            beside: Format::new().set_text_wrap().set_align(FormatAlign::Top).set_indent(1),
            beside_head: Format::new().set_bold().set_text_wrap().set_align(FormatAlign::Top).set_indent(1),
            edited: Format::new().set_num_format(AMOUNT).set_background_color(Color::RGB(0x00FF_F8E1)),
            total: Format::new().set_num_format(AMOUNT).set_bold(),
            plain: Format::new(),
            change: Format::new().set_num_format("+#,##0.00;-#,##0.00;0.00"),
            percent_change: Format::new().set_num_format("+0.00%;-0.00%;0.00%"),
            percent: Format::new().set_num_format("0.00%"),
            red: Format::new()
                .set_font_color(Color::RGB(0x009C_0006))
                .set_background_color(Color::RGB(0x00FF_C7CE)),
        }
    }
}

/// Writes the heads of columns in a language.
pub(super) fn write_heads(
    sheet: &mut Worksheet,
    (row, first): (u32, u16),
    heads: &[(&str, &str)],
    (formats, language): (&Formats, Language),
) -> SheetResult {
    // Heads that begin beside words are those of amounts.
    let format = if first > 0 { &formats.amount_head } else { &formats.head };
    for (column, (english, italian)) in (first..).zip(heads) {
        sheet.write_with_format(row, column, language.choose(*english, *italian), format)?;
    }
    Ok(())
}

/// Writes a formula, given without its sign of equality, with the result that it has now.
pub(super) fn write_formula(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    formula: &str,
    (known, format): (&str, &Format),
) -> SheetResult {
    let formula = Formula::new(format!("={formula}")).set_result(known);
    sheet.write_formula_with_format(row, column, formula, format)?;
    Ok(())
}

/// Shows cells of a column in red where they are not zero.
pub(super) fn redden_unless_zero(
    sheet: &mut Worksheet,
    column: u16,
    [first, last]: [u32; 2],
    formats: &Formats,
) -> SheetResult {
    let differs = ConditionalFormatCell::new()
        .set_rule(ConditionalFormatCellRule::NotEqualTo(0))
        .set_format(&formats.red);
    sheet.add_conditional_format(first, column, last.max(first), column, &differs)?;
    Ok(())
}

/// Shows cells of a column in red where they hold a word.
pub(super) fn redden_word(
    sheet: &mut Worksheet,
    column: u16,
    [first, last]: [u32; 2],
    (word, formats): (&str, &Formats),
) -> SheetResult {
    let is_it = ConditionalFormatCell::new()
        .set_rule(ConditionalFormatCellRule::EqualTo(word))
        .set_format(&formats.red);
    sheet.add_conditional_format(first, column, last.max(first), column, &is_it)?;
    Ok(())
}

/// A page in landscape of A4, as wide as the sheet, with the head on each page.
pub(super) fn set_page(sheet: &mut Worksheet, head: u32) -> SheetResult {
    sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
    sheet.set_repeat_rows(head, head)?;
    Ok(())
}

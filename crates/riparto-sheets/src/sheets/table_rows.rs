//! The amounts in the cells of a table, to the cent.

use riparto_core::error::{Cause, Error, Result, quote};
use riparto_core::money::{AmountStyle, Money, Weight};
use riparto_core::plan::LineUnits;
use riparto_core::words::{bilingual, both};

use super::sheet_grid::CellValue;

/// The amount in a cell; none of a cell that holds words that begin no amount.
pub(super) fn money_of(value: &CellValue) -> Option<Result<Money>> {
    match value {
        CellValue::Number(number) => Some(of_number(number)),
        CellValue::Text(text) => {
            let text = text.trim();
            if matches!(text, "-" | "–" | "—" | "--") {
                return Some(Ok(Money::ZERO));
            }
            let has_figures = text.bytes().any(|byte| byte.is_ascii_digit());
            has_figures.then(|| of_text(text))
        }
        CellValue::Date(_) | CellValue::Flag | CellValue::Fault(_) | CellValue::NoResult => None,
    }
}

/// Whether a cell holds an amount that reads; none of one that holds words that begin no amount. As [`money_of`] without the error.
pub(super) fn is_money(value: &CellValue) -> Option<bool> {
    match value {
        CellValue::Text(text) if !begins_amount(text.trim()) => {
            text.bytes().any(|byte| byte.is_ascii_digit()).then_some(false)
        }
        _ => money_of(value).map(|read| read.is_ok()),
    }
}

/// Whether a text may be an amount by its first letter: none begins with words but the name of the currency.
fn begins_amount(text: &str) -> bool {
    match text.bytes().next() {
        Some(b'e' | b'E') | None => true,
        // The first letters of the currencies.
        Some(b'C' | b'S' | b'F' | b'U' | b'G') => CURRENCIES.iter().any(|(name, _)| text.starts_with(name)),
        Some(first) => !first.is_ascii_alphabetic(),
    }
}

/// The contents of a cell of amounts that is no amount.
pub(super) fn refusal(value: &CellValue) -> Error {
    let found = match value {
        CellValue::Date(_) => both("a date", "una data"),
        CellValue::Flag => both("true or false", "vero o falso"),
        CellValue::Fault(fault) => {
            bilingual!("the error `{fault}` of a formula", "l'errore `{fault}` di una formula")
        }
        CellValue::NoResult => return Cause::FormulaWithoutResult {}.into(),
        CellValue::Text(text) | CellValue::Number(text) => {
            let text = quote(text.trim());
            bilingual!("`{text}`", "`{text}`")
        }
    };
    Cause::CellNoAmount { found }.into()
}

/// A number of a spreadsheet. One with more than two decimals is no amount: what a person sees of it is rounded.
fn of_number(number: &str) -> Result<Money> {
    if number == "-0" {
        return Ok(Money::ZERO);
    }
    Money::parse(number, AmountStyle::Plain).or_else(|_| {
        let (whole, decimals) = number.split_once('.').unwrap_or((number, ""));
        match decimals.len() {
            0 | 1 => format!("{whole}.{decimals:0<2}").parse(),
            _ => number.parse(),
        }
    })
}

/// The style of the amounts of a column, where some of them can be read in that one only: `10,00` is Italian, `10.50` beside it
/// would leave none.
pub(super) fn style_of<'a>(cells: impl Iterator<Item = &'a CellValue>) -> Option<AmountStyle> {
    let texts =
        cells.filter_map(|value| if let CellValue::Text(text) = value { Some(text.trim()) } else { None });
    let (mut italian, mut english) = (false, false);
    for text in texts.filter(|text| text.parse::<Money>().is_ok()) {
        let [is_italian, is_english] =
            [AmountStyle::Italian, AmountStyle::English].map(|style| Money::parse(text, style).is_ok());
        italian |= is_italian && !is_english;
        english |= is_english && !is_italian;
    }
    match (italian, english) {
        (true, false) => Some(AmountStyle::Italian),
        (false, true) => Some(AmountStyle::English),
        _ => None,
    }
}

/// A text that is clear by itself, or else in the style of its column: `1.234` alone is 1234.00 or 1.234, and refused.
pub(super) fn money_in(value: &CellValue, style: Option<AmountStyle>) -> Option<Result<Money>> {
    match (money_of(value), value, style) {
        (Some(Err(unclear)), CellValue::Text(text), Some(style)) if unclear.code() == "amount_ambiguous" => {
            Some(Money::parse(text.trim(), style).map_err(|_| unclear))
        }
        (read, ..) => read,
    }
}

fn of_text(text: &str) -> Result<Money> {
    let text = without_currency(text.trim());
    // By hand, whole amounts end in a stroke where the cents would be: `1.000,-`, `1'000.–`, `1.000,00.=`.
    let text = STROKES.iter().find_map(|stroke| text.strip_suffix(stroke)).unwrap_or(text).trim_end();
    // Accountants write what is below zero in brackets: an allocation has no such amount.
    let bare = match text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        Some(inner) => format!("-{}", inner.trim()),
        None => text.to_owned(),
    };
    bare.parse()
}

/// What replaces the cents, or closes an amount.
const STROKES: &[&str] = &[",--", ".--", ",-", ".-", ",–", ".–", ",—", ".—", ".=", ",=", "="];

/// A text without the name of a currency other than the euro: it is that of all amounts, which the head says.
fn without_currency(text: &str) -> &str {
    let before = CURRENCIES.iter().find_map(|(name, _)| text.strip_prefix(name));
    let after = || CURRENCIES.iter().find_map(|(name, _)| text.strip_suffix(name));
    before.or_else(after).map_or(text, str::trim)
}

/// The names of currencies as sheets write them, with their codes.
pub(super) const CURRENCIES: &[(&str, &str)] = &[
    ("CHF", "CHF"),
    ("SFr.", "CHF"),
    ("Fr.", "CHF"),
    ("USD", "USD"),
    ("US$", "USD"),
    ("$", "USD"),
    ("GBP", "GBP"),
    ("£", "GBP"),
];

/// A quantity at the cost of one, where both cells hold such; what is counted is called as the head of its column.
pub(super) fn units(quantity: &CellValue, head: &str, unit_cost: &CellValue) -> Option<LineUnits> {
    let read = |value: &CellValue| match value {
        CellValue::Number(text) => Weight::read(text, Some(AmountStyle::Plain)).ok(),
        CellValue::Text(text) => {
            let text = text.replace(['€', ' ', '\u{a0}'], "");
            Weight::read(&text, Some(AmountStyle::Italian)).or_else(|_| Weight::read(&text, None)).ok()
        }
        _ => None,
    };
    Some(LineUnits::new(read(unit_cost)?).quantity(read(quantity)?, head))
}

#[cfg(test)]
mod tests {
    use super::{CellValue, money_of, units};

    fn read(value: &CellValue) -> String {
        money_of(value).map_or("none".to_owned(), |read| {
            read.map_or_else(|error| error.code().to_owned(), |amount| amount.to_string())
        })
    }

    #[test]
    fn amounts_of_offices_are_read() {
        let texts = [
            ("€ 12.345,60", "12345.60"),
            ("12.345,60", "12345.60"),
            ("12345.6", "12345.60"),
            ("(36.000,00)", "amount_negative"),
            ("-", "0.00"),
            ("1.234", "amount_ambiguous"),
            ("26.344 milioni", "amount_ambiguous"),
            ("1'000.-", "1000.00"),
            ("1.000,00.=", "1000.00"),
            ("CHF 12’345.60", "12345.60"),
            ("12'345.60 CHF", "12345.60"),
            ("CHFX 5", "amount_malformed"),
            ("vedi nota", "none"),
        ];
        for (text, expected) in texts {
            assert_eq!(read(&CellValue::Text(text.into())), expected, "{text}");
        }
        for (number, expected) in [
            ("36000.5", "36000.50"),
            ("0.3", "0.30"),
            ("33.3333333333333", "amount_too_precise"),
            ("2464000", "2464000.00"),
        ] {
            assert_eq!(read(&CellValue::Number(number.into())), expected, "{number}");
        }
    }

    #[test]
    fn a_quantity_times_a_cost_is_exact() {
        let of = |a: &str, b: &str| {
            units(&CellValue::Number(a.into()), "ore", &CellValue::Text(b.into())).unwrap().amount()
        };
        assert_eq!(of("3840", "31,50").unwrap().to_string(), "120960.00");
        assert_eq!(of("0.5", "€ 1.000,01").unwrap_err().code(), "units_inexact");
    }
}

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
            if matches!(text, "-" | "–" | "—") {
                return Some(Ok(Money::ZERO));
            }
            let has_figures = text.bytes().any(|byte| byte.is_ascii_digit());
            has_figures.then(|| of_text(text))
        }
        CellValue::Date | CellValue::Flag | CellValue::Fault(_) | CellValue::NoResult => None,
    }
}

/// What stands in a cell of amounts that is no amount.
pub(super) fn refusal(value: &CellValue) -> Error {
    let found = match value {
        CellValue::Date => both("a date", "una data"),
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
    let text = text.trim();
    // Accountants write what is below zero in brackets: an allocation has no such amount.
    let bare = match text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        Some(inner) => format!("-{}", inner.trim()),
        None => text.to_owned(),
    };
    bare.parse()
}

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

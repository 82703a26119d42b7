//! The amounts in the cells of a table, to the cent.

use riparto_core::error::{Cause, Error, Result, quote};
use riparto_core::money::{AmountStyle, Money};
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

/// A text, as an Italian office writes it, or else in the one way in which it can be read.
fn of_text(text: &str) -> Result<Money> {
    let text = text.trim();
    // Accountants write what is below zero in brackets: an allocation has no such amount.
    let bare = match text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        Some(inner) => format!("-{}", inner.trim()),
        None => text.to_owned(),
    };
    Money::parse(&bare, AmountStyle::Italian).or_else(|italian| bare.parse::<Money>().map_err(|_| italian))
}

/// A quantity times the cost of one, to the cent: exact, or refused.
pub(super) fn product(quantity: &CellValue, unit_cost: &CellValue) -> Option<Result<Money>> {
    let decimal = |value: &CellValue| -> Option<(i128, u32)> {
        let text = match value {
            CellValue::Number(text) => text.clone(),
            CellValue::Text(text) => {
                let text = text.replace(['€', ' ', '\u{a0}'], "");
                if text.contains(',') { text.replace('.', "").replace(',', ".") } else { text }
            }
            _ => return None,
        };
        let (whole, decimals) = text.split_once('.').unwrap_or((&text, ""));
        let digits: i128 = format!("{whole}{decimals}").parse().ok()?;
        Some((digits, u32::try_from(decimals.len()).ok()?))
    };
    let ((count, count_decimals), (cost, cost_decimals)) = (decimal(quantity)?, decimal(unit_cost)?);
    let product = count.checked_mul(cost)?.checked_mul(100)?;
    let parts = 10_i128.checked_pow(count_decimals.checked_add(cost_decimals)?)?;
    if product % parts != 0 {
        return Some(Err(Cause::CellNoAmount {
            found: both("a product with parts of a cent", "un prodotto con frazioni di centesimo"),
        }
        .into()));
    }
    Some(
        i64::try_from(product / parts)
            .map_err(|_| {
                Cause::CellNoAmount {
                    found: both("a product beyond all amounts", "un prodotto oltre ogni importo"),
                }
                .into()
            })
            .and_then(Money::from_cents),
    )
}

#[cfg(test)]
mod tests {
    use super::{CellValue, money_of, product};

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
            ("1.234", "1234.00"),
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
        let of =
            |a: &str, b: &str| product(&CellValue::Number(a.into()), &CellValue::Text(b.into())).unwrap();
        assert_eq!(of("3840", "31,50").unwrap().to_string(), "120960.00");
        assert_eq!(of("0.5", "€ 1.000,01").unwrap_err().code(), "cell_no_amount");
    }
}

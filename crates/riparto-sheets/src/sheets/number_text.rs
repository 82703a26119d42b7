//! Numbers of spreadsheets, which are binary fractions, as the decimals that people wrote.

use std::fmt;

use rust_decimal::{Decimal, RoundingStrategy};

/// The decimals of a number: the shortest that are read back as the same number; where they are more than the fifteen digits that
/// spreadsheets show and reckon with, those fifteen. So 0.1 + 0.2 is 0.3 and 36000.55 is 36000.55.
pub(super) fn number_text(number: impl fmt::Display + fmt::LowerExp) -> String {
    let shortest = format!("{number}");
    // Fewer signs than fifteen are no more digits.
    if shortest.len() <= 15 || shortest.bytes().filter(u8::is_ascii_digit).count() <= 15 {
        return shortest;
    }
    let scientific = format!("{number:.14e}");
    let Some((mantissa, exponent)) = scientific.split_once('e') else { return shortest };
    let Ok(exponent) = exponent.parse::<i32>() else { return shortest };
    let (sign, mantissa) = match mantissa.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", mantissa),
    };
    let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    let point = exponent.saturating_add(1);
    let whole = match usize::try_from(point) {
        Ok(0) | Err(_) => {
            let zeros = usize::try_from(point.unsigned_abs()).unwrap_or(0).min(400);
            format!("0.{}{digits}", "0".repeat(zeros))
        }
        Ok(point) if point >= digits.len() => {
            format!("{digits}{}", "0".repeat(point.min(400) - digits.len()))
        }
        Ok(point) => format!("{}.{}", &digits[..point], &digits[point..]),
    };
    let trimmed =
        if whole.contains('.') { whole.trim_end_matches('0').trim_end_matches('.') } else { &whole };
    format!("{sign}{trimmed}")
}

/// The decimals of a number that a file holds as text, as [`number_text`] gives them; the text where it is no decimal of that size.
pub(super) fn decimal_text(text: &str) -> String {
    let read = Decimal::from_str_exact(text).or_else(|_| Decimal::from_scientific(text)).ok();
    let rounded =
        read.and_then(|number| number.round_sf_with_strategy(15, RoundingStrategy::MidpointNearestEven));
    rounded.map_or_else(|| text.to_owned(), |number| number.normalize().to_string())
}

#[cfg(test)]
mod tests {
    use super::{decimal_text, number_text};

    #[test]
    fn numbers_are_the_decimals_that_people_wrote() {
        assert_eq!(number_text(0.30000000000000004), "0.3");
        assert_eq!(number_text(2464000.0), "2464000");
        assert_eq!(number_text(-36000.55), "-36000.55");
        assert_eq!(number_text(1e12), "1000000000000");
        assert_eq!(number_text(0.0000001), "0.0000001");
        assert_eq!(number_text(33.333333333333336), "33.3333333333333");
    }

    #[test]
    fn numbers_of_files_are_the_decimals_that_people_wrote() {
        let read =
            ["0.30000000000000004", "2464000", "-36000.55", "1E+12", "1e-7", "36000.550000000003", "0", "x"];
        let wanted = ["0.3", "2464000", "-36000.55", "1000000000000", "0.0000001", "36000.55", "0", "x"];
        assert_eq!(read.map(decimal_text), wanted);
    }

    /// The second, which is of the kind of the first.
    fn alike<T>(_: T, second: T) -> T {
        second
    }

    #[test]
    fn every_amount_in_cents_is_read_back() {
        for cents in
            (0..1_000_000_u64).step_by(37).chain((0..1_000_u64).map(|step| 28_000_000_000_000 + step * 7_919))
        {
            let text = format!("{}.{:02}", cents / 100, cents % 100);
            let read = number_text(alike(0.0, text.parse().unwrap()));
            let plain = text.trim_end_matches('0').trim_end_matches('.');
            assert_eq!(read, if plain.is_empty() { "0" } else { plain });
        }
    }
}

//! Rows of cells as programs read them: CSV and Markdown.

use super::language::Language;

/// CSV as spreadsheets of a language read it: in Italian with semicolons, in English with commas.
#[doc(hidden)]
#[must_use]
pub fn csv_rows(rows: &[Vec<String>], language: Language) -> String {
    let separator = language.choose(',', ';');
    let quoted = |cell: &String| match cell.contains([separator, '"', '\n', '\r']) {
        true => format!("\"{}\"", cell.replace('"', "\"\"")),
        false => cell.clone(),
    };
    let row =
        |row: &Vec<String>| row.iter().map(quoted).collect::<Vec<_>>().join(&separator.to_string()) + "\r\n";
    rows.iter().map(row).collect()
}

/// A table of Markdown, of which the first row is the head. Columns of figures line up on the right.
#[doc(hidden)]
#[must_use]
pub fn markdown_rows(rows: &[Vec<String>], is_figures: impl Fn(usize) -> bool) -> String {
    let cell = |cell: &String| with_unbroken_percents(&cell.replace('|', "\\|").replace(['\n', '\r'], " "));
    let row = |row: &Vec<String>| format!("| {} |\n", row.iter().map(cell).collect::<Vec<_>>().join(" | "));
    let columns = rows.first().map_or(0, Vec::len);
    let rule: Vec<&str> =
        (0..columns).map(|column| if is_figures(column) { "---:" } else { "---" }).collect();
    let mut text = String::new();
    for (place, cells) in rows.iter().enumerate() {
        text += &row(cells);
        if place == 0 {
            text += &format!("| {} |\n", rule.join(" | "));
        }
    }
    text
}

/// A text whose reader breaks lines: a number holds its sign of percent by a no-break space.
#[doc(hidden)]
#[must_use]
pub fn with_unbroken_percents(text: &str) -> String {
    let mut held = String::with_capacity(text.len() + 4);
    for (place, sign) in text.char_indices() {
        let is_between = sign == ' '
            && held.ends_with(|before: char| before.is_ascii_digit())
            && text[place + 1..].starts_with('%');
        held.push(if is_between { '\u{a0}' } else { sign });
    }
    held
}

/// A text that no spreadsheet takes for a formula.
#[doc(hidden)]
#[must_use]
pub fn as_text(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text.to_owned() }
}
/// The letters of a column, from zero: `A`, `Z`, `AA`.
#[doc(hidden)]
#[must_use]
pub fn column_letters(column: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = column.saturating_add(1);
    while rest > 0 {
        letters.push(char::from(b'A' + u8::try_from((rest - 1) % 26).unwrap_or(0)));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::{column_letters, markdown_rows, with_unbroken_percents};

    #[test]
    fn a_number_holds_its_sign_of_percent() {
        assert_eq!(with_unbroken_percents("entro il 20 % e 7 %: % 8"), "entro il 20\u{a0}% e 7\u{a0}%: % 8");
        let rows = [vec!["max 20 %".to_owned()], vec!["7 %".to_owned()]];
        assert_eq!(markdown_rows(&rows, |_| false), "| max 20\u{a0}% |\n| --- |\n| 7\u{a0}% |\n");
    }

    #[test]
    fn columns_have_the_letters_of_a_spreadsheet() {
        let names = [0, 25, 26, 51, 52, 701, 702, 16_383].map(column_letters);
        assert_eq!(names, ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA", "XFD"]);
    }
}

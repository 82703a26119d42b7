//! `TextTable`: columns that line up in a terminal.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// The widest a column of text becomes; longer texts are broken over several rows.
const WIDEST: usize = 46;

/// A table with a head, rows and a foot: texts on the left, figures on the right.
pub(crate) struct TextTable {
    head: Vec<String>,
    align: Vec<Align>,
    rows: Vec<Vec<String>>,
    foot: Option<Vec<String>>,
}

/// The alignment of a column.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Align {
    Left,
    Right,
}

impl TextTable {
    pub(crate) fn new<const N: usize>(columns: [(&str, Align); N]) -> TextTable {
        TextTable {
            head: columns.iter().map(|(title, _)| (*title).to_owned()).collect(),
            align: columns.iter().map(|(_, align)| *align).collect(),
            rows: Vec::new(),
            foot: None,
        }
    }

    pub(crate) fn row<const N: usize>(&mut self, cells: [String; N]) {
        self.rows.push(cells.into());
    }

    pub(crate) fn foot<const N: usize>(&mut self, cells: [String; N]) {
        self.foot = Some(cells.into());
    }

    /// The table as text, each row ending in a line break, indented by two spaces.
    pub(crate) fn render(&self) -> String {
        let wrapped =
            |cells: &[String]| -> Vec<Vec<String>> { cells.iter().map(|cell| wrap(cell, WIDEST)).collect() };
        let head = wrapped(&self.head);
        let rows: Vec<Vec<Vec<String>>> = self.rows.iter().map(|row| wrapped(row)).collect();
        let foot = self.foot.as_deref().map(wrapped);
        let mut widths = vec![0; self.head.len()];
        for row in rows.iter().chain([&head]).chain(&foot) {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = cell.iter().map(|part| part.width()).chain([*width]).max().unwrap_or(0);
            }
        }
        let mut text = String::new();
        self.push(&mut text, &head, &widths);
        let rule = rule(&widths);
        text.push_str(&rule);
        for row in &rows {
            self.push(&mut text, row, &widths);
        }
        if let Some(foot) = &foot {
            text.push_str(&rule);
            self.push(&mut text, foot, &widths);
        }
        text
    }

    fn push(&self, text: &mut String, row: &[Vec<String>], widths: &[usize]) {
        let height = row.iter().map(Vec::len).max().unwrap_or(0);
        for part in 0..height {
            let mut line = String::from(" ");
            for ((cell, width), align) in row.iter().zip(widths).zip(&self.align) {
                let cell = cell.get(part).map_or("", String::as_str);
                line.push(' ');
                let blanks = " ".repeat(width.saturating_sub(cell.width()));
                match align {
                    Align::Left => line.extend([cell, &blanks]),
                    Align::Right => line.extend([&blanks, cell]),
                }
                line.push(' ');
            }
            text.push_str(line.trim_end());
            text.push('\n');
        }
    }
}

fn rule(widths: &[usize]) -> String {
    let mut line = String::from(" ");
    for width in widths {
        line.push(' ');
        line.push_str(&"─".repeat(*width));
        line.push(' ');
    }
    format!("{}\n", line.trim_end())
}

/// A text in parts of at most a number of terminal columns, broken at spaces where there are any. No-break spaces hold.
pub(super) fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    let mut part = String::new();
    let breaks = |character: char| character.is_whitespace() && !matches!(character, '\u{a0}' | '\u{202f}');
    for word in text.split(breaks).filter(|word| !word.is_empty()) {
        let mut word = word;
        if !part.is_empty() && part.width() + 1 + word.width() > width {
            parts.push(std::mem::take(&mut part));
        }
        while word.width() > width {
            let end = fitting(word, width);
            parts.push(word[..end].to_owned());
            word = &word[end..];
        }
        if !part.is_empty() {
            part.push(' ');
        }
        part.push_str(word);
    }
    parts.push(part);
    parts
}

/// The bytes of a text that fit into a number of columns, at least one character, with the marks on the last one.
fn fitting(text: &str, width: usize) -> usize {
    let mut taken = 0;
    let beyond = text.char_indices().find(|(place, character)| {
        taken += character.width().unwrap_or(0);
        *place > 0 && taken > width
    });
    beyond.map_or(text.len(), |(place, _)| place)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_line_up_on_the_right_and_texts_on_the_left() {
        let mut table = TextTable::new([("line", Align::Left), ("EUR", Align::Right)]);
        table.row(["a".into(), "1.00".into()]);
        table.row(["è lunga".into(), "100.00".into()]);
        table.foot(["total".into(), "101.00".into()]);
        let expected = "  line        EUR\n  ───────  ──────\n  a          1.00\n  è lunga  100.00\n  ───────  ──────\n  total    101.00\n";
        assert_eq!(table.render(), expected);
    }

    #[test]
    fn columns_line_up_by_the_room_that_characters_take() {
        let mut table = TextTable::new([("line", Align::Left), ("EUR", Align::Right)]);
        table.row(["caffe\u{301}".into(), "1.00".into()]);
        table.row(["漢字".into(), "2.00".into()]);
        let expected = "  line    EUR\n  ─────  ────\n  caffe\u{301}  1.00\n  漢字   2.00\n";
        assert_eq!(table.render(), expected);
        assert_eq!(wrap("漢字漢字", 4), ["漢字", "漢字"]);
        assert_eq!(wrap("12\u{a0}345 67", 6), ["12\u{a0}345", "67"]);
    }

    #[test]
    fn long_texts_break_at_spaces_and_long_words_anywhere() {
        assert_eq!(wrap("one two three", 7), ["one two", "three"]);
        assert_eq!(wrap("abcdefghij", 4), ["abcd", "efgh", "ij"]);
        assert_eq!(wrap("", 4), [""]);
    }
}

//! `TextTable`: columns that line up in a terminal and on a page.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::page::Page;
use riparto_core::words::markdown_rows;

/// The widest a column of text becomes; longer texts are broken over several rows.
const WIDEST: usize = 46;

/// A word of a text that is wider than so much may be broken where a column has to be narrow.
const UNBROKEN: usize = 20;

/// A table with a head, rows and a foot: texts on the left, figures on the right.
pub(crate) struct TextTable {
    pub(super) head: Vec<String>,
    pub(super) align: Vec<Align>,
    pub(super) rows: Vec<Vec<String>>,
    pub(super) foot: Option<Vec<String>>,
}

/// The alignment of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Align {
    Left,
    Right,
}

/// A row of cells, each in the parts that it is broken into.
type Broken = Vec<Vec<String>>;

impl TextTable {
    pub(crate) fn new<const N: usize>(columns: [(&str, Align); N]) -> TextTable {
        TextTable::of(columns.map(|(title, align)| (title.to_owned(), align)).into())
    }

    /// A table of any number of columns.
    pub(crate) fn of(columns: Vec<(String, Align)>) -> TextTable {
        let (head, align) = columns.into_iter().unzip();
        TextTable { head, align, rows: Vec::new(), foot: None }
    }

    pub(crate) fn row<const N: usize>(&mut self, cells: [String; N]) {
        self.rows.push(cells.into());
    }

    pub(crate) fn foot<const N: usize>(&mut self, cells: [String; N]) {
        self.foot = Some(cells.into());
    }

    pub(crate) fn push(&mut self, cells: Vec<String>) {
        self.rows.push(cells);
    }

    pub(crate) fn close(&mut self, cells: Vec<String>) {
        self.foot = Some(cells);
    }

    /// The table as text, each row ending in a line break, indented by two spaces, no wider than the page.
    pub(crate) fn render(&self) -> String {
        let natural: Vec<usize> = (0..self.head.len()).map(|column| self.natural(column)).collect();
        let Some(page) = Page::printed().columns().filter(|page| taken(&natural) > *page) else {
            return self.part(&(0..self.head.len()).collect::<Vec<_>>(), &natural);
        };
        let least: Vec<usize> = (0..self.head.len()).map(|column| self.least(column)).collect();
        let mut text = String::new();
        for part in self.parts(&least, page) {
            let of = |widths: &[usize]| -> Vec<usize> { part.iter().map(|column| widths[*column]).collect() };
            let widths = narrowed(&of(&natural), &of(&least), page);
            if !text.is_empty() {
                text.push('\n');
            }
            text.push_str(&self.part(&part, &widths));
        }
        text
    }

    /// The table as one of Markdown.
    pub(crate) fn markdown(&self) -> String {
        let rows: Vec<Vec<String>> =
            [&self.head].into_iter().chain(&self.rows).chain(&self.foot).cloned().collect();
        markdown_rows(&rows, |column| self.align[column] == Align::Right)
    }

    fn cells(&self, column: usize) -> impl Iterator<Item = &str> {
        let rows = [&self.head].into_iter().chain(&self.rows).chain(&self.foot);
        rows.filter_map(move |row| row.get(column)).map(String::as_str)
    }

    /// The width of a column that need not be narrow.
    fn natural(&self, column: usize) -> usize {
        let parts = self.cells(column).flat_map(|cell| wrap(cell, WIDEST));
        parts.map(|part| part.width()).max().unwrap_or(0)
    }

    /// The width of its longest word; a long word of text may break.
    fn least(&self, column: usize) -> usize {
        let words = self.cells(column).flat_map(words).map(UnicodeWidthStr::width);
        let least = words.max().unwrap_or(0);
        if self.align[column] == Align::Left { least.min(UNBROKEN) } else { least }
    }

    /// The columns that stand together: all, or the names with as many of the others as fit.
    fn parts(&self, least: &[usize], page: usize) -> Vec<Vec<usize>> {
        let all: Vec<usize> = (0..least.len()).collect();
        if taken(least) <= page {
            return vec![all];
        }
        let names = self.align.iter().position(|align| *align == Align::Right).unwrap_or(1).max(1);
        let (names, others) = all.split_at(names.min(all.len()));
        let width =
            |columns: &[usize]| taken(&columns.iter().map(|column| least[*column]).collect::<Vec<_>>());
        let mut parts = Vec::new();
        let mut part = names.to_vec();
        for column in others {
            let fits = width(&part) + least[*column] + GAP <= page;
            if !fits && part.len() > names.len() {
                parts.push(std::mem::replace(&mut part, names.to_vec()));
            }
            part.push(*column);
        }
        parts.push(part);
        parts
    }

    /// Some columns of the table, in widths.
    fn part(&self, columns: &[usize], widths: &[usize]) -> String {
        let broken = |row: &Vec<String>| -> Broken {
            let cell = |column: &usize| row.get(*column).map_or("", String::as_str);
            columns.iter().zip(widths).map(|(column, width)| wrap(cell(column), *width)).collect()
        };
        let align: Vec<Align> = columns.iter().map(|column| self.align[*column]).collect();
        let mut text = String::new();
        push(&mut text, &broken(&self.head), widths, &align);
        let rule = rule(widths);
        text.push_str(&rule);
        for row in &self.rows {
            push(&mut text, &broken(row), widths, &align);
        }
        if let Some(foot) = &self.foot {
            text.push_str(&rule);
            push(&mut text, &broken(foot), widths, &align);
        }
        text
    }
}

/// What stands between columns.
const GAP: usize = 2;

/// The room that columns take.
fn taken(widths: &[usize]) -> usize {
    widths.iter().map(|width| width + GAP).sum()
}

/// Widths that fit the page, if the least do: the widest column that can gives way first.
fn narrowed(natural: &[usize], least: &[usize], page: usize) -> Vec<usize> {
    let mut widths = natural.to_vec();
    while taken(&widths) > page {
        let wide = widths.iter_mut().zip(least).filter(|(width, least)| **width > **least);
        let Some((width, _)) = wide.max_by_key(|(width, _)| **width) else { break };
        *width -= 1;
    }
    widths
}

fn push(text: &mut String, row: &Broken, widths: &[usize], align: &[Align]) {
    let height = row.iter().map(Vec::len).max().unwrap_or(0);
    for part in 0..height {
        let mut line = String::from(" ");
        for ((cell, width), align) in row.iter().zip(widths).zip(align) {
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

fn rule(widths: &[usize]) -> String {
    let mut line = String::from(" ");
    for width in widths {
        line.push(' ');
        line.push_str(&"─".repeat(*width));
        line.push(' ');
    }
    format!("{}\n", line.trim_end())
}

/// The words of a text, between which it may be broken: at spaces, but not at no-break spaces, nor between a number and the sign of
/// its currency or of percent.
fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut begin = None;
    for (place, character) in text.char_indices() {
        let is_space = character.is_whitespace() && !matches!(character, '\u{a0}' | '\u{202f}');
        let holds = is_space && text[place + character.len_utf8()..].starts_with(['€', '%']);
        match (begin, is_space && !holds) {
            (None, false) => begin = Some(place),
            (Some(start), true) => {
                words.push(&text[start..place]);
                begin = None;
            }
            _ => {}
        }
    }
    words.extend(begin.map(|start| &text[start..]));
    words
}

/// A text in parts of at most a number of terminal columns, broken between words where there are any.
pub(super) fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    let mut part = String::new();
    for word in words(text) {
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

/// The bytes of a text that fit into a number of columns, at least one character, with the marks on the last one; up to a hyphen or
/// the like if there is one.
fn fitting(text: &str, width: usize) -> usize {
    let mut taken = 0;
    let beyond = text.char_indices().find(|(place, character)| {
        taken += character.width().unwrap_or(0);
        *place > 0 && taken > width
    });
    let end = beyond.map_or(text.len(), |(place, _)| place);
    let hyphen = text[..end].rfind(['-', '_', '/', '.']).map(|place| place + 1);
    hyphen.filter(|place| *place * 2 > end).unwrap_or(end)
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
        assert_eq!(wrap("a1-anci-staff", 9), ["a1-anci-", "staff"]);
        assert_eq!(wrap("", 4), [""]);
    }

    #[test]
    fn numbers_stay_with_their_signs() {
        assert_eq!(
            wrap("fino a 20.000,00 € o 15 % in tutto", 14),
            ["fino a", "20.000,00 € o", "15 % in tutto"]
        );
    }

    #[test]
    fn a_table_that_is_too_wide_gives_way_in_its_texts_and_then_comes_in_parts() {
        let mut table = TextTable::new([("", Align::Left), ("a", Align::Right), ("b", Align::Right)]);
        table.row(["one two three".into(), "1,000.00".into(), "2,000.00".into()]);
        let narrow = Page::of_columns(1).columns().unwrap();
        for columns in [narrow, narrow + 3] {
            let text = Page::of_columns(columns).printing(|| table.render());
            assert!(text.lines().all(|line| line.width() <= columns), "{text}");
            assert_eq!(text.matches("1,000.00").count(), 1, "{text}");
        }
        let wide = (0..4).map(|column| (format!("column {column}"), Align::Right));
        let mut table = TextTable::of([("line".to_owned(), Align::Left)].into_iter().chain(wide).collect());
        table.push(
            ["desks", "1,000,000.00", "2,000,000.00", "3,000,000.00", "4,000,000.00"]
                .map(str::to_owned)
                .into(),
        );
        let text = Page::of_columns(40).printing(|| table.render());
        let rows: Vec<&str> = text.lines().filter(|line| line.contains("desks")).collect();
        assert_eq!(
            rows,
            ["  desks  1,000,000.00  2,000,000.00", "  desks  3,000,000.00  4,000,000.00"],
            "{text}"
        );
    }
}

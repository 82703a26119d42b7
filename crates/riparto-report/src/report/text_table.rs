//! `TextTable`: columns that line up in a terminal and on a page.

use unicode_width::UnicodeWidthStr;

use super::printed_page::PrintedPage;
use super::wrapping::{pieces, words, wrap};
use riparto_core::words::markdown_rows;

/// The widest a column of text becomes; longer texts are broken over several rows.
const WIDEST: usize = 46;

/// A word of a text that is wider than so much may be broken where a column has to be narrow: what is tried, best first.
const UNBROKEN: [usize; 3] = [LONGEST, 16, 12];

/// A word without hyphens that is wider is broken anywhere.
const LONGEST: usize = 20;

/// So many rows tell how wide columns are best.
const LOOKED_AT: usize = 100;

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
type WrappedRow = Vec<Vec<String>>;

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

    /// Adds a column of figures on the right.
    pub(crate) fn append(&mut self, head: &str, cells: Vec<String>, foot: String) {
        self.head.push(head.to_owned());
        self.align.push(Align::Right);
        self.rows.iter_mut().zip(cells).for_each(|(row, cell)| row.push(cell));
        self.foot.iter_mut().for_each(|cells| cells.push(foot.clone()));
    }

    /// Head, rows and foot.
    pub(crate) fn rows(&self) -> impl Iterator<Item = &Vec<String>> {
        [&self.head].into_iter().chain(&self.rows).chain(&self.foot)
    }

    /// Whether a column is of figures.
    pub(crate) fn is_figures(&self, column: usize) -> bool {
        self.align.get(column) == Some(&Align::Right)
    }

    /// The table as text, each row ending in a line break, indented by two spaces, no wider than the page. Where texts have to be
    /// narrow, long words are broken if that makes the table shorter.
    pub(crate) fn render(&self) -> String {
        let natural: Vec<usize> = (0..self.head.len()).map(|column| self.natural(column)).collect();
        let Some(page) = PrintedPage::printed().columns().filter(|page| taken(&natural) > *page) else {
            return self.part(&(0..self.head.len()).collect::<Vec<_>>(), &natural);
        };
        let layouts = UNBROKEN.map(|unbroken| self.fitted(&natural, unbroken, page));
        layouts.into_iter().min_by_key(|text| text.lines().count()).unwrap_or_default()
    }

    fn fitted(&self, natural: &[usize], unbroken: usize, page: usize) -> String {
        let least: Vec<usize> = (0..self.head.len()).map(|column| self.least(column, unbroken)).collect();
        let mut text = String::new();
        for part in self.parts(&least, page) {
            let of = |widths: &[usize]| -> Vec<usize> { part.iter().map(|column| widths[*column]).collect() };
            let widths = self.narrowed(&part, (&of(natural), &of(&least)), page);
            if !text.is_empty() {
                text.push('\n');
            }
            text.push_str(&self.part(&part, &widths));
        }
        text
    }

    /// The table as one of Markdown.
    pub(crate) fn markdown(&self) -> String {
        let rows: Vec<Vec<String>> = self.rows().cloned().collect();
        markdown_rows(&rows, |column| self.is_figures(column))
    }

    fn cells(&self, column: usize) -> impl Iterator<Item = &str> {
        self.rows().filter_map(move |row| row.get(column)).map(String::as_str)
    }

    /// The width of a column that need not be narrow.
    fn natural(&self, column: usize) -> usize {
        let parts = self.cells(column).flat_map(|cell| wrap(cell, WIDEST));
        parts.map(|part| part.width()).max().unwrap_or(0)
    }

    /// The width of its longest word; a long word of text may be broken, at its hyphens if it has some.
    fn least(&self, column: usize, unbroken: usize) -> usize {
        let is_text = self.align[column] == Align::Left;
        let width = |word: &str| match word.width() {
            width if is_text && width > unbroken => {
                pieces(word).map(|piece| piece.width().min(LONGEST)).max().unwrap_or(0)
            }
            width => width,
        };
        self.cells(column).flat_map(words).map(width).max().unwrap_or(0)
    }

    /// The columns of one part: all, or the names with as many of the others as fit.
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

    /// Widths that fit the page, if the least do: the column gives way that adds fewest lines by it, of several the widest.
    fn narrowed(&self, columns: &[usize], (natural, least): (&[usize], &[usize]), page: usize) -> Vec<usize> {
        let height = |row: &Vec<String>, column: usize, width: usize| {
            wrap(row.get(column).map_or("", String::as_str), width).len()
        };
        let rows: Vec<&Vec<String>> = self.rows().take(LOOKED_AT).collect();
        let heights = |at: usize, width: usize| -> Vec<usize> {
            rows.iter().map(|row| height(row, columns[at], width)).collect()
        };
        let mut widths = natural.to_vec();
        let mut high: Vec<Vec<usize>> = (0..widths.len()).map(|at| heights(at, widths[at])).collect();
        while taken(&widths) > page {
            let lines = |high: &[Vec<usize>], at: usize, other: &[usize]| -> usize {
                let of_row = |row: usize| {
                    let others = high.iter().enumerate().filter(|(column, _)| *column != at);
                    others.map(|(_, heights)| heights[row]).max().unwrap_or(0).max(other[row])
                };
                (0..rows.len()).map(of_row).sum()
            };
            let wide = (0..widths.len()).filter(|at| widths[*at] > least[*at]);
            let tried = wide.map(|at| {
                let narrower = heights(at, widths[at] - 1);
                (lines(&high, at, &narrower), usize::MAX - widths[at], at, narrower)
            });
            let Some((.., at, narrower)) = tried.min() else { break };
            widths[at] -= 1;
            high[at] = narrower;
        }
        widths
    }

    /// Some columns of the table, in widths.
    fn part(&self, columns: &[usize], widths: &[usize]) -> String {
        let broken = |row: &Vec<String>| -> WrappedRow {
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

/// What separates columns.
const GAP: usize = 2;

/// The room that columns take.
fn taken(widths: &[usize]) -> usize {
    widths.iter().map(|width| width + GAP).sum()
}

fn push(text: &mut String, row: &WrappedRow, widths: &[usize], align: &[Align]) {
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
    }

    #[test]
    fn a_table_that_is_too_wide_gives_way_in_its_texts_and_then_comes_in_parts() {
        let mut table = TextTable::new([("", Align::Left), ("a", Align::Right), ("b", Align::Right)]);
        table.row(["one two three".into(), "1,000.00".into(), "2,000.00".into()]);
        let narrow = PrintedPage::of_columns(1).columns().unwrap();
        for columns in [narrow, narrow + 3] {
            let text = PrintedPage::of_columns(columns).printing(|| table.render());
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
        let text = PrintedPage::of_columns(40).printing(|| table.render());
        let rows: Vec<&str> = text.lines().filter(|line| line.contains("desks")).collect();
        assert_eq!(
            rows,
            ["  desks  1,000,000.00  2,000,000.00", "  desks  3,000,000.00  4,000,000.00"],
            "{text}"
        );
    }
}

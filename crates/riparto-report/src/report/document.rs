//! `Document`: what is printed as a document: headings, paragraphs, tables, signatures. `markdown.rs` and `document_html.rs` write it.

use super::text_table::{Align, TextTable};

/// A document: its blocks, in order.
#[derive(Clone, Debug, Default)]
pub(super) struct Document {
    pub(super) blocks: Vec<Block>,
}

/// A part of a document. In its texts, a name in backticks is one that programs know.
#[derive(Clone, Debug)]
pub(super) enum Block {
    /// A heading of a level, 1 being the title.
    Heading(u8, String),
    Paragraph(String),
    /// What is stated of something: a label and a text each.
    Facts(Vec<Fact>),
    /// Items without an order.
    Items(Vec<String>),
    /// Items by number, each with details.
    Numbered(Vec<Numbered>),
    Table(CaptionedTable),
    /// Who signs: an office and a name, which may be empty.
    Signatures(Vec<Fact>),
    /// What follows is an annex, and begins a page.
    Annex,
}

/// A label and what is stated under it.
#[derive(Clone, Debug)]
pub(super) struct Fact {
    pub(super) label: String,
    pub(super) text: String,
}

/// An item by number, with details.
#[derive(Clone, Debug)]
pub(super) struct Numbered {
    pub(super) text: String,
    pub(super) details: Vec<String>,
}

/// A table of texts, with what it is about.
#[derive(Clone, Debug)]
pub(super) struct CaptionedTable {
    pub(super) caption: String,
    pub(super) columns: Vec<ColumnHead>,
    pub(super) rows: Vec<Vec<String>>,
    pub(super) foot: Option<Vec<String>>,
}

/// The head of a column.
#[derive(Clone, Debug)]
pub(super) struct ColumnHead {
    pub(super) head: String,
    pub(super) align: Align,
}

/// A piece of a text: a name that programs know, or words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Run<'a> {
    Words(&'a str),
    Name(&'a str),
}

impl Document {
    pub(super) fn heading(&mut self, level: u8, text: impl Into<String>) {
        self.blocks.push(Block::Heading(level, text.into()));
    }

    pub(super) fn paragraph(&mut self, text: impl Into<String>) {
        self.blocks.push(Block::Paragraph(text.into()));
    }

    pub(super) fn facts(&mut self, facts: Vec<Fact>) {
        if !facts.is_empty() {
            self.blocks.push(Block::Facts(facts));
        }
    }

    pub(super) fn items(&mut self, items: Vec<String>) {
        if !items.is_empty() {
            self.blocks.push(Block::Items(items));
        }
    }
}

impl Fact {
    pub(super) fn new(label: &str, text: impl Into<String>) -> Fact {
        Fact { label: label.to_owned(), text: text.into() }
    }
}

impl CaptionedTable {
    pub(super) fn new<const N: usize>(caption: &str, head: [(&str, Align); N]) -> CaptionedTable {
        let columns =
            head.into_iter().map(|(head, align)| ColumnHead { head: head.to_owned(), align }).collect();
        CaptionedTable { caption: caption.to_owned(), columns, rows: Vec::new(), foot: None }
    }

    /// A table that is also printed as text.
    pub(super) fn of(caption: &str, table: TextTable) -> CaptionedTable {
        let columns = table.head.into_iter().zip(table.align);
        let columns = columns.map(|(head, align)| ColumnHead { head, align }).collect();
        CaptionedTable { caption: caption.to_owned(), columns, rows: table.rows, foot: table.foot }
    }

    #[cfg(feature = "html")]
    pub(super) fn row<const N: usize>(&mut self, row: [String; N]) {
        self.rows.push(row.into());
    }
}

/// The pieces of a text. A backtick without its fellow is words.
pub(super) fn runs(text: &str) -> Vec<Run<'_>> {
    if text.split('`').count().is_multiple_of(2) {
        return vec![Run::Words(text)];
    }
    let pieces = text.split('`').enumerate();
    let pieces = pieces.filter(|(place, piece)| place % 2 == 1 || !piece.is_empty());
    pieces.map(|(place, piece)| if place % 2 == 1 { Run::Name(piece) } else { Run::Words(piece) }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stand_between_backticks_that_come_in_pairs() {
        assert_eq!(runs("of `p1` by"), [Run::Words("of "), Run::Name("p1"), Run::Words(" by")]);
        assert_eq!(runs("`p1"), [Run::Words("`p1")]);
        assert!(runs("").is_empty());
    }
}

//! A document as a page of HTML: no script, nothing from elsewhere, A4 when printed.

use askama::Template;

use super::document::{Block, Document, Run, runs};
use super::text_table::Align;
use riparto_core::money::Language;

#[derive(Template)]
#[template(path = "document.html")]
struct Page<'a> {
    lang: &'a str,
    title: String,
    blocks: &'a [Block],
}

/// The document as a page of its own.
pub(super) fn html(document: &Document, language: Language) -> String {
    let titles = document.blocks.iter().filter_map(|block| match block {
        Block::Heading(1 | 2, text) => Some(text.replace('`', "")),
        Block::Heading(..)
        | Block::Paragraph(_)
        | Block::Facts(_)
        | Block::Items(_)
        | Block::Numbered(_)
        | Block::Table(_)
        | Block::Signatures(_)
        | Block::Annex => None,
    });
    let title = titles.take(2).collect::<Vec<_>>().join(". ");
    let page = Page { lang: language.choose("en", "it"), title, blocks: &document.blocks };
    // Texts are written into memory, which does not fail.
    page.render().unwrap_or_default()
}

/// Whether a column has figures.
pub(super) fn is_right(align: &Align) -> bool {
    *align == Align::Right
}

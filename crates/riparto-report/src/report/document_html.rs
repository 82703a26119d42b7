//! A document as a page of HTML: no script, nothing from elsewhere, A4 when printed.

use askama::Template;

use super::document::{Block, CaptionedTable, ColumnHead, Document, Run, runs};
use super::text_table::Align;
use riparto_core::money::Language;
use riparto_core::words::with_unbroken_percents;

#[derive(Template)]
#[template(path = "document.html")]
struct DocumentPage<'a> {
    lang: &'a str,
    title: String,
    blocks: &'a [Block],
}

/// The document as a whole page.
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
    let page = DocumentPage { lang: language.choose("en", "it"), title, blocks: &document.blocks };
    // Texts are written into memory, which does not fail.
    page.render().unwrap_or_default()
}

/// The widths of the columns in pixels of a page of A4: figures have room to stay on one line, and texts share the rest. Word processors follow widths
/// that are stated.
pub(super) fn widths(grid: &CaptionedTable) -> Vec<usize> {
    let longest = |place: usize, of: fn(&str) -> usize| -> usize {
        let cells = grid.rows.iter().chain(grid.foot.as_ref()).filter_map(|row| row.get(place));
        cells.map(|cell| of(cell)).chain([of(&grid.columns[place].head)]).max().unwrap_or(0)
    };
    let word = |text: &str| text.split(' ').map(|word| word.chars().count()).max().unwrap_or(0);
    let of_figures = |place: usize| longest(place, word) * PERCENT_OF_TEN / 10 + PADDING;
    let columns = || grid.columns.iter().enumerate();
    let figures: usize =
        columns().filter(|(_, column)| is_right(&column.align)).map(|(place, _)| of_figures(place)).sum();
    // A text may take more lines: of long ones, the first count.
    let of_text = |place: usize| longest(place, |text| text.chars().count()).clamp(SHORTEST, LONGEST);
    let texts: usize =
        columns().filter(|(_, column)| !is_right(&column.align)).map(|(place, _)| of_text(place)).sum();
    let rest = 100_usize.saturating_sub(figures).max(LEAST_OF_TEXTS);
    let width = |(place, column): (usize, &ColumnHead)| match is_right(&column.align) {
        true => of_figures(place),
        false => rest * of_text(place) / texts.max(1),
    };
    columns().map(width).map(|percent| percent * PIXELS_OF_PAGE / 100).collect()
}

/// Whether a block is the heading of an annex, which begins a page.
pub(super) fn begins_annex(blocks: &[Block], place: &usize) -> bool {
    place
        .checked_sub(1)
        .and_then(|before| blocks.get(before))
        .is_some_and(|block| matches!(block, Block::Annex))
}

/// So wide is what is printed on A4, between margins of 16 millimetres.
const PIXELS_OF_PAGE: usize = 672;

/// The percent of the width of A4 that ten letters of a table take.
const PERCENT_OF_TEN: usize = 11;

/// The border and the padding of a cell, in percent of it.
const PADDING: usize = 2;

/// The percent that texts keep where figures would take more.
const LEAST_OF_TEXTS: usize = 20;

/// The least and the most letters that a column of texts counts as.
const SHORTEST: usize = 6;
const LONGEST: usize = 36;

/// Whether a column has figures.
pub(super) fn is_right(align: &Align) -> bool {
    *align == Align::Right
}

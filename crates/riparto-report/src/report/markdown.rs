//! A document as Markdown: what people wrote stays text.

use riparto_core::words::with_unbroken_percents;
use unicode_width::UnicodeWidthStr;

use super::document::{Block, CaptionedTable, Document, Run, runs};
use super::text_table::Align;

/// The document in Markdown (CommonMark with tables).
pub(super) fn markdown(document: &Document) -> String {
    let mut text = String::new();
    for block in &document.blocks {
        if !text.is_empty() {
            text.push('\n');
        }
        push(&mut text, block);
    }
    text
}

fn push(text: &mut String, block: &Block) {
    match block {
        Block::Heading(level, heading) => {
            text.push_str(&format!("{} {}\n", "#".repeat(usize::from(*level)), inline(heading)));
        }
        Block::Paragraph(paragraph) => text.push_str(&format!("{}\n", begun(&inline(paragraph)))),
        Block::Facts(facts) => {
            for fact in facts {
                text.push_str(&format!("- **{}**: {}\n", inline(&fact.label), inline(&fact.text)));
            }
        }
        Block::Items(items) => {
            items.iter().for_each(|item| text.push_str(&format!("- {}\n", begun(&inline(item)))));
        }
        Block::Numbered(items) => {
            for (place, item) in items.iter().enumerate() {
                let number = format!("{}. ", place + 1);
                text.push_str(&format!("{number}{}\n", begun(&inline(&item.text))));
                let indent = " ".repeat(number.len());
                for detail in &item.details {
                    text.push_str(&format!("{indent}- {}\n", begun(&inline(detail))));
                }
            }
        }
        Block::Table(grid) => text.push_str(&table(grid)),
        Block::Signatures(signatures) => {
            for signature in signatures {
                let name = inline(&signature.text);
                let name = if name.is_empty() { name } else { format!(" ({name})") };
                text.push_str(&format!("- {}{name}: {}\n", inline(&signature.label), "\\_".repeat(30)));
            }
        }
        Block::Annex => text.push_str("---\n"),
    }
}

/// A table whose columns line up also where nobody renders it.
fn table(grid: &CaptionedTable) -> String {
    let cell = |text: &String| inline(text).replace('\n', " ");
    let head: Vec<String> = grid.columns.iter().map(|column| cell(&column.head)).collect();
    let rows = grid.rows.iter().chain(&grid.foot);
    let rows: Vec<Vec<String>> = rows.map(|row| row.iter().map(cell).collect()).collect();
    let mut widths: Vec<usize> = head.iter().map(|cell| cell.width().max(3)).collect();
    for row in &rows {
        widths.iter_mut().zip(row).for_each(|(width, cell)| *width = (*width).max(cell.width()));
    }
    let line = |row: &[String]| {
        let cells = row.iter().zip(&widths).zip(&grid.columns);
        let cells = cells.map(|((cell, width), column)| {
            let blanks = " ".repeat(width.saturating_sub(cell.width()));
            match column.align {
                Align::Left => format!(" {cell}{blanks} |"),
                Align::Right => format!(" {blanks}{cell} |"),
            }
        });
        format!("|{}\n", cells.collect::<String>())
    };
    let rule = widths.iter().zip(&grid.columns).map(|(width, column)| match column.align {
        Align::Left => format!(" {} |", "-".repeat(*width)),
        Align::Right => format!(" {}: |", "-".repeat(width - 1)),
    });
    let caption =
        if grid.caption.is_empty() { String::new() } else { format!("{}\n\n", inline(&grid.caption)) };
    let rows: String = rows.iter().map(|row| line(row)).collect();
    format!("{caption}{}|{}\n{rows}", line(&head), rule.collect::<String>())
}

/// A text in a line: names as code, words without a meaning of their own in Markdown.
fn inline(text: &str) -> String {
    let run = |run: Run<'_>| match run {
        Run::Name(name) => format!("`{}`", name.replace('|', "\\|")),
        Run::Words(words) => escaped(&with_unbroken_percents(words)),
    };
    runs(text).into_iter().map(run).collect()
}

fn escaped(words: &str) -> String {
    let mut text = String::with_capacity(words.len());
    let mut before = ' ';
    let mut characters = words.chars().peekable();
    while let Some(character) = characters.next() {
        let is_inside = |next: &char| next.is_alphanumeric() && before.is_alphanumeric();
        let has_meaning = match character {
            '\\' | '*' | '<' | '[' | ']' | '|' | '`' | '~' | '&' => true,
            '_' => !characters.peek().is_some_and(is_inside),
            _ => false,
        };
        if has_meaning {
            text.push('\\');
        }
        text.push(if character.is_control() { ' ' } else { character });
        before = character;
    }
    text
}

/// A text that begins no other kind of block.
fn begun(text: &str) -> String {
    if text.starts_with(['#', '>', '-', '+', '=']) {
        return format!("\\{text}");
    }
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let mut after = text[digits..].chars();
    let is_number = digits > 0
        && after.next().is_some_and(|mark| matches!(mark, '.' | ')'))
        && after.next().is_none_or(char::is_whitespace);
    match is_number {
        true => format!("{}\\{}", &text[..digits], &text[digits..]),
        false => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_write_stays_text() {
        assert_eq!(
            inline("<b> *a* [x](y) | prior_approval _x_ `a|b`"),
            "\\<b> \\*a\\* \\[x\\](y) \\| prior_approval \\_x\\_ `a\\|b`"
        );
        assert_eq!(inline("at most 20 % of `a 7 %`"), "at most 20\u{a0}% of `a 7 %`");
        assert_eq!(begun("# title"), "\\# title");
        assert_eq!(begun("12. item"), "12\\. item");
        assert_eq!(begun("12 items"), "12 items");
        assert_eq!(begun("12.000,00 €"), "12.000,00 €");
    }

    #[test]
    fn tables_line_up_in_plain_text() {
        let mut grid = CaptionedTable::new("", [("line", Align::Left), ("EUR", Align::Right)]);
        grid.row(["è".into(), "1.00".into()]);
        grid.foot = Some(vec!["total".into(), "1.00".into()]);
        assert_eq!(table(&grid), "| line  |  EUR |\n| ----- | ---: |\n| è     | 1.00 |\n| total | 1.00 |\n");
    }
}

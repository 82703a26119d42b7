//! Breaking texts into lines: at spaces, never inside an amount.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// The words of a text, between which it may be broken: at spaces, but not at no-break spaces, nor between a number and the sign of
/// its currency or of percent.
pub(super) fn words(text: &str) -> Vec<&str> {
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

/// The pieces of a word that stay whole where it is broken: up to a hyphen or the like between letters, as in `A1-anci-staff`.
pub(super) fn pieces(word: &str) -> impl Iterator<Item = &str> {
    let mut rest = word;
    std::iter::from_fn(move || {
        let (piece, after) = rest.split_at(first_piece(rest));
        rest = after;
        (!piece.is_empty()).then_some(piece)
    })
}

fn first_piece(word: &str) -> usize {
    let end = word.char_indices().zip(word.chars().skip(1)).find(|((place, character), next)| {
        *place > 0 && matches!(character, '-' | '_' | '/') && next.is_alphabetic()
    });
    end.map_or(word.len(), |((place, _), _)| place + 1)
}

/// The bytes of a text that fit into a number of columns, at least one character, with the marks on the last one; whole pieces if
/// the first one fits.
fn fitting(text: &str, width: usize) -> usize {
    let mut whole = 0;
    for piece in pieces(text) {
        if text[..whole + piece.len()].width() > width {
            break;
        }
        whole += piece.len();
    }
    let mut taken = 0;
    let beyond = text.char_indices().find(|(place, character)| {
        taken += character.width().unwrap_or(0);
        *place > 0 && taken > width
    });
    if whole > 0 { whole } else { beyond.map_or(text.len(), |(place, _)| place) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_texts_break_at_spaces_and_long_words_anywhere() {
        assert_eq!(wrap("one two three", 7), ["one two", "three"]);
        assert_eq!(wrap("abcdefghij", 4), ["abcd", "efgh", "ij"]);
        assert_eq!(wrap("a1-anci-staff", 9), ["a1-anci-", "staff"]);
        assert_eq!(wrap("-1,000.00 2024-2025", 6), ["-1,000", ".00", "2024-2", "025"]);
        assert_eq!(wrap("", 4), [""]);
        assert_eq!(wrap("漢字漢字", 4), ["漢字", "漢字"]);
        assert_eq!(wrap("12\u{a0}345 67", 6), ["12\u{a0}345", "67"]);
    }

    #[test]
    fn numbers_stay_with_their_signs() {
        assert_eq!(
            wrap("fino a 20.000,00 € o 15 % in tutto", 14),
            ["fino a", "20.000,00 € o", "15 % in tutto"]
        );
    }
}

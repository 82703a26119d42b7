//! Quoting what was found.

use std::borrow::Cow;

/// The first characters of a text, for a sentence that quotes it.
pub(crate) fn quote(text: &str) -> String {
    const SHOWN: usize = 60;
    clip(text, SHOWN)
}

/// The first so many characters of a text, without control characters.
pub(super) fn clip(text: &str, shown: usize) -> String {
    let clean: Cow<'_, str> = if text.chars().any(char::is_control) {
        text.chars().map(|c| if c.is_control() { '\u{FFFD}' } else { c }).collect::<String>().into()
    } else {
        text.into()
    };
    match clean.char_indices().nth(shown) {
        Some((end, _)) => format!("{}…", &clean[..end]),
        None => clean.into_owned(),
    }
}

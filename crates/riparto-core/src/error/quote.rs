//! Quoting what was found.

use std::borrow::Cow;

use crate::words::is_unseen;

/// The first characters of a text, for a sentence that quotes it.
#[doc(hidden)]
pub fn quote(text: &str) -> String {
    const SHOWN: usize = 60;
    clip(text, SHOWN)
}

/// A path of at most 255 characters; of a longer one, both ends with `…` between them.
pub(super) fn bounded(path: String) -> String {
    const END: usize = 127;
    let count = path.chars().count();
    if count <= 2 * END + 1 {
        return path;
    }
    let (start, end): (String, String) =
        (path.chars().take(END).collect(), path.chars().skip(count - END).collect());
    format!("{start}…{end}")
}

/// The first characters of a text, with the replacement character for control characters and for what cannot be seen.
pub(super) fn clip(text: &str, shown: usize) -> String {
    let deceives = |c: char| c.is_control() || is_unseen(c);
    let clean: Cow<'_, str> = if text.chars().any(deceives) {
        text.chars().map(|c| if deceives(c) { '\u{FFFD}' } else { c }).collect::<String>().into()
    } else {
        text.into()
    };
    match clean.char_indices().nth(shown) {
        Some((end, _)) => format!("{}…", &clean[..end]),
        None => clean.into_owned(),
    }
}

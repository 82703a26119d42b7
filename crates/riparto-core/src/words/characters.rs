//! Characters that a text for people must not hold: those that cannot be seen, or that turn the order of reading.

use std::borrow::Cow;

/// Marks that make a text read in another order than it is written (UAX 9), and what takes no room or leaves a blank
/// that no reader tells from a space: zero-width characters, soft hyphens, fillers, separators of lines and paragraphs,
/// byte order marks, variation selectors, tags. No-break spaces are not among them.
pub(crate) fn is_unseen(character: char) -> bool {
    matches!(
        character,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{2800}' | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}' | '\u{ffa0}'
            | '\u{fff0}'..='\u{fffb}'
            | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

/// Marks that are written onto the character before them.
fn is_combining(character: char) -> bool {
    matches!(
        character,
        '\u{300}'..='\u{36f}'
            | '\u{483}'..='\u{489}'
            | '\u{591}'..='\u{5bd}'
            | '\u{610}'..='\u{61a}'
            | '\u{64b}'..='\u{65f}'
            | '\u{1ab0}'..='\u{1aff}'
            | '\u{1dc0}'..='\u{1dff}'
            | '\u{20d0}'..='\u{20ff}'
            | '\u{3099}' | '\u{309a}'
            | '\u{fe20}'..='\u{fe2f}'
    )
}

/// Whether a mark has nothing to stand on: it is the first character, or follows a blank, a control character or, in a
/// text of JSON, the opening quotation mark.
fn stands_alone(character: char, before: Option<char>) -> bool {
    let carries = |base: char| !(base.is_whitespace() || base.is_control() || base == '"');
    is_combining(character) && !before.is_some_and(carries)
}

/// The first character of a text that deceives its reader: one that cannot be seen, or a mark without a letter.
pub(crate) fn deceptive(text: &str) -> Option<char> {
    if text.is_ascii() {
        return None;
    }
    let mut before = None;
    text.chars().find(|character| {
        let before = before.replace(*character);
        is_unseen(*character) || stands_alone(*character, before)
    })
}

/// JSON of a history with the replacement character U+FFFD for each character that today is refused: what was recorded
/// before they were is read, and shows what it holds.
#[doc(hidden)]
pub fn readable(json: &str) -> Cow<'_, str> {
    if json.is_ascii() {
        return json.into();
    }
    let (mut before, mut escaped) = (None, false);
    let shown = json.chars().map(|character| {
        // What follows a backslash is no base of a mark: `\n` is a line break.
        let base = before.filter(|_| !escaped);
        escaped = before == Some('\\');
        before = Some(character);
        if is_unseen(character) || stands_alone(character, base) { '\u{fffd}' } else { character }
    });
    shown.collect::<String>().into()
}

/// Whether nothing of a text can be seen.
#[doc(hidden)]
pub fn is_blank(text: &str) -> bool {
    text.chars().all(|character| character.is_whitespace() || is_unseen(character))
}

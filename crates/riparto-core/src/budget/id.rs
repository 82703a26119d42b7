//! What ids and texts may hold.

use crate::capacity::{MAX_ID_CHARS, MAX_TEXT_CHARS};
use crate::error::{Cause, Result, quote};
use crate::words::{Bilingual, bilingual, both, deceptive};

/// Checks an id of a line, rule, party or proposal: 1 to 64 letters, digits, `.`, `_`, `-`, `:`, in ASCII, so that
/// two ids that look the same are the same.
#[doc(hidden)]
pub fn check_id(id: &str) -> Result<()> {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-' | b':');
    if id.is_empty() || id.len() > MAX_ID_CHARS || !id.bytes().all(allowed) {
        return Err(Cause::IdMalformed { found: quote(id), allowed: MAX_ID_CHARS }.into());
    }
    Ok(())
}

/// Checks a title, a label or a rule's text: one line of at most 4,000 characters.
#[doc(hidden)]
pub fn check_text(what: Bilingual, text: &str) -> Result<()> {
    check(what, text, char::is_control)
}

/// Checks a reason, which may have several lines.
#[doc(hidden)]
pub fn check_prose(what: Bilingual, text: &str) -> Result<()> {
    check(what, text, |c| c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
}

fn check(what: Bilingual, text: &str, refused: impl Fn(char) -> bool) -> Result<()> {
    if text.len() > MAX_TEXT_CHARS {
        let found = text.chars().count();
        if found > MAX_TEXT_CHARS {
            return Err(Cause::TextTooLong { what, found, allowed: MAX_TEXT_CHARS }.into());
        }
    }
    // Most texts are of signs that everybody sees.
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return Ok(());
    }
    if text.chars().any(refused) {
        let found = both("a control character", "un carattere di controllo");
        return Err(Cause::TextMalformed { what, found }.into());
    }
    if let Some(character) = deceptive(text) {
        let code = u32::from(character);
        let found = bilingual!(
            "the character U+{code:04X}, which cannot be seen or changes how the text is read",
            "il carattere U+{code:04X}, che non si vede o cambia il modo in cui il testo si legge"
        );
        return Err(Cause::TextMalformed { what, found }.into());
    }
    Ok(())
}

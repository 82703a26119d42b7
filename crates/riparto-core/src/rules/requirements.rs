//! What an approval comes with: documents, and the bodies that decide.

use crate::budget::check_text;
use crate::capacity::MAX_REQUIREMENTS;
use crate::error::{Cause, Result};
use crate::words::{Bilingual, bilingual, both, is_blank};

/// Refuses a list of documents with blank or repeated names, or with too many.
///
/// # Errors
/// `requirement_unclear`, `too_many`, `text_too_long`, `text_malformed`.
pub fn check_documents(names: &[String]) -> Result<()> {
    check_names(both("a document", "un documento"), names)
}

/// The same for bodies.
///
/// # Errors
/// As for documents.
pub fn check_bodies(names: &[String]) -> Result<()> {
    check_names(both("a body that decides", "un organo che decide"), names)
}

/// Refuses a list with blank or repeated names, or with too many.
fn check_names(what: Bilingual, names: &[String]) -> Result<()> {
    if names.len() > MAX_REQUIREMENTS {
        return Err(Cause::TooMany { what, found: names.len(), allowed: MAX_REQUIREMENTS }.into());
    }
    for (place, name) in names.iter().enumerate() {
        check_text(what.clone(), name)?;
        let why = match (is_blank(name), names[..place].contains(name)) {
            (true, _) => both("is blank", "non ha nome"),
            (false, true) => bilingual!("is named twice: `{name}`", "compare due volte: `{name}`"),
            (false, false) => continue,
        };
        return Err(Cause::RequirementUnclear { what, why }.into());
    }
    Ok(())
}

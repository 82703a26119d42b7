//! The one reader of JSON documents: bounds first, then the types' own readers, and where those refuse, the examination that
//! tells all that is wrong.

use serde::de::Deserialize;

use super::examine::examine;
use super::mistakes::Mistakes;
use super::node::Node;
use super::parse::parse;
use super::shape::{ANYTHING, Shape};
use super::strict::from_json;
use crate::capacity::{MAX_DOCUMENT_BYTES, MAX_EXAMINED_BYTES};
use crate::error::{Cause, Error, Result};
use crate::words::{Bilingual, both};

/// A kind of document.
#[doc(hidden)]
pub struct Kind {
    /// `this plan`, `questo piano`.
    #[doc(hidden)]
    pub this: Bilingual,
    #[doc(hidden)]
    pub shape: &'static Shape,
}

/// Reads a document of a kind. A byte order mark before it is passed over.
///
/// # Errors
/// `document_too_large`; `document_malformed` with all places that do not have the shape of the kind.
#[doc(hidden)]
pub fn read_json<'de, T: Deserialize<'de>>(kind: &Kind, document: &'de str) -> Result<T> {
    if document.len() > MAX_DOCUMENT_BYTES {
        let (what, found, allowed) = (kind.this.clone(), document.len(), MAX_DOCUMENT_BYTES);
        return Err(Cause::DocumentTooLarge { what, found, allowed }.into());
    }
    let document = without_mark(document);
    if document.trim().is_empty() {
        let why = both("it is empty", "è vuoto");
        return Err(Cause::unreadable(&kind.this, &why).into());
    }
    from_json(document).map_err(|why| explain(kind, document, Error::unreadable(kind.this.clone(), &why)))
}

/// The error for a document that was refused: all that is wrong with it, what it was refused for first.
#[doc(hidden)]
pub fn explain(kind: &Kind, document: &str, refused: Error) -> Error {
    let document = without_mark(document);
    match examined(&kind.this, document) {
        Ok(None) => refused,
        Ok(Some(node)) => {
            let mut mistakes = Mistakes::default();
            examine(document, &node, kind.shape, "", &mut mistakes);
            mistakes.after(refused)
        }
        // What is no JSON was refused as that.
        Err(flaw) => flaw,
    }
}

/// Refuses a JSON text in which a map has a key twice, however deep.
///
/// # Errors
/// `document_malformed`.
#[doc(hidden)]
pub fn refuse_twice(document: &str) -> Result<()> {
    let this = both("this document", "questo documento");
    let node = parse(document).map_err(|flaw| flaw.error(&this, document))?;
    let mut mistakes = Mistakes::default();
    examine(document, &node, &ANYTHING, "", &mut mistakes);
    mistakes.into_first().map_or(Ok(()), Err)
}

/// The text without the byte order mark that spreadsheets and Windows editors begin a file with.
#[doc(hidden)]
pub fn without_mark(document: &str) -> &str {
    document.strip_prefix('\u{feff}').unwrap_or(document)
}

/// The values of a document, to be examined; none if it is so large that its first mistake must do.
///
/// # Errors
/// `document_malformed` where the text is no JSON.
#[doc(hidden)]
pub fn examined<'a>(this: &Bilingual, document: &'a str) -> Result<Option<Node<'a>>> {
    if document.len() > MAX_EXAMINED_BYTES {
        return Ok(None);
    }
    parse(document).map(Some).map_err(|flaw| flaw.error(this, document))
}

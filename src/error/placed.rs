//! The error: a cause, and the places that lead to it.

use std::fmt;

use super::cause::Cause;
use super::kind::ErrorKind;
use super::quote::clip;
use crate::words::{Bilingual, Language};

/// What a [`Result`](std::result::Result) of this crate carries.
pub type Result<T> = std::result::Result<T, Error>;

/// Input that makes no sense, with the place where it was found.
///
/// ```
/// use riparto::Money;
///
/// let error = "1.234".parse::<Money>().unwrap_err();
/// assert_eq!(error.code(), "amount_ambiguous");
/// assert_eq!(
///     error.to_string(),
///     "amount `1.234` can be read as 1234.00 or as 1.234: write `1234.00` or `1.234,00` for the first"
/// );
/// ```
#[derive(Clone)]
pub struct Error(Box<Inner>);

#[derive(Clone)]
struct Inner {
    cause: Cause,
    /// Outermost place first: `plan`, `line A1`.
    places: Vec<Bilingual>,
}

impl Error {
    /// What the error is about, in broad terms.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.0.cause.kind()
    }

    /// A stable name of the cause, for programs: `amount_ambiguous`, `total_mismatch`, …
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.0.cause.code()
    }

    /// The sentence in a language, with the places that lead to it. In English it is what [`Display`](fmt::Display) writes.
    ///
    /// ```
    /// use riparto::{Language, Money};
    ///
    /// let error = "-5".parse::<Money>().unwrap_err();
    /// assert_eq!(
    ///     error.message(Language::Italian),
    ///     "l'importo `-5` è negativo: un importo è pari o superiore a zero"
    /// );
    /// ```
    #[must_use]
    pub fn message(&self, language: Language) -> String {
        let mut sentence = String::new();
        for place in &self.0.places {
            sentence.push_str(place.text(language));
            sentence.push_str(": ");
        }
        sentence.push_str(&match language {
            Language::English => self.0.cause.to_string(),
            Language::Italian => self.0.cause.italian(),
        });
        sentence
    }

    /// The words of the sentence in both languages, for one that tells it as its reason.
    pub(crate) fn words(&self) -> Bilingual {
        Bilingual::of(|language| self.message(language))
    }

    /// A text that serde cannot read as a kind of document. Its words quote the document, whatever that holds.
    pub(crate) fn unreadable(what: Bilingual, why: &serde_json::Error) -> Error {
        const SHOWN: usize = 400;
        let mut words = clip(&why.to_string(), SHOWN);
        if words.ends_with('…') {
            words.push_str(&format!(" at line {} column {}", why.line(), why.column()));
        }
        Cause::DocumentMalformed { what, why: Bilingual::same(words) }.into()
    }

    /// The same error, found at a place: `rule r1`, `line A1`. The outermost place comes first in the sentence.
    #[must_use]
    pub(crate) fn at(mut self, place: Bilingual) -> Error {
        self.0.places.insert(0, place);
        self
    }
}

impl From<Cause> for Error {
    fn from(cause: Cause) -> Error {
        Error(Box::new(Inner { cause, places: Vec::new() }))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for place in &self.0.places {
            write!(f, "{place}: ")?;
        }
        fmt::Display::fmt(&self.0.cause, f)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Error({}: {self})", self.code())
    }
}

impl std::error::Error for Error {}

impl PartialEq for Error {
    fn eq(&self, other: &Error) -> bool {
        self.0.cause == other.0.cause && self.0.places == other.0.places
    }
}

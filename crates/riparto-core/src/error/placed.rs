//! The error: a cause, and the places that lead to it.

use std::fmt;
use std::sync::Arc;

use serde::ser::{Serialize, SerializeStruct, Serializer};

use super::cause::Cause;
use super::kind::ErrorKind;
use super::quote::bounded;
use crate::words::{Bilingual, Language, spoken};

/// A [`Result`](std::result::Result) whose error is that of this crate unless another one is named.
///
/// ```
/// use riparto::{Money, Result};
///
/// fn both_lines(first: &str, second: &str) -> Result<Money> {
///     Money::checked_sum([first.parse()?, second.parse()?])
/// }
/// assert_eq!(both_lines("60.00", "40.00"), Ok(Money::from_euros(100)));
/// ```
pub type Result<T, E = Error> = std::result::Result<T, E>;

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
    /// Where in the JSON text: `rules[41].limit`.
    path: Option<String>,
    /// What else is wrong with the same document.
    others: Vec<Error>,
    /// How many mistakes there are beside those.
    unlisted: usize,
    source: Option<Arc<Source>>,
}

/// An error of another program's, such as of an operating system or a database.
type Source = dyn std::error::Error + Send + Sync;

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

    /// Where the mistake is, as a JSON path counted from the outermost value of the document or request:
    /// `plan.rules[41].limit`. None where it has no place in a JSON text. Of a path of more than 255 characters, both ends
    /// with `…` between them.
    ///
    /// ```
    /// let error = riparto::Plan::from_json(
    ///     r#"{ "format": "riparto.plan/1", "title": "Plan", "total": "1.00", "lines": [ {"id": "a", "amount": 1} ] }"#,
    /// ).unwrap_err();
    /// assert_eq!(error.path(), Some("lines[0].amount"));
    /// assert_eq!(error.to_string(), "line `a`: `amount` is the number `1`: write it in quotation marks, `\"1.00\"`");
    /// ```
    #[must_use]
    pub fn path(&self) -> Option<&str> {
        self.0.path.as_deref()
    }

    /// All that is wrong with the same document, this first: at most
    /// [`capacity::MAX_MISTAKES`](crate::capacity::MAX_MISTAKES), see [`unlisted`](Error::unlisted).
    pub fn all(&self) -> impl Iterator<Item = &Error> {
        std::iter::once(self).chain(&self.0.others)
    }

    /// How many more mistakes there are than [`all`](Error::all) gives.
    #[must_use]
    pub fn unlisted(&self) -> usize {
        self.0.unlisted
    }

    /// The outermost place in words, which for a field of a request is its name.
    #[doc(hidden)]
    pub fn first_place(&self) -> Option<&str> {
        self.0.places.first().map(|place| place.text(Language::English))
    }

    /// Whether the same is wrong, perhaps at another place.
    pub(crate) fn has_cause_of(&self, other: &Error) -> bool {
        self.0.cause == other.0.cause
    }

    /// The same error at a JSON path; the path of the outermost value is empty and says nothing.
    #[doc(hidden)]
    pub fn with_path(mut self, path: impl Into<String>) -> Error {
        self.0.path = Some(bounded(path.into())).filter(|path| !path.is_empty());
        self
    }

    /// The same error with what else is wrong, and how much more there is.
    pub(crate) fn with_others(mut self, others: Vec<Error>, unlisted: usize) -> Error {
        self.0.others = others;
        self.0.unlisted = unlisted;
        self
    }

    /// The same error, because of another one.
    #[doc(hidden)]
    pub fn with_source(mut self, source: impl Into<Box<Source>>) -> Error {
        self.0.source = Some(Arc::from(source.into()));
        self
    }

    /// The same error, and the others with it, in a document that is at a path of another one.
    pub(crate) fn under(mut self, outer: &str) -> Error {
        self.0.path = Some(bounded(match self.0.path.take() {
            None => outer.to_owned(),
            Some(inner) if inner.starts_with('[') => format!("{outer}{inner}"),
            Some(inner) => format!("{outer}.{inner}"),
        }));
        self.0.others = self.0.others.into_iter().map(|other| other.under(outer)).collect();
        self
    }

    /// The words of the sentence in both languages, for one that tells it as its reason.
    #[doc(hidden)]
    pub fn words(&self) -> Bilingual {
        Bilingual::of(|language| self.message(language))
    }

    /// A text that the reader of a kind of document refuses: by its place, since a reader's words are not for people.
    #[doc(hidden)]
    pub fn unreadable(what: Bilingual, why: &serde_json::Error) -> Error {
        let (line, column) = (why.line(), why.column());
        let why = Bilingual::new(
            format!("what stands at line {line}, column {column} does not belong there"),
            format!("ciò che sta alla riga {line}, colonna {column} non va lì"),
        );
        Cause::unreadable(&what, &why).into()
    }

    /// The same error as one of serde, whose words are all that it keeps: the sentence, then the code in brackets.
    pub(crate) fn in_serde<E: serde::de::Error>(self) -> E {
        E::custom(format_args!("{self} [{}]", self.code()))
    }

    /// The same error, found at a place: `rule r1`, `line A1`. The outermost place comes first in the sentence.
    #[must_use]
    #[doc(hidden)]
    pub fn at(mut self, place: Bilingual) -> Error {
        self.0.places.insert(0, place);
        self
    }
}

impl From<Cause> for Error {
    fn from(cause: Cause) -> Error {
        Error(Box::new(Inner {
            cause,
            places: Vec::new(),
            path: None,
            others: Vec::new(),
            unlisted: 0,
            source: None,
        }))
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

/// The source is what the operating system, or the author of a `Store`, gave as the reason.
impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source.as_deref().map(|source| source as _)
    }
}

/// A map of `code`, `kind`, `path` where there is one, and `message`.
///
/// ```
/// use riparto::Money;
///
/// let error = "1,234.5.6".parse::<Money>().unwrap_err();
/// assert_eq!(
///     serde_json::to_string(&error).unwrap(),
///     r#"{"code":"amount_malformed","kind":"amount","message":"`1,234.5.6` is not an amount: write for example `2464000.00` or `2.464.000,00 €`"}"#
/// );
/// ```
impl Serialize for Error {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_struct("Error", 3 + usize::from(self.path().is_some()))?;
        map.serialize_field("code", self.code())?;
        map.serialize_field("kind", &self.kind())?;
        if let Some(path) = self.path() {
            map.serialize_field("path", path)?;
        }
        map.serialize_field("message", &self.message(spoken()))?;
        map.end()
    }
}

impl PartialEq for Error {
    fn eq(&self, other: &Error) -> bool {
        self.0.cause == other.0.cause && self.0.places == other.0.places
    }
}

//! The language that amounts and sentences are written in.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The language of what a person reads. In JSON and on the command line `en` and `it`.
///
/// ```
/// use riparto::{Language, Money};
/// use riparto::money::AmountStyle;
///
/// let language: Language = "it".parse()?;
/// assert_eq!(Money::from_euros(2_464_000).to_text(AmountStyle::from(language)), "2.464.000,00 €");
/// assert_eq!(language.to_string(), "it");
/// # Ok::<(), riparto::UnknownLanguage>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Language {
    /// `€2,464,000.00`
    #[default]
    #[serde(rename = "en")]
    English,
    /// `2.464.000,00 €`
    #[serde(rename = "it")]
    Italian,
}

impl Language {
    /// One of two texts.
    #[must_use]
    pub fn choose<T>(self, english: T, italian: T) -> T {
        match self {
            Language::English => english,
            Language::Italian => italian,
        }
    }
}

/// The name that documents write: `en` or `it`.
impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.serialize(f)
    }
}

impl FromStr for Language {
    type Err = UnknownLanguage;

    fn from_str(text: &str) -> Result<Language, UnknownLanguage> {
        match text {
            "en" => Ok(Language::English),
            "it" => Ok(Language::Italian),
            _ => Err(UnknownLanguage),
        }
    }
}

/// The text names neither of the two languages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownLanguage;

impl fmt::Display for UnknownLanguage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the languages are `en` and `it`")
    }
}

impl std::error::Error for UnknownLanguage {}

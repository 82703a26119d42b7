//! The same words in both languages.

use std::borrow::Cow;
use std::fmt;

use super::language::Language;

/// The same words in English and in Italian. Shown without a language, the English ones.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[doc(hidden)]
pub struct Bilingual {
    english: Cow<'static, str>,
    italian: Cow<'static, str>,
}

/// Words that quote what was found, in both languages: `bilingual!("no line `{id}`", "nessuna voce `{id}`")`.
#[doc(hidden)]
#[macro_export]
macro_rules! bilingual {
    ($english:literal, $italian:literal $(, $name:ident = $value:expr)*) => {
        $crate::words::Bilingual::new(format!($english $(, $name = $value)*), format!($italian $(, $name = $value)*))
    };
}
pub use bilingual;

/// One of two texts, of which only that in the language is written: ``choose!(language, "no line `{id}`", "nessuna voce `{id}`")``.
#[doc(hidden)]
#[macro_export]
macro_rules! choose {
    ($language:expr, $english:literal, $italian:literal $(, $name:ident = $value:expr)* $(,)?) => {
        match $language {
            $crate::words::Language::English => format!($english $(, $name = $value)*),
            $crate::words::Language::Italian => format!($italian $(, $name = $value)*),
        }
    };
}
pub use choose;

/// Words that are known beforehand: `both("the sum", "la somma")`.
#[doc(hidden)]
pub const fn both(english: &'static str, italian: &'static str) -> Bilingual {
    Bilingual { english: Cow::Borrowed(english), italian: Cow::Borrowed(italian) }
}

/// A thing by its id: ``line `A1` ``, ``voce `A1` ``.
#[doc(hidden)]
pub fn named(english: &str, italian: &str, id: impl AsRef<str>) -> Bilingual {
    let id = id.as_ref();
    Bilingual::new(format!("{english} `{id}`"), format!("{italian} `{id}`"))
}

/// A thing by its number: `row 3`, `riga 3`.
#[doc(hidden)]
pub fn numbered(english: &str, italian: &str, number: impl fmt::Display) -> Bilingual {
    Bilingual::new(format!("{english} {number}"), format!("{italian} {number}"))
}

impl Bilingual {
    /// Words that are made of what was found.
    #[doc(hidden)]
    pub fn new(english: impl Into<String>, italian: impl Into<String>) -> Bilingual {
        Bilingual { english: Cow::Owned(english.into()), italian: Cow::Owned(italian.into()) }
    }

    /// A name or a figure, the same in both languages.
    #[doc(hidden)]
    pub fn same(text: impl Into<String>) -> Bilingual {
        let text = text.into();
        Bilingual::new(text.clone(), text)
    }

    /// The words of a function that takes a language.
    #[doc(hidden)]
    pub fn of<T: Into<String>>(words: impl Fn(Language) -> T) -> Bilingual {
        Bilingual::new(words(Language::English), words(Language::Italian))
    }

    /// The words in Italian.
    #[doc(hidden)]
    pub fn italian(&self) -> &Cow<'static, str> {
        &self.italian
    }

    /// The words in a language.
    #[doc(hidden)]
    pub fn text(&self, language: Language) -> &str {
        language.choose(&self.english, &self.italian)
    }
}

impl fmt::Display for Bilingual {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.english)
    }
}

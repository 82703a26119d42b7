//! Counts of things: `1 byte`, `2 bytes`.

use std::fmt;

use super::bilingual::Bilingual;
use super::language::Language;

/// A noun for one and for many, in both languages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[doc(hidden)]
pub struct Noun {
    one: [&'static str; 2],
    many: [&'static str; 2],
}

/// A noun: `noun("line", "lines", "voce", "voci")`.
#[doc(hidden)]
pub const fn noun(
    one: &'static str,
    many: &'static str,
    one_italian: &'static str,
    many_italian: &'static str,
) -> Noun {
    Noun { one: [one, one_italian], many: [many, many_italian] }
}

impl Noun {
    /// A number with the noun in its form: `1 byte`, `0 bytes`.
    #[doc(hidden)]
    pub fn count<N: Copy + fmt::Display + PartialEq + From<u8>>(
        self,
        number: N,
        language: Language,
    ) -> String {
        let [english, italian] = if number == N::from(1) { self.one } else { self.many };
        format!("{number} {}", language.choose(english, italian))
    }

    /// The same in both languages.
    #[doc(hidden)]
    pub fn in_both<N: Copy + fmt::Display + PartialEq + From<u8>>(self, number: N) -> Bilingual {
        Bilingual::of(|language| self.count(number, language))
    }
}

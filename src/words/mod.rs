//! The two languages that people read, and words that are kept in both until it is known who reads them.

#![deny(clippy::wildcard_enum_match_arm)]

mod language;
mod bilingual;
mod counted;
mod nearest_word;
mod characters;

pub use language::{Language, UnknownLanguage};

pub(crate) use bilingual::{Bilingual, bilingual, both, choose, named, numbered};
pub(crate) use characters::{deceptive, is_blank, is_unseen, readable};
pub(crate) use counted::{Noun, noun};
pub(crate) use nearest_word::{among, nearest};

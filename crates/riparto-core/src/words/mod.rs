//! The two languages that people read, and words that are kept in both until it is known who reads them.

#![deny(clippy::wildcard_enum_match_arm)]

mod language;
mod spoken;
mod bilingual;
mod counted;
mod nearest_word;
mod characters;
mod cell_text;

pub use language::{Language, UnknownLanguage};

#[doc(hidden)]
pub use bilingual::{Bilingual, bilingual, both, choose, named, numbered};
#[doc(hidden)]
pub use cell_text::{as_text, column_letters, csv_rows, markdown_rows, with_unbroken_percents};
pub(crate) use characters::{deceptive, is_unseen};
#[doc(hidden)]
pub use characters::{is_blank, readable};
#[doc(hidden)]
pub use counted::{Noun, noun};
#[doc(hidden)]
pub use nearest_word::among;
pub(crate) use nearest_word::nearest;
#[doc(hidden)]
pub use spoken::spoken;

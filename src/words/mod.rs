//! The two languages that people read, and words that are kept in both until it is known who reads them.

mod language;
mod bilingual;
mod counted;
mod near;

pub use language::{Language, UnknownLanguage};

pub(crate) use bilingual::{Bilingual, bilingual, both, named, numbered};
pub(crate) use counted::{Noun, noun};
pub(crate) use near::{among, nearest};

//! Help in the language of the run: clap has the English texts, and rows translate each of them.

mod commands;
mod arguments;
mod translate;

pub(crate) use translate::{in_language, in_own_words};

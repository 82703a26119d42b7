//! Help in the language of the run: clap has the English texts, and rows translate each of them.

mod command_help;
mod argument_help;
mod ballot_help;
mod value_help;
mod trust_help;
mod translate;

pub(crate) use translate::{in_language, in_own_words};

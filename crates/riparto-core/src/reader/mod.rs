//! Documents: what a person or a program hands over as JSON, read in one place.
//!
//! A document is read by the readers of its types, which stop at the first mistake and know nothing of the person who made it.
//! Where they refuse, the text is read once more into nodes and held against the shape of its kind: that finds all
//! mistakes, each with its JSON path, and says in both languages what is there, what may be there, and an example.
//! Shapes stand beside the types that they describe; names of fields and words are asked of the types' own readers.
//!
//! Invariant: a document is refused if and only if its examination finds a mistake, and the code is that of the reader.

mod path;
mod node;
mod flaw;
mod encoding;
#[cfg(feature = "csv")]
mod csv_table;
#[cfg(feature = "csv")]
mod decoded;
mod parse;
mod mistakes;
mod names;
mod shape;
mod unique_keys;
mod extensions;
mod extended;
mod examine;
mod strict;
mod read;
mod unique_map;

#[cfg(feature = "csv")]
#[doc(hidden)]
pub use csv_table::{CsvRow, CsvTable};
#[cfg(feature = "csv")]
pub use decoded::{Decoded, decoded};
pub use encoding::text_of;
pub use extensions::Extensions;

#[doc(hidden)]
pub use examine::examine;
pub(crate) use extended::{Extended, WithExtensions};
#[doc(hidden)]
pub use mistakes::Mistakes;
#[doc(hidden)]
pub use names::{names_in, names_of, read_by_name, read_name, shown_by_name};
#[doc(hidden)]
pub use node::{Node, Value};
#[doc(hidden)]
pub use path::{push_index, push_key};
#[doc(hidden)]
pub use read::{Kind, examined, explain, read_json, refuse_twice, without_mark};
#[doc(hidden)]
pub use shape::{
    ANYTHING, ANYTHING_WHOLE, DATE, Entries, FLAG, Field, Fields, Form, ID, Shape, TEXT, WHOLE_32, choice,
    entries, extended, fields, list, nullable, optional, required, word, written,
};
pub(crate) use shape::{Meaning, ParsedText, numeric};
#[doc(hidden)]
pub use strict::from_json;
pub(crate) use strict::{document, strict};
#[doc(hidden)]
pub use unique_keys::unique_keys;
#[doc(hidden)]
pub use unique_map::unique_map;

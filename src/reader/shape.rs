//! What a document holds, as data: what may stand at each place, in words for the person who wrote something else there.

use super::mistakes::Mistakes;
use super::node::Node;
use crate::error::{Error, Result};
use crate::words::{Bilingual, both};

/// What may stand at a place.
pub(crate) struct Shape {
    /// In words, with an example.
    pub(crate) expected: Bilingual,
    pub(crate) form: Form,
}

/// The kinds of values.
pub(crate) enum Form {
    /// Any value whose maps have each field once.
    Anything,
    /// Any value whose maps have each field once and whose numbers are whole.
    AnythingWhole,
    /// A map that has each field once.
    AnyMap,
    /// Any text.
    Text,
    /// A text that is read by a function.
    Written(Written),
    /// A whole number from zero on.
    Whole(u64),
    Flag,
    /// One of the words that an enum reads.
    Word(Names),
    List(&'static Shape),
    /// Values by keys that the document chooses, each once.
    Entries(Entries),
    Fields(Fields),
    Choice(Choice),
    /// The first one whose kind of value stands there.
    Either(&'static [&'static Shape]),
    /// `null` or the shape.
    Optional(&'static Shape),
}

/// The names that a type reads, as its reader states them.
pub(crate) type Names = fn() -> &'static [&'static str];

/// A text that is read by a function.
pub(crate) struct Written {
    pub(crate) read: fn(&str) -> Result<()>,
    /// Whether a whole number may stand in place of the text.
    pub(crate) whole: bool,
    /// Reads the number that is meant, so that one without quotation marks is told how to be written.
    pub(crate) number: Option<fn(&str) -> Result<()>>,
}

/// Values by keys that the document chooses.
pub(crate) struct Entries {
    pub(crate) each: &'static Shape,
    /// What is wrong with a key that stands twice.
    pub(crate) twice: fn(&str) -> Option<Error>,
    pub(crate) most: Option<usize>,
}

/// A map whose fields are known.
pub(crate) struct Fields {
    pub(crate) names: Names,
    pub(crate) fields: &'static [Field],
    /// How sentences name it, and the field that tells it from others of its kind: ``rule `r1` ``.
    pub(crate) named: Option<(Bilingual, &'static str)>,
    /// What is wrong with these fields together.
    pub(crate) together: Option<Together>,
    /// Reads the map once each of its fields has its shape.
    pub(crate) read: Option<fn(&str) -> Result<()>>,
    /// Adds what is wrong with what the map means, as far as its fields can be understood.
    pub(crate) meaning: Option<Meaning>,
}

/// What is wrong with the fields of a map together, by their names.
pub(crate) type Together = fn(&[&str]) -> Option<Bilingual>;

/// Adds what is wrong with a map at a path of a text.
pub(crate) type Meaning = fn(&str, &Node<'_>, &str, &mut Mistakes);

/// A field of a map; those that are not listed may hold anything.
pub(crate) struct Field {
    pub(crate) name: &'static str,
    pub(crate) shape: &'static Shape,
    pub(crate) required: bool,
    /// Whether `null` says that it is left out.
    pub(crate) null: bool,
}

/// One of several words, or a map with one of several keys.
pub(crate) struct Choice {
    pub(crate) names: Names,
    /// The keys that stand in a map, with what they hold; the other names are words.
    pub(crate) keyed: &'static [Field],
}

/// A text that is read by a function.
pub(crate) const fn written(expected: Bilingual, read: fn(&str) -> Result<()>) -> Shape {
    Shape { expected, form: Form::Written(Written { read, whole: false, number: None }) }
}

/// A number that is written as a text.
pub(crate) const fn numeric(expected: Bilingual, read: fn(&str) -> Result<()>) -> Shape {
    Shape { expected, form: Form::Written(Written { read, whole: false, number: Some(read) }) }
}

/// One of the words of an enum.
pub(crate) const fn word(expected: Bilingual, names: Names) -> Shape {
    Shape { expected, form: Form::Word(names) }
}

/// A list.
pub(crate) const fn list(expected: Bilingual, of: &'static Shape) -> Shape {
    Shape { expected, form: Form::List(of) }
}

/// Values by keys that the document chooses.
pub(crate) const fn entries(expected: Bilingual, each: &'static Shape) -> Shape {
    Shape { expected, form: Form::Entries(Entries { each, twice: |_| None, most: None }) }
}

/// A map whose fields are known.
pub(crate) const fn fields(expected: Bilingual, names: Names, fields: &'static [Field]) -> Shape {
    Shape {
        expected,
        form: Form::Fields(Fields { names, fields, named: None, together: None, read: None, meaning: None }),
    }
}

/// One of several words, or a map with one key.
pub(crate) const fn choice(expected: Bilingual, names: Names, keyed: &'static [Field]) -> Shape {
    Shape { expected, form: Form::Choice(Choice { names, keyed }) }
}

/// A field that must be there.
pub(crate) const fn required(name: &'static str, shape: &'static Shape) -> Field {
    Field { name, shape, required: true, null: false }
}

/// A field that may be left out.
pub(crate) const fn optional(name: &'static str, shape: &'static Shape) -> Field {
    Field { name, shape, required: false, null: false }
}

/// A field that may be left out or `null`.
pub(crate) const fn nullable(name: &'static str, shape: &'static Shape) -> Field {
    Field { name, shape, required: false, null: true }
}

/// Any text.
pub(crate) static TEXT: Shape =
    Shape { expected: both("a text in quotation marks", "un testo tra virgolette"), form: Form::Text };

/// An id.
pub(crate) static ID: Shape = Shape {
    expected: both(
        "an id in quotation marks, such as `\"A1\"`",
        "un identificativo tra virgolette, per esempio `\"A1\"`",
    ),
    form: Form::Text,
};

/// Yes or no.
pub(crate) static FLAG: Shape = Shape {
    expected: both("`true` or `false`, without quotation marks", "`true` o `false`, senza virgolette"),
    form: Form::Flag,
};

/// The largest whole number where 32 bits hold it.
pub(crate) const WHOLE_32: u64 = u32::MAX as u64;

/// Whatever JSON has, with whole numbers only.
pub(crate) static ANYTHING_WHOLE: Shape =
    Shape { expected: both("a map", "una mappa"), form: Form::AnythingWhole };

/// Whatever JSON has.
pub(crate) static ANYTHING: Shape = Shape { expected: both("a value", "un valore"), form: Form::Anything };

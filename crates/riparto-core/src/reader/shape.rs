//! What a document holds, as data: what may stand at each place, in words for the person who wrote something else there.

use super::mistakes::Mistakes;
use super::node::Node;
use crate::date::Date;
use crate::error::{Error, Result};
use crate::words::{Bilingual, both};

/// What may stand at a place.
#[doc(hidden)]
pub struct Shape {
    /// In words, with an example.
    #[doc(hidden)]
    pub expected: Bilingual,
    #[doc(hidden)]
    pub form: Form,
}

impl Shape {
    /// In words, with an example.
    pub(super) fn expected(&self) -> &Bilingual {
        match self.form {
            Form::Extended(inner) => inner.expected(),
            _ => &self.expected,
        }
    }
}

/// The kinds of values.
#[doc(hidden)]
pub enum Form {
    /// Any value whose maps have each field once.
    Anything,
    /// Any value whose maps have each field once and whose numbers are whole.
    AnythingWhole,
    /// A map that has each field once.
    AnyMap,
    /// Any text.
    Text,
    /// A text that is read by a function.
    Written(ParsedText),
    /// A whole number from zero on.
    Whole(u64),
    Flag,
    /// One of the words that an enum reads.
    Word(Names),
    List(&'static Shape),
    /// Values by keys that the document chooses, each once.
    Entries(Entries),
    Fields(Fields),
    /// The shape, a map of known fields or a list of such maps, with extension fields beside them.
    Extended(&'static Shape),
    Choice(Choice),
    /// The first one whose kind of value is there.
    Either(&'static [&'static Shape]),
    /// `null` or the shape.
    Optional(&'static Shape),
}

/// The names that a type reads, as its reader states them.
pub(crate) type Names = fn() -> &'static [&'static str];

/// A text that is read by a function.
#[doc(hidden)]
pub struct ParsedText {
    pub(crate) read: fn(&str) -> Result<()>,
    /// Whether a whole number may stand in place of the text.
    pub(crate) whole: bool,
    /// Reads the number that is meant, so that one without quotation marks is told how to be written.
    pub(crate) number: Option<fn(&str) -> Result<()>>,
}

/// Values by keys that the document chooses.
#[doc(hidden)]
pub struct Entries {
    #[doc(hidden)]
    pub each: &'static Shape,
    /// What is wrong with a key that occurs twice.
    #[doc(hidden)]
    pub twice: fn(&str) -> Option<Error>,
    #[doc(hidden)]
    pub most: Option<usize>,
}

/// A map whose fields are known.
#[doc(hidden)]
pub struct Fields {
    #[doc(hidden)]
    pub names: Names,
    #[doc(hidden)]
    pub fields: &'static [Field],
    /// How sentences name it, and the field that tells it from others of its kind: ``rule `r1` ``.
    #[doc(hidden)]
    pub named: Option<(Bilingual, &'static str)>,
    /// What is wrong with these fields together.
    #[doc(hidden)]
    pub together: Option<JointMeaning>,
    /// Reads the map once each of its fields has its shape.
    #[doc(hidden)]
    pub read: Option<fn(&str) -> Result<()>>,
    /// Adds what is wrong with what the map means, as far as its fields can be understood.
    #[doc(hidden)]
    pub meaning: Option<Meaning>,
}

/// What is wrong with the fields of a map together, by their names.
pub(crate) type JointMeaning = fn(&[&str]) -> Option<Bilingual>;

/// Adds what is wrong with a map at a path of a text.
pub(crate) type Meaning = fn(&str, &Node<'_>, &str, &mut Mistakes);

/// A field of a map; those that are not listed may hold anything.
#[doc(hidden)]
pub struct Field {
    pub(crate) name: &'static str,
    pub(crate) shape: &'static Shape,
    pub(crate) required: bool,
    /// Whether `null` says that it is left out.
    pub(crate) null: bool,
}

/// One of several words, or a map with one of several keys.
#[doc(hidden)]
pub struct Choice {
    pub(crate) names: Names,
    /// The keys that stand in a map, with what they hold; the other names are words.
    pub(crate) keyed: &'static [Field],
}

/// A text that is read by a function.
#[doc(hidden)]
pub const fn written(expected: Bilingual, read: fn(&str) -> Result<()>) -> Shape {
    Shape { expected, form: Form::Written(ParsedText { read, whole: false, number: None }) }
}

/// A number that is written as a text.
pub(crate) const fn numeric(expected: Bilingual, read: fn(&str) -> Result<()>) -> Shape {
    Shape { expected, form: Form::Written(ParsedText { read, whole: false, number: Some(read) }) }
}

/// One of the words of an enum.
#[doc(hidden)]
pub const fn word(expected: Bilingual, names: Names) -> Shape {
    Shape { expected, form: Form::Word(names) }
}

/// A list.
#[doc(hidden)]
pub const fn list(expected: Bilingual, of: &'static Shape) -> Shape {
    Shape { expected, form: Form::List(of) }
}

/// Values by keys that the document chooses.
#[doc(hidden)]
pub const fn entries(expected: Bilingual, each: &'static Shape) -> Shape {
    Shape { expected, form: Form::Entries(Entries { each, twice: |_| None, most: None }) }
}

/// A map whose fields are known.
#[doc(hidden)]
pub const fn fields(expected: Bilingual, names: Names, fields: &'static [Field]) -> Shape {
    Shape {
        expected,
        form: Form::Fields(Fields { names, fields, named: None, together: None, read: None, meaning: None }),
    }
}

/// The shape, a map of known fields or a list of such maps, with extension fields beside them.
#[doc(hidden)]
pub const fn extended(of: &'static Shape) -> Shape {
    Shape { expected: both("", ""), form: Form::Extended(of) }
}

/// One of several words, or a map with one key.
#[doc(hidden)]
pub const fn choice(expected: Bilingual, names: Names, keyed: &'static [Field]) -> Shape {
    Shape { expected, form: Form::Choice(Choice { names, keyed }) }
}

/// A field that must be there.
#[doc(hidden)]
pub const fn required(name: &'static str, shape: &'static Shape) -> Field {
    Field { name, shape, required: true, null: false }
}

/// A field that may be left out.
#[doc(hidden)]
pub const fn optional(name: &'static str, shape: &'static Shape) -> Field {
    Field { name, shape, required: false, null: false }
}

/// A field that may be left out or `null`.
#[doc(hidden)]
pub const fn nullable(name: &'static str, shape: &'static Shape) -> Field {
    Field { name, shape, required: false, null: true }
}

/// A day.
#[doc(hidden)]
pub static DATE: Shape =
    written(both("a date, such as `\"2024-03-12\"`", "una data, per esempio `\"2024-03-12\"`"), |text| {
        text.parse().map(|_: Date| ())
    });

/// Any text.
#[doc(hidden)]
pub static TEXT: Shape =
    Shape { expected: both("a text in quotation marks", "un testo tra virgolette"), form: Form::Text };

/// An id.
#[doc(hidden)]
pub static ID: Shape = Shape {
    expected: both(
        "an id in quotation marks, such as `\"A1\"`",
        "un identificativo tra virgolette, per esempio `\"A1\"`",
    ),
    form: Form::Text,
};

/// Yes or no.
#[doc(hidden)]
pub static FLAG: Shape = Shape {
    expected: both("`true` or `false`, without quotation marks", "`true` o `false`, senza virgolette"),
    form: Form::Flag,
};

/// The largest whole number where 32 bits hold it.
#[doc(hidden)]
pub const WHOLE_32: u64 = u32::MAX as u64;

/// Whatever JSON has, with whole numbers only.
#[doc(hidden)]
pub static ANYTHING_WHOLE: Shape = Shape { expected: both("a map", "una mappa"), form: Form::AnythingWhole };

/// Whatever JSON has.
#[doc(hidden)]
pub static ANYTHING: Shape = Shape { expected: both("a value", "un valore"), form: Form::Anything };

//! The values of a JSON text, each with its place in the bytes.

use std::borrow::Cow;
use std::ops::Range;

/// A value and its place.
#[derive(Debug)]
#[doc(hidden)]
pub struct Node<'a> {
    pub(crate) bytes: Range<usize>,
    #[doc(hidden)]
    pub value: Value<'a>,
}

/// A JSON value: fields in their order, those given twice too.
#[derive(Debug)]
#[doc(hidden)]
pub enum Value<'a> {
    Null,
    Flag(bool),
    /// As it is written.
    Number(&'a str),
    Text(Cow<'a, str>),
    List(Vec<Node<'a>>),
    Map(Vec<(Cow<'a, str>, Node<'a>)>),
}

impl<'a> Node<'a> {
    /// A field of a map: the first of that name.
    #[doc(hidden)]
    pub fn field(&self, name: &str) -> Option<&Node<'a>> {
        match &self.value {
            Value::Map(fields) => fields.iter().find(|(key, _)| key == name).map(|(_, node)| node),
            _ => None,
        }
    }

    /// The fields of a map; none for another value.
    #[doc(hidden)]
    pub fn fields(&self) -> &[(Cow<'a, str>, Node<'a>)] {
        match &self.value {
            Value::Map(fields) => fields,
            _ => &[],
        }
    }

    /// The elements of a list; none for another value.
    #[doc(hidden)]
    pub fn elements(&self) -> &[Node<'a>] {
        match &self.value {
            Value::List(elements) => elements,
            _ => &[],
        }
    }

    /// The text, if it is one.
    #[doc(hidden)]
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }
}

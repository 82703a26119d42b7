//! What there is for each line of ballots, by the lines' names or in their order.

use serde::{Serialize, Serializer};

/// A value for each line: in JSON a map by the names of the lines, or a list where they are not named.
#[doc(hidden)]
#[derive(Clone, Copy)]
pub struct ByLine<'a, T> {
    #[doc(hidden)]
    pub lines: Option<&'a [String]>,
    #[doc(hidden)]
    pub values: &'a [T],
}

impl<T: Serialize> Serialize for ByLine<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.lines {
            Some(lines) => serializer.collect_map(lines.iter().zip(self.values)),
            None => serializer.collect_seq(self.values),
        }
    }
}

/// A line by its name, or by its position where lines are not named.
#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum LineName<'a> {
    Name(&'a str),
    Position(usize),
}

impl LineName<'_> {
    pub(super) fn of(lines: Option<&[String]>, position: usize) -> LineName<'_> {
        lines.map_or(LineName::Position(position), |lines| LineName::Name(&lines[position]))
    }
}

//! A receipt whose parts are lines, in JSON.

use serde::Serialize;

use riparto_core::money::{Fraction, Leftover, Method, TieBreak};

/// A receipt that names the line of each leftover cent, where lines have names.
#[derive(Serialize)]
pub(super) struct ReceiptByLine<'a> {
    #[serde(flatten)]
    pub(super) method: Method,
    pub(super) tie_break: TieBreak,
    pub(super) leftovers: Vec<LeftoverByLine<'a>>,
    pub(super) tied: &'a [usize],
    pub(super) at_floor: &'a [usize],
    pub(super) at_ceiling: &'a [usize],
}

#[derive(Serialize)]
pub(super) struct LeftoverByLine<'a> {
    part: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<&'a str>,
    cents: i64,
    remainder: &'a Fraction,
}

impl<'a> LeftoverByLine<'a> {
    /// `line` tells the id of a part.
    pub(super) fn all(
        leftovers: &'a [Leftover],
        line: impl Fn(usize) -> Option<&'a str>,
    ) -> Vec<LeftoverByLine<'a>> {
        let by_line = |leftover: &'a Leftover| LeftoverByLine {
            part: leftover.part,
            line: line(leftover.part),
            cents: leftover.cents,
            remainder: &leftover.remainder,
        };
        leftovers.iter().map(by_line).collect()
    }
}

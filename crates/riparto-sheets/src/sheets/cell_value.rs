//! `CellValue`: the contents of a cell.

use std::borrow::Cow;

/// The contents of a cell.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum CellValue {
    Text(String),
    /// A number, as its shortest decimals.
    Number(String),
    /// A day, such as `2026-11-30`.
    Date(String),
    Flag,
    /// What a formula failed with, such as `#REF!`.
    Fault(String),
    /// A formula whose result is not in the file.
    NoResult,
}

impl CellValue {
    /// What a person sees of it.
    pub(super) fn shown(&self) -> &str {
        match self {
            CellValue::Text(text)
            | CellValue::Number(text)
            | CellValue::Date(text)
            | CellValue::Fault(text) => text,
            CellValue::Flag | CellValue::NoResult => "",
        }
    }

    /// The same without blanks around it, words apart by one blank.
    pub(super) fn text(&self) -> Cow<'_, str> {
        let shown = self.shown();
        let mut before = b' ';
        let is_single_spaced = shown.bytes().all(|byte| {
            let is_fine = byte.is_ascii_graphic() || byte == b' ' && before != b' ';
            before = byte;
            is_fine
        });
        match shown.is_empty() || is_single_spaced && before != b' ' {
            true => Cow::Borrowed(shown),
            false => Cow::Owned(shown.split_whitespace().collect::<Vec<_>>().join(" ")),
        }
    }

    pub(super) fn is_number(&self) -> bool {
        matches!(self, CellValue::Number(_))
    }
}

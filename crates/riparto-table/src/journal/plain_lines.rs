//! A journal read with the line ends that it was written with.

use std::io::{BufRead, Read, Result};

use super::record::RecordLine;
use riparto_core::capacity::MAX_EVENT_BYTES;
use riparto_core::money::Language;

/// What separates records where only line feeds should.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct ForeignLineEnds {
    is_utf16: bool,
    byte_order_mark: bool,
    carriage_return_line_feed: bool,
    carriage_return: bool,
    blank_lines: bool,
    blanks: bool,
    other: bool,
}

impl ForeignLineEnds {
    pub(crate) fn in_utf16(self) -> ForeignLineEnds {
        ForeignLineEnds { is_utf16: true, ..self }
    }

    pub(crate) fn words(self, language: Language) -> String {
        let named = [
            (self.is_utf16, "UTF-16 instead of UTF-8", "UTF-16 invece di UTF-8"),
            (self.byte_order_mark, "a byte order mark", "un segno di ordine dei byte (BOM)"),
            (
                self.carriage_return_line_feed,
                "carriage returns before line feeds (CRLF)",
                "ritorni a capo prima dei fine riga (CRLF)",
            ),
            (
                self.carriage_return,
                "carriage returns instead of line feeds (CR)",
                "ritorni a capo invece dei fine riga (CR)",
            ),
            (self.blank_lines, "blank lines", "righe vuote"),
            (self.blanks, "blanks around lines", "spazi intorno alle righe"),
            (self.other, "a lost line feed", "un fine riga perduto"),
        ];
        let words: Vec<&str> = named
            .into_iter()
            .filter(|(is_found, ..)| *is_found)
            .map(|(_, english, italian)| language.choose(english, italian))
            .collect();
        words.join(", ")
    }
}

/// A reader that gives each record in a line: no marks, carriage returns, blank lines or blanks around lines. What is no record
/// passes as it is.
pub(crate) struct PlainLines<'a, R> {
    reader: R,
    each: &'a mut dyn FnMut(&[u8]) -> Result<()>,
    found: ForeignLineEnds,
    is_begun: bool,
    pending: Vec<u8>,
    place: usize,
}

impl<'a, R: BufRead> PlainLines<'a, R> {
    pub(crate) fn new(reader: R, each: &'a mut dyn FnMut(&[u8]) -> Result<()>) -> PlainLines<'a, R> {
        PlainLines {
            reader,
            each,
            found: ForeignLineEnds::default(),
            is_begun: false,
            pending: Vec::new(),
            place: 0,
        }
    }

    /// What was passed over until now.
    pub(crate) fn found(&self) -> ForeignLineEnds {
        self.found
    }

    /// The bytes up to a line end, and that end, if there is one.
    fn piece(&mut self) -> Result<(Vec<u8>, Option<u8>)> {
        const MOST: usize = MAX_EVENT_BYTES + 4_096;
        let mut piece = Vec::new();
        loop {
            let buffer = self.reader.fill_buf()?;
            if buffer.is_empty() || piece.len() > MOST {
                return Ok((piece, None));
            }
            let end = buffer.iter().position(|byte| matches!(byte, b'\n' | b'\r'));
            piece.extend_from_slice(&buffer[..end.unwrap_or(buffer.len())]);
            let (mut passed, ending) = (end.map_or(buffer.len(), |end| end + 1), end.map(|end| buffer[end]));
            if ending == Some(b'\r') {
                self.reader.consume(passed);
                let is_pair = self.reader.fill_buf()?.first() == Some(&b'\n');
                passed = usize::from(is_pair);
                self.found.carriage_return_line_feed |= is_pair;
                self.found.carriage_return |= !is_pair;
            }
            self.reader.consume(passed);
            if ending.is_some() {
                return Ok((piece, ending));
            }
        }
    }

    /// Reads on until there is a line to give; false at the end.
    fn fill(&mut self) -> Result<bool> {
        self.pending.clear();
        self.place = 0;
        while self.pending.is_empty() {
            let (piece, ending) = self.piece()?;
            if piece.is_empty() && ending.is_none() {
                return Ok(false);
            }
            let marked = if self.is_begun { None } else { piece.strip_prefix("\u{feff}".as_bytes()) };
            self.is_begun = true;
            self.found.byte_order_mark |= marked.is_some();
            let written = marked.unwrap_or(&piece);
            let line = trim(written);
            if line.is_empty() {
                self.found.blank_lines = true;
                continue;
            }
            self.found.blanks |= line.len() < written.len();
            self.found.other |= split(line, ending.is_some(), &mut self.pending) || ending.is_none();
            (self.each)(&self.pending)?;
        }
        Ok(true)
    }
}

impl<R: BufRead> Read for PlainLines<'_, R> {
    fn read(&mut self, out: &mut [u8]) -> Result<usize> {
        if self.place == self.pending.len() && !self.fill()? {
            return Ok(0);
        }
        let length = out.len().min(self.pending.len() - self.place);
        out[..length].copy_from_slice(&self.pending[self.place..self.place + length]);
        self.place += length;
        Ok(length)
    }
}

/// Puts each record of a line on its own, past one byte at most in place of a line feed; what is none stays as it is. Whether
/// there was more than one record, or another byte.
fn split(line: &[u8], is_ended: bool, out: &mut Vec<u8>) -> bool {
    let (mut rest, mut is_split) = (line, false);
    while let Some((_, length)) = RecordLine::beginning(rest) {
        out.extend_from_slice(&rest[..length]);
        out.push(b'\n');
        rest = trim(&rest[length..]);
        if rest.is_empty() {
            return is_split;
        }
        is_split = true;
        rest = match rest {
            [b'{', ..] => rest,
            [_, after @ ..] => after,
            [] => rest,
        };
    }
    out.extend_from_slice(rest);
    if is_ended && !rest.is_empty() {
        out.push(b'\n');
    }
    is_split
}

fn trim(bytes: &[u8]) -> &[u8] {
    let is_blank = |byte: &u8| matches!(byte, 0 | b' ' | b'\t');
    let start = bytes.iter().position(|byte| !is_blank(byte)).unwrap_or(bytes.len());
    let end = bytes.iter().rposition(|byte| !is_blank(byte)).map_or(start, |last| last + 1);
    &bytes[start..end]
}

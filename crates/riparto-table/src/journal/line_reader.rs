//! Reading a journal line by line in bounded memory.

use std::io::{BufRead, BufReader, Read, Result};

use riparto_core::capacity::MAX_EVENT_BYTES;

/// What a record has besides its event, generously.
const FRAME_BYTES: usize = 512;

/// What comes next in a journal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Next {
    /// A line with its line feed.
    Line,
    /// A line that the end of the journal cuts off.
    Unfinished,
    /// A line that is longer than any record.
    TooLong,
    End,
}

pub(crate) struct LineReader<R> {
    reader: BufReader<R>,
    line: Vec<u8>,
}

impl<R: Read> LineReader<R> {
    pub(crate) fn new(reader: R) -> LineReader<R> {
        const BUFFER: usize = 1 << 18;
        LineReader { reader: BufReader::with_capacity(BUFFER, reader), line: Vec::new() }
    }

    /// Reads the next line, which [`bytes`](Lines::bytes) then holds.
    pub(crate) fn read(&mut self) -> Result<Next> {
        let allowed = MAX_EVENT_BYTES + FRAME_BYTES;
        self.line.clear();
        let bound = u64::try_from(allowed).unwrap_or(u64::MAX);
        let found = (&mut self.reader).take(bound).read_until(b'\n', &mut self.line)?;
        Ok(match self.line.last() {
            None => Next::End,
            Some(b'\n') => Next::Line,
            Some(_) if found == allowed => Next::TooLong,
            Some(_) => Next::Unfinished,
        })
    }

    /// The line without its line feed.
    pub(crate) fn bytes(&self) -> &[u8] {
        self.line.strip_suffix(b"\n").unwrap_or(&self.line)
    }

    /// How long the line is, with its line feed.
    pub(crate) fn length(&self) -> u64 {
        u64::try_from(self.line.len()).unwrap_or(u64::MAX)
    }
}

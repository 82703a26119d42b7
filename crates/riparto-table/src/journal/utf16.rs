//! A text in UTF-16, read as UTF-8.

use std::io::{Read, Result};

/// Which byte of a unit comes first.
#[derive(Clone, Copy)]
pub(crate) enum ByteOrder {
    Little,
    Big,
}

impl ByteOrder {
    /// The order that a byte order mark at the beginning names.
    pub(crate) fn of_mark(beginning: &[u8]) -> Option<ByteOrder> {
        match beginning {
            [0xff, 0xfe, ..] => Some(ByteOrder::Little),
            [0xfe, 0xff, ..] => Some(ByteOrder::Big),
            _ => None,
        }
    }
}

/// A reader of UTF-16 that gives UTF-8. What is no character becomes U+FFFD, which no hash survives.
pub(crate) struct Utf16<R> {
    reader: R,
    order: ByteOrder,
    ahead: Option<u16>,
    pending: Vec<u8>,
}

impl<R: Read> Utf16<R> {
    pub(crate) fn new(reader: R, order: ByteOrder) -> Utf16<R> {
        Utf16 { reader, order, ahead: None, pending: Vec::new() }
    }

    fn unit(&mut self) -> Result<Option<u16>> {
        let mut pair = [0; 2];
        let mut held = 0;
        while held < pair.len() {
            match self.reader.read(&mut pair[held..])? {
                0 if held == 0 => return Ok(None),
                // Half a unit at the end.
                0 => return Ok(Some(0xfffd)),
                read => held += read,
            }
        }
        Ok(Some(match self.order {
            ByteOrder::Little => u16::from_le_bytes(pair),
            ByteOrder::Big => u16::from_be_bytes(pair),
        }))
    }

    fn character(&mut self) -> Result<Option<char>> {
        let Some(first) = self.ahead.take().map_or_else(|| self.unit(), |unit| Ok(Some(unit)))? else {
            return Ok(None);
        };
        if !(0xd800..0xdc00).contains(&first) {
            return Ok(Some(char::from_u32(first.into()).unwrap_or(char::REPLACEMENT_CHARACTER)));
        }
        let second = self.unit()?;
        let pair = char::decode_utf16([first].into_iter().chain(second)).next().and_then(|read| read.ok());
        if pair.is_none() {
            self.ahead = second;
        }
        Ok(Some(pair.unwrap_or(char::REPLACEMENT_CHARACTER)))
    }
}

impl<R: Read> Read for Utf16<R> {
    fn read(&mut self, out: &mut [u8]) -> Result<usize> {
        while self.pending.len() < out.len().min(1 << 12) {
            match self.character()? {
                Some(character) => {
                    self.pending.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
                }
                None => break,
            }
        }
        let length = self.pending.len().min(out.len());
        out[..length].copy_from_slice(&self.pending[..length]);
        self.pending.drain(..length);
        Ok(length)
    }
}

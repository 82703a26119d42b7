//! One line of a history.

use std::ops::Range;
use std::str;

use super::digest::Digest;
use super::event::Event;
use super::fault::{Fault, FaultCode, Unread};
use super::head::Head;
use super::scan::{FlawText, Uncanonical, natural, object_end};
use riparto_core::error;

/// What a line begins with.
pub(crate) const OPENING: &[u8] = b"{\"event\":";
const FORMAT: &[u8] = b",\"format\":\"riparto.history/1\"";
const FORMAT_KEY: &[u8] = b",\"format\":\"";
const HASH_KEY: &[u8] = b",\"hash\":\"";
const MORE_KEY: &[u8] = b",\"more\":";
const PREVIOUS_KEY: &[u8] = b",\"previous\":\"";
const REVISION_KEY: &[u8] = b"\",\"revision\":";

/// An event in a history: its revision, the hash of the record before it, its own hash, and how many records of the
/// same batch follow.
///
/// ```
/// use riparto::journal::{Digest, Event, Head, Record, extend};
///
/// let event = Event::of(&serde_json::json!({"tabled": "p1"}))?;
/// let batch = extend(&Head::START, &[event.clone(), event])?;
/// assert_eq!((batch[0].revision(), batch[0].previous(), batch[0].more()), (1, Digest::ZERO, 1));
/// assert_eq!((batch[1].revision(), batch[1].previous(), batch[1].more()), (2, batch[0].hash(), 0));
/// assert_eq!(
///     batch[0].line(),
///     concat!(
///         r#"{"event":{"tabled":"p1"},"format":"riparto.history/1","#,
///         r#""hash":"e8a668a21ab592b95e837e952f1cfc00b8dbd72ac01ecbf05d872ac213fda16d","more":1,"#,
///         r#""previous":"0000000000000000000000000000000000000000000000000000000000000000","revision":1}"#
///     )
/// );
/// assert_eq!(Record::from_line(1, &batch[0].line())?, batch[0]);
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    event: Event,
    head: Head,
    previous: Digest,
    more: u64,
}

impl Record {
    /// The record of an event after a head. Its hash follows from the rest.
    pub(crate) fn after(head: &Head, event: Event, more: u64) -> Record {
        let mut record =
            Record { event, head: Head::new(head.revision() + 1, Digest::ZERO), previous: head.hash(), more };
        let mut text = Vec::new();
        record.write(&mut text, None);
        record.head = Head::new(record.head.revision(), Digest::of(&text));
        record
    }

    /// A line that was read.
    pub(crate) fn of_line(line: &RecordLine<'_>) -> Record {
        Record {
            event: Event::scanned(line.event),
            head: line.head,
            previous: line.previous,
            more: line.more,
        }
    }

    /// The record that a store keeps at a revision, from its [`line`](Record::line). That it follows the record before it
    /// is for a [`Chain`](super::Chain) to check.
    ///
    /// # Errors
    /// `journal_broken` if the line is not canonical, its hash is not that of its content, or its revision is another one.
    pub fn from_line(revision: u64, line: &str) -> error::Result<Record> {
        RecordLine::at(revision, line.as_bytes())
            .map(|line| Record::of_line(&line))
            .map_err(|fault| fault.refusal())
    }

    /// What happened.
    #[must_use]
    pub fn event(&self) -> &Event {
        &self.event
    }

    /// The event alone.
    #[must_use]
    pub fn into_event(self) -> Event {
        self.event
    }

    /// The record's place in its history: 1 for the first.
    #[must_use]
    pub fn revision(&self) -> u64 {
        self.head.revision()
    }

    /// The record's hash: of its canonical form without the field `hash`.
    #[must_use]
    pub fn hash(&self) -> Digest {
        self.head.hash()
    }

    /// The head of the history that ends with this record.
    #[must_use]
    pub fn head(&self) -> Head {
        self.head
    }

    /// The hash of the record before, or [`Digest::ZERO`].
    #[must_use]
    pub fn previous(&self) -> Digest {
        self.previous
    }

    /// How many records of the same batch follow.
    #[must_use]
    pub fn more(&self) -> u64 {
        self.more
    }

    /// The record as a line of a journal, without the line feed at its end.
    #[must_use]
    pub fn line(&self) -> String {
        let mut text = Vec::new();
        self.write(&mut text, Some(self.hash()));
        String::from_utf8_lossy(&text).into_owned()
    }

    /// Appends the canonical form, with the hash or without it.
    pub(crate) fn write(&self, out: &mut Vec<u8>, hash: Option<Digest>) {
        out.reserve(self.event.as_str().len() + 280);
        out.extend_from_slice(OPENING);
        out.extend_from_slice(self.event.as_str().as_bytes());
        out.extend_from_slice(FORMAT);
        if let Some(hash) = hash {
            out.extend_from_slice(HASH_KEY);
            out.extend_from_slice(&hash.hex());
            out.push(b'"');
        }
        out.extend_from_slice(MORE_KEY);
        out.extend_from_slice(self.more.to_string().as_bytes());
        out.extend_from_slice(PREVIOUS_KEY);
        out.extend_from_slice(&self.previous.hex());
        out.extend_from_slice(REVISION_KEY);
        out.extend_from_slice(self.revision().to_string().as_bytes());
        out.push(b'}');
    }
}

/// The parts of a line, in place. That the hash is that of the line was checked.
pub(crate) struct RecordLine<'a> {
    pub(crate) event: &'a str,
    pub(crate) head: Head,
    pub(crate) previous: Digest,
    pub(crate) more: u64,
}

impl<'a> RecordLine<'a> {
    /// Reads a line without its line feed: that it is canonical, byte for byte, and that its hash is its own.
    pub(crate) fn read(bytes: &'a [u8]) -> Result<RecordLine<'a>, Unread> {
        if bytes.starts_with(b"\xef\xbb\xbf") {
            return Err(FaultCode::ByteOrderMark.into());
        }
        if bytes.ends_with(b"\r") {
            return Err(FaultCode::CarriageReturn.into());
        }
        let text = str::from_utf8(bytes).map_err(|_| FaultCode::NotUtf8)?;
        let (line, end) = RecordLine::first(text)?;
        if end < bytes.len() {
            return Err(Uncanonical {
                place: end,
                why: ("the line goes on after its end", "la riga continua dopo la fine"),
            }
            .into());
        }
        Ok(line)
    }

    /// Reads the line of a revision.
    pub(crate) fn at(revision: u64, bytes: &'a [u8]) -> Result<RecordLine<'a>, Fault> {
        let line = RecordLine::read(bytes).map_err(|unread| Fault::unread(revision, unread))?;
        if line.head.revision() != revision {
            return Err(Fault::new(revision, FaultCode::RevisionDiffers));
        }
        Ok(line)
    }

    /// The record that bytes begin with, if they do, and how long it is: all of it, with its own hash.
    pub(crate) fn beginning(bytes: &'a [u8]) -> Option<(RecordLine<'a>, usize)> {
        let text = match str::from_utf8(bytes) {
            Ok(text) => text,
            Err(why) => str::from_utf8(&bytes[..why.valid_up_to()]).ok()?,
        };
        RecordLine::first(text).ok()
    }

    /// The revision that a line ends with and how many records follow it in its batch, whatever stands before.
    pub(crate) fn ending(bytes: &[u8]) -> Option<(u64, u64)> {
        let start = bytes.windows(MORE_KEY.len()).rposition(|window| window == MORE_KEY)?;
        let mut rest = Rest { bytes, place: start };
        rest.pass(MORE_KEY).ok()?;
        let more = rest.natural().ok()?;
        rest.pass(PREVIOUS_KEY).ok()?;
        rest.digest().ok()?;
        rest.pass(REVISION_KEY).ok()?;
        let revision = rest.natural().ok()?;
        rest.pass(b"}").ok()?;
        (rest.place == bytes.len()).then_some((revision, more))
    }

    /// The record that a text begins with, and where it ends.
    fn first(text: &'a str) -> Result<(RecordLine<'a>, usize), Unread> {
        let bytes = text.as_bytes();
        let mut rest = Rest { bytes, place: 0 };
        rest.pass(OPENING)?;
        let start = rest.place;
        rest.place = object_end(bytes, start)?;
        let event = &text[start..rest.place];
        if bytes[rest.place..].starts_with(FORMAT_KEY) && !bytes[rest.place..].starts_with(FORMAT) {
            return Err(FaultCode::FormatUnknown.into());
        }
        rest.pass(FORMAT)?;
        let hash_field = rest.place;
        rest.pass(HASH_KEY)?;
        let hash = rest.digest()?;
        rest.pass(b"\"")?;
        let after_hash = rest.place;
        rest.pass(MORE_KEY)?;
        let more = rest.natural()?;
        rest.pass(PREVIOUS_KEY)?;
        let previous = rest.digest()?;
        rest.pass(REVISION_KEY)?;
        let revision = rest.natural()?;
        rest.pass(b"}")?;
        let hashed: [Range<usize>; 2] = [0..hash_field, after_hash..rest.place];
        if Digest::of_parts(&hashed.map(|part| &bytes[part])) != hash {
            return Err(FaultCode::HashDiffers.into());
        }
        Ok((RecordLine { event, head: Head::new(revision, hash), previous, more }, rest.place))
    }
}

struct Rest<'a> {
    bytes: &'a [u8],
    place: usize,
}

impl Rest<'_> {
    fn wrong(&self, why: FlawText) -> Uncanonical {
        Uncanonical { place: self.place, why }
    }

    fn pass(&mut self, expected: &[u8]) -> Result<(), Uncanonical> {
        if !self.bytes[self.place..].starts_with(expected) {
            return Err(self.wrong((
                "the fields are not those of a record",
                "i campi non sono quelli di una registrazione",
            )));
        }
        self.place += expected.len();
        Ok(())
    }

    fn digest(&mut self) -> Result<Digest, Uncanonical> {
        let end = self.place + Digest::CHARS;
        let digest = self.bytes.get(self.place..end).and_then(Digest::from_hex);
        let digest = digest.ok_or_else(|| {
            self.wrong((
                "a hash is not 64 lowercase hexadecimal digits",
                "un'impronta non è di 64 cifre esadecimali minuscole",
            ))
        })?;
        self.place = end;
        Ok(digest)
    }

    fn natural(&mut self) -> Result<u64, Uncanonical> {
        let (value, end) = natural(self.bytes, self.place)
            .ok_or_else(|| self.wrong(("a number is wrong", "un numero è errato")))?;
        self.place = end;
        Ok(value)
    }
}

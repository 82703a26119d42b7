//! Reading a history and checking every byte of it.

use std::io::{self, Read};

use super::chain::Chain;
use super::fault::{Fault, FaultCode};
use super::head::Head;
use super::line_reader::{LineReader, Next};
use super::lost_blocks::{LostBlocks, lost_blocks};
use super::record::{OPENING, Record, RecordLine};
use super::torn::{Torn, TornEnd};
use riparto_core::error::{Cause, Error, Result, StorageFailure, io_words};
use riparto_core::words::{Bilingual, Noun, bilingual, both, noun};

/// What a check of a history found.
///
/// ```
/// use riparto::journal::{Event, Head, extend, verify};
///
/// let records = extend(&Head::START, &[Event::of(&serde_json::json!({"moved": "40000.00"}))?])?;
/// let verification = verify(format!("{}\n", records[0].line()).as_bytes(), &[])?;
/// assert!(verification.is_whole() && verification.fault().is_none());
/// assert_eq!(verification.head(), records[0].head());
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verification {
    head: Head,
    end: u64,
    torn: Option<Torn>,
    fault: Option<Fault>,
}

impl Verification {
    /// The head after the last whole batch, before a fault if there is one.
    #[must_use]
    pub fn head(&self) -> Head {
        self.head
    }

    /// The first record that is not what was written.
    #[must_use]
    pub fn fault(&self) -> Option<&Fault> {
        self.fault.as_ref()
    }

    /// An end that is not as it was written: an append that was cut off or is being written now, or a last line feed that is
    /// missing.
    #[must_use]
    pub fn torn(&self) -> Option<Torn> {
        self.torn
    }

    /// Nothing is wrong and nothing is cut off.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.fault.is_none() && self.torn.is_none()
    }

    /// Where the last whole batch ends, in bytes.
    pub(crate) fn end(&self) -> u64 {
        self.end
    }

    /// The refusal to write to a history that is not whole.
    pub(crate) fn refusal(&self) -> Option<Error> {
        let torn = || Some(torn_refusal(self.torn?, self.head.revision()));
        self.fault.as_ref().map(Fault::refusal).or_else(torn)
    }
}

/// Checks every byte of a journal, and that it passes through all heads that are known from elsewhere: from minutes, a
/// letter, a register. Without a known head, records missing at the end cannot be noticed.
///
/// ```
/// use riparto::journal::{Event, FaultCode, Head, extend, verify};
///
/// let event = Event::of(&serde_json::json!({"moved": "40000.00"}))?;
/// let records = extend(&Head::START, &[event])?;
/// let journal = format!("{}\n", records[0].line());
/// let verification = verify(journal.as_bytes(), &[])?;
/// assert!(verification.is_whole());
/// assert_eq!(verification.head(), records[0].head());
///
/// let bent = journal.replace("40000.00", "10000.00");
/// let fault = verify(bent.as_bytes(), &[])?.fault().cloned();
/// assert_eq!(fault.map(|fault| (fault.revision(), fault.code())), Some((1, FaultCode::HashDiffers)));
///
/// // All of it is gone: only who knows the head can tell.
/// assert!(verify(&b""[..], &[])?.is_whole());
/// let fault = verify(&b""[..], &[verification.head()])?.fault().cloned();
/// assert_eq!(fault.map(|fault| fault.code()), Some(FaultCode::HeadMissing));
/// # Ok::<(), riparto::Error>(())
/// ```
///
/// # Errors
/// `storage_failed` if the journal cannot be read. A journal that was changed is an answer.
pub fn verify(journal: impl Read, known: &[Head]) -> Result<Verification> {
    walk(journal, known, None)
}

/// Who takes the records of whole batches, as they are read.
pub(crate) type Taker<'a> = &'a mut dyn FnMut(Record) -> Result<()>;

/// Checks a journal, and hands its records on, batch by whole batch.
pub(crate) fn walk(journal: impl Read, known: &[Head], mut taker: Option<Taker<'_>>) -> Result<Verification> {
    let mut lines = LineReader::new(journal);
    let mut chain = Chain::start();
    let mut known = KnownHeads::new(known);
    let mut fault = known.at(Head::START);
    let (mut end, mut read) = (0, 0);
    let mut batch = Vec::new();
    let (mut torn, mut next) = (None, Next::End);
    while fault.is_none() {
        next = lines.read().map_err(unreadable)?;
        read += lines.length();
        let line = match next {
            Next::Line => lines.bytes(),
            Next::TooLong => {
                fault = Some(Fault::new(chain.next_revision(), FaultCode::LineTooLong));
                break;
            }
            Next::Unfinished => match RecordLine::beginning(lines.bytes()) {
                // More than what can replace a line feed: other records may have lost theirs too.
                Some((_, length)) if holds_a_record(&lines.bytes()[length..]) => lines.bytes(),
                Some((_, length)) => &lines.bytes()[..length],
                None => {
                    (torn, fault) = torn_end(lines.bytes(), end, read, &mut chain);
                    fault = fault.or_else(|| known.missing(chain.last));
                    break;
                }
            },
            Next::End => {
                torn = torn.or_else(|| (read > end).then(|| Torn::new(end, read - end, TornEnd::Append)));
                fault = known.missing(chain.last);
                break;
            }
        };
        match chain.take(line) {
            Err(found) => fault = Some(found),
            Ok(line) => {
                fault = known.at(chain.last);
                batch.extend(taker.is_some().then(|| Record::of_line(&line)));
            }
        }
        if fault.is_some() {
            break;
        }
        let is_whole = chain.whole == chain.last;
        if next == Next::Unfinished {
            let after = lines.length() - u64::try_from(line.len()).unwrap_or(u64::MAX);
            if is_whole {
                end = read - after;
                torn = Some(Torn::new(end, after, TornEnd::LineFeed));
            }
        } else if is_whole {
            end = read;
        }
        if is_whole && let Some(take) = &mut taker {
            batch.drain(..).try_for_each(take)?;
        }
    }
    if fault.as_ref().is_some_and(Fault::is_of_a_line) {
        let at = read - lines.length();
        match lost_blocks(&mut lines, &chain, end, at, next).map_err(unreadable)? {
            LostBlocks::OfOneBatch(length) => {
                torn = Some(Torn::new(end, length - end, TornEnd::Append));
                fault = known.missing(chain.last);
            }
            LostBlocks::OfWhoKnows => fault = Some(chain.blocks_missing()),
            LostBlocks::None => {}
        }
    }
    Ok(Verification { head: chain.whole, end, torn, fault })
}

fn unreadable(why: io::Error) -> Error {
    failed(both("read", "leggere"), why)
}

/// Whether a record begins somewhere in bytes.
fn holds_a_record(bytes: &[u8]) -> bool {
    bytes.windows(OPENING.len()).any(|window| window == OPENING)
}

/// What an end without a line feed is that does not begin with a whole record: blanks, or what a cut off append left. That is
/// the start of a record, or the zeros of a file that grew before its content came; a journal never begins like another file.
fn torn_end(bytes: &[u8], end: u64, read: u64, chain: &mut Chain) -> (Option<Torn>, Option<Fault>) {
    let blank = bytes.iter().all(|byte| matches!(byte, 0 | b' ' | b'\t' | b'\r'));
    let is_alone = end + u64::try_from(bytes.len()).unwrap_or(u64::MAX) == read;
    if bytes.starts_with(OPENING) || OPENING.starts_with(bytes) || blank {
        let kind = if blank && is_alone { TornEnd::Blanks } else { TornEnd::Append };
        return (Some(Torn::new(end, read - end, kind)), None);
    }
    let found = chain.take(bytes).err();
    (None, found.or(Some(Fault::new(chain.next_revision(), FaultCode::NotCanonical))))
}

/// The refusal to go on after an end that is not as it was written.
pub(crate) fn torn_refusal(torn: Torn, revision: u64) -> Error {
    let counted = BYTES.in_both(torn.bytes());
    let (bytes, byte) = (&counted, counted.italian());
    let end = match torn.end() {
        TornEnd::Append => bilingual!(
            "{bytes} of an append that was cut off after event {revision}, and that was never acknowledged",
            "{byte} di una scrittura interrotta dopo l'evento n. {revision}, mai confermata"
        ),
        TornEnd::LineFeed if torn.bytes() == 0 => bilingual!(
            "event {revision}, which is whole, without its line feed",
            "l'evento n. {revision}, integro, senza il suo fine riga"
        ),
        TornEnd::LineFeed => bilingual!(
            "event {revision}, which is whole, and {bytes} in place of its line feed",
            "l'evento n. {revision}, integro, e {byte} al posto del suo fine riga"
        ),
        TornEnd::Blanks => bilingual!(
            "{bytes} of blanks after event {revision}",
            "{byte} di spazi dopo l'evento n. {revision}"
        ),
    };
    Cause::JournalTorn { end }.into()
}

/// Heads that a history must pass through, in order.
struct KnownHeads {
    heads: Vec<Head>,
    passed: usize,
}

impl KnownHeads {
    fn new(heads: &[Head]) -> KnownHeads {
        let mut heads = heads.to_vec();
        heads.sort_unstable();
        KnownHeads { heads, passed: 0 }
    }

    /// Compares a head of the history with those known at its revision.
    fn at(&mut self, head: Head) -> Option<Fault> {
        while let Some(known) =
            self.heads.get(self.passed).filter(|known| known.revision() == head.revision())
        {
            if *known != head {
                return Some(Fault::new(head.revision().max(1), FaultCode::HeadDiffers));
            }
            self.passed += 1;
        }
        None
    }

    /// The first record that is missing before a known head.
    fn missing(&self, last: Head) -> Option<Fault> {
        let latest = self.heads.last().filter(|known| known.revision() > last.revision());
        latest.map(|_| Fault::new(last.revision() + 1, FaultCode::HeadMissing))
    }
}

const BYTES: Noun = noun("byte", "bytes", "byte", "byte");

/// A failure of the system, without the path: who named it knows it.
pub(crate) fn failed(what: Bilingual, why: io::Error) -> Error {
    Error::of_storage(StorageFailure::from(&why), what, io_words(&why)).with_source(why)
}

//! Reading a history and checking every byte of it.

use std::io::{self, Read};

use super::chain::Chain;
use super::fault::{Fault, FaultCode, Torn};
use super::head::Head;
use super::lines::{Lines, Next};
use super::record::{OPENING, Record};
use crate::error::{Cause, Error, Result};

/// What a check of a history found.
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

    /// An append that was cut off at the end, or that is being written now.
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
        let torn = || {
            let bytes = self.torn?.bytes();
            Some(Cause::JournalTorn { bytes, revision: self.head.revision() }.into())
        };
        self.fault.as_ref().map(Fault::refusal).or_else(torn)
    }
}

/// Checks every byte of a journal, and that it passes through all heads that are known from elsewhere: from minutes, a
/// letter, a register. Without a known head, records missing at the end cannot be noticed.
///
/// ```
/// use riparto::history::{Event, FaultCode, Head, extend, verify};
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
    let mut lines = Lines::new(journal);
    let mut chain = Chain::after(Head::START);
    let mut known = KnownHeads::new(known);
    let mut fault = known.at(Head::START);
    let (mut end, mut read) = (0, 0);
    let mut batch = Vec::new();
    let mut torn = None;
    while fault.is_none() {
        let next = lines.read().map_err(|why| failed("read", &why))?;
        read += lines.length();
        match next {
            Next::Line => match chain.take(lines.bytes()) {
                Err(found) => fault = Some(found),
                Ok(line) => {
                    fault = known.at(chain.last);
                    if taker.is_some() {
                        batch.push(Record::of_line(&line));
                    }
                }
            },
            Next::TooLong => fault = Some(Fault::new(chain.next_revision(), FaultCode::LineTooLong)),
            Next::Unfinished if !begins_a_record(lines.bytes()) => {
                let found = chain.take(lines.bytes()).err();
                fault = found.or(Some(Fault::new(chain.next_revision(), FaultCode::NotCanonical)));
            }
            Next::Unfinished | Next::End => {
                torn = (read > end).then(|| Torn::new(end, read - end));
                fault = known.missing(chain.whole);
                break;
            }
        }
        if fault.is_none() && chain.whole == chain.last {
            end = read;
            if let Some(take) = &mut taker {
                batch.drain(..).try_for_each(take)?;
            }
        }
    }
    Ok(Verification { head: chain.whole, end, torn, fault })
}

/// Whether bytes without a line feed can be what a cut off append left: the start of a record, or nothing but the zeros of
/// a file that grew before its content came. A journal never begins like another file.
fn begins_a_record(bytes: &[u8]) -> bool {
    bytes.starts_with(OPENING) || OPENING.starts_with(bytes) || bytes.iter().all(|byte| *byte == 0)
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

/// A failure of the system, without the path: who named it knows it.
pub(crate) fn failed(what: &'static str, why: &io::Error) -> Error {
    Cause::StorageFailed { what, why: why.to_string() }.into()
}

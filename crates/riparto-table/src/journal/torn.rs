//! How a history can end otherwise than it was written.

use riparto_core::words::Language;

/// An end that is not as it was written, after records that are whole. Whole records stay: only what follows the last of
/// them, from [`start`](Torn::start) on, is not theirs.
///
/// ```
/// use riparto::journal::{Event, Head, TornEnd, extend, verify};
///
/// let line = extend(&Head::START, &[Event::of(&serde_json::json!({"moved": "40000.00"}))?])?[0].line();
/// let journal = format!("{line}\n{}", &line[..40]);
/// let torn = verify(journal.as_bytes(), &[])?.torn().expect("an append was cut off");
/// assert_eq!((torn.end(), torn.bytes()), (TornEnd::Append, 40));
/// assert_eq!(torn.start(), line.len() as u64 + 1);
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Torn {
    start: u64,
    bytes: u64,
    end: TornEnd,
}

/// What is at a torn end.
///
/// ```
/// use riparto::journal::{Event, Head, TornEnd, extend, verify};
///
/// let line = extend(&Head::START, &[Event::of(&serde_json::json!({"moved": "40000.00"}))?])?[0].line();
/// let end = |journal: &str| verify(journal.as_bytes(), &[]).map(|found| found.torn().map(|torn| torn.end()));
/// assert_eq!(end(&line)?, Some(TornEnd::LineFeed));
/// assert_eq!(end(&format!("{line}\n  "))?, Some(TornEnd::Blanks));
/// assert_eq!(end(&format!("{line}\n"))?, None);
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum TornEnd {
    /// A batch that is not all there, of an append that a crash cut off or that is being written: it was not acknowledged.
    Append,
    /// The last batch is all there and its hashes hold: only the line feed after it is missing, or other bytes are in its
    /// place.
    LineFeed,
    /// Blanks or zeros after the last line feed.
    Blanks,
}

impl TornEnd {
    /// What it means for the history.
    #[must_use]
    pub fn words(self, language: Language) -> &'static str {
        match self {
            TornEnd::Append => language.choose(
                "the history ends inside a batch, which was never acknowledged",
                "il registro finisce a metà di un gruppo di eventi, mai confermato",
            ),
            TornEnd::LineFeed | TornEnd::Blanks => language.choose(
                "after the last event, which is whole, stand bytes that are not of the history",
                "dopo l'ultimo evento, integro, ci sono byte che non appartengono al registro",
            ),
        }
    }
}

impl Torn {
    pub(crate) fn new(start: u64, bytes: u64, end: TornEnd) -> Torn {
        Torn { start, bytes, end }
    }

    /// Where the last whole batch ends, in bytes from the start of the journal: after its line feed, if it has one.
    #[must_use]
    pub fn start(&self) -> u64 {
        self.start
    }

    /// How many bytes follow it: none if only the line feed is missing.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// What they are.
    #[must_use]
    pub fn end(&self) -> TornEnd {
        self.end
    }
}

//! What is wrong with a history.

use std::fmt;

use super::scan::Uncanonical;
use riparto_core::error::{Cause, Error};
use riparto_core::money::Language;
use riparto_core::words::Bilingual;

/// The first record of a history that is not what was written.
///
/// ```
/// use riparto::journal::{FaultCode, Head, verify};
///
/// let fault = verify(&b"{\"event\":{}}\n"[..], &[])?.fault().cloned().expect("this is no record");
/// assert_eq!((fault.revision(), fault.code()), (1, FaultCode::NotCanonical));
/// assert_eq!(
///     fault.to_string(),
///     "line 1: the line is not a record in canonical form: the fields are not those of a record (byte 12)"
/// );
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    revision: u64,
    code: FaultCode,
    detail: Option<Uncanonical>,
}

/// Why a record is not what was written. [`name`](FaultCode::name) is stable.
///
/// ```
/// use riparto::journal::{FaultCode, verify};
///
/// let edited = verify(&b"{\"moved\": \"40000.00\"}\n"[..], &[])?;
/// let code = edited.fault().map(|fault| fault.code());
/// assert_eq!((code, code.map(FaultCode::name)), (Some(FaultCode::NotCanonical), Some("not_canonical")));
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum FaultCode {
    /// The file begins with a byte order mark.
    ByteOrderMark,
    /// A line ends in carriage return and line feed.
    CarriageReturn,
    /// A line is longer than any record.
    LineTooLong,
    /// A line is not UTF-8.
    NotUtf8,
    /// A line is not a record in canonical form.
    NotCanonical,
    /// A record is of another format than this version reads.
    FormatUnknown,
    /// A record's hash is not that of its content.
    HashDiffers,
    /// A record does not have the revision of its place.
    RevisionDiffers,
    /// A record does not follow the one before it.
    PreviousDiffers,
    /// A record is not the next of its batch.
    BatchDiffers,
    /// The history ends before a head that was known.
    HeadMissing,
    /// The record at a head that was known is another one.
    HeadDiffers,
    /// Zeros fill the place of blocks of the disk, and more than an append that was cut off may be missing.
    BlocksMissing,
}

/// Why a line is no record.
pub(crate) struct Unread {
    pub(crate) code: FaultCode,
    pub(crate) detail: Option<Uncanonical>,
}

impl From<FaultCode> for Unread {
    fn from(code: FaultCode) -> Unread {
        Unread { code, detail: None }
    }
}

impl From<Uncanonical> for Unread {
    fn from(detail: Uncanonical) -> Unread {
        Unread { code: FaultCode::NotCanonical, detail: Some(detail) }
    }
}

impl FaultCode {
    /// A stable name for programs: `hash_differs`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            FaultCode::ByteOrderMark => "byte_order_mark",
            FaultCode::CarriageReturn => "carriage_return",
            FaultCode::LineTooLong => "line_too_long",
            FaultCode::NotUtf8 => "not_utf8",
            FaultCode::NotCanonical => "not_canonical",
            FaultCode::FormatUnknown => "format_unknown",
            FaultCode::HashDiffers => "hash_differs",
            FaultCode::RevisionDiffers => "revision_differs",
            FaultCode::PreviousDiffers => "previous_differs",
            FaultCode::BatchDiffers => "batch_differs",
            FaultCode::HeadMissing => "head_missing",
            FaultCode::HeadDiffers => "head_differs",
            FaultCode::BlocksMissing => "blocks_missing",
        }
    }

    fn english(self) -> &'static str {
        match self {
            FaultCode::ByteOrderMark => "the file begins with a byte order mark",
            FaultCode::CarriageReturn => "the line ends in a carriage return",
            FaultCode::LineTooLong => "the line is longer than any record",
            FaultCode::NotUtf8 => "the line is not UTF-8",
            FaultCode::NotCanonical => "the line is not a record in canonical form",
            FaultCode::FormatUnknown => "the format is not `riparto.history/1`",
            FaultCode::HashDiffers => "the hash is not that of the record",
            FaultCode::RevisionDiffers => "the revision is not that of the line",
            FaultCode::PreviousDiffers => "the record does not follow the one before it",
            FaultCode::BatchDiffers => "the record is not the next of its batch",
            FaultCode::HeadMissing => "the history ends before a head that is known",
            FaultCode::HeadDiffers => "the record is not the one at a head that is known",
            FaultCode::BlocksMissing => "zeros stand where blocks of the disk were lost or never written",
        }
    }

    fn italian(self) -> &'static str {
        match self {
            FaultCode::ByteOrderMark => "il file comincia con un segno di ordine dei byte (BOM)",
            FaultCode::CarriageReturn => "la riga termina con un ritorno a capo (CR)",
            FaultCode::LineTooLong => "la riga è più lunga di ogni registrazione",
            FaultCode::NotUtf8 => "la riga non è in UTF-8",
            FaultCode::NotCanonical => "la riga non è una registrazione in forma canonica",
            FaultCode::FormatUnknown => "il formato non è `riparto.history/1`",
            FaultCode::HashDiffers => "l'impronta non è quella della registrazione",
            FaultCode::RevisionDiffers => "la revisione non è quella della riga",
            FaultCode::PreviousDiffers => "la registrazione non segue la precedente",
            FaultCode::BatchDiffers => "la registrazione non è la seguente del suo gruppo",
            FaultCode::HeadMissing => "il registro termina prima di uno stato noto",
            FaultCode::HeadDiffers => "la registrazione non è quella di uno stato noto",
            FaultCode::BlocksMissing => {
                "ci sono zeri al posto di blocchi del disco andati perduti o mai scritti"
            }
        }
    }
}

impl Fault {
    pub(crate) fn new(revision: u64, code: FaultCode) -> Fault {
        Fault { revision, code, detail: None }
    }

    pub(crate) fn unread(revision: u64, unread: Unread) -> Fault {
        Fault { revision, code: unread.code, detail: unread.detail }
    }

    /// The revision that the record should have, counted from 1: also the number of its line.
    #[must_use]
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// What is wrong.
    #[must_use]
    pub fn code(&self) -> FaultCode {
        self.code
    }

    /// Whether a line is no record, rather than that a history is not the one that is known.
    pub(crate) fn is_of_a_line(&self) -> bool {
        !matches!(self.code, FaultCode::HeadMissing | FaultCode::HeadDiffers)
    }

    /// What is wrong, as a sentence without its place.
    #[must_use]
    pub fn message(&self, language: Language) -> String {
        let code = language.choose(self.code.english(), self.code.italian());
        match self.detail {
            None => code.into(),
            Some(detail) => format!("{code}: {}", detail.words(language)),
        }
    }

    /// The fault as the refusal to go on from it.
    pub(crate) fn refusal(&self) -> Error {
        let why = Bilingual::of(|language| self.message(language));
        Cause::JournalBroken { revision: self.revision, why }.into()
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.revision, self.message(Language::English))
    }
}

//! The text of a table in the encoding in which a spreadsheet saved it.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::encoding::text_of;
use crate::error::Result;

/// The text of a table, and the encoding in which it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded<'a> {
    /// The text, without a byte order mark.
    pub text: Cow<'a, str>,
    /// The name of its encoding: `UTF-8`, `UTF-16LE`, `UTF-16BE`, `windows-1252`.
    pub encoding: &'static str,
}

/// The text of a table as spreadsheets save it: UTF-8, UTF-16 with or without a byte order mark, or else Windows-1252.
///
/// ```
/// use riparto::reader::decoded;
///
/// let table = decoded(b"chi;citt\xe0\n")?;
/// assert_eq!((&*table.text, table.encoding), ("chi;citt\u{e0}\n", "windows-1252"));
/// assert!(decoded(b"%PDF-1.7\x00\xff").is_err());
/// # Ok::<(), riparto::Error>(())
/// ```
///
/// # Errors
/// `document_malformed` for a file that is no text, such as a spreadsheet or a PDF: which it is, and what to do.
pub fn decoded(bytes: &[u8]) -> Result<Decoded<'_>> {
    let refused = match text_of(bytes) {
        Ok(text) => return Ok(Decoded { text: Cow::Borrowed(text), encoding: UTF_8.name() }),
        Err(refused) => refused,
    };
    let encoding = match Encoding::for_bom(bytes) {
        Some((encoding, _)) => Some(encoding),
        None if bytes.contains(&0) => without_mark(bytes),
        None => is_text(bytes).then_some(WINDOWS_1252),
    };
    let Some(encoding) = encoding.filter(|encoding| *encoding != UTF_8) else { return Err(refused) };
    let (text, _, has_errors) = encoding.decode(bytes);
    if has_errors || text.contains('\0') {
        return Err(refused);
    }
    Ok(Decoded { text, encoding: encoding.name() })
}

/// Half of the bytes of a Latin text in UTF-16 are zero: those at odd places where the lesser byte comes first.
fn without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let zeros = |odd: usize| bytes.iter().skip(odd).step_by(2).filter(|byte| **byte == 0).count();
    match (zeros(0), zeros(1)) {
        (0, odd) if odd * 3 > bytes.len() => Some(UTF_16LE),
        (even, 0) if even * 3 > bytes.len() => Some(UTF_16BE),
        _ => None,
    }
}

/// Whether no byte is a control character that texts do not have.
fn is_text(bytes: &[u8]) -> bool {
    bytes.iter().all(|byte| !matches!(byte, 0..=8 | 11 | 12 | 14..=31 | 127))
}

//! From the bytes of a file to its text, or to the kind of file that it is instead.

use super::flaw::line_and_column;
use crate::error::{Cause, Error, Result};
use crate::words::{Bilingual, both};

/// The text of a file: UTF-8, with or without a byte order mark, which is left out.
///
/// ```
/// use riparto::reader::text_of;
///
/// assert_eq!(text_of(b"\xef\xbb\xbf{}")?, "{}");
/// let error = text_of(b"citt\xe0").unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "byte 5 is not UTF-8 (line 1, column 5); in Windows-1252 it is `à`: save the file in the encoding UTF-8"
/// );
/// # Ok::<(), riparto::Error>(())
/// ```
///
/// # Errors
/// `document_malformed` for a file that is no text, such as a spreadsheet or a PDF, or text in another encoding: which it is, and
/// what to do.
pub fn text_of(bytes: &[u8]) -> Result<&str> {
    let refused = |said: Bilingual| Err(Error::from(Cause::DocumentMalformed { said }));
    if let Some(kind) = kind_of(bytes) {
        return refused(kind);
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(text.strip_prefix('\u{feff}').unwrap_or(text)),
        Err(error) => refused(in_another_encoding(bytes, error.valid_up_to())),
    }
}

/// What files begin with that are no text.
const KNOWN: [(&[u8], Bilingual); 9] = [
    (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        both(
            "this is a file of an older office program (such as `.xls` or `.doc`), no text: save it as CSV or JSON",
            "questo è un file di un vecchio programma da ufficio (per esempio `.xls` o `.doc`), non un testo: salvarlo come CSV o JSON",
        ),
    ),
    (
        b"%PDF",
        both(
            "this is a PDF, no text: use the file that it was made from",
            "questo è un PDF, non un testo: usare il file da cui è stato prodotto",
        ),
    ),
    (
        b"\x1f\x8b",
        both(
            "this is a file compressed by gzip: expand it first",
            "questo è un file compresso con gzip: prima decomprimerlo",
        ),
    ),
    (
        b"BZh",
        both(
            "this is a file compressed by bzip2: expand it first",
            "questo è un file compresso con bzip2: prima decomprimerlo",
        ),
    ),
    (
        b"\xfd7zXZ",
        both(
            "this is a file compressed by xz: expand it first",
            "questo è un file compresso con xz: prima decomprimerlo",
        ),
    ),
    (b"7z\xbc\xaf", both("this is a 7z archive: unpack it first", "questo è un archivio 7z: prima estrarlo")),
    (
        b"SQLite format 3\0",
        both("this is an SQLite database, no text", "questo è un archivio SQLite, non un testo"),
    ),
    (b"\x89PNG", both("this is an image, no text", "questa è un'immagine, non un testo")),
    (b"\xff\xd8\xff", both("this is an image, no text", "questa è un'immagine, non un testo")),
];

/// What the file is, if its first bytes say that it is no UTF-8 text.
fn kind_of(bytes: &[u8]) -> Option<Bilingual> {
    let begins = |mark: &[u8]| bytes.starts_with(mark);
    if begins(b"PK\x03\x04") || begins(b"PK\x05\x06") {
        return Some(archive(bytes));
    }
    if let Some((_, said)) = KNOWN.into_iter().find(|(mark, _)| begins(mark)) {
        return Some(said);
    }
    if begins(b"\xff\xfe\0\0") || begins(b"\0\0\xfe\xff") {
        return Some(of_encoding("UTF-32"));
    }
    const MARK: usize = 2;
    if bytes.len() == MARK {
        return None;
    }
    if begins(b"\xff\xfe") || begins(b"\xfe\xff") {
        return Some(of_encoding("UTF-16"));
    }
    // Half of the bytes of a Latin text in UTF-16 are zero, all at even or all at odd places.
    const LOOKED_AT: usize = 512;
    let start = &bytes[..bytes.len().min(LOOKED_AT)];
    let zeros = |odd: usize| start.iter().skip(odd).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    if start.len() >= 4 && even.max(odd) * 3 > start.len() && even.min(odd) * 8 < start.len() {
        return Some(of_encoding("UTF-16"));
    }
    (even + odd > 0).then(|| {
        both(
            "this file holds zero bytes and is no text: use a file that a text editor shows as text",
            "questo file contiene byte nulli e non è un testo: usare un file che un editor mostra come testo",
        )
    })
}

fn of_encoding(name: &str) -> Bilingual {
    Bilingual::new(
        format!("this text is in the encoding {name}: save the file in the encoding UTF-8"),
        format!("questo testo è nella codifica {name}: salvare il file nella codifica UTF-8"),
    )
}

/// A ZIP archive: spreadsheets and documents of office programs are such, and name their parts at the beginning.
fn archive(bytes: &[u8]) -> Bilingual {
    const LOOKED_AT: usize = 4096;
    let start = &bytes[..bytes.len().min(LOOKED_AT)];
    let holds = |mark: &[u8]| start.windows(mark.len()).any(|window| window == mark);
    if holds(b"xl/") || holds(b"opendocument.spreadsheet") {
        both(
            "this is a spreadsheet (such as `.xlsx` or `.ods`), no text: save the sheet as CSV (UTF-8) or the document as JSON",
            "questo è un foglio di calcolo (per esempio `.xlsx` o `.ods`), non un testo: salvare il foglio come CSV (UTF-8) o il \
             documento come JSON",
        )
    } else if holds(b"word/") || holds(b"opendocument.text") {
        both(
            "this is a document of a word processor (such as `.docx` or `.odt`), no text: save it as plain text in UTF-8",
            "questo è un documento di videoscrittura (per esempio `.docx` o `.odt`), non un testo: salvarlo come testo semplice in UTF-8",
        )
    } else {
        both(
            "this is a ZIP archive, or a file of an office program (such as `.xlsx` or `.docx`), no text: unpack it, or save it as \
             CSV or JSON",
            "questo è un archivio ZIP, o un file di un programma da ufficio (per esempio `.xlsx` o `.docx`), non un testo: estrarlo, \
             o salvarlo come CSV o JSON",
        )
    }
}

/// Text that is no UTF-8 from a byte on.
fn in_another_encoding(bytes: &[u8], place: usize) -> Bilingual {
    let number = place + 1;
    let before = String::from_utf8_lossy(&bytes[..place]);
    let (line, column) = line_and_column(&before, before.len());
    let letter = bytes.get(place).copied().and_then(windows_1252);
    let (english, italian) = match letter {
        Some(letter) => {
            (format!("; in Windows-1252 it is `{letter}`"), format!("; in Windows-1252 è `{letter}`"))
        }
        None => (String::new(), String::new()),
    };
    Bilingual::new(
        format!(
            "byte {number} is not UTF-8 (line {line}, column {column}){english}: save the file in the encoding UTF-8"
        ),
        format!(
            "il byte {number} non è in UTF-8 (riga {line}, colonna {column}){italian}: salvare il file nella codifica UTF-8"
        ),
    )
}

/// The character of a byte above ASCII, where Windows-1252 has one.
fn windows_1252(byte: u8) -> Option<char> {
    const FROM_128: [char; 32] = [
        '€', '\0', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\0', 'Ž', '\0', '\0', '‘', '’',
        '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\0', 'ž', 'Ÿ',
    ];
    match byte {
        0..=127 => None,
        128..=159 => Some(FROM_128[usize::from(byte - 128)]).filter(|letter| *letter != '\0'),
        _ => Some(char::from(byte)),
    }
}

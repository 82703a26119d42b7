//! Why a file cannot be read or written, in words.

use std::io::{self, ErrorKind};

use crate::words::{Bilingual, Language, bilingual, both};

/// What stopped the reading or writing of a file, and what to do: words to stand after the file's name, in place of those of
/// the operating system.
///
/// ```
/// use std::io::ErrorKind;
///
/// use riparto::Language;
/// use riparto::error::io_message;
///
/// let missing = ErrorKind::NotFound.into();
/// assert_eq!(io_message(&missing, Language::English), "there is no such file or folder: check the path");
/// assert_eq!(io_message(&missing, Language::Italian), "il file o la cartella non esiste: controllare il percorso");
/// ```
#[must_use]
pub fn io_message(error: &io::Error, language: Language) -> String {
    io_words(error).text(language).to_owned()
}

#[allow(clippy::wildcard_enum_match_arm, reason = "the standard library may add kinds")]
#[doc(hidden)]
pub fn io_words(error: &io::Error) -> Bilingual {
    match error.kind() {
        ErrorKind::NotFound => both(
            "there is no such file or folder: check the path",
            "il file o la cartella non esiste: controllare il percorso",
        ),
        ErrorKind::PermissionDenied => both(
            "access is not permitted: ask for the right to it, or use another place",
            "l'accesso non è consentito: chiederne il permesso, o usare un'altra posizione",
        ),
        ErrorKind::AlreadyExists => both(
            "there is such a file already: give another name, or remove it first",
            "il file esiste già: indicare un altro nome, o rimuoverlo prima",
        ),
        ErrorKind::IsADirectory => {
            both("it is a folder: give the path of a file", "è una cartella: indicare il percorso di un file")
        }
        ErrorKind::NotADirectory => both(
            "a part of the path is a file and no folder: check the path",
            "una parte del percorso è un file e non una cartella: controllare il percorso",
        ),
        ErrorKind::InvalidFilename => {
            both("the name is not one that a file can have", "il nome non è ammesso per un file")
        }
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => both(
            "there is no room left on the disk: make room and try again",
            "lo spazio su disco è esaurito: liberarne e riprovare",
        ),
        ErrorKind::FileTooLarge => {
            both("the file grew too large for the disk", "il file è diventato troppo grande per il disco")
        }
        ErrorKind::ReadOnlyFilesystem => both(
            "the disk can only be read: use another place",
            "il disco è di sola lettura: usare un'altra posizione",
        ),
        ErrorKind::InvalidData => both(
            "it is not text in UTF-8: save it as UTF-8 and try again",
            "non è un testo in UTF-8: salvarlo in UTF-8 e riprovare",
        ),
        ErrorKind::BrokenPipe => {
            both("what reads the output has ended", "il programma che legge il risultato è terminato")
        }
        ErrorKind::TimedOut | ErrorKind::Interrupted | ErrorKind::WouldBlock | ErrorKind::ResourceBusy => {
            both("the system is busy with it: try again", "il sistema lo sta usando: riprovare")
        }
        ErrorKind::Unsupported => both(
            "the system cannot do this with it: use an ordinary file",
            "il sistema non consente l'operazione: usare un file ordinario",
        ),
        _ => match error.raw_os_error() {
            Some(code) => bilingual!(
                "the system could not do it (its code {code}): check the disk and try again",
                "il sistema non ha potuto eseguire l'operazione (codice {code}): controllare il disco e riprovare"
            ),
            None => both(
                "it could not be read or written: check the disk and try again",
                "non si è potuto leggere o scrivere: controllare il disco e riprovare",
            ),
        },
    }
}

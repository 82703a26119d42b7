//! Mending the end of a journal.

use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use super::beside::Beside;
use super::disk::{FileReader, FileSystem, Folder, LockedFile};
use super::head::Head;
use super::journal_file::Journal;
use super::torn::{Torn, TornEnd};
use super::verify::{failed, walk};
use riparto_core::error::Result;
use riparto_core::words::both;

/// What a repair did: what it cut off, and where that is kept.
///
/// ```
/// use riparto::journal::{Event, Head, Journal, extend};
///
/// # let folder = std::env::temp_dir().join(format!("riparto-repaired-{}", std::process::id()));
/// # std::fs::create_dir_all(&folder).unwrap();
/// let path = folder.join("table.jsonl");
/// let records = extend(&Head::START, &[Event::of(&serde_json::json!({"moved": "40000.00"}))?])?;
/// let line = records[0].line();
/// std::fs::write(&path, format!("{line}\n{}", &line[..40])).unwrap();
/// assert_eq!(Journal::open(&path).unwrap_err().code(), "journal_torn");
/// let repaired = Journal::repair(&path)?.expect("an append was cut off");
/// assert_eq!((repaired.head(), repaired.bytes()), (records[0].head(), 40));
/// # std::fs::remove_dir_all(&folder).unwrap();
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repaired {
    head: Head,
    torn: Torn,
    kept: PathBuf,
}

impl Repaired {
    /// The head of the journal: all whole batches are kept.
    #[must_use]
    pub fn head(&self) -> Head {
        self.head
    }

    /// The end that the journal had.
    #[must_use]
    pub fn torn(&self) -> Torn {
        self.torn
    }

    /// How many bytes were cut off: none if only a line feed was missing.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.torn.bytes()
    }

    /// The file beside the journal that holds them; an empty path if there are none.
    #[must_use]
    pub fn kept(&self) -> &Path {
        &self.kept
    }
}

impl Journal {
    /// Mends the end of a journal: cuts off what is left of an append that was never acknowledged, or gives the last record its
    /// line feed back. A whole batch whose hashes hold is never cut off. The bytes that are taken out are kept in a new file beside
    /// the journal, named after it and the revision. `None` if the journal is whole.
    ///
    /// # Errors
    /// `journal_broken` if more is wrong than the end: nothing is changed then. `journal_locked`, `storage_failed` and
    /// `journal_not_a_file` as for [`open`](Journal::open).
    pub fn repair(path: impl AsRef<Path>) -> Result<Option<Repaired>> {
        Journal::repair_in(&FileSystem, path.as_ref(), &[])
    }

    /// As [`repair`](Journal::repair), of a journal that must pass through all heads that are known from elsewhere: one that is not what
    /// was written, or shorter, is not mended as if it was.
    ///
    /// # Errors
    /// As for [`repair`](Journal::repair); `journal_broken` if it does not pass through them.
    pub fn repair_through(path: impl AsRef<Path>, known: &[Head]) -> Result<Option<Repaired>> {
        Journal::repair_in(&FileSystem, path.as_ref(), known)
    }

    pub(crate) fn repair_in(folder: &dyn Folder, path: &Path, known: &[Head]) -> Result<Option<Repaired>> {
        let file = Journal::locked_in(folder, path)?;
        let verification = walk(FileReader { folder, file: &file }, known, None)?;
        if let Some(fault) = verification.fault() {
            return Err(fault.refusal());
        }
        let Some(torn) = verification.torn() else { return Ok(None) };
        let head = verification.head();
        let mended = mend(folder, &file, path, torn, head);
        let kept = mended.map_err(|why| failed(both("repaired", "riparare"), why))?;
        Ok(Some(Repaired { head, torn, kept }))
    }
}

/// Keeps what follows the last whole batch, cuts it off, and ends the batch. What is kept is on disk before.
fn mend(folder: &dyn Folder, file: &LockedFile, path: &Path, torn: Torn, head: Head) -> io::Result<PathBuf> {
    let mut aside = None;
    if torn.bytes() > 0 {
        let copy = Beside::make(folder, &path.canonicalize()?, &format!("torn-{}", head.revision()))?;
        let mut end = Vec::new();
        (&**file).seek(SeekFrom::Start(torn.start()))?;
        FileReader { folder, file }.read_to_end(&mut end)?;
        folder.write(&copy.file, &end)?;
        folder.flush(&copy.file)?;
        folder.flush_names(&copy.path)?;
        folder.truncate(file, torn.start())?;
        aside = Some(copy);
    }
    // From here on the copy is the only place of what was cut off.
    let kept = aside.map_or_else(PathBuf::new, Beside::keep);
    if torn.end() == TornEnd::LineFeed {
        folder.write(file, b"\n")?;
    }
    folder.flush(file)?;
    Ok(kept)
}

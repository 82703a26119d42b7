//! A history in a file of JSON lines.

use std::fs::{self, File, TryLockError};
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

use super::disk::LockedFile;
use super::event::Event;
use super::head::Head;
use super::record::Record;
use super::store::{Appended, Store};
use super::tail::Tail;
use super::verify::{Taker, Verification, failed, walk};
use crate::error::{Cause, Result};

/// A history in a file, open for writing: one record a line, and nothing else.
///
/// An append is acknowledged when it is on disk. A lock on the file keeps a second writer out until the journal is
/// dropped; readers take no lock (on Windows, where locks bind readers too, they have to wait). A batch stands whole or
/// not at all: what a crash leaves of one is reported as `journal_torn` and cut only by [`repair`](Journal::repair).
///
/// ```
/// use riparto::history::{Event, Head, Journal, Store};
///
/// # let folder = std::env::temp_dir().join(format!("riparto-journal-{}", std::process::id()));
/// # std::fs::create_dir_all(&folder).unwrap();
/// let path = folder.join("table.jsonl");
/// # std::fs::remove_file(&path).ok();
/// let mut journal = Journal::create(&path)?;
/// let event = Event::of(&serde_json::json!({"tabled": "p1"}))?;
/// let head = journal.append(&Head::START, &[event])?.accepted()?;
///
/// // Nobody else writes meanwhile, and everybody can read.
/// assert_eq!(Journal::open(&path).unwrap_err().code(), "journal_locked");
/// assert_eq!(Journal::inspect(&path, &[head], &mut |_| Ok(()))?.head(), head);
/// drop(journal);
/// assert_eq!(Journal::open(&path)?.head()?, head);
/// # std::fs::remove_dir_all(&folder).unwrap();
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Debug)]
#[doc(alias = "registro")]
pub struct Journal {
    tail: Tail<LockedFile>,
}

impl Journal {
    /// Starts a journal in a file that does not exist yet.
    ///
    /// # Errors
    /// `storage_failed` if the file exists or cannot be made; `journal_locked`.
    pub fn create(path: impl AsRef<Path>) -> Result<Journal> {
        let path = path.as_ref();
        let made = File::options().read(true).append(true).create_new(true).open(path);
        let file = made.map_err(|why| failed("created", &why))?;
        let file = lock(file)?;
        file.sync_all().and_then(|()| sync_folder(path)).map_err(|why| failed("created", &why))?;
        Ok(Journal { tail: Tail::new(file, Head::START, 0) })
    }

    /// Opens a journal and checks every byte of it. An empty file is a history without records.
    ///
    /// # Errors
    /// `journal_locked` if another writer has it; `journal_torn`, `journal_broken` if it is not whole; `storage_failed` and
    /// `journal_not_a_file` if it is not there or cannot be read and written.
    pub fn open(path: impl AsRef<Path>) -> Result<Journal> {
        Journal::open_walk(path.as_ref(), &[], None)
    }

    /// Opens a journal that must pass through all heads that are known, and hands on its records in the same pass.
    ///
    /// # Errors
    /// As for [`open`](Journal::open), and those of `each`.
    pub fn open_and_read(
        path: impl AsRef<Path>,
        known: &[Head],
        each: &mut dyn FnMut(Record) -> Result<()>,
    ) -> Result<Journal> {
        Journal::open_walk(path.as_ref(), known, Some(each))
    }

    fn open_walk(path: &Path, known: &[Head], taker: Option<Taker<'_>>) -> Result<Journal> {
        let file = Journal::locked(path)?;
        let verification = walk(&*file, known, taker)?;
        match verification.refusal() {
            Some(refusal) => Err(refusal),
            None => Ok(Journal { tail: Tail::new(file, verification.head(), verification.end()) }),
        }
    }

    /// The file, open for writing, its lock taken, and all that a killed writer left in it on disk.
    pub(crate) fn locked(path: &Path) -> Result<LockedFile> {
        regular(path)?;
        let opened = File::options().read(true).append(true).open(path);
        let file = opened.map_err(|why| failed("opened", &why))?;
        let file = lock(file)?;
        file.sync_all().map_err(|why| failed("flushed to disk", &why))?;
        Ok(file)
    }

    /// Reads a journal without writing: checks every byte, and that it passes through all heads that are known, and hands on
    /// the records of whole batches as they are read.
    ///
    /// It takes no lock: what another program appends meanwhile may show as [`torn`](Verification::torn), and a batch may
    /// show a moment before it is on disk.
    ///
    /// # Errors
    /// `storage_failed`, `journal_not_a_file`, and those of `each`. A journal that was changed is an answer.
    pub fn inspect(
        path: impl AsRef<Path>,
        known: &[Head],
        each: &mut dyn FnMut(Record) -> Result<()>,
    ) -> Result<Verification> {
        let path = path.as_ref();
        regular(path)?;
        let file = File::open(path).map_err(|why| failed("opened", &why))?;
        walk(file, known, Some(each))
    }
}

impl Store for Journal {
    fn head(&self) -> Result<Head> {
        Ok(self.tail.head())
    }

    fn append(&mut self, expected: &Head, events: &[Event]) -> Result<Appended> {
        self.tail.append(expected, events)
    }

    fn read_after(&self, revision: u64, each: &mut dyn FnMut(Record) -> Result<()>) -> Result<()> {
        if revision >= self.tail.head().revision() {
            return Ok(());
        }
        let mut file = &*self.tail.disk;
        file.seek(SeekFrom::Start(0)).map_err(|why| failed("read", &why))?;
        let mut later = |record: Record| if record.revision() > revision { each(record) } else { Ok(()) };
        let verification = walk(file.take(self.tail.end()), &[self.tail.head()], Some(&mut later))?;
        verification.refusal().map_or(Ok(()), Err)
    }
}

fn lock(file: File) -> Result<LockedFile> {
    LockedFile::new(file).map_err(|why| match why {
        TryLockError::WouldBlock => Cause::JournalLocked {}.into(),
        TryLockError::Error(why) => failed("locked", &why),
    })
}

/// A folder or a pipe is no journal; opening a pipe would wait for its other end.
fn regular(path: &Path) -> Result<()> {
    let found = fs::metadata(path).map_err(|why| failed("opened", &why))?;
    if found.is_file() { Ok(()) } else { Err(Cause::JournalNotAFile {}.into()) }
}

/// A new name is on disk when its folder is.
#[cfg(unix)]
pub(crate) fn sync_folder(path: &Path) -> std::io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
}

/// Folders cannot be flushed here.
#[cfg(not(unix))]
pub(crate) fn sync_folder(_path: &Path) -> std::io::Result<()> {
    Ok(())
}

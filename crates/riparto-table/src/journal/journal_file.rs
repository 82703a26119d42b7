//! A history in a file of JSON lines.

use std::fs::{self, File, Metadata, TryLockError};
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

use super::chain::extend;
use super::disk::{Disk, FileSystem, Folder, LockedFile};
use super::event::Event;
use super::founding::found;
use super::head::Head;
use super::record::Record;
use super::store::{Appended, Store};
use super::tail::{Tail, lines};
use super::verify::{Taker, Verification, failed, walk};
use riparto_core::error::{Cause, Result};
use riparto_core::words::both;

/// A history in a file, open for writing: one record a line, and nothing else.
///
/// An append is acknowledged when it is on disk. A lock on the file keeps a second writer out until the journal is
/// dropped; readers take no lock (on Windows, where locks bind readers too, they have to wait). A batch is there whole or
/// not at all: what a crash leaves of one is reported as `journal_torn` and cut only by [`repair`](Journal::repair). Before an
/// append is acknowledged, the path still leads to the file that was written; a copy that was renamed onto it is noticed.
///
/// ```
/// use riparto::journal::{Event, Head, Journal, Store};
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
    /// Starts a journal without events in a file that does not exist yet.
    ///
    /// # Errors
    /// As for [`create_with`](Journal::create_with).
    pub fn create(path: impl AsRef<Path>) -> Result<Journal> {
        Journal::create_with(path, &[])
    }

    /// Starts a journal with a batch of events in a file that does not exist yet: all of it is there, on disk, or nothing. It
    /// is written aside under the name of the journal with `.new`, and then gets its name.
    ///
    /// # Errors
    /// `journal_exists` if there is a journal of that name, `storage_failed` if something else has it; `storage_denied`,
    /// `storage_full`, `storage_failed` if the file cannot be made; `too_many` as for [`extend`](super::extend).
    pub fn create_with(path: impl AsRef<Path>, events: &[Event]) -> Result<Journal> {
        let records = extend(&Head::START, events)?;
        let bytes = lines(&records);
        let file = found(&FileSystem, path.as_ref(), &bytes)?;
        let head = records.last().map_or(Head::START, Record::head);
        Ok(Journal { tail: Tail::new(file, head, u64::try_from(bytes.len()).unwrap_or(u64::MAX)) })
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

    /// The file, open for writing, its lock taken, and all that a killed writer left in it on disk. A file that lost its name
    /// while its lock was waited for is let go, and the one that has the name now is opened.
    pub(crate) fn locked(path: &Path) -> Result<LockedFile> {
        Journal::locked_in(&FileSystem, path)
    }

    pub(crate) fn locked_in(folder: &dyn Folder, path: &Path) -> Result<LockedFile> {
        const TRIES: usize = 8;
        for _ in 0..TRIES {
            regular(fs::metadata(path))?;
            let file = folder.open(path).map_err(|why| failed(both("opened", "aprire"), why))?;
            let file = folder.lock(file, path).map_err(|why| match why {
                TryLockError::WouldBlock => Cause::JournalLocked {}.into(),
                TryLockError::Error(why) => failed(both("locked", "bloccare"), why),
            })?;
            if file.has_its_name().map_err(|why| failed(both("read", "leggere"), why))? {
                folder
                    .flush(&file)
                    .map_err(|why| failed(both("flushed to disk", "salvare su disco"), why))?;
                return Ok(file);
            }
        }
        Err(Cause::JournalReplaced {}.into())
    }

    /// The bytes of a journal, for [`verify`](super::verify()) or [`parting`](super::parting()).
    ///
    /// # Errors
    /// `storage_failed` if it cannot be opened; `journal_not_a_file` for a folder or a pipe, which is not waited for.
    pub fn reader(path: impl AsRef<Path>) -> Result<impl Read> {
        Journal::readable(path.as_ref())
    }

    /// The file, open for reading.
    pub(crate) fn readable(path: &Path) -> Result<File> {
        regular(fs::metadata(path))?;
        let file = File::open(path).map_err(|why| failed(both("opened", "aprire"), why))?;
        regular(file.metadata())?;
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
        walk(Journal::readable(path.as_ref())?, known, Some(each))
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
        file.seek(SeekFrom::Start(0)).map_err(|why| failed(both("read", "leggere"), why))?;
        let mut later = |record: Record| if record.revision() > revision { each(record) } else { Ok(()) };
        let verification = walk(file.take(self.tail.end()), &[self.tail.head()], Some(&mut later))?;
        verification.refusal().map_or(Ok(()), Err)
    }
}

/// A folder or a pipe is no journal; opening a pipe would wait for its other end.
fn regular(found: io::Result<Metadata>) -> Result<()> {
    let found = found.map_err(|why| failed(both("opened", "aprire"), why))?;
    if found.is_file() { Ok(()) } else { Err(Cause::JournalNotAFile {}.into()) }
}

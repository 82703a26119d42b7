//! Line ends that another program converted, and putting them back.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use super::beside::Beside;
use super::disk::{FileReader, FileSystem, Folder};
use super::head::Head;
use super::journal_file::Journal;
use super::plain_lines::{ForeignLineEnds, PlainLines};
use super::utf16::{ByteOrder, Utf16};
use super::verify::{failed, walk};
use riparto_core::error::Result;
use riparto_core::money::Language;
use riparto_core::words::both;

/// How the line ends of a journal were converted, by an editor, a transfer in text mode or a program that writes for Windows,
/// while every record in it is what was written.
///
/// ```
/// use riparto::Language;
/// use riparto::journal::{Event, Head, Journal, extend};
///
/// # let folder = std::env::temp_dir().join(format!("riparto-line-ends-{}", std::process::id()));
/// # std::fs::create_dir_all(&folder).unwrap();
/// let path = folder.join("table.jsonl");
/// let records = extend(&Head::START, &[Event::of(&serde_json::json!({"moved": "40000.00"}))?])?;
/// std::fs::write(&path, format!("{}\r\n", records[0].line())).unwrap();
/// let converted = Journal::line_ends(&path, &[])?.expect("an editor wrote carriage returns");
/// assert_eq!(converted.head(), records[0].head());
/// assert_eq!(converted.message(Language::English), "carriage returns before line feeds (CRLF)");
/// # std::fs::remove_dir_all(&folder).unwrap();
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LineEnds {
    head: Head,
    found: ForeignLineEnds,
}

impl LineEnds {
    /// The head that the journal has with its line ends put back: [`Head::START`] if it holds nothing but blanks.
    #[must_use]
    pub fn head(&self) -> Head {
        self.head
    }

    /// What was found, as a part of a sentence: `carriage returns before line feeds, blank lines`.
    #[must_use]
    pub fn message(&self, language: Language) -> String {
        self.found.words(language)
    }
}

/// Line ends that were put back, and where the journal is kept as it was.
///
/// ```
/// use riparto::journal::{Event, Head, Journal, extend};
///
/// # let folder = std::env::temp_dir().join(format!("riparto-restored-{}", std::process::id()));
/// # std::fs::create_dir_all(&folder).unwrap();
/// let path = folder.join("table.jsonl");
/// let records = extend(&Head::START, &[Event::of(&serde_json::json!({"moved": "40000.00"}))?])?;
/// std::fs::write(&path, format!("{}\r\n", records[0].line())).unwrap();
/// let restored = Journal::restore_line_ends(&path)?.expect("an editor wrote carriage returns");
/// assert!(restored.kept().exists());
/// assert_eq!(Journal::restore_line_ends(&path)?, None, "now it is what was written");
/// # std::fs::remove_dir_all(&folder).unwrap();
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restored {
    line_ends: LineEnds,
    kept: PathBuf,
}

impl Restored {
    /// How they had been converted.
    #[must_use]
    pub fn line_ends(&self) -> LineEnds {
        self.line_ends
    }

    /// The file beside the journal that holds it as it was.
    #[must_use]
    pub fn kept(&self) -> &Path {
        &self.kept
    }
}

impl Journal {
    /// How the line ends of a journal were converted, if nothing else is wrong with it: with them put back, every byte is what
    /// was written, and it passes through the heads that are known. Nothing is changed.
    ///
    /// # Errors
    /// `storage_failed` and `journal_not_a_file` if it cannot be read.
    pub fn line_ends(path: impl AsRef<Path>, known: &[Head]) -> Result<Option<LineEnds>> {
        read_plain(&FileSystem, &Journal::readable(path.as_ref())?, known, &mut |_| Ok(()))
    }

    /// Puts the line ends of a journal back, and keeps it as it was in a new file beside it, named after it and the revision.
    /// `None` if something else or nothing is wrong with it: nothing is changed then.
    ///
    /// # Errors
    /// `journal_locked`, `storage_failed` and `journal_not_a_file` as for [`open`](Journal::open).
    pub fn restore_line_ends(path: impl AsRef<Path>) -> Result<Option<Restored>> {
        Journal::restore_line_ends_in(&FileSystem, path.as_ref())
    }

    pub(crate) fn restore_line_ends_in(folder: &dyn Folder, path: &Path) -> Result<Option<Restored>> {
        let file = Journal::locked_in(folder, path)?;
        let found = read_plain(folder, &file, &[], &mut |_| Ok(()))?;
        let Some(line_ends) = found.filter(|found| found.head() != Head::START) else { return Ok(None) };
        let kept = restore(folder, &file, path, line_ends.head())
            .map_err(|why| failed(both("repaired", "riparare"), why))?;
        Ok(Some(Restored { line_ends, kept }))
    }
}

/// Reads a journal with its line ends put back, and hands on its lines. Nothing if they are as they were written, or if that
/// does not make it whole.
fn read_plain(
    folder: &dyn Folder,
    mut file: &File,
    known: &[Head],
    each: &mut dyn FnMut(&[u8]) -> io::Result<()>,
) -> Result<Option<LineEnds>> {
    file.seek(SeekFrom::Start(0)).map_err(|why| failed(both("read", "leggere"), why))?;
    let mut reader = BufReader::with_capacity(1 << 18, FileReader { folder, file });
    let beginning = reader.fill_buf().map_err(|why| failed(both("read", "leggere"), why))?;
    let (verification, found) = if let Some(order) = ByteOrder::of_mark(beginning) {
        let mut plain = PlainLines::new(BufReader::new(Utf16::new(reader, order)), each);
        let verification = walk(&mut plain, known, None)?;
        (verification, plain.found().in_utf16())
    } else {
        let mut plain = PlainLines::new(reader, each);
        (walk(&mut plain, known, None)?, plain.found())
    };
    let converted = verification.is_whole() && found != ForeignLineEnds::default();
    Ok(converted.then(|| LineEnds { head: verification.head(), found }))
}

/// Writes the journal anew aside, keeps a copy of it, and puts the new one in its place.
fn restore(folder: &dyn Folder, file: &File, path: &Path, head: Head) -> io::Result<PathBuf> {
    let path = path.canonicalize()?;
    let copy = Beside::make(folder, &path, &format!("converted-{}", head.revision()))?;
    let mut start = file;
    start.seek(SeekFrom::Start(0))?;
    let mut chunk = vec![0; 1 << 18];
    loop {
        let read = folder.read(file, &mut chunk)?;
        if read == 0 {
            break;
        }
        folder.write(&copy.file, &chunk[..read])?;
    }
    folder.flush(&copy.file)?;
    let plain = Beside::make(folder, &path, "new")?;
    plain.file.set_permissions(file.metadata()?.permissions())?;
    let mut unwritten = None;
    let read = read_plain(folder, file, &[], &mut |line| {
        folder.write(&plain.file, line).map_err(|why| {
            let kind = why.kind();
            unwritten = Some(why);
            kind.into()
        })
    });
    // What could not be written is no failure of reading.
    if let Some(why) = unwritten {
        return Err(why);
    }
    read.map_err(|why| {
        let source = std::error::Error::source(&why).and_then(|source| source.downcast_ref::<io::Error>());
        io::Error::new(source.map_or(io::ErrorKind::Other, io::Error::kind), why.to_string())
    })?;
    folder.flush(&plain.file)?;
    folder.flush_names(&path)?;
    folder.rename(&plain.path, &path)?;
    // The new one has the name: the copy is the only place of what was there.
    plain.keep();
    let kept = copy.keep();
    folder.flush_names(&path)?;
    Ok(kept)
}

/// Making and mending a journal on a file system that fails at each step in turn.
#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;
    use std::fs::{self, TryLockError};
    use std::io::{Error, ErrorKind, Result};

    use crate::journal::disk::LockedFile;
    use crate::journal::founding::found;
    use crate::journal::{Event, MemoryStore, Store, verify};

    /// The file system, but for one step that fails, or all from there on.
    #[derive(Default)]
    struct Failing {
        steps: Cell<usize>,
        fails_at: usize,
        for_good: bool,
        /// What the system answers then.
        answer: i32,
        /// How much of a write that fails is written.
        partial: usize,
        is_without_links: bool,
    }

    impl Failing {
        fn step(&self) -> Result<()> {
            let step = self.steps.get() + 1;
            self.steps.set(step);
            let fails = if self.for_good { step >= self.fails_at } else { step == self.fails_at };
            if fails { Err(Error::from_raw_os_error(self.answer)) } else { Ok(()) }
        }

        /// What a person is told of it.
        fn code(&self) -> &'static str {
            ANSWERS.iter().find(|(answer, _)| *answer == self.answer).unwrap().1
        }
    }

    /// No room, no quota, a block that cannot be read or written, a disk that may only be read.
    const ANSWERS: [(i32, &str); 4] =
        [(28, "storage_full"), (122, "storage_full"), (5, "storage_failed"), (30, "storage_denied")];

    impl Folder for Failing {
        fn open(&self, path: &Path) -> Result<File> {
            self.step().and_then(|()| FileSystem.open(path))
        }
        fn lock(&self, file: File, path: &Path) -> std::result::Result<LockedFile, TryLockError> {
            self.step().map_err(TryLockError::Error)?;
            FileSystem.lock(file, path)
        }
        fn read(&self, file: &File, buffer: &mut [u8]) -> Result<usize> {
            self.step().and_then(|()| FileSystem.read(file, buffer))
        }
        fn make(&self, path: &Path) -> Result<File> {
            self.step().and_then(|()| FileSystem.make(path))
        }
        fn write(&self, file: &File, bytes: &[u8]) -> Result<()> {
            let failed = self.step();
            let written = if failed.is_ok() { bytes.len() } else { self.partial.min(bytes.len()) };
            FileSystem.write(file, &bytes[..written])?;
            failed
        }
        fn truncate(&self, file: &File, length: u64) -> Result<()> {
            self.step().and_then(|()| FileSystem.truncate(file, length))
        }
        fn flush(&self, file: &File) -> Result<()> {
            self.step().and_then(|()| FileSystem.flush(file))
        }
        fn link(&self, path: &Path, name: &Path) -> Result<()> {
            if self.is_without_links {
                return Err(ErrorKind::Unsupported.into());
            }
            self.step().and_then(|()| FileSystem.link(path, name))
        }
        fn rename(&self, path: &Path, name: &Path) -> Result<()> {
            self.step().and_then(|()| FileSystem.rename(path, name))
        }
        fn remove(&self, path: &Path) -> Result<()> {
            self.step().and_then(|()| FileSystem.remove(path))
        }
        fn flush_names(&self, path: &Path) -> Result<()> {
            self.step().and_then(|()| FileSystem.flush_names(path))
        }
    }

    /// A folder that is gone when the test is.
    struct Place(PathBuf);

    impl Place {
        fn new(name: &str) -> Place {
            let path = std::env::temp_dir().join(format!("riparto-trials-{name}-{}", std::process::id()));
            fs::remove_dir_all(&path).ok();
            fs::create_dir_all(&path).unwrap();
            Place(path)
        }

        fn journal(&self) -> PathBuf {
            self.0.join("table.jsonl")
        }

        /// The files beside the journal, emptied out.
        fn take_others(&self) -> Vec<Vec<u8>> {
            let paths = fs::read_dir(&self.0).unwrap().map(|entry| entry.unwrap().path());
            let others: Vec<PathBuf> = paths.filter(|path| *path != self.journal()).collect();
            others
                .iter()
                .map(|path| {
                    let content = fs::read(path).unwrap();
                    fs::remove_file(path).unwrap();
                    content
                })
                .collect()
        }
    }

    impl Drop for Place {
        fn drop(&mut self) {
            fs::remove_dir_all(&self.0).ok();
        }
    }

    fn text() -> String {
        let mut store = MemoryStore::new();
        for number in 0..4 {
            let head = store.head().unwrap();
            let event = Event::of(&serde_json::json!({"noted": number, "text": "perché"})).unwrap();
            store.append(&head, &[event.clone(), event]).unwrap().accepted().unwrap();
        }
        store.to_lines()
    }

    /// Every way to fail, until a step is named that is never reached.
    fn each_failure(is_without_links: bool, mut run: impl FnMut(&Failing)) -> usize {
        let mut tried = 0;
        for fails_at in 1.. {
            let mut reached = false;
            for for_good in [false, true] {
                for (partial, answer) in [(0, 28), (1, 5), (300, 122), (300, 30)] {
                    let steps = Cell::default();
                    let failing = Failing { steps, fails_at, for_good, answer, partial, is_without_links };
                    run(&failing);
                    reached |= failing.steps.get() >= fails_at;
                    tried += 1;
                }
            }
            if !reached {
                return tried;
            }
        }
        tried
    }

    #[test]
    fn a_journal_is_made_whole_or_not_at_all_whatever_step_fails() {
        let (place, text) = (Place::new("made"), text());
        let (mut made, mut refused) = (0, 0);
        for is_without_links in [false, true] {
            each_failure(is_without_links, |failing| {
                let outcome = found(failing, &place.journal(), text.as_bytes()).map(drop);
                let there = fs::read(place.journal()).ok();
                match &outcome {
                    Ok(()) => assert_eq!(there.as_deref(), Some(text.as_bytes())),
                    Err(error) => {
                        assert_eq!(error.code(), failing.code());
                        // Where not even a name can be taken away, what has it is whole, or the empty file that held it.
                        let left = there.as_deref().unwrap_or_default();
                        assert!(failing.for_good || there.is_none());
                        assert!(left.is_empty() || left == text.as_bytes());
                        assert!(failing.for_good || place.take_others().is_empty(), "nothing is left behind");
                    }
                }
                made += usize::from(outcome.is_ok());
                refused += usize::from(outcome.is_err());
                // What is left aside blocks no other try.
                fs::remove_file(place.journal()).ok();
                drop(found(&FileSystem, &place.journal(), text.as_bytes()).unwrap());
                fs::remove_file(place.journal()).unwrap();
                place.take_others();
            });
        }
        assert!(made > 10 && refused > 40, "{made} {refused}");
    }

    #[test]
    fn a_repair_that_fails_at_any_step_loses_no_record_and_leaves_no_needless_file() {
        let (place, text) = (Place::new("mended"), text());
        let whole = text.as_bytes();
        let records = &whole[..whole.len() - 1];
        let torn = [whole, &records[..60]].concat();
        let bent = [torn, records.to_vec(), [records, b"+"].concat(), [whole, b"  "].concat()];
        let (mut mended, mut refused) = (0, 0);
        for before in &bent {
            each_failure(false, |failing| {
                fs::write(place.journal(), before).unwrap();
                let outcome = Journal::repair_in(failing, &place.journal(), &[]);
                let after = fs::read(place.journal()).unwrap();
                let found = verify(&after[..], &[]).unwrap();
                assert_eq!((found.fault(), found.head().revision()), (None, 8), "no record is lost");
                let others = place.take_others();
                if outcome.is_err() && after == *before {
                    assert!(failing.for_good || others.is_empty(), "nothing is left behind");
                } else if before.len() > whole.len() || before.ends_with(b"+") {
                    let start = if before.ends_with(b"+") { records.len() } else { whole.len() };
                    assert_eq!(others, [before[start..].to_vec()], "what was cut off is kept");
                } else {
                    assert!(others.is_empty());
                }
                mended += usize::from(outcome.is_ok());
                if let Err(error) = outcome {
                    assert_eq!(error.code(), failing.code(), "{error}");
                    refused += 1;
                }
                Journal::repair(place.journal()).unwrap();
                assert_eq!(fs::read(place.journal()).unwrap(), whole, "a second try mends it");
                place.take_others();
            });
        }
        assert!(mended >= bent.len() * 6 && refused > 40, "{mended} {refused}");
    }

    #[test]
    fn line_ends_are_put_back_whole_or_not_at_all_whatever_step_fails() {
        let (place, text) = (Place::new("line-ends"), text());
        let before = format!("\u{feff}{}", text.replace('\n', "\r\n"));
        let (mut restored, mut refused) = (0, 0);
        each_failure(false, |failing| {
            fs::write(place.journal(), &before).unwrap();
            let outcome = Journal::restore_line_ends_in(failing, &place.journal());
            let after = fs::read_to_string(place.journal()).unwrap();
            let others = place.take_others();
            if after == before {
                assert!(outcome.is_err() && (failing.for_good || others.is_empty()));
            } else {
                assert_eq!(after, text);
                assert_eq!(others, [before.as_bytes()], "a copy is kept");
            }
            restored += usize::from(outcome.is_ok());
            if let Err(error) = outcome {
                assert_eq!(error.code(), failing.code(), "{error}");
                refused += 1;
            }
            let head = verify(text.as_bytes(), &[]).unwrap().head();
            assert_eq!(Journal::line_ends(place.journal(), &[head]).unwrap().is_some(), after == before);
            assert_ne!(head, Head::START);
        });
        assert!(restored >= 6 && refused > 40, "{restored} {refused}");
    }
}

//! Cutting off what a crash left of an append.

use std::ffi::OsString;
use std::fs::File;
use std::io::{self, ErrorKind, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use super::disk::Disk;
use super::head::Head;
use super::journal::{Journal, sync_folder};
use super::verify::{failed, walk};
use crate::error::Result;

/// What a repair cut off, and where it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repaired {
    head: Head,
    bytes: u64,
    kept: PathBuf,
}

impl Repaired {
    /// The head of the journal, as before the append that was cut off.
    #[must_use]
    pub fn head(&self) -> Head {
        self.head
    }

    /// How many bytes were cut off.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// The file beside the journal that holds them.
    #[must_use]
    pub fn kept(&self) -> &Path {
        &self.kept
    }
}

impl Journal {
    /// Cuts off what is left of an append that was never acknowledged, and keeps the bytes in a new file beside the journal,
    /// named after it and the revision. `None` if the journal is whole.
    ///
    /// # Errors
    /// `journal_broken` if more is wrong than a torn end: nothing is changed then. `journal_locked`, `storage_failed` and
    /// `journal_not_a_file` as for [`open`](Journal::open).
    pub fn repair(path: impl AsRef<Path>) -> Result<Option<Repaired>> {
        let path = path.as_ref();
        let mut file = Journal::locked(path)?;
        let verification = walk(&*file, &[], None)?;
        if let Some(fault) = verification.fault() {
            return Err(fault.refusal());
        }
        let Some(torn) = verification.torn() else { return Ok(None) };
        let head = verification.head();
        let kept = keep(&file, path, torn.start(), head).map_err(|why| failed("repaired", &why))?;
        let cut = file.cut(torn.start()).and_then(|()| file.sync_all());
        cut.map_err(|why| failed("repaired", &why))?;
        Ok(Some(Repaired { head, bytes: torn.bytes(), kept }))
    }
}

/// Copies the end of a journal to a new file, on disk before it returns.
fn keep(mut file: &File, path: &Path, start: u64, head: Head) -> io::Result<PathBuf> {
    let path = path.canonicalize()?;
    for number in 1_u32.. {
        let mut name = OsString::from(path.file_name().unwrap_or_default());
        name.push(format!(".torn-{}", head.revision()));
        if number > 1 {
            name.push(format!("-{number}"));
        }
        let kept = path.with_file_name(name);
        match File::create_new(&kept) {
            Ok(mut copy) => {
                file.seek(SeekFrom::Start(start))?;
                io::copy(&mut file.take(u64::MAX), &mut copy)?;
                copy.sync_all()?;
                sync_folder(&kept)?;
                return Ok(kept);
            }
            Err(why) if why.kind() == ErrorKind::AlreadyExists => {}
            Err(why) => return Err(why),
        }
    }
    Err(ErrorKind::AlreadyExists.into())
}

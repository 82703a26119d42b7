//! Files beside a journal: what is kept of it, and what is written before it takes its place.

use std::ffi::OsString;
use std::fs::File;
use std::io::{ErrorKind, Result};
use std::path::{Path, PathBuf};

use super::disk::Folder;

/// A new file beside a journal. Unless it is [kept](Beside::keep), its name is gone when this is dropped.
pub(crate) struct Beside<'a> {
    folder: &'a dyn Folder,
    pub(crate) file: File,
    pub(crate) path: PathBuf,
    is_kept: bool,
}

impl<'a> Beside<'a> {
    /// Makes a file named after the journal and an ending, with a number where that name is taken: nothing is written over.
    pub(crate) fn make(folder: &'a dyn Folder, journal: &Path, ending: &str) -> Result<Beside<'a>> {
        for number in 1_u32.. {
            let mut name = OsString::from(journal.file_name().unwrap_or_default());
            name.push(format!(".{ending}"));
            if number > 1 {
                name.push(format!("-{number}"));
            }
            let path = journal.with_file_name(name);
            match folder.make(&path) {
                Ok(file) => return Ok(Beside { folder, file, path, is_kept: false }),
                Err(why) if why.kind() == ErrorKind::AlreadyExists => {}
                Err(why) => return Err(why),
            }
        }
        Err(ErrorKind::AlreadyExists.into())
    }

    /// Leaves the file where it is.
    pub(crate) fn keep(mut self) -> PathBuf {
        self.is_kept = true;
        self.path.clone()
    }
}

impl Drop for Beside<'_> {
    fn drop(&mut self) {
        if !self.is_kept {
            // What cannot be taken away blocks nobody: the next file takes another name.
            self.folder.remove(&self.path).ok();
        }
    }
}

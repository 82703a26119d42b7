//! What a journal asks of a file and of the folder around it.

use std::fs::{self, File, Metadata, TryLockError};
use std::io::{ErrorKind, Read, Result, Write};
use std::ops::Deref;
use std::path::{Path, PathBuf};

/// The few steps of an append, so that tests can fail each of them.
pub(crate) trait Disk {
    /// How long the file is.
    fn length(&self) -> Result<u64>;
    /// Whether the name by which the file was opened still leads to it.
    fn has_its_name(&self) -> Result<bool>;
    /// Writes at the end. After an error some of the bytes may be there.
    fn write(&mut self, bytes: &[u8]) -> Result<()>;
    /// Returns when all that was written outlives a loss of power.
    fn flush_to_disk(&mut self) -> Result<()>;
    /// Cuts the file off.
    fn truncate(&mut self, length: u64) -> Result<()>;
}

/// A file that no other writer has, until this is dropped.
#[derive(Debug)]
pub(crate) struct LockedFile {
    file: File,
    path: PathBuf,
}

impl LockedFile {
    /// Takes the lock of a file that was opened by a path.
    pub(crate) fn new(file: File, path: &Path) -> std::result::Result<LockedFile, TryLockError> {
        file.try_lock()?;
        // A program may change its working folder later.
        let path = std::path::absolute(path).map_err(TryLockError::Error)?;
        Ok(LockedFile { file, path })
    }

    /// The same file by another name, which it was given.
    pub(crate) fn renamed(mut self, path: &Path) -> Result<LockedFile> {
        self.path = std::path::absolute(path)?;
        Ok(self)
    }
}

impl Drop for LockedFile {
    fn drop(&mut self) {
        // Closing alone would leave the lock to a program that another thread starts at this moment.
        self.file.unlock().ok();
    }
}

impl Deref for LockedFile {
    type Target = File;

    fn deref(&self) -> &File {
        &self.file
    }
}

impl Disk for LockedFile {
    fn length(&self) -> Result<u64> {
        Ok(self.file.metadata()?.len())
    }

    fn has_its_name(&self) -> Result<bool> {
        match fs::metadata(&self.path) {
            Ok(named) => Ok(is_same(&self.file.metadata()?, &named)),
            Err(why) if why.kind() == ErrorKind::NotFound => Ok(false),
            Err(why) => Err(why),
        }
    }

    fn write(&mut self, bytes: &[u8]) -> Result<()> {
        self.file.write_all(bytes)
    }

    fn flush_to_disk(&mut self) -> Result<()> {
        self.file.sync_data()
    }

    fn truncate(&mut self, length: u64) -> Result<()> {
        self.file.set_len(length)
    }
}

/// Whether two looks at files are at the same one.
#[cfg(unix)]
fn is_same(open: &Metadata, named: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    open.nlink() > 0 && (open.dev(), open.ino()) == (named.dev(), named.ino())
}

/// The standard library names no file's identity here: another one shows by its length or the moment it was made.
#[cfg(not(unix))]
fn is_same(open: &Metadata, named: &Metadata) -> bool {
    open.len() == named.len() && open.created().ok() == named.created().ok()
}

/// The steps by which files are made and put in place beside a journal, so that tests can fail each of them.
pub(crate) trait Folder {
    /// Opens a file that is there, for reading and appending.
    fn open(&self, path: &Path) -> Result<File>;
    /// Takes the lock of a file that was opened by a path.
    fn lock(&self, file: File, path: &Path) -> std::result::Result<LockedFile, TryLockError>;
    /// Reads on in a file.
    fn read(&self, file: &File, buffer: &mut [u8]) -> Result<usize>;
    /// Makes a file that is not there yet, for reading and appending.
    fn make(&self, path: &Path) -> Result<File>;
    /// Writes at the end of a file.
    fn write(&self, file: &File, bytes: &[u8]) -> Result<()>;
    /// Cuts a file off.
    fn truncate(&self, file: &File, length: u64) -> Result<()>;
    /// Returns when a file outlives a loss of power.
    fn flush(&self, file: &File) -> Result<()>;
    /// Gives a file a second name that is not taken.
    fn link(&self, path: &Path, name: &Path) -> Result<()>;
    /// Puts a file in the place of another.
    fn rename(&self, path: &Path, name: &Path) -> Result<()>;
    /// Takes a name away.
    fn remove(&self, path: &Path) -> Result<()>;
    /// Returns when the names in the folder of a path outlive a loss of power.
    fn flush_names(&self, path: &Path) -> Result<()>;
}

/// A file of a folder, read from where it is.
pub(crate) struct FileReader<'a> {
    pub(crate) folder: &'a dyn Folder,
    pub(crate) file: &'a File,
}

impl Read for FileReader<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        self.folder.read(self.file, buffer)
    }
}

/// The file system.
pub(crate) struct FileSystem;

impl Folder for FileSystem {
    fn open(&self, path: &Path) -> Result<File> {
        File::options().read(true).append(true).open(path)
    }

    fn lock(&self, file: File, path: &Path) -> std::result::Result<LockedFile, TryLockError> {
        LockedFile::new(file, path)
    }

    fn read(&self, mut file: &File, buffer: &mut [u8]) -> Result<usize> {
        file.read(buffer)
    }

    fn make(&self, path: &Path) -> Result<File> {
        File::options().read(true).append(true).create_new(true).open(path)
    }

    fn write(&self, mut file: &File, bytes: &[u8]) -> Result<()> {
        file.write_all(bytes)
    }

    fn truncate(&self, file: &File, length: u64) -> Result<()> {
        file.set_len(length)
    }

    fn flush(&self, file: &File) -> Result<()> {
        file.sync_all()
    }

    fn link(&self, path: &Path, name: &Path) -> Result<()> {
        fs::hard_link(path, name)
    }

    fn rename(&self, path: &Path, name: &Path) -> Result<()> {
        fs::rename(path, name)
    }

    fn remove(&self, path: &Path) -> Result<()> {
        fs::remove_file(path)
    }

    #[cfg(unix)]
    fn flush_names(&self, path: &Path) -> Result<()> {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
    }

    /// Folders cannot be flushed here.
    #[cfg(not(unix))]
    fn flush_names(&self, _path: &Path) -> Result<()> {
        Ok(())
    }
}

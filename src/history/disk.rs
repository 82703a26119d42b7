//! What a journal asks of a file.

use std::fs::{File, TryLockError};
use std::io::{Result, Write};
use std::ops::Deref;

/// The few steps of an append, so that tests can fail each of them.
pub(crate) trait Disk {
    /// How long the file is.
    fn length(&self) -> Result<u64>;
    /// Writes at the end. After an error some of the bytes may stand there.
    fn write(&mut self, bytes: &[u8]) -> Result<()>;
    /// Returns when all that was written outlives a loss of power.
    fn flush_to_disk(&mut self) -> Result<()>;
    /// Cuts the file off.
    fn cut(&mut self, length: u64) -> Result<()>;
}

/// A file that no other writer has, until this is dropped.
#[derive(Debug)]
pub(crate) struct LockedFile(File);

impl LockedFile {
    pub(crate) fn new(file: File) -> std::result::Result<LockedFile, TryLockError> {
        file.try_lock()?;
        Ok(LockedFile(file))
    }
}

impl Drop for LockedFile {
    fn drop(&mut self) {
        // Closing alone would leave the lock to a program that another thread starts at this moment.
        self.0.unlock().ok();
    }
}

impl Deref for LockedFile {
    type Target = File;

    fn deref(&self) -> &File {
        &self.0
    }
}

impl Disk for LockedFile {
    fn length(&self) -> Result<u64> {
        Ok(self.0.metadata()?.len())
    }

    fn write(&mut self, bytes: &[u8]) -> Result<()> {
        self.0.write_all(bytes)
    }

    fn flush_to_disk(&mut self) -> Result<()> {
        self.0.sync_data()
    }

    fn cut(&mut self, length: u64) -> Result<()> {
        self.0.set_len(length)
    }
}

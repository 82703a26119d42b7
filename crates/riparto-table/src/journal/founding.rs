//! Making a journal: all of it or nothing.

use std::fs;
use std::io::{self, ErrorKind, Read};
use std::path::Path;

use super::beside::Beside;
use super::disk::{Folder, LockedFile};
use super::record::OPENING;
use super::verify::failed;
use riparto_core::error::{Error, Result, StorageFailure};
use riparto_core::words::both;

/// Makes a journal of these bytes under a name that is not taken, with its lock. They are written and flushed aside, and
/// then get the name: whatever fails, there is a whole journal or none.
pub(crate) fn found(folder: &dyn Folder, path: &Path, bytes: &[u8]) -> Result<LockedFile> {
    if let Some(taken) = taken(path) {
        return Err(taken);
    }
    let placed = place(folder, path, bytes);
    placed.map_err(|why| {
        let taken = if why.kind() == ErrorKind::AlreadyExists { taken(path) } else { None };
        taken.unwrap_or_else(|| failed(both("created", "creare"), why))
    })
}

fn place(folder: &dyn Folder, path: &Path, bytes: &[u8]) -> io::Result<LockedFile> {
    let aside = Beside::make(folder, path, "new")?;
    let file = folder.lock(aside.file.try_clone()?, &aside.path)?;
    folder.write(&file, bytes)?;
    folder.flush(&file)?;
    match folder.link(&aside.path, path) {
        // A file system without second names: the name is taken by an empty file, which is replaced at once.
        Err(why) if matches!(why.kind(), ErrorKind::Unsupported | ErrorKind::PermissionDenied) => {
            drop(folder.make(path)?);
            if let Err(why) = folder.rename(&aside.path, path) {
                folder.remove(path).ok();
                return Err(why);
            }
            drop(aside.keep());
        }
        linked => {
            linked?;
            drop(aside);
        }
    }
    if let Err(why) = folder.flush_names(path) {
        // It was not acknowledged yet.
        folder.remove(path).ok();
        return Err(why);
    }
    file.renamed(path)
}

/// What has the name already, as the refusal to make a journal of that name.
fn taken(path: &Path) -> Option<Error> {
    let found = fs::symlink_metadata(path).ok()?;
    let mut beginning = Vec::new();
    if found.is_file()
        && let Ok(file) = fs::File::open(path)
    {
        let most = u64::try_from(OPENING.len()).unwrap_or(u64::MAX);
        file.take(most).read_to_end(&mut beginning).ok();
    }
    // A file without records is a history too.
    let is_journal = found.is_file() && (found.len() == 0 || beginning == OPENING);
    let why = if found.is_dir() {
        both("a folder has that name: give another one", "una cartella ha quel nome: indicarne un altro")
    } else if !found.is_file() {
        both(
            "something that is no regular file has that name: give another one",
            "quel nome non è di un file ordinario: indicarne un altro",
        )
    } else if found.len() == 0 {
        both(
            "an empty file has that name, in which there is no table: remove it or give another name",
            "un file vuoto ha quel nome e non contiene un tavolo: rimuoverlo o indicare un altro nome",
        )
    } else if beginning == OPENING {
        both(
            "there is a history in that file already, and nothing is written over: go on with it or give another name",
            "quel file contiene già un registro, e nulla si sovrascrive: continuare con quello o indicare un altro nome",
        )
    } else {
        both("another file has that name: give another one", "un altro file ha quel nome: indicarne un altro")
    };
    let failure = if is_journal { StorageFailure::Exists } else { StorageFailure::Other };
    Some(Error::of_storage(failure, both("created", "creare"), why))
}

//! Opening the journal of a table: to write, or to read.

use std::thread::sleep;
use std::time::Duration;

use riparto::codesign::{CoDesignTable, KeptTable};
use riparto::history::{Journal, Record, Verification};

use super::arguments::Named;
use crate::outcome::Failure;

/// How long another writer is waited for.
const TRIES: u32 = 100;
const PAUSE: Duration = Duration::from_millis(50);

/// The table, with the lock of its journal: another program that writes is waited for some seconds.
pub(crate) fn to_write(named: &Named) -> Result<KeptTable<Journal>, Failure> {
    for _ in 1..TRIES {
        match KeptTable::open_journal(&named.journal, &[]) {
            Err(error) if error.code() == "journal_locked" => sleep(PAUSE),
            opened => return opened.map_err(|error| input(named, error)),
        }
    }
    KeptTable::open_journal(&named.journal, &[]).map_err(|error| input(named, error))
}

/// The table as its journal tells it, whose records are handed on too, each before it is folded in. Nothing is locked
/// and nothing is changed.
pub(crate) fn to_read(
    named: &Named,
    each: &mut dyn FnMut(&CoDesignTable, &Record) -> riparto::Result<()>,
) -> Result<(CoDesignTable, Verification), Failure> {
    let mut table = CoDesignTable::new();
    let read = Journal::inspect(&named.journal, &[], &mut |record| {
        each(&table, &record)?;
        table.fold_record(&record)
    });
    let verification = read.map_err(|error| input(named, error))?;
    if let Some(fault) = verification.fault() {
        let (line, why) = (fault.revision(), fault.message(named.language()));
        let place = named.language().choose("line", "riga");
        return Err(Failure::Journal(named.journal.clone(), format!("{place} {line}: {why}")));
    }
    Ok((table, verification))
}

pub(crate) fn input(named: &Named, error: riparto::Error) -> Failure {
    Failure::Input(named.journal.clone(), error)
}

//! What every look at a table needs: its journal, and who and when a person names.

use std::io::{self, Write};

use riparto::journal::{Head, Verification};
use riparto::table::{CoDesignTable, Rejection};

use super::journal_table::{naming, to_read};
use super::mend::torn_sentence;
use super::table_arguments::JournalArguments;
use crate::language_choice::spoken;
use crate::outcome::Failure;

/// The table of a journal; an append that was cut off is told on standard error.
pub(super) fn read(named: &JournalArguments) -> Result<(CoDesignTable, Head), Failure> {
    let (table, verification) = to_read(named, &mut |_, _| Ok(()))?;
    warn_of_torn(named, &verification);
    Ok((table, verification.head()))
}

/// The revision that a person names: by its number, or as the end of a sitting.
pub(super) fn revision(table: &CoDesignTable, named: &str) -> riparto::Result<u64> {
    named.parse().or_else(|_| table.end_of_sitting(named))
}

/// Refuses a party that is not at the table.
pub(super) fn known(table: &CoDesignTable, party: &str) -> Result<(), Failure> {
    let parties = table.plan().map_or(&[][..], |plan| plan.parties());
    if parties.iter().any(|known| known.id() == party) {
        return Ok(());
    }
    let unknown = Rejection::PartyUnknown {
        party: party.to_owned(),
        known: parties.iter().map(|party| party.id().to_owned()).collect(),
    };
    Err(Failure::Arguments(unknown.message(spoken())))
}

/// Tells on standard error of an append that was cut off.
pub(super) fn warn_of_torn(named: &JournalArguments, verification: &Verification) {
    if let Some(torn) = verification.torn() {
        let sentence = torn_sentence(torn, verification.head(), named.language());
        let sentence = naming(&sentence, &named.journal);
        // Where standard error is closed, nobody is left to tell.
        drop(writeln!(io::stderr(), "riparto: {}: {sentence}", named.journal));
    }
}

//! Opening the journal of a table: to write, or to read.

use std::sync::OnceLock;
use std::thread::sleep;
use std::time::Duration;

use riparto::Language;
use riparto::journal::{Head, Journal, MemoryStore, Record, Torn, TornEnd, Verification, verify};
use riparto::table::{CoDesignTable, KeptScenario, PersistentTable};

use super::mend::line_ends_sentence;
use super::table_arguments::JournalArguments;
use crate::files;
use crate::language_choice::spoken;
use crate::outcome::Failure;

/// How long another writer is waited for.
const TRIES: u32 = 100;
const PAUSE: Duration = Duration::from_millis(50);

/// The table, with the lock of its journal: another program that writes is waited for some seconds.
pub(crate) fn to_write(named: &JournalArguments) -> Result<PersistentTable<Journal>, Failure> {
    for _ in 1..TRIES {
        match PersistentTable::open_journal(&named.journal, &[]) {
            Err(error) if error.code() == "journal_locked" => sleep(PAUSE),
            opened => return opened.map_err(|error| broken(named, error)),
        }
    }
    PersistentTable::open_journal(&named.journal, &[]).map_err(|error| broken(named, error))
}

/// The table as its journal tells it, whose records are handed on too, each before it is folded in. Nothing is locked
/// and nothing is changed.
pub(crate) fn to_read(
    named: &JournalArguments,
    each: &mut dyn FnMut(&CoDesignTable, &Record) -> riparto::Result<()>,
) -> Result<(CoDesignTable, Verification), Failure> {
    let Some(file) = scenario() else { return inspected(named, &[], each) };
    let of_scenario = |error| Failure::Input(file.to_owned(), error);
    let kept = in_memory(named)?;
    let mut table = CoDesignTable::new();
    let folded = kept.store().records().iter().try_for_each(|record| {
        each(&table, record)?;
        table.fold_record(record)
    });
    folded.map_err(of_scenario)?;
    let verified = verify(kept.store().to_lines().as_bytes(), &[]).map_err(of_scenario)?;
    Ok((table, verified))
}

/// As [`to_read`], of the journal itself, which must pass through heads that are known.
pub(crate) fn inspected(
    named: &JournalArguments,
    known: &[Head],
    each: &mut dyn FnMut(&CoDesignTable, &Record) -> riparto::Result<()>,
) -> Result<(CoDesignTable, Verification), Failure> {
    let mut table = CoDesignTable::new();
    let read = Journal::inspect(&named.journal, known, &mut |record| {
        each(&table, &record)?;
        table.fold_record(&record)
    });
    let verification = read.map_err(|error| input(named, error))?;
    if let Some(fault) = verification.fault() {
        if let Some(converted) = converted(named) {
            return Err(converted);
        }
        let (line, why) = (fault.revision(), fault.message(named.language()));
        let place = named.language().choose("line", "riga");
        return Err(Failure::Journal(named.journal.clone(), format!("{place} {line}: {why}")));
    }
    if verification.head() == Head::START {
        return Err(no_table(named, verification.torn()));
    }
    Ok((table, verification))
}

static SCENARIO: OnceLock<String> = OnceLock::new();

/// The file of the scenario on which this run tries things, if there is one.
pub(crate) fn scenario() -> Option<&'static str> {
    SCENARIO.get().map(String::as_str)
}

/// Lets this run try things on a scenario.
pub(crate) fn try_on_scenario(file: &str) {
    let _ = SCENARIO.set(file.to_owned());
}

/// A copy of the table and its history in memory, on which anything can be tried: nothing is locked and nothing is written.
pub(crate) fn in_memory(named: &JournalArguments) -> Result<PersistentTable<MemoryStore>, Failure> {
    match scenario() {
        Some(file) => played(named, file, &read_scenario(file)?),
        None => {
            let records = records(named, &[])?;
            let kept = MemoryStore::with_records(records).and_then(PersistentTable::open);
            kept.map_err(|error| input(named, error))
        }
    }
}

/// A scenario, as its file keeps it.
pub(crate) fn read_scenario(file: &str) -> Result<KeptScenario, Failure> {
    files::read(file, KeptScenario::from_lines)
}

/// The table as a scenario has it.
pub(crate) fn played(
    named: &JournalArguments,
    file: &str,
    scenario: &KeptScenario,
) -> Result<PersistentTable<MemoryStore>, Failure> {
    let records = records(named, &[scenario.origin()])?;
    let played = scenario.played(&records).map_err(|error| input(named, error))?;
    played.map_err(|rejection| Failure::Journal(file.to_owned(), rejection.message(spoken())))
}

/// The records of a journal, which must pass through heads that are known.
fn records(named: &JournalArguments, known: &[Head]) -> Result<Vec<Record>, Failure> {
    let mut records = Vec::new();
    inspected(named, known, &mut |_, record| {
        records.push(record.clone());
        Ok(())
    })?;
    Ok(records)
}

/// A number of bytes, with its unit.
pub(crate) fn bytes(count: u64, language: Language) -> String {
    let unit = if count == 1 { "byte" } else { language.choose("bytes", "byte") };
    format!("{count} {unit}")
}

/// A journal without a whole event is no table.
pub(crate) fn no_table(named: &JournalArguments, torn: Option<Torn>) -> Failure {
    let bytes = bytes(torn.map_or(0, |torn| torn.bytes()), named.language());
    let what = match torn.map(|torn| torn.end()) {
        None => named.language().choose(
            "the file is empty, or holds nothing but blanks".to_owned(),
            "il file è vuoto, o contiene solo spazi".to_owned(),
        ),
        Some(TornEnd::Blanks) => named.language().choose(
            format!("the file holds nothing but blanks or zeros ({bytes})"),
            format!("il file contiene solo spazi o zeri ({bytes})"),
        ),
        Some(_) => named.language().choose(
            format!("the file holds no whole event, only {bytes} of a first append that was cut off"),
            format!("il file non contiene eventi integri, solo {bytes} di una prima scrittura interrotta"),
        ),
    };
    let remedy = named.language().choose(
        "there is no table in it: give another journal, or a copy that verifies; to open a table, remove the file and use `riparto table new`",
        "non contiene un tavolo: indicare un altro registro, o una copia che risulti integra; per aprire un tavolo, togliere il file e usare `riparto table new`",
    );
    Failure::Journal(named.journal.clone(), format!("{what}: {remedy}"))
}

/// What to say of a journal whose line ends were converted and that is what was written otherwise.
fn converted(named: &JournalArguments) -> Option<Failure> {
    let line_ends = Journal::line_ends(&named.journal, &[]).ok()??;
    if line_ends.head() == Head::START {
        return Some(no_table(named, None));
    }
    Some(Failure::Journal(
        named.journal.clone(),
        naming(&line_ends_sentence(line_ends, named.language()), &named.journal),
    ))
}

/// An error of a journal, in terms of its line ends if it is about them.
pub(crate) fn broken(named: &JournalArguments, error: riparto::Error) -> Failure {
    let converted = if error.code() == "journal_broken" { converted(named) } else { None };
    converted.unwrap_or_else(|| input(named, error))
}

/// A sentence with the journal's own name where a command to type has `JOURNAL`, quoted for a shell where it has to be.
pub(crate) fn naming(sentence: &str, journal: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '/' | '.' | '_' | '-' | '+' | ',' | ':' | '~');
    let name = match !journal.is_empty() && journal.chars().all(plain) {
        true => journal.to_owned(),
        false => format!("'{}'", journal.replace('\'', "'\\''")),
    };
    sentence.replace("JOURNAL", &name)
}

pub(crate) fn input(named: &JournalArguments, error: riparto::Error) -> Failure {
    Failure::Input(named.journal.clone(), error)
}

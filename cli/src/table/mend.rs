//! Mending a journal.

use std::io::Write;

use riparto::Language;
use riparto::journal::{Head, Journal, LineEnds, Torn, TornEnd};

use super::journal_table::{broken, bytes, input, naming};
use super::table_arguments::JournalArguments;
use crate::outcome::{Failure, Outcome};

/// Mends the end of a journal.
pub(crate) fn repair(
    out: &mut impl Write,
    named: &JournalArguments,
    known: &[Head],
) -> Result<Outcome, Failure> {
    let language = named.language();
    let repaired = Journal::repair_through(&named.journal, known).map_err(|error| broken(named, error))?;
    let Some(repaired) = repaired else {
        writeln!(out, "{}", language.choose("Nothing to repair.", "Nulla da riparare."))?;
        return Ok(Outcome::Free);
    };
    let (kept, head) = (repaired.kept().display(), repaired.head());
    let (revision, bytes) = (head.revision(), bytes(repaired.bytes(), language));
    let sentence = match repaired.torn().end() {
        TornEnd::LineFeed if repaired.bytes() == 0 => language.choose(
            format!("Event {revision} is whole and got its line feed back. No event was cut off."),
            format!("L'evento n. {revision} è integro e ha riavuto il suo fine riga. Nessun evento è stato tolto."),
        ),
        TornEnd::LineFeed => language.choose(
            format!("Event {revision} is whole and got its line feed back; {bytes} in its place are kept in {kept}. No event was cut off."),
            format!("L'evento n. {revision} è integro e ha riavuto il suo fine riga; al suo posto c'erano {bytes}, ora in {kept}. Nessun evento è stato tolto."),
        ),
        TornEnd::Blanks => language.choose(
            format!("{bytes} of blanks after the last event were cut off and are kept in {kept}. No event was cut off."),
            format!("Dopo l'ultimo evento c'erano {bytes} di spazi, ora in {kept}. Nessun evento è stato tolto."),
        ),
        _ => language.choose(
            format!("{bytes} of an append that was never acknowledged were cut off and are kept in {kept}."),
            format!("{bytes} di una scrittura mai confermata sono stati tolti e conservati in {kept}."),
        ),
    };
    let label = language.choose("Head of the history", "Impronta del registro");
    writeln!(out, "{sentence}\n{label}: {revision}:{}", head.hash())?;
    Ok(Outcome::Free)
}

/// Puts line ends back that another program converted.
pub(crate) fn restore_line_ends(out: &mut impl Write, named: &JournalArguments) -> Result<Outcome, Failure> {
    let language = named.language();
    let restored = Journal::restore_line_ends(&named.journal).map_err(|error| input(named, error))?;
    let Some(restored) = restored else {
        let why = language.choose(
            "its line ends are as they were written, or more is wrong with it: riparto table verify JOURNAL",
            "i suoi fine riga sono quelli scritti, o è alterato anche altro: riparto table verify JOURNAL",
        );
        return Err(Failure::Journal(named.journal.clone(), naming(why, &named.journal)));
    };
    let (found, kept) = (restored.line_ends().message(language), restored.kept().display());
    let head = restored.line_ends().head();
    let sentence = language.choose(
        format!("Line ends were put back ({found}); every event is what was written. The journal as it was is kept in {kept}."),
        format!("I fine riga sono stati ripristinati ({found}); gli eventi corrispondono a quelli scritti. Il registro com'era è conservato in {kept}."),
    );
    let label = language.choose("Head of the history", "Impronta del registro");
    writeln!(out, "{sentence}\n{label}: {}:{}", head.revision(), head.hash())?;
    Ok(Outcome::Free)
}

/// What happened to a journal whose line ends were converted, and what to do.
pub(crate) fn line_ends_sentence(line_ends: LineEnds, language: Language) -> String {
    let found = line_ends.message(language);
    language.choose(
        format!("Every event is what was written; only line ends were converted, by an editor, a transfer in text mode, or a program that writes for Windows. Found: {found}. To put them back and keep a copy: riparto table repair JOURNAL --line-ends (or write a copy yourself: dos2unix < JOURNAL > COPY, and verify that)"),
        format!("Gli eventi corrispondono a quelli scritti; sono stati convertiti solo i fine riga, da un programma di testo, da un invio in modo testo o da un programma che scrive per Windows. Trovati: {found}. Per ripristinarli conservando una copia: riparto table repair JOURNAL --line-ends (oppure scrivere una copia: dos2unix < JOURNAL > COPIA, e verificarla)"),
    )
}

/// What stands at the end of a journal instead of a line feed, and what to do.
pub(crate) fn torn_sentence(torn: Torn, head: Head, language: Language) -> String {
    let (bytes, last) = (bytes(torn.bytes(), language), head.revision());
    match torn.end() {
        TornEnd::LineFeed if torn.bytes() == 0 => language.choose(
            format!("Every event is what was written; only the line feed after event {last}, the last one, is missing. Nobody writing? riparto table repair JOURNAL gives it back"),
            format!("Gli eventi corrispondono a quelli scritti; manca solo il fine riga dopo l'evento n. {last}, l'ultimo. Se nessuno sta scrivendo, lo rimette riparto table repair JOURNAL"),
        ),
        TornEnd::LineFeed => language.choose(
            format!("Every event is what was written; only {bytes} stand in place of the line feed after event {last}, the last one. Nobody writing? riparto table repair JOURNAL puts it back"),
            format!("Gli eventi corrispondono a quelli scritti; al posto del fine riga dopo l'evento n. {last}, l'ultimo, ci sono {bytes}. Se nessuno sta scrivendo, lo rimette riparto table repair JOURNAL"),
        ),
        TornEnd::Blanks => language.choose(
            format!("Every event is what was written; only {bytes} of blanks follow event {last}, the last one. Nobody writing? riparto table repair JOURNAL takes them away"),
            format!("Gli eventi corrispondono a quelli scritti; solo {bytes} di spazi seguono l'evento n. {last}, l'ultimo. Se nessuno sta scrivendo, li toglie riparto table repair JOURNAL"),
        ),
        _ => language.choose(
            format!("The journal ends in {bytes} of an append that is being written, or that a crash cut off and that was never acknowledged. Nobody writing? riparto table repair JOURNAL"),
            format!("Il registro termina con {bytes} di una scrittura in corso, o interrotta e mai confermata. Se nessuno sta scrivendo: riparto table repair JOURNAL"),
        ),
    }
}

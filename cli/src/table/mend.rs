//! Whether a journal is what was written, and mending its end.

use std::io::Write;

use riparto::Language;
use riparto::codesign::Replayed;
use riparto::history::{Head, Journal, Torn, TornEnd};

use super::arguments::Named;
use super::kept::{input, no_table};
use crate::outcome::{Failure, Outcome};

/// Checks every byte, replays, audits.
pub(crate) fn verify(out: &mut impl Write, named: &Named, known: &[Head]) -> Result<Outcome, Failure> {
    let language = named.language();
    let replayed = Replayed::of_journal(&named.journal, known).map_err(|error| input(named, error))?;
    let head = replayed.head();
    if let Some(broken) = replayed.broken() {
        let (revision, code, message) = (broken.revision(), broken.code(), broken.words(language));
        writeln!(
            out,
            "{}",
            language.choose(
                format!("Broken at event {revision} [{code}]: {message}.\nGo back to a copy that verifies."),
                format!("Alterata all'evento {revision} [{code}]: {message}.\nTornare a una copia che risulti integra."),
            )
        )?;
        return Ok(Outcome::Forbidden);
    }
    if head == Head::START {
        return Err(no_table(named, replayed.torn()));
    }
    match replayed.torn() {
        Some(torn) => writeln!(out, "{}", torn_sentence(torn, head, language))?,
        None => writeln!(
            out,
            "{}",
            language.choose(
                "Whole: every event is what was written, the table follows from them, and the audit finds the same amounts.",
                "Integra: ogni evento è quello scritto, il tavolo ne discende, e la verifica indipendente trova gli stessi importi.",
            )
        )?,
    }
    if let Some(plan) = replayed.table().plan() {
        let (total, lines) = (plan.approved().total().to_text(language.into()), plan.envelope().line_count());
        let decisions = replayed.table().variations().len();
        writeln!(
            out,
            "{}",
            language.choose(
                format!("Total {total} over {lines} lines; decisions that changed amounts: {decisions}."),
                format!(
                    "Dotazione {total} su {lines} voci; decisioni che hanno variato gli importi: {decisions}."
                ),
            )
        )?;
    }
    writeln!(out, "{}", ending_sentence(head, known, language))?;
    let label = language.choose("Head of the history", "Stato della cronologia");
    writeln!(out, "{label}: {}:{}", head.revision(), head.hash())?;
    Ok(if replayed.torn().is_some() { Outcome::Forbidden } else { Outcome::Free })
}

/// Whether events may be missing at the end, which no journal tells by itself.
fn ending_sentence(head: Head, known: &[Head], language: Language) -> String {
    let last = head.revision();
    match known.iter().map(Head::revision).max() {
        None => language.choose(
            format!("Whether events are missing after event {last} cannot be seen from the journal alone: only from a head that was noted elsewhere, in minutes for example. Having one? riparto table verify JOURNAL --head REVISION:HASH"),
            format!("Dal solo registro non si vede se mancano eventi dopo l'evento {last}: lo dice soltanto uno stato annotato altrove, per esempio in un verbale. Per confrontarlo: riparto table verify JOURNAL --head REVISIONE:IMPRONTA"),
        ),
        Some(noted) if noted == last => language.choose(
            "It ends at the head that was given: no event is missing.".to_owned(),
            "Termina allo stato indicato: nessun evento manca.".to_owned(),
        ),
        Some(noted) => language.choose(
            format!("It passes through the head that was given, at event {noted}: up to there no event is missing; after event {last} only a later head could tell."),
            format!("Passa per lo stato indicato, all'evento {noted}: fin lì nessun evento manca; dopo l'evento {last} lo direbbe solo uno stato successivo."),
        ),
    }
}

/// Mends the end of a journal.
pub(crate) fn repair(out: &mut impl Write, named: &Named) -> Result<Outcome, Failure> {
    let language = named.language();
    let repaired = Journal::repair(&named.journal).map_err(|error| input(named, error))?;
    let Some(repaired) = repaired else {
        writeln!(out, "{}", language.choose("Nothing to repair.", "Nulla da riparare."))?;
        return Ok(Outcome::Free);
    };
    let (kept, head) = (repaired.kept().display(), repaired.head());
    let (revision, bytes) = (head.revision(), bytes(repaired.bytes(), language));
    let sentence = match repaired.torn().end() {
        TornEnd::LineFeed if repaired.bytes() == 0 => language.choose(
            format!("Event {revision} is whole and got its line feed back. No event was cut off."),
            format!("L'evento {revision} è integro e ha riavuto il suo fine riga. Nessun evento è stato tolto."),
        ),
        TornEnd::LineFeed => language.choose(
            format!("Event {revision} is whole and got its line feed back; {bytes} in its place are kept in {kept}. No event was cut off."),
            format!("L'evento {revision} è integro e ha riavuto il suo fine riga; al suo posto c'erano {bytes}, ora in {kept}. Nessun evento è stato tolto."),
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
    let label = language.choose("Head of the history", "Stato della cronologia");
    writeln!(out, "{sentence}\n{label}: {revision}:{}", head.hash())?;
    Ok(Outcome::Free)
}

/// What stands at the end of a journal instead of a line feed, and what to do.
pub(crate) fn torn_sentence(torn: Torn, head: Head, language: Language) -> String {
    let (bytes, last) = (bytes(torn.bytes(), language), head.revision());
    match torn.end() {
        TornEnd::LineFeed if torn.bytes() == 0 => language.choose(
            format!("Every event is what was written; only the line feed after event {last}, the last one, is missing. Nobody writing? riparto table repair JOURNAL gives it back"),
            format!("Ogni evento è quello scritto; manca solo il fine riga dopo l'evento {last}, l'ultimo. Se nessuno sta scrivendo, lo rimette riparto table repair JOURNAL"),
        ),
        TornEnd::LineFeed => language.choose(
            format!("Every event is what was written; only {bytes} stand in place of the line feed after event {last}, the last one. Nobody writing? riparto table repair JOURNAL puts it back"),
            format!("Ogni evento è quello scritto; al posto del fine riga dopo l'evento {last}, l'ultimo, ci sono {bytes}. Se nessuno sta scrivendo, lo rimette riparto table repair JOURNAL"),
        ),
        TornEnd::Blanks => language.choose(
            format!("Every event is what was written; only {bytes} of blanks follow event {last}, the last one. Nobody writing? riparto table repair JOURNAL takes them away"),
            format!("Ogni evento è quello scritto; solo {bytes} di spazi seguono l'evento {last}, l'ultimo. Se nessuno sta scrivendo, li toglie riparto table repair JOURNAL"),
        ),
        _ => language.choose(
            format!("The journal ends in {bytes} of an append that is being written, or that a crash cut off and that was never acknowledged. Nobody writing? riparto table repair JOURNAL"),
            format!("Il registro termina con {bytes} di una scrittura in corso, o interrotta e mai confermata. Se nessuno sta scrivendo: riparto table repair JOURNAL"),
        ),
    }
}

fn bytes(count: u64, language: Language) -> String {
    let unit = if count == 1 { "byte" } else { language.choose("bytes", "byte") };
    format!("{count} {unit}")
}

//! Whether a journal is what was written, and where two copies of one part.

use std::io::Write;

use riparto::Language;
use riparto::journal::{Head, Journal, Parting, parting};
use riparto::table::{Replayed, TableVariation};

use super::checkpoint::{agrees, checkpoint, cosign, key, signed_root};
use super::consistency::{consistency, consistency_for_programs, verify_consistency};
use super::extract::{extract, extract_for_programs, verify_extract};
use super::journal_table::{input, naming, no_table};
use super::mend::{line_ends_sentence, torn_sentence};
use super::named_proof::ProofFile;
use super::table_arguments::JournalArguments;
use super::trust_arguments::{Outside, TrustCommand};
use crate::outcome::{Failure, Outcome};

/// What shows a journal to those who do not keep it.
pub(crate) fn run(out: &mut impl Write, command: &TrustCommand) -> Result<Outcome, Failure> {
    match command {
        TrustCommand::Extract { journal, decision, size, out: file } => {
            extract(out, journal, decision, *size, file)
        }
        TrustCommand::VerifyExtract { extract, root, checkpoint, cosigned, keys, json } => {
            let mut said = Vec::new();
            let root = match (root, checkpoint, keys) {
                (Some(root), ..) => Some(*root),
                (None, Some(checkpoint), Some(keys)) => signed_root(&mut said, checkpoint, *cosigned, keys)?,
                (None, ..) => None,
            };
            if json.json {
                return extract_for_programs(out, extract, root);
            }
            out.write_all(&said)?;
            root.map_or(Ok(Outcome::Forbidden), |(size, root)| verify_extract(out, extract, size, &root))
        }
        TrustCommand::Consistency { journal, from, size, out: file } => {
            consistency(out, journal, (*from, *size), file)
        }
        TrustCommand::VerifyConsistency { proof, from, to, cosigned, keys, json } => {
            let known = (*cosigned, keys.as_deref());
            match json.json {
                true => consistency_for_programs(out, proof, (from, to), known),
                false => verify_consistency(out, proof, (from, to), known),
            }
        }
        TrustCommand::Key { party, out: file } => key(out, party, file),
        TrustCommand::Checkpoint { journal, key, out: file } => checkpoint(out, journal, key, file),
        TrustCommand::Cosign { checkpoint, journal, key, party } => {
            cosign(out, checkpoint, journal, (key, party.as_deref()))
        }
    }
}

/// Checks every byte, replays, audits; and that the journal agrees with what is known from outside of it.
pub(crate) fn verify(
    out: &mut impl Write,
    named: &JournalArguments,
    (known, outside): (&[Head], &Outside),
    against: Option<&str>,
) -> Result<Outcome, Failure> {
    let mut outcome = one(out, named, known, outside.is_given())?;
    // Also of a journal that is broken, it is told what was signed or printed.
    if !agrees(out, named, outside)? {
        outcome = Outcome::Forbidden;
    }
    if let Some(file) = &outside.proof
        && !ProofFile::of(named, file)?.told(out, named, file)?
    {
        outcome = Outcome::Forbidden;
    }
    let Some(other) = against else { return Ok(outcome) };
    Ok(if compared(out, named, other)? { outcome } else { Outcome::Forbidden })
}

/// What to do about a broken history: there is no copy of what is no journal.
fn copy_that_verifies(is_journal: bool, language: Language) -> String {
    let remedy = match is_journal {
        true => language.choose("Go back to a copy that verifies.", "Tornare a una copia che risulti integra."),
        false => language.choose(
            "No event of this file verifies: if it is a plan or another document, give the journal of the table; else go back to a copy that verifies.",
            "Nessun evento di questo file risulta integro: se è un piano o un altro documento, indicare il registro del tavolo; altrimenti tornare a una copia che risulti integra.",
        ),
    };
    remedy.to_owned()
}

fn one(
    out: &mut impl Write,
    named: &JournalArguments,
    known: &[Head],
    is_compared: bool,
) -> Result<Outcome, Failure> {
    let language = named.language();
    let replayed = Replayed::of_journal(&named.journal, known).map_err(|error| input(named, error))?;
    let head = replayed.head();
    if let Some(broken) = replayed.broken() {
        let (revision, code, message) = (broken.revision(), broken.code(), broken.message(language));
        let line_ends = Journal::line_ends(&named.journal, known).map_err(|error| input(named, error))?;
        if line_ends.is_some_and(|found| found.head() == Head::START) {
            return Err(no_table(named, None));
        }
        let is_journal = head != Head::START || code != "not_canonical";
        let remedy = line_ends.map_or_else(
            || copy_that_verifies(is_journal, language),
            |found| naming(&line_ends_sentence(found, language), &named.journal),
        );
        let broken = language.choose("Broken at event", "Registro alterato all'evento n.");
        writeln!(out, "{broken} {revision} [{code}]: {message}.\n{remedy}")?;
        return Ok(Outcome::Forbidden);
    }
    if head == Head::START {
        return Err(no_table(named, replayed.torn()));
    }
    match replayed.torn() {
        Some(torn) => writeln!(out, "{}", naming(&torn_sentence(torn, head, language), &named.journal))?,
        None => writeln!(
            out,
            "{}",
            language.choose(
                "Whole: every event is what was written, the table follows from them, and the audit finds the same amounts.",
                "Registro integro: gli eventi corrispondono a quelli scritti, il tavolo ne discende, e la verifica indipendente conferma gli importi.",
            )
        )?,
    }
    if let Some(plan) = replayed.table().plan() {
        let currency = plan.envelope().currency();
        let total = currency.printing(|| plan.approved().total().to_text(language.into()));
        let lines = match plan.envelope().line_count() {
            1 => language.choose("1 line", "1 voce").to_owned(),
            count => format!("{count} {}", language.choose("lines", "voci")),
        };
        let moved = |variation: &&TableVariation| !variation.is_of_lines() || !variation.changes().is_empty();
        let decisions = replayed.table().variations().iter().filter(moved).count();
        writeln!(
            out,
            "{}",
            language.choose(
                format!("Total {total} over {lines}; decisions that changed amounts: {decisions}."),
                format!(
                    "Dotazione {total} su {lines}; decisioni che hanno variato gli importi: {decisions}."
                ),
            )
        )?;
    }
    // What is compared with something from outside is told where it is.
    if !known.is_empty() || !is_compared {
        writeln!(out, "{}", naming(&ending_sentence(head, known, language), &named.journal))?;
    }
    let label = language.choose("Head of the history", "Impronta del registro");
    writeln!(out, "{label}: {}:{}", head.revision(), head.hash())?;
    Ok(if replayed.torn().is_some() { Outcome::Forbidden } else { Outcome::Free })
}

/// Whether events may be missing at the end, which no journal tells by itself.
fn ending_sentence(head: Head, known: &[Head], language: Language) -> String {
    let last = head.revision();
    match known.iter().map(Head::revision).max() {
        None => language.choose(
            format!("Whether events are missing after event {last} cannot be seen from the journal alone: only from a head that was noted elsewhere, in minutes for example. Having one? riparto table verify JOURNAL --head REVISION:HASH"),
            format!("Dal solo registro non si vede se mancano eventi dopo l'evento n. {last}: lo dice soltanto un'impronta annotata altrove, per esempio in un verbale. Per il confronto: riparto table verify JOURNAL --head REVISIONE:IMPRONTA"),
        ),
        Some(noted) if noted == last => language.choose(
            "It ends at the head that was given: no event is missing.".to_owned(),
            "Termina con l'impronta indicata: nessun evento manca.".to_owned(),
        ),
        Some(noted) => language.choose(
            format!("It passes through the head that was given, at event {noted}: up to there no event is missing; after event {last} only a later head could tell."),
            format!("L'impronta indicata è quella dell'evento n. {noted}: fin lì nessun evento manca; dopo l'evento n. {last} lo direbbe solo un'impronta successiva."),
        ),
    }
}

/// Says where two copies of a journal part; whether one goes on from the other, and both are what was written.
fn compared(out: &mut impl Write, named: &JournalArguments, other: &str) -> Result<bool, Failure> {
    let language = named.language();
    let of_other = |error| Failure::Input(other.to_owned(), error);
    let one = Journal::reader(&named.journal).map_err(|error| input(named, error))?;
    let parting = parting(one, Journal::reader(other).map_err(of_other)?).map_err(of_other)?;
    for (name, found) in [(named.journal.as_str(), parting.one()), (other, parting.other())] {
        if let Some(fault) = found.fault() {
            let (line, why) = (fault.revision(), fault.message(language));
            let broken = language.choose("is broken at event", "risulta alterato all'evento n.");
            writeln!(out, "{name} {broken} {line}: {why}.")?;
        }
    }
    if parting.one().fault().is_some() || parting.other().fault().is_some() {
        return Ok(false);
    }
    writeln!(out, "{}", parting_sentence(&parting, &named.journal, other, language))?;
    Ok(!parting.is_fork())
}

fn parting_sentence(parting: &Parting, journal: &str, other: &str, language: Language) -> String {
    let common = parting.common().revision();
    let here = parting.one().head().revision() - common;
    let there = parting.other().head().revision() - common;
    match (common, here, there) {
        (_, 0, 0) => language.choose(
            format!("Both verify and hold the same events: {common}."),
            format!("Entrambi risultano integri e contengono gli stessi eventi: {common}."),
        ),
        (_, _, 0) => language.choose(
            format!("Both verify. {journal} holds all of {other} and goes on; events after event {common}: {here}. Nothing is lost by keeping {journal}."),
            format!("Entrambi risultano integri. {journal} contiene tutto {other} e prosegue; eventi dopo l'evento n. {common}: {here}. Conservando {journal} non si perde nulla."),
        ),
        (_, 0, _) => language.choose(
            format!("Both verify. {other} holds all of {journal} and goes on; events after event {common}: {there}. Nothing is lost by keeping {other}."),
            format!("Entrambi risultano integri. {other} contiene tutto {journal} e prosegue; eventi dopo l'evento n. {common}: {there}. Conservando {other} non si perde nulla."),
        ),
        (0, ..) => language.choose(
            "Both verify, and they differ from the first event on: two tables, not two copies of one.".to_owned(),
            "Entrambi risultano integri, ma differiscono fin dal primo evento: due tavoli, non due copie di uno.".to_owned(),
        ),
        _ => {
            let hash = parting.common().hash();
            language.choose(
                format!("Both verify, and they part after event {common} (head {common}:{hash}): two programs wrote to two copies. Neither can take in the other: keep one, and ask there again for what the other alone holds.\nOnly in {journal}: events after event {common}: {here}. riparto table log {journal} --last {here}\nOnly in {other}: events after event {common}: {there}. riparto table log {other} --last {there}"),
                format!("Entrambi risultano integri e si separano dopo l'evento n. {common} (impronta {common}:{hash}): due programmi hanno scritto su due copie. Non si possono unire: conservarne uno e ripetervi gli atti che solo l'altro contiene.\nSolo in {journal}: eventi dopo l'evento n. {common}: {here}. riparto table log {journal} --last {here}\nSolo in {other}: eventi dopo l'evento n. {common}: {there}. riparto table log {other} --last {there}"),
            )
        }
    }
}

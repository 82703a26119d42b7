//! One decision shown alone.

use std::io::Write;

use riparto::Language;
use riparto::journal::{Digest, Inclusion, MerkleLeaves, Record};
use riparto::report::{LogReport, Report};
use riparto::table::CoDesignTable;

use super::journal_table::{input, inspected, naming};
use super::table_arguments::JournalArguments;
use crate::files::{read, written};
use crate::json_answer::JsonFields;
use crate::language_choice::spoken;
use crate::outcome::{Failure, Outcome};

/// Writes one record with the proof that it is in the history.
pub(super) fn extract(
    out: &mut impl Write,
    named: &JournalArguments,
    decision: &str,
    size: Option<u64>,
    file: &str,
) -> Result<Outcome, Failure> {
    let language = named.language();
    let revision = decision.parse::<u64>().ok();
    let (mut leaves, mut decided, mut numbered) = (MerkleLeaves::default(), None, None);
    let (table, verification) = inspected(named, &[], &mut |_, record| {
        leaves.push(record);
        if size.is_some_and(|size| record.revision() > size) {
            return Ok(());
        }
        if revision == Some(record.revision()) {
            numbered = Some(record.clone());
        }
        if CoDesignTable::event(record)?.decides() == Some(decision) {
            decided = Some(record.clone());
        }
        Ok(())
    })?;
    let record = decided.or(numbered).ok_or_else(|| no_decision(&table, decision, language))?;
    let size = size.unwrap_or(verification.head().revision());
    let proof = leaves.inclusion(&record, size).map_err(|error| input(named, error))?;
    let document = proof.to_json().map_err(|error| input(named, error))?;
    let event = CoDesignTable::event(&record).map_err(|error| input(named, error))?;
    write!(out, "{}", LogReport::of(&table, &[(record.revision(), event)]).display(language))?;
    written(out, file, document.as_bytes(), language)?;
    let root = leaves.root(size).map_err(|error| input(named, error))?.to_base64();
    let (event, check) = (record.revision(), "riparto table verify-extract JOURNAL --root");
    let check = naming(check, file);
    let said = language.choose(
        format!("Event {event} of the history up to event {size}, whose root is {size}:{root}\nIt proves something to whoever has that root from somebody else: {check} {size}:{root}"),
        format!("Evento n. {event} del registro fino all'evento n. {size}, la cui radice è {size}:{root}\nHa valore di prova per chi conosce quella radice da altra fonte: {check} {size}:{root}"),
    );
    writeln!(out, "{said}")?;
    Ok(Outcome::Free)
}

/// What is named is no decision: not yet, or not at this table.
fn no_decision(table: &CoDesignTable, decision: &str, language: Language) -> Failure {
    let why = match table.proposal(decision) {
        Some(_) => language.choose(
            format!("`{decision}` is not decided: give the revision of an event, as `riparto table log` lists them"),
            format!("la proposta `{decision}` non è ancora decisa: indicare il numero di un evento, come nell'elenco di `riparto table log`"),
        ),
        None => language.choose(
            format!("`{decision}` is neither a proposal or change that was decided nor the revision of an event: `riparto table log` lists them"),
            format!("`{decision}` non è una proposta o variazione decisa, né il numero di un evento: sono nell'elenco di `riparto table log`"),
        ),
    };
    Failure::Arguments(why)
}

/// Checks a record shown alone against the root of a history.
pub(super) fn verify_extract(
    out: &mut impl Write,
    file: &str,
    size: u64,
    root: &Digest,
) -> Result<Outcome, Failure> {
    let language = spoken();
    let proof = read(file, Inclusion::from_json)?;
    match proof.check(size, root) {
        Ok(record) => shown_alone(out, &proof, &record, language),
        Err(error) => {
            let label = language.choose("Not proved", "Non provato");
            writeln!(out, "{label} [{}]: {}.", error.code(), error.message(language))?;
            Ok(Outcome::Forbidden)
        }
    }
}

/// The same for programs: whether it is proved, and the event.
pub(super) fn extract_for_programs(
    out: &mut impl Write,
    file: &str,
    root: Option<(u64, Digest)>,
) -> Result<Outcome, Failure> {
    let proof = read(file, Inclusion::from_json)?;
    let fields = |proven: bool| JsonFields::default().with("proven", &proven)?.with("size", &proof.size());
    let Some((size, root)) = root else {
        let why = spoken()
            .choose("the checkpoint is not signed as asked", "l'attestazione non è firmata come richiesto");
        fields(false)?.with("why_not", &why)?.tell(out)?;
        return Ok(Outcome::Forbidden);
    };
    match proof.check(size, &root) {
        Ok(record) => {
            let fields = fields(true)?.with("revision", &record.revision())?;
            fields.with_document("event", record.event().as_str().to_owned())?.tell(out)
        }
        Err(error) => {
            let why = error.message(spoken());
            fields(false)?.with("code", &error.code())?.with("why_not", &why)?.tell(out)?;
            Ok(Outcome::Forbidden)
        }
    }
}

/// What a proof proves, with the event as the history has it.
fn shown_alone(
    out: &mut impl Write,
    proof: &Inclusion,
    record: &Record,
    language: Language,
) -> Result<Outcome, Failure> {
    let (event, size) = (record.revision(), proof.size());
    let said = language.choose(
        format!("Proved: this is event {event} of the history of {size} events with that root."),
        format!("Provato: è l'evento n. {event} del registro di {size} eventi con quella radice."),
    );
    writeln!(out, "{said}\n{}", record.event())?;
    Ok(Outcome::Free)
}

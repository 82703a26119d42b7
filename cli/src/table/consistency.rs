//! That one history goes on from another, shown to those who have both roots.

use std::io::{self, Write};

use riparto::journal::{Consistency, Digest, Journal, MerkleLeaves};

use super::checkpoint::signed_root;
use super::journal_table::{input, naming};
use super::table_arguments::JournalArguments;
use super::values::root;
use crate::files::{read, written};
use crate::json_answer::JsonFields;
use crate::language_choice::spoken;
use crate::outcome::{Failure, Outcome};

/// Writes the proof that a journal goes on from its own first events.
pub(super) fn consistency(
    out: &mut impl Write,
    named: &JournalArguments,
    (first, second): (u64, Option<u64>),
    file: &str,
) -> Result<Outcome, Failure> {
    let language = named.language();
    let mut leaves = MerkleLeaves::default();
    let verification = Journal::inspect(&named.journal, &[], &mut |record| {
        leaves.push(&record);
        Ok(())
    });
    let verification = verification.map_err(|error| input(named, error))?;
    let second = second.unwrap_or(verification.head().revision());
    let proof = leaves.consistency(first, second).map_err(|error| input(named, error))?;
    let document = proof.to_json().map_err(|error| input(named, error))?;
    written(out, file, document.as_bytes(), language)?;
    let root = |size| leaves.root(size).map(|root| root.to_base64()).map_err(|error| input(named, error));
    let (one, other) = (root(first)?, root(second)?);
    let check = naming("riparto table verify-consistency JOURNAL", file);
    let said = language.choose(
        format!("The history up to event {second}, whose root is {second}:{other}, goes on from that up to event {first}, whose root is {first}:{one}\nIt proves something to whoever has both roots from somebody else: {check} --from {first}:{one} --to {second}:{other}"),
        format!("Il registro fino all'evento n. {second}, la cui radice è {second}:{other}, prosegue quello fino all'evento n. {first}, la cui radice è {first}:{one}\nHa valore di prova per chi conosce le due radici da altra fonte: {check} --from {first}:{one} --to {second}:{other}"),
    );
    writeln!(out, "{said}")?;
    Ok(Outcome::Free)
}

/// Checks that the history of one root goes on from that of another.
pub(super) fn verify_consistency(
    out: &mut impl Write,
    file: &str,
    (from, to): (&str, &str),
    known: (u64, Option<&str>),
) -> Result<Outcome, Failure> {
    let language = spoken();
    let proof = read(file, Consistency::from_json)?;
    let (Some(first), Some(second)) = (root_of(out, from, known)?, root_of(out, to, known)?) else {
        return Ok(Outcome::Forbidden);
    };
    match proof.check((first.0, &first.1), (second.0, &second.1)) {
        Ok(()) => {
            let (first, second) = (first.0, second.0);
            let said = language.choose(
                format!("Proved: the history of {second} events has, as its first {first}, those of the earlier root: nothing of them was changed or taken out."),
                format!("Provato: i primi {first} dei {second} eventi del registro sono quelli della radice precedente: nulla vi è stato modificato o tolto."),
            );
            writeln!(out, "{said}")?;
            Ok(Outcome::Free)
        }
        Err(error) => {
            let label = language.choose("Not proved", "Non provato");
            writeln!(out, "{label} [{}]: {}.", error.code(), error.message(language))?;
            Ok(Outcome::Forbidden)
        }
    }
}

/// Whether the history of one root goes on from that of another, for programs.
pub(super) fn consistency_for_programs(
    out: &mut impl Write,
    file: &str,
    (from, to): (&str, &str),
    known: (u64, Option<&str>),
) -> Result<Outcome, Failure> {
    let proof = read(file, Consistency::from_json)?;
    let mut said = io::sink();
    let (from, to) = (root_of(&mut said, from, known)?, root_of(&mut said, to, known)?);
    let fields = |proven: bool| {
        let (first, second) = proof.sizes();
        JsonFields::default().with("proven", &proven)?.with("first", &first)?.with("second", &second)
    };
    let (Some(first), Some(second)) = (from, to) else {
        let why = spoken()
            .choose("a checkpoint is not signed as asked", "un'attestazione non è firmata come richiesto");
        fields(false)?.with("why_not", &why)?.tell(out)?;
        return Ok(Outcome::Forbidden);
    };
    match proof.check((first.0, &first.1), (second.0, &second.1)) {
        Ok(()) => fields(true)?.tell(out),
        Err(error) => {
            let why = error.message(spoken());
            fields(false)?.with("code", &error.code())?.with("why_not", &why)?.tell(out)?;
            Ok(Outcome::Forbidden)
        }
    }
}

/// A root with its size: as it is written, or as a checkpoint states it that enough parties signed.
fn root_of(
    out: &mut impl Write,
    given: &str,
    (cosigned, keys): (u64, Option<&str>),
) -> Result<Option<(u64, Digest)>, Failure> {
    if let Ok(root) = root(given) {
        return Ok(Some(root));
    }
    match keys {
        Some(keys) => signed_root(out, given, cosigned, keys),
        None => Err(Failure::Arguments(spoken().choose(
            format!("`{given}` is no root, such as `12:` and 44 characters of base64; a checkpoint takes the keys of those who signed it: --keys FILE"),
            format!("`{given}` non è una radice, per esempio `12:` e 44 caratteri in base64; per un'attestazione occorrono le chiavi di chi l'ha firmata: --keys FILE"),
        ))),
    }
}

//! Keys, checkpoints, and who signed them.

use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::Path;

use riparto::Language;
use riparto::checkpoints::{
    Checkpoint, CheckpointAgreement, Checkpointer, Cosigners, SignedNote, SigningKey, VerifierKey,
};
use riparto::journal::{Digest, Fault, Head, Journal, TypedHead};
use riparto::table::Replayed;

use super::journal_table::{broken, input, naming, no_table};
use super::table_arguments::JournalArguments;
use super::trust_arguments::Outside;
use crate::files::{read, written};
use crate::language_choice::spoken;
use crate::outcome::{Failure, Outcome};

/// Makes a private key in a file that nobody else reads, and says the public one.
pub(super) fn key(out: &mut impl Write, party: &str, file: &str) -> Result<Outcome, Failure> {
    let mut seed = [0; 32];
    getrandom::fill(&mut seed)
        .map_err(|why| Failure::File(file.to_owned(), io::Error::other(why.to_string())))?;
    let key = SigningKey::of_seed(party, seed).map_err(|error| Failure::Input(party.to_owned(), error))?;
    let made = secret(file).and_then(|mut made| {
        made.write_all(format!("{}\n", key.to_text()).as_bytes())?;
        made.sync_all()
    });
    made.map_err(|error| Failure::File(file.to_owned(), error))?;
    let said = spoken().choose(
        format!("written: {file}: the private key of {party}. Whoever reads it signs as {party}: no copy by mail, none beside the journal.\nThe public key, for everybody:"),
        format!("scritto: {file}: la chiave privata di {party}. Chi la legge firma come {party}: non inviarla per posta e non tenerla accanto al registro.\nLa chiave pubblica, per tutti:"),
    );
    writeln!(out, "{said}\n{}", key.verifier())?;
    Ok(Outcome::Free)
}

/// A file that does not exist yet and that its owner alone reads.
fn secret(file: &str) -> io::Result<std::fs::File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(Path::new(file))
}

/// Writes how far a journal has come, signed.
pub(super) fn checkpoint(
    out: &mut impl Write,
    named: &JournalArguments,
    key: &str,
    file: &str,
) -> Result<Outcome, Failure> {
    let key = read(key, |text| text.trim().parse::<SigningKey>())?;
    let size = whole(named)?.revision();
    let checkpoint = checkpoint_at(named, size)?.ok_or_else(|| no_table(named, None))?;
    let mut note = checkpoint.note().map_err(|error| input(named, error))?;
    note.sign(&key);
    written(out, file, note.to_string().as_bytes(), named.language())?;
    let signer = key.verifier().name();
    let said = named.language().choose(
        format!("Checkpoint of event {size}, signed by {signer}. Whoever has the journal and saw it adds a signature: riparto table cosign {file} JOURNAL --key FILE"),
        format!("Attestazione dell'evento n. {size}, con la firma di {signer}. Chi ha il registro e l'ha visto aggiunge la propria: riparto table cosign {file} JOURNAL --key FILE"),
    );
    writeln!(out, "{}", naming(&said, &named.journal))?;
    Ok(Outcome::Free)
}

/// Adds a signature to a checkpoint, if it is of this journal.
pub(super) fn cosign(
    out: &mut impl Write,
    file: &str,
    named: &JournalArguments,
    (key, party): (&str, Option<&str>),
) -> Result<Outcome, Failure> {
    let language = named.language();
    let key = read(key, |text| text.trim().parse::<SigningKey>())?;
    let signer = key.verifier().name();
    if let Some(party) = party.filter(|party| *party != signer) {
        return Err(Failure::Arguments(language.choose(
            format!("--as {party}: the key is that of {signer}"),
            format!("--as {party}: la chiave è di {signer}"),
        )));
    }
    whole(named)?;
    let mut note = read(file, str::parse::<SignedNote>)?;
    let stated = read(file, |_| Checkpoint::from_note(&note))?;
    let (found, broken) = checkpoint_before_fault(named, stated.size())?;
    writeln!(out, "{}", agreement(&stated, (found.as_ref(), broken), language))?;
    if found != Some(stated) {
        return Ok(Outcome::Forbidden);
    }
    note.sign(&key);
    written(out, file, note.to_string().as_bytes(), language)?;
    let signers: Vec<&str> = note.names().collect();
    let label = language.choose("Signatures on it", "Firme apposte");
    writeln!(out, "{label}: {}", signers.join(", "))?;
    Ok(Outcome::Free)
}

/// The head of a journal that is whole, replays and adds up: nobody signs another.
fn whole(named: &JournalArguments) -> Result<Head, Failure> {
    let (_, head) = Replayed::of_journal(&named.journal, &[])
        .and_then(Replayed::whole)
        .map_err(|error| broken(named, error))?;
    if head == Head::START { Err(no_table(named, None)) } else { Ok(head) }
}

/// The checkpoint of a journal after so many events; none if it has fewer, or if an event before is broken.
fn checkpoint_at(named: &JournalArguments, size: u64) -> Result<Option<Checkpoint>, Failure> {
    checkpoint_before_fault(named, size).map(|(found, _)| found)
}

/// The same, with the first broken event if there is one.
fn checkpoint_before_fault(
    named: &JournalArguments,
    size: u64,
) -> Result<(Option<Checkpoint>, Option<u64>), Failure> {
    let (mut so_far, mut found) = (Checkpointer::default(), None);
    let read = Journal::inspect(&named.journal, &[], &mut |record| {
        so_far.push(&record);
        if record.revision() == size {
            found = so_far.checkpoint();
        }
        Ok(())
    });
    let verification = read.map_err(|error| input(named, error))?;
    Ok((found, verification.fault().map(Fault::revision)))
}

/// Whether a checkpoint is of a journal, in words.
fn agreement(
    stated: &Checkpoint,
    (found, broken): (Option<&Checkpoint>, Option<u64>),
    language: Language,
) -> String {
    let size = stated.size();
    match CheckpointAgreement::of_history(stated, found, broken.is_some()) {
        CheckpointAgreement::Agrees => language.choose(
            format!("The journal agrees with the checkpoint of event {size}: up to there every event is what was signed."),
            format!("Il registro corrisponde all'attestazione dell'evento n. {size}: fin lì ogni evento è quello firmato."),
        ),
        CheckpointAgreement::EventsMissing => language.choose(
            format!("The journal ends before event {size}, of which the checkpoint is: events are missing."),
            format!("Il registro termina prima dell'evento n. {size}, a cui si riferisce l'attestazione: mancano eventi."),
        ),
        CheckpointAgreement::Broken => {
            let event = broken.unwrap_or(size);
            language.choose(
                format!("Event {event} is not what was written, so that the journal cannot be compared with the checkpoint of event {size} from there on."),
                format!("L'evento n. {event} non è quello scritto: da lì in poi il registro non si può confrontare con l'attestazione dell'evento n. {size}."),
            )
        }
        CheckpointAgreement::OtherTable => language.choose(
            "The checkpoint is of another table, or of another beginning of this one: the first event differs.".to_owned(),
            "L'attestazione è di un altro tavolo, o di un altro inizio di questo: il primo evento è diverso.".to_owned(),
        ),
        _ => language.choose(
            format!("The journal is not the one that was signed: by event {size} it has other events than the checkpoint. It was rewritten, or is another copy (riparto table verify --against)."),
            format!("Il registro non è quello firmato: fino all'evento n. {size} contiene altri eventi rispetto all'attestazione. È stato riscritto, o è un'altra copia (riparto table verify --against)."),
        ),
    }
}

/// Checks a journal against what is known of it from outside; whether it agrees.
pub(super) fn agrees(
    out: &mut impl Write,
    named: &JournalArguments,
    known: &Outside,
) -> Result<bool, Failure> {
    let mut agrees = true;
    if let Some(typed) = &known.typed {
        agrees &= typed_agrees(out, named, typed)?;
    }
    if let Some(file) = &known.checkpoint {
        let keys = known.keys.as_deref().map(|keys| read(keys, trusted_keys)).transpose()?;
        agrees &= checkpoint_agrees(out, named, (file, known.cosigned), keys)?;
    }
    Ok(agrees)
}

fn typed_agrees(out: &mut impl Write, named: &JournalArguments, typed: &TypedHead) -> Result<bool, Failure> {
    let (language, event) = (named.language(), typed.revision());
    let (found, broken) = checkpoint_before_fault(named, event)?;
    let found = found.map(|found| TypedHead::of(&found.head()));
    let said = match found {
        None if broken.is_some() => language.choose(
            format!("An event is not what was written, so that the history cannot be compared with the head that was typed, of event {event}."),
            format!("Un evento non è quello scritto: il registro non si può confrontare con l'impronta digitata, dell'evento n. {event}."),
        ),
        Some(found) if found == *typed => language.choose(
            format!("The history passes through the head that was typed, at event {event}: up to there no event is missing or another."),
            format!("Il registro passa per l'impronta digitata, all'evento n. {event}: fin lì nessun evento manca o è diverso."),
        ),
        Some(found) => language.choose(
            format!("The head that was typed is not that of event {event}, which is {found}: this is not the history that was printed."),
            format!("L'impronta digitata non è quella dell'evento n. {event}, che è {found}: questo non è il registro stampato."),
        ),
        None => language.choose(
            format!("The history ends before event {event}, of which the head that was typed is: events are missing."),
            format!("Il registro termina prima dell'evento n. {event}, a cui si riferisce l'impronta digitata: mancano eventi."),
        ),
    };
    writeln!(out, "{said}")?;
    Ok(found == Some(*typed))
}

/// The root of a checkpoint, with its size, if enough parties signed it.
pub(super) fn signed_root(
    out: &mut impl Write,
    file: &str,
    needed: u64,
    keys: &str,
) -> Result<Option<(u64, Digest)>, Failure> {
    let keys = read(keys, trusted_keys)?;
    let note = read(file, str::parse::<SignedNote>)?;
    let stated = read(file, |_| Checkpoint::from_note(&note))?;
    let is_signed = signed(out, &note, needed, &keys, spoken())?;
    Ok(is_signed.then(|| (stated.size(), stated.root())))
}

/// Who signed a checkpoint, and whether the journal is the one that was signed.
fn checkpoint_agrees(
    out: &mut impl Write,
    named: &JournalArguments,
    (file, needed): (&str, u64),
    keys: Option<Vec<VerifierKey>>,
) -> Result<bool, Failure> {
    let language = named.language();
    let note = read(file, str::parse::<SignedNote>)?;
    let stated = read(file, |_| Checkpoint::from_note(&note))?;
    let is_pinned = keys.is_some();
    let keys = match keys {
        Some(keys) => keys,
        None => {
            let replayed = Replayed::of_journal(&named.journal, &[]).map_err(|error| input(named, error))?;
            replayed.table().keys_for(stated.size()).cloned().collect()
        }
    };
    let is_signed = signed(out, &note, needed, &keys, language)?;
    if !is_pinned {
        let said = language.choose(
            "These keys are those that the journal declares: whoever rewrote it could have written them too. Keys that were kept elsewhere: --keys FILE",
            "Queste chiavi sono quelle depositate nel registro: chi lo avesse riscritto potrebbe avervele scritte. Chiavi conservate altrove: --keys FILE",
        );
        writeln!(out, "{said}")?;
    }
    let (found, broken) = checkpoint_before_fault(named, stated.size())?;
    writeln!(out, "{}", agreement(&stated, (found.as_ref(), broken), language))?;
    Ok(is_signed && found == Some(stated))
}

/// Whether enough parties signed, in words: each counts once, whatever names its key goes by.
fn signed(
    out: &mut impl Write,
    note: &SignedNote,
    needed: u64,
    keys: &[VerifierKey],
    language: Language,
) -> Result<bool, Failure> {
    let signed = match Cosigners::of(note, keys) {
        Ok(signed) => signed,
        Err(error) => {
            let label = language.choose("Forged or changed", "Firma falsa o alterata");
            writeln!(out, "{label} [{}]: {}.", error.code(), error.message(language))?;
            return Ok(false);
        }
    };
    let (names, unknown) = (signed.counted(), signed.not_counted());
    let (count, of, names) = (names.len(), signed.known(), names.join(", "));
    let names = if count == 0 { language.choose("none", "nessuna").to_owned() } else { names };
    writeln!(
        out,
        "{}",
        language.choose(
            format!("Signatures on the checkpoint that count: {names} ({count} of {of} whose keys are known; at least {needed} needed)."),
            format!("Firme valide sull'attestazione: {names} ({count} su {of} soggetti di cui è nota la chiave; ne occorrono almeno {needed})."),
        )
    )?;
    if !unknown.is_empty() {
        let label = language
            .choose("Not counted, as their keys are not known", "Non contate, perché la chiave non è nota");
        writeln!(out, "{label}: {}.", unknown.join(", "))?;
    }
    let advised = signed.advised();
    if of > 1 && needed < advised as u64 {
        let said = language.choose(
            format!("So few could be the keeper's own and those of who sides with it. More than half, for a history that the others cannot exchange: --cosigned {advised}"),
            format!("Un numero così basso può essere raggiunto da chi tiene il registro con chi lo appoggia. Più della metà, perché gli altri non possano sostituire il registro: --cosigned {advised}"),
        );
        writeln!(out, "{said}")?;
    }
    Ok(signed.are_at_least(needed))
}

/// Public keys, one a line; lines that begin with `#` are notes.
pub(super) fn trusted_keys(text: &str) -> riparto::Result<Vec<VerifierKey>> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.map(str::parse).collect()
}

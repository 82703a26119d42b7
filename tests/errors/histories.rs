//! Refusals of histories and of where they are kept.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use riparto::Error;
use riparto::checkpoints::{SignedNote, SigningKey, VerifierKey};
use riparto::error::StorageFailure;
use riparto::journal::{
    Consistency, Digest, Event, Head, Journal, MemoryStore, MerkleLeaves, Store, TypedHead,
};
use serde_json::json;

use super::{Case, refused};

fn event() -> Event {
    Event::of(&json!({"noted": 1})).unwrap()
}

/// A note whose text was changed after it was signed.
fn altered() -> SignedNote {
    let mut note = SignedNote::new("a\n").unwrap();
    note.sign(&SigningKey::of_seed("anci", [7; 32]).unwrap());
    note.to_string().replacen('a', "b", 1).parse().unwrap()
}

pub(super) fn events() -> Vec<Case> {
    vec![
        refused(
            Event::of(&json!({"amount": 0.1})),
            "event_malformed",
            "this event cannot be recorded: the number 0.1 is not a whole number from -9007199254740991 to \
             9007199254740991, write it as text",
        ),
        refused(
            "E3B0".parse::<Digest>(),
            "hash_malformed",
            "`E3B0` is not a hash: write 64 of the digits 0-9 and a-f",
        ),
        refused(
            "21-WERC".parse::<TypedHead>(),
            "typed_head_malformed",
            "this is no short form of a head: it is a revision, six groups of four symbols and one that checks",
        ),
        refused(
            MerkleLeaves::default()
                .root(0)
                .and_then(|root| Consistency::new(1, 2, Vec::new()).check((1, &root), (2, &root))),
            "proof_differs",
            "the proof does not lead to the root 47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=: it is of another history, or was \
             changed on its way",
        ),
        refused(
            "anci+1".parse::<VerifierKey>(),
            "key_malformed",
            "`anci+1` is no key of Ed25519: it is one line, `NAME+8 digits+44 characters`, as `riparto table key` writes it",
        ),
        refused(
            "a\n".parse::<SignedNote>(),
            "note_malformed",
            "this is no signed note: no signature follows its text",
        ),
        refused(
            altered().signed_by([SigningKey::of_seed("anci", [7; 32]).unwrap().verifier()]).map(drop),
            "signature_differs",
            "the signature of `anci` is not of this text and that key: it was changed, or is forged",
        ),
    ]
}

/// A new folder, for journals of this test only.
fn folder() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("errors-{}", std::process::id()));
    fs::remove_dir_all(&folder).ok();
    fs::create_dir_all(&folder).unwrap();
    folder
}

fn add(path: &Path, bytes: &[u8]) {
    OpenOptions::new().append(true).open(path).unwrap().write_all(bytes).unwrap();
}

/// What the author of a store over a database reports.
fn of_other_stores() -> [Case; 2] {
    let failed = |failure, source: &str| Err::<(), _>(Error::storage(failure, source));
    [
        refused(
            failed(StorageFailure::Denied, "SQLSTATE\n 42501"),
            "storage_denied",
            "the history cannot be read or written: SQLSTATE 42501",
        ),
        refused(
            failed(StorageFailure::Full, "SQLSTATE 53100"),
            "storage_full",
            "the history cannot be read or written: SQLSTATE 53100",
        ),
    ]
}

pub(super) fn storage() -> Vec<Case> {
    let folder = folder();
    let path = folder.join("table.jsonl");
    let missing = refused(
        Journal::open(folder.join("missing.jsonl")),
        "storage_failed",
        "the history cannot be opened: there is no such file or folder: check the path",
    );
    let no_file = refused(
        Journal::open(&folder),
        "journal_not_a_file",
        "this is not a regular file: give the path of a journal",
    );
    let mut journal = Journal::create(&path).unwrap();
    let head = journal.append(&Head::START, &[event()]).unwrap().accepted().unwrap();
    let exists = refused(
        Journal::create(&path),
        "journal_exists",
        "the history cannot be created: there is a history in that file already, and nothing is written over: go on with it \
         or give another name",
    );
    let locked = refused(
        Journal::open(&path),
        "journal_locked",
        "another program is writing this history: try again when it is done",
    );
    add(&path, b"{\"event\"");
    let changed = refused(
        journal.append(&head, &[event()]),
        "journal_changed",
        "another program changed the journal without its lock: open it again to see what it holds",
    );
    fs::copy(&path, folder.join("copy.jsonl")).unwrap();
    fs::rename(folder.join("copy.jsonl"), &path).unwrap();
    let replaced = refused(
        journal.append(&head, &[event()]),
        "journal_replaced",
        "the path of the journal no longer leads to the file that was opened: a synchronizing client, an editor or a copy \
         put another one there, and nothing was written to it: verify it, compare it with other copies, and ask again",
    );
    drop(journal);
    let torn = refused(
        Journal::open(&path),
        "journal_torn",
        "the journal ends in 8 bytes of an append that was cut off after event 1, and that was never acknowledged: repair \
         it to go on",
    );
    add(&path, b"\n");
    let broken = refused(
        Journal::open(&path),
        "journal_broken",
        "event 2 of the history is broken: the line is not a record in canonical form: the fields are not those of a \
         record (byte 1): go back to a copy that verifies",
    );
    fs::remove_dir_all(&folder).unwrap();
    let mut store = MemoryStore::new();
    store.append(&Head::START, &[event()]).unwrap().accepted().unwrap();
    let missed = refused(
        store.append(&Head::START, &[event()]).unwrap().accepted(),
        "head_missed",
        "the history has gone on to event 1 (764b40a39c46331d4bde794be65c9e5769cee306e76d7bee4a15fe06be5602b5) and \
             nothing was written: read what is new and decide again",
    );
    let [denied, full] = of_other_stores();
    vec![missing, denied, full, exists, no_file, locked, changed, replaced, torn, broken, missed]
}

//! Checkpoints, the signatures on them, and heads that people type: what is accepted, and that nothing else is.

use riparto_table::checkpoints::{Checkpoint, Checkpointer, SignedNote, SigningKey, VerifierKey};
use riparto_table::journal::{Digest, Event, Head, MemoryStore, MerkleLeaves, Store, TypedHead};
use serde_json::json;

/// The example of the Go module golang.org/x/mod/sumdb/note, whose format C2SP signed-note is.
const NOTE: &str = "If you think cryptography is the answer to your problem,\n\
    then you don't know what your problem is.\n\n\
    — PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";
const PUBLIC: &str = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
const PRIVATE: &str = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";

fn store(notes: u64) -> MemoryStore {
    let mut store = MemoryStore::new();
    for note in 0..notes {
        let head = store.head().unwrap();
        store.append(&head, &[Event::of(&json!({"note": note})).unwrap()]).unwrap().accepted().unwrap();
    }
    store
}

fn key(name: &str) -> SigningKey {
    SigningKey::of_seed(name, *Digest::of(name.as_bytes()).as_bytes()).unwrap()
}

#[test]
fn the_published_note_is_read_and_written_to_the_byte() {
    let (note, public): (SignedNote, VerifierKey) = (NOTE.parse().unwrap(), PUBLIC.parse().unwrap());
    let private: SigningKey = PRIVATE.parse().unwrap();
    assert_eq!(*private.verifier(), public);
    assert_eq!((private.to_text(), public.to_string()), (PRIVATE.to_owned(), PUBLIC.to_owned()));
    assert_eq!(note.signed_by([&public]).unwrap(), [&public]);
    let mut written = SignedNote::new(note.text()).unwrap();
    written.sign(&private);
    written.sign(&private);
    assert_eq!(written.to_string(), NOTE, "and a second signature of the same key is none");
}

#[test]
fn a_private_key_is_not_shown() {
    assert_eq!(format!("{:?}", PRIVATE.parse::<SigningKey>().unwrap()), format!("SigningKey({PUBLIC})"));
    let broken = PRIVATE.replace("c74f20a3", "c74f20a4").parse::<SigningKey>().unwrap_err();
    assert!(!broken.to_string().contains("AYEKFAL"), "{broken}");
}

#[test]
fn what_is_no_key_is_refused() {
    let weak = VerifierKey::new("anci", &[0; 32]).unwrap_err();
    assert_eq!(weak.code(), "key_malformed");
    for name in ["", "a b", "a+b", "a\u{a0}b", "a\nb"] {
        assert_eq!(SigningKey::of_seed(name, [7; 32]).unwrap_err().code(), "key_malformed", "{name:?}");
    }
    for (place, bit) in (0..PUBLIC.len()).flat_map(|place| (0..8).map(move |bit| (place, bit))) {
        let mut bytes = PUBLIC.as_bytes().to_vec();
        bytes[place] ^= 1 << bit;
        let read = String::from_utf8(bytes).ok().and_then(|text| text.parse::<VerifierKey>().ok());
        assert_eq!(read, None, "byte {place}, bit {bit}");
    }
}

#[test]
fn a_checkpoint_has_four_lines_and_says_what_the_history_is() {
    let store = store(5);
    let checkpoint = Checkpoint::of(&store.records()[..3]).unwrap();
    let root = store.records().iter().collect::<MerkleLeaves>().root(3).unwrap();
    let (first, head) = (store.records()[0].hash(), store.records()[2].head());
    assert_eq!(
        checkpoint.to_string(),
        format!("riparto.history/1/{first}\n3\n{}\n3:{}\n", root.to_base64(), head.hash())
    );
    assert_eq!((checkpoint.origin(), checkpoint.root(), checkpoint.head()), (first, root, head));
    assert_eq!(Checkpoint::of([]), None);
    assert_eq!(Checkpointer::default().checkpoint(), None);
}

#[test]
fn no_bit_of_a_checkpoint_with_two_signatures_can_be_another() {
    let (anci, cnr) = (key("anci"), key("cnr"));
    let checkpoint = Checkpoint::of(store(3).records()).unwrap();
    let mut note = checkpoint.note().unwrap();
    note.sign(&anci);
    note.sign(&cnr);
    let known = [anci.verifier().clone(), cnr.verifier().clone()];
    let holds = |text: &str| {
        let note: SignedNote = text.parse().ok()?;
        let read = Checkpoint::from_note(&note).ok()?;
        (note.signed_by(&known).ok()?.len() == 2).then_some(read)
    };
    let text = note.to_string();
    assert_eq!(holds(&text), Some(checkpoint));
    for (place, bit) in (0..text.len()).flat_map(|place| (0..8).map(move |bit| (place, bit))) {
        let mut bytes = text.clone().into_bytes();
        bytes[place] ^= 1 << bit;
        let read = String::from_utf8(bytes).ok().and_then(|text| holds(&text));
        assert_eq!(read, None, "byte {place}, bit {bit}");
    }
}

#[test]
fn a_forged_signature_of_a_known_key_is_told_and_one_of_an_unknown_key_says_nothing() {
    let (anci, cnr) = (key("anci"), key("cnr"));
    let mut note = SignedNote::new("one\n").unwrap();
    note.sign(&anci);
    let moved = note.to_string().replace("one", "two").parse::<SignedNote>().unwrap();
    assert_eq!(moved.signed_by([anci.verifier()]).unwrap_err().code(), "signature_differs");
    assert_eq!(moved.signed_by([cnr.verifier()]).unwrap(), [] as [&VerifierKey; 0]);
    assert_eq!(
        note.signed_by([cnr.verifier(), anci.verifier(), anci.verifier()]).unwrap(),
        [anci.verifier()]
    );
    // A second line in the name of the same key that is not its signature.
    let line = note.to_string().lines().last().unwrap().to_owned();
    let (start, end) = line.split_at(line.len() - 12);
    let other = format!("{note}{start}{}\n", end.replace(|c: char| c.is_ascii_lowercase(), "A"));
    let twice = other.parse::<SignedNote>().unwrap();
    assert_eq!(twice.names().count(), 2);
    assert_eq!(twice.signed_by([anci.verifier()]).unwrap_err().code(), "signature_differs");
    // Another name, with the same key: the id differs.
    let other = SigningKey::of_seed("cnr", *Digest::of(b"anci").as_bytes()).unwrap();
    assert_eq!(note.signed_by([other.verifier()]).unwrap(), [] as [&VerifierKey; 0]);
}

#[test]
fn what_is_no_note_or_no_checkpoint_is_refused() {
    for text in [
        "",
        "a\n",
        "a\n\n",
        "a\n\nb\n",
        "a\n\n— anci\n",
        "a\n\n— anci AAAA\n",
        "a\n\n— anci AAAAAAA=",
        "a\r\n\n— anci AAAAAAA=\n",
        "a\n\n—  AAAAAAA=\n",
        "a\n\n— a+b AAAAAAA=\n",
        "a\n\n— anci AAAAAAA=\n\n",
    ] {
        assert_eq!(text.parse::<SignedNote>().unwrap_err().code(), "note_malformed", "{text:?}");
    }
    assert_eq!(SignedNote::new("a").unwrap_err().code(), "note_malformed");
    let text = Checkpoint::of(store(12).records()).unwrap().to_string();
    let hash = text.lines().last().unwrap().split_once(':').unwrap().1.to_owned();
    for other in [
        text.replace("\n12\n", "\n012\n"),
        text.replace("\n12:", "\n11:"),
        text.replace("\n12\n", "\n13\n"),
        text.replace("history/1", "history/2"),
        text.replace(&hash, &hash.to_uppercase()),
        format!("{text}more\n"),
        text.trim_end().to_owned(),
        text.replace('\n', "\r\n"),
    ] {
        assert_eq!(other.parse::<Checkpoint>().unwrap_err().code(), "note_malformed", "{other}");
    }
}

#[test]
fn a_typed_head_is_read_as_it_was_meant() {
    let head = Head::new(1021, Digest::of(b"riparto"));
    let typed = TypedHead::of(&head);
    let printed = typed.to_string();
    let symbols: String = printed.chars().filter(|c| *c != '-').collect();
    for written in [
        printed.to_lowercase(),
        printed.replace('-', " "),
        printed.replace('-', "–"),
        format!("  {printed}\n"),
        printed.replace('0', "O").replace('1', "l"),
        printed.replace('0', "o").replace('1', "I"),
        symbols,
    ] {
        assert_eq!(written.parse::<TypedHead>().unwrap(), typed, "{written}");
    }
    assert_eq!((typed.revision(), printed.split('-').count()), (1021, 8));
}

#[test]
fn a_mistyped_head_is_told_by_its_last_symbol() {
    let printed = TypedHead::of(&Head::new(1021, Digest::of(b"riparto"))).to_string();
    let places: Vec<usize> =
        printed.char_indices().filter(|(_, c)| *c != '-').map(|(place, _)| place).collect();
    let code = |text: String| text.parse::<TypedHead>().map_err(|error| error.code());
    for place in &places {
        for other in "0123456789ABCDEFGHJKMNPQRSTVWXYZ*~$=U#".chars() {
            let mut text = printed.clone();
            text.replace_range(place..&(place + 1), &other.to_string());
            if text != printed {
                assert_eq!(code(text), Err("typed_head_malformed"));
            }
        }
    }
    for pair in places.windows(2) {
        let mut bytes = printed.clone().into_bytes();
        bytes.swap(pair[0], pair[1]);
        let text = String::from_utf8(bytes).unwrap();
        if text != printed {
            assert_eq!(code(text), Err("typed_head_malformed"));
        }
    }
    for text in [
        "",
        "-",
        "21",
        "99999999999999999999-WERC-8GMR-ZGE1-96QV-YK49-JVXS-Z",
        "WERC-8GMR-ZGE1-96QV-YK49-JVXS-Z",
    ] {
        assert_eq!(code(text.to_owned()), Err("typed_head_malformed"));
    }
}

//! Commands that their party signed: what `by` says is then more than a word.

use riparto_table::checkpoints::{SignedNote, SigningKey};
use riparto_table::journal::{Event, Head, MemoryStore, Record, extend};
use riparto_table::table::{Action, CoDesignTable, Command, PersistentTable, Replayed, SubmitOutcome};
use serde_json::{Value, json};

use riparto_table_tests::refusable_commands::COMMANDS;
use riparto_table_tests::{Desk, command, proposal};

fn key(party: &str, seed: u8) -> SigningKey {
    SigningKey::of_seed(party, [seed; 32]).unwrap()
}

fn declare(id: &str, key: &SigningKey) -> Command {
    Command::new(id, key.verifier().name(), Action::DeclareKey { key: key.verifier().clone() }).unwrap()
}

fn submit(desk: &mut Desk, command: &Command) -> SubmitOutcome {
    desk.kept.submit(command).unwrap()
}

fn code(outcome: SubmitOutcome) -> &'static str {
    outcome.accepted().map_or_else(|rejection| rejection.code(), |_| "accepted")
}

/// A table on which all commands are signed, with the keys of the authority and of a partner.
fn signed_desk() -> Desk {
    let mut desk = Desk::with(&json!({"policies": [{"from": "free"}], "signed": true}));
    for (party, seed) in [("regione", 7), ("anci", 4)] {
        let own = key(party, seed);
        let declare = declare(&format!("key-{party}"), &own);
        let signed = declare.signed(&own, desk.kept.head()).unwrap();
        assert_eq!(code(submit(&mut desk, &signed)), "accepted");
    }
    desk
}

fn anci() -> SigningKey {
    key("anci", 4)
}

/// How a history that is written anew is judged: which event, and why.
fn judged(records: &[Record]) -> Option<(u64, &'static str)> {
    let lines: String = records.iter().flat_map(|record| [record.line(), "\n".into()]).collect();
    let replayed = Replayed::of(lines.as_bytes(), &[]).unwrap();
    replayed.broken().map(|broken| (broken.revision(), broken.code()))
}

/// What the keeper makes of an event.
type Change<'a> = &'a dyn Fn(&mut Value);

/// The keeper writes the history anew with an event changed: every hash holds.
fn rewritten(records: &[Record], change: impl Fn(u64, &mut Value)) -> Vec<Record> {
    let mut head = Head::START;
    let mut written = Vec::new();
    for record in records {
        let mut event = record.event().value().unwrap();
        change(record.revision(), &mut event);
        let next = extend(&head, &[Event::of(&event).unwrap()]).unwrap().remove(0);
        head = next.head();
        written.push(next);
    }
    written
}

#[test]
fn what_every_command_leads_to_is_what_was_signed() {
    for refusable in COMMANDS.iter().filter(|refusable| refusable.action != "open") {
        let (mut desk, by, action) = (refusable.build)(&|_| false);
        let own = key(by, 99);
        let declared = declare("key", &own).signed(&own, desk.kept.head()).unwrap();
        assert_eq!(code(submit(&mut desk, &declared)), "accepted");
        let signed = command("signed", by, &action).signed(&own, desk.kept.head()).unwrap();
        let events = submit(&mut desk, &signed).accepted().unwrap();
        assert!(events[0].signed.is_some(), "{}", refusable.action);
        assert!(events[1..].iter().all(|event| event.signed.is_none()));
        assert_eq!(judged(desk.kept.store().records()), None, "{}", refusable.action);
    }
}

#[test]
fn a_signed_command_is_read_and_written_as_json() {
    let signed = command("c9", "anci", &json!({"table": {"proposal": "p1"}}))
        .acting("Anna Rossi")
        .unwrap()
        .signed(&anci(), Head::START)
        .unwrap();
    let text = serde_json::to_string(&signed).unwrap();
    assert_eq!(Command::from_json(&text).unwrap(), signed);
    // An outsider puts the note together again.
    let signature = signed.signature().unwrap();
    let request = {
        let plain = command("c9", "anci", &json!({"table": {"proposal": "p1"}}));
        riparto_table::journal::Digest::of(Event::of(&plain).unwrap().as_str().as_bytes())
    };
    let note = format!(
        "riparto.command/1\nanci\n{request}\n0:{}\n{{\"actor\":\"Anna Rossi\"}}\n\n— anci {}\n",
        Head::START.hash(),
        signature.as_str()
    );
    assert_eq!(note.parse::<SignedNote>().unwrap().signed_by([anci().verifier()]).unwrap().len(), 1);
    let broken = text.replace("\"signature\":\"", "\"sign\":\"");
    assert_eq!(Command::from_json(&broken).unwrap_err().code(), "document_malformed");
}

#[test]
fn where_the_policies_ask_for_it_what_is_not_signed_is_refused() {
    let mut desk = signed_desk();
    let propose = json!({"propose": {"proposal": proposal("anci", "p1", ("outreach", "desks", "40.00"))}});
    assert_eq!(code(submit(&mut desk, &command("c1a", "anci", &propose))), "signature_missing");
    assert_eq!(code(submit(&mut desk, &declare("c2", &key("cnr", 9)))), "signature_missing");
    let plain = command("c3", "anci", &propose);
    let head = desk.kept.head();
    // Of another key, in the name of the party.
    let other = plain.clone().signed(&key("anci", 9), head).unwrap();
    assert_eq!(code(submit(&mut desk, &other)), "signature_differs");
    // On a head that is not of this history.
    for head in [Head::START, Head::new(2, Head::START.hash()), Head::new(99, head.hash())] {
        let elsewhere = plain.clone().signed(&anci(), head).unwrap();
        assert_eq!(code(submit(&mut desk, &elsewhere)), "signature_differs");
    }
    // In the name of somebody else after it was signed.
    let stated = plain.clone().signed(&anci(), head).unwrap().acting("Somebody else").unwrap();
    assert_eq!(code(submit(&mut desk, &stated)), "signature_differs");
    assert_eq!(code(submit(&mut desk, &plain.signed(&anci(), head).unwrap())), "accepted");
    assert_eq!(judged(desk.kept.store().records()), None);
}

#[test]
fn a_command_may_be_signed_on_a_head_that_was_passed_since_also_after_the_table_was_read_again() {
    let mut desk = signed_desk();
    let early = desk.kept.head();
    let open = json!({"open_sitting": {"sitting": "s1", "date": "2024-02-10"}});
    let opened = command("c5", "regione", &open).signed(&key("regione", 7), early).unwrap();
    assert_eq!(code(submit(&mut desk, &opened)), "accepted");
    let propose = json!({"propose": {"proposal": proposal("anci", "p1", ("outreach", "desks", "40.00"))}});
    let late = command("c6", "anci", &propose).signed(&anci(), early).unwrap();
    let mut again = PersistentTable::open(desk.kept.store().clone()).unwrap();
    assert_eq!(again.table(), desk.table());
    assert_eq!(code(again.submit(&late).unwrap()), "accepted");
    assert_eq!(code(submit(&mut desk, &late)), "accepted");
    let (kept, read): (&MemoryStore, _) = (desk.kept.store(), again.store());
    assert_eq!(kept.records(), read.records());
}

#[test]
fn a_key_is_exchanged_with_the_signature_of_the_former_one() {
    let mut desk = signed_desk();
    let (head, next) = (desk.kept.head(), key("anci", 50));
    let by_itself = declare("c7", &next).signed(&next, head).unwrap();
    assert_eq!(code(submit(&mut desk, &by_itself)), "signature_differs");
    let by_the_former = declare("c7", &next).signed(&anci(), head).unwrap();
    assert_eq!(code(submit(&mut desk, &by_the_former)), "accepted");
    let ballot = command("c8", "anci", &json!({"ballot": {"amounts": {"desks": "1000.00"}}}));
    let head = desk.kept.head();
    assert_eq!(code(submit(&mut desk, &ballot.clone().signed(&anci(), head).unwrap())), "signature_differs");
    assert_eq!(code(submit(&mut desk, &ballot.signed(&next, head).unwrap())), "accepted");
    assert_eq!(judged(desk.kept.store().records()), None);
}

#[test]
fn a_keeper_who_writes_the_history_anew_cannot_put_words_into_the_mouth_of_a_party() {
    let mut desk = signed_desk();
    let ballot = json!({"ballot": {"amounts": {"desks": "600.00", "outreach": "400.00"}}});
    let signed = command("c8", "anci", &ballot).signed(&anci(), desk.kept.head()).unwrap();
    assert_eq!(code(submit(&mut desk, &signed)), "accepted");
    let records = desk.kept.store().records();
    assert_eq!(judged(&rewritten(records, |_, _| {})), None);
    let last = records.last().unwrap().revision();
    let cases: [(&str, Change<'_>); 6] = [
        ("other words", &|event| event["what"]["balloted"]["amounts"] = json!({"desks": "1000.00"})),
        ("other words, also as asked", &|event| {
            let other = json!({"desks": "1000.00"});
            event["what"]["balloted"]["amounts"] = other.clone();
            event["signed"]["do"]["ballot"]["amounts"] = other;
        }),
        ("another party", &|event| event["by"] = json!("regione")),
        ("a name", &|event| event["actor"] = json!("Somebody")),
        ("no signature", &|event| drop(event.as_object_mut().unwrap().remove("signed"))),
        ("another signature", &|event| event["signed"]["signature"] = json!("AAAA")),
    ];
    for (what, change) in cases {
        let bent = rewritten(records, |revision, event| {
            if revision == last {
                change(event)
            }
        });
        assert_eq!(judged(&bent), Some((last, "audit")), "{what}");
    }
    // Of another beginning, the heads that were signed are no heads any more.
    let bent = rewritten(records, |revision, event| {
        if revision == 1 {
            event["command"] = json!("another");
        }
    });
    assert_eq!(judged(&bent).map(|(_, code)| code), Some("event_impossible"));
}

#[test]
fn a_table_is_the_same_whether_heads_are_known() {
    let desk = signed_desk();
    let mut folded = CoDesignTable::new();
    for record in desk.kept.store().records() {
        folded.apply(&CoDesignTable::event(record).unwrap()).unwrap();
    }
    assert_eq!(folded, *desk.table());
}

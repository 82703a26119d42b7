//! A table whose history comes with each request of the JSON API is the table that a program keeps.

use proptest::prelude::*;
use riparto::checkpoints::{Checkpoint, SigningKey};
use riparto::journal::{MemoryStore, TypedHead, verify};
use riparto::report::{LogReport, Minutes, ProposalsReport, Report};
use riparto::table::{CoDesignTable, PersistentTable, SubmitOutcome};
use riparto::{Language, api};
use serde_json::{Value, json};

use crate::schema::{ask, flaws};
use riparto_table_tests::Desk;
use riparto_table_tests::dice::Dice;
use riparto_test_support::cases;

/// What the API answers; `None` for an error.
fn ok(request: &Value) -> Option<Value> {
    ask(request).get("ok").cloned()
}

fn records(journal: &str) -> Vec<Value> {
    journal.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// What a program keeps, and what another one gets of the API for the same commands.
#[derive(Default)]
struct Both {
    kept: Option<PersistentTable<MemoryStore>>,
    journal: String,
}

impl Both {
    /// Gives a command to both: the outcome, the head and every byte are the same.
    fn say(&mut self, command: &Value, is_text: bool) -> SubmitOutcome {
        let kept = self.kept.get_or_insert_with(|| PersistentTable::open(MemoryStore::new()).unwrap());
        let read = riparto::table::Command::from_json(&command.to_string()).unwrap();
        let submitted = kept.submit(&read).unwrap();
        let history = if is_text { json!(self.journal) } else { json!(records(&self.journal)) };
        // Commands that make no sense are sent too, such as a proposal without transfers, which the schema does not take.
        let request = json!({"op": "table_decide", "history": history, "command": command});
        let response: Value = serde_json::from_str(&api::respond(&request.to_string())).unwrap();
        assert_eq!(flaws("table_decide_response", &response), None, "{response}");
        let answer = &response["ok"];
        match &submitted {
            SubmitOutcome::Accepted(_) => assert_eq!(answer["outcome"], "accepted"),
            SubmitOutcome::AlreadyDone { revision } => {
                assert_eq!(
                    (&answer["outcome"], &answer["revision"]),
                    (&json!("already_done"), &json!(revision))
                );
            }
            SubmitOutcome::Rejected(rejection) => {
                assert_eq!(answer["outcome"], "rejected");
                assert_eq!(answer["rejection"], json!(rejection));
            }
        }
        let appended = answer["append"].as_str().unwrap();
        assert_eq!(json!(records(appended)), answer["records"]);
        self.journal.push_str(appended);
        assert_eq!(self.journal, kept.store().to_lines());
        assert_eq!(answer["head"], json!(kept.head()));
        submitted
    }
}

proptest! {
    #![proptest_config(cases(48))]

    #[test]
    fn commands_of_any_kind_lead_to_the_same_bytes_and_what_is_appended_verifies(
        seed in any::<u64>(),
        commands in 1..12_usize,
    ) {
        let mut dice = Dice(seed);
        let mut model = dice.table();
        let mut both = Both::default();
        let open = json!({"id": "open", "party": "regione",
            "do": {"open": {"plan": model.plan(), "policies": model.policies()}}});
        prop_assert!(matches!(both.say(&open, true), SubmitOutcome::Accepted(_)));
        for number in 0..commands {
            let asked = dice.command(&model, number);
            let _ = both.say(&json!(asked.command(&model)), dice.one_in(2));
            model.take(&asked);
        }
        let kept = both.kept.unwrap();
        prop_assert!(verify(both.journal.as_bytes(), &[kept.head()]).unwrap().is_whole());
        let verified = ok(&json!({"op": "table_verify", "history": both.journal, "heads": [kept.head()]})).unwrap();
        prop_assert_eq!(&verified["valid"], true);
        prop_assert_eq!(&verified["amounts"], &json!(kept.table().plan().unwrap().approved()));
    }
}

#[test]
fn what_is_told_of_a_table_is_what_the_library_tells() {
    let desk = riparto_table_tests::occasions::decided();
    let (table, journal) = (desk.table(), desk.kept.store().to_lines());
    let head = json!(desk.kept.head());
    for (language, lang) in [(Language::English, "en"), (Language::Italian, "it")] {
        let tell = |op: &str, more: Value| {
            let mut request = json!({"op": op, "history": journal, "lang": lang});
            request.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            ok(&request).unwrap()
        };
        let state = tell("table_state", json!({}));
        assert_eq!(
            state,
            json!({
                "head": head, "plan": table.plan(), "policies": table.policies(), "closed": null,
                "proposals": table.proposals().collect::<Vec<_>>(), "sittings": table.sittings(),
                "text": ProposalsReport::of(table, table.proposals()).text(language)
            })
        );
        let mut ledger = json!(table.ledger().unwrap());
        ledger["head"] = head.clone();
        ledger["text"] = json!(table.ledger().unwrap().text(language));
        assert_eq!(tell("table_ledger", json!({})), ledger);
        for sitting in [None, Some("s1")] {
            let mut minutes =
                sitting.map_or_else(|| Minutes::new(language), |id| Minutes::of_sitting(id, language));
            desk.kept.store().records().iter().try_for_each(|record| minutes.take(record)).unwrap();
            let told = tell("table_minutes", json!({"sitting": sitting}));
            assert_eq!(told, json!({"head": head, "text": minutes.text().unwrap()}));
        }
        let events: Vec<_> = desk
            .kept
            .store()
            .records()
            .iter()
            .map(|record| (record.revision(), CoDesignTable::event(record).unwrap()))
            .collect();
        let told = tell("table_log", json!({"last": 3}));
        assert_eq!(told["text"], json!(LogReport::of(table, &events[events.len() - 3..]).text(language)));
        let told = tell("table_log", json!({}));
        assert_eq!(told["events"].as_array().unwrap().len(), events.len());
        assert_eq!(told["events"][7]["event"], json!(events[7].1));
        assert_eq!(told["events"][7]["sitting"], "s1");
    }
}

#[test]
fn a_table_is_told_as_it_stood_after_each_event() {
    let desk = riparto_table_tests::occasions::decided();
    let journal = desk.kept.store().to_lines();
    for revision in 1..=desk.revision() {
        let state = ok(&json!({"op": "table_state", "history": journal, "at": revision})).unwrap();
        let table = desk.kept.at(revision).unwrap();
        assert_eq!(state["plan"], json!(table.plan()), "{revision}");
        assert_eq!(state["proposals"], json!(table.proposals().collect::<Vec<_>>()), "{revision}");
        assert_eq!(state["head"]["revision"], revision);
    }
    for beyond in [0, desk.revision() + 1] {
        let refused = ask(&json!({"op": "table_state", "history": journal, "at": beyond}));
        assert_eq!(
            (&refused["error"]["code"], &refused["error"]["path"]),
            (&json!("revision_unknown"), &json!("at"))
        );
    }
}

/// What is refused of a history, by each operation that builds on it.
fn refused_by_all(history: &Value, code: &str) {
    let command = json!({"id": "c99", "party": "regione", "do": {"close": {"act": "DD 9/2026"}}});
    for op in ["table_decide", "table_state", "table_ledger", "table_log", "table_minutes"] {
        let mut request = json!({"op": op, "history": history});
        if op == "table_decide" {
            request["command"] = command.clone();
        }
        let refused = ask(&request);
        assert_eq!(
            (&refused["error"]["code"], &refused["error"]["path"]),
            (&json!(code), &json!("history")),
            "{op}"
        );
    }
}

#[test]
fn nothing_is_built_on_a_history_that_is_broken_or_cut_off() {
    let desk = riparto_table_tests::occasions::decided();
    let journal = desk.kept.store().to_lines();
    let broken = journal.replacen("60.00", "61.00", 2);
    refused_by_all(&json!(broken), "journal_broken");
    let (cut, _) = journal.split_at(journal.len() - 40);
    refused_by_all(&json!(cut), "journal_torn");
    for (history, code) in [(broken.as_str(), "hash_differs"), (cut, "torn")] {
        let verified = ok(&json!({"op": "table_verify", "history": history})).unwrap();
        assert_eq!((&verified["valid"], &verified["broken"]["code"]), (&json!(false), &json!(code)));
    }
}

#[test]
fn a_table_that_is_not_open_is_decided_on_and_told_by_none() {
    for op in ["table_state", "table_ledger", "table_minutes"] {
        let refused = ask(&json!({"op": op, "history": []}));
        assert_eq!(refused["error"]["code"], "table_not_open", "{op}");
    }
    assert_eq!(ok(&json!({"op": "table_log", "history": ""})).unwrap()["events"], json!([]));
    for history in [json!(null), json!([]), json!("")] {
        let close = json!({"id": "c1", "party": "regione", "do": {"close": {"act": "DD 9/2026"}}});
        let mut request = json!({"op": "table_decide", "history": history, "command": close});
        assert_eq!(ok(&request).unwrap()["rejection"]["code"], "not_open");
        request["command"]["do"] = json!({"open": {"plan": riparto_table_tests::plan()}});
        assert_eq!(ok(&request).unwrap()["head"]["revision"], 1);
    }
}

#[test]
fn what_is_appended_follows_the_text_that_was_given() {
    let desk = Desk::new();
    let journal = desk.kept.store().to_lines();
    let command = json!({"id": "c9", "party": "ats", "do": {"open_sitting": {"sitting": "s1", "date": "2026-03-12"}},
        "when": "2026-03-12", "actor": "Anna Bianchi", "metadata": {"session": "7f3a"}});
    let append = |history: Value| {
        let answer = ok(&json!({"op": "table_decide", "history": history, "command": command})).unwrap();
        assert_eq!(answer["records"][0]["event"]["actor"], "Anna Bianchi");
        assert_eq!(answer["records"][0]["event"]["metadata"], json!({"session": "7f3a"}));
        answer["append"].as_str().unwrap().to_owned()
    };
    let whole = format!("{journal}{}", append(json!(journal)));
    assert!(verify(whole.as_bytes(), &[]).unwrap().is_whole());
    let without = journal.trim_end();
    assert_eq!(format!("{without}{}", append(json!(without))), whole);
    assert_eq!(format!("{journal}{}", append(json!(records(&journal)))), whole);
}

#[test]
fn a_command_that_expects_another_head_is_refused_in_the_language_that_is_asked_for() {
    let desk = Desk::new();
    let head = json!({"revision": 0, "hash": "0".repeat(64)});
    let command = json!({"id": "c9", "party": "regione", "do": {"close": {"act": "DD 9"}}, "expect": head});
    let history = desk.kept.store().to_lines();
    let request = json!({"op": "table_decide", "history": history, "command": command, "lang": "it"});
    let answer = ok(&request).unwrap();
    assert_eq!(
        (&answer["rejection"]["code"], &answer["rejection"]["kind"]),
        (&json!("head_moved"), &json!("outdated"))
    );
    let message = answer["rejection"]["message"].as_str().unwrap();
    assert!(message.contains("registro"), "{message}");
    assert_eq!(answer["append"], "");
}

#[test]
fn two_copies_are_compared() {
    let mut here = Desk::new();
    let mut there = here.clone();
    let common = json!(here.kept.head());
    let compare = |here: &Desk, there: &Desk| {
        let (here, there) = (here.kept.store().to_lines(), there.kept.store().to_lines());
        ok(&json!({"op": "table_verify", "history": here, "against": there})).unwrap()["against"].clone()
    };
    assert_eq!(
        compare(&here, &there),
        json!({"common": common, "only_here": 0, "only_there": 0, "fork": false})
    );
    here.propose("anci", "p1", ("outreach", "desks", "1.00"));
    assert_eq!(
        compare(&here, &there),
        json!({"common": common, "only_here": 2, "only_there": 0, "fork": false})
    );
    there.propose("cnr", "p2", ("outreach", "desks", "1.00"));
    assert_eq!(
        compare(&here, &there),
        json!({"common": common, "only_here": 2, "only_there": 2, "fork": true})
    );
}

/// What the head that was typed and the checkpoint that parties signed say of a history; of one that was rewritten; of one that ends before.
#[test]
fn a_history_is_held_against_what_is_known_from_outside() {
    let mut desk = Desk::new();
    desk.propose("anci", "p1", ("outreach", "desks", "1.00"));
    let signers =
        ["regione", "anci", "ats"].map(|name| SigningKey::of_seed(name, [name.len() as u8; 32]).unwrap());
    let checkpoint = Checkpoint::of(desk.kept.store().records()).unwrap();
    let mut note = checkpoint.note().unwrap();
    signers.iter().for_each(|key| note.sign(key));
    let typed = TypedHead::of(&desk.kept.head()).to_string();
    let keys: Vec<String> = signers[..2].iter().map(|key| key.verifier().to_string()).collect();
    let verified = |desk: &Desk, cosigned: u64, note: &str| {
        let history = desk.kept.store().to_lines();
        let known = json!({"note": note, "keys": keys, "cosigned": cosigned});
        ok(&json!({"op": "table_verify", "history": history, "typed": typed, "checkpoint": known})).unwrap()
    };
    let note = note.to_string();
    let told = verified(&desk, 2, &note);
    assert_eq!(told["typed"], json!({"agrees": true, "revision": 3, "found": typed}));
    let mut expected = json!({"agrees": true, "revision": 3, "history": "agrees", "cosigned": true,
        "signed": ["regione", "anci"], "not_counted": ["ats"], "declared_keys": false, "known": 2, "advised": 2});
    assert_eq!(told["checkpoint"], expected);
    (expected["agrees"], expected["cosigned"]) = (json!(false), json!(false));
    assert_eq!(verified(&desk, 3, &note)["checkpoint"], expected);
    // The history goes on: nothing of what was signed is another.
    desk.propose("anci", "p2", ("outreach", "desks", "2.00"));
    assert_eq!(verified(&desk, 2, &note)["checkpoint"]["agrees"], true);
    let mut rewritten = Desk::new();
    rewritten.propose("anci", "p1", ("outreach", "desks", "9.00"));
    let short = Desk::new();
    let mut plan = riparto_table_tests::plan();
    plan["title"] = json!("Another plan");
    let mut other = Desk::on(&json!({"plan": plan}));
    other.propose("anci", "p1", ("outreach", "desks", "1.00"));
    for (desk, history) in [(&rewritten, "other_events"), (&short, "events_missing"), (&other, "other_table")]
    {
        let told = verified(desk, 2, &note);
        assert_eq!((&told["valid"], &told["checkpoint"]["history"]), (&json!(true), &json!(history)));
        assert_eq!(
            (&told["checkpoint"]["agrees"], &told["checkpoint"]["cosigned"]),
            (&json!(false), &json!(true))
        );
        assert_eq!(told["typed"]["agrees"], false);
        assert_eq!(told["typed"]["found"].is_null(), history == "events_missing");
    }
    // The text is another than what was signed.
    let forged = verified(&desk, 1, &note.replacen("\n3\n", "\n4\n", 1).replacen("\n3:", "\n4:", 1));
    assert_eq!(forged["checkpoint"]["forged"]["code"], "signature_differs");
    assert_eq!(
        (&forged["checkpoint"]["agrees"], &forged["checkpoint"]["signed"]),
        (&json!(false), &json!([]))
    );
    // Without keys it is those that the history declares.
    let declared = ok(
        &json!({"op": "table_verify", "history": desk.kept.store().to_lines(), "checkpoint": {"note": note}}),
    );
    assert_eq!(declared.unwrap()["checkpoint"]["declared_keys"], true);
}

#[test]
fn what_is_known_from_outside_and_cannot_be_read_is_told_by_its_field() {
    let note = Checkpoint::of(Desk::new().kept.store().records()).unwrap().note().unwrap();
    let mut signed = note.clone();
    signed.sign(&SigningKey::of_seed("anci", [7; 32]).unwrap());
    for (field, value, code) in [
        ("typed", json!("3-AAAA"), "typed_head_malformed"),
        ("checkpoint", json!({"note": "none"}), "note_malformed"),
        ("checkpoint", json!({"note": signed.to_string(), "keys": ["anci+1"]}), "key_malformed"),
    ] {
        let mut request = json!({"op": "table_verify", "history": []});
        request[field] = value;
        let refused = ask(&request);
        assert_eq!(refused["error"]["code"], code, "{refused}");
        assert!(
            refused["error"]["path"].as_str().unwrap().starts_with(field) || code == "key_malformed",
            "{refused}"
        );
    }
}

#[test]
fn every_operation_on_a_table_ends_at_its_effort() {
    let desk = riparto_table_tests::occasions::decided();
    let history = desk.kept.store().to_lines();
    let change = json!({"id": "c99", "party": "regione", "do": {"change_envelope":
        {"change": "e1", "act": "DD 2/2026", "amount": "10.00"}}});
    for op in ["table_decide", "table_verify", "table_state", "table_ledger", "table_log", "table_minutes"] {
        let mut request = json!({"op": op, "history": history});
        if op == "table_decide" {
            request["command"] = change.clone();
        }
        assert!(ok(&request).is_some(), "{op}");
        let needed = 4 * u64::try_from(history.len()).unwrap();
        for effort in [1, needed - 1] {
            request["effort"] = json!(effort);
            let answer: Value = serde_json::from_str(&api::respond(&request.to_string())).unwrap();
            assert_eq!(answer["error"]["code"], "effort_spent", "{op} {effort}");
        }
    }
}

#[test]
fn a_state_with_proposals_counted_holds_the_plan_after_them_and_what_the_others_would_take() {
    let mut desk = Desk::new();
    desk.propose("anci", "p1", ("outreach", "desks", "20.00"));
    desk.propose("ats", "p2", ("outreach", "training", "10.00"));
    let journal = desk.kept.store().to_lines();
    let state = ok(&json!({"op": "table_state", "history": journal, "with": ["p1"]})).unwrap();
    let preview = desk.table().preview(&["p1"]).unwrap();
    assert_eq!(state["plan"], serde_json::from_str::<Value>(&preview.plan().to_json()).unwrap());
    assert_eq!(state["counted"], json!([{"proposal": "p1", "version": 1, "authorization": "free"}]));
    assert_eq!(
        state["claims"],
        json!([
            {"line": "outreach", "gives": "10.00", "receives": "0.00", "proposals": ["p2"]},
            {"line": "training", "gives": "0.00", "receives": "10.00", "proposals": ["p2"]}
        ])
    );
    let refused = ask(&json!({"op": "table_state", "history": journal, "with": ["p9"]}));
    assert_eq!(refused["error"]["code"], "proposal_unknown");
}

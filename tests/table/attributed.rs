//! Who acted for a party, when, and what the caller's program knows of it: kept in the history, told where it was stated.

use riparto::Language;
use riparto::journal::{Digest, Event, Head, MemoryStore, Store};
use riparto::report::{EventReport, LogReport, Minutes, Report};
use riparto::table::{
    Audit, CoDesignTable, Command, Metadata, PersistentTable, Replayed, SubmitOutcome, TableEvent,
};
use serde_json::{Value, json};

use riparto_table_tests::{command, plan, proposal};

fn opening() -> Command {
    command("c1", "regione", &json!({"open": {"plan": plan()}}))
}

fn tabling() -> Command {
    command(
        "c2",
        "ats",
        &json!({"propose": {"proposal": proposal("ats", "p1", ("outreach", "desks", "40.00"))}}),
    )
}

fn attributed(command: Command) -> Command {
    let metadata = Metadata::of(&json!({"protocol": "2026/1184", "session": 7})).unwrap();
    command.dated("2026-03-12T10:15:00+01:00".parse().unwrap()).acting("Anna Rossi").unwrap().noting(metadata)
}

/// A table on which a proposal was tabled by somebody at some time.
fn desk() -> PersistentTable<MemoryStore> {
    let mut kept = PersistentTable::open(MemoryStore::new()).unwrap();
    kept.submit(&opening()).unwrap().accepted().unwrap();
    kept.submit(&attributed(tabling())).unwrap().accepted().unwrap();
    kept
}

fn events(kept: &PersistentTable<MemoryStore>) -> Vec<TableEvent> {
    kept.store().records().iter().map(|record| record.event().read().unwrap()).collect()
}

#[test]
fn what_is_stated_of_a_command_is_in_each_of_its_events_and_inside_their_hashes() {
    let kept = desk();
    let records = kept.store().records();
    assert!(
        records[1].event().as_str().starts_with(r#"{"actor":"Anna Rossi","by":"ats","command":"c2","metadata":{"protocol":"2026/1184","session":7},"#)
            && records[1].event().as_str().ends_with(r#","when":"2026-03-12T10:15:00+01:00"}"#),
        "{}",
        records[1].event()
    );
    for event in &events(&kept)[1..] {
        assert_eq!(event.actor.as_deref(), Some("Anna Rossi"));
        assert_eq!(event.when.as_ref().unwrap().to_string(), "2026-03-12T10:15:00+01:00");
        assert_eq!(event.metadata.as_ref().unwrap().read::<Value>().unwrap()["session"], 7);
    }
    let bent = kept.store().to_lines().replacen("Anna Rossi", "Anna Bruni", 1);
    let replayed = Replayed::of(bent.as_bytes(), &[]).unwrap();
    assert_eq!(replayed.broken().unwrap().revision(), 2);
}

/// The records of a table by commands of which nothing is stated are what they were before anything could be.
#[test]
fn events_of_which_nothing_is_stated_are_written_as_before() {
    let mut kept = PersistentTable::open(MemoryStore::new()).unwrap();
    kept.submit(&opening()).unwrap().accepted().unwrap();
    kept.submit(&tabling()).unwrap().accepted().unwrap();
    let tabled = &kept.store().records()[2];
    assert_eq!(
        tabled.event().as_str(),
        format!(
            r#"{{"by":"ats","command":"c2","request":"{}","what":{{"tabled":{{"proposal":"p1"}}}}}}"#,
            Digest::of(Event::of(&tabling()).unwrap().as_str().as_bytes())
        )
    );
    // The request is the same, whatever is stated of it.
    let requests = |kept| events(kept).into_iter().map(|event| event.request).collect::<Vec<_>>();
    assert_eq!(requests(&kept), requests(&desk()));
}

#[test]
fn the_same_command_sent_again_at_another_time_or_by_another_person_is_carried_out_once() {
    let mut kept = desk();
    let later = tabling().dated("2026-03-13".parse().unwrap()).acting("Bruno Neri").unwrap();
    for again in [tabling(), later] {
        assert_eq!(kept.submit(&again).unwrap(), SubmitOutcome::AlreadyDone { revision: 2 });
    }
    assert_eq!(kept.head().revision(), 3);
}

#[test]
fn commands_state_it_in_json_too_and_what_is_wrong_with_it_is_named() {
    let text = |stated: &Value| {
        let mut command = json!({"id": "c9", "party": "regione", "do": {"close": {"act": "DD 9/2026"}}});
        command.as_object_mut().unwrap().extend(stated.as_object().unwrap().clone());
        command.to_string()
    };
    let stated =
        json!({"when": "2026-03-12T10:15:00+01:00", "actor": "Anna Rossi", "metadata": {"b": 1, "a": []}});
    let read = Command::from_json(&text(&stated)).unwrap();
    assert_eq!(read.metadata().unwrap().as_str(), r#"{"a":[],"b":1}"#);
    assert_eq!(Command::from_json(&serde_json::to_string(&read).unwrap()).unwrap(), read);
    let nothing = Command::from_json(&text(&json!({"when": null, "actor": null, "metadata": null}))).unwrap();
    assert_eq!((nothing.when(), nothing.actor(), nothing.metadata()), (None, None, None));
    for (stated, code, path) in [
        (json!({"when": "12 March"}), "document_malformed", Some("when")),
        (json!({"when": "2026-02-30"}), "document_malformed", Some("when")),
        (json!({"actor": 7}), "document_malformed", Some("actor")),
        (json!({"actor": "  "}), "text_missing", None),
        (json!({"actor": "Anna\nRossi"}), "text_malformed", None),
        (json!({"metadata": []}), "event_malformed", None),
        (json!({"metadata": {"note": "x".repeat(4096)}}), "document_too_large", None),
    ] {
        let refused = Command::from_json(&text(&stated)).unwrap_err();
        assert_eq!((refused.code(), refused.path()), (code, path), "{stated}: {refused}");
    }
}

#[test]
fn the_minutes_and_the_log_tell_it_where_it_was_stated_and_nowhere_else() {
    let kept = desk();
    let mut minutes = Minutes::new(Language::English);
    kept.store().read_after(0, &mut |record| minutes.take(&record)).unwrap();
    let minutes = minutes.text().unwrap();
    let told = "acting for the party: Anna Rossi; time stated: 12 March 2026 at 10:15:00 (UTC+01:00)";
    assert_eq!(minutes.replace("\n       ", " ").matches(told).count(), 1, "{minutes}");
    let numbered: Vec<(u64, TableEvent)> = (1..).zip(events(&kept)).collect();
    let log = LogReport::of(kept.table(), &numbered).text(Language::Italian);
    let rows: Vec<&str> = log.lines().filter(|row| row.contains("ats (Anna Rossi)")).collect();
    assert_eq!(rows.len(), 2, "{log}");
    assert!(rows.iter().all(|row| row.contains("12 marzo 2026, ore 10:15:00 (UTC+01:00)")), "{log}");
    let opened = EventReport::of(kept.table(), &events(&kept)[..1]).text(Language::English);
    assert!(!opened.contains("acting") && !opened.contains("stated"), "{opened}");
}

#[test]
fn the_events_of_a_command_state_the_same_or_the_audit_finds_it() {
    let events = events(&desk());
    let sealed = |events: &[TableEvent]| {
        let mut store = MemoryStore::new();
        for event in events {
            let head = store.head().unwrap();
            store.append(&head, &[Event::of(event).unwrap()]).unwrap().accepted().unwrap();
        }
        Audit::of(store.records()).unwrap().fault().map(|fault| fault.revision())
    };
    assert_eq!(sealed(&events), None);
    let changes: [fn(&mut TableEvent); 3] = [
        |event| event.actor = Some("Bruno Neri".into()),
        |event| event.when = None,
        |event| event.metadata = Some(Metadata::of(&json!({})).unwrap()),
    ];
    for change in changes {
        let mut bent = events.clone();
        change(&mut bent[2]);
        assert_eq!(sealed(&bent), Some(3), "the second event of the command that tables p1");
    }
}

#[test]
fn an_event_with_a_time_that_is_none_is_no_event_of_a_table() {
    let kept = desk();
    let text = kept.store().records()[1].event().as_str().replace("10:15:00", "25:15:00");
    let event = Event::from_canonical(&text).unwrap();
    let mut store = MemoryStore::new();
    store.append(&Head::START, &[event]).unwrap().accepted().unwrap();
    assert_eq!(CoDesignTable::event(&store.records()[0]).unwrap_err().code(), "document_malformed");
}

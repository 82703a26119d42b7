//! The store against a PostgreSQL server, which `RIPARTO_POSTGRES` names: `host=/tmp/db user=riparto dbname=postgres`.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::error::Error as _;
use std::thread;

use postgres::{Client, NoTls, Transaction};
use riparto::journal::{Appended, Event, Head, Journal, Store, durable_store_suite, extend, verify};
use riparto::table::{Command, PersistentTable, SubmitOutcome};
use riparto_postgres_store::{PostgresStore, SCHEMA};

fn connect() -> Client {
    connect_as("riparto")
}

/// A connection that the server lists by a name.
fn connect_as(name: &str) -> Client {
    let server = std::env::var("RIPARTO_POSTGRES").expect("with-server names the server");
    Client::connect(&format!("{server} application_name={name}"), NoTls).unwrap()
}

/// A database in which a journal of this name has no records yet.
fn without(journal: &str) -> Client {
    let mut client = connect();
    // Of several tests that make the table at once, one does: each statement is a transaction of its own.
    for statement in ["SELECT pg_advisory_lock(1)", SCHEMA, "SELECT pg_advisory_unlock(1)"] {
        client.batch_execute(statement).unwrap();
    }
    client.execute("DELETE FROM riparto_history WHERE journal = $1", &[&journal]).unwrap();
    client
}

#[test]
fn a_journal_in_postgresql_keeps_all_that_a_store_promises() {
    drop(without("suite"));
    assert_eq!(durable_store_suite(&|| Ok(Box::new(PostgresStore::open(connect(), "suite")?))), Ok(()));
}

fn noted(text: &str) -> Event {
    Event::of(&serde_json::json!({ "noted": text })).unwrap()
}

/// Another writer has inserted the first record, and ends its transaction only when the store's append waits for it.
fn append_that_waits(
    journal: &str,
    end: fn(Transaction<'_>) -> Result<(), postgres::Error>,
) -> (Head, Appended) {
    let mut client = without(journal);
    let mut other = client.transaction().unwrap();
    let record = extend(&Head::START, &[noted("the other writer")]).unwrap().remove(0);
    let insert = "INSERT INTO riparto_history (journal, revision, line) VALUES ($1, 1, $2)";
    other.execute(insert, &[&journal, &record.line()]).unwrap();
    let appended = thread::scope(|scope| {
        let waiting = scope.spawn(|| {
            let mut store = PostgresStore::open(connect_as(journal), journal).unwrap();
            store.append(&Head::START, &[noted("this one")]).unwrap()
        });
        let waits = "SELECT FROM pg_stat_activity WHERE application_name = $1 AND wait_event_type = 'Lock'";
        let mut watch = connect();
        while watch.query(waits, &[&journal]).unwrap().is_empty() {
            assert!(!waiting.is_finished(), "it does not wait for the other writer");
            thread::yield_now();
        }
        end(other).unwrap();
        waiting.join().unwrap()
    });
    (record.head(), appended)
}

#[test]
fn an_append_that_waits_for_another_writer_meets_its_head_or_goes_on_without_it() {
    let (head, appended) = append_that_waits("committed", |other| other.commit());
    assert_eq!(appended, Appended::HeadConflict(head));
    let (_, appended) = append_that_waits("rolled-back", |other| other.rollback());
    let Appended::Head(head) = appended else { panic!("nobody else wrote: {appended:?}") };
    let store = PostgresStore::open(connect(), "rolled-back").unwrap();
    let records = store.records_after(0).unwrap();
    assert_eq!((records.len(), records[0].head(), records[0].event()), (1, head, &noted("this one")));
}

fn open(party: &str) -> Command {
    let plan = r#"{ "format": "riparto.plan/1", "title": "Integration plan", "total": "2464000.00",
        "lines": [ {"id": "desks", "amount": "2064000.00"}, {"id": "outreach", "amount": "400000.00"} ],
        "parties": [ {"id": "regione", "role": "authority"}, {"id": "ats", "role": "lead"} ] }"#;
    let text = format!(r#"{{"id": "open", "party": "{party}", "do": {{"open": {{"plan": {plan}}}}}}}"#);
    Command::from_json(&text).unwrap()
}

fn propose(id: &str) -> Command {
    let text = format!(
        r#"{{"id": "c-{id}", "party": "ats", "do": {{"propose": {{"proposal": {{"id": "{id}", "party": "ats",
            "transfers": [ {{"from": "desks", "to": "outreach", "amount": "1000.00"}} ]}}}}}}}}"#
    );
    Command::from_json(&text).unwrap()
}

#[test]
fn two_programs_work_at_one_table_and_the_exported_journal_verifies() {
    drop(without("table"));
    let kept = || PersistentTable::open(PostgresStore::open(connect(), "table").unwrap()).unwrap();
    let (mut first, mut second) = (kept(), kept());
    // A table whose opening is refused leaves no record.
    assert!(matches!(first.submit(&open("ats")).unwrap(), SubmitOutcome::Rejected(_)));
    assert_eq!(second.store().head().unwrap().revision(), 0);
    first.submit(&open("regione")).unwrap().accepted().unwrap();
    // The second has not seen the table opened: it meets a head conflict, reads on and decides again.
    second.submit(&propose("p1")).unwrap().accepted().unwrap();
    first.submit(&propose("p2")).unwrap().accepted().unwrap();
    second.catch_up().unwrap();
    assert_eq!(first.head(), second.head());
    assert_eq!(second.table().proposals().count(), 2);

    let records = second.store().records_after(0).unwrap();
    let lines: String = records.iter().map(|record| record.line() + "\n").collect();
    assert!(verify(lines.as_bytes(), &[first.head()]).unwrap().is_whole());
    let path = std::env::temp_dir().join(format!("riparto-exported-{}.jsonl", std::process::id()));
    std::fs::write(&path, lines).unwrap();
    let table = PersistentTable::open_journal(&path, &[]).unwrap();
    assert_eq!(table.table(), second.table());
    assert_eq!(Journal::inspect(&path, &[], &mut |_| Ok(())).unwrap().head(), second.head());
    std::fs::remove_file(&path).unwrap();
}

#[test]
fn journals_of_two_tables_do_not_meet() {
    drop((without("fami-2024"), without("fami-2025")));
    let store = |journal| PostgresStore::open(connect(), journal).unwrap();
    let mut kept = PersistentTable::open(store("fami-2024")).unwrap();
    kept.submit(&open("regione")).unwrap().accepted().unwrap();
    assert_eq!(
        (store("fami-2024").head().unwrap().revision(), store("fami-2025").head().unwrap().revision()),
        (1, 0)
    );
}

#[test]
fn a_role_without_rights_and_a_database_without_the_table_are_told_apart() {
    let mut client = without("rights");
    client
        .batch_execute(
            "DROP SCHEMA IF EXISTS other CASCADE; CREATE SCHEMA other;
             DROP ROLE IF EXISTS portal; CREATE ROLE portal",
        )
        .unwrap();
    client.batch_execute("SET ROLE portal").unwrap();
    let denied = PostgresStore::open(client, "rights").err().unwrap();
    assert_eq!(denied.code(), "storage_denied", "{denied}");
    let source = denied.source().unwrap().downcast_ref::<postgres::Error>().unwrap();
    assert!(source.as_db_error().unwrap().message().contains("permission denied"));

    let mut client = connect();
    client.batch_execute("SET search_path TO other").unwrap();
    assert_eq!(PostgresStore::open(client, "rights").err().unwrap().code(), "storage_failed");
}

#[test]
fn a_row_that_was_changed_is_the_first_broken_event() {
    drop(without("changed"));
    let mut kept = PersistentTable::open(PostgresStore::open(connect(), "changed").unwrap()).unwrap();
    kept.submit(&open("regione")).unwrap().accepted().unwrap();
    kept.submit(&propose("p1")).unwrap().accepted().unwrap();
    let changed =
        "UPDATE riparto_history SET line = replace(line, '1000.00', '9000.00') WHERE journal = 'changed'";
    connect().execute(changed, &[]).unwrap();
    let broken = PersistentTable::open(PostgresStore::open(connect(), "changed").unwrap()).err().unwrap();
    assert_eq!(
        broken.to_string(),
        "event 2 of the history is broken: the hash is not that of the record: go back to a copy that verifies"
    );
}

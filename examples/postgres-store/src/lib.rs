//! A journal of riparto in PostgreSQL: an example of a [`Store`] over a program's own database.
//!
//! One table holds the journals of many co-design tables, a row for each record. What makes it safe for several writers is the
//! primary key: two of them that append after the same head insert the same revision, and the second to commit is told of a
//! head conflict. `examples/postgres-store/with-server` runs the suite of stores against a server.

use std::cell::RefCell;

use postgres::error::SqlState;
use postgres::{Client, GenericClient, Transaction};
use riparto::error::StorageFailure;
use riparto::journal::{Appended, Chain, Event, Head, Record, Store, extend};
use riparto::{Error, Result};

/// The table, for the program's own migrations. A journal only grows: the role of the program needs SELECT and INSERT on it,
/// and no right to change or delete rows.
pub const SCHEMA: &str = "CREATE TABLE IF NOT EXISTS riparto_history (
    journal text NOT NULL,
    revision bigint NOT NULL CHECK (revision > 0),
    line text NOT NULL,
    PRIMARY KEY (journal, revision)
)";

/// How many records are read at once.
const PAGE: i64 = 1000;

/// The journal of one co-design table, as rows of `riparto_history`.
pub struct PostgresStore {
    /// The client is not shared: borrows end before anything else is called.
    client: RefCell<Client>,
    journal: String,
}

impl PostgresStore {
    /// The journal of a name, such as `fami-2024`, over a connection to a database with [`SCHEMA`]. One that has no
    /// records yet is empty. Nothing is written.
    ///
    /// # Errors
    /// `storage_denied` if the role may not read the table; `storage_failed` if it is not there.
    pub fn open(client: Client, journal: impl Into<String>) -> Result<PostgresStore> {
        let store = PostgresStore { client: RefCell::new(client), journal: journal.into() };
        store.head()?;
        Ok(store)
    }

    /// The lines after a revision, in order: at most a page of them.
    fn page(&self, revision: u64) -> Result<Vec<String>> {
        let query = "SELECT line FROM riparto_history \
                     WHERE journal = $1 AND revision > $2 ORDER BY revision LIMIT $3";
        let after = i64::try_from(revision).unwrap_or(i64::MAX);
        let rows = self.client.borrow_mut().query(query, &[&self.journal, &after, &PAGE]).map_err(failed)?;
        Ok(rows.iter().map(|row| row.get(0)).collect())
    }

    /// The record of a revision.
    fn record(&self, revision: u64) -> Result<Option<Record>> {
        let Ok(at) = i64::try_from(revision) else { return Ok(None) };
        let query = "SELECT line FROM riparto_history WHERE journal = $1 AND revision = $2";
        let row = self.client.borrow_mut().query_opt(query, &[&self.journal, &at]).map_err(failed)?;
        row.map(|row| Record::from_line(revision, row.get(0))).transpose()
    }
}

impl Store for PostgresStore {
    fn head(&self) -> Result<Head> {
        head(&mut *self.client.borrow_mut(), &self.journal)
    }

    fn append(&mut self, expected: &Head, events: &[Event]) -> Result<Appended> {
        let records = extend(expected, events);
        let mut transaction = self.client.get_mut().transaction().map_err(failed)?;
        let found = head(&mut transaction, &self.journal)?;
        if found != *expected {
            return Ok(Appended::HeadConflict(found));
        }
        let records = records?;
        let Some(last) = records.last() else { return Ok(Appended::Head(found)) };
        match insert(&mut transaction, &self.journal, &records) {
            Ok(()) => {}
            // Another writer was first with these revisions. Its head is read by the same rules as any other.
            Err(why) if why.code() == Some(&SqlState::UNIQUE_VIOLATION) => {
                drop(transaction);
                return self.head().map(Appended::HeadConflict);
            }
            Err(why) => return Err(failed(why)),
        }
        // A commit whose answer is lost may have been made.
        transaction.commit().map_err(|why| match why.code() {
            None => Error::storage(StorageFailure::Unsure, why),
            Some(_) => failed(why),
        })?;
        Ok(Appended::Head(last.head()))
    }

    fn read_after(&self, revision: u64, each: &mut dyn FnMut(Record) -> Result<()>) -> Result<()> {
        let mut chain = match revision {
            0 => Chain::start(),
            _ => match self.record(revision)? {
                Some(record) => Chain::after(&record),
                None => return Ok(()),
            },
        };
        loop {
            let page = self.page(chain.head().revision())?;
            if page.is_empty() {
                return chain.finish();
            }
            for line in &page {
                each(chain.read(line)?)?;
            }
        }
    }
}

/// The head in the last row.
fn head(client: &mut impl GenericClient, journal: &str) -> Result<Head> {
    let query =
        "SELECT revision, line FROM riparto_history WHERE journal = $1 ORDER BY revision DESC LIMIT 1";
    let Some(row) = client.query_opt(query, &[&journal]).map_err(failed)? else { return Ok(Head::START) };
    let revision: i64 = row.get(0);
    Ok(Record::from_line(revision.unsigned_abs(), row.get(1))?.head())
}

/// Inserts a batch in one statement, to be on disk once it is committed, whatever the server's default is.
fn insert(
    transaction: &mut Transaction<'_>,
    journal: &str,
    records: &[Record],
) -> std::result::Result<(), postgres::Error> {
    let revisions: Vec<i64> =
        records.iter().map(|record| i64::try_from(record.revision()).unwrap_or(i64::MAX)).collect();
    let lines: Vec<String> = records.iter().map(Record::line).collect();
    transaction.batch_execute("SET LOCAL synchronous_commit = on")?;
    let query = "INSERT INTO riparto_history (journal, revision, line) \
                 SELECT $1, * FROM unnest($2::bigint[], $3::text[])";
    transaction.execute(query, &[&journal, &revisions, &lines]).map(|_| ())
}

/// What the server refused, sorted as a program acts on it.
fn failed(why: postgres::Error) -> Error {
    let failure = match why.code() {
        Some(&SqlState::INSUFFICIENT_PRIVILEGE | &SqlState::READ_ONLY_SQL_TRANSACTION) => {
            StorageFailure::Denied
        }
        Some(&SqlState::DISK_FULL) => StorageFailure::Full,
        Some(
            &SqlState::LOCK_NOT_AVAILABLE
            | &SqlState::T_R_DEADLOCK_DETECTED
            | &SqlState::T_R_SERIALIZATION_FAILURE,
        ) => StorageFailure::Locked,
        _ => StorageFailure::Other,
    };
    Error::storage(failure, why)
}

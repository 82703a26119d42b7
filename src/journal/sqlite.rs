//! A history in an SQLite database.

use std::path::Path;

use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, ffi, params};

use super::chain::{Chain, extend};
use super::event::Event;
use super::fault::{Fault, FaultCode};
use super::head::Head;
use super::record::{Line, Record};
use super::store::{Appended, Store};
use crate::error::{Cause, Error, Result};
use crate::words::{Bilingual, both};

/// A history in an SQLite database: the table `history`, with the lines of a journal as rows.
///
/// Several programs may have it open: each append is a transaction that compares the head, and is on disk when it is
/// acknowledged (write-ahead log, `synchronous = FULL`).
///
/// ```
/// use riparto::journal::{Event, Head, SqliteStore, Store};
///
/// let mut store = SqliteStore::in_memory()?;
/// let event = Event::of(&serde_json::json!({"tabled": "p1"}))?;
/// let head = store.append(&Head::START, &[event])?.accepted()?;
/// assert_eq!(store.head()?, head);
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Debug)]
pub struct SqliteStore {
    connection: Connection,
}

impl SqliteStore {
    /// Opens a database, or makes one, and checks every record in it.
    ///
    /// # Errors
    /// `storage_failed` if the file is no database or cannot be opened; `journal_broken` for the first record that is not
    /// what was written; `journal_locked` if others hold it for seconds.
    pub fn open(path: impl AsRef<Path>) -> Result<SqliteStore> {
        SqliteStore::of(Connection::open(path).map_err(|why| failure(both("opened", "aprire"), &why))?)
    }

    /// A database in memory.
    ///
    /// # Errors
    /// `storage_failed` if there is none to be had.
    pub fn in_memory() -> Result<SqliteStore> {
        SqliteStore::of(Connection::open_in_memory().map_err(|why| failure(both("opened", "aprire"), &why))?)
    }

    fn of(connection: Connection) -> Result<SqliteStore> {
        let prepared = connection
            .pragma_update(None, "journal_mode", "WAL")
            .and_then(|()| connection.pragma_update(None, "synchronous", "FULL"))
            .and_then(|()| {
                connection.execute_batch(
                    "CREATE TABLE IF NOT EXISTS history (revision INTEGER PRIMARY KEY, line TEXT NOT NULL) STRICT",
                )
            });
        prepared.map_err(|why| failure(both("opened", "aprire"), &why))?;
        let store = SqliteStore { connection };
        store.walk(Chain::after(Head::START), &mut |_| Ok(()))?;
        Ok(store)
    }

    /// Checks every record after those of a chain, and hands it on.
    fn walk(&self, mut chain: Chain, each: &mut dyn FnMut(&Line<'_>) -> Result<()>) -> Result<()> {
        let read = |why: rusqlite::Error| failure(both("read", "leggere"), &why);
        let query = "SELECT revision, line FROM history WHERE revision > ?1 ORDER BY revision";
        let mut statement = self.connection.prepare(query).map_err(read)?;
        // From the start, rows below 1 are looked at too, and refused.
        let after = match chain.last {
            Head::START => i64::MIN,
            last => i64::try_from(last.revision()).unwrap_or(i64::MAX),
        };
        let mut rows = statement.query([after]).map_err(read)?;
        while let Some(row) = rows.next().map_err(read)? {
            let revision: i64 = row.get(0).map_err(read)?;
            let next = chain.next_revision();
            if u64::try_from(revision) != Ok(next) {
                return Err(Fault::new(next, FaultCode::RevisionDiffers).refusal());
            }
            let line = row.get_ref(1).map_err(read)?.as_bytes().unwrap_or_default();
            each(&chain.take(line).map_err(|fault| fault.refusal())?)?;
        }
        if chain.whole != chain.last {
            return Err(Fault::new(chain.next_revision(), FaultCode::BatchDiffers).refusal());
        }
        Ok(())
    }
}

/// The head in the last row.
fn last_head(connection: &Connection) -> Result<Head> {
    let query = "SELECT line FROM history ORDER BY revision DESC LIMIT 1";
    let line: Option<String> = connection
        .query_row(query, [], |row| row.get(0))
        .optional()
        .map_err(|why| failure(both("read", "leggere"), &why))?;
    line.map_or(Ok(Head::START), |line| Ok(read_line(&line, 0)?.head))
}

/// The line of a revision; none beyond the last.
fn line_at(connection: &Connection, revision: u64) -> Result<Option<String>> {
    let Ok(revision) = i64::try_from(revision) else { return Ok(None) };
    let query = "SELECT line FROM history WHERE revision = ?1";
    connection
        .query_row(query, [revision], |row| row.get(0))
        .optional()
        .map_err(|why| failure(both("read", "leggere"), &why))
}

/// Reads a line; faults name the revision where it stands.
fn read_line(line: &str, revision: u64) -> Result<Line<'_>> {
    Line::read(line.as_bytes()).map_err(|unread| Fault::unread(revision, unread).refusal())
}

fn insert(transaction: &Transaction<'_>, records: &[Record]) -> rusqlite::Result<()> {
    let mut statement = transaction.prepare("INSERT INTO history (revision, line) VALUES (?1, ?2)")?;
    for record in records {
        let revision = i64::try_from(record.revision()).unwrap_or(i64::MAX);
        statement.execute(params![revision, record.line()])?;
    }
    Ok(())
}

impl Store for SqliteStore {
    fn head(&self) -> Result<Head> {
        last_head(&self.connection)
    }

    fn append(&mut self, expected: &Head, events: &[Event]) -> Result<Appended> {
        let begun = self.connection.transaction_with_behavior(TransactionBehavior::Immediate);
        let transaction = begun.map_err(|why| failure(both("written", "scrivere"), &why))?;
        let head = last_head(&transaction)?;
        if head != *expected {
            return Ok(Appended::HeadConflict(head));
        }
        let records = extend(expected, events)?;
        let written = insert(&transaction, &records).and_then(|()| transaction.commit());
        written.map_err(|why| failure(both("written", "scrivere"), &why))?;
        Ok(Appended::Head(records.last().map_or(head, Record::head)))
    }

    fn read_after(&self, revision: u64, each: &mut dyn FnMut(Record) -> Result<()>) -> Result<()> {
        let mut each = |line: &Line<'_>| each(Record::of_line(line));
        if revision == 0 {
            return self.walk(Chain::after(Head::START), &mut each);
        }
        // Records up to here were checked when the database was opened, or read since: the chain goes on from the last.
        let Some(line) = line_at(&self.connection, revision)? else { return Ok(()) };
        let last = read_line(&line, revision)?;
        if last.head.revision() != revision {
            return Err(Fault::new(revision, FaultCode::RevisionDiffers).refusal());
        }
        self.walk(Chain::after_line(&last), &mut each)
    }
}

fn failure(what: Bilingual, why: &rusqlite::Error) -> Error {
    match why.sqlite_error_code() {
        Some(ffi::ErrorCode::DatabaseBusy | ffi::ErrorCode::DatabaseLocked) => Cause::JournalLocked {}.into(),
        _ => Cause::StorageFailed { what, why: Bilingual::same(why.to_string()) }.into(),
    }
}

//! A history in an SQLite database.

use std::path::Path;

use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, ffi, params};

use super::chain::{Chain, extend};
use super::event::Event;
use super::fault::{Fault, FaultCode};
use super::head::Head;
use super::record::{Record, RecordLine};
use super::store::{Appended, Store};
use riparto_core::error::{Error, Result, StorageFailure};
use riparto_core::words::{Bilingual, both};

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
    /// `storage_failed` if the file is no database, or has another table `history`; `storage_denied`, `storage_full`;
    /// `journal_broken` for the first record that is not what was written; `journal_locked` if others hold it for seconds.
    /// A database that is refused is left as it was.
    pub fn open(path: impl AsRef<Path>) -> Result<SqliteStore> {
        SqliteStore::of(Connection::open(path).map_err(|why| failure(both("opened", "aprire"), why))?)
    }

    /// A database in memory.
    ///
    /// # Errors
    /// `storage_failed` if there is none to be had.
    pub fn in_memory() -> Result<SqliteStore> {
        SqliteStore::of(Connection::open_in_memory().map_err(|why| failure(both("opened", "aprire"), why))?)
    }

    fn of(connection: Connection) -> Result<SqliteStore> {
        let opened = |why: rusqlite::Error| failure(both("opened", "aprire"), why);
        let store = SqliteStore { connection };
        // What is there is checked before anything is changed: a database that is refused stays as it is.
        let is_there = store.has_table().map_err(opened)?;
        if is_there {
            store.walk(Chain::start(), &mut |_| Ok(()))?;
        }
        let connection = &store.connection;
        let prepared = connection
            .pragma_update(None, "journal_mode", "WAL")
            .and_then(|()| connection.pragma_update(None, "synchronous", "FULL"))
            .and_then(|()| {
                connection.execute_batch(
                    "CREATE TABLE IF NOT EXISTS history (revision INTEGER PRIMARY KEY, line TEXT NOT NULL) STRICT",
                )
            });
        prepared.map_err(opened)?;
        if !is_there {
            // Another program may have made it meanwhile.
            store.walk(Chain::start(), &mut |_| Ok(()))?;
        }
        Ok(store)
    }

    fn has_table(&self) -> rusqlite::Result<bool> {
        let query = "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'history'";
        let found: i64 = self.connection.query_row(query, [], |row| row.get(0))?;
        Ok(found > 0)
    }

    /// Checks every record after those of a chain, and hands it on.
    fn walk(&self, mut chain: Chain, each: &mut dyn FnMut(&RecordLine<'_>) -> Result<()>) -> Result<()> {
        let read = |why: rusqlite::Error| failure(both("read", "leggere"), why);
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
        chain.finish()
    }
}

/// The head in the last row.
fn last_head(connection: &Connection) -> Result<Head> {
    let query = "SELECT revision, line FROM history ORDER BY revision DESC LIMIT 1";
    let last: Option<(i64, String)> = connection
        .query_row(query, [], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()
        .map_err(|why| failure(both("read", "leggere"), why))?;
    let Some((revision, line)) = last else { return Ok(Head::START) };
    Ok(Record::from_line(u64::try_from(revision).unwrap_or(0), &line)?.head())
}

/// The line of a revision; none beyond the last.
fn line_at(connection: &Connection, revision: u64) -> Result<Option<String>> {
    let Ok(revision) = i64::try_from(revision) else { return Ok(None) };
    let query = "SELECT line FROM history WHERE revision = ?1";
    connection
        .query_row(query, [revision], |row| row.get(0))
        .optional()
        .map_err(|why| failure(both("read", "leggere"), why))
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
        let transaction = begun.map_err(|why| failure(both("written", "scrivere"), why))?;
        let head = last_head(&transaction)?;
        if head != *expected {
            return Ok(Appended::HeadConflict(head));
        }
        let records = extend(expected, events)?;
        let written = insert(&transaction, &records).and_then(|()| transaction.commit());
        written.map_err(|why| failure(both("written", "scrivere"), why))?;
        Ok(Appended::Head(records.last().map_or(head, Record::head)))
    }

    fn read_after(&self, revision: u64, each: &mut dyn FnMut(Record) -> Result<()>) -> Result<()> {
        let mut each = |line: &RecordLine<'_>| each(Record::of_line(line));
        if revision == 0 {
            return self.walk(Chain::start(), &mut each);
        }
        // Records up to here were checked when the database was opened, or read since: the chain goes on from the last.
        let Some(line) = line_at(&self.connection, revision)? else { return Ok(()) };
        self.walk(Chain::after(&Record::from_line(revision, &line)?), &mut each)
    }
}

fn failure(what: Bilingual, why: rusqlite::Error) -> Error {
    let failure = match why.sqlite_error_code() {
        Some(ffi::ErrorCode::DatabaseBusy | ffi::ErrorCode::DatabaseLocked) => StorageFailure::Locked,
        Some(ffi::ErrorCode::PermissionDenied | ffi::ErrorCode::ReadOnly) => StorageFailure::Denied,
        Some(ffi::ErrorCode::DiskFull) => StorageFailure::Full,
        _ => StorageFailure::Other,
    };
    Error::of_storage(failure, what, Bilingual::same(why.to_string())).with_source(why)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_database_that_is_refused_is_left_as_it_was() {
        let folder = std::env::temp_dir().join(format!("riparto-sqlite-{}", std::process::id()));
        fs::remove_dir_all(&folder).ok();
        fs::create_dir_all(&folder).unwrap();
        let path = folder.join("portal.sqlite");
        let refused = |code: &str| {
            let before = fs::read(&path).ok();
            assert_eq!(SqliteStore::open(&path).unwrap_err().code(), code);
            assert_eq!(fs::read(&path).ok(), before);
            assert_eq!(
                fs::read_dir(&folder).unwrap().count(),
                usize::from(before.is_some()),
                "nothing beside it"
            );
        };
        // A file of another kind.
        fs::write(&path, "minutes of the sitting of 12 March 2026\n".repeat(40)).unwrap();
        refused("storage_failed");
        fs::remove_file(&path).unwrap();
        // A database of a program that calls something else a history.
        let create = |rows: &str| {
            let connection = Connection::open(&path).unwrap();
            connection.execute_batch(rows).unwrap();
        };
        create(
            "CREATE TABLE history (day TEXT, page TEXT); INSERT INTO history VALUES ('2026-03-12', 'minutes')",
        );
        refused("storage_failed");
        fs::remove_file(&path).unwrap();
        // A history with a line that was not written by riparto.
        create(
            "CREATE TABLE history (revision INTEGER PRIMARY KEY, line TEXT NOT NULL) STRICT;
             INSERT INTO history VALUES (1, '{\"event\":{\"moved\":\"40000.00\"}}')",
        );
        refused("journal_broken");
        fs::remove_dir_all(&folder).unwrap();
        refused_without_a_folder(&path);
    }

    fn refused_without_a_folder(path: &Path) {
        assert_eq!(SqliteStore::open(path).unwrap_err().code(), "storage_failed");
        assert!(!path.exists());
    }

    #[test]
    fn an_append_that_finds_no_room_is_told_and_leaves_nothing() {
        let mut store = SqliteStore::in_memory().unwrap();
        let event = |text: &str| Event::of(&serde_json::json!({"noted": text})).unwrap();
        let head = store.append(&Head::START, &[event("first")]).unwrap().accepted().unwrap();
        let pages: i64 = store.connection.query_row("PRAGMA page_count", [], |row| row.get(0)).unwrap();
        let bound = |store: &SqliteStore, pages: i64| {
            let set = format!("PRAGMA max_page_count = {pages}");
            store.connection.query_row(&set, [], |row| row.get::<_, i64>(0)).unwrap()
        };
        assert_eq!(bound(&store, pages + 2), pages + 2);
        let long = "perché".repeat(4_000);
        for batch in [vec![event(&long)], vec![event("small"), event(&long)]] {
            let refused = store.append(&head, &batch).unwrap_err();
            assert_eq!(refused.code(), "storage_full", "{refused}");
            assert_eq!(store.head().unwrap(), head);
            assert_eq!(store.records_after(0).unwrap().len(), 1, "also of a batch that fits in part");
        }
        let small = store.append(&head, &[event("small")]).unwrap().accepted().unwrap();
        bound(&store, 100_000);
        let last = store.append(&small, &[event(&long)]).unwrap().accepted().unwrap();
        assert_eq!((last.revision(), store.records_after(0).unwrap().len()), (3, 3));
    }

    #[test]
    fn a_database_of_a_program_keeps_its_other_tables() {
        let connection = Connection::open_in_memory().unwrap();
        connection
            .execute_batch("CREATE TABLE parties (id TEXT); INSERT INTO parties VALUES ('anci')")
            .unwrap();
        let mut store = SqliteStore::of(connection).unwrap();
        let event = Event::of(&serde_json::json!({"tabled": "p1"})).unwrap();
        let head = store.append(&Head::START, &[event]).unwrap().accepted().unwrap();
        let parties: i64 =
            store.connection.query_row("SELECT count(*) FROM parties", [], |row| row.get(0)).unwrap();
        assert_eq!((head.revision(), parties), (1, 1));
    }
}

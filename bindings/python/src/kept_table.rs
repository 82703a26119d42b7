//! A table and what keeps its history: a journal in a file, or memory.

use std::sync::{Mutex, MutexGuard, PoisonError};

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use riparto::journal::{Head, MemoryStore, Record, Store};
use riparto::report::{EventReport, Report};
use riparto::table::{Command, PersistentTable, Rejection, SubmitOutcome};
use riparto::{Language, Plan};
use serde::Serialize;
use serde_json::value::RawValue;

use crate::failure::{raised, spoken, working};

type Kept = PersistentTable<Box<dyn Store + Send>>;

/// A table that is kept somewhere. One thread at a time uses it.
#[pyclass(frozen, module = "riparto._native")]
pub(crate) struct KeptTable(Mutex<Option<Kept>>);

/// What became of a command, as `table_decide` answers.
#[derive(Serialize)]
struct Decided {
    outcome: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    revision: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rejection: Option<Rejection>,
    head: Head,
    records: Vec<Box<RawValue>>,
    append: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
}

#[pymethods]
impl KeptTable {
    /// The table of a journal that passes through the heads that are known, each a revision and a hash.
    #[staticmethod]
    fn open(
        py: Python<'_>,
        path: std::path::PathBuf,
        heads: Vec<(u64, String)>,
        language: &str,
    ) -> PyResult<KeptTable> {
        let kept = working(py, language, |_| {
            let known = heads.iter().map(|(revision, hash)| Ok(Head::new(*revision, hash.parse()?)));
            let known = known.collect::<riparto::Result<Vec<Head>>>()?;
            boxed(PersistentTable::open_journal(path, &known)?)
        })?;
        Ok(KeptTable(Mutex::new(Some(kept))))
    }

    /// A table that a first command opens, in a new journal or in memory; none with the refusal if it is refused.
    #[staticmethod]
    #[pyo3(signature = (path, command, language))]
    fn create(
        py: Python<'_>,
        path: Option<std::path::PathBuf>,
        command: &str,
        language: &str,
    ) -> PyResult<(Option<KeptTable>, String)> {
        let (kept, decided) = working(py, language, |spoken| {
            let command = Command::from_json(command)?;
            let Some(path) = path else {
                let mut kept = PersistentTable::open(boxed_memory(MemoryStore::new()))?;
                let decided = submitted(&mut kept, &command, spoken)?;
                return Ok((Some(kept), decided));
            };
            match PersistentTable::create_journal(path, &command)? {
                Err(rejection) => Ok((None, refused(rejection, Head::START))),
                Ok((journal, events)) => {
                    let kept = boxed(journal)?;
                    let records = kept.store().records_after(0)?;
                    let text = EventReport::of(kept.table(), &events).text(spoken);
                    let decided = accepted(records, kept.head(), text);
                    Ok((Some(kept), decided))
                }
            }
        })?;
        let decided = written(&decided, spoken(language)?);
        Ok((kept.map(|kept| KeptTable(Mutex::new(Some(kept)))), decided))
    }

    /// Carries out a command; the answer is that of `table_decide`.
    fn submit(&self, py: Python<'_>, command: &str, language: &str) -> PyResult<String> {
        self.using(py, language, |kept, spoken| {
            let command = Command::from_json(command)?;
            Ok(written(&submitted(kept, &command, spoken)?, spoken))
        })
    }

    /// Folds in what others appended since.
    fn catch_up(&self, py: Python<'_>, language: &str) -> PyResult<()> {
        self.using(py, language, |kept, _| kept.catch_up())
    }

    /// The whole history, as its journal has it.
    fn history(&self, py: Python<'_>, language: &str) -> PyResult<String> {
        self.using(py, language, |kept, _| {
            let mut text = String::new();
            kept.store().read_after(0, &mut |record| {
                text.push_str(&record.line());
                text.push('\n');
                Ok(())
            })?;
            Ok(text)
        })
    }

    /// The head of the history: its revision and its hash.
    fn head(&self, py: Python<'_>, language: &str) -> PyResult<(u64, String)> {
        self.using(py, language, |kept, _| {
            let head = kept.head();
            Ok((head.revision(), head.hash().to_string()))
        })
    }

    /// The document of the plan as it stands.
    fn plan(&self, py: Python<'_>, language: &str) -> PyResult<Option<String>> {
        self.using(py, language, |kept, _| Ok(kept.table().plan().map(Plan::to_json)))
    }

    /// Lets go of the journal and its lock. Once more does nothing.
    fn close(&self, py: Python<'_>) {
        py.detach(|| drop(self.kept().take()));
    }

    /// Whether it was closed.
    fn is_closed(&self, py: Python<'_>) -> bool {
        py.detach(|| self.kept().is_none())
    }
}

impl KeptTable {
    fn kept(&self) -> MutexGuard<'_, Option<Kept>> {
        // A panic inside leaves what was on disk, which is what the next command is compared with.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Uses the table without holding the interpreter.
    fn using<T: Send>(
        &self,
        py: Python<'_>,
        language: &str,
        work: impl FnOnce(&mut Kept, Language) -> riparto::Result<T> + Send,
    ) -> PyResult<T> {
        let spoken = spoken(language)?;
        let worked = py.detach(|| self.kept().as_mut().map(|kept| work(kept, spoken)));
        match worked {
            Some(worked) => worked.map_err(|error| raised(py, &error, spoken)),
            None => Err(PyValueError::new_err(spoken.choose(
                "this table was closed: open its journal again with Table.open",
                "questo tavolo è stato chiuso: riaprirne il registro con Table.open",
            ))),
        }
    }
}

fn boxed_memory(store: MemoryStore) -> Box<dyn Store + Send> {
    Box::new(store)
}

fn boxed(kept: PersistentTable<riparto::journal::Journal>) -> riparto::Result<Kept> {
    let (table, head) = (kept.table().clone(), kept.head());
    let store: Box<dyn Store + Send> = Box::new(kept.into_store());
    PersistentTable::with(store, table, head)
}

fn submitted(kept: &mut Kept, command: &Command, language: Language) -> riparto::Result<Decided> {
    let outcome = kept.submit(command)?;
    let head = kept.head();
    Ok(match outcome {
        SubmitOutcome::Rejected(rejection) => refused(*rejection, head),
        SubmitOutcome::AlreadyDone { revision } => {
            Decided { outcome: "already_done", revision: Some(revision), ..refused_by(None, head) }
        }
        SubmitOutcome::Accepted(events) => {
            // Nobody else writes between the two while the table is locked; in a journal the lock is on the file.
            let before = head.revision().saturating_sub(u64::try_from(events.len()).unwrap_or(u64::MAX));
            let records = kept.store().records_after(before)?;
            accepted(records, head, EventReport::of(kept.table(), &events).text(language))
        }
    })
}

fn accepted(records: Vec<Record>, head: Head, text: String) -> Decided {
    let lines: Vec<String> = records.iter().map(Record::line).collect();
    let append = lines.iter().map(|line| format!("{line}\n")).collect();
    // A record in canonical form is JSON.
    let records = lines.into_iter().filter_map(|line| RawValue::from_string(line).ok()).collect();
    Decided { records, append, text: Some(text), outcome: "accepted", ..refused_by(None, head) }
}

fn refused(rejection: Rejection, head: Head) -> Decided {
    refused_by(Some(rejection), head)
}

fn refused_by(rejection: Option<Rejection>, head: Head) -> Decided {
    Decided {
        outcome: "rejected",
        revision: None,
        rejection,
        head,
        records: Vec::new(),
        append: String::new(),
        text: None,
    }
}

/// The answer as JSON, with its sentences in a language.
fn written(decided: &Decided, language: Language) -> String {
    // Keys are strings: nothing here can fail.
    language.speaking(|| serde_json::to_string(decided).unwrap_or_default())
}

//! The table and its journal, shared by the threads of the server.

use std::path::Path;
use std::sync::{Mutex, PoisonError};

use riparto::journal::{Head, Journal, Store};
use riparto::report::Minutes;
use riparto::table::{ApprovalPolicies, Command, PersistentTable, SubmitOutcome};
use riparto::{Language, Plan, Result};

use crate::status::Refusal;

/// A co-design table on a journal file. One thread at a time writes; the lock on the file keeps other programs out.
pub struct Office {
    kept: Mutex<PersistentTable<Journal>>,
}

impl Office {
    /// Goes on with the journal of a path, or opens a table on a plan in a new one, in the name of an authority.
    ///
    /// # Errors
    /// Those of the journal, such as `journal_locked` while another program writes it; the table's refusal of the plan.
    pub fn open(path: &Path, plan: &Plan, authority: &str) -> std::result::Result<Office, Refusal> {
        let command = Command::open("open", authority, plan, ApprovalPolicies::default())?;
        let kept = match PersistentTable::create_journal(path, &command) {
            Err(error) if error.code() == "journal_exists" => PersistentTable::open_journal(path, &[])?,
            created => created??.0,
        };
        Ok(Office { kept: Mutex::new(kept) })
    }

    /// Answers from the table as it is now.
    pub fn read<T>(&self, answer: impl FnOnce(&PersistentTable<Journal>) -> T) -> T {
        // A thread that panicked left the table whole: it is folded only from what the journal holds.
        answer(&self.kept.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Carries out a command: what is answered is on disk. The same command sent twice is carried out once.
    ///
    /// # Errors
    /// The table's refusal, and the errors of the journal.
    pub fn submit(&self, command: &Command) -> std::result::Result<Head, Refusal> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        match kept.submit(command)? {
            SubmitOutcome::Accepted(_) | SubmitOutcome::AlreadyDone { .. } => Ok(kept.head()),
            SubmitOutcome::Rejected(rejection) => Err(Refusal::Rejection(rejection)),
        }
    }

    /// The minutes of the whole table.
    ///
    /// # Errors
    /// Those of the journal.
    pub fn minutes(&self, language: Language) -> Result<String> {
        self.read(|kept| {
            let mut minutes = Minutes::new(language);
            kept.store().read_after(0, &mut |record| minutes.take(&record))?;
            minutes.text()
        })
    }
}

//! `PersistentTable`: a table and the store of its history.

use std::path::Path;

use super::co_design_table::CoDesignTable;
use super::command::Command;
use super::decide::Decision;
use super::rejection::Rejection;
use super::table_event::TableEvent;
use crate::journal::{Appended, Event, Head, Journal, Store};
use riparto_core::error::{Cause, Error, Result};

/// A table and the store that keeps its history: what is accepted is in the store before it is acknowledged.
///
/// The store appends only after the head that the table was folded from. So two programs may decide on the same table: who
/// comes second meets a head conflict, folds in the events in between and decides again (optimistic concurrency): no update is lost.
///
/// ```
/// use riparto::table::{Command, PersistentTable, SubmitOutcome};
/// use riparto::journal::MemoryStore;
///
/// let mut kept = PersistentTable::open(MemoryStore::new())?;
/// let mut say = |text: &str| kept.submit(&Command::from_json(text)?);
/// say(r#"{"id": "c1", "party": "regione", "do": {"open": {"plan":
///     { "format": "riparto.plan/1", "title": "Plan", "total": "100.00",
///       "lines": [ {"id": "a", "amount": "60.00"}, {"id": "b", "amount": "40.00"} ],
///       "parties": [ {"id": "regione", "role": "authority"}, {"id": "ats", "role": "lead"} ],
///       "rules": [ {"id": "r1", "scope": {"lines": ["b"]}, "limit": {"floor": "30.00"}} ] }}}}"#)?;
/// say(r#"{"id": "c2", "party": "ats", "do": {"propose": {"against": 1, "proposal":
///     {"id": "p1", "party": "ats", "transfers": [ {"from": "b", "to": "a", "amount": "10.01"} ]}}}}"#)?;
/// let refused = say(r#"{"id": "c3", "party": "regione", "do": {"approve": {"proposal": "p1"}}}"#)?;
/// let SubmitOutcome::Rejected(rejection) = refused else { panic!("the floor forbids it") };
/// assert_eq!(rejection.code(), "forbidden");
/// assert_eq!(kept.head().revision(), 3);
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct PersistentTable<S> {
    table: CoDesignTable,
    store: S,
    head: Head,
}

/// The outcome of a submitted command.
///
/// ```
/// use riparto::table::SubmitOutcome;
/// # use riparto::journal::MemoryStore;
/// # use riparto::table::{Command, PersistentTable};
/// # let mut kept = PersistentTable::open(MemoryStore::new())?;
/// # let mut say = |text: &str| kept.submit(&Command::from_json(text)?);
/// # let _ = say(r#"{"id": "c1", "party": "regione", "do": {"open": {"plan":
/// #     { "format": "riparto.plan/1", "title": "Plan", "total": "100.00",
/// #       "lines": [ {"id": "desks", "amount": "60.00"}, {"id": "outreach", "amount": "40.00"} ],
/// #       "parties": [ {"id": "regione", "role": "authority"}, {"id": "anci"} ],
/// #       "rules": [ {"id": "up", "scope": {"lines": ["desks"]}, "limit": {"variation": {"up": {"percent": "20"}}}} ] }}}}"#)?;
/// # let _ = say(r#"{"id": "c2", "party": "anci", "do": {"propose": {"proposal":
/// #     {"id": "p1", "party": "anci", "transfers": [ {"from": "outreach", "to": "desks", "amount": "5.00"} ]}}}}"#)?;
///
/// let withdraw = Command::from_json(r#"{"id": "c3", "party": "anci", "do": {"withdraw": {"proposal": "p1"}}}"#)?;
/// assert!(matches!(kept.submit(&withdraw)?, SubmitOutcome::Accepted(events) if events.len() == 1));
/// assert_eq!(kept.submit(&withdraw)?, SubmitOutcome::AlreadyDone { revision: 4 }, "sent twice, carried out once");
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[must_use]
pub enum SubmitOutcome {
    /// It led to these events, and they are in the store.
    Accepted(Vec<TableEvent>),
    /// It was carried out before; nothing more happened.
    AlreadyDone {
        /// The revision of the first event that it led to.
        revision: u64,
    },
    /// It was refused; nothing happened.
    Rejected(Box<Rejection>),
}

impl SubmitOutcome {
    /// The events, for a caller that has no use for a rejection; none if it was carried out before.
    ///
    /// # Errors
    /// The rejection.
    pub fn accepted(self) -> std::result::Result<Vec<TableEvent>, Rejection> {
        match self {
            SubmitOutcome::Accepted(events) => Ok(events),
            SubmitOutcome::AlreadyDone { .. } => Ok(Vec::new()),
            SubmitOutcome::Rejected(rejection) => Err(*rejection),
        }
    }
}

/// A table in a new journal with the events that opened it, or why there is none.
pub type Created = std::result::Result<(PersistentTable<Journal>, Vec<TableEvent>), Rejection>;

/// What a refusal means for the other commands of a batch.
#[derive(Clone, Copy, PartialEq, Eq)]
enum BatchMode {
    /// A refused command leads to nothing; the others are carried out.
    BestEffort,
    /// If one is refused, none is carried out.
    Atomic,
    /// The same, and all are refused if the table is no longer at this revision.
    AtomicAt(u64),
}

impl BatchMode {
    fn is_refused(self, outcomes: &[SubmitOutcome]) -> bool {
        self != BatchMode::BestEffort && matches!(outcomes.last(), Some(SubmitOutcome::Rejected(_)))
    }
}

/// What commands lead to, one after the other.
#[derive(Default)]
struct BatchOutcome {
    outcomes: Vec<SubmitOutcome>,
    events: Vec<Event>,
    /// How many outcomes are folded into the table.
    folded: usize,
}

impl PersistentTable<Journal> {
    /// A table folded from the journal in a file, read and verified in one pass; it must pass through all heads that are
    /// known. The lock on the file is held until the table is dropped.
    ///
    /// # Errors
    /// Those of [`Journal::open_and_read`], such as `journal_torn`; those of [`PersistentTable::open`].
    pub fn open_journal(path: impl AsRef<Path>, known: &[Head]) -> Result<PersistentTable<Journal>> {
        let mut table = CoDesignTable::new();
        let journal = Journal::open_and_read(path, known, &mut |record| table.fold_record(&record))?;
        let head = journal.head()?;
        Ok(PersistentTable { table, store: journal, head })
    }

    /// Carries out a first command in a file that does not exist yet: the journal with its events is there, on disk, or no
    /// file. A command that is refused makes none.
    ///
    /// # Errors
    /// Those of [`Journal::create_with`], such as `storage_failed` if something has that name.
    pub fn create_journal(path: impl AsRef<Path>, command: &Command) -> Result<Created> {
        let mut table = CoDesignTable::new();
        let events = match table.decide(command) {
            Ok(Decision::Events(events)) => events,
            // No command was carried out before the first.
            Ok(Decision::AlreadyDone { .. }) => Vec::new(),
            Err(rejection) => return Ok(Err(rejection)),
        };
        events.iter().try_for_each(|event| table.apply(event))?;
        let recorded = events.iter().map(Event::of).collect::<Result<Vec<Event>>>()?;
        let store = Journal::create_with(path, &recorded)?;
        table.note_heads(&Head::START, &recorded)?;
        let head = store.head()?;
        Ok(Ok((PersistentTable { table, store, head }, events)))
    }
}

impl<S: Store> PersistentTable<S> {
    /// A table folded from its history; not open yet if the history is empty.
    ///
    /// # Errors
    /// Those of the store; `document_malformed` and `event_impossible` if its events are not those of a table.
    pub fn open(store: S) -> Result<PersistentTable<S>> {
        let mut kept = PersistentTable { table: CoDesignTable::new(), store, head: Head::START };
        kept.catch_up()?;
        Ok(kept)
    }

    /// A table that was folded already from the history in a store, up to a head, as [`Journal::open_and_read`] allows in one
    /// pass.
    ///
    /// [`Journal::open_and_read`]: crate::journal::Journal::open_and_read
    ///
    /// # Errors
    /// Those of [`open`](PersistentTable::open); `head_missed` if the store does not pass through that head, or if the table has seen
    /// another number of events.
    pub fn with(store: S, table: CoDesignTable, head: Head) -> Result<PersistentTable<S>> {
        let last = store.head()?;
        if table.revision() != head.revision() || last.revision() < head.revision() {
            return Err(head_missed(last));
        }
        let mut kept = PersistentTable { table, store, head };
        if last != head {
            kept.catch_up()?;
        }
        // Others may have appended meanwhile.
        if kept.head == last || kept.head.revision() > last.revision() {
            Ok(kept)
        } else {
            Err(head_missed(last))
        }
    }

    /// The table.
    #[must_use]
    pub fn table(&self) -> &CoDesignTable {
        &self.table
    }

    /// The head of the history that the table is folded from.
    #[must_use]
    pub fn head(&self) -> Head {
        self.head
    }

    /// The store.
    #[must_use]
    pub fn store(&self) -> &S {
        &self.store
    }

    /// Gives the store back.
    #[must_use]
    pub fn into_store(self) -> S {
        self.store
    }

    /// Folds in what others appended since.
    ///
    /// # Errors
    /// As for [`open`](PersistentTable::open). What was folded in before an error stays.
    pub fn catch_up(&mut self) -> Result<()> {
        if self.store.head()? == self.head {
            return Ok(());
        }
        let (table, head) = (&mut self.table, &mut self.head);
        self.store.read_after(head.revision(), &mut |record| {
            if record.previous() != head.hash() {
                return Err(head_missed(record.head()));
            }
            table.fold_record(&record)?;
            *head = record.head();
            Ok(())
        })
    }

    /// Carries out a command: decides, appends, folds. If another writer came first, decides again on what is there by then.
    ///
    /// # Errors
    /// Those of the store, after which nothing was acknowledged; `head_missed` if its history is no longer the one that the
    /// table was folded from. A refusal is no error but [`SubmitOutcome::Rejected`].
    pub fn submit(&mut self, command: &Command) -> Result<SubmitOutcome> {
        let mut outcomes = self.submit_all(std::slice::from_ref(command))?;
        // One command has one outcome.
        Ok(outcomes.pop().unwrap_or(SubmitOutcome::AlreadyDone { revision: self.head.revision() }))
    }

    /// Carries out commands one after the other, and flushes what they lead to to disk at once: all of it or nothing. What is
    /// refused leads to nothing, and those after it are decided without it.
    ///
    /// # Errors
    /// As for [`submit`](PersistentTable::submit).
    pub fn submit_all(&mut self, commands: &[Command]) -> Result<Vec<SubmitOutcome>> {
        self.carry_out(commands, BatchMode::BestEffort)
    }

    /// Carries out commands one after the other if all of them are accepted, and none of them otherwise: the first rejection
    /// is told.
    ///
    /// # Errors
    /// As for [`submit`](PersistentTable::submit).
    pub fn submit_whole(
        &mut self,
        commands: &[Command],
    ) -> Result<std::result::Result<Vec<SubmitOutcome>, Rejection>> {
        self.carry_out(commands, BatchMode::Atomic).map(whole)
    }

    /// The same, if the table is still at a revision.
    pub(super) fn submit_whole_at(
        &mut self,
        revision: u64,
        commands: &[Command],
    ) -> Result<std::result::Result<Vec<SubmitOutcome>, Rejection>> {
        self.carry_out(commands, BatchMode::AtomicAt(revision)).map(whole)
    }

    fn carry_out(&mut self, commands: &[Command], mode: BatchMode) -> Result<Vec<SubmitOutcome>> {
        loop {
            let mut decided = BatchOutcome::default();
            let outcome = self.decide_all(commands, mode, &mut decided);
            let refused = mode.is_refused(&decided.outcomes);
            if refused {
                decided.events.clear();
            }
            // Without events the head is still compared: a refusal, too, must rest on the present history.
            let appended = outcome.and_then(|()| self.store.append(&self.head, &decided.events));
            if let (Ok(Appended::Head(head)), false) = (&appended, refused) {
                self.fold(&mut decided)?;
                self.table.note_heads(&self.head, &decided.events)?;
                self.head = *head;
                return Ok(decided.outcomes);
            }
            // Nothing was written. What was folded ahead is undone by folding the history again.
            let before = self.head;
            if decided.folded > 0 {
                (self.table, self.head) = (CoDesignTable::new(), Head::START);
            }
            let caught_up = self.catch_up();
            let appended = appended?;
            caught_up?;
            match appended {
                Appended::Head(_) => return Ok(decided.outcomes),
                Appended::HeadConflict(head) if self.head == before => return Err(head_missed(head)),
                Appended::HeadConflict(_) => {}
            }
        }
    }

    fn decide_all(
        &mut self,
        commands: &[Command],
        mode: BatchMode,
        decided: &mut BatchOutcome,
    ) -> Result<()> {
        let revision = self.table.revision();
        if let BatchMode::AtomicAt(forked) = mode
            && forked != revision
        {
            let overtaken = Rejection::Overtaken { forked, revision };
            decided.outcomes.push(SubmitOutcome::Rejected(Box::new(overtaken)));
            return Ok(());
        }
        for command in commands {
            // What earlier commands led to is folded in before the next is decided; the last, after it was appended.
            self.fold(decided)?;
            let head = decided.events.is_empty().then_some(self.head);
            match self.table.require_head(command, head).and_then(|()| self.table.decide(command)) {
                Ok(Decision::Events(events)) => {
                    decided.events.extend(events.iter().map(Event::of).collect::<Result<Vec<Event>>>()?);
                    decided.outcomes.push(SubmitOutcome::Accepted(events));
                }
                Ok(Decision::AlreadyDone { revision }) => {
                    decided.outcomes.push(SubmitOutcome::AlreadyDone { revision });
                }
                Err(rejection) => {
                    decided.outcomes.push(SubmitOutcome::Rejected(Box::new(rejection)));
                    if mode != BatchMode::BestEffort {
                        break;
                    }
                }
            }
        }
        Ok(())
    }

    fn fold(&mut self, decided: &mut BatchOutcome) -> Result<()> {
        for outcome in &decided.outcomes[decided.folded..] {
            if let SubmitOutcome::Accepted(events) = outcome {
                events.iter().try_for_each(|event| self.table.apply(event))?;
            }
            decided.folded += 1;
        }
        Ok(())
    }

    /// What a command led to whose first event is at a revision, as [`SubmitOutcome::AlreadyDone`] names it, and the head after it.
    ///
    /// # Errors
    /// Those of the store; `revision_unknown` for a revision that has no event.
    pub fn led_to(&self, revision: u64) -> Result<(Vec<TableEvent>, Head)> {
        let (mut events, mut head): (Vec<TableEvent>, Head) = (Vec::new(), Head::START);
        let mut is_over = false;
        self.store.read_after(revision.saturating_sub(1), &mut |record| {
            if is_over {
                return Ok(());
            }
            let event = CoDesignTable::event(&record)?;
            is_over = events.first().is_some_and(|first| first.command != event.command);
            if !is_over {
                events.push(event);
                head = record.head();
            }
            Ok(())
        })?;
        if events.is_empty() || revision == 0 {
            return Err(Cause::RevisionUnknown { found: revision, last: self.head.revision() }.into());
        }
        Ok((events, head))
    }

    /// The table, without the store.
    #[must_use]
    pub fn into_table(self) -> CoDesignTable {
        self.table
    }

    /// The table at a revision.
    ///
    /// # Errors
    /// `revision_unknown` beyond the last event; those of the store.
    pub fn at(&self, revision: u64) -> Result<CoDesignTable> {
        CoDesignTable::at(&self.store, revision)
    }
}

/// All outcomes, if none is a rejection.
fn whole(mut outcomes: Vec<SubmitOutcome>) -> std::result::Result<Vec<SubmitOutcome>, Rejection> {
    match outcomes.pop() {
        Some(SubmitOutcome::Rejected(rejection)) => Err(*rejection),
        last => {
            outcomes.extend(last);
            Ok(outcomes)
        }
    }
}

/// The store's history is not the one that the table was folded from.
fn head_missed(head: Head) -> Error {
    Cause::HeadMissed { revision: head.revision(), hash: head.hash().to_string() }.into()
}

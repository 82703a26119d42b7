//! `KeptTable`: a table and the store of its history.

use super::command::Command;
use super::decide::Decision;
use super::happening::TableEvent;
use super::rejection::Rejection;
use super::table::CoDesignTable;
use crate::error::Result;
use crate::history::{Appended, Event, Head, Store};

/// A table and the store that keeps its history: what is accepted is in the store before it is acknowledged.
///
/// ```
/// use riparto::codesign::{Command, KeptTable, Submitted};
/// use riparto::history::MemoryStore;
///
/// let mut kept = KeptTable::open(MemoryStore::new())?;
/// let mut say = |text: &str| kept.submit(&Command::from_json(text)?);
/// say(r#"{"id": "c1", "party": "regione", "do": {"open": {"plan":
///     { "format": "riparto.plan/1", "title": "Plan", "total": "100.00",
///       "lines": [ {"id": "a", "amount": "60.00"}, {"id": "b", "amount": "40.00"} ],
///       "parties": [ {"id": "regione", "role": "authority"}, {"id": "ats", "role": "lead"} ],
///       "rules": [ {"id": "r1", "scope": {"lines": ["b"]}, "limit": {"floor": "30.00"}} ] }}}}"#)?;
/// say(r#"{"id": "c2", "party": "ats", "do": {"propose": {"against": 1, "proposal":
///     {"id": "p1", "party": "ats", "transfers": [ {"from": "b", "to": "a", "amount": "10.01"} ]}}}}"#)?;
/// let refused = say(r#"{"id": "c3", "party": "regione", "do": {"approve": {"proposal": "p1"}}}"#)?;
/// let Submitted::Rejected(rejection) = refused else { panic!("the floor forbids it") };
/// assert_eq!(rejection.code(), "forbidden");
/// assert_eq!(kept.head().revision(), 3);
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct KeptTable<S> {
    table: CoDesignTable,
    store: S,
    head: Head,
}

/// How a command ended.
#[derive(Clone, Debug, PartialEq)]
#[must_use]
pub enum Submitted {
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

impl Submitted {
    /// The events, for a caller that has no use for a rejection; none if it was carried out before.
    ///
    /// # Errors
    /// The rejection.
    pub fn accepted(self) -> std::result::Result<Vec<TableEvent>, Rejection> {
        match self {
            Submitted::Accepted(events) => Ok(events),
            Submitted::AlreadyDone { .. } => Ok(Vec::new()),
            Submitted::Rejected(rejection) => Err(*rejection),
        }
    }
}

/// What a rejection among several commands means for the others.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Batch {
    /// Nothing.
    Each,
    /// They are not carried out either.
    Whole,
}

impl<S: Store> KeptTable<S> {
    /// A table as its history tells it; one that is not open yet if there is no history.
    ///
    /// # Errors
    /// Those of the store; `document_malformed` and `event_impossible` if its events are not those of a table.
    pub fn open(store: S) -> Result<KeptTable<S>> {
        let mut kept = KeptTable { table: CoDesignTable::new(), store, head: Head::START };
        kept.catch_up()?;
        Ok(kept)
    }

    /// A table that was folded already from the history in a store, as [`Journal::open_and_read`] allows in one pass.
    ///
    /// [`Journal::open_and_read`]: crate::history::Journal::open_and_read
    ///
    /// # Errors
    /// Those of the store.
    pub fn with(store: S, table: CoDesignTable, head: Head) -> Result<KeptTable<S>> {
        let mut kept = KeptTable { table, store, head };
        kept.catch_up()?;
        Ok(kept)
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
    /// As for [`open`](KeptTable::open).
    pub fn catch_up(&mut self) -> Result<()> {
        let (table, head) = (&mut self.table, &mut self.head);
        self.store.read_after(head.revision(), &mut |record| {
            *head = record.head();
            table.fold_record(&record)
        })
    }

    /// Carries out a command: decides, appends, folds. If another writer came first, decides again on what is there by then.
    ///
    /// # Errors
    /// Those of the store, after which nothing was acknowledged. A refusal is no error but [`Submitted::Rejected`].
    pub fn submit(&mut self, command: &Command) -> Result<Submitted> {
        let mut outcomes = self.submit_all(std::slice::from_ref(command))?;
        // One command has one outcome.
        Ok(outcomes.pop().unwrap_or(Submitted::AlreadyDone { revision: self.head.revision() }))
    }

    /// Carries out commands one after the other, and flushes what they lead to to disk at once: all of it or nothing. What is
    /// refused leads to nothing, and those after it are decided without it.
    ///
    /// # Errors
    /// As for [`submit`](KeptTable::submit).
    pub fn submit_all(&mut self, commands: &[Command]) -> Result<Vec<Submitted>> {
        self.carry_out(commands, Batch::Each)
    }

    /// Carries out commands one after the other if all of them are accepted, and none of them otherwise: the first rejection
    /// is told.
    ///
    /// # Errors
    /// As for [`submit`](KeptTable::submit).
    pub fn submit_whole(
        &mut self,
        commands: &[Command],
    ) -> Result<std::result::Result<Vec<Submitted>, Rejection>> {
        let mut outcomes = self.carry_out(commands, Batch::Whole)?;
        Ok(match outcomes.pop() {
            Some(Submitted::Rejected(rejection)) => Err(*rejection),
            last => {
                outcomes.extend(last);
                Ok(outcomes)
            }
        })
    }

    fn carry_out(&mut self, commands: &[Command], batch: Batch) -> Result<Vec<Submitted>> {
        loop {
            let (mut outcomes, mut events, mut folded) = (Vec::with_capacity(commands.len()), Vec::new(), 0);
            let decided = self.decide_all(commands, batch, &mut outcomes, &mut events, &mut folded);
            let refused = batch == Batch::Whole && matches!(outcomes.last(), Some(Submitted::Rejected(_)));
            let appended = decided.and_then(|()| match refused {
                true => Ok(None),
                false => self.store.append(&self.head, &events).map(Some),
            });
            if let Ok(Some(Appended::Head(head))) = appended {
                self.head = head;
                self.fold(&outcomes, &mut folded)?;
                return Ok(outcomes);
            }
            // Nothing was written. What was folded in ahead is undone by folding the history anew.
            if folded > 0 {
                (self.table, self.head) = (CoDesignTable::new(), Head::START);
            }
            let missed = appended?.is_some();
            self.catch_up()?;
            if !missed {
                return Ok(outcomes);
            }
        }
    }

    fn decide_all(
        &mut self,
        commands: &[Command],
        batch: Batch,
        outcomes: &mut Vec<Submitted>,
        events: &mut Vec<Event>,
        folded: &mut usize,
    ) -> Result<()> {
        for command in commands {
            // What earlier commands led to is folded in before the next is decided; the last, after it was appended.
            self.fold(outcomes, folded)?;
            match self.table.decide(command) {
                Ok(Decision::Events(decided)) => {
                    events.extend(decided.iter().map(Event::of).collect::<Result<Vec<Event>>>()?);
                    outcomes.push(Submitted::Accepted(decided));
                }
                Ok(Decision::AlreadyDone { revision }) => outcomes.push(Submitted::AlreadyDone { revision }),
                Err(rejection) => {
                    outcomes.push(Submitted::Rejected(Box::new(rejection)));
                    if batch == Batch::Whole {
                        break;
                    }
                }
            }
        }
        Ok(())
    }

    fn fold(&mut self, outcomes: &[Submitted], folded: &mut usize) -> Result<()> {
        for outcome in &outcomes[*folded..] {
            if let Submitted::Accepted(events) = outcome {
                events.iter().try_for_each(|event| self.table.apply(event))?;
            }
            *folded += 1;
        }
        Ok(())
    }

    /// The table as it was after so many events.
    ///
    /// # Errors
    /// `revision_unknown` beyond the last event; those of the store.
    pub fn at(&self, revision: u64) -> Result<CoDesignTable> {
        CoDesignTable::at(&self.store, revision)
    }
}

//! `KeptScenario`: a scenario that is kept beside the journal that it is a fork of.

use serde::{Deserialize, Serialize};

use super::command::Command;
use super::if_stale::IfStale;
use super::persistent_table::{PersistentTable, SubmitOutcome};
use super::rejection::Rejection;
use crate::journal::{Event, Head, MemoryStore, Record, Store};
use riparto_core::error::{Cause, Error, Result, quote};
use riparto_core::words::{both, numbered};

/// A scenario that is kept: the head that it was forked from, and the commands that were accepted in it. It holds nothing else, so what it
/// comes to is what the commands lead to on that history.
///
/// As text it is a line for the head and a line for each command, each in canonical JSON.
///
/// ```
/// # use riparto::journal::{MemoryStore, Store};
/// # use riparto::table::{Command, IfStale, KeptScenario, PersistentTable};
/// # let mut kept = PersistentTable::open(MemoryStore::new())?;
/// # let command = |text: &str| Command::from_json(text);
/// # let _ = kept.submit(&command(r#"{"id": "c1", "party": "regione", "do": {"open": {"plan":
/// #     { "format": "riparto.plan/1", "title": "Plan", "total": "100.00",
/// #       "lines": [ {"id": "a", "amount": "60.00"}, {"id": "b", "amount": "40.00"} ],
/// #       "parties": [ {"id": "regione", "role": "authority"}, {"id": "ats", "role": "lead"} ] }}}}"#)?)?;
/// let mut scenario = KeptScenario::of(kept.head());
/// let records = kept.store().records_after(0)?;
/// let propose = command(r#"{"id": "c2", "party": "ats", "do": {"propose": {"proposal":
///     {"id": "p1", "party": "ats", "transfers": [ {"from": "b", "to": "a", "amount": "10.00"} ]}}}}"#)?;
/// scenario.push(&propose);
/// let read = KeptScenario::from_lines(&scenario.to_lines()?)?;
/// assert_eq!(read.played(&records)?.unwrap().table().proposals().count(), 1);
/// assert_eq!(kept.table().proposals().count(), 0);
/// read.promote(&mut kept, IfStale::Refuse)?.unwrap();
/// assert_eq!(kept.table().proposals().count(), 1);
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct KeptScenario {
    origin: Head,
    commands: Vec<Command>,
}

const FORMAT: &str = "riparto.scenario/1";

/// The first line.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Fork {
    format: String,
    origin: Head,
}

impl KeptScenario {
    /// A scenario in which nothing was tried yet, forked from a history at a head.
    #[must_use]
    pub fn of(origin: Head) -> KeptScenario {
        KeptScenario { origin, commands: Vec::new() }
    }

    /// The head that it was forked from.
    #[must_use]
    pub fn origin(&self) -> Head {
        self.origin
    }

    /// The commands, in their order.
    #[must_use]
    pub fn commands(&self) -> &[Command] {
        &self.commands
    }

    /// Adds a command. A head that it expects is one of the scenario, and is not kept.
    pub fn push(&mut self, command: &Command) {
        self.commands.push(command.expecting_nothing());
    }

    /// Reads a scenario.
    ///
    /// # Errors
    /// `document_format` for a text that does not begin as a scenario does; those of [`Command::from_json`], with the line.
    pub fn from_lines(text: &str) -> Result<KeptScenario> {
        let mut lines = (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty());
        let unreadable =
            |why: &serde_json::Error| Error::unreadable(both("this scenario", "questo scenario"), why);
        let first = lines.next().map_or("", |(_, line)| line);
        let fork: Fork = serde_json::from_str(first).map_err(|why| unreadable(&why))?;
        if fork.format != FORMAT {
            return Err(Cause::DocumentFormat { found: quote(&fork.format), expected: FORMAT }.into());
        }
        let command = |(number, line): (u64, &str)| {
            Command::from_json(line).map_err(|error| error.at(numbered("line", "riga", number)))
        };
        let commands = lines.map(command).collect::<Result<Vec<Command>>>()?;
        Ok(KeptScenario { origin: fork.origin, commands })
    }

    /// The scenario as text.
    ///
    /// # Errors
    /// Those of [`Event::of`], for a command that canonical JSON cannot hold.
    pub fn to_lines(&self) -> Result<String> {
        let fork = Event::of(&Fork { format: FORMAT.to_owned(), origin: self.origin })?;
        let mut text = format!("{}\n", fork.as_str());
        for command in &self.commands {
            text.push_str(Event::of(command)?.as_str());
            text.push('\n');
        }
        Ok(text)
    }

    /// The table as the scenario has it: the history up to the fork, and then the commands one by one; or the refusal of one that is not
    /// accepted there.
    ///
    /// # Errors
    /// `head_missed` for records that do not pass through the head that the scenario was forked from.
    pub fn played(
        &self,
        records: &[Record],
    ) -> Result<std::result::Result<PersistentTable<MemoryStore>, Rejection>> {
        let count = usize::try_from(self.origin.revision()).unwrap_or(usize::MAX);
        let history = records.get(..count).unwrap_or(records);
        let last = history.last().map_or(Head::START, Record::head);
        if last != self.origin {
            return Err(Cause::HeadMissed { revision: last.revision(), hash: last.hash().to_string() }.into());
        }
        let mut kept = PersistentTable::open(MemoryStore::with_records(history.to_vec())?)?;
        for command in &self.commands {
            if let SubmitOutcome::Rejected(rejection) = kept.submit(command)? {
                return Ok(Err(*rejection));
            }
        }
        Ok(Ok(kept))
    }

    /// Carries out at the table what was accepted in the scenario, all of it or nothing: what each command led to, or the first refusal.
    /// Where the table has gone on since the fork, it is refused as [`Overtaken`](Rejection::Overtaken), or decided anew there.
    ///
    /// # Errors
    /// Those of the store.
    pub fn promote<S: Store>(
        &self,
        kept: &mut PersistentTable<S>,
        if_overtaken: IfStale,
    ) -> Result<std::result::Result<Vec<SubmitOutcome>, Rejection>> {
        let known = |command: &Command| kept.table().commands.contains_key(command.id());
        match if_overtaken {
            // Promoted before, it is done.
            IfStale::Refuse if !self.commands.iter().all(known) => {
                kept.submit_whole_at(self.origin.revision(), &self.commands)
            }
            IfStale::Refuse | IfStale::Rebase => kept.submit_whole(&self.commands),
        }
    }
}

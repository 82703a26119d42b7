//! `Scenario`: a fork of a table, to try things.

use super::co_design_table::CoDesignTable;
use super::command::Command;
use super::decide::Decision;
use super::fold::changed_lines;
use super::persistent_table::PersistentTable;
use super::rejection::Rejection;
use super::table_event::TableEvent;
use crate::journal::Store;
use riparto_core::budget::Change;
use riparto_core::error::{Cause, Result};

/// A fork of a table: commands are tried on a copy, compared, and promoted to the table or dropped with it.
///
/// ```
/// # use riparto::table::{Command, PersistentTable, Scenario};
/// # use riparto::journal::MemoryStore;
/// # let mut kept = PersistentTable::open(MemoryStore::new())?;
/// # let command = |text: &str| Command::from_json(text);
/// # let _ = kept.submit(&command(r#"{"id": "c1", "party": "regione", "do": {"open": {"plan":
/// #     { "format": "riparto.plan/1", "title": "Plan", "total": "100.00",
/// #       "lines": [ {"id": "a", "amount": "60.00"}, {"id": "b", "amount": "40.00"} ],
/// #       "parties": [ {"id": "regione", "role": "authority"}, {"id": "ats", "role": "lead"} ] }}}}"#)?)?;
/// let mut scenario = Scenario::of(kept.table());
/// let propose = command(r#"{"id": "c2", "party": "ats", "do": {"propose": {"against": 1, "proposal":
///     {"id": "p1", "party": "ats", "transfers": [ {"from": "b", "to": "a", "amount": "10.00"} ]}}}}"#)?;
/// let approve = command(r#"{"id": "c3", "party": "regione", "do": {"approve": {"proposal": "p1"}}}"#)?;
/// scenario.try_command(&propose).unwrap();
/// scenario.try_command(&approve).unwrap();
/// assert_eq!(scenario.compare(kept.table())?[1].delta.to_string(), "-10.00");
///
/// assert_eq!(kept.head().revision(), 1, "the table is as it was");
/// scenario.promote(&mut kept)?.unwrap();
/// assert_eq!(kept.table().revision(), 4);
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[doc(alias = "scenario")]
pub struct Scenario {
    forked: u64,
    table: CoDesignTable,
    commands: Vec<Command>,
}

impl Scenario {
    /// A fork of a table at its present revision.
    #[must_use]
    pub fn of(table: &CoDesignTable) -> Scenario {
        Scenario { forked: table.revision(), table: table.clone(), commands: Vec::new() }
    }

    /// The revision that it was forked at.
    #[must_use]
    pub fn forked(&self) -> u64 {
        self.forked
    }

    /// The table as it would be.
    #[must_use]
    pub fn table(&self) -> &CoDesignTable {
        &self.table
    }

    /// The commands that were accepted here.
    #[must_use]
    pub fn commands(&self) -> &[Command] {
        &self.commands
    }

    /// Tries a command.
    ///
    /// # Errors
    /// The rejection; nothing happened then.
    pub fn try_command(&mut self, command: &Command) -> std::result::Result<Vec<TableEvent>, Rejection> {
        let Decision::Events(events) = self.table.decide(command)? else { return Ok(Vec::new()) };
        events.iter().try_for_each(|event| self.table.apply(event)).map_err(Rejection::Malformed)?;
        self.commands.push(command.clone());
        Ok(events)
    }

    /// The lines that hold other amounts here than at a table: before is the table's, after the scenario's.
    ///
    /// # Errors
    /// `table_not_open`; `envelope_differs` for a table of other lines.
    pub fn compare(&self, table: &CoDesignTable) -> Result<Vec<Change>> {
        let (here, there) = (&self.table.opened()?.plan, &table.opened()?.plan);
        if !here.envelope().same_lines(there.envelope()) {
            return Err(Cause::EnvelopeDiffers {}.into());
        }
        Ok(changed_lines(there.approved(), here.approved()))
    }

    /// Carries out at the table what was accepted here, all of it or nothing. What happened at the table since the fork may
    /// lead to refusals: then nothing is carried out and the first refusal is returned. Commands that name revisions of the
    /// scenario itself mean what they say only at a table that has not gone on: otherwise they are refused as
    /// [`Overtaken`](Rejection::Overtaken).
    ///
    /// # Errors
    /// Those of the store.
    pub fn promote<S: Store>(
        &self,
        kept: &mut PersistentTable<S>,
    ) -> Result<std::result::Result<(), Rejection>> {
        let names_its_own =
            |command: &Command| command.against().is_some_and(|against| against > self.forked);
        let promoted = match self.commands.iter().any(names_its_own) {
            true => kept.submit_whole_at(self.forked, &self.commands),
            false => kept.submit_whole(&self.commands),
        };
        promoted.map(|outcome| outcome.map(|_| ()))
    }
}

//! Whether a command is signed as it must be.

use super::co_design_table::{CoDesignTable, OpenedTable};
use super::command::{Action, Command};
use super::rejection::Rejection;
use crate::checkpoints::VerifierKey;
use crate::journal::{Event, Head, extend};
use riparto_core::error::Result;

impl CoDesignTable {
    /// A signature is that of the party, with the key that it declared, on a head of this history; a first key is declared with its own
    /// signature. Without one a command is refused where the policies say so.
    pub(super) fn require_signature(
        &self,
        command: &Command,
        open: Option<&OpenedTable>,
    ) -> std::result::Result<(), Rejection> {
        let party = command.party().to_owned();
        let Some(signature) = command.signature() else {
            return match open.is_some_and(|open| open.policies.signed()) {
                true => Err(Rejection::SignatureMissing { party }),
                false => Ok(()),
            };
        };
        let key = open.and_then(|open| open.key_of(&party)).or_else(|| own_key(command));
        let is_signed = key.is_some_and(|key| command.is_signed_with(key));
        match is_signed && self.heads.passed(&signature.on()) {
            true => Ok(()),
            false => Err(Rejection::SignatureDiffers { party }),
        }
    }

    /// Takes the heads after events that were appended together.
    pub(super) fn note_heads(&mut self, before: &Head, events: &[Event]) -> Result<()> {
        extend(before, events)?.iter().for_each(|record| self.heads.note(&record.head()));
        Ok(())
    }
}

/// The key that a party declares by a command.
fn own_key(command: &Command) -> Option<&VerifierKey> {
    let Action::DeclareKey { key } = command.action() else { return None };
    (key.name() == command.party()).then_some(key)
}

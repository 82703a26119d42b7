//! `SignedRequest`: what a party asked and signed, as an event keeps it.

use serde::{Deserialize, Serialize};

use super::attribution::Attribution;
use super::command::{Action, Command};
use super::command_signature::CommandSignature;
use crate::journal::Head;
use riparto_core::error::Result;

/// What a party asked and signed: the first event of the command keeps it, so that anyone with the history sees the party's words
/// beside what they led to.
///
/// ```
/// # use riparto::checkpoints::SigningKey;
/// # use riparto::journal::MemoryStore;
/// # use riparto::table::{Action, Command, PersistentTable, TableEvent};
/// # let mut kept = PersistentTable::open(MemoryStore::new())?;
/// # let _ = kept.submit(&Command::from_json(r#"{"id": "c1", "party": "regione", "do": {"open": {"plan":
/// #     { "format": "riparto.plan/1", "title": "Plan", "total": "100.00", "lines": [ {"id": "a", "amount": "100.00"} ],
/// #       "parties": [ {"id": "regione", "role": "authority"} ] }}}}"#)?)?;
/// let key = SigningKey::of_seed("regione", [7; 32])?;
/// let declare = Command::new("c2", "regione", Action::DeclareKey { key: key.verifier().clone() })?;
/// let events = kept.submit(&declare.signed(&key, kept.head())?)?.accepted().expect("a key is declared with its own signature");
/// let signed = events[0].signed.as_ref().expect("it was signed");
/// assert_eq!((signed.on.revision(), matches!(signed.action, Action::DeclareKey { .. })), (1, true));
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct SignedRequest {
    /// What was asked.
    #[serde(rename = "do")]
    pub action: Action,
    /// The head that it was made on.
    pub on: Head,
    /// The id of the key and the signature, in base64.
    pub signature: String,
}

impl SignedRequest {
    /// What a command asks, if it is signed.
    pub(super) fn of(command: &Command) -> Option<Box<SignedRequest>> {
        let signature = command.signature()?;
        let (action, on) = (command.action().clone(), signature.on());
        Some(Box::new(SignedRequest { action, on, signature: signature.as_str().to_owned() }))
    }

    /// The command as it was signed.
    pub(super) fn command(&self, id: &str, party: &str, attribution: Attribution) -> Result<Command> {
        let mut command = Command::new(id, party, self.action.clone())?;
        command.attribution = attribution;
        Ok(command.with_signature(CommandSignature::kept(self.on, self.signature.clone())))
    }
}

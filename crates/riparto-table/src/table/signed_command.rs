//! Signing commands.

use super::command::Command;
use super::command_signature::{CommandSignature, SignedWords};
use crate::checkpoints::{SigningKey, VerifierKey};
use crate::journal::Head;
use riparto_core::error::Result;

/// What a party signs is what it asks, on the head that it has read. See [`CommandSignature`] for an example.
impl Command {
    /// The same command, signed by its party. What is stated of it is signed too, so it is signed last; the head that is expected is not.
    ///
    /// # Errors
    /// `signature_differs` for the key of another party.
    pub fn signed(mut self, key: &SigningKey, on: Head) -> Result<Command> {
        self.signature = Some(CommandSignature::of(key, on, self.words())?);
        Ok(self)
    }

    /// The signature of its party.
    #[must_use]
    pub fn signature(&self) -> Option<&CommandSignature> {
        self.signature.as_ref()
    }

    /// Whether it is signed with a key.
    pub(super) fn is_signed_with(&self, key: &VerifierKey) -> bool {
        self.signature.as_ref().is_some_and(|signature| signature.is_of(key, self.words()))
    }

    /// The same command with a signature that was kept.
    pub(super) fn with_signature(mut self, signature: CommandSignature) -> Command {
        self.signature = Some(signature);
        self
    }

    fn words(&self) -> SignedWords<'_> {
        SignedWords { party: self.party(), request: self.digest(), attribution: &self.attribution }
    }
}

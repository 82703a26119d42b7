//! `CommandSignature`: that a party asked just this.

use serde::{Deserialize, Serialize};

use super::attribution::Attribution;
use crate::checkpoints::{SignedNote, SigningKey, VerifierKey};
use crate::journal::{Digest, Event, Head};
use riparto_core::error::{Cause, Error, Result};

/// The signature of a party over a command: over the hash of what is asked, the party, the head that it was made on, and what is stated of
/// it. It is that of a [`SignedNote`] of five lines, which docs/HISTORY.md describes.
///
/// ```
/// use riparto::checkpoints::SigningKey;
/// use riparto::journal::Head;
/// use riparto::table::{Action, Command};
///
/// let key = SigningKey::of_seed("regione", [7; 32])?;
/// let close = Command::new("c1", "regione", Action::Close { act: "DD 9/2026".into() })?;
/// let signed = close.clone().signed(&key, Head::START)?;
/// assert_eq!(signed.signature().map(|signature| signature.on()), Some(Head::START));
/// let other = SigningKey::of_seed("anci", [8; 32])?;
/// assert_eq!(close.signed(&other, Head::START).unwrap_err().code(), "signature_differs");
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CommandSignature {
    on: Head,
    signature: String,
}

/// What is signed: by which party, the hash of what it asks, and what is stated of it.
#[derive(Clone, Copy)]
pub(super) struct SignedWords<'a> {
    pub(super) party: &'a str,
    pub(super) request: Digest,
    pub(super) attribution: &'a Attribution,
}

impl SignedWords<'_> {
    fn text(&self, on: &Head) -> Result<String> {
        let SignedWords { party, request, attribution } = self;
        let (revision, hash, stated) = (on.revision(), on.hash(), Event::of(attribution)?);
        Ok(format!("riparto.command/1\n{party}\n{request}\n{revision}:{hash}\n{stated}\n"))
    }
}

impl CommandSignature {
    pub(super) fn of(key: &SigningKey, on: Head, words: SignedWords<'_>) -> Result<CommandSignature> {
        let mut note = SignedNote::new(words.text(&on)?)?;
        note.sign(key);
        let note = note.to_string();
        let signature = note.trim_end().rsplit(' ').next().filter(|_| key.verifier().name() == words.party);
        let wrong = || Error::from(Cause::SignatureDiffers { name: key.verifier().name().to_owned() });
        Ok(CommandSignature { on, signature: signature.ok_or_else(wrong)?.to_owned() })
    }

    /// A signature that was kept.
    pub(super) fn kept(on: Head, signature: String) -> CommandSignature {
        CommandSignature { on, signature }
    }

    /// Whether it is of a key, over these words.
    pub(super) fn is_of(&self, key: &VerifierKey, words: SignedWords<'_>) -> bool {
        let Ok(text) = words.text(&self.on) else { return false };
        let note =
            format!("{text}\n— {party} {signature}\n", party = words.party, signature = self.signature);
        let note = note.parse::<SignedNote>();
        note.is_ok_and(|note| note.signed_by([key]).is_ok_and(|signed| !signed.is_empty()))
    }

    /// The head that the command was made on.
    #[must_use]
    pub fn on(&self) -> Head {
        self.on
    }

    /// The id of the key and the signature, in base64, as in a line of a signed note.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.signature
    }
}

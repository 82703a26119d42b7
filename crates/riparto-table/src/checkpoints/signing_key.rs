//! `SigningKey`: the private half of a key.

use std::fmt;
use std::str::FromStr;

use ed25519_dalek::Signer;

use super::verifier_key::{VerifierKey, base64_of, hex_of, id, key_parts, malformed};
use riparto_core::error::{Error, Result};

const PRIVATE: &str = "PRIVATE+KEY+";

/// The private half of a key, with the name of whose it is. As text it is `PRIVATE+KEY+name+id+base64`, as the Go module
/// `golang.org/x/mod/sumdb/note` has it; [`Debug`](fmt::Debug) does not show it.
///
/// ```
/// use riparto::checkpoints::SigningKey;
///
/// let key = SigningKey::of_seed("anci", [7; 32])?;
/// assert_eq!(key.to_text().parse::<SigningKey>()?.verifier(), key.verifier());
/// assert!(key.verifier().to_string().starts_with("anci+"));
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone)]
#[doc(alias = "chiave privata")]
pub struct SigningKey {
    verifier: VerifierKey,
    key: ed25519_dalek::SigningKey,
}

impl SigningKey {
    /// The key of a seed. The seed must be of the operating system's randomness: who can guess it can sign.
    ///
    /// # Errors
    /// `key_malformed` for a name that is empty or holds a blank or `+`.
    pub fn of_seed(name: impl Into<String>, seed: [u8; 32]) -> Result<SigningKey> {
        let key = ed25519_dalek::SigningKey::from_bytes(&seed);
        let verifier = VerifierKey::new(name, key.verifying_key().as_bytes())?;
        Ok(SigningKey { verifier, key })
    }

    /// The public half.
    #[must_use]
    pub fn verifier(&self) -> &VerifierKey {
        &self.verifier
    }

    /// The text of a file that only its owner may read.
    #[must_use]
    pub fn to_text(&self) -> String {
        let (name, bytes) = (self.verifier.name(), self.verifier.as_bytes());
        format!("{PRIVATE}{name}+{}+{}", hex_of(id(name, bytes)), base64_of(self.key.as_bytes()))
    }

    /// The signature of a text.
    pub(crate) fn sign(&self, text: &str) -> [u8; 64] {
        self.key.sign(text.as_bytes()).to_bytes()
    }
}

impl FromStr for SigningKey {
    type Err = Error;

    /// # Errors
    /// `key_malformed` for anything but what [`to_text`](SigningKey::to_text) writes. The text is not repeated.
    fn from_str(text: &str) -> Result<SigningKey> {
        let wrong = || malformed("PRIVATE+KEY+…");
        let (name, stated, seed) = text.strip_prefix(PRIVATE).and_then(key_parts).ok_or_else(wrong)?;
        let read = SigningKey::of_seed(name, seed).map_err(|_| wrong())?;
        let same = hex_of(id(name, read.verifier.as_bytes())) == stated;
        if same { Ok(read) } else { Err(wrong()) }
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey({})", self.verifier)
    }
}

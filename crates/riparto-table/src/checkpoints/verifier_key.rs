//! `VerifierKey`: the public half of a key.

use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::{Signature, VerifyingKey};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::journal::Digest;
use riparto_core::error::{Cause, Error, Result, quote};

/// The byte that says that a key is one of Ed25519.
pub(crate) const ED25519: u8 = 1;

/// The public half of a key, with the name of whose it is, as text `name+id+base64` (C2SP signed-note). The id is the beginning of a
/// hash of name and key.
///
/// ```
/// use riparto::checkpoints::VerifierKey;
///
/// let key: VerifierKey = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW".parse()?;
/// assert_eq!((key.name(), key.id()), ("PeterNeumann", 0xc74f20a3));
/// assert!("PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW".parse::<VerifierKey>().is_err());
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[doc(alias = "chiave pubblica")]
pub struct VerifierKey {
    name: String,
    key: VerifyingKey,
}

impl VerifierKey {
    /// A key of somebody.
    ///
    /// # Errors
    /// `key_malformed` for a name that is empty or holds a blank or `+`, and for bytes that are no key.
    pub fn new(name: impl Into<String>, bytes: &[u8; 32]) -> Result<VerifierKey> {
        let name = name.into();
        let is_named =
            !name.is_empty() && !name.chars().any(|c| c.is_whitespace() || c.is_control() || c == '+');
        let key = VerifyingKey::from_bytes(bytes).ok().filter(|key| is_named && !key.is_weak());
        let key = key.ok_or_else(|| malformed(&name))?;
        Ok(VerifierKey { name, key })
    }

    /// Whose it is.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The first four bytes of the SHA-256 of the name, a line feed, the type and the key.
    #[must_use]
    pub fn id(&self) -> u32 {
        u32::from_be_bytes(id(&self.name, self.as_bytes()))
    }

    /// The 32 bytes of the key.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 32] {
        self.key.as_bytes()
    }

    /// Whether a signature of a text is of this key. Weak keys and signatures that could be written in two ways are refused.
    pub(crate) fn signed(&self, text: &str, signature: &[u8; 64]) -> bool {
        self.key.verify_strict(text.as_bytes(), &Signature::from_bytes(signature)).is_ok()
    }
}

/// The id of a key.
pub(crate) fn id(name: &str, key: &[u8; 32]) -> [u8; 4] {
    let parts: [&[u8]; 4] = [name.as_bytes(), b"\n", &[ED25519], key];
    let [a, b, c, d, ..] = *Digest::of(&parts.concat()).as_bytes();
    [a, b, c, d]
}

/// The bytes of a key after its type, and what precedes it: `name+id`, as text.
pub(crate) fn key_parts(text: &str) -> Option<(&str, &str, [u8; 32])> {
    let (name, rest) = text.split_once('+')?;
    let (id, key) = rest.split_once('+')?;
    let bytes = STANDARD.decode(key).ok()?;
    let (ED25519, key) = bytes.split_first().map(|(kind, key)| (*kind, key))? else { return None };
    Some((name, id, key.try_into().ok()?))
}

pub(crate) fn hex_of(id: [u8; 4]) -> String {
    format!("{:08x}", u32::from_be_bytes(id))
}

pub(crate) fn malformed(found: &str) -> Error {
    Cause::KeyMalformed { found: quote(found) }.into()
}

/// The text of a key after its name and id.
pub(crate) fn base64_of(key: &[u8; 32]) -> String {
    STANDARD.encode([&[ED25519][..], key].concat())
}

impl fmt::Display for VerifierKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}+{:08x}+{}", self.name, self.id(), base64_of(self.as_bytes()))
    }
}

impl FromStr for VerifierKey {
    type Err = Error;

    /// # Errors
    /// `key_malformed` for anything but `name+id+base64` of a key of Ed25519 whose id is that of its name.
    fn from_str(text: &str) -> Result<VerifierKey> {
        let (name, stated, key) = key_parts(text).ok_or_else(|| malformed(text))?;
        match stated == hex_of(id(name, &key)) {
            true => VerifierKey::new(name, &key).map_err(|_| malformed(text)),
            false => Err(malformed(text)),
        }
    }
}

impl Serialize for VerifierKey {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for VerifierKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<VerifierKey, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

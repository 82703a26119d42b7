//! The SHA-256 of a record.

use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::de::{self, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest as _, Sha256};

use riparto_core::error::{Cause, Error, Result, quote};

/// A SHA-256 (FIPS 180-4), written as 64 lowercase hexadecimal digits.
///
/// ```
/// use riparto::journal::Digest;
///
/// let empty = Digest::of(b"");
/// assert_eq!(empty.to_string(), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
/// assert_eq!(empty.to_string().parse::<Digest>()?, empty);
/// assert_eq!("E3B0".parse::<Digest>().unwrap_err().code(), "hash_malformed");
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[doc(alias = "impronta")]
pub struct Digest([u8; 32]);

const DIGITS: &[u8; 16] = b"0123456789abcdef";

/// The value of a byte that is no hexadecimal digit.
const NO_DIGIT: u8 = 16;

/// The value of each byte as a hexadecimal digit: two hashes are read for every record of a history.
const VALUES: [u8; 256] = {
    let mut values = [NO_DIGIT; 256];
    let mut digit = 0;
    while digit < NO_DIGIT {
        values[DIGITS[digit as usize] as usize] = digit;
        digit += 1;
    }
    values
};

impl Digest {
    /// What the first record names as the record before it.
    pub const ZERO: Digest = Digest([0; 32]);

    /// How many characters a digest has when written.
    pub(crate) const CHARS: usize = 64;

    /// The SHA-256 of some bytes.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Digest {
        Digest::of_parts(&[bytes])
    }

    /// The SHA-256 of parts, one after the other.
    pub(crate) fn of_parts(parts: &[&[u8]]) -> Digest {
        let mut hasher = Sha256::new();
        parts.iter().for_each(|part| hasher.update(part));
        Digest(hasher.finalize().into())
    }

    /// The 32 bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The digest in base64 with padding, as checkpoints and proofs have it: 44 characters.
    #[must_use]
    pub fn to_base64(&self) -> String {
        STANDARD.encode(self.0)
    }

    /// Reads what [`to_base64`](Digest::to_base64) writes, and nothing else.
    ///
    /// ```
    /// use riparto::journal::Digest;
    ///
    /// let empty = Digest::of(b"");
    /// assert_eq!(empty.to_base64(), "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
    /// assert_eq!(Digest::from_base64(&empty.to_base64())?, empty);
    /// assert_eq!(Digest::from_base64("47DE").unwrap_err().code(), "hash_malformed");
    /// # Ok::<(), riparto::Error>(())
    /// ```
    ///
    /// # Errors
    /// `hash_malformed`.
    pub fn from_base64(text: &str) -> Result<Digest> {
        let bytes = STANDARD.decode(text).ok().and_then(|bytes| bytes.try_into().ok());
        bytes.map(Digest).ok_or_else(|| Cause::HashMalformed { found: quote(text) }.into())
    }

    /// Reads 64 lowercase hexadecimal digits; nothing else is a digest.
    pub(crate) fn from_hex(text: &[u8]) -> Option<Digest> {
        let (pairs, rest) = text.as_chunks::<2>();
        if pairs.len() != 32 || !rest.is_empty() {
            return None;
        }
        let (mut bytes, mut seen) = ([0; 32], 0);
        for (byte, [high, low]) in bytes.iter_mut().zip(pairs) {
            let (high, low) = (VALUES[usize::from(*high)], VALUES[usize::from(*low)]);
            seen |= high | low;
            *byte = high << 4 | low;
        }
        (seen < NO_DIGIT).then_some(Digest(bytes))
    }

    /// The digest as 64 hexadecimal digits.
    pub(crate) fn hex(&self) -> [u8; Digest::CHARS] {
        let mut text = [0; Digest::CHARS];
        for (pair, byte) in text.as_chunks_mut::<2>().0.iter_mut().zip(self.0) {
            *pair = [DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]];
        }
        text
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.hex().iter().try_for_each(|digit| write!(f, "{}", char::from(*digit)))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Digest({self})")
    }
}

impl FromStr for Digest {
    type Err = Error;

    /// # Errors
    /// `hash_malformed` for anything but 64 lowercase hexadecimal digits, such as `E3B0`.
    fn from_str(text: &str) -> Result<Digest> {
        Digest::from_hex(text.as_bytes()).ok_or_else(|| Cause::HashMalformed { found: quote(text) }.into())
    }
}

impl Serialize for Digest {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Digest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Digest, D::Error> {
        deserializer.deserialize_str(DigestText)
    }
}

/// Reads a digest in place.
struct DigestText;

impl Visitor<'_> for DigestText {
    type Value = Digest;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a hash")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> std::result::Result<Digest, E> {
        text.parse().map_err(E::custom)
    }
}

//! The end of a history.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::digest::Digest;

/// The end of a history: how many records it has and the hash of the last. It commits to all of them.
///
/// ```
/// use riparto::journal::Head;
///
/// assert_eq!(Head::START.revision(), 0);
/// let noted: Head = serde_json::from_str(&serde_json::to_string(&Head::START).unwrap()).unwrap();
/// assert_eq!(noted, Head::START);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[doc(alias = "impronta del registro")]
pub struct Head {
    revision: u64,
    hash: Digest,
}

impl Head {
    /// The head of a history without records.
    pub const START: Head = Head { revision: 0, hash: Digest::ZERO };

    /// A head that was noted down: the revision and the hash of a record.
    #[must_use]
    pub fn new(revision: u64, hash: Digest) -> Head {
        Head { revision, hash }
    }

    /// How many records there are; also the revision of the last.
    #[must_use]
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// The hash of the last record, or [`Digest::ZERO`].
    #[must_use]
    pub fn hash(&self) -> Digest {
        self.hash
    }
}

/// `12 3f8a…`: revision and hash.
impl fmt::Display for Head {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.revision, self.hash)
    }
}

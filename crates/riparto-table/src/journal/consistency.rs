//! That one history goes on from another, from their roots alone.

use serde::{Deserialize, Serialize};

use super::digest::Digest;
use super::event::Event;
use super::inclusion::{as_base64, of_base64};
use super::merkle::node;
use riparto_core::error::{Cause, Error, Result, quote};
use riparto_core::words::both;

const FORMAT: &str = "riparto.consistency/1";

/// The proof that the history of one root goes on from that of another (RFC 6962, 2.1.2): nothing of what was there was changed or
/// taken out. As a document it is `riparto.consistency/1`, which docs/HISTORY.md describes and `examples/check_consistency.py` checks.
///
/// ```
/// use riparto::journal::{Consistency, Event, MemoryStore, MerkleLeaves, Store};
///
/// let mut store = MemoryStore::new();
/// for note in ["a", "b", "c", "d", "e"] {
///     store.append(&store.head()?, &[Event::of(&serde_json::json!({"note": note}))?])?.accepted()?;
/// }
/// let leaves: MerkleLeaves = store.records().iter().collect();
/// let proof = Consistency::from_json(&leaves.consistency(3, 5)?.to_json()?)?;
/// proof.check((3, &leaves.root(3)?), (5, &leaves.root(5)?))?;
/// assert_eq!(proof.check((2, &leaves.root(2)?), (5, &leaves.root(5)?)).unwrap_err().code(), "proof_differs");
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[doc(alias = "prova di continuità")]
pub struct Consistency {
    format: String,
    first: u64,
    #[serde(serialize_with = "as_base64", deserialize_with = "of_base64")]
    path: Vec<Digest>,
    second: u64,
}

impl Consistency {
    /// A proof that somebody else made, for two sizes.
    #[must_use]
    pub fn new(first: u64, second: u64, path: Vec<Digest>) -> Consistency {
        Consistency { format: FORMAT.to_owned(), first, path, second }
    }

    /// Reads the document.
    ///
    /// # Errors
    /// `document_malformed`, `document_format`. Whether it proves anything is for [`check`](Consistency::check) to say.
    pub fn from_json(text: &str) -> Result<Consistency> {
        let what = both("this consistency proof", "questa prova di continuità");
        let read: Consistency = serde_json::from_str(text).map_err(|why| Error::unreadable(what, &why))?;
        match read.format == FORMAT {
            true => Ok(read),
            false => Err(Cause::DocumentFormat { found: quote(&read.format), expected: FORMAT }.into()),
        }
    }

    /// The document, one line with its line feed.
    ///
    /// # Errors
    /// Those of [`Event::of`], which no proof that was made by this crate gives.
    pub fn to_json(&self) -> Result<String> {
        Ok(format!("{}\n", Event::of(self)?))
    }

    /// How many records the first history has, and the second.
    #[must_use]
    pub fn sizes(&self) -> (u64, u64) {
        (self.first, self.second)
    }

    /// The hashes, in the order of RFC 6962.
    #[must_use]
    pub fn path(&self) -> &[Digest] {
        &self.path
    }

    /// Checks the proof against both roots, each with its size: they are known from elsewhere.
    ///
    /// # Errors
    /// `proof_differs` if it is about other sizes, or does not lead to both roots.
    pub fn check(&self, first: (u64, &Digest), second: (u64, &Digest)) -> Result<()> {
        let root = match self.roots(first.1) {
            Some((found, _)) if found != *first.1 || self.first != first.0 => first.1,
            Some((_, found)) if found == *second.1 && self.second == second.0 => return Ok(()),
            _ => second.1,
        };
        Err(Cause::ProofDiffers { root: root.to_base64() }.into())
    }

    /// Both roots, as the hashes lead to them (RFC 9162, 2.1.4.2).
    fn roots(&self, given: &Digest) -> Option<(Digest, Digest)> {
        if self.first == self.second {
            return self.path.is_empty().then_some((*given, *given));
        }
        if self.first > self.second || self.first == 0 {
            return None;
        }
        let (mut place, mut last) = (self.first - 1, self.second - 1);
        // A full tree is a node of the other: its root is not among the hashes.
        let start = if self.first.is_power_of_two() { Some(*given) } else { None };
        let mut path = start.into_iter().chain(self.path.iter().copied());
        let shared = place.trailing_ones();
        (place, last) = (place >> shared, last >> shared);
        let begin = path.next()?;
        let (mut one, mut other) = (begin, begin);
        for beside in path {
            if last == 0 {
                return None;
            }
            if place & 1 == 1 || place == last {
                (one, other) = (node(&beside, &one), node(&beside, &other));
                let alone = if place == 0 { 0 } else { place.trailing_zeros() };
                (place, last) = (place >> alone, last >> alone);
            } else {
                other = node(&other, &beside);
            }
            (place, last) = (place >> 1, last >> 1);
        }
        (last == 0).then_some((one, other))
    }
}

//! That one history goes on from another, from their roots alone.

use super::digest::Digest;
use super::merkle::node;
use riparto_core::error::{Cause, Result};

/// The proof that the history of one root goes on from that of another (RFC 6962, 2.1.2): nothing of what was there was changed or
/// taken out.
///
/// ```
/// use riparto::journal::{Event, MemoryStore, MerkleLeaves, Store};
///
/// let mut store = MemoryStore::new();
/// for note in ["a", "b", "c", "d", "e"] {
///     store.append(&store.head()?, &[Event::of(&serde_json::json!({"note": note}))?])?.accepted()?;
/// }
/// let leaves: MerkleLeaves = store.records().iter().collect();
/// let proof = leaves.consistency(3, 5)?;
/// proof.check(&leaves.root(3)?, &leaves.root(5)?)?;
/// assert_eq!(proof.check(&leaves.root(2)?, &leaves.root(5)?).unwrap_err().code(), "proof_differs");
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consistency {
    first: u64,
    second: u64,
    path: Vec<Digest>,
}

impl Consistency {
    /// A proof that somebody else made, for two sizes.
    #[must_use]
    pub fn new(first: u64, second: u64, path: Vec<Digest>) -> Consistency {
        Consistency { first, second, path }
    }

    /// The hashes, in the order of RFC 6962.
    #[must_use]
    pub fn path(&self) -> &[Digest] {
        &self.path
    }

    /// Checks the proof against both roots.
    ///
    /// # Errors
    /// `proof_differs` if it does not lead to both.
    pub fn check(&self, first: &Digest, second: &Digest) -> Result<()> {
        let root = match self.roots(first) {
            Some((found, _)) if found != *first => first,
            Some((_, found)) if found == *second => return Ok(()),
            _ => second,
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

//! The tree beside the chain: RFC 6962 over the records, and its root in memory that grows with the logarithm of their number.

use super::digest::Digest;
use super::record::Record;

/// The hash of a record as a leaf: of a zero byte and its line without the line feed (RFC 6962, 2.1).
pub(crate) fn leaf(line: &[u8]) -> Digest {
    Digest::of_parts(&[&[0], line])
}

/// The hash of a node over two others, which no leaf can have: of a byte one and both.
pub(crate) fn node(left: &Digest, right: &Digest) -> Digest {
    Digest::of_parts(&[&[1], left.as_bytes(), right.as_bytes()])
}

/// The Merkle tree of RFC 6962 (and 9162) over the records of a history: its root commits to all of them as a [`Head`] does, and
/// one record can be shown to be among them without the others ([`Inclusion`]). A leaf is the record's [`line`](Record::line).
///
/// It keeps one hash for each power of two in the number of records, so the root of a million takes as many as twenty.
///
/// [`Head`]: super::Head
/// [`Inclusion`]: super::Inclusion
///
/// ```
/// use riparto::journal::{Digest, Event, MemoryStore, MerkleTree, Store};
///
/// assert_eq!(MerkleTree::new().root(), Digest::of(b""));
/// let mut store = MemoryStore::new();
/// store.append(&store.head()?, &[Event::of(&serde_json::json!({"moved": "40000.00"}))?])?.accepted()?;
/// let tree: MerkleTree = store.records().iter().collect();
/// assert_eq!(tree.size(), 1);
/// let leaf = [b"\0", store.records()[0].line().as_bytes()].concat();
/// assert_eq!(tree.root(), Digest::of(&leaf));
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[doc(alias = "albero di Merkle")]
pub struct MerkleTree {
    size: u64,
    /// The roots of full trees, from the largest, of as many leaves as the bits of the size say.
    full: Vec<Digest>,
}

impl MerkleTree {
    /// A tree without leaves.
    #[must_use]
    pub fn new() -> MerkleTree {
        MerkleTree::default()
    }

    /// Adds the next record.
    pub fn push(&mut self, record: &Record) {
        self.push_line(record.line().as_bytes());
    }

    /// Adds the next record by its line, without a line feed.
    pub fn push_line(&mut self, line: &[u8]) {
        self.push_leaf(leaf(line));
    }

    pub(crate) fn push_leaf(&mut self, mut hash: Digest) {
        // A bit that is set is a full tree that the new one completes.
        for _ in 0..self.size.trailing_ones() {
            let left = self.full.pop();
            hash = left.map_or(hash, |left| node(&left, &hash));
        }
        self.full.push(hash);
        self.size += 1;
    }

    /// How many records it is over, which is also the revision.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The root; of no records it is the SHA-256 of nothing.
    #[must_use]
    pub fn root(&self) -> Digest {
        let mut from_the_right = self.full.iter().rev().copied();
        let last = from_the_right.next().unwrap_or_else(|| Digest::of(b""));
        from_the_right.fold(last, |right, left| node(&left, &right))
    }
}

impl<'a> FromIterator<&'a Record> for MerkleTree {
    fn from_iter<I: IntoIterator<Item = &'a Record>>(records: I) -> MerkleTree {
        let mut tree = MerkleTree::new();
        records.into_iter().for_each(|record| tree.push(record));
        tree
    }
}

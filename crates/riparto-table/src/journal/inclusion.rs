//! One record shown alone: that it is in a history, without the others.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::digest::Digest;
use super::event::Event;
use super::merkle::{leaf, node};
use super::record::Record;
use riparto_core::error::{Cause, Error, Result, quote};
use riparto_core::words::both;

const FORMAT: &str = "riparto.inclusion/1";

/// The proof that a record is in a history of a known root (RFC 6962, 2.1.1): the record's line, its place, the size of the tree, and
/// the hashes beside the way from the leaf to the root. As a document it is `riparto.inclusion/1`, which docs/HISTORY.md describes and
/// `examples/check_inclusion.py` checks.
///
/// ```
/// use riparto::journal::{Event, Inclusion, MemoryStore, MerkleLeaves, Store};
///
/// let mut store = MemoryStore::new();
/// for note in ["a", "b", "c"] {
///     store.append(&store.head()?, &[Event::of(&serde_json::json!({"note": note}))?])?.accepted()?;
/// }
/// let leaves: MerkleLeaves = store.records().iter().collect();
/// let shown = leaves.inclusion(&store.records()[1], 3)?;
/// let read = Inclusion::from_json(&shown.to_json()?)?;
/// let record = read.check(3, &leaves.root(3)?)?;
/// assert_eq!(record.event().as_str(), r#"{"note":"b"}"#);
/// assert_eq!(read.check(3, &leaves.root(2)?).unwrap_err().code(), "proof_differs");
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[doc(alias = "estratto")]
pub struct Inclusion {
    format: String,
    index: u64,
    #[serde(serialize_with = "as_base64", deserialize_with = "of_base64")]
    path: Vec<Digest>,
    record: String,
    size: u64,
}

impl Inclusion {
    pub(crate) fn new(record: String, index: u64, size: u64, path: Vec<Digest>) -> Inclusion {
        Inclusion { format: FORMAT.to_owned(), index, path, record, size }
    }

    /// Reads the document.
    ///
    /// # Errors
    /// `document_malformed`, `document_format`. Whether it proves anything is for [`check`](Inclusion::check) to say.
    pub fn from_json(text: &str) -> Result<Inclusion> {
        let what = both("this extract", "questo estratto");
        let read: Inclusion = serde_json::from_str(text).map_err(|why| Error::unreadable(what, &why))?;
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

    /// The place of the record, from 0: its revision less one.
    #[must_use]
    pub fn index(&self) -> u64 {
        self.index
    }

    /// How many records the tree is over.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The record, if it is in the history of `size` records whose tree has a root. Both are known from elsewhere: trees of different
    /// sizes can have the same hashes beside a leaf.
    ///
    /// # Errors
    /// `proof_differs` if it is about another size, or the hashes lead to another root or are not as many as they must be;
    /// `journal_broken` if the line is no record, or that of another revision.
    pub fn check(&self, size: u64, root: &Digest) -> Result<Record> {
        match self.root() {
            Some(found) if found == *root && self.size == size => {
                Record::from_line(self.index + 1, &self.record)
            }
            _ => Err(Cause::ProofDiffers { root: root.to_base64() }.into()),
        }
    }

    /// The root that the hashes lead to (RFC 9162, 2.1.3.2); none if they are too many or too few.
    #[must_use]
    pub fn root(&self) -> Option<Digest> {
        let (mut place, mut last) = (self.index, self.size.checked_sub(1)?);
        if place > last {
            return None;
        }
        let mut hash = leaf(self.record.as_bytes());
        for beside in &self.path {
            if last == 0 {
                return None;
            }
            if place & 1 == 1 || place == last {
                hash = node(beside, &hash);
                // Levels at which the last node of the right edge has nobody beside it.
                let alone = if place == 0 { 0 } else { place.trailing_zeros() };
                (place, last) = (place >> alone, last >> alone);
            } else {
                hash = node(&hash, beside);
            }
            (place, last) = (place >> 1, last >> 1);
        }
        (last == 0).then_some(hash)
    }
}

pub(super) fn as_base64<S: Serializer>(
    path: &[Digest],
    serializer: S,
) -> std::result::Result<S::Ok, S::Error> {
    serializer.collect_seq(path.iter().map(Digest::to_base64))
}

pub(super) fn of_base64<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> std::result::Result<Vec<Digest>, D::Error> {
    let texts = Vec::<String>::deserialize(deserializer)?;
    texts.iter().map(|text| Digest::from_base64(text).map_err(D::Error::custom)).collect()
}

//! `Checkpoint`: how far a history has come.

use std::fmt;
use std::str::FromStr;

use super::signed_note::SignedNote;
use crate::journal::{Digest, Head, MerkleTree, Record};
use riparto_core::error::{Cause, Error, Result};
use riparto_core::words::both;

/// What the first line of every checkpoint begins with; the hash of the first record follows.
const ORIGIN: &str = "riparto.history/1/";

/// How far a history has come: which history, how many records, the root of the tree over them, and the head. As text, four lines (C2SP
/// tlog-checkpoint with one extension line); a [`SignedNote`] carries it.
///
/// ```
/// use riparto::checkpoints::{Checkpoint, Checkpointer, SignedNote, SigningKey};
/// use riparto::journal::{Event, MemoryStore, Store};
///
/// let mut store = MemoryStore::new();
/// for note in ["a", "b"] {
///     store.append(&store.head()?, &[Event::of(&serde_json::json!({"note": note}))?])?.accepted()?;
/// }
/// let checkpoint = Checkpoint::of(store.records()).expect("there are records");
/// assert_eq!(checkpoint.size(), 2);
/// let mut note = checkpoint.note()?;
/// note.sign(&SigningKey::of_seed("anci", [7; 32])?);
///
/// // Whoever holds the note checks a journal as it is read.
/// let known = Checkpoint::from_note(&note.to_string().parse::<SignedNote>()?)?;
/// let mut so_far = Checkpointer::default();
/// store.records().iter().for_each(|record| so_far.push(record));
/// assert_eq!(so_far.checkpoint(), Some(known));
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    origin: Digest,
    root: Digest,
    head: Head,
}

impl Checkpoint {
    /// The checkpoint after some records, from the first; none without records.
    pub fn of<'a>(records: impl IntoIterator<Item = &'a Record>) -> Option<Checkpoint> {
        let mut checkpointer = Checkpointer::default();
        records.into_iter().for_each(|record| checkpointer.push(record));
        checkpointer.checkpoint()
    }

    /// Which history it is of: the hash of its first record.
    #[must_use]
    pub fn origin(&self) -> Digest {
        self.origin
    }

    /// How many records there are, which is also the revision.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.head.revision()
    }

    /// The root of the tree over them.
    #[must_use]
    pub fn root(&self) -> Digest {
        self.root
    }

    /// The head.
    #[must_use]
    pub fn head(&self) -> Head {
        self.head
    }

    /// The checkpoint as a note that nobody signed yet.
    ///
    /// # Errors
    /// None that a checkpoint leads to.
    pub fn note(&self) -> Result<SignedNote> {
        SignedNote::new(self.to_string())
    }

    /// Reads the text of a note. Who signed it is for [`SignedNote::signed_by`] to say.
    ///
    /// # Errors
    /// `note_malformed` if it is no checkpoint of riparto.
    pub fn from_note(note: &SignedNote) -> Result<Checkpoint> {
        note.text().parse()
    }
}

impl fmt::Display for Checkpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (size, root, hash) = (self.size(), self.root.to_base64(), self.head.hash());
        write!(f, "{ORIGIN}{}\n{size}\n{root}\n{size}:{hash}\n", self.origin)
    }
}

impl FromStr for Checkpoint {
    type Err = Error;

    /// # Errors
    /// `note_malformed` for anything but what [`Display`](fmt::Display) writes.
    fn from_str(text: &str) -> Result<Checkpoint> {
        let read = || {
            let mut lines = text.lines();
            let origin = lines.next()?.strip_prefix(ORIGIN)?.parse().ok()?;
            let size = lines.next()?.parse().ok()?;
            let root = Digest::from_base64(lines.next()?).ok()?;
            let (_, hash) = lines.next()?.split_once(':')?;
            Some(Checkpoint { origin, root, head: Head::new(size, hash.parse().ok()?) })
        };
        // Written again it is the same, so no line is in another form.
        read().filter(|read| read.to_string() == text && read.size() > 0).ok_or_else(|| {
            let why = both("it is no checkpoint of a table", "non è un'attestazione di un tavolo");
            Cause::NoteMalformed { why }.into()
        })
    }
}

/// Makes checkpoints of a history as it is read, in little memory.
///
/// See [`Checkpoint`] for an example.
#[derive(Clone, Debug, Default)]
pub struct Checkpointer {
    origin: Option<Digest>,
    tree: MerkleTree,
    head: Option<Head>,
}

impl Checkpointer {
    /// Takes the next record.
    pub fn push(&mut self, record: &Record) {
        self.origin.get_or_insert(record.hash());
        self.tree.push(record);
        self.head = Some(record.head());
    }

    /// The checkpoint after the last record that was taken; none before the first.
    #[must_use]
    pub fn checkpoint(&self) -> Option<Checkpoint> {
        Some(Checkpoint { origin: self.origin?, root: self.tree.root(), head: self.head? })
    }
}

//! A history that nobody can bend: events in a chain of hashes, kept in memory, in a file or in SQLite.
//!
//! An [`Event`] is a JSON object of which this module knows only that it is written in one way: keys sorted, no blanks,
//! whole numbers (docs/HISTORY.md). [`extend`] makes a batch of [`Record`]s of some events: each carries its revision, the
//! hash of the record before it, and its own. [`verify()`] reads such lines and names the first that is not what was
//! written. The [`Head`], a revision and a hash, commits to all that led to it: anyone who noted it down can detect any
//! later change, and a history that was cut short.
//!
//! A [`Store`] appends only if its head is the expected one, and otherwise answers with the head that it has: a head
//! conflict, so that of two people who write at once neither overwrites the other (optimistic concurrency).
//! [`MemoryStore`] keeps records in memory, [`Journal`] in a file of JSON lines, flushed to disk before an append is
//! acknowledged, and `SqliteStore` (feature `sqlite`) in a database.
//!
//! ```
//! use riparto::journal::{Appended, Event, MemoryStore, Head, Store};
//!
//! let mut store = MemoryStore::new();
//! let opened = Event::of(&serde_json::json!({"opened": {"total": "2464000.00"}}))?;
//! let Appended::Head(head) = store.append(&Head::START, &[opened])? else { panic!("nobody else writes") };
//! assert_eq!(head.revision(), 1);
//!
//! // A second append after the start conflicts with this head.
//! let late = Event::of(&serde_json::json!({"closed": {}}))?;
//! assert_eq!(store.append(&Head::START, &[late])?, Appended::HeadConflict(head));
//! # Ok::<(), riparto::Error>(())
//! ```
//!
//! Beside the chain the records are the leaves of a [`MerkleTree`] (RFC 6962): an [`Inclusion`] shows one of them alone, a
//! [`Consistency`] that one history goes on from another.
//!
//! A hash proves nothing against who can rewrite the whole history and all copies of its head: publish heads, in minutes
//! for example (docs/THREATS.md). What an event means is for others to say.

mod digest;
mod canonical;
mod scan;
mod event;
mod head;
mod fault;
mod torn;
mod record;
mod chain;
mod line_reader;
mod lost_blocks;
mod verify;
mod store;
mod memory;
mod store_suite;
mod disk;
mod beside;
mod founding;
mod tail;
mod journal_file;
mod repair;
mod utf16;
mod plain_lines;
mod line_ends;
mod parting;
mod merkle;
mod inclusion;
mod consistency;
mod merkle_leaves;
mod typed_head;
#[cfg(feature = "sqlite")]
mod sqlite;
mod power_cuts;
#[cfg(unix)]
mod name_cuts;

pub use chain::{Chain, extend};
pub use consistency::Consistency;
pub use digest::Digest;
pub use event::Event;
pub use fault::{Fault, FaultCode};
pub use head::Head;
pub use inclusion::Inclusion;
pub use journal_file::Journal;
pub use line_ends::{LineEnds, Restored};
pub use memory::MemoryStore;
pub use merkle::MerkleTree;
pub use merkle_leaves::MerkleLeaves;
pub use parting::{Parting, parting};
pub use record::Record;
pub use repair::Repaired;
#[cfg(feature = "sqlite")]
pub use sqlite::SqliteStore;
pub use store::{Appended, Store};
pub use store_suite::{StoreViolation, durable_store_suite, store_suite};
pub use torn::{Torn, TornEnd};
pub use typed_head::TypedHead;
pub use verify::{Verification, verify};

#[doc(hidden)]
pub use canonical::record_line;
pub(crate) use verify::{torn_refusal, walk};

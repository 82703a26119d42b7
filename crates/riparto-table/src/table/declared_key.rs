//! `DeclaredKey`: a public key as the history has it.

use crate::checkpoints::VerifierKey;

/// A public key that was declared at the table: whose, by whom, and when. Its name is the party whose key it is.
///
/// ```
/// # use riparto::checkpoints::SigningKey;
/// # use riparto::journal::MemoryStore;
/// # use riparto::table::{Action, Command, PersistentTable};
/// # let mut kept = PersistentTable::open(MemoryStore::new())?;
/// # let _ = kept.submit(&Command::from_json(r#"{"id": "c1", "party": "regione", "do": {"open": {"plan":
/// #     { "format": "riparto.plan/1", "title": "Plan", "total": "100.00", "lines": [ {"id": "a", "amount": "100.00"} ],
/// #       "parties": [ {"id": "regione", "role": "authority"}, {"id": "anci"} ] }}}}"#)?)?;
/// for (id, seed) in [("c2", 7), ("c3", 8)] {
///     let key = SigningKey::of_seed("anci", [seed; 32])?.verifier().clone();
///     let _ = kept.submit(&Command::new(id, "anci", Action::DeclareKey { key })?)?;
/// }
/// let keys = kept.table().keys();
/// assert_eq!((keys[0].revision, keys[0].replaced, keys[1].replaced), (2, Some(3), None));
/// // What was signed when the history had two events is of the first; a key that came later may have signed it too.
/// assert_eq!(kept.table().keys_for(2).count(), 2);
/// assert_eq!(kept.table().keys_for(3).collect::<Vec<_>>(), [&keys[1].key]);
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DeclaredKey {
    /// The key, with the name of the party whose it is.
    pub key: VerifierKey,
    /// Who declared it: that party, or the authority.
    pub by: String,
    /// The revision of the event.
    pub revision: u64,
    /// The revision at which another key took its place.
    pub replaced: Option<u64>,
}

//! `CheckpointAgreement`: whether a history is the one of which a checkpoint is.

use super::checkpoint::Checkpoint;

/// Whether a history is the one of which a checkpoint is.
///
/// ```
/// use riparto::checkpoints::{Checkpoint, CheckpointAgreement};
/// use riparto::journal::{Event, MemoryStore, Store};
///
/// let mut store = MemoryStore::new();
/// for note in ["a", "b"] {
///     store.append(&store.head()?, &[Event::of(&serde_json::json!({"note": note}))?])?.accepted()?;
/// }
/// let signed = Checkpoint::of(store.records()).expect("there are records");
/// let found = |records: usize| Checkpoint::of(&store.records()[..records]).filter(|found| found.size() == signed.size());
/// assert_eq!(CheckpointAgreement::of(&signed, found(2).as_ref()), CheckpointAgreement::Agrees);
/// assert_eq!(CheckpointAgreement::of(&signed, found(1).as_ref()), CheckpointAgreement::EventsMissing);
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CheckpointAgreement {
    /// Up to there every event is what was signed.
    Agrees,
    /// The history ends before.
    EventsMissing,
    /// An event up to there is not what was written: whether the others are those that were signed cannot be seen.
    Broken,
    /// The first event is another: it is another table, or another beginning of this one.
    OtherTable,
    /// It has other events by then.
    OtherEvents,
}

impl CheckpointAgreement {
    /// A checkpoint that was signed, and the one of the history after as many events; none if it has fewer.
    #[must_use]
    pub fn of(signed: &Checkpoint, found: Option<&Checkpoint>) -> CheckpointAgreement {
        match found {
            None => CheckpointAgreement::EventsMissing,
            Some(found) if found == signed => CheckpointAgreement::Agrees,
            Some(found) if found.origin() != signed.origin() => CheckpointAgreement::OtherTable,
            Some(_) => CheckpointAgreement::OtherEvents,
        }
    }

    /// The same of a history in which an event is not what was written, if one is: what comes after it is there and cannot be read, so nothing
    /// is said to be missing.
    #[must_use]
    pub fn of_history(
        signed: &Checkpoint,
        found: Option<&Checkpoint>,
        is_broken: bool,
    ) -> CheckpointAgreement {
        match CheckpointAgreement::of(signed, found) {
            CheckpointAgreement::EventsMissing if is_broken => CheckpointAgreement::Broken,
            agreement => agreement,
        }
    }

    /// A stable name for programs: `events_missing`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            CheckpointAgreement::Agrees => "agrees",
            CheckpointAgreement::EventsMissing => "events_missing",
            CheckpointAgreement::Broken => "broken",
            CheckpointAgreement::OtherTable => "other_table",
            CheckpointAgreement::OtherEvents => "other_events",
        }
    }
}

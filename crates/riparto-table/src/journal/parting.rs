//! Two copies of a history, and where they part.

use std::io::Read;

use super::head::Head;
use super::record::Record;
use super::verify::{Verification, walk};
use riparto_core::error::Result;

/// How far two histories are the same.
///
/// ```
/// use riparto::journal::{Event, MemoryStore, Store, parting};
///
/// let mut one = MemoryStore::new();
/// let note = |text: &str| Event::of(&serde_json::json!({"note": text}));
/// let head = one.append(&one.head()?, &[note("both")?])?.accepted()?;
/// let mut other = one.clone();
/// one.append(&head, &[note("here")?])?.accepted()?;
/// other.append(&head, &[note("there")?])?.accepted()?;
///
/// let parting = parting(one.to_lines().as_bytes(), other.to_lines().as_bytes())?;
/// assert_eq!(parting.common(), head);
/// assert!(parting.is_fork() && parting.one().is_whole() && parting.other().is_whole());
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parting {
    common: Head,
    one: Verification,
    other: Verification,
}

impl Parting {
    /// The head after the last record that both have.
    #[must_use]
    pub fn common(&self) -> Head {
        self.common
    }

    /// What a check of the first history found.
    #[must_use]
    pub fn one(&self) -> &Verification {
        &self.one
    }

    /// What a check of the second found.
    #[must_use]
    pub fn other(&self) -> &Verification {
        &self.other
    }

    /// Whether each has records that the other has not: neither goes on from the other.
    #[must_use]
    pub fn is_fork(&self) -> bool {
        self.one.head() != self.common && self.other.head() != self.common
    }
}

/// Compares two histories record by record, up to the first fault of each.
///
/// # Errors
/// `storage_failed` if one cannot be read. A history that was changed is an answer.
pub fn parting(one: impl Read, other: impl Read) -> Result<Parting> {
    let mut heads = Vec::new();
    let one = walk(
        one,
        &[],
        Some(&mut |record: Record| {
            heads.push(record.head());
            Ok(())
        }),
    )?;
    let (mut common, mut heads) = (Head::START, heads.into_iter());
    let other = walk(
        other,
        &[],
        Some(&mut |record: Record| {
            if record.previous() == common.hash() && heads.next() == Some(record.head()) {
                common = record.head();
            }
            Ok(())
        }),
    )?;
    Ok(Parting { common, one, other })
}

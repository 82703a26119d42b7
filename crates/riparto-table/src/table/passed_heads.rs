//! The heads that a history has passed through.

use crate::journal::{Digest, Head};

/// The hash of each record that was folded in; zeros for an event that was folded in without its record. Tables are equal whatever is
/// known of it.
#[derive(Clone, Debug, Default)]
pub(super) struct PassedHeads(Vec<Digest>);

impl PartialEq for PassedHeads {
    fn eq(&self, _: &PassedHeads) -> bool {
        true
    }
}

impl PassedHeads {
    /// Takes the head after the next record.
    pub(super) fn note(&mut self, head: &Head) {
        let size = usize::try_from(head.revision()).unwrap_or(usize::MAX);
        self.0.resize(size.saturating_sub(1), Digest::ZERO);
        self.0.push(head.hash());
    }

    /// Whether the history has passed through a head.
    pub(super) fn passed(&self, head: &Head) -> bool {
        let place = head.revision().checked_sub(1).and_then(|place| usize::try_from(place).ok());
        let known = place.and_then(|place| self.0.get(place));
        known.is_some_and(|hash| *hash == head.hash() && *hash != Digest::ZERO)
    }
}
